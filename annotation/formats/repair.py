"""Repairs the dirt of crawled articles, and says what was repaired."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from html.entities import html5
from typing import TypeAlias

from annotation.describe import counted
from annotation.offsets import plain_line_endings
from annotation.words import noted, tr, tr_stored

_LONGEST_HEADLINE = 120
_FOOTER_REACH = 2000

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|([A-Za-z][A-Za-z0-9]*));")
_ESCAPED_QUOTE = re.compile(r"""(?<!\\)\\++(?=["'“”„‟‘’‚‛«»‹›])""")
_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_FOOTER_LABEL = r"[^\S\n]*(?:references?|reference\(s\)|sources?|source\(s\))[^\S\n]*:"
_FOOTER = re.compile(
    rf"\n{_FOOTER_LABEL}\s*(?P<lines>[^\n]{{1,150}}(?:\n+(?!{_FOOTER_LABEL})[^\n]{{1,150}}){{0,9}})\Z",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)»]*$")
_FULL_STOP = re.compile(r"[.…,;:][\"'”’)»]*$")
_PLAIN = bytes({*range(0x20, 0x7F), *b"\n"})
_URL = re.compile(r"https?://[^\s<>\"]+")


Told: TypeAlias = tuple[str, list[str]]
"""A text, and sentences about what was repaired in it."""


@dataclass(frozen=True, slots=True)
class Repaired:
    """A clean text, the source and address that its footer named, and a sentence about each repair."""

    text: str
    source: str = ""
    url: str = ""
    repairs: tuple[str, ...] = ()


def repair(text: str) -> Repaired:
    """The text as people should read it; repairing it once more changes nothing, but for entities within entities."""
    repairs: list[str] = []
    if _is_clean(text):
        text = text.rstrip().lstrip("\n")
    else:
        for step in _STEPS:
            text, told = step(text)
            repairs += told
    text, source, told = _footers(text)
    address = _URL.search(source)
    return Repaired(text, source, address[0] if address else "", (*repairs, *told))


def _is_clean(text: str) -> bool:
    """Whether no step but the cutting of both ends has anything to do: so it is with most texts, and cheap to tell.

    What a step looks for is an entity, an escaped mark, a blank before a line's end, or a character that cannot be
    printed: controls, other line ends, lone surrogates, invisible ones and unusual blanks.
    """
    if "&" in text or "\\" in text or " \n" in text:
        return False
    # Most characters are plain ones, which bytes are rid of much faster than each can be looked at.
    rest = text.encode("utf-8", "surrogatepass").translate(None, _PLAIN)
    return rest.decode("utf-8", "surrogatepass").isprintable()


