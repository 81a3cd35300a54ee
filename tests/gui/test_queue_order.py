"""The order of the queue: chosen, shown, followed, and remembered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from annotation.project import Project
from gui.queue_order import QueueChoice
from gui.settings import Settings
from gui.window import Window
from tests.gui.hands import Hands, add_articles, add_suggestions, press, push

TEXTS = ("One\nKovo.", "Two\nKovo met Marin and Duna.", "Three\nNobody.", "Four\nKovo met Marin.")


@pytest.fixture
def desk(hands_on: Callable[..., Hands]) -> Hands:
    return hands_on(*TEXTS)


def titles(window: Window) -> list[str]:
    """The lines of the queue."""
    model = window.queue.list.model()
    return [str(model.index(row, 0).data(Qt.ItemDataRole.DisplayRole)) for row in range(model.rowCount())]


def here(window: Window) -> str:
    assert window.session.article is not None
    return window.session.article.title


def choose(qtbot: QtBot, desk: Hands, *words: str) -> None:
    for one in words:
        desk.pick(one)
        desk.press("Ctrl+L")
    qtbot.waitUntil(lambda: not desk.window.background.busy("queue"))


def test_most_suggestions_first(qtbot: QtBot, desk: Hands) -> None:
    choose(qtbot, desk, "most")
    assert titles(desk.window) == ["Two", "Four", "One", "Three"]
    assert desk.window.queue.heading.text().startswith("QUEUE · MOST SUGGESTIONS FIRST")
    choose(qtbot, desk, "imported")
    assert titles(desk.window) == ["One", "Two", "Three", "Four"]
    assert desk.window.queue.heading.text().startswith("QUEUE · AS IMPORTED")


def test_least_certain_first(qtbot: QtBot, desk: Hands) -> None:
    project = desk.window.session.project
    ids = list(project.store.article_ids())
    with project.store.writing():
        project.store._db.execute("UPDATE annotations SET score = 0.2 WHERE article = ?", (ids[3],))
    choose(qtbot, desk, "least")
    assert titles(desk.window) == ["Four", "One", "Two", "Three"]


def test_next_and_previous_follow_the_queue_as_it_is_shown(qtbot: QtBot, desk: Hands) -> None:
    choose(qtbot, desk, "most")
    desk.press("Ctrl+PgDown")
    assert here(desk.window) == "Three"
    desk.press("Ctrl+PgDown")
    assert here(desk.window) == "Three"
    desk.press("Ctrl+PgUp", "Ctrl+PgUp", "Ctrl+PgUp", "Ctrl+PgUp")
    assert here(desk.window) == "Two"
    assert desk.window.queue.list.currentIndex().row() == 0


def test_done_goes_on_to_the_next_that_is_shown_and_to_do(qtbot: QtBot, desk: Hands) -> None:
    choose(qtbot, desk, "most")
    desk.press("Ctrl+Return", "Ctrl+Return")
    assert here(desk.window) == "Three"
    desk.press("Ctrl+Return")
    assert here(desk.window) == "Two"
    assert titles(desk.window) == ["Two", "Four", "One", "Three"]


def test_a_part_of_the_queue(qtbot: QtBot, desk: Hands) -> None:
    desk.press("Ctrl+Return", "Ctrl+Return")
    choose(qtbot, desk, "to do")
    assert titles(desk.window) == ["Two", "Three", "Four"]
    assert desk.window.queue.heading.text().splitlines()[1] == "TO DO · 3"
    assert desk.window.queue.heading.accessibleName() == "Queue · As imported · To do"
    desk.press("Ctrl+Shift+S")
    assert here(desk.window) == "Three"
    assert titles(desk.window) == ["Two", "Three", "Four"], "an article moved away while one worked"
    choose(qtbot, desk, "skipped")
    assert titles(desk.window) == ["Two"]
    assert here(desk.window) == "Three"
    assert not desk.window.queue.list.currentIndex().isValid()
    desk.press("Ctrl+PgDown")
    assert here(desk.window) == "Two"


def test_a_queue_without_anything_left_says_so(qtbot: QtBot, desk: Hands) -> None:
    desk.press("Ctrl+Return", "Ctrl+Return")
    choose(qtbot, desk, "done")
    assert titles(desk.window) == ["One"]
    desk.press("Ctrl+J")
    assert "Ctrl+L" in desk.told
    choose(qtbot, desk, "review")
    assert titles(desk.window) == []
    desk.press("Ctrl+J", "Ctrl+PgDown", "Ctrl+PgUp")
    assert here(desk.window) == "Two"


def test_the_heading_asks_too_and_escape_changes_nothing(desk: Hands) -> None:
    desk.answer(lambda dialogue: press(dialogue, "Escape"))
    push(desk.window.queue, "Queue · As imported")
    assert desk.window.order.choice == QueueChoice()


def test_the_choice_is_remembered(
    qtbot: QtBot, desk: Hands, windows: Callable[[Project], Window], tmp_path: Path
) -> None:
    choose(qtbot, desk, "most", "to do")
    assert QueueChoice.of(Settings().queue) == QueueChoice(order="suggestions", part="open")
    project = Project.create(tmp_path / "other.db", annotator="mk")
    add_articles(project, *TEXTS)
    add_suggestions(project)
    window = windows(project)
    qtbot.waitUntil(lambda: titles(window) == ["Two", "Four", "One", "Three"])


@pytest.mark.parametrize("kept", ["", "nonsense", "uncertain everything", "open all", "💥"])
def test_a_setting_that_nobody_knows_is_as_imported(kept: str) -> None:
    choice = QueueChoice.of(kept)
    assert choice.part == "all"
    assert QueueChoice.of(str(choice)) == choice


def test_until_the_order_has_come_the_queue_stays_as_it_was(qtbot: QtBot, desk: Hands) -> None:
    order = desk.window.order
    order.choose(replace(order.choice, order="suggestions"))
    order.choose(replace(order.choice, part="open"))
    assert titles(desk.window) == ["One", "Two", "Three", "Four"]
    order.choose(QueueChoice())
    qtbot.waitUntil(lambda: not desk.window.background.busy("queue"))
    assert titles(desk.window) == ["One", "Two", "Three", "Four"]


def test_articles_that_come_belong_to_the_order(qtbot: QtBot, desk: Hands) -> None:
    choose(qtbot, desk, "most")
    other = Project.open(desk.window.session.project.store.path, annotator="mk")
    add_articles(other, "Five\nKovo, Marin, Duna, Kovo.")
    add_suggestions(other)
    other.close()
    desk.window._look_again()
    qtbot.waitUntil(lambda: titles(desk.window)[0] == "Five")
    desk.press("Ctrl+PgUp", "Ctrl+PgUp", "Ctrl+PgUp")
    assert here(desk.window) == "Five"
