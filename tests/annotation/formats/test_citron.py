from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import fastjsonschema
import pytest
from hypothesis import given, settings

from annotation.errors import Problem
from annotation.formats import Incoming, Outgoing, Refused, read_paths, reader_for
from annotation.formats.citron import CITRON
from annotation.model import Span
from tests.annotation.formats import foreign
from tests.annotation.formats.foreign import ALL, DONE, NAME, PRONOUN, QUOTE, SCHEMA, TEXT, at, document, outgoing
from tests.annotation.strategies import outgoings

# As https://github.com/bbc/citron/blob/main/docs/data_format.md tells.
_SPAN = {
    "type": "object",
    "required": ["start", "end", "text"],
    "properties": {"start": {"type": "integer"}, "end": {"type": "integer"}, "text": {"type": "string"}},
}
_SPANS = {"type": "array", "items": _SPAN}
DOCUMENT = fastjsonschema.compile(
    {
        "type": "object",
        "required": ["text", "quotes"],
        "properties": {
            "text": {"type": "string"},
            "quotes": {
                "type": "array",
                "items": {
                    "required": ["cue", "sources", "contents"],
                    "properties": {"cue": _SPAN, "sources": _SPANS, "contents": _SPANS, "coreferences": _SPANS},
                },
            },
            "coreference_groups": {"type": "array", "items": _SPANS},
        },
    }
)
HUMPTY = "“When I use a word,” Humpty Dumpty said, “it means just what I choose.” He smiled."


def span(words: str, text: str = HUMPTY) -> dict[str, Any]:
    start, end = at(words, text)
    return {"start": start, "end": end, "text": words}


RECORD: dict[str, Any] = {
    "text": HUMPTY,
    "quotes": [
        {
            "cue": span("said"),
            "sources": [span("Humpty Dumpty")],
            "contents": [span("“When I use a word,”"), span("“it means just what I choose.”")],
        }
    ],
    "coreference_groups": [[span("Humpty Dumpty"), span("He")]],
}


def there_and_back(*articles: Outgoing) -> tuple[list[Incoming], list[Any]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "out")
        losses = foreign.written(CITRON, path, *articles)
        for file in path.iterdir():
            DOCUMENT(json.loads(file.read_text("utf-8")))
        back = list(read_paths([path], format="citron", schema=SCHEMA))
    assert not [one for one in back if isinstance(one, Refused)]
    return [one for one in back if isinstance(one, Incoming)], losses


def test_quotes_and_who_is_meant_come_back() -> None:
    (back,), losses = there_and_back(outgoing(*ALL))
    assert (back.article, back.progress) == (outgoing().article, DONE)
    (quote,) = (one for one in back.labels.annotations if one.layer == "quote")
    assert (quote.id, quote.spans, quote.values) == (QUOTE.id, QUOTE.spans, QUOTE.values)
    assert [one.name for one in back.labels.actors] == ["Kaja Kallas", "Moscow"]
    assert quote.actors == {"speaker": (back.labels.actors[0].id,)}
    assert [(loss.what, loss.message) for loss in losses] == [
        ("flattened", "Kaja Kallas is no longer known to be of the kind “person”."),
        ("flattened", "Moscow is no longer known to be of the kind “country”."),
        ("dropped", "The stance “opposes” is left out: the format has no place for it."),
    ]


def test_a_speaker_who_is_named_elsewhere_is_a_coreference(tmp_path: Path) -> None:
    quote = replace(QUOTE, spans=QUOTE.spans | {"source": (at("She"),)})
    elsewhere = outgoing(NAME, replace(PRONOUN, spans={"text": (at("chief"),)}), quote)
    foreign.written(CITRON, tmp_path / "out", elsewhere)
    (file,) = (tmp_path / "out").iterdir()
    assert file.name == "00001-Not-now.json"
    (written,) = json.loads(file.read_text("utf-8"))["quotes"]
    assert [one["text"] for one in written["coreferences"]] == ["Kaja Kallas"]
    (back,), _ = there_and_back(elsewhere)
    (read,) = (one for one in back.labels.annotations if one.layer == "quote")
    assert read.actors == {"speaker": (back.labels.actors[0].id,)}


def test_a_quote_without_a_cue_and_a_second_cue_are_told() -> None:
    bare = replace(QUOTE, spans={"content": QUOTE.spans["content"]}, actors={})
    two = replace(QUOTE, id=foreign.IDS[6], spans=QUOTE.spans | {"cue": (at("said"), at("Moscow"))}, actors={})
    (back,), losses = there_and_back(outgoing(bare, two))
    (quote,) = back.labels.annotations
    assert quote.spans["cue"] == (at("said"),)
    told = [(loss.what, loss.span) for loss in losses]
    assert ("dropped", Span(bare.start, bare.end)) in told
    assert ("dropped", at("Moscow")) in told


