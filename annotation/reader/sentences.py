"""Sentence boundaries that abbreviations do not fool. A quotation is never cut."""

from __future__ import annotations

from typing import Any, cast

import numpy
from spacy.language import Language
from spacy.tokens import Doc

from annotation.reader import lexicon
from annotation.reader.reading import Reading, Stretch, reading

_ENDS = frozenset({".", "!", "?", "…", "...", "。", "؟"})
_CLOSERS = frozenset({*"”’»\"')]“", "''"})
# How far behind `"Where?"` its speaker may stand: "Where?" the former prime minister asked.
_NEAR = 7
_DASHES = frozenset({"—", "–", "-", "--"})
_LONGEST_DATELINE = 14
# No longer sentence is read in one piece, so that text without stops takes no more time than other text.
_LONGEST = 600
# Marks that may stand together behind the stop: 'he said: “I heard “Go!””'
_MOST_CLOSERS = 4


@Language.component("sentences")
def sentences(doc: Doc) -> Doc:
    """Find where sentences begin; a paragraph always begins one."""
    known = reading(doc)
    start = 0
    for at in range(1, len(known.words)):
        if _begins(known, start, at):
            known.sentences.append(Stretch(start, at))
            start = at
    if known.words:
        known.sentences.append(Stretch(start, len(known.words)))
    _mark(doc, known)
    return doc


def _mark(doc: Doc, known: Reading) -> None:
    """Tell spaCy, all at once: token by token it looks through the whole text each time."""
    starts = {known.offsets[sentence.start][0] for sentence in known.sentences}
    marks = [1 if token.i == 0 or token.idx in starts else -1 for token in doc]
    doc.from_array(["SENT_START"], cast("Any", numpy.array(marks, dtype="int64").astype("uint64").reshape(-1, 1)))


def is_dateline(known: Reading, sentence: Stretch) -> bool:
    """Whether it is no sentence but the place and agency before the first one: "LISBON (AP) —"."""
    return (
        known.opens_paragraph[sentence.start]
        and known.words[sentence.start].isupper()
        and (sentence.end - sentence.start > 1 and known.words[sentence.end - 1] in _DASHES)
    )


def _ends_dateline(known: Reading, start: int, at: int) -> bool:
    return (
        known.words[at - 1] in _DASHES
        and 1 < at - start <= _LONGEST_DATELINE
        and known.opens_paragraph[start]
        and len(known.words[start]) > 2
        and known.words[start].isupper()
    )


def _begins(known: Reading, start: int, at: int) -> bool:
    """Whether a sentence begins at `at`, where the one before it begins at `start`."""
    if at - start >= _LONGEST or _ends_dateline(known, start, at):
        return True
    if known.opens_paragraph[at]:
        return not _hard_wrapped(known, at)
    if not known.outside(at - 1) and known.quotation_at[at] == known.quotation_at[at - 1]:
        return False
    last = at - 1
    while last > max(start, at - _MOST_CLOSERS) and known.words[last] in _CLOSERS:
        last -= 1
    if known.words[last] not in _ENDS:
        return last == at - 1 and _abbreviation_ends(known, at)
    return _looks_like_start(known, at) and not (last < at - 1 and _speaker_follows(known, at, known.words[last]))


def _hard_wrapped(known: Reading, at: int) -> bool:
    """A single line break inside a sentence: the line before ends in no stop and this one goes on in lower case."""
    before = known.words[at - 1]
    return known.words[at][0].islower() and (before[-1].isalnum() or before == ",")


def _abbreviation_ends(known: Reading, at: int) -> bool:
    """After "a.m." or "U.S." a sentence begins only with a word that begins sentences and no names."""
    return known.lower[at - 1] in {"a.m.", "p.m.", "u.s.", "u.k.", "u.n.", "e.u.", "inc.", "jr.", "etc."} and (
        known.words[at][0].isupper() and known.lower[at] in lexicon.words("determiners") | lexicon.words("pronouns")
    )


def _looks_like_start(known: Reading, at: int) -> bool:
    return (
        not known.words[at][0].islower()
        and known.words[at] not in _CLOSERS - {'"', "'", "''", "“"}
        and (known.words[at][0].isalnum() or known.quotation_at[at] >= 0 or known.words[at] in "([—–-•*#")
    )


def _speaker_follows(known: Reading, at: int, mark: str) -> bool:
    """Whether a speaker and a reporting verb follow a quotation that ends in ! or ?"""
    if mark in {".", "...", "…"}:
        return False
    for word in known.lower[at : at + _NEAR]:
        if word in lexicon.cues():
            return True
        if word in _ENDS:
            return False
    return False
