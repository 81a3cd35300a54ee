"""The exchange format, JSON lines: one article a line with its labels; import and export carry the same, all of it.

A line without the key `annotations` is a raw article and is repaired like a text file. A line with it keeps its text
but for line endings, and its offsets follow. A line is taken as a whole or refused as a whole. A line may have the
SHA-256 of its text in its place (for texts that must not be passed on): it is joined to the article of a project.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Any, cast

from annotation.errors import ImportProblem
from annotation.exchange import (
    Record,
    actor_from_record,
    actor_to_record,
    annotation_from_record,
    annotation_to_record,
)
from annotation.formats.base import Format, Incoming, Loss, Outgoing, Refused, replacing, stable_id
from annotation.formats.explain import explain, quoted
from annotation.formats.json_reading import json_lines, odd_record, plain_record
from annotation.formats.repair import IN_THE_TITLE, headline, repair, tell
from annotation.model import Actor, Annotation, Article, Labels, Progress, Span
from annotation.offsets import OffsetMap, plain_line_endings, widen_to_graphemes
from annotation.resources import shipped
from annotation.words import in_english, noted, tr

if TYPE_CHECKING:
    from annotation.schema import Schema

_KEYS = frozenset(
    {"id", "title", "text", "text_sha256", "source", "url", "published", "meta"}
    | {"actors", "annotations", "states", "revealed", "blind", "schema"}
)


def read(path: Path, schema: Schema) -> Iterator[Incoming | Refused]:
    """The articles of the file at `path`, one a line; a line that is not right is refused and the next one read.

    Raises:
        ImportProblem: the file is empty or binary.
        OSError: it cannot be read.
    """
    reader = _Reader(schema)
    number = 0
    for number, line in json_lines(path):
        where = tr("{path}, line {number}", path=path, number=number)
        try:
            yield reader.read(line, where)
        except ImportProblem as problem:
            yield Refused(where, str(problem))
    if not number:
        raise ImportProblem(tr("It is empty; there is nothing to import."))


def write(outgoings: Iterable[Outgoing], path: Path, schema: Schema) -> list[Loss]:
    """Writes one line for each article, the same bytes for the same content; nothing is ever lost.

    Raises:
        Problem: the file could not be written.
    """
    with replacing(path) as part, part.open("w", encoding="utf-8", newline="\n") as file:
        for outgoing in outgoings:
            file.write(json.dumps(_to_record(outgoing, schema), ensure_ascii=False, allow_nan=False) + "\n")
    return []


def rejoin(incoming: Incoming, text: str) -> Incoming:
    """What a line without text says, of the text that it is about: its spans are checked and widened like any.

    Raises:
        ImportProblem: a span is empty or goes beyond the text.
    """
    mover = _Mover(text, text, plain_line_endings(text)[1])
    annotations = [
        replace(one, spans={role: tuple(pieces) for role, pieces in mover.moved(annotation_to_record(one)).items()})
        for one in incoming.labels.annotations
    ]
    told = tell(mover.widened, "span was widened to a whole character.", "spans were widened to whole characters.")
    labels = replace(incoming.labels, annotations=tuple(annotations))
    return replace(incoming, labels=labels, repairs=(*incoming.repairs, *told))


JSONL = Format(
    name="jsonl",
    title=noted("JSON lines"),
    suffixes=(".jsonl", ".ndjson"),
    read=read,
    write=write,
    textless=True,
)


# Out


def _to_record(outgoing: Outgoing, schema: Schema) -> Record:
    article, labels = outgoing.article, outgoing.labels
    annotations = sorted(labels.annotations, key=lambda one: (one.start, one.end, one.id))
    progress = sorted(outgoing.progress, key=lambda one: one.annotator)
    # Who has annotations has begun, also where nothing else is known of them.
    begun = {one.annotator: "open" for one in annotations if one.annotator is not None}
    states = begun | {one.annotator: one.state for one in progress}
    optional: Record = {
        "source": article.source,
        "url": article.url,
        "published": article.published,
        "meta": dict(article.meta),
        "actors": [actor_to_record(actor) for actor in sorted(labels.actors, key=lambda actor: actor.id)],
        "annotations": [_to_annotation_record(one, schema) for one in annotations],
        "states": dict(sorted(states.items())),
        "revealed": {one.annotator: list(one.revealed) for one in progress if one.revealed},
        "blind": [one.annotator for one in progress if one.blind],
    }
    kept = {key: value for key, value in optional.items() if value or key in ("actors", "annotations")}
    text = {"text": article.text} if outgoing.with_text else {"text_sha256": _digest(article.text)}
    return {"id": article.id, "title": article.title, **text, **kept, "schema": schema.tag}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _to_annotation_record(annotation: Annotation, schema: Schema) -> Record:
    """Its record with roles and fields in the order of the schema; `schema` only where it is not that of the line."""
    record = annotation_to_record(annotation)
    layer = schema.layer(annotation.layer)
    if layer is not None:
        parts = {"spans": layer.spans, "actors": layer.actors, "values": layer.fields}
        for key, known in parts.items():
            record[key] = _ordered(record[key], [part.id for part in known])
    own = {} if annotation.schema == schema.tag else {"schema": annotation.schema}
    return {key: value for key, value in record.items() if key != "schema"} | own


def _ordered(mapping: Mapping[str, Any], order: list[str]) -> Record:
    known = {key: mapping[key] for key in order if key in mapping}
    return known | dict(sorted(mapping.items() - known.items())) if len(known) < len(mapping) else known


# In


class _Reader:
    """Reads the lines of one file."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._texts: dict[str, int] = {}

    def read(self, line: bytes | str, where: str) -> Incoming:
        """The article of one line.

        Raises:
            ImportProblem: something in it is not right; nothing of it is taken.
        """
        record = plain_record(line)
        told: list[str] = []
        if record is None:
            record, original, told = odd_record(line)
        else:
            original = record.get("text")
        record, more = _with_strangers_in_meta(record)
        _validate(record)
        sha256 = _checked_digest(record)
        article, labels, repairs = _way_of(record)(record, self._schema)
        progress = _progress(record, article, labels, self._schema)
        self._check_id(article, sha256)
        return Incoming(
            article=article,
            labels=labels,
            progress=progress,
            original=None if original == article.text or sha256 else str(original).encode("utf-8", "surrogatepass"),
            repairs=(*told, *more, *repairs),
            sha256=sha256,
            where=where,
        )

    def _check_id(self, article: Article, sha256: str) -> None:
        seen = hash(article.text or sha256)
        if self._texts.setdefault(article.id, seen) != seen:
            raise ImportProblem(
                tr(
                    "The id “{article}” stands on an earlier line with a different text; give one of them another id.",
                    article=article.id,
                )
            )


