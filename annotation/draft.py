"""An annotation while it is being made or fixed: nothing of it is kept before it is saved as one change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple, TypeAlias

from annotation.alternatives import next_clause_edge
from annotation.model import Actor, Annotation, Span
from annotation.offsets import Edge, Step, next_grapheme, next_word_edge
from annotation.schema import Layer

Unit: TypeAlias = Literal["word", "character", "clause"]


class Piece(NamedTuple):
    """One span of a role, the one `at` that place among its spans: the part of a draft that boundary keys move."""

    role: str
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """`after` is what `before` (None for a new annotation) becomes when it is saved.

    `new_actors` are actors that it names and the project does not know yet; `active` is the piece that boundary keys
    move.
    """

    before: Annotation | None
    after: Annotation
    new_actors: tuple[Actor, ...] = ()
    active: Piece | None = None

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Every span of the draft in reading order."""
        placed = ((span, Piece(role, i)) for role, spans in self.after.spans.items() for i, span in enumerate(spans))
        return tuple(piece for _, piece in sorted(placed))


def fixing(annotation: Annotation, layer: Layer) -> Draft:
    """The draft that fixes `annotation`, with the first piece of its main role active."""
    role = layer.main_role.id if layer.main_role.id in annotation.spans else next(iter(annotation.spans), None)
    return Draft(before=annotation, after=annotation, active=Piece(role, 0) if role else None)


def active_span(draft: Draft) -> Span | None:
    """The span that boundary keys move, or None when the draft has none."""
    if draft.active is None:
        return None
    return draft.after.spans[draft.active.role][draft.active.at]


def move(draft: Draft, text: str, *, edge: Edge, step: Step, unit: Unit) -> Draft:
    """The draft with one edge of its active span moved by so much; unchanged where the span would vanish."""
    span = active_span(draft)
    if span is None or draft.active is None:
        return draft
    at = span.start if edge == "start" else span.end
    moved = moved_edge(text, at, edge=edge, step=step, unit=unit)
    new = Span(moved, span.end) if edge == "start" else Span(span.start, moved)
    if new.start >= new.end or not text[new.start : new.end].strip():
        return draft
    return _with_piece(draft, draft.active, new)


def next_piece(draft: Draft, step: Step) -> Draft:
    """The draft with the next (or previous) span active, in reading order, round and round."""
    pieces = draft.pieces
    if not pieces:
        return draft
    at = pieces.index(draft.active) if draft.active in pieces else -step
    return replace(draft, active=pieces[(at + step) % len(pieces)])


def put_span(draft: Draft, role: str, span: Span, *, add: bool) -> Draft:
    """The draft with `role` standing at `span`, or at `span` too with `add`; that piece becomes the active one."""
    kept = draft.after.spans.get(role, ()) if add else ()
    pieces = tuple(sorted({*kept, span}))
    return replace(draft, after=draft.after.with_spans(role, pieces), active=Piece(role, pieces.index(span)))


def drop_active(draft: Draft) -> Draft:
    """The draft without its active span; the next one becomes active."""
    if draft.active is None:
        return draft
    role, index = draft.active
    pieces = draft.after.spans[role]
    left = replace(draft, after=draft.after.with_spans(role, pieces[:index] + pieces[index + 1 :]), active=None)
    return replace(left, active=next(iter(left.pieces), None))


def put_actor(draft: Draft, role: str, actor: Actor, *, add: bool, known: bool) -> Draft:
    """The draft with `role` filled by `actor`, or by `actor` too with `add`; `known` tells that the project has it."""
    kept = draft.after.actors.get(role, ()) if add else ()
    after = draft.after.with_actors(role, tuple(dict.fromkeys((*kept, actor.id))))
    new = {a.id: a for a in (*draft.new_actors, *(() if known else (actor,)))}
    named = {actor_id for ids in after.actors.values() for actor_id in ids}
    return replace(draft, after=after, new_actors=tuple(a for a in new.values() if a.id in named))


def put_value(draft: Draft, field: str, choice: str) -> Draft:
    """The draft with `field` set to `choice`."""
    return replace(draft, after=draft.after.with_value(field, choice))


def put_pieces(draft: Draft, role: str, pieces: tuple[Span, ...]) -> Draft:
    """The draft with `role` standing at `pieces`, the first of which becomes the active one."""
    return replace(draft, after=draft.after.with_spans(role, pieces), active=Piece(role, 0))


def moved_edge(text: str, at: int, *, edge: Edge, step: Step, unit: Unit) -> int:
    """Where an edge at `at` comes to stand when it is moved; `at` where there is nothing more."""
    match unit:
        case "character":
            return next_grapheme(text, at, step)
        case "word":
            return next_word_edge(text, at, edge=edge, step=step)
        case "clause":
            return next_clause_edge(text, at, edge=edge, step=step)


def _with_piece(draft: Draft, piece: Piece, span: Span) -> Draft:
    pieces = list(draft.after.spans[piece.role])
    pieces[piece.at] = span
    kept: Sequence[Span] = sorted(set(pieces))
    after = draft.after.with_spans(piece.role, tuple(kept))
    return replace(draft, after=after, active=Piece(piece.role, kept.index(span)))
