"""Searching a large project; beside it a bare query of the full-text index, or of the roles of one actor."""

from __future__ import annotations

import random
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from annotation.hits import PAGE, search
from annotation.model import Actor, Annotation, Article, Labels, Progress, Span, new_id
from annotation.project import Project
from annotation.searching import parse
from annotation.store_rows import NewArticle
from benchmarks.figures import Figure, Goal, in_turn, milliseconds
from benchmarks.material import ANNOTATOR, LAYERS, Words

CAST = 20_000
"""How many actors there are; the n-th is named 1/n as often as the first."""
RARE = "neutral"
"""A polarity that one stance in ten thousand has."""
_PORTION = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """A project to search, a word that nearly every article has, one that few have, a speaker of few quotes,
    and two words that follow one another in few articles though most have both.
    """

    path: Path
    common: str
    rare: str
    speaker: str
    phrase: str


def make_searched(path: Path, *, articles: int) -> Searched:
    """A project with so many articles of eight sentences, each with ten suggestions that are laid out."""
    project = Project.create(path, annotator=ANNOTATOR)
    chance = random.Random(3)
    cast = [Actor(id=new_id(), name=f"Actor {number:05}", kind="person") for number in range(CAST)]
    weights = [1 / (number + 1) for number in range(CAST)]
    project.store.add_labels(Labels(actors=tuple(cast)))
    sentences = Words(1).sentences()
    counts: Counter[str] = Counter()
    speakers: Counter[str] = Counter()
    with project.store.bulk():
        for start in range(0, articles, _PORTION):
            news = [_article(n, sentences) for n in range(start, min(start + _PORTION, articles))]
            for one in news:
                counts.update(set(one.text.split()))
            project.store.add_articles([NewArticle.of(one) for one in news])
            named = chance.choices(cast, weights=weights, k=20 * len(news))
            labels = [
                one for n, article in enumerate(news) for one in _labels(article, named[20 * n : 20 * n + 20], chance)
            ]
            speakers.update(one.actors["speaker"][0] for one in labels if one.layer == "quote")
            done = [Progress(article=one.id, annotator=ANNOTATOR, suggested=True, revealed=("stance",)) for one in news]
            project.store.add_labels(Labels(annotations=tuple(labels)), done)
    project.close()
    names = {actor.id: actor.name for actor in cast}
    plain = [word for word in counts if word.isalpha() and word.islower()]
    return Searched(
        path=path,
        common=max(plain, key=counts.__getitem__),
        rare=min(plain, key=counts.__getitem__),
        phrase=" ".join(sorted(plain, key=counts.__getitem__)[-30:-28]),
        speaker=names[min(speakers, key=speakers.__getitem__)],
    )


def searches(searched: Searched, goal: Goal, *, times: int) -> Iterator[Figure]:
    """The first page of hits for each kind of query, as the window has it made: through a connection of its own."""
    of_index = (
        "SELECT number, articles.title FROM articles_fts JOIN articles ON number = articles_fts.rowid "
        "WHERE articles_fts "
    )
    of_roles = "SELECT annotation FROM roles WHERE actor = (SELECT id FROM actors WHERE name = ?) LIMIT "
    of_labels = "SELECT id FROM annotations WHERE layer = 'stance' AND \"values\" = ? LIMIT "
    for what, typed, bare, parameter in (
        ("a word in most articles", searched.common, f"{of_index}MATCH ? LIMIT {PAGE}", searched.common),
        ("a rare word", searched.rare, f"{of_index}MATCH ? LIMIT {PAGE}", searched.rare),
        ("two words that follow one another", f'"{searched.phrase}"', f"{of_index}MATCH ? LIMIT {PAGE}", searched.rare),
        ("two words", f"{searched.common} {searched.rare}", f"{of_index}MATCH ? LIMIT {PAGE}", searched.rare),
        ("the most frequent actor", 'actor:"Actor 00000"', f"{of_roles}{PAGE}", "Actor 00000"),
        ("a rare speaker", f'speaker:"{searched.speaker}"', f"{of_roles}{PAGE}", searched.speaker),
        ("any of all actors", "speaker:Actor", f"{of_roles}{PAGE}", "Actor 00000"),
        ("a frequent polarity", "polarity:oppose", f"{of_labels}{PAGE}", '{"polarity": "oppose"}'),
        ("a rare polarity", f"polarity:{RARE}", f"{of_labels}{PAGE}", f'{{"polarity": "{RARE}"}}'),
        ("a cue", f"cue:{searched.common}", f"{of_index}MATCH ? LIMIT {PAGE}", searched.common),
        ("a holder and a polarity", 'holder:"Actor 00000" polarity:support', f"{of_roles}{PAGE}", "Actor 00000"),
    ):
        ours, least = _measured(searched.path, typed, bare, parameter, times=times)
        yield Figure(what=f"Search: {what}", ours=ours, bare=least, goal=goal)


def _measured(path: Path, typed: str, bare: str, parameter: str, *, times: int) -> tuple[list[float], list[float]]:
    def ours(_turn: int) -> float:
        return milliseconds(lambda: _first_page(path, typed))

    with closing(sqlite3.connect(path)) as db:
        return in_turn(ours, lambda _turn: milliseconds(lambda: db.execute(bare, (parameter,)).fetchall()), times=times)


def _first_page(path: Path, typed: str) -> None:
    with closing(Project.open(path, annotator=ANNOTATOR)) as project:
        page = search(project, parse(typed, project.schema))
    if not page.hits:
        raise RuntimeError(f"“{typed}” found nothing, so nothing was measured")


def _article(number: int, sentences: Iterator[str]) -> Article:
    return Article(id=new_id(), title=f"Article {number}", text=f"{number} {' '.join(islice(sentences, 8))}")


def _labels(article: Article, named: list[Actor], chance: random.Random) -> Iterator[Annotation]:
    ends = [at for at, character in enumerate(article.text) if character == " "][:60]
    for number, layer in enumerate(LAYERS):
        start, stop, far = ends[number * 5] + 1, ends[number * 5 + 1], ends[number * 5 + 4]
        first, second = named[2 * number].id, named[2 * number + 1].id
        polarity = RARE if chance.random() < 0.0001 else chance.choice(("support", "oppose"))
        spans, actors, values = {
            "mention": ({"text": (Span(start, stop),)}, {"actor": (first,)}, {}),
            "quote": (
                {"content": (Span(start, far),), "cue": (Span(start, stop),)},
                {"speaker": (first,)},
                {"kind": "direct"},
            ),
            "stance": (
                {"evidence": (Span(start, far),), "target": (Span(start, stop),)},
                {"holder": (first,), "target": (second,)},
                {"polarity": polarity},
            ),
        }[layer]
        yield Annotation(
            id=new_id(),
            article=article.id,
            annotator=ANNOTATOR,
            layer=layer,
            spans=spans,
            actors=actors,
            values=values,
            model="bench",
            score=round(chance.uniform(0.4, 1), 2),
            schema="news@1",
        )
