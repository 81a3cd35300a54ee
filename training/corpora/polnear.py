"""PolNeAR: political news in which annotators marked what is attributed to whom, and by which words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotation.model import Span
from training.corpora.lines import json_lines, spans


@dataclass(frozen=True, slots=True)
class Attribution:
    """The spans of one attribution, each role in reading order; a role that was not marked is empty."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Attributed:
    """An article as one annotator marked it."""

    id: str
    title: str
    text: str
    publisher: str
    published: str
    annotator: str
    attributions: tuple[Attribution, ...]


def polnear(path: Path, *, all_annotators: bool = False) -> Iterator[Attributed]:
    """The articles of a file of PolNeAR as their first annotator marked them.

    With `all_annotators` an article comes once for each annotator it had, the first one first.
    """
    for record in json_lines(path):
        versions = record["annotations"]
        yield from (_attributed(record, version) for version in (versions if all_annotators else versions[:1]))


def _attributed(record: dict[str, Any], version: dict[str, Any]) -> Attributed:
    text = record["text"]
    attributions = (
        Attribution(spans(text, one["source"]), spans(text, one["cue"]), spans(text, one["content"]))
        for one in version["attributions"]
    )
    return Attributed(
        id=record["id"],
        title=record["title"],
        text=text,
        publisher=record["publisher"],
        published=record["date"],
        annotator=version["annotator"],
        attributions=tuple(attributions),
    )
