"""Export: the articles of a project with all their labels, in one of the formats."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from annotation.errors import Problem
from annotation.formats import Loss, Outgoing, find_format
from annotation.model import Labels
from annotation.project import Project
from annotation.store import Store
from annotation.words import tr, tr_many


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportReport:
    """What came of an export: how many articles and annotations were written, and what the format could not carry.

    `stopped` says that it was broken off; then nothing was written.
    """

    articles: int = 0
    annotations: int = 0
    losses: tuple[Loss, ...] = ()
    stopped: bool = False

    def sentence(self) -> str:
        """The report in one line."""
        if self.stopped:
            return tr("The export was stopped; nothing was written.")
        articles = tr_many("{count} article was exported", "{count} articles were exported", self.articles)
        annotations = tr_many("{count} annotation", "{count} annotations", self.annotations)
        lost = tr_many("{count} thing that it cannot carry", "{count} things that it cannot carry", len(self.losses))
        values = {"articles": articles, "annotations": annotations, "lost": lost}
        if self.losses:
            return tr("{articles} with {annotations}; the format has lost {lost}.", **values)
        return tr("{articles} with {annotations}.", **values)


def export_project(
    project: Project,
    path: Path,
    *,
    format: str,  # noqa: A002 - the option's name on the command line
    all_articles: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
    going_on: Callable[[], bool] = lambda: True,
) -> ExportReport:
    """Writes the articles that somebody has marked done, or all of them, to `path`, with everybody's labels.

    `progress` is told how many articles were written, and how many there are. `going_on` is asked before each; when
    it says False the export is broken off. A file at `path` is replaced only when all is written.

    Raises:
        Problem: there is no format of that name, it is for import only, no article is done, or the file cannot be
            written.
    """
    chosen = find_format(format)
    if chosen.write is None:
        raise Problem(tr("The format “{format}” is for import only; export as jsonl, for example.", format=format))
    run = _Run(project.store, all_articles, progress, going_on)
    if not run.total:
        todo = (
            tr("import some articles first") if all_articles else tr("mark some articles done, or export all of them")
        )
        raise Problem(tr("There is nothing to export from {project}; {todo}.", project=project.name, todo=todo))
    try:
        losses = chosen.write(run.outgoings(), path, project.schema)
    except _Stopped:
        return ExportReport(stopped=True)
    return ExportReport(articles=run.articles, annotations=run.annotations, losses=tuple(losses))


class _Stopped(Exception):
    """The export was broken off."""


class _Run:
    """One export on its way: reads article by article, and counts."""

    def __init__(
        self, store: Store, all_articles: bool, progress: Callable[[int, int], None], going_on: Callable[[], bool]
    ) -> None:
        self._store = store
        self._ids = list(store.article_ids(done_only=not all_articles))
        self._progress = progress
        self._going_on = going_on
        self.total = len(self._ids)
        self.articles = 0
        self.annotations = 0

    def outgoings(self) -> Iterator[Outgoing]:
        for article_id in self._ids:
            if not self._going_on():
                raise _Stopped
            yield self._outgoing(article_id)
            self._progress(self.articles, self.total)

    def _outgoing(self, article_id: str) -> Outgoing:
        article = self._store.article(article_id)
        if article is None:
            raise ValueError(f"no article {article_id}: articles are never deleted")
        labels = Labels(
            actors=tuple(self._store.actors_of(article_id)),
            annotations=tuple(self._store.all_annotations(article_id)),
        )
        self.articles += 1
        self.annotations += len(labels.annotations)
        return Outgoing(article=article, labels=labels, progress=tuple(self._store.all_progress(article_id)))
