"""Starts the program: one application, one window, and a report for every bug."""

from __future__ import annotations

import gc
import logging
import os
import platform
import sys
import traceback
from pathlib import Path
from types import TracebackType

import PySide6
from platformdirs import user_data_path
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox

from annotation.errors import Problem
from annotation.importing import import_files
from annotation.project import Project
from annotation.resources import shipped
from annotation.words import tr
from gui.language import speak_as
from gui.settings import Settings
from gui.window import Window

log = logging.getLogger("standpoint")


class App:
    """The running program: shows a window for one project, and another one instead when the person opens another."""

    def __init__(self, settings: Settings | None = None, *, model: str | None = None) -> None:
        self.settings = settings or Settings()
        self._model = model
        speak_as(self.settings.language)
        self.window: Window | None = None

    def show(self, project: Project, article: str | None = None) -> Window:
        """Shows a project in a new window in the place of the old one, at an article, or else the first to do."""
        if self.window:
            self.window.keep_places()
        window = Window(project, self.settings, model=self._model or self.settings.model)
        window.project_wanted.connect(self._change_project)
        # Queued, for what the window was about when it noticed goes on with its project.
        window.labels_changed.connect(self._take_labels_over, Qt.ConnectionType.QueuedConnection)
        window.language_changed.connect(self._change_language, Qt.ConnectionType.QueuedConnection)
        old, self.window = self.window, window
        if old:
            old.close()
            old.deleteLater()
        self.settings.last_project = project.store.path
        window.show()
        window.start(article)
        return window

    def open_last(self) -> Window:
        """Shows the project that was open last, or else the sample project; tells why when the last one won't open."""
        last = self.settings.last_project
        reason = ""
        if last:
            try:
                return self.show(Project.open(last, annotator=self.settings.annotator))
            except Problem as problem:
                reason = str(problem)
        window = self.show(sample_project(self.settings))
        if reason:
            window.session.told.emit(reason, True)
        return window

    def _take_labels_over(self) -> None:
        """Shows the project anew with its labels of now, for menus, keys and lists are made from them."""
        window = self._show_anew()
        if window:
            version = window.session.project.schema.version
            window.session.tell(tr("The labels are those of version {version} now.", version=version))

    def _change_language(self) -> None:
        """Shows the project anew in the language that was chosen."""
        speak_as(self.settings.language)
        window = self._show_anew()
        if window:
            window.session.tell(tr("The program speaks English now."))

    def _show_anew(self) -> Window | None:
        """Shows the project in a new window, where the person was; None where it cannot be opened, which is told."""
        old = self.window
        if old is None:
            return None
        session = old.session
        article = session.article.id if session.article else None
        current = session.current.id if session.current else ""
        try:
            project = Project.open(session.project.store.path, annotator=session.project.annotator)
        except Problem as problem:
            session.told.emit(str(problem), True)
            return None
        window = self.show(project, article)
        if session.only in {layer.id for layer in project.schema.offered.layers}:
            window.session.keep_to(session.only)
        window.session.go(window.session.annotations.get(current) or window.session.current)
        return window

    def _change_project(self, path: Path, create: bool) -> None:
        try:
            annotator = self.settings.annotator
            project = Project.create(path, annotator=annotator) if create else Project.open(path, annotator=annotator)
        except Problem as problem:
            if self.window:
                self.window.session.told.emit(str(problem), True)
            return
        self.show(project)


def open_window(path: Path | None) -> int:
    """Runs the program on the project at `path`, by default the last one; gives the exit status.

    Raises:
        ProjectProblem: the file named cannot be opened.
        Problem: there is no screen.
    """
    app = application()
    running = App()
    if path:
        running.show(Project.open(path, annotator=running.settings.annotator))
    else:
        running.open_last()
    return app.exec()


def application() -> QApplication:
    """The Qt application, made if there is none yet, with bugs reported instead of lost."""
    no_screen = sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    if no_screen and "QT_QPA_PLATFORM" not in os.environ:
        raise Problem(tr("There is no screen here; the commands (see --help) and `demo` work without one."))
    running = QApplication.instance()
    if isinstance(running, QApplication):
        return running
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Standpoint")
    app.setApplicationDisplayName("Standpoint")
    sys.excepthook = report_bug
    # What was loaded so far stays, so the collector need not go through it whenever an article is opened: that was
    # 25 ms now and then.
    gc.freeze()
    return app


def sample_project(settings: Settings) -> Project:
    """The sample project in the person's data folder; made from the articles that come with the program if need be."""
    path = user_data_path("standpoint", appauthor=False) / "sample.db"
    if path.exists():
        return Project.open(path, annotator=settings.annotator)
    project = Project.create(path, annotator=settings.annotator)
    import_files(project, [shipped("samples")])
    return project


def report_bug(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Logs a bug and shows it with a way to copy the report; what was saved stays saved."""
    report = "".join(traceback.format_exception(kind, error, trace))
    versions = f"Python {platform.python_version()}, PySide6 {PySide6.__version__}, {platform.platform()}"
    log.error("%s\n%s", versions, report)
    # Ctrl+C in the terminal is no bug, and offscreen, or before there is a program, nobody is there to read a dialogue.
    seen = QApplication.instance() is not None and QApplication.platformName() != "offscreen"
    if not isinstance(error, Exception) or not seen:
        sys.__excepthook__(kind, error, trace)
        return
    if isinstance(error, Problem):  # raised where no action was at work, such as in a list that reads a damaged file
        QMessageBox.warning(QApplication.activeWindow(), "Standpoint", str(error))
        return
    box = QMessageBox()
    box.setIcon(QMessageBox.Icon.Critical)
    box.setWindowTitle(tr("A bug in Standpoint"))
    box.setText(tr("Something went wrong that should not have. Your labels are saved; you can go on working."))
    box.setInformativeText(tr("Please copy the report and send it to the people who look after the program."))
    box.setDetailedText(f"{versions}\n\n{report}")
    copy = box.addButton(tr("Copy report"), QMessageBox.ButtonRole.ActionRole)
    box.addButton(QMessageBox.StandardButton.Close)
    box.exec()
    if box.clickedButton() is copy:
        QApplication.clipboard().setText(f"{versions}\n\n{report}")
