"""What an export asks of the project file before it begins."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotation.store_reading import StoreReading


def annotators_of(store: StoreReading) -> list[str]:
    """All who have begun with an article, by name; quick enough for the window's thread, however large the project."""
    # From one name to the next by the index: going through all rows would take as long as there are articles.
    query = (
        "WITH RECURSIVE names (name) AS (SELECT min(annotator) FROM progress UNION ALL "
        "SELECT (SELECT min(annotator) FROM progress WHERE annotator > name) FROM names WHERE name IS NOT NULL) "
        "SELECT name FROM names WHERE name IS NOT NULL"
    )
    return [row[0] for row in store.rows(query)]


def all_annotators_of(store: StoreReading) -> list[str]:
    """Those and all who have made an annotation, by name, which takes a look at every annotation."""
    query = (
        "SELECT annotator FROM progress UNION SELECT annotator FROM annotations WHERE annotator IS NOT NULL ORDER BY 1"
    )
    return [row[0] for row in store.rows(query)]


def articles_done_by(store: StoreReading, annotators: Collection[str]) -> list[str]:
    """The ids of the articles that one of these annotators has marked done, in queue order."""
    query = (
        "SELECT id FROM articles WHERE id IN (SELECT article FROM progress WHERE state = 'done' "
        "AND annotator IN (SELECT value FROM json_each(?))) ORDER BY number"
    )
    return [row[0] for row in store.rows(query, json.dumps(sorted(annotators)))]
