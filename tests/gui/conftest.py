"""A project, a window on it, and hands; no dialogue opens that a test did not ask for."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QInputDialog, QMessageBox

from annotation.importing import import_files
from annotation.project import Project
from annotation.resources import shipped
from gui.settings import Settings
from gui.theme import LIGHT, apply_theme
from gui.window import Window
from tests.gui.hands import FakeReader, Hands, add_suggestions, make_project

SAMPLES = ("01-harbour-treaty.txt", "02-grain-corridor.txt", "03-border-school.txt")


@pytest.fixture(autouse=True)
def fake_reader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every window gets a reader that costs nothing, unless the test is about the real one."""
    if "real_reader" not in request.fixturenames:
        monkeypatch.setattr("gui.session.load_reader", lambda _name: FakeReader())


@pytest.fixture(autouse=True)
def english_system(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever this computer speaks, the tests begin in English."""
    monkeypatch.setattr("gui.language.system_languages", lambda: ["en"])


@pytest.fixture
def real_reader() -> None:
    """Asks for the reader that is shipped."""


@pytest.fixture(autouse=True)
def an_application(qapp: QApplication) -> None:
    """There is one in every test of the window, whichever comes first in its process."""


@pytest.fixture(autouse=True)
def no_surprises(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dialogue that nobody answers would stop the tests for good."""

    def unexpected(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("a dialogue opened that the test did not expect")

    monkeypatch.setattr(QMessageBox, "exec", unexpected)
    monkeypatch.setattr(QMessageBox, "about", unexpected)
    monkeypatch.setattr(QInputDialog, "getText", unexpected)
    for name in ("getOpenFileName", "getOpenFileNames", "getSaveFileName", "getExistingDirectory"):
        monkeypatch.setattr(QFileDialog, name, unexpected)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed project with three of the samples and suggestions, to be copied."""
    path = tmp_path_factory.mktemp("template") / "samples.db"
    project = Project.create(path, annotator="mk")
    import_files(project, [shipped("samples", name) for name in SAMPLES])
    add_suggestions(project)
    project.close()
    return path


@pytest.fixture
def project(template: Path, tmp_path: Path) -> Project:
    """A project with three of the samples; the window that shows it closes it."""
    path = tmp_path / "samples.db"
    shutil.copy(template, path)
    return Project.open(path, annotator="mk")


@pytest.fixture
def windows(qapp: QApplication) -> Iterator[Callable[[Project], Window]]:
    """Shows projects in windows, and closes and deletes these at the end."""
    shown: list[Window] = []

    def show(project: Project) -> Window:
        window = Window(project, Settings())
        shown.append(window)
        window.show()
        window.start()
        assert QTest.qWaitForWindowActive(window), "the window does not get the focus"
        return window

    yield show
    for window in shown:
        window.close()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    apply_theme(qapp, LIGHT)


@pytest.fixture
def window(windows: Callable[[Project], Window], project: Project) -> Window:
    """A window on the project, its first article open and its suggestions there."""
    return windows(project)


@pytest.fixture
def hands(window: Window) -> Hands:
    """Hands for the window."""
    return Hands(window)


@pytest.fixture
def hands_on(windows: Callable[[Project], Window], tmp_path: Path) -> Callable[..., Hands]:
    """Hands for a new window on a new project of the texts given."""

    def make(*texts: str) -> Hands:
        return Hands(windows(make_project(tmp_path / "own.db", *texts)))

    return make
