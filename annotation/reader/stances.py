"""Stances: who supports or opposes whom or what.

Sentences and quotes propose pairs of actors, a lexicon proposes holders and noun phrases, and the packaged encoder
judges both. Without the encoder what the lexicon finds is all there is.

Support and opposition that both pass in one sentence make a mixed stance; in two sentences they are two stances, each
with its own evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc

from annotation.reader import lexicon, phrases, stance_encoder
from annotation.reader.candidates import Candidate, candidates, of_words
from annotation.reader.evidence import evidence
from annotation.reader.packaged import SHIPPED
from annotation.reader.pairs import Passage
from annotation.reader.reading import Reading, Stance, Stretch, reading
from annotation.reader.stance_encoder import POLARITIES, Floats, StanceEncoder
from annotation.reader.stance_words import worded

_AT_ONCE = 256  # pairs judged together, so that the memory does not grow with the text

_WORD_ALONE = 0.5
"""How often the lexicon is right without the encoder: a guess."""


@Language.component("stances")
def stances(doc: Doc) -> Doc:
    """Find the stances of the text."""
    known = reading(doc)
    known.stances = found(known, _encoder())
    return doc


def found(known: Reading, encoder: StanceEncoder | None) -> list[Stance]:
    """The stances of the text in reading order, as the encoder judges; without one, as the lexicon has them."""
    words = list(worded(known))
    if encoder is None:
        return [replace(stance, score=_WORD_ALONE) for stance in words]
    proposed = [
        *(of_words(known, stance) for stance in words if not _opens_with_actor(known, stance)),
        *candidates(known),
    ]
    return sorted(_best(_judged(known, proposed, encoder)), key=lambda stance: stance.evidence)


def _opens_with_actor(known: Reading, stance: Stance) -> bool:
    """Whether the noun phrase is an actor with more behind it ("Hale for her courage"), which is a pair of its own."""
    start, end = stance.target
    while start < end and (start in known.title_at or known.lower[start] in lexicon.words("determiners")):
        start += 1
    name = known.name_at.get(start)
    return not stance.targets and name is not None and name.end < end and phrases.is_function(known.lower[name.end])


@cache
def _encoder() -> StanceEncoder | None:
    return stance_encoder.load(SHIPPED)


def _judged(
    known: Reading, proposed: Sequence[Candidate], encoder: StanceEncoder
) -> Iterator[tuple[Candidate, Stance]]:
    """What the encoder finds in each pair that is proposed."""
    for begin in range(0, len(proposed), _AT_ONCE):
        known.go_on()
        some = proposed[begin : begin + _AT_ONCE]
        passages = [one.passage(known, encoder.pieces) for one in some]
        for one, passage, judged in zip(some, passages, encoder.judge(passages), strict=True):
            for order, way in enumerate(one.ways()):
                polarity, score = _polarity(judged.chances[order], encoder.thresholds)
                if polarity and (way.worded is None or way.worded.polarity == polarity):
                    weights = _by_word(passage, judged.looks[order])
                    yield way, _stance(known, way, polarity, score, weights)


def _polarity(chances: Floats, thresholds: dict[str, float]) -> tuple[str, float]:
    """What passes its threshold, and the probability of it; of a mixed stance that of its rarer half."""
    passing = {
        polarity: float(chance)
        for polarity, chance in zip(POLARITIES, chances, strict=True)
        if chance >= thresholds[polarity]
    }
    if len(passing) == len(POLARITIES):
        return "mixed", min(passing.values())
    return next(iter(passing.items()), ("", 0.0))


def _by_word(passage: Passage, looks: Floats) -> dict[int, float]:
    weights: dict[int, float] = {}
    for word, look in zip(passage.words, looks[: len(passage.words)].tolist(), strict=True):
        weights[word] = weights.get(word, 0.0) + look
    return weights


def _stance(known: Reading, way: Candidate, polarity: str, score: float, weights: dict[int, float]) -> Stance:
    where = way.worded.evidence if way.worded else evidence(known, way.sentence, weights, way.second_at)
    return Stance(where, way.second_at, way.first, way.second, polarity, way.rule, score)


def _best(judged: Iterable[tuple[Candidate, Stance]]) -> Iterator[Stance]:
    """Of the stances of one holder towards one target in one sentence the first: the lexicon knows the better words."""
    seen: set[tuple[Stretch, str, str | Stretch]] = set()
    for way, stance in judged:
        parties = {
            (way.sentence, holder, target)
            for holder in stance.holders
            for target in (stance.targets or (stance.target,))
        }
        if not parties <= seen:
            yield stance
        seen |= parties
