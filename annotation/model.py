"""The values that everything else is made of: frozen, and free of Qt, SQL and spaCy.

All offsets are half-open `[start, end)` and count Unicode code points of `Article.text`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, NamedTuple, TypeAlias

import uuid_utils

Status: TypeAlias = Literal["suggested", "accepted", "rejected"]
Origin: TypeAlias = Literal["model", "human", "propagated"]
State: TypeAlias = Literal["open", "done", "skipped"]
ChangeKind: TypeAlias = Literal["do", "undo", "redo"]

STATUSES: tuple[Status, ...] = ("suggested", "accepted", "rejected")
ORIGINS: tuple[Origin, ...] = ("model", "human", "propagated")
STATES: tuple[State, ...] = ("open", "done", "skipped")


Place: TypeAlias = tuple[int, int, str]
"""Where an annotation starts, where it ends, and its id: places sort as one reads."""


def new_id() -> str:
    """A time-ordered UUID (version 7), so that ids made on any machine sort by age and never clash."""
    return str(uuid_utils.uuid7())


class Span(NamedTuple):
    """`[start, end)` in code points of the article's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One text with its metadata; the text never changes after import."""

    id: str
    text: str
    title: str = ""
    source: str = ""
    url: str = ""
    published: str = ""
    meta: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """One entry of the project's cast; `kind` is one of the schema's kinds, `aliases` are its other names."""

    id: str
    name: str
    kind: str = "other"
    wikidata: str | None = None
    note: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """A mention, a quote or a stance: one shape for all layers; the schema says which roles and fields a layer has.

    `spans` maps a role to its pieces in reading order (several where it is discontinuous), `actors` a role to actor
    ids (several for a joint statement), `values` a field to one of its choices. A role or field that is empty is
    absent. `annotator` is None for what a reader suggested and nobody has opened yet. `changed` tells whether a
    suggestion was altered before it was accepted; `score` is the reader's probability, 0 to 1, and `reason`
    why it suggested this, to go on from "because"; `schema` is `name@version` of the schema that it was made or last
    decided under. `note` is what people say about it, and `flagged` that it is to be talked about; neither is a part of
    the label.
    """

    id: str
    article: str
    layer: str
    annotator: str | None = None
    spans: Mapping[str, tuple[Span, ...]] = field(default_factory=dict[str, tuple[Span, ...]])
    actors: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    values: Mapping[str, str] = field(default_factory=dict[str, str])
    status: Status = "suggested"
    origin: Origin = "model"
    changed: bool = False
    model: str | None = None
    score: float | None = None
    note: str = ""
    schema: str = ""
    reason: str = ""
    flagged: bool = False

    @property
    def start(self) -> int:
        """Where its first span begins; 0 when it has none."""
        return min([span.start for pieces in self.spans.values() for span in pieces], default=0)

    @property
    def end(self) -> int:
        """Where its last span ends; 0 when it has none."""
        return max([span.end for pieces in self.spans.values() for span in pieces], default=0)

    @property
    def place(self) -> Place:
        """Where it stands, worked out at one go, for sorting many."""
        edges = [edge for pieces in self.spans.values() for span in pieces for edge in span]
        return min(edges, default=0), max(edges, default=0), self.id

    def with_spans(self, role: str, pieces: tuple[Span, ...]) -> Annotation:
        """The same annotation with `role` standing at `pieces`, sorted; without the role when there are none."""
        return replace(self, spans=_with(self.spans, role, tuple(sorted(pieces))))

    def with_actors(self, role: str, actor_ids: tuple[str, ...]) -> Annotation:
        """The same annotation with `role` filled by `actor_ids`; without the role when there are none."""
        return replace(self, actors=_with(self.actors, role, actor_ids))

    def with_value(self, name: str, choice: str) -> Annotation:
        """The same annotation with the field `name` set to `choice`; without the field when it is empty."""
        return replace(self, values=_with(self.values, name, choice))

    def rejected(self) -> Annotation | None:
        """What is left of it when it is rejected: a suggestion as a negative example, of what a person made nothing."""
        return replace(self, status="rejected") if self.origin == "model" else None


class Outline(NamedTuple):
    """What of an annotation is needed to sort, show and count it among many."""

    start: int
    end: int
    id: str
    layer: str
    status: Status

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self[:3]


def _with(mapping: Mapping[str, Any], key: str, value: Any) -> dict[str, Any]:
    changed = {**mapping, key: value}
    return {k: v for k, v in changed.items() if v}


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far one annotator is with one article.

    `suggested` is True once the reader's answer was laid out for them; `revealed` names the layers whose suggestions
    were held back and they asked to see. `blind` tells whether all suggestions were held back from them; it is settled
    when they first open the article, and stays.
    """

    article: str
    annotator: str
    state: State = "open"
    suggested: bool = False
    revealed: tuple[str, ...] = ()
    blind: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One thing that is set for a whole project, and holds for all annotators; its name is shown to nobody."""

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """A set of annotations together with the actors they name: what a reader gives, and what it is given.

    `remark` is a sentence for the person about the whole, such as why a reader suggests nothing.
    """

    actors: tuple[Actor, ...] = ()
    annotations: tuple[Annotation, ...] = ()
    remark: str = ""


Value: TypeAlias = Actor | Annotation | Progress | Setting


@dataclass(frozen=True, slots=True)
class Edit:
    """One value before and after; None where there was or is none."""

    before: Value | None
    after: Value | None

    @property
    def value(self) -> Value:
        """The value it is about, as it is after, or as it was where it is gone."""
        value = self.after if self.after is not None else self.before
        if value is None:
            raise ValueError("an edit needs a value before or after")
        return value

    def reversed(self) -> Edit:
        """The edit that takes this one back."""
        return Edit(self.after, self.before)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What one action did: the unit of undo and of the journal.

    `action` is the verb shown to people ("accept", "label 7 mentions"); `kind` is `do` for an action, `undo` and
    `redo` for taking it back or doing it again, and then `of` is the journal number of the action concerned.
    `number` is 0 until the journal has given one.
    """

    action: str
    annotator: str
    article: str | None
    edits: tuple[Edit, ...]
    at: str = ""
    kind: ChangeKind = "do"
    of: int | None = None
    number: int = 0

    def reversed(self) -> Change:
        """The change that takes this one back: each value's before and after swapped, last edit first."""
        edits = tuple(edit.reversed() for edit in reversed(self.edits))
        return replace(self, edits=edits, kind="undo", of=self.number, number=0)
