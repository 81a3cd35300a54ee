"""Citron's JSON, of the quote extractor of the BBC: quotes with cue, sources and contents, and coreference groups.

One file is one document, so that an export is a folder of files; the shape is that of
https://github.com/bbc/citron/blob/main/docs/data_format.md. `coreference_groups` are the mentions of one actor each,
the first of which gives the name. A quote's `coreferences` say who the source is, and none is without a cue. What
Citron itself found has a `confidence`, and then (`Quote.to_json` in citron/data.py) `sources` are the names found and
`coreferences` the words that stand beside the cue.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from annotation.errors import ImportProblem
from annotation.exchange import Record
from annotation.formats.base import Format, Incoming, Loss, Outgoing, Refused, replacing_folder
from annotation.formats.graph import Graph, Link, Made, Mark, read_graph
from annotation.formats.json_reading import beginning, keys_in, read_document
from annotation.formats.labels import SAME, LabelMap, default_kind, naming_layer
from annotation.formats.losses import by_annotator, losses
from annotation.formats.placing import Placing
from annotation.formats.records import (
    STATE_NAMES,
    article_of,
    as_objects,
    incoming_of,
    metadata_of,
    one_or_many,
    read_each,
    text_in,
    word,
)
from annotation.model import Annotation, Span
from annotation.quotation import kind_of
from annotation.schema import Schema

NAME = "citron"
_OWN = frozenset({"text", "quotes", "coreference_groups", "annotator", "state"})
_QUOTE, _SPEAKER = "quote", "speaker"
_ROLES = {"contents": "content", "cue": "cue", "sources": "source"}
_UNSAFE = re.compile(r"[^\w.-]+")


def read(path: Path, schema: Schema) -> Iterator[Incoming | Refused]:
    """The article of the file at `path`; what has a confidence is a suggestion of Citron's.

    Raises:
        ImportProblem: the file is no JSON, or `labels.yaml` beside it cannot be read.
        OSError: it cannot be read.
    """
    value, told = read_document(path)
    labels = LabelMap.beside(path, schema)
    for found in read_each(path, [value], "document", told, lambda record, where: _take(record, where, schema, labels)):
        yield Refused(str(path), found.reason) if isinstance(found, Refused) else found


def write(outgoings: Iterable[Outgoing], path: Path, schema: Schema) -> list[Loss]:
    """Writes a folder with a file for each article and annotator, with what is accepted; returns what did not fit.

    Raises:
        Problem: the files could not be written, or `path` is there already.
    """
    lost: list[Loss] = []
    everyone = (one for outgoing in outgoings for one in by_annotator(outgoing))
    with replacing_folder(path) as folder:
        for number, (annotator, own) in enumerate(everyone, 1):
            record = _Writing(own, schema).record(annotator)
            named = _UNSAFE.sub("-", own.article.title or own.article.id)[:60].strip("-.")
            text = json.dumps(record, ensure_ascii=False, allow_nan=False, indent=2)
            (folder / f"{number:05}-{named}.json").write_text(f"{text}\n", "utf-8", newline="\n")
            lost += (loss for back in _take(record, "", schema, LabelMap(schema)) for loss in losses(own, back, schema))
    return lost


def recognises(path: Path) -> bool:
    """Whether the file begins as Citron's documents do."""
    head = beginning(path)
    keys = keys_in(head)
    return (
        head.startswith("{")
        and "text" in keys
        and not keys & {"@context", "annotations", "entities", "spans"}
        # The quotes of a long text are not in sight.
        and bool(keys & {"quotes", "coreference_groups"} or keys == frozenset({"text"}))
    )


# Out


