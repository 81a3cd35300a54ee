"""The map: who stands where, in the article at hand or in the whole project. A window beside the one one works in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton, QSplitter, QTabBar, QVBoxLayout, QWidget

from annotation.errors import Problem
from annotation.map_layout import Layout, lay_out
from annotation.standing import (
    Arrow,
    Node,
    Piece,
    Standing,
    chosen,
    evidence_of,
    first_of,
    quotes_of,
    scope_of,
    standing_of,
)
from annotation.store_map import Scope
from annotation.words import tr
from gui.map_evidence import SHOWN, EvidenceView
from gui.map_export import save_map
from gui.map_filters import MapFilters
from gui.map_legend import legend_of
from gui.map_list import MapLineDelegate, MapLines, MapList
from gui.map_picture import Plan, gap_of, pairs_of, picture_of, plans_of
from gui.map_shapes import styles_of
from gui.map_view import MapView
from gui.map_words import MapWords, facts_of, why_empty
from gui.session import Session
from gui.theme import LIGHT, Theme
from gui.wording import spoken_keys, with_key

AFTER = 80
"""How long, in milliseconds, the map waits after a change for further ones."""

SMALL = 100
"""Up to how many nodes are laid out at once; more are laid out in the worker's thread."""

STANCES, ACTORS = 0, 1
"""The tabs of the list."""


