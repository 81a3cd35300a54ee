"""Searching the project: the window, its hits, and what opening one does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from annotation import hits
from annotation.errors import ProjectProblem
from gui.search import TYPING, SearchWindow
from tests.gui.hands import Hands, press, write

TEXTS = (
    "First\nKovo met Marin. Nobody else was there.",
    "Second\nMarin said “Duna waits for grain” to Kovo.",
    "Third\nGrain, grain and grain again; Duna opposes Marin.",
)


@pytest.fixture
def desk(hands_on: Callable[..., Hands]) -> Hands:
    return hands_on(*TEXTS)


@pytest.fixture
def look_for(qtbot: QtBot, desk: Hands) -> Callable[[str], SearchWindow]:
    """Types a query into the window and waits for its hits."""

    def look(typed: str) -> SearchWindow:
        desk.press("Ctrl+Shift+F")
        window = desk.window.beside.search
        qtbot.waitUntil(window.field.hasFocus)
        write(window.field, typed)
        qtbot.waitUntil(lambda: not window._typing.isActive())
        qtbot.waitUntil(lambda: not desk.window.background.busy("search"))
        return window

    return look


def lines(window: SearchWindow) -> list[str]:
    """What a screen reader says of the hits."""
    return [
        str(window.hits.index(row).data(Qt.ItemDataRole.AccessibleTextRole)) for row in range(window.hits.rowCount())
    ]


def title(desk: Hands) -> str:
    assert desk.window.session.article is not None
    return desk.window.session.article.title


def test_words_find_articles(look_for: Callable[[str], SearchWindow]) -> None:
    window = look_for("grain")
    assert [line.split(":")[0] for line in lines(window)] == ["Second", "Third"]
    assert "3 places" in lines(window)[1]
    assert window.told.text() == "2 hits."


def test_filters_find_annotations_also_in_articles_not_opened_yet(look_for: Callable[[str], SearchWindow]) -> None:
    window = look_for("speaker:Kovo")
    assert lines(window) == [
        "Second: Second Marin said “Duna waits for grain” to Kovo., quote, speaker Kovo, direct, suggested"
    ]


def test_enter_opens_an_article_with_the_words_selected(desk: Hands, look_for: Callable[[str], SearchWindow]) -> None:
    window = look_for("grain")
    press(window.field, "Down")
    press(window.field, "Return")
    assert title(desk) == "Third"
    assert window.isVisible()
    view = desk.window.view
    assert view.selected_span() == desk.span("Grain")
    desk.press("F3")
    assert view.selected_span() == desk.span("grain")
    desk.press("Q")
    assert desk.window.session.draft is not None


def test_a_double_click_has_the_annotation_at_hand(desk: Hands, look_for: Callable[[str], SearchWindow]) -> None:
    window = look_for("speaker:Kovo")
    at = window.list.visualRect(window.hits.index(0)).center()
    QTest.mouseClick(window.list.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    QTest.mouseDClick(window.list.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    assert title(desk) == "Second"
    current = desk.window.session.current
    assert current is not None
    assert desk.words_of(current, "content") == "“Duna waits for grain”"
    desk.press("A")
    assert desk.window.session.annotations[current.id].status == "accepted"


def test_hits_tell_what_was_decided_meanwhile(desk: Hands, look_for: Callable[[str], SearchWindow]) -> None:
    desk.window.session.open_article(list(desk.window.session.project.store.article_ids())[1])
    window = look_for("speaker:Kovo")
    press(window.list, "Return")
    desk.press("A")
    assert lines(window)[0].endswith("accepted")
    desk.press("Ctrl+Z")
    assert lines(window)[0].endswith("suggested")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ('"grain', "A quotation mark is not closed"),
        ("colour:red", "There is no filter “colour”"),
        ("zzzz", "Nothing was found."),
        ("👍", "There is no word in this"),
        ("speaker:שלום", "Nothing was found."),
        ("x" * 3000, "Nothing was found."),
    ],
)
def test_what_finds_nothing_is_told_beneath_the_field(
    look_for: Callable[[str], SearchWindow], typed: str, told: str
) -> None:
    window = look_for(typed)
    assert window.told.text().startswith(told)
    assert lines(window) == []
    press(window.field, "Return")


def test_a_search_takes_the_place_of_the_one_before(
    qtbot: QtBot, desk: Hands, look_for: Callable[[str], SearchWindow]
) -> None:
    window = look_for("grain")
    desk.press("Ctrl+Shift+F")
    write(window.field, "marin")
    press(window.field, "Return")
    write(window.field, " else")
    press(window.field, "Return")
    qtbot.waitUntil(lambda: window.told.text() == "1 hit.")
    assert lines(window)[0].startswith("First")
    window.field.clear()
    qtbot.waitUntil(lambda: not lines(window))


def test_more_hits_come_as_one_scrolls(
    qtbot: QtBot, hands_on: Callable[..., Hands], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = hands_on(*(f"Article {n}\nThe grain of number {n}." for n in range(230)))
    desk.press("Ctrl+Shift+F")
    window = desk.window.beside.search
    write(window.field, "grain")
    qtbot.waitUntil(lambda: window.hits.rowCount() == hits.PAGE)
    assert window.told.text() == "The first 50 hits; more come as you scroll."
    while window.hits.rowCount() < 230:
        rows = window.hits.rowCount()
        press(window.list, "End")
        window.list.scrollToBottom()
        qtbot.waitUntil(lambda rows=rows: window.hits.rowCount() > rows)
    qtbot.waitUntil(lambda: window.told.text() == "230 hits.")
    assert len(set(lines(window))) == 230


def test_a_search_that_takes_long_goes_on_by_itself(qtbot: QtBot, desk: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hits, "PATIENCE", 0)
    monkeypatch.setattr(hits, "_FIRST_PORTION", 1)
    desk.press("Ctrl+Shift+F")
    window = desk.window.beside.search
    write(window.field, '"and grain"')
    qtbot.waitUntil(lambda: window.told.text() == "1 hit.")


def test_a_file_that_cannot_be_read_is_told(qtbot: QtBot, desk: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ProjectProblem("The file is damaged.")

    monkeypatch.setattr("gui.search.search", fail)
    desk.press("Ctrl+Shift+F")
    window = desk.window.beside.search
    write(window.field, "grain")
    qtbot.waitUntil(lambda: window.told.text() == "The file is damaged.")


def test_the_list_is_painted_in_light_and_dark(desk: Hands, look_for: Callable[[str], SearchWindow]) -> None:
    window = look_for("grain")
    light = window.list.grab().toImage()
    desk.press("Ctrl+Shift+L")
    assert window.list.grab().toImage() != light


def test_escape_closes_the_window_and_what_was_found_stays(look_for: Callable[[str], SearchWindow]) -> None:
    window = look_for("grain")
    press(window.field, "Escape")
    assert not window.isVisible()
    assert len(lines(window)) == 2


def test_the_search_is_closed_with_the_window_also_while_one_types(hands_on: Callable[..., Hands]) -> None:
    window = hands_on("Kovo met Marin.").window
    window.verbs.finding.search()
    search = window.beside.search
    QTest.keyClicks(search.field, "Kovo")
    window.close()
    assert not search.isVisible()
    QTest.qWait(2 * TYPING)
    assert search.hits.hits == []
