"""What the tests of the window share: a reader that costs nothing, small projects, and hands for keys and mouse."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QColor, QContextMenuEvent, QImage, QMouseEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QMenu, QPushButton, QWidget

from annotation.model import Actor, Annotation, Article, Labels, Span, new_id
from annotation.project import Project
from annotation.reader.decided import without_contradictions
from annotation.store_rows import NewArticle
from gui.article_view import ArticleView
from gui.window import Window

NAMES = {
    **dict.fromkeys(("Portugal", "Morocco", "Spain", "Ukraine", "Lithuania", "Turkey", "Germany"), "country"),
    **dict.fromkeys(("Duarte Vilela", "Samira Benhaddou", "Iker Zubiri", "Ostap Halchenko", "Rasa Venckute"), "person"),
    **dict.fromkeys(("Kovo", "Marin", "Duna"), "person"),
}
_NAME = re.compile("|".join(NAMES))
_QUOTATION = re.compile('“[^”]+”|"[^"]+"')
_OPPOSE = re.compile("oppose[sd]?|rejected|backed|supports")

Found = TypeVar("Found")


class FakeReader:
    """Suggests every name of `NAMES`, every quotation, and a stance for each word of opposition; asks for no spaCy."""

    name = "fake-1"

    def read(self, article: Article, decided: Labels, *, going_on: Callable[[], bool] = lambda: True) -> Labels:
        """The same suggestions for the same text, but for what contradicts `decided`."""
        text = article.text
        actors = {name: Actor(id=new_id(), name=name, kind=NAMES[name]) for name in _NAME.findall(text)}
        named = [(found, actors[found[0]]) for found in _NAME.finditer(text)]
        made = [
            *(self._made(article, "mention", {"text": found}, {"actor": actor}, {}) for found, actor in named),
            *(
                self._made(article, "quote", {"content": found}, {"speaker": _after(named, found)}, {"kind": "direct"})
                for found in _QUOTATION.finditer(text)
            ),
            *(
                self._made(
                    article,
                    "stance",
                    {"evidence": found, "target": found},
                    {"holder": _before(named, found), "target": _after(named, found)},
                    {"polarity": "oppose"},
                )
                for found in _OPPOSE.finditer(text)
                if named
            ),
        ]
        return without_contradictions(Labels(actors=tuple(actors.values()), annotations=tuple(made)), decided)

    def _made(
        self,
        article: Article,
        layer: str,
        spans: dict[str, re.Match[str]],
        actors: dict[str, Actor | None],
        values: dict[str, str],
    ) -> Annotation:
        return Annotation(
            id=new_id(),
            article=article.id,
            layer=layer,
            spans={role: (Span(*found.span()),) for role, found in spans.items()},
            actors={role: (actor.id,) for role, actor in actors.items() if actor},
            values=values,
            model=self.name,
            score=0.9,
        )


def _after(named: Sequence[tuple[re.Match[str], Actor]], found: re.Match[str]) -> Actor | None:
    behind = [actor for name, actor in named if name.start() >= found.end()]
    return behind[0] if behind else named[-1][1] if named else None


def _before(named: Sequence[tuple[re.Match[str], Actor]], found: re.Match[str]) -> Actor | None:
    ahead = [actor for name, actor in named if name.end() <= found.start()]
    return ahead[-1] if ahead else None


def add_articles(project: Project, *texts: str) -> list[str]:
    """Puts texts into a project as articles, each titled by its first line; gives their ids."""
    news = []
    for text in texts:
        article = Article(id=new_id(), text=text, title=text.splitlines()[0][:80])
        news.append(NewArticle.of(article))
    project.store.add_articles(news)
    return [new.article.id for new in news]


def add_suggestions(project: Project) -> None:
    """Keeps what the fake reader says of each article, so that opening one does not wait for a reader."""
    for article_id in list(project.store.article_ids()):
        article = project.store.article(article_id)
        assert article is not None
        project.keep_suggestions(article_id, FakeReader().read(article, Labels()))
        if not project.store.annotations(article_id, None):
            project.nothing_suggested(article_id)


def reopened(window: Window) -> Project:
    """The file of a window's project through a connection of its own: what is really saved."""
    return Project.open(window.session.project.store.path, annotator=window.session.project.annotator)


def saved(window: Window) -> dict[str, Annotation]:
    """The annotations of the article at hand as they stand in the file."""
    project = reopened(window)
    try:
        article = window.session.article
        return {a.id: a for a in project.annotations(article.id)} if article else {}
    finally:
        project.close()


