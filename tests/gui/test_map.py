"""The map in a person's hands: opened, followed, filtered, exported."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QHelpEvent, QImage, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from annotation.model import Actor, Annotation, Labels, Span, new_id
from annotation.project import Project
from annotation.schema import Schema
from annotation.standing import Arrow, Node
from gui.map import ACTORS, SMALL, MapWindow
from gui.theme import DARK, LIGHT
from gui.window import Window
from tests.gui.hands import Hands, add_articles, colours, press

FIRST = "Kovo opposes Marin. “We back Duna,” Kovo said, and he rejected Marin again."
SECOND = "Duna waits. Kovo opposes Marin."
KOVO, MARIN, DUNA = (Actor(id=f"a-{name}", name=name, kind="person") for name in ("Kovo", "Marin", "Duna"))
PATIENCE = 5_000


def stance(article: str, text: str, words: str, holder: Actor, target: Actor | None, polarity: str) -> Annotation:
    start = text.index(words)
    span = Span(start, start + len(words))
    return Annotation(
        id=new_id(),
        article=article,
        layer="stance",
        annotator="mk",
        spans={"evidence": (span,), "target": (span,)},
        actors={"holder": (holder.id,), **({"target": (target.id,)} if target else {})},
        values={"polarity": polarity},
        status="accepted",
        origin="human",
    )


def mention(article: str, text: str, words: str, actor: Actor) -> Annotation:
    start = text.index(words)
    spans = {"text": (Span(start, start + len(words)),)}
    return Annotation(
        id=new_id(), article=article, layer="mention", annotator="mk", spans=spans, actors={"actor": (actor.id,)}
    )


def quote(article: str, text: str, words: str, speaker: Actor) -> Annotation:
    start = text.index(words)
    spans = {"content": (Span(start, start + len(words)),)}
    return Annotation(
        id=new_id(), article=article, layer="quote", annotator="mk", spans=spans, actors={"speaker": (speaker.id,)}
    )


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Two articles: in the first three stances and a quote, in the second one of the same, and one held back."""
    project = Project.create(tmp_path / "map.db", annotator="mk")
    one, two = add_articles(project, FIRST, SECOND)
    made = (
        stance(one, FIRST, "opposes", KOVO, MARIN, "oppose"),
        stance(one, FIRST, "rejected", KOVO, MARIN, "oppose"),
        stance(one, FIRST, "back", KOVO, DUNA, "support"),
        quote(one, FIRST, "“We back Duna,”", KOVO),
        mention(one, FIRST, "Kovo", KOVO),
        stance(two, SECOND, "opposes", KOVO, MARIN, "oppose"),
        mention(two, SECOND, "Duna", DUNA),
        replace(stance(two, SECOND, "waits", DUNA, KOVO, "mixed"), status="suggested", origin="model"),
    )
    project.store.add_labels(Labels(actors=(KOVO, MARIN, DUNA), annotations=made))
    for article in (one, two):
        project.nothing_suggested(article)
    return project


@pytest.fixture
def open_map(qtbot: QtBot) -> Callable[[Hands], MapWindow]:
    """Presses F6, and waits until the map is drawn."""

    def press_f6(hands: Hands) -> MapWindow:
        hands.press("F6")
        shown = hands.window.beside.map
        assert shown is not None
        settle(qtbot, shown)
        in_front(qtbot, shown)
        return shown

    return press_f6


@pytest.fixture
def shown(hands: Hands, open_map: Callable[[Hands], MapWindow]) -> MapWindow:
    return open_map(hands)


def in_front(qtbot: QtBot, window: QWidget) -> None:
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window, timeout=PATIENCE)


def settle(qtbot: QtBot, shown: MapWindow) -> None:
    qtbot.waitUntil(lambda: not shown.busy(), timeout=PATIENCE)


def lines(shown: MapWindow) -> list[str]:
    model = shown.lines
    return [str(model.data(model.index(row), Qt.ItemDataRole.AccessibleTextRole)) for row in range(model.rowCount())]


def arrow(shown: MapWindow, words: str) -> Arrow:
    """The arrow whose line begins with some words."""
    found = shown.lines.source(next(row for row, line in enumerate(lines(shown)) if line.startswith(words)))
    assert isinstance(found, Arrow)
    return found