def has_surrogates(text: str) -> bool:
    """Whether it holds half of a surrogate pair that stands alone."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def replace_surrogates(text: str) -> Told:
    """The text with U+FFFD for each half of a surrogate pair that stands alone, which no file can hold."""
    if not has_surrogates(text):
        return text, []
    return _replaced(
        text, _SURROGATE, "\ufffd", noted("broken character became �."), noted("broken characters became �.")
    )


def headline(text: str) -> str:
    """The first line where it looks like a headline: short, without a full stop, and more follows; else nothing."""
    first, _, rest = text.partition("\n")
    fits = len(first) <= _LONGEST_HEADLINE and rest.strip() and not _FULL_STOP.search(first)
    return first.strip() if fits else ""


def tell(count: int, one: str, many: str) -> list[str]:
    """“1 line was …” or “4 lines were …”; nothing where there is none."""
    return [counted(count, one, many)] if count else []


def repair_words(repair: str) -> str:
    """A sentence about what was repaired, which is kept in English, in the language spoken."""
    inner = repair.removeprefix(IN_THE_TITLE)
    if inner != repair:
        return tr("In the title: {repair}", repair=repair_words(inner))
    count, _, what = repair.partition(" ")
    return f"{count} {tr(what)}" if count[:1].isdigit() else tr_stored(repair, _FORMS)


def _replaced(
    text: str, pattern: re.Pattern[str], to: str | Callable[[re.Match[str]], str], one: str, many: str
) -> Told:
    text, count = pattern.subn(to, text)
    return text, tell(count, one, many)


def _each_replaced(text: str, marks: str, to: str, one: str, many: str) -> Told:
    """As `_replaced`, for a few characters that most texts have none of: looking for each is faster than a pattern."""
    count = 0
    for mark in marks:
        count += text.count(mark)
        text = text.replace(mark, to)
    return text, tell(count, one, many)


def _entities(text: str) -> Told:
    if "&" not in text:
        return text, []
    known = sum(1 for found in _ENTITY.finditer(text) if _is_entity(found))
    text = _ENTITY.sub(lambda found: html.unescape(found[0]) if _is_entity(found) else found[0], text)
    return text, tell(known, noted("HTML entity was resolved."), noted("HTML entities were resolved."))


def _is_entity(found: re.Match[str]) -> bool:
    name = found[1]
    return name is None or f"{name};" in html5


def _line_ends(text: str) -> Told:
    plain, _ = plain_line_endings(text)
    if plain is text:
        return text, []
    windows = ["Windows line endings were made plain."] if "\r\n" in text else []
    others = plain.count("\n") - text.count("\n")
    one, many = noted("unusual line ending was made plain."), noted("unusual line endings were made plain.")
    return plain, windows + tell(others, one, many)


def _soft_hyphens(text: str) -> Told:
    return _each_replaced(text, "\u00ad", "", noted("soft hyphen was removed."), noted("soft hyphens were removed."))


def _invisible(text: str) -> Told:
    one, many = noted("invisible character was removed."), noted("invisible characters were removed.")
    return _each_replaced(text, "\u200b\u2060\ufeff", "", one, many)


def _no_break_spaces(text: str) -> Told:
    one, many = noted("no-break space became a plain space."), noted("no-break spaces became plain spaces.")
    return _each_replaced(text, "\u00a0\u2007\u202f", " ", one, many)


def _controls(text: str) -> Told:
    one, many = noted("control character was removed."), noted("control characters were removed.")
    return _replaced(text, _CONTROL, "", one, many)


def _quotes(text: str) -> Told:
    if "\\" not in text:
        return text, []
    one, many = noted("escaped quotation mark was unescaped."), noted("escaped quotation marks were unescaped.")
    return _replaced(text, _ESCAPED_QUOTE, "", one, many)


def _blanks(text: str) -> Told:
    """Cuts blanks from the ends of lines, and blank lines, which are not worth telling, from both ends of the text."""
    lines = text.rstrip().split("\n")
    cut = [line.rstrip() for line in lines]
    count = sum(len(before) > len(after) for before, after in zip(lines, cut, strict=True))
    told = tell(count, noted("line ended in blanks, which were cut."), noted("lines ended in blanks, which were cut."))
    return "\n".join(cut).lstrip("\n"), told


def _footers(text: str) -> tuple[str, str, list[str]]:
    """The text without the footers at its very end, what they name, first one first, and a sentence about each."""
    sources: list[str] = []
    end = len(text)
    if text.find(":", max(end - _FOOTER_REACH, 0)) < 0:
        return text, "", []
    while found := _FOOTER.search(text, max(end - _FOOTER_REACH, 0), end):
        lines = [line.strip() for line in found["lines"].split("\n") if line]
        if any(_SENTENCE_END.search(line) and not _URL.match(line) for line in lines):
            break
        sources.insert(0, "; ".join(lines))
        end = found.start()
        while text[end - 1] == "\n":
            end -= 1
    return text[:end], "; ".join(sources), [f"The footer “{source}” became the source." for source in sources]


# Entities come first because they can hide all the rest, and quotation marks after what can stand before them.
_STEPS: tuple[Callable[[str], Told], ...] = (
    _entities,
    replace_surrogates,
    _line_ends,
    _soft_hyphens,
    _invisible,
    _no_break_spaces,
    _controls,
    _quotes,
    _blanks,
)

IN_THE_TITLE = "In the title: "
_FORMS = (
    noted("Windows line endings were made plain."),
    noted("Line endings were made plain, and offsets moved with them."),
    noted("A byte order mark was removed."),
    noted("It was read as {encoding}; check that accents and quotation marks are right."),
    noted("It was read as {encoding}."),
    noted("The footer “{source}” became the source."),
    noted("The format has no {keys}: moved to meta."),
)
"""What is told without a count."""
