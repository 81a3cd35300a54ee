"""Export: the articles of a project with all their labels, in one of the formats."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from annotation.errors import Problem
from annotation.export_choice import EVERYTHING, ExportChoice
from annotation.formats import Loss, Outgoing, find_format, known_formats
from annotation.formats.base import Writer, replacing, replacing_folder
from annotation.model import Labels
from annotation.project import Project
from annotation.schema import Schema
from annotation.store import Store
from annotation.store_export import all_annotators_of, articles_done_by
from annotation.words import tr, tr_many


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportReport:
    """What came of an export: how many articles and annotations were written, and what the format could not carry.

    `stopped` says that it was broken off, and `withheld` that the format could not have carried all: then nothing was
    written.
    """

    articles: int = 0
    annotations: int = 0
    losses: tuple[Loss, ...] = ()
    stopped: bool = False
    withheld: bool = False

    def sentence(self) -> str:
        """The report in one line."""
        if self.stopped:
            return tr("The export was stopped; nothing was written.")
        if self.withheld:
            lost = tr_many("{count} thing", "{count} things", len(self.losses))
            return tr(
                "Nothing was written, for the format cannot carry {lost}; choose another, or do without --strict.",
                lost=lost,
            )
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
    choice: ExportChoice = EVERYTHING,
    strict: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
    going_on: Callable[[], bool] = lambda: True,
) -> ExportReport:
    """Writes the articles that somebody has marked done, or all of them, to `path`, with the labels that are chosen.

    With annotators chosen, done is what one of them has marked done. A `strict` export withholds all where the format
    cannot carry everything. `progress` is told how many articles were written, and how many there are. `going_on` is
    asked before each; when it says False the export is broken off. A file at `path` is replaced only when all is
    written.

    Raises:
        Problem: there is no format of that name, it is for import only, what was chosen is not there, no article is
            done, or the file cannot be written.
    """
    chosen = find_format(format)
    if chosen.write is None:
        able = ", ".join(one.name for one in known_formats() if one.write)
        raise Problem(tr("The format “{format}” is for import only; export writes {able}.", format=format, able=able))
    choice.check(chosen, project.schema, all_annotators_of(project.store) if choice.annotators else ())
    run = _Run(project.store, all_articles, choice, progress, going_on)
    if not run.total:
        todo = (
            tr("import some articles first") if all_articles else tr("mark some articles done, or export all of them")
        )
        raise Problem(tr("There is nothing to export from {project}; {todo}.", project=project.name, todo=todo))
    write = _strictly(chosen.write, folder=chosen.folder) if strict else chosen.write
    try:
        losses = tuple(write(run.outgoings(), path, project.schema))
    except _Stopped:
        return ExportReport(stopped=True)
    if strict and losses:
        return ExportReport(losses=losses, withheld=True)
    return ExportReport(articles=run.articles, annotations=run.annotations, losses=losses)


def _strictly(write: Writer, *, folder: bool) -> Writer:
    """Writes as `write` does, but beside the place first, and what was written moves there only if nothing is lost."""

    def write_or_not(outgoings: Iterable[Outgoing], path: Path, schema: Schema) -> list[Loss]:
        place = replacing_folder if folder else replacing
        losses: list[Loss] = []
        with suppress(_Withheld), place(path) as part, TemporaryDirectory(dir=path.parent, prefix=".strict-") as beside:
            # Under its own name, for some formats write that into the file.
            written = Path(beside) / path.name
            losses = write(outgoings, written, schema)
            if losses:
                raise _Withheld
            if folder:
                part.rmdir()
            written.replace(part)
        return losses

    return write_or_not


class _Withheld(Exception):
    """Something would have been lost."""


class _Stopped(Exception):
    """The export was broken off."""


class _Run:
    """One export on its way: reads article by article, and counts."""

    def __init__(
        self,
        store: Store,
        all_articles: bool,
        choice: ExportChoice,
        progress: Callable[[int, int], None],
        going_on: Callable[[], bool],
    ) -> None:
        self._store = store
        self._choice = choice
        if choice.annotators is None or all_articles:
            self._ids = list(store.article_ids(done_only=not all_articles))
        else:
            self._ids = articles_done_by(store, choice.annotators)
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
        progress = tuple(self._store.all_progress(article_id))
        outgoing = self._choice.applied(Outgoing(article=article, labels=labels, progress=progress))
        self.articles += 1
        self.annotations += len(outgoing.labels.annotations)
        return outgoing