_Taken = tuple[Article, Labels, list[str]]


def _way_of(record: Record) -> Callable[[Record, Schema], _Taken]:
    if "text" not in record:
        return _textless
    return _labelled if "annotations" in record else _raw


def _checked_digest(record: Record) -> str:
    """The digest that stands in place of a text; nothing where there is the text, whose digest it must be."""
    said: str = record.get("text_sha256", "")
    if "text" not in record:
        return said
    if said and said != _digest(record["text"]):
        raise ImportProblem("“text_sha256” is not that of the text; leave it out, or correct the text.")
    return ""


def _textless(record: Record, schema: Schema) -> _Taken:
    """Labels of an article that a project has; their spans are checked where its text is known."""
    article = _article({"id": record["text_sha256"]} | record, text="", title=record.get("title", ""))
    actors = _actors(record, schema)
    common = {"schema": record.get("schema", "")}
    annotations = [annotation_from_record(common | one, article=article.id) for one in record.get("annotations", ())]
    _check(annotations, actors, schema)
    return article, Labels(actors=actors, annotations=tuple(annotations)), []


def _raw(record: Record, schema: Schema) -> _Taken:
    """An article that nobody has labelled: its text and title are repaired."""
    clean, title = repair(record["text"]), repair(record.get("title", ""))
    if not clean.text:
        raise ImportProblem(tr("Its text holds nothing but blanks and control characters; there is nothing to import."))
    footer = {"source": clean.source, "url": clean.url}
    found = {key: value for key, value in footer.items() if value and not record.get(key)}
    article = _article(record | found, text=clean.text, title=title.text or _title(clean.text))
    told = [*clean.repairs, *(f"{IN_THE_TITLE}{repair}" for repair in title.repairs)]
    return article, Labels(actors=_actors(record, schema)), told


def _title(text: str) -> str:
    return headline(text) or shorten(text[:200], 60, placeholder="…")


def _labelled(record: Record, schema: Schema) -> _Taken:
    """An article with annotations: only line endings change, and the offsets with them."""
    old: str = record["text"]
    if not old.strip():
        raise ImportProblem(tr("Its text holds nothing but blanks; there is nothing to import."))
    text, offsets = plain_line_endings(old)
    told = ["Line endings were made plain, and offsets moved with them."] if text != old else []
    article = _article(record, text=text, title=record.get("title", ""))
    actors = _actors(record, schema)
    mover = _Mover(old, text, offsets)
    common = {"schema": record.get("schema", "")}
    annotations = [
        annotation_from_record(common | item | {"spans": mover.moved(item)}, article=article.id)
        for item in record["annotations"]
    ]
    _check(annotations, actors, schema)
    told += tell(
        mover.widened, noted("span was widened to a whole character."), noted("spans were widened to whole characters.")
    )
    return article, Labels(actors=actors, annotations=tuple(annotations)), told


