from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotation.evaluating.intervals import intervals
from annotation.evaluating.tallies import Bins, Clusters, Counts, Share, bins_of, total

scores = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1)


def test_precision_recall_and_f1() -> None:
    counts = Counts((2, 4, 5))
    assert counts.figures == {"precision": 0.5, "recall": 0.4, "f1": pytest.approx(2 * 0.5 * 0.4 / 0.9)}
    assert counts.counts == {"right": 2, "suggested": 4, "gold": 5}


def test_nothing_is_0_and_not_an_error() -> None:
    assert Counts((0, 0, 0)).figures == {"precision": 0, "recall": 0, "f1": 0}
    assert Share((0, 0)).figures == {"accuracy": 0}
    assert Clusters((0, 0, 0, 0)).figures["f1"] == 0
    assert bins_of([]).figures == {"ece": 0, "brier": 0}


def test_a_sum_keeps_the_kind() -> None:
    assert total([Counts((1, 2, 3)), Counts((1, 0, 4))]) == Counts((2, 2, 7))
    assert total([Share((1, 2))]).figures == {"accuracy": 0.5}
    assert total([bins_of([(0.5, True)]), bins_of([(0.5, False)])]) == bins_of([(0.5, True), (0.5, False)])


def test_calibration_by_hand() -> None:
    # Bin 0.9 to 1: scores 0.9 and 1.0, both right, gap 0.1. Bin 0.3 to 0.4: score 0.3, wrong, gap 0.3.
    bins = bins_of([(0.9, True), (1.0, True), (0.3, False)])
    assert bins.figures["ece"] == pytest.approx((0.1 + 0.3) / 3)
    assert bins.figures["brier"] == pytest.approx((0.01 + 0 + 0.09) / 3)
    assert bins.counts == {"suggested": 3}


def test_scores_of_one_bin_are_averaged_before_they_are_compared() -> None:
    assert bins_of([(0.5, True), (0.5, False)]).figures == {"ece": 0, "brier": 0.25}


@given(scores)
def test_calibration_stays_between_0_and_1(judged: list[tuple[float, bool]]) -> None:
    figures = bins_of(judged).figures
    assert all(0 <= figure <= 1 for figure in figures.values())
    assert Bins(bins_of(judged).numbers) == bins_of(judged)


def test_intervals_hold_the_figure_and_are_the_same_each_time() -> None:
    tallies = [Counts((number % 3, 3, 3)) for number in range(30)]
    low, high = intervals(tallies)["f1"]
    assert low < total(tallies).figures["f1"] < high
    assert intervals(tallies) == intervals(tallies)
    assert intervals(tallies, seed=2) != intervals(tallies)


def test_articles_that_are_all_alike_leave_no_room() -> None:
    assert intervals([Counts((1, 2, 2))] * 10)["f1"] == pytest.approx((0.5, 0.5))
    assert intervals([Share((1, 1))]) == {"accuracy": (1, 1)}
