"""A small dialogue to pick one thing from a list by typing some of its words, in any order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from gui.long_list import AnyIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One line of the list: what it is, words beside it, its key or whatever stands at the right, and what picking it
    gives.
    """

    text: str
    value: object
    beside: str = ""
    key: str = ""

    def matches(self, words: Sequence[str]) -> bool:
        """True when every one of the (lower-case) words stands somewhere in the line."""
        line = f"{self.text} {self.beside}".casefold()
        return all(word in line for word in words)


class Chooser(QDialog):
    """Shows `choices` that match what is typed; Enter or a click picks, Escape picks nothing."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        *,
        choices: Callable[[str], Sequence[Choice]],
        words: str = "",
        placeholder: str = "",
        width: int = 520,
    ) -> None:
        """`choices` gives the lines for what is typed, best first."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self.resize(width, 420)
        self.picked: object | None = None
        self._choices = choices
        self._field = QLineEdit(words, self)
        self._field.setAccessibleName(title)
        self._field.setPlaceholderText(placeholder)
        self._field.selectAll()
        self._model = QStandardItemModel(self)
        self._list = QListView(self)
        self._list.setAccessibleName(title)
        self._list.setModel(self._model)
        self._list.setItemDelegate(_ChoiceDelegate(self))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        heading = QLabel(title, self)
        heading.setObjectName("project")
        layout = QVBoxLayout(self)
        for widget in (heading, self._field, self._list):
            layout.addWidget(widget)
        self._field.installEventFilter(self)
        self._field.textChanged.connect(self._fill)
        self._list.clicked.connect(lambda _: self._pick())
        self._fill(words)

    def pick(self) -> object | None:
        """Asks, and gives what was picked, or None."""
        self.exec()
        self.deleteLater()
        return self.picked

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up, down and Enter work on the list while one types."""
        if watched is self._field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
            key = Qt.Key(event.key())
            if key in steps:
                self._move(steps[key])
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._pick()
                return True
        return super().eventFilter(watched, event)

    def _fill(self, typed: str) -> None:
        self._model.clear()
        for choice in self._choices(typed.strip()):
            item = QStandardItem(choice.text)
            item.setData(choice, Qt.ItemDataRole.UserRole)
            item.setData(f"{choice.text} {choice.beside} {choice.key}", Qt.ItemDataRole.AccessibleTextRole)
            item.setEditable(False)
            self._model.appendRow(item)
        self._list.setCurrentIndex(self._model.index(0, 0))

    def _move(self, step: int) -> None:
        rows = self._model.rowCount()
        if rows:
            row = min(max(self._list.currentIndex().row() + step, 0), rows - 1)
            self._list.setCurrentIndex(self._model.index(row, 0))

    def _pick(self) -> None:
        choice = self._list.currentIndex().data(Qt.ItemDataRole.UserRole)
        if choice is not None:
            self.picked = choice.value
            self.accept()


class _ChoiceDelegate(QStyledItemDelegate):
    """A line with its words at the left, what stands beside them muted, and its key at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(100, option.fontMetrics.height() + 14)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        choice: Choice = index.data(Qt.ItemDataRole.UserRole)
        palette, metrics = option.palette, option.fontMetrics
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(option.rect, palette.highlight())
        ink = palette.highlightedText().color() if chosen else palette.text().color()
        muted = ink if chosen else palette.placeholderText().color()
        rect = QRect(option.rect).adjusted(10, 0, -10, 0)
        rect = _right(painter, rect, choice.key, muted)
        painter.setPen(ink)
        text = metrics.elidedText(choice.text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, text)
        used = metrics.horizontalAdvance(text) + 12
        if used < rect.width():
            painter.setPen(QColor(muted))
            left = rect.adjusted(used, 0, 0, 0)
            beside = metrics.elidedText(choice.beside, Qt.TextElideMode.ElideRight, left.width())
            painter.drawText(left, Qt.AlignmentFlag.AlignVCenter, beside)


def _right(painter: QPainter, rect: QRect, key: str, colour: QColor) -> QRect:
    """Draws a key at the right end of a line, and gives what is left of the line."""
    if not key:
        return rect
    painter.setPen(colour)
    painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, key)
    return rect.adjusted(0, 0, -painter.fontMetrics().horizontalAdvance(key) - 14, 0)
