"""Searching the project file: articles through the full-text index, annotations by whom they name and what they say.

Everything comes in an order that an index has, and in portions, so that the first hits cost the same in a large
project: articles as they were imported, annotations as they were made.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import islice
from typing import Any

from annotation.folding import fold
from annotation.searching import FieldFilter, Query, Words
from annotation.store_reading import LISTED, StoreReading
from annotation.store_shown import held_back

MANY_ACTORS = 300
"""From how many actors on their annotations are not gone through one actor beside the other."""

Found = tuple[Any, str]
"""Where one goes on behind an annotation, and its id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which annotations count, as SQL about the row `a` and its parameters."""

    where: str
    parameters: tuple[object, ...]


def wanted(store: StoreReading, query: Query, annotator: str, hidden: Sequence[str]) -> Wanted:
    """What a query asks of an annotation's own row, for `annotator`; `hidden` are the layers on demand.

    Without a filter for annotators these are the annotator's own and, in articles that they have not opened yet, what
    the reader suggested. Suggestions that are held back from them, and without a filter for the status what was
    rejected, are left out. Of articles that they have not begun, it is not known here whether they are blind.
    """
    clauses = [f"a.layer IN ({LISTED})", _status(query), f"NOT {held_back(row='a', annotator='?')}"]
    parameters: list[object] = [json.dumps(query.layers)]
    parameters += [json.dumps(query.statuses)] if query.statuses else []
    parameters += [json.dumps(hidden), annotator, annotator]
    if query.annotator:
        clauses.append(f"a.annotator IN ({LISTED})")
        parameters.append(json.dumps(annotators_called(store, query.annotator)))
    else:
        clauses.append(_OWN)
        parameters += [annotator, annotator]
    clauses += ["a.flagged"] if query.flagged else []
    clauses += ["a.note <> ''"] if query.note else []
    for field in query.fields:
        clause, values = _field(field)
        clauses.append(clause)
        parameters += values
    return Wanted(where=" AND ".join(clauses), parameters=tuple(parameters))


def annotators_called(store: StoreReading, folded: str) -> list[str]:
    """The annotators whose name contains `folded`, which has neither case nor accents."""
    names: list[str] = []
    while row := store.row("SELECT min(annotator) FROM progress WHERE annotator > ?", names[-1] if names else ""):
        if row[0] is None:
            break
        names.append(row[0])
    return [name for name in names if folded in fold(name)]


# Articles --------------------------------------------------------------------------------------------------------


def articles_with(store: StoreReading, words: Iterable[Words], *, after: int, limit: int) -> list[int]:
    """The numbers of up to `limit` articles behind number `after` in which all of these words occur, one by one."""
    rows = store.all_rows(
        "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ? AND rowid > ? ORDER BY rowid LIMIT ?",
        _match(words),
        after,
        limit,
    )
    return [row[0] for row in rows]


def texts_of(store: StoreReading, numbers: Sequence[int]) -> list[tuple[int, str, str, str]]:
    """Number, id, title and text of the articles of these numbers, in their order."""
    query = f"SELECT number, id, title, text FROM articles WHERE number IN ({LISTED}) ORDER BY number"
    return store.all_rows(query, json.dumps(numbers))


def texts_with_ids(store: StoreReading, ids: Iterable[str]) -> dict[str, tuple[int, str, str]]:
    """Number, title and text of the articles of these ids."""
    query = f"SELECT id, number, title, text FROM articles WHERE id IN ({LISTED})"
    return {row[0]: row[1:] for row in store.rows(query, json.dumps(list(ids)))}


# Actors ----------------------------------------------------------------------------------------------------------


def actors_called(store: StoreReading, folded: str) -> frozenset[str]:
    """The ids of the actors whose name or an alias contains `folded`, which has neither case nor accents."""
    pattern = "%" + folded.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    plain = store.rows(
        "SELECT id FROM actors WHERE name LIKE ?1 ESCAPE '\\' "
        "UNION SELECT actor FROM aliases WHERE alias LIKE ?1 ESCAPE '\\'",
        pattern,
    )
    # SQLite knows the case of plain letters only.
    other = store.rows(
        "SELECT id, name FROM actors WHERE name GLOB ?1 UNION SELECT actor, alias FROM aliases WHERE alias GLOB ?1",
        "*[^ -~]*",
    )
    return frozenset((*(row[0] for row in plain), *(actor for actor, name in other if folded in fold(name))))


def roles_of(store: StoreReading, actors: Iterable[str], roles: Iterable[str], *, limit: int) -> int:
    """In how many annotations these actors have one of these roles, counted up to `limit`."""
    query = (
        f"SELECT count(*) FROM (SELECT 1 FROM json_each(?) CROSS JOIN roles ON actor = json_each.value "
        f"WHERE role IN ({LISTED}) LIMIT ?)"
    )
    return int(store.row(query, json.dumps(list(actors)), json.dumps(list(roles)), limit)[0])


# Annotations -----------------------------------------------------------------------------------------------------


def naming(
    store: StoreReading, actors: frozenset[str], roles: Iterable[str], wanted: Wanted, *, after: str, limit: int
) -> list[Found]:
    """Up to `limit` annotations behind the id `after` in which one of these actors has one of these roles, by id."""
    listed = json.dumps(list(roles))
    query = (
        "SELECT DISTINCT roles.annotation FROM {} CROSS JOIN annotations a ON a.id = roles.annotation "
        f"WHERE roles.actor {{}} AND roles.annotation > ? AND roles.role IN ({LISTED}) AND {wanted.where} "
        "ORDER BY roles.annotation"
    )
    if len(actors) > MANY_ACTORS:
        groups: list[tuple[str, object]] = [(f"IN ({LISTED})", json.dumps(list(actors)))]
    else:
        groups = [("= ?", actor) for actor in actors]
    columns = (
        store.rows(query.format("roles", which), value, after, listed, *wanted.parameters) for which, value in groups
    )
    return [(row[0], row[0]) for row in islice(_once(merge(*columns)), limit)]


def labelled(store: StoreReading, wanted: Wanted, query: Query, *, after: int, limit: int) -> list[Found]:
    """Up to `limit` annotations behind the row `after` that are wanted, in the order in which they were made."""
    sql = (
        'SELECT a.rowid, a.id FROM annotations a WHERE a.layer = ? AND a.status = ? AND a."values" = ? '
        f"AND a.rowid > ? AND {wanted.where} ORDER BY a.rowid"
    )
    columns = (store.rows(sql, *labels, after, *wanted.parameters) for labels in _labels(store, query))
    return [(row[0], row[1]) for row in islice(merge(*columns), limit)]


def talked_about(store: StoreReading, wanted: Wanted, query: Query, *, after: str, limit: int) -> list[Found]:
    """Up to `limit` annotations behind the id `after` that are wanted, by id, where flags or notes are asked for.

    They are few, and each has an index of its own.
    """
    index = "annotations_flagged" if query.flagged else "annotations_noted"
    which = f"SELECT a.id FROM annotations a INDEXED BY {index} WHERE"
    rows = store.all_rows(
        f"{which} {wanted.where} AND a.id > ? ORDER BY a.id LIMIT ?", *wanted.parameters, after, limit
    )
    return [(row[0], row[0]) for row in rows]


def in_articles(
    store: StoreReading, numbers: Sequence[int], wanted: Wanted, *, after: tuple[int, str]
) -> list[tuple[tuple[int, str], str]]:
    """The wanted annotations of the articles of these numbers, by number and id, behind the one at `after`."""
    rows = store.all_rows(
        "SELECT articles.number, a.id FROM json_each(?) CROSS JOIN articles ON articles.number = json_each.value "
        "CROSS JOIN annotations a ON a.article = articles.id "
        f"WHERE (articles.number, a.id) > (?, ?) AND {wanted.where} ORDER BY 1, 2",
        json.dumps(numbers),
        *after,
        *wanted.parameters,
    )
    return [((number, annotation), annotation) for number, annotation in rows]


# In detail -------------------------------------------------------------------------------------------------------


def _match(words: Iterable[Words]) -> str:
    terms = (
        f'"{token}"' + ("*" if one.begins and number == len(one.tokens) else "")
        for one in words
        for number, token in enumerate(one.tokens, 1)
    )
    return " AND ".join(dict.fromkeys(terms))


def _labels(store: StoreReading, query: Query) -> Iterator[tuple[str, str, str]]:
    """Every layer, status and values that occur together and are wanted: each found by one look into the index."""
    sql = 'SELECT min("values") FROM annotations WHERE layer = ? AND status = ? AND "values" > ?'
    for layer in query.layers:
        for status in query.statuses or ("suggested", "accepted"):
            values: str | None = ""
            while values := store.row(sql, layer, status, values)[0]:
                if _are_wanted(query, layer, values):
                    yield layer, status, values


def _are_wanted(query: Query, layer: str, values: str) -> bool:
    chosen: dict[str, str] = json.loads(values)
    return all(
        any(of == layer and chosen.get(name) in ids for (of, name), ids in field.choices.items())
        for field in query.fields
    )


def _status(query: Query) -> str:
    return f"a.status IN ({LISTED})" if query.statuses else "a.status <> 'rejected'"


def _field(field: FieldFilter) -> tuple[str, list[object]]:
    clause = f'(a.layer = ? AND json_extract(a."values", ?) IN ({LISTED}))'
    parameters: list[object] = []
    for (layer, name), choices in field.choices.items():
        parameters += [layer, f"$.{name}", json.dumps(choices)]
    return f"({' OR '.join([clause] * len(field.choices))})", parameters


def _once(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Each of some sorted rows once."""
    before = None
    for row in rows:
        if row != before:
            yield row
        before = row


_OWN = (
    "(a.annotator = ? OR (a.annotator IS NULL AND NOT EXISTS (SELECT 1 FROM progress "
    "WHERE progress.article = a.article AND progress.annotator = ? AND suggested)))"
)
