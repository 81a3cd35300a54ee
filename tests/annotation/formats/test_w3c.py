from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import fastjsonschema
import pytest
from hypothesis import given, settings

from annotation.formats import Incoming, Outgoing, Refused, find_format, reader_for
from annotation.formats.w3c import W3C
from annotation.model import Span
from tests.annotation.formats import foreign
from tests.annotation.formats.foreign import ALL, DONE, KALLAS, NAME, QUOTE, TEXT, at, described, document, outgoing
from tests.annotation.strategies import outgoings

# As https://www.w3.org/TR/annotation-model/ tells: what an annotation must have, and the selectors.
_SELECTOR = {
    "type": "object",
    "required": ["type"],
    "if": {"properties": {"type": {"const": "TextPositionSelector"}}},
    "then": {
        "required": ["start", "end"],
        "properties": {"start": {"type": "integer", "minimum": 0}, "end": {"type": "integer", "minimum": 0}},
    },
    "else": {
        "required": ["exact"],
        "properties": {
            "type": {"const": "TextQuoteSelector"},
            "exact": {"type": "string"},
            "prefix": {"type": "string"},
            "suffix": {"type": "string"},
        },
    },
}
_PURPOSES = ["assessing", "classifying", "commenting", "describing", "identifying", "moderating", "tagging"]
_BODY = {
    "type": "object",
    "required": ["type", "value", "purpose"],
    "properties": {"type": {"const": "TextualBody"}, "value": {"type": "string"}, "purpose": {"enum": _PURPOSES}},
}
_TARGET = {
    "type": ["object", "string"],
    "required": ["source", "selector"],
    "properties": {"source": {"type": "string"}, "selector": {"type": "array", "items": _SELECTOR}},
}
COLLECTION = fastjsonschema.compile(
    {
        "type": "object",
        "required": ["@context", "id", "type", "first", "total"],
        "properties": {
            "type": {"const": "AnnotationCollection"},
            "first": {
                "required": ["type", "items"],
                "properties": {
                    "type": {"const": "AnnotationPage"},
                    "items": {
                        "type": "array",
                        "items": {
                            "required": ["id", "type", "target", "motivation"],
                            "properties": {
                                "id": {"type": "string", "pattern": "^urn:"},
                                "type": {"const": "Annotation"},
                                "motivation": {"enum": _PURPOSES},
                                "body": {"anyOf": [_BODY, {"type": "array", "items": _BODY}]},
                                "target": {"anyOf": [{"type": "array", "items": _TARGET}, _TARGET]},
                            },
                        },
                    },
                },
            },
        },
    }
)


POSITION = {"type": "TextPositionSelector"}


def selected(words: str, start: int | None = None, **quote: str) -> dict[str, Any]:
    selectors: list[dict[str, Any]] = [{"type": "TextQuoteSelector", "exact": words, **quote}]
    if start is not None:
        selectors.append({"type": "TextPositionSelector", "start": start, "end": start + len(words)})
    return {"source": "https://news.example/a", "selector": selectors}


def tagged(tag: str, target: object, **more: object) -> dict[str, Any]:
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": f"https://tool.example/{tag}",
        "type": "Annotation",
        "motivation": "tagging",
        "creator": {"name": "Bo"},
        "body": {"type": "TextualBody", "purpose": "tagging", "value": tag},
        "target": target,
        **more,
    }


def beside(folder: Path, text: str, *items: object) -> Path:
    (folder / "x.txt").write_text(text, "utf-8", newline="")
    return document(folder / "x.jsonld", list(items))


def test_everything_that_is_accepted_comes_back_the_same() -> None:
    known = replace(KALLAS, wikidata="Q12371054", aliases=("K.",), note="high representative", name="K. Kallas")
    noted = replace(QUOTE, note="whose?", flagged=True, model="news-1", score=0.5, origin="model", reason="said")
    article = outgoing(*ALL[:3], noted, ALL[4])
    article = replace(article, labels=replace(article.labels, actors=(known, article.labels.actors[1])))
    (back,), losses = foreign.there_and_back(W3C, article, name="out.jsonld")
    assert losses == []
    assert sorted(back.labels.annotations, key=lambda one: one.id) == sorted(
        article.labels.annotations, key=lambda one: one.id
    )
    assert sorted(back.labels.actors, key=lambda one: one.id) == sorted(article.labels.actors, key=lambda one: one.id)
    assert (back.article, back.progress) == (article.article, DONE)


