"""Quotes: which suggested one is which of the gold, whether its source and its speakers are right."""

from __future__ import annotations

from annotation.evaluating.matching import best_pairs
from annotation.evaluating.material import Pair
from annotation.evaluating.tallies import Counts, Share
from annotation.evaluating.words import jaccard
from annotation.model import Annotation

# How much of the content of both together must be in both, in words.
ENOUGH = 0.5


def quote_pairs(pair: Pair) -> dict[int, int]:
    """From each suggested quote's number to its gold's: their contents share half of their words or more.

    Each of both is paired once at most, the likest first. Words count, punctuation does not.
    """
    golds = [pair.words.within(one.spans.get("content", ())) for one in pair.gold.layer("quote")]
    suggestions = [pair.words.within(one.spans.get("content", ())) for one in pair.suggested.layer("quote")]
    likeness = {
        (g, s): like
        for g, gold in enumerate(golds)
        for s, suggestion in enumerate(suggestions)
        if (like := jaccard(gold, suggestion)) >= ENOUGH
    }
    return best_pairs(likeness)


def right_quotes(pair: Pair) -> set[int]:
    """The numbers of the suggested quotes that are paired with a gold quote and have the right source."""
    golds, suggestions = pair.gold.layer("quote"), pair.suggested.layer("quote")
    return {s for s, g in quote_pairs(pair).items() if _source_is_right(pair, golds[g], suggestions[s])}


def linked_counts(pair: Pair) -> Counts:
    """How many suggested quotes are right: their content is half or more that of a gold quote, and so is the source."""
    return Counts((len(right_quotes(pair)), len(pair.suggested.layer("quote")), len(pair.gold.layer("quote"))))


def found_counts(pair: Pair) -> Counts:
    """As `linked_counts`, whoever the source is."""
    return Counts((len(quote_pairs(pair)), len(pair.suggested.layer("quote")), len(pair.gold.layer("quote"))))


def speaker_share(pair: Pair) -> Share:
    """Of the paired quotes whose gold has speakers, how many have just those speakers."""
    golds, suggestions = pair.gold.layer("quote"), pair.suggested.layer("quote")
    judged = [
        pair.same_actors(suggestions[s].actors.get("speaker", ())) == frozenset(golds[g].actors["speaker"])
        for s, g in quote_pairs(pair).items()
        if golds[g].actors.get("speaker")
    ]
    return Share((sum(judged), len(judged)))


def _source_is_right(pair: Pair, gold: Annotation, suggestion: Annotation) -> bool:
    """Whether both sources share a word, or both have a speaker in common, or neither has a source or a speaker."""
    ours, theirs = (pair.words.within(one.spans.get("source", ())) for one in (gold, suggestion))
    speakers = pair.same_actors(suggestion.actors.get("speaker", ()))
    if not ours and not gold.actors.get("speaker"):
        return not theirs
    return bool(ours & theirs or speakers & set(gold.actors.get("speaker", ())))
