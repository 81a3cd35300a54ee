"""The main job without a screen: imports the sample articles, reviews them in the real window by real key presses,
saves, exports, and tells what came of it.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSettings, Qt
from PySide6.QtTest import QTest
from rich.console import Console
from rich.table import Table

from annotation.describe import names_of, text_of
from annotation.errors import Problem
from annotation.exporting import export_project
from annotation.importing import import_files
from annotation.project import Project
from annotation.resources import shipped
from annotation.words import tr
from gui.app import App, application
from gui.settings import Settings
from gui.window import Window

PATIENCE = 120
"""How many seconds the demo waits for the reader before it gives up."""


class Hands:
    """Presses keys in a window, as a person would, and takes pictures of it."""

    def __init__(self, window: Window, pictures: Path) -> None:
        self.window = window
        self._pictures = pictures
        pictures.mkdir(parents=True, exist_ok=True)

    def press(self, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
        """Presses one key in whatever has the focus of the article's window."""
        held = Qt.KeyboardModifier.NoModifier
        for modifier in modifiers:
            held |= modifier
        QTest.keyClick(self.window.view, key, held)

    def wait_for(self, condition: Callable[[], object]) -> None:
        """Lets the window work until `condition` holds; raises Problem when it takes too long."""
        end = time.monotonic() + PATIENCE
        while not condition():
            QCoreApplication.processEvents()
            time.sleep(0.005)
            if time.monotonic() > end:
                raise Problem(
                    tr(
                        "The window did not get ready within {count} seconds; try again on an idle machine.",
                        count=PATIENCE,
                    )
                )

    def picture(self, name: str) -> Path:
        """Saves a picture of the window."""
        QCoreApplication.processEvents()
        path = self._pictures / f"{name}.png"
        self.window.grab().save(str(path))
        return path


def run(out: Path) -> int:
    """Runs the demo into the folder `out` and prints what was found; gives the exit status.

    Raises:
        Problem: the folder cannot be written to.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application()
    # There is nobody to read a dialogue: a bug ends the demo with its report.
    sys.excepthook = sys.__excepthook__
    with tempfile.TemporaryDirectory() as folder:
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, folder)
        project = Project.create(_fresh(out), annotator="demo")
        print(import_files(project, [shipped("samples")]).sentence())
        settings = Settings()
        settings.theme = "light"
        window = App(settings).show(project)
        window.resize(1440, 900)
        hands = Hands(window, out / "screenshots")
        articles = list(project.store.article_ids())
        for number, article in enumerate(articles):
            review(hands, article, first=number == 0)
        hands.picture("6-all-done")
        _print_findings(window, articles)
        window.close()
    _export(out)
    return 0


def review(hands: Hands, article: str, *, first: bool) -> None:
    """Reviews the article at hand: rejects what the reader is least sure of, fixes one mention, accepts the rest, asks
    for the suggestions held back, and marks it done.
    """
    session = hands.window.session
    hands.wait_for(lambda: session.article and session.article.id == article and session.progress.suggested)  # pyright: ignore[reportOptionalMemberAccess]
    if first:
        hands.picture("1-suggested")
        _fix_one(hands)
    while session.current and session.current.status == "suggested":
        unsure = session.current.score is not None and session.current.score < 0.5
        hands.press(Qt.Key.Key_X if unsure else Qt.Key.Key_A)
    if first:
        hands.picture("4-reviewed")
    hands.press(Qt.Key.Key_D)
    if first:
        hands.picture("5-held-back")
    while session.current and session.current.status == "suggested":
        hands.press(Qt.Key.Key_A)
    hands.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def _fix_one(hands: Hands) -> None:
    """Accepts up to the first quote, moves its end and back, and takes the last action back and forth."""
    session = hands.window.session
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    while session.current and session.current.layer != "quote":
        hands.press(Qt.Key.Key_A)
    hands.picture("2-quote")
    hands.press(Qt.Key.Key_F)
    hands.press(Qt.Key.Key_Left)
    hands.picture("3-fixing")
    hands.press(Qt.Key.Key_Escape)
    hands.press(Qt.Key.Key_A)
    hands.press(Qt.Key.Key_Z, control)
    hands.press(Qt.Key.Key_Z, control, shift)
    hands.press(Qt.Key.Key_Tab)


def _fresh(out: Path) -> Path:
    """The path of the demo's project file, with nothing there; only what an earlier demo made is removed."""
    path = out / "demo.db"
    try:
        out.mkdir(parents=True, exist_ok=True)
        for old in (path, path.with_name("demo.db-wal"), path.with_name("demo.db-shm")):
            old.unlink(missing_ok=True)
    except OSError as error:
        raise Problem(
            tr(
                "The folder {folder} cannot be used: {reason}; choose another with --out.",
                folder=out,
                reason=error.strerror,
            )
        ) from error
    return path


def _export(out: Path) -> None:
    project = Project.open(out / "demo.db", annotator="demo")
    for name, file in (("jsonl", "demo.jsonl"), ("docbin", "demo.spacy")):
        print(export_project(project, out / file, format=name).sentence())
    project.close()
    for what, path in (
        (tr("Project"), out / "demo.db"),
        (tr("Dataset"), out / "demo.jsonl"),
        (tr("For spaCy"), out / "demo.spacy"),
        (tr("Screenshots"), out / "screenshots"),
    ):
        print(f"{what + ':':13}{path}")


def _print_findings(window: Window, articles: list[str]) -> None:
    console = Console()
    for article_id in articles:
        window.session.open_article(article_id)
        console.print(_findings(window))


def _findings(window: Window) -> Table:
    """What is gold in the article at hand."""
    session = window.session
    article = session.article
    table = Table(title=article.title if article else "", title_justify="left", title_style="bold", expand=False)
    for heading in (tr("What"), tr("Who"), tr("Says or holds")):
        table.add_column(heading, overflow="fold")
    text = article.text if article else ""
    for entry in session.cast()[:8]:
        table.add_row(
            tr("actor"),
            entry.actor.name,
            tr("{count} times, as {names}", count=entry.counts.total(), names=", ".join(entry.names[:4])),
        )
    for annotation in session.listed():
        if annotation.layer == "quote":
            speaker = names_of(annotation, "speaker", session.actors) or "–"
            table.add_row(tr("quote"), speaker, _short(text_of(annotation, "content", text)))
        elif annotation.layer == "stance":
            holder = names_of(annotation, "holder", session.actors)
            target = names_of(annotation, "target", session.actors) or text_of(annotation, "target", text)
            table.add_row(tr("stance"), holder, f"{annotation.values['polarity']}: {_short(target)}")
    return table


def _short(words: str) -> str:
    return words if len(words) < 90 else f"{words[:85]} …"
