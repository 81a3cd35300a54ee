"""The checks in a person's hands: they come after a change, and are put right by keys and by the mouse."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from annotation.checking.check import Stopped
from annotation.errors import ProjectProblem
from annotation.looked_at import Annotations
from annotation.model import Annotation
from gui import checks as panel
from gui.checks import CheckLines
from gui.theme import DARK
from tests.gui.hands import Hands, press, push, reopened, saved

STORY = "Kovo met Marin.\n“Nobody asked us,” Marin has said. Then she left.\nDuna opposes the plan of Kovo."
TITLES = ["Quote without a speaker", "Pronoun without an actor"]


@pytest.fixture
def story(hands_on: Callable[..., Hands]) -> Hands:
    return hands_on(STORY, "Kovo waits.")


def titles(hands: Hands) -> list[str]:
    return [check.title for check in hands.window.checks.lines.checks]


def take_speaker_out(hands: Hands) -> None:
    """Leaves the only quote without a speaker, as it may come from a file."""
    session = hands.window.session
    quote = next(a for a in session.listed() if a.layer == "quote")
    session.do(session.project.fix, quote, quote.with_actors("speaker", ()))


@pytest.fixture
def outside(qtbot: QtBot, story: Hands) -> Hands:
    """The window with a quote whose marks were left out, and its check at hand."""
    make_outside(qtbot, story)
    return story


def make_outside(qtbot: QtBot, hands: Hands) -> None:
    hands.go_to(hands.suggestion("quote"))
    hands.press("F", "Ctrl+Left", "Ctrl+Shift+Right", "Return")
    qtbot.waitUntil(lambda: titles(hands) == ["Mark outside the content"])


def content(hands: Hands) -> list[str]:
    return [hands.words_of(a, "content") for a in saved(hands.window).values() if a.layer == "quote"]


def decide_all(hands: Hands) -> None:
    while hands.window.session.left():
        hands.press("A")


def test_nothing_is_shown_while_there_is_nothing_to_check(story: Hands) -> None:
    QTest.qWait(panel.WAIT + 50)
    assert story.window.checks.isHidden()
    story.press("Ctrl+4")
    assert story.told == "There is nothing to check here."
    story.window.banner.hide()
    story.press("F8")
    assert story.told == "There is nothing to check here."
    story.press("Ctrl+.")
    assert "F8" in story.told


def test_a_check_comes_after_a_change_and_goes_when_it_is_put_right(qtbot: QtBot, story: Hands) -> None:
    make_outside(qtbot, story)
    assert content(story) == ["Nobody asked us,"]
    assert not story.window.checks.isHidden()
    headings = [label.text() for label in story.window.checks.findChildren(QLabel)]
    assert "CHECKS · 1" in headings
    story.press("F8", "Ctrl+.")
    assert content(story) == ["“Nobody asked us,”"]
    assert story.told == "The quotation marks belong to the content now; Ctrl+Z takes that back."
    assert story.window.checks.isHidden()


def test_undo_takes_a_remedy_back_as_one_step_and_its_check_comes_again(qtbot: QtBot, outside: Hands) -> None:
    outside.press("F8", "Ctrl+.", "Ctrl+Z")
    assert content(outside) == ["Nobody asked us,"]
    qtbot.waitUntil(lambda: titles(outside) == ["Mark outside the content"])
    outside.press("Ctrl+Shift+Z")
    assert content(outside) == ["“Nobody asked us,”"]


def test_the_keys_go_round_the_checks_and_show_each_in_the_text(qtbot: QtBot, outside: Hands) -> None:
    decide_all(outside)
    qtbot.waitUntil(lambda: titles(outside) == ["Mark outside the content", "Pronoun without an actor"])
    session, view = outside.window.session, outside.window.view
    outside.press("F8")
    assert session.current is not None
    assert session.current.layer == "quote"
    outside.press("F8")
    assert view.selected_span() == outside.span("she")
    assert view.hasFocus()
    outside.press("F8")
    assert session.current.layer == "quote"
    assert view.selected_span() is None
    outside.press("Shift+F8")
    assert view.selected_span() == outside.span("she")


def chosen(hands: Hands) -> panel.Check:
    check = hands.window.checks.chosen()
    assert check is not None
    return check


def test_a_pronoun_becomes_a_mention_at_the_next_key(qtbot: QtBot, story: Hands) -> None:
    decide_all(story)
    qtbot.waitUntil(lambda: titles(story) == ["Pronoun without an actor"])
    story.press("F8", "Ctrl+.")
    assert "no remedy at one key" in story.told
    story.press("2")
    mentions = [story.words_of(a, "text") for a in saved(story.window).values() if a.layer == "mention"]
    assert "she" in mentions
    qtbot.waitUntil(story.window.checks.isHidden)


def test_a_quote_of_nobody_is_given_the_nearest_name_and_the_next_check_follows(qtbot: QtBot, story: Hands) -> None:
    decide_all(story)
    take_speaker_out(story)
    qtbot.waitUntil(lambda: titles(story) == TITLES)
    story.press("F8")
    assert story.window.session.current is not None
    assert story.window.session.current.layer == "quote"
    story.press("Ctrl+.")
    assert "Speaker: Marin" in story.told
    quote = next(a for a in saved(story.window).values() if a.layer == "quote" and a.status == "accepted")
    named = [story.window.session.actors[i].name for i in quote.actors["speaker"]]
    assert named == ["Marin"]
    assert story.window.view.selected_span() == story.span("she")


def test_the_top_says_how_many_are_open_when_all_is_decided(qtbot: QtBot, outside: Hands) -> None:
    def top() -> str:
        return " ".join(label.text() for label in outside.window.top.findChildren(QLabel))

    assert "left here" in top()
    decide_all(outside)
    qtbot.waitUntil(lambda: "all suggestions decided · 2 checks open" in top())


# The list


def test_the_list_is_gone_through_by_keys(qtbot: QtBot, outside: Hands) -> None:
    decide_all(outside)
    qtbot.waitUntil(lambda: len(titles(outside)) == 2)
    outside.press("Ctrl+4")
    lines = outside.window.checks.list
    assert lines.hasFocus()
    press(lines, "Home")
    assert outside.window.session.current is not None
    assert outside.window.session.current.layer == "quote"
    press(lines, "Down")
    assert outside.window.view.selected_span() == outside.span("she")
    assert lines.hasFocus()
    press(lines, "Return")
    assert outside.window.view.hasFocus()
    outside.press("Ctrl+4")
    press(lines, "Up")
    press(lines, "Return")
    assert content(outside) == ["“Nobody asked us,”"]


def test_the_focus_goes_to_the_text_with_the_last_check(outside: Hands) -> None:
    outside.press("Ctrl+4")
    press(outside.window.checks.list, "Return")
    assert outside.window.checks.isHidden()
    assert outside.window.view.hasFocus()


def point(hands: Hands, row: int) -> QPoint:
    lines = hands.window.checks.list
    return lines.visualRect(lines.model().index(row, 0)).center()


def test_a_click_jumps_and_a_double_click_puts_right(outside: Hands) -> None:
    viewport = outside.window.checks.list.viewport()
    outside.press("J")
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, point(outside, 0))
    assert outside.window.session.current is not None
    assert outside.window.session.current.layer == "quote"
    assert content(outside) == ["Nobody asked us,"]
    QTest.mouseDClick(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, point(outside, 0))
    assert content(outside) == ["“Nobody asked us,”"]


def test_the_button_beside_the_heading_puts_the_chosen_check_right(outside: Hands) -> None:
    assert outside.window.checks.button.isHidden()
    outside.press("F8")
    push(outside.window.checks, "Remedy: take it in")
    assert content(outside) == ["“Nobody asked us,”"]


def test_the_button_and_the_banner_name_the_keys_that_one_has_chosen(outside: Hands) -> None:
    outside.press("F8")
    assert outside.window.checks.button.text() == "take it in  [Ctrl .]"
    outside.window.take_keys({"remedy": ("Ctrl+;",), "check_next": ("F9",)})
    assert outside.window.checks.button.text() == "take it in  [Ctrl ;]"
    outside.press("J", "Ctrl+;")
    assert "press F9" in outside.told
    outside.window.take_keys({"remedy": ()})
    outside.press("F8")
    assert outside.window.checks.button.text() == "take it in"


def test_the_check_of_what_is_at_hand_is_the_chosen_one_and_no_other(outside: Hands) -> None:
    outside.press("F8")
    assert chosen(outside).title == "Mark outside the content"
    outside.press("J")
    assert outside.window.checks.chosen() is None
    outside.press("K")
    assert chosen(outside).title == "Mark outside the content"
    outside.press("J", "Ctrl+.")
    assert content(outside) == ["Nobody asked us,"]
    assert "F8" in outside.told


def test_a_fix_has_the_room_to_itself_and_is_not_left_for_a_check(outside: Hands) -> None:
    outside.press("F")
    draft = outside.window.session.draft
    assert outside.window.checks.isHidden()
    outside.press("Ctrl+4", "F8", "Ctrl+.")
    assert outside.window.session.draft is draft
    assert content(outside) == ["Nobody asked us,"]
    outside.press("Esc")
    assert not outside.window.checks.isHidden()


def test_the_lines_are_told_to_a_screen_reader(outside: Hands) -> None:
    lines = outside.window.checks.lines
    told = str(lines.index(0).data(Qt.ItemDataRole.AccessibleTextRole))
    assert told == "Mark outside the content, “Nobody asked us,”, Enter: take it in"
    assert "Nobody" in str(lines.index(0).data(Qt.ItemDataRole.ToolTipRole))
    assert lines.index(0).data(Qt.ItemDataRole.DecorationRole) is None
    assert outside.window.checks.list.accessibleName() == "Checks"


def test_the_lines_are_painted_in_light_and_dark(outside: Hands) -> None:
    outside.press("F8")
    lines = outside.window.checks.list
    light = lines.grab().toImage()
    outside.window.checks.set_theme(DARK)
    assert lines.grab().toImage() != light


# Other articles, other windows, long articles


def test_another_article_has_checks_of_its_own(qtbot: QtBot, outside: Hands) -> None:
    outside.press("Ctrl+PgDown")
    assert outside.window.checks.isHidden()
    outside.press("Ctrl+PgUp")
    qtbot.waitUntil(lambda: titles(outside) == ["Mark outside the content"])


def test_no_article_has_no_checks(qtbot: QtBot, outside: Hands) -> None:
    outside.window.session.open_article(None)
    assert titles(outside) == []
    QTest.qWait(panel.WAIT + 50)
    assert titles(outside) == []


def test_what_another_window_changed_is_checked_anew(qtbot: QtBot, outside: Hands) -> None:
    project = reopened(outside.window)
    project.undo()
    project.close()
    outside.window.session.look_again()
    qtbot.waitUntil(lambda: titles(outside) == [])


def test_a_remedy_of_what_another_window_changed_is_refused(outside: Hands) -> None:
    outside.press("F8")
    project = reopened(outside.window)
    quote = next(a for a in project.annotations(chosen(outside).remedy.before.article) if a.layer == "quote")  # pyright: ignore[reportOptionalMemberAccess]
    project.fix(quote, quote.with_value("kind", "mixed"))
    project.close()
    outside.press("Ctrl+.")
    assert content(outside) == ["Nobody asked us,"]
    assert outside.window.banner.words.text().startswith("⚠")


@pytest.mark.parametrize(("limit", "least"), [("LONG_TEXT", 0), ("MANY", 0), ("AT_MOST", -1)])
def test_an_article_that_takes_long_is_checked_in_the_worker(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, story: Hands, limit: str, least: int
) -> None:
    monkeypatch.setattr(panel, limit, least)
    monkeypatch.setattr(panel, "WAIT_LONG", 50)
    keys: list[str] = []
    run = story.window.session.run

    def watched(key: str, work: object, then: object) -> None:
        keys.append(key)
        run(key, work, then)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(story.window.session, "run", watched)
    make_outside(qtbot, story)
    assert set(keys) == {"checks"}
    story.press("F8", "Ctrl+.")
    assert titles(story) == []
    assert content(story) == ["“Nobody asked us,”"]
    story.press("Ctrl+Z")
    qtbot.waitUntil(lambda: titles(story) == ["Mark outside the content"])


def test_a_verb_breaks_off_what_the_worker_is_looking_at(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, story: Hands
) -> None:
    stopped: list[bool] = []

    class Slow(panel._Pace):
        def rest(self) -> None:
            time.sleep(0.05)
            try:
                super().rest()
            except Stopped:
                stopped.append(True)
                raise

    monkeypatch.setattr(panel, "MANY", 0)
    monkeypatch.setattr(panel, "_Pace", Slow)
    background = story.window.background
    qtbot.waitUntil(lambda: background.busy("checks"))
    story.press("X")
    qtbot.waitUntil(lambda: stopped == [True])
    qtbot.waitUntil(lambda: background.busy("checks"))
    qtbot.waitUntil(lambda: not background.busy("checks"))
    assert stopped == [True]


def test_what_the_worker_found_of_another_article_or_before_a_change_is_dropped(story: Hands) -> None:
    checks = story.window.checks
    QTest.qWait(panel.WAIT + 50)
    stale = (panel.Check(rule="r", title="Stale", words="", span=story.span("Kovo")),)
    checks._show_found(stale, ("another article", "mk"))
    assert titles(story) == []
    story.press("A")
    checks._show_found(stale, checks._whose)
    assert titles(story) == []


def test_a_file_that_cannot_be_read_is_told(story: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreadable(_self: Annotations, _annotation: str) -> Annotation:
        raise ProjectProblem("The file cannot be read.")

    QTest.qWait(panel.WAIT + 50)
    monkeypatch.setattr(Annotations, "__getitem__", unreadable)
    story.window.checks._look()
    assert "The file cannot be read." in story.told


def test_a_closed_window_checks_no_more(story: Hands) -> None:
    story.press("A")
    story.window.close()
    QTest.qWait(panel.WAIT + 50)
    assert titles(story) == []


def test_an_empty_model_has_no_lines() -> None:
    assert CheckLines().rowCount() == 0
