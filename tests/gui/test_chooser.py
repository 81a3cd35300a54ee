"""Picking one thing from a list by typing: commands, actors."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from annotation.model import Actor
from gui.chooser import Choice, Chooser
from gui.palette import pick_command
from tests.gui.hands import Hands, press

LINES = [
    Choice(text="Next suggestion", value=1, beside="Review", key="Tab"),
    Choice(text="Next article", value=2, beside="Go"),
    Choice(text="Show suggestions held back", value=3, beside="Review"),
]


@pytest.fixture
def chooser(qtbot: QtBot) -> Iterator[Chooser]:
    parent = QWidget()
    made = Chooser(parent, "Pick one", choices=lambda typed: [c for c in LINES if c.matches(typed.casefold().split())])
    made.show()
    yield made
    parent.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def field(dialogue: QWidget) -> QLineEdit:
    found = dialogue.findChild(QLineEdit)
    assert found is not None
    return found


def shown(chooser: Chooser) -> list[str]:
    return [chooser._model.item(row).text() for row in range(chooser._model.rowCount())]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", [1, 2, 3]),
        ("next", [1, 2]),
        ("sugg next", [1]),
        ("NEXT Sugg", [1]),
        ("review", [1, 3]),
        ("back held", [3]),
        ("nothing", []),
    ],
)
def test_words_find_a_line_in_any_order_and_case(chooser: Chooser, typed: str, found: list[int]) -> None:
    QTest.keyClicks(field(chooser), typed)
    assert shown(chooser) == [line.text for line in LINES if line.value in found]


def test_enter_picks_the_first(chooser: Chooser) -> None:
    QTest.keyClicks(field(chooser), "next")
    press(field(chooser), "Return")
    assert chooser.picked == 1
    assert chooser.result() == QDialog.DialogCode.Accepted


def test_down_and_up_choose_while_one_types(chooser: Chooser) -> None:
    for key in ("Down", "Down", "Down", "Down", "Up", "Return"):
        press(field(chooser), key)
    assert chooser.picked == 2


def test_escape_picks_nothing(chooser: Chooser) -> None:
    press(field(chooser), "Escape")
    assert chooser.picked is None
    assert not chooser.isVisible()


def test_enter_without_a_match_keeps_asking(chooser: Chooser) -> None:
    QTest.keyClicks(field(chooser), "nothing")
    press(field(chooser), "Return")
    assert chooser.picked is None
    assert chooser.isVisible()


def test_a_click_picks(chooser: Chooser) -> None:
    lines = chooser._list
    at = lines.visualRect(chooser._model.index(2, 0)).center()
    QTest.mouseClick(lines.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    assert chooser.picked == 3


def test_a_screen_reader_hears_the_whole_line(chooser: Chooser) -> None:
    heard = chooser._model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert heard == "Next suggestion Review Tab"


# The palette


def test_the_palette_gives_the_command_picked(hands: Hands) -> None:
    hands.pick("done mark")
    command = pick_command(hands.window, hands.window.commands)
    assert command is not None
    assert command.id == "done"


def test_the_palette_offers_every_command_but_itself(hands: Hands) -> None:
    offered: list[str] = []

    def act(dialogue: Chooser) -> None:
        offered.extend(shown(dialogue))

    hands.answer(act)
    assert pick_command(hands.window, hands.window.commands) is None
    assert sorted(offered) == sorted(c.text for c in hands.window.commands if c.id != "palette")


# An actor


@pytest.fixture
def story(hands_on: Callable[..., Hands]) -> Hands:
    return hands_on("Kovo met Marin. Old Kovo and the town wait.", "Duna waits.")


def offered(hands: Hands, typed: str) -> list[str]:
    """What is offered for the actor of a new mention of `town` when `typed` is typed."""
    found: list[str] = []

    def act(dialogue: Chooser) -> None:
        field(dialogue).clear()
        QTest.keyClicks(field(dialogue), typed)
        found.extend(shown(dialogue))
        press(field(dialogue), "Escape")

    hands.select("town")
    hands.answer(act)
    hands.press("M", "Esc")
    return found


def test_the_cast_of_the_article_is_offered_first(story: Hands) -> None:
    assert offered(story, "") == ["Kovo", "Marin"]


def test_actors_of_other_articles_are_found_by_name(story: Hands) -> None:
    assert offered(story, "dun")[0] == "Duna"


def test_whatever_is_typed_can_become_a_new_actor_of_any_kind(story: Hands) -> None:
    kinds = story.window.session.project.schema.kinds
    assert offered(story, "Zed") == [f"New {kind.name.lower()} “Zed”" for kind in kinds]


def test_the_selected_words_are_filled_in(story: Hands) -> None:
    begun: list[str] = []
    story.select("town")
    story.answer(lambda dialogue: begun.append(field(dialogue).text()))
    story.press("M", "Esc")
    assert begun == ["town"]


def test_an_actor_of_another_article_is_taken_and_not_made_again(story: Hands) -> None:
    project = story.window.session.project
    duna = project.store.actors_like("Duna", limit=2)
    story.select("town")
    story.pick("dun")
    story.press("M", "Return")
    current = story.window.session.current
    assert current is not None
    assert current.actors["actor"] == (duna[0].id,)
    assert project.store.actors_like("Duna", limit=9) == duna
    assert isinstance(duna[0], Actor)


# Leaving nothing behind


def test_dialogues_are_given_back_when_they_are_closed(story: Hands) -> None:
    story.select("town")
    for key in ("Ctrl+K", "?", "M"):
        story.answer(lambda dialogue: press(dialogue, "Escape"))
        story.press(key)
    QCoreApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert story.window.findChildren(QDialog) == []


def test_the_menu_of_the_text_is_given_back_when_it_is_closed(story: Hands) -> None:
    before = len(story.window.findChildren(QMenu))
    for _ in range(3):
        story.open_menu(lambda menu: None)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert len(story.window.findChildren(QMenu)) == before
