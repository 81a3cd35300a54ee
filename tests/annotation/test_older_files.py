"""Projects that earlier versions wrote: opened, whole, and worked on with this one."""

from __future__ import annotations

import gzip
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from annotation.importing import import_files
from annotation.project import Project
from annotation.store_tables import VERSION
from tests.annotation.projects import is_whole

FILES = Path(__file__).with_name("files")
KEPT = (
    "SELECT number, id, title, source, url, published, meta, sha256, length, text FROM articles ORDER BY number",
    "SELECT article, bytes FROM originals ORDER BY article",
    "SELECT * FROM actors ORDER BY id",
    'SELECT id, article, annotator, layer, "values", status, origin, changed, score FROM annotations ORDER BY id',
    "SELECT * FROM spans ORDER BY 1, 2, 3",
    "SELECT * FROM roles ORDER BY 1, 2, 3",
    "SELECT article, annotator, state, suggested, revealed FROM progress ORDER BY 1, 2",
    "SELECT * FROM journal ORDER BY number",
    "SELECT * FROM gold_mentions ORDER BY start",
    "SELECT * FROM gold_quotes",
    "SELECT * FROM gold_stances",
    "SELECT rowid FROM articles_fts WHERE articles_fts MATCH 'plan'",
)
"""What a person has in a project."""


def kept(path: Path) -> list[list[tuple[object, ...]]]:
    with closing(sqlite3.connect(path)) as db:
        return [db.execute(query).fetchall() for query in KEPT]


@pytest.fixture(params=(3, 4, 6))
def older(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A project of an older version."""
    path = tmp_path / "news.db"
    path.write_bytes(gzip.decompress((FILES / f"project-version-{request.param}.db.gz").read_bytes()))
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (request.param,)
    return path


def test_nothing_is_lost_when_an_older_project_is_opened(older: Path) -> None:
    before = kept(older)
    assert all(before)
    Project.open(older, annotator="ana").close()
    assert kept(older) == before
    assert is_whole(older)
    with closing(sqlite3.connect(older)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (VERSION,)


def test_undo_goes_on_in_an_older_project(older: Path) -> None:
    with closing(Project.open(older, annotator="ana")) as project:
        assert _done(project) == 1
        project.undo()
        assert _done(project) == 0
        project.redo()
        assert _done(project) == 1


def test_articles_are_known_again_in_an_older_project_and_found(older: Path, tmp_path: Path) -> None:
    text = "Čakovec and the river\n\nThe mayor, Ivo Horvat, denied that the bridge would close.\n"
    (tmp_path / "again.txt").write_text(text, encoding="utf-8")
    (tmp_path / "new.txt").write_text("A new one\n\nNobody knows the zeppelin.\n", encoding="utf-8")
    with closing(Project.open(older, annotator="ana")) as project:
        report = import_files(project, [tmp_path / "again.txt", tmp_path / "new.txt"])
        assert (report.imported, report.known) == (1, 1)
    with closing(sqlite3.connect(older)) as db:
        found = db.execute("SELECT rowid FROM articles_fts WHERE articles_fts MATCH 'zeppelin'").fetchall()
        assert found == [(3,)]
        db.execute("INSERT INTO articles_fts(articles_fts, rank) VALUES ('integrity-check', 1)")


def _done(project: Project) -> int:
    return len(list(project.store.article_ids(done_only=True)))
