"""The shipped reader: a spaCy pipeline of rules, and what it found as suggestions."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import import_module

import spacy
from spacy.language import Language

from annotation.model import Actor, Annotation, Article, Labels, Span, new_id
from annotation.reader.decided import with_decided_actors, without_contradictions
from annotation.reader.reading import Quote, Reading, Stretch, reading
from annotation.reader.tokens import Tokens

# Each is registered by name in the file of that name.
COMPONENTS = ("quotations", "sentences", "names", "cast", "quotes", "stances")

# How often a rule is right. For quotes: the share that shares at least half of its content with a quote of PolNeAR's
# development articles; for stances a guess. A mention has its own score.
_PRIORS = {
    "quote:around-marks": 0.95,
    "quote:according": 0.9,
    "quote:bare": 0.84,
    "quote:that": 0.83,
    "quote:around": 0.75,
    "quote:to": 0.7,
    "quote:marks": 0.63,
    "quote:loose": 0.6,
    "quote:fragment": 0.4,
    "stance:verbs": 0.6,
    "stance:nouns": 0.5,
    "stance:adjectives": 0.5,
}


@cache
def pipeline() -> Language:
    """English without a downloaded model, and the components in order. Its words keep every character of the text."""
    nlp = spacy.blank("en")
    nlp.tokenizer = Tokens(nlp)
    # Rules need no memory that grows faster than the text.
    nlp.max_length = 1_000_000_000
    for name in COMPONENTS:
        import_module(f"annotation.reader.{name}")
        nlp.add_pipe(name)
    return nlp


class Floor:
    """Reads by rules alone: a floor for every trained reader."""

    def __init__(self, name: str) -> None:
        self.name = name

    def read(self, article: Article, decided: Labels) -> Labels:
        """Suggestions for `article` that do not contradict `decided`."""
        found = _Suggestions(article, reading(pipeline()(article.text)), self.name).labels()
        return without_contradictions(with_decided_actors(found, decided), decided)


class _Suggestions:
    """Puts what was found in words into annotations in code points."""

    def __init__(self, article: Article, known: Reading, model: str) -> None:
        self._article = article
        self._known = known
        self._model = model
        self._ids = {key: new_id() for key in known.cast}

    def labels(self) -> Labels:
        actors = (
            Actor(id=self._ids[key], name=member.name, kind=member.kind, note=member.note)
            for key, member in self._known.cast.items()
        )
        return Labels(actors=tuple(actors), annotations=(*self._mentions(), *self._quotes(), *self._stances()))

    def _mentions(self) -> Iterable[Annotation]:
        for name in self._known.names:
            spans = {"text": (self._span(Stretch(name.start, name.end)),)}
            yield self._annotation("mention", name.score, spans, {"actor": (name.key,)}, {})

    def _quotes(self) -> Iterable[Annotation]:
        for quote in self._known.quotes:
            spans = {"content": tuple(sorted(map(self._span, quote.content)))}
            spans |= {"cue": (self._span(quote.cue),)} if quote.cue else {}
            spans |= {"source": (self._span(quote.source),)} if quote.source else {}
            score = _PRIORS[f"quote:{quote.rule}"]
            yield self._annotation("quote", score, spans, {"speaker": quote.speakers}, {"kind": self._kind(quote)})

    def _stances(self) -> Iterable[Annotation]:
        for stance in self._known.stances:
            spans = {"evidence": (self._span(stance.evidence),), "target": (self._span(stance.target),)}
            actors = {"holder": stance.holders, "target": stance.targets}
            score = _PRIORS[f"stance:{stance.rule}"]
            yield self._annotation("stance", score, spans, actors, {"polarity": stance.polarity})

    def _kind(self, quote: Quote) -> str:
        marked = [not self._known.outside(at) for piece in quote.content for at in range(piece.start, piece.end)]
        return "direct" if all(marked) else "mixed" if any(marked) else "indirect"

    def _annotation(
        self,
        layer: str,
        score: float,
        spans: dict[str, tuple[Span, ...]],
        actors: dict[str, tuple[str, ...]],
        values: dict[str, str],
    ) -> Annotation:
        return Annotation(
            id=new_id(),
            article=self._article.id,
            layer=layer,
            spans=spans,
            actors={role: tuple(self._ids[key] for key in keys) for role, keys in actors.items() if keys},
            values=values,
            model=self._model,
            score=score,
        )

    def _span(self, stretch: Stretch) -> Span:
        return Span(self._known.offsets[stretch.start][0], self._known.offsets[stretch.end - 1][1])
