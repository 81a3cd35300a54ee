"""The queue: where every article of the project can be found, however many there are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from annotation.project import Project
from annotation.store import Store
from annotation.store_reading import QueueEntry
from gui.window import Window
from tests.gui.hands import Hands, add_articles, press

MANY = 4000


def told(window: Window, row: int) -> str:
    """What a screen reader says of a row."""
    return str(window.queue.list.model().index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole))


def current_row(window: Window) -> int:
    return window.queue.list.currentIndex().row()


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many lines of queues are read, call by call."""
    read: list[int] = []
    queue = Store.queue

    def counted(self: Store, annotator: str, *, after: int, limit: int) -> list[QueueEntry]:
        entries = queue(self, annotator, after=after, limit=limit)
        read.append(len(entries))
        return entries

    monkeypatch.setattr(Store, "queue", counted)
    return read


@pytest.fixture
def many(tmp_path: Path, windows: Callable[[Project], Window], read: list[int]) -> Window:
    """A window on thousands of articles, the first half of them done."""
    project = Project.create(tmp_path / "many.db", annotator="mk")
    ids = add_articles(project, *(f"Article {number}\nNobody is here." for number in range(MANY)))
    rows = [(article, "mk", "done", True, "[]") for article in ids[: MANY // 2]]
    with project.store.writing():
        project.store._many("INSERT INTO progress VALUES (?, ?, ?, ?, ?, 0)", rows)
    return windows(project)


def test_only_what_can_be_seen_is_read(qtbot: QtBot, many: Window, read: list[int]) -> None:
    """Also where the first article to do stands in the middle of the queue."""
    qtbot.waitUntil(lambda: not many.background.busy("read"))
    assert many.session.article is not None
    assert many.session.article.title == f"Article {MANY // 2}"
    assert sum(read) < MANY // 10


def test_every_article_can_be_reached(many: Window, read: list[int]) -> None:
    press(many.queue.list, "End")
    assert current_row(many) == MANY - 1
    assert told(many, MANY - 1).startswith(f"Article {MANY - 1}")
    assert sum(read) < MANY // 5


def test_the_article_at_hand_is_current_and_in_view(many: Window) -> None:
    assert current_row(many) == MANY // 2
    queue = many.queue.list
    assert queue.viewport().rect().intersects(queue.visualRect(queue.currentIndex()))


def test_a_click_opens_an_article_and_gives_the_text_the_focus(hands: Hands) -> None:
    window = hands.window
    queue = window.queue.list
    at = queue.visualRect(queue.model().index(2, 0)).center()
    QTest.mouseClick(queue.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    article = window.session.article
    assert article is not None
    assert window.session.project.store.number_of(article.id) == 3
    assert window.view.hasFocus()


def test_enter_opens_an_article(hands: Hands) -> None:
    window = hands.window
    hands.press("Ctrl+2")
    press(window.queue.list, "Down")
    press(window.queue.list, "Return")
    article = window.session.article
    assert article is not None
    assert window.session.project.store.number_of(article.id) == 2


def test_an_articles_line_tells_how_far_it_is(hands_on: Callable[..., Hands]) -> None:
    hands = hands_on("Kovo met Marin.", "Duna waits.", "Nobody is here.")
    window = hands.window
    assert "2 suggestions" in told(window, 0)
    assert "not opened yet" in told(window, 1)
    hands.press("A")
    assert "in review · 1 left" in told(window, 0)
    hands.press("A")
    assert "2 actors" in told(window, 0)
    hands.press("Ctrl+Return")
    assert "done · 2 actors" in told(window, 0)
    hands.press("Ctrl+Shift+S")
    assert "skipped" in told(window, 1)
    hands.press("Ctrl+Z", "Ctrl+Z")
    assert "in review" in told(window, 0) or "2 actors" in told(window, 0)
    assert "done" not in told(window, 0)


def test_open_done_skipped_and_current_look_different(hands_on: Callable[..., Hands]) -> None:
    hands = hands_on("Same", "Same ", "Same  ", "Same   ")
    hands.press("Ctrl+Return", "Ctrl+Shift+S")
    queue = hands.window.queue.list
    queue.clearFocus()
    image = queue.viewport().grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    # The dots, without the words beside them and without colour.
    rows = [queue.visualRect(queue.model().index(row, 0)) for row in range(4)]
    dots = [image.copy(rect.left(), rect.top(), 28, rect.height()) for rect in rows]
    assert all(dots[one] != dots[other] for one in range(4) for other in range(one))


def test_articles_that_come_are_shown(hands: Hands) -> None:
    window = hands.window
    rows = window.queue.list.model().rowCount()
    other = Project.open(window.session.project.store.path, annotator="mk")
    add_articles(other, "A new one\nKovo waits.")
    other.close()
    window._look_again()
    assert window.queue.list.model().rowCount() == rows + 1
    assert told(window, rows).startswith("A new one")


def test_an_article_that_came_unseen_can_be_opened(hands: Hands) -> None:
    """Before the window has looked whether somebody wrote."""
    project = hands.window.session.project
    (new,) = add_articles(project, "A new one\nNobody is here.")
    hands.window.session.open_article(new)
    assert hands.window.view.toPlainText().startswith("A new one")
