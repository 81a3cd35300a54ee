from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotation.evaluating.spans import span_counts
from annotation.evaluating.tallies import Counts
from annotation.model import Span

spans = st.lists(st.builds(lambda start, length: Span(start, start + length), st.integers(0, 60), st.integers(1, 20)))


def test_by_hand() -> None:
    # The first is exact, the second overlaps, the third is wrong, the fourth was missed.
    gold = [Span(0, 5), Span(10, 20), Span(40, 45)]
    suggested = [Span(0, 5), Span(12, 20), Span(30, 35)]
    assert span_counts(gold, suggested) == (Counts((1, 3, 3)), Counts((2, 3, 3)))


def test_one_gold_span_is_found_once() -> None:
    assert span_counts([Span(0, 10)], [Span(0, 4), Span(5, 10)]) == (Counts((0, 2, 1)), Counts((1, 2, 1)))


def test_the_same_span_twice_counts_once() -> None:
    assert span_counts([Span(0, 4)] * 2, [Span(0, 4)] * 3) == (Counts((1, 1, 1)), Counts((1, 1, 1)))


def test_a_nested_span_is_not_taken_by_one_around_it() -> None:
    gold = [Span(0, 3), Span(0, 12)]
    suggested = [Span(0, 10), Span(0, 12), Span(0, 3)]
    assert span_counts(gold, suggested)[0] == Counts((2, 3, 2))


def test_touching_is_not_overlapping() -> None:
    assert span_counts([Span(0, 5)], [Span(5, 8)]) == (Counts((0, 1, 1)), Counts((0, 1, 1)))


@given(spans)
def test_the_gold_itself_is_all_right(gold: list[Span]) -> None:
    count = len(set(gold))
    assert span_counts(gold, gold) == (Counts((count,) * 3), Counts((count,) * 3))


@given(spans, spans)
def test_exact_is_what_sets_have_in_common_and_overlap_no_less(gold: list[Span], suggested: list[Span]) -> None:
    exact, overlap = span_counts(gold, suggested)
    assert exact.counts["right"] == len(set(gold) & set(suggested))
    assert exact.counts["right"] <= overlap.counts["right"] <= min(len(set(gold)), len(set(suggested)))
