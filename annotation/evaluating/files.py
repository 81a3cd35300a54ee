"""Gold and suggestions out of files in the exchange format."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotation.describe import counted
from annotation.errors import ImportProblem, Problem
from annotation.evaluating.evaluation import Gold
from annotation.evaluating.material import Pair, Side
from annotation.formats import jsonl
from annotation.formats.base import Incoming, Refused
from annotation.model import Annotation, Article, Labels, Status
from annotation.schema import Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldFile:
    """The articles of a gold file with the accepted annotations of one annotator each.

    `annotators` are those whose they are; `notes` are sentences about what was chosen and left out.
    """

    articles: tuple[Gold, ...]
    annotators: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Version:
    """One annotator's accepted annotations of an article."""

    annotator: str
    done: bool
    gold: Gold


def read_gold(path: Path, schema: Schema, *, annotator: str | None = None) -> GoldFile:
    """The gold of a file: accepted annotations by `annotator`, by default of each article the first by name.

    Where some articles are done, the others are left out; where none is, all with an accepted annotation are taken.

    Raises:
        Problem: the file cannot be read, a line is not right, or there is no gold in it.
    """
    versions = [_versions(incoming) for incoming in _read(path, schema)]
    if annotator is not None:
        versions = [[one for one in some if one.annotator == annotator] for some in versions]
    done = [[one for one in some if one.done] for some in versions]
    chosen = [some[0] for some in (done if any(done) else versions) if some]
    if not any(labels.annotations for _, labels in (one.gold for one in chosen)):
        whose = f" by “{annotator}”" if annotator is not None else ""
        raise Problem(f"{path} holds no accepted annotations{whose}; gold is what an annotator has accepted.")
    annotators = tuple(sorted({one.annotator for one in chosen if one.annotator}))
    several = any(len(some) > 1 for some in (done if any(done) else versions))
    return GoldFile(
        articles=tuple(one.gold for one in chosen),
        annotators=annotators,
        notes=tuple(_notes(len(versions), len(chosen), done=any(done), several=several)),
    )


def read_suggestions(path: Path, schema: Schema, golds: Sequence[Gold]) -> tuple[dict[str, Labels], tuple[str, ...]]:
    """By the id of an article of gold, what a file suggests for it; and notes.

    Where nothing at all is suggested in the file, what is accepted in it counts: so one annotator is held against
    another. Articles are the same by their id, or else by their text.

    Raises:
        Problem: the file cannot be read, a line is not right, the text of an article differs, or none is in the gold.
    """
    by_id = {article.id: article for article, _ in golds}
    by_text = {article.text: article for article, _ in golds}
    found: dict[str, Labels] = {}
    for incoming in _read(path, schema):
        article = by_id.get(incoming.article.id) or by_text.get(incoming.article.text)
        if article is not None:
            _check_text(article, incoming, path)
            found[article.id] = incoming.labels
    if not found:
        raise Problem(f"{path} has no article in common with the gold; let the reader suggest for the same articles.")
    suggested = any(one.status == "suggested" for labels in found.values() for one in labels.annotations)
    status: Status = "suggested" if suggested else "accepted"
    missing = len(golds) - len(found)
    note = f"{counted(missing, 'article is', 'articles are')} not in {path}, and left out." if missing else ""
    return {article: _with_status(labels, status) for article, labels in found.items()}, (note,) if note else ()


def pairs_of(golds: Sequence[Gold], suggestions: dict[str, Labels]) -> Iterator[Pair]:
    """Gold and suggestions side by side, for the articles that have both."""
    for article, labels in golds:
        if article.id in suggestions:
            yield Pair(article, Side(labels), Side(suggestions[article.id]))


def decided_of(labels: Labels, layers: Collection[str]) -> Labels:
    """The annotations of these layers with the actors that they name: what a reader can be given as decided."""
    annotations = tuple(one for one in labels.annotations if one.layer in layers)
    named = {actor for one in annotations for ids in one.actors.values() for actor in ids}
    return Labels(actors=tuple(actor for actor in labels.actors if actor.id in named), annotations=annotations)


def _read(path: Path, schema: Schema) -> Iterator[Incoming]:
    try:
        for item in jsonl.read(path, schema):
            if isinstance(item, Refused):
                raise Problem(str(item))
            if item.sha256:
                raise Problem(
                    f"{item.where}: it goes without its text; import it where the article is, and export that."
                )
            yield item
    except ImportProblem as problem:
        raise Problem(f"{path}: {problem}") from problem
    except OSError as error:
        raise Problem(f"{path} cannot be read ({error.strerror}); check the name.") from error


def _versions(incoming: Incoming) -> list[_Version]:
    """What each annotator accepted, and those who are done with it though they accepted nothing; sorted by name."""
    states = {one.annotator: one.state for one in incoming.progress}
    by_annotator: dict[str, list[Annotation]] = {who: [] for who, state in states.items() if state == "done"}
    for one in incoming.labels.annotations:
        if one.status == "accepted":
            by_annotator.setdefault(one.annotator or "", []).append(one)
    return [
        _Version(who, states.get(who) == "done", (incoming.article, _with_actors(incoming.labels, annotations)))
        for who, annotations in sorted(by_annotator.items())
    ]


def _with_actors(labels: Labels, annotations: list[Annotation]) -> Labels:
    named = {actor for one in annotations for ids in one.actors.values() for actor in ids}
    return Labels(actors=tuple(actor for actor in labels.actors if actor.id in named), annotations=tuple(annotations))


def _with_status(labels: Labels, status: Status) -> Labels:
    return _with_actors(labels, [one for one in labels.annotations if one.status == status])


def _check_text(article: Article, incoming: Incoming, path: Path) -> None:
    if article.text != incoming.article.text:
        raise Problem(
            f"{path}: the text of the article “{article.id}” is not that of the gold; let the reader read that text."
        )


def _notes(articles: int, chosen: int, *, done: bool, several: bool) -> Iterator[str]:
    if several:
        yield "Where several annotators have labelled an article, the first by name counts; --annotator says whom else."
    if not done:
        yield "No article is marked done; all that have an accepted annotation were taken."
    elif articles > chosen:
        yield f"{counted(articles - chosen, 'article is', 'articles are')} not done, and left out."