class _Writing:
    """Makes the document of one article."""

    def __init__(self, own: Outgoing, schema: Schema) -> None:
        self._own = own
        self._naming = naming_layer(schema)
        self._groups = self._mentions()

    def record(self, annotator: str | None) -> Record:
        """The document."""
        quotes = [one for one in self._own.labels.annotations if one.layer == _QUOTE and one.spans.get("cue")]
        return {
            "text": self._own.article.text,
            "quotes": [self._quote(one) for one in quotes if one.spans.get("content")],
            "coreference_groups": [self._spans(spans) for spans in self._groups.values()],
            "annotator": annotator,
            "state": next((one.state for one in self._own.progress), "open"),
            **metadata_of(self._own.article),
        }

    def _mentions(self) -> dict[str, list[Span]]:
        """The mentions of each actor, the one that is the actor's name first."""
        found: dict[str, list[Span]] = {}
        text = self._own.article.text
        names = {actor.id: actor.name for actor in self._own.labels.actors}
        for one in self._own.labels.annotations if self._naming else ():
            if self._naming and one.layer == self._naming.id:
                for actor in one.actors.get(self._naming.actors[0].id, ())[:1]:
                    found.setdefault(actor, []).extend(one.spans.get(self._naming.main_role.id, ()))
        for actor, spans in found.items():
            spans.sort(key=lambda span, name=names[actor]: text[span.start : span.end] != name)
        return {actor: list(dict.fromkeys(spans)) for actor, spans in found.items() if spans}

    def _quote(self, quote: Annotation) -> Record:
        sources = quote.spans.get("source", ())
        speakers = quote.actors.get(_SPEAKER, ())
        groups = list(self._groups.values())
        wanted = [list(self._groups).index(one) for one in speakers if one in self._groups]
        clear = _speakers(groups, sources, ()) == wanted
        return {
            "id": quote.id,
            "cue": self._spans(quote.spans["cue"][:1])[0],
            "sources": self._spans(sources),
            "contents": self._spans(quote.spans["content"]),
            "coreferences": [] if clear else self._spans([groups[one][0] for one in wanted]),
        }

    def _spans(self, spans: Sequence[Span]) -> list[Record]:
        text = self._own.article.text
        return [{"start": span.start, "end": span.end, "text": text[span.start : span.end]} for span in spans]


def _speakers(groups: Sequence[Sequence[Span]], sources: Sequence[Span], coreferences: Sequence[Span]) -> list[int]:
    """Which groups the speakers are: those of the coreferences, else that of the longest mention in each source."""
    if coreferences:
        found = [next((at for at, group in enumerate(groups) if one in group), None) for one in coreferences]
    else:
        found = [_within(groups, source) for source in sources]
    return list(dict.fromkeys(one for one in found if one is not None))


def _within(groups: Sequence[Sequence[Span]], source: Span) -> int | None:
    inside = [
        (span.end - span.start, -at)
        for at, group in enumerate(groups)
        for span in group
        if source.start <= span.start and span.end <= source.end
    ]
    return -max(inside)[1] if inside else None


# In


@dataclass(frozen=True, slots=True, kw_only=True)
class _Quote:
    """One quote as it was read: its pieces by role, the words that say who the source is, and the score if any."""

    id: str
    pieces: Mapping[str, tuple[Span, ...]]
    coreferences: tuple[Span, ...]
    score: float | None


def _take(record: Record, where: str, schema: Schema, labels: LabelMap) -> Iterator[Incoming]:
    placing = Placing(text_in(record))
    article = article_of({key: value for key, value in record.items() if key not in _OWN}, placing.text)
    quotes = [_quote(one, number, placing) for number, one in enumerate(as_objects(record.get("quotes"), "quotes"), 1)]
    groups = [group for group in _groups(record.get("coreference_groups"), placing) if group]
    for quote in quotes:
        if quote.coreferences and not _speakers(groups, (), quote.coreferences):
            groups.append(list(dict.fromkeys((*quote.coreferences, *quote.pieces["source"]))))
    made = _made(record, any(quote.score is not None for quote in quotes))
    graph = _graph(quotes, groups, placing.text, schema)
    found = read_graph(graph, article, schema, labels, made)
    state = STATE_NAMES.get(word(record.get("state")), "open")
    yield incoming_of(
        article, found, made, state, placing, original=record["text"], where=where.removesuffix(", document 1")
    )


