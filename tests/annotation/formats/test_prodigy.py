from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import srsly
from hypothesis import given, settings

from annotation.formats import Incoming, Outgoing, Refused, find_format, reader_for
from annotation.formats.prodigy import PRODIGY
from annotation.model import Progress, Span
from tests.annotation.formats import foreign
from tests.annotation.formats.foreign import ALL, DONE, TEXT, at, described, lines, outgoing
from tests.annotation.strategies import outgoings

TASK = {
    "text": "“Go,” said Ann.",
    "_input_hash": 1,
    "_task_hash": 2,
    "_session_id": "news-bo",
    "tokens": [
        {"text": word, "start": start, "end": start + len(word), "id": number, "ws": ws}
        for number, (word, start, ws) in enumerate(
            [("“", 0, False), ("Go", 1, False), (",", 3, False), ("”", 4, True), ("said", 6, True), ("Ann", 11, False)]
        )
    ],
    "spans": [
        {"start": 0, "end": 5, "token_start": 0, "token_end": 3, "label": "CONTENT"},
        {"start": 6, "end": 10, "token_start": 4, "token_end": 4, "label": "CUE"},
        {"start": 11, "end": 14, "token_start": 5, "token_end": 5, "label": "PERSON"},
    ],
    "relations": [
        {
            "head": 3,
            "child": 4,
            "head_span": {"start": 0, "end": 5, "token_start": 0, "token_end": 3, "label": "CONTENT"},
            "child_span": {"start": 6, "end": 10, "token_start": 4, "token_end": 4, "label": "CUE"},
            "label": "CUE",
        },
        {"head": 3, "child": 5, "label": "SPEAKER"},
    ],
    "answer": "accept",
    "meta": {"source": "Agency", "pattern": 3},
}


def task(folder: Path, *articles: Outgoing) -> dict[str, Any]:
    foreign.written(PRODIGY, folder / "out.jsonl", *articles)
    (found,) = srsly.read_jsonl(folder / "out.jsonl")
    return found


def test_all_layers_come_back_the_same() -> None:
    (back,), losses = foreign.there_and_back(PRODIGY, outgoing(*ALL))
    assert losses == []
    assert sorted(map(repr, described(back.labels.annotations, back.labels.actors))) == sorted(
        map(repr, described(ALL, outgoing().labels.actors))
    )
    assert {one.id for one in back.labels.annotations} == {one.id for one in ALL}
    assert (back.article, back.progress) == (outgoing().article, DONE)


def test_spans_end_with_their_last_token(tmp_path: Path) -> None:
    found = task(tmp_path, outgoing(*ALL))
    tokens = found["tokens"]
    assert "".join(one["text"] + " " * one["ws"] for one in tokens) == TEXT
    for span in found["spans"]:
        assert span["start"] == tokens[span["token_start"]]["start"]
        assert span["end"] == tokens[span["token_end"]]["end"]
    for relation in found["relations"]:
        assert relation["head"] == relation["head_span"]["token_end"]
        assert relation["child"] == relation["child_span"]["token_end"]
        assert relation["head_span"]["id"] in {span["id"] for span in found["spans"]}
    words = {(TEXT[one["start"] : one["end"]], one["label"]) for one in found["spans"]}
    assert words >= {("“Not now,”", "CONTENT"), ("said", "CUE"), ("Kaja Kallas", "PERSON"), ("Moscow", "COUNTRY")}
    assert (found["answer"], found["_annotator_id"]) == ("accept", "mk")


def test_a_span_within_a_token_is_widened_and_told(tmp_path: Path) -> None:
    cut = replace(ALL[0], spans={"text": (Span(at("Kaja Kallas").start + 1, at("Kaja Kallas").end),)})
    (back,), losses = foreign.there_and_back(PRODIGY, outgoing(cut))
    assert back.labels.annotations[0].spans == {"text": (at("Kaja Kallas"),)}
    (loss,) = losses
    assert (loss.what, loss.span) == ("snapped", cut.spans["text"][0])
    assert loss.message == "The text “aja Kallas” of the mention “aja Kallas” has other edges."


def test_a_task_of_prodigys_own_is_read(tmp_path: Path) -> None:
    back = foreign.one_read(PRODIGY, lines(tmp_path / "x.jsonl", TASK))
    quote, person = back.labels.annotations
    assert quote.spans == {"content": (Span(0, 5),), "cue": (Span(6, 10),)}
    assert quote.actors == {"speaker": person.actors["actor"]}
    assert (back.article.source, back.article.meta) == ("Agency", {"pattern": 3})
    assert [(one.annotator, one.state) for one in back.progress] == [("news-bo", "done")]
    assert {(one.annotator, one.status, one.origin) for one in back.labels.annotations} == {
        ("news-bo", "accepted", "human")
    }


