"""The cast of an article: its actors with what they are called there, counted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from annotation.model import Actor, Article
from annotation.project import Project


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
    project: Project, article: Article, actors: Mapping[str, Actor], *, hidden: Sequence[str]
) -> list[CastEntry]:
    """The cast of an article as the project's annotator has it, most named first.

    Annotations that were rejected do not count, nor suggestions of the layers `hidden`.
    """
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for actor, layer, count in project.store.naming_counts(article.id, project.annotator, hidden=hidden):
        counts[actor][layer] = count
    names: dict[str, list[str]] = defaultdict(list)
    mentions: dict[str, list[str]] = defaultdict(list)
    for layer in project.schema.layers:
        if layer.names_actors:
            role = layer.main_role.id
            found = project.store.names(article.id, project.annotator, layer.id, role, hidden=hidden)
            for actor, annotation, start, end in dict.fromkeys(found):
                names[actor].append(article.text[start:end])
                mentions[actor].append(annotation)
    entries = (
        CastEntry(
            actor=actors[actor],
            counts=its,
            names=tuple(name for name, _ in Counter(names[actor]).most_common()),
            annotations=tuple(dict.fromkeys(mentions[actor])),
        )
        for actor, its in counts.items()
        if actor in actors
    )
    return sorted(entries, key=lambda entry: (-entry.counts.total(), entry.actor.name))
