"""The person's own keys: chosen at a press, told where they clash, and kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QKeySequenceEdit, QLabel, QLineEdit, QPushButton, QTableView, QTextBrowser, QWidget

from annotation.project import Project
from annotation.schema import Schema, load_schema
from gui.commands import Command, commands_for, in_own_keys, mirrored, normal, parts_of, types_something
from gui.keys import KeyDialogue
from gui.settings import Settings
from gui.window import Window
from tests.gui.hands import Hands, press, push, saved

SCHEMA = load_schema()


def by_id(overrides: dict[str, tuple[str, ...]] | None = None) -> dict[str, Command]:
    return {command.id: command for command in commands_for(SCHEMA, overrides)}


def keys_of(commands: Sequence[Command]) -> dict[str, tuple[str, ...]]:
    return {command.id: command.keys for command in commands}


# The table


def test_without_keys_of_ones_own_the_table_is_as_it_was() -> None:
    assert keys_of(commands_for(SCHEMA, {})) == keys_of(commands_for(SCHEMA))


def test_a_key_of_ones_own_takes_the_place_of_all_that_the_command_had() -> None:
    assert by_id({"save": ("Ctrl+S",)})["save"].keys == ("Ctrl+S",)


def test_a_letter_acts_in_the_article_alone_whatever_it_is_for() -> None:
    assert not by_id()["palette"].article
    assert by_id({"palette": ("P",)})["palette"].article
    assert not by_id({"palette": ("F5",)})["palette"].article


@pytest.mark.parametrize(
    ("key", "types"),
    [
        *((key, True) for key in ("A", "Shift+A", "+", "Left")),
        *((key, False) for key in ("F5", "Shift+F5", "Ctrl+A", "Alt+Left", "Ctrl++", "Meta+A")),
    ],
)
def test_what_types_something(key: str, types: bool) -> None:
    assert types_something(key) is types


@pytest.mark.parametrize(
    ("key", "parts"),
    [("A", ["A"]), ("+", ["+"]), ("Ctrl++", ["Ctrl", "+"]), ("Ctrl+Shift+Z", ["Ctrl", "Shift", "Z"]), ("F2", ["F2"])],
)
def test_the_parts_of_a_key(key: str, parts: list[str]) -> None:
    assert parts_of(key) == parts


keys = st.sampled_from(["A", "X", "C", "M", "Ctrl+M", "Ctrl+K", "Shift+A", "F5", "+", "Ctrl++", "Return", "é", "5"])
overrides = st.dictionaries(st.sampled_from([*by_id(), "nobody"]), st.lists(keys, max_size=2).map(tuple), max_size=6)


@given(overrides)
def test_whatever_was_chosen_no_two_commands_of_a_mode_share_a_key(own: dict[str, tuple[str, ...]]) -> None:
    commands = commands_for(SCHEMA, own)
    for mode in ("review", "fix"):
        used = [normal(key) for command in commands if command.mode in ("always", mode) for key in command.keys]
        assert len(used) == len(set(used))
    assert [command.id for command in commands] == list(by_id())


def test_what_was_chosen_goes_before_what_the_program_and_the_schema_want() -> None:
    commands = by_id({"skip": ("A",), "reveal": ("M",)})
    assert (commands["skip"].keys, commands["accept"].keys) == (("A",), ())
    assert (commands["reveal"].keys, commands["new_mention"].keys) == (("M",), ())
    assert "A" in commands["save"].keys, "that one acts in another mode"


def test_a_key_that_the_program_gave_up_is_the_schemas_again() -> None:
    layer = SCHEMA.layers[0].model_dump() | {"key": "A"}
    others = [other.model_dump() for other in SCHEMA.layers[1:]]
    schema = Schema.model_validate(SCHEMA.model_dump() | {"layers": [layer, *others]})
    name = f"new_{layer['id']}"
    assert {c.id: c.keys for c in commands_for(schema)}[name] == ()
    assert {c.id: c.keys for c in commands_for(schema, {"accept": ("Y",)})}[name] == ("A",)


def test_a_key_to_the_right_is_one_to_the_left_in_the_mirror() -> None:
    assert mirrored(by_id()["end_char_on"]).keys == ("Ctrl+Left",)
    assert mirrored(mirrored(by_id()["start_back"])) == by_id()["start_back"]
    assert mirrored(by_id()["larger"]).keys == by_id()["larger"].keys


@pytest.mark.parametrize(
    ("sentence", "own", "said"),
    [
        ("Ctrl+Z takes that back.", {}, "Ctrl+Z takes that back."),
        ("Ctrl+Z takes that back.", {"undo": ("Ctrl+U",)}, "Ctrl+U takes that back."),
        ("Ctrl+Enter marks it done.", {"done": ("F5",)}, "F5 marks it done."),
        ("Ctrl+Enter marks it done.", {}, "Ctrl+Enter marks it done."),
        (
            "Until you press D. Ctrl+I imports.",
            {"reveal": ("G",), "import": ()},
            "Until you press G. (no key) imports.",
        ),
        ("Ctrl+Nothing is no key, D a letter.", {"reveal": ("G",)}, "Ctrl+Nothing is no key, D a letter."),
    ],
)
def test_sentences_name_the_keys_as_they_are(sentence: str, own: dict[str, tuple[str, ...]], said: str) -> None:
    assert in_own_keys(sentence, commands_for(SCHEMA, own)) == said


def test_the_banner_names_the_keys_as_they_are(hands: Hands) -> None:
    ask(hands, lambda asked: asked.set("undo", "Ctrl+U"))
    hands.press("Shift+A")
    assert "Ctrl+U takes all of them back" in hands.told


# The dialogue


class Asked:
    """The dialogue as a person uses it: by keyboard alone."""

    def __init__(self, dialogue: QWidget) -> None:
        assert isinstance(dialogue, KeyDialogue)
        self.dialogue = dialogue
        (self.filter,) = (f for f in dialogue.findChildren(QLineEdit) if f.accessibleName() == "Find a command")
        self.table = dialogue.findChild(QTableView)
        self.field = dialogue.findChild(QKeySequenceEdit)

    def choose(self, words: str) -> None:
        """Finds a command and asks for another key for it."""
        self.filter.setFocus()
        press(self.filter, "Ctrl+A")
        QTest.keyClicks(self.filter, words)
        press(self.filter, "Tab")
        assert self.table.hasFocus()
        press(self.table, "Return")
        assert self.field.hasFocus()

    def set(self, words: str, key: str) -> None:
        self.choose(words)
        press(self.field, key)

    @property
    def said(self) -> str:
        return " ".join(label.text() for label in self.dialogue.findChildren(QLabel))

    def keys_shown(self) -> list[str]:
        model = self.table.model()
        return [model.index(row, 2).data() for row in range(model.rowCount())]


def ask(hands: Hands, act: Callable[[Asked], object], key: str = "Ctrl+Alt+K") -> None:
    """Opens the dialogue and does something in it."""
    hands.answer(lambda dialogue: act(Asked(dialogue)))
    hands.press(key)


def foot(window: Window) -> Sequence[str]:
    return [button.text() for button in window.keys.findChildren(QPushButton)]


def test_a_new_key_acts_at_once_and_the_old_one_no_more(hands: Hands) -> None:
    ask(hands, lambda asked: asked.set("mark done", "Ctrl+U"))
    assert hands.window.qactions["done"].shortcut().toString() == "Ctrl+U"
    ask(hands, lambda asked: asked.set("reject", "Y"))
    first, second = hands.window.session.undecided()[:2]
    hands.press("X")
    assert saved(hands.window)[first.id].status == "suggested"
    hands.press("Y")
    assert saved(hands.window)[first.id].status == "rejected"
    assert saved(hands.window)[second.id].status == "suggested"


def test_a_new_key_is_named_wherever_keys_are(hands: Hands) -> None:
    ask(hands, lambda asked: asked.set("reject", "Y"))
    window = hands.window
    assert "Reject  [Y]" in foot(window)
    assert any(b.text() == "Reject  Y" for b in window.cards.findChildren(QPushButton))
    assert [s.toString() for s in window.qactions["reject"].shortcuts()] == ["Y"]
    seen: list[str] = []
    hands.answer(lambda dialogue: seen.append(dialogue.findChild(QTextBrowser).toPlainText().replace("\xa0", " ")))
    hands.press("?")
    assert "Reject" in seen[0].split("\nY  \n")[1].splitlines()[0]
    ask(hands, lambda asked: asked.set("search commands", "Ctrl+P"))
    assert any("Ctrl P" in button.text() for button in window.top.findChildren(QPushButton))


def test_a_key_of_the_schema_can_be_changed_too(hands: Hands) -> None:
    ask(hands, lambda asked: asked.set("new quote", "Y"))
    hands.press("F")
    ask(hands, lambda asked: asked.set("set actor", "E"))
    cards = hands.window.cards
    assert any(b.accessibleName() == "Change the actor" and "E" in b.toolTip() for b in cards.findChildren(QPushButton))
    hands.pick("Kovo")
    hands.press("E")
    assert hands.window.session.draft is not None
    assert [actor.name for actor in hands.window.session.draft.new_actors] == ["Kovo"]


def test_a_clash_is_named_and_the_key_stays_where_it_is_left(hands: Hands) -> None:
    said: list[str] = []

    def act(asked: Asked) -> None:
        asked.set("accept all", "Ctrl+M")
        said.append(asked.said)
        push(asked.dialogue, "Leave it there")

    ask(hands, act)
    assert "“Same actor as…”; take it away from there?" in said[0]
    assert Settings().keys == {}


def test_a_key_can_be_taken_away_from_another(hands: Hands) -> None:
    def act(asked: Asked) -> None:
        asked.set("accept all", "Ctrl+M")
        button = asked.dialogue.focusWidget()
        assert isinstance(button, QPushButton)
        press(button, Qt.Key.Key_Space)

    ask(hands, act)
    assert Settings().keys == {"actor_merge": (), "accept_same": ("Ctrl+M",)}
    assert hands.window.qactions["actor_merge"].shortcuts() == []


def test_only_the_key_itself_is_taken_away(hands: Hands) -> None:
    def act(asked: Asked) -> None:
        asked.set("same actor", "Ctrl+Y")
        push(asked.dialogue, "Take it away")

    ask(hands, act)
    assert [s.toString() for s in hands.window.qactions["redo"].shortcuts()] == ["Ctrl+Shift+Z"]


def test_one_key_may_mean_two_things_in_two_modes(hands: Hands) -> None:
    def act(asked: Asked) -> None:
        asked.set("next suggestion", "Backspace")
        assert "take it away" not in asked.said

    ask(hands, act)
    assert Settings().keys == {"next": ("Backspace",)}


def test_one_and_all_can_be_reset(hands: Hands) -> None:
    ask(hands, lambda asked: (asked.set("reject", "Y"), asked.set("redo", "Ctrl+B")))
    assert set(Settings().keys) == {"reject", "redo"}

    def reset_one(asked: Asked) -> None:
        QTest.keyClicks(asked.filter, "reject")
        assert asked.keys_shown() == ["Y (yours)"]
        push(asked.dialogue, "Reset this one")
        assert asked.keys_shown() == ["X"]

    ask(hands, reset_one)
    assert set(Settings().keys) == {"redo"}
    ask(hands, lambda asked: push(asked.dialogue, "Reset all"))
    assert Settings().keys == {}
    assert keys_of(hands.window.commands) == keys_of(commands_for(SCHEMA))


def test_tab_leaves_the_field_and_the_key_as_they_are(hands: Hands) -> None:
    def act(asked: Asked) -> None:
        asked.choose("reject")
        press(asked.field, "Tab")
        assert not asked.field.hasFocus()

    ask(hands, act)
    assert Settings().keys == {}


def test_a_command_is_found_by_its_words_or_its_key(hands: Hands) -> None:
    rows: list[list[str]] = []

    def act(asked: Asked) -> None:
        for words in ("actor same", "ctrl+shift+k", "nothing like it"):
            asked.filter.clear()
            QTest.keyClicks(asked.filter, words)
            model = asked.table.model()
            rows.append([model.index(row, 0).data() for row in range(model.rowCount())])
        press(asked.table, "Return")  # with nothing chosen

    ask(hands, act)
    assert rows == [["Same actor as…"], ["Kind of actor…"], []]


def test_keys_are_there_at_the_next_start(hands: Hands, windows: Callable[[Project], Window]) -> None:
    ask(hands, lambda asked: asked.set("reject", "Y"))
    path = hands.window.session.project.store.path
    hands.window.close()
    again = windows(Project.open(path))
    assert again.qactions["reject"].shortcut().toString() == "Y"
    assert "Reject  [Y]" in foot(again)


DAMAGED = [
    "nonsense",
    "[1, 2]",
    '{"accept": 7}',
    '{"accept": ["Hyper+Nothing"]}',
    '{"accept": [null]}',
    '{"accept": ["Ctrl+X, Y"]}',
    '{"accept": "Y"}',
    '{"accept"',
    "[" * 5000,
    "",
]


@pytest.mark.parametrize("value", DAMAGED)
def test_damaged_keys_are_left_out(value: str) -> None:
    settings = Settings()
    settings._kept.setValue("keys", value)
    assert Settings().keys == {}


def test_what_is_sound_of_damaged_keys_is_kept_and_commands_that_are_gone_do_no_harm(
    project: Project, windows: Callable[[Project], Window]
) -> None:
    Settings()._kept.setValue("keys", '{"accept": 7, "reject": ["Y"], "nobody": ["A"], "copy": []}')
    window = windows(project)
    shortcuts = {
        name: [s.toString() for s in window.qactions[name].shortcuts()] for name in ("accept", "reject", "copy")
    }
    assert shortcuts == {"accept": ["A"], "reject": ["Y"], "copy": []}


def test_the_settings_stay_readable(nothing_of_this_computer: Path) -> None:
    settings = Settings()
    settings.keys = {"accept": ("Y",)}
    settings._kept.sync()
    (file,) = nothing_of_this_computer.rglob("*.ini")
    assert "accept" in file.read_text("utf-8")
