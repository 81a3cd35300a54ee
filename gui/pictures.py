"""Small pictures in the cells of the progress page: how many articles are in which state, and a rate over time."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from annotation.progress_tables import Kind
from gui.long_list import AnyIndex
from gui.theme import Theme


class PictureDelegate(QStyledItemDelegate):
    """Paints a cell as a bar of states or as a line; what it shows stands in numbers beside it."""

    def __init__(self, parent: QWidget, kind: Kind, theme: Theme) -> None:
        super().__init__(parent)
        self._kind = kind
        self.theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(160, 30)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, QColor(self.theme.chosen))
        cell: tuple[float | None, ...] = index.data(Qt.ItemDataRole.UserRole)
        area = QRectF(option.rect).adjusted(8, 6, -8, -6)
        # On a page of its own, so that the picture can be seen where the row is chosen, too.
        painter.fillRect(area.adjusted(-4, -3, 4, 3), QColor(self.theme.page))
        if self._kind == "states":
            self._bar(painter, area.adjusted(0, 2, 0, -2), [count or 0 for count in cell])
        else:
            self._line(painter, area, cell)
        painter.restore()

    def _bar(self, painter: QPainter, area: QRectF, counts: Sequence[float]) -> None:
        """Done is full, skipped hatched, open empty: told apart by more than colour."""
        theme = self.theme
        done, skipped, _ = counts
        whole = max(sum(counts), 1)
        first, second = area.width() * done / whole, area.width() * skipped / whole
        painter.fillRect(QRectF(area.left(), area.top(), first, area.height()), QColor(theme.good))
        hatched = QRectF(area.left() + first, area.top(), second, area.height())
        painter.fillRect(hatched, QBrush(QColor(theme.muted), Qt.BrushStyle.BDiagPattern))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.muted), 1))
        painter.drawRect(area)

    def _line(self, painter: QPainter, area: QRectF, rates: Sequence[float | None]) -> None:
        """A dot for each part in which something was decided; a line joins neighbours, and a gap stays a gap."""
        theme = self.theme
        painter.setPen(QPen(QColor(theme.line), 1))
        for height in (area.top(), area.bottom()):
            painter.drawLine(QPointF(area.left(), height), QPointF(area.right(), height))
        step = area.width() / max(len(rates) - 1, 1)
        points = [
            None if rate is None else QPointF(area.left() + at * step, area.bottom() - rate * area.height())
            for at, rate in enumerate(rates)
        ]
        painter.setPen(QPen(QColor(theme.accent), 1.6))
        painter.drawPath(_joined(points))
        painter.setBrush(QColor(theme.accent))
        for point in filter(None, points):
            painter.drawEllipse(point, 2, 2)


def _joined(points: Sequence[QPointF | None]) -> QPainterPath:
    path = QPainterPath()
    before: QPointF | None = None
    for point in points:
        if point is not None and before is not None:
            path.lineTo(point)
        elif point is not None:
            path.moveTo(point)
        before = point
    return path
