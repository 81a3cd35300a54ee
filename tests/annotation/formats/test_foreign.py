"""What holds for all foreign formats: in a project, under another schema, and how files are told apart."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotation.errors import ImportProblem
from annotation.exporting import export_project
from annotation.formats import Incoming, find_format, reader_for
from annotation.formats.labels import LabelMap, Meaning, role_label
from annotation.formats.placing import Placing
from annotation.importing import import_files
from annotation.model import Actor, Annotation, Article, Labels, Progress, Span
from annotation.project import Project
from annotation.schema import parse_schema
from annotation.store_rows import NewArticle
from tests.annotation.formats import foreign
from tests.annotation.formats.foreign import ALL, DONE, KALLAS, MOSCOW, SCHEMA, TEXT, described, lines, outgoing

GRAPHS = ("doccano", "label-studio", "prodigy")
FORMATS = ("citron", *GRAPHS, "w3c")
VALUES: dict[str, list[Any]] = {}

# Two layers of which both have a role `text`, and one whose only actor role is called as a span role of another.
OTHER = parse_schema(
    """
name: claims
version: 2
kinds: [{id: who, name: Somebody, colour: ["#000000", "#ffffff"]}]
layers:
  - {id: name, name: Name, plural: Names, key: N, colour: ["#000000", "#ffffff"],
     spans: [{id: text, name: Text, key: C, look: fill}], actors: [{id: whom, name: Whom, key: W}]}
  - {id: claim, name: Claim, plural: Claims, key: Q, colour: ["#000000", "#ffffff"],
     spans: [{id: text, name: Text, key: C, many: true}, {id: proof, name: Proof, key: P, many: true}],
     actors: [{id: by, name: By, key: B, many: true}],
     fields: [{id: truth, name: Truth, choices: [{id: "true", name: so, key: T}, {id: "false", name: not so, key: F}]}]}