class Hands:
    """Does in a window what a person does, by real events."""

    def __init__(self, window: Window) -> None:
        self.window = window

    # The keyboard ------------------------------------------------------------------------------------------------

    def press(self, *keys: str | Qt.Key) -> None:
        """Presses keys in the article, each given as Qt's key or as a sequence such as `Ctrl+Shift+Z`."""
        for key in keys:
            self._wait_for_focus()
            press(self.window.view, key)

    def _wait_for_focus(self) -> None:
        """Gives the window the focus back after a dialogue, as a window manager does; offscreen there is none."""
        if not self.window.isActiveWindow():
            self.window.activateWindow()
            while not self.window.isActiveWindow():
                QTest.qWait(1)

    def answer(self, act: Callable[[QWidget], object]) -> None:
        """Runs `act` on the next dialogue that opens; one that it leaves open is dropped, for nobody is there."""

        def when_open(patience: int = 200) -> None:
            dialogue = QApplication.activeModalWidget()
            if patience and (dialogue is None or not dialogue.isActiveWindow()):
                QTimer.singleShot(5, self.window, lambda: when_open(patience - 1))
                return
            assert dialogue is not None, "no dialogue has opened"
            try:
                act(dialogue)
            finally:
                if dialogue.isVisible():
                    dialogue.close()

        QTimer.singleShot(0, self.window, when_open)

    def open_menu(self, act: Callable[[QMenu], object]) -> None:
        """Opens the menu of the text, as the right button does, and runs `act` on it."""

        def when_open() -> None:
            menu = QApplication.activePopupWidget()
            assert isinstance(menu, QMenu), "no menu has opened"
            try:
                act(menu)
            finally:
                menu.close()

        QTimer.singleShot(0, self.window, when_open)
        viewport = self.window.view.viewport()
        at = viewport.rect().center()
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, viewport.mapToGlobal(at))
        QApplication.sendEvent(viewport, event)

    def pick(self, words: str, *, line: int = 0) -> None:
        """Types `words` into the next dialogue that asks for one thing of a list, and takes that line of it."""

        def act(dialogue: QWidget) -> None:
            field = dialogue.findChild(QLineEdit)
            assert field is not None
            QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
            QTest.keyClicks(field, words)
            for _ in range(line):
                press(field, "Down")
            press(field, "Return")

        self.answer(act)

    # The text ----------------------------------------------------------------------------------------------------

    @property
    def text(self) -> str:
        """The text at hand."""
        assert self.window.session.article is not None
        return self.window.session.article.text

    def span(self, words: str) -> Span:
        """Where some words first stand in the text at hand."""
        start = self.text.index(words)
        return Span(start, start + len(words))

    def select(self, words: str) -> None:
        """Selects words by dragging the mouse over them, character by character."""
        self.window.view.put_caret(self.span(words).start)
        self.window.view.ensureCursorVisible()
        start, end = self.span(words)
        drag(self.window.view, point_of(self.window.view, self.text, start), point_of(self.window.view, self.text, end))

    def select_by_keys(self, words: str) -> None:
        """Selects words by keyboard alone, walking to them from the top of the text; without emoji before them."""
        start, end = self.span(words)
        self.press("Ctrl+Home", *["Right"] * start, *["Shift+Right"] * (end - start))

    def words_of(self, annotation: Annotation, role: str) -> str:
        """The words of a role, pieces joined by a bar."""
        return "|".join(self.text[s.start : s.end] for s in annotation.spans.get(role, ()))

    # Finding -----------------------------------------------------------------------------------------------------

    def suggestion(self, layer: str, words: str = "") -> Annotation:
        """The first undecided suggestion of a layer whose main words contain `words`."""
        return next(
            a for a in self.window.session.undecided() if a.layer == layer and words in self.text[a.start : a.end]
        )

    def go_to(self, annotation: Annotation) -> None:
        """Presses J until an annotation is at hand."""
        for _ in range(len(self.window.session.listed()) + 1):
            current = self.window.session.current
            if current and current.id == annotation.id:
                return
            self.press("J")
        raise AssertionError("the annotation cannot be reached by J")

    @property
    def told(self) -> str:
        """The sentence in the banner, empty where there is none."""
        banner = self.window.banner
        return banner.words.text() if not banner.isHidden() else ""


def press(widget: QWidget, key: str | Qt.Key) -> None:
    """Presses one key in a widget, given as Qt's key or as a sequence such as `Ctrl+Shift+Z`."""
    if isinstance(key, Qt.Key):
        QTest.keyClick(widget, key)
        return
    *held, last = [*key[:-1].rstrip("+").split("+"), key[-1]] if key.endswith("+") else key.split("+")
    modifiers = Qt.KeyboardModifier.NoModifier
    for name in filter(None, held):
        modifiers |= {
            "Ctrl": Qt.KeyboardModifier.ControlModifier,
            "Shift": Qt.KeyboardModifier.ShiftModifier,
            "Alt": Qt.KeyboardModifier.AltModifier,
        }[name]
    QTest.keyClick(widget, _KEYS.get(last) or Qt.Key(ord(last.upper())), modifiers)


