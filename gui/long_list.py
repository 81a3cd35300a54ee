"""A list that costs the same however long it is."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from annotation.direction import runs_right_to_left
from gui.theme import LIGHT, small_font

AnyIndex = QModelIndex | QPersistentModelIndex


class LongList(QTableView):
    """One column of rows of equal height.

    QListView lays out every row again whenever one of them changes; a table asks only for those that can be seen.
    """

    def __init__(self, name: str, model: QAbstractListModel, delegate: QStyledItemDelegate, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setModel(model)
        self.setItemDelegate(delegate)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        # A model whose lines cannot be dragged says so itself.
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDragDropOverwriteMode(True)
        self.setShowGrid(False)
        self.horizontalHeader().hide()
        self.horizontalHeader().setStretchLastSection(True)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._fit_rows()

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Home and End go to the first and the last row, as in any list; a table's go along its row."""
        ends = {QAbstractItemView.CursorAction.MoveHome: 0, QAbstractItemView.CursorAction.MoveEnd: -1}
        if action in ends:
            return self.model().index(ends[action] % max(self.model().rowCount(), 1), 0)
        return super().moveCursor(action, modifiers)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit_rows()

    def _fit_rows(self) -> None:
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        self.verticalHeader().setDefaultSectionSize(self.itemDelegate().sizeHint(option, QModelIndex()).height())


class LineDelegate(QStyledItemDelegate):
    """The frame of a row: its ground, a line beneath, and two rows of words, of which the lower is small and muted."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = LIGHT

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(100, 2 * option.fontMetrics.height() + 14)

    def draw_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> QRect:
        """Draws what stands behind the words, and gives the room of the row."""
        rect = QRect(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(self.theme.chosen))
        painter.setPen(QColor(self.theme.line))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        return rect

    def draw_upper(self, painter: QPainter, option: QStyleOptionViewItem, room: QRect, words: str) -> None:
        """Draws at the top of a room what of the words fits."""
        painter.setFont(option.font)
        painter.setPen(QColor(self.theme.ink))
        self.draw_row(painter, room, Qt.AlignmentFlag.AlignTop, elided(words, option.fontMetrics, room.width()))

    def draw_lower(self, painter: QPainter, option: QStyleOptionViewItem, room: QRect, words: str) -> None:
        """Draws at the bottom of a room what of the words fits, small and muted."""
        small = small_font(option.font)
        painter.setFont(small)
        painter.setPen(QColor(self.theme.muted))
        self.draw_row(painter, room, Qt.AlignmentFlag.AlignBottom, elided(words, QFontMetrics(small), room.width()))

    def draw_row(self, painter: QPainter, room: QRect, alignment: Qt.AlignmentFlag, words: str) -> None:
        """Draws one row of words that fit, in the order of their own writing direction."""
        draw_words(painter, room, alignment, words)


def draw_words(painter: QPainter, rect: QRect, alignment: Qt.AlignmentFlag, words: str) -> None:
    """Draws words at the left of a line, in the order of their own writing direction."""
    rtl = runs_right_to_left(words)
    painter.setLayoutDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
    # The dots stand at the left, and so do the words beside them.
    left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute
    painter.drawText(rect, left | alignment, words)


def elided(words: str, metrics: QFontMetrics, width: int) -> str:
    """What of a line's words fits into so many pixels, with an ellipsis where that is not all."""
    # Qt would shape all of a long line first; no letter is narrower than two pixels.
    return metrics.elidedText(words[: width // 2 + 1], Qt.TextElideMode.ElideRight, width)
