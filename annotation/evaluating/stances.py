"""Stances: who is for or against whom, as triples of holder, target and polarity."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from annotation.evaluating.matching import any_share, best_pairs
from annotation.evaluating.material import Pair
from annotation.evaluating.tallies import Counts
from annotation.model import Annotation, Span

POLARITIES = ("support", "oppose", "neutral", "mixed")
_NEUTRAL = "neutral"


class Triple(NamedTuple):
    """`target` is an actor's id, or empty where it is no actor; ids are those of the gold where it has the actor."""

    holder: str
    target: str
    spans: tuple[Span, ...]
    polarity: str


def stance_counts(pair: Pair) -> dict[str, Counts]:
    """For each polarity, how many triples are right: holder, target and polarity are those of a gold triple.

    Targets are the same where they are one actor, or where their spans overlap. A triple that stands there twice
    counts once. Where the gold has pairs only that were judged, suggestions about other pairs are left out, those of
    one polarity about one pair ("Trump", "Trump's order") count once, and a pair about which nothing was suggested
    counts as suggested neutral.
    """
    golds, suggestions = gold_triples(pair), suggested_triples(pair)
    if pair.scope.pairs_only:
        suggestions = [*dict.fromkeys(_about(golds, suggestions))]
    return {polarity: _counts(golds, suggestions, polarity) for polarity in POLARITIES}


def _about(golds: Sequence[Triple], suggestions: Sequence[Triple]) -> Iterator[Triple]:
    """What is suggested about each pair of the gold, once."""
    for gold in golds:
        about = {one.polarity: one for one in suggestions if _same_pair(gold, one)}
        yield from about.values() if about else (gold._replace(polarity=_NEUTRAL),)


def gold_triples(pair: Pair) -> list[Triple]:
    """The triples of the gold."""
    return _without_doubles(triple for one in pair.gold.layer("stance") for triple in _triples(one, {}))


def suggested_triples(pair: Pair) -> list[Triple]:
    """The triples that were suggested, with the gold's ids of their actors."""
    return _without_doubles(triple for one in pair.suggested.layer("stance") for triple in _triples(one, pair.same))


def judged_stances(pair: Pair) -> list[tuple[Annotation, bool]]:
    """Each suggested stance, and whether all of its triples are in the gold; those about pairs not judged left out."""
    golds = gold_triples(pair)
    judged: list[tuple[Annotation, bool]] = []
    for one in pair.suggested.layer("stance"):
        triples = list(_triples(one, pair.same))
        known = any(_same_pair(gold, triple) for gold in golds for triple in triples)
        if known or not pair.scope.pairs_only:
            judged.append((one, all(any(_same(gold, triple) for gold in golds) for triple in triples)))
    return judged


def _triples(stance: Annotation, same: Mapping[str, str]) -> list[Triple]:
    targets = stance.actors.get("target") or ("",)
    spans = stance.spans.get("target", ())
    return [
        Triple(same.get(holder, holder), same.get(target, target), spans, stance.values.get("polarity", ""))
        for holder in stance.actors.get("holder", ())
        for target in targets
    ]


def _without_doubles(triples: Iterable[Triple]) -> list[Triple]:
    first: dict[tuple[object, ...], Triple] = {}
    for one in triples:
        first.setdefault((one.holder, one.target or one.spans, one.polarity), one)
    return [*first.values()]


def _counts(golds: Sequence[Triple], suggestions: Sequence[Triple], polarity: str) -> Counts:
    ours = [one for one in golds if one.polarity == polarity]
    theirs = [one for one in suggestions if one.polarity == polarity]
    pairs = best_pairs({(g, s): 1 for g, o in enumerate(ours) for s, t in enumerate(theirs) if _same(o, t)})
    return Counts((len(pairs), len(theirs), len(ours)))


def _same(gold: Triple, suggestion: Triple) -> bool:
    return gold.polarity == suggestion.polarity and _same_pair(gold, suggestion)


def _same_pair(gold: Triple, suggestion: Triple) -> bool:
    if gold.holder != suggestion.holder:
        return False
    same_actor = bool(gold.target) and gold.target == suggestion.target
    return same_actor or any_share(gold.spans, suggestion.spans)
