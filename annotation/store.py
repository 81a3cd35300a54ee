"""The project file as values: the modules called `store` are the only ones that speak SQL.

Every write is one transaction. A change is written together with its journal entry, and only if the values that it
was built on still stand, so that two windows on one file cannot overwrite each other's labels.
"""

# sqlite-utils is typed in part only, so that much of what it gives counts as unknown.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice

from annotation.errors import Conflict
from annotation.model import Actor, Annotation, Change, Edit, Labels, Progress, Setting, Value
from annotation.store_file import explained, written_once
from annotation.store_reading import StoreReading
from annotation.store_rows import (
    ANNOTATION_COLUMNS,
    ARTICLE_COLUMNS,
    PROGRESS_COLUMNS,
    NewArticle,
    alias_rows,
    annotation_row,
    article_row,
    edit_record,
    role_rows,
    span_rows,
)
from annotation.words import tr


class Store(StoreReading):
    """One open project file. Not to be shared between threads: each opens its own."""

    # Writing -----------------------------------------------------------------------------------------------------

    def add_schema(self, tag: str, text: str) -> None:
        """Keeps a schema's YAML in the file, so that the project knows its labels wherever it is taken."""
        with self.writing():
            self._db.execute("INSERT INTO schemas VALUES (?, ?, ?) ON CONFLICT DO NOTHING", (tag, text, _now()))

    def add_guidelines(self, name: str, markdown: str) -> None:
        """Keeps a file of guidelines; those that were kept before stay in the file."""
        with self.writing():
            values = (name, markdown, _now())
            self._db.execute("INSERT INTO guidelines (name, markdown, added) VALUES (?, ?, ?)", values)

    def add_articles(self, news: Iterable[NewArticle], *, meanwhile: Callable[[], object] = lambda: None) -> None:
        """Adds articles to the file and to the full-text index; ids and texts must be new. One transaction.

        `meanwhile` is called before the index is filled: SQLite does that without Python, which is free for a thread.
        """
        news = list(news)
        with self.writing():
            first = self.last_number() + 1
            now = _now()
            self._many(
                f"INSERT INTO articles ({ARTICLE_COLUMNS}) VALUES ({'?, ' * 11}CAST(? AS TEXT))",
                [article_row(number, new, now) for number, new in enumerate(news, first)],
            )
            self._many(
                "INSERT INTO originals VALUES (?, ?)",
                [(new.article.id, new.original) for new in news if new.original is not None],
            )
            meanwhile()
            self._db.execute(
                "INSERT INTO articles_fts (rowid, title, text) SELECT number, title, text FROM articles "
                "WHERE number >= ?",
                (first,),
            )

    @contextmanager
    def bulk(self) -> Generator[None, None, None]:
        """Inside, much is written: once, where nobody else has the file open, else through a log that may grow long.

        SQLite may take 16 MB of memory, for in a large project an import touches pages all over its indexes.
        """
        self._set_memory(16 << 10, 5_000)
        try:
            with written_once(self._db):
                yield
        finally:
            self._set_memory(2000, 1000)

    def add_labels(self, labels: Labels, progress: Sequence[Progress] = ()) -> None:
        """Adds actors (those already there stay as they are), annotations and progress. One transaction.

        This is for labels that arrive from a reader or a file; what an annotator does goes through `apply`.
        """
        with self.writing():
            new = [actor for actor in labels.actors if actor.aliases and self.actor(actor.id) is None]
            self._many(
                "INSERT INTO actors VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                [(a.id, a.name, a.kind, a.wikidata, a.note) for a in labels.actors],
            )
            self._many("INSERT INTO aliases VALUES (?, ?, ?)", [row for actor in new for row in alias_rows(actor)])
            self._insert_annotations(labels.annotations)
            for value in progress:
                self._put(value)

    def apply(self, change: Change) -> Change:
        """Writes every edit of `change` and its journal entry as one transaction, and gives it back numbered.

        Raises:
            Conflict: a value is not as the change was built on; somebody else has changed it. Nothing was written.
            ProjectProblem: the file cannot be written (full disk, damage). Nothing was written.
        """
        at = _now()
        with self.writing():
            for edit in change.edits:
                self._check_unchanged(edit)
                self._write(edit)
            edits = json.dumps([edit_record(edit) for edit in change.edits], ensure_ascii=False)
            cursor = self._db.execute(
                "INSERT INTO journal (at, annotator, action, article, kind, of, edits) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (at, change.annotator, change.action, change.article, change.kind, change.of, edits),
            )
            number = cursor.lastrowid or 0
            self._many("INSERT INTO touched VALUES (?, ?, ?)", [(*one, number) for one in _touched_by(change)])
        return replace(change, at=at, number=number)

    @contextmanager
    def writing(self) -> Generator[None, None, None]:
        """One transaction over everything inside; may be nested.

        The write lock is taken at once, so that what is read inside is what is written over.
        """
        with explained(self.path):
            if self._db.conn.in_transaction:
                yield
                return
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.conn.execute("COMMIT")
            except BaseException:
                self._db.rollback()
                raise

    # In detail ---------------------------------------------------------------------------------------------------

    def _set_memory(self, kilobytes: int, log_pages: int) -> None:
        self._db.execute(f"PRAGMA cache_size = -{kilobytes}")
        self._db.execute(f"PRAGMA wal_autocheckpoint = {log_pages}")

    def _many(self, sql: str, rows: Sequence[tuple[object, ...]]) -> None:
        self._db.conn.executemany(sql, rows)

    def _check_unchanged(self, edit: Edit) -> None:
        if _as_decided(self.stored(edit.value), edit) != _as_decided(edit.before, edit):
            raise Conflict(tr("This was changed in another window meanwhile; look at it again and repeat your action."))

    def _write(self, edit: Edit) -> None:
        match edit.before, edit.after:
            case Annotation() as before, Annotation() as after:
                self._update_annotation(before, after)
            case _, None:
                self._delete(edit.value)
            case _, after:
                self._put(after)

    def _put(self, value: Value) -> None:
        match value:
            case Annotation():
                self._insert_annotations([value])
            case Actor():
                self._db.execute(
                    "INSERT INTO actors VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name, "
                    "kind = excluded.kind, wikidata = excluded.wikidata, note = excluded.note",
                    (value.id, value.name, value.kind, value.wikidata, value.note),
                )
                self._db.execute("DELETE FROM aliases WHERE actor = ?", (value.id,))
                self._many("INSERT INTO aliases VALUES (?, ?, ?)", list(alias_rows(value)))
            case Progress():
                # Whether the work is blind was settled when the article was first opened: that stays, as below.
                own = (value.article, value.annotator, value.state, value.suggested, json.dumps(value.revealed))
                self._db.execute(
                    f"INSERT INTO progress ({PROGRESS_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?) "
                    "ON CONFLICT DO UPDATE SET state = excluded.state, "
                    "suggested = max(suggested, excluded.suggested), revealed = excluded.revealed",
                    (*own, value.blind),
                )
            case Setting():
                self._db.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (value.name, value.value))

    def _delete(self, value: Value) -> None:
        match value:
            case Progress():
                # That suggestions were laid out stays true, whatever is taken back.
                whose = (value.article, value.annotator)
                where = "WHERE article = ? AND annotator = ?"
                self._db.execute(f"DELETE FROM progress {where} AND NOT suggested", whose)
                self._db.execute(f"UPDATE progress SET state = 'open', revealed = '[]' {where}", whose)
            case Setting():
                self._db.execute("DELETE FROM settings WHERE name = ?", (value.name,))
            case _:
                table = "actors" if isinstance(value, Actor) else "annotations"
                self._db.execute(f"DELETE FROM {table} WHERE id = ?", (value.id,))

    def _insert_annotations(self, annotations: Iterable[Annotation]) -> None:
        for batch in _batches(annotations, 500):
            self._many(
                f"INSERT INTO annotations ({ANNOTATION_COLUMNS}) VALUES ({_PLACES})",
                [annotation_row(annotation) for annotation in batch],
            )
            self._insert_parts(batch)

    def _insert_parts(self, annotations: Sequence[Annotation]) -> None:
        self._many("INSERT INTO spans VALUES (?, ?, ?, ?, ?)", [row for a in annotations for row in span_rows(a)])
        self._many("INSERT INTO roles VALUES (?, ?, ?, ?)", [row for a in annotations for row in role_rows(a)])

    def _update_annotation(self, before: Annotation, after: Annotation) -> None:
        columns = annotation_row(after)
        sets = ", ".join(f"{column} = ?" for column in ANNOTATION_COLUMNS.split(", ")[1:])
        self._db.execute(f"UPDATE annotations SET {sets} WHERE id = ?", (*columns[1:], columns[0]))
        if (before.spans, before.actors) != (after.spans, after.actors):
            self._db.execute("DELETE FROM spans WHERE annotation = ?", (after.id,))
            self._db.execute("DELETE FROM roles WHERE annotation = ?", (after.id,))
            self._insert_parts([after])


_PLACES = ", ".join("?" for _ in ANNOTATION_COLUMNS.split(", "))
"""SQL for the values of an annotation's row."""


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _touched_by(change: Change) -> list[tuple[str, str]]:
    """The article (none for an actor) and the id of each annotation and actor that a change is about."""
    about = [edit.value for edit in change.edits]
    values = (value for value in about if isinstance(value, Annotation | Actor))
    return list(dict.fromkeys((getattr(value, "article", ""), value.id) for value in values))


def _as_decided(value: Value | None, edit: Edit) -> Value | None:
    """What of a value the annotator decides: of progress not whether suggestions were laid out, or it is blind."""
    if not isinstance(edit.value, Progress):
        return value
    begun = (
        value if isinstance(value, Progress) else Progress(article=edit.value.article, annotator=edit.value.annotator)
    )
    return replace(begun, suggested=False, blind=False)


def _batches(items: Iterable[Annotation], size: int) -> Iterator[list[Annotation]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
