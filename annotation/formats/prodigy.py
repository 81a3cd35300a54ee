"""Prodigy's JSON lines, as `db-out` writes and `db-in` reads them.

One task a line, with `text`, `tokens`, `spans` (whose `token_end` is the last token itself, not the one behind it),
`relations` (whose `head` and `child` are the last tokens of `head_span` and `child_span`), `answer` and `meta`; see
https://prodi.gy/docs/api-interfaces#spans_manual and https://prodi.gy/docs/api-interfaces#relations. Offsets count code
points. Prodigy labels tokens, so that spans are widened to whole ones, of spaCy's blank tokenizer. What a span has
besides, Prodigy keeps: `id`, `values` (the choices of an annotation) and `note` stand there.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, cast

from annotation.errors import ImportProblem
from annotation.exchange import Record
from annotation.formats.base import Format, Incoming, Loss, Outgoing, Refused, replacing
from annotation.formats.graph import Graph, Link, Made, Mark, graph_of, read_graph
from annotation.formats.json_reading import beginning, keys_in
from annotation.formats.labels import LabelMap
from annotation.formats.losses import by_annotator, losses
from annotation.formats.placing import Placing
from annotation.formats.records import (
    OneText,
    article_of,
    as_object,
    as_objects,
    incoming_of,
    metadata_of,
    read_lines,
    text_in,
    to_line,
    word,
)
from annotation.model import Span, State
from annotation.schema import Schema

NAME = "prodigy"
_ANSWERS: dict[State, str] = {"done": "accept", "skipped": "ignore"}
_OWN = frozenset({"text", "spans", "tokens", "relations", "answer", "meta"})
_SURE = frozenset({"_input_hash", "_task_hash", "_annotator_id", "_session_id", "_view_id", "answer"})


def read(path: Path, schema: Schema) -> Iterator[Incoming | Refused]:
    """The articles of the file at `path`, one task a line.

    A task that was accepted is done; the labels of one that was rejected are rejected; one that was ignored is skipped
    and its labels are suggestions, as are those of a task that nobody has answered.

    Raises:
        ImportProblem: the file is empty or binary, or `labels.yaml` beside it cannot be read.
        OSError: it cannot be read.
    """
    reader = _Reader(schema, LabelMap.beside(path, schema))
    yield from read_lines(path, reader.take)


def write(outgoings: Iterable[Outgoing], path: Path, schema: Schema) -> list[Loss]:
    """Writes a task for each article and annotator, with what is accepted, and returns what did not fit.

    Raises:
        Problem: the file could not be written.
    """
    import spacy

    tokenizer = spacy.blank("en").tokenizer
    lost: list[Loss] = []
    reader = _Reader(schema, LabelMap(schema))
    with replacing(path) as part, part.open("w", encoding="utf-8", newline="\n") as file:
        for annotator, own in (one for outgoing in outgoings for one in by_annotator(outgoing)):
            tokens = _Tokens(tokenizer(own.article.text))
            record = _record(own, annotator, tokens, schema)
            file.write(to_line(record))
            lost += (loss for back in reader.take(record, "") for loss in losses(own, back, schema))
    return lost


def recognises(path: Path) -> bool:
    """Whether the file begins as Prodigy's do."""
    head = beginning(path)
    keys = keys_in(head)
    if not head.startswith("{") or "text" not in keys or keys & {"annotations", "entities"}:
        return False
    return bool(keys & _SURE) or {"tokens", "ws"} <= keys or {"spans", "start", "label"} <= keys


# Out


class _Tokens:
    """The tokens of a text."""

    def __init__(self, doc: Any) -> None:
        self.records: list[Record] = [
            {
                "text": token.text,
                "start": token.idx,
                "end": token.idx + len(token.text),
                "id": token.i,
                "ws": bool(token.whitespace_),
            }
            for token in doc
        ]
        self._starts = [token["start"] for token in self.records]
        self._ends = [token["end"] for token in self.records]

    def covering(self, span: Span) -> Record:
        """The span, widened to the tokens that it touches, as Prodigy writes it."""
        first = min(bisect_right(self._ends, span.start), len(self._ends) - 1)
        last = max(bisect_left(self._starts, span.end) - 1, first)
        return {
            "start": self._starts[first],
            "end": self._ends[last],
            "token_start": first,
            "token_end": last,
        }


def _record(own: Outgoing, annotator: str | None, tokens: _Tokens, schema: Schema) -> Record:
    graph = graph_of(own, schema)
    spans = {mark.id: tokens.covering(mark.span) | {"label": mark.label, "id": mark.id} for mark in graph.marks}
    extras = {mark.id: {"values": dict(mark.values), "note": mark.note} for mark in graph.marks}
    state = next((one.state for one in own.progress), "open")
    return {
        "text": own.article.text,
        "meta": metadata_of(own.article),
        "_annotator_id": annotator,
        "_session_id": annotator,
        "_view_id": "relations",
        **({"answer": _ANSWERS[state]} if state in _ANSWERS else {}),
        "spans": [span | {k: v for k, v in extras[mark_id].items() if v} for mark_id, span in spans.items()],
        "relations": [_relation(spans[link.start], spans[link.end], link.label) for link in graph.links],
        "tokens": tokens.records,
    }


def _relation(head: Record, child: Record, label: str) -> Record:
    return {
        "head": head["token_end"],
        "child": child["token_end"],
        "head_span": head,
        "child_span": child,
        "label": label,
    }


# In


class _Answer(NamedTuple):
    """What an answer says about a task: how far its annotator is, and how its labels came about."""

    state: State
    made: Made


