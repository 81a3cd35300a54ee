"""The queue: the project's articles in order, read from the file as far as one scrolls."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QLabel,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from annotation.model import Change
from annotation.schema import Schema
from annotation.store import QueueEntry
from gui.session import Session
from gui.theme import LIGHT, Theme

PAGE = 100
"""How many articles are read at a time."""

AnyIndex = QModelIndex | QPersistentModelIndex


class QueueModel(QAbstractListModel):
    """The articles of a session's project, a page at a time."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._entries: list[QueueEntry] = []
        self._more = True

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return len(self._entries)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self._entries[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return entry
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return entry.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{entry.title}, {what_about(entry, self._session.project.schema)}"
        return None

    def canFetchMore(self, parent: AnyIndex) -> bool:
        return self._more

    def fetchMore(self, parent: AnyIndex) -> None:
        after = self._entries[-1].number if self._entries else 0
        page = self._read(after, PAGE)
        self._more = len(page) == PAGE
        if page:
            self.beginInsertRows(QModelIndex(), len(self._entries), len(self._entries) + len(page) - 1)
            self._entries += page
            self.endInsertRows()

    def reload(self) -> None:
        """Reads again what was read, for articles may have come."""
        wanted = max(len(self._entries), PAGE)
        self.beginResetModel()
        self._entries = self._read(0, wanted)
        self._more = len(self._entries) == wanted
        self.endResetModel()

    def refresh(self, article_id: str) -> None:
        """Reads one article's line again."""
        row = self.row_of(article_id)
        if row is not None:
            self._entries[row] = self._read(self._entries[row].number - 1, 1)[0]
            self.dataChanged.emit(self.index(row), self.index(row))

    def row_of(self, article_id: str, *, number: int = 0) -> int | None:
        """The row of an article; with its queue `number` given, pages are read until it is there."""
        while number and self._more and (not self._entries or self._entries[-1].number < number):
            self.fetchMore(QModelIndex())
        rows = (row for row, entry in enumerate(self._entries) if entry.id == article_id)
        return next(rows, None)

    def _read(self, after: int, limit: int) -> list[QueueEntry]:
        return self._session.project.store.queue(self._session.project.annotator, after=after, limit=limit)


class Queue(QWidget):
    """The queue with its heading.

    Signals:
        chosen: the id of the article that the person wants.
    """

    chosen = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("queue")
        self._session = session
        self.model = QueueModel(session)
        self.delegate = _QueueDelegate(self, session)
        self.list = QListView(self)
        self.list.setAccessibleName("Queue")
        self.list.setModel(self.model)
        self.list.setItemDelegate(self.delegate)
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self._heading = QLabel("QUEUE · AS IMPORTED", self)
        self._heading.setObjectName("heading")
        self._heading.setContentsMargins(14, 12, 14, 8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._heading)
        layout.addWidget(self.list)
        self.list.clicked.connect(self._choose)
        self.list.activated.connect(self._choose)
        session.opened.connect(self._show_current)
        session.changed.connect(self._refresh)
        self.model.reload()

    def set_theme(self, theme: Theme) -> None:
        """Paints in other colours from now on."""
        self.delegate.theme = theme
        self.list.viewport().update()

    def _choose(self, index: QModelIndex) -> None:
        self.chosen.emit(index.data(Qt.ItemDataRole.UserRole).id)

    def _refresh(self, change: Change) -> None:
        if change.article:
            self.model.refresh(change.article)

    def _show_current(self) -> None:
        article = self._session.article
        if article is None:
            return
        row = self.model.row_of(article.id, number=self._session.project.store.number_of(article.id))
        if row is not None:
            self.model.refresh(article.id)
            self.list.setCurrentIndex(self.model.index(row))


def what_about(entry: QueueEntry, schema: Schema) -> str:
    """The state of an article and what it holds, in a few words."""
    suggested = sum(count for (_, status), count in entry.counts.items() if status == "suggested")
    accepted = [
        f"{entry.counts[layer.id, 'accepted']} {layer.plural.lower()}"
        for layer in schema.layers
        if entry.counts.get((layer.id, "accepted"))
    ]
    if entry.state != "open":
        return " · ".join([entry.state, *accepted[:2]])
    if accepted and suggested:
        return f"in review · {suggested} left"
    return " · ".join(accepted[:2]) or (f"{suggested} suggestions" if suggested else "not opened yet")


class _QueueDelegate(QStyledItemDelegate):
    """A dot that tells the state by colour and shape, the title, and a muted line."""

    def __init__(self, parent: QWidget, session: Session) -> None:
        super().__init__(parent)
        self._session = session
        self.theme = LIGHT

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
        self._dot(painter, rect, entry.state, at_hand=at_hand)
        inner = rect.adjusted(32, 8, -10, -8)
        metrics = option.fontMetrics
        painter.setFont(option.font)
        painter.setPen(QColor(theme.ink))
        title = metrics.elidedText(entry.title, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, Qt.AlignmentFlag.AlignTop, title)
        small = QFont(option.font)
        small.setPixelSize(11)
        painter.setFont(small)
        painter.setPen(QColor(theme.muted))
        about = QFontMetrics(small).elidedText(
            what_about(entry, self._session.project.schema), Qt.TextElideMode.ElideRight, inner.width()
        )
        painter.drawText(inner, Qt.AlignmentFlag.AlignBottom, about)

    def _dot(self, painter: QPainter, rect: QRect, state: str, *, at_hand: bool) -> None:
        theme = self.theme
        colour = QColor(theme.good if state == "done" else theme.focus if at_hand else theme.muted)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour, 1.6))
        painter.setBrush(colour if state == "done" or at_hand else Qt.BrushStyle.NoBrush)
        centre = QPointF(rect.left() + 18, rect.top() + 17)
        painter.drawEllipse(centre, 4, 4)
        if state == "skipped":
            painter.drawLine(centre + QPointF(-5, 5), centre + QPointF(5, -5))
        painter.restore()
