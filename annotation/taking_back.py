"""One change taken back out of the middle of the journal, with what was done since left as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from annotation.model import Actor, Annotation, Change, Edit, Setting, Value

_MAPPINGS = frozenset({"spans", "actors", "values"})


def taking_back(
    change: Change,
    stored: Callable[[Value], Value | None],
    naming: Callable[[Sequence[str]], Sequence[Annotation]],
) -> list[Edit]:
    """The edits that take `change` back as far as it still stands.

    What was changed since in the same part of a value stays as it is now. `stored` gives how a value stands now, or
    None; `naming` the annotations that name one of some actors. An actor that others name by now is not taken away.
    """
    found: list[Edit] = []
    for edit in reversed(change.edits):
        now = stored(edit.value)
        wanted = _without(now, edit)
        if now != wanted and not (wanted is None and isinstance(now, Actor) and _is_named(now, found, naming)):
            found.append(Edit(now, wanted))
    return found


def _without(now: Value | None, edit: Edit) -> Value | None:
    """A value as it would be now, had the edit not been made."""
    if now == edit.after:
        return edit.before
    if edit.before is None:
        return now if isinstance(now, Setting) else None
    if now is None or edit.after is None:
        return now
    # The fields of three kinds of values, by name: that they fit is known from where they were read.
    return replace(now, **_merged(now, edit))  # pyright: ignore[reportArgumentType]


def _merged(now: Value, edit: Edit) -> dict[str, Any]:
    """The fields that still are as the edit left them, as they were before it; of mappings each key by itself."""
    merged: dict[str, Any] = {}
    for field in fields(now):
        was, made, current = (getattr(value, field.name) for value in (edit.before, edit.after, now))
        if field.name in _MAPPINGS:
            merged[field.name] = _merged_mapping(was, made, current)
        elif current == made:
            merged[field.name] = was
    return merged


def _merged_mapping(was: Mapping[str, Any], made: Mapping[str, Any], current: Mapping[str, Any]) -> dict[str, Any]:
    keys = dict.fromkeys((*current, *was))
    chosen = {key: was.get(key) if current.get(key) == made.get(key) else current.get(key) for key in keys}
    return {key: value for key, value in chosen.items() if value is not None}


def _is_named(actor: Actor, found: Sequence[Edit], naming: Callable[[Sequence[str]], Sequence[Annotation]]) -> bool:
    """Whether anything but what `found` changes names the actor, or goes on naming it."""
    after = {edit.value.id: edit.after for edit in found if isinstance(edit.value, Annotation)}
    left = (after.get(one.id, one) for one in naming([actor.id]))
    return any(isinstance(one, Annotation) and actor.id in set().union(*one.actors.values()) for one in left)
