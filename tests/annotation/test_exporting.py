from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotation.errors import Problem
from annotation.export_choice import ExportChoice
from annotation.exporting import ExportReport, export_project
from annotation.formats import Loss, Outgoing
from annotation.importing import import_files
from annotation.model import Labels, Progress, Span
from annotation.project import Project
from annotation.store_export import all_annotators_of, annotators_of
from annotation.transfer_report import write_report
from tests.annotation.projects import ARTICLE, add_articles, in_layer, laid_out
from tests.annotation.strategies import outgoings


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Two articles, the first one done."""
    project = laid_out(tmp_path / "news.db")
    add_articles(project, [replace(ARTICLE, id="art-2", text="Another one.")])
    project.accept(in_layer(project, "mention"))
    project.mark(ARTICLE.id, "done")
    yield project
    project.close()


def ids(path: Path) -> list[str]:
    return [json.loads(line)["id"] for line in path.read_text("utf-8").splitlines()]


def test_only_articles_that_are_done_are_exported(project: Project, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    report = export_project(project, out, format="jsonl")
    assert ids(out) == [ARTICLE.id]
    assert report == ExportReport(articles=1, annotations=6)
    assert report.sentence() == "1 article was exported with 6 annotations."


def test_all_articles_are_exported_when_that_is_asked_for(project: Project, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    report = export_project(project, out, format="jsonl", all_articles=True)
    assert ids(out) == [ARTICLE.id, "art-2"]
    assert report.articles == 2


def test_docbin_carries_the_gold_mentions(project: Project, tmp_path: Path) -> None:
    import spacy
    from spacy.tokens import DocBin

    out = tmp_path / "out.spacy"
    report = export_project(project, out, format="docbin")
    (doc,) = DocBin().from_disk(out).get_docs(spacy.blank("en").vocab)
    assert [entity.text for entity in doc.ents] == ["Kaja Kallas"]
    assert report.articles == 1


def test_where_nothing_is_done_no_file_is_written(project: Project, tmp_path: Path) -> None:
    project.mark(ARTICLE.id, "open")
    with pytest.raises(Problem, match="nothing to export from news; mark some articles done, or export all of them"):
        export_project(project, tmp_path / "out.jsonl", format="jsonl")
    assert not (tmp_path / "out.jsonl").exists()


def test_an_empty_project_asks_for_an_import(tmp_path: Path) -> None:
    project = Project.create(tmp_path / "empty.db")
    with pytest.raises(Problem, match="import some articles first"):
        export_project(project, tmp_path / "out.jsonl", format="jsonl", all_articles=True)
    project.close()


def test_an_unknown_format_and_one_for_import_only_are_told_apart(project: Project, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="no format “pdf”"):
        export_project(project, tmp_path / "out.pdf", format="pdf")
    with pytest.raises(Problem, match="“text” is for import only"):
        export_project(project, tmp_path / "out.txt", format="text")


def test_an_export_that_is_stopped_leaves_the_old_file(project: Project, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text("the last export", "utf-8")
    answers = iter([True, False])
    report = export_project(project, out, format="jsonl", all_articles=True, going_on=lambda: next(answers))
    assert report == ExportReport(stopped=True)
    assert report.sentence() == "The export was stopped; nothing was written."
    assert out.read_text("utf-8") == "the last export"
    assert sorted(one.name for one in tmp_path.iterdir() if "out" in one.name) == ["out.jsonl"]


def test_a_folder_that_is_not_there_is_told(project: Project, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="could not be written"):
        export_project(project, tmp_path / "none" / "out.jsonl", format="jsonl")


def test_progress_counts_the_articles(project: Project, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    export_project(
        project,
        tmp_path / "out.jsonl",
        format="jsonl",
        all_articles=True,
        progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(1, 2), (2, 2)]


def test_the_report_counts_what_the_format_could_not_carry() -> None:
    loss = Loss(article="a", title="A", span=Span(0, 1), what="snapped", message="It was moved.")
    assert ExportReport(articles=2, annotations=5, losses=(loss,)).sentence() == (
        "2 articles were exported with 5 annotations; the format has lost 1 thing that it cannot carry."
    )


def filled(path: Path, contents: Sequence[Outgoing]) -> Project:
    project = Project.create(path)
    add_articles(project, [one.article for one in contents])
    for one in contents:
        project.store.add_labels(one.labels, one.progress)
    return project


def holds(project: Project) -> list[object]:
    """What a project holds of each article; who has begun but neither marked nor revealed anything counts as open."""
    store = project.store
    return [
        (
            store.article(one),
            store.all_annotations(one),
            store.actors_of(one),
            [(p.annotator, p.state, p.revealed) for p in store.all_progress(one) if p.state != "open" or p.revealed],
        )
        for one in store.article_ids()
    ]


@settings(max_examples=30, deadline=None)
@given(
    st.lists(outgoings(), min_size=1, max_size=3, unique_by=(lambda one: one.article.id, lambda one: one.article.text))
)
def test_an_export_imports_back_to_the_same_and_exports_to_the_same_bytes(contents: list[Outgoing]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first = filled(folder / "first.db", contents)
        export_project(first, folder / "first.jsonl", format="jsonl", all_articles=True)
        second = Project.create(folder / "second.db")
        report = import_files(second, [folder / "first.jsonl"])
        assert (report.imported, report.refused, report.kept) == (len(contents), (), ())
        assert holds(second) == holds(first)
        export_project(second, folder / "second.jsonl", format="jsonl", all_articles=True)
        assert (folder / "second.jsonl").read_bytes() == (folder / "first.jsonl").read_bytes()
        again = import_files(first, [folder / "second.jsonl"])
        assert (again.imported, again.known, again.kept) == (0, len(contents), ())
        first.close()
        second.close()


# What is chosen


def records(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def exported(project: Project, path: Path, **choice: object) -> list[dict[str, object]]:
    export_project(project, path, format="jsonl", all_articles=True, choice=ExportChoice(**choice))
    return records(path)


def test_some_layers_go_out_with_the_actors_that_they_name(project: Project, tmp_path: Path) -> None:
    whole = exported(project, tmp_path / "whole.jsonl")[0]
    only = exported(project, tmp_path / "only.jsonl", layers=frozenset({"mention"}))[0]
    mentions = [one for one in whole["annotations"] if one["layer"] == "mention"]
    assert only["annotations"] == mentions
    assert len(mentions) < len(whole["annotations"])
    named = {actor for one in mentions for ids in one["actors"].values() for actor in ids}
    assert {actor["id"] for actor in only["actors"]} == named


def test_some_annotators_go_out_with_what_they_have_done(project: Project, tmp_path: Path) -> None:
    project.store.add_labels(Labels(), (Progress(article="art-2", annotator="ab", state="done"),))
    out = tmp_path / "ab.jsonl"
    report = export_project(project, out, format="jsonl", choice=ExportChoice(annotators=frozenset({"ab"})))
    (record,) = records(out)
    assert (record["id"], record["states"], record["annotations"]) == ("art-2", {"ab": "done"}, [])
    assert (report.articles, report.annotations) == (1, 0)
    everywhere = exported(project, out, annotators=frozenset({"mk"}))
    assert {one["annotator"] for record in everywhere for one in record["annotations"]} == {"mk"}


def test_annotators_are_those_who_have_begun_or_made_something(project: Project, tmp_path: Path) -> None:
    assert annotators_of(project.store) == all_annotators_of(project.store) == ["mk"]
    project.store.add_labels(
        Labels(), tuple(Progress(article="art-2", annotator=name) for name in ("Žofie", "ab", "zz"))
    )
    made = replace(project.store.all_annotations(ARTICLE.id)[0], id="other", annotator="only annotations")
    project.store.add_labels(Labels(annotations=(made,)), ())
    assert annotators_of(project.store) == ["ab", "mk", "zz", "Žofie"]
    assert all_annotators_of(project.store) == ["ab", "mk", "only annotations", "zz", "Žofie"]
    empty = Project.create(tmp_path / "none.db")
    assert annotators_of(empty.store) == all_annotators_of(empty.store) == []
    empty.close()


def test_rejected_suggestions_can_stay_behind(project: Project, tmp_path: Path) -> None:
    project.reject(in_layer(project, "quote"))
    out = tmp_path / "out.jsonl"
    assert "rejected" in {one["status"] for one in exported(project, out)[0]["annotations"]}
    assert "rejected" not in {one["status"] for one in exported(project, out, rejected=False)[0]["annotations"]}


@pytest.mark.parametrize(
    ("choice", "format_name", "told"),
    [
        (ExportChoice(layers=frozenset({"qoute"})), "jsonl", "no layer “qoute”; there are “mention”, “quote” and"),
        (ExportChoice(annotators=frozenset({"zz"})), "jsonl", "no annotator “zz”; there are “mk”"),
        (ExportChoice(text=False), "docbin", "“docbin” cannot be written without the texts; choose “jsonl”"),
    ],
)
def test_what_cannot_be_chosen_is_told(
    project: Project, tmp_path: Path, choice: ExportChoice, format_name: str, told: str
) -> None:
    with pytest.raises(Problem, match=told):
        export_project(project, tmp_path / "out", format=format_name, choice=choice)
    assert not (tmp_path / "out").exists()


# Without texts


def test_labels_without_texts_are_joined_again_by_the_digest(project: Project, tmp_path: Path) -> None:
    out = tmp_path / "labels.jsonl"
    bare = exported(project, out, text=False)
    assert all("text" not in record for record in bare)
    assert bare[0]["text_sha256"] == hashlib.sha256(ARTICLE.text.encode()).hexdigest()
    assert ARTICLE.text[:40] not in out.read_text("utf-8")
    other = Project.create(tmp_path / "other.db")
    add_articles(other, [replace(ARTICLE, id="mine")])
    report = import_files(other, [out])
    assert (report.imported, report.known, len(report.refused)) == (0, 1, 1)
    assert "does not hold; import the article with its text first" in str(report.refused[0])
    found, expected = other.store.all_annotations("mine"), project.store.all_annotations(ARTICLE.id)
    assert [replace(one, article=ARTICLE.id) for one in found] == expected
    assert other.store.article_count() == 1
    other.close()


def test_texts_and_labels_may_come_in_one_import(project: Project, tmp_path: Path) -> None:
    exported(project, tmp_path / "labels.jsonl", text=False)
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": ARTICLE.text, "annotations": []}), "utf-8")
    other = Project.create(tmp_path / "other.db")
    import_files(other, [tmp_path / "a.jsonl", tmp_path / "labels.jsonl"])
    (article_id,) = other.store.article_ids()
    assert len(other.store.all_annotations(article_id)) == len(project.store.all_annotations(ARTICLE.id))
    other.close()


def test_spans_that_do_not_fit_the_text_are_refused(project: Project, tmp_path: Path) -> None:
    exported(project, tmp_path / "labels.jsonl", text=False)
    record = records(tmp_path / "labels.jsonl")[0]
    record["annotations"][0]["spans"] = {"text": [[0, 10**6]]}
    (tmp_path / "bad.jsonl").write_text(json.dumps(record), "utf-8")
    report = import_files(project, [tmp_path / "bad.jsonl"])
    assert "goes beyond the text" in str(report.refused[0])


@settings(max_examples=25, deadline=None)
@given(st.lists(outgoings(), min_size=1, max_size=3, unique_by=lambda one: one.article.text))
def test_whatever_goes_out_without_texts_comes_back_to_the_same(contents: list[Outgoing]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        first, second = filled(Path(folder, "a.db"), contents), Project.create(Path(folder, "b.db"))
        add_articles(second, [one.article for one in contents])
        export_project(
            first, Path(folder, "x.jsonl"), format="jsonl", all_articles=True, choice=ExportChoice(text=False)
        )
        report = import_files(second, [Path(folder, "x.jsonl")])
        assert (report.known, report.refused, report.kept) == (len(contents), (), ())
        assert holds(first) == holds(second)
        first.close()
        second.close()


# Strictly


def test_a_strict_export_writes_nothing_where_something_would_be_lost(project: Project, tmp_path: Path) -> None:
    out = tmp_path / "out.qdpx"
    out.write_text("the last export", "utf-8")
    report = export_project(project, out, format="refi", strict=True)
    assert report.withheld
    assert report.losses
    assert report.sentence().startswith("Nothing was written, for the format cannot carry ")
    assert out.read_text("utf-8") == "the last export"
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []


def test_a_strict_export_without_losses_is_written(project: Project, tmp_path: Path) -> None:
    report = export_project(project, tmp_path / "out.jsonl", format="jsonl", strict=True)
    assert (report.withheld, report.articles) == (False, 1)
    assert ids(tmp_path / "out.jsonl") == [ARTICLE.id]
    export_project(project, tmp_path / "tables", format="tables", strict=True)
    assert (tmp_path / "tables" / "articles.csv").exists()
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []


def test_a_strict_export_to_a_place_that_is_not_there_is_told(project: Project, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="could not be written"):
        export_project(project, tmp_path / "none" / "out.jsonl", format="jsonl", strict=True)


def test_a_strict_import_takes_nothing_where_something_would_be_refused(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "Good."}\n{"text": 3}\n', "utf-8")
    project = Project.create(tmp_path / "strict.db")
    report = import_files(project, [tmp_path / "a.jsonl"], strict=True)
    assert (report.withheld, report.imported, len(report.refused)) == (True, 0, 1)
    assert report.sentence().startswith("Nothing was imported, for 1 thing would be lost")
    assert project.store.article_count() == 0
    (tmp_path / "a.jsonl").write_text('{"text": "Good."}\n', "utf-8")
    assert import_files(project, [tmp_path / "a.jsonl"], strict=True).imported == 1
    project.close()


# The report as JSON


def test_reports_are_written_as_json(project: Project, tmp_path: Path) -> None:
    report = export_project(project, tmp_path / "out.qdpx", format="refi")
    write_report(tmp_path / "report.json", report)
    record = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert (record["action"], record["articles"], record["withheld"]) == ("export", 1, False)
    assert len(record["losses"]) == len(report.losses) > 0
    assert record["losses"][0].keys() == {"article", "title", "start", "end", "what", "message"}
    (tmp_path / "a.csv").write_text("text\nGood &amp; well.\n\u200b\n", "utf-8")
    write_report(tmp_path / "report.json", import_files(project, [tmp_path / "a.csv"]))
    record = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert (record["action"], record["imported"], len(record["refused"])) == ("import", 1, 1)
    assert record["repaired"][0]["message"] == "1 HTML entity was resolved."
    with pytest.raises(Problem, match="could not be written"):
        write_report(tmp_path / "none" / "report.json", report)
