from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import fastjsonschema
import pytest
from hypothesis import given, settings

from annotation.formats import Incoming, Outgoing, Refused, reader_for
from annotation.formats.label_studio import LABEL_STUDIO, configuration
from annotation.model import Progress, Span
from tests.annotation.formats import foreign
from tests.annotation.formats.foreign import ALL, DONE, IDS, SCHEMA, TEXT, described, document, outgoing
from tests.annotation.strategies import outgoings

# As https://labelstud.io/guide/task_format and https://labelstud.io/guide/predictions tell.
_RESULT = {
    "type": "object",
    "required": ["type"],
    "if": {"properties": {"type": {"const": "relation"}}},
    "then": {
        "required": ["from_id", "to_id", "direction", "labels"],
        "properties": {"direction": {"enum": ["left", "right", "bi"]}},
    },
    "else": {
        "required": ["id", "from_name", "to_name", "value"],
        "properties": {
            "value": {
                "required": ["start", "end", "text"],
                "properties": {"start": {"type": "integer"}, "end": {"type": "integer"}, "text": {"type": "string"}},
            }
        },
    },
}
_RESULTS = {"type": "array", "items": _RESULT}
TASKS = fastjsonschema.compile(
    {
        "type": "array",
        "items": {
            "type": "object",
            "required": ["id", "data", "annotations", "predictions"],
            "properties": {
                "id": {"type": "integer"},
                "data": {"type": "object", "required": ["text"]},
                "annotations": {
                    "type": "array",
                    "items": {"required": ["result"], "properties": {"result": _RESULTS}},
                },
                "predictions": {
                    "type": "array",
                    "items": {
                        "required": ["result", "model_version"],
                        "properties": {"result": _RESULTS, "score": {"type": "number"}},
                    },
                },
            },
        },
    }
)


def region(region_id: str, words: str, label: str, start: int, text: str = "", **more: object) -> dict[str, Any]:
    value = {"start": start, "end": start + len(words), "text": text or words, "labels": [label]}
    return {"id": region_id, "from_name": "l", "to_name": "t", "type": "labels", "value": value, **more}


RESULT = [
    region("Dx1", "“Go,”", "Content", 0),
    region("Dx2", "said", "CUE", 6),
    region("Dx3", "Ann", "Person", 11),
    {"id": "Dx1", "from_name": "Kind", "to_name": "t", "type": "choices", "value": {"start": 0, "choices": ["direct"]}},
    {"type": "relation", "from_id": "Dx3", "to_id": "Dx1", "direction": "left", "labels": ["speaker"]},
    {"type": "relation", "from_id": "Dx1", "to_id": "Dx2", "direction": "right", "labels": ["cue"]},
]
TASK: dict[str, Any] = {
    "id": 1,
    "data": {"text": "“Go,” said Ann.", "desk": "world"},
    "annotations": [{"id": 9, "completed_by": {"id": 3, "email": "bo@x.example"}, "result": RESULT}],
    "predictions": [{"model_version": "m1", "score": 0.5, "result": [region("p", "Ann", "PERSON", 11)]}],
}


def task(result: list[dict[str, Any]], text: str = "“Go,” said Ann.") -> dict[str, Any]:
    return {"data": {"text": text}, "annotations": [{"id": 9, "completed_by": 3, "result": result}]}


def test_all_layers_come_back_the_same() -> None:
    (back,), losses = foreign.there_and_back(LABEL_STUDIO, outgoing(*ALL))
    assert losses == []
    assert sorted(map(repr, described(back.labels.annotations, back.labels.actors))) == sorted(
        map(repr, described(ALL, outgoing().labels.actors))
    )
    assert {one.id for one in back.labels.annotations} == {one.id for one in ALL}
    assert (back.article, back.progress) == (outgoing().article, DONE)


def test_suggestions_go_out_as_predictions_with_reader_and_score(tmp_path: Path) -> None:
    made = {"annotator": None, "status": "suggested", "origin": "model", "model": "news-1"}
    suggested = [replace(ALL[at], id=IDS[at + 5], score=score, **made) for at, score in ((0, 0.5), (2, 1.0))]
    foreign.written(LABEL_STUDIO, tmp_path / "out.json", outgoing(ALL[0], *suggested))
    (found,) = json.loads((tmp_path / "out.json").read_text("utf-8"))
    (prediction,) = found["predictions"]
    assert (prediction["model_version"], prediction["score"]) == ("news-1", 0.75)
    (back,) = foreign.read(LABEL_STUDIO, tmp_path / "out.json")
    assert isinstance(back, Incoming)
    read = [(one.model, one.score) for one in back.labels.annotations if one.status == "suggested"]
    assert read == [("news-1", 0.5), ("news-1", 1.0)]


