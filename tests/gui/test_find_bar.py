"""Finding words in the article at hand."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton

from annotation.model import Span
from gui.find_bar import FindBar
from gui.theme import DARK, LIGHT, Theme
from tests.gui.hands import Hands, colours, pixels, press, push, saved, write

TEXT = "👍🏽 Kovo met Marin. KOVO said “yes”.\nThen kóvo left; Marin stayed."


def find(hands: Hands, words: str) -> QLineEdit:
    """Asks for words as a person does."""
    hands.press("Ctrl+F")
    field = hands.window.find_bar.field
    assert field.hasFocus()
    write(field, words)
    return field


def count(hands: Hands) -> str:
    return hands.window.find_bar.count.text()


def selected(hands: Hands) -> tuple[int, str]:
    """Where the selection begins, and its words."""
    span = hands.window.view.selected_span()
    assert span is not None
    return span.start, hands.text[span.start : span.end]


def places(hands: Hands, *words: str) -> list[int]:
    return [hands.text.index(one) for one in words]


def test_typing_selects_the_first_place_and_counts(hands_on: Callable[..., Hands]) -> None:
    hands = hands_on(TEXT)
    find(hands, "kovo")
    assert selected(hands) == (hands.text.index("Kovo"), "Kovo")
    assert count(hands) == "1 of 3"


def test_enter_and_f3_go_on_round_and_round(hands_on: Callable[..., Hands]) -> None:
    hands = hands_on(TEXT)
    field = find(hands, "kovo")
    seen = [selected(hands)[0]]
    for key in ("Return", "F3", "Return"):
        press(field, key)
        seen.append(selected(hands)[0])
    first, second, third = places(hands, "Kovo", "KOVO", "kóvo")
    assert seen == [first, second, third, first]
    press(field, "Shift+F3")
    assert (selected(hands)[0], count(hands)) == (third, "3 of 3")
    press(field, "Shift+Return")
    assert (selected(hands)[0], count(hands)) == (second, "2 of 3")


def test_escape_leaves_the_place_selected_so_that_a_key_labels_it(hands_on: Callable[..., Hands]) -> None:
    hands = hands_on(TEXT)
    field = find(hands, "said")
    press(field, "Escape")
    assert not hands.window.find_bar.isVisible()
    assert hands.window.view.hasFocus()
    assert selected(hands)[1] == "said"
    hands.press("Q")
    assert hands.window.session.draft is not None
    assert hands.words_of(hands.window.session.draft.after, "content") == "said"


def test_f3_goes_on_to_label_one_place_after_the_other(hands_on: Callable[..., Hands]) -> None:
    hands = hands_on("Zork was here. Zork left. Zork is back, says Kovo.")
    field = find(hands, "zork")
    press(field, "Escape")
    for _ in range(3):
        hands.press("1", "F3")
    named = [hands.words_of(a, "text") for a in saved(hands.window).values() if a.origin == "human"]
    assert named == ["Zork"] * 3


def test_f3_without_words_asks_for_some(hands_on: Callable[..., Hands]) -> None:
    hands = hands_on(TEXT)
    hands.press("F3")
    assert hands.window.find_bar.field.hasFocus()


def test_what_is_selected_is_what_is_looked_for(hands_on: Callable[..., Hands]) -> None:
    hands = hands_on(TEXT)
    hands.window.view.select(Span(*hands.span("Marin")))
    hands.press("Ctrl+F")
    assert hands.window.find_bar.field.text() == "Marin"
    assert count(hands) == "1 of 2"
    press(hands.window.find_bar.field, "F3")
    assert count(hands) == "2 of 2"


def test_the_search_begins_where_the_caret_stands(hands_on: Callable[..., Hands]) -> None:
    hands = hands_on(TEXT)
    hands.window.view.put_caret(hands.text.index("Then"))
    find(hands, "kovo")
    assert count(hands) == "3 of 3"


def test_what_is_not_there_is_told(hands_on: Callable[..., Hands]) -> None:
    hands = hands_on(TEXT)
    field = find(hands, "zzz")
    assert count(hands) == "Not in this article"
    press(field, "Return")
    assert hands.window.view.selected_span() is None
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    press(field, "Backspace")
    assert count(hands) == ""


def test_words_stay_looked_for_in_the_next_article(hands_on: Callable[..., Hands]) -> None:
    hands = hands_on(TEXT, "Nobody.\nAt last kovo, Kovo.")
    find(hands, "kovo")
    hands.window.qactions["next_article"].trigger()
    assert count(hands) == "2"
    press(hands.window.find_bar.field, "F3")
    assert selected(hands) == (hands.text.index("Kovo"), "Kovo"), "not from the suggestion at hand on"
    press(hands.window.find_bar.field, "F3")
    assert (count(hands), selected(hands)) == ("1 of 2", (hands.text.index("kovo"), "kovo"))


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_places_are_painted_while_the_bar_is_open(hands_on: Callable[..., Hands], theme: Theme) -> None:
    hands = hands_on(TEXT)
    if theme is DARK:
        hands.press("Ctrl+Shift+L")
    before = outlines(hands, theme)
    field = find(hands, "marin")
    assert outlines(hands, theme) > before + 20
    press(field, "Escape")
    assert outlines(hands, theme) == before


def outlines(hands: Hands, theme: Theme) -> int:
    """How many pixels of the text have the colour of what is found."""
    return sum(_near(colour, QColor(theme.found)) for colour in colours(pixels(hands.window.view)))


def _near(one: QColor, other: QColor) -> bool:
    return all(abs(a - b) < 40 for a, b in zip(one.getRgb()[:3], other.getRgb()[:3], strict=True))


def test_the_buttons_do_what_the_keys_do(hands_on: Callable[..., Hands]) -> None:
    hands = hands_on(TEXT)
    find(hands, "kovo")
    push(hands.window.find_bar, "Next")
    assert count(hands) == "2 of 3"
    push(hands.window.find_bar, "Previous")
    assert count(hands) == "1 of 3"
    push(hands.window.find_bar, "Close")
    assert hands.window.view.hasFocus()


def test_a_long_article_of_one_paragraph(hands_on: Callable[..., Hands]) -> None:
    hands = hands_on("Long\n" + "The end is near, ß. " * 20_000 + "Kovo.")
    field = find(hands, "kovo")
    assert count(hands) == "1 of 1"
    view = hands.window.view
    assert view.viewport().rect().contains(view.cursorRect())
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    write(field, "end")
    assert count(hands) == "1 of 20,000"
    pixels(view)


def test_right_to_left_and_the_end_of_the_text(hands_on: Callable[..., Hands]) -> None:
    hands = hands_on("שלום לכולם\nאמר קובו שלום")
    field = find(hands, "שלום")
    press(field, "F3")
    assert count(hands) == "2 of 2"
    assert selected(hands)[0] == len(hands.text) - 4


def test_nothing_covers_anything_in_a_narrow_window(hands_on: Callable[..., Hands]) -> None:
    hands = hands_on(TEXT)
    hands.window.resize(640, 400)
    find(hands, "kovo")
    bar = hands.window.find_bar
    shown = sorted((w.geometry().left(), w.geometry().right()) for w in (bar.field, bar.count, *buttons(bar)))
    assert all(one[1] < other[0] for one, other in pairwise(shown))
    assert shown[-1][1] < bar.width()


def buttons(bar: FindBar) -> list[QPushButton]:
    return bar.findChildren(QPushButton)
