from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from annotation.formats import Incoming, Outgoing, Refused, find_format, read_paths
from annotation.formats.doccano import DOCCANO
from annotation.model import Span
from tests.annotation.formats import foreign
from tests.annotation.formats.foreign import ALL, DONE, KALLAS, SCHEMA, TEXT, described, lines, outgoing
from tests.annotation.strategies import outgoings

RECORD = {
    "id": 7,
    "text": "“Go,” said Ann.",
    "entities": [
        {"id": 1, "label": "Content", "start_offset": 0, "end_offset": 5},
        {"id": 2, "label": "cue", "start_offset": 6, "end_offset": 10},
        {"id": 3, "label": "PERSON", "start_offset": 11, "end_offset": 14},
    ],
    "relations": [
        {"id": 1, "from_id": 2, "to_id": 1, "type": "cue"},
        {"id": 2, "from_id": 3, "to_id": 1, "type": "speaker"},
    ],
    "Comments": [],
}


def test_all_layers_come_back_the_same() -> None:
    (back,), losses = foreign.there_and_back(DOCCANO, outgoing(*ALL))
    assert losses == []
    assert sorted(map(repr, described(back.labels.annotations, back.labels.actors))) == sorted(
        map(repr, described(ALL, outgoing().labels.actors))
    )
    assert (back.article, back.progress) == (outgoing().article, DONE)


def test_a_line_has_the_documented_shape(tmp_path: Path) -> None:
    foreign.written(DOCCANO, tmp_path / "out.jsonl", outgoing(*ALL))
    record = json.loads((tmp_path / "out.jsonl").read_text("utf-8"))
    assert (record["text"], record["Comments"], record["annotator"]) == (TEXT, [], "mk")
    labels = [(TEXT[one["start_offset"] : one["end_offset"]], one["label"]) for one in record["entities"]]
    assert ("“Not now,”", "CONTENT:kind=mixed") in labels
    assert ("Kaja Kallas", "PERSON") in labels
    ids = {one["id"] for one in record["entities"]}
    assert {one[key] for one in record["relations"] for key in ("from_id", "to_id")} <= ids
    assert {one["type"] for one in record["relations"]} == {
        "CONTENT",
        "CUE",
        "SOURCE",
        "SAME",
        "SPEAKER",
        "HOLDER",
        "TARGET",
    }


def test_relations_run_either_way(tmp_path: Path) -> None:
    back = foreign.one_read(DOCCANO, lines(tmp_path / "ann.jsonl", RECORD))
    quote, person = sorted(back.labels.annotations, key=lambda one: one.start)
    assert quote.spans == {"content": (Span(0, 5),), "cue": (Span(6, 10),)}
    assert quote.actors == {"speaker": (person.actors["actor"][0],)}
    assert [(one.name, one.kind) for one in back.labels.actors] == [("Ann", "person")]
    assert {one.annotator for one in back.labels.annotations} == {"ann"}


def test_the_older_shape_without_relations_is_read(tmp_path: Path) -> None:
    old = {"text": "Ann spoke.", "label": [[0, 3, "PERSON"]], "username": "bo", "desk": "world"}
    back = foreign.one_read(DOCCANO, lines(tmp_path / "x.jsonl", old))
    (person,) = back.labels.annotations
    assert (person.spans, person.annotator) == ({"text": (Span(0, 3),)}, "bo")
    assert back.article.meta == {"desk": "world"}


def test_reading_twice_gives_the_same_ids(tmp_path: Path) -> None:
    path = lines(tmp_path / "ann.jsonl", RECORD)
    assert foreign.one_read(DOCCANO, path) == foreign.one_read(DOCCANO, path)


def test_the_file_is_known_by_what_it_holds(tmp_path: Path) -> None:
    assert isinstance(next(read_paths([lines(tmp_path / "ann.jsonl", RECORD)], schema=SCHEMA)), Incoming)
    assert DOCCANO.recognises
    assert DOCCANO.recognises(lines(tmp_path / "old.jsonl", {"text": "A", "label": [[0, 1, "X"]]}))
    own = {"text": "A", "annotations": [], "meta": {"entities": []}}
    assert not DOCCANO.recognises(lines(tmp_path / "own.jsonl", own))
    assert not DOCCANO.recognises(tmp_path / "missing.jsonl")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"text": None}, "The key “text” is missing"),
        ({"text": "  "}, "nothing but blanks"),
        ({"entities": [{"id": 1, "label": "PERSON", "start_offset": 11, "end_offset": 99}]}, "goes beyond the text"),
        ({"entities": [{"id": 1, "label": "PERSON", "start_offset": 5, "end_offset": 5}]}, "is empty"),
        ({"entities": [{"id": 1, "label": "PERSON", "start_offset": "a", "end_offset": 5}]}, "two whole numbers"),
        ({"entities": [{"id": 1, "label": "ALIEN", "start_offset": 0, "end_offset": 5}]}, "The label “ALIEN” is no"),
        ({"entities": [RECORD["entities"][0]] * 2}, "Two spans have the id “1”"),
        ({"entities": [RECORD["entities"][0] | {"label": "content:kind=odd"}], "relations": []}, "“odd” is no choice"),
        ({"relations": [{"id": 1, "from_id": 1, "to_id": 9, "type": "cue"}]}, "names the span “9”, which is not there"),
        ({"relations": [{"id": 1, "from_id": 1, "to_id": 2, "type": "owns"}]}, "The label “owns” is no"),
        ({"relations": [{"id": 1, "from_id": 1, "to_id": 3, "type": "holder"}]}, "which the schema does not"),
        ({"relations": {"a": 1}}, "relations should be a list"),
        ({"label": [[0, 1]], "entities": None}, "should be [start, end, label]"),
    ],
)
def test_what_is_wrong_is_said_and_the_line_named(tmp_path: Path, change: dict[str, object], reason: str) -> None:
    path = lines(tmp_path / "x.jsonl", RECORD, RECORD | change, RECORD)
    good, bad, other = foreign.read(DOCCANO, path)
    assert isinstance(good, Incoming)
    assert isinstance(other, Incoming)
    assert isinstance(bad, Refused)
    assert bad.where == f"{path}, line 2"
    assert reason in bad.reason


