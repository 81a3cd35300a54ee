from __future__ import annotations

import re
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from cassis import Cas, TypeSystem, load_cas_from_xmi, load_typesystem
from hypothesis import given, settings

from annotation.errors import Problem
from annotation.exporting import export_project
from annotation.formats import xmi
from annotation.formats.base import Incoming, Loss, Outgoing, Refused
from annotation.formats.shared import by_annotator
from annotation.importing import import_files
from annotation.model import Article, Progress, Span
from annotation.project import Project
from tests.annotation.formats.round_trips import (
    EU,
    KALLAS,
    QUOTE,
    SCHEMA,
    STANCE,
    TEXT,
    at,
    incoming,
    mention,
    outgoing,
    plain_outgoings,
    read_all,
    refusal,
)

NER = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"


def written(folder: Path, *articles: Outgoing) -> list[Loss]:
    return xmi.write(articles, folder, SCHEMA)


def loaded(folder: Path, name: str = "article.mk.xmi") -> Cas:
    types = load_typesystem(folder / "TypeSystem.xml")
    return load_cas_from_xmi(folder / name, typesystem=types)


def of_others(folder: Path, *spans: tuple[str, str, str], text: str = TEXT) -> Path:
    """A file as other programs write it: of each span its type, its words and its value."""
    types = TypeSystem()
    for name in dict.fromkeys(name for name, _, _ in spans):
        types.create_feature(types.create_type(name, supertypeName="uima.tcas.Annotation"), "value", "uima.cas.String")
    cas = Cas(typesystem=types)
    cas.sofa_string = text
    for name, words, value in spans:
        start = text.index(words)
        cas.add(types.get_type(name)(begin=start, end=start + len(words), value=value or None))
    types.to_xml(folder / "TypeSystem.xml")
    cas.to_xmi(folder / "anna.xmi")
    return folder / "anna.xmi"


def broken(folder: Path, pattern: str, by: str) -> str:
    """Why our own file is refused after its text was changed."""
    written(folder / "out", outgoing(mention("m1", "Kaja Kallas", KALLAS)))
    file = folder / "out" / "article.mk.xmi"
    text = file.read_text("utf-8")
    changed = re.sub(pattern, lambda _: by, text, count=1, flags=re.DOTALL)
    assert changed != text
    file.write_text(changed, "utf-8")
    return refusal(file)


# Out, and in again


def test_its_own_library_reads_what_was_written(tmp_path: Path) -> None:
    assert written(tmp_path / "out", outgoing(mention("m1", "Kaja Kallas", KALLAS), QUOTE)) == []
    cas = loaded(tmp_path / "out")
    assert cas.sofa_string == TEXT
    (quote,) = cas.select("standpoint.layer.Quote")
    assert [part.get_covered_text() for part in quote.spans_content.elements] == ["“Not now,”", "“not now”"]
    assert [actor.name for actor in quote.actors_speaker.elements] == ["Kaja Kallas", "European Union"]
    assert (quote.value_kind, quote.note, quote.flagged) == ("direct", "Whose?", True)
    (named,) = cas.select("standpoint.layer.Mention")
    assert named.get_covered_text() == "Kaja Kallas"


def test_offsets_in_the_file_count_utf_16_units(tmp_path: Path) -> None:
    written(tmp_path / "out", outgoing(mention("m1", "opposes", EU)))
    file = (tmp_path / "out" / "article.mk.xmi").read_text("utf-8")
    start = len(TEXT[: TEXT.index("opposes")].encode("utf-16-le")) // 2
    assert start == TEXT.index("opposes") + 1
    assert f'begin="{start}"' in file


