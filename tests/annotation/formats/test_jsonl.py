from __future__ import annotations

import codecs
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotation.errors import ImportProblem, Problem
from annotation.formats import json_reading, jsonl
from annotation.formats.base import Incoming, Outgoing, Refused
from annotation.model import Annotation, Article, Labels, Progress, Span
from annotation.schema import load_schema
from tests.annotation.strategies import outgoings

SCHEMA = load_schema()
TEXT = "“Not now,” Kaja Kallas said. 👩\u200d👩\u200d👧 Cafe\u0301"
ACTOR = {"id": "a1", "name": "Kaja Kallas", "kind": "person", "wikidata": None}


def mention(**changes: Any) -> dict[str, Any]:
    return {"id": "m1", "layer": "mention", "spans": {"text": [[11, 22]]}, "actors": {"actor": ["a1"]}} | changes


def record(*annotations: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {"id": "x", "title": "T", "text": TEXT, "actors": [ACTOR], "annotations": list(annotations)} | changes


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "articles.jsonl"


def read_bytes(file: Path, data: bytes) -> list[Incoming | Refused]:
    file.write_bytes(data)
    return list(jsonl.read(file, SCHEMA))


def read_lines(file: Path, *lines: object) -> list[Incoming | Refused]:
    texts = (line if isinstance(line, str) else json.dumps(line) for line in lines)
    return read_bytes(file, "\n".join(texts).encode())


def read_one(file: Path, line: object) -> Incoming:
    (found,) = read_lines(file, line)
    assert isinstance(found, Incoming), str(found)
    return found


DIGEST = hashlib.sha256(TEXT.encode()).hexdigest()


def refusal(file: Path, line: object) -> str:
    (found,) = read_lines(file, line)
    assert isinstance(found, Refused)
    assert found.where == f"{file}, line 1"
    return found.reason


def outgoing(found: Incoming | Refused) -> Outgoing:
    assert isinstance(found, Incoming), str(found)
    return Outgoing(article=found.article, labels=found.labels, progress=found.progress)


# There and back


def canonical(one: Outgoing) -> Outgoing:
    """As an export orders it, with progress for everybody who has annotations."""
    begun = {item.annotator for item in one.labels.annotations if item.annotator}
    known = {item.annotator: item for item in one.progress}
    progress = {
        name: known.get(name, Progress(article=one.article.id, annotator=name, suggested=True))
        for name in begun | {*known}
    }
    annotations = sorted(one.labels.annotations, key=lambda item: (item.start, item.end, item.id))
    actors = sorted(one.labels.actors, key=lambda actor: actor.id)
    labels = Labels(actors=tuple(actors), annotations=tuple(annotations))
    return Outgoing(article=one.article, labels=labels, progress=tuple(progress[name] for name in sorted(progress)))


@given(st.lists(outgoings(), max_size=3, unique_by=lambda one: one.article.id))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_what_was_exported_is_imported_the_same(file: Path, articles: list[Outgoing]) -> None:
    assert jsonl.write(articles, file, SCHEMA) == []
    if articles:
        found = list(jsonl.read(file, SCHEMA))
        assert [outgoing(one) for one in found] == [canonical(one) for one in articles]
        assert all(isinstance(one, Incoming) and one.repairs == () and one.original is None for one in found)


@given(st.lists(outgoings(), min_size=1, max_size=3, unique_by=lambda one: one.article.id))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_an_export_that_was_imported_is_exported_to_the_same_bytes(file: Path, articles: list[Outgoing]) -> None:
    jsonl.write(articles, file, SCHEMA)
    first = file.read_bytes()
    jsonl.write([outgoing(one) for one in jsonl.read(file, SCHEMA)], file, SCHEMA)
    assert file.read_bytes() == first


def test_an_export_does_not_depend_on_the_order_of_what_it_is_given(file: Path) -> None:
    article = Article(id="x", text=TEXT)
    one = Annotation(id="q1", article="x", layer="quote", spans={"cue": (Span(23, 27),), "content": (Span(0, 10),)})
    two = Annotation(id="q2", article="x", layer="quote", spans={"content": (Span(0, 10),)})
    swapped = Annotation(id="q1", article="x", layer="quote", spans={"content": (Span(0, 10),), "cue": (Span(23, 27),)})
    jsonl.write([Outgoing(article=article, labels=Labels(annotations=(one, two)))], file, SCHEMA)
    first = file.read_bytes()
    jsonl.write([Outgoing(article=article, labels=Labels(annotations=(two, swapped)))], file, SCHEMA)
    assert file.read_bytes() == first


def test_an_export_is_readable_and_leaves_out_what_is_empty(file: Path) -> None:
    article = Article(id="x", title="Zürich", text="Ein Satz.", source="nzz.ch")
    progress = (Progress(article="x", annotator="mk", state="done", suggested=True, revealed=("stance",)),)
    jsonl.write([Outgoing(article=article, progress=progress)], file, SCHEMA)
    assert file.read_text("utf-8") == (
        '{"id": "x", "title": "Zürich", "text": "Ein Satz.", "source": "nzz.ch", "actors": [], "annotations": [], '
        '"states": {"mk": "done"}, "revealed": {"mk": ["stance"]}, "schema": "news@1"}\n'
    )


def test_an_annotation_takes_the_schema_of_its_line_unless_it_names_another(file: Path) -> None:
    found = read_one(file, record(mention(), mention(id="m2", schema="news@0"), schema="news@1"))
    assert [one.schema for one in found.labels.annotations] == ["news@1", "news@0"]


def test_a_line_of_before_there_were_flags_has_none(file: Path) -> None:
    lines = [record(mention(), id="old"), record(mention(flagged=True), id="new")]
    found = [outgoing(one).labels.annotations[0].flagged for one in read_lines(file, *lines)]
    assert found == [False, True]
    assert "flagged" in refusal(file, record(mention(flagged="yes")))


def test_whoever_has_annotations_has_had_their_suggestions(file: Path) -> None:
    found = read_one(file, record(mention(annotator="mk"), states={"ab": "done"}))
    assert found.progress == (
        Progress(article="x", annotator="ab", state="done"),
        Progress(article="x", annotator="mk", suggested=True),
    )


def test_a_failed_export_leaves_the_file_as_it_was_and_nothing_beside_it(file: Path) -> None:
    file.write_text("before")

    def breaks() -> Any:
        yield Outgoing(article=Article(id="x", text="One."))
        raise OSError(28, "No space left on device")

    with pytest.raises(Problem, match=r"could not be written \(No space left on device\)"):
        jsonl.write(breaks(), file, SCHEMA)
    assert file.read_text() == "before"
    assert list(file.parent.iterdir()) == [file]


def test_an_export_to_a_place_that_cannot_be_is_a_problem(file: Path) -> None:
    file.write_text("a file")
    for place in (file.parent / "none" / "out.jsonl", file / "out.jsonl", file.parent):
        with pytest.raises(Problem, match=r"could not be written \(.*\)"):
            jsonl.write([], place, SCHEMA)
    assert list(file.parent.iterdir()) == [file]


# Raw articles


def test_a_raw_article_is_repaired_and_its_text_kept(file: Path) -> None:
    dirty = 'He said \\"no.\\"\r\nReference(s):\r\ncgtn.com'
    found = read_one(file, {"text": dirty})
    assert found.article.text == 'He said "no."'
    assert found.article.source == "cgtn.com"
    assert found.article.title == 'He said "no."'
    assert found.original == dirty.encode()
    assert "2 escaped quotation marks were unescaped." in found.repairs


def test_a_clean_raw_article_needs_no_original(file: Path) -> None:
    found = read_one(file, {"id": "x", "title": "A title", "text": "He left.", "source": "AP", "meta": {"n": 1}})
    assert found.article == Article(id="x", title="A title", text="He left.", source="AP", meta={"n": 1})
    assert (found.original, found.repairs, found.progress) == (None, (), ())


def test_an_article_without_an_id_gets_the_same_one_each_time(file: Path) -> None:
    first, again, other = read_lines(file, {"text": "One."}, {"text": "One. "}, {"text": "Two."})
    assert outgoing(first).article.id == outgoing(again).article.id != outgoing(other).article.id


def test_the_own_source_of_a_raw_article_wins_over_its_footer(file: Path) -> None:
    found = read_one(file, {"text": "He left.\nSource: AP", "source": "Reuters"})
    assert (found.article.text, found.article.source) == ("He left.", "Reuters")


def test_unknown_keys_move_to_meta_and_this_is_told(file: Path) -> None:
    found = read_one(file, {"text": "He left.", "author": "J. Doe", "lang": "en", "meta": {"lang": "de"}})
    assert found.article.meta == {"author": "J. Doe", "lang": "de", "lang (of the line)": "en"}
    assert found.repairs == ("The format has no “author” and “lang”: moved to meta.",)


def test_null_is_as_good_as_absent(file: Path) -> None:
    assert read_one(file, {"text": "He left.", "title": None, "meta": None}).article.title == "He left."


# Labelled articles


def test_a_labelled_text_stays_but_for_line_endings_and_its_offsets_follow(file: Path) -> None:
    text = "&amp;\r\nKaja Kallas said\u2028so.  "
    found = read_one(file, record(mention(spans={"text": [[7, 18]]}), text=text))
    (annotation,) = found.labels.annotations
    assert found.article.text == "&amp;\nKaja Kallas said\nso.  "
    assert annotation.spans == {"text": (Span(6, 17),)}
    assert found.original == text.encode()
    assert found.repairs == ("Line endings were made plain, and offsets moved with them.",)


@pytest.mark.parametrize("cut", ["👩", "\u200d👩", "e", "\u0301"])
def test_a_span_that_cuts_a_character_is_widened_and_this_is_told(file: Path, cut: str) -> None:
    start = TEXT.rindex(cut) if cut != "👩" else TEXT.index(cut)
    found = read_one(file, record(mention(spans={"text": [[start, start + len(cut)]]})))
    (span,) = found.labels.annotations[0].spans["text"]
    assert TEXT[span.start : span.end] == ("👩\u200d👩\u200d👧" if "👩" in cut else "e\u0301")
    assert found.repairs == ("1 span was widened to a whole character.",)


def test_a_lone_surrogate_is_replaced_and_this_is_told(file: Path) -> None:
    found = read_one(file, '{"text": "half \\ud83d pair, whole \\ud83d\\ude00", "annotations": []}')
    assert found.article.text == "half \ufffd pair, whole 😀"
    assert found.repairs == ("1 broken character became �.",)
    assert found.original == "half \ud83d pair, whole 😀".encode("utf-8", "surrogatepass")


def test_a_lone_surrogate_outside_the_text_is_replaced_too(file: Path) -> None:
    found = read_one(file, '{"text": "He left.", "annotations": [], "meta": {"\\udc00": "\\ud800"}}')
    assert found.article.meta == {"\ufffd": "\ufffd"}
    assert found.original is None


def test_a_span_given_twice_is_one_span(file: Path) -> None:
    found = read_one(file, record(mention(spans={"text": [[11, 22], [11.0, 22]]})))
    assert found.labels.annotations[0].spans == {"text": (Span(11, 22),)}


# What is refused


@pytest.mark.parametrize(
    ("annotation", "reason"),
    [
        (
            mention(spans={"text": [[11, 999]]}),
            "The span [11, 999] of annotation “m1” goes beyond the text",
        ),
        (mention(spans={"text": [[10, 11]]}), "The span [10, 11] of annotation “m1” holds only white space"),
        (mention(spans={"text": [[5, 5]]}), "The span [5, 5] of annotation “m1” is empty"),
        (mention(spans={"text": [[9, 5]]}), "The span [9, 5] of annotation “m1” is empty"),
        (mention(spans={"text": [[-1, 5]]}), "annotations[0].spans.text[0][0] is -1; it should be at least 0."),
        (mention(spans={"text": [[1, 2, 3]]}), "annotations[0].spans.text[0] should be [start, end]"),
        (mention(spans={"text": [["1", 2]]}), "annotations[0].spans.text[0][0] should be a whole number."),
        (mention(layer="menton"), "In annotation “m1”: “menton” is no layer; did you mean “mention”?"),
        (mention(spans={"txt": [[0, 1]]}), "In annotation “m1”: “txt” is no span role of layer “mention”"),
        (mention(actors={"holder": ["a1"]}), "In annotation “m1”: “holder” is no actor role of layer “mention”"),
        (mention(layer="quote", spans={}, actors={}, values={"kynd": "direct"}), "“kynd” is no field of layer “quote”"),
        (mention(layer="quote", spans={}, actors={}, values={"kind": "free"}), "“free” is no choice of “quote.kind”"),
        (mention(actors={"actor": ["a9"]}), "Annotation “m1” names the actor “a9”, which is not in “actors”"),
        (mention(status="done"), "annotations[0].status is “done”; right would be one of “suggested”, “accepted” and"),
        (mention(score=2), "annotations[0].score is 2; it should be at most 1."),
        (mention(model=5), "annotations[0].model should be a string or null."),
        (mention(colour="red"), "The key “colour” in annotations[0] is unknown; known are"),
        (mention(annotater="mk"), "The key “annotater” in annotations[0] is unknown; did you mean “annotator”?"),
        ({"id": "m1"}, "The key “layer” is missing in annotations[0]; add it."),
        (mention(id=""), "annotations[0].id is empty"),
    ],
)
def test_an_article_with_a_wrong_annotation_is_refused_as_a_whole(
    file: Path, annotation: dict[str, Any], reason: str
) -> None:
    assert reason in refusal(file, record(mention(id="m0"), annotation)).replace("annotations[1]", "annotations[0]")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"text": "He left."', "It is no JSON (Expecting ',' delimiter at character 20); correct or remove the line."),
        ('{"text": "He left.", "meta": {"x": NaN}}', "NaN is no number"),
        ('{"text": "He left.", "meta": {"x": 1e999}}', "1e999 is too large a number"),
        ('{"a": ' + "[" * 100_000, "It is no JSON"),
        ('{"meta": {"n": ' + "9" * 5000 + "}}", "It is no JSON that can be read"),
        ("[1, 2]", "It is JSON but no object"),
        ('"text"', "It is JSON but no object"),
        ({"title": "Nothing"}, "The key “text” is missing in the line; add it."),
        ({"text": 7}, "text should be a string."),
        ({"text": ""}, "text is empty"),
        ({"text": " \n\u200b"}, "Its text holds nothing but blanks"),
        ({"text": "He left.", "meta": []}, "meta should be an object."),
        ({"text": "He left.", "meta": [], "x": 1}, "meta should be an object."),
        (
            record(states={"mk": "finished"}),
            "states.mk is “finished”; right would be one of “open”, “done” and “skipped”.",
        ),
        (record(revealed={"mk": ["stanze"]}), "“revealed” names the layer “stanze”"),
        (
            record(actors=[{**ACTOR, "kind": "persn"}]),
            "The actor “a1” is of the unknown kind “persn”;",
        ),
        (record(actors=[ACTOR, ACTOR]), "The actor id “a1” stands there twice"),
        (record(mention(), mention()), "The annotation id “m1” stands there twice"),
    ],
)
def test_a_line_that_is_no_article_is_refused(file: Path, line: object, reason: str) -> None:
    assert reason in refusal(file, line)


