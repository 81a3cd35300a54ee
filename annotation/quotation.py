"""Quotation marks: which stretches of a text they enclose, and what that makes a quote."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import regex

from annotation.model import Span
from annotation.offsets import paragraph_around

# A quote that goes on in the next paragraph is left open at the end of this one.
_PAIRED = regex.compile(
    r"""(?x)
      (?P<open>“) [^“”]* (?: (?P<close>”) | \Z | (?=\n\s*“) )
    | (?P<open>„) [^“”„]* (?P<close>[“”])
    | (?P<open>«) [^«»]* (?: (?P<close>») | \Z | (?=\n\s*«) )
    | (?P<open>") [^"]* (?P<close>")
    | (?P<open>``|'') (?: (?!``|'') . )* (?P<close>'')
    | (?P<open>‹) [^‹›]* (?P<close>›)
    | (?<!\w)(?P<open>[‘']) [^‘’'\n]* (?: \b['’]\b [^‘’'\n]* )* (?P<close>['’])(?!\w)
    """
)


class Quotation(NamedTuple):
    """A stretch in quotation marks: `outer` with its marks, `inner` without; one left open ends where `inner` ends."""

    outer: Span
    inner: Span


def quotations(text: str, within: Span) -> Iterator[Quotation]:
    """The quotations in a part of a text, those inside others left out, in reading order."""
    for found in _PAIRED.finditer(text, *within):
        start, end = found.span()
        close = found.start("close") if found["close"] else end
        yield Quotation(Span(start, end), Span(found.end("open"), close))


def kind_of(text: str, content: Sequence[Span]) -> str:
    """`direct` when all of the content stands inside quotation marks, `mixed` when part of it does, else `indirect`.

    The marks count as inside. Only letters and digits are asked for, so that a comma behind a mark does not matter.
    """
    quoted = 0
    words = 0
    for span in content:
        paragraph = paragraph_around(text, span)
        start, end = paragraph
        inside = [False] * (end - start)
        for found in quotations(text, paragraph):
            first, last = found.outer
            inside[first - start : last - start] = [True] * (last - first)
        for offset in range(*span):
            if text[offset].isalnum():
                words += 1
                quoted += inside[offset - start]
    if words and quoted == words:
        return "direct"
    return "mixed" if quoted else "indirect"


def with_marks(text: str, span: Span) -> Span:
    """The span grown over quotation marks that belong to its words and were left out.

    A mark belongs to them where its partner is among them, or where both stand directly around them; full stops and
    commas before a closing mark come along.
    """
    grown = span
    for found in quotations(text, paragraph_around(text, span)):
        around = found.outer.start < span.start < found.inner.end
        opens = around and not _letters(text, found.inner.start, span.start)
        ends = found.inner.end < found.outer.end
        closes = span.end < found.outer.end and not _letters(text, span.end, found.inner.end)
        if opens and (closes or found.outer.end <= span.end):
            grown = Span(found.outer.start, max(grown.end, found.outer.end))
        elif closes and ends and span.start <= found.outer.start and found.inner.start < span.end:
            grown = Span(grown.start, found.outer.end)
    return grown


def _letters(text: str, start: int, end: int) -> bool:
    return any(letter.isalnum() for letter in text[start:end])
