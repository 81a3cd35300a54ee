from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings

from annotation.errors import Problem
from annotation.exporting import export_project
from annotation.formats import brat
from annotation.formats.base import Incoming, Loss, Outgoing, Refused
from annotation.formats.shared import by_annotator
from annotation.importing import import_files
from annotation.model import Annotation, Article, Span
from annotation.project import Project
from annotation.schema import parse_schema
from tests.annotation.formats.round_trips import (
    EU,
    KALLAS,
    QUOTE,
    SCHEMA,
    STANCE,
    TEXT,
    at,
    by_content,
    content,
    incoming,
    labelled,
    mention,
    outgoing,
    plain_outgoings,
    read_all,
    refusal,
)

POLNEAR = Path(__file__).parents[4] / "shared" / "corpora" / "polnear" / "brat"


def written(folder: Path, *articles: Outgoing) -> list[Loss]:
    return brat.write(articles, folder, SCHEMA)


def ann(folder: Path, lines: str, text: str = TEXT, name: str = "a.ann") -> Path:
    folder.joinpath("a.txt").write_bytes(text.encode())
    file = folder / name
    file.write_bytes(lines.encode())
    return file


def line(name: str, kind: str, words: str, text: str = TEXT) -> str:
    ((start, end),) = at(words, text=text)
    return f"{name}\t{kind} {start} {end}\t{words}\n"


def messages(found: Incoming) -> list[str]:
    return [loss.message for loss in found.losses]


# Out, and in again


def test_an_article_is_a_text_and_a_file_of_lines(tmp_path: Path) -> None:
    article = Article(id="x", text=TEXT, title="Not now, says Kallas")
    losses = written(tmp_path / "out", outgoing(mention("m1", "Kaja Kallas", KALLAS), QUOTE, article=article))
    names = sorted(file.name for file in (tmp_path / "out").iterdir())
    assert names == ["Not-now-says-Kallas.ann", "Not-now-says-Kallas.txt", "annotation.conf"]
    assert (tmp_path / "out" / names[1]).read_text("utf-8") == TEXT
    assert (tmp_path / "out" / names[0]).read_text("utf-8").splitlines() == [
        "T1\tPerson 35 46\tKaja Kallas",
        "N1\tReference T1 actor:person:a%201%3A%C3%A4\tKaja Kallas",
        "N2\tReference T1 Wikidata:Q12371054\tKaja Kallas",
        "T2\tQuote 0 10;91 100\t“Not now,” “not now”",
        "T3\tContent 0 10;91 100\t“Not now,” “not now”",
        "T4\tCue 47 51\tsaid",
        "T5\tSource 11 46\tEU foreign policy chief Kaja Kallas",
        "E1\tQuote:T2 Content:T3 Cue:T4 Source:T5",
        "N3\tReference E1 speaker:person:a%201%3A%C3%A4\tKaja Kallas",
        "N4\tReference E1 Wikidata:Q12371054\tKaja Kallas",
        "N5\tReference E1 speaker:organisation:a2\tEuropean Union",
        "A1\tKind E1 direct",
        "A2\tFlagged E1",
        "#1\tAnnotatorNotes E1\tWhose?",
    ]
    assert [loss.message for loss in losses] == [
        "The format has no place for the article’s title.",
        "That it was labelled by “mk” is not said, for nobody else did.",
    ]


def test_the_configuration_names_all_that_the_labels_have(tmp_path: Path) -> None:
    written(tmp_path / "out", outgoing())
    conf = (tmp_path / "out" / "annotation.conf").read_text("utf-8")
    entities, relations, events, attributes = conf.split("\n\n")
    assert entities.splitlines()[:3] == ["[entities]", "Person", "Organisation"]
    assert {"Content", "Cue", "Source", "Evidence", "Target"} < set(entities.splitlines())
    assert "Equiv\tArg1:Person, Arg2:Person, <REL-TYPE>:symmetric-transitive" in relations.splitlines()
    assert "Quote\tContent?:Content, Cue?:Cue, Source?:Source" in events.splitlines()
    assert "Polarity\tArg:Stance, Value:support|oppose|mixed|neutral" in attributes.splitlines()


