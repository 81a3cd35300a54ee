from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from annotation import importing
from annotation.errors import Problem
from annotation.importing import ImportReport, import_files
from annotation.model import Actor, Annotation, Labels
from annotation.project import Project
from tests.annotation.projects import ARTICLE, KALLAS, TEXT, at, content, in_layer, is_whole, laid_out

LINE: dict[str, Any] = {
    "id": "art-1",
    "title": "Kallas stands with Ukraine",
    "text": TEXT,
    "actors": [{"id": "a1", "name": "Kaja Kallas", "kind": "person", "wikidata": "Q1"}],
    "annotations": [
        {
            "id": "m1",
            "layer": "mention",
            "spans": {"text": [list(at("Kaja Kallas"))]},
            "actors": {"actor": ["a1"]},
            "status": "accepted",
            "origin": "human",
            "annotator": "ann",
        },
        {
            "id": "m2",
            "layer": "mention",
            "spans": {"text": [list(at("Kallas backs"))]},
            "actors": {"actor": ["a1"]},
            "status": "suggested",
            "model": "news-1",
            "score": 0.5,
        },
    ],
    "states": {"ann": "done"},
}


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    project = Project.create(tmp_path / "news.db", annotator="mk")
    yield project
    project.close()


def lines(tmp_path: Path, *records: dict[str, Any], name: str = "articles.jsonl") -> Path:
    path = tmp_path / name
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    return path


def texts(tmp_path: Path, *contents: str) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir(exist_ok=True)
    for number, text in enumerate(contents):
        (folder / f"{number:04}.txt").write_text(text, "utf-8")
    return folder


def ids(project: Project) -> list[str]:
    return list(project.store.article_ids())


def dump(project: Project) -> dict[str, list[tuple[object, ...]]]:
    return content(project.store.path)


# Articles


def test_a_folder_is_imported_in_the_order_of_its_files(project: Project, tmp_path: Path) -> None:
    report = import_files(project, [texts(tmp_path, "One.", "Two.", "Three.")])
    articles = [project.store.article(one) for one in ids(project)]
    assert [one.text for one in articles if one] == ["One.", "Two.", "Three."]
    assert report == ImportReport(imported=3)
    assert report.sentence() == "3 articles were imported."


def test_what_was_repaired_is_told_and_kept_with_the_original(project: Project, tmp_path: Path) -> None:
    folder = texts(tmp_path, 'He said, \\"No.\\"')
    report = import_files(project, [folder])
    (article_id,) = ids(project)
    article = project.store.article(article_id)
    assert article is not None
    assert article.text == 'He said, "No."'
    assert project.store.original(article_id) == b'He said, \\"No.\\"'
    assert report.repaired == tuple((str(folder / "0000.txt"), told) for told in project.store.repairs(article_id))
    assert len(report.repaired) == 1
    assert report.sentence() == "1 article was imported, 1 was repaired."


def test_the_same_text_is_one_article_whatever_it_is_called(project: Project, tmp_path: Path) -> None:
    import_files(project, [lines(tmp_path, {"id": "x", "text": "Once."})])
    again = [texts(tmp_path, "Once.", "Once.\r\n"), lines(tmp_path, {"id": "y", "text": "Once.", "title": "Other"})]
    report = import_files(project, again)
    assert (report.imported, report.known) == (0, 3)
    assert ids(project) == ["x"]
    assert report.sentence() == "0 articles were imported, 3 were already there."


def test_the_same_text_twice_in_one_file_is_one_article(project: Project, tmp_path: Path) -> None:
    report = import_files(project, [lines(tmp_path, {"id": "x", "text": "Once."}, {"id": "y", "text": "Once."})])
    assert (report.imported, report.known) == (1, 1)
    assert ids(project) == ["x"]


def test_an_id_that_belongs_to_another_text_is_refused(project: Project, tmp_path: Path) -> None:
    import_files(project, [lines(tmp_path, {"id": "x", "text": "Once."})])
    path = lines(tmp_path, {"id": "x", "text": "Twice."}, {"id": "y", "text": "Thrice."})
    report = import_files(project, [path])
    (refused,) = report.refused
    assert refused.where == f"{path}, line 1"
    assert refused.reason == "The project has another text under the id “x”; give this one an id of its own."
    assert ids(project) == ["x", "y"]


def test_one_id_in_two_files_of_one_import_is_refused_too(project: Project, tmp_path: Path) -> None:
    one = lines(tmp_path, {"id": "x", "text": "Once."}, name="1.jsonl")
    two = lines(tmp_path, {"id": "x", "text": "Twice."}, name="2.jsonl")
    report = import_files(project, [one, two])
    assert [refused.where for refused in report.refused] == [f"{two}, line 1"]
    article = project.store.article("x")
    assert article is not None
    assert article.text == "Once."


