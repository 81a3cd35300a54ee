from __future__ import annotations

from dataclasses import replace

import pytest

from annotation.describe import choice_name, counted, describe, names_of, role_words, text_of
from annotation.schema import load_schema
from tests.annotation.projects import KALLAS, MENTION, QUOTE, STANCE, TEXT, TRUMP, UKRAINE, at

SCHEMA = load_schema()
ACTORS = {one.id: one for one in (KALLAS, TRUMP, UKRAINE)}


@pytest.mark.parametrize(
    ("annotation", "words"),
    [
        (MENTION, "Kaja Kallas"),
        (QUOTE, "“We stand with Ukraine”"),
        (STANCE, "Donald Trump opposes Ukraine"),
        (replace(STANCE, actors={"holder": (TRUMP.id,)}), "Donald Trump opposes the plan"),
        (replace(STANCE, actors={"holder": (TRUMP.id, KALLAS.id)}), "Donald Trump and Kaja Kallas opposes the plan"),
        (replace(STANCE, actors={}, spans={}, values={}), "somebody … something"),
        (replace(MENTION, layer="claim"), "claim"),
    ],
)
def test_an_annotation_in_a_few_words(annotation, words: str) -> None:
    assert describe(annotation, TEXT, ACTORS, SCHEMA) == words


def test_pieces_are_joined_by_an_ellipsis_on_one_line() -> None:
    pieces = QUOTE.with_spans("content", (at("Tallinn.\nDonald"), at("“We stand")))
    assert text_of(pieces, "content", TEXT) == "“We stand … Tallinn. Donald"
    assert text_of(QUOTE, "none", TEXT) == ""


def test_names_are_listed_as_one_writes_them() -> None:
    joint = QUOTE.with_actors("speaker", (KALLAS.id, TRUMP.id, UKRAINE.id))
    assert names_of(joint, "speaker", ACTORS) == "Kaja Kallas, Donald Trump and Ukraine"
    assert names_of(QUOTE, "speaker", ACTORS) == "Kaja Kallas"
    assert names_of(QUOTE, "speaker", {}) == ""


def test_a_role_is_its_actors_or_else_its_words() -> None:
    assert role_words(STANCE, "target", TEXT, ACTORS) == "Ukraine"
    assert role_words(STANCE, "target", TEXT, {}) == "the plan"


def test_a_choice_goes_by_its_name() -> None:
    layer = SCHEMA.layers[2]
    assert choice_name(STANCE, "polarity", layer) == "opposes"
    assert choice_name(replace(STANCE, values={}), "polarity", layer) == ""
    assert choice_name(STANCE, "kind", layer) == ""


def test_counts_are_one_or_many() -> None:
    assert counted(1, "article was", "articles were") == "1 article was"
    assert counted(12_345, "article was", "articles were") == "12,345 articles were"
    assert counted(0, "article was", "articles were") == "0 articles were"
