"""Where annotations are flagged."""

from __future__ import annotations

import json
from collections.abc import Iterable

from annotation.store_reading import StoreReading
from annotation.store_shown import held_back


def flagged_in(store: StoreReading, article_id: str, annotator: str) -> set[str]:
    """The ids of what an annotator has flagged in an article, whether it is shown or not."""
    rows = store.rows(
        "SELECT id FROM annotations WHERE flagged AND annotator = ? AND article = ?", annotator, article_id
    )
    return {row[0] for row in rows}


def next_flagged_article(store: StoreReading, annotator: str, *, after: int, on_demand: Iterable[str]) -> str | None:
    """The first article behind queue number `after`, or else from the top, in which something flagged is shown.

    What is rejected is not shown, nor suggestions of the layers `on_demand` that the annotator has not asked for.
    """
    query = (
        "SELECT articles.id FROM annotations JOIN articles ON articles.id = annotations.article "
        "WHERE flagged AND annotations.annotator = ?1 AND status <> 'rejected' "
        f"AND NOT {held_back(annotator='?1', on_demand='?3')} "
        "ORDER BY number <= ?2, number LIMIT 1"
    )
    row = store.row(query, annotator, after, json.dumps(list(on_demand)))
    return row[0] if row else None
