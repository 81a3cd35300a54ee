"""Which marks stand in which paragraph, and in which lane."""

from __future__ import annotations

from bisect import bisect_right
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from gui.lanes import Mark, MarkIndex, Placed

COLOUR = ("#000000", "#ffffff")
STARTS = (0, 40, 41, 90)
LENGTH = 130


def mark(start: int, end: int, look: str = "bar", name: str = "one") -> Mark:
    return Mark(name, start, end, look, COLOUR, dashed=False)


class Filled(MarkIndex):
    """An index of annotations that have the marks that they are given here."""

    def __init__(self) -> None:
        self.standing: dict[str, list[Mark]] = {}
        super().__init__(STARTS, lambda annotation: self.standing[annotation])

    def fill(self, annotation: str, *marks: Mark) -> set[int]:
        self.standing[annotation] = list(marks)
        start, end = min((m.start for m in marks), default=0), max((m.end for m in marks), default=0)
        return set(self.put(annotation, start, end))


def index_of(*marks: Mark) -> Filled:
    index = Filled()
    for number, one in enumerate(marks):
        index.fill(str(number), one)
    return index


def lanes(placed: list[Placed]) -> dict[tuple[int, int], int]:
    return {(one.mark.start, one.mark.end): one.lane for one in placed}


marks = st.builds(
    lambda start, length, look: mark(start, min(start + length, LENGTH), look),
    st.integers(0, LENGTH - 1),
    st.integers(1, 60),
    st.sampled_from(("fill", "bar", "thin", "wave")),
)


def test_what_overlaps_stands_in_lanes_of_its_own() -> None:
    assert lanes(index_of(mark(0, 10), mark(5, 15), mark(8, 12)).placed(0)) == {(0, 10): 0, (5, 15): 1, (8, 12): 2}


def test_what_only_touches_shares_a_lane() -> None:
    assert lanes(index_of(mark(0, 10), mark(10, 15)).placed(0)) == {(0, 10): 0, (10, 15): 0}


def test_a_lane_that_is_free_again_is_used_again() -> None:
    placed = lanes(index_of(mark(0, 30), mark(2, 6), mark(8, 12)).placed(0))
    assert placed == {(0, 30): 0, (2, 6): 1, (8, 12): 1}


def test_the_longer_of_two_that_begin_together_stands_nearer_to_the_text() -> None:
    assert lanes(index_of(mark(3, 9), mark(3, 30)).placed(0)) == {(3, 30): 0, (3, 9): 1}


def test_tints_stand_behind_the_text_and_take_no_lane() -> None:
    placed = index_of(mark(0, 10, "fill"), mark(2, 8)).placed(0)
    assert [(one.mark.look, one.lane) for one in placed] == [("fill", 0), ("bar", 0)]


def test_a_mark_over_several_paragraphs_stands_in_each() -> None:
    index = index_of(mark(38, 95))
    assert [len(index.placed(paragraph)) for paragraph in range(4)] == [1, 1, 1, 1]


def test_a_mark_that_ends_where_a_paragraph_begins_is_not_in_it() -> None:
    index = index_of(mark(30, 40))
    assert [len(index.placed(paragraph)) for paragraph in range(2)] == [1, 0]


def test_putting_tells_which_paragraphs_look_different_now() -> None:
    index = Filled()
    assert index.fill("a", mark(0, 5)) == {0}
    assert index.fill("a", mark(95, 99)) == {0, 3}
    assert index.fill("a") == {3}
    assert index.fill("a") == set()
    assert not any(index.placed(paragraph) for paragraph in range(4))


def test_a_paragraph_between_the_spans_of_an_annotation_holds_none_of_its_marks() -> None:
    index = Filled()
    index.fill("a", mark(5, 9), mark(95, 99))
    assert [len(index.placed(paragraph)) for paragraph in range(4)] == [1, 0, 0, 1]


def test_marks_are_made_anew_where_an_annotation_stands_where_it_stood() -> None:
    index = Filled()
    index.fill("a", mark(5, 9))
    assert [one.mark.look for one in index.placed(0)] == ["bar"]
    index.fill("a", mark(5, 9, "fill"))
    assert [one.mark.look for one in index.placed(0)] == ["fill"]


@given(st.lists(marks, max_size=25))
def test_no_two_overlapping_bars_of_a_paragraph_share_a_lane(found: list[Mark]) -> None:
    index = index_of(*found)
    for paragraph in range(len(STARTS)):
        bars = [one for one in index.placed(paragraph) if one.mark.look != "fill"]
        for one, other in combinations(bars, 2):
            overlap = one.mark.start < other.mark.end and other.mark.start < one.mark.end
            assert not (overlap and one.lane == other.lane)


@given(st.lists(marks, max_size=25))
def test_no_more_lanes_are_used_than_bars_overlap_somewhere(found: list[Mark]) -> None:
    index = index_of(*found)
    for paragraph in range(len(STARTS)):
        bars = [one for one in index.placed(paragraph) if one.mark.look != "fill"]
        deepest = max((sum(b.mark.start <= a.mark.start < b.mark.end for b in bars) for a in bars), default=0)
        assert max((one.lane + 1 for one in bars), default=0) == deepest


@given(st.lists(marks, max_size=15), st.data())
def test_every_paragraph_holds_exactly_the_marks_that_reach_into_it(found: list[Mark], data: st.DataObject) -> None:
    """Also after some were replaced and some taken away, whatever was looked at in between."""
    index = index_of(*found)
    standing = dict(enumerate(found))
    for number in data.draw(st.lists(st.sampled_from(range(len(found))), max_size=10)) if found else []:
        index.placed(data.draw(st.sampled_from(range(len(STARTS)))))
        if data.draw(st.booleans()):
            standing[number] = data.draw(marks)
            index.fill(str(number), standing[number])
        else:
            standing.pop(number, None)
            index.fill(str(number))
    for paragraph in range(len(STARTS)):
        expected = [
            one
            for one in standing.values()
            if bisect_right(STARTS, one.start) - 1 <= paragraph <= bisect_right(STARTS, one.end - 1) - 1
        ]
        assert sorted(_key(one.mark) for one in index.placed(paragraph)) == sorted(map(_key, expected))


def _key(one: Mark) -> tuple[int, int, str]:
    return one.start, one.end, one.look
