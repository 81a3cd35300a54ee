"""From the start of a fresh process to a painted window; beside it a window with nothing but an empty text."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks.figures import Figure, Goal, in_turn, milliseconds

_PAINTED = """
from PySide6.QtCore import QEvent, QObject, QTimer

class Painted(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.UpdateRequest:
            QTimer.singleShot(0, finish)
        return False

def finish():
    os.write(1, b"painted, and spaCy loaded" if "spacy" in sys.modules else b"painted")
    os._exit(0)
"""
_OURS = """
import os, sys
project, settings = sys.argv[1:]
sys.argv = ["main.py", "open", project]
import main
{painted}
from PySide6.QtCore import QSettings
QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, settings)
from gui.app import application
app = application()
app.installEventFilter(watch := Painted())
main.main()
"""
_BARE = """
import os, sys
{painted}
from PySide6.QtWidgets import QApplication, QTextEdit
app = QApplication(sys.argv)
edit = QTextEdit()
edit.installEventFilter(watch := Painted())
edit.resize(1440, 900)
edit.show()
app.exec()
"""


def start(what: str, path: Path, goal: Goal, *, times: int) -> Figure:
    """Starts the program on the project at `path`, as `main.py open` does."""
    ours, bare = in_turn(lambda _: _until_painted(_OURS, path), lambda _: _until_painted(_BARE, path), times=times)
    return Figure(what=what, ours=ours, bare=bare, goal=goal)


def _until_painted(code: str, path: Path) -> float:
    command = [sys.executable, "-c", code.format(painted=_PAINTED), str(path), str(path.parent)]
    root = Path(__file__).parents[1]

    def run() -> None:
        done = subprocess.run(command, cwd=root, capture_output=True, timeout=60, check=True)
        if done.stdout != b"painted":
            raise RuntimeError(f"the start went wrong: {done.stdout.decode()} {done.stderr.decode()}")

    return milliseconds(run)
