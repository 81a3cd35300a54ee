from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from annotation.alternatives import Rounds, Surroundings, alternatives, clauses, next_clause_edge, sentences
from annotation.model import Annotation, Span
from annotation.reader.cues import find_cues
from annotation.schema import load_schema
from tests.annotation.strategies import article_texts

SCHEMA = load_schema()
TEXT = (
    "Nobody waits. “We stand firm,” the Estonian minister, Kaja Kallas, has said on Monday, “and we pay.” "
    "Others doubt it.\n"
    "Krystal Correa: “He scares me.”\n"
    "“He scares me too.” ― Esther Tapia, Brooklyn"
)


def at(words: str, nth: int = 0) -> Span:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return Span(start, start + len(words))


def quote(content: str = "", *, nth: int = 0, **parts: str) -> Annotation:
    spans = {role: (at(words),) for role, words in parts.items()}
    return Annotation(id="q", article="a", layer="quote", spans={"content": (at(content, nth),), **spans})


def places(annotation: Annotation, role: str, *, names: tuple[Span, ...] = (), text: str = TEXT) -> list[list[str]]:
    layer = SCHEMA.layer(annotation.layer)
    assert layer is not None
    found = alternatives(annotation, role, layer, Surroundings.of(annotation, text, names, find_cues))
    return [[text[start:end] for start, end in pieces] for pieces in found]


def test_a_cue_is_what_stands_between_source_and_content() -> None:
    one = quote("“and we pay.”", source="the Estonian minister, Kaja Kallas,")
    assert places(one, "cue")[0] == ["has said on Monday"]


def test_without_a_source_a_cue_is_the_nearest_reporting_word_with_its_auxiliaries_and_without() -> None:
    found = places(quote("“We stand firm,”"), "cue")
    assert found[:2] == [["has said"], ["said"]]


def test_a_mark_can_be_a_cue() -> None:
    assert [":"] in places(quote("“He scares me.”"), "cue")
    assert places(quote("“He scares me too.”"), "cue")[0] == ["―"]


def test_a_source_reaches_from_its_clause_to_the_cue() -> None:
    found = places(quote("“We stand firm,”", cue="has said"), "source", names=(at("Kaja Kallas"),))
    assert found[0] == ["Kaja Kallas"]
    assert ["the Estonian minister, Kaja Kallas"] in found


def test_a_source_behind_the_cue_is_found_too() -> None:
    assert places(quote("“He scares me too.”", cue="―"), "source")[0] == ["Esther Tapia"]


def test_a_content_goes_on_to_what_differs_least() -> None:
    assert places(quote("We stand firm"), "content")[0] == ["“We stand firm,”"]


def test_a_content_may_be_broken_by_who_says_it() -> None:
    assert ["“We stand firm,”", "“and we pay.”"] in places(quote("“We stand firm,”"), "content")


def test_a_mention_takes_a_word_more_or_less() -> None:
    one = Annotation(id="m", article="a", layer="mention", spans={"text": (at("minister, Kaja Kallas"),)})
    assert ["Kaja Kallas"] in places(one, "text")
    assert ["Estonian minister, Kaja Kallas"] in places(one, "text")


def test_the_part_itself_is_no_alternative() -> None:
    one = quote("“We stand firm,”", cue="said")
    assert ["said"] not in places(one, "cue")


def test_nothing_is_sought_outside_the_paragraph() -> None:
    found = places(quote("“He scares me.”"), "content")
    assert not any("stand firm" in piece or "Tapia" in piece for pieces in found for piece in pieces)


def test_going_round_comes_back_to_where_it_began() -> None:
    rounds = Rounds("cue", ((), (Span(0, 1),), (Span(2, 3),)))
    assert [rounds.place, rounds.on().place, rounds.on().on().on().place] == [(), (Span(0, 1),), ()]


def test_an_abbreviation_ends_no_sentence() -> None:
    text = "Mr. Smith met Gov. Lee in the U.S. Senate. They spoke."
    assert [text[s:e] for s, e in sentences(text, Span(0, len(text)))] == [
        "Mr. Smith met Gov. Lee in the U.S. Senate",
        "They spoke",
    ]


def test_an_edge_moves_by_clauses() -> None:
    end = at("“We stand firm,”").end
    further = next_clause_edge(TEXT, end, edge="end", step=1)
    assert TEXT[end:further] == " the Estonian minister"
    assert next_clause_edge(TEXT, further, edge="end", step=-1) in (end, end - 1, end - 2)
    assert next_clause_edge(TEXT, len(TEXT), edge="end", step=1) == len(TEXT)


@given(article_texts, st.data())
def test_whatever_the_text_is_places_lie_in_it_and_hold_words(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, max(len(text) - 1, 0)))
    end = data.draw(st.integers(start + 1, max(len(text), start + 1)))
    if end > len(text):
        return
    layer = SCHEMA.layer("quote")
    assert layer is not None
    one = Annotation(id="q", article="a", layer="quote", spans={"content": (Span(start, end),)})
    for role in ("content", "cue", "source"):
        for pieces in alternatives(one, role, layer, Surroundings.of(one, text, (), find_cues)):
            for piece in pieces:
                assert 0 <= piece.start < piece.end <= len(text)
                assert text[piece.start : piece.end].strip()


@given(article_texts)
def test_clauses_stand_in_reading_order_and_do_not_overlap(text: str) -> None:
    found = clauses(text, Span(0, len(text)))
    assert all(one.end <= other.start for one, other in pairwise(found))


def test_an_endless_sentence_costs_no_more() -> None:
    text = "and that " * 50_000
    one = Annotation(id="q", article="a", layer="quote", spans={"content": (Span(200_000, 200_010),)})
    layer = SCHEMA.layer("quote")
    assert layer is not None
    around = Surroundings.of(one, text, (), find_cues)
    assert around.paragraph.end - around.paragraph.start < 10_000
    assert len(alternatives(one, "content", layer, around)) <= 24