def test_notes_stand_in_the_regions_meta_and_skipped_articles_are_cancelled(tmp_path: Path) -> None:
    progress = (Progress(article="art-1", annotator="mk", state="skipped", suggested=True),)
    (back,), losses = foreign.there_and_back(LABEL_STUDIO, outgoing(replace(ALL[0], note="whose?"), progress=progress))
    assert (losses, back.progress, back.labels.annotations[0].note) == ([], progress, "whose?")


def test_offsets_are_code_points(tmp_path: Path) -> None:
    foreign.written(LABEL_STUDIO, tmp_path / "out.json", outgoing(*ALL))
    (found,) = json.loads((tmp_path / "out.json").read_text("utf-8"))
    for one in found["annotations"][0]["result"]:
        if "value" in one:
            assert TEXT[one["value"]["start"] : one["value"]["end"]] == one["value"]["text"]


@pytest.mark.parametrize("text", ["💩This is an annotation.", "👩\u200d👩\u200d👧 🇺🇸 𝔘 an annotation"])
def test_offsets_of_older_versions_in_utf16_are_known_by_the_words(tmp_path: Path, text: str) -> None:
    start = text.index("annotation")
    units = len(text[:start].encode("utf-16-le")) // 2
    path = document(tmp_path / "x.json", [task([region("a", "annotation", "cue", units)], text)])
    back = foreign.one_read(LABEL_STUDIO, path)
    assert back.labels.annotations[0].spans == {"cue": (Span(start, start + len("annotation")),)}
    assert back.repairs == ("1 span was counted in UTF-16 units.",)


def test_line_ends_in_a_regions_words_may_be_escaped(tmp_path: Path) -> None:
    path = document(tmp_path / "x.json", [task([region("a", "One\nTwo", "cue", 0, "One\\nTwo")], "One\nTwo.")])
    back = foreign.one_read(LABEL_STUDIO, path)
    assert (back.labels.annotations[0].spans, back.repairs) == ({"cue": (Span(0, 7),)}, ())


def test_a_region_of_another_text_is_found_by_its_words_or_refused(tmp_path: Path) -> None:
    moved = foreign.one_read(LABEL_STUDIO, document(tmp_path / "x.json", [task([region("a", "Ann", "person", 2)])]))
    assert moved.labels.annotations[0].spans == {"text": (Span(11, 14),)}
    assert moved.repairs == ("1 span did not stand where it should and was found by its words.",)
    refused = foreign.one_refused(
        LABEL_STUDIO, document(tmp_path / "y.json", [task([region("a", "Bob", "person", 2)])])
    )
    assert refused == "“Bob” should stand at 2 but does not stand in the text at all; it is another text."


def test_an_export_of_label_studios_is_read(tmp_path: Path) -> None:
    back = foreign.one_read(LABEL_STUDIO, document(tmp_path / "x.json", [TASK]))
    quote, person, suggested = back.labels.annotations
    assert quote.spans == {"content": (Span(0, 5),), "cue": (Span(6, 10),)}
    assert (quote.values, quote.actors) == ({"kind": "direct"}, {"speaker": person.actors["actor"]})
    assert (quote.annotator, quote.status) == ("bo@x.example", "accepted")
    assert (suggested.annotator, suggested.status, suggested.model, suggested.score) == (None, "suggested", "m1", 0.5)
    assert back.article.meta == {"desk": "world"}
    assert len(back.labels.actors) == 1


def test_results_of_other_types_are_told(tmp_path: Path) -> None:
    other = {"id": "z", "from_name": "x", "to_name": "t", "type": "textarea", "value": {"text": ["so"]}}
    back = foreign.one_read(LABEL_STUDIO, document(tmp_path / "x.json", [task([*RESULT, other])]))
    assert [loss.message for loss in back.losses] == ["A result of the type “textarea” is left out."]
    assert {one.annotator for one in back.labels.annotations} == {"user 3"}


