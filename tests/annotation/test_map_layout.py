"""Where the nodes of a map go."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotation.map_layout import Box, Layout, lay_out

GAP = 20.0


@st.composite
def maps(draw: st.DrawFn) -> tuple[list[Box], list[tuple[int, int]]]:
    boxes = draw(st.lists(st.builds(Box, st.floats(10, 300), st.floats(10, 120)), min_size=1, max_size=25))
    place = st.integers(0, len(boxes) - 1)
    return boxes, draw(st.lists(st.tuples(place, place), max_size=50))


def rooms(boxes: list[Box], layout: Layout) -> list[tuple[float, float, float, float]]:
    return [
        (x - box.width / 2, y - box.height / 2, x + box.width / 2, y + box.height / 2)
        for box, (x, y) in zip(boxes, layout.points, strict=True)
    ]


def assert_apart(boxes: list[Box], layout: Layout) -> None:
    for one, other in combinations(rooms(boxes, layout), 2):
        along = max(one[0], other[0]) - min(one[2], other[2])
        down = max(one[1], other[1]) - min(one[3], other[3])
        assert max(along, down) >= GAP - 1e-3


@settings(max_examples=60, deadline=None)
@given(maps())
def test_no_two_boxes_overlap_and_all_are_on_the_page(case: tuple[list[Box], list[tuple[int, int]]]) -> None:
    boxes, pairs = case
    layout = lay_out(boxes, pairs, gap=GAP)
    assert_apart(boxes, layout)
    for left, top, right, bottom in rooms(boxes, layout):
        assert left >= -1e-3
        assert top >= -1e-3
        assert right <= layout.width + 1e-3
        assert bottom <= layout.height + 1e-3


@settings(max_examples=20, deadline=None)
@given(maps())
def test_the_same_input_gives_the_same_picture(case: tuple[list[Box], list[tuple[int, int]]]) -> None:
    assert lay_out(*case, gap=GAP) == lay_out(*case, gap=GAP)


def test_nothing_takes_no_room() -> None:
    assert lay_out([], [], gap=GAP) == Layout(points=(), width=0, height=0)


def test_two_that_are_linked_stand_side_by_side() -> None:
    (left, right), box = lay_out([Box(60, 40)] * 2, [(0, 1)], gap=GAP).points, Box(60, 40)
    assert right[0] - left[0] >= box.width + GAP - 1e-3
    assert abs(right[1] - left[1]) < 1


def test_those_that_are_linked_are_nearer_than_those_that_are_not() -> None:
    """Two crowds that one pair joins come apart."""
    first, second = list(combinations(range(6), 2)), list(combinations(range(6, 12), 2))
    points = lay_out([Box(30, 30)] * 12, [*first, *second, (5, 6)], gap=GAP).points

    def far(pairs: list[tuple[int, int]]) -> float:
        return sum(abs(complex(*points[a]) - complex(*points[b])) for a, b in pairs) / len(pairs)

    across = [(a, b) for a in range(6) for b in range(6, 12)]
    assert far(across) > 1.5 * far(first + second)


@pytest.mark.parametrize("count", [1, 7, 40])
def test_parts_that_are_not_linked_share_a_page_of_about_the_shape_asked_for(count: int) -> None:
    boxes = [Box(80, 50)] * (2 * count)
    layout = lay_out(boxes, [(2 * n, 2 * n + 1) for n in range(count)], gap=GAP, ratio=1.5)
    assert_apart(boxes, layout)
    if count > 1:
        assert 0.8 < layout.width / layout.height < 3


def test_three_hundred_that_crowd_about_a_few_do_not_overlap() -> None:
    boxes = [Box(40 + n % 100, 50 + n % 30) for n in range(300)]
    pairs = [(n, n * n % 7) for n in range(300)] + [(n, (n * 31) % 300) for n in range(300)]
    assert_apart(boxes, lay_out(boxes, pairs, gap=GAP))
