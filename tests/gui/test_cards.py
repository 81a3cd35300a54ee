"""The review cards: what they say, and that the mouse can do with them all that the keys can."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QWidget

from gui.window import Window
from tests.gui.hands import Hands, push, saved

STORY = "Kovo met Marin.\n“Nobody asked us,” Marin said.\nDuna opposes the plan of Kovo."


@pytest.fixture
def story(hands_on: Callable[..., Hands]) -> Hands:
    return hands_on(STORY)


def words(window: Window) -> str:
    """All that the cards say."""
    labels = [*window.cards.findChildren(QLabel), *window.cards.findChildren(QPushButton)]
    return " | ".join(label.text() for label in labels if not label.isHidden() and label.isVisible())


def go_to(hands: Hands, layer: str) -> None:
    hands.go_to(hands.suggestion(layer))
    QCoreApplication.processEvents()


def test_the_card_of_a_quote_says_what_who_and_how_sure(story: Hands) -> None:
    go_to(story, "quote")
    shown = words(story.window)
    for part in ("Quote", "“Nobody asked us,”", "Marin", "direct", "suggested", "90 % sure", "Accept", "Fix", "Reject"):
        assert part in shown, part


def test_the_card_of_a_stance_says_who_stands_where(story: Hands) -> None:
    story.press("D")
    go_to(story, "stance")
    shown = words(story.window)
    for part in ("Stance", "Duna", "opposes", "Kovo"):
        assert part in shown, part


def test_the_next_suggestion_has_a_card_too_and_a_click_goes_to_it(story: Hands) -> None:
    session = story.window.session
    following = session.undecided()[1]
    QCoreApplication.processEvents()
    cards = [card for card in story.window.cards.findChildren(QFrame) if card.objectName() == "card"]
    shown = [card for card in cards if card.isVisible()]
    assert len(shown) == 1
    QTest.mouseClick(shown[0], Qt.MouseButton.LeftButton)
    assert session.current == following


def squeezed(window: Window) -> list[str]:
    """What the cards say and have no room for."""
    labels = [label for label in window.cards.findChildren(QLabel) if label.isVisible()]
    return [label.text() for label in labels if label.height() < label.heightForWidth(label.width())]


def test_words_have_their_room_before_they_are_painted(hands: Hands) -> None:
    hands.window.resize(1280, 800)
    QCoreApplication.processEvents()
    for _ in range(12):
        hands.press("A")
        assert squeezed(hands.window) == []
    hands.press("F")
    assert squeezed(hands.window) == []


def test_long_facts_go_on_in_the_next_line(story: Hands) -> None:
    go_to(story, "quote")
    story.press("Shift+N", "F", "I", "Left", "Return")
    story.go_to(next(a for a in story.window.session.listed() if a.layer == "quote"))
    assert "accepted, fixed · ⚑ flagged · the marks say" in words(story.window)
    assert story.window.cards.minimumSizeHint().width() <= story.window.review.minimumWidth()


def test_the_buttons_accept_and_reject(story: Hands) -> None:
    first, second = story.window.session.undecided()[:2]
    push(story.window.cards, "Accept")
    push(story.window.cards, "Reject")
    assert saved(story.window)[first.id].status == "accepted"
    assert saved(story.window)[second.id].status == "rejected"


def test_the_keys_still_act_in_the_article_after_a_button_was_clicked(story: Hands) -> None:
    second = story.window.session.undecided()[1]
    push(story.window.cards, "Accept")
    assert story.window.view.hasFocus()
    story.press("A")
    assert saved(story.window)[second.id].status == "accepted"


def test_the_mouse_alone_fixes_a_quote(story: Hands) -> None:
    window = story.window
    go_to(story, "quote")
    quote = window.session.current
    assert quote is not None
    push(window.cards, "Fix")
    push(window.cards, "indirect")
    story.select("said")
    push(window.cards, "Change the cue")
    story.pick("Duna")
    push(window.cards, "Change the speaker")
    push(window.cards, "Save")
    now = saved(window)[quote.id]
    duna = next(e.actor.id for e in window.session.cast() if e.actor.name == "Duna")
    assert (now.values["kind"], now.actors["speaker"], story.words_of(now, "cue")) == ("indirect", (duna,), "said")


def test_the_button_drop_drops(story: Hands) -> None:
    before = saved(story.window)
    push(story.window.cards, "Fix")
    story.press("Right")
    push(story.window.cards, "Drop")
    assert story.window.session.draft is None
    assert saved(story.window) == before


def test_the_card_of_a_draft_shows_every_part_the_choice_made_and_the_guidance(story: Hands) -> None:
    go_to(story, "quote")
    story.press("F", "I")
    QCoreApplication.processEvents()
    shown = words(story.window)
    for part in ("Content", "Cue", "Source", "Speaker", "Quotation marks belong to the", "FIXING"):
        assert part in shown, part
    checked = [b.accessibleName() for b in story.window.cards.findChildren(QPushButton) if b.isChecked()]
    assert checked[-1:] == ["indirect"]


def test_the_active_part_of_a_draft_is_marked_by_more_than_colour(story: Hands) -> None:
    go_to(story, "quote")
    story.press("F")
    QCoreApplication.processEvents()
    assert "▸ Content" in words(story.window)
    story.select("said")
    story.press("U")
    QCoreApplication.processEvents()
    assert "▸ Cue" in words(story.window)
    assert "▸ Content" not in words(story.window)


def test_a_new_actor_is_named_on_the_card_before_it_is_saved(story: Hands) -> None:
    go_to(story, "quote")
    story.pick("The mayor")
    story.press("F", "W")
    QCoreApplication.processEvents()
    assert "The mayor" in words(story.window)
    assert story.window.session.project.store.actors_like("The mayor", limit=5) == []


def test_when_all_is_decided_the_card_says_what_can_be_done(story: Hands) -> None:
    story.press("D")
    while story.window.session.undecided():
        story.press("X")
    QCoreApplication.processEvents()
    assert "Nothing left to review" in words(story.window)
    assert "Ctrl+Enter" in words(story.window)


def test_the_card_tells_how_many_suggestions_are_held_back(story: Hands) -> None:
    while story.window.session.undecided():
        story.press("X")
    QCoreApplication.processEvents()
    assert "held back" in words(story.window)
    assert "press D" in words(story.window)


def test_a_long_quote_is_shortened_in_the_middle(hands_on: Callable[..., Hands]) -> None:
    hands = hands_on("Kovo waits. “It begins, " + "and goes on, " * 100 + "and ends.”")
    go_to(hands, "quote")
    label = max((one.text() for one in hands.window.cards.findChildren(QLabel)), key=len)
    assert len(label) < 400
    assert label.startswith("“It begins")
    assert label.endswith("and ends.”")


def test_markup_in_an_article_is_shown_as_it_is(hands_on: Callable[..., Hands]) -> None:
    hands = hands_on("Kovo waits. “<b>No</b> <img src=x>,” said Kovo.")
    go_to(hands, "quote")
    assert "<b>No</b> <img src=x>" in words(hands.window)
    assert all(
        label.textFormat() == Qt.TextFormat.PlainText or "<" not in label.text()
        for label in hands.window.cards.findChildren(QLabel)
    )


def test_old_cards_are_given_back(story: Hands) -> None:
    def pieces() -> int:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        return len(story.window.cards.findChildren(QWidget))

    before = pieces()
    for _ in range(30):
        story.press("Tab")
    assert pieces() < before * 3


def test_a_button_tells_a_screen_reader_what_it_does(story: Hands) -> None:
    story.press("F")
    for button in story.window.cards.findChildren(QPushButton):
        assert len(button.accessibleName()) > 1


def test_what_is_empty_takes_no_room(story: Hands) -> None:
    story.press("D")
    for layer in ("mention", "quote", "stance"):
        go_to(story, layer)
        labels = [label for label in story.window.cards.findChildren(QLabel) if label.isVisible()]
        assert labels
        assert [label.objectName() for label in labels if not label.text()] == []
