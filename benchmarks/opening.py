"""Opening an article that has its suggestions, until it is painted; beside it the same text in a plain text edit."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks.figures import Figure, Goal, in_turn
from benchmarks.material import Case
from benchmarks.screen import Watch, bare_text, window_on


def open_articles(what: str, path: Path, cases: Sequence[Case], goal: Goal, *, times: int) -> Figure:
    """Opens the articles of `cases` in the project at `path`, one after the other and round again."""
    with window_on(path) as window:
        edit = bare_text(window.view, "")
        watch, bare_watch = Watch(window), Watch(edit)

        def ours(turn: int) -> float:
            case = cases[turn % len(cases)]
            return watch.until_painted(lambda: window.session.open_article(case.article))

        def bare(turn: int) -> float:
            return bare_watch.until_painted(lambda: edit.setPlainText(cases[turn % len(cases)].text))

        mine, least = in_turn(ours, bare, times=times)
        edit.close()
    return Figure(what=what, ours=mine, bare=least, goal=goal)
