"""A reader's answer on its way to an annotator: what of it fits the project, and what of it becomes suggestions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from annotation.model import Actor, Annotation, Edit, Labels, new_id
from annotation.reader.decided import with_decided_actors, without_contradictions
from annotation.schema import Schema
from annotation.schema_editing import Fitting
from annotation.store_reading import StoreReading


def settled(store: StoreReading, schema: Schema, answer: Labels) -> Labels:
    """An answer as the labels `schema` have it, with actors of the project's cast where name and kind agree."""
    fitting = Fitting(schema)
    known = {actor.id: _in_cast(store, actor, fitting) for actor in answer.actors}
    annotations = tuple(
        replace(
            a,
            schema=schema.tag,
            actors={role: tuple(dict.fromkeys(known[i].id for i in ids)) for role, ids in a.actors.items()},
        )
        for a in (fitting.annotation(one) for one in answer.annotations)
        if a is not None
    )
    actors = {actor.id: actor for actor in known.values()}
    return Labels(actors=tuple(actors.values()), annotations=annotations)


def laid_out(answer: Labels, decided: Labels, schema: Schema, annotator: str) -> Labels:
    """A kept answer as an annotator's own suggestions, without what contradicts their decisions or is retired."""
    labels = without_contradictions(with_decided_actors(answer, decided), decided)
    still = [a for a in labels.annotations if a.layer not in schema.retired]
    return Labels(annotations=tuple(_own(still, annotator)))


def renewing(store: StoreReading, suggested: Sequence[Annotation], answer: Labels, annotator: str) -> list[Edit]:
    """The edits that put a new answer in the place of what is suggested to an annotator.

    What somebody has flagged, or said something about, stays.
    """
    stay = {_what(a) for a in suggested if a.note or a.flagged}
    new = [actor for actor in answer.actors if store.actor(actor.id) is None]
    own = _own([a for a in answer.annotations if _what(a) not in stay], annotator)
    return [
        *(Edit(a, None) for a in suggested if not (a.note or a.flagged)),
        *(Edit(None, value) for value in (*new, *own)),
    ]


def _own(annotations: Sequence[Annotation], annotator: str) -> list[Annotation]:
    return [replace(a, id=new_id(), annotator=annotator) for a in annotations]


def _what(annotation: Annotation) -> tuple[object, ...]:
    return (annotation.layer, *sorted(annotation.spans.items()))


def _in_cast(store: StoreReading, actor: Actor, fitting: Fitting) -> Actor:
    """The project's actor of that name, or else the actor with a kind that is offered."""
    offered = replace(actor, kind=fitting.kind(actor.kind))
    found = (store.actor_named(actor.name, one.kind) for one in (actor, offered))
    return next(filter(None, found), offered)
