"""Import and export from the window: dialogues, progress that can be stopped, and the report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QPlainTextEdit,
    QProgressDialog,
    QVBoxLayout,
    QWidget,
)

from annotation.export_choice import EVERYTHING, ExportChoice
from annotation.exporting import ExportReport, export_project
from annotation.formats import Loss, known_formats
from annotation.importing import ImportReport, import_files
from annotation.project import Project
from annotation.words import tr, tr_many
from gui.background import Background, Job
from gui.export_dialogue import ask_export
from gui.session import Session

MOST_LINES = 500
"""How many lines a report shows."""


class Transfer(QObject):
    """Runs imports and exports of a session's project in the background."""

    def __init__(self, window: QWidget, session: Session, background: Background, imported: Callable[[], None]) -> None:
        """`imported` is called when articles have come in."""
        super().__init__(window)
        self._window = window
        self._session = session
        self._background = background
        self._imported = imported
        self._progress: QProgressDialog | None = None
        background.progressed.connect(self._show_progress)
        background.failed.connect(lambda _key, _problem: self._end_progress())

    def ask_import(self, *, folder: bool) -> None:
        """Asks for files, or for a folder, and imports them."""
        if folder:
            chosen = [QFileDialog.getExistingDirectory(self._window, tr("Import a folder"))]
        else:
            suffixes = " ".join(f"*{suffix}" for found in known_formats() if found.read for suffix in found.suffixes)
            kinds = f"{tr('Articles')} ({suffixes});;{tr('All files')} (*)"
            chosen, _ = QFileDialog.getOpenFileNames(self._window, tr("Import articles"), "", kinds)
        self.import_paths([Path(name) for name in chosen if name])

    def import_paths(self, paths: Sequence[Path]) -> None:
        """Imports files and folders."""
        if not paths:
            return

        def work(job: Job, project: Project) -> ImportReport:
            return import_files(project, paths, progress=job.progress, going_on=job.going_on)

        self._run("import", tr("Importing articles"), work, self._show_import)

    def ask_export(self) -> None:
        """Asks for a format, what to export and a place, and exports it."""
        order = ask_export(self._window, self._session.project)
        if order is None:
            return
        # A format that is a folder has no ending of its own.
        suffix = next(iter(order.format.suffixes), "")
        name = f"{self._session.project.name}{suffix}"
        kind = f"{tr(order.format.title)} (*{suffix})"
        path, _ = QFileDialog.getSaveFileName(self._window, tr("Export dataset"), name, kind)
        if path:
            self.export_to(
                Path(path),
                order.format.name,
                all_articles=order.all_articles,
                choice=order.choice,
                strict=order.strict,
            )

    def export_to(
        self,
        path: Path,
        format_name: str,
        *,
        all_articles: bool,
        choice: ExportChoice = EVERYTHING,
        strict: bool = False,
    ) -> None:
        """Exports the project to `path`."""

        def work(job: Job, project: Project) -> ExportReport:
            return export_project(
                project,
                path,
                format=format_name,
                all_articles=all_articles,
                choice=choice,
                strict=strict,
                progress=job.progress,
                going_on=job.going_on,
            )

        self._run("export", tr("Exporting"), work, lambda report: self._show_export(report, path))

    # In detail ---------------------------------------------------------------------------------------------------

    def _run(self, key: str, title: str, work: Callable[[Job, Project], Any], then: Callable[[Any], None]) -> None:
        self._end_progress()
        self._progress = QProgressDialog(title, tr("Stop"), 0, 0, self._window)
        self._progress.setWindowTitle(title)
        self._progress.setWindowModality(Qt.WindowModality.WindowModal)
        self._progress.setMinimumDuration(400)
        self._progress.setAutoClose(False)
        self._progress.setAutoReset(False)
        self._progress.canceled.connect(lambda: self._background.stop(key))
        self._session.run(key, work, then)

    def _show_progress(self, _key: str, done: int, total: int) -> None:
        if self._progress:
            self._progress.setMaximum(total)
            self._progress.setValue(done)
            self._progress.setLabelText(_how_far(done, total))

    def _end_progress(self) -> None:
        if self._progress:
            self._progress.close()
            self._progress.deleteLater()
            self._progress = None

    def _show_import(self, report: ImportReport) -> None:
        self._end_progress()
        self._imported()
        refused = [tr("Not imported: {refused}", refused=refused) for refused in report.refused]
        repaired = [
            tr("Repaired: {where}: {sentence}", where=where, sentence=sentence) for where, sentence in report.repaired
        ]
        lost = [tr("Lost: {loss}", loss=_line_of(loss)) for loss in report.losses]
        self._tell(tr("Import"), report.sentence(), [*refused, *lost, *repaired])

    def _show_export(self, report: ExportReport, path: Path) -> None:
        self._end_progress()
        place = "" if report.stopped or report.withheld else " " + tr("The file is {path}.", path=path)
        self._tell(tr("Export"), f"{report.sentence()}{place}", list(map(_line_of, report.losses)))

    def _tell(self, title: str, sentence: str, lines: Sequence[str]) -> None:
        if lines:
            ReportDialogue(self._window, title, sentence, lines).open()
        else:
            self._session.tell(sentence)


def _line_of(loss: Loss) -> str:
    """A loss in the report; one that is about no place in the text names none."""
    title, (start, end) = loss.title or loss.article, loss.span
    return f"{title}, {start}–{end}: {loss.message}" if end else f"{title}: {loss.message}"


def _how_far(done: int, total: int) -> str:
    if total:
        return tr("{done:,} of {total:,} articles", done=done, total=total)
    return tr_many("{count} articles", "{count} articles", done)


class ReportDialogue(QDialog):
    """A sentence, and beneath it the lines that explain it."""

    def __init__(self, parent: QWidget, title: str, sentence: str, lines: Sequence[str]) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(640, 420)
        heading = QLabel(sentence, self)
        heading.setWordWrap(True)
        self.details = QPlainTextEdit(self)
        self.details.setReadOnly(True)
        self.details.setAccessibleName(tr("Report"))
        more = [tr("… and {count:,} more", count=len(lines) - MOST_LINES)] if len(lines) > MOST_LINES else []
        self.details.setPlainText("\n".join([*lines[:MOST_LINES], *more]))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for widget in (heading, self.details, buttons):
            layout.addWidget(widget)
