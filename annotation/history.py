"""What an annotation has been: each change that touched it, and the actors that were named meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from annotation.model import Actor, Annotation, Change
from annotation.store_history import changes_of, deletions_in, lost_actors
from annotation.store_reading import StoreReading

LONGEST = 200
"""How many changes of one annotation, and how many deleted annotations, are told at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """An annotation after a change, with what the change made it from; None where there was or is none.

    `change` is None for how it was before its first change: as it was suggested or imported.
    """

    change: Change | None
    before: Annotation | None
    after: Annotation | None


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What one or several annotations have been, newest first, and all actors that they may have named."""

    pasts: tuple[Past, ...]
    actors: Mapping[str, Actor]


def history_of(store: StoreReading, annotation: Annotation, *, limit: int = LONGEST) -> History:
    """The latest changes of an annotation, newest first, with how it was before its first change at the end."""
    changes = changes_of(store, annotation, limit=limit)
    pasts = [Past(change=change, before=before, after=after) for change in changes for before, after in _made(change)]
    first = pasts[-1].before if pasts and len(changes) < limit else None
    if first:
        pasts.append(Past(change=None, before=None, after=first))
    return History(pasts=tuple(pasts), actors=_actors(store, pasts))


def deleted_in(store: StoreReading, article_id: str, annotator: str, *, limit: int = LONGEST) -> History:
    """What an annotator had decided or made in an article and is deleted now, newest first.

    Suggestions that made room for others before anybody decided are left out.
    """
    pasts = tuple(islice(_deletions(store, article_id, annotator), limit))
    return History(pasts=pasts, actors=_actors(store, pasts))


def _deletions(store: StoreReading, article_id: str, annotator: str) -> Iterator[Past]:
    for change in deletions_in(store, article_id):
        for before, after in _made(change):
            if before and before.annotator == annotator and before.status != "suggested":
                yield Past(change=change, before=before, after=after)


def _made(change: Change) -> Iterator[tuple[Annotation | None, Annotation | None]]:
    """The annotation before and after each edit of one."""
    for edit in change.edits:
        before, after = edit.before, edit.after
        if isinstance(edit.value, Annotation):
            yield before if isinstance(before, Annotation) else None, after if isinstance(after, Annotation) else None


def _actors(store: StoreReading, pasts: Iterable[Past]) -> dict[str, Actor]:
    """Everybody whom the annotations named: as they are in the project, or as they last were."""
    states = [state for past in pasts for state in (past.before, past.after) if state]
    named = {actor for state in states for ids in state.actors.values() for actor in ids}
    there = {actor.id: actor for actor in store.actors_with(sorted(named))}
    lost = lost_actors(store, sorted(named - there.keys()))
    return there | {actor.id: actor for actor in lost}
