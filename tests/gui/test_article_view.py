"""The article: what a click hits, what a drag selects, and what is painted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect
from PySide6.QtGui import QColor, QImage, QTextDocument
from pytestqt.qtbot import QtBot

from annotation.model import Span
from annotation.schema import load_schema
from gui.article_view import ArticleView, Frame
from gui.lanes import Mark
from gui.theme import DARK, LIGHT, Theme
from tests.gui.hands import Hands, click, double_click, drag, inside, pixels, point_of

PLAIN = "Portugal rejects the treaty.\nMorocco, it says, will wait."
MIXED = "🇺🇦 😀 Kovo met Marin 👩🏽‍🚀 today.\nقال الرئيس إن الاتفاق جيد\n𝔘𝔫 Marin left 😀😀 early."
COLOURS = load_schema().kinds[0].colour, load_schema().layers[1].colour


class Marked(ArticleView):
    """A view that is told its marks, as the window would make them when it is asked."""

    def __init__(self) -> None:
        super().__init__(self._marks)
        self.marks: dict[str, list[Mark]] = {}
        self.asked: list[str] = []

    def _marks(self, annotation: str) -> list[Mark]:
        self.asked.append(annotation)
        return self.marks[annotation]

    def show_marks(self, marks: dict[str, list[Mark]]) -> None:
        self.marks |= marks
        self.mark(
            (min((m.start for m in its), default=0), max((m.end for m in its), default=0), annotation)
            for annotation, its in marks.items()
        )


@pytest.fixture
def show(qtbot: QtBot) -> Iterator[Callable[..., Marked]]:
    """Shows a text in a view of its own."""
    views: list[Marked] = []

    def make(text: str, *, title: str = "A title", theme: Theme = LIGHT) -> Marked:
        view = Marked()
        views.append(view)
        view.resize(700, 500)
        view.set_theme(theme)
        palette = view.palette()
        palette.setColor(palette.ColorRole.Base, QColor(theme.page))
        palette.setColor(palette.ColorRole.Text, QColor(theme.ink))
        view.setPalette(palette)
        view.show()
        view.show_article(text, title=title, subtitle="imported today")
        return view

    yield make
    for view in views:
        view.close()
        view.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def mark(
    text: str, words: str, look: str = "fill", *, name: str = "one", dashed: bool = False
) -> dict[str, list[Mark]]:
    start = text.index(words)
    return {name: [Mark(name, start, start + len(words), look, COLOURS[look != "fill"], dashed)]}


# Clicks


@pytest.mark.parametrize(
    ("text", "words"), [(PLAIN, "Morocco, it"), (MIXED, "Marin"), (MIXED, "الرئيس"), (MIXED, "left 😀😀")]
)
@pytest.mark.parametrize("share", [0.2, 0.8])
def test_a_click_hits_the_character_under_it(show: Callable[..., Marked], text: str, words: str, share: float) -> None:
    view = show(text)
    hits: list[int] = []
    view.clicked_at.connect(hits.append)
    offsets = range(text.index(words), text.index(words) + len(words))
    for offset in offsets:
        click(view, inside(view, text, offset, share=share))
    assert hits == list(offsets)


@pytest.mark.parametrize("where", ["right of a line", "below the text", "in the title", "between paragraphs' ends"])
def test_a_click_beside_the_text_hits_nothing(show: Callable[..., Marked], where: str) -> None:
    view = show(PLAIN)
    end = point_of(view, PLAIN, PLAIN.index("\n"))
    last = point_of(view, PLAIN, len(PLAIN))
    points = {
        "right of a line": end + QPoint(40, 0),
        "below the text": QPoint(60, last.y() + 90),
        "in the title": QPoint(20, 35),
        "between paragraphs' ends": last + QPoint(60, 0),
    }
    hits: list[int] = []
    view.clicked_at.connect(hits.append)
    click(view, points[where])
    assert hits == []


def test_a_click_hits_the_right_character_after_scrolling(show: Callable[..., Marked]) -> None:
    text = "\n".join(f"Paragraph {number} about Marin." for number in range(200))
    view = show(text)
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    offset = text.index("Paragraph 100") + 3
    hits: list[int] = []
    view.clicked_at.connect(hits.append)
    click(view, inside(view, text, offset))
    assert hits == [offset]


def test_clicking_again_goes_round_the_annotations_that_overlap(hands_on: Callable[..., Hands]) -> None:
    hands = hands_on("A day in Kovo’s office.\n“Nobody asked Marin,” said Duna.")
    window = hands.window
    point = inside(window.view, hands.text, hands.span("Marin").start + 2)
    layers = []
    for _ in range(3):
        click(window.view, point)
        assert window.session.current is not None
        layers.append(window.session.current.layer)
    assert layers == ["mention", "quote", "mention"]


def test_clicking_words_without_an_annotation_leaves_the_one_at_hand(hands: Hands) -> None:
    current = hands.window.session.current
    click(hands.window.view, inside(hands.window.view, hands.text, hands.span("deep-water").start + 2))
    assert hands.window.session.current is current


# Selecting


@pytest.mark.parametrize(
    ("text", "at", "word"),
    [
        (PLAIN, "reaty", "treaty"),
        (PLAIN, "orocco", "Morocco"),
        (MIXED, "arin 👩", "Marin"),
        (MIXED, "رئيس", "الرئيس"),
        (MIXED, "eft 😀", "left"),
        ("It is Trump’s plan.", "ump", "Trump"),
        ("The U.S. plan.", ".S", "U.S."),
    ],
)
def test_a_double_click_takes_a_word(show: Callable[..., Marked], text: str, at: str, word: str) -> None:
    view = show(text)
    double_click(view, inside(view, text, text.index(at)))
    start = text.index(word, max(text.index(at) - len(word), 0))
    assert view.selected_span() == Span(start, start + len(word))


def test_a_drag_grows_to_whole_words(show: Callable[..., Marked]) -> None:
    view = show(MIXED)
    drag(view, point_of(view, MIXED, MIXED.index("vo met")), point_of(view, MIXED, MIXED.index("in 👩")))
    assert view.selected_span() == Span(MIXED.index("Kovo"), MIXED.index("Marin") + len("Marin"))


def test_a_drag_backwards_grows_to_whole_words(show: Callable[..., Marked]) -> None:
    view = show(PLAIN)
    drag(view, point_of(view, PLAIN, PLAIN.index("aty")), point_of(view, PLAIN, PLAIN.index("ejects")))
    assert view.selected_span() == Span(PLAIN.index("rejects"), PLAIN.index("treaty") + len("treaty"))


def test_a_drag_with_alt_leaves_characters(show: Callable[..., Marked]) -> None:
    view = show(MIXED)
    start, end = MIXED.index("vo met"), MIXED.index("in 👩")
    drag(view, point_of(view, MIXED, start), point_of(view, MIXED, end), alt=True)
    assert view.selected_span() == Span(start, end)


def test_a_drag_does_not_count_as_a_click(show: Callable[..., Marked]) -> None:
    view = show(PLAIN)
    hits: list[int] = []
    view.clicked_at.connect(hits.append)
    drag(view, point_of(view, PLAIN, 0), point_of(view, PLAIN, 8))
    assert hits == []


def test_white_space_at_the_ends_of_a_selection_is_left_out(show: Callable[..., Marked]) -> None:
    view = show(PLAIN)
    view.select(Span(PLAIN.index(" rejects"), PLAIN.index("the")))
    assert view.selected_span() == Span(PLAIN.index("rejects"), PLAIN.index(" the"))


def test_a_selection_of_white_space_alone_is_none(show: Callable[..., Marked]) -> None:
    view = show(PLAIN)
    at = PLAIN.index(" ")
    view.select(Span(at, at + 1))
    assert view.selected_span() is None


# The document


def test_no_key_and_no_paste_changes_the_text(hands: Hands) -> None:
    view = hands.window.view
    before = view.toPlainText()
    assert before == hands.text
    hands.press("H", "Backspace", "Delete", "Return", "Ctrl+V", "Ctrl+X", "A", "X", "F", "Left", "Return")
    assert view.toPlainText() == before


def test_painting_leaves_the_document_alone(show: Callable[..., Marked]) -> None:
    view = show(PLAIN)
    before, revision = view.document().toHtml(), view.document().revision()
    view.show_marks(mark(PLAIN, "Portugal") | mark(PLAIN, "the treaty", "bar", name="two"))
    view.set_frames([Frame(0, 8, main=True)], follow=True)
    pixels(view)
    assert view.document().toHtml() == before
    assert view.document().revision() == revision


def test_the_documents_of_earlier_articles_are_given_back(show: Callable[..., Marked]) -> None:
    view = show(PLAIN)
    for number in range(5):
        view.show_article(f"{PLAIN} {number}", title="", subtitle="")
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert len(view.findChildren(QTextDocument)) == 1


# Painting


def area(view: ArticleView, text: str, words: str, *, beneath: int = 0) -> QRect:
    """The viewport rectangle of some words in one line, or of the strip beneath them."""
    start = text.index(words)
    left, right = point_of(view, text, start), point_of(view, text, start + len(words))
    return QRect(left.x(), left.y() - 12, right.x() - left.x(), 22 + beneath)


def cut(view: ArticleView, rect: QRect) -> QImage:
    return pixels(view).copy(rect)


@pytest.mark.parametrize("look", ["fill", "bar", "thin", "wave"])
def test_every_look_can_be_seen_and_goes_again(show: Callable[..., Marked], look: str) -> None:
    view = show(PLAIN)
    blank = pixels(view)
    view.show_marks(mark(PLAIN, "Portugal", look))
    assert pixels(view) != blank
    view.show_marks({"one": []})
    assert pixels(view) == blank


@pytest.mark.parametrize("look", ["fill", "bar", "thin", "wave"])
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_suggested_differs_from_accepted_by_shape(show: Callable[..., Marked], look: str, theme: Theme) -> None:
    """Without colour: the two still differ when both are painted in grey."""
    view = show(PLAIN, theme=theme)
    view.show_marks(mark(PLAIN, "Portugal", look, dashed=True))
    suggested = pixels(view).convertToFormat(QImage.Format.Format_Grayscale8)
    view.show_marks(mark(PLAIN, "Portugal", look))
    accepted = pixels(view).convertToFormat(QImage.Format.Format_Grayscale8)
    assert suggested != accepted


def test_a_dashed_line_has_gaps_and_a_solid_one_none(show: Callable[..., Marked]) -> None:
    view = show(PLAIN)

    def share_of_ink(*, dashed: bool) -> float:
        view.show_marks(mark(PLAIN, "rejects the treaty", "bar", dashed=dashed))
        rect = area(view, PLAIN, "rejects the treaty", beneath=6)
        image = cut(view, rect)
        colour = LIGHT.colour(COLOURS[1])
        columns = [
            any(_near(image.pixelColor(x, y), colour) for y in range(image.height() // 2, image.height()))
            for x in range(4, image.width() - 4)
        ]
        return sum(columns) / len(columns)

    assert share_of_ink(dashed=False) == 1
    assert 0.3 < share_of_ink(dashed=True) < 0.9


def test_overlapping_bars_stand_beneath_each_other(show: Callable[..., Marked]) -> None:
    view = show(PLAIN)
    view.show_marks(mark(PLAIN, "rejects the treaty", "bar", name="one"))
    rows_of_one = _rows_with(view, PLAIN, "the", LIGHT.colour(COLOURS[1]))
    view.show_marks(mark(PLAIN, "the treaty", "bar", name="two"))
    rows_of_two = _rows_with(view, PLAIN, "the", LIGHT.colour(COLOURS[1]))
    assert len(rows_of_two) > len(rows_of_one)
    assert any(below - above > 1 for above, below in pairwise(rows_of_two)), "the two bars run into each other"


def test_a_mark_is_painted_on_every_line_that_it_runs_over(show: Callable[..., Marked]) -> None:
    text = "one two three four five six seven eight nine ten " * 8
    view = show(text)
    blank = pixels(view)
    view.show_marks(mark(text, text.strip(), "bar"))
    marked = pixels(view)
    lines = {point_of(view, text, offset).y() for offset in range(0, len(text), 10)}
    assert len(lines) > 3
    for y in lines:
        assert blank.copy(0, y - 10, 300, 26) != marked.copy(0, y - 10, 300, 26)


def test_only_what_can_be_seen_is_made_and_the_rest_when_it_is_looked_at(show: Callable[..., Marked]) -> None:
    text = "\n".join(f"Paragraph {number} names somebody." for number in range(300))
    view = show(text)
    view.show_marks(mark(text, "Paragraph 0 ", name="first") | mark(text, "Paragraph 299 ", name="last"))
    pixels(view)
    assert set(view.asked) == {"first"}
    view.document().pageCount()  # lays all of it out, and the scroll bar learns of that in the next event
    QCoreApplication.processEvents()
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    marked = pixels(view)
    assert set(view.asked) == {"first", "last"}
    view.show_marks({"last": []})
    assert pixels(view) != marked


@pytest.mark.parametrize("before", ["", "😀 One way.\n"])
def test_a_tint_over_mixed_writing_directions_covers_its_words_only(show: Callable[..., Marked], before: str) -> None:
    text = f"{before}قال الرئيس Kovo إن الاتفاق جيد"
    view = show(text)
    blank = pixels(view)
    view.show_marks(mark(text, "Kovo"))
    changed = _changed(blank, pixels(view))
    start = text.index("Kovo")
    edges = sorted(point_of(view, text, offset).x() for offset in (start + 1, start + 3))
    assert changed.left() <= edges[0]
    assert changed.right() >= edges[1]
    assert changed.width() < 80


def test_the_frame_follows_into_view(show: Callable[..., Marked]) -> None:
    text = "\n".join(f"Paragraph {number}." for number in range(300))
    view = show(text)
    start = text.index("Paragraph 250")
    view.set_frames([Frame(start, start + 13, main=True)], follow=True)
    assert view.viewport().rect().contains(point_of(view, text, start))


def test_the_text_stands_below_its_title_however_narrow_the_view(show: Callable[..., Marked]) -> None:
    view = show(PLAIN, title="A very long title that runs over several lines as soon as there is less room for it " * 2)
    view.resize(300, 500)
    QCoreApplication.processEvents()
    title = view._head_height() - view.verticalScrollBar().value()
    assert point_of(view, PLAIN, 0).y() > title


def test_a_title_that_the_text_repeats_is_not_shown_twice(show: Callable[..., Marked]) -> None:
    once, twice = show("A title\nand the text"), show("Something else\nand the text")
    assert point_of(once, "A", 0).y() < point_of(twice, "S", 0).y()


def test_the_view_tells_a_screen_reader_what_it_shows(show: Callable[..., Marked]) -> None:
    view = show(PLAIN, title="A growing rift")
    assert view.accessibleName() == "Article"
    assert "A growing rift" in view.accessibleDescription()


def _near(one: QColor, other: QColor, tolerance: int = 60) -> bool:
    pairs = ((one.red(), other.red()), (one.green(), other.green()), (one.blue(), other.blue()))
    return all(abs(a - b) <= tolerance for a, b in pairs)


def _rows_with(view: ArticleView, text: str, words: str, colour: QColor) -> list[int]:
    image = cut(view, area(view, text, words, beneath=10))
    middle = image.width() // 2
    return [y for y in range(image.height() // 2, image.height()) if _near(image.pixelColor(middle, y), colour)]


def _changed(before: QImage, after: QImage) -> QRect:
    rect = QRect()
    for y in range(before.height()):
        for x in range(before.width()):
            if before.pixel(x, y) != after.pixel(x, y):
                rect = rect.united(QRect(x, y, 1, 1))
    return rect
