from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotation.evaluating.matching import any_share, best_pairs, mention_pairs, overlapping, share
from annotation.model import Span

spans = st.lists(st.builds(lambda start, length: Span(start, start + length), st.integers(0, 900), st.integers(1, 400)))


def test_the_likest_are_paired_first_and_each_once() -> None:
    assert best_pairs({(0, 0): 0.6, (0, 1): 0.9, (1, 1): 0.8}) == {1: 0}
    assert best_pairs({(0, 0): 0.6, (0, 1): 0.9, (1, 0): 0.5}) == {1: 0, 0: 1}
    assert best_pairs({(0, 0): 1, (0, 1): 1}) == {0: 0}


def test_the_same_span_comes_before_one_that_overlaps() -> None:
    gold = [Span(0, 10), Span(0, 3)]
    assert mention_pairs(gold, [Span(0, 3), Span(0, 9)]) == {0: 1, 1: 0}
    assert mention_pairs(gold, [Span(10, 12)]) == {}


def test_touching_is_not_sharing() -> None:
    assert share(Span(0, 5), Span(5, 8)) == 0
    assert share(Span(0, 5), Span(3, 8)) == 2
    assert not any_share([Span(0, 5)], [Span(5, 8)])


@given(spans, spans)
def test_overlapping_finds_what_comparing_all_finds(gold: list[Span], suggested: list[Span]) -> None:
    found = list(overlapping(gold, suggested))
    every = [(g, s) for g, one in enumerate(gold) for s, other in enumerate(suggested) if share(one, other)]
    assert sorted(found) == every
