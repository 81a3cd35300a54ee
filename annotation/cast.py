"""The cast of an article: its actors with what they are called there, counted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from annotation.model import Actor, Annotation
from annotation.schema import Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class CastEntry:
    """An actor in one article.

    `counts` tells how many annotations of each layer name the actor, `names` what the text calls them, most frequent
    first, and `annotations` the ids of their mentions in reading order.
    """

    actor: Actor
    counts: Counter[str]
    names: tuple[str, ...]
    annotations: tuple[str, ...]


def cast_of(
    annotations: Iterable[Annotation], actors: Mapping[str, Actor], text: str, schema: Schema
) -> list[CastEntry]:
    """The cast of an article with `text`: who is named by `annotations` that are not rejected; most named first."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    names: dict[str, Counter[str]] = defaultdict(Counter)
    mentions: dict[str, list[str]] = defaultdict(list)
    naming = {layer.id: layer.main_role.id for layer in schema.layers if layer.names_actors}
    for annotation in annotations:
        if annotation.status == "rejected":
            continue
        for actor_id in {actor for ids in annotation.actors.values() for actor in ids}:
            counts[actor_id][annotation.layer] += 1
            if annotation.layer in naming:
                mentions[actor_id].append(annotation.id)
                pieces = annotation.spans.get(naming[annotation.layer], ())
                names[actor_id].update(text[span.start : span.end] for span in pieces)
    entries = (
        CastEntry(
            actor=actors[actor_id],
            counts=counts[actor_id],
            names=tuple(name for name, _ in names[actor_id].most_common()),
            annotations=tuple(mentions[actor_id]),
        )
        for actor_id in counts
        if actor_id in actors
    )
    return sorted(entries, key=lambda entry: (-entry.counts.total(), entry.actor.name))
