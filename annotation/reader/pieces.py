"""Words into the pieces that the encoder reads, in windows that it can take. The same at training and at run time.

A word's letter case and where it stands to quotation marks are lost by the uncased pieces; both go in beside them, in
the place where BERT (Devlin et al. 2019) has the number of the segment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from tokenizers import Tokenizer  # pyright: ignore[reportMissingTypeStubs]

from annotation.reader.reading import Reading, Stretch

LIMIT = 256
"""The most pieces of a window, the two that frame it included."""

TYPES = 12
"""How many types of pieces there are: four letter cases times three places to quotation marks."""

_MOST_OF_WORD = 8  # an address or a row of signs says no more in a hundred pieces
_CLS, _SEP = 101, 102

Pieces = Callable[[str], tuple[int, ...]]


class Window(NamedTuple):
    """Some words of a text in pieces: their ids and types, and by word where its first piece is."""

    words: Stretch
    ids: list[int]
    types: list[int]
    firsts: list[int]


def pieces_with(tokenizer: Tokenizer) -> Pieces:
    """What cuts one word into the ids of its pieces; there is always at least one."""
    unknown = tokenizer.token_to_id("[UNK]") or 0
    tokenizer.no_padding()
    tokenizer.no_truncation()

    @lru_cache(maxsize=100_000)
    def pieces(word: str) -> tuple[int, ...]:
        return tuple(tokenizer.encode(word, add_special_tokens=False).ids[:_MOST_OF_WORD]) or (unknown,)

    return pieces


def windows(known: Reading, pieces: Pieces) -> list[Window]:
    """All words of a text in windows of at most LIMIT pieces, cut between paragraphs, else sentences, else words."""
    by_word = [pieces(word) for word in known.words]
    types = [piece_type(known, at) for at in range(len(known.words))]
    return [_window(known, stretch, by_word, types) for stretch in _cuts(known, [len(one) for one in by_word])]


def piece_type(known: Reading, at: int) -> int:
    """The type of a word: its letter case, and whether it is outside, inside or at the edge of a quotation."""
    word, number = known.words[at], known.quotation_at[at]
    if number < 0:
        place = 0
    else:
        quotation = known.quotations[number]
        place = 2 if at in (quotation.start, quotation.end - 1) else 1
    return 3 * _case(word) + place


def _case(word: str) -> int:
    if word == word.lower():
        return 0
    if len(word) > 1 and word == word.upper():
        return 2
    return 1 if word[0].isupper() else 3


def _window(known: Reading, stretch: Stretch, by_word: list[tuple[int, ...]], types: list[int]) -> Window:
    ids, kinds, firsts = [_CLS], [0], list[int]()
    for at in range(stretch.start, stretch.end):
        if known.opens_paragraph[at] and at > stretch.start:
            ids.append(_SEP)
            kinds.append(0)
        firsts.append(len(ids))
        ids.extend(by_word[at])
        kinds.extend([types[at]] * len(by_word[at]))
    return Window(stretch, [*ids, _SEP], [*kinds, 0], firsts)


def _cuts(known: Reading, lengths: list[int]) -> Iterator[Stretch]:
    """Stretches that fit; as many units (paragraphs, of a long one its sentences) together as there is room for."""
    start, end, filled = 0, 0, 0
    for unit in _units(known, lengths):
        length = sum(lengths[unit.start : unit.end]) + 1
        if filled and filled + length > LIMIT - 1:
            yield Stretch(start, end)
            start, filled = unit.start, 0
        end, filled = unit.end, filled + length
    if filled:
        yield Stretch(start, end)


def _units(known: Reading, lengths: list[int]) -> Iterator[Stretch]:
    """Paragraphs where they fit into a window, else their sentences, else as many words as fit."""
    opens = [at for at, first in enumerate(known.opens_paragraph) if first]
    begins = {sentence.start for sentence in known.sentences}
    for start, end in pairwise([*opens, len(lengths)]):
        if sum(lengths[start:end]) + 1 < LIMIT:
            yield Stretch(start, end)
            continue
        inner = [at for at in range(start + 1, end) if at in begins]
        for first, last in pairwise([start, *inner, end]):
            yield from _fitting(first, last, lengths)


def _fitting(start: int, end: int, lengths: list[int]) -> Iterator[Stretch]:
    filled = 0
    for at in range(start, end):
        if filled + lengths[at] + 1 >= LIMIT:
            yield Stretch(start, at)
            start, filled = at, 0
        filled += lengths[at]
    yield Stretch(start, end)
