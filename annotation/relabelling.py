"""What a change of the labels does to a project file: what it refuses, and what it moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from annotation.errors import SchemaProblem
from annotation.model import Actor, Annotation, Edit, Value
from annotation.schema import Schema
from annotation.schema_editing import merges, moved_actor, moved_annotation, refusals
from annotation.schema_parts import Path, called, walk
from annotation.store_reading import StoreReading
from annotation.store_schema import actors_of_kinds, annotations_using, usage_of
from annotation.words import in_english, tr, tr_many


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """The edits that bring annotations and actors from what was merged to what it was merged into, and a name."""

    action: str
    edits: tuple[Edit, ...] = ()


def refuse_what_would_be_lost(store: StoreReading, old: Schema, new: Schema) -> None:
    """Raises SchemaProblem where `new` has no place for something that annotations or actors use, with how many."""
    found = refusals(old, new, usage_of(store))
    if found:
        raise SchemaProblem(found[0])


def moves(store: StoreReading, old: Schema, new: Schema) -> Moves:
    """What the merges of `new` move; raises SchemaProblem where something does not fit where it would go."""
    merged = merges(old, new)
    if not merged:
        return Moves(action="")
    using = annotations_using(store, merged)
    annotations = [Edit(one, replace(moved_annotation(one, merged), schema=new.tag)) for one in using]
    actors = [Edit(one, moved_actor(one, merged)) for one in actors_of_kinds(store, _kinds(merged))]
    _refuse_misfits(annotations, new)
    return Moves(action=_told(merged, new), edits=(*actors, *annotations))


def unfit(edit: Edit, schema: Schema) -> str | None:
    """A sentence where `schema` has no place for what the edit makes, but had for what was there before."""
    return _misfit(edit.after, schema) if _misfit(edit.before, schema) is None else None


def _misfit(value: Value | None, schema: Schema) -> str | None:
    match value:
        case Annotation():
            return schema.complaint(value)
        case Actor() if schema.kind(value.kind) is None:
            return tr("“{kind}” is no kind of actor.", kind=value.kind)
        case _:
            return None


def _refuse_misfits(edits: list[Edit], new: Schema) -> None:
    misfits = list(filter(None, (unfit(edit, new) for edit in edits)))
    if misfits:
        raise SchemaProblem(
            tr_many(
                "{count} annotation does not fit what the layer is merged into: {misfit} Retire the layer instead.",
                "{count} annotations do not fit what the layer is merged into: {misfit} Retire the layer instead.",
                len(misfits),
                misfit=misfits[0],
            )
        )


def _kinds(merged: Mapping[Path, str]) -> list[str]:
    return [path[1] for path in merged if path[0] == "kinds"]


def _told(merged: Mapping[Path, str], new: Schema) -> str:
    parts = dict(walk(new))
    if len(merged) > 1:
        return f"merge {len(merged)} labels into others"
    ((path, target),) = merged.items()
    with in_english():
        return f"merge {called(path, parts)} into “{parts[*path[:-1], target].name}”"
