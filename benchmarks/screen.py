"""A real window with a real project, timed until what a person would see is painted."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QTextEdit, QWidget

from annotation.project import Project
from annotation.store_file import backups_of
from benchmarks.figures import milliseconds
from benchmarks.material import ANNOTATOR
from gui.app import App
from gui.theme import article_font
from gui.window import Window

PATIENCE = 60


class Watch(QObject):
    """Notices that a window was painted: all of it that had to be, for Qt does that in one go."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._paintings = 0
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Counts, and lets everything pass."""
        self._paintings += event.type() == QEvent.Type.UpdateRequest
        return False

    def until_painted(self, work: Callable[[], object]) -> float:
        """How many milliseconds pass from the begin of `work` until it is done and nothing more is to be painted."""

        def paint() -> None:
            work()
            seen = -1
            while seen != self._paintings:
                seen = self._paintings
                QCoreApplication.processEvents()

        before = self._paintings
        spent = milliseconds(paint)
        if self._paintings == before:
            raise RuntimeError("nothing was painted, so nothing was measured")
        return spent


def wait_for(condition: Callable[[], object]) -> None:
    """Lets the window work until `condition` holds."""
    end = time.monotonic() + PATIENCE
    while not condition():
        QCoreApplication.processEvents()
        time.sleep(0.005)
        if time.monotonic() > end:
            raise TimeoutError(f"the window did not get ready within {PATIENCE} seconds")


@contextmanager
def window_on(path: Path) -> Generator[Window, None, None]:
    """The program's window on the project at `path`, as large as on a desk, and at rest: its backup copy is made."""
    window = App().show(Project.open(path, annotator=ANNOTATOR))
    window.resize(1440, 900)
    wait_for(lambda: any(backups_of(path).glob("*.db")) and not window.background.busy())
    yield window
    window.close()
    window.deleteLater()


def bare_text(like: QTextEdit, text: str) -> QTextEdit:
    """A plain text edit, alone in a window, with as much room for text as another one, and in the article's font."""
    edit = QTextEdit()
    edit.setReadOnly(True)
    edit.setFont(article_font())
    edit.resize(like.viewport().size())
    edit.setPlainText(text)
    edit.show()
    lay_out_all(edit)
    return edit


def lay_out_all(edit: QTextEdit) -> None:
    """Lays out what Qt puts off: it shows the first lines at once, and does the rest bit by bit when it is idle."""
    edit.document().pageCount()
