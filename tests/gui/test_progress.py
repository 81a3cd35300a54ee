"""The progress page, opened by its key and used by keyboard and mouse."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QTableView
from pytestqt.qtbot import QtBot

from annotation.errors import ProjectProblem
from annotation.progress_report import progress_report
from gui.progress import ProgressPage
from gui.theme import DARK, LIGHT
from tests.gui.hands import Hands, button, colours, press, push

NAMES = ["Articles", "Labels", "Suggestions", "Drift", "Blind", "Time"]


@pytest.fixture
def page(qtbot: QtBot, hands: Hands) -> ProgressPage:
    """The page, counted, over a project with one thing done."""
    hands.press("A", "F7")
    return counted(qtbot, hands)


def counted(qtbot: QtBot, hands: Hands) -> ProgressPage:
    found = hands.window.beside.progress
    qtbot.waitUntil(lambda: not found.background.busy())
    assert found.isVisible()
    return found


def view(page: ProgressPage) -> QTableView:
    (found,) = page.tabs.currentWidget().findChildren(QTableView)
    return found


def row(page: ProgressPage, at: int = 0) -> list[str]:
    model = view(page).model()
    return [model.index(at, column).data() for column in range(model.columnCount())]


def test_f7_opens_the_page_beside_the_window(page: ProgressPage, hands: Hands) -> None:
    assert [page.tabs.tabText(at) for at in range(page.tabs.count())] == NAMES
    assert not page.isModal()
    assert row(page)[:5] == ["mk", "3", "0", "0", "0 %"]
    assert page.state.text().startswith("As of ")


def test_the_page_tells_how_suggestions_fared(page: ProgressPage, hands: Hands) -> None:
    page.tabs.setCurrentIndex(2)
    mentions = [one for one in hands.window.session.annotations.values() if one.layer == "mention"]
    assert row(page) == ["mk", "Mention", "fake-1", str(len(mentions)), "1", "0", "0", str(len(mentions) - 1), "100 %"]


def test_the_article_can_be_worked_on_meanwhile_and_counted_again(
    qtbot: QtBot, page: ProgressPage, hands: Hands
) -> None:
    page.tabs.setCurrentIndex(2)
    hands.press("X")
    push(page, "Count again")
    counted(qtbot, hands)
    assert page.tabs.currentIndex() == 2
    assert row(page)[4:7] == ["1", "0", "1"]


def test_to_show_it_again_counts_again(qtbot: QtBot, page: ProgressPage, hands: Hands) -> None:
    press(page, "Esc")
    assert not page.isVisible()
    hands.press("Ctrl+Shift+S", "F7")
    counted(qtbot, hands)
    assert row(page)[:4] == ["mk", "2", "0", "1"]


def test_it_says_that_it_is_counting_and_keeps_what_it_had(
    qtbot: QtBot, page: ProgressPage, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()

    def slowly(*args: object, **kwargs: object) -> object:
        gate.wait()
        return progress_report(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr("gui.progress.progress_report", slowly)
    push(page, "Count again")
    assert page.state.text() == "Counting…"
    assert not button(page, "Count again").isEnabled()
    assert row(page)[0] == "mk"
    gate.set()
    counted(qtbot, hands)
    assert button(page, "Count again").isEnabled()


def test_a_file_that_cannot_be_read_is_told_on_the_page(
    qtbot: QtBot, page: ProgressPage, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise ProjectProblem("The file is damaged; take a backup copy.")

    monkeypatch.setattr("gui.progress.progress_report", fail)
    push(page, "Count again")
    counted(qtbot, hands)
    assert page.state.text() == "⚠ The file is damaged; take a backup copy."
    assert button(page, "Count again").isEnabled()


def test_all_of_it_can_be_reached_by_keyboard(qtbot: QtBot, page: ProgressPage) -> None:
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.tabs.tabBar().setFocus()
    for name in NAMES[1:]:
        press(page.tabs.tabBar(), "Right")
        assert page.tabs.tabText(page.tabs.currentIndex()) == name
    page.tabs.setCurrentIndex(1)
    reached = set()
    for _ in range(12):
        QTest.keyClick(page.focusWidget(), Qt.Key.Key_Tab)
        reached.add(page.focusWidget())
    assert {view(page), button(page, "Count again"), button(page, "Export tables as CSV…"), button(page, "Close")} <= (
        reached
    )
    view(page).setFocus()
    press(view(page), "Down")
    assert view(page).currentIndex().row() == 1


def test_every_table_and_cell_has_words_for_a_screen_reader(page: ProgressPage) -> None:
    assert page.tabs.tabBar().accessibleName()
    for at in range(page.tabs.count()):
        page.tabs.setCurrentIndex(at)
        for table in page.tabs.currentWidget().findChildren(QTableView):
            assert table.accessibleName().startswith(NAMES[at])
            cell = table.model().index(0, table.model().columnCount() - 1)
            assert ": " in cell.data(Qt.ItemDataRole.AccessibleTextRole)


def test_a_table_without_rows_says_why(page: ProgressPage) -> None:
    page.tabs.setCurrentIndex(3)
    said = [label.text() for label in page.tabs.currentWidget().findChildren(QLabel)]
    assert "Nobody has marked an article done yet." in said


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_pictures_are_painted_in_the_colours_of_the_theme(
    qtbot: QtBot, page: ProgressPage, hands: Hands, theme
) -> None:
    hands.press("Ctrl+Return", "Ctrl+Return")
    push(page, "Count again")
    counted(qtbot, hands)
    page.set_theme(theme)
    for tab, colour in ((0, theme.good), (3, theme.accent)):
        page.tabs.setCurrentIndex(tab)
        QTest.qWait(10)
        painted = {one.name() for one in colours(view(page).viewport().grab().toImage())}
        assert colour in painted


def test_a_very_long_name_leaves_room_for_the_numbers(qtbot: QtBot, page: ProgressPage, hands: Hands) -> None:
    hands.window.session.project.annotator = "مرجان 👩‍👩‍👧 " * 40
    hands.press("Ctrl+Shift+S")
    push(page, "Count again")
    counted(qtbot, hands)
    head = view(page).horizontalHeader()
    assert head.length() <= view(page).viewport().width()
    assert len(row(page, 1)[0]) < 40


def test_the_tables_are_exported_into_a_new_folder(
    page: ProgressPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    push(page, "Export tables as CSV…")
    (folder,) = tmp_path.glob("samples progress *")
    assert sorted(file.stem for file in folder.iterdir()) == sorted(name.lower() for name in NAMES)
    assert str(folder) in page.state.text()


def test_an_export_that_fails_says_so(page: ProgressPage, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    page.export_into(tmp_path / "taken")
    assert page.state.text().startswith("⚠ The tables cannot be written to")


def test_to_choose_no_folder_writes_nothing(page: ProgressPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    before = page.state.text()
    push(page, "Export tables as CSV…")
    assert page.state.text() == before


def test_it_closes_with_the_window_while_it_counts(hands_on: Callable[..., Hands]) -> None:
    hands = hands_on("Kovo waits.")
    hands.press("F7")
    hands.window.close()
    assert not hands.window.beside.progress.isVisible()
