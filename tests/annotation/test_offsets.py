from __future__ import annotations

from itertools import pairwise

import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from annotation.model import Span
from annotation.offsets import (
    Step,
    Utf16Map,
    next_grapheme,
    next_word_edge,
    plain_line_endings,
    snap_to_words,
    widen_to_graphemes,
    word_at,
)
from tests.annotation.strategies import spans_of, texts

FAMILY = "👩\u200d👩\u200d👧"


def word(text: str, marked: str) -> str | None:
    """The word at the first character of `marked` in `text`."""
    span = word_at(text, text.index(marked))
    return None if span is None else text[span.start : span.end]


def snapped(text: str, selected: str) -> str | None:
    start = text.index(selected)
    span = snap_to_words(text, Span(start, start + len(selected)))
    return None if span is None else text[span.start : span.end]


def cluster_edges(text: str) -> list[int]:
    return [0, *(found.end() for found in regex.finditer(r"\X", text))]


# UTF-16


def test_an_emoji_shifts_what_stands_behind_it_by_one() -> None:
    positions = Utf16Map("a😀b")
    assert [positions.position(offset) for offset in range(4)] == [0, 1, 3, 4]


def test_a_position_within_a_surrogate_pair_is_that_of_the_character() -> None:
    assert Utf16Map("a😀b").offset(2) == 1


@given(texts)
def test_positions_agree_with_python_s_own_utf_16_encoder(text: str) -> None:
    positions = Utf16Map(text)
    for offset in range(len(text) + 1):
        expected = len(text[:offset].encode("utf-16-le")) // 2
        assert positions.position(offset) == expected
        assert positions.offset(expected) == offset


