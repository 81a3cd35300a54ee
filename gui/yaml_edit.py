"""A text editor for YAML, with the numbers of the lines beside it, for a mistake is told with its line."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontDatabase, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from annotation.words import tr
from gui.theme import Theme


class YamlEdit(QPlainTextEdit):
    """Plain text in a face of one width; Tab goes on to the next widget, for YAML knows no tabs."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTabChangesFocus(True)
        self.setAccessibleName(tr("The labels as YAML"))
        self.theme = theme
        self._numbers = _Numbers(self)
        self.blockCountChanged.connect(self._make_room)
        self.updateRequest.connect(lambda _rect, _dy: self._numbers.update())
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        inner = self.contentsRect()
        self._numbers.setGeometry(QRect(inner.left(), inner.top(), self._numbers.width_needed(), inner.height()))

    def line_tops(self) -> list[tuple[int, int]]:
        """The number of each line that can be seen, from 1, and how far down it stands."""
        block, found = self.firstVisibleBlock(), list[tuple[int, int]]()
        while block.isValid():
            top = round(self.blockBoundingGeometry(block).translated(self.contentOffset()).top())
            if top > self.viewport().height():
                break
            found.append((block.blockNumber() + 1, top))
            block = block.next()
        return found

    def _make_room(self) -> None:
        self.setViewportMargins(self._numbers.width_needed() + 6, 0, 0, 0)


class _Numbers(QWidget):
    """The column of numbers."""

    def __init__(self, editor: YamlEdit) -> None:
        super().__init__(editor)
        self._editor = editor

    def sizeHint(self) -> QSize:
        return QSize(self.width_needed(), 0)

    def width_needed(self) -> int:
        """How wide the longest number is, with room around it."""
        digits = max(len(str(self._editor.blockCount())), 2)
        return self._editor.fontMetrics().horizontalAdvance("9") * digits + 14

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._editor.theme
        painter = QPainter(self)
        painter.setFont(self._editor.font())
        painter.fillRect(event.rect(), QColor(theme.panel))
        painter.setPen(QColor(theme.muted))
        height = self._editor.fontMetrics().height()
        for number, top in self._editor.line_tops():
            painter.drawText(0, top, self.width() - 7, height, Qt.AlignmentFlag.AlignRight, str(number))
        painter.end()
