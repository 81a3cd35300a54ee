"""A figure: what was measured, the bare minimum beside it, the goal, and whether it is met."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from typing import TypeVar

from rich.table import Table

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What a figure should be: at most so many times the bare minimum, and so many milliseconds. None: no such goal."""

    times: float | None = None
    median: float | None = None
    p95: float | None = None

    def __str__(self) -> str:
        limits = (("≤ {:g} ×", self.times), ("median < {:,g} ms", self.median), ("p95 ≤ {:g} ms", self.p95))
        return ", ".join(form.format(limit) for form, limit in limits if limit is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """Milliseconds of the program and of the bare minimum, each measured several times in turn.

    `articles` is how many there were in the project.
    """

    what: str
    ours: Sequence[float]
    bare: Sequence[float]
    goal: Goal
    note: str = ""
    articles: int = 0

    @property
    def times(self) -> float:
        """How many times the bare minimum the program needs."""
        return median(self.ours) / median(self.bare)

    @property
    def met(self) -> bool:
        """Whether the goal is reached, in every part of it."""
        measured = (
            (self.times, self.goal.times),
            (median(self.ours), self.goal.median),
            (p95(self.ours), self.goal.p95),
        )
        return all(value <= limit for value, limit in measured if limit is not None)


def p95(values: Sequence[float]) -> float:
    """What 95 of 100 values do not exceed; the greatest where there are too few to tell."""
    return quantiles(values, n=20, method="inclusive")[-1] if len(values) >= 20 else max(values)


def milliseconds(work: Callable[[], object]) -> float:
    """How long a piece of work takes."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def in_turn(ours: Callable[[int], T], bare: Callable[[int], T], *, times: int) -> tuple[list[T], list[T]]:
    """Measures both `times` times, in turn, so that a busy machine slows both.

    The first of each is left out, for it fills caches.
    """
    pairs = [(ours(turn), bare(turn)) for turn in range(times + 1)][1:]
    return [mine for mine, _ in pairs], [least for _, least in pairs]


def as_table(figures: Sequence[Figure], *, caption: str) -> Table:
    """All figures, one a line."""
    table = Table(title="Milliseconds", title_justify="left", caption=caption, caption_justify="left")
    table.add_column("What", overflow="fold")
    for heading in ("articles", "n", "median", "p95", "bare", "bare p95", "ratio"):
        table.add_column(heading, justify="right")
    table.add_column("goal")
    table.add_column("met")
    table.add_column("note", overflow="fold")
    for one in figures:
        times = (median(one.ours), p95(one.ours), median(one.bare), p95(one.bare))
        met = "" if one.goal == Goal() else "[green]yes[/]" if one.met else "[red]no[/]"
        numbers = (*(f"{value:,.1f}" for value in times), f"{one.times:.2f}")
        table.add_row(one.what, f"{one.articles:,}", str(len(one.ours)), *numbers, str(one.goal), met, one.note)
    return table