def test_a_truncated_file_keeps_its_whole_lines(tmp_path: Path) -> None:
    path = lines(tmp_path / "x.jsonl", RECORD, RECORD)
    path.write_bytes(path.read_bytes()[:-40])
    good, bad = foreign.read(DOCCANO, path)
    assert isinstance(good, Incoming)
    assert isinstance(bad, Refused)
    assert "It is no JSON" in bad.reason


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_other_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps(RECORD, ensure_ascii=False) + "\n", encoding)
    assert foreign.one_read(DOCCANO, path).article.text == RECORD["text"]


def test_a_binary_and_an_empty_file_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"\x7fELF\2\1\1\0\0\0\0\0")
    (tmp_path / "b.jsonl").write_bytes(b"")
    assert "binary" in foreign.one_refused(DOCCANO, tmp_path / "a.jsonl")
    assert "empty" in foreign.one_refused(DOCCANO, tmp_path / "b.jsonl")


def test_one_id_with_two_texts_is_refused(tmp_path: Path) -> None:
    one = RECORD | {"article": "x"}
    first, second = foreign.read(DOCCANO, lines(tmp_path / "x.jsonl", one, one | {"text": "“Go!” said Ann."}))
    assert isinstance(first, Incoming)
    assert isinstance(second, Refused)
    assert "stands for a different text" in second.reason


def test_utf16_offsets_beyond_the_text_are_refused_with_a_hint(tmp_path: Path) -> None:
    record = {"text": "👍👍 Ann", "entities": [{"id": 1, "label": "PERSON", "start_offset": 5, "end_offset": 8}]}
    assert "do they count UTF-16 units?" in foreign.one_refused(DOCCANO, lines(tmp_path / "x.jsonl", record))


def test_windows_line_endings_move_the_offsets(tmp_path: Path) -> None:
    record = {"text": "One.\r\nAnn.", "entities": [{"id": 1, "label": "PERSON", "start_offset": 6, "end_offset": 9}]}
    back = foreign.one_read(DOCCANO, lines(tmp_path / "x.jsonl", record))
    assert back.labels.annotations[0].spans == {"text": (Span(5, 8),)}
    assert back.original == b"One.\r\nAnn."
    assert "Line endings" in back.repairs[0]


def test_labels_yaml_says_what_labels_mean_and_what_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "labels.yaml").write_text(
        "PER: person\nSAYING: quote.content\nsaid_by: quote.speaker\nDATE:\nnear:\n", "utf-8"
    )
    record = {
        "text": "“Go,” said Ann today.",
        "entities": [
            {"id": 1, "label": "SAYING", "start_offset": 0, "end_offset": 5},
            {"id": 2, "label": "PER", "start_offset": 11, "end_offset": 14},
            {"id": 3, "label": "DATE", "start_offset": 15, "end_offset": 20},
        ],
        "relations": [
            {"id": 1, "from_id": 1, "to_id": 2, "type": "said_by"},
            {"id": 2, "from_id": 2, "to_id": 1, "type": "near"},
        ],
    }
    back = foreign.one_read(DOCCANO, lines(tmp_path / "x.jsonl", record))
    assert [one.layer for one in back.labels.annotations] == ["quote", "mention"]
    assert [(loss.what, loss.span) for loss in back.losses] == [("dropped", Span(15, 20)), ("dropped", Span(11, 14))]
    assert "left out by labels.yaml" in back.losses[0].message


@pytest.mark.parametrize("text", ["- a\n- b\n", "PER: [1]\n", "a: b: c\n", "\udcff"])
def test_a_labels_yaml_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "labels.yaml").write_bytes(text.encode("utf-8", "surrogateescape"))
    assert "labels.yaml" in foreign.one_refused(DOCCANO, lines(tmp_path / "x.jsonl", RECORD))


def test_what_it_cannot_carry_is_told() -> None:
    known = replace(KALLAS, wikidata="Q1", aliases=("K.",), name="Kaja K. Kallas")
    quote = replace(ALL[3], note="whose?", flagged=True, model="news-1", score=0.5, origin="model")
    article = outgoing(ALL[0], quote, progress=())
    labels = replace(article.labels, actors=(known, article.labels.actors[1]))
    _, losses = foreign.there_and_back(DOCCANO, replace(article, labels=labels))
    told = [(loss.what, loss.message.replace("“Not now,” … of the deal in Kyiv", "…")) for loss in losses]
    assert told == [
        ("renamed", "Kaja K. Kallas is called “Kaja Kallas” there."),
        ("dropped", "Kaja K. Kallas goes without Wikidata id and other names."),
        ("dropped", "The note and the flag of the quote “…” are left out."),
        ("dropped", "How 1 annotation came about (reader, score, reason, version of the labels) is left out."),
    ]


@given(outgoings().filter(foreign.clean))
@settings(deadline=None, max_examples=150)
def test_whatever_does_not_come_back_is_told(article: Outgoing) -> None:
    back, losses = foreign.there_and_back(DOCCANO, article)
    assert all(one.article == article.article for one in back)
    foreign.assert_nothing_is_silent(article, back, losses)


def test_it_is_registered() -> None:
    assert find_format("doccano") is DOCCANO
