"""The queue: the project's articles in the order chosen, each read from the file when it is first looked at."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import (
    QPushButton,
    QStyle,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from annotation.describe import in_sentence
from annotation.model import Annotation, Change, Progress, Value
from annotation.schema import Schema
from annotation.store_reading import QueueEntry
from annotation.words import tr, tr_many
from gui.long_list import AnyIndex, LineDelegate, LongList
from gui.queue_order import ORDER_NAMES, PART_NAMES, QueueOrder
from gui.session import Session
from gui.theme import Theme
from gui.wording import state_words

PAGE = 40
"""How many articles are read at a time."""

LONGEST_HEADING = 30
"""How many letters of the heading find room on one line."""


class QueueModel(QAbstractListModel):
    """The articles of a session's project in the order of the queue."""

    def __init__(self, session: Session, order: QueueOrder) -> None:
        super().__init__()
        self._session = session
        self._order = order
        self._count = 0
        self._entries: dict[int, QueueEntry] = {}

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return self._count

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.UserRole:
            return self._entry(index.row())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._entry(index.row()).title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            entry = self._entry(index.row())
            return f"{entry.title}, {what_about(entry, self._session.project.schema)}"
        return None

    def reload(self) -> None:
        """Forgets what was read, for other articles are shown."""
        self.beginResetModel()
        self._entries.clear()
        self._count = len(self._order)
        self.endResetModel()

    def refresh(self, article_id: str) -> None:
        """Reads one article's line again; nothing to do for one that is not shown."""
        row = self.row_of(article_id)
        if 0 <= row < self._count:
            self._read(row, 1)
            self.dataChanged.emit(self.index(row), self.index(row))

    def take_over(self, change: Change) -> None:
        """Counts on by what a change did, so that an article of many annotations need not be counted again."""
        if change.article is None:
            # It may be about many articles, and suggestions may have been laid out in them: they are read anew.
            self._entries.clear()
            self.dataChanged.emit(self.index(0), self.index(max(self._count - 1, 0)))
            return
        row = self.row_of(change.article)
        entry = self._entries.get(row)
        if entry is None:
            return
        if any(isinstance(edit.value, Progress) for edit in change.edits):
            self.refresh(entry.id)
            return
        counts = Counter(entry.counts)
        for edit in change.edits:
            counts.subtract(_counted(edit.before))
            counts.update(_counted(edit.after))
        self._entries[row] = replace(entry, counts=counts)
        self.dataChanged.emit(self.index(row), self.index(row))

    def row_of(self, article_id: str) -> int:
        """The row of an article, -1 where it is not shown."""
        return self._order.row_of(article_id)

    def _entry(self, row: int) -> QueueEntry:
        if row not in self._entries:
            self._read(row, PAGE)
        return self._entries[row]

    def _read(self, row: int, limit: int) -> None:
        self._entries.update(self._order.entries(row, limit))


