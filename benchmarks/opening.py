"""Opening an article that has its suggestions; beside it the same text in a plain text edit."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks.figures import Figure, Goal, in_turn, milliseconds
from benchmarks.material import Case
from benchmarks.screen import Watch, bare_text, lay_out_all, window_on


def open_articles(what: str, path: Path, cases: Sequence[Case], goal: Goal, *, times: int) -> list[Figure]:
    """Opens the articles of `cases` in the project at `path`, one after the other and round again.

    The goal is for the whole text. Until its first lines are painted is told besides: Qt gets there having laid out
    little more than those.
    """
    with window_on(path) as window:
        view = window.view
        edit = bare_text(view, "")
        watch, bare_watch = Watch(window), Watch(edit)

        def ours(turn: int) -> tuple[float, float]:
            case = cases[turn % len(cases)]
            first = watch.until_painted(lambda: window.session.open_article(case.article))
            return first, first + milliseconds(lambda: lay_out_all(view))

        def bare(turn: int) -> tuple[float, float]:
            first = bare_watch.until_painted(lambda: edit.setPlainText(cases[turn % len(cases)].text))
            return first, first + milliseconds(lambda: lay_out_all(edit))

        mine, least = in_turn(ours, bare, times=times)
        edit.close()
    return [
        Figure(what=what, ours=[w for _, w in mine], bare=[w for _, w in least], goal=goal, note="whole text laid out"),
        Figure(
            what=what, ours=[f for f, _ in mine], bare=[f for f, _ in least], goal=Goal(), note="first lines painted"
        ),
    ]
