"""The places of the window and its panels, kept from one start to the next."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QPoint
from PySide6.QtWidgets import QApplication

from annotation.project import Project
from gui.settings import Settings
from gui.window import Window
from gui.window_places import bring_to_a_screen
from tests.gui.hands import Hands

Again = Callable[[Window], Window]


@pytest.fixture
def again(windows: Callable[[Project], Window]) -> Again:
    """Closes a window, and shows its project in a new one."""

    def start_again(window: Window) -> Window:
        path = window.session.project.store.path
        window.close()
        return windows(Project.open(path))

    return start_again


def test_the_panels_come_back_as_wide_as_they_were(window: Window, again: Again) -> None:
    window.columns.setSizes([200, 270, 328])
    window.review.setSizes([200, 500])
    columns, review = window.columns.sizes(), window.review.sizes()
    after = again(window)
    assert after.columns.sizes() == pytest.approx(columns, abs=4)
    assert after.review.sizes() == pytest.approx(review, abs=25)


def test_the_list_that_was_open_is_open_again(window: Window, again: Again) -> None:
    window.spans.tabs.setCurrentIndex(2)
    after = again(window)
    assert after.spans.tabs.currentIndex() == 2
    assert after.spans.lines.rowCount() == len([a for a in after.session.listed() if a.layer == "stance"])


def test_a_window_that_filled_the_screen_does_so_again(window: Window, again: Again) -> None:
    window.showMaximized()
    QCoreApplication.processEvents()
    assert again(window).isMaximized()


def test_a_window_whose_screen_is_gone_comes_to_one_that_is_there(window: Window, again: Again) -> None:
    window.resize(700, 500)
    window.move(5000, -3000)
    screen = QApplication.primaryScreen().availableGeometry()
    after = again(window)
    assert screen.contains(after.frameGeometry())


@pytest.mark.parametrize("corner", [QPoint(-650, 10), QPoint(10, -400), QPoint(90_000, 90_000), QPoint(750, 750)])
def test_a_window_is_brought_to_the_screen_whole(window: Window, corner: QPoint) -> None:
    window.resize(700, 500)
    window.move(corner)
    bring_to_a_screen(window)
    assert QApplication.primaryScreen().availableGeometry().contains(window.frameGeometry())


def test_a_window_that_can_be_seen_stays_where_it_is(window: Window) -> None:
    window.resize(700, 500)
    window.move(40, 60)
    bring_to_a_screen(window)
    assert (window.pos(), window.width()) == (QPoint(40, 60), 700)


@pytest.mark.parametrize("damage", ["nonsense", "@ByteArray()", "@ByteArray(\\0\\0\\0\\xff\\0)", "@Invalid()", "7"])
def test_damaged_places_do_not_stop_the_start(
    nothing_of_this_computer: Path, project: Project, windows: Callable[[Project], Window], damage: str
) -> None:
    file = nothing_of_this_computer / "config" / "standpoint" / "standpoint.ini"
    file.parent.mkdir(parents=True)
    file.write_text(
        f"[General]\ngeometry={damage}\ntab={damage}\nsize={damage}\nmeasure={damage}\nkeys={damage}\n"
        f"[parts]\ncolumns-3={damage}\nreview-2={damage}\n"
    )
    window = windows(project)
    assert window.isVisible()
    assert 0 <= window.spans.tabs.currentIndex() < window.spans.tabs.count()
    assert sum(window.columns.sizes()) > 0


def test_a_list_that_another_schema_lacks_is_not_opened(project: Project, windows: Callable[[Project], Window]) -> None:
    Settings().tab = 99
    window = windows(project)
    assert window.spans.tabs.currentIndex() == window.spans.tabs.count() - 1


# Little room


def test_in_a_narrow_window_the_queue_makes_room_for_the_text(hands: Hands) -> None:
    window = hands.window
    window.resize(640, 400)
    QCoreApplication.processEvents()
    assert (window.width(), window.height()) == (640, 400)
    assert window.columns.is_folded(window.left)
    assert window.view.viewport().width() > 200
    hands.press("Ctrl+2")
    assert not window.columns.is_folded(window.left)
    assert window.queue.list.hasFocus()
    window.resize(1000, 600)
    QCoreApplication.processEvents()
    assert not window.columns.is_folded(window.left)


def test_the_queue_comes_back_when_the_window_gets_wide_again(hands: Hands) -> None:
    window = hands.window
    for width in (640, 1100):
        window.resize(width, 600)
        QCoreApplication.processEvents()
    assert not window.columns.is_folded(window.left)


@pytest.mark.parametrize(("name", "key"), [("queue", "Ctrl+2"), ("review", "Ctrl+3")])
def test_a_panel_can_be_folded_away_and_its_key_brings_it_back(hands: Hands, name: str, key: str) -> None:
    window = hands.window
    panel = {"queue": window.left, "review": window.review}[name]
    wide = window.view.width()
    window.qactions[f"toggle_{name}"].trigger()
    assert window.columns.is_folded(panel)
    assert window.view.width() > wide
    hands.press(key)
    assert not window.columns.is_folded(panel)
    window.qactions[f"toggle_{name}"].trigger()
    window.qactions[f"toggle_{name}"].trigger()
    assert not window.columns.is_folded(panel)