def test_a_document_of_citrons_is_read(tmp_path: Path) -> None:
    back = foreign.one_read(CITRON, document(tmp_path / "x.json", RECORD))
    first, second, quote = back.labels.annotations
    assert quote.spans["content"] == (at("“When I use a word,”", HUMPTY), at("“it means just what I choose.”", HUMPTY))
    assert (quote.values, quote.annotator, quote.status) == ({"kind": "direct"}, "citron", "accepted")
    assert quote.actors["speaker"] == first.actors["actor"] == second.actors["actor"]


def test_what_citron_found_is_a_suggestion_and_its_sources_are_turned_round(tmp_path: Path) -> None:
    found = {
        "cue": span("said"),
        "sources": [span("Humpty Dumpty")],
        "coreferences": [span("He")],
        "contents": [span("“When I use a word,”")],
        "confidence": "0.8125",
    }
    back = foreign.one_read(CITRON, document(tmp_path / "x.json", {"text": HUMPTY, "quotes": [found]}))
    quote = next(one for one in back.labels.annotations if one.layer == "quote")
    assert quote.spans["source"] == (at("He", HUMPTY),)
    assert (quote.status, quote.model, quote.score, quote.annotator) == ("suggested", "citron", 0.8125, None)
    assert [one.name for one in back.labels.actors] == ["Humpty Dumpty"]
    assert quote.actors == {"speaker": (back.labels.actors[0].id,)}


def test_offsets_in_utf16_are_known_by_the_words(tmp_path: Path) -> None:
    record = {"text": "👍 Ann spoke.", "coreference_groups": [[{"start": 3, "end": 6, "text": "Ann"}]]}
    back = foreign.one_read(CITRON, document(tmp_path / "x.json", record))
    assert back.labels.annotations[0].spans == {"text": (Span(2, 5),)}
    assert back.repairs == ("1 span was counted in UTF-16 units.",)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"text": None}, "The key “text” is missing"),
        ({"quotes": {"a": 1}}, "quotes should be a list"),
        ({"quotes": [{"cue": span("said"), "sources": []}]}, "Quote 1 has no contents"),
        ({"quotes": [RECORD["quotes"][0] | {"cue": 3}]}, "cue should be a list"),
        ({"quotes": [RECORD["quotes"][0] | {"cue": {"start": 3}}]}, "two whole numbers"),
        ({"quotes": [RECORD["quotes"][0] | {"cue": {"start": 3, "end": 999}}]}, "goes beyond the text"),
        ({"quotes": [RECORD["quotes"][0] | {"cue": {"start": 3, "end": 5, "text": "Bo"}}]}, "“Bo” should stand at 3"),
        ({"quotes": [RECORD["quotes"][0] | {"id": "q"}] * 2}, "Two spans have the id “q”"),
        ({"quotes": [RECORD["quotes"][0] | {"confidence": "high"}]}, "“high” is no number"),
        ({"quotes": [RECORD["quotes"][0] | {"confidence": 3}]}, "should be from 0 to 1"),
        ({"coreference_groups": 3}, "coreference_groups should be a list"),
        ({"coreference_groups": [[3]]}, "should be an object"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, change: dict[str, object], reason: str) -> None:
    good = document(tmp_path / "a.json", RECORD)
    bad = document(tmp_path / "b.json", RECORD | change)
    read, refused = read_paths([tmp_path], format="citron", schema=SCHEMA)
    assert isinstance(read, Incoming)
    assert read.where == str(good)
    assert isinstance(refused, Refused)
    assert (refused.where, reason in refused.reason) == (str(bad), True), refused.reason


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b"\x7fELF\2\1\1\0\0\0\0\0", json.dumps(RECORD).encode()[:-30]])
def test_what_is_no_document_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.json").write_bytes(data)
    assert foreign.one_refused(CITRON, tmp_path / "x.json")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_other_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "x.json").write_text(json.dumps(RECORD, ensure_ascii=False), encoding)
    assert foreign.one_read(CITRON, tmp_path / "x.json").article.text == HUMPTY


def test_a_folder_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    foreign.written(CITRON, tmp_path / "out", outgoing(NAME))
    with pytest.raises(Problem, match="is there already"):
        foreign.written(CITRON, tmp_path / "out", outgoing(NAME))


def test_files_are_known_by_what_they_hold(tmp_path: Path) -> None:
    assert reader_for(document(tmp_path / "a.json", RECORD)) is CITRON
    assert reader_for(document(tmp_path / "b.json", {"text": "word " * 30_000, "quotes": []})) is CITRON
    assert reader_for(document(tmp_path / "c.json", {"name": TEXT})) is None
    (refused,) = read_paths([tmp_path / "c.json"], schema=SCHEMA)
    assert isinstance(refused, Refused)
    assert refused.reason.startswith("It begins like none of Citron JSON")


@given(outgoings().filter(foreign.clean))
@settings(deadline=None, max_examples=100)
def test_whatever_does_not_come_back_is_told(article: Outgoing) -> None:
    back, losses = there_and_back(article)
    assert all(one.article == article.article for one in back)
    foreign.assert_nothing_is_silent(article, back, losses)
