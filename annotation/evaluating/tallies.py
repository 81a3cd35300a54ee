"""What was counted in an article, and the figures that sums of it give."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

_BINS = 10


@dataclass(frozen=True, slots=True)
class Tally(ABC):
    """Numbers that are added over articles. The figures that follow from them go from 0 to 1."""

    numbers: tuple[float, ...]

    @property
    @abstractmethod
    def figures(self) -> dict[str, float]:
        """The figures by name."""

    @property
    @abstractmethod
    def counts(self) -> dict[str, int]:
        """How many things the figures rest on."""


T = TypeVar("T", bound=Tally)


class Counts(Tally):
    """How many were right, how many were suggested, and how many there are in the gold."""

    @property
    def figures(self) -> dict[str, float]:
        """Precision, recall and their harmonic mean."""
        right, suggested, gold = self.numbers
        return _figures(_ratio(right, suggested), _ratio(right, gold))

    @property
    def counts(self) -> dict[str, int]:
        """The three numbers."""
        right, suggested, gold = map(int, self.numbers)
        return {"right": right, "suggested": suggested, "gold": gold}


class Share(Tally):
    """How many were right of so many."""

    @property
    def figures(self) -> dict[str, float]:
        """The share that is right."""
        right, of = self.numbers
        return {"accuracy": _ratio(right, of)}

    @property
    def counts(self) -> dict[str, int]:
        """The two numbers."""
        right, of = map(int, self.numbers)
        return {"right": right, "of": of}


class Clusters(Tally):
    """The precision of each suggested mention, summed, and how many there are; the same of recall and gold."""

    @property
    def figures(self) -> dict[str, float]:
        """The mean precision, the mean recall and their harmonic mean."""
        precision, suggested, recall, gold = self.numbers
        return _figures(_ratio(precision, suggested), _ratio(recall, gold))

    @property
    def counts(self) -> dict[str, int]:
        """How many mentions there are on both sides."""
        _, suggested, _, gold = map(int, self.numbers)
        return {"suggested": suggested, "gold": gold}


class Bins(Tally):
    """Suggestions in ten bins of equal width by their score: how many, their scores summed, how many are right.

    The last number is the sum of the squared differences between score and 1 (right) or 0 (wrong).
    """

    @property
    def figures(self) -> dict[str, float]:
        """The expected calibration error (Naeini et al. 2015) and the Brier score; for both 0 is best."""
        gaps = sum(abs(scores - right) for _, scores, right in self._bins)
        return {"ece": _ratio(gaps, self._count), "brier": _ratio(self.numbers[-1], self._count)}

    @property
    def counts(self) -> dict[str, int]:
        """How many suggestions with a score there are."""
        return {"suggested": int(self._count)}

    @property
    def _bins(self) -> list[tuple[float, ...]]:
        return [self.numbers[at : at + 3] for at in range(0, 3 * _BINS, 3)]

    @property
    def _count(self) -> float:
        return sum(count for count, *_ in self._bins)


def bins_of(judged: Iterable[tuple[float, bool]]) -> Bins:
    """Scores from 0 to 1, each with whether the suggestion is right, in bins."""
    numbers = [0.0] * (3 * _BINS + 1)
    for score, right in judged:
        at = 3 * min(int(score * _BINS), _BINS - 1)
        numbers[at] += 1
        numbers[at + 1] += score
        numbers[at + 2] += right
        numbers[-1] += (score - right) ** 2
    return Bins(tuple(numbers))


def total(tallies: Sequence[T]) -> T:
    """The sum of tallies of one kind; there must be one at least."""
    sums = map(sum, zip(*(tally.numbers for tally in tallies), strict=True))
    return type(tallies[0])(tuple(sums))


def _figures(precision: float, recall: float) -> dict[str, float]:
    f1 = _ratio(2 * precision * recall, precision + recall)
    return {"precision": precision, "recall": recall, "f1": f1}


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
