from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotation.draft import (
    Draft,
    Piece,
    active_span,
    drop_active,
    fixing,
    move,
    next_piece,
    put_actor,
    put_span,
    put_value,
)
from annotation.model import Actor
from annotation.schema import load_schema
from tests.annotation.projects import KALLAS, MENTION, QUOTE, STANCE, TEXT, TRUMP, at

SCHEMA = load_schema()
LAYERS = {layer.id: layer for layer in SCHEMA.layers}


def quote() -> Draft:
    return fixing(QUOTE, LAYERS["quote"])


def words(draft: Draft) -> str:
    span = active_span(draft)
    return TEXT[span.start : span.end] if span else ""


def test_fixing_begins_with_the_main_role() -> None:
    assert quote().active == Piece("content", 0)
    assert words(quote()) == "“We stand with Ukraine”"


def test_fixing_begins_with_what_there_is_where_the_main_role_is_empty() -> None:
    assert fixing(STANCE.with_spans("evidence", ()), LAYERS["stance"]).active == Piece("target", 0)
    assert fixing(MENTION.with_spans("text", ()), LAYERS["mention"]).active is None


@pytest.mark.parametrize(
    ("edge", "step", "unit", "expected"),
    [
        ("end", 1, "word", "Kaja Kallas said"),
        ("end", -1, "word", "Kaja"),
        ("start", 1, "word", "Kallas"),
        ("start", -1, "character", " Kaja Kallas"),
        ("end", -1, "character", "Kaja Kalla"),
    ],
)
def test_an_edge_moves_by_a_word_or_a_character(edge, step, unit, expected: str) -> None:
    assert words(move(fixing(MENTION, LAYERS["mention"]), TEXT, edge=edge, step=step, unit=unit)) == expected


def test_an_edge_takes_an_emoji_as_a_whole() -> None:
    draft = fixing(MENTION.with_spans("text", (at(" Kaja"),)), LAYERS["mention"])
    assert words(move(draft, TEXT, edge="start", step=-1, unit="character")) == "👍 Kaja"


def test_a_span_never_vanishes() -> None:
    draft = fixing(MENTION.with_spans("text", (at("Kaja"),)), LAYERS["mention"])
    assert move(draft, TEXT, edge="end", step=-1, unit="word") == draft
    for _ in range(10):
        draft = move(draft, TEXT, edge="start", step=1, unit="character")
    assert words(draft) == "a"


@given(
    st.lists(
        st.tuples(st.sampled_from(["start", "end"]), st.sampled_from([-1, 1]), st.sampled_from(["word", "character"]))
    )
)
def test_however_an_edge_moves_the_span_stays_in_the_text_and_holds_something(steps) -> None:
    draft = quote()
    for edge, step, unit in steps:
        draft = move(draft, TEXT, edge=edge, step=step, unit=unit)
        span = active_span(draft)
        assert span is not None
        assert 0 <= span.start < span.end <= len(TEXT)
        assert words(draft).strip()
        assert draft.before == QUOTE


def test_pieces_are_walked_in_reading_order_round_and_round() -> None:
    draft = quote()
    roles = []
    for _ in range(4):
        roles.append(draft.active.role if draft.active else None)
        draft = next_piece(draft, 1)
    assert roles == ["content", "source", "cue", "content"]
    assert next_piece(next_piece(draft, -1), 1) == draft


def test_a_draft_without_spans_has_nothing_to_walk_to() -> None:
    empty = fixing(MENTION.with_spans("text", ()), LAYERS["mention"])
    assert next_piece(empty, 1) == empty
    assert drop_active(empty) == empty
    assert move(empty, TEXT, edge="end", step=1, unit="word") == empty


def test_a_role_is_put_anew_or_added_to_and_the_new_piece_is_active() -> None:
    put = put_span(quote(), "content", at("We stand"), add=False)
    assert put.after.spans["content"] == (at("We stand"),)
    both = put_span(put, "content", at("👍"), add=True)
    assert both.after.spans["content"] == (at("👍"), at("We stand"))
    assert both.active == Piece("content", 0)
    assert put_span(both, "content", at("👍"), add=True).after == both.after


def test_dropping_a_piece_leaves_the_others() -> None:
    both = put_span(quote(), "content", at("Tallinn"), add=True)
    left = drop_active(both)
    assert left.after == QUOTE
    assert "content" not in drop_active(quote()).after.spans


def test_an_edge_that_meets_another_piece_joins_it() -> None:
    draft = put_span(quote(), "content", at("We"), add=False)
    draft = put_span(draft, "content", at("We stand"), add=True)
    joined = move(draft, TEXT, edge="end", step=-1, unit="word")
    assert joined.after.spans["content"] == (at("We"),)
    assert words(joined) == "We"


def test_an_actor_fills_a_role_or_joins_it() -> None:
    joint = put_actor(quote(), "speaker", TRUMP, add=True, known=True)
    assert joint.after.actors["speaker"] == (KALLAS.id, TRUMP.id)
    assert put_actor(joint, "speaker", TRUMP, add=True, known=True) == joint
    assert put_actor(joint, "speaker", TRUMP, add=False, known=True).after.actors["speaker"] == (TRUMP.id,)


def test_a_new_actor_comes_along_as_long_as_it_is_named() -> None:
    new = Actor(id="new", name="EU", kind="organisation")
    draft = put_actor(quote(), "speaker", new, add=True, known=False)
    assert draft.new_actors == (new,)
    assert put_actor(draft, "speaker", TRUMP, add=False, known=True).new_actors == ()


def test_a_value_is_put() -> None:
    assert put_value(quote(), "kind", "mixed").after.values == {"kind": "mixed"}
