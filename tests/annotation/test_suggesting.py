from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotation import suggesting
from annotation.errors import Problem
from annotation.model import Actor, Annotation, Article, Labels, Span, new_id
from annotation.project import Project
from annotation.reader import Stopped
from annotation.suggesting import suggest_files, suggest_project
from tests.annotation.projects import add_articles

ARTICLES = [Article(id=f"a{n}", text=f"Kaja Kallas spoke {n} times.") for n in range(5)]


class Reader:
    """Suggests the first eleven characters as a mention, and remembers which texts it has read."""

    name = "first-words"

    def __init__(self) -> None:
        self.read_texts: list[str] = []
        self.is_slow = False

    def read(self, article: Article, decided: Labels, *, going_on: Callable[[], bool] = lambda: True) -> Labels:
        if self.is_slow and not going_on():
            raise Stopped
        self.read_texts.append(article.text)
        actor = Actor(id=new_id(), name=article.text[:11], kind="person")
        mention = Annotation(
            id=new_id(),
            article=article.id,
            layer="mention",
            spans={"text": (Span(0, 11),)},
            actors={"actor": (actor.id,)},
            model=self.name,
            score=0.5,
        )
        return Labels(actors=(actor,), annotations=(mention,))


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Reader:
    reader = Reader()
    monkeypatch.setattr(suggesting, "load_reader", lambda name: reader)
    return reader


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    project = Project.create(tmp_path / "news.db", annotator="mk")
    add_articles(project, ARTICLES)
    yield project
    project.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    for article in ARTICLES:
        (folder / f"{article.id}.txt").write_text(article.text, "utf-8")
    return folder


