"""The whole window: every mouse, two windows on one file, sudden ends, and articles of odd shapes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from annotation.project import Project
from gui.article_view import ArticleView
from gui.settings import Settings
from gui.theme import DARK, HIGH_CONTRAST, LIGHT, Theme
from gui.window import Window
from tests.gui.hands import (
    Hands,
    click,
    double_click,
    inside,
    make_project,
    open_dialogues,
    pixels,
    press,
    push,
    reopened,
    run_child,
    saved,
)
from tests.gui.test_theme import contrast

# The mouse alone


def test_a_double_click_and_a_click_on_a_button_make_a_mention(hands_on: Callable[..., Hands]) -> None:
    hands = hands_on("Kovo met the mayor.")
    view = hands.window.view
    double_click(view, inside(view, hands.text, hands.span("mayor").start + 2))
    hands.pick("Old Mayor")
    push_foot(hands, "Mention")
    push(hands.window.cards, "Save")
    made = [a for a in saved(hands.window).values() if a.origin == "human"]
    assert [hands.words_of(a, "text") for a in made] == ["mayor"]


def test_the_menu_of_the_text_accepts(hands: Hands) -> None:
    first = hands.window.session.undecided()[0]
    hands.open_menu(lambda menu: choose(menu, "Accept"))
    assert saved(hands.window)[first.id].status == "accepted"


def test_the_menu_of_the_text_offers_what_can_be_done_now(hands: Hands) -> None:
    offered: list[list[str]] = []
    hands.open_menu(lambda menu: offered.append([action.text() for action in menu.actions()]))
    hands.press("F")
    hands.open_menu(lambda menu: offered.append([action.text() for action in menu.actions()]))
    assert "Accept" in offered[0]
    assert "Drop" not in offered[0]
    assert "Drop" in offered[1]
    assert "Accept" not in offered[1]


def test_the_menu_bar_undoes(hands: Hands) -> None:
    first = hands.window.session.undecided()[0]
    push(hands.window.cards, "Accept")
    menu = next(m for m in hands.window.menuBar().findChildren(QMenu) if m.title() == "Edit")
    menu.popup(hands.window.pos())
    choose(menu, "Undo")
    assert saved(hands.window)[first.id].status == "suggested"


def test_everything_has_a_name_for_a_screen_reader(window: Window) -> None:
    for widget in (window.view, window.queue.list, window.spans.list, window.spans.tabs):
        assert widget.accessibleName()


def choose(menu: QMenu, text: str) -> None:
    action = next(a for a in menu.actions() if a.text() == text)
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())


def push_foot(hands: Hands, words: str) -> None:
    for _, button in hands.window.keys._buttons:
        if button.text().startswith(words):
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
            return
    raise AssertionError(f"no button “{words}” at the foot")


# Light and dark


@pytest.mark.parametrize("theme", [LIGHT, DARK, HIGH_CONTRAST], ids=lambda theme: theme.name)
def test_text_is_painted_with_enough_contrast(hands: Hands, theme: Theme) -> None:
    """The darkest and the lightest colour that are really there, where nothing is marked and where something is."""
    hands.window.resize(1280, 800)
    while hands.window.theme is not theme:
        hands.press("Ctrl+Shift+L")
    hands.press("A", "A", "A")
    for words in ("eleven", "Portugal"):
        image = word_image(hands, words)
        painted = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
        by_light = sorted(painted, key=lambda colour: colour.lightnessF())
        assert contrast(by_light[0], by_light[-1]) >= theme.least
    page = image_at(hands.window.view, 2, 2)
    assert (page.lightnessF() < 0.5) is theme.dark


def word_image(hands: Hands, words: str):
    view = hands.window.view
    start, end = hands.span(words)
    left, right = inside(view, hands.text, start), inside(view, hands.text, end - 1)
    return pixels(view).copy(left.x(), left.y() - 9, right.x() - left.x(), 18)


def image_at(view: ArticleView, x: int, y: int):
    return pixels(view).pixelColor(x, y)


# Dialogues


@pytest.mark.parametrize("key", ["Ctrl+K", "?", "F1", "Ctrl+E"])
def test_escape_closes_every_dialogue(hands: Hands, key: str) -> None:
    closed: list[bool] = []

    def act(dialogue: QWidget) -> None:
        press(dialogue.focusWidget() or dialogue, "Escape")
        closed.append(not dialogue.isVisible())

    hands.answer(act)
    hands.press(key)
    assert closed == [True]
    assert open_dialogues() == []


def test_escape_in_the_choice_of_an_actor_closes_it(hands: Hands) -> None:
    closed: list[bool] = []

    def act(dialogue: QWidget) -> None:
        press(dialogue.focusWidget() or dialogue, "Escape")
        closed.append(not dialogue.isVisible())

    hands.press("F")
    hands.answer(act)
    hands.press("W")
    assert closed == [True]
    assert hands.window.session.draft is not None


# Two windows on one file


def test_two_windows_on_one_file_both_keep_working_and_nothing_is_lost(
    window: Window, windows: Callable[[Project], Window]
) -> None:
    """The two take turns; each sees the other's work at its next look."""
    one, two = Hands(window), Hands(windows(reopened(window)))
    wanted: dict[str, str] = {}
    for turn in range(12):
        hands = (one, two)[turn % 2]
        hands.window.activateWindow()
        hands.window._look_again()
        current = hands.window.session.current
        assert current is not None
        if current.status != "suggested":
            hands.press("Tab")
            current = hands.window.session.current
            assert current is not None
        key, status = (("A", "accepted"), ("X", "rejected"))[turn % 3 == 0]
        hands.press(key)
        wanted[current.id] = status
    assert len(wanted) == 12
    for hands in (one, two):
        hands.window._look_again()
        assert {i: hands.window.session.annotations[i].status for i in wanted} == wanted
    assert {i: saved(window)[i].status for i in wanted} == wanted


