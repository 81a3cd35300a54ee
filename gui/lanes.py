"""Which marks stand in which paragraph, and in which lane beneath the text: the geometry-free half of painting.

A very long paragraph may be given as several.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from annotation.schema import ColourPair, Look


class Mark(NamedTuple):
    """One span as it is drawn; `start` and `end` are code points of the article, `dashed` means only suggested."""

    annotation: str
    start: int
    end: int
    look: Look
    colour: ColourPair
    dashed: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """A span of the annotation at hand: framed in the focus colour, on a ground of its own where it is the main one."""

    start: int
    end: int
    main: bool
    active: bool = False


class Placed(NamedTuple):
    """A mark in the lane beneath the text (from 0) where nothing else of its paragraph overlaps it."""

    mark: Mark
    lane: int


MarksOf: TypeAlias = Callable[[str], Iterable[Mark]]
"""Makes the marks of the annotation of that id."""

_NOWHERE = range(0)


class MarkIndex:
    """The marks of an article by paragraph, so that painting asks only for what is visible.

    Annotations are put where they stand; their marks are made when a paragraph is first looked at, for most never are.
    """

    def __init__(self, paragraph_starts: Sequence[int], marks_of: MarksOf) -> None:
        """`paragraph_starts` are the ascending code point offsets at which paragraphs begin; the first is 0."""
        self._starts = list(paragraph_starts)
        self._marks_of = marks_of
        self._annotations: dict[int, dict[str, None]] = defaultdict(dict)
        self._paragraphs: dict[str, range] = {}
        self._placed: dict[int, list[Placed]] = {}

    def put(self, annotation: str, start: int, end: int) -> tuple[int, ...]:
        """Says that an annotation reaches from `start` to `end`, nowhere where these are equal, and that its marks are
        to be made anew; gives the paragraphs that may look different now.
        """
        before = self._paragraphs.pop(annotation, _NOWHERE)
        now = self.paragraphs(start, end) if start < end else _NOWHERE
        for paragraph in before:
            del self._annotations[paragraph][annotation]
            self._placed.pop(paragraph, None)
        for paragraph in now:
            self._annotations[paragraph][annotation] = None
            self._placed.pop(paragraph, None)
        if now:
            self._paragraphs[annotation] = now
        return (*before, *now)

    def between(self, start: int, end: int) -> Iterator[Placed]:
        """The marks of every paragraph that `[start, end)` reaches into; one that goes through several comes once."""
        shown = self.paragraphs(start, end)
        for paragraph in shown:
            for placed in self.placed(paragraph):
                if paragraph == shown.start or placed.mark.start >= self._starts[paragraph]:
                    yield placed

    def placed(self, paragraph: int) -> list[Placed]:
        """The marks of a paragraph with their lanes, tints first, each lane from left to right."""
        if paragraph not in self._placed:
            made = (mark for annotation in self._annotations[paragraph] for mark in self._marks_of(annotation))
            # An annotation may reach over a paragraph in which none of its spans stands.
            marks = (mark for mark in made if paragraph in self.paragraphs(mark.start, mark.end))
            self._placed[paragraph] = _in_lanes(marks)
        return self._placed[paragraph]

    def paragraphs(self, start: int, end: int) -> range:
        """The paragraphs that a span reaches into."""
        return range(bisect_right(self._starts, start) - 1, bisect_right(self._starts, end - 1))


def _in_lanes(marks: Iterable[Mark]) -> list[Placed]:
    """Puts each mark into the first lane that is free where it begins; tints need no lane."""
    placed: list[Placed] = []
    ends: list[int] = []
    for mark in sorted(marks, key=lambda m: (m.look != "fill", m.start, -m.end)):
        if mark.look == "fill":
            placed.append(Placed(mark, 0))
            continue
        lane = next((lane for lane, end in enumerate(ends) if end <= mark.start), len(ends))
        ends[lane:] = [mark.end, *ends[lane + 1 :]]
        placed.append(Placed(mark, lane))
    return placed
