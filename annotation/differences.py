"""What a change did to an annotation, in words for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from annotation.describe import excerpt, in_sentence, listed, names_of, shorten, text_of
from annotation.model import Actor, Annotation, Change, Status
from annotation.schema import Layer, Role, Schema
from annotation.words import noted, tr, tr_many, tr_stored

STATUS_WORDS: Mapping[Status, str] = {
    "suggested": noted("undecided again"),
    "accepted": noted("accepted"),
    "rejected": noted("rejected"),
}

ACTIONS = (
    noted("take back: {action}"),
    noted("suggest again"),
    noted("open again"),
    noted("mark done"),
    noted("skip"),
    noted("show suggestions"),
    noted("set share of blind articles to {share} %"),
    noted("change actor {name}"),
    noted("name {name} in {what}"),
    noted("note on {what}"),
    noted("accept {what}"),
    noted("reject {what}"),
    noted("fix {what}"),
    noted("add {what}"),
    noted("flag {what}"),
    noted("unflag {what}"),
    noted("restore {what}"),
    noted("merge {count} labels into others"),
    noted("merge {what} into {name}"),
    noted("label {what}"),
    noted("change {what}"),
    noted("delete {what}"),
    noted("labels, version {version}: {what}"),
)
"""What actions of the journal look like; what stands in braces is shown as it was stored."""

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
        return [tr("added") if after else tr("deleted")]
    decided = [tr(STATUS_WORDS[after.status])] if after.status != before.status else []
    layer = schema.layer(after.layer)
    parts = [
        *_span_differences(before, after, text, layer),
        *_actor_differences(before, after, actors, layer),
        *_value_differences(before, after, layer),
    ]
    return [*decided, *parts, *_note_differences(before, after)]


def told(change: Change, found: list[str]) -> str:
    """What a change did, as one line: the differences, or the action where nothing that people see differs."""
    done = " · ".join(found) or action_words(change.action)
    match change.kind:
        case "undo":
            return tr("took back: {done}", done=done)
        case "redo":
            return tr("did again: {done}", done=done)
        case _:
            return done


def action_words(action: str) -> str:
    """An action of the journal, which is kept in English, in the language spoken."""
    return tr_stored(action, ACTIONS)


def _span_differences(before: Annotation, after: Annotation, text: str, layer: Layer | None) -> Iterator[str]:
    names = _names(layer.spans if layer else ())
    for role in dict.fromkeys((*names, *before.spans, *after.spans)):
        was, made = before.spans.get(role, ()), after.spans.get(role, ())
        if was != made:
            moved = text_of(before, role, text) == text_of(after, role, text)
            words = [_quoted(text_of(one, role, text)) for one in (before, after)]
            change = tr("{words}, moved", words=words[0]) if moved else " → ".join(words)
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
            words = (choices.get(choice, choice) or tr("none") for choice in (was, made))
            yield f"{in_sentence(field.name) if field else name}: {' → '.join(words)}"


def _note_differences(before: Annotation, after: Annotation) -> Iterator[str]:
    if before.note != after.note:
        changed = tr("note changed") if before.note else tr("note added")
        yield changed if after.note else tr("note removed")
    if before.flagged != after.flagged:
        yield tr("flagged") if after.flagged else tr("flag removed")


def _names(roles: tuple[Role, ...]) -> dict[str, str]:
    return {role.id: in_sentence(role.name) for role in roles}


def _quoted(words: str) -> str:
    return f"“{excerpt(words, WORDS).strip('“”')}”" if words else tr("none")


def _who(annotation: Annotation, role: str, actors: Mapping[str, Actor]) -> str:
    ids = annotation.actors.get(role, ())
    unknown = sum(1 for actor in ids if actor not in actors)
    names = [
        names_of(annotation, role, actors),
        tr_many("{count} unknown actor", "{count} unknown actors", unknown) if unknown else "",
    ]
    return shorten(listed(list(filter(None, names)))) or tr("nobody")
