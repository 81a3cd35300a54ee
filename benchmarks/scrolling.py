"""Scroll: from a turn of the wheel to painted; beside it the same turn in a plain text edit."""

from __future__ import annotations

from pathlib import Path

from benchmarks.figures import Figure, Goal, in_turn
from benchmarks.material import Case
from benchmarks.screen import Watch, bare_text, lay_out_all, window_on

STEP = 120
"""How far one frame scrolls, in pixels: three lines, as a wheel does."""


def scroll(what: str, path: Path, case: Case, goal: Goal, *, times: int) -> Figure:
    """Scrolls `times` frames through the article of `case` in the project at `path`, and begins anew at its end."""
    with window_on(path) as window:
        window.session.open_article(case.article)
        lay_out_all(window.view)
        edit = bare_text(window.view, case.text)
        watch, bare_watch = Watch(window), Watch(edit)

        def ours(turn: int) -> float:
            bar = window.view.verticalScrollBar()
            return watch.until_painted(lambda: bar.setValue(STEP * (turn + 1) % bar.maximum()))

        def bare(turn: int) -> float:
            bar = edit.verticalScrollBar()
            return bare_watch.until_painted(lambda: bar.setValue(STEP * (turn + 1) % bar.maximum()))

        mine, least = in_turn(ours, bare, times=times)
        edit.close()
    return Figure(what=what, ours=mine, bare=least, goal=goal)
