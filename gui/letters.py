"""How large type is set, and how wide a line of the article may get."""

from __future__ import annotations

from dataclasses import dataclass, replace

USUAL_SIZE = 17
SIZES = (12, 13, 14, 15, 16, 17, 18, 20, 22, 24, 26, 28, 30, 32)
"""The sizes of an article's type, in pixels."""

USUAL_MEASURE = 700
MEASURES = (500, 1100)
"""The narrowest and the widest measure of an article's lines, in pixels."""

MEASURE_STEP = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Letters:
    """The size of an article's type and the measure of its lines, in pixels; what is out of bounds is brought in."""

    size: int = USUAL_SIZE
    measure: int = USUAL_MEASURE

    def __post_init__(self) -> None:
        object.__setattr__(self, "size", _within(self.size, SIZES))
        object.__setattr__(self, "measure", _within(self.measure, MEASURES))

    @property
    def scale(self) -> float:
        """How much larger than usual the article is."""
        return self.size / USUAL_SIZE

    @property
    def panel_scale(self) -> float:
        """How much larger than usual the panels are: they follow at half the rate, and never get smaller."""
        return max(1.0, 1 + (self.scale - 1) / 2)

    def larger(self) -> Letters:
        """The next larger type."""
        return replace(self, size=next((size for size in SIZES if size > self.size), self.size))

    def smaller(self) -> Letters:
        """The next smaller type."""
        return replace(self, size=next((size for size in reversed(SIZES) if size < self.size), self.size))

    def wider(self, steps: int) -> Letters:
        """The lines so many steps wider, or narrower where that is below 0."""
        return replace(self, measure=self.measure + steps * MEASURE_STEP)


def _within(value: int, bounds: tuple[int, ...]) -> int:
    return min(max(value, bounds[0]), bounds[-1])


NORMAL = Letters()
