"""How many key presses an article takes: from the reader's suggestions to the gold quotes, and from nothing to them.

`python -m benchmarks.effort POLNEAR_FILE [--articles N]` drives the real window by real key presses alone. The
annotator that is scripted here knows the gold, and for each quote takes the shortest way that it finds among the keys
that a person has: accept, reject, a part's key as often as needed, arrow keys, and words picked by their labels. Both
runs have the same keys; what the window then holds is compared with the gold, part by part.
"""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from statistics import mean, median
from typing import Annotated

import typer
from PySide6.QtCore import QCoreApplication, QSettings, Qt
from PySide6.QtTest import QTest
from rich.console import Console
from rich.table import Table

from annotation import draft as drafts
from annotation.alternatives import Pieces, Surroundings, alternatives
from annotation.draft import Draft
from annotation.model import Annotation, Article, Labels, Span
from annotation.offsets import Edge, Step
from annotation.project import Project
from annotation.proposals import names_among
from annotation.reader import load_reader
from annotation.reader.cues import find_cues
from annotation.store_rows import NewArticle
from benchmarks.material import ANNOTATOR
from benchmarks.screen import wait_for
from gui.app import App, application
from gui.picking import Picking
from gui.window import Window
from training.corpora.polnear import Attributed, polnear

ROLES = ("content", "cue", "source")
ROLE_KEYS = {"content": "C", "cue": "U", "source": "O"}
MOST_ARROWS = 7
UNITS: tuple[tuple[drafts.Unit, str], ...] = (("word", ""), ("clause", "Alt+"), ("character", "Ctrl+"))
"""How far an arrow key goes, and what is held with it."""

Parts = tuple[Pieces, Pieces, Pieces]
"""Where content, cue and source of a quote stand."""


@dataclass
class Effort:
    """What one run took: key presses in all, and for each quote by what had to be done about it."""

    presses: int = 0
    wanted: int = 0
    reached: int = 0
    kinds: dict[str, list[int]] = field(default_factory=dict[str, list[int]])

    def note(self, kind: str, presses: int) -> None:
        """Counts one quote."""
        self.kinds.setdefault(kind, []).append(presses)