def test_a_broken_line_17_is_named_and_the_others_are_imported(project: Project, tmp_path: Path) -> None:
    path = lines(tmp_path, *({"id": f"a{n}", "text": f"Text {n}."} for n in range(1, 31)))
    broken = path.read_text("utf-8").splitlines()
    broken[16] = broken[16][:-3]
    path.write_text("\n".join(broken), "utf-8")
    report = import_files(project, [path])
    assert report.imported == 29
    assert [refused.where for refused in report.refused] == [f"{path}, line 17"]
    assert report.sentence() == "29 articles were imported, 1 was refused."


def test_a_file_that_is_not_there_does_not_stop_the_others(project: Project, tmp_path: Path) -> None:
    report = import_files(project, [tmp_path / "none.txt", texts(tmp_path, "One.")])
    assert report.imported == 1
    assert [refused.where for refused in report.refused] == [str(tmp_path / "none.txt")]


def test_an_unknown_format_is_told_before_anything_is_read(project: Project, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="no format “docx”"):
        import_files(project, [texts(tmp_path, "One.")], format="docx")


def test_an_article_of_2_mb_is_imported(project: Project, tmp_path: Path) -> None:
    report = import_files(project, [texts(tmp_path, "The minister said so. " * 95_000)])
    (article_id,) = ids(project)
    article = project.store.article(article_id)
    assert article is not None
    assert len(article.text) == 95_000 * 22 - 1
    assert report.imported == 1


# Stopping and going on


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "_BATCH_ARTICLES", 10)


@pytest.mark.usefixtures("small_batches")
def test_an_import_that_is_stopped_keeps_what_came_in_and_goes_on_from_there(project: Project, tmp_path: Path) -> None:
    folder = texts(tmp_path, *(f"Text {n}." for n in range(35)))
    answers = iter([True, True, False])
    report = import_files(project, [folder], going_on=lambda: next(answers))
    assert (report.imported, report.stopped) == (20, True)
    assert report.sentence().endswith("stopped before the end, and goes on when it is repeated.")
    assert len(ids(project)) == 20
    again = import_files(project, [folder])
    assert (again.imported, again.known, again.stopped) == (15, 20, False)
    assert len(ids(project)) == 35


@pytest.mark.usefixtures("small_batches")
def test_an_import_that_fails_keeps_the_batches_before(project: Project, tmp_path: Path) -> None:
    folder = texts(tmp_path, *(f"Text {n}." for n in range(35)))

    def fail(done: int, total: int) -> None:
        if done == 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_files(project, [folder], progress=fail)
    assert len(ids(project)) == 20
    assert is_whole(project.store.path)
    assert import_files(project, [folder]).imported == 15