class Queue(QWidget):
    """The queue with its heading.

    Signals:
        chosen: the id of the article that the person wants.
        order_wanted: another order is asked for.
    """

    chosen = Signal(str)
    order_wanted = Signal()

    def __init__(self, session: Session, order: QueueOrder, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("queue")
        self._session = session
        self._order = order
        self.model = QueueModel(session, order)
        self.delegate = _QueueDelegate(self, session)
        self.heading = QPushButton(self)
        self.heading.setObjectName("queueheading")
        self.heading.setToolTip(tr("Order of the queue, and which articles it shows"))
        self.heading.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.heading.clicked.connect(self.order_wanted)
        self.list = LongList(tr("Queue"), self.model, self.delegate, self)
        self.list.setMouseTracking(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.heading)
        layout.addWidget(self.list)
        self.list.clicked.connect(self._choose)
        self.list.activated.connect(self._choose)
        session.opened.connect(self._show_current)
        session.changed.connect(self.model.take_over)
        order.told.connect(self._tell_order)
        order.changed.connect(self._show_order)
        order.reload()
        self._tell_order()

    def set_theme(self, theme: Theme) -> None:
        """Paints in other colours from now on."""
        self.delegate.theme = theme
        self.list.viewport().update()

    def _choose(self, index: QModelIndex) -> None:
        self.chosen.emit(index.data(Qt.ItemDataRole.UserRole).id)

    def _show_current(self) -> None:
        article = self._session.article
        if article is None:
            return
        self.model.refresh(article.id)
        row = self.model.row_of(article.id)
        self.list.setCurrentIndex(self.model.index(row) if row >= 0 else QModelIndex())

    def _show_order(self) -> None:
        self.model.reload()
        self._tell_order()
        self._show_current()

    def _tell_order(self) -> None:
        """Says in the heading what is shown: a second line where it is not all."""
        choice = self._order.choice
        words = [tr("Queue"), tr(ORDER_NAMES[choice.order])]
        words += [tr(PART_NAMES[choice.part])] if choice.part != "all" else []
        first, *more = " · ".join(words[:2]), *words[2:]
        counted = [f"{part} · {len(self._order):,}" for part in more if self._order.listed]
        heading = [f"{first} ▾"] if len(first) <= LONGEST_HEADING else [f"{words[0]} ▾", words[1]]
        self.heading.setText("\n".join([*heading, *(counted or more)]).upper())
        self.heading.setAccessibleName(" · ".join(words))


def _counted(value: Value | None) -> list[tuple[str, str]]:
    return [(value.layer, value.status)] if isinstance(value, Annotation) else []


def what_about(entry: QueueEntry, schema: Schema) -> str:
    """The state of an article and what it holds, in a few words."""
    suggested = sum(count for (_, status), count in entry.counts.items() if status == "suggested")
    accepted = [
        f"{count} {in_sentence(layer.name if count == 1 else layer.plural)}"
        for layer in schema.layers
        if (count := entry.counts.get((layer.id, "accepted"), 0))
    ]
    if entry.state != "open":
        return " · ".join([state_words(entry.state), *accepted[:2]])
    if accepted and suggested:
        return tr("in review · {count} left", count=suggested)
    return " · ".join(accepted[:2]) or (
        tr_many("{count} suggestion", "{count} suggestions", suggested) if suggested else tr("not opened yet")
    )


class _QueueDelegate(LineDelegate):
    """A dot that tells the state by colour and shape, the title, and a muted line."""

    def __init__(self, parent: QWidget, session: Session) -> None:
        super().__init__(parent)
        self._session = session

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(200, 2 * option.fontMetrics.height() + 18)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        entry: QueueEntry = index.data(Qt.ItemDataRole.UserRole)
        theme, rect = self.theme, QRect(option.rect)
        article = self._session.article
        at_hand = article is not None and article.id == entry.id
        if at_hand or option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(theme.chosen))
        if at_hand:
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), QColor(theme.focus))
        metrics = option.fontMetrics
        centre = QPointF(rect.topLeft()) + QPointF(11 + metrics.height() / 2, 8 + metrics.height() / 2)
        self._dot(painter, centre, entry.state, size=metrics.height() * 0.28, at_hand=at_hand)
        inner = rect.adjusted(18 + metrics.height(), 8, -10, -8)
        self.draw_upper(painter, option, inner, entry.title)
        self.draw_lower(painter, option, inner, what_about(entry, self._session.project.schema))

    def _dot(self, painter: QPainter, centre: QPointF, state: str, *, size: float, at_hand: bool) -> None:
        theme = self.theme
        colour = QColor(theme.good if state == "done" else theme.focus if at_hand else theme.muted)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour, 1.6 * theme.stroke))
        painter.setBrush(colour if state == "done" or at_hand else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(centre, size, size)
        if state == "skipped":
            corner = QPointF(size * 1.25, -size * 1.25)
            painter.drawLine(centre - corner, centre + corner)
        painter.restore()
