"""The size of type and the measure of lines: how far they go, and what stays where it was."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QFontInfo, QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from annotation.project import Project
from gui.letters import MEASURES, NORMAL, SIZES, Letters
from gui.settings import Settings
from gui.window import Window
from tests.gui.hands import Hands, pixels, point_of

LONG = "\n".join(
    f"Paragraph {number}: Kovo met Marin, and nobody else had a word to say of it." for number in range(150)
)


@given(st.integers(), st.integers())
def test_letters_are_never_out_of_bounds(size: int, measure: int) -> None:
    letters = Letters(size=size, measure=measure)
    for changed in (letters, letters.larger(), letters.smaller(), letters.wider(1), letters.wider(-1)):
        assert SIZES[0] <= changed.size <= SIZES[-1]
        assert MEASURES[0] <= changed.measure <= MEASURES[1]


@given(st.sampled_from(SIZES[:-1]))
def test_larger_and_smaller_take_each_other_back(size: int) -> None:
    letters = Letters(size=size)
    assert letters.larger().size > size
    assert letters.larger().smaller() == letters


def test_panels_grow_at_half_the_rate_and_never_shrink() -> None:
    assert Letters(size=12).panel_scale == NORMAL.panel_scale == 1
    assert Letters(size=34).panel_scale == pytest.approx(1 + (32 / 17 - 1) / 2)


# By key


def size_of(hands: Hands) -> int:
    return hands.window.view.document().defaultFont().pixelSize()


@pytest.mark.parametrize("key", ["Ctrl+=", "Ctrl++"])
def test_a_key_makes_the_text_and_the_panels_larger(hands: Hands, key: str) -> None:
    window = hands.window
    panels = (window.queue.list, window.spans.list, window.spans.tabs, window.menuBar())
    before = [QFontInfo(panel.font()).pixelSize() for panel in panels]
    hands.press(*[key] * 4)
    assert size_of(hands) == 24
    after = [QFontInfo(panel.font()).pixelSize() for panel in panels]
    assert all(now > then for now, then in zip(after, before, strict=True))
    hands.press("Ctrl+0")
    assert size_of(hands) == 17
    assert [QFontInfo(panel.font()).pixelSize() for panel in panels] == before


def test_there_is_an_end_to_it_and_it_is_told(hands: Hands) -> None:
    hands.press(*["Ctrl+="] * len(SIZES))
    assert size_of(hands) == SIZES[-1]
    assert hands.told == "There is no larger type."
    hands.press(*["Ctrl+-"] * len(SIZES) * 2)
    assert size_of(hands) == SIZES[0]
    assert hands.told == "There is no smaller type."


def test_lines_get_wider_and_narrower(hands: Hands) -> None:
    view = hands.window.view
    hands.window.resize(1900, 700)
    QCoreApplication.processEvents()
    assert view.viewport().width() == pytest.approx(700, abs=2)
    hands.press(*["Ctrl+Alt+Right"] * 2)
    assert view.viewport().width() == pytest.approx(800, abs=2)
    assert view.document().size().width() <= view.viewport().width()
    hands.press(*["Ctrl+Alt+Left"] * 9)
    assert view.viewport().width() == pytest.approx(MEASURES[0], abs=2)
    assert hands.told == "Lines get no narrower."


def test_what_was_chosen_is_there_at_the_next_start(hands: Hands, windows: Callable[[Project], Window]) -> None:
    hands.press("Ctrl+=", "Ctrl+=", "Ctrl+Alt+Left")
    path = hands.window.session.project.store.path
    hands.window.close()
    again = windows(Project.open(path))
    assert again.view.letters == Settings().letters == Letters(size=20, measure=650)
    assert again.view.document().defaultFont().pixelSize() == 20


def test_the_wheel_with_ctrl_changes_all_of_the_type(hands: Hands) -> None:
    view = hands.window.view

    def turn(by: int) -> None:
        at = QPointF(view.viewport().rect().center())
        control, none = Qt.KeyboardModifier.ControlModifier, Qt.MouseButton.NoButton
        phase = Qt.ScrollPhase.NoScrollPhase
        event = QWheelEvent(at, view.viewport().mapToGlobal(at), QPoint(), QPoint(0, by), none, control, phase, False)
        QApplication.sendEvent(view.viewport(), event)

    turn(120)
    assert (size_of(hands), view.letters.size) == (18, 18)
    turn(-120)
    assert (size_of(hands), view.letters.size) == (17, 17)


# What stays


@pytest.mark.parametrize("keys", [["Ctrl+="] * 5, ["Ctrl+-"] * 4, ["Ctrl+Alt+Right"] * 2, ["Ctrl+Shift+L"]])
def test_the_place_the_selection_and_the_marks_stay(hands_on: Callable[..., Hands], keys: list[str]) -> None:
    hands = hands_on(LONG)
    view = hands.window.view
    hands.window.resize(1280, 800)
    QCoreApplication.processEvents()
    current = next(a for a in hands.window.session.undecided() if a.start > len(LONG) // 2)
    hands.window.session.go(current)
    view.select(hands.span("Paragraph 77"))
    view.verticalScrollBar().setValue(view.verticalScrollBar().value() - 30)
    before = point_of(view, LONG, current.start).y()
    hands.press(*keys)
    assert abs(point_of(view, LONG, current.start).y() - before) <= 10
    assert view.selected_span() == hands.span("Paragraph 77")
    assert hands.window.session.current == current
    marked = pixels(view)
    view.clear_marks()
    assert pixels(view) != marked


def test_without_an_annotation_in_sight_the_first_line_stays(hands_on: Callable[..., Hands]) -> None:
    hands = hands_on(LONG)
    view = hands.window.view
    hands.window.resize(1280, 800)
    QCoreApplication.processEvents()
    start = LONG.index("Paragraph 120")
    view.verticalScrollBar().setValue(view.verticalScrollBar().value() + point_of(view, LONG, start).y() - 10)
    assert 0 <= point_of(view, LONG, start).y() < 25
    hands.press(*["Ctrl+="] * 6)
    assert 0 <= point_of(view, LONG, start).y() < 45


def test_a_mark_grows_with_its_words(hands_on: Callable[..., Hands]) -> None:
    hands = hands_on("A day.\nKovo met Marin.")
    view = hands.window.view
    hands.window.resize(1280, 800)
    QCoreApplication.processEvents()

    def height_of_changes() -> int:
        marked = pixels(view)
        view.clear_marks()
        view.set_frames([], follow=False)
        blank = pixels(view)
        rows = [y for y in range(blank.height()) if marked.copy(0, y, 300, 1) != blank.copy(0, y, 300, 1)]
        return rows[-1] - rows[0]

    small = height_of_changes()
    hands.window.session.go(hands.window.session.current)
    hands.window.view.mark(hands.window.session.places())
    hands.press(*["Ctrl+="] * len(SIZES))
    assert height_of_changes() > 1.6 * small


@pytest.mark.parametrize("width", [1100, 1800])
def test_the_place_stays_when_the_window_gets_another_size(hands_on: Callable[..., Hands], width: int) -> None:
    hands = hands_on(LONG)
    view = hands.window.view
    hands.window.resize(1280, 800)
    QCoreApplication.processEvents()
    hands.window.session.go(next(a for a in hands.window.session.undecided() if a.start > len(LONG) // 2))
    assert hands.window.session.current is not None
    start = hands.window.session.current.start
    before = point_of(view, LONG, start).y()
    hands.window.resize(width, 800)
    QCoreApplication.processEvents()
    assert abs(point_of(view, LONG, start).y() - before) <= 10


# Nothing is cut off


def visible(parent: QWidget, kind: type) -> list[QWidget]:
    return [w for w in parent.findChildren(kind) if w.isVisibleTo(parent)]


@pytest.mark.parametrize("size", [SIZES[0], 17, SIZES[-1]])
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1024, 640), (640, 400)])
def test_no_button_and_no_word_of_the_panels_is_cut_off(hands: Hands, size: int, width: int, height: int) -> None:
    window = hands.window
    window.appearance.set_letters(Letters(size=size))
    window.resize(width, height)
    for keys in ((), ("F",)):
        hands.press(*keys)
        for _ in range(3):
            QCoreApplication.processEvents()
        assert (window.width(), window.height()) == (width, height)
        for button in (w for panel in (window.keys, window.top, window.cards) for w in visible(panel, QPushButton)):
            assert button.width() >= button.sizeHint().width(), button.text()
            assert inside(button, button.parentWidget()), button.text()
        for label in visible(window.cards, QLabel):
            assert label.height() >= label.heightForWidth(label.width()), label.text()
            assert inside(label, window.cards), label.text()


def inside(widget: QWidget, parent: QWidget) -> bool:
    return parent.rect().contains(QRect(widget.mapTo(parent, QPoint(0, 0)), widget.size()))