def test_mentions_of_one_actor_are_equivalent(tmp_path: Path) -> None:
    written(tmp_path / "out", outgoing(mention("m1", "Kaja Kallas", KALLAS), mention("m2", "She", KALLAS)))
    assert (tmp_path / "out" / "article.ann").read_text("utf-8").splitlines()[-1] == "*\tEquiv T1 T2"


def test_all_comes_back_with_each_annotator_in_a_file(tmp_path: Path) -> None:
    labels = (mention("m1", "Kaja Kallas", KALLAS), QUOTE, STANCE, mention("m2", "EU", EU, "Žofie B/2.x"))
    written(tmp_path / "out", outgoing(*labels))
    assert len({one.article.id for one in incoming(tmp_path / "out")}) == 1
    zofie, mk = sorted(labelled(tmp_path / "out"), key=lambda one: len(one.labels.annotations))
    assert [one.annotator for one in (*zofie.progress, *mk.progress)] == ["Žofie B/2.x", "mk"]
    assert [one.state for one in (*zofie.progress, *mk.progress)] == ["done", "done"]
    assert by_content(mk.labels.annotations) == by_content(labels[:3])
    assert by_content(zofie.labels.annotations) == by_content(labels[3:])
    assert set(mk.labels.actors) == {KALLAS, EU}
    assert mk.losses == ()


def test_an_annotation_without_words_is_told(tmp_path: Path) -> None:
    losses = written(tmp_path / "out", outgoing(replace(STANCE, spans={})))
    assert "An annotation without words in the text has no place in brat." in [loss.message for loss in losses]


def test_pieces_that_overlap_become_one_and_are_told(tmp_path: Path) -> None:
    pieces = (Span(0, 10), Span(5, 20))
    losses = written(tmp_path / "out", outgoing(replace(QUOTE, spans={"content": pieces})))
    (loss,) = [loss for loss in losses if loss.what == "flattened"]
    assert loss.span == Span(0, 20)
    (found,) = labelled(tmp_path / "out")
    assert found.labels.annotations[0].spans == {"content": (Span(0, 20),)}


def test_a_note_of_two_lines_is_put_on_one_and_told(tmp_path: Path) -> None:
    losses = written(tmp_path / "out", outgoing(replace(QUOTE, note="One\nTwo\tthree")))
    assert [loss.what for loss in losses] == ["dropped", "flattened"]
    (found,) = labelled(tmp_path / "out")
    assert found.labels.annotations[0].note == "One Two three"


def test_how_annotations_came_to_be_is_told_once(tmp_path: Path) -> None:
    labels = [replace(mention(f"m{n}", "EU", EU), origin="model", model="news-1", score=0.5) for n in range(3)]
    losses = written(tmp_path / "out", outgoing(*labels))
    assert "The format has no place for the models, origins and scores of 3 annotations." in [
        loss.message for loss in losses
    ]


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("Mine.", "utf-8")
    with pytest.raises(Problem, match="is there already, and not empty"):
        written(tmp_path, outgoing())
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]


def test_articles_of_one_title_have_files_of_their_own(tmp_path: Path) -> None:
    articles = [Article(id=str(n), text=f"Text {n}.", title="A/b: “c”") for n in range(2)]
    written(tmp_path / "out", *(Outgoing(article=one) for one in articles))
    assert {file.name for file in (tmp_path / "out").glob("*.txt")} == {"A-b-c.txt", "A-b-c-2.txt"}


SMALL = """
name: small
version: 1
kinds: [{id: person, name: Person, colour: ["#000000", "#ffffff"]}]
layers:
  - {id: person, name: Name, plural: Names, key: N, colour: ["#000000", "#ffffff"], spans: [{id: words, name: Words,
     key: W}], fields: [{id: sure, name: Sure, choices: [{id: yes_sir, name: "Yes", key: Y}]}]}
"""