class _Mover:
    """Moves spans of a text to the same text with plain line endings, outwards to whole characters."""

    def __init__(self, old: str, new: str, offsets: OffsetMap) -> None:
        self._old = old
        self._new = new
        self._offsets = offsets
        self.widened = 0

    def moved(self, item: Record) -> Record:
        """The spans of an annotation's record; equal ones of one role become one."""
        spans: Record = item.get("spans", {})
        return {role: sorted({self._span(piece, item["id"]) for piece in pieces}) for role, pieces in spans.items()}

    def _span(self, piece: list[float], annotation: str) -> Span:
        start, end = map(int, piece)  # JSON schema takes 3.0 for a whole number
        if not start < end <= len(self._old):
            reason = (
                tr("is empty")
                if start >= end
                else tr("goes beyond the text, which ends at {count}", count=len(self._old))
            )
            raise ImportProblem(
                tr(
                    "The span [{start}, {end}] of annotation “{annotation}” {reason}; correct its offsets.",
                    start=start,
                    end=end,
                    annotation=annotation,
                    reason=reason,
                )
            )
        if self._old[start:end].isspace():
            raise ImportProblem(
                tr(
                    "The span [{start}, {end}] of annotation “{annotation}” holds only white space; correct its "
                    "offsets.",
                    start=start,
                    end=end,
                    annotation=annotation,
                )
            )
        moved = self._offsets.span(Span(start, end))
        whole = moved if self._new.isascii() else widen_to_graphemes(self._new, moved)
        self.widened += whole != moved
        return whole


def _check(annotations: list[Annotation], actors: tuple[Actor, ...], schema: Schema) -> None:
    """Raises ImportProblem where an annotation does not fit the schema, the cast or the others."""
    cast_ids = {actor.id for actor in actors}
    _check_unique(noted("annotation"), [annotation.id for annotation in annotations])
    for annotation in annotations:
        complaint = schema.complaint(annotation)
        if complaint:
            raise ImportProblem(
                tr("In annotation “{annotation}”: {complaint}", annotation=annotation.id, complaint=complaint)
            )
        for actor in (actor for ids in annotation.actors.values() for actor in ids):
            if actor not in cast_ids:
                raise ImportProblem(
                    tr(
                        "Annotation “{annotation}” names the actor “{actor}”, which is not in “actors”; add it there.",
                        annotation=annotation.id,
                        actor=actor,
                    )
                )


def _article(record: Record, *, text: str, title: str) -> Article:
    return Article(
        id=record.get("id") or stable_id(text),
        text=text,
        title=title,
        source=record.get("source", ""),
        url=record.get("url", ""),
        published=record.get("published", ""),
        meta=record.get("meta", {}),
    )


def _actors(record: Record, schema: Schema) -> tuple[Actor, ...]:
    actors = tuple(actor_from_record(item) for item in record.get("actors", ()))
    _check_unique(noted("actor"), [actor.id for actor in actors])
    for actor in actors:
        if schema.kind(actor.kind) is None:
            kinds = quoted(kind.id for kind in schema.kinds)
            raise ImportProblem(
                tr(
                    "The actor “{actor}” is of the unknown kind “{kind}”; the schema has {kinds}.",
                    actor=actor.id,
                    kind=actor.kind,
                    kinds=kinds,
                )
            )
    return actors


def _check_unique(what: str, ids: list[str]) -> None:
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            raise ImportProblem(
                tr("The {what} id “{one}” stands there twice; give each its own.", what=tr(what), one=one)
            )
        seen.add(one)


def _progress(record: Record, article: Article, labels: Labels, schema: Schema) -> tuple[Progress, ...]:
    if not (labels.annotations or record.keys() & {"states", "revealed", "blind"}):
        return ()
    states: Record = record.get("states", {})
    revealed: dict[str, list[str]] = record.get("revealed", {})
    blind: list[str] = record.get("blind", [])
    begun = {one.annotator for one in labels.annotations if one.annotator is not None}
    for layer in (layer for layers in revealed.values() for layer in layers):
        if schema.layer(layer) is None:
            raise ImportProblem(
                tr("“revealed” names the layer “{layer}”, which the schema does not have; remove it.", layer=layer)
            )
    return tuple(
        Progress(
            article=article.id,
            annotator=annotator,
            state=states.get(annotator, "open"),
            suggested=annotator in begun,
            revealed=tuple(revealed.get(annotator, ())),
            blind=annotator in blind,
        )
        for annotator in sorted(begun | states.keys() | revealed.keys() | set(blind))
    )


# JSON


def _with_strangers_in_meta(record: Record) -> tuple[Record, list[str]]:
    """The record without the keys that the format does not have: they move to `meta`; and what is null is absent."""
    known = {key: value for key, value in record.items() if key in _KEYS and value is not None}
    strangers = {key: value for key, value in record.items() if key not in _KEYS}
    meta = known.get("meta", {})
    if not strangers or not isinstance(meta, dict):
        return known, []
    free = {key if key not in meta else f"{key} (of the line)": value for key, value in strangers.items()}
    with in_english():
        told = f"The format has no {quoted(strangers)}: moved to meta."
    return known | {"meta": meta | free}, [told]


def _validate(record: Record) -> None:
    from fastjsonschema import JsonSchemaValueException

    try:
        _validator()(record)
    except JsonSchemaValueException as error:
        raise ImportProblem(explain(error)) from error


@cache
def _validator() -> Callable[[Record], object]:
    from fastjsonschema import compile as compile_schema

    schema = json.loads(shipped("schemas", "annotations.schema.json").read_text("utf-8"))
    return cast("Callable[[Record], object]", compile_schema(schema))
