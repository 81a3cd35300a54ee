"""The lists beside the text: the cast, each layer, everything, and the history. The text's twin for keyboard and
screen reader: choosing a line goes to it in the article.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QByteArray,
    QMimeData,
    QModelIndex,
    QPointF,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyleOptionViewItem,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from annotation.cast import CastEntry
from annotation.describe import describe, in_sentence
from annotation.differences import action_words
from annotation.model import Actor, Annotation, Change
from annotation.schema import ColourPair
from annotation.words import noted, tr
from gui.cast_filter import CastFilter
from gui.long_list import AnyIndex, LineDelegate, LongList
from gui.session import Session
from gui.theme import Theme
from gui.wording import counted_names, state_words

HISTORY = 200
"""How many changes the history shows."""


_ROWS = "application/x-standpoint-rows"
_DONE = {"undo": noted("took back: {action}"), "redo": noted("did again: {action}")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a list: its words, what stands beneath them, its dot, and the annotations it leads to."""

    words: str
    beneath: str
    colour: ColourPair | None = None
    hollow: bool = False
    key: str = ""
    annotations: tuple[str, ...] = ()


class Lines(QAbstractListModel):
    """Lines that are made when they are first looked at. Those of the cast can be dragged onto one another, and words
    of the text onto them.

    Signals:
        dropped: the rows that were dragged, and the one they were dropped onto.
        words_dropped: words that were dragged, and the row they were dropped onto.
    """

    dropped = Signal(list, int)
    words_dropped = Signal(str, int)

    def __init__(self) -> None:
        super().__init__()
        self._draggable = False
        self._sources: list[Any] = []
        self._rows: dict[str, int] = {}
        self._make: Callable[[Any], Line] = lambda _source: Line(words="", beneath="")

    def show_all(self, sources: Sequence[Any], make: Callable[[Any], Line], *, draggable: bool = False) -> None:
        """Shows a line for each source, as `make` makes it."""
        self.beginResetModel()
        self._draggable = draggable
        self._sources, self._make = list(sources), make
        self._rows = {source.id: row for row, source in enumerate(sources) if isinstance(source, Annotation)}
        self.endResetModel()

    def replace(self, annotation: Annotation) -> None:
        """Shows an annotation as it is now, if it has a line."""
        row = self.row_of(annotation)
        if row is not None:
            self._sources[row] = annotation
            self.dataChanged.emit(self.index(row), self.index(row))

    def row_of(self, annotation: Annotation) -> int | None:
        """The line that was made from an annotation, None if there is none."""
        return self._rows.get(annotation.id)

    def source(self, row: int) -> Any:
        """What the line of a row was made from."""
        return self._sources[row]

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        drags = Qt.ItemFlag.ItemIsDragEnabled | Qt.ItemFlag.ItemIsDropEnabled
        return super().flags(index) | drags if self._draggable and index.isValid() else super().flags(index)

    def supportedDropActions(self) -> Qt.DropAction:
        # A line is moved, words are copied. Dragging asks for the same.
        return Qt.DropAction.MoveAction | Qt.DropAction.CopyAction

    def mimeTypes(self) -> list[str]:
        return [_ROWS, "text/plain"]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        data = QMimeData()
        data.setData(_ROWS, QByteArray(" ".join(str(index.row()) for index in indexes).encode()))
        return data

    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: AnyIndex) -> bool:
        if self._draggable and parent.isValid():
            onto = parent.row()
            dragged = [int(one) for one in data.data(_ROWS).toStdString().split() if int(one) != onto]
            # Told when the drag is over, for what follows fills the list anew.
            if dragged:
                QTimer.singleShot(0, self, lambda: self.dropped.emit(dragged, onto))
            elif not data.hasFormat(_ROWS) and data.hasText():
                QTimer.singleShot(0, self, lambda: self.words_dropped.emit(data.text(), onto))
        return False  # nothing moves by itself

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return len(self._sources)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.UserRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        line = self._make(self._sources[index.row()])
        if role == Qt.ItemDataRole.UserRole:
            return line
        return f"{line.words}, {line.beneath}" if role == Qt.ItemDataRole.AccessibleTextRole else line.words