@pytest.mark.usefixtures("small_batches")
def test_progress_counts_articles_up_to_the_total(project: Project, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    path = lines(tmp_path, *({"id": f"a{n}", "text": f"Line {n}."} for n in range(15)))
    folder = texts(tmp_path, *(f"Text {n}." for n in range(8)))
    import_files(project, [path, folder], progress=lambda done, total: told.append((done, total)))
    assert told == [(10, 23), (20, 23), (23, 23)]


@pytest.mark.usefixtures("small_batches")
def test_an_article_is_known_again_across_batches(project: Project, tmp_path: Path) -> None:
    report = import_files(project, [texts(tmp_path, *["Once."] * 25)])
    assert (report.imported, report.known) == (1, 24)


def test_batches_of_long_articles_are_short(monkeypatch: pytest.MonkeyPatch, project: Project, tmp_path: Path) -> None:
    monkeypatch.setattr(importing, "_BATCH_CHARACTERS", 2500)
    told: list[int] = []
    folder = texts(tmp_path, *(f"{n} " * 500 for n in range(7)))
    import_files(project, [folder], progress=lambda done, total: told.append(done))
    assert told == [3, 6, 7]


def test_the_first_batches_grow(project: Project, tmp_path: Path) -> None:
    told: list[int] = []
    path = lines(tmp_path, *({"text": f"Line {n}."} for n in range(1300)))
    import_files(project, [path], progress=lambda done, total: told.append(done))
    assert told == [400, 1200, 1300]


# Other windows, and a crash


def journal_mode(path: Path) -> str:
    with closing(sqlite3.connect(path)) as db:
        return db.execute("PRAGMA journal_mode").fetchone()[0]


def beside(path: Path) -> set[str]:
    return {file.name.removeprefix(path.name) for file in path.parent.glob(f"{path.name}*")} - {""}


@pytest.mark.usefixtures("small_batches")
def test_an_import_writes_straight_into_a_file_that_nobody_else_has_open(project: Project, tmp_path: Path) -> None:
    seen: list[set[str]] = []
    folder = texts(tmp_path, *(f"Text {n}." for n in range(35)))
    import_files(project, [folder], progress=lambda done, total: seen.append(beside(project.store.path)))
    assert seen == [{"-journal"}] * 4
    assert journal_mode(project.store.path) == "wal"
    project.close()
    assert not beside(project.store.path)


@pytest.mark.usefixtures("small_batches")
def test_a_window_that_is_open_reads_and_writes_while_an_import_runs(project: Project, tmp_path: Path) -> None:
    folder = texts(tmp_path, *(f"Text {n}." for n in range(35)))
    window = Project.open(project.store.path, annotator="ann")
    counts: list[int] = []

    def look(done: int, total: int) -> None:
        counts.append(window.store.article_count())
        window.store.add_labels(Labels(actors=(Actor(id=f"act-{done}", name="Kovo", kind="person"),)))
        assert beside(project.store.path) == {"-wal", "-shm"}

    assert import_files(project, [folder], progress=look).imported == 35
    assert counts == [10, 20, 30, 35]
    assert len(window.store.actors_like("Kovo", limit=9)) == 4
    window.close()
    assert is_whole(project.store.path)


@pytest.mark.usefixtures("small_batches")
def test_a_window_may_be_opened_while_an_import_runs(project: Project, tmp_path: Path) -> None:
    folder = texts(tmp_path, *(f"Text {n}." for n in range(35)))
    windows: list[Project] = []

    def open_one(done: int, total: int) -> None:
        windows.append(Project.open(project.store.path, annotator=f"ann {done}"))
        assert windows[-1].store.article_count() == done

    assert import_files(project, [folder], progress=open_one).imported == 35
    assert [window.store.article_count() for window in windows] == [35] * 4
    for window in windows:
        window.close()
    assert journal_mode(project.store.path) == "wal"
    assert is_whole(project.store.path)


@pytest.mark.usefixtures("small_batches")
def test_an_import_ends_well_while_another_program_reads(project: Project, tmp_path: Path) -> None:
    project.store._db.execute("PRAGMA busy_timeout = 10")
    with closing(sqlite3.connect(project.store.path)) as browser:

        def read(done: int, total: int) -> None:
            if done == total:
                browser.execute("BEGIN")
                browser.execute("SELECT count(*) FROM articles").fetchall()

        folder = texts(tmp_path, *(f"Text {n}." for n in range(15)))
        assert import_files(project, [folder], progress=read).imported == 15
    project.store.add_labels(Labels(actors=(KALLAS,)))
    assert project.store.actor(KALLAS.id) == KALLAS
    project.close()
    Project.open(project.store.path, annotator="mk").close()
    assert journal_mode(project.store.path) == "wal"
    assert is_whole(project.store.path)


DYING = """
import os, signal, sys
from pathlib import Path
from annotation import importing, store
from annotation.project import Project
batch, where = int(sys.argv[3]), sys.argv[4]
importing._BATCH_ARTICLES = 50
keep, die = store.Store.add_labels, lambda: os.kill(os.getpid(), signal.SIGKILL)
batches = []
def add_labels(self, labels, progress=()):
    batches.append(labels)
    if len(batches) == batch and where == "within":
        die()
    keep(self, labels, progress)
def told(done, total):
    print(done, flush=True)
    if len(batches) == batch:
        die()
store.Store.add_labels = add_labels
store.Store._set_memory = lambda self, kilobytes, log_pages: self._db.execute("PRAGMA cache_size = 10")
project = Project.open(Path(sys.argv[1]), annotator="mk")
window = Project.open(project.store.path, annotator="ann") if sys.argv[5] == "shared" else None
importing.import_files(project, [Path(sys.argv[2])], progress=told)
"""
"""Imports, and is killed within a batch, when much of it is in the file, or behind one."""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no such signal here")
@pytest.mark.parametrize("use", ["alone", "shared"])
@pytest.mark.parametrize(("batch", "where", "kept"), [(1, "within", 0), (3, "within", 100), (3, "behind", 150)])
def test_an_import_that_is_killed_leaves_whole_batches(
    project: Project, tmp_path: Path, batch: int, where: str, kept: int, use: str
) -> None:
    import_files(project, [texts(tmp_path, "The first.", "The second.")])
    project.close()
    path = lines(tmp_path, *({"id": f"a{n}", "text": f"Word{n} " + f"kovo {n} " * 500} for n in range(300)))
    process = subprocess.run(
        [sys.executable, "-c", DYING, str(project.store.path), str(path), str(batch), where, use],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == -signal.SIGKILL, process.stderr
    assert process.stdout.split() == [str(50 * (n + 1)) for n in range(kept // 50)]
    if (use, where) == ("alone", "within"):
        assert project.store.path.with_name("news.db-journal").stat().st_size > 0, "nothing was to be taken back"
        promise_pages(project.store.path, 100_000)

    again = Project.open(project.store.path, annotator="mk")
    assert again.store.article_count() == kept + 2
    assert journal_mode(again.store.path) == "wal"
    assert found(again.store.path, "kovo") == kept
    report = import_files(again, [path])
    assert (report.imported, report.known) == (300 - kept, kept)
    assert found(again.store.path, "kovo") == 300
    assert found(again.store.path, "word299") == 1
    again.close()
    assert is_whole(again.store.path)


def promise_pages(path: Path, count: int) -> None:
    """Has the header say that there are so many pages: SQLite writes it before the pages that come behind the end."""
    with path.open("r+b") as file:
        file.seek(28)
        file.write(count.to_bytes(4, "big"))


def found(path: Path, word: str) -> int:
    """How many articles the full-text index has that word in; the index must be whole."""
    with closing(sqlite3.connect(path)) as db:
        db.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")
        return db.execute("SELECT count(*) FROM articles_fts WHERE articles_fts MATCH ?", (word,)).fetchone()[0]


# Labels


def stored(project: Project, annotation_id: str) -> Annotation:
    found = project.store.annotation(annotation_id)
    assert found is not None
    return found


def test_labels_come_along_with_actors_and_progress(project: Project, tmp_path: Path) -> None:
    import_files(project, [lines(tmp_path, LINE)])
    accepted = stored(project, "m1")
    assert (accepted.annotator, accepted.status, accepted.actors) == ("ann", "accepted", {"actor": ("a1",)})
    assert project.store.actor("a1") == Actor(id="a1", name="Kaja Kallas", kind="person", wikidata="Q1")
    progress = project.store.progress("art-1", "ann")
    assert progress is not None
    assert (progress.state, progress.suggested) == ("done", True)


def test_suggestions_of_nobody_are_the_kept_answer_of_the_reader(project: Project, tmp_path: Path) -> None:
    import_files(project, [lines(tmp_path, LINE)])
    assert [one.id for one in project.store.annotations("art-1", None)] == ["m2"]
    assert project.lay_out("art-1")
    (mine,) = project.annotations("art-1")
    assert (mine.score, mine.model, mine.status) == (0.5, "news-1", "suggested")


def test_importing_again_changes_nothing(project: Project, tmp_path: Path) -> None:
    path = lines(tmp_path, LINE)
    import_files(project, [path])
    before = dump(project)
    report = import_files(project, [path])
    assert dump(project) == before
    assert report == ImportReport(known=1)


def test_what_was_decided_since_stays_and_is_told(project: Project, tmp_path: Path) -> None:
    path = lines(tmp_path, LINE)
    import_files(project, [path])
    colleague = Project.open(project.store.path, annotator="ann")
    mine = stored(project, "m1")
    colleague.fix(mine, mine.with_spans("text", (at("Kaja"),)))
    colleague.mark("art-1", "open")
    before = dump(project)
    report = import_files(project, [path])
    assert dump(project) == before
    assert report.kept == (
        (f"{path}, line 1", "1 annotation differs from the project's, which stayed as in the project."),
    )
    assert "1 has other labels here, which stay" in report.sentence()
    colleague.close()


def test_labels_for_an_article_that_the_project_has_under_another_id_go_there(project: Project, tmp_path: Path) -> None:
    import_files(project, [lines(tmp_path, {"id": "mine", "text": TEXT})])
    import_files(project, [lines(tmp_path, LINE)])
    assert ids(project) == ["mine"]
    assert stored(project, "m1").article == "mine"
    progress = project.store.progress("mine", "ann")
    assert progress is not None
    assert progress.state == "done"


def test_progress_of_an_annotator_who_has_begun_stays(project: Project, tmp_path: Path) -> None:
    import_files(project, [lines(tmp_path, {"id": "art-1", "text": TEXT})])
    colleague = Project.open(project.store.path, annotator="ann")
    colleague.mark("art-1", "skipped")
    import_files(project, [lines(tmp_path, LINE)])
    assert colleague.progress("art-1").state == "skipped"
    colleague.close()


def test_an_actor_of_the_same_id_name_and_kind_is_the_same(project: Project, tmp_path: Path) -> None:
    second = LINE | {"id": "art-2", "text": TEXT + " Again.", "annotations": [LINE["annotations"][0] | {"id": "x"}]}
    import_files(project, [lines(tmp_path, LINE, second)])
    assert stored(project, "x").actors == {"actor": ("a1",)}
    assert len(dump(project)["actors"]) == 1


def test_an_actor_whose_id_is_taken_by_another_gets_one_of_its_own(project: Project, tmp_path: Path) -> None:
    second = LINE | {
        "id": "art-2",
        "text": TEXT + " Again.",
        "actors": [{"id": "a1", "name": "Kallas", "kind": "group"}],
    }
    second["annotations"] = [one | {"id": f"other-{one['id']}"} for one in LINE["annotations"]]
    path = lines(tmp_path, LINE, second)
    import_files(project, [path])
    (other,) = stored(project, "other-m1").actors["actor"]
    found = project.store.actor(other)
    assert found is not None
    assert (found.name, found.kind) == ("Kallas", "group")
    assert other != "a1"
    before = dump(project)
    assert import_files(project, [path]) == ImportReport(known=2)
    assert dump(project) == before


def test_ids_that_only_one_article_gives_apart_do_not_clash(project: Project, tmp_path: Path) -> None:
    records = [LINE | {"id": f"art-{n}", "text": TEXT + " Again." * n} for n in range(4)]
    path = lines(tmp_path, *records)
    import_files(project, [path])
    found = [one for article in ids(project) for one in project.store.all_annotations(article)]
    assert len(found) == len({one.id for one in found}) == 8
    assert [one.id for one in project.store.all_annotations("art-0")] == ["m1", "m2"]
    before = dump(project)
    assert import_files(project, [path]) == ImportReport(known=4)
    assert dump(project) == before


def test_a_reader_s_answer_is_taken_whole_or_not_at_all(tmp_path: Path) -> None:
    project = laid_out(tmp_path / "news.db")
    path = lines(tmp_path, LINE)
    report = import_files(project, [path])
    assert len(project.store.annotations("art-1", None)) == 3
    assert report.kept == ((f"{path}, line 1", "1 suggestion was left out, for the project has some already."),)
    assert stored(project, "m1").annotator == "ann"
    project.close()


def test_my_own_labels_stay_when_a_colleague_s_come(tmp_path: Path) -> None:
    project = laid_out(tmp_path / "news.db")
    project.accept(in_layer(project, "mention"))
    before = project.annotations(ARTICLE.id)
    import_files(project, [lines(tmp_path, LINE)])
    assert project.annotations(ARTICLE.id) == before
    project.undo()
    assert in_layer(project, "mention").status == "suggested"
    project.close()


def test_the_cast_stays_as_the_project_has_it(tmp_path: Path) -> None:
    project = laid_out(tmp_path / "news.db")
    record = LINE | {"actors": [{"id": KALLAS.id, "name": "Kaja Kallas", "kind": "person", "note": "from a file"}]}
    record["annotations"] = [LINE["annotations"][0] | {"actors": {"actor": [KALLAS.id]}}]
    import_files(project, [lines(tmp_path, record)])
    assert project.store.actor(KALLAS.id) == KALLAS
    assert stored(project, "m1").actors == {"actor": (KALLAS.id,)}
    project.close()


def test_a_line_with_a_wrong_label_is_refused_as_a_whole(project: Project, tmp_path: Path) -> None:
    wrong = LINE | {"annotations": [LINE["annotations"][0] | {"layer": "mentoin"}]}
    report = import_files(project, [lines(tmp_path, wrong)])
    assert "did you mean “mention”" in str(report.refused[0])
    assert ids(project) == []


def test_spans_in_another_order_are_no_difference(project: Project, tmp_path: Path) -> None:
    pieces = [list(at("Kaja Kallas")), list(at("Kallas backs"))]
    quote = LINE["annotations"][0] | {"layer": "quote", "actors": {"speaker": ["a1"]}, "values": {"kind": "direct"}}
    for spans in (pieces, pieces[::-1]):
        path = lines(tmp_path, LINE | {"annotations": [quote | {"spans": {"content": spans}}]})
        assert import_files(project, [path]).kept == ()
    assert [list(span) for span in stored(project, "m1").spans["content"]] == pieces
