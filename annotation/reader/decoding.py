"""The best labels of a row of words, and how likely each labelled span is: a linear-chain CRF (Lafferty et al. 2001).

Spans of a label are written as tags: B begins one, I goes on, E ends it, S is one of a single word, O is none. The best
row is found by Viterbi's algorithm, and the probability of a span by forward and backward sums over all rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy
from numpy.typing import NDArray

from annotation.reader.reading import Tagged

Floats = NDArray[numpy.float32]
FORBIDDEN = -1e4
"""The score of a step that no row may take."""


def tags_of(labels: Sequence[str]) -> list[str]:
    """O and the four tags of each label, in the order that the weights have them."""
    return ["O", *(f"{place}-{label}" for label in labels for place in "BIES")]


def may_follow(before: str, after: str) -> bool:
    """Whether the tag `after` may stand behind `before`: what was begun goes on with its own label until it ends."""
    if before[0] in "BI":
        return after[0] in "IE" and after[1:] == before[1:]
    return after[0] not in "IE"


def may_begin(tag: str) -> bool:
    """Whether a row may begin with the tag."""
    return tag[0] not in "IE"


def may_end(tag: str) -> bool:
    """Whether a row may end with the tag."""
    return tag[0] not in "BI"


@dataclass(frozen=True, slots=True)
class Chain:
    """The labels of a chain, and its weights: of a step from tag to tag, and of the first and the last tag."""

    labels: tuple[str, ...]
    steps: Floats
    first: Floats
    last: Floats

    def decode(self, rows: Sequence[Floats]) -> list[list[Tagged]]:
        """The spans of each row, with their probability.

        A row has the scores of one window, by word and tag. Rows are worked through side by side, for a step costs
        about the same for one as for many.
        """
        order = sorted(range(len(rows)), key=lambda number: len(rows[number]))
        found: list[list[Tagged]] = [[] for _ in rows]
        for begin in range(0, len(order), _SIDE_BY_SIDE):
            numbers = order[begin : begin + _SIDE_BY_SIDE]
            for number, spans in zip(numbers, self._decode([rows[number] for number in numbers]), strict=True):
                found[number] = spans
        return found

    def _decode(self, rows: Sequence[Floats]) -> Iterator[list[Tagged]]:
        lengths = [len(row) for row in rows]
        scores = numpy.full((max(lengths), len(rows), self.steps.shape[0]), 0, numpy.float32)
        for number, row in enumerate(rows):
            scores[: len(row), number] = row
        best = self._best(scores, lengths)
        sums = _Sums(self, scores, lengths)
        for number, tags in enumerate(best):
            spans = _spans(tags)
            yield [
                Tagged(start, end, self.labels[label], sums.probability(number, start, end, label))
                for start, end, label in spans
            ]

    def _best(self, scores: Floats, lengths: list[int]) -> list[list[int]]:
        """The tags of the most likely row of each window (Viterbi)."""
        value = scores[0] + self.first
        back = numpy.zeros(scores.shape, numpy.intp)
        values = [value]
        for at in range(1, len(scores)):
            step = value[:, :, None] + self.steps
            back[at] = step.argmax(axis=1)
            value = step.max(axis=1) + scores[at]
            values.append(value)
        return [self._trace(number, length, values, back) for number, length in enumerate(lengths)]

    def _trace(self, number: int, length: int, values: list[Floats], back: NDArray[numpy.intp]) -> list[int]:
        tag = int((values[length - 1][number] + self.last).argmax())
        tags = [tag]
        for at in range(length - 1, 0, -1):
            tag = int(back[at, number, tag])
            tags.append(tag)
        return tags[::-1]


_SIDE_BY_SIDE = 16


class _Sums:
    """Forward and backward sums over all rows, scaled at every word so that nothing vanishes (Rabiner 1989)."""

    def __init__(self, chain: Chain, scores: Floats, lengths: list[int]) -> None:
        self._steps = numpy.exp(chain.steps)
        self._words = numpy.exp(scores - scores.max(axis=2, keepdims=True))
        first, last = numpy.exp(chain.first), numpy.exp(chain.last)
        length = len(scores)
        self._forward = numpy.zeros_like(scores)
        self._scale = numpy.ones(scores.shape[:2], numpy.float32)
        for at in range(length):
            value = self._words[0] * first if at == 0 else (self._forward[at - 1] @ self._steps) * self._words[at]
            self._scale[at] = value.sum(axis=1)
            self._forward[at] = value / self._scale[at][:, None]
        self._backward = numpy.zeros_like(scores)
        ends = numpy.array(lengths) - 1
        value = numpy.zeros_like(scores[0])
        for at in range(length - 1, -1, -1):
            if at < length - 1:
                value = (self._words[at + 1] * value / self._scale[at + 1][:, None]) @ self._steps.T
            value[ends == at] = last
            self._backward[at] = value
        self._total = (self._forward * self._backward).sum(axis=2)

    def probability(self, number: int, start: int, end: int, label: int) -> float:
        """How likely it is that exactly this span has this label."""
        begin, inside, final, single = range(1 + 4 * label, 5 + 4 * label)
        if end - start == 1:
            value = float(self._forward[start, number, single] * self._backward[start, number, single])
        else:
            value = float(self._forward[start, number, begin])
            tag = begin
            for at in range(start + 1, end):
                after = final if at == end - 1 else inside
                value *= float(self._steps[tag, after] * self._words[at, number, after] / self._scale[at, number])
                tag = after
            value *= float(self._backward[end - 1, number, final])
        return min(1.0, value / max(float(self._total[start, number]), 1e-30))


def _spans(tags: list[int]) -> list[tuple[int, int, int]]:
    """Start, end and label of every span that the tags of one row make."""
    found: list[tuple[int, int, int]] = []
    start = 0
    for at, tag in enumerate(tags):
        label, place = divmod(tag - 1, 4)
        if place in (0, 3):
            start = at
        if tag and place in (2, 3):
            found.append((start, at + 1, label))
    return found