def test_everything_that_was_accepted_comes_back(tmp_path: Path) -> None:
    article = Article(id="x", text=TEXT, title="T", url="https://example.org", meta={"a": [1, None]})
    labels = (
        mention("m1", "Kaja Kallas", KALLAS),
        replace(QUOTE, origin="model", model="news-1", score=0.1, changed=True),
    )
    given_one = outgoing(*labels, STANCE, mention("m2", "EU", EU, "Žofie/2"), article=article)
    done = Progress(article="x", annotator="mk", state="skipped", suggested=True)
    assert written(tmp_path / "out", replace(given_one, progress=(done,))) == []
    mk, zofie = sorted(incoming(tmp_path / "out"), key=lambda one: one.progress[0].annotator)
    assert mk.article == zofie.article == article
    assert sorted(mk.labels.annotations, key=lambda one: one.id) == sorted((*labels, STANCE), key=lambda one: one.id)
    assert zofie.labels.annotations == (mention("m2", "EU", EU, "Žofie/2"),)
    assert (mk.progress, zofie.progress[0].state) == ((done,), "done")


def test_what_xml_cannot_hold_is_replaced_and_told(tmp_path: Path) -> None:
    article = Article(id="x", text="A\ufffe B", title="\x01")
    losses = written(tmp_path / "out", outgoing(article=article))
    assert [loss.what for loss in losses] == ["renamed", "renamed"]
    (found,) = incoming(tmp_path / "out")
    assert (found.article.text, found.article.title) == ("A\ufffd B", "\ufffd")


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("Mine.", "utf-8")
    with pytest.raises(Problem, match="is there already, and not empty"):
        written(tmp_path, outgoing())


def check_round_trip(article: Outgoing) -> None:
    with TemporaryDirectory() as folder:
        losses = written(Path(folder, "out"), article)
        found = incoming(Path(folder, "out"))
    parts = list(by_annotator(article))
    assert len(found) == len(parts)
    if losses:
        assert {loss.what for loss in losses} == {"renamed"}
        return
    back = {one.progress[0].annotator: one for one in found}
    for annotator, own in parts:
        one = (
            back[annotator or "article"] if annotator else next(back[name] for name in back if name not in dict(parts))
        )
        assert one.article == article.article
        expected = [replace(label, annotator=one.progress[0].annotator) for label in own.labels.annotations]
        assert sorted(one.labels.annotations, key=lambda label: label.id) == sorted(
            expected, key=lambda label: label.id
        )
        named = {actor for label in expected for ids in label.actors.values() for actor in ids}
        assert set(one.labels.actors) == {actor for actor in article.labels.actors if actor.id in named}


@given(plain_outgoings)
@settings(deadline=None, max_examples=100)
def test_whatever_is_accepted_comes_back(article: Outgoing) -> None:
    check_round_trip(article)


@pytest.mark.slow
@given(plain_outgoings)
@settings(deadline=None, max_examples=1000)
def test_whatever_is_accepted_comes_back_in_many_cases(article: Outgoing) -> None:
    check_round_trip(article)


# What others have written


def test_named_entities_become_mentions_and_the_rest_is_told(tmp_path: Path) -> None:
    file = of_others(
        tmp_path,
        (NER, "Kaja Kallas", "PER"),
        (NER, "EU", "ORG"),
        ("custom.Quote", "“Not now,”", ""),
        ("custom.Person", "She", ""),
        ("custom.Token", "said", ""),
        ("custom.Token", "the", ""),
    )
    (found,) = incoming(file)
    kinds = {actor.id: actor.kind for actor in found.labels.actors}
    named = [
        (kinds[one.actors["actor"][0]], TEXT[slice(*one.spans["text"][0])])
        for one in found.labels.annotations
        if one.layer == "mention"
    ]
    assert sorted(named) == [("organisation", "EU"), ("person", "Kaja Kallas"), ("person", "She")]
    (quote,) = [one for one in found.labels.annotations if one.layer == "quote"]
    assert (quote.spans, quote.values, quote.annotator) == ({"content": at("“Not now,”")}, {"kind": "direct"}, "anna")
    assert [loss.message for loss in found.losses] == ["2 annotations of Token are no labels here."]