@given(texts)
def test_every_position_lies_in_the_character_that_its_offset_names(text: str) -> None:
    positions = Utf16Map(text)
    for position in range(len(text.encode("utf-16-le")) // 2):
        offset = positions.offset(position)
        assert positions.position(offset) <= position < positions.position(offset + 1)


# Words


@pytest.mark.parametrize(
    ("text", "marked", "expected"),
    [
        ("said Trump's aide", "rump", "Trump"),
        ("said Trump’s aide", "rump", "Trump"),
        ("TRUMP'S AIDE", "RUMP", "TRUMP"),
        ("said Trump's aide", "s aide", "'s"),
        ("in the U.S. today", "S.", "U.S."),
        ("the U.S.'s role", "U", "U.S."),
        ("he doesn't know", "t know", "doesn't"),
        ("Mr O’Neill left", "Neill", "O’Neill"),
        ("Jean-Claude spoke", "Claude", "Jean-Claude"),
        ("they co-operate", "operate", "co-operate"),
        ("a 16-year-old girl", "year", "16-year-old"),
        ("an EU-backed plan", "EU", "EU"),
        ("an EU-backed plan", "backed", "backed"),
        ("a U.S.-brokered deal", "U", "U.S."),
        ("a U.S.-brokered deal", "brokered", "brokered"),
        ("an al-Assad-led state", "Assad", "al-Assad"),
        ("the F-16 jet", "16", "F-16"),
        ("about 1,000.50 euros", "000", "1,000.50"),
        ("about $125, or less", "125", "125"),
        ("about $125bn.", "bn", "125bn"),
        ("the workers' rights", "ers", "workers"),
        ("'yes'", "yes", "yes"),
        ("nai\u0308ve plans", "v", "nai\u0308ve"),
        ("أعلن الرئيس أمس", "رئيس", "الرئيس"),
        ("אמר ראש הממשלה", "אש", "ראש"),
        ("中文字", "文", "文"),
        ("U.S.क्षि said", "क्षि", "क्षि"),
        ("say 😀 now", "😀", None),
        ("well – then", "–", None),
    ],
)
def test_a_double_click_takes_the_word(text: str, marked: str, expected: str | None) -> None:
    assert word(text, marked) == expected


def test_a_double_click_at_the_end_of_a_word_takes_it() -> None:
    assert word_at("said Trump, again", 10) == Span(5, 10)


def test_there_is_no_word_in_an_empty_text() -> None:
    assert word_at("", 0) is None


@pytest.mark.parametrize(
    ("text", "selected", "expected"),
    [
        ("President Donald Trump spoke", "ald Tru", "Donald Trump"),
        ("President Donald Trump spoke", " Donald ", "Donald"),
        ("President Donald\nTrump spoke", "nald\nTr", "Donald\nTrump"),
        ('he said: "Not now." Then', '"Not now."', '"Not now."'),
        ('he said: "Not now." Then', "ot no", "Not now"),
        ("he said: “Not now,” then", "“Not no", "“Not now"),
        ("he said … then", " … ", "…"),
        ("Trump's aide", "rum", "Trump"),
        ("the EU-backed plan", "U", "EU"),
        ("one \n\n two", " \n\n ", None),
        ("family " + FAMILY + " here", "\u200d👩", FAMILY),
    ],
)
def test_a_selection_snaps_to_words(text: str, selected: str, expected: str | None) -> None:
    assert snapped(text, selected) == expected


def test_an_empty_selection_snaps_to_nothing() -> None:
    assert snap_to_words("Trump", Span(2, 2)) is None


def test_a_selection_beyond_the_text_is_cut_to_it() -> None:
    assert snap_to_words("He left", Span(3, 99)) == Span(3, 7)


@given(st.data(), texts)
def test_snapping_keeps_all_that_was_selected_but_white_space(data: st.DataObject, text: str) -> None:
    span = data.draw(spans_of(text))
    snapped_span = snap_to_words(text, span)
    selected = text[span.start : span.end]
    if snapped_span is None:
        assert not selected.strip()
    else:
        grown = text[snapped_span.start : snapped_span.end]
        assert selected.strip() in grown
        clusters = regex.findall(r"\X", grown)
        assert clusters[0].strip()
        assert clusters[-1].strip()


@given(st.data(), texts)
def test_snapping_twice_changes_nothing_more(data: st.DataObject, text: str) -> None:
    once = snap_to_words(text, data.draw(spans_of(text)))
    if once is not None:
        assert snap_to_words(text, once) == once


# Moving a boundary


def test_a_boundary_moves_by_word() -> None:
    text = "Mr Trump's aide"
    assert next_word_edge(text, 3, edge="start", step=-1) == 0
    assert next_word_edge(text, 0, edge="start", step=1) == 3
    assert next_word_edge(text, 8, edge="end", step=1) == 10
    assert next_word_edge(text, 10, edge="end", step=-1) == 8


def test_a_boundary_stays_where_there_is_no_further_word() -> None:
    text = '"He left."'
    assert next_word_edge(text, 8, edge="end", step=1) == 8
    assert next_word_edge(text, 1, edge="start", step=-1) == 1


@pytest.mark.parametrize("gap", [" " * 5000, "-" * 5000, "😀" * 5000])
def test_a_boundary_moves_over_a_long_stretch_without_words(gap: str) -> None:
    text = f"one{gap}two"
    assert next_word_edge(text, len(text) - 3, edge="start", step=-1) == 0
    assert next_word_edge(text, 3, edge="end", step=1) == len(text)


def test_a_boundary_outside_the_text_is_brought_back_into_it() -> None:
    assert next_word_edge("one two", 99, edge="end", step=-1) == 3
    assert next_word_edge("one two", -5, edge="end", step=1) == 3
    assert next_grapheme("one", 99, 1) == 3
    assert next_grapheme("one", -5, -1) == 0


@given(st.data(), texts)
def test_moving_by_word_lands_on_a_cluster_edge_within_the_text(data: st.DataObject, text: str) -> None:
    offset = data.draw(st.sampled_from(cluster_edges(text)))
    edge = data.draw(st.sampled_from(["start", "end"]))
    step = data.draw(st.sampled_from([-1, 1]))
    moved = next_word_edge(text, offset, edge=edge, step=step)
    assert moved in cluster_edges(text)
    assert (moved - offset) * step >= 0


def word_ends(text: str, offset: int, step: Step) -> list[int]:
    ends: list[int] = []
    while (moved := next_word_edge(text, offset, edge="end", step=step)) != offset:
        ends.append(moved)
        offset = moved
    return ends


@given(texts)
def test_moving_back_by_word_meets_the_same_edges_as_moving_forward(text: str) -> None:
    forward = word_ends(text, 0, 1)
    assert word_ends(text, len(text), -1) == [end for end in reversed(forward) if end < len(text)]


# Grapheme clusters


@given(texts)
@example("🇺🇸🇺🇦🇪🇺")
@example(f"{FAMILY}{FAMILY}")
@example("क्षि")
def test_moving_by_character_meets_every_cluster_edge_in_turn(text: str) -> None:
    edges = cluster_edges(text)
    for before, after in pairwise(edges):
        for offset in range(before, after):
            assert next_grapheme(text, offset, 1) == after
            assert next_grapheme(text, offset + 1, -1) == before


@given(st.data(), texts)
def test_widening_gives_the_smallest_span_of_whole_clusters(data: st.DataObject, text: str) -> None:
    span = data.draw(spans_of(text))
    edges = cluster_edges(text)
    start = max(edge for edge in edges if edge <= span.start)
    end = min(edge for edge in edges if edge >= span.end)
    assert widen_to_graphemes(text, span) == Span(start, end)


# Line endings


def test_line_endings_become_plain_and_spans_follow() -> None:
    old = "one\r\ntwo\rthree\u2028four\x85five"
    new, offsets = plain_line_endings(old)
    assert new == "one\ntwo\nthree\nfour\nfive"
    start = old.index("three")
    moved = offsets.span(Span(start, start + 5))
    assert new[moved.start : moved.end] == "three"


def test_a_span_that_cuts_a_windows_line_end_takes_in_the_whole() -> None:
    _, offsets = plain_line_endings("a\r\nb")
    assert offsets.span(Span(0, 2)) == Span(0, 2)
    assert offsets.span(Span(2, 4)) == Span(1, 3)


@given(st.data(), st.lists(st.sampled_from(["a", "é", "😀", "\r", "\n", "\r\n", "\u2029"])).map("".join))
def test_a_mapped_span_holds_the_same_text_with_plain_line_ends(data: st.DataObject, text: str) -> None:
    new, offsets = plain_line_endings(text)
    span = data.draw(spans_of(text))
    cuts_start = text[span.start - 1 : span.start + 1] == "\r\n" and span.start > 0
    cuts_end = text[span.end - 1 : span.end + 1] == "\r\n" and span.end > 0
    if not (cuts_start or cuts_end):
        moved = offsets.span(span)
        assert new[moved.start : moved.end] == plain_line_endings(text[span.start : span.end])[0]