class Annotator:
    """Presses keys in a window until it holds the gold quotes of the article at hand."""

    def __init__(self, window: Window, gold: Sequence[Parts], effort: Effort) -> None:
        self.window = window
        self.session = window.session
        self.effort = effort
        self.todo = sorted(gold)
        layer = window.session.project.schema.layer("quote")
        assert layer is not None
        self.layer = layer

    def work(self) -> None:
        """Decides the suggestions in turn, and makes what is missing on the way."""
        partners = self._partners()
        while (current := self.session.current) and self.session.is_in_turn(current):
            mine = partners.get(current.id)
            for missing in [
                gold for gold in self.todo if gold not in partners.values() and _start(gold) < current.start
            ]:
                self._make(missing)
                self.todo.remove(missing)
            if self.session.current is None or self.session.current.id != current.id:
                self._press("Tab")
                continue
            before = self.effort.presses
            kind = self._decide(current, mine)
            self.effort.note(kind, self.effort.presses - before)
            if mine:
                self.todo.remove(mine)
        self._make_all(list(self.todo))

    def _make_all(self, missing: Iterable[Parts]) -> None:
        for gold in missing:
            self._make(gold)
            self.todo.remove(gold)

    # Deciding ----------------------------------------------------------------------------------------------------

    def _decide(self, current: Annotation, gold: Parts | None) -> str:
        if gold is None:
            self._press("X")
            return "wrong, rejected"
        wrong = [role for role, pieces in zip(ROLES, gold, strict=True) if current.spans.get(role, ()) != pieces]
        if not wrong:
            self._press("A")
            return "right"
        self._fix(gold)
        return f"{len(wrong)} of 3 parts wrong"

    def _partners(self) -> dict[str, Parts]:
        """For each suggestion the gold quote that it becomes: those whose contents are likest, each once."""
        waiting = [a for a in self.session.undecided() if a.layer == "quote"]
        likeness = sorted(
            (
                (_likeness(a.spans.get("content", ()), gold[0]), n, a.id)
                for a in waiting
                for n, gold in enumerate(self.todo)
            ),
            reverse=True,
        )
        partners: dict[str, Parts] = {}
        taken: set[int] = set()
        for like, n, annotation in likeness:
            if like > 0.1 and annotation not in partners and n not in taken:
                partners[annotation] = self.todo[n]
                taken.add(n)
        return partners

    def _make(self, gold: Parts) -> None:
        """Makes a quote from nothing: its content picked, Q, and what was not proposed rightly put right."""
        before = self.effort.presses
        self._bring_into_view(gold[0][0])
        self._press(*self._labels(gold[0][0]), "Q")
        self._fix(gold)
        self.effort.note("missing, made", self.effort.presses - before)

    def _fix(self, gold: Parts) -> None:
        """Brings each part to where the gold has it, the one that the others follow from first, and saves."""
        for role, pieces in zip(ROLES, gold, strict=True):
            self._put(role, pieces)
        self._press("Return")

    # Parts -------------------------------------------------------------------------------------------------------

    def _put(self, role: str, wanted: Pieces) -> None:
        draft = self._draft()
        if draft.after.spans.get(role, ()) == wanted:
            return
        ways = [way for way in (self._by_key(draft, role, wanted), self._by_arrows(draft, role, wanted)) if way]
        picked = self._picked_keys(wanted)
        way = min(ways, key=len, default=None)
        if way is not None and (not picked or len(way) <= picked):
            self._press(*way)
        else:
            self._pick_pieces(role, wanted)
        if self._draft().after.spans.get(role, ()) != wanted:
            self._pick_pieces(role, wanted)

    def _draft(self) -> Draft:
        """The draft, or the one that the next key would begin with."""
        session = self.session
        if session.draft:
            return session.draft
        assert session.current is not None
        return drafts.fixing(session.current, self.layer)

    def _places(self, draft: Draft, role: str) -> list[Pieces]:
        article = self.session.article
        assert article is not None
        names = names_among(self.session.listed(), self.session.project.schema)
        return alternatives(draft.after, role, self.layer, Surroundings.of(draft.after, article.text, names, find_cues))

    def _by_key(self, draft: Draft, role: str, wanted: Pieces) -> list[str] | None:
        """The part's key as often as it takes, and arrow keys from one of its first places on."""
        now = draft.after.spans.get(role, ())
        places = [*self._places(draft, role), *([()] if not now else [])]
        ways = [[ROLE_KEYS[role]] * (n + 1) for n, place in enumerate(places) if place == wanted]
        if not wanted and now:
            ways.append([*self._to(draft, role), "Backspace"])
        for n, place in enumerate(places[:3]):
            arrows = self._arrows(place, wanted)
            if arrows is not None:
                ways.append([*[ROLE_KEYS[role]] * (n + 1), *arrows])
        return min(ways, key=len, default=None)

    def _by_arrows(self, draft: Draft, role: str, wanted: Pieces) -> list[str] | None:
        now = draft.after.spans.get(role, ())
        arrows = self._arrows(now, wanted)
        return None if arrows is None else [*self._to(draft, role), *arrows]

    def _to(self, draft: Draft, role: str) -> list[str]:
        """The keys that make a part the active one."""
        begin = [] if self.session.draft else ["F"]
        keys: list[list[str]] = []
        ways: tuple[tuple[Step, str], ...] = ((1, "Down"), (-1, "Up"))
        for step, key in ways:
            moved, pressed = draft, list[str]()
            while (moved.active is None or moved.active.role != role) and len(pressed) <= len(draft.pieces):
                moved = drafts.next_piece(moved, step)
                pressed.append(key)
            keys.append(pressed)
        return [*begin, *min(keys, key=len)]

    def _arrows(self, now: Pieces, wanted: Pieces) -> list[str] | None:
        """Arrow keys from one span to another; None where they do not lead there."""
        if len(now) != 1 or len(wanted) != 1:
            return None
        start = self._edge(now[0].start, wanted[0].start, "start")
        end = self._edge(now[0].end, wanted[0].end, "end")
        if start is None or end is None:
            return None
        return [*start, *end] if wanted[0].start < now[0].end else [*end, *start]

    def _edge(self, at: int, wanted: int, edge: Edge) -> list[str] | None:
        """The shortest way for an edge by clauses, words and characters, sought outwards from where it is."""
        article = self.session.article
        assert article is not None
        text = article.text
        reached: dict[int, list[str]] = {at: []}
        frontier = [at]
        turns: tuple[Step, Step] = (1, -1) if wanted > at else (-1, 1)
        for _ in range(MOST_ARROWS):
            if wanted in reached:
                return reached[wanted]
            after: list[int] = []
            for place in frontier:
                for turn in turns:
                    for unit, held in UNITS:
                        new = drafts.moved_edge(text, place, edge=edge, step=turn, unit=unit)
                        if new not in reached:
                            arrow = "Right" if turn > 0 else "Left"
                            shift = "Shift+" if edge == "start" else ""
                            reached[new] = [*reached[place], f"{held}{shift}{arrow}"]
                            after.append(new)
            frontier = after
        return reached.get(wanted)

    # Picking -----------------------------------------------------------------------------------------------------

    def _picked_keys(self, wanted: Pieces) -> int:
        """How many keys it takes to pick some pieces; 0 where that does not lead just there."""
        ways = [self._labels(piece) for piece in wanted if self._visible(piece)]
        exact = len(ways) == len(wanted) and all(
            self._picked(way) == piece for way, piece in zip(ways, wanted, strict=True)
        )
        return sum(len(way) + 1 for way in ways) if exact else 0

    def _pick_pieces(self, role: str, wanted: Pieces) -> None:
        for number, piece in enumerate(wanted):
            self._bring_into_view(piece)
            self._press(*self._labels(piece), ROLE_KEYS[role] if number == 0 else f"Shift+{ROLE_KEYS[role]}")
            active = drafts.active_span(self._draft())
            arrows = self._arrows((active,), (piece,)) if active else None
            self._press(*(arrows or []))

    def _labels(self, piece: Span) -> list[str]:
        """The keys that pick a piece, or else what comes nearest to it."""
        article = self.session.article
        assert article is not None
        view = self.window.view

        def picking(typed: str = "") -> Picking:
            begun = Picking(article.text, view.visible_span(), view.caret())
            for letter in typed:
                begun.type(letter)
            return begun

        first = _nearest_label(picking().labels, piece.start)
        last = _nearest_label(picking(first).labels, piece.end)
        return ["Space", *first, *last]

    def _picked(self, keys: Sequence[str]) -> Span | None:
        """What some keys of picking select."""
        article = self.session.article
        assert article is not None
        trial = Picking(article.text, self.window.view.visible_span(), self.window.view.caret())
        return next((span for letter in keys[1:] if (span := trial.type(letter))), None)

    def _visible(self, piece: Span) -> bool:
        visible = self.window.view.visible_span()
        return visible.start <= piece.start < visible.end

    def _bring_into_view(self, piece: Span) -> None:
        for _ in range(60):
            visible = self.window.view.visible_span()
            if visible.start <= piece.start and piece.end <= visible.end:
                return
            if visible.start <= piece.start < visible.start + (visible.end - visible.start) // 2:
                return
            self._press("PgUp" if piece.start < visible.start else "PgDown")

    def _press(self, *keys: str) -> None:
        for key in keys:
            self.effort.presses += 1
            press(self.window, key)


