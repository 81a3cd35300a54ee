"""Opens, checks and copies the SQLite file that is a project, and says in a sentence what is wrong with one."""

# sqlite-utils is typed in part only, so that much of what it gives counts as unknown.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from annotation.errors import Conflict, ProjectProblem
from annotation.store_tables import APPLICATION_ID, VERSION, migrations
from annotation.words import tr

GENERATIONS = 5
"""How many backup copies of a project are kept."""

_PAGE_SIZE = 16 << 10
"""Of new files. An article of usual length fits in a page and shares it; pages of SQLite's usual 4 KB are so many that
writing them holds an import up. An older file keeps its own."""

_MAGIC = b"SQLite format 3\x00"
_HEADER = 100


def open_database(path: Path, *, create: bool) -> Database:
    """Opens the project file at `path`, brings an older one up to date, and gives the connection.

    Raises:
        ProjectProblem: there is no such file (or there is one, with `create`), it is no project, is damaged, was made
            by a newer version, or cannot be written to. The file is left as it was.
    """
    if create:
        _make_room(path)
    else:
        _check_file(path)
    with explained(path):
        db = Database(path)
    try:
        with explained(path):
            _prepare(db, path, new=create)
    except BaseException:
        db.close()
        raise
    return db


@contextmanager
def written_once(db: Database) -> Generator[None, None, None]:
    """Inside, what is written goes straight into the file, unless another connection has the file open.

    Otherwise everything is written twice: into the log (WAL) and from there into the file. What a write alters is kept
    beside the file until it is safe on the disk, so that a write is taken whole or not at all, as with the log. The log
    lets others read meanwhile; whoever opens a project brings the log back.
    """
    _set_journal(db, "TRUNCATE")
    try:
        yield
    finally:
        _set_journal(db, "WAL")


def _set_journal(db: Database, mode: str) -> None:
    """Changes how writes are made safe, where others do not use the file: else it stays as it is, safe as well."""
    with suppress(sqlite3.OperationalError):
        db.execute(f"PRAGMA journal_mode = {mode}").fetchall()


def is_sqlite(path: Path) -> bool:
    """Whether there is a file at `path` that begins like a SQLite file, as every project does."""
    try:
        with path.open("rb") as file:
            return file.read(len(_MAGIC)) == _MAGIC
    except OSError:
        return False


def backup(path: Path, *, keep_going: Callable[[], bool] = lambda: True) -> Path | None:
    """Copies the project at `path` into the folder of its backups and drops the oldest copies.

    Nothing is copied when nothing was written since the latest copy. `keep_going` is asked between portions; when it
    says False the copy is abandoned. Gives the copy's path, or None.

    Raises:
        ProjectProblem: the copy cannot be written.
    """
    folder = backups_of(path)
    written = max(f.stat().st_mtime for f in (path, _beside(path, "-wal")) if f.exists())
    copies = sorted(folder.glob("*.db"))
    if copies and copies[-1].stat().st_mtime >= written:
        return None
    part = folder / "copying.part"
    copy = folder / f"{path.stem} {datetime.now():%Y-%m-%d %H.%M.%S}.db"
    try:
        folder.mkdir(exist_ok=True)
        with explained(path):
            finished = _copy(path, part, keep_going)
        if not finished:
            part.unlink()
            return None
        part.replace(copy)
        for old in sorted(folder.glob("*.db"))[:-GENERATIONS]:
            old.unlink()
    except OSError as error:
        raise ProjectProblem(tr("No backup copy of {path} could be made: {error}.", path=path, error=error)) from error
    return copy


def backups_of(path: Path) -> Path:
    """The folder that holds the backup copies of the project at `path`."""
    return path.with_name(f"{path.stem} backups")


