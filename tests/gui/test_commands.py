"""The one table of commands."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from annotation.schema import load_schema
from gui.commands import MENUS, Command, commands_for, shown_key, shown_keys
from gui.keysheet import key_table
from gui.window import Window
from tests.gui.hands import Hands, press, saved

COMMANDS = commands_for(load_schema())
EACH = pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)


@EACH
def test_every_command_says_what_it_does_and_stands_in_a_menu(command: Command) -> None:
    assert command.text
    assert command.text[0].isupper()
    assert command.menu in MENUS


@EACH
def test_every_key_is_one_that_qt_knows(command: Command) -> None:
    for key in command.keys:
        assert QKeySequence(key).count() == 1
        assert QKeySequence(key).toString() != ""


def test_ids_are_unique() -> None:
    ids = [command.id for command in COMMANDS]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("mode", ["review", "fix"])
def test_no_two_commands_of_a_mode_share_a_key(mode: str) -> None:
    owners: dict[str, list[str]] = defaultdict(list)
    for command in COMMANDS:
        if command.mode in ("always", mode):
            for key in command.keys:
                owners[QKeySequence(key).toString()].append(command.id)
    assert {key: ids for key, ids in owners.items() if len(ids) > 1} == {}


def test_keys_without_a_modifier_act_in_the_article_only() -> None:
    """Else they could not be typed elsewhere. `?` and the keys F1 to F12 are no letters of anybody's name."""
    plain = {
        c.id for c in COMMANDS for key in c.keys if not re.fullmatch(r"Ctrl\+.*|(Shift\+)?F\d+", key) and not c.article
    }
    assert plain == {"keys"}


def test_every_command_with_a_key_is_on_the_key_sheet() -> None:
    shown = [row for _, rows in key_table(COMMANDS) for row in rows]
    for command in COMMANDS:
        assert ((command.text, shown_keys(command)) in shown) == bool(command.keys)


def test_a_layers_key_begins_one_and_its_parts_keys_act_while_fixing() -> None:
    by_key = {(c.mode, key): c.text for c in COMMANDS for key in c.keys}
    assert by_key["review", "M"] == "New mention from the selection"
    assert by_key["review", "S"] == "New stance from the selection"
    for key in "CUOWTGIB+-~0":
        assert ("always", key) in by_key, key
    assert ("fix", "D") in by_key, "in review it shows what is held back"
    for key in ("Shift+C", "Shift+U", "Shift+O", "Shift+W"):
        assert by_key["always", key].startswith("Add")


def test_keys_are_shown_as_people_read_them() -> None:
    shown = {command.keys[0]: command for command in COMMANDS if command.keys}
    assert shown_key(shown["Escape"]) == "Esc"
    assert shown_key(shown["Shift+Right"]) == "Shift →"
    assert shown_keys(shown["Ctrl+Return"]).startswith("Ctrl Enter")
    assert {shown_key(command) for command in COMMANDS if not command.keys} == {""}


def test_another_schema_makes_other_commands() -> None:
    schema = load_schema()
    smaller = type(schema).model_validate(schema.model_dump() | {"layers": [schema.layers[0].model_dump()]})
    ids = {command.id for command in commands_for(smaller)}
    assert "new_mention" in ids
    assert not ids & {"new_quote", "new_stance", "part_U"}


# In the window


def test_every_command_is_in_the_menu_that_it_names(window: Window) -> None:
    menus = {menu.title(): menu for menu in window.menuBar().findChildren(QMenu)}
    for command in window.commands:
        assert window.qactions[command.id] in menus[command.menu].actions(), command.id


def test_the_menu_shows_the_same_words_and_keys_as_the_table(window: Window) -> None:
    for command in window.commands:
        action = window.qactions[command.id]
        assert action.text() == command.text
        assert [s.toString() for s in action.shortcuts()] == [QKeySequence(key).toString() for key in command.keys]


def test_only_the_commands_of_the_mode_can_be_used(hands: Hands) -> None:
    def usable() -> set[str]:
        return {c.id for c in hands.window.commands if hands.window.qactions[c.id].isEnabled()}

    always = {c.id for c in COMMANDS if c.mode == "always"}
    assert usable() == always | {c.id for c in COMMANDS if c.mode == "review"}
    hands.press("F")
    assert usable() == always | {c.id for c in COMMANDS if c.mode == "fix"}
    hands.press("Esc")
    assert usable() == always | {c.id for c in COMMANDS if c.mode == "review"}


def _keyed(mode: str) -> list[tuple[str, str]]:
    return [(c.id, key) for c in COMMANDS for key in c.keys if c.mode in ("always", mode)]


@pytest.mark.parametrize("mode", ["review", "fix"])
def test_every_key_runs_its_command_and_no_other(hands: Hands, mode: str) -> None:
    """Real key presses, with what the commands do taken out."""
    window = hands.window
    if mode == "fix":
        hands.press("F")
    ran = record(window)
    for name, key in _keyed(mode):
        ran.clear()
        press(window.view, key)
        assert ran == [name], key


@pytest.mark.parametrize("place", ["queue", "lists", "line"])
@pytest.mark.parametrize("mode", ["review", "fix"])
def test_letters_typed_elsewhere_do_nothing_to_the_article(qtbot: QtBot, hands: Hands, place: str, mode: str) -> None:
    window = hands.window
    line = QLineEdit(window)
    line.show()
    if mode == "fix":
        hands.press("F")
    widget = {"queue": window.queue.list, "lists": window.spans.list, "line": line}[place]
    widget.setFocus()
    qtbot.waitUntil(widget.hasFocus)
    before = (saved(window), window.session.current, window.session.draft)
    for letter in "AXFDJKOMQSCUWTGIBNH0123456789+-~":
        press(widget, letter)
    press(widget, "Backspace")
    assert (saved(window), window.session.current, window.session.draft) == before


@pytest.mark.parametrize("mode", ["review", "fix"])
def test_a_button_at_the_foot_does_what_its_key_does(hands: Hands, mode: str) -> None:
    window = hands.window
    if mode == "fix":
        hands.press("F")
    ran = record(window)
    for command in (c for c in window.commands if c.hint and c.mode in ("always", mode)):
        ran.clear()
        push_tip(window.keys, command.text)
        assert ran == [command.id]


def push_tip(parent: QWidget, tip: str) -> None:
    """Clicks the button whose tool tip is `tip`."""
    (button,) = (b for b in parent.findChildren(QPushButton) if b.toolTip() == tip and not b.isHidden())
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def record(window: Window) -> list[str]:
    """Takes out what the commands do, and gives the list that their ids go to instead."""
    ran: list[str] = []
    for command in window.commands:
        action = window.qactions[command.id]
        action.triggered.disconnect()
        action.triggered.connect(lambda _=False, name=command.id: ran.append(name))
    return ran