_NAMED = {"PgUp": Qt.Key.Key_PageUp, "PgDown": Qt.Key.Key_PageDown}
_HELD = {
    "Ctrl": Qt.KeyboardModifier.ControlModifier,
    "Shift": Qt.KeyboardModifier.ShiftModifier,
    "Alt": Qt.KeyboardModifier.AltModifier,
}


def press(window: Window, key: str) -> None:
    """Presses one key, with what is held, in the article."""
    *held, last = key.split("+")
    modifiers = Qt.KeyboardModifier.NoModifier
    for name in held:
        modifiers |= _HELD[name]
    code = _NAMED.get(last) or (Qt.Key[f"Key_{last}"] if len(last) > 1 else Qt.Key(ord(last.upper())))
    QTest.keyClick(window.view, code, modifiers)
    QCoreApplication.processEvents()


def _nearest_label(labels: dict[str, int], offset: int) -> str:
    return min(labels, key=lambda label: (abs(labels[label] - offset), len(label)))


def _start(gold: Parts) -> int:
    return min(span.start for pieces in gold for span in pieces)


def _likeness(one: Pieces, other: Pieces) -> float:
    ours, theirs = ({at for span in pieces for at in range(*span)} for pieces in (one, other))
    return len(ours & theirs) / max(len(ours | theirs), 1)


