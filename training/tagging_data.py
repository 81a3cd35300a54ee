"""What the tagger learns from: windows of articles with the parts of quotes (PolNeAR) or names (Worldwide)."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from annotation.reader.pieces import Pieces
from training.examples import Example, Labelled, examples, words_of

PARTS = ("source", "cue", "content")
NAMES = ("person", "organisation", "place", "group", "other")
SILVER = ("person", "organisation", "place", "other")
_OF_WORLDWIDE = {
    "Person": "person",
    "Organization": "organisation",
    "Location": "place",
    "NORP": "group",
    "Facility": "other",
    "Misc": "other",
    "Product": "other",
}
_OF_CORENLP = {"PERSON": "person", "ORGANIZATION": "organisation", "LOCATION": "place", "MISC": "other"}


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def _parts(article: dict[str, Any]) -> list[Labelled]:
    """The parts of quotes that the first annotator found."""
    attributions = article["annotations"][0]["attributions"]
    return [(start, end, role) for one in attributions for role in PARTS for start, end in one.get(role, ())]


def _silver(article: dict[str, Any]) -> list[Labelled]:
    """The names that CoreNLP found: not by hand, but in the very texts."""
    found: list[Labelled] = []
    before = ""
    for start, end, _, _, name, *_ in article["tokens"] or ():
        if name in _OF_CORENLP:
            if name == before:
                start = found.pop()[0]
            found.append((start, end, _OF_CORENLP[name]))
        before = name
    return found


def polnear(path: Path, pieces: Pieces) -> Iterator[list[Example]]:
    """The windows of each article."""
    for article in _lines(path):
        labelled: dict[str, tuple[Sequence[str], Sequence[Labelled]]] = {"parts": (PARTS, _parts(article))}
        if article["tokens"]:
            labelled["silver"] = (SILVER, _silver(article))
        yield list(examples(words_of(article["text"]), labelled, pieces))


def worldwide(path: Path, pieces: Pieces) -> Iterator[list[Example]]:
    """The windows of each article."""
    for article in _lines(path):
        spans = [(start, end, _OF_WORLDWIDE[kind]) for start, end, kind in article["entities"] if kind in _OF_WORLDWIDE]
        yield list(examples(words_of(article["text"]), {"names": (NAMES, spans)}, pieces))
