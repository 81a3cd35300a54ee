"""The bar at the top, the banner, and the keys at the foot."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton
from pytestqt.qtbot import QtBot

from gui.bars import Banner
from tests.gui.hands import Hands, add_articles, push


def top(hands: Hands) -> str:
    return " | ".join(label.text() for label in hands.window.top.findChildren(QLabel))


def foot(hands: Hands) -> list[str]:
    return [b.text() for b in hands.window.keys.findChildren(QPushButton) if not b.isHidden()]


def test_the_top_says_where_one_is_and_how_much_is_left(hands: Hands) -> None:
    left = len(hands.window.session.undecided())
    for part in ("samples", "Article 1 of 3", f"{left} suggestions left here", "0 % of project done"):
        assert part in top(hands), part
    hands.press("A")
    assert f"{left - 1} suggestions left here" in top(hands)


def test_one_suggestion_is_not_called_suggestions(hands_on: Callable[..., Hands]) -> None:
    assert "1 suggestion left here" in top(hands_on("Kovo waits."))


def test_the_progress_counts_done_articles(hands: Hands) -> None:
    bar = hands.window.top.findChild(QProgressBar)
    assert bar is not None
    assert (bar.value(), bar.maximum()) == (0, 3)
    hands.press("Ctrl+Return", "Ctrl+Return")
    assert bar.value() == 1
    assert "33 % of project done" in top(hands)
    assert "Article 2 of 3" in top(hands)
    hands.press("Ctrl+Z")
    assert bar.value() == 0


def test_articles_that_come_are_counted(hands: Hands) -> None:
    add_articles(hands.window.session.project, "One more")
    hands.window._articles_came()
    assert "of 4" in top(hands)


def test_the_annotator_is_named(hands: Hands) -> None:
    names = [b.text() for b in hands.window.top.findChildren(QPushButton)]
    assert any(name.startswith("mk") for name in names)


def test_the_foot_shows_the_keys_of_the_mode(hands: Hands) -> None:
    def said(words: str) -> bool:
        return any(words in text for text in foot(hands))

    assert said("Accept")
    assert said("Mention")
    assert not said("Drop")
    hands.press("F")
    assert said("Drop")
    assert not said("Accept")
    assert said("All keys")


def test_a_key_at_the_foot_is_a_button(hands: Hands) -> None:
    first = hands.window.session.undecided()[0]
    button = next(b for b in hands.window.keys.findChildren(QPushButton) if b.text().startswith("Accept"))
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert hands.window.session.annotations[first.id].status == "accepted"
    assert hands.window.view.hasFocus()


def test_the_foot_says_that_everything_is_saved(hands: Hands) -> None:
    assert hands.window.keys.saved.text() == "Saved"
    hands.press("A")
    assert hands.window.keys.saved.text() == "Saved · accept mention"


def test_a_sentence_goes_away_by_itself_but_a_problem_stays(qtbot: QtBot) -> None:
    banner = Banner()
    qtbot.addWidget(banner)
    banner.tell("Took back: accept.", problem=False)
    assert banner._timer.isActive()
    banner.tell("The disk is full.", problem=True)
    assert not banner._timer.isActive()
    assert not banner.isHidden()


def test_a_problem_is_marked_by_more_than_colour_and_can_be_closed(hands: Hands) -> None:
    hands.window.banner.tell("The disk is full.", problem=True)
    assert hands.told == "⚠ The disk is full."
    assert hands.window.banner.accessibleName() == "The disk is full."
    push(hands.window.banner, "Close")
    assert hands.told == ""


def test_a_sentence_does_not_move_the_text(hands: Hands) -> None:
    hands.window.banner.hide()
    QTest.qWait(1)
    before = hands.window.view.mapToGlobal(hands.window.view.rect().topLeft())
    hands.window.banner.tell("Something.", problem=False)
    QTest.qWait(1)
    assert hands.window.view.mapToGlobal(hands.window.view.rect().topLeft()) == before
