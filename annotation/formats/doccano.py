"""doccano's JSON lines, for sequence labelling with relations.

The shape is that of its export (`JSONL(Relation)`) and of the older one without relations:

    {"id": 1, "text": "…", "entities": [{"id": 1, "label": "CONTENT", "start_offset": 0, "end_offset": 9}],
     "relations": [{"id": 1, "from_id": 1, "to_id": 2, "type": "CUE"}], "Comments": []}
    {"text": "…", "label": [[0, 9, "CONTENT"]]}

See https://doccano.github.io/doccano/tutorial/ and https://github.com/doccano/doccano/issues/1729. Offsets count code
points (https://github.com/doccano/doccano/pull/108). doccano has a label for a span and nothing else, so that choices
stand in the label: `CONTENT:kind=direct`. Its other columns are metadata, which it keeps.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, cast

from annotation.errors import ImportProblem
from annotation.exchange import Record
from annotation.formats.base import Format, Incoming, Loss, Outgoing, Refused, replacing
from annotation.formats.graph import Graph, Link, Made, Mark, graph_of, read_graph
from annotation.formats.json_reading import beginning, keys_in
from annotation.formats.labels import LabelMap
from annotation.formats.losses import by_annotator, losses
from annotation.formats.placing import Placing
from annotation.formats.records import (
    STATE_NAMES,
    OneText,
    article_of,
    as_objects,
    incoming_of,
    metadata_of,
    read_lines,
    text_in,
    to_line,
    word,
)
from annotation.schema import Schema

_OWN = frozenset({"id", "text", "entities", "relations", "label", "labels", "annotator", "username", "state"})
_WITH_CHOICES = re.compile(r"(?P<label>[^:]+)(?P<choices>(?::\w+=\w+)+)")


def read(path: Path, schema: Schema) -> Iterator[Incoming | Refused]:
    """The articles of the file at `path`, one a line; whose they are is in the line, or else the file's name.

    Raises:
        ImportProblem: the file is empty or binary, or `labels.yaml` beside it cannot be read.
        OSError: it cannot be read.
    """
    reader = _Reader(path, schema)
    yield from read_lines(path, reader.take)


def write(outgoings: Iterable[Outgoing], path: Path, schema: Schema) -> list[Loss]:
    """Writes a line for each article and annotator, with what is accepted, and returns what did not fit.

    Raises:
        Problem: the file could not be written.
    """
    lost: list[Loss] = []
    reader = _Reader(path, schema, LabelMap(schema))
    with replacing(path) as part, part.open("w", encoding="utf-8", newline="\n") as file:
        everyone = (one for outgoing in outgoings for one in by_annotator(outgoing))
        for number, (annotator, own) in enumerate(everyone, 1):
            record = _record(own, annotator, number, schema)
            file.write(to_line(record))
            lost += (loss for back in reader.take(record, "") for loss in losses(own, back, schema))
    return lost


def recognises(path: Path) -> bool:
    """Whether the file begins as doccano's does."""
    head = beginning(path)
    keys = keys_in(head)
    if not head.startswith("{") or "text" not in keys or keys & {"annotations", "tokens", "spans"}:
        return False
    return "entities" in keys or bool(re.search(r'"labels?"\s*:\s*\[\s*(\[|\])', head))


# Out


def _record(own: Outgoing, annotator: str | None, number: int, schema: Schema) -> Record:
    graph = graph_of(own, schema)
    numbers = {mark.id: at for at, mark in enumerate(graph.marks, 1)}
    state = next((one.state for one in own.progress), "open")
    return {
        "id": number,
        "text": own.article.text,
        "entities": [_entity(mark, numbers[mark.id]) for mark in graph.marks],
        "relations": [
            {"id": at, "from_id": numbers[link.start], "to_id": numbers[link.end], "type": link.label}
            for at, link in enumerate(graph.links, 1)
        ],
        "Comments": [],
        "annotator": annotator,
        "state": state,
        **metadata_of(own.article),
    }


def _entity(mark: Mark, number: int) -> Record:
    choices = "".join(f":{name}={choice}" for name, choice in sorted(mark.values.items()))
    label = mark.label + choices
    return {"id": number, "label": label, "start_offset": mark.span.start, "end_offset": mark.span.end}


# In


class _Reader:
    """Reads the records of one file."""

    def __init__(self, path: Path, schema: Schema, labels: LabelMap | None = None) -> None:
        self._whose = path.stem
        self._schema = schema
        self._labels = labels or LabelMap.beside(path, schema)
        self._texts = OneText()

    def take(self, record: Record, where: str) -> Iterator[Incoming]:
        placing = Placing(text_in(record))
        article = article_of({key: value for key, value in record.items() if key not in _OWN}, placing.text)
        self._texts.check(article)
        graph = Graph(marks=tuple(_marks(record, placing)), links=tuple(_links(record)))
        made = Made(annotator=self._annotator(record))
        found = read_graph(graph, article, self._schema, self._labels, made)
        state = STATE_NAMES.get(word(record.get("state")), "open")
        yield incoming_of(article, found, made, state, placing, original=record["text"], where=where)

    def _annotator(self, record: Record) -> str | None:
        if "annotator" in record:
            return word(record["annotator"]) or None
        return word(record.get("username")) or self._whose


def _marks(record: Record, placing: Placing) -> Iterator[Mark]:
    entities = cast("object", record.get("entities"))
    if entities is None:
        entities = record.get("label", record.get("labels"))
    for number, entity in enumerate(cast("list[Any]", entities) if isinstance(entities, list) else (), 1):
        if isinstance(entity, list):
            yield _mark(_triple(cast("list[Any]", entity)), f"#{number}", placing)
        else:
            (one,) = as_objects([entity], "entities")
            yield _mark(
                (one.get("start_offset"), one.get("end_offset"), one.get("label")), word(one.get("id")), placing
            )


def _triple(entity: list[Any]) -> tuple[Any, Any, Any]:
    if len(entity) != 3:
        raise ImportProblem(f"The label {entity} should be [start, end, label]; correct it.")
    return entity[0], entity[1], entity[2]


def _mark(triple: tuple[object, object, object], mark_id: str, placing: Placing) -> Mark:
    start, end, label = triple
    if not isinstance(label, str) or not label:
        raise ImportProblem(f"The span [{start}, {end}] has no label; add it.")
    found = _WITH_CHOICES.fullmatch(label)
    choices = dict(choice.split("=") for choice in found["choices"][1:].split(":")) if found else {}
    return Mark(id=mark_id, span=placing.span(start, end), label=found["label"] if found else label, values=choices)


def _links(record: Record) -> Iterator[Link]:
    for one in as_objects(record.get("relations"), "relations"):
        yield Link(start=word(one.get("from_id")), end=word(one.get("to_id")), label=word(one.get("type")))


DOCCANO = Format(
    name="doccano",
    title="doccano JSON lines",
    suffixes=(".jsonl", ".json"),
    read=read,
    write=write,
    recognises=recognises,
)
