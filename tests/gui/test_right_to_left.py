"""Articles in Arabic and Hebrew: where they stand, which way the arrow keys go, and what is marked."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLabel

from annotation.model import Span
from gui.article_view import ArticleView
from gui.lanes import Frame
from tests.gui.hands import Hands, click, double_click, inside, pixels, point_of, saved

ARABIC = (
    "خبر من لشبونة\nقال رئيس الوزراء Duarte Vilela إن “هذا الميناء ملك لشعبينا” وأضاف أن Morocco شريك منذ عام 1975."
)
HEBREW = "ידיעה מליסבון\nראש הממשלה Duarte Vilela אמר כי “הנמל שייך לשני העמים” וכי Morocco היא שותפה מאז 1975."
BOTH = pytest.mark.parametrize("text", [ARABIC, HEBREW], ids=["Arabic", "Hebrew"])
WORDS = {ARABIC: ("رئيس", "الوزراء"), HEBREW: ("ראש", "הממשלה")}


@pytest.fixture
def read(hands_on: Callable[..., Hands]) -> Callable[..., Hands]:
    """Hands for a window that is wide enough for the whole of a line."""

    def make(*texts: str) -> Hands:
        hands = hands_on(*texts)
        hands.window.resize(1500, 700)
        QCoreApplication.processEvents()
        return hands

    return make


def columns(view: ArticleView, change: Callable[[], object]) -> set[int]:
    """The columns of pixels in which something is painted otherwise after `change`."""
    before = pixels(view)
    change()
    after = pixels(view)
    height = before.height()
    return {x for x in range(before.width()) if before.copy(x, 0, 1, height) != after.copy(x, 0, 1, height)}


@BOTH
def test_a_paragraph_stands_where_its_script_begins(read: Callable[..., Hands], text: str) -> None:
    view = read(f"{text}\nAn English paragraph.").window.view
    full = f"{text}\nAn English paragraph."
    middle = view.viewport().width() // 2
    assert point_of(view, full, text.index("\n") + 1).x() > middle
    assert point_of(view, full, full.index("An English")).x() < middle


@BOTH
def test_title_and_facts_stand_where_the_script_begins(read: Callable[..., Hands], text: str) -> None:
    view = read("A day.").window.view
    for words, at_the_right in ((text, True), ("English words.", False)):
        view.show_article(words.split("\n")[-1], title="", subtitle="")
        found = columns(view, lambda words=words: show_head(view, words.split("\n")[0]))
        assert found
        middle = view.viewport().width() // 2
        assert all((x > middle) is at_the_right for x in found)


def show_head(view: ArticleView, title: str) -> None:
    view._title, view._subtitle = title, "imported today"


# Marks


def marked_columns(view: ArticleView, span: Span) -> set[int]:
    """The columns of pixels in which something of a frame around a span is painted."""
    view.set_frames([], follow=False)
    return columns(view, lambda: view.set_frames([Frame(*span, main=True)], follow=False))


def selected_columns(view: ArticleView, span: Span) -> set[int]:
    """The columns of pixels in which Qt paints a selection: what it takes for the place of a span."""
    view.set_frames([], follow=False)
    view.select(None)
    found = columns(view, lambda: view.select(span))
    view.select(None)
    return found


@BOTH
@pytest.mark.parametrize(
    "words", ["Duarte", "Vilela", "Duarte Vilela", "Morocco", "first", "second", "Vilela …", "1975"]
)
def test_a_mark_stands_under_its_own_letters(read: Callable[..., Hands], text: str, words: str) -> None:
    """Held against where Qt paints the selection of the same words."""
    hands = read(text)
    view = hands.window.view
    hands.window.session.go(None)
    view.clear_marks()
    first, second = WORDS[text]
    span = {
        "first": hands.span(first),
        "second": hands.span(second),
        "Vilela …": Span(hands.span("Vilela").start, hands.span("Morocco").end),
    }.get(words) or hands.span(words)
    painted, wanted = marked_columns(view, span), selected_columns(view, span)
    assert len(painted) > 15
    assert painted ^ wanted <= {at + by for at in edges(wanted) for by in range(-4, 5)}


def edges(found: set[int]) -> set[int]:
    return {at for at in found if not {at - 1, at + 1} <= found}


@BOTH
def test_a_span_over_both_directions_is_marked_in_several_stretches(read: Callable[..., Hands], text: str) -> None:
    """It reaches from a word of the script into the first of two Latin ones, which stands further on."""
    hands = read(text)
    view = hands.window.view
    hands.window.session.go(None)
    view.clear_marks()
    painted = marked_columns(view, Span(hands.span(WORDS[text][1]).start, hands.span("Duarte").end))
    vilela, duarte = (inside(view, text, hands.span(words).start + 2).x() for words in ("Vilela", "Duarte"))
    assert inside(view, text, hands.span(WORDS[text][1]).start + 1).x() in painted
    assert duarte in painted
    assert vilela not in painted


# Mouse and keys


@BOTH
@pytest.mark.parametrize("words", ["first", "second", "Duarte", "Vilela", "Morocco"])
@pytest.mark.parametrize("share", [0.25, 0.75])
def test_a_click_hits_the_letter_under_it(read: Callable[..., Hands], text: str, words: str, share: float) -> None:
    hands = read(text)
    view = hands.window.view
    span = hands.span(dict(zip(("first", "second"), WORDS[text], strict=True)).get(words, words))
    hits: list[int] = []
    view.clicked_at.connect(hits.append)
    for offset in range(span.start + 1, span.end - 1):
        click(view, inside(view, text, offset, share=share))
    assert hits == list(range(span.start + 1, span.end - 1))


@BOTH
def test_a_double_click_takes_a_word_and_a_click_what_is_labelled(read: Callable[..., Hands], text: str) -> None:
    hands = read(text)
    view, session = hands.window.view, hands.window.session
    word = WORDS[text][0]
    double_click(view, inside(view, text, hands.span(word).start + 1))
    assert view.selected_span() == hands.span(word)
    view.select(None)
    click(view, inside(view, text, hands.span("Morocco").start + 2))
    assert session.current is not None
    assert Span(session.current.start, session.current.end) == hands.span("Morocco")


def fixing(hands: Hands, words: str) -> None:
    """Begins a mention of words by mouse and keys, and leaves it being made."""
    hands.window.view.select(hands.span(words))
    hands.pick("Kovo")
    hands.press("M")
    assert hands.window.session.draft is not None


def at_hand(hands: Hands) -> str:
    draft = hands.window.session.draft
    assert draft is not None
    return hands.words_of(draft.after, "text")


@BOTH
def test_the_arrow_to_the_left_moves_the_end_on(read: Callable[..., Hands], text: str) -> None:
    hands = read(text)
    first, second = WORDS[text]
    fixing(hands, first)
    hands.press("Left")
    assert at_hand(hands) == f"{first} {second}"
    hands.press("Right")
    assert at_hand(hands) == first
    hands.press("Ctrl+Right")
    assert at_hand(hands) == first[:-1]
    hands.press("Ctrl+Left", "Left", "Shift+Left")
    assert at_hand(hands) == second
    hands.press("Shift+Right", "Return")
    made = [a for a in saved(hands.window).values() if a.origin == "human"]
    assert [hands.words_of(a, "text") for a in made] == [f"{first} {second}"]


@BOTH
def test_what_moves_by_the_arrow_moves_that_way_on_the_screen(read: Callable[..., Hands], text: str) -> None:
    hands = read(text)
    fixing(hands, WORDS[text][0])
    view = hands.window.view
    start, end = (point_of(view, text, at).x() for at in hands.span(WORDS[text][0]))
    found = columns(view, lambda: hands.press("Left"))
    assert min(found) < end - 20
    assert max(found) < start


def test_each_paragraph_has_its_own_direction(read: Callable[..., Hands]) -> None:
    hands = read(f"{ARABIC}\nHere is an English paragraph.")
    fixing(hands, "an")
    hands.press("Right")
    assert at_hand(hands) == "an English"
    hands.press("Esc")
    fixing(hands, WORDS[ARABIC][0])
    hands.press("Left")
    assert at_hand(hands) == " ".join(WORDS[ARABIC])


def test_the_menu_shows_the_keys_as_they_act(read: Callable[..., Hands]) -> None:
    hands = read(ARABIC)
    action = hands.window.qactions["end_on"]
    assert action.shortcut().toString() == "Right"
    fixing(hands, WORDS[ARABIC][0])
    assert action.shortcut().toString() == "Left"
    action.trigger()
    assert at_hand(hands) == " ".join(WORDS[ARABIC])
    hands.press("Esc")
    assert action.shortcut().toString() == "Right"


# Panels


@BOTH
def test_the_card_and_the_lists_show_the_words(read: Callable[..., Hands], text: str) -> None:
    hands = read(text)
    words = WORDS[text][0]
    fixing(hands, words)
    labels = [label for label in hands.window.cards.findChildren(QLabel) if label.text() == words]
    assert labels
    hands.press("Return")
    hands.window.spans.tabs.setCurrentIndex(3)
    lines = hands.window.spans.lines
    assert words in [lines.index(row).data() for row in range(lines.rowCount())]
