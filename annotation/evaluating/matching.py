"""Pairing what was suggested with the gold, one to one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from annotation.model import Span

_BLOCK = 256


def best_pairs(likeness: Mapping[tuple[int, int], float]) -> dict[int, int]:
    """From each suggestion's number to that of its gold, the likest first; each of both stands in one pair at most.

    `likeness` has (gold, suggestion) for those that may be paired at all. Of equally like ones the first are paired.
    """
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for gold, suggestion in sorted(likeness, key=lambda pair: (-likeness[pair], pair)):
        if gold not in taken and suggestion not in pairs:
            pairs[suggestion] = gold
            taken.add(gold)
    return pairs


def overlapping(gold: Sequence[Span], suggested: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """The numbers of every (gold, suggested) that share a character, each once."""
    by_block: dict[int, list[int]] = {}
    for number, span in enumerate(suggested):
        for block in _blocks(span):
            by_block.setdefault(block, []).append(number)
    for number, span in enumerate(gold):
        near = dict.fromkeys(other for block in _blocks(span) for other in by_block.get(block, ()))
        yield from ((number, other) for other in near if share(span, suggested[other]))


def mention_pairs(gold: Sequence[Span], suggested: Sequence[Span]) -> dict[int, int]:
    """From each suggested mention's number to its gold's: the same span first, then the greatest overlap."""
    return best_pairs({(g, s): _likeness(gold[g], suggested[s]) for g, s in overlapping(gold, suggested)})


def share(one: Span, other: Span) -> int:
    """How many characters both have."""
    return max(0, min(one.end, other.end) - max(one.start, other.start))


def any_share(some: Iterable[Span], others: Sequence[Span]) -> bool:
    """Whether any of the ones shares a character with any of the others."""
    return any(share(one, other) for one in some for other in others)


def _likeness(one: Span, other: Span) -> float:
    both = share(one, other)
    return both / (one.end - one.start + other.end - other.start - both)


def _blocks(span: Span) -> range:
    return range(span.start // _BLOCK, (span.end - 1) // _BLOCK + 1)