def _made(record: Record, predicted: bool) -> Made:
    if predicted:
        return Made(annotator=None, status="suggested", model=NAME)
    return Made(annotator=(word(record["annotator"]) or None) if "annotator" in record else NAME)


def _quote(record: Record, number: int, placing: Placing) -> _Quote:
    pieces = {role: _spans(record.get(key), key, placing) for key, role in _ROLES.items()}
    coreferences = _spans(record.get("coreferences"), "coreferences", placing)
    score = _score(record.get("confidence"))
    if score is not None and coreferences:
        pieces["source"], coreferences = coreferences, pieces["source"]
    if not pieces["content"]:
        raise ImportProblem(f"Quote {number} has no contents; add them, or remove the quote.")
    return _Quote(id=word(record.get("id")) or f"#{number}", pieces=pieces, coreferences=coreferences, score=score)


def _score(confidence: object) -> float | None:
    """A confidence, which Citron writes as a text."""
    try:
        score = float(confidence) if isinstance(confidence, str | int | float) else None
    except ValueError as error:
        raise ImportProblem(f"The confidence “{confidence}” is no number; correct it.") from error
    if score is not None and not 0 <= score <= 1:
        raise ImportProblem(f"The confidence {confidence} should be from 0 to 1; correct it.")
    return score


def _spans(value: object, key: str, placing: Placing) -> tuple[Span, ...]:
    return tuple(dict.fromkeys(_span(one, placing) for one in one_or_many(value, key)))


def _span(record: Record, placing: Placing) -> Span:
    quote = record.get("text")
    return placing.span(record.get("start"), record.get("end"), quote=quote if isinstance(quote, str) else None)


def _groups(value: object, placing: Placing) -> Iterator[list[Span]]:
    if value is not None and not isinstance(value, list):
        raise ImportProblem("coreference_groups should be a list; correct it.")
    for group in cast("list[object]", value or []):
        yield list(_spans(group, "coreference_groups", placing))


def _graph(quotes: Iterable[_Quote], groups: Sequence[Sequence[Span]], text: str, schema: Schema) -> Graph:
    marks: list[Mark] = []
    links: list[Link] = []
    for number, group in enumerate(groups):
        ids = [f"group {number}/{at}" for at in range(len(group))]
        marks += (Mark(id=one, span=span, label=default_kind(schema)) for one, span in zip(ids, group, strict=True))
        links += (Link(start=ids[0], end=one, label=SAME) for one in ids[1:])
    for quote in quotes:
        values = _kind(text, quote.pieces["content"], schema)
        for role, spans in quote.pieces.items():
            for at, span in enumerate(spans):
                head = role == "content" and not at
                mark_id = quote.id if head else f"{quote.id}/{role}/{at}"
                label = f"{_QUOTE}.{role}"
                marks.append(Mark(id=mark_id, span=span, label=label, values=values if head else {}, score=quote.score))
                if not head:
                    links.append(Link(start=quote.id, end=mark_id, label=label))
        for group in _speakers(groups, quote.pieces["source"], quote.coreferences):
            links.append(Link(start=quote.id, end=f"group {group}/0", label=f"{_QUOTE}.{_SPEAKER}"))
    return Graph(marks=tuple(marks), links=tuple(links))


def _kind(text: str, content: Sequence[Span], schema: Schema) -> dict[str, str]:
    """The kind of a quote, which its quotation marks tell."""
    layer = schema.layer(_QUOTE)
    field = layer.field("kind") if layer else None
    kind = kind_of(text, content)
    return {"kind": kind} if field and field.choice(kind) else {}


CITRON = Format(
    name=NAME,
    title="Citron JSON (a folder)",
    suffixes=(".json",),
    read=read,
    write=write,
    recognises=recognises,
    folder=True,
)
