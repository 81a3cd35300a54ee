"""The start of the program, the change of project, and what happens to a bug."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QMessageBox

from annotation.errors import Problem, ProjectProblem
from gui.app import App, application, open_window, report_bug
from gui.settings import Settings
from gui.theme import LIGHT, apply_theme
from tests.gui.hands import Hands, make_project, run_child


@pytest.fixture
def app(qapp: QApplication) -> Iterator[App]:
    running = App(Settings())
    yield running
    if running.window:
        running.window.close()
        running.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    apply_theme(qapp, LIGHT)


def told(app: App) -> str:
    assert app.window is not None
    return Hands(app.window).told


# Which project


def test_the_first_start_shows_the_sample_project(app: App) -> None:
    window = app.open_last()
    assert window.session.project.name == "sample"
    assert window.session.project.store.article_count() >= 3
    assert window.view.toPlainText() != ""


def test_the_sample_project_is_made_once_and_keeps_what_was_done(app: App) -> None:
    first = app.open_last()
    article = first.session.article
    assert article is not None
    first.session.do(first.session.project.mark, article.id, "done")
    again = app.open_last()
    assert again.session.project.progress(article.id).state == "done"


def test_the_next_start_shows_the_project_of_the_last(app: App, tmp_path: Path) -> None:
    app.show(make_project(tmp_path / "mine.db", "Kovo waits."))
    window = App(Settings()).open_last()
    assert window.session.project.name == "mine"
    window.close()


@pytest.mark.parametrize("damage", ["cut short", "no database", "empty"])
def test_a_last_project_that_is_broken_is_told_and_the_sample_is_shown(app: App, tmp_path: Path, damage: str) -> None:
    path = tmp_path / "mine.db"
    make_project(path, "Kovo waits.").close()
    contents = {"cut short": path.read_bytes()[:5000], "no database": b"Dear diary", "empty": b""}
    path.write_bytes(contents[damage])
    app.settings.last_project = path
    window = app.open_last()
    assert window.session.project.name == "sample"
    assert "mine.db" in told(app)
    assert path.read_bytes() == contents[damage]


def test_another_project_takes_the_place_of_the_first(app: App, tmp_path: Path) -> None:
    first = app.show(make_project(tmp_path / "one.db", "Kovo waits."))
    make_project(tmp_path / "two.db", "Marin waits.").close()
    first.project_wanted.emit(tmp_path / "two.db", False)
    assert app.window is not None
    assert app.window is not first
    assert app.window.view.toPlainText() == "Marin waits."
    assert Settings().last_project == tmp_path / "two.db"


_CHILD = """
    from pathlib import Path
    from PySide6.QtCore import QTimer
    from annotation.project import Project
    from gui.app import App, application
    qt, app = application(), App()
    first = app.show(Project.open(Path("one.db")))
    QTimer.singleShot(0, lambda: first.project_wanted.emit(Path("two.db"), False))
    QTimer.singleShot(300, lambda: print("still running", app.window.isVisible(), app.window.session.project.name))
    QTimer.singleShot(400, qt.quit)
    qt.exec()