def middle_of(shown: MapWindow, wanted: Arrow | Node) -> QPoint:
    """Where in the view the middle of an arrow or a node is."""
    picture = shown.view.picture
    assert picture is not None
    if isinstance(wanted, Node):
        return shown.view.place_of(picture.spots[wanted.key].centre)
    curve = next(curve for curve in picture.curves if curve.arrow == wanted)
    return shown.view.place_of(curve.shaft.pointAtPercent(0.5))


def click_on(shown: MapWindow, wanted: Arrow | Node) -> None:
    QTest.mouseClick(shown.view, Qt.MouseButton.LeftButton, pos=middle_of(shown, wanted))


def node(shown: MapWindow, name: str) -> Node:
    picture = shown.view.picture
    assert picture is not None
    return next(spot.node for spot in picture.spots.values() if spot.node.name == name)


def at_hand(hands: Hands) -> str:
    current = hands.window.session.current
    return hands.words_of(current, "evidence") if current else ""


# Showing


def test_f6_opens_the_map_of_the_article_and_goes_back_to_the_text(
    qtbot: QtBot, hands: Hands, shown: MapWindow
) -> None:
    assert lines(shown) == ["Kovo opposes Marin · 2 pieces of evidence", "Kovo supports Duna · 1 piece of evidence"]
    assert shown.facts.text() == "3 actors and targets · 2 arrows"
    assert not shown.isModal()
    press(shown.list, "F6")
    in_front(qtbot, hands.window)
    assert shown.isVisible(), "it stays open while one works"
    press(hands.window.view, "F6")
    in_front(qtbot, shown)


def test_escape_closes_the_map_and_f6_opens_it_again(hands: Hands, shown: MapWindow) -> None:
    press(shown.list, "Esc")
    assert not shown.isVisible()
    hands.press("F6")
    assert shown.isVisible()
    assert hands.window.beside.map is shown


def test_the_map_follows_changes_and_undo(qtbot: QtBot, hands: Hands, shown: MapWindow) -> None:
    hands.window.session.go(next(a for a in hands.window.session.listed() if a.values.get("polarity") == "support"))
    hands.press("X")
    settle(qtbot, shown)
    assert lines(shown) == ["Kovo opposes Marin · 2 pieces of evidence"]
    shown.activateWindow()
    in_front(qtbot, shown)
    press(shown.list, "Ctrl+Z")
    settle(qtbot, shown)
    assert len(lines(shown)) == 2


def test_the_map_follows_the_article_at_hand(qtbot: QtBot, hands: Hands, shown: MapWindow) -> None:
    press(shown.list, "Ctrl+PgDown")
    settle(qtbot, shown)
    assert lines(shown) == ["Kovo opposes Marin · 1 piece of evidence"]
    assert hands.window.session.article is not None
    assert hands.window.session.article.text == SECOND


def test_held_back_suggestions_are_shown_only_once_they_are_revealed(
    qtbot: QtBot, hands: Hands, shown: MapWindow
) -> None:
    QTest.mouseClick(shown.filters.project, Qt.MouseButton.LeftButton)
    settle(qtbot, shown)
    assert not any("divided" in line for line in lines(shown))
    press(shown.list, "Ctrl+PgDown")
    hands.press("D")
    settle(qtbot, shown)
    assert "Duna is divided about Kovo · 1 piece of evidence · only suggested" in lines(shown)
    QTest.mouseClick(shown.filters.accepted, Qt.MouseButton.LeftButton, pos=QPoint(8, 10))
    settle(qtbot, shown)
    assert not any("divided" in line for line in lines(shown))


def test_the_whole_project_is_counted_together(qtbot: QtBot, shown: MapWindow) -> None:
    QTest.mouseClick(shown.filters.project, Qt.MouseButton.LeftButton)
    settle(qtbot, shown)
    assert lines(shown)[0] == "Kovo opposes Marin · 3 pieces of evidence"
    QTest.mouseClick(shown.filters.article, Qt.MouseButton.LeftButton)
    settle(qtbot, shown)
    assert lines(shown)[0] == "Kovo opposes Marin · 2 pieces of evidence"


