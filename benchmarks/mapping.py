"""The map of a whole project, from the click until it is painted; beside it as many circles, names and straight lines
painted where they are already known to go.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEventLoop, QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from annotation.model import Actor, Annotation, Article, Labels, Progress, Span, new_id
from annotation.project import Project
from annotation.store_rows import NewArticle
from benchmarks.figures import Figure, Goal, in_turn
from benchmarks.material import ANNOTATOR, Words
from benchmarks.screen import Watch, window_on
from gui.map import MapWindow

ARTICLES = 100
CHOICES = ("support", "oppose", "mixed", "neutral")
KINDS = ("person", "organisation", "country", "group")


def make_map_project(path: Path, *, actors: int, arrows: int) -> None:
    """A project whose stances make so many arrows between so many actors, some of them named far more often."""
    project = Project.create(path, annotator=ANNOTATOR)
    words = Words(3)
    articles = [Article(id=new_id(), text=words.text(words=300), title=f"Article {n}") for n in range(ARTICLES)]
    # The last one has no stance: there the map is empty before the clock starts.
    project.store.add_articles([NewArticle.of(article) for article in articles])
    cast = [Actor(id=new_id(), name=f"Actor of number {n}", kind=KINDS[n % len(KINDS)]) for n in range(actors)]
    stances = _stances(cast, articles[:-1], arrows)
    done = [Progress(article=a.id, annotator=ANNOTATOR, state="done", suggested=True) for a in articles[:-1]]
    begun = Progress(article=articles[-1].id, annotator=ANNOTATOR, suggested=True)
    project.store.add_labels(Labels(actors=tuple(cast), annotations=tuple(stances)), [*done, begun])
    project.close()


def draw_map(what: str, path: Path, goal: Goal, *, times: int) -> Figure:
    """Switches the map of the project at `path` from an empty article to all of them, `times` times."""
    with window_on(path) as window:
        window.verbs.map.show()
        shown = window.beside.map
        if shown is None:
            raise RuntimeError("no map has opened, so nothing was measured")
        watch = Watch(shown)
        _until_drawn(shown, shown.filters.project.click)
        bare = _Bare(shown)
        bare_watch = Watch(bare)

        def ours(_turn: int) -> float:
            _until_drawn(shown, shown.filters.article.click)
            return watch.until_painted(lambda: _until_drawn(shown, shown.filters.project.click))

        mine, least = in_turn(ours, lambda _turn: bare_watch.until_painted(bare.update), times=times)
        note = f"{len(bare.circles)} actors, {len(bare.lines)} arrows"
        bare.close()
    return Figure(what=what, ours=mine, bare=least, goal=goal, note=note)


class _Bare(QWidget):
    """Circles, names and lines at the places that the map has found for them, and no more."""

    def __init__(self, like: MapWindow) -> None:
        super().__init__()
        picture = like.view.picture
        if picture is None:
            raise RuntimeError("the map is empty, so nothing was measured")
        page, size = picture.page, like.view.size()
        self._scale = min(size.width() / page.width(), size.height() / page.height())
        self._corner = page.topLeft()
        spots = picture.spots
        self.circles: Sequence[tuple[QRectF, QRectF, str]] = [(s.body, s.label_at, s.label) for s in spots.values()]
        self.lines = [QLineF(spots[c.arrow.holder].centre, spots[c.arrow.target].centre) for c in picture.curves]
        self.resize(size)
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints all of it in one pen."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self._scale, self._scale)
        painter.translate(QPointF(0, 0) - self._corner)
        painter.drawLines(self.lines)
        for body, at, words in self.circles:
            painter.drawEllipse(body)
            painter.drawText(at, Qt.AlignmentFlag.AlignCenter, words)


def _until_drawn(shown: MapWindow, click: Callable[[], object]) -> None:
    """Clicks, and waits until the map is what it should be."""
    end = time.monotonic() + 60
    click()
    while shown.busy():
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        if time.monotonic() > end:
            raise TimeoutError("the map was not drawn within a minute")


def _stances(cast: Sequence[Actor], articles: Sequence[Article], arrows: int) -> list[Annotation]:
    """One to three stances for each of so many arrows between different pairs; everybody has one at least."""
    chance = random.Random(arrows)
    weights = [1 / (place + 3) for place in range(len(cast))]
    ends: dict[tuple[str, str, str], None] = {}
    for number in range(arrows * 100):
        holder = cast[number % len(cast)]
        target = chance.choices(cast, weights)[0]
        if holder is not target:
            ends[holder.id, target.id, chance.choices(CHOICES, (4, 5, 1, 1))[0]] = None
        if len(ends) == arrows:
            break
    return [
        _stance(chance.choice(articles).id, holder, target, choice, chance)
        for holder, target, choice in ends
        for _ in range(chance.randint(1, 3))
    ]


def _stance(article: str, holder: str, target: str, choice: str, chance: random.Random) -> Annotation:
    start = chance.randrange(500)
    return Annotation(
        id=new_id(),
        article=article,
        layer="stance",
        annotator=ANNOTATOR,
        spans={"evidence": (Span(start, start + 40),), "target": (Span(start, start + 10),)},
        actors={"holder": (holder,), "target": (target,)},
        values={"polarity": choice},
        status="accepted",
        origin="human",
    )
