"""W3C Web Annotations, as JSON-LD: an AnnotationCollection, a page of one, a list, or a single annotation.

Each of our annotations is one of theirs, whose targets have a TextPositionSelector and a TextQuoteSelector and whose
`styleClass` is the role; its bodies say the layer (`classifying`), the choices (`tagging`), the actors (`identifying`),
the note (`commenting`) and that it is to be talked about (`moderating`). See https://www.w3.org/TR/annotation-model/,
which has offsets count code points (section 4.2.5). The model has no place for the text of what is annotated: an
annotation `describing` the source holds it, and one `assessing` it says how far somebody is. What is ours alone stands
under keys `standpoint:…`, which the file's own context declares.

In, an annotation without our bodies is known by its first tag. A text that is not in the file is looked for in a `.txt`
of its name. Where a position does not fit the quote, the annotation is anchored by the quote, with what stands around.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote as escaped
from urllib.parse import unquote
from uuid import UUID, uuid5

from annotation.errors import ImportProblem
from annotation.exchange import Record, actor_from_record, actor_to_record
from annotation.formats.base import Format, Incoming, Loss, Outgoing, Refused, replacing
from annotation.formats.decode import decode
from annotation.formats.graph import Made, is_own_id
from annotation.formats.json_reading import beginning, keys_in, read_document
from annotation.formats.labels import LabelMap, Meaning, default_kind, naming_layer
from annotation.formats.losses import by_annotator, losses
from annotation.formats.placing import Placing
from annotation.formats.records import (
    STATE_NAMES,
    article_of,
    as_object,
    as_objects,
    metadata_of,
    one_or_many,
    progress_of,
    text_in,
    word,
)
from annotation.model import ORIGINS, Actor, Annotation, Article, Labels, Origin, Progress, Span, State
from annotation.schema import Layer, Schema

NAME = "w3c"
CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_CONTEXT = [CONTEXT, {"standpoint": "urn:standpoint:"}]
_AROUND = 32
_UUID, _URN = "urn:uuid:", "urn:standpoint:id:"
_ORIGINS: dict[str, Origin] = {origin: origin for origin in ORIGINS}
_IDS = UUID("1c2d9a53-0f55-5b0e-a1a5-7a3d6f9f2d44")


def read(path: Path, schema: Schema) -> Iterator[Incoming | Refused]:
    """The articles that the annotations of the file at `path` are about, each with them.

    Raises:
        ImportProblem: the file is no JSON or holds no annotations, or `labels.yaml` beside it cannot be read.
        OSError: it cannot be read.
    """
    value, told = read_document(path)
    items = _items(value)
    if not items:
        raise ImportProblem("It holds no annotations; there is nothing to import.")
    labels = LabelMap.beside(path, schema)
    sources = _by_source(items)
    beside = _text_beside(path) if len(sources) == 1 else None
    for source, own in sources.items():
        where = f"{path}, {source}"
        try:
            yield _Reading(source, own, schema, labels, beside).incoming(where, told)
        except ImportProblem as problem:
            yield Refused(where, str(problem))


def write(outgoings: Iterable[Outgoing], path: Path, schema: Schema) -> list[Loss]:
    """Writes one collection of all that is accepted, and returns what did not fit.

    Raises:
        Problem: the file could not be written.
    """
    lost: list[Loss] = []
    total = 0
    with replacing(path) as part, part.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f'{{"@context": {json.dumps(_CONTEXT)},\n"id": {json.dumps(_iri(path.stem))},\n')
        file.write('"type": "AnnotationCollection",\n"first": {"type": "AnnotationPage", "startIndex": 0, "items": [')
        for outgoing in outgoings:
            items = _items_of(outgoing, schema)
            lines = (json.dumps(item, ensure_ascii=False, allow_nan=False) for item in items)
            file.write(("," if total else "") + "\n" + ",\n".join(lines))
            total += len(items)
            lost += _losses(outgoing, items, schema)
        file.write(f'\n]}},\n"total": {total}}}\n')
    return lost


def recognises(path: Path) -> bool:
    """Whether the file begins as Web Annotations do."""
    head = beginning(path)
    return CONTEXT in head or ("@context" in keys_in(head) and "AnnotationPage" in head)


# Out


def _iri(own_id: str) -> str:
    return _UUID + own_id if is_own_id(own_id) else _URN + escaped(own_id, safe="")


def _own_id(iri: str) -> str:
    """The id that an IRI was made of; nothing for others."""
    if iri.startswith(_URN):
        return unquote(iri.removeprefix(_URN))
    return iri.removeprefix(_UUID) if iri.startswith(_UUID) else ""


def _items_of(outgoing: Outgoing, schema: Schema) -> list[Record]:
    source = _iri(outgoing.article.id)
    items = [_describing(outgoing.article, source)]
    for annotator, own in by_annotator(outgoing):
        items += (_assessing(one, source) for one in own.progress)
        cast_ = {actor.id: actor for actor in own.labels.actors}
        for one in own.labels.annotations:
            items.append(_item(one, source, own.article.text, cast_, annotator, schema))
    return items


def _losses(outgoing: Outgoing, items: list[Record], schema: Schema) -> list[Loss]:
    back = _Reading(_iri(outgoing.article.id), items, schema, LabelMap(schema), None).incoming("", [])
    lost: list[Loss] = []
    for annotator, own in by_annotator(outgoing):
        annotations = tuple(one for one in back.labels.annotations if one.annotator == annotator)
        progress = tuple(one for one in back.progress if one.annotator == annotator)
        labels = Labels(actors=back.labels.actors, annotations=annotations)
        lost += losses(own, Incoming(article=back.article, labels=labels, progress=progress, where=""), schema)
    return lost


def _describing(article: Article, source: str) -> Record:
    return {
        "id": f"{source}#text",
        "type": "Annotation",
        "motivation": "describing",
        "body": {"type": "TextualBody", "format": "text/plain", "purpose": "describing", "value": article.text},
        "target": source,
        "standpoint:article": metadata_of(article),
    }


def _assessing(progress: Progress, source: str) -> Record:
    return {
        "id": f"{source}#{escaped(progress.annotator, safe='')}",
        "type": "Annotation",
        "motivation": "assessing",
        "creator": _person(progress.annotator),
        "body": {"type": "TextualBody", "purpose": "assessing", "value": progress.state},
        "target": source,
    }


def _person(annotator: str) -> Record:
    return {"type": "Person", "nickname": annotator}


def _item(
    one: Annotation, source: str, text: str, actors: Mapping[str, Actor], annotator: str | None, schema: Schema
) -> Record:
    layer = schema.layer(one.layer)
    made = {key: getattr(one, key) for key in ("origin", "changed", "model", "score", "reason", "schema")}
    return {
        "id": _iri(one.id),
        "type": "Annotation",
        "motivation": "identifying" if layer and layer.names_actors else "classifying",
        **({"creator": _person(annotator)} if annotator is not None else {}),
        **({"generator": {"type": "Software", "name": one.model}} if one.model else {}),
        "body": list(_bodies(one, actors)),
        "target": [_target(role, span, source, text) for role, spans in one.spans.items() for span in spans]
        or [source],
        "standpoint:made": {key: value for key, value in made.items() if value not in (None, "")},
    }


def _bodies(one: Annotation, actors: Mapping[str, Actor]) -> Iterator[Record]:
    yield _body("classifying", one.layer)
    for field, choice in one.values.items():
        yield _body("tagging", choice) | {"standpoint:field": field}
    for role, ids in one.actors.items():
        for actor in (actors[actor_id] for actor_id in ids):
            record = {
                key: value for key, value in actor_to_record(actor).items() if key not in ("id", "name") and value
            }
            extras = {"standpoint:role": role, "standpoint:actor": record}
            yield {"id": _iri(actor.id)} | _body("identifying", actor.name) | extras
    if one.note:
        yield _body("commenting", one.note)
    if one.flagged:
        yield _body("moderating", "flagged")


def _body(purpose: str, value: str) -> Record:
    return {"type": "TextualBody", "purpose": purpose, "value": value}


def _target(role: str, span: Span, source: str, text: str) -> Record:
    exact = {
        "type": "TextQuoteSelector",
        "exact": text[span.start : span.end],
        "prefix": text[max(span.start - _AROUND, 0) : span.start],
        "suffix": text[span.end : span.end + _AROUND],
    }
    position = {"type": "TextPositionSelector", "start": span.start, "end": span.end}
    return {"type": "SpecificResource", "source": source, "styleClass": role, "selector": [position, exact]}


# In


def _items(value: object) -> list[Record]:
    """The annotations of a collection, a page, a list, or one that stands alone."""
    if isinstance(value, list):
        return as_objects(cast("object", value), "annotations")
    record = as_object(value, "The file")
    for key in ("first", "items"):
        if key in record:
            return _items(record[key]) if not isinstance(record[key], str) else []
    return [record] if record.get("target") is not None else []


def _by_source(items: Iterable[Record]) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = {}
    for item in items:
        targets = _targets(item)
        source = _source(targets[0]) if targets else ""
        found.setdefault(source, []).append(item)
    return found


def _targets(item: Record) -> list[object]:
    target: object = item.get("target")
    return cast("list[object]", target) if isinstance(target, list) else [target] if target is not None else []


def _source(target: object) -> str:
    if not isinstance(target, dict):
        return word(target)
    record = cast("Record", target)
    source: object = record.get("source", record.get("id"))
    return word(cast("Record", source).get("id")) if isinstance(source, dict) else word(source)


def _text_beside(path: Path) -> str | None:
    beside = path.with_suffix(".txt")
    return decode(beside.read_bytes()).text if beside.is_file() else None


class _Reading:
    """Reads the annotations of one source."""

    def __init__(
        self, source: str, items: Sequence[Record], schema: Schema, labels: LabelMap, beside: str | None
    ) -> None:
        self._schema = schema
        self._labels = labels
        self._naming = naming_layer(schema)
        self._losses: list[Loss] = []
        self._actors: dict[str, Actor] = {}
        self._items = [one for one in items if not _about_all(one)]
        self._states = [one for one in items if one.get("motivation") == "assessing" and _about_all(one)]
        described = next((one for one in items if one.get("motivation") == "describing" and _about_all(one)), None)
        self._text = _described(described) if described else beside
        if self._text is None:
            raise ImportProblem(
                "Its text is not in the file; put it beside it as a text file of the same name that ends in .txt."
            )
        self._placing = Placing(self._text)
        known = as_object(described.get("standpoint:article", {}), "standpoint:article") if described else {}
        foreign = {} if known or not source.startswith("http") else {"url": source}
        own_id = {"article": _own_id(source)} if _own_id(source) else {}
        self.article = article_of(known | foreign | own_id, self._placing.text)

    def incoming(self, where: str, told: Sequence[str]) -> Incoming:
        """What the annotations come to.

        Raises:
            ImportProblem: one of them cannot be read.
        """
        annotations = [one for item in self._items if (one := self._annotation(item)) is not None]
        self._check(annotations)
        text = cast("str", self._text)
        return Incoming(
            article=self.article,
            labels=Labels(actors=tuple(self._actors.values()), annotations=tuple(annotations)),
            progress=self._progress(annotations),
            original=None if self.article.text == text else text.encode(),
            repairs=(*told, *self._placing.repairs()),
            losses=tuple(self._losses),
            where=where,
        )

    def _check(self, annotations: Sequence[Annotation]) -> None:
        seen: set[str] = set()
        for one in annotations:
            if one.id in seen:
                raise ImportProblem(f"Two annotations have the id “{_iri(one.id)}”; give each its own.")
            seen.add(one.id)
            complaint = self._schema.complaint(one)
            if complaint:
                raise ImportProblem(f"In the annotation “{_iri(one.id)}”: {complaint}")

    def _progress(self, annotations: Sequence[Annotation]) -> tuple[Progress, ...]:
        states: dict[str, State] = {one.annotator: "open" for one in annotations if one.annotator is not None}
        for item in self._states:
            value = next((word(body.get("value")) for body in _bodies_of(item)), "")
            states[_creator(item) or NAME] = STATE_NAMES.get(value, "open")
        told: list[Progress] = []
        for annotator in sorted(states):
            told += progress_of(self.article, Made(annotator=annotator), annotations, states[annotator])
        return tuple(told)

    # One annotation

    def _annotation(self, item: Record) -> Annotation | None:
        bodies = _bodies_of(item)
        pieces = [self._piece(target) for target in _targets(item)]
        span = next((span for _, span in pieces if span), Span(0, len(self.article.text)))
        meaning = self._meaning(bodies, span)
        layer = self._schema.layer(meaning.layer) if meaning else None
        if meaning is None or layer is None:
            return None
        spans: dict[str, set[Span]] = {}
        for role, piece in pieces:
            if piece:
                spans.setdefault(role if role and layer.span_role(role) else meaning.role, set()).add(piece)
        made = as_object(item.get("standpoint:made", {}), "standpoint:made")
        whose = _creator(item)
        return Annotation(
            id=self._id(item, span),
            article=self.article.id,
            layer=layer.id,
            annotator=whose if whose or "standpoint:made" in item else NAME,
            spans={role: tuple(sorted(found)) for role, found in spans.items()},
            actors=self._named(bodies, layer, meaning, span),
            values={
                word(body["standpoint:field"]): word(body.get("value")) for body in bodies if "standpoint:field" in body
            },
            status="accepted",
            origin=_ORIGINS.get(word(made.get("origin")), "human"),
            changed=made.get("changed") is True,
            model=word(made.get("model")) or None,
            score=_score(made.get("score")),
            reason=word(made.get("reason")),
            schema=word(made.get("schema")),
            note="\n".join(word(body.get("value")) for body in bodies if body.get("purpose") == "commenting"),
            flagged=any(body.get("purpose") == "moderating" for body in bodies),
        )

    def _id(self, item: Record, span: Span) -> str:
        iri = word(item.get("id"))
        return _own_id(iri) or str(uuid5(_IDS, iri or f"{self.article.id} {span} {json.dumps(item, sort_keys=True)}"))

    def _meaning(self, bodies: Sequence[Record], span: Span) -> Meaning | None:
        """What the annotation is: the layer that a body names, or what its first tag means; None to leave it out."""
        tags = [body for body in bodies if "standpoint:field" not in body]
        for purposes in (("classifying",), ("tagging", ""), ("identifying",)):
            for body in tags:
                if word(body.get("purpose")) in purposes and word(body.get("value")) and "standpoint:role" not in body:
                    label = word(body["value"])
                    meaning = self._labels.span(label)
                    if meaning is None:
                        self._lose(span, f"It is labelled “{label}” and left out by labels.yaml.")
                    return meaning
        self._lose(span, "It has no tag that says what it is, and is left out.")
        return None

    def _lose(self, span: Span, message: str) -> None:
        article = self.article
        words = article.text[span.start : span.end][:40]
        self._losses.append(
            Loss(article=article.id, title=article.title, span=span, what="dropped", message=f"“{words}”: {message}")
        )

    def _piece(self, target: object) -> tuple[str, Span | None]:
        """The role and the span of a target; no span where it is the text as a whole."""
        if not isinstance(target, dict):
            return "", None
        record = cast("Record", target)
        selectors = one_or_many(record.get("selector"), "selector")
        if not selectors:
            return word(record.get("styleClass")), None
        position = next((one for one in selectors if one.get("type") == "TextPositionSelector"), None)
        none: Record = {}
        exact = next((one for one in selectors if one.get("type") == "TextQuoteSelector"), none)
        words = exact.get("exact")
        around = {key: word(exact.get(key)) for key in ("prefix", "suffix")}
        if position is not None:
            quote = words if isinstance(words, str) else None
            span = self._placing.span(position.get("start"), position.get("end"), quote=quote, **around)
        elif isinstance(words, str):
            span = self._placing.quoted(words, **around)
        else:
            kinds = ", ".join(word(one.get("type")) for one in selectors)
            raise ImportProblem(f"A target has neither a TextPositionSelector nor a TextQuoteSelector but {kinds}.")
        return word(record.get("styleClass")), span

    # Actors

    def _named(
        self, bodies: Sequence[Record], layer: Layer, meaning: Meaning, span: Span
    ) -> dict[str, tuple[str, ...]]:
        found: dict[str, dict[str, None]] = {}
        default = layer.actors[0].id if layer.actors else ""
        for body in bodies:
            if body.get("purpose") == "identifying" and (default or "standpoint:role" in body):
                role = word(body.get("standpoint:role")) or default
                found.setdefault(role, {})[self._actor(body, meaning.kind).id] = None
        if not found and layer is self._naming:
            name = " ".join(self.article.text[span.start : span.end].split())
            found[default] = {self._actor({"value": name}, meaning.kind).id: None}
        return {role: tuple(ids) for role, ids in found.items()}

    def _actor(self, body: Record, kind: str) -> Actor:
        iri = word(body.get("id")) or word(body.get("source"))
        extras = as_object(body.get("standpoint:actor", {}), "standpoint:actor")
        name = word(body.get("value")) or iri
        if extras:
            kind = word(extras.get("kind"))
            if self._schema.kind(kind) is None:
                meaning = self._labels.span(kind)
                kind = meaning.kind if meaning else ""
        kind = kind or default_kind(self._schema)
        own_id = _own_id(iri) or str(uuid5(_IDS, iri or f"{self.article.id} {kind} {name}"))
        wikidata = iri.rpartition("/")[2] if "wikidata.org/" in iri else None
        actor = actor_from_record({"wikidata": wikidata} | extras | {"id": own_id, "name": name, "kind": kind})
        return self._actors.setdefault(own_id, actor)


def _about_all(item: Record) -> bool:
    """Whether an annotation describes or assesses the source as a whole."""
    whole = all(not isinstance(target, dict) or "selector" not in target for target in _targets(item))
    return whole and item.get("motivation") in ("describing", "assessing")


def _described(item: Record) -> str | None:
    return next((text_in(body, "value") for body in _bodies_of(item)), None)


def _bodies_of(item: Record) -> list[Record]:
    """The bodies of an annotation; a plain text is one too."""
    body: Any = item.get("body", item.get("bodyValue"))
    bodies: list[object] = cast("list[object]", body) if isinstance(body, list) else [body] if body is not None else []
    return [{"value": one} if isinstance(one, str) else as_object(one, "body") for one in bodies]


def _creator(item: Record) -> str | None:
    creator: object = item.get("creator")
    if isinstance(creator, list):
        creator = next(iter(cast("list[object]", creator)), None)
    if not isinstance(creator, dict):
        return word(creator) or None
    record = cast("Record", creator)
    return next((word(record[key]) for key in ("nickname", "name", "id") if word(record.get(key))), None)


def _score(value: object) -> float | None:
    fits = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1
    return float(value) if fits else None  # pyright: ignore[reportArgumentType]


W3C = Format(
    name=NAME,
    title="W3C Web Annotations",
    suffixes=(".jsonld", ".json"),
    read=read,
    write=write,
    recognises=recognises,
)
