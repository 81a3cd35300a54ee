"""The places where some words stand, as a list with check boxes that costs the same however long it is."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from annotation.model import Actor
from annotation.offsets import Utf16Map
from annotation.same import Occurrence, Task, can, is_meant, what_is_there
from annotation.same_finding import Found
from annotation.words import tr
from gui.long_list import AnyIndex, LineDelegate, elided
from gui.theme import Theme, small_font

Role = Qt.ItemDataRole

NOTHING = Found(places=(), actors={})

_LONGEST = 80
"""How many characters of the words themselves are shown."""


class Places(QAbstractListModel):
    """The places with their check boxes; those where the task has nothing to do cannot be checked."""

    def __init__(self) -> None:
        super().__init__()
        self._found = NOTHING
        self._can: frozenset[int] = frozenset()
        self.checked: set[int] = set()

    def show_all(self, found: Found, task: Task, actor: Actor | None) -> None:
        """Shows other places, or another task; checks those that are meant."""
        self.beginResetModel()
        self._found = found
        named = actor.id if actor else None
        self._can = frozenset(row for row, place in enumerate(found.places) if can(task, place, named))
        self.checked = {row for row, place in enumerate(found.places) if is_meant(task, place, named)}
        self.endResetModel()

    def place(self, row: int) -> Occurrence:
        """The place of a row."""
        return self._found.places[row]

    def what_is_there(self, row: int) -> str:
        """What stands at the place of a row, in a few words."""
        return what_is_there(self.place(row), self._found.actors)

    def can(self, row: int) -> bool:
        """Whether a row can be checked."""
        return row in self._can

    def toggle(self, row: int) -> None:
        """Checks a row, or leaves it out."""
        if self.can(row):
            self.checked ^= {row}
            self._tell(row, row)

    def toggle_all(self) -> None:
        """Checks every row that can be; none where all are checked."""
        self.checked = set() if self.checked == self._can else set(self._can)
        if self._found.places:
            self._tell(0, len(self._found.places) - 1)

    def chosen(self) -> list[Occurrence]:
        """The places that are checked."""
        return [self.place(row) for row in sorted(self.checked)]

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return len(self._found.places)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsUserCheckable

    def data(self, index: AnyIndex, role: int = Role.DisplayRole) -> object:
        row = index.row()
        if role == Role.CheckStateRole:
            return Qt.CheckState.Checked if row in self.checked else Qt.CheckState.Unchecked
        if role in (Role.DisplayRole, Role.AccessibleTextRole):
            checked = tr("checked") if row in self.checked else tr("not checked")
            place = self.place(row)
            return f"{checked}, {''.join(place.context)}, {self.what_is_there(row)}, {place.title}"
        return None

    def _tell(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first), self.index(last))


class PlaceDelegate(LineDelegate):
    """A check box, the words in their context, and beneath them what is there now and in which article."""

    def __init__(self, parent: QWidget, theme: Theme, places: Places) -> None:
        super().__init__(parent)
        self.theme = theme
        self._places = places
        self.titles = False

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(200, 2 * option.fontMetrics.height() + 18)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        rect, row = self.draw_ground(painter, option), index.row()
        self._box(painter, option, row)
        inner = rect.adjusted(36, 6, -10, -7)
        possible = self._places.can(row)
        ink = QColor(self.theme.ink if possible else self.theme.muted)
        self._context(painter, inner, option.font, self._places.place(row).context, ink)
        small = small_font(option.font)
        painter.setFont(small)
        painter.setPen(QColor(self.theme.muted))
        place = self._places.place(row)
        facts = [self._places.what_is_there(row), *([place.title] if self.titles else [])]
        words = elided(" · ".join(facts), QFontMetrics(small), inner.width())
        painter.drawText(inner, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, words)

    def _box(self, painter: QPainter, option: QStyleOptionViewItem, row: int) -> None:
        if not self._places.can(row):
            return
        theme, size = self.theme, 15
        box = QRect(option.rect.left() + 11, option.rect.top() + 9, size, size)
        checked = row in self._places.checked
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(theme.accent if checked else theme.muted))
        painter.setBrush(QColor(theme.accent if checked else theme.raised))
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        if checked:
            pen = QPen(QColor(theme.on_accent), 2)
            painter.setPen(pen)
            corner = QPointF(box.topLeft())
            painter.drawPolyline([corner + QPointF(*at) for at in ((3.5, 7.5), (6.5, 10.5), (11.5, 4.5))])
        painter.restore()

    def _context(self, painter: QPainter, rect: QRect, font: QFont, context: tuple[str, str, str], ink: QColor) -> None:
        """The whole line in one layout, so that writing from right to left stays in order."""
        before, words, after = context
        words = words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
        metrics = QFontMetrics(font)
        room = rect.width() - metrics.horizontalAdvance(before) - int(1.2 * metrics.horizontalAdvance(words))
        line = f"{before}{words}{elided(after, metrics, max(room, 0))}"
        positions = Utf16Map(line)
        emphasis = QTextCharFormat()
        emphasis.setFontWeight(QFont.Weight.Bold)
        emphasis.setBackground(QColor(self.theme.focus_ground))
        part = QTextLayout.FormatRange()
        start, end = positions.position(len(before)), positions.position(len(before) + len(words))
        part.start, part.length, part.format = start, end - start, emphasis
        layout = QTextLayout(line, font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.NoWrap)
        layout.setTextOption(option)
        layout.setFormats([part])
        layout.beginLayout()
        layout.createLine().setLineWidth(rect.width())
        layout.endLayout()
        painter.setPen(ink)
        layout.draw(painter, QPointF(rect.topLeft()), [], QRectF(rect))