def inception(folder: Path) -> Path:
    """A quote with slots and an entity with an identifier, as INCEpTION writes custom layers."""
    types = TypeSystem()
    cue = types.create_type("webanno.custom.Cue", supertypeName="uima.tcas.Annotation")
    link = types.create_type("webanno.custom.QuoteCueLink", supertypeName="uima.cas.TOP")
    types.create_feature(link, "role", "uima.cas.String")
    types.create_feature(link, "target", "uima.tcas.Annotation")
    quote = types.create_type("webanno.custom.Quote", supertypeName="uima.tcas.Annotation")
    types.create_feature(quote, "Cue", "uima.cas.FSArray", elementType=link)
    types.create_feature(quote, "Kind", "uima.cas.String")
    types.create_feature(quote, "value", "uima.cas.String")
    entity = types.create_type(NER, supertypeName="uima.tcas.Annotation")
    types.create_feature(entity, "value", "uima.cas.String")
    types.create_feature(entity, "identifier", "uima.cas.String")
    cas = Cas(typesystem=types)
    cas.sofa_string = TEXT
    said, other = cue(begin=47, end=51), cue(begin=11, end=13)
    slots = types.get_type("uima.cas.FSArray")(elements=[link(role="cue", target=said)])
    cas.add_all([said, other, quote(begin=0, end=10, Cue=slots, Kind="mixed", value="odd")])
    cas.add(entity(begin=35, end=46, value="PER", identifier="http://www.wikidata.org/entity/Q12371054"))
    types.to_xml(folder / "TypeSystem.xml")
    cas.to_xmi(folder / "anna.xmi")
    return folder / "anna.xmi"


def test_slots_fill_roles_and_identifiers_name_actors(tmp_path: Path) -> None:
    (found,) = incoming(inception(tmp_path))
    (quote,) = [one for one in found.labels.annotations if one.layer == "quote"]
    assert (quote.spans, quote.values) == ({"content": at("“Not now,”"), "cue": at("said")}, {"kind": "mixed"})
    assert [(one.name, one.wikidata) for one in found.labels.actors] == [("Kaja Kallas", "Q12371054")]
    messages = [loss.message for loss in found.losses]
    assert re.fullmatch(r"The feature value of Quote, annotation \d has no place here\.", messages[0])
    assert messages[1:] == ["1 annotation of Cue is no label here."]


def test_unknown_entities_are_refused_and_a_file_says_what_they_are(tmp_path: Path) -> None:
    file = of_others(tmp_path, (NER, "EU", "LOC"), (NER, "She", "MISC"))
    assert refusal(file).startswith("The project has no labels “LOC” and “MISC”; say in a file labels.yaml")
    (tmp_path / "labels.yaml").write_text("LOC: country\nMISC: null", "utf-8")
    (found,) = incoming(file)
    assert [one.spans["text"] for one in found.labels.annotations] == [at("EU")]
    assert [loss.message for loss in found.losses] == ["1 annotation of MISC is no label here."]


def test_line_ends_are_made_plain_and_offsets_move(tmp_path: Path) -> None:
    (found,) = incoming(of_others(tmp_path, (NER, "Kallas", "PER"), text="So\r\n😀\r\nKallas"))
    assert found.article.text == "So\n😀\nKallas"
    assert found.labels.annotations[0].spans["text"] == (Span(5, 11),)


def test_without_a_type_system_it_is_refused(tmp_path: Path) -> None:
    file = of_others(tmp_path, (NER, "EU", "ORG"))
    (tmp_path / "TypeSystem.xml").unlink()
    assert refusal(file) == "There is no TypeSystem.xml beside it; put that of its export there."


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
EXTERNAL = '<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("declaration", [BOMB, EXTERNAL])
@pytest.mark.parametrize("name", ["article.mk.xmi", "TypeSystem.xml"])
def test_entities_are_refused_before_anything_is_read(tmp_path: Path, declaration: str, name: str) -> None:
    written(tmp_path / "out", outgoing(mention("m1", "EU", EU)))
    file = tmp_path / "out" / name
    head, rest = file.read_text("utf-8").split("?>", 1)
    file.write_text(f"{head}?>{declaration}{rest}", "utf-8")
    assert "has a DOCTYPE, which can do harm" in refusal(tmp_path / "out" / "article.mk.xmi")


