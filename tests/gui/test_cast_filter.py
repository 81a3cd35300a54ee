"""The rest of the cast: found by typing, given to selected words by key and by the mouse, several merged at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.gui.hands import NAMES, Hands, press, reopened, saved

STORY = f"{', '.join(NAMES)} met. The visitor spoke."


@pytest.fixture
def story(hands_on: Callable[..., Hands]) -> Hands:
    """A story with more actors than there are digits."""
    hands = hands_on(STORY)
    hands.window.resize(1280, 1000)  # so that every line of the cast can be dropped on
    QTest.qWait(1)
    return hands


def shown(hands: Hands) -> list[str]:
    lines = hands.window.spans.lines
    return [lines.source(row)[1].actor.name for row in range(lines.rowCount())]


def named(hands: Hands, words: str) -> list[str]:
    """Whom the mentions of some words name."""
    project = reopened(hands.window)
    found = [a for a in saved(hands.window).values() if a.layer == "mention" and hands.words_of(a, "text") == words]
    names = [actor.name for a in found if (actor := project.store.actor(a.actors["actor"][0]))]
    project.close()
    return names


def type_in_list(hands: Hands, words: str) -> None:
    hands.press("Ctrl+3")
    hands.window.spans.list.setFocus()
    press(hands.window.spans.list, words[0])
    QTest.keyClicks(hands.window.spans.filter, words[1:])


def drop(hands: Hands, data: QMimeData, name: str) -> bool:
    """Drags data onto the line of an actor and lets go, as the window system does; True where the line takes it."""
    spans = hands.window.spans
    viewport = spans.list.viewport()
    at = spans.list.visualRect(spans.lines.index(shown(hands).index(name))).center()
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    actions = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
    enter = QDragEnterEvent(at, actions, data, left, none)
    move = QDragMoveEvent(at, actions, data, left, none)
    for event in (enter, move, QDropEvent(QPointF(at), actions, data, left, none)):
        QApplication.sendEvent(viewport, event)
    QTest.qWait(20)
    return move.isAccepted()


def test_typing_in_the_cast_filters_it_and_escape_shows_all_again(story: Hands) -> None:
    everybody = shown(story)
    assert len(everybody) == len(NAMES)
    type_in_list(story, "mar")
    field = story.window.spans.filter
    assert (field.isVisible(), field.hasFocus(), field.text()) == (True, True, "mar")
    assert shown(story) == ["Marin"]
    press(field, "Escape")
    assert (shown(story), field.isVisible(), story.window.spans.list.hasFocus()) == (everybody, False, True)


def test_a_slash_opens_the_filter_empty_and_its_words_may_stand_in_any_order(story: Hands) -> None:
    type_in_list(story, "/")
    field = story.window.spans.filter
    assert (field.hasFocus(), field.text(), len(shown(story))) == (True, "", len(NAMES))
    QTest.keyClicks(field, "VILELA dua")
    assert shown(story) == ["Duarte Vilela"]
    QTest.keyClicks(field, "zz")
    assert shown(story) == []
    before = saved(story.window)
    press(field, "Return")
    assert saved(story.window) == before


def test_letters_filter_nothing_in_the_other_lists(story: Hands) -> None:
    story.window.spans.tabs.setCurrentIndex(3)
    story.window.spans.list.setFocus()
    press(story.window.spans.list, "M")
    assert not story.window.spans.filter.isVisible()


def test_the_filter_is_left_with_its_tab_and_keeps_the_digits_true(story: Hands) -> None:
    everybody = shown(story)
    type_in_list(story, "duna")
    model = story.window.spans.lines
    assert model.source(0)[0] == everybody.index("Duna")
    story.window.spans.tabs.setCurrentIndex(3)
    assert not story.window.spans.filter.isVisible()
    story.window.spans.tabs.setCurrentIndex(0)
    assert shown(story) == everybody


def test_enter_gives_the_selected_words_to_an_actor_beyond_the_digits(story: Hands) -> None:
    last = shown(story)[-1]
    story.select("visitor")
    type_in_list(story, last.casefold())
    press(story.window.spans.filter, "Return")
    assert named(story, "visitor") == [last]
    assert story.window.view.hasFocus()
    assert not story.window.spans.filter.isVisible()
    story.press("Ctrl+Z")
    assert named(story, "visitor") == []


def test_the_arrows_choose_among_those_that_are_left(story: Hands) -> None:
    story.select("visitor")
    type_in_list(story, "e")
    second = shown(story)[1]
    press(story.window.spans.filter, "Down")
    press(story.window.spans.filter, "Return")
    assert named(story, "visitor") == [second]


def test_with_nothing_selected_enter_goes_to_the_mention(story: Hands) -> None:
    before = saved(story.window)
    type_in_list(story, "duna")
    press(story.window.spans.filter, "Return")
    current = story.window.session.current
    assert current is not None
    assert story.words_of(current, "text") == "Duna"
    assert saved(story.window) == before


def test_while_something_is_fixed_enter_puts_the_actor_there(story: Hands) -> None:
    mention = story.suggestion("mention", "Kovo")
    story.go_to(mention)
    story.press("F")
    type_in_list(story, "duna")
    press(story.window.spans.filter, "Return")
    story.press("Return")
    assert named(story, "Kovo") == ["Duna"]


def test_words_dragged_onto_an_actor_are_a_mention_of_it(story: Hands) -> None:
    story.select("visitor")
    assert drop(story, story.window.view.createMimeDataFromSelection(), "Marin")
    assert named(story, "visitor") == ["Marin"]


@pytest.mark.parametrize("select", [True, False])
def test_words_of_another_program_are_refused_in_a_sentence(story: Hands, select: bool) -> None:
    if select:
        story.select("visitor")
    before = saved(story.window)
    data = QMimeData()
    data.setText("guest")
    drop(story, data, "Marin")
    assert "Only words of this article" in story.told
    assert saved(story.window) == before


def test_a_line_is_dragged_onto_another_by_the_mouse(story: Hands) -> None:
    lines = story.window.spans.lines
    data = lines.mimeData([lines.index(shown(story).index("Duna"))])
    assert drop(story, data, "Kovo")
    assert "Duna" not in shown(story)


def choose_several(hands: Hands, count: int) -> list[str]:
    hands.press("Ctrl+3")
    lines = hands.window.spans.list
    press(lines, "Home")
    for _ in range(count - 1):
        press(lines, "Shift+Down")
    return shown(hands)[:count]


@pytest.mark.parametrize("typed", ["first", "last"])
def test_several_chosen_lines_become_one_actor(story: Hands, typed: str) -> None:
    everybody = shown(story)
    chosen = choose_several(story, 3)
    kept = chosen[0] if typed == "first" else chosen[-1]
    story.pick("" if typed == "first" else kept)
    press(story.window.spans.list, "Ctrl+M")
    assert set(shown(story)) == set(everybody) - set(chosen) | {kept}
    assert "are" in story.told
    story.press("Ctrl+Z")
    assert set(shown(story)) == set(everybody)


def test_several_lines_are_dragged_together(story: Hands) -> None:
    chosen = choose_several(story, 2)
    lines = story.window.spans.lines
    assert drop(story, lines.mimeData([lines.index(0), lines.index(1)]), "Marin")
    assert not set(chosen) & set(shown(story))


def test_in_the_other_lists_one_line_is_chosen(story: Hands) -> None:
    story.window.spans.tabs.setCurrentIndex(3)
    choose = story.window.spans.list
    choose.setFocus()
    press(choose, "Home")
    press(choose, "Shift+Down")
    assert len(choose.selectionModel().selectedRows()) == 1
