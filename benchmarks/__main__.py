"""Measures and prints one table: `python -m benchmarks [--quick] [--only accept,scroll,…]`.

With `--only search` it measures searching instead, for which it makes a large project first.
"""

from __future__ import annotations

import os
import platform
import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from shutil import copyfile
from typing import Annotated

import PySide6
import typer
from PySide6.QtCore import QSettings
from rich.console import Console

from annotation.project import Project
from benchmarks.accepting import accept
from benchmarks.figures import Figure, Goal, as_table
from benchmarks.importing import LENGTH, import_articles, write_articles
from benchmarks.mapping import draw_map, make_map_project
from benchmarks.material import ANNOTATOR, Words, add_case, make_project
from benchmarks.opening import open_articles
from benchmarks.reading import load, read
from benchmarks.scrolling import scroll
from benchmarks.searching import make_searched, searches
from benchmarks.starting import start
from gui.app import application
from gui.settings import Settings

LINES = "articles.jsonl"
USUAL = ("accept", "scroll", "open", "start", "import", "read", "map", "size")
PARTS = (*USUAL, "search")
"""What can be measured. A project to search takes minutes to make, so that is measured only when asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """How much is measured."""

    few: int = 100
    many: int = 100_000
    imported: int = 10_000
    presses_short: int = 60
    presses_long: int = 200
    openings: int = 30
    starts: int = 9
    imports: int = 5
    readings: int = 9
    maps: int = 15
    searches: int = 15


QUICK = Extent(
    many=10_000,
    imported=2_000,
    presses_short=30,
    presses_long=40,
    openings=10,
    starts=3,
    imports=2,
    readings=3,
    searches=5,
    maps=5,
)


class Material:
    """A project with so many articles, and behind them those that are measured."""

    def __init__(self, folder: Path, *, articles: int) -> None:
        self.path = folder / f"{articles}.db"
        self.untouched = folder / f"{articles} untouched.db"
        project = make_project(self.path, articles=articles)
        project.close()
        copyfile(self.path, self.untouched)
        project = Project.open(self.path, annotator=project.annotator)
        words = Words(2)
        self.short = [add_case(project, words.text(words=1_000), annotations=100) for _ in range(3)]
        self.long = [add_case(project, words.text(words=100_000), annotations=10_000)]
        self.crowded = add_case(project, words.characters(300_000), annotations=20_000)
        self.middling = [add_case(project, words.characters(60_000), annotations=500) for _ in range(3)]
        project.close()


def main(
    quick: Annotated[bool, typer.Option("--quick", help="Fewer repetitions, and a smaller project.")] = False,
    only: Annotated[str, typer.Option(help=f"Some of {','.join(PARTS)}.")] = ",".join(USUAL),
) -> None:
    """Measure the program beside the bare minimum."""
    parts = only.split(",")
    if not set(parts) <= set(PARTS):
        raise typer.BadParameter(f"choose from {','.join(PARTS)}", param_hint="--only")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application()
    with tempfile.TemporaryDirectory(prefix="standpoint-bench-") as folder:
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, folder)
        Settings().annotator = ANNOTATOR
        Settings().guidelines = True  # every panel is open
        figures = list(_measured(Path(folder), parts, QUICK if quick else Extent()))
    Console(width=150).print(as_table(figures, caption=_machine()))


def _measured(folder: Path, parts: list[str], extent: Extent) -> Iterator[Figure]:
    """The parts asked for in a small project; with `size` in a large one as well.

    Reading knows of no project, and the map and the search have one of their own each.
    """
    chosen = [part for part in parts if part != "size"] or [part for part in USUAL if part != "size"]
    if "read" in chosen:
        yield from _read(extent)
    if "map" in chosen:
        yield _map(folder, extent)
    if "search" in chosen:
        searched = make_searched(folder / "searched.db", articles=extent.many)
        figures = searches(searched, Goal(median=100), times=extent.searches)
        yield from (replace(figure, articles=extent.many) for figure in figures)
    if "import" in chosen:
        write_articles(folder / LINES, count=extent.imported)
    measures = [_OF_PROJECT[part] for part in chosen if part in _OF_PROJECT]
    for articles in (extent.few, extent.many)[: 1 + ("size" in parts)] if measures else ():
        material = Material(folder, articles=articles)
        for measure in measures:
            yield from (replace(figure, articles=articles) for figure in measure(material, extent))


def _accept(material: Material, extent: Extent) -> Iterator[Figure]:
    goal = Goal(times=3, p95=16)
    what = "Accept: 1,000 words, 100 annotations"
    yield accept(what, material.path, material.short, goal, times=extent.presses_short)
    goal = Goal(times=3, p95=50)
    what = "Accept: 100,000 words, 10,000 annotations"
    yield accept(what, material.path, material.long, goal, times=extent.presses_long)
    goal = Goal(p95=50)
    what = "Accept: 300,000 characters, 20,000 annotations"
    yield accept(what, material.path, [material.crowded], goal, times=extent.presses_long)


def _scroll(material: Material, extent: Extent) -> Iterator[Figure]:
    what = "Scroll: 300,000 characters, 20,000 annotations, a frame"
    yield scroll(what, material.path, material.crowded, Goal(p95=16), times=extent.presses_long)


def _open(material: Material, extent: Extent) -> Iterator[Figure]:
    what = "Open: 60,000 characters, 500 annotations"
    yield from open_articles(what, material.path, material.middling, Goal(times=2), times=extent.openings)


def _start(material: Material, extent: Extent) -> Iterator[Figure]:
    what = "Start to a painted window, spaCy not loaded"
    yield start(what, material.path, Goal(median=1500), times=extent.starts)


def _import(material: Material, extent: Extent) -> Iterator[Figure]:
    what = f"Import: {extent.imported:,} articles of {LENGTH:,} characters"
    lines = material.path.with_name(LINES)
    yield import_articles(what, lines, Goal(times=3), into=material.untouched, times=extent.imports)


_OF_PROJECT = {"accept": _accept, "scroll": _scroll, "open": _open, "start": _start, "import": _import}


def _read(extent: Extent) -> Iterator[Figure]:
    yield load("Load the reader, in a fresh process", Goal(median=1500), times=extent.starts)
    yield read("Read 10,000 words, all layers", Goal(median=4000), times=extent.readings)


def _map(folder: Path, extent: Extent) -> Figure:
    path = folder / "map.db"
    make_map_project(path, actors=300, arrows=900)
    return draw_map("Map: 300 actors, 900 arrows", path, Goal(median=500), times=extent.maps)


def _machine() -> str:
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    versions = f"Python {platform.python_version()}, PySide6 {PySide6.__version__}, SQLite {sqlite3.sqlite_version}"
    return f"{datetime.now():%Y-%m-%d %H:%M}, {os.cpu_count()} cores, load {load}, {platform.system()}, {versions}"


if __name__ == "__main__":
    typer.run(main)