def test_what_is_written_has_the_documented_shape(tmp_path: Path) -> None:
    foreign.written(W3C, tmp_path / "out.jsonld", outgoing(*ALL), outgoing(article=replace(outgoing().article, id="b")))
    collection = json.loads((tmp_path / "out.jsonld").read_text("utf-8"))
    COLLECTION(collection)
    items = collection["first"]["items"]
    assert collection["total"] == len(items)
    (item,) = (one for one in items if one["id"] == f"urn:uuid:{QUOTE.id}")
    assert item["creator"] == {"type": "Person", "nickname": "mk"}
    position, exact = item["target"][0]["selector"]
    assert TEXT[position["start"] : position["end"]] == exact["exact"]
    assert exact["prefix"] + exact["exact"] + exact["suffix"] in TEXT
    assert item["target"][0]["styleClass"] == "content"


def test_foreign_tags_are_read_with_the_text_beside(tmp_path: Path) -> None:
    path = beside(tmp_path, "Ann spoke.", tagged("PERSON", selected("Ann", 0)), tagged("cue", selected("spoke")))
    back = foreign.one_read(W3C, path)
    assert described(back.labels.annotations, back.labels.actors) == [
        ("Bo", "mention", {"text": (Span(0, 3),)}, {"actor": [("Ann", "person")]}, {}, "accepted"),
        ("Bo", "quote", {"cue": (Span(4, 9),)}, {}, {}, "accepted"),
    ]
    assert (back.article.url, back.repairs) == ("https://news.example/a", ())


def test_who_is_meant_is_said_by_an_identifying_body(tmp_path: Path) -> None:
    bodies = [
        {"type": "TextualBody", "purpose": "tagging", "value": "person"},
        {"purpose": "identifying", "source": "http://www.wikidata.org/entity/Q42", "value": "Ann Lee"},
    ]
    back = foreign.one_read(W3C, beside(tmp_path, "Ann spoke.", tagged("a", selected("Ann", 0), body=bodies)))
    (actor,) = back.labels.actors
    assert (actor.name, actor.kind, actor.wikidata) == ("Ann Lee", "person", "Q42")


def test_a_position_that_does_not_fit_is_anchored_by_the_quote_and_told(tmp_path: Path) -> None:
    text = "Ann met Bo. Then Ann spoke. Ann left."
    moved = tagged("person", selected("Ann", 2, prefix="Then ", suffix=" spoke"))
    back = foreign.one_read(W3C, beside(tmp_path, text, moved))
    assert back.labels.annotations[0].spans == {"text": (Span(17, 20),)}
    assert back.repairs == ("1 span did not stand where it should and was found by its words.",)


def test_a_position_in_utf16_is_known_by_the_quote(tmp_path: Path) -> None:
    back = foreign.one_read(W3C, beside(tmp_path, "👍 Ann spoke.", tagged("person", selected("Ann", 3))))
    assert back.labels.annotations[0].spans == {"text": (Span(2, 5),)}
    assert back.repairs == ("1 span was counted in UTF-16 units.",)


def test_a_quote_alone_is_enough_and_a_text_with_windows_line_ends_too(tmp_path: Path) -> None:
    path = beside(tmp_path, "One.\r\nAnn spoke.", tagged("person", selected("Ann", prefix="\r\n")))
    back = foreign.one_read(W3C, path)
    assert back.labels.annotations[0].spans == {"text": (Span(5, 8),)}
    assert back.repairs == ("Line endings were made plain, and offsets moved with them.",)


def test_what_has_no_tag_is_left_out_and_told(tmp_path: Path) -> None:
    comment = tagged("x", selected("Ann", 0), body={"type": "TextualBody", "purpose": "commenting", "value": "Hm"})
    back = foreign.one_read(W3C, beside(tmp_path, "Ann spoke.", comment))
    assert back.labels.annotations == ()
    assert [loss.message for loss in back.losses] == ["“Ann”: It has no tag that says what it is, and is left out."]


