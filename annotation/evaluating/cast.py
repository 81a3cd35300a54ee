"""The cast: whether mentions of one actor are together, by B-cubed (Bagga and Baldwin 1998)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from annotation.evaluating.matching import mention_pairs
from annotation.evaluating.material import Pair, Side
from annotation.evaluating.tallies import Clusters
from annotation.evaluating.words import Words
from annotation.model import Span

Mention = tuple[Span, str]


def cast_clusters(pair: Pair, *, exact: bool, names_only: bool = False) -> Clusters:
    """B-cubed over the mentions of named actors: those that have a proper name among their mentions.

    For each suggested mention of a named actor: which share of that actor's mentions is, in the gold, of this
    mention's actor; none where the mention is no gold mention. For each gold mention of a named actor: which share of
    that actor's gold mentions was suggested for this mention's actor; none where it was not suggested. A suggested
    mention is the gold mention of the same span; unless `exact`, else the one that it overlaps most and no other does
    more. With `names_only` there are no other mentions than proper names.
    """
    gold, suggested = (_mentions(side, pair.words, names_only) for side in (pair.gold, pair.suggested))
    pairs = _pairs(gold, suggested, exact=exact)
    both = Counter((gold[g][1], suggested[s][1]) for s, g in pairs.items())
    gold_sizes, suggested_sizes = (Counter(actor for _, actor in mentions) for mentions in (gold, suggested))
    named_gold, named_suggested = _named(pair.gold, pair.words), _named(pair.suggested, pair.words)
    precision = recall = 0.0
    for s, g in pairs.items():
        ours, theirs = gold[g][1], suggested[s][1]
        shared = both[ours, theirs]
        precision += shared / suggested_sizes[theirs] if theirs in named_suggested else 0
        recall += shared / gold_sizes[ours] if ours in named_gold else 0
    suggestions = sum(suggested_sizes[actor] for actor in named_suggested)
    golds = sum(gold_sizes[actor] for actor in named_gold)
    return Clusters((precision, suggestions, recall, golds))


def _mentions(side: Side, words: Words, names_only: bool) -> Sequence[Mention]:
    return [one for one in side.mentions if words.is_name(one[0])] if names_only else side.mentions


def _pairs(gold: Sequence[Mention], suggested: Sequence[Mention], *, exact: bool) -> dict[int, int]:
    pairs = mention_pairs([span for span, _ in gold], [span for span, _ in suggested])
    return {s: g for s, g in pairs.items() if not exact or gold[g][0] == suggested[s][0]}


def _named(side: Side, words: Words) -> set[str]:
    return {actor for span, actor in side.mentions if words.is_name(span)}
