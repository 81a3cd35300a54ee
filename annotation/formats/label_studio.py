"""Label Studio's JSON: tasks with annotations and predictions, and the labelling configuration that they need.

A region is a result of type `labels`, its choices are results of the same id (`perRegion`), and relations name two
regions; see https://labelstud.io/guide/task_format and https://labelstud.io/guide/predictions. What a reader suggests
goes out as predictions. The configuration is written beside the tasks, as `NAME.config.xml`.

Offsets count code points, as Label Studio does since 2021: https://github.com/HumanSignal/label-studio/pull/1559, in
its editor `charsToCodePoints`. Older ones counted UTF-16 units (https://github.com/HumanSignal/label-studio/issues/1347),
so that each region is held against its own words, and read in the units in which they are there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import fmean
from typing import cast
from xml.etree import ElementTree

from annotation.errors import ImportProblem
from annotation.exchange import Record
from annotation.formats.base import Format, Incoming, Loss, Outgoing, Refused, replacing
from annotation.formats.graph import Graph, Link, Made, Mark, Read, graph_of, read_graph
from annotation.formats.json_reading import beginning, keys_in, read_document
from annotation.formats.labels import SAME, LabelMap, naming_layer, role_label
from annotation.formats.losses import by_annotator, losses
from annotation.formats.placing import Placing
from annotation.formats.records import (
    OneText,
    article_of,
    as_object,
    as_objects,
    as_words,
    metadata_of,
    progress_of,
    read_each,
    text_in,
    word,
)
from annotation.model import Actor, Annotation, Article, Labels, Progress, Span
from annotation.schema import Layer, Schema, ValueField

NAME = "label-studio"
_LABELS, _TEXT = "label", "text"


def read(path: Path, schema: Schema) -> Iterator[Incoming | Refused]:
    """The articles of the file at `path`, one a task; each annotation is its annotator's, predictions are suggestions.

    Raises:
        ImportProblem: the file is no JSON, or `labels.yaml` beside it cannot be read.
        OSError: it cannot be read.
    """
    value, told = read_document(path)
    reader = _Reader(schema, LabelMap.beside(path, schema))
    tasks = cast("list[object]", value) if isinstance(value, list) else [value]
    yield from read_each(path, tasks, "task", told, reader.take)


def write(outgoings: Iterable[Outgoing], path: Path, schema: Schema) -> list[Loss]:
    """Writes a task for each article, and the configuration beside it, and returns what did not fit.

    Raises:
        Problem: the files could not be written.
    """
    lost: list[Loss] = []
    reader = _Reader(schema, LabelMap(schema))
    with replacing(path.with_suffix(".config.xml")) as config, replacing(path) as part:
        config.write_text(configuration(schema), "utf-8")
        with part.open("w", encoding="utf-8", newline="\n") as file:
            file.write("[")
            for number, outgoing in enumerate(outgoings, 1):
                parts = list(_parts(outgoing))
                task = _task(outgoing.article, parts, number, schema)
                file.write("\n" if number == 1 else ",\n")
                file.write(json.dumps(task, ensure_ascii=False, allow_nan=False))
                (back,) = reader.take(task, "")
                lost += (loss for own in parts for loss in losses(own, _part_of(back, own), schema))
            file.write("\n]\n")
    return lost


def recognises(path: Path) -> bool:
    """Whether the file begins as Label Studio's exports do."""
    head = beginning(path)
    keys = keys_in(head)
    tasks = {"data", "annotations"} <= keys or {"data", "predictions"} <= keys or {"data", "completions"} <= keys
    return head.startswith(("[", "{")) and tasks and "@context" not in keys


def configuration(schema: Schema) -> str:
    """The labelling configuration for a schema, to paste into a project of Label Studio."""
    view = ElementTree.Element("View")
    labels = ElementTree.SubElement(view, "Labels", name=_LABELS, toName=_TEXT)
    for label, colour in _all_labels(schema):
        ElementTree.SubElement(labels, "Label", value=label, background=colour)
    ElementTree.SubElement(view, "Text", name=_TEXT, value="$text")
    relations = ElementTree.SubElement(view, "Relations")
    for label in _all_relations(schema):
        ElementTree.SubElement(relations, "Relation", value=label)
    for layer in schema.layers:
        for field in layer.fields:
            _add_choices(view, schema, layer, field)
    ElementTree.indent(view)
    return ElementTree.tostring(view, encoding="unicode") + "\n"