def test_of_two_windows_that_decide_the_same_suggestion_the_second_is_told(
    window: Window, windows: Callable[[Project], Window]
) -> None:
    one, two = Hands(window), Hands(windows(reopened(window)))
    first = window.session.undecided()[0]
    one.press("A")
    two.press("X")
    assert "changed in another window" in two.told
    assert saved(window)[first.id].status == "accepted"
    two.press("Tab", "A")
    assert sum(a.status == "accepted" for a in saved(window).values()) == 2


def test_undo_in_one_window_does_not_take_back_over_the_others_work(
    window: Window, windows: Callable[[Project], Window]
) -> None:
    """The journal is one: the latest action is taken back, whichever window did it."""
    one, two = Hands(window), Hands(windows(reopened(window)))
    first, second = window.session.undecided()[:2]
    one.press("A")
    two.window._look_again()
    two.press("Tab")
    two.go_to(two.window.session.annotations[second.id])
    two.press("A")
    one.window.activateWindow()
    one.window._look_again()
    one.press("Ctrl+Z")
    statuses = [saved(window)[a.id].status for a in (first, second)]
    assert statuses == ["accepted", "suggested"]


def test_the_window_looks_by_itself_whether_another_has_written(qtbot: QtBot, window: Window, project: Project) -> None:
    first = window.session.undecided()[0]
    other = reopened(window)
    window._look.start(10)
    other.accept(first)
    other.close()
    qtbot.waitUntil(lambda: window.session.annotations[first.id].status == "accepted")


def test_what_another_window_wrote_before_a_change_of_ones_own_is_shown_after_it(
    window: Window, windows: Callable[[Project], Window]
) -> None:
    one, two = Hands(window), Hands(windows(reopened(window)))
    first, theirs = window.session.undecided()[0], window.session.undecided()[-1]
    two.go_to(two.window.session.annotations[theirs.id])
    two.press("X")
    one.window.activateWindow()
    one.press("A")
    one.window._look_again()
    statuses = [one.window.session.annotations[a.id].status for a in (first, theirs)]
    assert statuses == ["accepted", "rejected"]


# Sudden ends


def test_closing_in_the_middle_of_a_draft_loses_nothing_that_was_decided(
    hands: Hands, windows: Callable[[Project], Window]
) -> None:
    window = hands.window
    decided = [a.id for a in window.session.undecided()[:2]]
    hands.press("A", "X", "F", "Right")
    path = window.session.project.store.path
    window.close()
    again = windows(Project.open(path, annotator="mk")).session
    assert [again.annotations[i].status for i in decided] == ["accepted", "rejected"]
    assert again.draft is None


def test_closing_while_the_reader_reads_ends_its_thread(hands: Hands, windows: Callable[[Project], Window]) -> None:
    before = threading.active_count()
    window = windows(make_project(hands.window.session.project.store.path.with_name("other.db"), "Kovo waits."))
    hands_there = Hands(window)
    hands_there.press("Ctrl+R")
    window.close()
    assert threading.active_count() <= before


_CHILD = """
    import sys
    from pathlib import Path
    from gui.app import App, application
    from annotation.project import Project
    from tests.gui.hands import Hands
    app = application()
    window = App().show(Project.open(Path(sys.argv[1]), annotator="mk"))
    hands = Hands(window)
    while window.session.undecided():
        current = window.session.current
        hands.press("A" if current.start % 2 else "X")
        app.processEvents()
        if window.keys.saved.text().startswith("Saved"):
            print(current.id, flush=True)
"""