class MapWindow(QWidget):
    """The picture, its filters, and the list that says the same in words.

    Signals:
        wanted: the ids of annotations to go to.
    """

    wanted = Signal(tuple)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setWindowTitle(tr("Map"))
        self.resize(QSize(1200, 760).boundedTo(self.screen().availableGeometry().size()))
        self.theme = LIGHT
        self._session = session
        self._styles = styles_of(session.project.schema)
        self._read_scope: Scope | None = None
        self._drawn_scope: Scope | None = None
        self._standing = Standing()
        self._shown: Standing | None = None
        self._words = MapWords(Standing(), session.project.schema, self._styles)
        self._explained: Node | None = None
        self._laying_out = False
        self._export_wanted = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AFTER)
        self._timer.timeout.connect(self.read)
        self._build()
        self._connect()

    def set_theme(self, theme: Theme) -> None:
        """Paints in other colours from now on."""
        self.theme = theme
        self.view.set_theme(theme)
        self.filters.set_theme(theme)
        self.delegate.theme = theme
        self.list.viewport().update()

    def read(self) -> None:
        """Reads the stances anew: of the article at once, of the project in the worker's thread."""
        self._timer.stop()
        if not self.isVisible():
            return
        session, scope = self._session, self._scope()
        if self.filters.whole_project:
            if self._read_scope != scope:
                self.view.show_words(tr("The stances of the whole project are being read."))
                self._shown = None
            session.run("map", lambda _job, project: standing_of(project, scope), lambda s: self._take(scope, s))
        else:
            self._take(scope, standing_of(session.project, scope) if session.article else Standing())

    def busy(self) -> bool:
        """True while the map is not yet what it will be."""
        reading = self.filters.whole_project and self._session.background.busy("map")
        return self._timer.isActive() or reading or self._laying_out or self._read_scope != self._scope()

    def export(self) -> None:
        """Asks for a path and writes the map there, as soon as it is drawn."""
        self._export_wanted = True
        if not self.busy():
            self._export()

    # Building ----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.filters = MapFilters(self._styles, self)
        self.view = MapView(lambda source: self._words.of(source), self)
        self.lines = MapLines()
        self.delegate = MapLineDelegate(self)
        self.list = MapList(tr("Map in words"), self.lines, self.delegate, self)
        self.tabs = QTabBar(self)
        self.tabs.setAccessibleName(tr("Map in words"))
        self.tabs.setDrawBase(False)
        for _ in (STANCES, ACTORS):
            self.tabs.addTab("")
        self.evidence = EvidenceView(self)
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        splitter.addWidget(self.view)
        splitter.addWidget(self._beside())
        splitter.setHandleWidth(1)
        splitter.setStretchFactor(0, 1)
        splitter.setSizes([840, 360])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.filters)
        layout.addWidget(splitter, 1)
        layout.addWidget(self._foot())

    def _beside(self) -> QWidget:
        panel = QWidget(self)
        layout = QVBoxLayout(panel)
        layout.setContentsMargins(8, 4, 8, 0)
        layout.setSpacing(4)
        layout.addWidget(self.tabs)
        layout.addWidget(self.list)
        beside = QSplitter(Qt.Orientation.Vertical, self)
        beside.addWidget(panel)
        beside.addWidget(self.evidence)
        beside.setHandleWidth(1)
        beside.setSizes([430, 250])
        return beside

    def _foot(self) -> QWidget:
        foot = QWidget(self)
        foot.setObjectName("keybar")
        foot.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.facts = QLabel(foot)
        self.facts.setObjectName("muted")
        self.fit_button = QPushButton(tr("Fit"), foot)
        self.fit_button.setToolTip(
            tr("Shows the whole map (0); + and − or the wheel zoom, dragging and arrow keys move it")
        )
        self.export_button = QPushButton(tr("Export…"), foot)
        self.export_button.setToolTip(with_key(tr("Saves the map as SVG or PNG"), spoken_keys("Ctrl Shift P")))
        layout = QHBoxLayout(foot)
        layout.setContentsMargins(12, 5, 10, 5)
        layout.addWidget(self.facts, 1)
        layout.addWidget(self.fit_button)
        layout.addWidget(self.export_button)
        return foot

    def _connect(self) -> None:
        session = self._session
        for signal in (session.opened, session.rewritten, session.changed):
            signal.connect(self._renew_soon)
        session.background.failed.connect(self._show_failure)
        self.filters.scope_changed.connect(self.read)
        self.filters.changed.connect(self._choose)
        self.tabs.currentChanged.connect(lambda _: self._fill())
        self.list.selectionModel().selectionChanged.connect(lambda _now, _before: self._point_to(None))
        self.list.activated.connect(self._follow_line)
        self.view.pointed.connect(self._point_to)
        self.view.clicked.connect(self._follow)
        self.fit_button.clicked.connect(self.view.fit)
        self.export_button.clicked.connect(self.export)

    # Reading and drawing -----------------------------------------------------------------------------------------

    def _scope(self) -> Scope:
        session = self._session
        here = session.article.id if session.article else ""
        article = None if self.filters.whole_project else here
        return scope_of(session.project, article, accepted_only=self.filters.accepted.isChecked())

    def _renew_soon(self) -> None:
        if self.isVisible():
            self._timer.start()

    def _take(self, scope: Scope, standing: Standing) -> None:
        if scope == self._scope():  # else something else was asked for meanwhile
            self._read_scope, self._standing = scope, standing
            self._choose()

    def _choose(self) -> None:
        """Draws what passes the filters, unless it is drawn already."""
        found = chosen(self._standing, among=self.filters.polarities(), least=self.filters.least.value())
        if found == self._shown and found.arrows and not self._export_wanted:
            self._point_to(None)  # the words behind it may be others
            return
        self._shown = found
        plans, pairs, gap = plans_of(found), pairs_of(found), gap_of(found)
        boxes = [plan.box for plan in plans]
        self._laying_out = len(boxes) > SMALL
        if self._laying_out:
            run = self._session.background.run
            run("map layout", lambda _job: lay_out(boxes, pairs, gap=gap), lambda at: self._draw(found, plans, at))
        else:
            self._draw(found, plans, lay_out(boxes, pairs, gap=gap))

    def _draw(self, found: Standing, plans: list[Plan], layout: Layout) -> None:
        if found is not self._shown:
            return
        self._laying_out = False
        schema = self._session.project.schema
        self._words = MapWords(found, schema, self._styles)
        if found.arrows:
            picture, legend = picture_of(found, plans, layout, schema), legend_of(found, schema)
            self.view.show_picture(picture, legend, anew=self._is_elsewhere())
        else:
            self.view.show_words(self._why_empty())
        self.facts.setText(facts_of(found))
        self._fill()
        if self._export_wanted:
            self._export()

    def _is_elsewhere(self) -> bool:
        """True once after the map has changed to other articles."""
        before, self._drawn_scope = self._drawn_scope, replace(self._scope(), accepted_only=False)
        return before != self._drawn_scope

    def _why_empty(self) -> str:
        session = self._session
        return why_empty(
            session.project.schema,
            filtered=bool(self._standing.arrows) or self.filters.accepted.isChecked(),
            article=session.article is not None,
            whole_project=self.filters.whole_project,
        )

    def _show_failure(self, key: str, problem: Problem) -> None:
        if key == "map":
            self.view.show_words(str(problem))

    # The list and the evidence -----------------------------------------------------------------------------------

    def _arrows(self) -> tuple[Arrow, ...]:
        return self._shown.arrows if self._shown else ()

    def _fill(self) -> None:
        before = self._chosen_line()
        found = self._shown or Standing()
        self.tabs.setTabText(STANCES, tr("Stances {count:,}", count=len(found.arrows)))
        self.tabs.setTabText(ACTORS, tr("Actors and targets {count:,}", count=len(found.nodes)))
        self.lines.show_all(found.nodes if self.tabs.currentIndex() == ACTORS else found.arrows, self._words.line)
        row = self.lines.row_of(before) if before else None
        if row is None:
            self._point_to(None)
        else:
            self.list.selectRow(row)

    def _chosen_line(self) -> Arrow | Node | None:
        """What the chosen line stands for."""
        rows = self.list.selectionModel().selectedRows()
        return self.lines.source(rows[0].row()) if rows else None

    def _point_to(self, source: Arrow | Node | None) -> None:
        """What is under the mouse stands out and is explained; where nothing is, the chosen line."""
        source = source or self._chosen_line()
        self._explained = None
        if source is None:
            self.view.point_out((), None)
            self.evidence.clear()
        elif isinstance(source, Arrow):
            self.view.point_out((source,), None)
            self._show_evidence(source)
        else:
            its = tuple(arrow for arrow in self._arrows() if source.key in (arrow.holder, arrow.target))
            self.view.point_out(its, source)
            self._show_quotes(source)

    def _show_evidence(self, arrow: Arrow) -> None:
        pieces = evidence_of(self._session.project, self._scope(), arrow.evidence[:SHOWN])
        more = arrow.count - len(pieces)
        self.evidence.show_pieces(self._words.heading(arrow), pieces, more=more, titles=self.filters.whole_project)

    def _show_quotes(self, node: Node) -> None:
        kind, actor = node.key
        scope = self._scope()
        self._explained = node
        if kind == "words":
            self.evidence.show_pieces(self._words.heading(node), [], more=0, titles=False)
        elif self.filters.whole_project:
            self.evidence.clear()
            self._session.run(
                "map quotes",
                lambda _job, project: quotes_of(project, scope, actor, limit=SHOWN),
                lambda found: self._take_quotes(node, found),
            )
        else:
            self._take_quotes(node, quotes_of(self._session.project, scope, actor, limit=SHOWN))

    def _take_quotes(self, node: Node, found: list[Piece]) -> None:
        if node is self._explained:
            heading = self._words.heading(node)
            heading = tr("{name} says", name=heading) if found else tr("{name} is not quoted", name=heading)
            self.evidence.show_pieces(heading, found, more=0, titles=self.filters.whole_project)

    # Going there -------------------------------------------------------------------------------------------------

    def _follow_line(self, index: QModelIndex) -> None:
        source = self.lines.source(index.row())
        if source:
            self._follow(source)

    def _follow(self, source: Arrow | Node) -> None:
        """Goes to the evidence of an arrow, one after the other, or to where a node is named first."""
        self._choose_line(source)
        scope, arrows = self._scope(), self._arrows()
        if isinstance(source, Arrow):
            self.wanted.emit(source.evidence)
        elif self.filters.whole_project:
            self._session.run(
                "map way", lambda _job, project: first_of(project, scope, source.key, arrows), self.wanted.emit
            )
        else:
            self.wanted.emit(first_of(self._session.project, scope, source.key, arrows))

    def _choose_line(self, source: Arrow | Node) -> None:
        self.tabs.setCurrentIndex(STANCES if isinstance(source, Arrow) else ACTORS)
        row = self.lines.row_of(source)
        if row is not None:
            self.list.selectRow(row)

    # Exporting ---------------------------------------------------------------------------------------------------

    def _export(self) -> None:
        self._export_wanted = False
        if self.view.picture is None or self.view.legend is None:
            self._tell(tr("The map is empty, so there is nothing to export."), problem=True)
            return
        name = tr("{project} map.svg", project=self._session.project.name)
        path, _ = QFileDialog.getSaveFileName(
            self, tr("Export map"), name, f"{tr('Drawings')} (*.svg);;{tr('Pictures')} (*.png)"
        )
        if not path:
            return
        try:
            save_map(self.view.picture, self.view.legend, self.theme, Path(path))
        except Problem as problem:
            self._tell(str(problem), problem=True)
        else:
            self._tell(tr("The map was saved to {path}.", path=path), problem=False)

    def _tell(self, words: str, *, problem: bool) -> None:
        """Says it in both windows, for either may lie beneath the other."""
        self.facts.setText(words)
        self._session.told.emit(words, problem)

    # Qt's events -------------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.read()
        self.list.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._timer.stop()
        super().closeEvent(event)
