"""Spans of one role or kind: exact, and overlapping, counted by the library nervaluate as in SemEval 2013 task 9."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nervaluate.entities import Entity  # pyright: ignore[reportMissingTypeStubs]
from nervaluate.strategies import (  # pyright: ignore[reportMissingTypeStubs]
    EntityTypeEvaluation,
    StrictEvaluation,
)

from annotation.evaluating.tallies import Counts
from annotation.model import Span

_LABEL = "span"
_EXACT = StrictEvaluation()
_OVERLAP = EntityTypeEvaluation()


def span_counts(gold: Iterable[Span], suggested: Iterable[Span]) -> tuple[Counts, Counts]:
    """How many suggested spans are exactly those of the gold, and how many overlap one that no other overlaps more.

    A span that stands there twice counts once, and each of both sides is paired with one of the other at most.
    """
    golds, suggestions = set(gold), set(suggested)
    exact = overlap = 0
    for ours, theirs in _groups(golds, suggestions):
        # The library goes through suggestions in order and lets the first one take a gold span that it only overlaps.
        theirs.sort(key=lambda span: (span not in golds, span))
        arguments = _entities(ours), _entities(theirs), [_LABEL]
        exact += _EXACT.evaluate(*arguments)[0].correct
        overlap += _OVERLAP.evaluate(*arguments)[0].correct
    return Counts((exact, len(suggestions), len(golds))), Counts((overlap, len(suggestions), len(golds)))


def _groups(gold: set[Span], suggested: set[Span]) -> Iterator[tuple[list[Span], list[Span]]]:
    """Spans that overlap, directly or through others, together: the library compares each with each."""
    golds: list[Span] = []
    suggestions: list[Span] = []
    reach = 0
    for span in sorted(gold | suggested):
        if span.start >= reach and (golds or suggestions):
            yield golds, suggestions
            golds, suggestions = [], []
        reach = max(reach, span.end)
        if span in gold:
            golds.append(span)
        if span in suggested:
            suggestions.append(span)
    if golds or suggestions:
        yield golds, suggestions


def _entities(spans: Iterable[Span]) -> list[Entity]:
    """As the library has them: it counts the last character in."""
    return [Entity(_LABEL, span.start, span.end - 1) for span in spans]