class _Reader:
    """Reads the tasks of one file."""

    def __init__(self, schema: Schema, labels: LabelMap) -> None:
        self._schema = schema
        self._labels = labels
        self._texts = OneText()

    def take(self, record: Record, where: str) -> Iterator[Incoming]:
        placing = Placing(text_in(record))
        article = article_of(_metadata(record), placing.text)
        self._texts.check(article)
        state, made = _answer(record)
        tokens = as_objects(record.get("tokens"), "tokens")
        spans = as_objects(record.get("spans"), "spans")
        marks = tuple(_mark(span, number, placing, tokens) for number, span in enumerate(spans))
        find = _finder(spans, marks)
        links = tuple(_link(one, find) for one in as_objects(record.get("relations"), "relations"))
        found = read_graph(Graph(marks=marks, links=links), article, self._schema, self._labels, made)
        yield incoming_of(article, found, made, state, placing, original=record["text"], where=where)


def _metadata(record: Record) -> Record:
    """What is known of the article: in `meta`, and what else stands in the task but what Prodigy puts there itself."""
    meta = as_object(record.get("meta", {}), "meta")
    own = {key: value for key, value in meta.items() if key != "meta"}
    others = {key: value for key, value in record.items() if key not in _OWN and not key.startswith("_")}
    inner: object = meta.get("meta", {})
    return others | own | {"meta": inner if isinstance(inner, dict) else {"meta": inner}}


def _answer(record: Record) -> _Answer:
    annotator = _annotator(record)
    match record.get("answer"):
        case "accept":
            return _Answer("done", Made(annotator=annotator))
        case "reject":
            return _Answer("done", Made(annotator=annotator, status="rejected", model=NAME))
        case "ignore":
            return _Answer("skipped", Made(annotator=annotator, status="suggested", model=NAME))
        case None if "_annotator_id" in record:
            return _Answer("open", Made(annotator=annotator))
        case None:
            return _Answer("open", Made(annotator=None, status="suggested", model=NAME))
        case other:
            raise ImportProblem(f"The answer “{other}” is none of accept, reject and ignore; correct it.")


def _annotator(record: Record) -> str | None:
    if "_annotator_id" in record and record["_annotator_id"] is None:
        return None
    return word(record.get("_annotator_id")) or word(record.get("_session_id")) or NAME


def _mark(span: Record, number: int, placing: Placing, tokens: Sequence[Record]) -> Mark:
    label = word(span.get("label"))
    if not label:
        raise ImportProblem(f"The span [{span.get('start')}, {span.get('end')}] has no label; add it.")
    place = placing.span(span.get("start"), span.get("end"), quote=_quote(span, tokens))
    values = as_object(span.get("values", {}), "values")
    return Mark(
        id=word(span.get("id")) or f"#{number}",
        span=place,
        label=label,
        values={name: str(choice) for name, choice in values.items()},
        note=word(span.get("note")),
    )


def _quote(span: Record, tokens: Sequence[Record]) -> str | None:
    """What the task says that stands at a span: its own text, or that of its tokens."""
    if isinstance(span.get("text"), str):
        return span["text"]
    first, last = span.get("token_start"), span.get("token_end")
    if not isinstance(first, int) or not isinstance(last, int) or not 0 <= first <= last < len(tokens):
        return None
    # Where it cuts its tokens they tell nothing.
    if (tokens[first].get("start"), tokens[last].get("end")) != (span.get("start"), span.get("end")):
        return None
    return "".join(word(token.get("text")) + (" " if token.get("ws") else "") for token in tokens[first : last + 1])


def _finder(spans: Sequence[Record], marks: Sequence[Mark]) -> Callable[[Any, Any], str | None]:
    """Finds the mark that one end of a relation means: by its span, or by a token in it."""
    # By what stands there as JSON would have it, for it may be anything.
    by_key: dict[str, str] = {}
    for span, mark in reversed(list(zip(spans, marks, strict=True))):
        by_key[repr((span.get("start"), span.get("end")))] = mark.id
        by_key[repr(("token", span.get("token_end")))] = mark.id
        by_key[repr((span.get("start"), span.get("end"), span.get("label")))] = mark.id
        by_key[repr(("id", mark.id))] = mark.id

    def around(token: Any) -> str | None:
        for span, mark in zip(spans, marks, strict=True):
            edges = span.get("token_start"), token, span.get("token_end")
            if all(isinstance(edge, int) for edge in edges) and edges[0] <= token <= edges[2]:
                return mark.id
        return None

    def find(token: Any, span: Any) -> str | None:
        if not isinstance(span, dict):
            return by_key.get(repr(("token", token))) or around(token)
        one = cast("Record", span)
        edges = one.get("start"), one.get("end")
        keys = (("id", one.get("id")), (*edges, one.get("label")), edges)
        return next((by_key[repr(key)] for key in keys if repr(key) in by_key), None)

    return find


def _link(relation: Record, find: Callable[[Any, Any], str | None]) -> Link:
    label = word(relation.get("label"))
    head = find(relation.get("head"), relation.get("head_span"))
    child = find(relation.get("child"), relation.get("child_span"))
    if head is None or child is None:
        raise ImportProblem(f"A relation “{label}” joins words that no span labels; label them, or remove it.")
    return Link(start=head, end=child, label=label)


PRODIGY = Format(
    name=NAME,
    title="Prodigy JSON lines",
    suffixes=(".jsonl",),
    read=read,
    write=write,
    recognises=recognises,
)
