"""Quotation marks: which stretches of a text they enclose, and what that makes a quote."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from annotation.model import Span
from annotation.offsets import paragraph_around

# A quote that goes on in the next paragraph is left open at the end of this one.
_PAIRED = regex.compile(
    r"""(?x)
      “[^“”]*(?: ” | \Z | (?=\n\s*“) )
    | „[^“”„]*[“”]
    | «[^«»]*(?: » | \Z | (?=\n\s*«) )
    | "[^"]*"
    | (?:``|'') (?: (?!``|'') . )* ''
    | ‹[^‹›]*›
    | (?<!\w)[‘'] [^‘’'\n]* (?: \b['’]\b [^‘’'\n]* )* ['’](?!\w)
    """
)

_PAIRS = {"“": "”", "„": "“”", "«": "»", "‹": "›", '"': '"'}
_CLOSING = regex.compile(r"[,.;:!?…]*[”“»›\"]")


def quotations(text: str, within: Span) -> list[Span]:
    """The stretches between quotation marks that begin in a part of a text, with their marks, in reading order."""
    return [Span(*found.span()) for found in _PAIRED.finditer(text, within.start, within.end)]


def with_marks(text: str, span: Span) -> Span:
    """A span with the quotation mark before it and that behind it, each where its other one belongs to the span too.

    A comma or stop before the closing mark comes with it.
    """
    start, end = span
    behind = _CLOSING.match(text, end)
    closing = _PAIRS.get(text[start - 1 : start], "")
    if closing and any(mark in closing for mark in text[start:end] + (behind.group() if behind else "")):
        start -= 1
    if behind and any(behind.group()[-1] in _PAIRS.get(mark, "") for mark in text[start:end]):
        end = behind.end()
    return Span(start, end)


def kind_of(text: str, content: Sequence[Span]) -> str:
    """`direct` when all of the content stands inside quotation marks, `mixed` when part of it does, else `indirect`.

    The marks count as inside. Only letters and digits are asked for, so that a comma behind a mark does not matter.
    """
    quoted = 0
    words = 0
    for span in content:
        start, end = paragraph_around(text, span)
        paragraph = text[start:end]
        inside = [False] * len(paragraph)
        for found in _PAIRED.finditer(paragraph):
            inside[found.start() : found.end()] = [True] * (found.end() - found.start())
        for offset in range(span.start - start, span.end - start):
            if paragraph[offset].isalnum():
                words += 1
                quoted += inside[offset]
    if words and quoted == words:
        return "direct"
    return "mixed" if quoted else "indirect"
