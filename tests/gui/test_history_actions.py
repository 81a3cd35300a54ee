"""The past of annotations in a person's hands."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QListView, QWidget

from annotation.model import Annotation
from gui.chooser import Choice
from tests.gui.hands import Hands, press, reopened, saved

STORY = "Kovo met Marin. Kovo spoke.\n“Nobody asked us,” Marin said, and Duna agreed."


@pytest.fixture
def story(hands_on: Callable[..., Hands]) -> Hands:
    return hands_on(STORY, "Marin waits for Duna.")


def at_hand(hands: Hands) -> Annotation:
    assert hands.window.session.current is not None
    return hands.window.session.current


def lines_in(dialogue: QWidget) -> list[Choice]:
    (view,) = dialogue.findChildren(QListView)
    model = view.model()
    return [model.index(row, 0).data(Qt.ItemDataRole.UserRole) for row in range(model.rowCount())]


def pick(hands: Hands, key: str, words: str = "") -> list[Choice]:
    """Opens a list by its key, types words into it, and takes the first line; gives all lines that it had."""
    lines: list[Choice] = []

    def act(dialogue: QWidget) -> None:
        lines.extend(lines_in(dialogue))
        (field,) = dialogue.findChildren(QLineEdit)
        field.setText(words)
        press(field, "Return")

    hands.answer(act)
    hands.press(key)
    return lines


def look(hands: Hands, key: str) -> list[Choice]:
    """What stands in a list that a key opens; nothing is taken."""
    lines: list[Choice] = []
    hands.answer(lambda dialogue: lines.extend(lines_in(dialogue)))
    hands.press(key)
    return lines


def texts(lines: Sequence[Choice]) -> list[str]:
    return [line.text for line in lines]


def fixed_quote(hands: Hands) -> tuple[Annotation, list[Annotation]]:
    """A quote that was flagged, and fixed twice; and what it was after each of these, oldest first."""
    quote = hands.suggestion("quote")
    states = [quote]
    hands.go_to(quote)
    for keys in (("Shift+N",), ("F", "I", "Return"), ("F", "Left", "Return")):
        hands.press(*keys)
        states.append(saved(hands.window)[quote.id])
        hands.go_to(quote)
    return quote, states


def test_the_history_tells_every_change_with_when_who_and_what(story: Hands) -> None:
    fixed_quote(story)
    lines = look(story, "H")
    assert texts(lines) == [
        "content: “Nobody asked us,” → “Nobody asked us”",
        "accepted · kind: direct → indirect",
        "flagged",
        "as it was suggested",
    ]
    assert all(line.key.endswith(" UTC · mk") for line in lines[:-1])
    assert lines[-1].key == "at first"


@pytest.mark.parametrize(("words", "state"), [("kind indirect", 2), ("flagged", 1), ("suggested", 0)])
def test_enter_restores_what_it_was_after_that_change_in_one_step(story: Hands, words: str, state: int) -> None:
    quote, states = fixed_quote(story)
    pick(story, "H", words)
    assert saved(story.window)[quote.id] == states[state]
    assert at_hand(story) == states[state]
    assert "It is restored" in story.told
    story.press("Ctrl+Z")
    assert saved(story.window)[quote.id] == states[-1]


def test_as_it_is_already_is_no_step(story: Hands) -> None:
    _, states = fixed_quote(story)
    pick(story, "H", "content")
    assert "It is like this already" in story.told
    story.press("Ctrl+Z")
    assert at_hand(story) == states[-2]


def test_restoring_what_was_rejected_goes_on_to_what_is_shown(story: Hands) -> None:
    first = at_hand(story)
    story.press("X", "Ctrl+Z")
    assert at_hand(story).id == first.id
    lines = pick(story, "H", "rejected")
    assert texts(lines) == ["took back: undecided again", "rejected", "as it was suggested"]
    assert saved(story.window)[first.id].status == "rejected"
    assert at_hand(story).id == story.window.session.undecided()[0].id != first.id


def test_what_has_no_past_says_so(story: Hands) -> None:
    story.press("H")
    assert "Nothing has been changed about it yet" in story.told


def test_who_was_merged_away_is_told_to_be_back(story: Hands) -> None:
    window = story.window
    quote = story.suggestion("quote")
    story.go_to(quote)
    story.pick("kovo")
    story.press("Ctrl+M")
    story.go_to(saved(window)[quote.id])
    speaker = quote.actors["speaker"][0]
    lines = pick(story, "H", "as it was")
    assert lines[0].text.startswith("speaker: ")
    assert lines[0].text.endswith(" → Kovo")
    assert saved(window)[quote.id] == quote
    assert f"{window.session.actors[speaker].name} is in the cast again" in story.told
    assert speaker in {entry.actor.id for entry in window.session.cast()}


def test_a_change_that_deleted_it_cannot_be_restored_to(story: Hands) -> None:
    story.select("spoke")
    story.pick("Kovo")
    story.press("M", "Return")
    made = at_hand(story)
    story.press("X", "Ctrl+Z")
    story.go_to(made)
    lines = pick(story, "H", "deleted")
    assert texts(lines) == ["took back: added", "deleted", "added"]
    assert "This change deleted it" in story.told
    assert saved(story.window)[made.id] == made


def test_what_was_deleted_is_restored_from_its_list(story: Hands) -> None:
    story.select("spoke")
    story.pick("Kovo")
    story.press("M", "Return")
    made = at_hand(story)
    write = story.window.session.do
    write(story.window.session.project.set_note, made, "mine 👍")
    made = at_hand(story)
    story.press("X")
    assert made.id not in saved(story.window)
    lines = pick(story, "Ctrl+Shift+H", "spoke")
    assert texts(lines) == ["mention: spoke"]
    assert saved(story.window)[made.id] == made
    assert at_hand(story) == made
    story.press("Ctrl+Shift+H")
    assert "You have deleted nothing" in story.told


def test_escape_restores_nothing(story: Hands) -> None:
    quote, states = fixed_quote(story)
    look(story, "H")
    assert saved(story.window)[quote.id] == states[-1]


def test_what_another_window_changed_meanwhile_is_not_overwritten(story: Hands) -> None:
    quote, states = fixed_quote(story)
    other = reopened(story.window)

    def act(dialogue: QWidget) -> None:
        other.set_note(states[-1], "theirs")
        (field,) = dialogue.findChildren(QLineEdit)
        field.setText("suggested")
        press(field, "Return")

    story.answer(act)
    story.press("H")
    other.close()
    assert "changed in another window" in story.told
    assert saved(story.window)[quote.id].note == "theirs"


def test_what_no_longer_fits_the_labels_is_refused_in_a_sentence(story: Hands) -> None:
    quote, states = fixed_quote(story)
    project = story.window.session.project
    fewer = project.schema.model_dump()
    quotes = next(layer for layer in fewer["layers"] if layer["id"] == "quote")
    quotes["fields"][0]["choices"] = [one for one in quotes["fields"][0]["choices"] if one["id"] != "direct"]
    project.schema = type(project.schema).model_validate(fewer)
    pick(story, "H", "suggested")
    assert "It cannot be restored, for the labels of the project are others by now" in story.told
    assert saved(story.window)[quote.id] == states[-1]


def test_with_nothing_at_hand_the_keys_say_what_to_do(hands_on: Callable[..., Hands]) -> None:
    hands = hands_on("Nobody is here.")
    hands.press("H")
    assert "No annotation is at hand" in hands.told
    hands.press("Ctrl+Shift+H")
    assert "You have deleted nothing" in hands.told