def test_a_broken_line_17_is_named_and_the_others_are_imported(file: Path) -> None:
    lines: list[object] = [{"id": str(number), "text": f"Article {number}."} for number in range(1, 21)]
    lines[16] = '{"id": "17", "text": "Arti'
    found = read_lines(file, *lines)
    refused = [one for one in found if isinstance(one, Refused)]
    assert [one.where for one in refused] == [f"{file}, line 17"]
    assert len(found) == 20


def test_blank_lines_count_but_hold_nothing(file: Path) -> None:
    (found,) = read_lines(file, "", "  ", {"text": "He left."})
    assert outgoing(found).article.text == "He left."
    assert found.where == f"{file}, line 3"


def test_two_lines_of_one_id_and_different_text_cannot_both_be_right(file: Path) -> None:
    _, again, other = read_lines(
        file, {"id": "x", "text": "One."}, {"id": "x", "text": "One."}, {"id": "x", "text": "Two."}
    )
    assert isinstance(again, Incoming)
    assert isinstance(other, Refused)
    assert other.reason.startswith("The id “x” stands on an earlier line with a different text")


def test_a_refused_line_does_not_take_its_id(file: Path) -> None:
    _, good = read_lines(file, {"id": "x", "text": "One.", "revealed": {"mk": ["?"]}}, {"id": "x", "text": "Two."})
    assert outgoing(good).article.text == "Two."