def test_any_schema_can_be_carried(tmp_path: Path) -> None:
    schema = parse_schema(SMALL, name="small")
    label = Annotation(
        id="n",
        article="x",
        layer="person",
        annotator="mk",
        spans={"words": at("EU")},
        values={"sure": "yes_sir"},
        status="accepted",
        origin="human",
    )
    brat.write([outgoing(label)], tmp_path / "out", schema)
    assert "T1\tPerson_label 11 13\tEU" in (tmp_path / "out" / "article.ann").read_text("utf-8")
    (found,) = labelled(tmp_path / "out", schema=schema)
    assert by_content(found.labels.annotations) == by_content([label])


def check_round_trip(given_one: Outgoing) -> None:
    with TemporaryDirectory() as folder:
        losses = written(Path(folder, "out"), given_one)
        found = labelled(Path(folder, "out"))
    parts = list(by_annotator(given_one))
    changed = any(loss.what == "flattened" for loss in losses)
    assert len(found) == len(parts)
    back = defaultdict(list)
    for one in found:
        assert one.article.text == given_one.article.text
        back[one.progress[0].annotator] += by_content(one.labels.annotations)
    for annotator, own in parts:
        name = annotator if annotator and len(parts) > 1 else "brat"
        expected = by_content(own.labels.annotations)
        assert changed or back[name] == expected
        assert [set(one["actors"]) for one in back[name]] == [set(one["actors"]) for one in expected] or changed
        assert len(back[name]) == len(expected)


@given(plain_outgoings)
@settings(deadline=None, max_examples=100)
def test_whatever_is_accepted_comes_back_or_is_told(article: Outgoing) -> None:
    check_round_trip(article)


@pytest.mark.slow
@given(plain_outgoings)
@settings(deadline=None, max_examples=1000)
def test_whatever_is_accepted_comes_back_or_is_told_in_many_cases(article: Outgoing) -> None:
    check_round_trip(article)


# What others have written


@pytest.mark.skipif(not POLNEAR.exists(), reason="the corpus is not beside this checkout")
def test_a_corpus_of_four_articles_and_six_annotators_is_imported(tmp_path: Path) -> None:
    project = Project.create(tmp_path / "p.db")
    report = import_files(project, [POLNEAR])
    assert (report.imported, report.refused) == (4, ())
    labels = [one for article in project.store.article_ids() for one in project.store.all_annotations(article)]
    assert {one.annotator for one in labels} == {"4b22", "4e07", "5fec", "6b86", "d473", "ef2d"}
    assert [one.layer for one in labels] == ["quote"] * 322
    left = [loss.message for loss in report.losses if "is no label of this project" in loss.message]
    assert len(left) == 24
    again = import_files(project, [POLNEAR])
    assert (again.imported, again.kept, again.refused) == (0, (), ())
    written_out = export_project(project, tmp_path / "out", format="brat")
    assert written_out.annotations == 322
    assert len(list((tmp_path / "out").glob("*.ann"))) == 24
    second = Project.create(tmp_path / "second.db")
    import_files(second, [tmp_path / "out"])
    contents = [
        by_content([one for article in each.store.article_ids() for one in each.store.all_annotations(article)])
        for each in (project, second)
    ]
    assert contents[0] == contents[1]
    project.close()
    second.close()


def test_events_with_hyphens_and_numbered_arguments_are_quotes(tmp_path: Path) -> None:
    lines = (
        line("T1", "Content", "“Not now,”") + line("T2", "Content", "“not now”") + line("T3", "Cue", "said")
    ) + "T4\tAttribution-no-source 47 51\tsaid\nE1\tAttribution-no-source:T4 Cue:T3 Content:T1 Content2:T2\n"
    (found,) = incoming(ann(tmp_path, lines))
    (quote,) = found.labels.annotations
    assert quote.spans == {"content": at("“Not now,”", "“not now”"), "cue": at("said")}
    assert (quote.values, quote.annotator, quote.status) == ({"kind": "direct"}, "brat", "accepted")
    assert found.repairs == ("1 quote was given its kind by the quotation marks.",)
    assert found.losses == ()


def test_a_line_end_in_the_words_is_read_as_it_stands(tmp_path: Path) -> None:
    start = TEXT.index("said.")
    lines = f"T1\tPerson {start} {start + 9}\tsaid.\nShe\nT2\tPerson 11 13\tEU\n"
    (found,) = incoming(ann(tmp_path, lines))
    assert [one.spans["text"] for one in found.labels.annotations] == [(Span(start, start + 9),), at("EU")]


