"""Worldwide Newswire: news from forty countries in which names are marked, but not which of them are one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from annotation.model import Span
from training.corpora.lines import json_lines


class Named(NamedTuple):
    """A name: where it is, and the corpus' own label (Person, Organization, Location, NORP, Facility, Misc …)."""

    span: Span
    label: str


@dataclass(frozen=True, slots=True)
class Labelled:
    """An article with its names in reading order; they do not overlap."""

    id: str
    text: str
    names: tuple[Named, ...]


def worldwide(path: Path) -> Iterator[Labelled]:
    """The articles of a file of Worldwide Newswire."""
    for record in json_lines(path):
        names = (Named(Span(start, end), label) for start, end, label in sorted(record["entities"]))
        yield Labelled(record["id"], record["text"], tuple(names))
