"""Blind articles in the window: nothing of the reader's is shown before one asks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QInputDialog, QLabel
from pytestqt.qtbot import QtBot

from annotation.project import Project
from gui.window import Window
from tests.gui.hands import Hands, add_articles, add_suggestions, colours, make_project, pixels, reopened, saved

STORY = "Kovo met Marin in town.\n“Nobody asked us,” Marin said.\nDuna opposes the plan of Kovo."


def words(hands: Hands) -> str:
    """What the window says of the article, in all its panels."""
    QCoreApplication.processEvents()
    window = hands.window
    labels = [label.text() for panel in (window.top, window.cards) for label in panel.findChildren(QLabel)]
    tabs = [window.spans.tabs.tabText(at) for at in range(window.spans.tabs.count())]
    return " | ".join([*labels, *tabs])


@pytest.fixture
def blind(windows: Callable[[Project], Window], tmp_path) -> Hands:
    project = make_project(tmp_path / "own.db", STORY, "Marin waits.")
    project.set_blind_share(100)
    return Hands(windows(project))


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, bool], list[str]]:
    """Answers the next question for words; gives the words that stood there."""

    def prepare(typed: str, given: bool) -> list[str]:
        stood: list[str] = []

        def ask(*_args: object, text: str = "") -> tuple[str, bool]:
            stood.append(text)
            return typed, given

        monkeypatch.setattr(QInputDialog, "getText", ask)
        return stood

    return prepare


def make_mention(hands: Hands, named: str, actor: str) -> None:
    hands.select(named)
    hands.pick(actor)
    hands.press("M")
    hands.press("Return")


# What is seen


def test_nothing_is_shown_of_what_the_reader_suggests(blind: Hands) -> None:
    session = blind.window.session
    assert len(saved(blind.window)) > 5
    assert session.is_blind()
    assert session.listed() == session.undecided() == session.places() == session.cast() == []
    assert (session.left(), session.cast_size(), session.shown_counts().total()) == (0, 0, 0)
    assert session.current is None
    for at in range(len(STORY)):
        assert session.at(at) == []
    assert "Cast 0 | Quotes 0 | Stances 0 | All 0" in words(blind)


def test_the_text_of_a_blind_article_bears_no_marks(blind: Hands, hands_on: Callable[..., Hands]) -> None:
    hidden = {colour.name() for colour in colours(pixels(blind.window.view)) if colour.saturation() > 60}
    blind.press("D")
    asked = {colour.name() for colour in colours(pixels(blind.window.view)) if colour.saturation() > 60}
    assert asked - hidden


@pytest.mark.parametrize("key", ["Tab", "Shift+Tab", "J", "K", "A", "X", "F", "O", "Shift+A", "1"])
def test_no_key_but_d_reaches_a_suggestion(blind: Hands, key: str) -> None:
    before = saved(blind.window)
    blind.press(key)
    assert blind.window.session.current is None
    assert saved(blind.window) == before


def test_the_card_and_the_top_say_that_it_is_blind_and_how_many_wait(blind: Hands) -> None:
    waiting = sum(blind.window.session.held_back().values())
    assert f"Blind article: {waiting} suggestions wait (D)" in words(blind)
    assert f"This is a blind article: {waiting} suggestions wait until you press D" in words(blind)
    blind.press("D")
    assert "lind article" not in words(blind)
    assert f"{waiting} suggestions left here" in words(blind)


def test_one_suggestion_is_not_called_suggestions(blind: Hands) -> None:
    blind.press("Ctrl+PgDown")
    assert "Blind article: 1 suggestion waits (D)" in words(blind)


# Asking


def test_d_shows_all_layers_at_once_as_one_step(blind: Hands) -> None:
    waiting = sum(blind.window.session.held_back().values())
    blind.press("D")
    session = blind.window.session
    assert {one.layer for one in session.undecided()} == {"mention", "quote", "stance"}
    assert session.left() == waiting
    assert session.current == session.undecided()[0]
    blind.press("Ctrl+Z")
    assert session.is_blind()
    assert session.listed() == []


def test_d_is_recorded_though_the_reader_suggests_nothing(windows: Callable[[Project], Window], tmp_path) -> None:
    project = Project.create(tmp_path / "own.db", annotator="mk")
    project.set_blind_share(100)
    add_articles(project, "Nobody is named.")
    add_suggestions(project)
    hands = Hands(windows(project))
    assert hands.window.session.is_blind()
    hands.press("D")
    assert not hands.window.session.is_blind()
    hands.press("D")
    assert "No suggestions are held back" in hands.told


def test_it_stays_as_it_was_when_the_window_is_opened_again(blind: Hands, windows: Callable[[Project], Window]) -> None:
    again = windows(reopened(blind.window)).session
    assert again.is_blind()
    blind.press("D")
    again.look_again()
    assert not again.is_blind()


# Working blind


def test_an_own_label_is_shown_and_the_first_one_of_a_layer_tells_how_many_wait(blind: Hands) -> None:
    make_mention(blind, "town", "Old Town")
    session = blind.window.session
    assert [one.origin for one in session.listed()] == ["human"]
    assert [entry.actor.name for entry in session.cast()] == ["Old Town"]
    mentions = session.held_back()["mention"]
    assert blind.told.startswith(f"{mentions} suggested mentions wait. Make all of your own first; D shows them")
    assert "this blind article" in blind.told
    blind.window.banner.hide()
    make_mention(blind, "asked", "Old Town")
    assert "wait" not in blind.told


def test_the_first_own_stance_tells_how_many_wait_in_any_article(hands_on: Callable[..., Hands]) -> None:
    hands = hands_on(STORY)
    hands.select("plan of")
    hands.pick("Duna")
    hands.press("S", "-")
    hands.select("Marin")
    hands.press("G", "Return")
    assert hands.told == "1 suggested stance waits. Make all of your own first; D shows them."


def test_an_article_is_done_with_nothing_asked_for(blind: Hands) -> None:
    first = blind.window.session.article
    blind.press("Ctrl+Return")
    assert blind.window.session.article != first
    project = reopened(blind.window)
    assert first is not None
    progress = project.progress(first.id)
    assert (progress.state, progress.blind, progress.revealed) == ("done", True, ())
    project.close()


# Taking back


def wait_for_the_reader(hands: Hands, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not hands.window.background.busy())


def test_taking_back_a_second_reading_brings_nothing_to_hand(blind: Hands, qtbot: QtBot) -> None:
    blind.press("Ctrl+R")
    wait_for_the_reader(blind, qtbot)
    blind.press("Ctrl+Z")
    assert "Took back: suggest again" in blind.told
    assert blind.window.session.current is None


def test_taking_back_that_one_asked_leaves_no_suggestion_at_hand(blind: Hands) -> None:
    blind.press("D")
    assert blind.window.session.current is not None
    blind.press("Ctrl+Z")
    assert blind.window.session.current is None
    assert "This is a blind article" in words(blind)


def test_a_line_of_the_history_leads_to_nothing_held_back(blind: Hands, qtbot: QtBot) -> None:
    blind.press("Ctrl+R")
    wait_for_the_reader(blind, qtbot)
    lists = blind.window.spans
    lists.tabs.setCurrentIndex(lists.tabs.count() - 1)
    lists.list.setFocus()
    for row in range(lists.lines.rowCount()):
        lists.list.setCurrentIndex(lists.lines.index(row))
        lists.list.activated.emit(lists.list.currentIndex())
        assert blind.window.session.current is None
    assert lists.lines.rowCount() > 1


# The share


def test_the_share_is_asked_for_kept_and_told(hands: Hands, answer: Callable[[str, bool], list[str]]) -> None:
    stood = answer("30 %", True)
    hands.press("Ctrl+Shift+B")
    assert hands.told == "30 % of the articles are blind from now on; whoever has begun one goes on with it as it was."
    hands.press("Ctrl+Shift+B")
    assert stood == ["0", "30"]
    hands.press("Ctrl+Z")
    assert hands.window.session.project.blind_share() == 0


def test_the_article_at_hand_stays_as_it_is_when_the_share_changes(
    hands: Hands, answer: Callable[[str, bool], list[str]]
) -> None:
    answer("100", True)
    hands.press("Ctrl+Shift+B")
    assert not hands.window.session.is_blind()
    hands.press("Ctrl+PgDown")
    assert hands.window.session.is_blind()
    answer("0", True)
    hands.press("Ctrl+Shift+B")
    assert hands.told.startswith("No article is blind from now on")
    assert hands.window.session.is_blind()


@pytest.mark.parametrize("typed", ["", "half", "101", "-3", "1.5"])
def test_what_is_no_share_is_answered_by_a_sentence(
    hands: Hands, answer: Callable[[str, bool], list[str]], typed: str
) -> None:
    answer(typed, True)
    hands.press("Ctrl+Shift+B")
    assert hands.told == f"⚠ “{typed}” is no share; type a whole number from 0 to 100."
    assert hands.window.session.project.blind_share() == 0


def test_to_leave_the_question_changes_nothing(hands: Hands, answer: Callable[[str, bool], list[str]]) -> None:
    answer("50", False)
    hands.press("Ctrl+Shift+B")
    assert hands.window.session.project.blind_share() == 0
    assert hands.told == ""


def test_the_text_at_hand_of_another_annotator_is_blind_for_them_alone(
    blind: Hands, answer: Callable[[str, bool], list[str]]
) -> None:
    blind.press("D")
    answer("ana", True)
    blind.press("Ctrl+Shift+A")
    assert blind.window.session.project.annotator == "ana"
    assert blind.window.session.is_blind()
