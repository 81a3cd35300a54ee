"""The same words labelled, changed and deleted in many places from the window."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from annotation.model import Annotation
from annotation.project import Project
from gui.same import SameDialogue
from gui.window import Window
from tests.gui.hands import Hands, button, open_dialogues, press, push, reopened, saved

STORY = "Kovo met Marin. Kovo spoke, said Kovo. 👍 KOVO\n“Nobody asked us,” Marin said."
OTHER = "Nobody knows Kovo."


@pytest.fixture
def story(hands_on: Callable[..., Hands]) -> Hands:
    """A story in which the first Kovo is accepted, the second rejected and the third suggested."""
    hands = hands_on(STORY, OTHER)
    kovos = [a for a in hands.window.session.undecided() if hands.words_of(a, "text") == "Kovo"]
    for annotation, key in zip(kovos, ("A", "X"), strict=False):
        hands.go_to(annotation)
        hands.press(key)
    hands.go_to(kovos[0])
    return hands


def ask(hands: Hands, keys: str, act: Callable[[SameDialogue], object]) -> None:
    """Presses keys in the article, and does something in the preview that opens."""

    def when_open(dialogue: QWidget) -> None:
        assert isinstance(dialogue, SameDialogue)
        act(dialogue)

    hands.answer(when_open)
    hands.press(keys)
    assert not open_dialogues()


def keys(*names: str) -> Callable[[SameDialogue], None]:
    def act(dialogue: SameDialogue) -> None:
        for name in names:
            press(dialogue.list, name)

    return act


def lines(dialogue: SameDialogue) -> list[str]:
    """What a screen reader says of the places."""
    model = dialogue.list.model()
    return [str(model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole)) for row in range(model.rowCount())]


def until(condition: Callable[[], bool]) -> None:
    """Waits for the worker."""
    for _ in range(4_000):
        if condition():
            return
        QTest.qWait(5)
    raise AssertionError("the worker does not answer")


def looked_through(dialogue: SameDialogue) -> None:
    """Chooses the whole project, and waits for the worker."""
    press(dialogue.list, "Alt+P")
    until(lambda: "Looking" not in dialogue.sentence.text())


def mentions(hands: Hands, words: str = "Kovo") -> list[Annotation]:
    found = [a for a in saved(hands.window).values() if a.layer == "mention" and hands.words_of(a, "text") == words]
    return sorted(found, key=lambda a: a.start)


def statuses(hands: Hands) -> list[str]:
    return [a.status for a in mentions(hands)]


def test_the_preview_tells_what_is_there_and_checks_what_is_not_labelled(story: Hands) -> None:
    def look(dialogue: SameDialogue) -> None:
        assert [line.split(", ")[0] for line in lines(dialogue)] == ["not checked", "not checked", "checked"]
        assert ["accepted: Kovo" in lines(dialogue)[0], "rejected: Kovo" in lines(dialogue)[1]] == [True, True]
        assert "met Marin. Kovo spoke" in lines(dialogue)[1]
        assert dialogue.count.text() == "1 of 3 checked"
        assert dialogue.list.hasFocus()

    before = saved(story.window)
    ask(story, "Ctrl+D", look)
    assert saved(story.window) == before


def test_enter_labels_what_is_checked_as_one_step(story: Hands) -> None:
    before = saved(story.window)
    ask(story, "Ctrl+D", keys("Down", "Space", "Return"))
    assert statuses(story) == ["accepted"] * 3
    assert "Labelled 2 mentions of Kovo" in story.told
    story.press("Ctrl+Z")
    assert saved(story.window) == before
    story.press("Ctrl+Shift+Z")
    assert statuses(story) == ["accepted"] * 3


@pytest.mark.parametrize("key", ["Escape", "Delete", "Backspace", "X", "A"])
def test_no_other_key_does_anything(story: Hands, key: str) -> None:
    before = saved(story.window)
    ask(story, "Ctrl+Shift+D", keys(key))
    assert saved(story.window) == before


def test_enter_on_cancel_and_with_nothing_checked_does_nothing(story: Hands) -> None:
    before = saved(story.window)

    def leave(dialogue: SameDialogue) -> None:
        dialogue.cancel.setFocus()
        press(dialogue.cancel, "Return")

    def empty(dialogue: SameDialogue) -> None:
        press(dialogue.list, "Ctrl+A")
        press(dialogue.list, "Ctrl+A")
        assert dialogue.count.text() == "0 of 3 checked"
        press(dialogue.list, "Return")
        assert dialogue.isVisible()

    ask(story, "Ctrl+D", leave)
    ask(story, "Ctrl+D", empty)
    assert saved(story.window) == before


def test_ctrl_a_checks_all_that_can_be_and_then_none(story: Hands) -> None:
    def act(dialogue: SameDialogue) -> None:
        press(dialogue.list, "Ctrl+A")
        assert dialogue.count.text() == "2 of 3 checked"
        push(dialogue, "All or none")
        assert dialogue.count.text() == "0 of 3 checked"
        press(dialogue.list, "Space")
        assert dialogue.count.text() == "0 of 3 checked"

    ask(story, "Ctrl+D", act)


def test_a_click_checks_a_line(story: Hands) -> None:
    def act(dialogue: SameDialogue) -> None:
        rect = dialogue.list.visualRect(dialogue.places.index(2))
        QTest.mouseClick(dialogue.list.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
        assert dialogue.count.text() == "0 of 3 checked"

    ask(story, "Ctrl+D", act)


def test_any_case_finds_more_and_makes_what_is_missing(story: Hands) -> None:
    ask(story, "Ctrl+D", keys("Alt+C", "Return"))
    (made,) = mentions(story, "KOVO")
    assert (made.status, made.origin, made.annotator) == ("accepted", "propagated", "mk")
    assert made.actors == mentions(story)[0].actors


def test_deleting_begins_with_all_of_this_actor(story: Hands) -> None:
    def act(dialogue: SameDialogue) -> None:
        assert dialogue.count.text() == "2 of 3 checked"
        assert button(dialogue, "Delete 2")
        press(dialogue.list, "Return")

    ask(story, "Ctrl+Shift+D", act)
    assert statuses(story) == ["rejected"] * 3
    assert "Deleted 2 mentions; Ctrl+Z" in story.told
    current = story.window.session.current
    assert current is not None
    assert current.status == "suggested"


def test_changing_gives_another_actor_that_is_chosen_in_the_preview(story: Hands) -> None:
    marin = mentions(story, "Marin")[0].actors

    def act(dialogue: SameDialogue) -> None:
        press(dialogue.list, "Alt+G")
        assert dialogue.count.text() == "0 of 3 checked"
        story.pick("marin")
        press(dialogue.list, "Alt+A")
        assert dialogue.count.text() == "2 of 3 checked"
        push(dialogue, "Change 2")

    ask(story, "Ctrl+D", act)
    assert [a.actors == marin for a in mentions(story)] == [True, False, True]
    assert statuses(story) == ["accepted", "rejected", "accepted"]


def test_selected_words_that_name_nobody_ask_for_an_actor(story: Hands) -> None:
    story.select("spoke")

    def choose(dialogue: SameDialogue) -> None:
        press(dialogue.list, "Return")
        assert dialogue.isVisible()
        story.pick("Speaker")
        press(dialogue.list, "Alt+A")
        press(dialogue.list, "Return")

    ask(story, "Ctrl+D", choose)
    (made,) = mentions(story, "spoke")
    named = story.window.session.actors[made.actors["actor"][0]]
    assert (named.name, made.origin) == ("Speaker", "propagated")
    story.press("Ctrl+Z")
    assert mentions(story, "spoke") == []


def test_selected_words_take_the_actor_of_their_mention(story: Hands) -> None:
    story.select("Marin")
    ask(story, "Ctrl+D", keys("Return"))
    assert [a.status for a in mentions(story, "Marin")] == ["accepted", "accepted"]


def test_the_project_is_looked_through_and_changed_as_one_step(story: Hands) -> None:
    def act(dialogue: SameDialogue) -> None:
        looked_through(dialogue)
        assert dialogue.count.text() == "2 of 4 checked"
        assert lines(dialogue)[-1].endswith("suggested: Kovo, Nobody knows Kovo.")
        press(dialogue.list, "Return")

    ask(story, "Ctrl+D", act)
    project = reopened(story.window)
    there = list(project.store.article_ids())[1]
    assert [(a.status, a.origin) for a in project.annotations(there)] == [("accepted", "model")]
    queue = story.window.queue.model
    assert "1 mention" in str(queue.index(1).data(Qt.ItemDataRole.AccessibleTextRole))
    assert story.window.session.article is not None
    assert story.window.session.article.id != there
    story.press("Ctrl+Z")
    assert [a.status for a in project.annotations(there)] == ["suggested"]
    project.close()
    assert statuses(story) == ["accepted", "rejected", "suggested"]


def test_many_places_are_changed_aside(story: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gui.same_actions.MANY", 2)

    def act(dialogue: SameDialogue) -> None:
        looked_through(dialogue)
        press(dialogue.list, "Return")

    ask(story, "Ctrl+D", act)
    until(lambda: "Labelled" in story.told)
    assert statuses(story) == ["accepted", "rejected", "accepted"]
    shown = {a.id: a for a in story.window.session.listed()}
    assert [shown[a.id] == a for a in mentions(story) if a.id in shown] == [True, True]
    story.press("Ctrl+Z")
    assert statuses(story) == ["accepted", "rejected", "suggested"]


def test_a_preview_left_while_it_looks_changes_nothing(story: Hands) -> None:
    before = saved(story.window)

    def act(dialogue: SameDialogue) -> None:
        press(dialogue.list, "Alt+P")
        press(dialogue.list, "Return")
        assert dialogue.isVisible()
        press(dialogue.list, "Escape")

    ask(story, "Ctrl+D", act)
    until(lambda: not story.window.background.busy())
    assert saved(story.window) == before


def test_going_back_to_the_article_drops_what_the_project_answers(story: Hands) -> None:
    def act(dialogue: SameDialogue) -> None:
        press(dialogue.list, "Alt+P")
        press(dialogue.list, "Alt+T")
        until(lambda: not story.window.background.busy())
        assert dialogue.places.rowCount() == 3

    ask(story, "Ctrl+D", act)


def test_words_that_cannot_be_looked_for_say_so(hands_on: Callable[..., Hands]) -> None:
    hands = hands_on("Nobody. " * 40 + "\n“It is,” she said.")
    hands.press("Ctrl+D")
    assert "Choose a mention or select some words first" in hands.told
    hands.go_to(hands.suggestion("quote"))
    hands.press("Ctrl+D")
    assert "Choose a mention or select some words first" in hands.told
    hands.press("Ctrl+A", "Ctrl+D")
    assert "up to 200 characters" in hands.told


@pytest.mark.parametrize("place", ["lists", "queue"])
@pytest.mark.parametrize("key", ["Ctrl+D", "Ctrl+Shift+D"])
def test_with_the_focus_elsewhere_the_keys_do_nothing(story: Hands, place: str, key: str) -> None:
    before = saved(story.window)
    widget = story.window.spans.list if place == "lists" else story.window.queue.list
    widget.setFocus()
    press(widget, key)
    assert not open_dialogues()
    assert saved(story.window) == before


def test_while_something_is_fixed_the_keys_do_nothing(story: Hands) -> None:
    story.press("F", "Ctrl+Shift+D")
    assert not open_dialogues()
    assert story.window.session.draft is not None


def test_a_conflict_with_another_window_is_told(story: Hands) -> None:
    def act(dialogue: SameDialogue) -> None:
        other = reopened(story.window)
        other.accept(mentions(story)[2])
        other.close()
        press(dialogue.list, "Return")

    ask(story, "Ctrl+D", act)
    assert "changed meanwhile" in story.told
    assert statuses(story) == ["accepted", "rejected", "accepted"]


def test_a_project_of_thousands_of_places_is_shown_up_to_the_limit(
    hands_on: Callable[..., Hands], monkeypatch: pytest.MonkeyPatch
) -> None:
    hands = hands_on("Kovo 👍 met Kovo again. " * 3_000)

    def act(dialogue: SameDialogue) -> None:
        assert dialogue.count.text() == "6,000 of 6,000 checked"
        press(dialogue.list, "End")
        dialogue.grab()
        press(dialogue.list, "Escape")

    ask(hands, "Ctrl+D", act)
    monkeypatch.setattr("gui.same.MOST", 5)

    def few(dialogue: SameDialogue) -> None:
        assert dialogue.count.text() == "5 of 5 checked"
        assert "These are the first 5." in dialogue.sentence.text()

    ask(hands, "Ctrl+D", few)


def test_no_mention_is_made_in_a_layer_that_is_retired(story: Hands, windows: Callable[[Project], Window]) -> None:
    with closing(reopened(story.window)) as project:
        text = project.store.schemas()[-1][1]
        project.change_schema(text.replace("id: mention\n", "id: mention\n    retired: true\n", 1))
    hands = Hands(windows(reopened(story.window)))
    hands.select("Nobody")
    hands.press("Ctrl+D")
    assert "Choose a mention or select some words first" in hands.told