""",
    name="claims",
)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    project = Project.create(tmp_path / "news.db")
    yield project
    project.close()


@pytest.mark.parametrize("name", FORMATS)
def test_a_project_takes_in_what_another_gave_out(project: Project, tmp_path: Path, name: str) -> None:
    found = find_format(name)
    out = tmp_path / f"out{'' if found.folder else found.suffixes[0]}"
    foreign.written(found, out, outgoing(*ALL))
    report = import_files(project, [out])
    assert (report.imported, report.refused) == (1, ())
    again = tmp_path / f"again{'' if found.folder else found.suffixes[0]}"
    export_project(project, again, format=name)
    assert import_files(project, [again], format=name).kept == ()


@pytest.mark.parametrize("name", FORMATS)
def test_a_text_that_is_not_the_stored_one_is_refused(project: Project, tmp_path: Path, name: str) -> None:
    found = find_format(name)
    for number, text in enumerate((TEXT, TEXT.replace("deal", "pact"))):
        article = replace(outgoing().article, text=text)
        foreign.written(found, tmp_path / f"{number}.json", outgoing(*ALL, article=article))
    assert import_files(project, [tmp_path / "0.json"], format=name).refused == ()
    (refused,) = import_files(project, [tmp_path / "1.json"], format=name).refused
    assert "another text under the id “art-1”" in refused.reason


@pytest.mark.parametrize("name", [*GRAPHS, "w3c"])
def test_another_schema_comes_back_the_same(tmp_path: Path, name: str) -> None:
    ann = Actor(id="ann", name="Ann", kind="who")
    text = "Ann says it is so, for Bo saw it. Ann knows."
    common = {"article": "x", "annotator": "mk", "status": "accepted", "origin": "human"}
    whom = {"whom": ("ann",)}
    annotations = (
        Annotation(id=foreign.IDS[0], layer="name", spans={"text": (Span(0, 3),)}, actors=whom, **common),
        Annotation(id=foreign.IDS[1], layer="name", spans={"text": (Span(34, 37),)}, actors=whom, **common),
        Annotation(
            id=foreign.IDS[2],
            layer="claim",
            spans={"text": (Span(9, 11), Span(15, 17)), "proof": (Span(23, 32),)},
            actors={"by": ("ann",)},
            values={"truth": "true"},
            **common,
        ),
    )
    article = replace(
        outgoing(article=Article(id="x", text=text, title="T")),
        labels=Labels(actors=(ann,), annotations=annotations),
        progress=(Progress(article="x", annotator="mk", state="done", suggested=True),),
    )
    found = find_format(name)
    assert foreign.written(found, tmp_path / "out.json", article, schema=OTHER) == []
    (back,) = foreign.read(found, tmp_path / "out.json", OTHER)
    assert isinstance(back, Incoming)
    key = repr
    assert sorted(described(back.labels.annotations, back.labels.actors), key=key) == sorted(
        described(annotations, (ann,)), key=key
    )


@pytest.mark.parametrize("name", FORMATS)
def test_an_article_that_holds_nothing_is_written_and_read(tmp_path: Path, name: str) -> None:
    found = find_format(name)
    foreign.written(found, tmp_path / "out.json", outgoing(progress=()))
    (back,) = foreign.read(found, tmp_path / "out.json")
    assert isinstance(back, Incoming)
    assert (back.article, back.labels.annotations, back.progress) == (outgoing().article, (), ())


@pytest.mark.parametrize("name", FORMATS)
def test_each_annotators_labels_stay_apart(tmp_path: Path, name: str) -> None:
    found = find_format(name)
    other = replace(ALL[0], id=foreign.IDS[7], annotator="Žofie")
    progress = (*DONE, Progress(article="art-1", annotator="Žofie", suggested=True))
    foreign.written(found, tmp_path / "out.json", outgoing(ALL[0], other, progress=progress))
    back = [one for one in foreign.read(found, tmp_path / "out.json") if isinstance(one, Incoming)]
    assert {one.annotator for part in back for one in part.labels.annotations} == {"mk", "Žofie"}
    assert len({actor.id for part in back for actor in part.labels.actors}) == 1


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_not_accepted_stays_out(tmp_path: Path, name: str) -> None:
    found = find_format(name)
    rejected = replace(ALL[0], status="rejected", origin="model", model="news-1")
    assert foreign.written(found, tmp_path / "out.json", outgoing(rejected)) == []
    back = [one for one in foreign.read(found, tmp_path / "out.json") if isinstance(one, Incoming)]
    assert [one.labels.annotations for one in back] == [()]


def test_our_own_lines_stay_the_default(tmp_path: Path) -> None:
    own = find_format("jsonl")
    hostile = {"text": 'He wrote "entities": [], "spans": [], "@context": "x", "_input_hash": 1.'}
    assert reader_for(lines(tmp_path / "a.jsonl", hostile)) is own
    assert reader_for(lines(tmp_path / "b.jsonl", {"text": "A", "annotations": [], "meta": {"answer": 1}})) is own
    assert reader_for(lines(tmp_path / "c.ndjson", {"text": "A", "entities": []})) is own
    assert reader_for(tmp_path / "missing.jsonl") is own
    (tmp_path / "d.jsonl").write_bytes(b"\xff\xfe{\x00")
    assert reader_for(tmp_path / "d.jsonl") is own


@pytest.mark.parametrize(
    ("label", "meaning"),
    [
        ("PERSON", Meaning("mention", "text", "person")),
        ("Person", Meaning("mention", "text", "person")),
        ("content", Meaning("quote", "content")),
        ("Quote", Meaning("quote", "content")),
        ("quotes", Meaning("quote", "content")),
        ("stance.target", Meaning("stance", "target")),
        ("MENTION", Meaning("mention", "text", "other")),
    ],
)
def test_labels_are_known_in_any_case_by_id_and_name(label: str, meaning: Meaning) -> None:
    assert LabelMap(SCHEMA).span(label) == meaning


def test_a_label_that_means_nothing_is_named() -> None:
    with pytest.raises(ImportProblem, match=r"The label “GPE” is no layer, role or kind; say .* labels.yaml"):
        LabelMap(SCHEMA).span("GPE")
    with pytest.raises(ImportProblem, match="The label “GPE” is no"):
        LabelMap(SCHEMA, {"gpe": "alien"}).span("GPE")


def test_a_role_of_two_layers_goes_by_both_names() -> None:
    assert role_label(OTHER, "claim", "text") == "CLAIM.TEXT"
    assert role_label(OTHER, "claim", "proof") == "PROOF"
    assert LabelMap(OTHER).span("claim.text") == Meaning("claim", "text")


def test_the_nearest_of_several_places_is_taken() -> None:
    placing = Placing("Ann and Ann and Ann")
    assert placing.span(9, 12, quote="Ann") == Span(8, 11)
    assert placing.quoted("Ann", prefix="and ", suffix="") == Span(8, 11)
    assert placing.repairs() == ["1 span did not stand where it should and was found by its words."]


def test_a_span_that_cuts_a_family_is_widened() -> None:
    text = "👩\u200d👩\u200d👧 left"
    placing = Placing(text)
    assert placing.span(1, 2) == Span(0, 5)
    assert placing.repairs() == ["1 span was widened to a whole character."]


def test_two_actors_with_one_name_in_one_place_stay_two() -> None:
    double = replace(MOSCOW, name="Kaja Kallas", kind="person")
    same = replace(ALL[2], spans=ALL[0].spans)
    article = outgoing(ALL[0], same)
    article = replace(article, labels=replace(article.labels, actors=(KALLAS, double)))
    (back,), losses = foreign.there_and_back(find_format("doccano"), article)
    assert len(back.labels.actors) == 2
    assert losses == []


def places(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where anything stands inside a JSON value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inside:
        yield (*place, key)
        yield from places(one, (*place, key))


def altered(value: Any, place: tuple[Any, ...], to: Any) -> Any:
    copy = json.loads(json.dumps(value))
    inside = copy
    for key in place[:-1]:
        inside = inside[key]
    inside[place[-1]] = to
    return copy


def written_values(name: str) -> list[Any]:
    """The JSON values that a format writes of an article: one a line, or one a file."""
    found = find_format(name)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "out.json")
        foreign.written(found, path, outgoing(*ALL))
        files = sorted(path.iterdir()) if found.folder else [path]
        return [json.loads(file.read_text("utf-8")) for file in files]


@pytest.mark.parametrize("name", FORMATS)
@given(data=st.data())
@settings(deadline=None, max_examples=120)
def test_whatever_a_file_holds_is_read_or_refused_in_a_sentence(name: str, data: st.DataObject) -> None:
    (value,) = VALUES.setdefault(name, written_values(name))
    place = data.draw(st.sampled_from(list(places(value))))
    odd = st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-3, 10**20),
        st.floats(-2, 1e300),
        st.sampled_from(["", " ", "said", "SAME", "urn:uuid:x", "\ud83d", "\0", "person"]),
        st.sampled_from([[], {}, [1], [[1, 2]], {"a": 1}, [None], [[None, 3, "x"]], {"start": 0, "end": 3}]),
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "x.json")
        path.write_text(json.dumps(altered(value, place, data.draw(odd))) + "\n", "utf-8")
        for one in foreign.read(find_format(name), path):
            if isinstance(one, Incoming):
                NewArticle.of(one.article, original=one.original, repairs=one.repairs)
                assert all(SCHEMA.complaint(label) is None for label in one.labels.annotations)
            else:
                assert one.reason.endswith(".")
