"""What goes wrong in a long day: the wrong focus, Escape everywhere, and texts and names that nobody expects."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QInputDialog, QWidget

from annotation.schema import load_schema
from gui.commands import commands_for
from tests.gui.hands import Hands, press, reopened, saved

STORY = "Kovo met Marin.\n“Nobody asked us,” Marin said on Monday.\nDuna opposes the plan of Kovo."
ASKING = [command.id for command in commands_for(load_schema()) if command.text.endswith("…")]


@pytest.fixture
def story(hands_on: Callable[..., Hands]) -> Hands:
    return hands_on(STORY, "Marin waits.")


def journal(hands: Hands) -> list[str]:
    project = reopened(hands.window)
    try:
        return [change.action for change in project.store.history(annotator="mk", limit=100)]
    finally:
        project.close()


@pytest.fixture
def nothing_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody presses Escape in the dialogues of the system, too."""
    for dialogue in ("getOpenFileName", "getOpenFileNames", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, dialogue, lambda *_, **__: ("", ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_, **__: "")
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: ("whatever", False))


@pytest.mark.usefixtures("nothing_chosen")
@pytest.mark.parametrize("name", ASKING)
def test_escape_in_whatever_a_command_opens_changes_nothing(story: Hands, name: str) -> None:
    for layer in ("mention", "quote"):
        story.go_to(story.suggestion(layer))
        before = saved(story.window)
        with pressing_escape(story) as stubborn:
            story.window.qactions[name].trigger()
            QCoreApplication.processEvents()
        assert stubborn == []
        assert still_open(story) == []
        assert saved(story.window) == before
        assert journal(story) == []
        assert story.window.session.draft is None


@contextmanager
def pressing_escape(hands: Hands) -> Iterator[list[str]]:
    """Presses Escape in each dialogue that opens, and in what is open at the end; gives what did not go by it."""
    stubborn: list[str] = []
    tried: set[int] = set()

    def escape() -> None:
        dialogue = QApplication.activeModalWidget()
        if dialogue is None or not dialogue.isActiveWindow():
            return
        if id(dialogue) in tried:  # else the test would wait for good
            stubborn.append(dialogue.windowTitle())
            dialogue.close()
        else:
            tried.add(id(dialogue))
            QTest.keyClick(dialogue.focusWidget() or dialogue, Qt.Key.Key_Escape)

    clock = QTimer(hands.window)
    clock.timeout.connect(escape)
    clock.start(10)
    yield stubborn
    clock.stop()
    for window in still_open(hands):
        QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Escape)


def still_open(hands: Hands) -> list[QWidget]:
    """The windows besides the one of the article that can be seen, and the bar to find words."""
    windows = [w for w in QApplication.topLevelWidgets() if w is not hands.window and w.isVisible()]
    bar = hands.window.find_bar
    return [*windows, bar] if bar.isVisible() else windows


@pytest.mark.parametrize("key", ["A", "X", "Backspace", "Delete", "F", "M", "1"])
def test_keys_that_decide_do_nothing_while_the_focus_is_elsewhere(story: Hands, key: str) -> None:
    before = saved(story.window)
    for widget in (story.window.queue.list, story.window.spans.list, story.window.spans.tabs):
        widget.setFocus()
        press(widget, key)
    assert saved(story.window) == before
    assert story.window.session.draft is None
    assert journal(story) == []


def test_a_name_of_5000_characters_is_kept_and_shown_short(monkeypatch: pytest.MonkeyPatch, story: Hands) -> None:
    story.go_to(story.suggestion("mention", "Kovo"))
    name = "Kovo " * 1000
    monkeypatch.setattr(QInputDialog, "getText", lambda *_a, **_k: (name, True))
    story.press("F2")
    actor = story.window.session.actors[next(iter(story.window.session.current.actors.values()))[0]]  # pyright: ignore
    assert actor.name == name.strip()
    assert len(story.told) < 400
    assert story.window.width() < 2000, "no label has widened the window"
    story.press("A", "Ctrl+Z", "Ctrl+Z")
    assert "Kovo" in {entry.actor.name for entry in story.window.session.cast()}


def test_an_article_without_a_paragraph_break_can_be_worked_on(hands_on: Callable[..., Hands]) -> None:
    hands = hands_on("Kovo met Marin. “No,” said Duna. " * 1500)
    hands.press("A", "Tab", "X", "U", "Alt+Right", "Esc", "Space", "Esc")
    statuses = {a.status for a in saved(hands.window).values()}
    assert statuses == {"suggested", "accepted", "rejected"}


def test_an_article_of_emoji_and_right_to_left_text_can_be_worked_on(hands_on: Callable[..., Hands]) -> None:
    hands = hands_on("😀 Kovo قال الرئيس “إن الاتفاق جيد” 👩🏽‍🚀 Marin שלום “לא” said Duna. 🇺🇦")
    quote = hands.suggestion("quote")
    hands.go_to(quote)
    hands.press("C", "U", "O", "Return")
    assert saved(hands.window)[quote.id].status == "accepted"
    hands.press("Space", "Esc", "Ctrl+Z")
    assert saved(hands.window)[quote.id] == quote
