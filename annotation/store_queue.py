"""The queue in other orders than that of the import, and parts of it: lists of the numbers of articles."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Literal, TypeAlias, get_args

from annotation.blind import is_chosen
from annotation.store_reading import LISTED, QueueEntry, StoreReading
from annotation.store_shown import held_back

Order: TypeAlias = Literal["imported", "uncertain", "suggestions"]
"""As imported, least certain first, or most suggestions first."""
Part: TypeAlias = Literal["all", "open", "review", "done", "skipped", "suggested"]
"""All articles, those to do, those begun, those done or skipped, or those with suggestions that are undecided."""

ORDERS: tuple[Order, ...] = get_args(Order)
PARTS: tuple[Part, ...] = get_args(Part)


def queue_numbers(
    store: StoreReading, annotator: str, order: Order, part: Part, hidden: Sequence[str], *, blind_share: int = 0
) -> list[int]:
    """The numbers of the articles of a part of the queue, in an order; what is alike stays as imported.

    What waits for a decision are the annotator's suggestions and, in articles that they have not opened, the reader's,
    but for the layers `hidden`, and for blind articles, of which there are `blind_share` in a hundred. It takes as long
    as looking at all of these.
    """
    numbers = [row[0] for row in store.rows("SELECT number FROM articles ORDER BY number")]
    waiting = _waiting(store, annotator, hidden, blind_share) if order != "imported" or part == "suggested" else {}
    kept = _kept(store, annotator, part, waiting)
    numbers = [number for number in numbers if kept(number)]
    if order == "uncertain":  # what has no score, or nothing to decide, comes last
        numbers.sort(key=lambda number: waiting.get(number, (0, 2.0))[1])
    elif order == "suggestions":
        numbers.sort(key=lambda number: -waiting.get(number, (0, 2.0))[0])
    return numbers


def queue_lines(store: StoreReading, annotator: str, numbers: Sequence[int]) -> list[QueueEntry]:
    """The lines of the articles of these numbers, as `annotator` has them, in no particular order."""
    rows = store.all_rows(
        "SELECT number, id, title, coalesce(state, 'open') FROM articles LEFT JOIN progress "
        f"ON article = id AND annotator = ? WHERE number IN ({LISTED})",
        annotator,
        json.dumps(numbers),
    )
    return [
        QueueEntry(number=number, id=article, title=title, state=state, counts=store.counts(article, annotator))
        for number, article, title, state in rows
    ]


def article_numbered(store: StoreReading, number: int) -> str:
    """The id of the article of that number."""
    return str(store.row("SELECT id FROM articles WHERE number = ?", number)[0])


def first_open(store: StoreReading, annotator: str, numbers: Sequence[int]) -> str | None:
    """The id of the first article of a list of numbers that is open for `annotator`, or None."""
    # Joined in this order, the list is gone through from its beginning, and no farther than need be.
    row = store.row(
        "SELECT articles.id FROM json_each(?) CROSS JOIN articles ON number = json_each.value WHERE NOT EXISTS "
        "(SELECT 1 FROM progress WHERE article = articles.id AND annotator = ? AND state <> 'open') LIMIT 1",
        json.dumps(numbers),
        annotator,
    )
    return row[0] if row else None


def _kept(
    store: StoreReading, annotator: str, part: Part, waiting: dict[int, tuple[int, float]]
) -> Callable[[int], bool]:
    """Tells of an article's number whether it belongs to a part of the queue."""
    match part:
        case "all":
            return lambda _number: True
        case "suggested":
            return waiting.__contains__
        case "done" | "skipped":
            return _in_state(store, annotator, part).__contains__
        case "open":
            closed = _in_state(store, annotator, "done") | _in_state(store, annotator, "skipped")
            return lambda number: number not in closed
        case "review":
            begun = _begun(store, annotator)
            return begun.__contains__


def _in_state(store: StoreReading, annotator: str, state: str) -> set[int]:
    query = "SELECT number FROM progress JOIN articles ON id = article WHERE annotator = ? AND state = ?"
    return {row[0] for row in store.rows(query, annotator, state)}


def _begun(store: StoreReading, annotator: str) -> set[int]:
    """The open articles in which something was decided."""
    query = (
        "SELECT number FROM progress JOIN articles ON id = progress.article "
        "WHERE progress.annotator = ?1 AND state = 'open' AND EXISTS (SELECT 1 FROM annotations "
        "WHERE article = articles.id AND annotations.annotator = ?1 AND status <> 'suggested')"
    )
    return {row[0] for row in store.rows(query, annotator)}


def _waiting(
    store: StoreReading, annotator: str, hidden: Sequence[str], blind_share: int
) -> dict[int, tuple[int, float]]:
    """How many suggestions are undecided in each open article that has any, and their mean score (2 without any)."""
    blind = held_back(annotator="?1", on_demand="'[]'")
    query = (
        "SELECT number, count(*), coalesce(avg(score), 2.0), articles.id, state IS NULL FROM annotations JOIN articles "
        "ON articles.id = annotations.article LEFT JOIN progress "
        "ON progress.article = annotations.article AND progress.annotator = ?1 WHERE status = 'suggested' "
        f"AND layer NOT IN ({LISTED.replace('?', '?2')}) AND NOT {blind} "
        "AND coalesce(state, 'open') = 'open' "
        "AND annotations.annotator IS CASE WHEN suggested THEN ?1 END GROUP BY number"
    )
    return {
        number: (count, mean)
        for number, count, mean, article, new in store.rows(query, annotator, json.dumps(hidden))
        if not (new and is_chosen(article, blind_share))
    }
