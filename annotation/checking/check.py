"""What a check is, and what rules are given to find some."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TypeAlias

import regex

from annotation.model import Actor, Annotation, Article, Change, Span
from annotation.offsets import paragraph_around
from annotation.project import Project
from annotation.schema import Layer, Schema

LONGEST = 160
"""How many characters of the text a check shows."""

PORTION = 16
"""After how many annotations a rule may rest."""


class Stopped(Exception):
    """The looking was broken off, as whoever asked for it wished."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """What puts a check right at one key: `before` becomes `after`, or is rejected where `after` is None.

    `words` say what it would do, to be read behind its key, and `done` what it did, as a clause without a full stop.
    """

    words: str
    done: str
    before: Annotation
    after: Annotation | None = None

    def run(self, project: Project) -> Change:
        """Does it, as one change; raises Problem where the annotation is no longer as it was."""
        return project.fix(self.before, self.after) if self.after else project.reject(self.before)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing to look at: which rule found it, in words, and where.

    `annotation` is the one it is about, None where it is about the text alone.
    """

    rule: str
    title: str
    words: str
    span: Span
    annotation: str | None = None
    remedy: Remedy | None = None

    def is_about_the_same(self, other: Check) -> bool:
        """Whether the same rule found both in the same place."""
        return (self.rule, self.annotation, self.span.start) == (other.rule, other.annotation, other.span.start)


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """One article with all annotations of one annotator in reading order, the actors they name, and the labels.

    `hidden` are the layers whose suggestions are not shown, which no check may give away.

    `rest` is called now and then while rules look at it: what works beside a window gives way there, or breaks off by
    raising `Stopped`.
    """

    article: Article
    annotations: Sequence[Annotation]
    actors: Mapping[str, Actor]
    schema: Schema
    hidden: frozenset[str] = frozenset()
    rest: Callable[[], object] = lambda: None

    def all(self) -> Iterator[Annotation]:
        """Every annotation, with rests."""
        for number, annotation in enumerate(self.annotations):
            if not number % PORTION:
                self.rest()
            yield annotation

    def accepted(self, wanted: Callable[[Layer], object]) -> Iterator[tuple[Annotation, Layer]]:
        """The accepted annotations of the layers that are `wanted`, each with its layer."""
        layers = {layer.id: layer for layer in self.schema.layers if wanted(layer)}
        for annotation in self.all():
            if annotation.status == "accepted" and annotation.layer in layers:
                yield annotation, layers[annotation.layer]

    def is_shown(self, annotation: Annotation) -> bool:
        """True for what is accepted, and for suggestions that are not held back."""
        waits = annotation.status == "suggested" and annotation.layer not in self.hidden
        return annotation.status == "accepted" or waits

    def shown(self) -> list[Annotation]:
        """The annotations that are shown, in reading order."""
        return [annotation for annotation in self.all() if self.is_shown(annotation)]

    def places(self, wanted: regex.Pattern[str]) -> Iterator[regex.Match[str]]:
        """Where the text has what is `wanted`, with rests."""
        for found in wanted.finditer(self.article.text):
            self.rest()
            yield found

    def words(self, spans: Iterable[Span]) -> str:
        """The words of some spans on one line, pieces joined by an ellipsis."""
        text = self.article.text
        return " … ".join(" ".join(text[s.start : min(s.end, s.start + LONGEST)].split()) for s in spans)


class Nearby:
    """Annotations, given in reading order, by the paragraph that they begin in."""

    def __init__(self, text: str, annotations: Sequence[Annotation]) -> None:
        self._text = text
        self._annotations = annotations

    def around(self, span: Span) -> Sequence[Annotation]:
        """Those that begin in the same paragraph as a span."""
        paragraph = paragraph_around(self._text, span)
        first, last = (bisect_left(self._annotations, edge, key=_start) for edge in paragraph)
        return self._annotations[first:last]


class Covered:
    """Which stretches of a text lie within one of many spans."""

    def __init__(self, spans: Iterable[Span]) -> None:
        spans = sorted(spans)
        self._starts = [span.start for span in spans]
        self._furthest = list(accumulate((span.end for span in spans), max))

    def holds(self, span: Span) -> bool:
        """Whether one of the spans begins no later and ends no sooner."""
        before = bisect_right(self._starts, span.start)
        return before > 0 and self._furthest[before - 1] >= span.end


def _start(annotation: Annotation) -> int:
    return annotation.start


Rule: TypeAlias = Callable[[Material], Iterable[Check]]


def place_of(annotation: Annotation, role: str) -> Span:
    """Where one looks at an annotation: at its first span in `role`, or else at all of it."""
    return next(iter(annotation.spans.get(role, ())), None) or Span(annotation.start, annotation.end)
