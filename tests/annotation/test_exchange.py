from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from annotation.exchange import (
    actor_from_record,
    actor_to_record,
    annotation_from_record,
    annotation_to_record,
    value_from_record,
    value_to_record,
)
from annotation.model import Actor, Annotation, Span, Value
from tests.annotation.strategies import actors, articles, outgoings, progress_of

annotations = outgoings().map(lambda one: one.labels.annotations).filter(bool).flatmap(st.sampled_from)
progress = articles.flatmap(progress_of).filter(bool).flatmap(st.sampled_from)


def through_json(record: object) -> dict[str, object]:
    return json.loads(json.dumps(record))


@given(actors)
def test_an_actor_comes_back_from_its_record(actor: Actor) -> None:
    assert actor_from_record(through_json(actor_to_record(actor))) == actor


@given(annotations)
def test_an_annotation_comes_back_from_its_record(annotation: Annotation) -> None:
    record = through_json(annotation_to_record(annotation))
    assert annotation_from_record(record, article=annotation.article) == annotation


@given(st.one_of(actors, annotations, progress))
def test_every_value_comes_back_from_the_journal(value: Value) -> None:
    assert value_from_record(through_json(value_to_record(value))) == value


def test_what_a_record_leaves_out_takes_its_default() -> None:
    assert annotation_from_record({"id": "m1", "layer": "mention"}, article="x") == Annotation(
        id="m1", article="x", layer="mention", origin="human"
    )
    assert annotation_from_record({"id": "m1", "layer": "mention", "model": "en"}, article="x").origin == "model"
    assert actor_from_record({"id": "a1", "name": "Kyiv"}) == Actor(id="a1", name="Kyiv")


def test_empty_roles_are_left_out_and_spans_put_in_reading_order() -> None:
    record = {
        "id": "q1",
        "layer": "quote",
        "spans": {"content": [[5, 9], [0, 3]], "cue": []},
        "actors": {"speaker": []},
    }
    annotation = annotation_from_record(record, article="x")
    assert annotation.spans == {"content": (Span(0, 3), Span(5, 9))}
    assert annotation.actors == {}
