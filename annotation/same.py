"""The same words in many places: where they stand, what is there now, and what becomes of it."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple, TypeAlias

import regex

from annotation.casting import following
from annotation.describe import shorten, status_name
from annotation.errors import Conflict, Problem
from annotation.model import Actor, Annotation, Edit, Span, Status, new_id
from annotation.offsets import snap_to_words, widen_to_graphemes
from annotation.schema import Layer, Schema
from annotation.words import tr

Task: TypeAlias = Literal["label", "change", "delete"]

LONGEST = 200
"""How many characters the words may have that are looked for."""

AROUND = 60
"""How many characters of the text are shown on either side."""

_BLANK = r"(?:[^\S\n]++\n?[^\S\n]*+|\n[^\S\n]*+)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for: one of some names, as whole words."""

    names: tuple[str, ...]
    any_case: bool = False


class Standing(NamedTuple):
    """A mention that stands at some words, or overlaps them."""

    id: str
    pieces: tuple[Span, ...]
    status: Status
    actors: tuple[str, ...]

    def names(self, actor_id: str | None) -> bool:
        """Whether it says that the words mean this actor."""
        return actor_id in self.actors


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One place where the words stand.

    `context` is the text before them, they themselves and the text behind, on one line. `here` are the annotator's
    mentions of exactly these words, `over` those that overlap them and are not rejected. `done` tells that the article
    is another one that is marked done, `settled` that the reader's answer was laid out, so that `here` is all there is.
    """

    article: str
    title: str
    span: Span
    context: tuple[str, str, str]
    here: tuple[Standing, ...] = ()
    over: tuple[Standing, ...] = ()
    done: bool = False
    settled: bool = True

    @property
    def shown(self) -> tuple[Standing, ...]:
        """The mentions of exactly these words that are not rejected."""
        return tuple(one for one in self.here if one.status != "rejected")


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """How mentions are made: of which layer, for which actor (None where some are only deleted), and by whom."""

    layer: Layer
    actor: Actor | None
    annotator: str
    schema: Schema


# Where the words stand -----------------------------------------------------------------------------------------------


def find_words(text: str, wanted: Wanted) -> Iterator[Span]:
    """Where one of the names stands in a text as whole words, in reading order; the longest of those that begin there.

    Blanks between words may be any, also one line end.

    Raises:
        Problem: there are no words, or too many.
    """
    names = [tuple(name.split()) for name in wanted.names]
    if not all(names) or any(len(name) > LONGEST for name in wanted.names):
        raise Problem(tr("Only words of up to {count} characters can be looked for; select fewer.", count=LONGEST))
    known = {_folded(words, wanted) for words in names}
    for found in _pattern(names, wanted).finditer(text):
        span = Span(*found.span())
        if _folded(found[0].split(), wanted) in known and _is_whole(text, span):
            yield span


def _pattern(names: Iterable[Sequence[str]], wanted: Wanted) -> regex.Pattern[str]:
    longest_first = sorted(names, key=lambda words: -len(" ".join(words)))
    either = "|".join(_BLANK.join(regex.escape(word) for word in words) for words in longest_first)
    return regex.compile(either, regex.IGNORECASE if wanted.any_case else 0)


def _folded(words: Iterable[str], wanted: Wanted) -> str:
    plain = " ".join(words)
    return plain.casefold() if wanted.any_case else plain


def _is_whole(text: str, span: Span) -> bool:
    return snap_to_words(text, span) == span == widen_to_graphemes(text, span)


def context_of(text: str, span: Span) -> tuple[str, str, str]:
    """The words of a span with some text before and behind, each on one line."""
    start, end = max(span.start - AROUND, 0), min(span.end + AROUND, len(text))
    start, end = widen_to_graphemes(text, Span(start, end))
    before, after = _one_line(text[start : span.start]), _one_line(text[span.end : end])
    before = f"…{before}" if start else before
    return before, _one_line(text[span.start : span.end]), f"{after}…" if end < len(text) else after


def _one_line(text: str) -> str:
    """The text with each run of white space as one blank, also at its ends."""
    return regex.sub(r"\s+", " ", text)


# What is there, and what can be done ---------------------------------------------------------------------------------


def around(spans: Iterable[Span], mentions: Iterable[Standing]) -> Iterator[tuple[Span, list[Standing]]]:
    """Each span with the mentions that it has a character in common with; spans in reading order, none overlapping."""
    coming = sorted(
        ((piece, one) for one in mentions for piece in one.pieces), key=lambda pair: pair[0].start, reverse=True
    )
    near: list[tuple[Span, Standing]] = []
    for span in spans:
        while coming and coming[-1][0].start < span.end:
            near.append(coming.pop())
        near = [pair for pair in near if pair[0].end > span.start]
        yield span, [one for _, one in near]


def can(task: Task, place: Occurrence, actor_id: str | None) -> bool:
    """Whether the task has anything to do there."""
    if task == "delete":
        return bool(place.shown)
    if any(one.status == "accepted" and one.names(actor_id) for one in place.shown):
        return False
    return task == "label" or any(not one.names(actor_id) for one in place.shown)


def is_meant(task: Task, place: Occurrence, actor_id: str | None) -> bool:
    """Whether a place is checked to begin with.

    Labelled is what nobody has decided and what overlaps nothing; changed what names another actor; deleted what names
    this one. Where there is no actor every mention of the words counts. Articles that are done stay as they are.
    """
    if place.done or not can(task, place, actor_id):
        return False
    if task == "label":
        same = all(one.status == "suggested" and one.names(actor_id) for one in place.here)
        return same and not place.over
    named = any(one.names(actor_id) for one in place.shown)
    return (named or actor_id is None) if task == "delete" else not named


def what_is_there(place: Occurrence, actors: Mapping[str, Actor]) -> str:
    """What stands at a place now, in a few words."""
    here = [f"{status_name(one.status)}: {_names(one, actors)}" for one in place.here] or [tr("not labelled")]
    over = [tr("overlaps a mention of {names}", names=_names(one, actors)) for one in place.over]
    return " · ".join([*here, *over, *([tr("the article is done")] if place.done else [])])


def _names(one: Standing, actors: Mapping[str, Actor]) -> str:
    return ", ".join(shorten(actors[actor].name) for actor in one.actors if actor in actors) or tr("nobody")


# What becomes of it --------------------------------------------------------------------------------------------------


def standing_of(mention: Annotation, layer: Layer) -> Standing:
    """An annotation of a layer that names actors, as it stands."""
    actors = mention.actors.get(layer.actors[0].id, ()) if layer.actors else ()
    return Standing(mention.id, mention.spans.get(layer.main_role.id, ()), mention.status, actors)


def edits_at(
    task: Task,
    places: Sequence[Occurrence],
    mine: Sequence[Annotation],
    naming: Naming,
    complete: Callable[[Annotation], Annotation],
) -> list[Edit]:
    """The edits that do the task at some places of one article, of which the annotator's annotations are `mine`.

    `complete` checks an annotation that is to be accepted. Quotes and stances follow a mention that names another
    actor from then on.

    Raises:
        Conflict: what stands at a place is not what was shown.
    """
    was = {annotation.id: annotation for annotation in mine}
    now: dict[str, Annotation | None] = {**was}
    there = _by_place(mine, naming.layer)
    others = _others_at([place.span for place in places], mine, naming.schema)
    for place in places:
        _check_unchanged(place, there[place.span], naming.layer)
        for key, before, after in _steps(task, place, there[place.span], naming):
            now[key] = complete(after) if after and after.status == "accepted" else after
            if before and after and naming.actor and before.actors != after.actors:
                near = [one for other in others[place.span] if (one := now[other])]
                followed = (edit.after for edit in following(before, naming.actor.id, near, naming.schema))
                now |= {one.id: one for one in followed if isinstance(one, Annotation)}
    return [Edit(was.get(one), after) for one, after in now.items() if was.get(one) is not after]


def _steps(
    task: Task, place: Occurrence, here: Sequence[Annotation], naming: Naming
) -> list[tuple[str, Annotation | None, Annotation | None]]:
    """What becomes of the mentions of exactly these words: their ids, how they were and how they are then."""
    if task == "delete":
        return [(mention.id, mention, mention.rejected()) for mention in here if mention.status != "rejected"]
    actor = naming.actor
    if actor is None:
        raise Problem(tr("Choose an actor first: these words do not name one yet."))
    if not can(task, replace(place, here=tuple(standing_of(one, naming.layer) for one in here)), actor.id):
        return []
    before = _to_decide(task, here, naming.layer, actor)
    after = _named(before, naming, actor) if before else _made(place, naming, actor)
    return [(after.id, before, after)]


def _to_decide(task: Task, here: Sequence[Annotation], layer: Layer, actor: Actor) -> Annotation | None:
    """The mention that names the actor from then on: what was accepted before what is only suggested.

    To label, a suggestion of that very actor comes before those of others, and one that was rejected is taken again.
    """
    order = [("accepted", False), ("suggested", True), ("suggested", False), ("rejected", True)]
    wanted = order if task == "label" else [("accepted", False), ("suggested", False)]
    standing = {(one.status, standing_of(one, layer).names(actor.id)): one for one in reversed(here)}
    return next((standing[key] for key in wanted if key in standing), None)


def _named(before: Annotation, naming: Naming, actor: Actor) -> Annotation:
    named = before.with_actors(naming.layer.actors[0].id, (actor.id,))
    changed = before.changed or (before.origin == "model" and named != before)
    return replace(named, status="accepted", changed=changed)


def _made(place: Occurrence, naming: Naming, actor: Actor) -> Annotation:
    layer = naming.layer
    return Annotation(
        id=new_id(),
        article=place.article,
        layer=layer.id,
        annotator=naming.annotator,
        spans={layer.main_role.id: (place.span,)},
        actors={layer.actors[0].id: (actor.id,)},
        status="accepted",
        origin="propagated",
        schema=naming.schema.tag,
    )


def _by_place(mine: Iterable[Annotation], layer: Layer) -> Mapping[Span, list[Annotation]]:
    """The mentions of one piece by where they stand."""
    found: dict[Span, list[Annotation]] = defaultdict(list)
    for annotation in mine:
        pieces = annotation.spans.get(layer.main_role.id, ())
        if annotation.layer == layer.id and len(pieces) == 1:
            found[pieces[0]].append(annotation)
    return found


def _others_at(spans: Sequence[Span], mine: Iterable[Annotation], schema: Schema) -> Mapping[Span, Sequence[str]]:
    """For each span the quotes and stances of which a part begins before it and ends behind it, by id."""
    ordered = sorted(spans)
    found: dict[Span, dict[str, None]] = defaultdict(dict)
    for other in mine:
        layer = schema.layer(other.layer)
        if layer is None or layer.names_actors:
            continue
        for piece in (piece for role, pieces in other.spans.items() if role != layer.main_role.id for piece in pieces):
            for span in ordered[bisect_left(ordered, (piece.start, 0)) : bisect_left(ordered, (piece.end, 0))]:
                found[span][other.id] = None
    return defaultdict(list, {span: list(ids) for span, ids in found.items()})


def _check_unchanged(place: Occurrence, here: Sequence[Annotation], layer: Layer) -> None:
    """Where the reader's answer was still to be laid out, what stands there has ids of its own by now."""
    if place.settled and set(place.here) != {standing_of(one, layer) for one in here}:
        raise Conflict(
            tr("What stands at these words was changed meanwhile; look at them again and repeat your action.")
        )
