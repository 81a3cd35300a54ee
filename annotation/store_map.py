"""What the map asks of the project file: stances, who fills their roles, how often actors are named, their quotes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotation.model import Span
from annotation.store_reading import LISTED, StoreReading
from annotation.store_shown import held_back


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whose annotations count, and which: of one article, or (None) of the whole project.

    What was rejected never counts. A suggestion of the layers `on_demand`, and any in a blind article, counts in the
    articles only where its annotator asked to see it; with `accepted_only` none does.
    """

    annotator: str
    on_demand: tuple[str, ...] = ()
    article: str | None = None
    accepted_only: bool = False

    def condition(self) -> tuple[str, tuple[object, ...]]:
        """SQL for the annotations that count, and its parameters."""
        where, parameters = "annotations.annotator = ?", [self.annotator]
        if self.article is not None:
            where, parameters = f"annotations.article = ? AND {where}", [self.article, self.annotator]
        if self.accepted_only:
            return f"{where} AND status = 'accepted'", tuple(parameters)
        return f"{where} AND status <> 'rejected' AND NOT {held_back()}", (*parameters, json.dumps(self.on_demand))


_FIRST = "articles.number, (SELECT min(start) FROM spans WHERE spans.annotation = annotations.id), annotations.id"
"""SQL to sort annotations as one reads the project."""


def choices_made(store: StoreReading, scope: Scope, layer: str, field: str) -> list[tuple[str, str, bool]]:
    """Annotation, choice and whether it is accepted, for each of a layer that has a choice in `field`, as one reads."""
    where, parameters = scope.condition()
    rows = store.rows(
        f"SELECT annotations.id, json_extract(\"values\", '$.' || ?), status FROM annotations "
        f"JOIN articles ON articles.id = annotations.article WHERE {where} AND layer = ? ORDER BY {_FIRST}",
        field,
        *parameters,
        layer,
    )
    return [(annotation, choice, status == "accepted") for annotation, choice, status in rows if choice]


def actors_in(store: StoreReading, ids: Sequence[str], roles: Sequence[str]) -> list[tuple[str, str, str]]:
    """Annotation, role and actor, for every actor in one of these roles of these annotations."""
    return store.all_rows(
        f"SELECT annotation, role, actor FROM roles WHERE annotation IN ({LISTED}) AND role IN ({LISTED}) "
        "ORDER BY annotation, role, position",
        json.dumps(ids),
        json.dumps(roles),
    )


def words_in(
    store: StoreReading, ids: Sequence[str], roles: Sequence[str], *, longest: int
) -> Iterator[tuple[str, str, str]]:
    """Annotation, role and words, for every span in one of these roles of these annotations; long ones are cut."""
    rows = store.all_rows(
        'SELECT article, annotation, role, start, "end" FROM spans JOIN annotations ON id = annotation '
        f"WHERE annotation IN ({LISTED}) AND role IN ({LISTED}) ORDER BY article, annotation, role, position",
        json.dumps(ids),
        json.dumps(roles),
    )
    read, text = "", ""
    for article, annotation, role, start, end in rows:
        if article != read:
            read, text = article, store.row("SELECT text FROM articles WHERE id = ?", article)[0]
        yield annotation, role, text[start : min(end, start + longest)]


def times_named(store: StoreReading, scope: Scope, actors: Sequence[str]) -> dict[str, int]:
    """How many annotations name each of these actors."""
    where, parameters = scope.condition()
    # An article is read whole, for an actor may be named in very many others.
    one = f"actor IN ({LISTED})" if scope.article is None else f"+actor IN ({LISTED})"
    rows = store.rows(
        "SELECT actor, count(DISTINCT id) FROM annotations JOIN roles ON annotation = id "
        f"WHERE {where} AND {one} GROUP BY 1",
        *parameters,
        json.dumps(actors),
    )
    return dict(rows)


def naming(store: StoreReading, scope: Scope, actor: str, layers: Sequence[str], *, limit: int) -> list[str]:
    """The ids of the first annotations of some layers that name an actor, as one reads."""
    where, parameters = scope.condition()
    rows = store.rows(
        "SELECT DISTINCT annotations.id FROM annotations JOIN roles ON annotation = annotations.id "
        f"JOIN articles ON articles.id = annotations.article WHERE {where} AND actor = ? AND layer IN ({LISTED}) "
        f"ORDER BY {_FIRST} LIMIT ?",
        *parameters,
        actor,
        json.dumps(layers),
        limit,
    )
    return [row[0] for row in rows]


def around(store: StoreReading, scope: Scope, article: str, span: Span, layers: Sequence[str]) -> str | None:
    """The id of the shortest annotation of some layers that has a span over all of `span`, or None."""
    where, parameters = scope.condition()
    row = store.row(
        "SELECT annotations.id FROM annotations JOIN spans ON annotation = annotations.id "
        f'WHERE {where} AND annotations.article = ? AND layer IN ({LISTED}) AND start <= ? AND "end" >= ? '
        'ORDER BY "end" - start, annotations.id LIMIT 1',
        *parameters,
        article,
        json.dumps(layers),
        span.start,
        span.end,
    )
    return row[0] if row else None