def write(field: QLineEdit, words: str) -> None:
    """Types words into a field; at one go where there are many, or letters that no key of QTest has."""
    if words.isascii() and len(words) < 100:
        QTest.keyClicks(field, words)
    else:
        field.insert(words)


_KEYS = {
    "Esc": Qt.Key.Key_Escape,
    "PgDown": Qt.Key.Key_PageDown,
    "PgUp": Qt.Key.Key_PageUp,
    **{
        name: Qt.Key[f"Key_{name}"]
        for name in ("Left", "Right", "Up", "Down", "Home", "End", "Tab", "Space", *(f"F{n}" for n in range(1, 13)))
    },
    **{name: Qt.Key[f"Key_{name}"] for name in ("Return", "Enter", "Escape", "Backspace", "Delete")},
}


def point_of(view: ArticleView, text: str, offset: int) -> QPoint:
    """The viewport point where the caret stands before a code point, found without the program's own arithmetic."""
    cursor = QTextCursor(view.document())
    cursor.setPosition(len(text[:offset].encode("utf-16-le")) // 2)
    rect = view.cursorRect(cursor)
    return QPoint(rect.left(), rect.center().y())


def inside(view: ArticleView, text: str, offset: int, *, share: float = 0.5) -> QPoint:
    """A viewport point inside a code point, `share` of the way from where it begins to where it ends."""
    begin, end = point_of(view, text, offset), point_of(view, text, offset + 1)
    if begin.y() != end.y():  # the last of its line
        return begin + QPoint(2, 0)
    return QPoint(round(begin.x() + (end.x() - begin.x()) * share), begin.y())


def click(view: ArticleView, at: QPoint) -> None:
    """Clicks into the text."""
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)


def double_click(view: ArticleView, at: QPoint) -> None:
    """Double clicks into the text, with the click before it, as a mouse does."""
    click(view, at)
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)


def drag(view: ArticleView, start: QPoint, end: QPoint, *, alt: bool = False) -> None:
    """Presses at one point, moves to another and lets go, with Alt held or not."""
    modifiers = Qt.KeyboardModifier.AltModifier if alt else Qt.KeyboardModifier.NoModifier
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    for kind, at, button, buttons in (
        (QEvent.Type.MouseButtonPress, start, left, left),
        (QEvent.Type.MouseMove, end, none, left),
        (QEvent.Type.MouseButtonRelease, end, left, none),
    ):
        viewport = view.viewport()
        event = QMouseEvent(kind, QPointF(at), QPointF(viewport.mapToGlobal(at)), button, buttons, modifiers)
        QApplication.sendEvent(viewport, event)


def button(parent: QWidget, words: str) -> QPushButton:
    """The button of a panel that is called `words`; the one that can be seen where there are several."""
    found = [b for b in parent.findChildren(QPushButton) if words in (b.accessibleName() or b.text()).split("  ")]
    shown = [b for b in found if not b.isHidden()]
    assert shown, f"no button “{words}”"
    return shown[-1]


def push(parent: QWidget, words: str) -> None:
    """Clicks the button of a panel that is called `words`."""
    QTest.mouseClick(button(parent, words), Qt.MouseButton.LeftButton)


def pixels(view: ArticleView) -> QImage:
    """The text as it is painted now."""
    return view.viewport().grab().toImage()


def colours(image: QImage) -> Iterator[QColor]:
    """Every pixel's colour."""
    for y in range(image.height()):
        for x in range(image.width()):
            yield image.pixelColor(x, y)


def open_dialogues() -> list[QDialog]:
    """The dialogues that can be seen."""
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]


def run_child(script: str, *arguments: str, cwd: Path, home: Path) -> subprocess.Popen[str]:
    """Runs a script in a Python of its own, without a screen, with the settings of `home`; gives what it prints."""
    root = Path(__file__).parents[2]
    ours = {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(root), "XDG_CONFIG_HOME": str(home), "HOME": str(home)}
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script), *arguments],
        cwd=cwd,
        env=os.environ | ours,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def make_project(path: Path, *texts: str, annotator: str = "mk") -> Project:
    """A project at `path` with articles and what the fake reader says of them."""
    project = Project.create(path, annotator=annotator)
    add_articles(project, *texts)
    add_suggestions(project)
    return project


def fill_disk(project: Project) -> None:
    """Leaves the project's file not one page to grow into, and pages so small that nothing fits into a rest."""
    db = project.store._db
    db.execute("PRAGMA journal_mode = DELETE")
    db.execute("PRAGMA page_size = 512")
    db.execute("VACUUM")
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    pages = db.execute("PRAGMA page_count").fetchone()[0]
    db.execute(f"PRAGMA max_page_count = {pages}")
