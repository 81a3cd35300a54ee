from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotation.errors import Problem
from annotation.exporting import ExportReport, export_project
from annotation.formats import Loss, Outgoing
from annotation.importing import import_files
from annotation.model import Span
from annotation.project import Project
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