def test_fragments_on_both_sides_of_a_line_end_are_one_piece(tmp_path: Path) -> None:
    start = TEXT.index("said.")
    (found,) = incoming(ann(tmp_path, f"T1\tPerson {start} {start + 5};{start + 6} {start + 9}\tsaid. She\n"))
    assert found.labels.annotations[0].spans["text"] == (Span(start, start + 9),)
    assert found.losses == ()


def test_a_discontinuous_mention_becomes_one_piece_and_is_told(tmp_path: Path) -> None:
    (found,) = incoming(ann(tmp_path, "T1\tPerson 11 13;35 46\tEU Kaja Kallas\n"))
    assert found.labels.annotations[0].spans["text"] == (Span(11, 46),)
    assert [loss.what for loss in found.losses] == ["flattened"]


def test_windows_line_ends_move_offsets(tmp_path: Path) -> None:
    text = TEXT.replace("\n", "\r\n")
    (found,) = incoming(ann(tmp_path, line("T1", "Person", "She", text), text))
    assert found.article.text == TEXT
    assert found.labels.annotations[0].spans["text"] == at("She")
    assert found.original == text.encode()


def test_equivalent_mentions_and_wikidata_make_the_cast(tmp_path: Path) -> None:
    lines = line("T1", "PER", "She") + line("T2", "PER", "Kaja Kallas") + line("T3", "ORG", "EU")
    lines += "*\tEquiv T1 T2\nN1\tReference T1 Wikidata:Q12371054\tKaja Kallas (politician)\n"
    (found,) = incoming(ann(tmp_path, lines))
    assert [(one.name, one.kind, one.wikidata) for one in found.labels.actors] == [
        ("Kaja Kallas (politician)", "person", "Q12371054"),
        ("EU", "organisation", None),
    ]
    she, kallas, _ = found.labels.annotations
    assert she.actors == kallas.actors


def test_relations_are_annotations_too(tmp_path: Path) -> None:
    lines = line("T1", "Person", "Kaja Kallas") + line("T2", "Target", "U.S.-brokered deal")
    (found,) = incoming(ann(tmp_path, lines + "R1\tStance holder:T1 target:T2\nA1\tPolarity R1 oppose\n"))
    stance = next(one for one in found.labels.annotations if one.layer == "stance")
    assert stance.spans == {"target": at("U.S.-brokered deal")}
    assert stance.actors == {"holder": (found.labels.actors[0].id,)}
    assert stance.values == {"polarity": "oppose"}


def test_what_has_no_place_here_is_told(tmp_path: Path) -> None:
    lines = (
        line("T1", "Content", "“not now”")
        + line("T2", "Person", "Kaja Kallas")
        + line("T3", "Content", "“Not now,”")
        + line("T4", "Quote", "She")
        + "E1\tQuote:T4 Content:T3 Cue:E1\nN1\tReference T2 GeoNames:12\tTallinn\n#1\tAnnotatorNotes T3\tHm.\n"
        + "A1\tSure T1\n"
    )
    (found,) = incoming(ann(tmp_path, lines))
    assert messages(found) == [
        "The Content ““not now”” belongs to no event.",
        "The argument Cue of E1 is an event itself, which has no place here.",
        "That “She” marks the Quote E1 is not kept.",
        "The attribute Sure  of T1 has no place here.",
        "The reference GeoNames:12 of T2 has no place here.",
        "The note “Hm.” is about no label of this project.",
    ]


def test_unknown_labels_are_refused_and_a_file_says_what_they_are(tmp_path: Path) -> None:
    lines = line("T1", "Politician", "Kaja Kallas") + line("T2", "Place", "EU") + "A1\tRank T1 high\n"
    assert refusal(ann(tmp_path, lines)).startswith(
        "The project has no labels “Place” and “Politician”; say in a file labels.yaml"
    )
    (tmp_path / "labels.yaml").write_text("Politician: person\nplace: null\nRank: ~\n", "utf-8")
    (found,) = labelled(tmp_path)
    assert [one.spans["text"] for one in found.labels.annotations] == [at("Kaja Kallas")]
    assert messages(found) == [
        "The Place “EU” is no label of this project.",
        "The attribute Rank high of T1 has no place here.",
    ]


