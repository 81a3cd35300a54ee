"""What the journal tells about single annotations and actors, found through the table `touched`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from annotation.model import Actor, Annotation, Change, Edit
from annotation.store_reading import StoreReading
from annotation.store_rows import JOURNAL_COLUMNS, change_from_row

# A change may have thousands of edits, which SQLite looks through much faster than all of them could be read.
_COLUMNS = (
    f"{JOURNAL_COLUMNS.removesuffix(', edits')}, "
    "(SELECT json_group_array(json(edit.value)) FROM json_each(edits) AS edit WHERE instr(edit.value, ?1) "
    "AND ?1 IN (SELECT json_extract(side.value, ?2) FROM json_each(edit.value) AS side))"
)
"""The columns of a change with only those edits whose value has an id (the first parameter) somewhere (the second)."""


def changes_of(store: StoreReading, annotation: Annotation, *, limit: int) -> list[Change]:
    """The latest changes that touched an annotation, newest first, without what they did to anything else."""
    query = (
        f"SELECT {_COLUMNS} FROM journal WHERE number IN "
        "(SELECT number FROM touched WHERE article = ?3 AND value = ?1 ORDER BY number DESC LIMIT ?4) "
        "ORDER BY number DESC"
    )
    return [change_from_row(row) for row in store.all_rows(query, annotation.id, "$.id", annotation.article, limit)]


def deletions_in(store: StoreReading, article_id: str) -> Iterator[Change]:
    """The changes that deleted what is not there any more of an article, newest first, read as one goes on.

    What each did to anything else is left out.
    """
    gone: dict[int, set[str]] = defaultdict(set)
    query = (
        "SELECT max(number), value FROM touched WHERE article = ?1 "
        "AND value NOT IN (SELECT id FROM annotations WHERE article = ?1) GROUP BY value"
    )
    for number, annotation in store.all_rows(query, article_id):
        gone[number].add(annotation)
    for number in sorted(gone, reverse=True):
        change = _journalled(store, number, article_id, "$.article")
        yield replace(change, edits=tuple(edit for edit in change.edits if _id_of(edit) in gone[number]))


def lost_actors(store: StoreReading, ids: Iterable[str]) -> list[Actor]:
    """Actors that are in the project no more, as they last were; without those that it never had."""
    query = "SELECT max(number) FROM touched WHERE article = '' AND value = ?"
    last = {actor: store.row(query, actor)[0] for actor in ids}
    changes = [_journalled(store, number, actor, "$.id") for actor, number in last.items() if number]
    return [edit.value for change in changes for edit in change.edits if isinstance(edit.value, Actor)]


def _journalled(store: StoreReading, number: int, naming: str, where: str) -> Change:
    return change_from_row(store.row(f"SELECT {_COLUMNS} FROM journal WHERE number = ?3", naming, where, number))


def _id_of(edit: Edit) -> str | None:
    return edit.value.id if isinstance(edit.value, Annotation) else None
