"""Everything by keyboard, and a name for everything that can have the focus."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from gui.theme import THEMES
from tests.gui.hands import Hands, press

KEYED = [Qt.FocusPolicy.TabFocus, Qt.FocusPolicy.StrongFocus, Qt.FocusPolicy.WheelFocus]


def nameless(parent: QWidget) -> list[str]:
    """Widgets that the keyboard reaches and that a screen reader has no words for."""
    found = [w for w in parent.findChildren(QWidget) if w.focusPolicy() in KEYED and w.isVisibleTo(parent)]
    assert found
    return [f"{type(w).__name__} {w.objectName()}" for w in found if not name_of(w)]


def name_of(widget: QWidget) -> str:
    return widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")


def test_whatever_can_have_the_focus_has_a_name(hands: Hands) -> None:
    assert nameless(hands.window) == []
    hands.press("F")
    assert nameless(hands.window) == []


@pytest.mark.parametrize("key", ["Ctrl+K", "?", "Ctrl+E", "Ctrl+Alt+K", "Ctrl+M"])
def test_in_dialogues_too(hands: Hands, key: str) -> None:
    seen: list[list[str]] = []
    hands.answer(lambda dialogue: seen.append(nameless(dialogue)))
    hands.press(key)
    assert seen == [[]]


def test_the_keys_of_the_places_reach_them(hands: Hands) -> None:
    window = hands.window
    for key, place in (("Ctrl+2", window.queue.list), ("Ctrl+3", window.spans.list), ("Ctrl+1", window.view)):
        press(QApplication.focusWidget() or window, key)
        assert place.hasFocus()


def test_tab_goes_round_the_whole_window_and_back(hands: Hands) -> None:
    """In the article Tab goes to the next suggestion; from anywhere else it goes on, through all there is."""
    window = hands.window
    press(window.view, "Ctrl+2")
    reached = tab_through(window, "Tab")
    names = {name_of(widget) for widget in reached}
    assert {"Queue", "Annotations", "Lists", "Accept", "Fix", "Reject"} <= names
    assert window.view in reached
    press(window.view, "Ctrl+3")
    assert set(tab_through(window, "Shift+Tab")) == set(reached)


def tab_through(window: QWidget, key: str) -> Sequence[QWidget]:
    """The widgets that have the focus one after another until one has it again; the article is left by Ctrl+3."""
    reached: list[QWidget] = []
    for _ in range(60):
        widget = QApplication.focusWidget()
        assert widget is not None
        if widget in reached:
            return reached
        reached.append(widget)
        step = widget.previousInFocusChain if key.startswith("Shift") else widget.nextInFocusChain
        assert step() is not None
        if widget.objectName() == "article":
            window.focusNextPrevChild(not key.startswith("Shift"))
        else:
            press(widget, key)
    raise AssertionError("Tab does not come round")


def test_the_lines_of_the_lists_are_read_out(hands: Hands) -> None:
    """The lists are a screen reader's way into the article."""
    for tab in range(hands.window.spans.tabs.count()):
        hands.window.spans.tabs.setCurrentIndex(tab)
        lines = hands.window.spans.lines
        for row in range(lines.rowCount()):
            said = lines.index(row).data(Qt.ItemDataRole.AccessibleTextRole)
            assert lines.index(row).data() in said
            assert len(said) > len(lines.index(row).data()) + 2


def test_a_screen_reader_finds_the_list_and_its_lines(hands: Hands) -> None:
    hands.window.spans.tabs.setCurrentIndex(3)
    interface = QAccessible.queryAccessibleInterface(hands.window.spans.list)
    assert interface is not None
    assert interface.text(QAccessible.Text.Name) == "Annotations"
    cells = [interface.child(at) for at in range(interface.childCount())]
    names = [cell.text(QAccessible.Text.Name) for cell in cells if cell.role() == QAccessible.Role.Cell]
    assert any("mention, suggested" in name or "mention · suggested" in name for name in names)


@pytest.mark.parametrize("problem", [True, False])
def test_what_is_told_is_announced(hands: Hands, monkeypatch: pytest.MonkeyPatch, problem: bool) -> None:
    announced: list[tuple[str, bool]] = []

    def update(event: QAccessibleAnnouncementEvent) -> None:
        assertive = event.politeness() == QAccessible.AnnouncementPoliteness.Assertive
        announced.append((event.message(), assertive))

    monkeypatch.setattr("gui.bars.QAccessible.updateAccessibility", update)
    hands.window.session.told.emit("The disk is full.", problem)
    assert announced == [("The disk is full.", problem)]


@pytest.mark.parametrize("theme", list(THEMES))
def test_the_focus_can_be_seen(hands: Hands, theme: str) -> None:
    window = hands.window
    window.appearance.choose(theme)
    window.banner.hide()
    places: list[Callable[[], QWidget]] = [
        lambda: window.queue.list,
        lambda: window.spans.list,
        lambda: window.spans.tabs,
        *(lambda name=name: button_of(window, name) for name in ("Accept", "Fix")),
    ]
    for place in places:
        widget = place()
        window.view.setFocus()
        QCoreApplication.processEvents()
        before = widget.grab().toImage()
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        QCoreApplication.processEvents()
        assert widget.grab().toImage() != before, name_of(widget)


def button_of(window: QWidget, name: str) -> QWidget:
    return next(b for b in window.findChildren(QAbstractButton) if name_of(b) == name and b.isVisibleTo(window))
