"""Values as plain JSON objects and back: the shape of the exchange format, and of the journal."""

from __future__ import annotations

from typing import Any

from annotation.model import Actor, Annotation, Progress, Setting, Span, Value

Record = dict[str, Any]


def actor_to_record(actor: Actor) -> Record:
    """An actor as the exchange format writes it; an empty note and no aliases are left out."""
    record: Record = {"id": actor.id, "name": actor.name, "kind": actor.kind, "wikidata": actor.wikidata}
    optional = {"note": actor.note, "aliases": list(actor.aliases)}
    return record | {name: value for name, value in optional.items() if value}


def actor_from_record(record: Record) -> Actor:
    """The actor that `actor_to_record` wrote."""
    return Actor(
        id=record["id"],
        name=record["name"],
        kind=record.get("kind", "other"),
        wikidata=record.get("wikidata"),
        note=record.get("note", ""),
        aliases=tuple(record.get("aliases", ())),
    )


def annotation_to_record(annotation: Annotation) -> Record:
    """An annotation as the exchange format writes it, without its article; empty texts and no flag are left out."""
    record: Record = {
        "id": annotation.id,
        "layer": annotation.layer,
        "spans": {role: [[s.start, s.end] for s in pieces] for role, pieces in annotation.spans.items()},
        "actors": {role: list(ids) for role, ids in annotation.actors.items()},
        "values": dict(annotation.values),
        "status": annotation.status,
        "origin": annotation.origin,
        "changed": annotation.changed,
        "model": annotation.model,
        "score": annotation.score,
        "annotator": annotation.annotator,
    }
    optional: Record = {
        "note": annotation.note,
        "flagged": annotation.flagged,
        "schema": annotation.schema,
        "reason": annotation.reason,
    }
    return record | {name: value for name, value in optional.items() if value}


def annotation_from_record(record: Record, *, article: str) -> Annotation:
    """The annotation of `article` (an id) that `annotation_to_record` wrote; what is absent takes its default.

    Roles without a span or an actor are left out, and spans are put in reading order: one value, one form.
    """
    spans = record.get("spans", {})
    actors = record.get("actors", {})
    model = record.get("model")
    return Annotation(
        id=record["id"],
        article=article,
        layer=record["layer"],
        annotator=record.get("annotator"),
        spans={role: tuple(sorted(Span(*piece) for piece in pieces)) for role, pieces in spans.items() if pieces},
        actors={role: tuple(ids) for role, ids in actors.items() if ids},
        values={name: choice for name, choice in record.get("values", {}).items() if choice},
        status=record.get("status", "suggested"),
        origin=record.get("origin", "model" if model else "human"),
        changed=record.get("changed", False),
        model=model,
        score=record.get("score"),
        note=record.get("note", ""),
        schema=record.get("schema", ""),
        reason=record.get("reason", ""),
        flagged=record.get("flagged", False),
    )


def value_to_record(value: Value) -> Record:
    """Any value with its type named, for the journal."""
    match value:
        case Actor():
            return {"type": "actor"} | actor_to_record(value)
        case Annotation():
            return {"type": "annotation", "article": value.article} | annotation_to_record(value)
        case Progress():
            return {
                "type": "progress",
                "article": value.article,
                "annotator": value.annotator,
                "state": value.state,
                "suggested": value.suggested,
                "revealed": list(value.revealed),
                "blind": value.blind,
            }
        case Setting():
            return {"type": "setting", "name": value.name, "value": value.value}


def value_from_record(record: Record) -> Value:
    """The value that `value_to_record` wrote."""
    match record["type"]:
        case "actor":
            return actor_from_record(record)
        case "annotation":
            return annotation_from_record(record, article=record["article"])
        case "setting":
            return Setting(name=record["name"], value=record["value"])
        case _:
            return Progress(
                article=record["article"],
                annotator=record["annotator"],
                state=record["state"],
                suggested=record["suggested"],
                revealed=tuple(record["revealed"]),
                blind=record.get("blind", False),
            )
