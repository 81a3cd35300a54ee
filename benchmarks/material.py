"""Texts, annotations and projects to measure with: made from a seed, alike each time, from nothing outside."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice, pairwise
from pathlib import Path

from annotation.model import Actor, Annotation, Article, Labels, Progress, Span, new_id
from annotation.project import Project
from annotation.store_rows import NewArticle

ANNOTATOR = "bench"
FORMS = 30_000
SYLLABLES = [c + v for c in "bcdfghjklmnprstvwz" for v in ("a", "e", "i", "o", "u", "ai", "en", "or", "ist")]
LAYERS = ("mention", "mention", "quote", "mention", "mention", "stance", "mention", "quote", "mention", "mention")
"""The layers of each ten annotations: seven mentions, two quotes and a stance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An article of a project with its suggestions laid out."""

    article: str
    text: str
    annotations: int


class Words:
    """Running text that is to an index what English is.

    The n-th most frequent word form has a share of 1/n, short ones come first, and a word takes six characters with
    the blank behind it.
    """

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        forms: set[str] = set()
        while len(forms) < FORMS:
            forms.add("".join(self._random.choices(SYLLABLES, k=self._random.choice((1, 2, 2, 2, 3)))))
        self._forms = sorted(forms)
        self._random.shuffle(self._forms)
        self._forms.sort(key=lambda form: len(form) > 6)
        self._shares = list(accumulate(1 / rank for rank in range(1, FORMS + 1)))

    def sentences(self) -> Iterator[str]:
        """Sentences without end, of 8 to 30 words, some of them with a comma or in quotation marks."""
        while True:
            words = self._random.choices(self._forms, cum_weights=self._shares, k=self._random.randint(8, 30))
            words[0] = words[0].capitalize()
            words[len(words) // 2] += self._random.choice(("", ",", ",", " –"))
            sentence = " ".join(words)
            yield f"“{sentence},” said {words[-1].capitalize()}." if self._random.random() < 0.2 else f"{sentence}."

    def text(self, *, words: int) -> str:
        """A text of exactly so many words, in paragraphs of three sentences."""
        pieces: list[str] = []
        left = words
        for number, sentence in enumerate(self.sentences()):
            taken = sentence.split()[:left]
            pieces.append(" ".join(taken) + ("\n" if number % 3 == 2 else " "))
            left -= len(taken)
            if not left:
                return "".join(pieces).strip()
        raise AssertionError

    def characters(self, count: int) -> str:
        """A text of exactly so many characters."""
        return self.text(words=count // 2)[: count - 1] + "."


def make_project(path: Path, *, articles: int) -> Project:
    """A project with so many short articles, all of them done: what comes behind them is where the annotator is."""
    project = Project.create(path, annotator=ANNOTATOR)
    sentences = Words(1).sentences()
    fillers = (Article(id=new_id(), text=f"{n} {next(sentences)}", title=f"Article {n}") for n in range(articles))
    while portion := list(islice(fillers, 10_000)):
        project.store.add_articles([NewArticle.of(one) for one in portion])
        done = [Progress(article=one.id, annotator=ANNOTATOR, state="done", suggested=True) for one in portion]
        project.store.add_labels(Labels(), done)
    return project


def add_case(project: Project, text: str, *, annotations: int) -> Case:
    """Adds an article at the end of the project, with suggestions of all layers spread over it and laid out."""
    article = Article(id=new_id(), text=text, title=text[:60].rsplit(" ", 1)[0], source="Benchmark")
    project.store.add_articles([NewArticle.of(article)])
    labels = _labels(article, count=annotations, schema=project.schema.tag)
    begun = Progress(article=article.id, annotator=project.annotator, suggested=True)
    project.store.add_labels(labels, [begun])
    return Case(article=article.id, text=text, annotations=annotations)


def _labels(article: Article, *, count: int, schema: str) -> Labels:
    chance = random.Random(count)
    kinds = ("person", "organisation", "country", "group")
    cast = [
        Actor(id=new_id(), name=f"Actor {number + 1}", kind=kinds[number % len(kinds)])
        for number in range(max(8, count // 50))
    ]
    starts = [0, *(at + 1 for at, character in enumerate(article.text) if character in " \n")]
    words = [Span(start, after - 1) for start, after in pairwise([*starts, len(article.text) + 1])]
    annotations = [
        _annotation(article.id, LAYERS[n % len(LAYERS)], words[at : at + 25], cast, chance, schema)
        for n, at in enumerate(n * len(words) // count for n in range(count))
    ]
    return Labels(actors=tuple(cast), annotations=tuple(annotations))


def _annotation(
    article: str, layer: str, words: Sequence[Span], cast: Sequence[Actor], chance: random.Random, schema: str
) -> Annotation:
    """An annotation that begins at the first of `words`; quotes and stances are long enough to overlap others."""
    first, second = (actor.id for actor in _frequent(cast, chance))
    match layer:
        case "mention":
            spans = {"text": (_over(words[: chance.randint(1, 3)]),)}
            actors, values = {"actor": (first,)}, {}
        case "quote":
            spans = {"content": (_over(words[3:25]),), "cue": (_over(words[2:3]),), "source": (_over(words[:2]),)}
            actors, values = {"speaker": (first,)}, {"kind": chance.choice(("direct", "indirect", "mixed"))}
        case _:
            spans = {"evidence": (_over(words[:12]),), "target": (_over(words[:3]),)}
            actors, values = (
                {"holder": (first,), "target": (second,)},
                {"polarity": chance.choice(("support", "oppose"))},
            )
    return Annotation(
        id=new_id(),
        article=article,
        annotator=ANNOTATOR,
        layer=layer,
        spans=spans,
        actors=actors,
        values=values,
        model="bench",
        score=round(chance.uniform(0.4, 1), 2),
        schema=schema,
    )


def _frequent(cast: Sequence[Actor], chance: random.Random) -> list[Actor]:
    """Two actors, those in front far more often than those behind, as in any article."""
    return chance.choices(cast, weights=[1 / (place + 1) for place in range(len(cast))], k=2)


def _over(words: Sequence[Span]) -> Span:
    return Span(words[0].start, words[-1].end)