class SpanList(QWidget):
    """Tabs over one list.

    Signals:
        chosen: the ids of the annotations that a line leads to.
        merge_wanted: an actor of the cast, and a list of others that were dragged onto it.
        actor_entered: an actor whose line was entered, and the ids of the annotations that it leads to.
        words_dropped: words that were dragged onto the line of an actor, and the actor.
    """

    chosen = Signal(tuple)
    merge_wanted = Signal(object, list)
    actor_entered = Signal(object, tuple)
    words_dropped = Signal(str, object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._naming = [layer for layer in session.project.schema.layers if layer.names_actors]
        self._others = [layer for layer in session.project.schema.layers if layer not in self._naming]
        self.tabs = QTabBar(self)
        self.tabs.setObjectName("lists")
        self.tabs.setAccessibleName(tr("Lists"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.setElideMode(Qt.TextElideMode.ElideNone)
        for _ in range(len(self._others) + 3):
            self.tabs.addTab("")
        self._filled = 0
        self.lines = Lines()
        self.delegate = _LineDelegate(self)
        self.list = LongList(tr("Annotations"), self.lines, self.delegate, self)
        # Words come from the text, so that not only the list's own lines can be dropped.
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.filter = CastFilter(self.list, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 0, 8, 0)
        layout.setSpacing(4)
        layout.addWidget(self.tabs)
        layout.addWidget(self.filter)
        layout.addWidget(self.list)
        self.tabs.currentChanged.connect(self._open_tab)
        self.filter.textChanged.connect(lambda _: self._filter())
        self.lines.dropped.connect(self._merge)
        self.lines.words_dropped.connect(lambda words, row: self.words_dropped.emit(words, self._actor(row)))
        self.list.clicked.connect(self._choose)
        self.list.activated.connect(self._enter)
        self._open_tab(0)
        session.opened.connect(self.refresh)
        session.changed.connect(self._take_over)
        session.moved.connect(lambda _: self._show_current())

    def set_theme(self, theme: Theme) -> None:
        """Paints in other colours from now on."""
        self.delegate.theme = theme
        self.list.viewport().update()

    def refresh(self) -> None:
        """Fills the list of the tab that is open, and counts in all of them."""
        tab = self.tabs.currentIndex()
        layers = len(self._others)
        chosen = self.chosen_actor()
        cast = self._session.cast() if tab == 0 else []
        self._count(len(cast) if tab == 0 else self._session.cast_size())
        self._filled = tab
        if tab == 0:
            numbered = [(number, entry) for number, entry in enumerate(cast) if self.filter.lets_through(entry)]
            self.lines.show_all(numbered, self._cast_line, draggable=True)
            if chosen:
                self._choose_again(chosen)
        elif tab <= layers:
            layer = self._others[tab - 1]
            self.lines.show_all([a for a in self._session.listed() if a.layer == layer.id], self._annotation_line)
        elif tab == layers + 1:
            self.lines.show_all(self._session.listed(), self._annotation_line)
        else:
            project = self._session.project
            self.lines.show_all(project.store.history(annotator=project.annotator, limit=HISTORY), self._change_line)
        self._show_current()

    def chosen_actor(self) -> Actor | None:
        """The actor whose line is chosen, while the cast has the focus; the one at hand where there are several."""
        entry = self._chosen_source(0)
        return entry[1].actor if entry else None

    def chosen_actors(self) -> list[Actor]:
        """All actors whose lines are chosen, while the cast has the focus."""
        rows = self.list.selectionModel().selectedRows() if self._chosen_source(0) else []
        return [self._actor(row) for row in sorted(index.row() for index in rows)]

    def chosen_change(self) -> Change | None:
        """The change whose line is chosen, while the history has the focus."""
        change = self._chosen_source(self.tabs.count() - 1)
        return self._session.project.store.change(change.number) if change else None

    # In detail ---------------------------------------------------------------------------------------------------

    def _chosen_source(self, tab: int) -> Any:
        """What the chosen line was made from, if it is of that tab and its list has the focus."""
        index = self.list.currentIndex()
        focused = self.list.hasFocus() or self.filter.hasFocus()
        there = self._filled == tab and focused and index.isValid()
        return self.lines.source(index.row()) if there else None

    def _choose_again(self, actor: Actor) -> None:
        """Chooses the line of the actor that was chosen before the list was filled anew."""
        for row in range(self.lines.rowCount()):
            if self._actor(row).id == actor.id:
                self.list.setCurrentIndex(self.lines.index(row))

    def _actor(self, row: int) -> Actor:
        return self.lines.source(row)[1].actor

    def _merge(self, dragged: Sequence[int], onto: int) -> None:
        self.merge_wanted.emit(self._actor(onto), [self._actor(row) for row in dragged])

    def _open_tab(self, tab: int) -> None:
        """Several lines can be chosen in the cast only, and only there one filters."""
        modes = QAbstractItemView.SelectionMode
        self.list.setSelectionMode(modes.SingleSelection if tab else modes.ExtendedSelection)
        self.filter.leave(listening=tab == 0)
        self.refresh()

    def _filter(self) -> None:
        """Shows the actors that are typed, and chooses the first of them."""
        if self.tabs.currentIndex() == 0:
            self.refresh()
            self.list.setCurrentIndex(self.lines.index(0))

    def _count(self, cast: int) -> None:
        counts = self._session.shown_counts()
        layers = [f"{layer.plural} {counts[layer.id]}" for layer in self._others]
        for tab, name in enumerate(self._tab_names(cast, layers, counts.total())):
            if self.tabs.tabText(tab) != name:
                self.tabs.setTabText(tab, name)

    def _tab_names(self, cast: int, layers: list[str], total: int) -> list[str]:
        return [tr("Cast {count}", count=cast), *layers, tr("All {count}", count=total), tr("History")]

    def _take_over(self, change: Change) -> None:
        """A mere decision changes one line at most, and nothing in the cast; anything else fills the list anew."""
        decided = self._mere_decision(change)
        tab = self.tabs.currentIndex()
        if decided is None or tab == self.tabs.count() - 1:
            self.refresh()
        elif tab:
            self.lines.replace(decided)

    def _mere_decision(self, change: Change) -> Annotation | None:
        """The annotation that was decided, if nothing but its status differs and it is listed as before."""
        before, after = (change.edits[0].before, change.edits[0].after) if len(change.edits) == 1 else (None, None)
        if not isinstance(before, Annotation) or not isinstance(after, Annotation):
            return None
        same = (before.spans, before.actors, before.values) == (after.spans, after.actors, after.values)
        return after if same and self._session.shows(before) == self._session.shows(after) else None

    def _show_current(self) -> None:
        current = self._session.current
        row = self.lines.row_of(current) if current else None
        if row is not None:
            self.list.setCurrentIndex(self.lines.index(row))
        elif self._listing():  # elsewhere the line that was chosen stays, for it leads on to the next annotation
            self.list.setCurrentIndex(QModelIndex())

    def _listing(self) -> bool:
        """True for a tab whose lines are annotations."""
        return 0 < self.tabs.currentIndex() <= len(self._others) + 1

    def _choose(self, index: QModelIndex) -> None:
        line: Line = index.data(Qt.ItemDataRole.UserRole)
        annotations = line.annotations or self._touched_by(self.lines.source(index.row()))
        if annotations and len(self.list.selectionModel().selectedRows()) < 2:
            self.chosen.emit(annotations)

    def _touched_by(self, source: Any) -> tuple[str, ...]:
        """The annotations that a change is about; none where the line is of anything else."""
        change = self._session.project.store.change(source.number) if isinstance(source, Change) else None
        values = (edit.value for edit in change.edits) if change else ()
        return tuple(value.id for value in values if isinstance(value, Annotation))

    def _enter(self, index: QModelIndex) -> None:
        if self.tabs.currentIndex() == 0:
            line: Line = index.data(Qt.ItemDataRole.UserRole)
            self.actor_entered.emit(self._actor(index.row()), line.annotations)
        else:
            self._choose(index)

    def _cast_line(self, numbered: tuple[int, CastEntry]) -> Line:
        number, entry = numbered
        schema = self._session.project.schema
        kind = schema.kind(entry.actor.kind)
        counts = [
            counted_names(entry.counts[layer.id], layer.name) for layer in schema.layers if entry.counts[layer.id]
        ]
        called = dict.fromkeys((*entry.names, *entry.actor.aliases))
        names = ", ".join(f"“{name}”" for name in called if name != entry.actor.name)
        return Line(
            words=entry.actor.name,
            beneath=" · ".join(filter(None, [in_sentence(kind.name) if kind else "", *counts, names])),
            colour=kind.colour if kind else None,
            key=str(number + 1) if number < 9 else "",
            annotations=entry.annotations,
        )

    def _annotation_line(self, annotation: Annotation) -> Line:
        session = self._session
        layer = session.project.schema.layer(annotation.layer)
        text = session.article.text if session.article else ""
        words = describe(annotation, text, session.actors, session.project.schema)
        named = next(iter(annotation.actors.values()), ())
        names = [session.actors[actor].name for actor in named if actor in session.actors]
        marks = [tr("⚑ flagged") if annotation.flagged else "", tr("✎ note") if annotation.note else ""]
        facts = [*marks, in_sentence(layer.name) if layer else "", state_words(annotation.status), ", ".join(names)]
        return Line(
            words=words[:200],
            beneath=" · ".join(filter(None, facts)),
            colour=layer.colour if layer else None,
            hollow=annotation.status == "suggested",
            annotations=(annotation.id,),
        )

    def _change_line(self, change: Change) -> Line:
        action = action_words(change.action)
        words = tr(_DONE[change.kind], action=action) if change.kind in _DONE else action
        when = change.at[:16].replace("T", " ")
        beneath = f"{when} UTC · {change.annotator}"
        return Line(words=words, beneath=beneath)


class _LineDelegate(LineDelegate):
    """A dot, full when accepted and hollow when only suggested, the words, and a muted line beneath."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        line: Line = index.data(Qt.ItemDataRole.UserRole)
        rect = self.draw_ground(painter, option)
        height = option.fontMetrics.height()
        self._dot(painter, QPointF(rect.left() + 3 + height / 2, rect.top() + 5 + height / 2), height * 0.28, line)
        inner = rect.adjusted(height + 10, 5, -8, -6)
        if line.key:
            painter.setFont(option.font)
            painter.setPen(QColor(self.theme.muted))
            painter.drawText(inner, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight, line.key)
        key = option.fontMetrics.horizontalAdvance(line.key) + 12 if line.key else 0
        self.draw_upper(painter, option, inner.adjusted(0, 0, -key, 0), line.words)
        self.draw_lower(painter, option, inner, line.beneath)

    def _dot(self, painter: QPainter, centre: QPointF, size: float, line: Line) -> None:
        if line.colour is None:
            return
        colour = self.theme.colour(line.colour)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour, self.theme.stroke))
        painter.setBrush(Qt.BrushStyle.NoBrush if line.hollow else colour)
        painter.drawEllipse(centre, size, size)
        painter.restore()
