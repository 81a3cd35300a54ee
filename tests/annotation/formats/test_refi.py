from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import NamedTuple
from uuid import UUID
from xml.etree.ElementTree import Element, fromstring
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings

from annotation.errors import Problem
from annotation.formats import refi
from annotation.formats.base import Loss, Outgoing
from annotation.model import Article, Labels, Progress, Span
from annotation.schema import load_schema
from tests.annotation.formats.test_docbin import EU, KALLAS, QUOTE, STANCE, TEXT, mention, outgoing
from tests.annotation.strategies import outgoings

SCHEMA = load_schema()
NS = f"{{{refi.NAMESPACE}}}"

# What the published XSD lets each element have: its attributes, required ones with “!”, and its children in order.
SHAPE: dict[str, tuple[str, str]] = {
    "Project": (
        "name! origin creatingUserGUID creationDateTime modifyingUserGUID modifiedDateTime basePath",
        "Users CodeBook Variables Cases Sources Notes Links Sets Graphs Description NoteRef",
    ),
    "Users": ("", "User"),
    "User": ("guid! name id", ""),
    "CodeBook": ("origin", "Codes Sets"),
    "Codes": ("", "Code"),
    "Code": ("guid! name! isCodable! color", "Description NoteRef Code"),
    "Variables": ("", "Variable"),
    "Variable": ("guid! name! typeOfVariable!", "Description"),
    "Sources": ("", "TextSource PictureSource PDFSource AudioSource VideoSource"),
    "TextSource": (
        "guid! name richTextPath plainTextPath creatingUser creationDateTime modifyingUser modifiedDateTime",
        "Description PlainTextContent PlainTextSelection Coding NoteRef VariableValue",
    ),
    "PlainTextSelection": (
        "guid! name startPosition! endPosition! creatingUser creationDateTime modifyingUser modifiedDateTime",
        "Description Coding NoteRef",
    ),
    "Coding": ("guid! creatingUser creationDateTime", "CodeRef NoteRef"),
    "CodeRef": ("targetGUID!", ""),
    "VariableValue": ("", "VariableRef TextValue"),
    "VariableRef": ("targetGUID!", ""),
    "TextValue": ("", ""),
    "Description": ("", ""),
    "Links": ("", "Link"),
    "Link": ("guid! name direction color originGUID targetGUID", "NoteRef"),
}


class Written(NamedTuple):
    root: Element
    texts: dict[str, str]
    losses: list[Loss]

    def all(self, name: str) -> list[Element]:
        return list(self.root.iter(NS + name))

    def codes(self) -> dict[str, str]:
        """Codes by id, each with its way from the top."""
        found: dict[str, str] = {}

        def walk(parent: Element, way: str) -> None:
            for code in parent.findall(f"{NS}Code"):
                found[code.attrib["guid"]] = f"{way}{code.attrib['name']}"
                walk(code, f"{found[code.attrib['guid']]} > ")

        walk(self.root.find(f"{NS}CodeBook/{NS}Codes") or Element("none"), "")
        return found

    def coded(self, selection: Element) -> list[str]:
        codes = self.codes()
        return [codes[ref.attrib["targetGUID"]] for ref in selection.iter(f"{NS}CodeRef")]


def written(folder: Path, *articles: Outgoing) -> Written:
    file = folder / "out.qdpx"
    losses = refi.write(articles, file, SCHEMA)
    with ZipFile(file) as archive:
        assert archive.testzip() is None
        texts = {name: archive.read(name).decode() for name in archive.namelist() if name.startswith("sources/")}
        return Written(fromstring(archive.read("project.qde")), texts, losses)


def check_shape(element: Element) -> None:
    name = element.tag.removeprefix(NS)
    attributes, children = (words.split() for words in SHAPE[name])
    required = {word[:-1] for word in attributes if word.endswith("!")}
    assert required <= element.attrib.keys() <= {word.rstrip("!") for word in attributes}, name
    order = [children.index(child.tag.removeprefix(NS)) for child in element]
    assert order == sorted(order), f"the children of {name} are out of order"
    for key in ("guid", "targetGUID", "originGUID", "creatingUser"):
        if key in element.attrib:
            UUID(element.attrib[key])
    for child in element:
        check_shape(child)


def check(found: Written) -> None:
    """That it has the shape of the XSD, that each id is there once and that each reference leads somewhere."""
    assert found.root.tag == f"{NS}Project"
    check_shape(found.root)
    ids = [element.attrib["guid"] for element in found.root.iter() if "guid" in element.attrib]
    assert len(ids) == len(set(ids))
    for element in found.root.iter():
        for key in ("targetGUID", "originGUID", "creatingUser"):
            assert element.attrib.get(key, ids[0]) in ids


