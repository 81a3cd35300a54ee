"""What becomes of annotations when actors are merged or parted: edits, for the project to write as one change."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from annotation.model import Actor, Annotation, Edit, Span
from annotation.schema import Schema


def merging(kept: Actor, gone: Sequence[Actor], naming: Iterable[Annotation]) -> list[Edit]:
    """The edits that make one actor of several: `naming`, all that name one of `gone`, name `kept` from then on.

    The names of those that go are aliases of the one that is kept, which also takes what it lacks of the rest.
    """
    ids = {actor.id: kept.id for actor in gone}
    names = (*kept.aliases, *(name for actor in gone for name in (actor.name, *actor.aliases)))
    merged = replace(
        kept,
        aliases=tuple(name for name in dict.fromkeys(names) if name != kept.name),
        wikidata=kept.wikidata or next((actor.wikidata for actor in gone if actor.wikidata), None),
        note=kept.note or next((actor.note for actor in gone if actor.note), ""),
    )
    renamed = [Edit(annotation, _renamed(annotation, ids, annotation.actors)) for annotation in naming]
    # The actors go last, when nobody names them any more; taken back, they are the first to be there again.
    return [*renamed, Edit(kept, merged), *(Edit(actor, None) for actor in gone)]


def following(mention: Annotation, new: str, others: Iterable[Annotation], schema: Schema) -> list[Edit]:
    """The edits by which `others` follow a mention that names the actor `new` from now on.

    A quote whose source holds the mention's words is said by the new actor then, a stance whose target does is about
    it; where they did not have the mention's actor there, they stay.
    """
    words = next(iter(mention.spans.values()))[0]
    ids = {actor: new for actors in mention.actors.values() for actor in actors}
    edits = (
        Edit(other, _renamed(other, ids, set(_roles_at(other, words, schema))))
        for other in others
        if other.id != mention.id
    )
    return [edit for edit in edits if edit.before != edit.after]


def _renamed(annotation: Annotation, ids: Mapping[str, str], roles: Container[str]) -> Annotation:
    """The annotation with other actors in some of its roles; nobody stands in a role twice."""
    named = {
        role: tuple(dict.fromkeys(ids.get(actor, actor) for actor in actors)) if role in roles else actors
        for role, actors in annotation.actors.items()
    }
    return replace(annotation, actors=named)


def _roles_at(annotation: Annotation, words: Span, schema: Schema) -> Iterator[str]:
    """The actor roles that words in one of the annotation's minor parts stand for: its source for its speaker."""
    layer = schema.layer(annotation.layer)
    if layer is None or layer.names_actors:
        return
    for role, pieces in annotation.spans.items():
        if role == layer.main_role.id or not any(p.start <= words.start and words.end <= p.end for p in pieces):
            continue
        if layer.actor_role(role) is not None:
            yield role
        elif len(layer.actors) == 1:
            yield layer.actors[0].id