def test_filters_leave_out_polarities_and_what_has_too_little_evidence(shown: MapWindow) -> None:
    oppose = next(box for polarity, box in shown.filters.boxes.items() if polarity.choice == "oppose")
    QTest.mouseClick(oppose, Qt.MouseButton.LeftButton, pos=QPoint(8, 10))
    assert lines(shown) == ["Kovo supports Duna · 1 piece of evidence"]
    QTest.keyClick(shown.filters.least, Qt.Key.Key_Up)
    assert lines(shown) == []
    assert "No stance passes the filters" in shown.view.words
    QTest.mouseClick(oppose, Qt.MouseButton.LeftButton, pos=QPoint(8, 10))
    assert lines(shown) == ["Kovo opposes Marin · 2 pieces of evidence"]


# Going to the text


def test_enter_on_a_line_goes_round_its_evidence(hands: Hands, shown: MapWindow) -> None:
    press(shown.list, "Down")
    press(shown.list, "Return")
    assert at_hand(hands) == "opposes"
    press(shown.list, "Return")
    assert at_hand(hands) == "rejected"
    press(shown.list, "Return")
    assert at_hand(hands) == "opposes"


def test_a_click_on_an_arrow_goes_to_its_evidence_and_one_on_a_node_to_its_mention(
    hands: Hands, shown: MapWindow
) -> None:
    click_on(shown, arrow(shown, "Kovo supports"))
    assert at_hand(hands) == "back"
    assert "back" in shown.evidence.toPlainText()
    click_on(shown, node(shown, "Kovo"))
    assert hands.window.session.current is not None
    assert hands.window.session.current.layer == "mention"
    assert shown.tabs.currentIndex() == ACTORS


def test_in_the_project_following_opens_the_article(qtbot: QtBot, hands: Hands, shown: MapWindow) -> None:
    QTest.mouseClick(shown.filters.project, Qt.MouseButton.LeftButton)
    settle(qtbot, shown)
    press(shown.list, "Down")
    seen = []
    for _ in range(3):
        press(shown.list, "Return")
        seen.append((hands.text, at_hand(hands)))
        settle(qtbot, shown)
    assert seen == [(FIRST, "opposes"), (FIRST, "rejected"), (SECOND, "opposes")]


def test_in_the_project_an_actor_tells_its_quotes_and_leads_to_where_it_is_named(
    qtbot: QtBot, hands: Hands, shown: MapWindow
) -> None:
    QTest.mouseClick(shown.filters.project, Qt.MouseButton.LeftButton)
    settle(qtbot, shown)
    hover(shown, middle_of(shown, node(shown, "Kovo")))
    qtbot.waitUntil(lambda: "Kovo says" in shown.evidence.toPlainText(), timeout=PATIENCE)
    assert FIRST.split(". “")[0] in shown.evidence.toPlainText(), "the article is told too"
    click_on(shown, node(shown, "Duna"))
    qtbot.waitUntil(lambda: hands.text == SECOND, timeout=PATIENCE)
    assert hands.window.session.current is not None
    assert hands.window.session.current.layer == "mention"
    qtbot.waitUntil(lambda: shown.evidence.toPlainText() == "Duna is not quoted", timeout=PATIENCE)


def test_what_is_being_fixed_is_not_dropped_by_following(qtbot: QtBot, hands: Hands, shown: MapWindow) -> None:
    hands.press("F")
    draft = hands.window.session.draft
    assert draft is not None
    shown.activateWindow()
    in_front(qtbot, shown)
    press(shown.list, "Down")
    press(shown.list, "Return")
    assert hands.window.session.draft is draft
    assert "save it (Enter) or drop it" in hands.told


def test_actors_by_keyboard_tell_their_quotes_and_lead_to_their_first_mention(hands: Hands, shown: MapWindow) -> None:
    shown.tabs.setFocus()
    press(shown.tabs, "Right")
    assert any(line.startswith("Kovo · person · holds 3 stances") for line in lines(shown))
    row = next(row for row, line in enumerate(lines(shown)) if line.startswith("Kovo"))
    for _ in range(row + 1):
        press(shown.list, "Down")
    assert "We back Duna" in shown.evidence.toPlainText()
    press(shown.list, "Return")
    assert hands.window.session.current is not None
    assert hands.window.session.current.layer == "mention"


# Under the mouse


