"""Accept: from the key press to painted; beside it one bare commit and one bare repaint of the same text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from sqlite_utils import Database

from benchmarks.figures import Figure, Goal, in_turn
from benchmarks.material import Case
from benchmarks.screen import Watch, bare_text, lay_out_all, wait_for, window_on
from gui.window import Window


class BareCommit:
    """The least that keeps a decision: one row changed and one added, in a file with as many annotations."""

    def __init__(self, path: Path, *, annotations: int) -> None:
        self._db = Database(path)
        self._db.enable_wal()
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.table("annotations").insert_all(
            ({"id": str(n), "status": "suggested"} for n in range(annotations)), pk="id"
        )
        self._db.table("journal").create({"number": int, "edits": str}, pk="number")

    def accept(self, number: int) -> None:
        """Commits one decision."""
        with self._db.atomic():
            self._db.execute("UPDATE annotations SET status = 'accepted' WHERE id = ?", (str(number),))
            self._db.execute("INSERT INTO journal (edits) VALUES (?)", ("x" * 800,))

    def close(self) -> None:
        """Closes the file."""
        self._db.close()


def accept(what: str, path: Path, cases: Sequence[Case], goal: Goal, *, times: int) -> Figure:
    """Presses A `times` times in each article of `cases` in the project at `path`."""
    ours: list[float] = []
    bare: list[float] = []
    for case in cases:
        with window_on(path) as window:
            window.session.open_article(case.article)
            mine, least = _accept_in(window, case, path.with_name(f"{path.stem} bare {case.article}.db"), times=times)
        ours += mine
        bare += least
    return Figure(what=what, ours=ours, bare=bare, goal=goal)


def _accept_in(window: Window, case: Case, beside: Path, *, times: int) -> tuple[list[float], list[float]]:
    commit = BareCommit(beside, annotations=case.annotations)
    edit = bare_text(window.view, case.text)
    lay_out_all(window.view)
    watch, bare_watch = Watch(window), Watch(edit)

    def press(_turn: int) -> float:
        return watch.until_painted(lambda: QTest.keyClick(window.view, Qt.Key.Key_A))

    def repaint(turn: int) -> float:
        return bare_watch.until_painted(lambda: (commit.accept(turn), edit.viewport().update()))

    window.activateWindow()
    window.view.setFocus()
    wait_for(window.view.hasFocus)
    left = len(window.session.undecided())
    measured = in_turn(press, repaint, times=times)
    if len(window.session.undecided()) != left - times - 1:
        raise RuntimeError("a key press accepted nothing, so nothing was measured")
    edit.close()
    commit.close()
    return measured
