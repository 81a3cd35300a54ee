"""A passage with two of its actors marked, in the pieces that the stance encoder reads. The same at training and at
run time.

Every name becomes the same piece, so that no answer can depend on who it is; which of the two it stands for, or that
it is somebody else, goes in beside it, in the place where BERT (Devlin et al. 2019) has the number of the segment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from annotation.reader.pieces import TYPES, Pieces, piece_type
from annotation.reader.reading import Reading, Stretch

FIRST, SECOND, OTHER = TYPES, TYPES + 1, TYPES + 2
"""The types of the pieces that stand for the two actors, and for anybody else."""

PAIR_TYPES = TYPES + 3

LIMIT = 120
"""The most pieces of a passage, the two that frame it included; what is farther from the two actors is left out."""

_CLS, _SEP = 101, 102
_SOMEBODY, _SAID = 2619, 2056  # the pieces "someone" and "said"


class Passage(NamedTuple):
    """The ids and types of its pieces, and by piece the word that it is of, or -1."""

    ids: list[int]
    types: list[int]
    words: list[int]


def passage(
    known: Reading,
    stretches: Iterable[Stretch],
    marks: Mapping[Stretch, int],
    pieces: Pieces,
    *,
    is_said: bool = False,
) -> Passage:
    """The words of `stretches`, one after the other, in pieces; `marks` says what each name there stands for.

    With `is_said` the first actor, whom nothing there names, is put before them as the one who said them.
    """
    begins = {name.start: (name, mark) for name, mark in marks.items()}
    ids, types, words = ([_SOMEBODY, _SAID], [FIRST, 0], [-1, -1]) if is_said else ([], [], [])
    for stretch in stretches:
        at = stretch.start
        while at < stretch.end:
            name, mark = begins.get(at, (None, 0))
            if name is not None:
                ids.append(_SOMEBODY)
                types.append(mark)
                words.append(at)
                at = max(name.end, at + 1)
                continue
            word = pieces(known.words[at])
            ids.extend(word)
            types.extend([piece_type(known, at)] * len(word))
            words.extend([at] * len(word))
            at += 1
    keep = _window(types)
    return Passage([_CLS, *ids[keep], _SEP], [0, *types[keep], 0], [-1, *words[keep], -1])


def _window(types: Sequence[int]) -> slice:
    """The part around the two actors that fits, about as much before them as behind."""
    room = LIMIT - 2
    if len(types) <= room:
        return slice(0, len(types))
    marked = [at for at, kind in enumerate(types) if kind in (FIRST, SECOND)] or [0]
    first, last = marked[0], marked[-1] + 1
    if last - first > room:
        last = first + room
    start = min(max(0, first - (room - (last - first)) // 2), len(types) - room)
    return slice(start, start + room)
