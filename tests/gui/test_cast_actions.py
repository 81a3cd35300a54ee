"""The cast in a person's hands: merged, parted, renamed by keys and by the mouse."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QMimeData, QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QInputDialog

from annotation.model import Actor
from tests.gui.hands import Hands, press, reopened, saved

STORY = "Kovo met Marin. Kovo spoke.\n“Nobody asked us,” Marin said, and Duna agreed."


@pytest.fixture
def story(hands_on: Callable[..., Hands]) -> Hands:
    return hands_on(STORY, "Marin waits for Duna.")


def cast(hands: Hands) -> dict[str, Actor]:
    return {entry.actor.name: entry.actor for entry in hands.window.session.cast()}


def choose_in_cast(hands: Hands, name: str) -> None:
    """Goes to an actor's line of the cast by keys alone."""
    hands.press("Ctrl+3", "Ctrl+3")
    spans = hands.window.spans
    names = [entry.actor.name for entry in hands.window.session.cast()]
    press(spans.list, "Home")
    for _ in range(names.index(name)):
        press(spans.list, "Down")
    assert spans.chosen_actor() == cast(hands)[name]


def words(monkeypatch: pytest.MonkeyPatch, answer: tuple[str, bool]) -> None:
    monkeypatch.setattr(QInputDialog, "getText", lambda *_args, **_kwargs: answer)


def test_two_actors_are_merged_from_the_cast_by_key(story: Hands) -> None:
    choose_in_cast(story, "Duna")
    story.pick("marin")
    press(story.window.spans.list, "Ctrl+M")
    assert set(cast(story)) == {"Kovo", "Marin"}
    assert cast(story)["Marin"].aliases == ("Duna",)
    assert "Duna is Marin from now on" in story.told
    story.press("Ctrl+Z")
    assert set(cast(story)) == {"Kovo", "Marin", "Duna"}


def test_merging_from_the_text_takes_whom_the_annotation_at_hand_names(story: Hands) -> None:
    story.go_to(story.suggestion("mention", "Marin"))
    story.pick("kovo")
    story.press("Ctrl+M")
    assert set(cast(story)) == {"Kovo", "Duna"}
    quote = next(a for a in saved(story.window).values() if a.layer == "quote")
    assert quote.actors == {"speaker": (cast(story)["Kovo"].id,)}


def test_merging_shows_in_other_articles_and_leaves_this_one_as_it_is(story: Hands) -> None:
    choose_in_cast(story, "Duna")
    story.pick("marin")
    press(story.window.spans.list, "Ctrl+M")
    here = len(story.window.session.listed())
    project = reopened(story.window)
    there = list(project.store.article_ids())[1]
    assert {actor.name for actor in project.store.actors_of(there)} == {"Marin"}
    project.close()
    assert len(story.window.session.listed()) == here
    story.press("Ctrl+PgDown")
    assert set(cast(story)) == {"Marin"}


def test_no_actor_is_offered_that_does_not_exist_when_merging(story: Hands) -> None:
    choose_in_cast(story, "Duna")
    story.pick("Nobody of that name")
    press(story.window.spans.list, "Ctrl+M")
    assert set(cast(story)) == {"Kovo", "Marin", "Duna"}


def test_a_line_dragged_onto_another_merges(story: Hands) -> None:
    choose_in_cast(story, "Duna")
    lines = story.window.spans.lines
    names = [entry.actor.name for entry in story.window.session.cast()]
    data = lines.mimeData([lines.index(names.index("Duna"))])
    onto = lines.index(names.index("Kovo"))
    lines.dropMimeData(data, Qt.DropAction.MoveAction, -1, -1, onto)
    QTest.qWait(20)
    assert set(cast(story)) == {"Kovo", "Marin"}


def test_a_line_dropped_onto_itself_or_beside_the_lines_does_nothing(story: Hands) -> None:
    choose_in_cast(story, "Duna")
    lines = story.window.spans.lines
    data = lines.mimeData([lines.index(0)])
    for onto in (lines.index(0), QModelIndex()):
        lines.dropMimeData(data, Qt.DropAction.MoveAction, -1, -1, onto)
    lines.dropMimeData(QMimeData(), Qt.DropAction.MoveAction, -1, -1, lines.index(1))
    QTest.qWait(20)
    assert set(cast(story)) == {"Kovo", "Marin", "Duna"}


