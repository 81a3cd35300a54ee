"""Scores pairs of gold and suggestions: which figures the gold allows, their tallies, sums and intervals."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from annotation.evaluating.cast import cast_clusters
from annotation.evaluating.intervals import Interval, intervals
from annotation.evaluating.material import Pair, Side, scope_of
from annotation.evaluating.quotes import found_counts, linked_counts, right_quotes, speaker_share
from annotation.evaluating.spans import span_counts
from annotation.evaluating.stances import POLARITIES, judged_stances, stance_counts
from annotation.evaluating.tallies import Bins, Tally, bins_of, total
from annotation.model import Annotation, Article, Labels, Span

LAYERS = ("quote", "mention", "stance")
_QUOTE_ROLES = ("source", "cue", "content")
_KINDS = ("person", "organisation", "country", "group", "other")
_MAIN = ("person", "organisation")

Gold = tuple[Article, Labels]


@dataclass(frozen=True, slots=True)
class Scored:
    """What a gold file allows to score: layers, and of them what occurs in it.

    `roles` are span roles of quotes, `kinds` those of the actors of mentions; `speakers` and `cast` say whether quotes
    have speakers, and whether any actor has several mentions, without which nobody told which are one.
    """

    layers: frozenset[str] = frozenset()
    roles: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    polarities: tuple[str, ...] = ()
    speakers: bool = False
    cast: bool = False


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The sums over all articles by the figures' names, with the edges of their 95 % intervals; and how many articles.

    A name is the layer and what of it, as `quote.content.exact`. What the gold does not allow to score is absent.
    """

    articles: int
    scored: Scored
    tallies: Mapping[str, Tally]
    intervals: Mapping[str, Mapping[str, Interval]] = field(default_factory=dict[str, Mapping[str, Interval]])

    def figure(self, name: str, which: str = "f1") -> float:
        """One figure, from 0 to 1. Raises KeyError where it was not scored."""
        return self.tallies[name].figures[which]


def what_to_score(golds: Iterable[Gold], layers: Collection[str] = LAYERS) -> Scored:
    """What these articles of gold allow to score, of the layers asked for."""
    articles = [(scope_of(article).layers, Side(labels)) for article, labels in golds]
    annotated = {layer for said, side in articles for layer in said or LAYERS if said or side.layer(layer)}
    sides = [side for _, side in articles]
    quotes, stances = ([one for side in sides for one in side.layer(layer)] for layer in ("quote", "stance"))
    kinds = {side.actor(actor).kind for side in sides for _, actor in side.mentions}
    polarities = {one.values.get("polarity") for one in stances}
    return Scored(
        layers=frozenset(layer for layer in layers if layer in annotated),
        roles=tuple(role for role in _QUOTE_ROLES if any(one.spans.get(role) for one in quotes)),
        kinds=tuple(kind for kind in _KINDS if kind in kinds) + tuple(sorted(kinds.difference(_KINDS))),
        polarities=tuple(polarity for polarity in POLARITIES if polarity in polarities),
        speakers=any(one.actors.get("speaker") for one in quotes),
        cast=any(len(side.mentions) > len({actor for _, actor in side.mentions}) for side in sides),
    )


def evaluate(
    pairs: Iterable[Pair],
    scored: Scored,
    *,
    with_intervals: bool = True,
    told: Callable[[int], None] = lambda count: None,
) -> Evaluation:
    """Scores the pairs, which may be made one by one; `told` hears how many are done."""
    by_name: dict[str, list[Tally]] = {}
    count = 0
    for count, pair in enumerate(pairs, 1):
        for name, tally in _tallies(pair, scored):
            by_name.setdefault(name, []).append(tally)
        told(count)
    return Evaluation(
        articles=count,
        scored=scored,
        tallies={name: total(tallies) for name, tallies in by_name.items()},
        intervals={name: intervals(tallies) for name, tallies in by_name.items()} if with_intervals else {},
    )


def _tallies(pair: Pair, scored: Scored) -> Iterator[tuple[str, Tally]]:
    """Each figure's name with what was counted in one article, always in the same order."""
    score = {"quote": _quote_tallies, "mention": _mention_tallies, "stance": _stance_tallies}
    for layer in LAYERS:
        if layer in scored.layers and layer in (pair.scope.layers or LAYERS):
            yield from score[layer](pair, scored)


