"""Whether shown suggestions pull labels towards the reader: labels made blind and labels made with its suggestions
shown, each held against what it suggests.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import groupby, islice
from typing import Literal, TypeAlias

from annotation.blind import held_back_layers
from annotation.exchange import Record, annotation_from_record
from annotation.model import Annotation, Progress, Span
from annotation.schema import Schema
from annotation.store_reading import StoreReading
from annotation.store_report import Step, acceptance, kept_suggestions, steps

Likeness: TypeAlias = Literal["exact", "overlapping", "none"]

BATCH = 200
"""How many annotators' work on an article is held against suggestions at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How many labels there are, and how many of them the reader suggests exactly, or so that the words overlap."""

    labels: int = 0
    exact: int = 0
    overlapping: int = 0

    @property
    def share(self) -> float | None:
        """The share of labels that the reader suggests exactly; None without labels."""
        return self.exact / self.labels if self.labels else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchoring:
    """One annotator's labels of one layer: those made blind, and those made with suggestions shown.

    `altered` tells how many of the blind ones they changed or deleted once they had seen the suggestions.
    """

    annotator: str
    layer: str
    blind: Agreement
    altered: int
    shown: Agreement


@dataclass(slots=True, kw_only=True)
class Work:
    """What one annotator did in one article.

    A label is blind when its suggestions were held back at the time. Blind labels are taken as they stood when
    the annotator asked for the suggestions of their layer, or as they stand where they never asked.
    """

    article: str
    annotator: str
    blind: list[Annotation] = field(default_factory=list[Annotation])
    shown: list[Annotation] = field(default_factory=list[Annotation])
    altered: Counter[str] = field(default_factory=Counter[str])


def anchoring(
    store: StoreReading, schema: Schema, *, going_on: Callable[[], bool] = lambda: True
) -> tuple[Anchoring, ...]:
    """Holds every label against the reader's suggestions, by annotator and layer.

    What came by import is left out: nobody knows how it was made, unless it is a suggestion that was accepted.
    """
    found: dict[tuple[str, str, str], Counter[Likeness]] = defaultdict(Counter)
    altered: Counter[tuple[str, str]] = Counter()
    works = works_of(steps(store), schema)
    while going_on() and (batch := list(islice(works, BATCH))):
        labelled = {(label.article, label.layer) for work in batch for label in (*work.blind, *work.shown)}
        suggested = _by_layer(kept_suggestions(store, labelled))
        for work in batch:
            altered.update({(work.annotator, layer): count for layer, count in work.altered.items()})
            for how, labels in (("blind", work.blind), ("shown", work.shown)):
                for label in labels:
                    others = suggested.get((label.article, label.layer), ())
                    found[work.annotator, label.layer, how][likeness(label, others, schema)] += 1
    for annotator, layer, count in _accepted_as_they_were(store):
        found[annotator, layer, "shown"]["exact"] += count
    return tuple(
        Anchoring(
            annotator=annotator,
            layer=layer,
            blind=_agreement(found[annotator, layer, "blind"]),
            altered=altered[annotator, layer],
            shown=_agreement(found[annotator, layer, "shown"]),
        )
        for annotator, layer in sorted({key[:2] for key in found} | set(altered))
    )


def works_of(told: Iterable[Step], schema: Schema) -> Iterator[Work]:
    """The work that the steps tell of, which come sorted by article and annotator."""
    for (article, annotator), own in groupby(told, key=lambda step: (step.article, step.annotator)):
        yield _work(article, annotator, list(own), schema)


def likeness(label: Annotation, suggested: Sequence[Annotation], schema: Schema) -> Likeness:
    """How a label compares with suggestions of its layer in its article.

    Exact is one with the same words in every part and the same choices. Who is meant is left out: actors are made one,
    parted and renamed later, for the whole project.
    """
    layer = schema.layer(label.layer)
    if any((label.spans, label.values) == (other.spans, other.values) for other in suggested):
        return "exact"
    role = layer.main_role.id if layer else ""
    own = label.spans.get(role, ())
    return "overlapping" if any(_overlap(own, other.spans.get(role, ())) for other in suggested) else "none"


# In detail


def _work(article: str, annotator: str, told: Sequence[Step], schema: Schema) -> Work:
    """Goes through the steps, keeping what stands, and what stood when each layer's suggestions came to be shown."""
    work = Work(article=article, annotator=annotator)
    hidden = _hidden_at_first(told, schema)
    standing: dict[str, Annotation] = {}
    frozen: dict[str, Annotation] = {}
    for step in _without_imported(told):
        if step.record:
            _put(standing, step.record, step)
        frozen |= _own_of(standing, hidden & step.asked)
        hidden -= step.asked
    work.altered.update(label.layer for label in frozen.values() if _words(standing.get(label.id)) != _words(label))
    frozen |= _own_of(standing, hidden)
    work.blind = list(frozen.values())
    work.shown = [label for label in standing.values() if label.id not in frozen]
    return work


def _hidden_at_first(told: Sequence[Step], schema: Schema) -> frozenset[str]:
    """The layers held back when the annotator began; what is shown without their having asked came so by import."""
    step = told[0]
    asked = {layer for one in told for layer in one.asked}
    revealed = tuple(layer for layer in step.revealed if layer not in asked)
    progress = Progress(article=step.article, annotator=step.annotator, blind=step.blind, revealed=revealed)
    return held_back_layers(schema, progress)


def _without_imported(told: Sequence[Step]) -> Iterator[Step]:
    """The steps without those of labels that a person made, but not in this file."""
    made = {step.record["id"] for step in told if step.record and step.new}
    for step in told:
        if step.record is None or step.record["origin"] == "model" or step.record["id"] in made:
            yield step


def _own_of(standing: Mapping[str, Annotation], layers: Set[str]) -> dict[str, Annotation]:
    """The annotator's own labels of some layers, as they stand."""
    return {one.id: one for one in standing.values() if one.layer in layers and one.origin != "model"}


def _words(label: Annotation | None) -> object:
    return (label.spans, label.values) if label else None


def _put(standing: dict[str, Annotation], record: Record, step: Step) -> None:
    """Follows one edit: only what is accepted, and made or fixed by a person, stands."""
    label = annotation_from_record(record, article=step.article)
    if label.status == "accepted" and (label.changed or label.origin != "model") and not step.gone:
        standing[label.id] = label
    else:
        standing.pop(label.id, None)


def _accepted_as_they_were(store: StoreReading) -> Iterator[tuple[str, str, int]]:
    return ((one.annotator, one.layer, one.accepted) for one in acceptance(store) if one.accepted)


def _by_layer(suggested: Iterable[Annotation]) -> dict[tuple[str, str], list[Annotation]]:
    found: dict[tuple[str, str], list[Annotation]] = defaultdict(list)
    for one in suggested:
        found[one.article, one.layer].append(one)
    return found


def _agreement(counts: Counter[Likeness]) -> Agreement:
    return Agreement(labels=counts.total(), exact=counts["exact"], overlapping=counts["overlapping"])


def _overlap(some: Sequence[Span], others: Sequence[Span]) -> bool:
    return any(one.start < other.end and other.start < one.end for one in some for other in others)