# Out


def _all_labels(schema: Schema) -> Iterator[tuple[str, str]]:
    naming = naming_layer(schema)
    if naming:
        yield from ((kind.id.upper(), kind.colour[0]) for kind in schema.kinds)
    for layer in schema.layers:
        for role in layer.spans:
            if layer is not naming or role.id != layer.main_role.id:
                yield role_label(schema, layer.id, role.id), layer.colour[0]


def _all_relations(schema: Schema) -> list[str]:
    roles = (role.id.upper() for layer in schema.layers for role in (*layer.spans, *layer.actors))
    return list(dict.fromkeys((SAME, *roles)))


def _add_choices(view: ElementTree.Element, schema: Schema, layer: Layer, field: ValueField) -> None:
    labels = ",".join(role_label(schema, layer.id, role.id) for role in layer.spans)
    shown = {"perRegion": "true", "whenTagName": _LABELS, "whenLabelValue": labels, "choice": "single"}
    control = {"name": _control(layer.id, field.id), "toName": _TEXT}
    named = ElementTree.SubElement(view, "Choices", control | shown)
    for choice in field.choices:
        ElementTree.SubElement(named, "Choice", value=choice.id)


def _control(layer_id: str, field_id: str) -> str:
    return f"{layer_id}_{field_id}"


def _parts(outgoing: Outgoing) -> Iterator[Outgoing]:
    """What each annotator accepted, and what each reader suggests, apart."""
    for annotator, own in by_annotator(outgoing):
        if annotator is not None or own.labels.annotations:
            yield own
    suggested = [one for one in outgoing.labels.annotations if one.status == "suggested" and one.annotator is None]
    for model in dict.fromkeys(one.model for one in suggested):
        own = tuple(sorted((one for one in suggested if one.model == model), key=lambda one: one.place))
        yield replace(outgoing, labels=replace(outgoing.labels, annotations=own), progress=())


def _task(article: Article, parts: Sequence[Outgoing], number: int, schema: Schema) -> Record:
    people = [one for one in parts if not _is_suggested(one)]
    readers = [one for one in parts if _is_suggested(one)]
    return {
        "id": number,
        "data": {"text": article.text, **metadata_of(article)},
        "annotations": [_annotation(one, at, schema) for at, one in enumerate(people, 1)],
        "predictions": [_prediction(one, schema) for one in readers],
    }


def _is_suggested(part: Outgoing) -> bool:
    return any(one.status == "suggested" for one in part.labels.annotations)


def _annotation(part: Outgoing, number: int, schema: Schema) -> Record:
    whose = [*(one.annotator for one in part.labels.annotations), *(one.annotator for one in part.progress)]
    skipped = any(one.state == "skipped" for one in part.progress)
    return {
        "id": number,
        "annotator": whose[0],
        "was_cancelled": skipped,
        "ground_truth": False,
        "result": _results(part, schema),
    }


def _prediction(part: Outgoing, schema: Schema) -> Record:
    scores = [one.score for one in part.labels.annotations if one.score is not None]
    named: Record = {"model_version": part.labels.annotations[0].model}
    return named | ({"score": fmean(scores)} if scores else {}) | {"result": _results(part, schema)}


def _results(part: Outgoing, schema: Schema) -> list[Record]:
    graph = graph_of(part, schema)
    layers = {one.id: one.layer for one in part.labels.annotations}
    text = part.article.text
    regions = [one for mark in graph.marks for one in _region(mark, layers.get(mark.id, ""), text)]
    relations = [
        {"type": "relation", "from_id": link.start, "to_id": link.end, "direction": "right", "labels": [link.label]}
        for link in graph.links
    ]
    return [*regions, *relations]