def test_spans_are_selections_with_the_codes_of_role_choice_and_actor(tmp_path: Path) -> None:
    found = written(tmp_path, outgoing(QUOTE, STANCE, mention("m1", "EU", EU)))
    check(found)
    (source,) = found.all("TextSource")
    assert source.attrib["name"] == "A title"
    text = found.texts[source.attrib["plainTextPath"].replace("internal://", "sources/")]
    assert text == TEXT
    shown = {
        (text[int(one.attrib["startPosition"]) : int(one.attrib["endPosition"])], one.attrib["name"]): found.coded(one)
        for one in found.all("PlainTextSelection")
    }
    assert shown["“Not now,”", "Quote 1: Content"] == [
        "Quote > Content",
        "Quote > Kind > direct",
        "Quote > Speaker (actor) > Kaja Kallas",
    ]
    assert shown["said", "Quote 1: Cue"] == ["Quote > Cue"]
    assert shown["EU", "Mention 1: Text"] == ["Mention > Text", "Mention > Actor (actor) > European Union"]
    assert shown["“Not now,”", "Stance 1: Evidence"][1:] == [
        "Stance > Polarity > opposes",
        "Stance > Holder (actor) > Kaja Kallas",
    ]
    assert [user.attrib["name"] for user in found.all("User")] == ["mk"]


def test_links_lead_from_an_annotations_first_span_to_the_others(tmp_path: Path) -> None:
    found = written(tmp_path, outgoing(QUOTE))
    names = {one.attrib["guid"]: one.attrib["name"] for one in found.all("PlainTextSelection")}
    ends = {(names[one.attrib["originGUID"]], names[one.attrib["targetGUID"]]) for one in found.all("Link")}
    assert ends == {("Quote 1: Content", "Quote 1: Cue"), ("Quote 1: Content", "Quote 1: Source")}


def test_positions_count_code_points(tmp_path: Path) -> None:
    text = "👩\u200d👩\u200d👧 𝔘 שלום met."
    article = Article(id="x", text=text)
    start = text.index("met")
    own = replace(mention("m1", "EU", EU), spans={"text": (Span(start, start + 3),)})
    found = written(tmp_path, Outgoing(article=article, labels=Labels(actors=(EU,), annotations=(own,))))
    (selection,) = found.all("PlainTextSelection")
    at = slice(int(selection.attrib["startPosition"]), int(selection.attrib["endPosition"]))
    assert next(iter(found.texts.values()))[at] == "met"


def test_metadata_notes_and_actors_are_carried(tmp_path: Path) -> None:
    article = Article(id="x", text=TEXT, source="The Daily", url="https://e.org", published="2024", meta={"a": ["é"]})
    actor = replace(KALLAS, aliases=("Kallas",), note="EU")
    labels = Labels(actors=(actor,), annotations=(replace(QUOTE, note="whose <quote> & why?"),))
    found = written(tmp_path, Outgoing(article=article, labels=labels))
    check(found)
    assert [one.text for one in found.all("TextValue")] == ["x", "The Daily", "https://e.org", "2024", '{"a": ["é"]}']
    told = [one.text for one in found.all("Description")]
    assert "whose <quote> & why?" in told
    assert "Person; also Kallas; Q12371054; EU" in told


def test_what_is_not_carried_is_told(tmp_path: Path) -> None:
    done = (Progress(article="x", annotator="mk", state="done"),)
    wild = replace(
        QUOTE, id="q2", model="news-1", origin="model", score=0.9, flagged=True, schema="news@1", note="\x01"
    )
    rejected, suggested = replace(QUOTE, id="q3", status="rejected"), replace(QUOTE, id="q4", status="suggested")
    bare = replace(STANCE, spans={}, actors={"holder": ("a1",), "target": ("a2",)})
    found = written(tmp_path, outgoing(wild, rejected, suggested, bare, progress=done))
    check(found)
    assert [loss.message for loss in found.losses] == [
        "Stance without words in the text: there is nothing to be coded.",
        "1 suggested and 1 rejected labels were left out: it takes accepted ones only.",
        "Who is done with the article was left out.",
        "Which model suggested what, with which score and reason, was left out.",
        "Flags were left out.",
        "Under which version of the labels each was made was left out.",
        "Characters that XML cannot hold became �.",
    ]
    assert len(found.all("PlainTextSelection")) == 3


def test_an_article_without_labels_is_a_source(tmp_path: Path) -> None:
    found = written(tmp_path, Outgoing(article=Article(id="x", text="Only text. 😀")))
    check(found)
    assert [one.attrib["name"] for one in found.all("TextSource")] == ["Only text. 😀"]
    assert found.all("Users") == []


def test_a_place_that_cannot_be_written_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="could not be written"):
        written(tmp_path / "none", outgoing())


@given(outgoings())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
def test_every_accepted_span_is_a_selection_or_told(tmp_path: Path, one: Outgoing) -> None:
    found = written(tmp_path, one)
    check(found)
    accepted = [annotation for annotation in one.labels.annotations if annotation.status == "accepted"]
    expected = sorted(tuple(span) for label in accepted for pieces in label.spans.values() for span in pieces)
    places = [(int(s.attrib["startPosition"]), int(s.attrib["endPosition"])) for s in found.all("PlainTextSelection")]
    assert sorted(places) == expected
    codings = sum(
        len([span for pieces in label.spans.values() for span in pieces])
        + len(label.values)
        + sum(map(len, label.actors.values()))
        for label in accepted
    )
    assert len(found.all("Coding")) == codings
    left_out = any("left out: it takes" in loss.message for loss in found.losses)
    assert left_out == (len(accepted) < len(one.labels.annotations))
