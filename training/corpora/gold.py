"""The corpora as gold files in the exchange format: what `evaluate` holds a reader's suggestions against.

In the `meta` of each article, `gold` says what was annotated there throughout: its layers, that of mentions only names
were, or of stances only those between the actors that it names (see `annotation.evaluating.material`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, cast

from countryinfo import all_countries

from annotation.formats.base import Outgoing
from annotation.model import Actor, Annotation, Article, Labels, Progress, Span
from training.corpora.directed import Directed
from training.corpora.gum import Entity, Resolved
from training.corpora.polnear import Attributed, Attribution
from training.corpora.worldwide import Labelled

# Shorter other spellings of a country are codes, which are words too ("IN", "NO").
_SHORTEST = 5
_ALSO_COUNTRIES = (
    "America",
    "Britain",
    "Great Britain",
    "UK",
    "U.K.",
    "US",
    "U.S.",
    "USA",
    "U.S.A.",
    "UAE",
    "Burma",
    "Holland",
)
_WORLDWIDE_KINDS = {"Person": "person", "Organization": "organisation", "NORP": "group"}
_GUM_KINDS = {"person": "person", "organization": "organisation"}
_SCHEMA = "news@1"
_MARKS = "“”\"'‘’"


def quotes(versions: Sequence[Attributed]) -> Outgoing:
    """One article of PolNeAR with its quotes, as one or several annotators marked it.

    Nobody marked who the speakers are, so that they have none. What was marked without content is left out.
    """
    first = versions[0]
    article = Article(
        id=first.id,
        text=first.text,
        title=first.title,
        source=first.publisher,
        published=first.published,
        meta=_meta("quote"),
    )
    annotations = (
        _quote(article, version.annotator, number, one)
        for version in versions
        for number, one in enumerate(version.attributions)
        if one.content
    )
    return _done(article, (), annotations, [version.annotator for version in versions])


def names(labelled: Labelled) -> Outgoing:
    """An article of Worldwide Newswire with the mentions of people, organisations, countries and groups.

    Nobody marked which names are one actor, so that each has an actor of its own. A place is an actor only where it
    is a country; the corpus does not tell where it acts.
    """
    article = Article(id=labelled.id, text=labelled.text, meta=_meta("mention", mentions="names"))
    actors: list[Actor] = []
    annotations: list[Annotation] = []
    for number, (span, label) in enumerate(labelled.names):
        name = _text(article, span)
        kind = _WORLDWIDE_KINDS.get(label) or ("country" if label == "Location" and is_country(name) else None)
        if kind is not None:
            actors.append(Actor(id=f"{article.id}:a{number}", name=name, kind=kind))
            annotations.append(_mention(article, "worldwide", f"m{number}", span, actors[-1].id))
    return _done(article, actors, annotations, ["worldwide"])


def cast_of(resolved: Resolved) -> Outgoing:
    """A text of GUM with all mentions of people, organisations and countries; other places are no actors."""
    article = Article(id=resolved.id, text=resolved.text, title=resolved.title, url=resolved.url, meta=_meta("mention"))
    actors: list[Actor] = []
    annotations: list[Annotation] = []
    for number, entity in enumerate(resolved.entities):
        kind = _GUM_KINDS.get(entity.kind) or ("country" if _is_country(article, entity) else None)
        if kind is None or not entity.mentions:
            continue
        name = (entity.identity or "").replace("_", " ").replace("%2C", ",") or _text(article, entity.mentions[0])
        actors.append(Actor(id=f"{article.id}:a{number}", name=name, kind=kind))
        for at, span in enumerate(entity.mentions):
            annotations.append(_mention(article, "gum", f"m{number}-{at}", span, actors[-1].id))
    return _done(article, actors, annotations, ["gum"])


def stances(directed: Directed) -> Outgoing:
    """A sentence with how each of its two actors feels about the other; neutral where the corpus says nothing."""
    article = Article(id=directed.id, text=directed.text, meta=_meta("stance", pairs="judged"))
    first, second = (
        Actor(id=f"{article.id}:{which}", name=_text(article, span))
        for which, span in (("p", directed.first), ("q", directed.second))
    )
    annotations = [
        _mention(article, "dse", "m1", directed.first, first.id),
        _mention(article, "dse", "m2", directed.second, second.id),
        _stance(article, "s1", first, second, directed.second, directed.forward),
        _stance(article, "s2", second, first, directed.first, directed.backward),
    ]
    return _done(article, [first, second], annotations, ["dse"])


def by_article(items: Iterable[Attributed]) -> Iterator[list[Attributed]]:
    """The versions of each article together; they come one after the other."""
    versions: list[Attributed] = []
    for item in items:
        if versions and versions[0].id != item.id:
            yield versions
            versions = []
        versions.append(item)
    if versions:
        yield versions


def is_country(name: str) -> bool:
    """Whether `name` is what a country is called."""
    return name.removeprefix("the ").removeprefix("The ") in _countries()


@cache
def _countries() -> frozenset[str]:
    names = set(_ALSO_COUNTRIES)
    for country in all_countries():
        info = cast("dict[str, Any]", country.info())
        name = str(info.get("name") or "")
        names |= {name, name.removeprefix("The ")}
        names |= {spelling for spelling in info.get("altSpellings", ()) if len(spelling) >= _SHORTEST}
    return frozenset(names - {""})


def _is_country(article: Article, entity: Entity) -> bool:
    return entity.kind == "place" and any(is_country(_text(article, span)) for span in entity.mentions)


def _meta(layer: str, **limits: str) -> dict[str, Any]:
    return {"gold": {"layers": [layer], **limits}}


def _quote(article: Article, annotator: str, number: int, one: Attribution) -> Annotation:
    spans = {"content": one.content, "cue": one.cue, "source": one.source}
    return Annotation(
        id=f"{article.id}:{annotator}:q{number}",
        article=article.id,
        layer="quote",
        annotator=annotator,
        spans={role: pieces for role, pieces in spans.items() if pieces},
        values={"kind": _kind(article.text, one.content)},
        status="accepted",
        origin="human",
        schema=_SCHEMA,
    )


def _kind(text: str, content: tuple[Span, ...]) -> str:
    """Direct where every piece begins and ends with a mark, mixed where there is a mark in any, else indirect."""
    pieces = [text[span.start : span.end].strip(" .,;:!?") for span in content]
    if all(piece[:1] in _MARKS and piece[-1:] in _MARKS for piece in pieces):
        return "direct"
    return "mixed" if any(mark in piece for piece in pieces for mark in '“”"') else "indirect"


def _mention(article: Article, annotator: str, number: str, span: Span, actor: str) -> Annotation:
    return Annotation(
        id=f"{article.id}:{number}",
        article=article.id,
        layer="mention",
        annotator=annotator,
        spans={"text": (span,)},
        actors={"actor": (actor,)},
        status="accepted",
        origin="human",
        schema=_SCHEMA,
    )


def _stance(article: Article, number: str, holder: Actor, target: Actor, span: Span, polarity: str) -> Annotation:
    return Annotation(
        id=f"{article.id}:{number}",
        article=article.id,
        layer="stance",
        annotator="dse",
        spans={"target": (span,)},
        actors={"holder": (holder.id,), "target": (target.id,)},
        values={"polarity": polarity},
        status="accepted",
        origin="human",
        schema=_SCHEMA,
    )


def _done(
    article: Article, actors: Iterable[Actor], annotations: Iterable[Annotation], annotators: Iterable[str]
) -> Outgoing:
    progress = (Progress(article=article.id, annotator=one, state="done") for one in annotators)
    labels = Labels(actors=tuple(actors), annotations=tuple(annotations))
    return Outgoing(article=article, labels=labels, progress=tuple(progress))


def _text(article: Article, span: Span) -> str:
    return " ".join(article.text[span.start : span.end].split())