@contextmanager
def explained(path: Path) -> Generator[None, None, None]:
    """Turns what SQLite says about the file at `path` into a sentence; what only a bug can cause passes through."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        sentence = _sentence(error.sqlite_errorname or "", path)
        if sentence is None:
            raise
        problem = Conflict if "CONSTRAINT" in (error.sqlite_errorname or "") else ProjectProblem
        raise problem(sentence) from error


def _sentence(name: str, path: Path) -> str | None:
    sentences = {
        "SQLITE_FULL": tr(
            "The disk is full: this was not saved to {path}; free some space and do it again.", path=path
        ),
        "SQLITE_IOERR": tr(
            "The disk of {path} cannot be read or written: this was not saved; check it and do it again.", path=path
        ),
        "SQLITE_READONLY": tr(
            "{path} cannot be written to; allow writing, or copy it to a folder of yours.", path=path
        ),
        "SQLITE_CANTOPEN": tr(
            "{path} cannot be opened for writing; check that the folder exists and is yours.", path=path
        ),
        "SQLITE_BUSY": tr(
            "Another program is writing to {path}; this was not saved: do it again in a moment.", path=path
        ),
        "SQLITE_CORRUPT": tr(
            "{path} is damaged; open the latest copy in “{folder}” instead.", path=path, folder=backups_of(path).name
        ),
        "SQLITE_NOTADB": tr(
            "{path} is no Standpoint project; choose a project file, or import this one as text.", path=path
        ),
        "SQLITE_CONSTRAINT_FOREIGNKEY": tr(
            "This cannot be done: an actor that it names is gone, or something made since then still uses it."
        ),
    }
    return next((sentence for start, sentence in sentences.items() if name.startswith(start)), None)


def _make_room(path: Path) -> None:
    if path.exists():
        raise ProjectProblem(tr("{path} exists already; open it, or choose another name.", path=path))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ProjectProblem(
            tr("The folder of {path} cannot be made: {strerror}.", path=path, strerror=error.strerror)
        ) from error


def _check_file(path: Path) -> None:
    """What can be told from the bytes alone, before SQLite might change them."""
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER)
        size = path.stat().st_size
    except OSError as error:
        raise ProjectProblem(
            tr("The project {path} cannot be opened: {strerror}.", path=path, strerror=error.strerror)
        ) from error
    if not header.startswith(_MAGIC):
        raise ProjectProblem(
            tr("{path} is no Standpoint project; choose a project file, or import this one as text.", path=path)
        )
    page_size = int.from_bytes(header[16:18], "big")
    pages = int.from_bytes(header[28:32], "big")
    expected = max(pages * (65536 if page_size == 1 else page_size), _HEADER)
    # What stands beside the file may hold the rest, or take back what was being written when the program was killed.
    if size < expected and not any(_beside(path, suffix).exists() for suffix in ("-wal", "-journal")):
        raise ProjectProblem(
            tr(
                "{path} is cut short ({size:,} of {expected:,} bytes); open the latest copy in “{folder}”.",
                path=path,
                size=size,
                expected=expected,
                folder=backups_of(path).name,
            )
        )


def _prepare(db: Database, path: Path, *, new: bool) -> None:
    # How long to wait for another program's write; then the shape of the file is checked before anything is written.
    db.execute("PRAGMA busy_timeout = 5000")
    if new:
        db.execute(f"PRAGMA page_size = {_PAGE_SIZE}")
    else:
        _check_identity(db, path)
    db.enable_wal()
    # Every commit reaches the disk before the window says "Saved"; the cost is measured in benchmarks/.
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA foreign_keys = ON")
    _check_writable(db)
    if new or _pragma(db, "user_version") < VERSION:
        migrations.apply(db)
        db.execute(f"PRAGMA user_version = {VERSION}")


def _check_identity(db: Database, path: Path) -> None:
    if _pragma(db, "application_id") != APPLICATION_ID:
        raise ProjectProblem(tr("{path} is a file of another program; choose a Standpoint project.", path=path))
    version = _pragma(db, "user_version")
    if version > VERSION:
        raise ProjectProblem(
            tr(
                "{path} was made by a newer Standpoint (file version {version}, this program knows {known}); update "
                "Standpoint to open it. The file was not touched.",
                path=path,
                version=version,
                known=VERSION,
            )
        )


def _check_writable(db: Database) -> None:
    """Only a write tells whether writing is allowed: beginning one succeeds on a read-only file too."""
    db.execute("BEGIN IMMEDIATE")
    db.execute(f"PRAGMA user_version = {_pragma(db, 'user_version')}")
    db.execute("ROLLBACK")


def _pragma(db: Database, name: str) -> int:
    return int(db.execute(f"PRAGMA {name}").fetchone()[0])


def _copy(path: Path, part: Path, keep_going: Callable[[], bool]) -> bool:
    part.unlink(missing_ok=True)
    source = sqlite3.connect(path)
    target = sqlite3.connect(part)
    try:
        source.backup(target, pages=500, progress=lambda status, remaining, total: _stop_unless(keep_going))
        return True
    except InterruptedError:
        return False
    finally:
        target.close()
        source.close()


def _stop_unless(keep_going: Callable[[], bool]) -> None:
    if not keep_going():
        raise InterruptedError


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)
