"""GUM: texts in which people, organisations and places have all their mentions, pronouns and noun phrases included."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from annotation.model import Span
from training.corpora.lines import json_lines, spans


@dataclass(frozen=True, slots=True)
class Entity:
    """Its kind in the corpus' words, its title in Wikipedia where it has one, and its mentions in reading order."""

    kind: str
    identity: str | None
    mentions: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Resolved:
    """A text with its entities; mentions may lie inside others."""

    id: str
    title: str
    url: str
    text: str
    entities: tuple[Entity, ...]


def gum(path: Path) -> Iterator[Resolved]:
    """The texts of a file of GUM."""
    for record in json_lines(path):
        text = record["text"]
        entities = (Entity(one["kind"], one["identity"], spans(text, one["mentions"])) for one in record["entities"])
        yield Resolved(record["id"], record["title"], record["url"], text, tuple(entities))
