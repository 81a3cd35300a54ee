"""Directed sentiment (Park et al. 2021): a sentence, two actors in it, and who feels what about whom.

The published parts share sentences with each other, and hold some twice. Here each sentence with the same two actors
comes once, and the parts are drawn anew by sentence, so that none stands in two of them.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal, TypeAlias

from annotation.model import Span

Part: TypeAlias = Literal["train", "dev"]
Polarity: TypeAlias = Literal["support", "oppose", "neutral"]

_FILES = ("train.txt", "valid.txt")
_PARTS = 10
_SEED = "standpoint"
_BRACKETED = re.compile(r"\[([^\[\]]*)\]")
_APOSTROPHES = "'’"


@dataclass(frozen=True, slots=True)
class Directed:
    """A sentence with two actors; `first` stands before `second`.

    `forward` is how the first feels about the second, `backward` how the second feels about the first. `id` is made of
    the words of the sentence and of both, so that duplicates share it.
    """

    id: str
    text: str
    first: Span
    second: Span
    forward: Polarity
    backward: Polarity


_POLARITIES: dict[str, tuple[Polarity, Polarity]] = {
    "0": ("neutral", "neutral"),
    "1": ("support", "neutral"),
    "2": ("neutral", "support"),
    "3": ("oppose", "neutral"),
    "4": ("neutral", "oppose"),
}


def directed_sentiment(folder: Path, part: Part) -> Iterator[Directed]:
    """The sentences of one part, without duplicates: one in ten is `dev`, by a hash of its words alone.

    Left out are the few that judges marked differently the second time, and those whose brackets span two sentences.
    """
    by_pair: dict[str, Directed] = {}
    doubtful: set[str] = set()
    for name in _FILES:
        for found in _sentences(folder / name):
            earlier = by_pair.setdefault(found.id, found)
            if (earlier.forward, earlier.backward) != (found.forward, found.backward):
                doubtful.add(found.id)
    for found in by_pair.values():
        if found.id not in doubtful and part_of(found.text) == part:
            yield found


def part_of(sentence: str) -> Part:
    """The part that a sentence belongs to, however it is spaced and punctuated."""
    digest = sha256(f"{_SEED} {_normal(sentence)}".encode()).digest()
    return "train" if int.from_bytes(digest[:4], "big") % _PARTS else "dev"


def _normal(sentence: str) -> str:
    return " ".join(re.findall(r"\w+", sentence.casefold()))


def _sentences(path: Path) -> Iterator[Directed]:
    # A few sentences hold what looks like the beginning of a quoted field and is none: only whole ones are unquoted.
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.reader((line.rstrip("\r\n") for line in lines), delimiter="\t"):
            sentence, *_, polarity = row
            found = _directed(sentence, polarity)
            if found is not None:
                yield found


def _directed(sentence: str, polarity: str) -> Directed | None:
    pieces = [found.span(1) for found in _BRACKETED.finditer(sentence)]
    text = _BRACKETED.sub(r"\1", sentence)
    if len(pieces) != 2:
        return None
    # Each bracket before a piece shifts it by one.
    spans = [_aligned(text, Span(start - 2 * at - 1, end - 2 * at - 1)) for at, (start, end) in enumerate(pieces)]
    first, second = spans
    glued = any('"' in text[span.start : span.end] for span in spans)
    if glued or first.end > second.start or first.start >= first.end or second.start >= second.end:
        return None
    forward, backward = _POLARITIES[polarity]
    parts = (text, text[slice(*first)], text[slice(*second)])
    digest = sha256("|".join(map(_normal, parts)).encode()).hexdigest()[:12]
    return Directed(f"dse-{digest}", text, first, second, forward, backward)


def _aligned(text: str, span: Span) -> Span:
    """The span grown to whole words: “[Los Angele]s” is “Los Angeles”, “[Kasich’]s” is “Kasich”."""
    start, end = span
    while start < end and not text[start].isalnum():
        start += 1
    while start and text[start - 1].isalnum():
        start -= 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in _APOSTROPHES):
        end -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return Span(start, end)
