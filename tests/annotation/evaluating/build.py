"""Small articles with gold and suggestions, for the tests of evaluating. Spans are named by their words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from annotation.evaluating.material import Pair, Side
from annotation.model import Actor, Annotation, Article, Labels, Span

ADA = Actor(id="ada", name="Ada Brook", kind="person")
BEA = Actor(id="bea", name="Bea Stone", kind="person")
BOARD = Actor(id="board", name="Dam Board", kind="organisation")


def at(text: str, words: str, nth: int = 0) -> Span:
    """Where `words` stand for the nth time, counted from 0."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return Span(start, start + len(words))


def annotation(layer: str, spans: dict[str, Sequence[Span]], **more: Any) -> Annotation:
    number = ",".join(f"{role}{list(map(tuple, pieces))}" for role, pieces in spans.items())
    kept = {role: tuple(sorted(pieces)) for role, pieces in spans.items() if pieces}
    annotation_id = f"{layer} {number} {more.get('actors')} {more.get('values')}"
    return Annotation(id=annotation_id, article="a", layer=layer, spans=kept, **more)


def mention(span: Span, actor: Actor, **more: Any) -> Annotation:
    return annotation("mention", {"text": [span]}, actors={"actor": (actor.id,)}, **more)


def quote(
    content: Sequence[Span],
    cue: Sequence[Span] = (),
    source: Sequence[Span] = (),
    *,
    by: tuple[Actor, ...] = (),
    **more: Any,
) -> Annotation:
    speakers = {"speaker": tuple(actor.id for actor in by)} if by else {}
    spans = {"content": content, "cue": cue, "source": source}
    return annotation("quote", spans, actors=speakers, values={"kind": "direct"}, **more)


def stance(holder: Actor, target: Actor | None, polarity: str, spans: Sequence[Span] = (), **more: Any) -> Annotation:
    actors = {"holder": (holder.id,)} | ({"target": (target.id,)} if target else {})
    return annotation("stance", {"target": spans}, actors=actors, values={"polarity": polarity}, **more)


def labels(*annotations: Annotation, actors: Sequence[Actor] = (ADA, BEA, BOARD)) -> Labels:
    named = {actor for one in annotations for ids in one.actors.values() for actor in ids}
    return Labels(actors=tuple(actor for actor in actors if actor.id in named), annotations=annotations)


def pair(text: str, gold: Labels, suggested: Labels, **meta: Any) -> Pair:
    article = Article(id="a", text=text, meta={"gold": meta} if meta else {})
    return Pair(article, Side(gold), Side(suggested))