def test_annotations_cannot_be_dragged(story: Hands) -> None:
    spans = story.window.spans
    assert spans.lines.flags(spans.lines.index(0)) & Qt.ItemFlag.ItemIsDragEnabled
    spans.tabs.setCurrentIndex(1)
    assert not spans.lines.flags(spans.lines.index(0)) & Qt.ItemFlag.ItemIsDragEnabled


def test_an_actor_is_renamed_and_its_line_stays_chosen(story: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    choose_in_cast(story, "Duna")
    words(monkeypatch, ("  Old   Duna ", True))
    press(story.window.spans.list, "F2")
    chosen = story.window.spans.chosen_actor()
    assert chosen is not None
    assert chosen.name == "Old Duna"


@pytest.mark.parametrize(("answer", "told"), [(("Else", False), ""), ((" ", True), "An actor needs a name")])
def test_renaming_left_or_to_nothing_changes_nothing(
    story: Hands, monkeypatch: pytest.MonkeyPatch, answer: tuple[str, bool], told: str
) -> None:
    story.go_to(story.suggestion("mention", "Duna"))
    words(monkeypatch, answer)
    story.press("F2")
    assert "Duna" in cast(story)
    assert told in story.told


def test_an_actor_gets_another_kind(story: Hands) -> None:
    story.go_to(story.suggestion("mention", "Duna"))
    story.pick("organ")
    story.press("Ctrl+Shift+K")
    assert cast(story)["Duna"].kind == "organisation"


def test_one_of_two_people_of_one_name_becomes_an_actor_of_its_own(story: Hands) -> None:
    second = [a for a in story.window.session.undecided() if story.words_of(a, "text") == "Kovo"][1]
    story.go_to(second)
    story.press("Ctrl+Shift+M")
    kovos = [entry.actor for entry in story.window.session.cast() if entry.actor.name == "Kovo"]
    assert len(kovos) == 2
    assert saved(story.window)[second.id].status == "accepted"
    assert "is an actor of its own now" in story.told
    story.press("Ctrl+Z")
    assert [entry.actor.name for entry in story.window.session.cast()].count("Kovo") == 1


def test_only_a_mention_becomes_an_actor_of_its_own(story: Hands) -> None:
    story.go_to(story.suggestion("quote"))
    story.press("Ctrl+Shift+M")
    assert "Choose a mention first" in story.told


def test_a_digit_without_a_selection_names_the_actor_of_the_annotation_at_hand(story: Hands) -> None:
    quote = story.suggestion("quote")
    story.go_to(quote)
    kovo = next(number for number, entry in enumerate(story.window.session.cast(), 1) if entry.actor.name == "Kovo")
    story.press(str(kovo))
    after = saved(story.window)[quote.id]
    assert (after.actors, after.status, after.changed) == ({"speaker": (cast(story)["Kovo"].id,)}, "accepted", True)
    current = story.window.session.current
    assert current is not None
    assert current.id != quote.id


def test_with_nobody_at_hand_the_cast_s_keys_say_what_to_do(hands_on: Callable[..., Hands]) -> None:
    hands = hands_on("Nobody is here.")
    for key in ("Ctrl+M", "F2", "Ctrl+Shift+K"):
        hands.window.banner.hide()
        hands.press(key)
        assert "Choose an actor first" in hands.told
    hands.press("Ctrl+Shift+M")
    assert "Choose a mention first" in hands.told


def test_a_change_is_taken_back_from_the_history_and_what_came_after_stays(story: Hands) -> None:
    first, second = story.window.session.undecided()[:2]
    story.press("A", "A")
    spans = story.window.spans
    spans.tabs.setCurrentIndex(spans.tabs.count() - 1)
    story.press("Ctrl+3")
    press(spans.list, "Home")
    press(spans.list, "Down")
    press(spans.list, "Ctrl+Alt+Z")
    assert (saved(story.window)[first.id].status, saved(story.window)[second.id].status) == ("suggested", "accepted")
    assert "take back: accept mention" in story.told


def test_taking_back_without_a_line_of_the_history_says_what_to_do(story: Hands) -> None:
    story.press("A", "Ctrl+Alt+Z")
    assert "Choose a line of the history first" in story.told