def test_after_kill_9_the_file_holds_all_that_was_shown_as_saved(
    tmp_path: Path, nothing_of_this_computer: Path
) -> None:
    """A real window in a process of its own, killed in the middle of accepting and rejecting."""
    path = tmp_path / "killed.db"
    make_project(path, " ".join(["Kovo met Marin."] * 1500)).close()
    child = run_child(_CHILD, str(path), cwd=tmp_path, home=nothing_of_this_computer)
    assert child.stdout is not None
    with child.stdout:
        shown = [child.stdout.readline().strip() for _ in range(40)]
        child.kill()
        shown += [line.strip() for line in child.stdout.read().splitlines(keepends=True) if line.endswith("\n")]
    assert child.wait() != 0, "it had finished before it was killed"
    assert all(shown)
    project = Project.open(path, annotator="mk")
    annotations = {a.id: a for article in project.store.article_ids() for a in project.annotations(article)}
    assert {annotations[i].status for i in shown} == {"accepted", "rejected"}
    decided = [a for a in annotations.values() if a.status != "suggested"]
    assert len(shown) <= len(decided) <= len(shown) + 1
    assert project.store.row("PRAGMA integrity_check")[0] == "ok"
    for _ in decided:  # the journal knows each of them
        project.undo()
    assert all(a.status == "suggested" for article in project.store.article_ids() for a in project.annotations(article))
    project.close()


# Articles of odd shapes


def test_an_article_of_two_megabytes_can_be_reviewed(qtbot: QtBot, hands_on: Callable[..., Hands]) -> None:
    sentence = "Nobody else in the whole town had anything to say about it that day. "
    paragraph = "Kovo met Marin. " + sentence * 60
    text = "\n".join([paragraph] * (2_000_000 // len(paragraph) + 1))
    hands = hands_on(text)
    session = hands.window.session
    assert len(text) > 2_000_000
    assert hands.window.view.toPlainText() == text
    qtbot.waitUntil(lambda: bool(session.undecided()), timeout=20_000)
    first, second, *_, last = session.undecided()
    hands.press("A", "X")
    assert [saved(hands.window)[a.id].status for a in (first, second)] == ["accepted", "rejected"]
    hands.press("Shift+Tab")
    assert session.current == last
    assert hands.window.view.viewport().rect().contains(hands.window.view.cursorRect())
    click(hands.window.view, inside(hands.window.view, text, last.start + 1))
    assert session.current == last


def test_an_article_without_a_paragraph_break_can_be_reviewed(hands_on: Callable[..., Hands]) -> None:
    text = "Kovo met Marin and all the others. " * 1500
    hands = hands_on(text)
    view = hands.window.view
    hands.press("A", "Shift+Tab")
    current = hands.window.session.current
    assert current is not None
    assert current.start > len(text) - 40
    assert view.viewport().rect().contains(view.cursorRect())
    click(view, inside(view, text, current.start + 1))
    assert hands.window.session.current == current


def test_an_article_of_one_character_can_be_done(hands_on: Callable[..., Hands]) -> None:
    hands = hands_on("K")
    hands.press("Tab", "J", "A", "Ctrl+Return")
    assert "Every article of this project is done" in hands.told


def test_an_article_of_one_endless_word_is_wrapped(hands_on: Callable[..., Hands]) -> None:
    hands = hands_on("x" * 5000)
    view = hands.window.view
    assert view.horizontalScrollBar().maximum() == 0
    assert view.document().size().width() <= view.viewport().width()


def test_an_empty_project_says_what_to_do_and_no_key_does_harm(
    tmp_path: Path, windows: Callable[[Project], Window]
) -> None:
    hands = Hands(windows(Project.create(tmp_path / "empty.db", annotator="mk")))
    window = hands.window
    assert "Import some with Ctrl+I" in window.view._subtitle
    for key in "AXFMQSDJKO19":
        hands.press(key)
    hands.press("Tab", "Shift+Tab", "Shift+A", "Ctrl+Return", "Ctrl+Shift+S", "Ctrl+Shift+O", "Ctrl+R", "Ctrl+Z")
    hands.press("Ctrl+Shift+Z", "Ctrl+PgDown", "Ctrl+PgUp", "Ctrl+J", "Ctrl+1", "Ctrl+2", "Ctrl+3", "Ctrl+1", "Esc")
    assert window.session.draft is None
    assert window.session.project.store.history(annotator="mk", limit=5) == []


# Small things


def test_the_window_names_its_project(window: Window) -> None:
    assert window.windowTitle() == "samples – Standpoint"


def test_the_backup_copy_is_made_in_the_background(qtbot: QtBot, hands: Hands) -> None:
    hands.press("A")
    hands.window._back_up()
    qtbot.waitUntil(lambda: not hands.window.background.busy("backup"))
    folder = hands.window.session.project.store.path.with_name("samples backups")
    (copy,) = folder.glob("*.db")
    project = Project.open(copy, annotator="mk")
    assert project.store.last_undoable("mk") is not None
    project.close()


def test_a_closed_window_can_be_deleted_and_leaves_the_file_closed(project: Project, qtbot: QtBot) -> None:
    path = project.store.path
    window = Window(project, Settings())
    window.show()
    window.start()
    window.close()
    window.deleteLater()
    qtbot.wait(1)
    assert not path.with_name(f"{path.name}-wal").exists(), "the file is still open"