"""


def test_the_program_goes_on_running_when_another_project_is_opened(
    tmp_path: Path, nothing_of_this_computer: Path
) -> None:
    """The old window is the last one for a moment, and the program ends with its last window."""
    for name in ("one", "two"):
        make_project(tmp_path / f"{name}.db", f"{name}: nobody is here.").close()
    child = run_child(_CHILD, cwd=tmp_path, home=nothing_of_this_computer)
    assert child.stdout is not None
    with child.stdout:
        assert child.stdout.read().split() == ["still", "running", "True", "two"]
    assert child.wait() == 0


def test_a_new_project_is_made_and_says_what_to_do_first(app: App, tmp_path: Path) -> None:
    first = app.show(make_project(tmp_path / "one.db", "Kovo waits."))
    first.project_wanted.emit(tmp_path / "new.db", True)
    assert app.window is not None
    assert app.window.session.project.name == "new"
    assert "Ctrl+I" in app.window.view._subtitle


def test_a_project_that_cannot_be_opened_is_told_and_the_first_stays(app: App, tmp_path: Path) -> None:
    first = app.show(make_project(tmp_path / "one.db", "Kovo waits."))
    (tmp_path / "letter.db").write_text("Dear diary")
    first.project_wanted.emit(tmp_path / "letter.db", False)
    assert app.window is first
    assert "letter.db is no Standpoint project" in told(app)


def test_a_new_project_does_not_overwrite_one_that_is_there(app: App, tmp_path: Path) -> None:
    first = app.show(make_project(tmp_path / "one.db", "Kovo waits."))
    before = (tmp_path / "one.db").read_bytes()
    first.project_wanted.emit(tmp_path / "one.db", True)
    assert app.window is first
    assert "exists already" in told(app)
    assert (tmp_path / "one.db").read_bytes() == before


def test_the_commands_ask_which_project(app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hands = Hands(app.show(make_project(tmp_path / "one.db", "Kovo waits.")))
    make_project(tmp_path / "two.db", "Marin waits.").close()
    wanted: list[tuple[Path, bool]] = []
    hands.window.project_wanted.disconnect()
    hands.window.project_wanted.connect(lambda path, create: wanted.append((path, create)))
    monkeypatch.setattr("gui.questions.QFileDialog.getOpenFileName", lambda *_: (str(tmp_path / "two.db"), ""))
    monkeypatch.setattr("gui.questions.QFileDialog.getSaveFileName", lambda *_: ("", ""))
    hands.press("Ctrl+O", "Ctrl+N")
    assert wanted == [(tmp_path / "two.db", False)]


# The start


def test_a_project_named_on_the_command_line_is_shown(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_project(tmp_path / "one.db", "Kovo waits.").close()
    shown: list[str] = []

    def run() -> int:
        for window in qapp.topLevelWidgets():
            if window.isVisible():
                shown.append(window.windowTitle())
                window.close()
        return 0

    monkeypatch.setattr(qapp, "exec", run)
    assert open_window(tmp_path / "one.db") == 0
    assert shown == ["one – Standpoint"]


def test_a_file_that_is_no_project_is_a_problem_and_no_window(qapp: QApplication, tmp_path: Path) -> None:
    with pytest.raises(ProjectProblem, match=r"gone\.db"):
        open_window(tmp_path / "gone.db")
    assert not any(window.isVisible() for window in qapp.topLevelWidgets())


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a screen")
def test_without_a_screen_a_sentence_says_what_works(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(Problem, match="no screen"):
        application()


def test_there_is_one_application(qapp: QApplication) -> None:
    assert application() is qapp


# Bugs


def bug() -> ZeroDivisionError:
    try:
        raise ZeroDivisionError("twelve geese")
    except ZeroDivisionError as error:
        return error


@pytest.fixture
def on_a_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gui.app.QApplication.platformName", lambda: "xcb")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], list[str]]:
    """Answers the box by the button of that name, and gives what the box said."""

    def answer_by(name: str) -> list[str]:
        said: list[str] = []

        def answer(box: QMessageBox) -> int:
            said.append(f"{box.text()} {box.informativeText()}")
            next(button for button in box.buttons() if button.text().replace("&", "") == name).click()
            return 0

        monkeypatch.setattr(QMessageBox, "exec", answer)
        return said

    return answer_by


@pytest.mark.usefixtures("on_a_screen")
def test_a_bug_is_shown_and_its_report_can_be_copied(qapp: QApplication, asked: Callable[[str], list[str]]) -> None:
    said = asked("Copy report")
    error = bug()
    report_bug(type(error), error, error.__traceback__)
    assert "Your labels are saved" in said[0]
    report = qapp.clipboard().text()
    for part in ("ZeroDivisionError: twelve geese", "test_app.py", "Python 3", "PySide6"):
        assert part in report, part


@pytest.mark.usefixtures("on_a_screen")
def test_closing_the_box_leaves_the_clipboard_alone(qapp: QApplication, asked: Callable[[str], list[str]]) -> None:
    qapp.clipboard().setText("mine")
    asked("Close")
    error = bug()
    report_bug(type(error), error, error.__traceback__)
    assert qapp.clipboard().text() == "mine"


@pytest.mark.usefixtures("on_a_screen")
def test_a_problem_that_no_action_raised_is_told_in_its_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda _parent, _title, sentence: told.append(sentence))
    problem = Problem("The project is damaged; open the latest copy.")
    report_bug(Problem, problem, None)
    assert told == ["The project is damaged; open the latest copy."]


@pytest.mark.usefixtures("on_a_screen")
def test_ctrl_c_in_the_terminal_is_no_bug(capsys: pytest.CaptureFixture[str]) -> None:
    report_bug(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert "KeyboardInterrupt" in capsys.readouterr().err


def test_where_nobody_can_read_a_box_the_report_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    error = bug()
    report_bug(type(error), error, error.__traceback__)
    assert "twelve geese" in capsys.readouterr().err


def test_a_window_made_anew_opens_no_other_article_first(app: App, tmp_path: Path) -> None:
    """Opening an article settles whether it is blind, so that none may be opened in passing."""
    project = make_project(tmp_path / "own.db", "Kovo waits.", "Marin waits.")
    first, second = project.store.article_ids()
    window = app.show(project, second)
    assert window.session.article is not None
    assert window.session.article.id == second
    assert project.store.progress(second, project.annotator) is not None
    assert project.store.progress(first, project.annotator) is None


def test_a_bug_before_there_is_an_application_is_printed(tmp_path: Path) -> None:
    script = """
        from gui.app import report_bug
        error = ValueError("twelve geese")
        report_bug(type(error), error, None)
        print("goes on")
    """
    child = run_child(script, cwd=tmp_path, home=tmp_path)
    out, _ = child.communicate(timeout=60)
    assert child.returncode == 0
    assert "goes on" in out
