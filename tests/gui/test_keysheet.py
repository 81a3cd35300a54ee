"""The sheet of all keys."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTextBrowser

from gui.commands import shown_keys
from gui.keysheet import key_table
from tests.gui.hands import Hands


def sheet(hands: Hands) -> str:
    """What the sheet shows when `?` is pressed."""
    seen: list[str] = []

    def act(dialogue: object) -> None:
        browser = dialogue.findChild(QTextBrowser)
        seen.append(browser.toPlainText())
        QTest.keyClick(dialogue, Qt.Key.Key_Escape)

    hands.answer(act)
    hands.press("?")
    return seen[0].replace("\xa0", " ")


def test_the_sheet_shows_every_key_with_what_it_does(hands: Hands) -> None:
    shown = sheet(hands)
    for command in hands.window.commands:
        if command.keys:
            assert command.text in shown
            assert shown_keys(command) in shown


def test_the_sheet_names_each_menu_that_has_keys(hands: Hands) -> None:
    shown = sheet(hands)
    for menu, rows in key_table(hands.window.commands):
        assert menu in shown
        assert rows


def test_the_sheet_can_be_read_in_the_dark(hands: Hands) -> None:
    """It brings no colours of its own."""
    hands.press("Ctrl+Shift+L")
    seen: list[bool] = []

    def act(dialogue: object) -> None:
        browser = dialogue.findChild(QTextBrowser)
        seen.append("color:" not in browser.toHtml().split("<body", 1)[1])

    hands.answer(act)
    hands.press("?")
    assert seen == [True]
