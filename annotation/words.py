"""The words of the interface in the person's language, by gettext, from the catalogues that come with the program.

What is shown is written in English where it is used, inside `tr(…)`; that is also what is looked up. A sentence that
nobody has translated is shown in English. Labels are no part of this: their names are the schema's.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterable

from annotation.resources import shipped

ENGLISH = "en"
_DOMAIN = "standpoint"


class _Spoken:
    """The one language that the process speaks; chosen when it starts, and when the person changes it."""

    catalogue: gettext.NullTranslations = gettext.NullTranslations()
    language = ENGLISH


def speak(wanted: Iterable[str]) -> str:
    """Speaks the first of the languages wanted (`de`, `de-AT`) that there is a catalogue for, else English.

    Gives the language that is spoken from now on.
    """
    known = languages()
    _Spoken.language = next((tag[:2] for tag in wanted if tag[:2] in known), ENGLISH)
    _Spoken.catalogue = gettext.translation(_DOMAIN, shipped("languages"), languages=[_Spoken.language], fallback=True)
    return _Spoken.language


def spoken() -> str:
    """The language that is spoken."""
    return _Spoken.language


def languages() -> dict[str, str]:
    """The languages there are, each with what it calls itself."""
    return {ENGLISH: "English", "de": "Deutsch"}


def tr(message: str, /, **values: object) -> str:
    """A message in the language spoken, with `values` put where it has them in braces."""
    said = _Spoken.catalogue.gettext(message)
    return said.format(**values) if values else said


def tr_many(one: str, many: str, count: int, /, **values: object) -> str:
    """`one` or `many` in the language spoken, as `count` asks; `{count}` stands in it for the number."""
    return _Spoken.catalogue.ngettext(one, many, count).format(count=f"{count:,}", **values)


def noted(message: str, /) -> str:
    """The message itself: marks what is translated later, where it is shown, for the catalogues."""
    return message
