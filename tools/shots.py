"""Takes the screenshots of the guide: each step of the flow, in light and dark, at two sizes.

`python -m tools.shots FOLDER` keeps all of them there; without a folder, those that the guide shows are put into
docs/guide/images. Only the sample articles are shown.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QSettings, QSize, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QScrollArea

from annotation.importing import import_files
from annotation.model import Span
from annotation.project import Project
from annotation.resources import shipped
from gui.app import App, application
from gui.demo import Hands
from gui.schema_tree import SchemaTree
from gui.settings import Settings
from gui.window import Window

SIZES = {"1280": QSize(1280, 800), "1440": QSize(1440, 900)}
GUIDE = Path("docs/guide")
CONTROL = Qt.KeyboardModifier.ControlModifier


def main(folder: Path) -> None:
    """Takes every picture into `folder`."""
    application()
    sys.excepthook = sys.__excepthook__
    for theme, size in (("light", "1440"), ("dark", "1440"), ("light", "1280"), ("dark", "1280")):
        with tempfile.TemporaryDirectory() as scratch:
            QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, scratch)
            _take(Path(scratch), folder, theme, size)


def _take(scratch: Path, folder: Path, theme: str, size: str) -> None:
    project = Project.create(scratch / "press-review.db", annotator="mk")
    import_files(project, [shipped("samples")])
    settings = Settings()
    settings.theme = theme
    window = App(settings).show(project)
    window.resize(SIZES[size])
    session = window.session
    hands = Hands(window, folder)

    def picture(name: str) -> None:
        hands.picture(f"{name}-{theme}-{size}")

    hands.wait_for(lambda: session.undecided())
    window.banner.hide()
    picture("1-suggested")
    while session.current and session.current.layer != "quote":
        hands.press(Qt.Key.Key_A)
    picture("2-quote")
    hands.press(Qt.Key.Key_F)
    hands.press(Qt.Key.Key_Left)
    picture("3-fixing")
    _dialogue(window, lambda: hands.press(Qt.Key.Key_W), folder / f"4-actor-{theme}-{size}.png")
    hands.press(Qt.Key.Key_Escape)
    for _ in range(25):
        hands.press(Qt.Key.Key_A)
    hands.press(Qt.Key.Key_D)
    window.spans.tabs.setCurrentIndex(2)
    session.go(next(a for a in session.listed() if a.layer == "stance"))
    picture("5-stance")
    _select(window, "eleven years of talks that had twice collapsed")
    hands.press(Qt.Key.Key_Q)
    picture("6-new-quote")
    hands.press(Qt.Key.Key_Escape)
    _dialogue(window, window.verbs.show_palette, folder / f"7-palette-{theme}-{size}.png")
    _dialogue(window, window.verbs.show_keys, folder / f"8-keys-{theme}-{size}.png")
    _dialogue(window, window.verbs.edit_labels, folder / f"10-labels-{theme}-{size}.png", _rename_a_layer)
    window.spans.tabs.setCurrentIndex(window.spans.tabs.count() - 1)
    hands.press(Qt.Key.Key_Return, CONTROL)
    picture("9-undecided")
    _shoot_map(window, hands, folder / f"10-map-{theme}-{size}.png", SIZES[size])
    window.close()


def _shoot_map(window: Window, hands: Hands, path: Path, size: QSize) -> None:
    """Takes the picture of the map of all articles, after half of the stances of the first three were accepted."""
    session = window.session
    for article in list(session.project.store.article_ids())[:3]:
        session.open_article(article)
        hands.wait_for(lambda: session.undecided())
        window.verbs.reveal()
        for stance in [a for a in session.undecided() if a.layer == "stance"][::2]:
            session.do(session.project.accept, stance)
    window.show_map()
    if window.map:
        shown = window.map
        shown.resize(size)
        shown.filters.project.click()
        hands.wait_for(lambda: not shown.busy())
        QApplication.processEvents()
        shown.grab().save(str(path))


def _select(window: Window, words: str) -> None:
    if window.session.article:
        start = window.session.article.text.index(words)
        window.view.select(Span(start, start + len(words)))


def _rename_a_layer(editor: QDialog) -> None:
    """Edits the labels, so that the picture shows what an edit would change."""
    tree, form = editor.findChild(SchemaTree), editor.findChild(QScrollArea)
    if tree and form:
        for _ in range(12):
            QTest.keyClick(tree, Qt.Key.Key_Down)
        name = form.findChild(QLineEdit)
        if name:
            name.setText("Quotation")
        QTest.qWait(500)


def _dialogue(
    window: Window, open_it: Callable[[], object], path: Path, act: Callable[[QDialog], object] = lambda _: None
) -> None:
    """Opens a dialogue, does something in it, takes its picture, and closes it."""

    def shoot() -> None:
        shown = QApplication.activeModalWidget()
        if isinstance(shown, QDialog):
            act(shown)
            shown.grab().save(str(path))
            for _ in range(2 * shown.isVisible()):  # with edits the labels ask once
                shown.reject()

    QTimer.singleShot(300, shoot)
    open_it()
    # Offscreen nobody gives the window the focus back.
    window.activateWindow()
    QApplication.processEvents()


def _renew_guide() -> None:
    """Puts the pictures that a page of the guide names in the place of the old ones."""
    shown = "".join(page.read_text("utf-8") for page in [*GUIDE.glob("*.md"), Path("README.md")])
    with tempfile.TemporaryDirectory() as folder:
        main(Path(folder))
        for picture in Path(folder).glob("*.png"):
            if picture.name in shown:
                shutil.copyfile(picture, GUIDE / "images" / picture.name)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        _renew_guide()