def test_hovering_tells_the_evidence_with_its_quote_and_lets_it_stand_out(shown: MapWindow) -> None:
    supports = arrow(shown, "Kovo supports")
    before = shown.view.grab().toImage()
    hover(shown, middle_of(shown, supports))
    assert "in the quote: “We back Duna,”" in shown.evidence.toPlainText()
    assert shown.view.grab().toImage() != before
    hover(shown, middle_of(shown, node(shown, "Kovo")))
    assert "Kovo says" in shown.evidence.toPlainText()
    hover(shown, QPoint(2, 2))
    assert shown.evidence.toPlainText() == ""
    assert shown.view.grab().toImage() == before


def hover(shown: MapWindow, at: QPoint) -> None:
    """Moves the mouse there, with no button held."""
    none = Qt.MouseButton.NoButton
    where = QPointF(at)
    event = QMouseEvent(
        QEvent.Type.MouseMove, where, shown.view.mapToGlobal(where), none, none, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(shown.view, event)


def test_a_tool_tip_says_what_is_under_the_mouse(qtbot: QtBot, shown: MapWindow) -> None:
    at = middle_of(shown, arrow(shown, "Kovo supports"))
    event = QHelpEvent(QEvent.Type.ToolTip, at, shown.view.mapToGlobal(at))
    QApplication.sendEvent(shown.view, event)
    assert QToolTip.text() == "Kovo supports Duna · 1 piece of evidence"
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


def test_the_map_is_zoomed_moved_and_fitted_again(shown: MapWindow) -> None:
    kovo = node(shown, "Kovo")
    shown.view.setFocus()
    fitted = middle_of(shown, kovo)
    press(shown.view, "Right")
    assert middle_of(shown, kovo) == fitted - QPoint(60, 0)
    QTest.keyClick(shown.view, Qt.Key.Key_Plus)
    duna, kovo_at = middle_of(shown, node(shown, "Duna")), middle_of(shown, kovo)
    wide = abs((duna - kovo_at).x())
    wheel(shown, 240)
    assert abs((middle_of(shown, node(shown, "Duna")) - middle_of(shown, kovo)).x()) > wide
    QTest.keyClick(shown.view, Qt.Key.Key_0)
    assert middle_of(shown, kovo) == fitted


def wheel(shown: MapWindow, turned: int) -> None:
    at = QPointF(shown.view.rect().center())
    event = QWheelEvent(
        at,
        shown.view.mapToGlobal(at),
        QPoint(),
        QPoint(0, turned),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(shown.view, event)


def test_dragging_moves_the_map_and_clicks_nothing(hands: Hands, shown: MapWindow) -> None:
    kovo = node(shown, "Kovo")
    start = middle_of(shown, kovo)
    before = hands.window.session.current
    QTest.mousePress(shown.view, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(shown.view, start + QPoint(80, 40))
    QTest.mouseRelease(shown.view, Qt.MouseButton.LeftButton, pos=start + QPoint(80, 40))
    assert middle_of(shown, kovo) == start + QPoint(80, 40)
    assert hands.window.session.current == before


def test_the_theme_is_followed(hands: Hands, shown: MapWindow) -> None:
    def corner() -> QColor:
        return shown.view.grab().toImage().pixelColor(1, 1)

    assert corner() == QColor(LIGHT.page)
    press(shown.list, "Ctrl+Shift+L")
    assert hands.window.theme is DARK
    assert corner() == QColor(DARK.page)


# Empty


def test_an_article_without_stances_says_what_to_do(
    hands_on: Callable[..., Hands], open_map: Callable[[Hands], MapWindow]
) -> None:
    shown = open_map(hands_on("Nothing happens."))
    assert shown.view.words == (
        "Nobody takes a stance in this article yet. Select words in the text and press S to label one."
    )
    press(shown.view, "Right")
    press(shown.list, "Down")
    press(shown.list, "Return")
    assert shown.evidence.toPlainText() == ""


def test_a_project_without_articles_says_so(
    windows: Callable[[Project], Window], open_map: Callable[[Hands], MapWindow], tmp_path: Path
) -> None:
    shown = open_map(Hands(windows(Project.create(tmp_path / "empty.db", annotator="mk"))))
    assert shown.view.words == "No article is open. Import some with Ctrl+I."


def test_a_schema_without_stances_says_so(
    windows: Callable[[Project], Window], open_map: Callable[[Hands], MapWindow], project: Project
) -> None:
    layers = [layer.model_dump() for layer in project.schema.layers[:2]]
    project.schema = Schema.model_validate(project.schema.model_dump() | {"layers": layers})
    shown = open_map(Hands(windows(project)))
    assert "know no stances" in shown.view.words


# Many, long, and foreign names


@pytest.fixture
def crowded(project: Project) -> Project:
    """The project with names that are hard to draw, and more of them than are laid out at once."""
    article = next(iter(project.store.article_ids()))
    names = ["n" * 5_000, "محمد بن سلمان آل سعود", "👩‍👩‍👧‍👦 family 🇺🇦", "two\nlines", "<b>&amp;", "zero\u200bwidth"]
    names += [f"Actor {number}" for number in range(SMALL + 20)]
    actors = [Actor(id=f"x-{number}", name=name, kind="group") for number, name in enumerate(names)]
    made = [stance(article, FIRST, "opposes", actor, KOVO, "mixed") for actor in actors]
    made += [stance(article, FIRST, "opposes", actors[0], None, "neutral"), *loops(article, actors[1])]
    project.store.add_labels(Labels(actors=tuple(actors), annotations=tuple(made)))
    return project


def loops(article: str, actor: Actor) -> Iterator[Annotation]:
    """Stances of somebody towards themselves."""
    for polarity in ("support", "oppose"):
        yield stance(article, FIRST, "back", actor, actor, polarity)


def test_many_with_difficult_names_are_drawn_without_overlap(
    crowded: Project, windows: Callable[[Project], Window], open_map: Callable[[Hands], MapWindow], tmp_path: Path
) -> None:
    shown = open_map(Hands(windows(crowded)))
    picture = shown.view.picture
    assert picture is not None
    labels = [spot.label_at for spot in picture.spots.values()]
    assert len(labels) > SMALL
    assert not any(one.intersects(other) for n, one in enumerate(labels) for other in labels[:n])
    assert all(picture.page.contains(curve.bounds) for curve in picture.curves)
    assert all(picture.page.contains(label) for label in labels)
    assert any(line.startswith("محمد") for line in lines(shown))
    assert len(set(map(QColor.name, colours(small(shown.view.grab().toImage()))))) > 3


def small(image: QImage) -> QImage:
    return image.scaled(200, 150)


# Exporting


def answer(monkeypatch: pytest.MonkeyPatch, path: Path | str) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, **_kwargs: (str(path), ""))


def test_a_key_exports_the_map_though_it_was_not_open(
    qtbot: QtBot, hands: Hands, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    answer(monkeypatch, tmp_path / "map.svg")
    hands.press("Ctrl+Shift+P")
    qtbot.waitUntil((tmp_path / "map.svg").exists, timeout=PATIENCE)
    assert "Kovo" in (tmp_path / "map.svg").read_text("utf-8")
    assert "The map was saved" in hands.told


def test_the_button_exports_and_a_failure_is_told(
    hands: Hands, shown: MapWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    answer(monkeypatch, tmp_path / "no such folder" / "map.png")
    QTest.mouseClick(shown.export_button, Qt.MouseButton.LeftButton)
    assert "cannot be saved" in shown.facts.text()
    assert "choose another place" in hands.told
    answer(monkeypatch, tmp_path / "map.gif")
    QTest.mouseClick(shown.export_button, Qt.MouseButton.LeftButton)
    assert "give “map.gif” the ending .svg or .png" in hands.told
    assert list(tmp_path.glob("map.gif")) == []


def test_nothing_is_written_where_the_dialogue_is_left_or_the_map_is_empty(
    hands: Hands, shown: MapWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = set(tmp_path.rglob("*"))
    answer(monkeypatch, "")
    QTest.mouseClick(shown.export_button, Qt.MouseButton.LeftButton)
    QTest.keyClicks(shown.filters.least, "9")
    QTest.mouseClick(shown.export_button, Qt.MouseButton.LeftButton)
    assert "empty, so there is nothing to export" in hands.told
    assert {path for path in tmp_path.rglob("*") if path.suffix in (".svg", ".png")} <= before


def test_closing_the_window_closes_the_map(hands: Hands, shown: MapWindow) -> None:
    hands.window.close()
    assert not shown.isVisible()