def _region(mark: Mark, layer_id: str, text: str) -> Iterator[Record]:
    place: Record = {"start": mark.span.start, "end": mark.span.end, "text": text[mark.span.start : mark.span.end]}
    common: Record = {"id": mark.id, "to_name": _TEXT}
    extras: Record = ({"meta": {"text": [mark.note]}} if mark.note else {}) | (
        {"score": mark.score} if mark.score is not None else {}
    )
    yield common | {"from_name": _LABELS, "type": "labels", "value": place | {"labels": [mark.label]}} | extras
    for field, choice in mark.values.items():
        control = {"from_name": _control(layer_id, field), "type": "choices", "value": place | {"choices": [choice]}}
        yield common | control


def _part_of(back: Incoming, own: Outgoing) -> Incoming:
    """What came back of one part."""
    first = next(iter(own.labels.annotations), None)
    whose = first.annotator if first else own.progress[0].annotator

    def same(one: Annotation) -> bool:
        return (one.annotator, one.status, one.model if one.status == "suggested" else None) == (
            whose,
            first.status if first else "accepted",
            first.model if first and first.status == "suggested" else None,
        )

    annotations = tuple(one for one in back.labels.annotations if same(one))
    progress = tuple(one for one in back.progress if one.annotator == whose and whose is not None)
    return replace(back, labels=replace(back.labels, annotations=annotations), progress=progress)


# In


class _Reader:
    """Reads the tasks of one file."""

    def __init__(self, schema: Schema, labels: LabelMap) -> None:
        self._schema = schema
        self._labels = labels
        self._texts = OneText()

    def take(self, record: Record, where: str) -> Iterator[Incoming]:
        data = as_object(record.get("data"), "data")
        key = _text_key(data, record)
        placing = Placing(text_in(data, key))
        article = article_of({name: value for name, value in data.items() if name != key}, placing.text)
        self._texts.check(article)
        found: list[Read] = []
        progress: list[Progress] = []
        for made, skipped, results in _answers(record):
            read, lost = self._read(results, article, placing, made)
            found.append(replace(read, losses=(*read.losses, *lost)))
            progress += progress_of(article, made, read.labels.annotations, "skipped" if skipped else "done")
        yield Incoming(
            article=article,
            labels=_joined([one.labels for one in found]),
            progress=tuple({one.annotator: one for one in progress}.values()),
            original=None if article.text == data[key] else data[key].encode(),
            repairs=tuple(placing.repairs()),
            losses=tuple(loss for one in found for loss in one.losses),
            where=where,
        )

    def _read(self, results: list[Record], article: Article, placing: Placing, made: Made) -> tuple[Read, list[Loss]]:
        strange = [one.get("type") for one in results if one.get("type") not in ("labels", "choices", "relation")]
        choices = self._choices(results)
        marks = [
            one for result in results if result.get("type") == "labels" for one in _marks(result, placing, choices)
        ]
        links = [one for result in results if result.get("type") == "relation" for one in _links(result)]
        lost = [
            Loss(
                article=article.id,
                title=article.title,
                span=Span(0, len(article.text)),
                what="dropped",
                message=f"A result of the type “{kind}” is left out.",
            )
            for kind in strange
        ]
        _check_choices(choices, marks)
        graph = Graph(marks=tuple(marks), links=tuple(links))
        return read_graph(graph, article, self._schema, self._labels, made), lost

    def _choices(self, results: Iterable[Record]) -> dict[str, dict[str, str]]:
        """By the id of each region the choices made for it."""
        found: dict[str, dict[str, str]] = {}
        for one in (one for one in results if one.get("type") == "choices"):
            control = word(one.get("from_name"))
            chosen = as_words(as_object(one.get("value"), "value").get("choices"), f"The choices of “{control}”")
            if len(chosen) > 1:
                raise ImportProblem(f"“{control}” has more than one choice, which the schema cannot keep; keep one.")
            name, choice = self._field(control, chosen[0])
            found.setdefault(word(one.get("id")), {})[name] = choice
        return found

    def _field(self, control: str, chosen: str) -> tuple[str, str]:
        """The field and the choice that a control and a value are."""
        for layer in self._schema.layers:
            for field in layer.fields:
                if control.casefold() in (_control(layer.id, field.id), field.id, field.name.casefold()):
                    for choice in field.choices:
                        if chosen.casefold() in (choice.id, choice.name.casefold()):
                            return field.id, choice.id
        raise ImportProblem(f"The choice “{chosen}” of “{control}” is none of the schema; rename it, or remove it.")


