"""The labels in the project file: their versions, and how much uses each of their parts."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from annotation.model import Actor, Annotation
from annotation.schema_editing import Usage
from annotation.schema_parts import Path
from annotation.store_reading import LISTED, StoreReading


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaVersion:
    """One version of the labels: `name@version`, its YAML, and when it was added, as YYYY-MM-DD."""

    tag: str
    text: str
    added: str


def versions(store: StoreReading) -> list[SchemaVersion]:
    """Every version that the project has had, oldest first."""
    rows = store.rows("SELECT tag, yaml, added FROM schemas ORDER BY rowid")
    return [SchemaVersion(tag=tag, text=text, added=added[:10]) for tag, text, added in rows]


def newest_tag(store: StoreReading) -> str:
    """The tag of the labels that new annotations are made under."""
    return store.row("SELECT tag FROM schemas ORDER BY rowid DESC LIMIT 1")[0]


def usage_of(store: StoreReading) -> Usage:
    """How much uses each part of the labels. It goes through the whole project."""
    counts: Counter[Path] = Counter()
    for kind, count in store.rows("SELECT kind, count(*) FROM actors GROUP BY 1"):
        counts["kinds", kind] = count
    for layer, count in store.rows("SELECT layer, count(*) FROM annotations GROUP BY 1"):
        counts["layers", layer] = count
    several: dict[Path, int] = {}
    for part, table in (("spans", "spans"), ("actors", "roles")):
        query = (
            f"SELECT layer, role, sum(position = 0), sum(position = 1) FROM {table} "
            "JOIN annotations ON id = annotation WHERE position < 2 GROUP BY 1, 2"
        )
        for layer, role, first, second in store.rows(query):
            counts["layers", layer, part, role] = first
            several["layers", layer, part, role] = second
    query = 'SELECT layer, key, value, count(*) FROM annotations, json_each("values") GROUP BY 1, 2, 3'
    for layer, name, choice, count in store.rows(query):
        counts["layers", layer, "fields", name] += count
        counts["layers", layer, "fields", name, "choices", choice] = count
    revealed = store.rows("SELECT value, count(DISTINCT article) FROM progress, json_each(revealed) GROUP BY 1")
    return Usage(counts=counts, several=several, shown=dict(revealed))


def annotations_using(store: StoreReading, paths: Iterable[Path]) -> list[Annotation]:
    """Everybody's annotations that are of one of these layers, or have one of these choices, by id."""
    query = (
        "SELECT id FROM annotations WHERE layer IN (SELECT value FROM json_each(?1)) OR EXISTS (SELECT 1 FROM "
        "json_each(\"values\") AS had JOIN json_each(?2) AS sought ON had.key = json_extract(sought.value, '$[1]') "
        "AND had.value = json_extract(sought.value, '$[2]') WHERE layer = json_extract(sought.value, '$[0]'))"
    )
    layers = [path[1] for path in paths if path[0] == "layers" and len(path) == 2]
    choices = [(path[1], path[3], path[5]) for path in paths if len(path) == 6]
    ids = [row[0] for row in store.all_rows(query, json.dumps(layers), json.dumps(choices))]
    return sorted(store.annotations_with(ids), key=lambda one: one.id)


def actors_of_kinds(store: StoreReading, kinds: Iterable[str]) -> list[Actor]:
    """The actors of one of these kinds, by id."""
    rows = store.all_rows(f"SELECT id FROM actors WHERE kind IN ({LISTED})", json.dumps(list(kinds)))
    return sorted(store.actors_with([row[0] for row in rows]), key=lambda one: one.id)
