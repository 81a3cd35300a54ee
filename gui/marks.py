"""From annotations to what is drawn: marks for all of them, frames for the one at hand."""

from __future__ import annotations

from collections.abc import Mapping

from annotation.draft import Draft
from annotation.model import Actor, Annotation
from annotation.schema import ColourPair, Layer, Schema
from gui.lanes import Frame, Mark


def marks_of(annotation: Annotation, schema: Schema, actors: Mapping[str, Actor]) -> list[Mark]:
    """The marks of one annotation, as its layer's roles look."""
    layer = schema.layer(annotation.layer)
    if layer is None:
        return []
    colour = _colour(annotation, layer, schema, actors)
    dashed = annotation.status == "suggested"
    return [
        Mark(annotation.id, span.start, span.end, role.look, colour, dashed)
        for role in layer.spans
        if role.look != "none"
        for span in annotation.spans.get(role.id, ())
    ]


def frames_of(annotation: Annotation, schema: Schema, draft: Draft | None = None) -> list[Frame]:
    """The frames of the annotation at hand; while it is a draft, its active piece stands out."""
    layer = schema.layer(annotation.layer)
    if layer is None:
        return []
    main = layer.main_role.id
    active = draft.active if draft else None
    return [
        Frame(span.start, span.end, main=role == main, active=active is not None and active == (role, number))
        for role, pieces in annotation.spans.items()
        for number, span in enumerate(pieces)
    ]


def _colour(annotation: Annotation, layer: Layer, schema: Schema, actors: Mapping[str, Actor]) -> ColourPair:
    """A tint takes the colour of its actor's kind, a bar that of the choice made, or the layer's."""
    if layer.names_actors:
        ids = next(iter(annotation.actors.values()), ())
        kind = schema.kind(actors[ids[0]].kind) if ids and ids[0] in actors else None
        return kind.colour if kind else layer.colour
    for field in layer.fields:
        choice = field.choice(annotation.values.get(field.id, ""))
        if choice and choice.colour:
            return choice.colour
    return layer.colour