def records(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


# A project


def test_every_article_of_a_project_gets_suggestions_with_one_cast(project: Project, reader: Reader) -> None:
    report = suggest_project(project)
    assert (report.read, report.known, report.stopped) == (5, 0, False)
    assert report.sentence() == "5 articles were read."
    assert reader.read_texts == [one.text for one in ARTICLES]
    actors = {one.actors["actor"] for a in ARTICLES for one in project.store.annotations(a.id, None)}
    assert len(actors) == 1
    assert project.lay_out("a3")
    assert len(project.annotations("a3")) == 1


def test_suggesting_goes_on_where_it_was_stopped(project: Project, reader: Reader) -> None:
    answers = iter([True, True, False])
    report = suggest_project(project, going_on=lambda: next(answers))
    assert (report.read, report.stopped) == (2, True)
    told: list[tuple[int, int]] = []
    again = suggest_project(project, progress=lambda done, total: told.append((done, total)))
    assert (again.read, again.known, again.stopped) == (3, 2, False)
    assert again.sentence() == "3 articles were read, 2 had suggestions already."
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert reader.read_texts == [one.text for one in ARTICLES]


def test_a_reading_is_broken_off_in_its_middle(project: Project, reader: Reader) -> None:
    reader.is_slow = True
    answers = iter([True, True, True, False])
    report = suggest_project(project, going_on=lambda: next(answers))
    assert (report.read, report.stopped) == (1, True)
    assert reader.read_texts == [ARTICLES[0].text]


def test_what_the_reader_remarks_is_told(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    class Speechless:
        name = "speechless"

        def read(self, article: Article, decided: Labels, *, going_on: object = None) -> Labels:
            return Labels(remark="I read Latin.")

    monkeypatch.setattr(suggesting, "load_reader", lambda name: Speechless())
    assert set(suggest_project(project).remarks) == {(one.title or one.id, "I read Latin.") for one in ARTICLES}


def test_what_the_annotator_has_is_not_touched(project: Project, reader: Reader) -> None:
    suggest_project(project)
    project.lay_out("a0")
    (before,) = project.annotations("a0")
    project.accept(before)
    suggest_project(project)
    assert project.annotations("a0") == [replace(before, status="accepted")]
    assert len(reader.read_texts) == 5


def test_an_unknown_reader_is_told(project: Project) -> None:
    with pytest.raises(Problem, match="no spaCy pipeline “gpt”"):
        suggest_project(project, model="gpt")


def test_the_shipped_reader_finds_who_speaks(tmp_path: Path) -> None:
    source = tmp_path / "article.txt"
    source.write_text("“We stand with Ukraine,” Kaja Kallas said on Monday.", "utf-8")
    out = tmp_path / "out.jsonl"
    suggest_files([source], out)
    (record,) = records(out)
    quotes = [one for one in record["annotations"] if one["layer"] == "quote"]  # type: ignore[attr-defined,union-attr]
    (start, end) = quotes[0]["spans"]["content"][0]
    assert record["text"][start:end] == "“We stand with Ukraine,”"  # type: ignore[index]
    speakers = {one["id"]: one["name"] for one in record["actors"]}  # type: ignore[attr-defined,union-attr]
    assert speakers[quotes[0]["actors"]["speaker"][0]] == "Kaja Kallas"


# Files


def test_files_become_json_lines_with_suggestions_of_nobody(folder: Path, tmp_path: Path, reader: Reader) -> None:
    out = tmp_path / "out.jsonl"
    report = suggest_files([folder], out)
    assert (report.read, report.refused) == (5, ())
    found = records(out)
    assert [one["text"] for one in found] == [one.text for one in ARTICLES]
    for record in found:
        (annotation,) = record["annotations"]  # type: ignore[misc]
        assert (annotation["annotator"], annotation["status"], annotation["model"]) == (None, "suggested", reader.name)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["articles", "out.jsonl"]


def test_files_go_on_where_they_were_broken_off(folder: Path, tmp_path: Path, reader: Reader) -> None:
    out = tmp_path / "out.jsonl"

    def fail(done: int, total: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        suggest_files([folder], out, progress=fail)
    assert not out.exists()
    report = suggest_files([folder], out)
    assert (report.read, report.known) == (2, 3)
    assert sorted(reader.read_texts) == [one.text for one in ARTICLES]
    assert [one["text"] for one in records(out)] == [one.text for one in ARTICLES]
    assert sorted(one.name for one in tmp_path.iterdir()) == ["articles", "out.jsonl"]


def test_other_files_do_not_get_what_was_broken_off(folder: Path, tmp_path: Path, reader: Reader) -> None:
    out = tmp_path / "out.jsonl"
    answers = iter([True, True, True, False])
    assert suggest_files([folder], out, going_on=lambda: next(answers)).stopped
    other = tmp_path / "other.txt"
    other.write_text("Donald Trump spoke.", "utf-8")
    suggest_files([other], out)
    assert [one["text"] for one in records(out)] == ["Donald Trump spoke."]


def test_labels_of_the_files_stay(tmp_path: Path, reader: Reader) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    label = {
        "id": "m1",
        "layer": "mention",
        "spans": {"text": [[0, 4]]},
        "actors": {"actor": ["x"]},
        "annotator": "ann",
    }
    actor = {"id": "x", "name": "Kaja"}
    source.write_text(
        json.dumps({"id": "a", "text": ARTICLES[0].text, "actors": [actor], "annotations": [label]}), "utf-8"
    )
    suggest_files([source], out)
    (record,) = records(out)
    assert [(one["annotator"], one["spans"]["text"]) for one in record["annotations"]] == [  # type: ignore[attr-defined,union-attr]
        ("ann", [[0, 4]]),
        (None, [[0, 11]]),
    ]


def test_files_that_cannot_be_read_are_refused_and_the_rest_is_read(
    folder: Path, tmp_path: Path, reader: Reader
) -> None:
    out = tmp_path / "out.jsonl"
    report = suggest_files([tmp_path / "none.txt", folder], out)
    assert report.read == 5
    assert [one.where for one in report.refused] == [str(tmp_path / "none.txt")]
    assert report.sentence() == "5 articles were read, 1 was refused."


def test_where_nothing_could_be_read_the_old_file_stays(tmp_path: Path, reader: Reader) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text("old", "utf-8")
    report = suggest_files([tmp_path / "none.txt"], out)
    assert (report.read, len(report.refused)) == (0, 1)
    assert out.read_text("utf-8") == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["out.jsonl"]


def test_the_unknown_reader_leaves_nothing_behind(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="no spaCy pipeline “gpt”"):
        suggest_files([folder], tmp_path / "out.jsonl", model="gpt")
    assert [one.name for one in tmp_path.iterdir()] == ["articles"]
