"""The words of the interface in the person's language, by gettext, from the catalogues that come with the program.

What is shown is written in English where it is used, inside `tr(…)`; that is also what is looked up. A sentence that
nobody has translated is shown in English. Labels are no part of this: their names are the schema's.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from annotation.resources import shipped

ENGLISH = "en"
_DOMAIN = "standpoint"


_kept_english: ContextVar[bool] = ContextVar("kept_english", default=False)
_ENGLISH_CATALOGUE = gettext.NullTranslations()


class _Spoken:
    """The one language that the process speaks; chosen when it starts, and when the person changes it."""

    catalogue: gettext.NullTranslations = gettext.NullTranslations()
    language = ENGLISH


def speak(wanted: Iterable[str]) -> str:
    """Speaks the first of the languages wanted (`de`, `de-AT`) that there is a catalogue for, else English.

    Gives the language that is spoken from now on.
    """
    known = languages()
    codes = (re.split("[-_]", tag)[0].lower() for tag in wanted)
    _Spoken.language = next((code for code in codes if code in known), ENGLISH)
    _Spoken.catalogue = gettext.translation(_DOMAIN, shipped("languages"), languages=[_Spoken.language], fallback=True)
    return _Spoken.language


def spoken() -> str:
    """The language that is spoken here."""
    return ENGLISH if _kept_english.get() else _Spoken.language


@contextmanager
def in_english() -> Generator[None, None, None]:
    """Inside, this thread makes its sentences in English, for what is stored must not depend on who speaks what."""
    before = _kept_english.set(True)
    try:
        yield
    finally:
        _kept_english.reset(before)


def languages() -> dict[str, str]:
    """The languages there are, each with what it calls itself."""
    return {ENGLISH: "English", "de": "Deutsch"}


def tr(message: str, /, **values: object) -> str:
    """A message in the language spoken, with `values` put where it has them in braces."""
    said = _catalogue().gettext(message)
    return said.format(**values) if values else said


def tr_many(one: str, many: str, count: int, /, **values: object) -> str:
    """`one` or `many` in the language spoken, as `count` asks; `{count}` stands in it for the number."""
    return _catalogue().ngettext(one, many, count).format(count=f"{count:,}", **values)


def noted(message: str, /) -> str:
    """The message itself: marks what is translated later, where it is shown, for the catalogues."""
    return message


def tr_stored(sentence: str, forms: Iterable[str], /) -> str:
    """A sentence that was stored in English, in the language spoken, where it is one of `forms`; else as it is.

    A form is a message as `tr` takes it, marked by `noted`. The first one that fits counts.
    """
    if spoken() == ENGLISH:
        return sentence
    found = ((form, _pattern(form).fullmatch(sentence)) for form in forms)
    return next((tr(form, **match.groupdict()) for form, match in found if match), sentence)


def _catalogue() -> gettext.NullTranslations:
    return _ENGLISH_CATALOGUE if _kept_english.get() else _Spoken.catalogue


@lru_cache(maxsize=256)
def _pattern(form: str) -> re.Pattern[str]:
    """What a sentence of that form looks like: anything may stand where the form has a name in braces."""
    parts = re.split(r"\{(\w+)\}", form)
    words = (f"(?P<{part}>.+)" if number % 2 else re.escape(part) for number, part in enumerate(parts))
    return re.compile("".join(words), re.DOTALL)