@pytest.mark.parametrize(
    ("change", "annotator", "status", "state"),
    [
        ({"answer": "reject"}, "news-bo", "rejected", ["done"]),
        ({"answer": "ignore"}, "news-bo", "suggested", ["skipped"]),
        ({"answer": None}, None, "suggested", []),
        ({"answer": "accept", "_session_id": None}, "prodigy", "accepted", ["done"]),
        ({"answer": "accept", "_annotator_id": "cy"}, "cy", "accepted", ["done"]),
    ],
)
def test_answers(
    tmp_path: Path, change: dict[str, object], annotator: str | None, status: str, state: list[str]
) -> None:
    back = foreign.one_read(PRODIGY, lines(tmp_path / "x.jsonl", TASK | change))
    assert {(one.annotator, one.status) for one in back.labels.annotations} == {(annotator, status)}
    assert [one.state for one in back.progress] == state


def test_an_article_that_was_skipped_is_ignored_and_its_labels_are_told() -> None:
    skipped = (Progress(article="art-1", annotator="mk", state="skipped", suggested=True),)
    (back,), losses = foreign.there_and_back(PRODIGY, outgoing(ALL[0], progress=skipped))
    assert [one.state for one in back.progress] == ["skipped"]
    assert "That its annotations are accepted is not told." in [loss.message for loss in losses]


def test_offsets_in_utf16_are_found_out_by_the_tokens(tmp_path: Path) -> None:
    record = {
        "text": "👍 Ann",
        "tokens": [
            {"text": "👍", "start": 0, "end": 2, "id": 0, "ws": True},
            {"text": "Ann", "start": 3, "end": 6, "id": 1, "ws": False},
        ],
        "spans": [{"start": 3, "end": 6, "token_start": 1, "token_end": 1, "label": "PERSON"}],
    }
    back = foreign.one_read(PRODIGY, lines(tmp_path / "x.jsonl", record))
    assert back.labels.annotations[0].spans == {"text": (Span(2, 5),)}
    assert back.repairs == ("1 span was counted in UTF-16 units.",)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"answer": "maybe"}, "The answer “maybe” is none of"),
        ({"text": 3}, "The key “text” is missing"),
        ({"meta": [1]}, "meta should be an object"),
        ({"spans": [{"start": 0, "end": 5}]}, "has no label"),
        ({"spans": [{"start": 0, "end": 500, "label": "CUE"}], "relations": []}, "goes beyond the text"),
        ({"spans": [{"start": 5, "end": 6, "label": "CUE"}], "relations": []}, "only white space"),
        ({"spans": [{"start": 0, "end": 5, "label": "ALIEN"}], "relations": []}, "The label “ALIEN” is no"),
        ({"spans": [TASK["spans"][0] | {"id": "a"}] * 2, "relations": []}, "Two spans have the id “a”"),
        ({"spans": []}, "joins words that no span labels"),
        ({"spans": [{"start": 0, "end": 2, "text": "Bob", "label": "CUE"}]}, "“Bob” should stand at 0"),
        ({"spans": 7}, "spans should be a list"),
    ],
)
def test_what_is_wrong_is_said_and_the_line_named(tmp_path: Path, change: dict[str, object], reason: str) -> None:
    path = lines(tmp_path / "x.jsonl", TASK, TASK | change, TASK)
    good, bad, other = foreign.read(PRODIGY, path)
    assert isinstance(good, Incoming)
    assert isinstance(other, Incoming)
    assert isinstance(bad, Refused)
    assert (bad.where, reason in bad.reason) == (f"{path}, line 2", True), bad.reason


def test_a_truncated_file_keeps_its_whole_lines(tmp_path: Path) -> None:
    path = lines(tmp_path / "x.jsonl", TASK, TASK)
    path.write_bytes(path.read_bytes()[:-40])
    good, bad = foreign.read(PRODIGY, path)
    assert isinstance(good, Incoming)
    assert isinstance(bad, Refused)


def test_a_byte_order_mark_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text(json.dumps(TASK), "utf-8-sig")
    assert foreign.one_read(PRODIGY, tmp_path / "x.jsonl").repairs == ("A byte order mark was removed.",)


def test_files_are_known_by_what_they_hold(tmp_path: Path) -> None:
    assert reader_for(lines(tmp_path / "a.jsonl", TASK)) is PRODIGY
    long = {"text": "word " * 30_000, "_input_hash": 1}
    assert reader_for(lines(tmp_path / "b.jsonl", long | {"spans": []})) is not None
    foreign.written(PRODIGY, tmp_path / "c.jsonl", outgoing(*ALL))
    assert reader_for(tmp_path / "c.jsonl") is PRODIGY
    foreign.written(find_format("doccano"), tmp_path / "d.jsonl", outgoing(*ALL))
    assert reader_for(tmp_path / "d.jsonl") is find_format("doccano")
    foreign.written(find_format("jsonl"), tmp_path / "e.jsonl", outgoing(*ALL))
    assert reader_for(tmp_path / "e.jsonl") is find_format("jsonl")
    assert reader_for(lines(tmp_path / "f.jsonl", {"text": "One."})) is find_format("jsonl")


@given(outgoings().filter(foreign.clean))
@settings(deadline=None, max_examples=150)
def test_whatever_does_not_come_back_is_told(article: Outgoing) -> None:
    back, losses = foreign.there_and_back(PRODIGY, article)
    assert all(one.article == article.article for one in back)
    foreign.assert_nothing_is_silent(article, back, losses)