@pytest.mark.parametrize(
    ("pattern", "by", "reason"),
    [
        (r"<cas:Sofa.*", "", "It is no XML that can be read"),
        (r".*", "", "It is no XML that can be read"),
        (r".*", "<a/>", "It is no CAS of the types"),
        (r'end="46"', 'end="4600"', "The offset 4600 lies beyond the text or within a character"),
        (r'end="46"', 'end="58"', "The offset 58 lies beyond the text or within a character"),
        (r'end="46"', 'end="x"', "The offset x lies beyond the text or within a character"),
        (r'begin="35"', 'begin="46"', "is empty; correct its offsets"),
        (r'xmi:id="2"', 'xmi:id="3"', "The xmi:id 3 stands there twice"),
        (r'sofaString="[^"]*"', 'sofaString="Short."', "lies beyond the text"),
        (r'kind="person"', 'kind="robot"', "The actor “Kaja Kallas” has no id, no name, or an unknown kind"),
        (r"layer:Mention", "layer:Nonsense", "It is no CAS of the types in TypeSystem.xml"),
        (r'actors_actor="\d+"', 'actors_actor="999"', "It is no CAS of the types in TypeSystem.xml"),
    ],
)
def test_a_file_that_is_not_right_is_refused_with_the_reason(
    tmp_path: Path, pattern: str, by: str, reason: str
) -> None:
    assert reason in broken(tmp_path, pattern, by)


def test_a_text_that_differs_from_the_project_s_is_refused(tmp_path: Path) -> None:
    with closing(Project.create(tmp_path / "p.db")) as project:
        written(tmp_path / "out", outgoing(mention("m1", "EU", EU)))
        assert import_files(project, [tmp_path / "out"]).imported == 1
        file = tmp_path / "out" / "article.mk.xmi"
        file.write_text(file.read_text("utf-8").replace("policy", "Policy"), "utf-8")
        report = import_files(project, [tmp_path / "out"])
        assert (report.imported, report.known) == (0, 0)
        assert "another text under the id “x”" in report.refused[0].reason


def test_what_was_exported_from_a_project_adds_nothing_to_it(tmp_path: Path) -> None:
    with closing(Project.create(tmp_path / "p.db")) as project:
        written(tmp_path / "one", outgoing(mention("m1", "Kaja Kallas", KALLAS), QUOTE, STANCE))
        import_files(project, [tmp_path / "one"])
        export_project(project, tmp_path / "two", format="xmi")
        again = import_files(project, [tmp_path / "two"])
        assert (again.imported, again.known, again.kept, again.losses) == (0, 1, (), ())


def test_facts_that_are_no_json_are_refused(tmp_path: Path) -> None:
    article = Article(id="x", text=TEXT, meta={"a": 1})
    written(tmp_path / "out", outgoing(article=article))
    file = tmp_path / "out" / "article.xmi"
    file.write_text(file.read_text("utf-8").replace("{&quot;a&quot;: 1}", "[1]"), "utf-8")
    assert refusal(file) == "The further facts of its standpoint.Document are no JSON object; correct or remove them."


def test_types_of_the_same_names_but_another_form_are_refused(tmp_path: Path) -> None:
    file = of_others(tmp_path, ("standpoint.Document", "EU", "x"))
    assert "Its types are named as those of Standpoint but are others" in refusal(file)


def test_one_broken_file_does_not_stop_the_others(tmp_path: Path) -> None:
    written(tmp_path / "out", outgoing(mention("m1", "EU", EU)))
    (tmp_path / "out" / "b.xmi").write_text("<xmi", "utf-8")
    good, bad = read_all(tmp_path / "out")
    assert isinstance(good, Incoming)
    assert isinstance(bad, Refused)


def test_other_xml_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text("<a/>", "utf-8")
    assert refusal(tmp_path / "a.xml", format="xmi").startswith("It is no XML that can be imported")
