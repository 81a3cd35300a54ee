"""From annotations to what is drawn."""

from __future__ import annotations

from annotation.draft import Piece, fixing
from annotation.model import Actor, Annotation, Span
from annotation.schema import load_schema
from gui.marks import frames_of, marks_of

SCHEMA = load_schema()
PERSON = Actor(id="a1", name="Kovo", kind="person")
COUNTRY = Actor(id="a2", name="Duna", kind="country")
ACTORS = {actor.id: actor for actor in (PERSON, COUNTRY)}


def annotation(layer: str, spans: dict[str, list[tuple[int, int]]], **values: object) -> Annotation:
    pieces = {role: tuple(Span(*piece) for piece in its) for role, its in spans.items()}
    return Annotation(id="x", article="a", layer=layer, spans=pieces, **values)


def test_a_suggestion_is_dashed_and_an_accepted_one_solid() -> None:
    suggested = annotation("mention", {"text": [(0, 4)]}, actors={"actor": ("a1",)})
    accepted = annotation("mention", {"text": [(0, 4)]}, actors={"actor": ("a1",)}, status="accepted")
    assert [mark.dashed for one in (suggested, accepted) for mark in marks_of(one, SCHEMA, ACTORS)] == [True, False]


def test_a_mention_has_the_colour_of_its_actors_kind() -> None:
    colours = [
        mark.colour
        for actor in ("a1", "a2")
        for mark in marks_of(annotation("mention", {"text": [(0, 4)]}, actors={"actor": (actor,)}), SCHEMA, ACTORS)
    ]
    kinds = {kind.id: kind.colour for kind in SCHEMA.kinds}
    assert colours == [kinds["person"], kinds["country"]]


def test_a_stance_has_the_colour_of_its_polarity() -> None:
    for polarity in ("support", "oppose"):
        one = annotation("stance", {"evidence": [(0, 4)]}, values={"polarity": polarity})
        choice = SCHEMA.layers[2].fields[0].choice(polarity)
        assert choice is not None
        assert {mark.colour for mark in marks_of(one, SCHEMA, ACTORS)} == {choice.colour}


def test_every_piece_of_a_broken_quote_is_drawn_and_its_cue_differently() -> None:
    quote = annotation("quote", {"content": [(0, 9), (20, 30)], "cue": [(10, 14)], "source": [(15, 19)]})
    drawn = {(mark.start, mark.end): mark.look for mark in marks_of(quote, SCHEMA, ACTORS)}
    assert drawn == {(0, 9): "bar", (20, 30): "bar", (10, 14): "thin"}


def test_all_parts_of_the_annotation_at_hand_are_framed_and_the_main_one_stands_out() -> None:
    quote = annotation("quote", {"content": [(0, 9)], "cue": [(10, 14)], "source": [(15, 19)]})
    frames = {(frame.start, frame.end): frame.main for frame in frames_of(quote, SCHEMA)}
    assert frames == {(0, 9): True, (10, 14): False, (15, 19): False}


def test_the_active_piece_of_a_draft_stands_out() -> None:
    quote = annotation("quote", {"content": [(0, 9), (20, 30)]})
    draft = fixing(quote, SCHEMA.layers[1])
    assert draft.active == Piece("content", 0)
    assert [frame.active for frame in frames_of(quote, SCHEMA, draft)] == [True, False]


def test_an_annotation_of_a_layer_that_the_schema_lacks_is_not_drawn() -> None:
    unknown = annotation("frame", {"text": [(0, 4)]})
    assert marks_of(unknown, SCHEMA, ACTORS) == []
    assert frames_of(unknown, SCHEMA) == []
