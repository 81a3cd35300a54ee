"""What the tagger learns from: windows of articles with the parts of quotes (PolNeAR) or names (Worldwide, GUM)."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from annotation.evaluating.words import Words
from annotation.model import Span
from annotation.reader import gazetteer, lexicon, nouns
from annotation.reader.pieces import Pieces
from annotation.reader.reading import Reading, Stretch
from training.examples import Example, Labelled, examples, in_words, words_of

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
_OF_GUM = {"person": "person", "organization": "organisation", "place": "place"}
_POSSESSIVE = frozenset({"'s", "’s", "'", "’"})


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


def gum(path: Path, pieces: Pieces) -> Iterator[list[Example]]:
    """The windows of each text, with those of its mentions that are names, as Worldwide would have them."""
    for article in _lines(path):
        known = words_of(article["text"])
        spans = [
            (known.offsets[a][0], known.offsets[b - 1][1], label) for a, b, label in _longest(_named(article, known))
        ]
        yield list(examples(known, {"names": (NAMES, spans)}, pieces))


def _named(article: dict[str, Any], known: Reading) -> Iterator[Labelled]:
    words = Words(article["text"])
    for entity in article["entities"]:
        names = [(*span, _OF_GUM[entity["kind"]]) for span in entity["mentions"] if words.is_name(Span(*span))]
        for start, end, label in in_words(known, names):
            name = _bare(known, Stretch(start, end), label)
            if name is not None:
                yield name.start, name.end, _group_or(known, name, label)


def _bare(known: Reading, name: Stretch, label: str) -> Stretch | None:
    """The name without article, titles, description and possessive; None for what only looks like a name."""
    start, end = name
    lower = known.lower
    skipped = lexicon.words("determiners") | (lexicon.words("titles") if label == "person" else frozenset[str]())
    if label != "organisation" and "," in lower[start:end]:
        end = start + lower[start:end].index(",")
    while start < end and lower[start] in skipped:
        start += 1
    while start < end and lower[end - 1] in _POSSESSIVE:
        end -= 1
    inside = lower[start:end]
    described = label == "person" and any(map(_describes, inside))
    alone = len(inside) == 1 and inside[0] in nouns.of_kind("countries") | nouns.of_kind("organisations")
    owned = any(word in _POSSESSIVE for word in inside)
    return None if not inside or described or alone or owned else Stretch(start, end)


def _describes(word: str) -> bool:
    small = lexicon.words("prepositions") | {"the", "us", "and", "people"}
    return word in small or nouns.is_person(word) or nouns.is_person(word.removesuffix("s"))


def _group_or(known: Reading, name: Stretch, label: str) -> str:
    """Worldwide has nationalities as groups, GUM as persons."""
    found = gazetteer.match(known.words, *name)
    return "group" if found is not None and found[0] == name.end and found[1].sense == "demonym" else label


def _longest(names: Iterator[Labelled]) -> list[Labelled]:
    """Those that stand in no longer one."""
    kept: list[Labelled] = []
    for start, end, label in sorted(set(names), key=lambda one: one[0] - one[1]):
        if not any(a < end and start < b for a, b, _ in kept):
            kept.append((start, end, label))
    return sorted(kept)