def test_labels_yaml_holds_for_tags(tmp_path: Path) -> None:
    (tmp_path / "labels.yaml").write_text("politician: person\nmood:\n", "utf-8")
    items = tagged("Politician", selected("Ann", 0)), tagged("mood", selected("spoke"))
    back = foreign.one_read(W3C, beside(tmp_path, "Ann spoke.", *items))
    assert [one.layer for one in back.labels.annotations] == ["mention"]
    assert [loss.span for loss in back.losses] == [Span(4, 9)]


def test_without_its_text_a_source_is_refused(tmp_path: Path) -> None:
    reason = foreign.one_refused(W3C, document(tmp_path / "x.jsonld", tagged("person", selected("Ann", 0))))
    assert reason.startswith("Its text is not in the file; put it beside it")


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (tagged("ALIEN", selected("Ann", 0)), "The label “ALIEN” is no"),
        (tagged("person", selected("Bob", 0)), "“Bob” should stand at 0 but does not stand in the text"),
        (
            tagged("person", {"source": "u", "selector": {"type": "TextPositionSelector", "start": 0, "end": 99}}),
            "beyond",
        ),
        (tagged("person", {"source": "u", "selector": {"type": "TextPositionSelector", "start": 0}}), "two whole"),
        (tagged("person", {"source": "u", "selector": {"type": "XPathSelector"}}), "but XPathSelector"),
        (tagged("person", selected("Ann", 0), body=[3]), "body should be an object"),
        (
            tagged(
                "person", selected("Ann", 0), body=[{"value": "quote"}, {"standpoint:field": "kind", "value": "odd"}]
            ),
            "“odd” is no choice",
        ),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, item: dict[str, Any], reason: str) -> None:
    assert reason in foreign.one_refused(W3C, beside(tmp_path, "Ann spoke.", item))


def test_one_broken_source_does_not_stop_the_others(tmp_path: Path) -> None:
    foreign.written(
        W3C, tmp_path / "a.jsonld", outgoing(*ALL), outgoing(NAME, article=replace(outgoing().article, id="b"))
    )
    text = (tmp_path / "a.jsonld").read_text("utf-8")
    (tmp_path / "a.jsonld").write_text(text.replace('"value": "mention"', '"value": "ALIEN"', 1), "utf-8")
    bad, good = foreign.read(W3C, tmp_path / "a.jsonld")
    assert isinstance(bad, Refused)
    assert bad.where.endswith("urn:standpoint:id:art-1")
    assert isinstance(good, Incoming)


def test_an_id_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    item = tagged("person", selected("Ann", 0), id=f"urn:uuid:{foreign.IDS[0]}")
    assert "Two annotations have the id" in foreign.one_refused(W3C, beside(tmp_path, "Ann spoke.", item, item))


@pytest.mark.parametrize(
    "data", [b"", b"3", b"{}", b"[]", b'{"first": "https://x.example/page1"}', b"[{", b"\x7fELF\0"]
)
def test_what_holds_no_annotations_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.jsonld").write_bytes(data)
    assert foreign.one_refused(W3C, tmp_path / "x.jsonld")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_other_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "x.txt").write_text("Ann spoke.", encoding)
    (tmp_path / "x.json").write_text(json.dumps(tagged("person", selected("Ann", 0))), encoding)
    assert reader_for(tmp_path / "x.json") is W3C
    assert foreign.one_read(W3C, tmp_path / "x.json").article.text == "Ann spoke."


def test_files_are_known_by_what_they_hold(tmp_path: Path) -> None:
    for name in ("w3c", "label-studio"):
        found = find_format(name)
        foreign.written(found, tmp_path / f"{name}.json", outgoing(*ALL))
        assert reader_for(tmp_path / f"{name}.json") is found
    assert reader_for(tmp_path / "any.jsonld") is W3C


def test_offsets_count_code_points() -> None:
    (back,), _ = foreign.there_and_back(W3C, outgoing(NAME))
    assert back.labels.annotations[0].spans == {"text": (at("Kaja Kallas"),)}


@given(outgoings().filter(foreign.clean))
@settings(deadline=None, max_examples=150)
def test_all_that_is_accepted_comes_back_the_same(article: Outgoing) -> None:
    (back,), losses = foreign.there_and_back(W3C, article)
    assert back.article == article.article
    accepted = {one.id: one for one in article.labels.annotations if one.status == "accepted"}
    assert {one.id: one for one in back.labels.annotations} == accepted
    assert all(loss.message.startswith("How far ") for loss in losses)
