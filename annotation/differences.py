"""What a change did to an annotation, in words for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from annotation.describe import counted, excerpt, names_of, shorten, text_of
from annotation.model import Actor, Annotation, Change, Status
from annotation.schema import Layer, Role, Schema

STATUS_WORDS: Mapping[Status, str] = {"suggested": "undecided again", "accepted": "accepted", "rejected": "rejected"}

WORDS = 48
"""How many characters of a text a difference shows."""


def differences(
    before: Annotation | None,
    after: Annotation | None,
    *,
    text: str,
    actors: Mapping[str, Actor],
    schema: Schema,
) -> list[str]:
    """Each difference in words: “speaker: Trump → Kallas”, “content: “…” → “…””, “accepted”, “note changed”."""
    if before is None or after is None:
        return ["added" if after else "deleted"]
    decided = [STATUS_WORDS[after.status]] if after.status != before.status else []
    layer = schema.layer(after.layer)
    parts = [
        *_span_differences(before, after, text, layer),
        *_actor_differences(before, after, actors, layer),
        *_value_differences(before, after, layer),
    ]
    return [*decided, *parts, *_note_differences(before, after)]


def told(change: Change, found: list[str]) -> str:
    """What a change did, as one line: the differences, or the action where nothing that people see differs."""
    prefix = {"do": "", "undo": "took back: ", "redo": "did again: "}[change.kind]
    return prefix + (" · ".join(found) or change.action)


def _span_differences(before: Annotation, after: Annotation, text: str, layer: Layer | None) -> Iterator[str]:
    names = _names(layer.spans if layer else ())
    for role in dict.fromkeys((*names, *before.spans, *after.spans)):
        was, made = before.spans.get(role, ()), after.spans.get(role, ())
        if was != made:
            moved = text_of(before, role, text) == text_of(after, role, text)
            words = [_quoted(text_of(one, role, text)) for one in (before, after)]
            change = f"{words[0]}, moved" if moved else " → ".join(words)
            yield f"{names.get(role, role)}: {change}"


def _actor_differences(
    before: Annotation, after: Annotation, actors: Mapping[str, Actor], layer: Layer | None
) -> Iterator[str]:
    names = _names(layer.actors if layer else ())
    for role in dict.fromkeys((*names, *before.actors, *after.actors)):
        if before.actors.get(role, ()) != after.actors.get(role, ()):
            who = [_who(one, role, actors) for one in (before, after)]
            yield f"{names.get(role, role)}: {' → '.join(who)}"


def _value_differences(before: Annotation, after: Annotation, layer: Layer | None) -> Iterator[str]:
    fields = {field.id: field for field in layer.fields} if layer else {}
    for name in dict.fromkeys((*fields, *before.values, *after.values)):
        was, made = before.values.get(name, ""), after.values.get(name, "")
        if was != made:
            field = fields.get(name)
            choices = {choice.id: choice.name for choice in field.choices} if field else {}
            words = (choices.get(choice, choice) or "none" for choice in (was, made))
            yield f"{field.name.lower() if field else name}: {' → '.join(words)}"


def _note_differences(before: Annotation, after: Annotation) -> Iterator[str]:
    if before.note != after.note:
        yield f"note {'changed' if before.note and after.note else 'added' if after.note else 'removed'}"
    if before.flagged != after.flagged:
        yield "flagged" if after.flagged else "flag removed"


def _names(roles: tuple[Role, ...]) -> dict[str, str]:
    return {role.id: role.name.lower() for role in roles}


def _quoted(words: str) -> str:
    return f"“{excerpt(words, WORDS).strip('“”')}”" if words else "none"


def _who(annotation: Annotation, role: str, actors: Mapping[str, Actor]) -> str:
    ids = annotation.actors.get(role, ())
    unknown = sum(1 for actor in ids if actor not in actors)
    names = [names_of(annotation, role, actors), counted(unknown, "unknown actor", "unknown actors") if unknown else ""]
    return shorten(" and ".join(filter(None, names))) or "nobody"
