"""What stands at a path that is to be a project, in all the ways it can be wrong; and the backup copies."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from annotation.errors import ProjectProblem
from annotation.project import Project
from annotation.store import Store
from annotation.store_file import GENERATIONS, backup, backups_of, is_sqlite
from annotation.store_tables import VERSION, migrations
from tests.annotation.projects import ARTICLE, content, in_layer, is_whole, laid_out, make


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A sound project, closed."""
    path = tmp_path / "news.db"
    laid_out(path).close()
    return path


def refusal(path: Path) -> str:
    with pytest.raises(ProjectProblem) as caught:
        Project.open(path)
    sentence = str(caught.value)
    assert str(path) in sentence
    assert "\n" not in sentence
    return sentence


def alter(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute(sql)
        db.commit()


# What is no project


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert "No such file" in refusal(tmp_path / "none.db")
    assert not (tmp_path / "none.db").exists()


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert "No such file" in refusal(tmp_path / "none" / "news.db")
    assert not (tmp_path / "none").exists()


def test_a_folder_in_the_place_of_the_file(tmp_path: Path) -> None:
    assert "cannot be opened" in refusal(tmp_path)


@pytest.mark.parametrize("data", [b"", b"A plain text.", b"SQLite format 3", bytes(range(256)) * 20])
def test_a_file_that_is_no_sqlite(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "article.txt"
    path.write_bytes(data)
    assert "is no Standpoint project" in refusal(path)
    assert path.read_bytes() == data
    assert list(tmp_path.iterdir()) == [path]


def test_the_database_of_another_program(tmp_path: Path) -> None:
    path = tmp_path / "bookmarks.sqlite"
    alter(path, "CREATE TABLE bookmarks (url TEXT)")
    before = path.read_bytes()
    assert "of another program" in refusal(path)
    assert path.read_bytes() == before


def test_a_project_of_a_newer_version_is_refused_and_not_touched(path: Path) -> None:
    alter(path, f"PRAGMA user_version = {VERSION + 1}")
    before = path.read_bytes()
    sentence = refusal(path)
    assert f"file version {VERSION + 1}, this program knows {VERSION}" in sentence
    assert "update Standpoint" in sentence
    assert path.read_bytes() == before


@pytest.mark.parametrize("left", [17, 50, 4096, 20_000])
def test_a_truncated_project(path: Path, left: int) -> None:
    os.truncate(path, left)
    before = path.read_bytes()
    assert "open the latest copy in “news backups”" in refusal(path)
    assert path.read_bytes() == before


def test_a_project_with_a_damaged_page_says_so_where_it_is_read(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * (path.stat().st_size - 4096))
    with pytest.raises(ProjectProblem, match="is damaged; open the latest copy"):
        Project.open(path).annotations(ARTICLE.id)


def test_a_project_that_was_broken_off_while_it_was_made(path: Path) -> None:
    alter(path, "DELETE FROM schemas")
    assert "delete it and make it again" in refusal(path)


# Where it may not be written


@pytest.fixture
def public(path: Path) -> Iterator[Path]:
    """A project in a folder that everybody may read and nobody but its owner may write to."""
    folder = Path(tempfile.mkdtemp())
    try:
        copy = Path(shutil.copy(path, folder))
        copy.chmod(0o444)
        folder.chmod(0o555)
        yield copy
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


@pytest.fixture
def nobody(public: Path) -> Iterator[None]:
    """Root may write anywhere, so that a test about permissions must be somebody else, once `public` stands."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    yield
    os.seteuid(0)


@pytest.mark.usefixtures("nobody")
def test_a_project_that_may_only_be_read(public: Path) -> None:
    before = public.read_bytes()
    assert "cannot be" in refusal(public)
    assert public.read_bytes() == before


@pytest.mark.usefixtures("nobody")
def test_a_read_only_file_in_a_folder_of_one_s_own(public: Path) -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        copy = Path(shutil.copy(public, folder))
        copy.chmod(0o444)
        assert "cannot be written to; allow writing, or copy it to a folder of yours" in refusal(copy)
    finally:
        shutil.rmtree(folder)


@pytest.mark.usefixtures("nobody")
def test_a_project_is_not_made_where_nobody_may_write(public: Path) -> None:
    with pytest.raises(ProjectProblem, match="cannot be opened for writing"):
        # The store, not the project: nobody may not even read the schema of a checkout that is somebody's own.
        Store(public.with_name("new.db"), create=True)


def test_a_project_is_made_together_with_its_folder(tmp_path: Path) -> None:
    Project.create(tmp_path / "a" / "b" / "news.db").close()
    assert is_whole(tmp_path / "a" / "b" / "news.db")


def test_a_file_in_the_place_of_the_folder(path: Path) -> None:
    with pytest.raises(ProjectProblem, match=r"The folder of .* cannot be made"):
        Project.create(path / "inside.db")


# Versions


def test_the_version_is_the_number_of_migrations(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        (version,) = db.execute("PRAGMA user_version").fetchone()
        (seen,) = db.execute("SELECT count(*) FROM _sqlite_migrations").fetchone()
    assert version == seen == VERSION


def test_a_project_of_an_older_version_is_brought_up_to_date(tmp_path: Path) -> None:
    from sqlite_utils import Database

    path = tmp_path / "old.db"
    old = Database(path)
    migrations.apply(old, stop_before="m003_gold_views")
    old.execute("PRAGMA user_version = 2")
    old["schemas"].insert({"tag": "news@1", "yaml": Path("schemas/news.yaml").read_text("utf-8"), "added": "2026"})
    old.close()
    Project.open(path).close()
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT count(*) FROM gold_quotes").fetchone() == (0,)
        assert db.execute("PRAGMA user_version").fetchone() == (VERSION,)
        config = dict(db.execute("SELECT k, v FROM articles_fts_config"))
    assert (config["automerge"], config["crisismerge"]) == (32, 64)


def test_a_sqlite_file_is_known_by_its_first_bytes(path: Path, tmp_path: Path) -> None:
    assert is_sqlite(path)
    assert not is_sqlite(tmp_path)
    assert not is_sqlite(tmp_path / "none.db")
    text = tmp_path / "a.txt"
    text.write_text("SQLite", "utf-8")
    assert not is_sqlite(text)


# Backup copies


def older(path: Path, seconds: float) -> None:
    at = path.stat().st_mtime - seconds
    os.utime(path, (at, at))


def test_a_backup_holds_what_the_project_held(path: Path) -> None:
    copy = backup(path)
    assert copy is not None
    assert copy.parent == backups_of(path)
    assert content(copy, without=()) == content(path, without=())
    assert is_whole(copy)
    Project.open(copy).close()


def test_a_backup_of_an_open_project_holds_its_latest_action(path: Path) -> None:
    project = Project.open(path, annotator="mk")
    project.accept(in_layer(project, "quote"))
    copy = backup(path)
    assert copy is not None
    restored = Project.open(copy, annotator="mk")
    assert in_layer(restored, "quote").status == "accepted"
    restored.close()
    project.close()


def test_nothing_is_copied_when_nothing_was_written(path: Path) -> None:
    first = backup(path)
    assert first is not None
    assert backup(path) is None
    Project.open(path).close()
    assert backup(path) is None
    assert list(backups_of(path).iterdir()) == [first]


def test_an_action_asks_for_a_new_copy(path: Path) -> None:
    first = backup(path)
    assert first is not None
    older(first, 60)
    project = Project.open(path, annotator="mk")
    project.accept(in_layer(project, "mention"))
    assert backup(path) is not None
    project.close()


def test_only_the_latest_generations_are_kept(path: Path) -> None:
    folder = backups_of(path)
    folder.mkdir()
    for day in range(1, 8):
        old = Path(shutil.copy(path, folder / f"news 2020-01-0{day} 10.00.00.db"))
        older(old, 100_000)
    new = backup(path)
    assert new is not None
    kept = sorted(one.name for one in folder.iterdir())
    assert kept == [*(f"news 2020-01-0{day} 10.00.00.db" for day in range(4, 8)), new.name]
    assert len(kept) == GENERATIONS


def test_a_backup_that_is_broken_off_leaves_nothing(path: Path) -> None:
    assert backup(path, keep_going=lambda: False) is None
    assert list(backups_of(path).iterdir()) == []
    assert is_whole(path)


def test_a_backup_that_cannot_be_written_says_so(path: Path) -> None:
    backups_of(path).write_text("a file in the place of the folder", "utf-8")
    with pytest.raises(ProjectProblem, match=r"No backup copy of .* could be made"):
        backup(path)


def test_suggestions_nobody_has_opened_are_in_the_backup(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    make(path).close()
    copy = backup(path)
    assert copy is not None
    restored = Project.open(copy, annotator="mk")
    assert restored.lay_out(ARTICLE.id)
    restored.close()
