"""What the stance encoder learns from: sentences with two marked actors (directed sentiment), or one (NewsMTSC)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy
from numpy.typing import NDArray

from annotation.reader.pairs import FIRST, OTHER, SECOND, Passage, passage
from annotation.reader.pieces import Pieces
from annotation.reader.reading import Reading, Stretch
from training.corpora.directed import Directed, directed_sentiment, part_of
from training.examples import in_words, words_of

POLARITIES = ("neutral", "support", "oppose")
TONES = {2.0: 2, 4.0: 0, 6.0: 1}

Part = Literal["train", "tune", "dev"]
_MASK = 103


@dataclass(frozen=True, slots=True)
class Item:
    """A sentence with its one or two actors, and the names of others in it.

    `labels` are the numbers (in POLARITIES) of how the first feels about the second and the second about the first;
    or, where there is only a second, of the tone towards it.
    """

    known: Reading
    actors: Mapping[Stretch, int]
    others: Sequence[Stretch]
    labels: tuple[int, ...]


class Row(NamedTuple):
    """What goes into the encoder, and what should come out: by order a number in POLARITIES, or the probability of
    each of them.
    """

    passage: Passage
    labels: NDArray[Any]


def pairs(corpora: Path, part: Part) -> Iterator[Item]:
    """The sentences of directed sentiment. `tune`, a tenth of what is not `dev`, is for thresholds and calibration."""
    source = "dev" if part == "dev" else "train"
    for directed in directed_sentiment(corpora / "directed-sentiment", source):
        if part == "dev" or _is_for_tuning(directed.text) == (part == "tune"):
            item = _pair(directed)
            if item is not None:
                yield item


def tones(corpora: Path) -> Iterator[Item]:
    """The targets of NewsMTSC's sentences; sentences that are `dev` of directed sentiment are left out."""
    with (corpora / "newsmtsc/train.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            text = record["sentence_normalized"]
            if is_held_out(text):
                continue
            known = words_of(text)
            for target in record["targets"]:
                found = [Stretch(a, b) for a, b, _ in in_words(known, [(target["from"], target["to"], "")])]
                if found:
                    actors = {found[0]: SECOND}
                    yield Item(known, actors, others(known, actors), (TONES[target["polarity"]],))


def is_held_out(sentence: str) -> bool:
    """Whether this sentence is kept for tuning or for `dev`, in whatever corpus it stands."""
    return part_of(sentence) == "dev" or _is_for_tuning(sentence)


def _is_for_tuning(sentence: str) -> bool:
    words = "".join(sign for sign in sentence.lower() if sign.isalnum())
    return sha256(f"tune {words}".encode()).digest()[0] % 10 == 0


def _pair(directed: Directed) -> Item | None:
    known = words_of(directed.text)
    found = [Stretch(a, b) for a, b, _ in in_words(known, [(*directed.first, ""), (*directed.second, "")])]
    if len(found) != 2 or found[0].end > found[1].start:
        return None
    actors = {found[0]: FIRST, found[1]: SECOND}
    labels = (POLARITIES.index(directed.forward), POLARITIES.index(directed.backward))
    return Item(known, actors, others(known, actors), labels)


def others(known: Reading, actors: Iterable[Stretch]) -> list[Stretch]:
    """Runs of words that look like names, beside the actors: capitalised where no sentence begins."""
    taken = {at for actor in actors for at in range(actor.start, actor.end)}
    begins = {sentence.start for sentence in known.sentences}
    found: list[Stretch] = []
    start = -1
    for at in range(len(known.words) + 1):
        is_name = at < len(known.words) and at not in taken and _is_capital(known.words[at])
        if is_name and start < 0:
            start = at
        elif not is_name and start >= 0:
            if not (start in begins and at - start == 1):
                found.append(Stretch(start, at))
            start = -1
    return found


def _is_capital(word: str) -> bool:
    return word[0].isupper() and word not in {"I", "A", "The", "It", "He", "She", "They", "We", "But", "In", "And"}


def row(item: Item, pieces: Pieces, generator: numpy.random.Generator | None = None, *, dropped: float = 0.0) -> Row:
    """The item in pieces, all others masked; with a generator only some others, and the rest `varied` too."""
    masked = item.others
    if generator is not None:
        share = generator.choice([1.0, 1.0, 0.5, 0.0])
        masked = [other for other in item.others if generator.random() < share]
    marks = {**dict.fromkeys(masked, OTHER), **item.actors}
    made = passage(item.known, [Stretch(0, len(item.known.words))], marks, pieces)
    found = Row(made, numpy.array(item.labels))
    return found if generator is None else varied(found, generator, dropped=dropped)


def varied(one: Row, generator: numpy.random.Generator, *, dropped: float) -> Row:
    """The row with a share of its words lost, and half of the time with the other actor as the first."""
    ids, types, words = (numpy.array(part) for part in one.passage)
    labels = one.labels
    if len(labels) == 2 and generator.random() < 0.5:
        types = numpy.where(types == FIRST, SECOND, numpy.where(types == SECOND, FIRST, types))
        labels = labels[::-1]
    lost = (generator.random(len(ids)) < dropped) & (words >= 0) & (types < FIRST)
    ids = numpy.where(lost, _MASK, ids)
    return Row(Passage(ids.tolist(), types.tolist(), one.passage.words), labels)
