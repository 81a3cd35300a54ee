"""Paired quotation marks in all styles, also those left open over paragraphs."""

from __future__ import annotations

from itertools import pairwise

from spacy.language import Language
from spacy.tokens import Doc

from annotation.reader.reading import Quotation, Reading, reading

# Opening mark to the marks that close it.
_CLOSES = {
    "“": {"”"},
    "«": {"»"},
    "„": {"“", "”"},
    "``": {"''"},
    "‘": {"’"},
    "‹": {"›"},
    "»": {"«"},
    '"': {'"'},
    "''": {"''"},
    "'": {"'"},
}
_STRAIGHT = frozenset({'"', "''"})
_SINGLE = frozenset("‘'")
_LONGEST_SINGLE = 60


@Language.component("quotations")
def quotations(doc: Doc) -> Doc:
    """Find what stands between quotation marks."""
    known = reading(doc)
    known.quotation_at = [-1] * len(known.words)
    bounds = [i for i, opens in enumerate(known.opens_paragraph) if opens] + [len(known.words)]
    carried: int | None = None
    for start, end in pairwise(bounds):
        carried = _paragraph(known, start, end, carried)
    return doc


def _paragraph(known: Reading, start: int, end: int, carried: int | None) -> int | None:
    """Find those of one paragraph; the number of one that the next paragraph may carry on, or None."""
    at = start
    while at < end:
        closing = _closing(known, at, end) if _opens(known, at, start) else None
        if closing is None:
            at += 1
            continue
        left_open = closing == end
        if left_open and not _may_stay_open(known, at, start, end):
            at += 1
            continue
        number = _keep(known, at, min(closing + 1, end), carried if at == start else None)
        carried = number if left_open else None
        at = closing + 1
    return carried if carried is not None and known.quotations[carried].end == end else None


def _keep(known: Reading, start: int, end: int, follows: int | None) -> int:
    number = len(known.quotations)
    known.quotations.append(Quotation(start, end, follows))
    known.quotation_at[start:end] = [number] * (end - start)
    return number


def _opens(known: Reading, at: int, start: int) -> bool:
    """Whether the word is a mark that opens: not glued to a word before it, and glued to the one behind it."""
    mark = known.words[at]
    if mark not in _CLOSES or at + 1 >= len(known.words):
        return False
    if mark == "»" and not _glued(known, at):
        return False
    if mark in _SINGLE:
        return (at == start or not _glued(known, at - 1)) and _glued(known, at)
    return mark not in _STRAIGHT or at == start or not _glued(known, at - 1) or not known.words[at - 1][-1].isalnum()


def _closing(known: Reading, opening: int, end: int) -> int | None:
    """Where the mark that closes is; `end` when the paragraph has none; None when this cannot be a quotation."""
    mark = known.words[opening]
    closers = _CLOSES[mark]
    single = mark in _SINGLE
    stop = min(end, opening + _LONGEST_SINGLE) if single else end
    for at in range(opening + 1, stop):
        word = known.words[at]
        if word == mark and mark not in closers:
            return None
        if word in closers and (not single or _closes_single(known, at, end)):
            return at if at > opening + 1 else None
    return None if single else end


def _closes_single(known: Reading, at: int, end: int) -> bool:
    """An apostrophe behind an s ("the allies' view") is no closing mark unless punctuation is around it."""
    behind_punctuation = not known.words[at - 1][-1].isalnum()
    return (
        behind_punctuation
        or not known.words[at - 1].endswith("s")
        or at + 1 == end
        or not known.words[at + 1].isalnum()
    )


def _may_stay_open(known: Reading, at: int, start: int, end: int) -> bool:
    """A quotation may run on over the paragraph's end where the next paragraph opens with the same mark again."""
    return end < len(known.words) and known.words[end] == known.words[at] and (at == start or end - at > 3)


def _glued(known: Reading, at: int) -> bool:
    """Whether no white space stands between this word and the next."""
    return at + 1 < len(known.words) and known.offsets[at][1] == known.offsets[at + 1][0]