def _gold(attributed: Attributed) -> list[Parts]:
    return sorted({(one.content, one.cue, one.source) for one in attributed.attributions if one.content})


def _run(path: Path, articles: Iterable[Attributed], *, suggested: bool) -> Effort:
    """Works through the articles in a window of its own."""
    effort = Effort()
    project = Project.create(path, annotator=ANNOTATOR)
    golds: dict[str, list[Parts]] = {}
    reader = load_reader(None)
    for attributed in articles:
        article = Article(id=attributed.id, text=attributed.text, title=attributed.title)
        project.store.add_articles([NewArticle.of(article)])
        golds[article.id] = _gold(attributed)
        labels = reader.read(article, Labels()) if suggested else Labels()
        project.keep_suggestions(article.id, labels)
        if not labels.annotations:
            project.nothing_suggested(article.id)
    window = App().show(project)
    window.resize(1440, 900)
    window.view.setFocus()
    wait_for(window.view.hasFocus)
    while window.session.only != "quote":
        effort.presses += 1
        press(window, "L")
    for article_id, gold in golds.items():
        window.session.open_article(article_id)
        wait_for(lambda: not window.background.busy())
        QCoreApplication.processEvents()
        Annotator(window, gold, effort).work()
        quotes = [a for a in window.session.project.annotations(article_id) if a.layer == "quote"]
        held = Counter(tuple(a.spans.get(role, ()) for role in ROLES) for a in quotes if a.status == "accepted")
        effort.wanted += len(gold)
        effort.reached += (held & Counter(gold)).total() - (held - Counter(gold)).total()
    window.close()
    window.deleteLater()
    return effort


def main(
    corpus: Annotated[Path, typer.Argument(help="A file of PolNeAR.")],
    articles: Annotated[int, typer.Option(help="How many of its articles.")] = 20,
) -> None:
    """Count the key presses from suggestions and from nothing to the gold quotes."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application()
    with tempfile.TemporaryDirectory(prefix="standpoint-effort-") as folder:
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, folder)
        chosen = list(islice(polnear(corpus), articles))
        ours = _run(Path(folder) / "suggested.db", chosen, suggested=True)
        bare = _run(Path(folder) / "empty.db", chosen, suggested=False)
    table = Table("what", "quotes", "keys", "mean", "median", "most")
    for name, effort in (("from suggestions", ours), ("from nothing", bare)):
        table.add_row(f"{name}: {effort.reached} of {effort.wanted} reached", str(effort.wanted), f"{effort.presses:,}")
        for kind, presses in sorted(effort.kinds.items()):
            row = (len(presses), sum(presses), f"{mean(presses):.2f}", median(presses), max(presses))
            table.add_row(f"  {kind}", *map(str, row))
    Console(width=120).print(table)
    print(f"ratio {ours.presses / bare.presses:.3f} (goal at most 0.45)")


if __name__ == "__main__":
    typer.run(main)