def judged(pair: Pair) -> dict[str, list[tuple[Annotation, bool]]]:
    """By layer that was annotated the suggestions that can be judged, and whether each is right.

    A quote is right as in `quotes.right_quotes`, a mention where kind and span are the gold's, a stance as in
    `stances.judged_stances`.
    """
    judge = {"quote": _judged_quotes, "mention": _judged_mentions, "stance": judged_stances}
    return {layer: list(judge[layer](pair)) for layer in LAYERS if layer in (pair.scope.layers or LAYERS)}


def _judged_quotes(pair: Pair) -> Iterator[tuple[Annotation, bool]]:
    right = right_quotes(pair)
    return ((one, number in right) for number, one in enumerate(pair.suggested.layer("quote")))


def _judged_mentions(pair: Pair) -> Iterator[tuple[Annotation, bool]]:
    gold = _by_kind(pair.gold, pair.gold.layer("mention"))
    right = {(kind, span) for kind, spans in gold.items() for span in spans}
    return ((one, _kinds_and_spans(pair.suggested, one) <= right) for one in _counted_mentions(pair))


def _quote_tallies(pair: Pair, scored: Scored) -> Iterator[tuple[str, Tally]]:
    golds, suggestions = pair.gold.layer("quote"), pair.suggested.layer("quote")
    for role in scored.roles:
        exact, overlap = span_counts(_spans(golds, role), _spans(suggestions, role))
        yield f"quote.{role}.exact", exact
        yield f"quote.{role}.overlap", overlap
    yield "quote.found", found_counts(pair)
    yield "quote.linked", linked_counts(pair)
    if scored.speakers:
        yield "quote.speaker", speaker_share(pair)
    yield "quote.calibration", _calibration(_judged_quotes(pair))


def _mention_tallies(pair: Pair, scored: Scored) -> Iterator[tuple[str, Tally]]:
    gold = _by_kind(pair.gold, pair.gold.layer("mention"))
    suggested = _by_kind(pair.suggested, _counted_mentions(pair))
    counts = {kind: span_counts(gold.get(kind, ()), suggested.get(kind, ())) for kind in {*gold, *suggested}}
    nothing = span_counts((), ())
    rows: dict[str, tuple[str, ...]] = {kind: (kind,) for kind in scored.kinds}
    if set(_MAIN) <= set(scored.kinds):
        rows["main"] = _MAIN
    rows["all"] = tuple(counts)
    for row, kinds in rows.items():
        chosen = [counts.get(kind, nothing) for kind in kinds] or [nothing]
        yield f"mention.{row}.exact", total([exact for exact, _ in chosen])
        yield f"mention.{row}.overlap", total([overlap for _, overlap in chosen])
    if scored.cast:
        yield "cast.bcubed", cast_clusters(pair, exact=False)
        yield "cast.bcubed.exact", cast_clusters(pair, exact=True)
        yield "cast.bcubed.names", cast_clusters(pair, exact=False, names_only=True)
    yield "mention.calibration", _calibration(_judged_mentions(pair))


def _stance_tallies(pair: Pair, scored: Scored) -> Iterator[tuple[str, Tally]]:
    counts = stance_counts(pair)
    for polarity in scored.polarities:
        yield f"stance.{polarity}", counts[polarity]
    yield "stance.calibration", _calibration(judged_stances(pair))


def _counted_mentions(pair: Pair) -> list[Annotation]:
    """The suggested mentions that can be judged: where the gold has names only, names and what stands in the gold."""
    suggestions = pair.suggested.layer("mention")
    if not pair.scope.names_only:
        return suggestions
    known = {span for span, _ in pair.gold.mentions}
    return [
        one
        for one in suggestions
        if all(span in known or pair.words.is_name(span) for span in one.spans.get("text", ()))
    ]


def _by_kind(side: Side, mentions: Iterable[Annotation]) -> dict[str, set[Span]]:
    spans: dict[str, set[Span]] = {}
    for one in mentions:
        for kind, span in _kinds_and_spans(side, one):
            spans.setdefault(kind, set()).add(span)
    return spans


def _kinds_and_spans(side: Side, mention: Annotation) -> set[tuple[str, Span]]:
    kinds = {side.actor(actor).kind for actor in mention.actors.get("actor", ())}
    return {(kind, span) for kind in kinds for span in mention.spans.get("text", ())}


def _spans(annotations: Iterable[Annotation], role: str) -> list[Span]:
    return [span for one in annotations for span in one.spans.get(role, ())]


def _calibration(judged: Iterable[tuple[Annotation, bool]]) -> Bins:
    """Of the suggestions that have a score."""
    return bins_of((one.score, right) for one, right in judged if one.score is not None)
