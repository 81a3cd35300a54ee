"""95 % intervals: what the figures would be with other articles of the same kind."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from annotation.evaluating.tallies import T

RESAMPLES = 1000
SEED = 1
_EDGES = (0.025, 0.975)

Interval = tuple[float, float]


def intervals(tallies: Sequence[T], *, seed: int = SEED, resamples: int = RESAMPLES) -> dict[str, Interval]:
    """The lower and the upper edge of each figure, by drawing the articles again with replacement (Efron 1979).

    `tallies` has one entry for each article. The percentile method; the same seed gives the same edges.
    """
    table = np.array([tally.numbers for tally in tallies], dtype=float)
    count = len(tallies)
    # How often each article was drawn is all that matters to a sum.
    drawn = np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), size=resamples)
    sums = drawn @ table
    figures = [type(tallies[0])(tuple(numbers)).figures for numbers in sums.tolist()]
    edges = {name: np.quantile([one[name] for one in figures], _EDGES).tolist() for name in figures[0]}
    return {name: (low, high) for name, (low, high) in edges.items()}
