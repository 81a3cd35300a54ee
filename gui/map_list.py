"""The map in words: a list of its arrows or of its actors, for keyboard and screen reader."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyleOptionViewItem

from annotation.schema import ColourPair
from annotation.standing import Arrow, Node
from gui.long_list import AnyIndex, LineDelegate, LongList
from gui.map_shapes import Style, paint_sample

_ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.UserRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.ToolTipRole,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MapLine:
    """One line: its words, what stands beneath, and the sign before it: an arrow, or the dot of a kind of actor."""

    words: str
    beneath: str
    style: Style | None = None
    suggested: bool = False
    kind: ColourPair | None = None


class MapLines(QAbstractListModel):
    """Lines for arrows or nodes, made when they are looked at."""

    def __init__(self) -> None:
        super().__init__()
        self._sources: Sequence[Arrow | Node] = ()
        self._make: Callable[[Arrow | Node], MapLine] = lambda _source: MapLine(words="", beneath="")

    def show_all(self, sources: Sequence[Arrow | Node], make: Callable[[Arrow | Node], MapLine]) -> None:
        """Shows a line for each source, as `make` makes it."""
        self.beginResetModel()
        self._sources, self._make = sources, make
        self.endResetModel()

    def source(self, row: int) -> Arrow | Node | None:
        """What a line stands for; None where there is no such row."""
        return self._sources[row] if 0 <= row < len(self._sources) else None

    def row_of(self, source: Arrow | Node) -> int | None:
        """The row of an arrow or a node, by what it stands for and not how often; None if it has none."""
        wanted = _identity(source)
        return next((row for row, other in enumerate(self._sources) if _identity(other) == wanted), None)

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return len(self._sources)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role not in _ROLES:
            return None
        line = self._make(self._sources[index.row()])
        if role == Qt.ItemDataRole.UserRole:
            return line
        return f"{line.words} · {line.beneath}" if role == Qt.ItemDataRole.AccessibleTextRole else line.words


def _identity(source: Arrow | Node) -> object:
    return (source.holder, source.target, source.polarity) if isinstance(source, Arrow) else source.key


class MapList(LongList):
    """The list itself, in which nothing is chosen until a key or the mouse does so."""

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """The first key chooses the line that the list stands on; without this it would pass it."""
        here = self.currentIndex()
        if here.isValid() and not self.selectionModel().hasSelection():
            return here
        return super().moveCursor(action, modifiers)


class MapLineDelegate(LineDelegate):
    """The sign, the words, and a muted line beneath."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        line: MapLine = index.data(Qt.ItemDataRole.UserRole)
        rect = self.draw_ground(painter, option)
        self._paint_sign(painter, QRectF(rect.left() + 8, rect.top() + 5, 26, option.fontMetrics.height()), line)
        inner = rect.adjusted(42, 5, -8, -6)
        self.draw_upper(painter, option, inner, line.words)
        self.draw_lower(painter, option, inner, line.beneath)

    def draw_row(self, painter: QPainter, room: QRect, alignment: Qt.AlignmentFlag, words: str) -> None:
        """Draws from left to right whatever the writing, as the arrow before the words points."""
        painter.drawText(room, alignment | Qt.AlignmentFlag.AlignLeft, words)

    def _paint_sign(self, painter: QPainter, rect: QRectF, line: MapLine) -> None:
        if line.style:
            paint_sample(painter, rect, line.style, self.theme, suggested=line.suggested)
        elif line.kind:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(self.theme.colour(line.kind))
            painter.setBrush(self.theme.tinted(line.kind))
            painter.drawEllipse(QPointF(rect.center()), 6, 6)
            painter.restore()
