"""Small projects for the tests of the core: one article with a mention, a quote and a stance suggested in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from annotation.model import Actor, Annotation, Article, Labels, Span
from annotation.project import Project
from annotation.store_rows import NewArticle

TEXT = "👍 Kaja Kallas said “We stand with Ukraine” in Tallinn.\nDonald Trump opposes the plan; Kallas backs it."
ARTICLE = Article(id="art-1", text=TEXT, title="Kallas stands with Ukraine")

KALLAS = Actor(id="act-kallas", name="Kaja Kallas", kind="person")
TRUMP = Actor(id="act-trump", name="Donald Trump", kind="person")
UKRAINE = Actor(id="act-ukraine", name="Ukraine", kind="country", wikidata="Q212")


def at(words: str, text: str = TEXT) -> Span:
    """Where `words` stand for the first time."""
    start = text.index(words)
    return Span(start, start + len(words))


def mention(words: str, actor: Actor, *, suggestion_id: str = "", article: str = "art-1") -> Annotation:
    return Annotation(
        id=suggestion_id or f"m-{article}-{at(words).start}",
        article=article,
        layer="mention",
        spans={"text": (at(words),)},
        actors={"actor": (actor.id,)},
        model="news-1",
        score=0.9,
    )


MENTION = mention("Kaja Kallas", KALLAS)
QUOTE = Annotation(
    id="q-1",
    article="art-1",
    layer="quote",
    spans={"content": (at("“We stand with Ukraine”"),), "cue": (at("said"),), "source": (at("Kaja Kallas"),)},
    actors={"speaker": (KALLAS.id,)},
    values={"kind": "direct"},
    model="news-1",
    score=0.8,
)
STANCE = Annotation(
    id="s-1",
    article="art-1",
    layer="stance",
    spans={"evidence": (at("opposes"),), "target": (at("the plan"),)},
    actors={"holder": (TRUMP.id,), "target": (UKRAINE.id,)},
    values={"polarity": "oppose"},
    model="news-1",
    score=0.5,
)
SUGGESTED = Labels(actors=(KALLAS, TRUMP, UKRAINE), annotations=(MENTION, QUOTE, STANCE))


def add_articles(project: Project, articles: Iterable[Article]) -> None:
    project.store.add_articles([NewArticle.of(one) for one in articles])


def make(path: Path, *, annotator: str = "mk") -> Project:
    """A project with the article and its suggestions, which nobody has opened yet."""
    project = Project.create(path, annotator=annotator)
    add_articles(project, [ARTICLE])
    project.keep_suggestions(ARTICLE.id, SUGGESTED)
    return project


def laid_out(path: Path, *, annotator: str = "mk") -> Project:
    """The same, with the article opened by the annotator."""
    project = make(path, annotator=annotator)
    assert project.lay_out(ARTICLE.id)
    return project


def in_layer(project: Project, layer: str) -> Annotation:
    """The annotator's only annotation of that layer."""
    (found,) = (one for one in project.annotations(ARTICLE.id) if one.layer == layer)
    return found


def without_ids(annotations: Iterable[Annotation]) -> list[Annotation]:
    return [replace(one, id="", annotator=None) for one in annotations]


def content(path: Path, *, without: Iterable[str] = ("journal",)) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of a project file but those left out, read past the program."""
    tables = {
        "schemas",
        "articles",
        "originals",
        "actors",
        "annotations",
        "spans",
        "roles",
        "aliases",
        "progress",
        "settings",
        "journal",
    }
    with closing(sqlite3.connect(path)) as db:
        return {
            table: sorted(db.execute(f"SELECT * FROM {table}"), key=repr) for table in sorted(tables - set(without))
        }


def is_whole(path: Path) -> bool:
    with closing(sqlite3.connect(path)) as db:
        checks = ("PRAGMA integrity_check", "PRAGMA foreign_key_check")
        return [list(db.execute(check)) for check in checks] == [[("ok",)], []]
