"""What the progress page counts over a whole project: the questions in SQL, the answers as rows of plain values."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from annotation.model import Annotation
from annotation.store_reading import StoreReading


class Suggested(NamedTuple):
    """How the suggestions of one model for one annotator and layer fared; the model is empty where it is not known."""

    annotator: str
    layer: str
    model: str
    accepted: int
    fixed: int
    rejected: int
    undecided: int


class Decided(NamedTuple):
    """In one part of the articles that an annotator has done: how many suggestions of a layer were accepted as they
    were, and how many decided.
    """

    annotator: str
    layer: str
    part: int
    accepted: int
    decided: int


class Step(NamedTuple):
    """One edit of the journal: of an annotation that an annotator made or fixed, or their asking for suggestions.

    `record` is the annotation as it is after, or as it was where it is `gone`; None where they ask, and then `asked`
    names the layers. `new` tells that there was none before. `blind` and `revealed` tell how the work on that article
    stands now.
    """

    article: str
    annotator: str
    record: dict[str, Any] | None
    new: bool
    gone: bool
    asked: frozenset[str]
    blind: bool
    revealed: tuple[str, ...]


def acceptance(store: StoreReading) -> list[Suggested]:
    """How suggestions fared, by annotator, layer and model."""
    rows = store.rows(
        "SELECT annotator, layer, coalesce(model, ''), sum(status = 'accepted' AND NOT changed), "
        "sum(status = 'accepted' AND changed), sum(status = 'rejected'), sum(status = 'suggested') "
        "FROM annotations WHERE annotator IS NOT NULL AND origin = 'model' GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
    )
    return [Suggested._make(row) for row in rows]


def acceptance_in_parts(store: StoreReading, parts: int) -> list[Decided]:
    """The same by annotator, layer and part of the articles that they have done, in the order of first being done."""
    rows = store.rows(
        f"WITH first AS ({_FIRST_DONE}), parted AS (SELECT annotator, article, "
        "ntile(?) OVER (PARTITION BY annotator ORDER BY number) AS part "
        "FROM first JOIN progress USING (annotator, article) WHERE state = 'done') "
        "SELECT parted.annotator, layer, part, sum(status = 'accepted' AND NOT changed), sum(status <> 'suggested') "
        "FROM parted JOIN annotations ON annotations.article = parted.article "
        "AND annotations.annotator = parted.annotator WHERE origin = 'model' GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
        parts,
    )
    return [Decided._make(row) for row in rows]


def active_seconds(store: StoreReading, idle: float) -> list[tuple[str, float, bool]]:
    """Annotator, seconds of work, and whether they have done the article, for each that they have worked on.

    The time between two entries of an annotator counts to the article of the later one, unless it is longer than
    `idle`. What was done in no article comes as one that is not done.
    """
    rows = store.rows(
        "WITH gaps AS (SELECT annotator, article, "
        "round((julianday(at) - julianday(lag(at) OVER own)) * 86400, 3) AS seconds "
        "FROM journal WINDOW own AS (PARTITION BY annotator ORDER BY number)) "
        "SELECT gaps.annotator, sum(seconds), coalesce(state, 'open') = 'done' FROM gaps LEFT JOIN progress "
        "ON progress.article = gaps.article AND progress.annotator = gaps.annotator "
        "WHERE seconds > 0 AND seconds <= ? GROUP BY gaps.annotator, gaps.article ORDER BY 1, 2",
        idle,
    )
    return [(annotator, seconds, bool(done)) for annotator, seconds, done in rows]


def steps(store: StoreReading) -> Iterator[Step]:
    """What was done with the annotators' own and fixed annotations, and when they asked for suggestions.

    Comes sorted by article and annotator, and then as it was done.
    """
    for article, annotator, record, new, gone, earlier, later, blind, revealed in store.rows(_STEPS):
        yield Step(
            article=article,
            annotator=annotator,
            record=json.loads(record) if record else None,
            new=bool(new),
            gone=bool(gone),
            asked=frozenset(json.loads(later)) - frozenset(json.loads(earlier)),
            blind=bool(blind),
            revealed=tuple(json.loads(revealed)),
        )


def kept_suggestions(store: StoreReading, wanted: Collection[tuple[str, str]]) -> list[Annotation]:
    """What the reader has suggested, as it is kept for whoever opens the article, for pairs of article and layer."""
    ids = store.all_rows(
        "SELECT annotations.id FROM json_each(?) AS pair JOIN annotations "
        "ON article = json_extract(pair.value, '$[0]') AND annotator IS NULL "
        "AND layer = json_extract(pair.value, '$[1]')",
        json.dumps(sorted(wanted)),
    )
    return store.annotations_with([row[0] for row in ids])


_EDITS = (
    "SELECT number, edit.key AS position, "
    "json_extract(edit.value, '$[0]') AS before, json_extract(edit.value, '$[1]') AS after, "
    "coalesce(json_extract(edit.value, '$[1]'), json_extract(edit.value, '$[0]')) AS record "
    "FROM journal, json_each(journal.edits) AS edit"
)
"""SQL for every edit of the journal: its number, the records before and after, and the one that is there."""

_FIRST_DONE = (
    "SELECT json_extract(after, '$.annotator') AS annotator, json_extract(after, '$.article') AS article, "
    f"min(number) AS number FROM ({_EDITS}) WHERE json_extract(after, '$.type') = 'progress' "
    "AND json_extract(after, '$.state') = 'done' GROUP BY 1, 2"
)

_STEPS = (
    f"WITH edits AS ({_EDITS}), told AS (SELECT json_extract(record, '$.article') AS article, "
    "json_extract(record, '$.annotator') AS annotator, number, position, before, after, "
    "CASE json_extract(record, '$.type') WHEN 'annotation' THEN record END AS annotation FROM edits "
    "WHERE json_array_length(after, '$.revealed') > 0 OR (json_extract(record, '$.type') = 'annotation' "
    "AND (json_extract(record, '$.origin') <> 'model' OR json_extract(before, '$.changed') "
    "OR json_extract(after, '$.changed')))) "
    "SELECT told.article, told.annotator, annotation, before IS NULL, after IS NULL, "
    "coalesce(json_extract(before, '$.revealed'), '[]'), coalesce(json_extract(after, '$.revealed'), '[]'), "
    "coalesce(blind, 0), coalesce(revealed, '[]') FROM told "
    "LEFT JOIN progress ON progress.article = told.article AND progress.annotator = told.annotator "
    "WHERE told.annotator IS NOT NULL ORDER BY told.article, told.annotator, number, position"
)
