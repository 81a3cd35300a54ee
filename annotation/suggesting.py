"""Suggesting for many articles at once: a whole project, or files into JSON lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from annotation.exporting import ExportReport, export_project
from annotation.formats import Refused
from annotation.importing import import_files
from annotation.model import Article, Labels
from annotation.project import Project
from annotation.reader import Reader, Stopped, load_reader
from annotation.words import tr, tr_many

_NOTHING_DECIDED = Labels()


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestReport:
    """What came of it: how many articles were read, how many had suggestions already, and which were refused.

    `remarks` are sentences of the reader about articles, each with the article's title. `stopped` says that it was
    broken off; what was read before that is kept.
    """

    read: int = 0
    known: int = 0
    refused: tuple[Refused, ...] = ()
    remarks: tuple[tuple[str, str], ...] = ()
    stopped: bool = False

    def sentence(self) -> str:
        """The report in one line."""
        parts = [
            tr_many("{count} article was read", "{count} articles were read", self.read),
            tr_many("{count} had suggestions already", "{count} had suggestions already", self.known)
            if self.known
            else "",
            tr_many("{count} was refused", "{count} were refused", len(self.refused)) if self.refused else "",
        ]
        end = tr("; it was stopped before the end, and goes on when it is repeated.") if self.stopped else "."
        return ", ".join(filter(None, parts)) + end


def suggest_project(
    project: Project,
    *,
    model: str | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
    going_on: Callable[[], bool] = lambda: True,
) -> SuggestReport:
    """Has the reader called `model` (the one that is shipped by default) read every article without a kept answer.

    `progress` is told how many of them were read, and how many there are. `going_on` is asked now and then; when it
    says False the rest is left for the next time.

    Raises:
        Problem: there is no reader of that name.
        ProjectProblem: the project cannot be written; the answers before are kept.
    """
    return _suggest(project, load_reader(model), progress, going_on)


def suggest_files(
    paths: Sequence[Path],
    out: Path,
    *,
    model: str | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
    going_on: Callable[[], bool] = lambda: True,
) -> SuggestReport:
    """Reads the articles of files and folders and writes them with suggestions to `out`, as JSON lines.

    Until all are read they stand in a project beside `out` that ends in `.part`: the same call goes on from there
    after it was broken off, whatever broke it off. Its name tells which files and which reader it belongs to.

    Raises:
        Problem: there is no reader of that name, or `out` cannot be written.
    """
    reader = load_reader(model)
    part = _part_of(out, paths, model)
    project = Project.open(part) if part.exists() else Project.create(part)
    try:
        imported = import_files(project, paths, going_on=going_on)
        report = _suggest(project, reader, progress, going_on)
        report = replace(report, refused=imported.refused, stopped=report.stopped or imported.stopped)
        finished = not report.stopped and not _export(project, out, going_on).stopped
    finally:
        project.close()
    if finished:
        part.unlink()
    return replace(report, stopped=not finished)


def _suggest(
    project: Project, reader: Reader, progress: Callable[[int, int], None], going_on: Callable[[], bool]
) -> SuggestReport:
    store = project.store
    waiting = store.not_suggested()
    report = SuggestReport(known=store.article_count() - len(waiting))
    for done, article_id in enumerate(waiting, 1):
        article = store.article(article_id) if going_on() else None
        labels = _reading(reader, article, going_on) if article else None
        if article is None or labels is None:
            return replace(report, stopped=True)
        project.keep_suggestions(article_id, labels)
        remarks = ((article.title or article_id, labels.remark),) if labels.remark else ()
        report = replace(report, read=done, remarks=(*report.remarks, *remarks))
        progress(done, len(waiting))
    return report


def _reading(reader: Reader, article: Article, going_on: Callable[[], bool]) -> Labels | None:
    """What the reader suggests, or None where it was broken off."""
    try:
        return reader.read(article, _NOTHING_DECIDED, going_on=going_on)
    except Stopped:
        return None


def _export(project: Project, out: Path, going_on: Callable[[], bool]) -> ExportReport:
    """Nothing is written where nothing could be read, so that no good file is replaced by an empty one."""
    if not project.store.article_count():
        return ExportReport()
    return export_project(project, out, format="jsonl", all_articles=True, going_on=going_on)


def _part_of(out: Path, paths: Sequence[Path], model: str | None) -> Path:
    files = [f"{path.resolve()} {path.stat().st_mtime_ns if path.exists() else 0}" for path in paths]
    key = sha256("\n".join([model or "", *files]).encode()).hexdigest()[:8]
    return out.with_name(f"{out.name}.{key}.part")