@pytest.mark.parametrize("data", [b"", b"\n\n"])
def test_an_empty_file_is_refused(file: Path, data: bytes) -> None:
    with pytest.raises(ImportProblem, match="empty"):
        read_bytes(file, data)


def test_a_file_with_nothing_but_a_mark_is_refused(file: Path) -> None:
    (found,) = read_bytes(file, codecs.BOM_UTF8)
    assert isinstance(found, Refused)
    assert "empty" in found.reason


def test_a_binary_file_is_refused_at_once(file: Path) -> None:
    with pytest.raises(ImportProblem, match="binary"):
        read_bytes(file, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\1\n" * 100)


# Encodings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_json_lines_are_read_in_every_encoding(file: Path, encoding: str) -> None:
    lines = "\r\n".join(json.dumps({"text": text}, ensure_ascii=False) for text in ("Zürich.", "Genève."))
    found = read_bytes(file, lines.encode(encoding))
    assert [outgoing(one).article.text for one in found] == ["Zürich.", "Genève."]


_DIGITS = st.from_regex(r"-?[0-9]{1,40}(\.[0-9]{1,20})?([eE][-+]?[0-9]{1,3})?", fullmatch=True)
_ESCAPES = st.from_regex(
    r"(\\u(d[89a-f][0-9a-f]{2}|00[0-9a-f]{2})|\\[nrtbf/\\u\"]|[a\x7f\x01é😀 ]){0,6}", fullmatch=True
)
_ODD = st.sampled_from(["null", "true", "NaN", "-Infinity", "[{}]"])
_VALUES = st.one_of(_DIGITS, _ESCAPES.map('"{}"'.format), _ODD)
_MEMBERS = st.tuples(st.one_of(st.sampled_from(["text", "id"]), _ESCAPES), _VALUES)


@given(st.lists(_MEMBERS, max_size=4), st.binary(max_size=2), st.integers(0, 40))
@settings(max_examples=500)
def test_a_line_is_read_the_same_the_short_way_or_not_at_all(
    members: list[tuple[str, str]], noise: bytes, place: int
) -> None:
    line = ("{" + ", ".join(f'"{key}": {value}' for key, value in members) + "}").encode()
    for data in (line, line[:place] + noise + line[place:]):
        plain = json_reading.plain_record(data)
        if plain is not None:
            record, original, told = json_reading.odd_record(data)
            assert (repr(plain), repr(plain.get("text")), []) == (repr(record), repr(original), told)


def test_most_lines_are_read_the_short_way() -> None:
    assert json_reading.plain_record('{"text": "Café “\\u00e9\\n\\ud83d\\ude00”", "meta": {"n": 1e3}}\n'.encode()) == {
        "text": "Café “é\n😀”",
        "meta": {"n": 1000.0},
    }


def test_utf_16_that_breaks_off_is_refused_after_the_lines_before(file: Path) -> None:
    file.write_bytes('{"text": "One."}\n{"text": "Two."}\n'.encode("utf-16") + b"{")
    found = jsonl.read(file, SCHEMA)
    assert outgoing(next(found)).article.text == "One."
    with pytest.raises(ImportProblem, match="no UTF-16"):
        list(found)


def test_a_line_of_two_megabytes_is_read(file: Path) -> None:
    text = "Kaja Kallas said so. 😀 " * 90_000
    start = text.rindex("Kaja")
    found = read_one(file, record(mention(spans={"text": [[start, start + 11]]}), text=text))
    assert found.article.text == text
    assert found.labels.annotations[0].spans == {"text": (Span(start, start + 11),)}


# Without the text


def without_text(**changes: Any) -> dict[str, Any]:
    return {key: value for key, value in record(mention(), **changes).items() if key != "text"}


def test_a_digest_stands_for_a_text(file: Path) -> None:
    found = read_one(file, without_text(text_sha256=DIGEST))
    assert (found.sha256, found.article.text, found.original) == (DIGEST, "", None)
    again = jsonl.rejoin(found, TEXT)
    assert again.labels.annotations[0].spans == {"text": (Span(11, 22),)}


def test_a_span_without_text_is_widened_when_the_text_is_there(file: Path) -> None:
    at = TEXT.index("👩") + 1
    found = read_one(
        file, without_text(text_sha256=DIGEST) | {"annotations": [mention(spans={"text": [[at, at + 1.0]]})]}
    )
    again = jsonl.rejoin(found, TEXT)
    (piece,) = again.labels.annotations[0].spans["text"]
    assert TEXT[piece.start : piece.end] == "👩\u200d👩\u200d👧"
    assert again.repairs == ("1 span was widened to a whole character.",)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (without_text(), "The key “text” is missing in the line; add it."),
        (without_text(text_sha256="ABC"), "text_sha256 is “ABC”"),
        (record(mention(), text_sha256="0" * 64), "“text_sha256” is not that of the text"),
    ],
)
def test_a_digest_that_is_not_right_is_refused(file: Path, line: dict[str, Any], told: str) -> None:
    assert told in refusal(file, line)


def test_a_digest_beside_its_text_is_no_more_than_a_check(file: Path) -> None:
    found = read_one(file, record(mention(), text_sha256=DIGEST))
    assert (found.article.text, found.sha256) == (TEXT, "")
