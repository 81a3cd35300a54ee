"""Words picked by their labels: which labels there are, and what typing them selects."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF

from annotation.model import Span
from gui.ink import Ink
from gui.picking import LETTERS, Picking, label_words
from tests.gui.hands import Hands, click, pixels, point_of

STORY = "Nobody waits. “We stand firm,” Kovo said. Marin and Duna left 😀 early, as ever."


def type_label(hands: Hands, offset: int) -> None:
    """Types the label that stands at an offset."""
    picking = hands.window.view._picking
    assert picking is not None
    for letter in next(label for label, at in picking.labels.items() if at == offset):
        hands.press(letter)


def pick(hands: Hands, words: str) -> None:
    span = hands.span(words)
    hands.press("Space")
    type_label(hands, span.start)
    type_label(hands, span.end)


@given(st.integers(0, 900), st.integers(0, 900))
def test_no_label_begins_another_and_each_is_given_once(likely: int, others: int) -> None:
    labels = label_words(range(likely), range(1000, 1000 + others))
    assert len(set(labels.values())) == len(labels) == min(likely + others, len(labels))
    assert not any(one != other and other.startswith(one) for one in labels for other in labels if len(one) == 1)
    assert {len(label) for label in labels} <= {1, 2}
    assert len(labels) == likely + others or len(labels) >= 600


def test_the_likeliest_get_the_shortest() -> None:
    labels = label_words([7, 8], list(range(100, 140)))
    assert [labels[letter] for letter in LETTERS[:2]] == [7, 8]


def test_two_labels_select_words_that_a_key_labels_at_once(hands_on: Callable[..., Hands]) -> None:
    hands = hands_on(STORY)
    pick(hands, "Marin and Duna")
    assert hands.window.view.selected_span() == hands.span("Marin and Duna")
    hands.press("Q", "Return")
    current = hands.window.session.current
    assert current is not None
    assert hands.words_of(current, "content") == "Marin and Duna"


def test_quotation_marks_come_with_what_stands_in_them(hands_on: Callable[..., Hands]) -> None:
    hands = hands_on(STORY)
    pick(hands, "We stand firm")
    assert hands.window.view.selected_span() == hands.span("“We stand firm,”")


def test_words_behind_an_emoji_are_picked_rightly(hands_on: Callable[..., Hands]) -> None:
    hands = hands_on(STORY)
    pick(hands, "early, as ever")
    assert hands.window.view.selected_span() == hands.span("early, as ever")


@pytest.mark.parametrize("text", ["a b c d e to it a to we.", "א ב ג ד ה אב גד."])
def test_no_label_covers_another(hands_on: Callable[..., Hands], monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    hands = hands_on(f"Nobody waits.\n{text}\n" + "word " * 100)
    boxes: list[QRectF] = []
    paint = Ink._label

    def look(*arguments: Any) -> QRectF:
        boxes.append(paint(*arguments))
        return boxes[-1]

    monkeypatch.setattr(Ink, "_label", look)
    hands.press("Space")
    pixels(hands.window.view)
    first = boxes[: len(f"Nobody waits. {text}".split())]
    assert len(set(map(QRectF.getRect, first))) == len(first)
    assert not any(one.intersects(other) for at, one in enumerate(first) for other in first[:at])


def test_space_again_takes_the_one_word(hands_on: Callable[..., Hands]) -> None:
    hands = hands_on(STORY)
    hands.press("Space")
    type_label(hands, hands.span("Marin").start)
    hands.press("Space")
    assert hands.window.view.selected_span() == hands.span("Marin")


def test_letters_are_no_commands_while_words_are_picked(hands_on: Callable[..., Hands]) -> None:
    hands = hands_on(STORY)
    before = hands.window.session.left()
    hands.press("Space", "A", "X")
    assert hands.window.session.left() == before
    hands.press("Esc", "A")
    assert hands.window.session.left() == before - 1


def test_escape_a_click_and_another_article_leave_off(hands_on: Callable[..., Hands]) -> None:
    hands = hands_on(STORY, "Kovo waits.")
    view = hands.window.view
    plain = pixels(view)
    hands.press("Space")
    assert pixels(view) != plain
    hands.press("Esc")
    assert view._picking is None
    hands.press("Space")
    click(view, point_of(view, hands.text, 3))
    assert view._picking is None
    hands.press("Space", "Ctrl+PgDown")
    assert view._picking is None


def test_a_letter_that_begins_no_label_changes_nothing() -> None:
    picking = Picking("One two.", Span(0, 8), 0)
    assert picking.type("é") is None
    assert picking.type("") is None
    assert picking.typed == ""


def test_an_empty_article_has_nothing_to_pick(hands_on: Callable[..., Hands]) -> None:
    hands = hands_on("…")
    hands.press("Space", "Esc")
    assert hands.window.view.selected_span() is None
