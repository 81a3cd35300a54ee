"""The lists beside the text: its twin for the keyboard and the screen reader."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gui.window import Window
from tests.gui.hands import Hands, press

STORY = "Kovo met Marin.\n“Nobody asked us,” Marin said.\nDuna opposes the plan of Kovo. Kovo left."


@pytest.fixture
def story(hands_on: Callable[..., Hands]) -> Hands:
    return hands_on(STORY)


def tab(window: Window, name: str) -> None:
    """Opens the tab whose name begins so."""
    tabs = window.spans.tabs
    number = next(i for i in range(tabs.count()) if tabs.tabText(i).startswith(name))
    at = tabs.tabRect(number).center()
    QTest.mouseClick(tabs, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    assert tabs.currentIndex() == number


def told(window: Window) -> list[str]:
    """What a screen reader says of the lines."""
    model = window.spans.list.model()
    return [str(model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole)) for row in range(model.rowCount())]


def choose(window: Window, row: int) -> None:
    lines = window.spans.list
    at = lines.visualRect(lines.model().index(row, 0)).center()
    QTest.mouseClick(lines.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)


def test_the_cast_comes_first_most_named_first_with_its_digits(story: Hands) -> None:
    lines = told(story.window)
    assert [line.split(",")[0] for line in lines] == ["Kovo", "Marin", "Duna"]
    assert "3 mentions" in lines[0]
    assert "1 quote" in lines[1]
    model = story.window.spans.list.model()
    assert [model.index(row, 0).data(Qt.ItemDataRole.UserRole).key for row in range(3)] == ["1", "2", "3"]


def test_the_tabs_count_what_they_hold(story: Hands) -> None:
    tabs = story.window.spans.tabs
    names = [tabs.tabText(i) for i in range(tabs.count())]
    assert names == ["Cast 3", "Quotes 1", "Stances 0", "All 7", "History"]
    story.press("X")
    assert tabs.tabText(3) == "All 6"
    story.press("D")
    assert tabs.tabText(2) == "Stances 1"
    cast = tabs.tabText(0)
    tab(story.window, "All")
    assert tabs.tabText(0) == cast == f"Cast {len(story.window.session.cast())}"


def test_a_line_says_what_the_text_shows(story: Hands) -> None:
    tab(story.window, "All")
    lines = told(story.window)
    assert len(lines) == len(story.window.session.listed())
    assert "Kovo" in lines[0]
    assert "mention" in lines[0]
    assert "suggested" in lines[0]
    story.press("A")
    assert "accepted" in told(story.window)[0]


def test_choosing_a_line_goes_to_it_in_the_text(story: Hands) -> None:
    session = story.window.session
    tab(story.window, "All")
    for row in (5, 1):
        choose(story.window, row)
        assert session.current == session.listed()[row]
    quote = next(a for a in session.listed() if a.layer == "quote")
    tab(story.window, "Quotes")
    choose(story.window, 0)
    assert session.current == quote


def test_choosing_an_actor_goes_from_mention_to_mention(story: Hands) -> None:
    session = story.window.session
    starts = []
    for _ in range(4):
        choose(story.window, 0)
        assert session.current is not None
        starts.append(session.current.start)
    kovo = [a.start for a in session.listed() if a.layer == "mention" and STORY[a.start : a.end] == "Kovo"]
    assert sorted(set(starts)) == kovo
    assert starts[0] == starts[3]


@pytest.mark.parametrize("name", ["Cast", "All"])
def test_the_keyboard_chooses_lines_and_keeps_its_place(story: Hands, name: str) -> None:
    window = story.window
    tab(window, name)
    story.press("Ctrl+3")
    lines = window.spans.list
    lines.setCurrentIndex(lines.model().index(0, 0))
    press(lines, "Down")
    press(lines, "Return")
    first = window.session.current
    assert first is not None
    assert STORY[first.start : first.end] == "Marin"
    assert lines.hasFocus()
    assert lines.currentIndex().row() == 1
    press(lines, "Down")
    assert lines.currentIndex().row() == 2


def test_the_list_follows_the_text(story: Hands) -> None:
    window = story.window
    tab(window, "All")
    story.press("J", "J", "J")
    assert window.session.current is not None
    row = [a.id for a in window.session.listed()].index(window.session.current.id)
    assert window.spans.list.currentIndex().row() == row


def test_a_fix_shows_in_the_list(story: Hands) -> None:
    tab(story.window, "All")
    story.press("F", "Right", "Return")
    assert "Kovo met" in told(story.window)[0]


def test_the_list_is_the_same_as_the_session_whatever_is_done(story: Hands) -> None:
    tab(story.window, "All")
    for key in ("A", "X", "Ctrl+Z", "D", "Tab", "A", "Ctrl+Z", "Ctrl+Shift+Z", "Shift+A", "X", "X", "Ctrl+Z"):
        story.press(key)
        listed = story.window.session.listed()
        model = story.window.spans.list.model()
        lines = [model.index(row, 0).data(Qt.ItemDataRole.UserRole) for row in range(model.rowCount())]
        assert [line.annotations for line in lines] == [(a.id,) for a in listed], key
        assert [line.hollow for line in lines] == [a.status == "suggested" for a in listed], key


def test_the_history_tells_what_was_done_newest_first(story: Hands) -> None:
    story.press("A", "X", "Ctrl+Z")
    tab(story.window, "History")
    assert [line.split(",")[0] for line in told(story.window)] == [
        "took back: reject mention",
        "reject mention",
        "accept mention",
    ]
    story.press("A")
    assert told(story.window)[0].startswith("accept mention")


def test_a_line_of_the_history_leads_to_what_it_was_about(story: Hands) -> None:
    first = story.window.session.undecided()[0]
    story.press("A", "Tab")
    tab(story.window, "History")
    choose(story.window, 0)
    assert story.window.session.current is not None
    assert story.window.session.current.id == first.id
