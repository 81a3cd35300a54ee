"""What the annotator has decided stands: suggestions are bent to it, or fall away. Free of spaCy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from annotation.model import Actor, Annotation, Labels, Span

_BLOCK = 256
# The roles that tell what a suggestion is about; every role of a layer that is not named here does.
_MAIN: Mapping[str, tuple[str, ...]] = {
    "mention": ("text",),
    "quote": ("content",),
    "stance": ("evidence", "target"),
}


def without_contradictions(suggested: Labels, decided: Labels) -> Labels:
    """The suggestions that the annotator has not decided already, and the actors that they name.

    A suggestion falls away where it overlaps an accepted annotation of its layer (of a quote the content counts, of
    a stance evidence and target both), and where a rejected one of its layer stands at the very same spans.
    """
    accepted = _Cover(a for a in decided.annotations if a.status == "accepted")
    rejected = {_place(a) for a in decided.annotations if a.status == "rejected"}
    kept = tuple(a for a in suggested.annotations if _place(a) not in rejected and not accepted.overlaps(a))
    named = {actor for annotation in kept for actor in _actors(annotation)}
    return Labels(actors=tuple(actor for actor in suggested.actors if actor.id in named), annotations=kept)


def with_decided_actors(suggested: Labels, decided: Labels) -> Labels:
    """The suggestions with the annotator's own actors wherever they name the same actor.

    The same are: the actor of an accepted mention and the one suggested for those very words; two of one kind and
    name; and two persons of whom one goes by a surname that only the other has. A suggestion that would set an actor
    against itself falls away.
    """
    same = _same_actors(suggested, decided)
    ours = {actor.id: actor for actor in (*suggested.actors, *decided.actors)}
    ids = dict.fromkeys(same.get(actor.id, actor.id) for actor in suggested.actors)
    renamed = (_renamed(annotation, same) for annotation in suggested.annotations)
    annotations = tuple(a for a in renamed if not _against_itself(a))
    return Labels(actors=tuple(ours[actor_id] for actor_id in ids), annotations=annotations)


class _Cover:
    """Some annotations by where they stand, so that each suggestion is held against its neighbours only."""

    def __init__(self, annotations: Iterable[Annotation]) -> None:
        self._by_block: dict[tuple[str, int], list[Annotation]] = {}
        for annotation in annotations:
            for block in _blocks(annotation):
                self._by_block.setdefault((annotation.layer, block), []).append(annotation)

    def overlaps(self, annotation: Annotation) -> bool:
        """Whether one of them, in the same layer, overlaps it."""
        near = (self._by_block.get((annotation.layer, block), ()) for block in _blocks(annotation))
        return any(_overlap(annotation, other) for others in near for other in others)


def _blocks(annotation: Annotation) -> set[int]:
    """The numbers of the stretches of text that its main spans touch; what overlaps has one in common."""
    spans = (span for role in _main(annotation) for span in annotation.spans.get(role, ()))
    return {block for start, end in spans for block in range(start // _BLOCK, end // _BLOCK + 1)}


def _overlap(one: Annotation, other: Annotation) -> bool:
    """Whether they overlap in every main role that both of them fill."""
    roles = [role for role in _main(one) if role in one.spans and role in other.spans]
    return bool(roles) and all(_touch(one.spans[role], other.spans[role]) for role in roles)


def _touch(some: Iterable[Span], others: tuple[Span, ...]) -> bool:
    return any(span.start < other.end and other.start < span.end for span in some for other in others)


def _place(annotation: Annotation) -> tuple[str, tuple[tuple[Span, ...], ...]]:
    return annotation.layer, tuple(annotation.spans.get(role, ()) for role in _main(annotation))


def _main(annotation: Annotation) -> tuple[str, ...]:
    return _MAIN.get(annotation.layer, tuple(sorted(annotation.spans)))


def _actors(annotation: Annotation) -> Iterable[str]:
    return (actor for ids in annotation.actors.values() for actor in ids)


def _same_actors(suggested: Labels, decided: Labels) -> dict[str, str]:
    """The id of each suggested actor that the annotator has, with the annotator's id."""
    at_spans = _mentioned(a for a in decided.annotations if a.status == "accepted")
    by_mention = {ids[0]: at_spans[spans] for spans, ids in _by_spans(suggested.annotations) if spans in at_spans}
    by_name = _finder(decided.actors)
    named = {actor.id: found for actor in suggested.actors if (found := by_name(actor)) is not None}
    return named | by_mention


def _by_spans(annotations: Iterable[Annotation]) -> Iterable[tuple[tuple[Span, ...], tuple[str, ...]]]:
    """The words and actors of each mention, last first, so that in a mapping the first stays."""
    mentions = [a for a in annotations if a.layer == "mention" and a.actors.get("actor")]
    return ((a.spans.get("text", ()), a.actors["actor"]) for a in reversed(mentions))


def _mentioned(annotations: Iterable[Annotation]) -> dict[tuple[Span, ...], str]:
    return {spans: ids[0] for spans, ids in _by_spans(list(annotations))}


def _finder(actors: Iterable[Actor]) -> Callable[[Actor], str | None]:
    """A function that finds the same actor among these by name."""
    by_name = {(actor.kind, actor.name.casefold()): actor.id for actor in actors}
    people = [actor for actor in actors if actor.kind == "person"]
    surnames = Counter(_surname(actor) for actor in people)
    by_surname = {_surname(actor): actor for actor in people if surnames[_surname(actor)] == 1}

    def find(actor: Actor) -> str | None:
        found = by_name.get((actor.kind, actor.name.casefold()))
        other = by_surname.get(_surname(actor)) if found is None and actor.kind == "person" else None
        one_word = other is not None and (" " not in actor.name or " " not in other.name)
        return other.id if other is not None and one_word else found

    return find


def _surname(actor: Actor) -> str:
    return actor.name.casefold().split()[-1] if actor.name.split() else ""


def _renamed(annotation: Annotation, same: Mapping[str, str]) -> Annotation:
    actors = {role: tuple(dict.fromkeys(same.get(i, i) for i in ids)) for role, ids in annotation.actors.items()}
    return replace(annotation, actors=actors)


def _against_itself(annotation: Annotation) -> bool:
    """Whether an actor fills two roles of it, as holder and target of one stance."""
    ids = list(_actors(annotation))
    return len(set(ids)) < len(ids)
