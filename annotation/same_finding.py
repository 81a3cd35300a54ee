"""Finds the places where words stand, in one article or in all of a project, with what the annotator has there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from annotation.model import Actor, Article, Span
from annotation.project import Project
from annotation.same import Occurrence, Standing, Wanted, around, context_of, find_words
from annotation.schema import Layer
from annotation.store_same import articles_with, mentions_in, progress_in

MOST = 10_000
"""How many places are found at once."""

_BATCH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Places in reading order, the actors that mentions there name, and whether there are more than were looked for."""

    places: tuple[Occurrence, ...]
    actors: Mapping[str, Actor]
    more: bool = False


def find_same(
    project: Project,
    wanted: Wanted,
    layer: Layer,
    *,
    article: Article | None = None,
    most: int = MOST,
    going_on: Callable[[], bool] = lambda: True,
) -> Found:
    """Up to `most` places in one article, or in all of the project without one.

    `going_on` is asked now and then; when it says False, what was found so far is given.

    Raises:
        Problem: these words cannot be looked for.
    """
    if article:
        articles = iter([(article.id, article.title, article.text)])
    else:
        articles = articles_with(project.store, wanted.names)
    places = list(islice(_places(project, _standing(articles, wanted, going_on), layer, article), most + 1))
    named = {actor for place in places for one in (*place.here, *place.over) for actor in one.actors}
    actors = {actor.id: actor for actor in project.store.actors_with(sorted(named))}
    return Found(places=tuple(places[:most]), actors=actors, more=len(places) > most)


_Text = tuple[str, str, str, list[Span]]


def _standing(
    articles: Iterable[tuple[str, str, str]], wanted: Wanted, going_on: Callable[[], bool]
) -> Iterator[_Text]:
    """Id, title and text of the articles in which the words stand, and where; at most so many places of each."""
    for article, title, text in articles:
        if not going_on():
            return
        spans = list(islice(find_words(text, wanted), MOST + 1))
        if spans:
            yield article, title or text[:60], text, spans


def _places(project: Project, texts: Iterator[_Text], layer: Layer, only: Article | None) -> Iterator[Occurrence]:
    while batch := list(islice(texts, _BATCH)):
        ids = [article for article, _, _, _ in batch]
        mentions = _mentions(project, ids, layer)
        done, waiting = progress_in(project.store, ids, project.annotator)
        for article, title, text, spans in batch:
            for span, near in around(spans, mentions[article]):
                here = tuple(one for one in near if one.pieces == (span,))
                yield Occurrence(
                    article=article,
                    title=title,
                    span=span,
                    context=context_of(text, span),
                    here=here,
                    over=tuple(one for one in near if one not in here and one.status != "rejected"),
                    done=article in done and only is None,
                    settled=article not in waiting,
                )


def _mentions(project: Project, articles: list[str], layer: Layer) -> Mapping[str, list[Standing]]:
    """The mentions of each article, as they stand, without suggestions that are held back from the annotator."""
    actor_role = layer.actors[0].id if layer.actors else ""
    roles = (layer.main_role.id, actor_role)
    rows = mentions_in(project.store, articles, project.annotator, layer.id, roles)
    pieces: dict[str, dict[Span, None]] = defaultdict(dict)
    actors: dict[str, dict[str, None]] = defaultdict(dict)
    facts = {annotation: (article, status) for article, annotation, _, _, status, _ in rows}
    for _, annotation, start, end, _, actor in rows:
        pieces[annotation][Span(start, end)] = None
        if actor is not None:
            actors[annotation][actor] = None
    found: dict[str, list[Standing]] = defaultdict(list)
    silent = {article for article in articles if layer.id in project.hidden_layers(article)}
    for one, (article, status) in facts.items():
        if status != "suggested" or article not in silent:
            found[article].append(Standing(one, tuple(pieces[one]), status, tuple(actors[one])))
    return found
