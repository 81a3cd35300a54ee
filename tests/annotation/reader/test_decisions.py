from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

from annotation.model import Actor, Annotation, Labels, Span
from annotation.reader.decisions import DECIDED, accepted_quotes, actor_of, decisions, in_words, key_of
from annotation.reader.reading import Reading, Stretch
from tests.annotation.reader.texts import known_of, tagged

TEXT = "Ann Hale said that taxes rise ."


def decided(layer: str, status: str, **spans: str) -> Annotation:
    places = {role: (Span(TEXT.index(words), TEXT.index(words) + len(words)),) for role, words in spans.items()}
    actors = {"actor": ("x7",)} if layer == "mention" else {}
    return Annotation(id="d", article="a", layer=layer, spans=places, actors=actors, status=status)  # type: ignore[arg-type]


def after(*made: Annotation) -> Reading:
    known = known_of(TEXT)
    known.entities = [tagged(known, "Ann Hale", "person")]
    known.parts = [tagged(known, "Ann Hale", "source"), tagged(known, "that taxes rise", "content")]
    known.decided = Labels(actors=(Actor(id="x7", name="Ann Hale", kind="person"),), annotations=made)

    decisions(SimpleNamespace(user_data={"reading": known}))  # type: ignore[arg-type]
    return known


def test_an_accepted_mention_is_a_name_of_the_annotators_actor():
    known = after(decided("mention", "accepted", text="Ann Hale"))
    (name,) = known.names
    assert (name.start, name.end, name.rule, actor_of(name.key)) == (0, 2, DECIDED, "x7")
    assert known.entities == []
    assert known.cast[key_of("x7")].name == "Ann Hale"


def test_a_rejected_mention_is_not_found_again():
    known = after(decided("mention", "rejected", text="Ann Hale"))
    assert known.entities == known.names == []


def test_a_mention_rejected_elsewhere_changes_nothing():
    assert len(after(decided("mention", "rejected", text="Hale")).entities) == 1


def test_an_accepted_quote_is_known_and_not_found_again():
    known = after(decided("quote", "accepted", content="taxes rise", cue="said", source="Ann Hale"))
    assert [part.label for part in known.parts] == ["source"]
    (quote,) = accepted_quotes(known)
    assert (quote.content, quote.cue, quote.source) == ([Stretch(4, 6)], Stretch(2, 3), Stretch(0, 2))


def test_an_accepted_quote_of_somebody_unknown_is_left_alone():
    quote = replace(decided("quote", "accepted", content="taxes rise"), actors={"speaker": ("nobody",)})
    assert list(accepted_quotes(after(quote))) == []


def test_a_rejected_quote_is_not_found_again():
    assert [p.label for p in after(decided("quote", "rejected", content="that taxes rise")).parts] == ["source"]


def test_a_span_in_words_has_the_whole_of_each():
    known = known_of(TEXT)
    assert in_words(known, Span(5, 12)) == Stretch(1, 3)
    assert in_words(known, Span(3, 4)) == Stretch(1, 1)
