"""Notes and flags in a person's hands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QWidget

from annotation.model import Annotation
from gui.note_box import NoteBox
from tests.gui.hands import Hands, press, push, reopened, saved

STORY = "Kovo met Marin. Kovo spoke.\n“Nobody asked us,” Marin said, and Duna agreed."


@pytest.fixture
def story(hands_on: Callable[..., Hands]) -> Hands:
    return hands_on(STORY, "Marin waits for Duna.", "Nobody is here.", "Kovo sleeps.")


def write(hands: Hands, *lines: str, key: str = "Ctrl+Return") -> None:
    """Types lines into the note that opens next, in the place of what stands there, and presses a key."""

    def act(dialogue: QWidget) -> None:
        assert isinstance(dialogue, NoteBox)
        assert dialogue.words.hasFocus()
        press(dialogue.words, "Ctrl+A")
        for number, line in enumerate(lines):
            if number:
                press(dialogue.words, "Return")
            dialogue.words.insertPlainText(line)
        press(dialogue.words, key)

    hands.answer(act)
    hands.press("N")


def look(hands: Hands, act: Callable[[NoteBox], object]) -> None:
    """Opens the note, runs `act` on it, and leaves it by Escape."""

    def when_open(dialogue: QWidget) -> None:
        assert isinstance(dialogue, NoteBox)
        act(dialogue)
        press(dialogue.words, "Esc")

    hands.answer(when_open)
    hands.press("N")


def at_hand(hands: Hands) -> Annotation:
    assert hands.window.session.current is not None
    return hands.window.session.current


def shown(hands: Hands) -> str:
    """Every word on the cards that can be seen."""
    QCoreApplication.processEvents()
    return "\n".join(label.text() for label in hands.window.cards.findChildren(QLabel) if label.isVisible())


def test_a_note_of_several_lines_is_written_and_shown(story: Hands) -> None:
    quote = story.suggestion("quote")
    story.go_to(quote)
    write(story, "Is this still hers? 👍🏽", "שאלה")
    assert saved(story.window)[quote.id].note == "Is this still hers? 👍🏽\nשאלה"
    assert saved(story.window)[quote.id].status == "suggested"
    assert "Is this still hers? 👍🏽 שאלה" in shown(story)
    story.press("Ctrl+Z")
    assert saved(story.window)[quote.id] == quote


def test_a_note_can_be_changed_and_taken_away(story: Hands) -> None:
    first = at_hand(story)
    write(story, "one")
    found: list[str] = []
    look(story, lambda box: found.append(box.words.toPlainText()))
    write(story, "two")
    assert saved(story.window)[first.id].note == "two"
    write(story, "")
    assert saved(story.window)[first.id].note == ""
    assert found == ["one"]


def test_the_mouse_saves_and_drops_too(story: Hands) -> None:
    first = at_hand(story)
    for words, name in (("kept", "Save"), ("gone", "Drop")):

        def act(dialogue: QWidget, words: str = words, name: str = name) -> None:
            assert isinstance(dialogue, NoteBox)
            dialogue.words.setPlainText(words)
            push(dialogue, name)

        story.answer(act)
        story.press("N")
    assert saved(story.window)[first.id].note == "kept"


def test_what_was_typed_and_not_saved_comes_back_and_the_saved_note_is_one_undo_away(story: Hands) -> None:
    first = at_hand(story)
    write(story, "saved")
    write(story, "typed", key="Esc")
    assert "N brings back what you typed" in story.told
    assert saved(story.window)[first.id].note == "saved"
    words: list[str] = []

    def act(box: NoteBox) -> None:
        words.append(box.words.toPlainText())
        press(box.words, "Ctrl+Z")
        words.append(box.words.toPlainText())

    look(story, act)
    assert words == ["typed", "saved"]
    words.clear()
    look(story, act)
    assert words[0] == "saved"


def test_what_was_typed_is_kept_for_its_own_annotation_only(story: Hands) -> None:
    write(story, "typed", key="Esc")
    words: list[str] = []
    story.press("Tab")
    look(story, lambda box: words.append(box.words.toPlainText()))
    story.press("Shift+Tab")
    write(story, "typed and saved")
    look(story, lambda box: words.append(box.words.toPlainText()))
    assert words == ["", "typed and saved"]


def test_a_note_that_is_looked_at_and_saved_keeps_its_no_break_spaces(story: Hands) -> None:
    first, note = at_hand(story), "10\u00a0% of\r\nthem\u2028all"
    story.window.session.do(story.window.session.project.set_note, first, note)
    look(story, lambda _box: None)
    assert "N brings back" not in story.told
    story.answer(lambda box: press(box, "Ctrl+Enter"))
    story.press("N")
    assert saved(story.window)[first.id].note == note


def test_leaving_a_note_as_it_was_says_nothing(story: Hands) -> None:
    look(story, lambda _box: None)
    assert "N brings back" not in story.told


def test_a_note_that_another_window_changed_meanwhile_is_refused_and_what_was_typed_is_kept(story: Hands) -> None:
    first = at_hand(story)
    other = reopened(story.window)
    words: list[str] = []

    def act(dialogue: QWidget) -> None:
        assert isinstance(dialogue, NoteBox)
        other.set_note(first, "theirs")
        dialogue.words.setPlainText("mine")
        press(dialogue.words, "Ctrl+Return")

    story.answer(act)
    story.press("N")
    other.close()
    assert "changed in another window" in story.told
    assert saved(story.window)[first.id].note == "theirs"
    story.go_to(first)
    look(story, lambda box: words.append(box.words.toPlainText()))
    assert words == ["mine"]


@pytest.mark.parametrize("note", ["x" * 1_000_000, "many words 中 " * 80_000, "line\n" * 200_000])
def test_a_note_of_a_megabyte_is_kept_whole_and_shown_by_its_beginning(story: Hands, note: str) -> None:
    quote = story.suggestion("quote")
    story.go_to(quote)
    write(story, note)
    assert saved(story.window)[quote.id].note == note
    labels = [label.text() for label in story.window.cards.findChildren(QLabel)]
    assert max(map(len, labels)) < 400
    assert any(text.endswith("…") and note[:4] in text for text in labels)
    found: list[str] = []
    look(story, lambda box: found.append(box.words.toPlainText()))
    assert found == [note]
    story.press("F")
    assert max(len(label.text()) for label in story.window.cards.findChildren(QLabel)) < 400
    story.press("Return", "Ctrl+Z")
    assert saved(story.window)[quote.id].note == note


def test_a_long_word_does_not_widen_the_dialogue(story: Hands) -> None:
    widths: list[tuple[int, int]] = []
    write(story, "x" * 1_000_000)
    look(story, lambda box: widths.append((box.width(), box.findChildren(QPlainTextEdit)[0].width())))
    ((box, words),) = widths
    assert words <= box <= 600


def test_a_flag_is_set_and_taken_away_and_shown_by_a_word(story: Hands) -> None:
    first = at_hand(story)
    story.press("Shift+N")
    assert saved(story.window)[first.id] == replace(first, flagged=True)
    assert "flagged" in shown(story)
    story.press("F")
    assert "flagged" in shown(story)
    story.press("Esc", "Shift+N")
    assert saved(story.window)[first.id] == first
    assert "flagged" not in shown(story)


def beneath(hands: Hands, row: int) -> str:
    return hands.window.spans.lines.index(row).data(Qt.ItemDataRole.UserRole).beneath


def test_lists_mark_what_is_flagged_and_what_has_a_note(story: Hands) -> None:
    spans = story.window.spans
    spans.tabs.setCurrentIndex(spans.tabs.count() - 2)
    row = spans.lines.row_of(at_hand(story))
    assert row is not None
    assert beneath(story, row).startswith("mention")
    write(story, "seen")
    story.press("Shift+N")
    assert beneath(story, row).startswith("⚑ flagged · ✎ note · mention")


def test_going_from_flag_to_flag_over_the_articles_round_and_round(story: Hands) -> None:
    window = story.window
    articles = list(window.session.project.store.article_ids())
    first, second = window.session.undecided()[1], story.suggestion("mention", "Duna")
    for annotation in (first, second):
        story.go_to(annotation)
        story.press("Shift+N")
    story.press("Ctrl+PgDown", "Ctrl+PgDown", "Ctrl+PgDown")
    fourth = at_hand(story)
    story.press("Shift+N", "Ctrl+PgUp")
    assert window.session.current is None
    reached: list[tuple[int, str]] = []
    for _ in range(4):
        story.press("Ctrl+Shift+N")
        assert window.session.article is not None
        reached.append((articles.index(window.session.article.id), at_hand(story).id))
    assert reached == [(3, fourth.id), (0, first.id), (0, second.id), (3, fourth.id)]


def test_flags_that_are_not_there_are_told(story: Hands) -> None:
    story.press("Ctrl+Shift+N")
    assert "Nothing is flagged" in story.told
    story.press("Shift+N", "Ctrl+Shift+N")
    assert "No other annotation is flagged" in story.told
    story.press("X", "Ctrl+Shift+N")
    assert "Nothing is flagged" in story.told


def test_with_nothing_at_hand_the_keys_say_what_to_do(hands_on: Callable[..., Hands]) -> None:
    hands = hands_on("Nobody is here.")
    for key in ("N", "Shift+N"):
        hands.window.banner.hide()
        hands.press(key)
        assert "No annotation is at hand" in hands.told
    hands.press("Ctrl+Shift+N")
    assert "Nothing is flagged" in hands.told


def test_without_an_article_nothing_is_flagged(hands_on: Callable[..., Hands]) -> None:
    hands = hands_on()
    hands.press("Ctrl+Shift+N")
    assert "Nothing is flagged" in hands.told
