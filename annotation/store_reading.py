"""The project file read as values; what is written, and how, stands in `store`."""

# sqlite-utils is typed in part only, so that much of what it gives counts as unknown.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotation.model import Actor, Annotation, Article, Change, Outline, Progress, Setting, Span, Value
from annotation.store_file import explained, open_database
from annotation.store_rows import (
    ACTOR_COLUMNS,
    ANNOTATION_COLUMNS,
    JOURNAL_COLUMNS,
    PROGRESS_COLUMNS,
    actor_from_row,
    annotation_from_row,
    article_from_row,
    change_from_row,
    digest,
    progress_from_row,
)
from annotation.store_shown import SHOWN
from annotation.store_tables import digest_start


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueEntry:
    """One line of the queue: an article as one annotator has it, with counts of annotations by layer and status.

    `number` is its place in the file, from 1, in the order of import.
    """

    number: int
    id: str
    title: str
    state: str
    counts: Mapping[tuple[str, str], int]


class StoreReading:
    """What can be read of an open project file.

    Attributes:
        path: the file.
    """

    def __init__(self, path: Path, *, create: bool = False) -> None:
        """Opens or makes the file at `path`; raises ProjectProblem as `open_database` does."""
        self.path = path
        self._db = open_database(path, create=create)

    def close(self) -> None:
        """Closes the file; first moves the log of what was written into it, so that no other window has to wait."""
        with suppress(sqlite3.DatabaseError):  # a full disk, say: the log stays, and nothing is lost
            self._db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        self._db.close()

    def schemas(self) -> list[tuple[str, str]]:
        """Tag and YAML of every schema that the project has had, oldest first."""
        return [(tag, text) for tag, text in self.rows("SELECT tag, yaml FROM schemas ORDER BY rowid")]

    def article_count(self) -> int:
        """How many articles the project has."""
        return int(self.row("SELECT count(*) FROM articles")[0])

    def last_number(self) -> int:
        """The greatest queue number, 0 in an empty project: how many articles there are, for it leaves no gaps."""
        return int(self.row("SELECT coalesce(max(number), 0) FROM articles")[0])

    def number_of(self, article_id: str) -> int:
        """An article's place in the queue."""
        return int(self.row("SELECT number FROM articles WHERE id = ?", article_id)[0])

    def article(self, article_id: str) -> Article | None:
        """The article of that id, or None."""
        row = self.row("SELECT id, text, title, source, url, published, meta FROM articles WHERE id = ?", article_id)
        return article_from_row(row) if row else None

    def article_with_text(self, text: str) -> str | None:
        """The id of the article that has exactly this text, or None."""
        known = self.known_articles([], [digest(text.encode())])
        return known[0][0] if known else None

    def known_articles(self, ids: Sequence[str], digests: Sequence[str]) -> list[tuple[str, str]]:
        """Id and digest of every article that has one of these ids or one of these digests."""
        by_digest = (
            f"SELECT id, sha256 FROM articles WHERE {digest_start('sha256')} "
            f"IN (SELECT {digest_start('value')} FROM json_each(?1)) "
            "AND sha256 IN (SELECT value FROM json_each(?1))"
        )
        query = f"{by_digest} UNION SELECT id, sha256 FROM articles WHERE id IN (SELECT value FROM json_each(?2))"
        return list(self.rows(query, json.dumps(digests), json.dumps(ids)))

    def suggested(self, article_ids: Sequence[str]) -> set[str]:
        """Those of these articles for which a reader's answer is kept."""
        query = f"SELECT DISTINCT article FROM annotations WHERE article IN ({LISTED}) AND annotator IS NULL"
        return {row[0] for row in self.rows(query, json.dumps(article_ids))}

    def not_suggested(self) -> list[str]:
        """The ids of the articles for which no reader's answer is kept, in queue order."""
        query = (
            "SELECT id FROM articles WHERE NOT EXISTS "
            "(SELECT 1 FROM annotations WHERE article = articles.id AND annotator IS NULL) ORDER BY number"
        )
        return [row[0] for row in self.rows(query)]

    def begun(self, article_ids: Sequence[str]) -> set[tuple[str, str]]:
        """Which of these articles which annotators have begun, as pairs of ids and names."""
        query = f"SELECT article, annotator FROM progress WHERE article IN ({LISTED})"
        return set(self.rows(query, json.dumps(article_ids)))

    def original(self, article_id: str) -> bytes | None:
        """The untouched bytes that an article was imported from, or None if there is no such article."""
        kept = self.row("SELECT bytes FROM originals WHERE article = ?", article_id)
        if kept:
            return kept[0]
        article = self.article(article_id)
        return article.text.encode() if article else None

    def repairs(self, article_id: str) -> list[str]:
        """What was repaired in the text on import, as sentences."""
        row = self.row("SELECT repairs FROM articles WHERE id = ?", article_id)
        return json.loads(row[0]) if row else []

    def imported_on(self, article_id: str) -> str:
        """The day of import, as YYYY-MM-DD."""
        return self.row("SELECT imported FROM articles WHERE id = ?", article_id)[0][:10]

    def article_ids(self, *, done_only: bool = False) -> Iterator[str]:
        """The ids of the articles in queue order; with `done_only` those that some annotator has marked done."""
        where = "WHERE id IN (SELECT article FROM progress WHERE state = 'done')" if done_only else ""
        return (row[0] for row in self.rows(f"SELECT id FROM articles {where} ORDER BY number"))

    def queue(self, annotator: str, *, after: int, limit: int) -> list[QueueEntry]:
        """Up to `limit` articles behind queue number `after`, as `annotator` has them."""
        rows = list(
            self.rows(
                "SELECT number, id, title, coalesce(state, 'open') FROM articles LEFT JOIN progress "
                "ON article = id AND annotator = ? WHERE number > ? ORDER BY number LIMIT ?",
                annotator,
                after,
                limit,
            )
        )
        return [
            QueueEntry(number=number, id=article, title=title, state=state, counts=self.counts(article, annotator))
            for number, article, title, state in rows
        ]

    def counts(self, article_id: str, annotator: str) -> dict[tuple[str, str], int]:
        """How many annotations of an article `annotator` has, by layer and status."""
        rows = self.rows(
            "SELECT layer, status, count(*) FROM annotations WHERE article = ? AND annotator = ? GROUP BY 1, 2",
            article_id,
            annotator,
        )
        return {(layer, status): count for layer, status, count in rows}

    def beside(self, article_id: str, step: int) -> str | None:
        """The id of the article behind (1) or before (-1) another one in the queue, or None at its end."""
        sign, order = (">", "") if step > 0 else ("<", "DESC")
        query = f"SELECT id FROM articles WHERE number {sign} ? ORDER BY number {order} LIMIT 1"
        row = self.row(query, self.number_of(article_id))
        return row[0] if row else None

    def next_open(self, annotator: str, *, after: int) -> str | None:
        """The id of the first article behind queue number `after` that is open for `annotator`, or from the top."""
        query = (
            "SELECT id FROM articles WHERE number {} ? AND NOT EXISTS (SELECT 1 FROM progress "
            "WHERE article = id AND annotator = ? AND state <> 'open') ORDER BY number LIMIT 1"
        )
        row = self.row(query.format(">"), after, annotator) or self.row(query.format("<"), after, annotator)
        return row[0] if row else None

    def state_counts(self, annotator: str) -> dict[str, int]:
        """How many articles `annotator` has marked, by state."""
        rows = self.rows("SELECT state, count(*) FROM progress WHERE annotator = ? GROUP BY 1", annotator)
        return dict(rows)

    def progress_counts(self) -> list[tuple[str, str, int]]:
        """Annotator, state and how many articles, over the whole project."""
        return list(self.rows("SELECT annotator, state, count(*) FROM progress GROUP BY 1, 2"))

    def layer_counts(self) -> list[tuple[str, str, str, int]]:
        """Annotator (empty for the reader's own), layer, status and how many, over the whole project."""
        return list(
            self.rows("SELECT coalesce(annotator, ''), layer, status, count(*) FROM annotations GROUP BY 1, 2, 3")
        )

    def annotations(self, article_id: str, annotator: str | None) -> list[Annotation]:
        """One annotator's annotations of an article in reading order; None gives what the reader suggested."""
        found = self._annotations("article = ? AND annotator IS ?", article_id, annotator)
        return sorted(found, key=lambda a: a.place)

    def outlines(self, article_id: str, annotator: str) -> list[Outline]:
        """The outlines of one annotator's annotations of an article, in reading order."""
        rows = self.all_rows(
            'SELECT coalesce(min(start), 0), coalesce(max("end"), 0), id, layer, status FROM annotations '
            "LEFT JOIN spans ON annotation = id WHERE article = ? AND annotator = ? GROUP BY id ORDER BY 1, 2, 3",
            article_id,
            annotator,
        )
        return [Outline._make(row) for row in rows]

    def naming_counts(self, article_id: str, annotator: str, *, hidden: Sequence[str]) -> list[tuple[str, str, int]]:
        """Actor, layer and how many of one annotator's annotations of an article name that actor; without what was
        rejected, and without the suggestions of the layers `hidden`.
        """
        return self.all_rows(
            "SELECT actor, layer, count(DISTINCT id) FROM annotations JOIN roles ON annotation = id "
            f"WHERE article = ? AND annotator = ? AND {SHOWN} GROUP BY 1, 2",
            article_id,
            annotator,
            json.dumps(hidden),
        )

    def actor_count(self, article_id: str, annotator: str, *, hidden: Sequence[str]) -> int:
        """How many actors there are in `naming_counts`."""
        query = (
            "SELECT count(DISTINCT actor) FROM annotations JOIN roles ON annotation = id "
            f"WHERE article = ? AND annotator = ? AND {SHOWN}"
        )
        return int(self.row(query, article_id, annotator, json.dumps(hidden))[0])

    def names(
        self, article_id: str, annotator: str, layer: str, role: str, *, hidden: Sequence[str]
    ) -> list[tuple[str, str, int, int]]:
        """Actor, annotation, start and end of every span in `role` of a layer, in reading order.

        What `naming_counts` leaves out is left out here; an actor who has two roles in one annotation comes twice.
        """
        return self.all_rows(
            'SELECT actor, id, start, "end" FROM annotations JOIN roles ON roles.annotation = id '
            "JOIN spans ON spans.annotation = id AND spans.role = ? "
            f'WHERE article = ? AND annotator = ? AND {SHOWN} AND layer = ? ORDER BY start, "end", id',
            role,
            article_id,
            annotator,
            json.dumps(hidden),
            layer,
        )

    def all_annotations(self, article_id: str) -> list[Annotation]:
        """Everybody's annotations of an article, by id."""
        return sorted(self._annotations("article = ?", article_id), key=lambda a: a.id)

    def annotation(self, annotation_id: str) -> Annotation | None:
        """The annotation of that id, or None."""
        return next(iter(self._annotations("id = ?", annotation_id)), None)

    def annotations_naming(self, actor_ids: Sequence[str]) -> list[Annotation]:
        """Everybody's annotations, in the whole project, in which one of these actors has a role, by id."""
        naming = f"id IN (SELECT annotation FROM roles WHERE actor IN ({LISTED}))"
        return sorted(self._annotations(naming, json.dumps(actor_ids)), key=lambda a: a.id)

    def annotations_with(self, ids: Sequence[str]) -> list[Annotation]:
        """The annotations that have one of these ids, in no particular order."""
        return self._annotations(f"id IN ({LISTED})", json.dumps(ids))

    def actors_with(self, ids: Sequence[str]) -> list[Actor]:
        """The actors that have one of these ids, in no particular order."""
        query = f"SELECT {ACTOR_COLUMNS} FROM actors WHERE id IN ({LISTED})"
        return [actor_from_row(row) for row in self.rows(query, json.dumps(ids))]

    def actor(self, actor_id: str) -> Actor | None:
        """The actor of that id, or None."""
        row = self.row(f"SELECT {ACTOR_COLUMNS} FROM actors WHERE id = ?", actor_id)
        return actor_from_row(row) if row else None

    def actor_named(self, name: str, kind: str) -> Actor | None:
        """The oldest actor of exactly that name and kind; else one that has the name as an alias, best of that kind."""
        query = f"SELECT {ACTOR_COLUMNS} FROM actors WHERE name = ? AND kind = ? ORDER BY id LIMIT 1"
        also = (
            f"SELECT {ACTOR_COLUMNS} FROM actors WHERE id IN (SELECT actor FROM aliases WHERE alias = ?) "
            "ORDER BY kind = ? DESC, id LIMIT 1"
        )
        row = self.row(query, name, kind) or self.row(also, name, kind)
        return actor_from_row(row) if row else None

    def actors_of(self, article_id: str) -> list[Actor]:
        """The actors that any annotation of an article names, whoever made it."""
        rows = self.rows(
            f"SELECT {ACTOR_COLUMNS} FROM actors WHERE id IN "
            "(SELECT actor FROM annotations JOIN roles ON annotation = annotations.id WHERE article = ?) ORDER BY id",
            article_id,
        )
        return [actor_from_row(row) for row in rows]

    def actors_like(self, words: str, *, limit: int) -> list[Actor]:
        """Up to `limit` actors of the project whose name or alias contains `words` in any case, shortest name first."""
        pattern = "%" + words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        rows = self.rows(
            f"SELECT {ACTOR_COLUMNS} FROM actors WHERE name LIKE ?1 ESCAPE '\\' "
            "OR id IN (SELECT actor FROM aliases WHERE alias LIKE ?1 ESCAPE '\\') ORDER BY length(name), name LIMIT ?2",
            pattern,
            limit,
        )
        return [actor_from_row(row) for row in rows]

    def progress(self, article_id: str, annotator: str) -> Progress | None:
        """How far `annotator` is with an article; None before they first opened it."""
        return next((p for p in self.all_progress(article_id) if p.annotator == annotator), None)

    def all_progress(self, article_id: str) -> list[Progress]:
        """How far everybody is with an article, by annotator."""
        query = f"SELECT {PROGRESS_COLUMNS} FROM progress WHERE article = ? ORDER BY annotator"
        return [progress_from_row(row) for row in self.rows(query, article_id)]

    def setting(self, name: str) -> Setting | None:
        """What is set for the project under that name, or None."""
        row = self.row("SELECT name, value FROM settings WHERE name = ?", name)
        return Setting(name=row[0], value=row[1]) if row else None

    def change(self, number: int) -> Change | None:
        """The journal's entry of that number, or None."""
        row = self.row(f"SELECT {JOURNAL_COLUMNS} FROM journal WHERE number = ?", number)
        return change_from_row(row) if row else None

    def history(self, *, annotator: str, limit: int) -> list[Change]:
        """The annotator's latest changes, newest first, without their edits: `change` gives those, maybe thousands."""
        columns = JOURNAL_COLUMNS.replace("edits", "'[]'")
        query = f"SELECT {columns} FROM journal WHERE annotator = ? ORDER BY number DESC LIMIT ?"
        return [change_from_row(row) for row in self.rows(query, annotator, limit)]

    def edit_count(self, number: int) -> int:
        """How many values the journal's entry of that number is about."""
        row = self.row("SELECT json_array_length(edits) FROM journal WHERE number = ?", number)
        return int(row[0]) if row else 0

    def last_undoable(self, annotator: str) -> int | None:
        """The journal number of the annotator's latest action that stands, or None.

        What changed no value, as when the labels were changed, is passed over.

        Read backwards, undo and redo pair up like brackets: each undo skips one action or redo before it.
        """
        undone = 0
        for kind, number, of in self._kinds_backwards(annotator):
            if kind == "undo":
                undone += 1
            elif undone:
                undone -= 1
            else:
                return number if of is None else of
        return None

    def last_redoable(self, annotator: str) -> int | None:
        """The journal number of the annotator's latest action that was undone with no new action since, or None."""
        redone = 0
        for kind, _, of in self._kinds_backwards(annotator):
            if kind == "do":
                return None
            if kind == "redo":
                redone += 1
            elif redone:
                redone -= 1
            else:
                return of
        return None

    def stored(self, value: Value) -> Value | None:
        """How a value stands in the file now, or None where it is gone."""
        match value:
            case Annotation():
                return self.annotation(value.id)
            case Actor():
                return self.actor(value.id)
            case Progress():
                return self.progress(value.article, value.annotator)
            case Setting():
                return self.setting(value.name)

    def data_version(self) -> int:
        """A number that differs when another connection (another window, a command) has written to the file."""
        return int(self.row("PRAGMA data_version")[0])

    # For the other modules called `store` ------------------------------------------------------------------------

    def rows(self, sql: str, *parameters: object) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, read as one goes on; raises ProjectProblem where the file cannot be read."""
        with explained(self.path):
            yield from self._db.execute(sql, parameters)

    def all_rows(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        """All rows of a query at once."""
        with explained(self.path):
            return self._db.execute(sql, parameters).fetchall()

    def row(self, sql: str, *parameters: object) -> Any:
        """The first row of a query, or None."""
        with explained(self.path):
            return self._db.execute(sql, parameters).fetchone()

    # In detail ---------------------------------------------------------------------------------------------------

    def _kinds_backwards(self, annotator: str) -> Iterator[tuple[str, int, int | None]]:
        query = "SELECT kind, number, of FROM journal WHERE annotator = ? AND edits <> '[]' ORDER BY number DESC"
        rows = self.rows(query, annotator)
        return ((kind, number, of) for kind, number, of in rows)

    def _annotations(self, where: str, *parameters: object) -> list[Annotation]:
        rows = self.all_rows(f"SELECT {ANNOTATION_COLUMNS} FROM annotations WHERE {where}", *parameters)
        within = f"annotation IN (SELECT id FROM annotations WHERE {where})"
        spans: dict[str, dict[str, tuple[Span, ...]]] = defaultdict(dict)
        query = f'SELECT annotation, role, start, "end" FROM spans WHERE {within} ORDER BY annotation, role, position'
        for annotation, role, start, end in self.all_rows(query, *parameters):
            pieces, piece = spans[annotation], Span(start, end)
            pieces[role] = (*pieces[role], piece) if role in pieces else (piece,)
        actors: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
        query = f"SELECT annotation, role, actor FROM roles WHERE {within} ORDER BY annotation, role, position"
        for annotation, role, actor in self.all_rows(query, *parameters):
            named = actors[annotation]
            named[role] = (*named[role], actor) if role in named else (actor,)
        return [annotation_from_row(row, spans[row[0]], actors[row[0]]) for row in rows]


LISTED = "SELECT value FROM json_each(?)"
"""SQL for the items of a list that is given as JSON."""
