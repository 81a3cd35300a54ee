"""What the window remembers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from annotation.errors import Problem
from annotation.project import Project
from gui.settings import Settings
from gui.theme import DARK
from gui.window import Window
from tests.gui.hands import Hands


def test_at_first_nothing_is_remembered() -> None:
    settings = Settings()
    assert (settings.last_project, settings.annotator, settings.theme, settings.geometry) == (None, None, "", None)


def test_what_was_set_is_there_at_the_next_start(tmp_path: Path) -> None:
    project = tmp_path / "a project.db"
    project.touch()
    settings = Settings()
    settings.last_project, settings.annotator, settings.theme = project, "Žofie ▸ 2", "dark"
    again = Settings()
    assert (again.last_project, again.annotator, again.theme) == (project.resolve(), "Žofie ▸ 2", "dark")


def test_the_reader_is_remembered_once_it_was_loaded(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.questions.QInputDialog.getText", lambda *_, **__: (" names=mine ", True))
    Hands(window).press("Ctrl+Shift+R")
    qtbot.waitUntil(lambda: Settings().model == "names=mine")
    monkeypatch.setattr("gui.questions.QInputDialog.getText", lambda *_, **__: ("", True))
    Hands(window).press("Ctrl+Shift+R")
    qtbot.waitUntil(lambda: Settings().model is None)


def test_a_reader_that_cannot_be_loaded_changes_nothing(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_name: str | None) -> None:
        raise Problem("There is no such reader.")

    monkeypatch.setattr("gui.session.load_reader", fail)
    monkeypatch.setattr("gui.questions.QInputDialog.getText", lambda *_, **__: ("nobody", True))
    Hands(window).press("Ctrl+Shift+R")
    qtbot.waitUntil(lambda: "There is no such reader." in window.banner.words.text())
    assert (Settings().model, window.session.model) == (None, None)


def test_a_project_that_is_gone_is_not_remembered(tmp_path: Path) -> None:
    settings = Settings()
    settings.last_project = tmp_path / "gone.db"
    assert Settings().last_project is None


def test_the_settings_are_one_readable_file(nothing_of_this_computer: Path) -> None:
    settings = Settings()
    settings.annotator = "mk"
    QSettings.sync(settings._kept)
    files = list(nothing_of_this_computer.rglob("*.ini"))
    assert len(files) == 1
    assert "annotator=mk" in files[0].read_text("utf-8")


def test_the_window_comes_back_where_it_stood_and_in_its_colours(
    hands: Hands, windows: Callable[[Project], Window]
) -> None:
    window = hands.window
    hands.press("Ctrl+Shift+L")
    window.resize(1000, 640)
    path = window.session.project.store.path
    window.close()
    again = windows(Project.open(path))
    assert again.theme == DARK
    assert again.height() == 640


def test_a_broken_settings_file_does_not_stop_the_window(
    nothing_of_this_computer: Path, project: Project, windows: Callable[[Project], Window]
) -> None:
    file = nothing_of_this_computer / "config" / "standpoint" / "standpoint.ini"
    file.parent.mkdir(parents=True)
    file.write_text("[General]\ngeometry=nonsense\ntheme=purple\nproject=\x00\n")
    assert windows(project).isVisible()