@pytest.mark.parametrize("said", ["- a list", "a: [", "", "\x00"])
def test_labels_that_cannot_be_read_are_refused(tmp_path: Path, said: str) -> None:
    file = ann(tmp_path, line("T1", "Person", "EU"))
    (tmp_path / "labels.yaml").write_text(said, "utf-8")
    assert refusal(file) == "labels.yaml beside it cannot be read; write lines such as “PER: person” there."


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ("T1\tPers", "Line 1 is cut short"),
        ("T1\tPerson 11 13\tEU\nE1\tQuote:T1 Cont", "Line 2 is cut short"),
        ("nonsense\n", "Line 1 is cut short, or is no line of brat’s"),
        ("T1\tPerson 11 13\tEU\nT1\tPerson 11 13\tEU\n", "The id “T1” stands there twice, also in line 2"),
        ("T1\tPerson 11 9999\tEU\n", "The span [11, 9999] of T1 goes beyond the text"),
        ("T1\tPerson 13 11\tEU\n", "The span [13, 11] of T1 is empty"),
        ("T1\tPerson 13 14\t \n", "holds only white space"),
        ("T1\tPerson 12 14\tEU\n", "T1 is “EU”, but “U” stands there in the text"),
        ("E1\tQuote:T9 Content:T8\n", "E1 names T8, which is not there"),
        ("T1\tPerson 11 13\tEU\nA1\tKind E7 \xff direct extra\n", "Line 2 is cut short"),
    ],
)
def test_a_file_that_is_not_right_is_refused_with_the_reason(tmp_path: Path, lines: str, reason: str) -> None:
    assert reason in refusal(ann(tmp_path, lines))


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    file = ann(tmp_path, "")
    file.write_bytes("T1\tPerson 0 4\tCafé\n".encode("cp1252"))
    assert refusal(file) == "It is in no Unicode encoding; save it again as UTF-8."


def test_without_the_text_a_file_is_refused(tmp_path: Path) -> None:
    file = ann(tmp_path, "")
    (tmp_path / "a.txt").unlink()
    assert refusal(file) == "There is no text beside it; put a.txt there."


def test_one_broken_file_does_not_stop_the_others(tmp_path: Path) -> None:
    ann(tmp_path, line("T1", "Person", "EU"), name="a.good.ann")
    ann(tmp_path, "T1\tPerson 0 99999\tEU\n", name="a_bad.ann")
    good, text, bad = read_all(tmp_path)
    assert isinstance(text, Incoming)
    assert isinstance(good, Incoming)
    assert good.progress[0].annotator == "good"
    assert isinstance(bad, Refused)
    assert bad.where.endswith("a_bad.ann")


def test_an_empty_file_says_that_nothing_was_labelled_yet(tmp_path: Path) -> None:
    (found,) = incoming(ann(tmp_path, "", name="a.mk.ann"))
    assert found.labels.annotations == ()
    assert [(one.annotator, one.state) for one in found.progress] == [("mk", "open")]


def test_texts_without_labels_beside_them_are_plain_texts(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_bytes(b'A \\"text\\".\r\n')
    (tmp_path / "bc.ann").write_bytes(b"")
    (tmp_path / "bc.txt").write_bytes(b"C.")
    found = {one.where[-5:]: one.article.text for one in incoming(tmp_path)}
    assert found["b.txt"] == 'A "text".'


def test_a_strange_configuration_is_no_part_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text("a: b", "utf-8")
    assert refusal(tmp_path / "other.yaml").startswith("It belongs to no brat folder")


def test_words_that_cut_a_character_are_widened_and_told(tmp_path: Path) -> None:
    text = "e\u0301l and 👩\u200d👩\u200d👧 said"
    (found,) = incoming(ann(tmp_path, "T1\tPerson 0 1\te\n", text))
    assert content(found.labels.annotations[0])["spans"] == {"text": (Span(0, 2),)}
    assert [loss.what for loss in found.losses] == ["snapped"]
