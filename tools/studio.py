"""Where the guide's screenshots are taken: a window on a project of the samples, hands for it, and a small camera."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QPoint, QRect, QSettings, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QImage, QKeySequence, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from annotation.importing import import_files
from annotation.model import Labels, Span
from annotation.project import Project
from annotation.reader import load_reader
from annotation.resources import shipped
from gui.app import App
from gui.demo import Hands
from gui.settings import Settings

SIZE = QSize(1280, 800)
SAMPLES = "press-review.db"


def make_samples(folder: Path) -> Path:
    """A closed project of all the samples, each read, to be copied for every picture."""
    path = folder / SAMPLES
    reader = load_reader()
    project = Project.create(path, annotator="mk")
    import_files(project, [shipped("samples")])
    for article_id in list(project.store.article_ids()):
        article = project.store.article(article_id)
        if article:
            project.keep_suggestions(article_id, reader.read(article, Labels()))
    project.close()
    return path


class Studio:
    """One window on a copy of the samples, or on texts of its own."""

    def __init__(
        self, samples: Path, scratch: Path, *, theme: str = "light", size: QSize = SIZE, blind: bool = False
    ) -> None:
        """Shows the first article in a window of `size`; `blind` makes every article a blind one."""
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(scratch))
        path = scratch / samples.name
        shutil.copyfile(samples, path)
        project = Project.open(path, annotator="mk")
        if blind:
            project.set_blind_share(100)
        settings = Settings()
        settings.theme = theme
        self.window = App(settings).show(project)
        self.window.resize(size)
        self.session = self.window.session
        self._hands = Hands(self.window, scratch)
        self.settle()

    # Hands -------------------------------------------------------------------------------------------------------

    def press(self, *keys: str) -> None:
        """Presses keys in the article, each given as Qt's sequence such as `Ctrl+Shift+Z`."""
        for key in keys:
            self.window.activateWindow()
            self.wait_for(self.window.isActiveWindow)
            if not self.window.view.hasFocus():
                self.window.view.setFocus()
            press(self.window.view, key)

    def wait_for(self, condition: Callable[[], object]) -> None:
        """Lets the window work until `condition` holds."""
        self._hands.wait_for(condition)

    def settle(self) -> None:
        """Lets the window come to rest: nothing is read, counted or checked any more."""
        QTest.qWait(400)
        self.wait_for(lambda: not self.window.background.busy())
        QCoreApplication.processEvents()

    def open(self, number: int) -> None:
        """Opens the article of that number, from 0."""
        self.session.open_article(list(self.session.project.store.article_ids())[number])
        self.settle()

    def select(self, words: str) -> None:
        """Selects words of the article."""
        self.window.view.select(self.span(words))

    def span(self, words: str) -> Span:
        """Where words first stand in the article."""
        start = self.session.article.text.index(words) if self.session.article else 0
        return Span(start, start + len(words))

    def go_to(self, layer: str, words: str = "") -> None:
        """Goes to the first annotation of a layer whose words contain some."""
        text = self.session.article.text if self.session.article else ""
        self.session.go(next(a for a in self.session.listed() if a.layer == layer and words in text[a.start : a.end]))

    def accept_all(self, *layers: str) -> None:
        """Accepts the suggestions of some layers in the article at hand, but for what the reader doubts."""
        for annotation in self.session.undecided():
            if annotation.layer in layers and (annotation.score or 0) > 0.5:
                self.session.do(self.session.project.accept, annotation)

    # The camera --------------------------------------------------------------------------------------------------

    def picture(self) -> QImage:
        """The window."""
        self.settle()
        return self.window.grab().toImage()

    def with_dialogue(self, open_it: Callable[[], object], act: Callable[[QDialog], object] = lambda _: None) -> QImage:
        """The window with the dialogue over it that `open_it` opens and `act` does something in; it is closed again."""
        taken: list[QImage] = []

        def shoot(patience: int = 200) -> None:
            shown = QApplication.activeModalWidget()
            if not isinstance(shown, QDialog):
                if patience:
                    QTimer.singleShot(20, self.window, lambda: shoot(patience - 1))
                return
            act(shown)
            self.settle()
            taken.append(self.with_window(shown))
            for _ in range(2 * shown.isVisible()):  # with edits the labels ask once
                shown.reject()

        QTimer.singleShot(200, self.window, shoot)
        open_it()
        return taken[0]

    def with_window(self, other: QWidget) -> QImage:
        """The window with another one over it, in its middle, framed."""
        self.settle()
        image, above = self.window.grab().toImage(), other.grab()
        left = (self.window.width() - other.width()) // 2
        top = max((self.window.height() - other.height()) // 3, 0)
        frame = QRect(QPoint(left, top), other.size())
        painter = QPainter(image)
        painter.fillRect(self.window.rect(), QColor(0, 0, 0, 70))
        painter.drawPixmap(frame.topLeft(), above)
        painter.setPen(QColor(128, 128, 128))
        painter.drawRect(frame.adjusted(-1, -1, 0, 0))
        painter.end()
        return image

    def close(self) -> None:
        """Closes the window, and the project with it."""
        self.window.close()
        self.window.deleteLater()
        QCoreApplication.processEvents()


def press(widget: QWidget, key: str) -> None:
    """Presses one key in a widget, given as Qt's sequence."""
    stroke = QKeySequence(key)[0]  # pyright: ignore[reportIndexIssue]
    QTest.keyClick(widget, stroke.key(), stroke.keyboardModifiers())


def save_small(image: QImage, path: Path) -> None:
    """Saves a picture in 256 colours, those of which it has most; its letters keep their shades."""
    flat = image.convertToFormat(QImage.Format.Format_RGB32)
    table = _commonest(flat)
    flat = flat.convertToFormat(QImage.Format.Format_Indexed8, table, Qt.ImageConversionFlag.ThresholdDither)
    flat.save(str(path), "PNG", 0)  # pyright: ignore[reportCallIssue, reportArgumentType]


def _commonest(image: QImage) -> list[int]:
    """The 256 colours of a picture of which it has most; but for the grounds, only one of those that are alike."""
    counts = Counter(memoryview(image.constBits()).cast("I")).most_common()
    grounds = [colour for colour, _ in counts[:40]]
    alike: dict[int, int] = {}
    seen: Counter[int] = Counter()
    for colour, times in counts[40:]:
        near = colour & 0xF0F0F0
        alike.setdefault(near, colour)
        seen[near] += times
    return [*grounds, *(alike[near] for near, _ in seen.most_common(216))]
