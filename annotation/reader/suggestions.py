"""What the components found, in words, as suggestions in code points."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from annotation.model import Actor, Annotation, Article, Labels, Span, new_id
from annotation.reader.decisions import DECIDED, actor_of
from annotation.reader.reading import Quote, Reading, Stretch
from annotation.reader.reasons import reason

Calibrate = Callable[[str, float], float]
"""Turns the score of a component, for a layer, into how often suggestions of that score are right."""


def suggestions(article: Article, known: Reading, *, model: str, calibrate: Calibrate) -> Labels:
    """The actors and annotations that the components found in `article`; actors of the annotator keep their ids."""
    return _Suggestions(article, known, model, calibrate).labels()


class _Suggestions:
    def __init__(self, article: Article, known: Reading, model: str, calibrate: Calibrate) -> None:
        self._article = article
        self._known = known
        self._model = model
        self._calibrate = calibrate
        self._ids = {key: actor_of(key) or new_id() for key in known.cast}

    def labels(self) -> Labels:
        actors = (
            Actor(id=self._ids[key], name=member.name, kind=member.kind, note=member.note)
            for key, member in self._known.cast.items()
        )
        return Labels(actors=tuple(actors), annotations=(*self._mentions(), *self._quotes(), *self._stances()))

    def _mentions(self) -> Iterator[Annotation]:
        for name in self._known.names:
            if name.rule != DECIDED:
                spans = {"text": (self._span(Stretch(name.start, name.end)),)}
                actors = {"actor": (name.key,)}
                yield self._annotation("mention", name.score, spans, actors, {}, reason(name.rule))

    def _quotes(self) -> Iterator[Annotation]:
        for quote in (quote for quote in self._known.quotes if quote.rule != DECIDED):
            spans = {"content": tuple(sorted(map(self._span, quote.content)))}
            spans |= {"cue": (self._span(quote.cue),)} if quote.cue else {}
            spans |= {"source": (self._span(quote.source),)} if quote.source else {}
            values = {"kind": self._kind(quote)}
            yield self._annotation("quote", quote.score, spans, {"speaker": quote.speakers}, values)

    def _stances(self) -> Iterator[Annotation]:
        for stance in self._known.stances:
            spans = {"evidence": (self._span(stance.evidence),), "target": (self._span(stance.target),)}
            actors = {"holder": stance.holders, "target": stance.targets}
            yield self._annotation("stance", stance.score, spans, actors, {"polarity": stance.polarity})

    def _kind(self, quote: Quote) -> str:
        """As `annotation.quotation.kind_of`, from the quotations that are known already."""
        words = (at for piece in quote.content for at in range(piece.start, piece.end))
        marked = [not self._known.outside(at) for at in words if self._known.words[at][0].isalnum()]
        return "direct" if marked and all(marked) else "mixed" if any(marked) else "indirect"

    def _annotation(
        self,
        layer: str,
        score: float,
        spans: dict[str, tuple[Span, ...]],
        actors: dict[str, tuple[str, ...]],
        values: dict[str, str],
        why: str = "",
    ) -> Annotation:
        return Annotation(
            id=new_id(),
            article=self._article.id,
            layer=layer,
            spans=spans,
            actors={role: tuple(self._ids[key] for key in keys) for role, keys in actors.items() if keys},
            values=values,
            model=self._model,
            score=round(self._calibrate(layer, score), 3),
            reason=why,
        )

    def _span(self, stretch: Stretch) -> Span:
        return Span(self._known.offsets[stretch.start][0], self._known.offsets[stretch.end - 1][1])