@pytest.mark.parametrize(
    ("result", "reason"),
    [
        ([region("a", "Ann", "ALIEN", 11)], "The label “ALIEN” is no"),
        ([region("a", "Ann", "cue", 11)] * 2, "Two spans have the id “a”"),
        ([region("a", "Ann", "cue", 11) | {"value": {"start": "/p[1]", "end": 3}}], "two whole numbers"),
        ([region("a", "Ann", "cue", 11) | {"value": {"start": 11, "end": 14}}], "labels of the region “a” should be"),
        ([region("a", "Ann", "cue", 11) | {"value": {"start": 11, "end": 99, "labels": ["cue"]}}], "beyond the text"),
        ([RESULT[3]], "A choice is made for the region “Dx1”"),
        ([RESULT[0], RESULT[3] | {"value": {"choices": ["odd"]}}], "The choice “odd” of “Kind” is none"),
        ([RESULT[0], RESULT[3] | {"value": {"choices": ["direct", "mixed"]}}], "has more than one choice"),
        ([RESULT[0], RESULT[4]], "names the span “Dx3”"),
        ([*RESULT[:3], RESULT[4] | {"labels": []}], "labels of the relation of “Dx3” should be"),
        ("none", "result should be a list"),
    ],
)
def test_what_is_wrong_is_said_and_the_task_named(tmp_path: Path, result: Any, reason: str) -> None:
    path = document(tmp_path / "x.json", [TASK, task(result), TASK])
    good, bad, other = foreign.read(LABEL_STUDIO, path)
    assert isinstance(good, Incoming)
    assert isinstance(other, Incoming)
    assert isinstance(bad, Refused)
    assert (bad.where, reason in bad.reason) == (f"{path}, task 2", True), bad.reason


@pytest.mark.parametrize("record", [3, {"data": 3}, {"data": {"text": 3}}, {"data": {"a": "x", "b": "y"}}, {}])
def test_what_is_no_task_is_refused(tmp_path: Path, record: object) -> None:
    assert foreign.one_refused(LABEL_STUDIO, document(tmp_path / "x.json", [record]))


def test_a_truncated_file_is_refused_with_its_line(tmp_path: Path) -> None:
    foreign.written(LABEL_STUDIO, tmp_path / "out.json", outgoing(*ALL))
    (tmp_path / "out.json").write_bytes((tmp_path / "out.json").read_bytes()[:-40])
    reason = foreign.one_refused(LABEL_STUDIO, tmp_path / "out.json")
    assert "It is no JSON" in reason
    assert "line 2, character" in reason


def test_a_byte_order_mark_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text(json.dumps([TASK]), "utf-8-sig")
    assert "A byte order mark was removed." in foreign.one_read(LABEL_STUDIO, tmp_path / "x.json").repairs


def test_the_configuration_knows_all_labels_that_are_written(tmp_path: Path) -> None:
    foreign.written(LABEL_STUDIO, tmp_path / "out.json", outgoing(*ALL))
    tasks = json.loads((tmp_path / "out.json").read_text("utf-8"))
    TASKS(tasks)
    view = ElementTree.fromstring((tmp_path / "out.config.xml").read_text("utf-8"))
    assert ElementTree.tostring(view, encoding="unicode").strip() == configuration(SCHEMA).strip()
    controls = {one.get("name"): {choice.get("value") for choice in one} for one in view if one.get("name") != "text"}
    relations = {one.get("value") for one in view.iter("Relation")}
    for one in tasks[0]["annotations"][0]["result"]:
        if one["type"] == "relation":
            assert set(one["labels"]) <= relations
        else:
            assert set(one["value"][one["type"]]) <= controls[one["from_name"]]
    assert [one.get("perRegion") for one in view.iter("Choices")] == ["true", "true"]


def test_files_are_known_by_what_they_hold(tmp_path: Path) -> None:
    assert reader_for(document(tmp_path / "a.json", [TASK])) is LABEL_STUDIO
    assert reader_for(document(tmp_path / "b.json", {"data": 1})) is None


@given(outgoings().filter(foreign.clean))
@settings(deadline=None, max_examples=150)
def test_whatever_does_not_come_back_is_told(article: Outgoing) -> None:
    back, losses = foreign.there_and_back(LABEL_STUDIO, article)
    assert all(one.article == article.article for one in back)
    foreign.assert_nothing_is_silent(article, back, losses)
