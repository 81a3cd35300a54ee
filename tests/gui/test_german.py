"""The window in German: other words, the same keys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, Qt

from annotation.schema import load_schema
from annotation.words import speak
from gui.commands import COMMANDS, commands_for, in_own_keys, shown_key
from tests.gui.hands import Hands


@pytest.fixture(autouse=True)
def german() -> Iterator[None]:
    """German while a test runs, and English again after it."""
    speak(["de"])
    yield
    speak(["en"])


def menus(hands: Hands) -> list[str]:
    return [action.text() for action in hands.window.menuBar().actions()]


def test_the_menus_are_german(hands: Hands) -> None:
    assert menus(hands)[:3] == ["Datei", "Bearbeiten", "Durchsicht"]
    assert hands.window.qactions["accept"].text() == "Annehmen"


def test_the_keys_are_the_same(hands: Hands) -> None:
    session = hands.window.session
    hands.press(Qt.Key.Key_Tab)
    first = session.current
    assert first is not None
    assert first.status == "suggested"
    hands.press(Qt.Key.Key_A)
    assert session.annotations[first.id].status == "accepted"


def test_what_is_told_is_german(hands: Hands) -> None:
    hands.window.verbs.undo()
    hands.window.verbs.take_back()
    assert hands.told == "Zuerst eine Zeile des Verlaufs auswählen (Strg+3); Strg+Z nimmt das zuletzt Getane zurück."


def test_only_the_words_of_the_table_differ() -> None:
    spoken = {command.id: command for command in commands_for(load_schema())}
    for command in COMMANDS:
        assert spoken[command.id].keys == command.keys
        assert spoken[command.id].menu == command.menu
        assert bool(spoken[command.id].hint) == bool(command.hint)
        assert spoken[command.id].text.endswith("…") == command.text.endswith("…")


def test_a_key_is_shown_as_on_the_keyboard() -> None:
    keys = {command.id: shown_key(command) for command in commands_for(load_schema())}
    assert (keys["undo"], keys["find_previous"], keys["next_article"]) == ("Strg Z", "Umschalt F3", "Strg Bild ↓")


@pytest.mark.parametrize(
    ("sentence", "own", "said"),
    [
        (
            "D drücken, um sie zu sehen; Strg+Enter fertig.",
            {"reveal": ("Y",)},
            "Y drücken, um sie zu sehen; Strg+Enter fertig.",
        ),
        ("Strg+Umschalt+N geht weiter.", {"next_flagged": ("Ctrl+Shift+Y",)}, "Strg+Umschalt+Y geht weiter."),
        ("Strg+Z nimmt das zurück.", {"undo": ()}, "(keine Taste) nimmt das zurück."),
        ("Strg+Z nimmt das zurück.", {}, "Strg+Z nimmt das zurück."),
    ],
)
def test_a_sentence_names_the_persons_own_keys(sentence: str, own: dict[str, tuple[str, ...]], said: str) -> None:
    assert in_own_keys(sentence, commands_for(load_schema(), own)) == said


def test_nothing_is_cut_off_in_the_bars_and_lists(hands: Hands) -> None:
    window = hands.window
    window.resize(1280, 800)
    QCoreApplication.processEvents()
    tabs = window.spans.tabs
    assert tabs.tabRect(tabs.count() - 1).right() < tabs.width()
    for line in window.queue.heading.text().split("\n"):
        assert window.queue.heading.fontMetrics().horizontalAdvance(line) < window.queue.heading.width()
