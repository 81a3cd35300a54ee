from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from annotation.draft import Draft, Piece
from annotation.model import Actor, Annotation, Article, Span
from annotation.proposals import begin
from annotation.schema import load_schema

SCHEMA = load_schema()
KALLAS, TRUMP, KYIV = (Actor(id=one, name=one) for one in ("kallas", "trump", "kyiv"))
TEXT = (
    "“We stand firm,” Kaja Kallas said on Monday, as Trump watched.\n"
    "Kyiv agreed. Trump opposes any aid to Kyiv.\n"
    "👍 Kallas added that “nothing” had changed."
)
ARTICLE = Article(id="a", text=TEXT)


def at(words: str, nth: int = 0) -> Span:
    start = [found.start() for found in re.finditer(re.escape(words), TEXT)][nth]
    return Span(start, start + len(words))


def mention(words: str, actor: Actor, nth: int = 0) -> Annotation:
    span = at(words, nth)
    return Annotation(
        id=f"m{span.start}", article="a", layer="mention", spans={"text": (span,)}, actors={"actor": (actor.id,)}
    )


MENTIONS = (
    mention("Kaja Kallas", KALLAS),
    mention("Trump", TRUMP),
    mention("Kyiv", KYIV),
    mention("Trump", TRUMP, 1),
    mention("Kyiv", KYIV, 1),
)


def cues(text: str) -> Iterable[Span]:
    return (Span(*found.span()) for found in re.finditer(r"said|added|agreed", text))


def begun(layer: str, span: Span, annotations: Sequence[Annotation] = MENTIONS) -> Draft:
    found = SCHEMA.layer(layer)
    assert found is not None
    return begin(found, span, ARTICLE, annotations, SCHEMA, cues=cues)


def test_a_new_annotation_is_a_person_s_with_its_main_role_active() -> None:
    draft = begun("mention", at("Monday"))
    assert draft.before is None
    assert (draft.after.origin, draft.after.article, draft.after.layer) == ("human", "a", "mention")
    assert draft.after.spans == {"text": (at("Monday"),)}
    assert draft.active == Piece("text", 0)
    assert draft.after.actors == {}


def test_a_mention_of_the_same_words_names_the_same_actor() -> None:
    assert begun("mention", at("Kyiv", 1), MENTIONS[:3]).after.actors == {"actor": (KYIV.id,)}


def test_a_quote_gets_its_kind_its_cue_and_the_name_next_to_that() -> None:
    quote = begun("quote", at("“We stand firm,”")).after
    assert quote.values == {"kind": "direct"}
    assert quote.spans["cue"] == (at("said"),)
    assert quote.spans["source"] == (at("Kaja Kallas"),)
    assert quote.actors == {"speaker": (KALLAS.id,)}


def test_a_cue_is_looked_for_in_the_paragraph_only() -> None:
    quote = begun("quote", at("“nothing” had changed")).after
    assert quote.values == {"kind": "mixed"}
    assert quote.spans["cue"] == (at("added"),)
    assert quote.spans["source"] == (Span(109, 115),)  # “Nobody”, who is no actor
    assert "speaker" not in quote.actors
    assert quote.actors == {}


def test_a_quote_without_a_cue_gets_no_speaker() -> None:
    found = SCHEMA.layer("quote")
    assert found is not None
    quote = begin(found, at("“We stand firm,”"), ARTICLE, MENTIONS, SCHEMA, cues=lambda text: ()).after
    assert set(quote.spans) == {"content"}
    assert quote.actors == {}


def test_the_words_that_are_selected_are_not_their_own_cue() -> None:
    quote = begun("quote", at("Kallas added that")).after
    assert "cue" not in quote.spans


def test_a_stance_belongs_to_the_nearest_name_before_and_is_about_the_one_inside() -> None:
    stance = begun("stance", at("opposes any aid to Kyiv")).after
    assert stance.actors == {"holder": (TRUMP.id,), "target": (KYIV.id,)}
    assert stance.spans["target"] == (at("Kyiv", 1),)


def test_a_stance_within_a_quote_is_the_speaker_s() -> None:
    quote = replace(begun("quote", at("“We stand firm,”")).after, id="q")
    stance = begun("stance", at("stand firm"), (*MENTIONS, quote)).after
    assert stance.actors == {"holder": (KALLAS.id,)}


def test_a_stance_without_any_name_is_left_open() -> None:
    assert begun("stance", at("nothing"), ()).after.actors == {}