def _text_key(data: Record, record: Record) -> str:
    """The key of the task's data that is its text: `text`, or the only one that is a long text."""
    if _TEXT in data or record.get("data") is None:
        return _TEXT
    texts = [key for key, value in data.items() if isinstance(value, str)]
    return texts[0] if len(texts) == 1 else _TEXT


def _answers(record: Record) -> Iterator[tuple[Made, bool, list[Record]]]:
    """Who or what made each list of results, and whether the task was skipped."""
    for one in as_objects(record.get("annotations", record.get("completions")), "annotations"):
        skipped = bool(one.get("was_cancelled"))
        yield Made(annotator=_annotator(one)), skipped, as_objects(one.get("result"), "result")
    for one in as_objects(record.get("predictions"), "predictions"):
        score = one.get("score")
        made = Made(
            annotator=None,
            status="suggested",
            model=word(one.get("model_version")) or NAME,
            score=float(score) if isinstance(score, int | float) and 0 <= score <= 1 else None,
        )
        yield made, False, as_objects(one.get("result"), "result")


def _annotator(one: Record) -> str | None:
    if "annotator" in one:
        return word(one["annotator"]) or None
    by: object = one.get("completed_by")
    if isinstance(by, Mapping):
        person = cast("Mapping[str, object]", by)
        name = " ".join(filter(None, (word(person.get("first_name")), word(person.get("last_name")))))
        return word(person.get("email")) or name or word(person.get("id")) or NAME
    return f"user {by}" if word(by) else NAME


def _marks(result: Record, placing: Placing, choices: Mapping[str, dict[str, str]]) -> Iterator[Mark]:
    value = as_object(result.get("value"), "value")
    quote = value.get("text")
    span = placing.span(value.get("start"), value.get("end"), quote=quote if isinstance(quote, str) else None)
    labels = as_words(value.get("labels"), f"The labels of the region “{word(result.get('id'))}”")
    score = result.get("score")
    for number, label in enumerate(labels):
        mark_id = word(result.get("id"))
        yield Mark(
            id=f"{mark_id}/{label}" if number else mark_id,
            span=span,
            label=label,
            values=choices.get(mark_id, {}),
            note=_note(result),
            score=float(score) if isinstance(score, int | float) and 0 <= score <= 1 else None,
        )


def _note(result: Record) -> str:
    meta: object = result.get("meta")
    lines: object = cast("Record", meta).get("text") if isinstance(meta, dict) else None
    return "\n".join(map(word, cast("list[object]", lines))) if isinstance(lines, list) else word(lines)


def _links(result: Record) -> Iterator[Link]:
    labels = as_words(result.get("labels"), f"The labels of the relation of “{word(result.get('from_id'))}”")
    start, end = word(result.get("from_id")), word(result.get("to_id"))
    if result.get("direction") == "left":
        start, end = end, start
    yield from (Link(start=start, end=end, label=label) for label in labels)


def _check_choices(choices: Mapping[str, object], marks: Iterable[Mark]) -> None:
    ids = {mark.id for mark in marks}
    for region in choices.keys() - ids:
        raise ImportProblem(f"A choice is made for the region “{region}”, which has no label; label it, or remove it.")


def _joined(parts: Sequence[Labels]) -> Labels:
    actors: dict[str, Actor] = {actor.id: actor for part in parts for actor in part.actors}
    annotations = tuple(one for part in parts for one in part.annotations)
    return Labels(actors=tuple(actors.values()), annotations=annotations)


LABEL_STUDIO = Format(
    name=NAME,
    title="Label Studio JSON",
    suffixes=(".json",),
    read=read,
    write=write,
    recognises=recognises,
)
