"""The language of searching a project."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given

from annotation.errors import Problem
from annotation.folding import fold
from annotation.schema import load_schema
from annotation.searching import FIXED, Query, Words, filter_names, parse
from tests.annotation import strategies

SCHEMA = load_schema()


def parsed(typed: str) -> Query:
    return parse(typed, SCHEMA)


def tokens(query: Query) -> list[tuple[str, ...]]:
    return [words.tokens for words in query.words]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("sanctions  tariffs", [("sanctions",), ("tariffs",)]),
        ('the "trade war"', [("the",), ("trade", "war")]),
        ("“trade war”", [("trade", "war")]),
        ("U.S. EU-backed", [("U", "S"), ("EU", "backed")]),
        ("Orba\u0301n’s", [("Orbán", "s")]),
        ("12:30", [("12", "30")]),
        ("👍 yes –", [("yes",)]),
        ("שלום", [("שלום",)]),
    ],
)
def test_words_and_phrases(typed: str, found: list[tuple[str, ...]]) -> None:
    query = parsed(typed)
    assert tokens(query) == found
    assert not query.filtered


def test_a_star_stands_for_how_a_word_goes_on() -> None:
    (words,) = parsed("sanction*").words
    assert words.begins
    assert words.pattern.search("sanctions")
    assert not words.pattern.search("unsanctioned")


def test_words_are_whole_words() -> None:
    (words,) = parsed("war").words
    assert [bool(words.pattern.search(text)) for text in ("a war.", "warned", "post-war", "_war_")] == [
        True,
        False,
        True,
        True,
    ]


def test_filters_come_from_the_schema() -> None:
    assert filter_names(SCHEMA)[: len(FIXED)] == list(FIXED)
    assert {"speaker", "holder", "target", "cue", "evidence", "polarity", "kind"} < set(filter_names(SCHEMA))
    query = parsed('speaker:"Kaja Kallas" cue:warned')
    assert [part.value for part in query.parts] == ["Kaja Kallas", "warned"]
    assert query.parts[0].actor_roles == {("quote", "speaker")}
    assert query.parts[1].span_roles == {("quote", "cue")}
    assert query.layers == ("quote",)


def test_a_target_is_an_actor_or_words() -> None:
    (part,) = parsed("target:Moscow").parts
    assert part.actor_roles == part.span_roles == {("stance", "target")}


def test_an_actor_may_have_any_role() -> None:
    (part,) = parsed("actor:Kallas").parts
    assert {layer for layer, _ in part.actor_roles} == {"mention", "quote", "stance"}


def test_a_field_takes_the_id_or_the_name_of_a_choice() -> None:
    (field,) = parsed("kind:direct").fields
    assert field.choices == {("quote", "kind"): ("direct",)}
    for typed in ("polarity:oppose", "Polarity:OPPOSES", "polarity:opp"):
        (field,) = parsed(typed).fields
        assert field.choices == {("stance", "polarity"): ("oppose",)}


def test_layer_and_status_by_their_beginning() -> None:
    query = parsed("layer:quotes status:acc annotator:MK")
    assert (query.layers, query.statuses, query.annotator) == (("quote",), ("accepted",), "mk")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ('"trade war', "quotation mark is not closed"),
        ('speaker:"Kaja', "quotation mark is not closed"),
        ("colour:red", "no filter “colour”"),
        ("https://example.org", "no filter “https”"),
        ("speaker: Kallas", "has no value"),
        ("polarity:angry", "no polarity “angry”; there are support, oppose"),
        ("layer:chapter", "no layer “chapter”; there are mention, quote, stance"),
        ("status:done", "no status “done”"),
        ("cue:warned polarity:oppose", "No layer has all of these parts"),
        ("…", "There is no word in this"),
        ("", "There is no word in this"),
        ('""', "There is no word in this"),
    ],
)
def test_what_is_wrong_is_told_in_a_sentence(typed: str, sentence: str) -> None:
    with pytest.raises(Problem, match=sentence):
        parsed(typed)


@given(strategies.texts)
def test_anything_typed_is_a_query_or_a_problem(typed: str) -> None:
    with suppress(Problem):
        query = parsed(typed)
        assert query.words or query.filtered


@given(strategies.texts)
def test_the_words_of_a_text_are_found_in_it(text: str) -> None:
    words = Words.of(text)
    if words:
        assert words.pattern.search(fold(text))
