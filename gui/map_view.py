"""Shows the picture of a map: fitted, zoomed, moved about, and with what is under the mouse standing out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from annotation.standing import Arrow, Node
from annotation.words import tr
from gui.map_legend import Legend
from gui.map_picture import Picture, paint
from gui.theme import LIGHT, Theme

CLOSEST, FARTHEST = 4.0, 0.05
"""Between which scales one can zoom."""

FITTED = 1.4
"""How much a small map is enlarged at most to fill the window."""

FADED = 0.22
"""How much is left of the colours of what is not meant."""


class MapView(QWidget):
    """The picture, or a sentence where there is none.

    Signals:
        pointed: the Arrow or Node under the mouse, or None.
        clicked: the Arrow or Node that was clicked.
    """

    pointed = Signal(object)
    clicked = Signal(object)

    def __init__(self, words_of: Callable[[Arrow | Node], str], parent: QWidget | None = None) -> None:
        """`words_of` gives what the tool tip says."""
        super().__init__(parent)
        self.setAccessibleName(tr("Map; the list beside it says the same in words"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(QSize(320, 240))
        self.theme = LIGHT
        self.picture: Picture | None = None
        self.legend: Legend | None = None
        self.words = ""
        self._words_of = words_of
        self._meant: Sequence[Arrow] = ()
        self._node: Node | None = None
        self._scale = 1.0
        self._corner = QPointF()
        self._own_scale = False
        self._pressed: QPoint | None = None
        self._dragged = False
        self._under: Arrow | Node | None = None
        self._cache: QPixmap | None = None

    # Showing -----------------------------------------------------------------------------------------------------

    def show_picture(self, picture: Picture, legend: Legend, *, anew: bool = True) -> None:
        """Shows a map; unless it is shown `anew`, the place stays where the person has zoomed or moved it."""
        self.picture, self.legend, self.words = picture, legend, ""
        self._under = None
        if anew or not self._own_scale:
            self.fit()
        self.point_out((), None)
        self._renew()

    def show_words(self, words: str) -> None:
        """Shows a sentence in the place of a map."""
        self.picture, self.legend, self.words = None, None, words
        self._under = None
        self._own_scale = False
        self._renew()

    def point_out(self, arrows: Sequence[Arrow], node: Node | None) -> None:
        """Has some arrows and a node stand out, and the rest fade; with none of them, nothing fades."""
        if (arrows, node) != (self._meant, self._node):
            self._meant, self._node = arrows, node
            self.update()

    def set_theme(self, theme: Theme) -> None:
        """Paints in other colours from now on."""
        self.theme = theme
        self._renew()

    def fit(self) -> None:
        """Shows the whole map, as large as the window allows."""
        if self.picture is None:
            return
        self._own_scale = False
        page = self.picture.page
        foot = self._foot()
        across, down = self.width() / page.width(), (self.height() - foot) / page.height()
        self._scale = max(min(across, down, FITTED), FARTHEST)
        middle = QPointF(self.width() / 2, (self.height() - foot) / 2)
        self._corner = middle - page.center() * self._scale
        self._renew()

    def zoom(self, factor: float, around: QPointF | None = None) -> None:
        """Enlarges the map, or makes it smaller, with one point staying where it is."""
        around = around or QPointF(self.rect().center())
        scale = min(max(self._scale * factor, FARTHEST), CLOSEST)
        self._corner = around - (around - self._corner) * (scale / self._scale)
        self._scale, self._own_scale = scale, True
        self._renew()

    def place_of(self, point: QPointF) -> QPoint:
        """Where in this widget a point of the picture is."""
        return self._transform().map(point).toPoint()

    # Qt's events -------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self.theme.page))
        if self.picture is None:
            painter.setPen(QColor(self.theme.muted))
            inner = self.rect().adjusted(40, 20, -40, -20)
            painter.drawText(inner, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.words)
            return
        standing_out = bool(self._meant or self._node)
        painter.setOpacity(FADED if standing_out else 1.0)
        painter.drawPixmap(0, 0, self._whole())
        painter.setOpacity(1.0)
        if standing_out:
            painter.setTransform(self._transform())
            about = self._node.key if self._node else None
            paint(painter, self.picture, self.theme, only=self._meant, about=about, scale=self._scale)
            painter.resetTransform()
        if self.legend:
            top = self.height() - self._foot()
            painter.fillRect(QRectF(0, top - 4, self.width(), self._foot() + 4), QColor(self.theme.page))
            self.legend.paint(painter, self.theme, QPointF(12, top), self.width() - 24)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._cache = None
        if not self._own_scale:
            self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.picture and event.angleDelta().y():
            self.zoom(1.0015 ** event.angleDelta().y(), event.position())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: (60, 0),
            Qt.Key.Key_Right: (-60, 0),
            Qt.Key.Key_Up: (0, 60),
            Qt.Key.Key_Down: (0, -60),
        }
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(1.25)
        elif key == Qt.Key.Key_Minus:
            self.zoom(0.8)
        elif key == Qt.Key.Key_0:
            self.fit()
        elif key in steps:
            self._move(QPointF(*steps[key]))
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed, self._dragged = event.position().toPoint(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if self._pressed is None:
            self._point_at(event.position())
        elif self._dragged or (at - self._pressed).manhattanLength() >= QApplication.startDragDistance():
            self._dragged = True
            self._move(QPointF(at - self._pressed))
            self._pressed = at

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        under = self._find(event.position())
        if self._pressed is not None and not self._dragged and under is not None:
            self.clicked.emit(under)
        self._pressed = None

    def enterEvent(self, event: QEnterEvent) -> None:
        self._point_at(event.position())

    def leaveEvent(self, event: QEvent) -> None:
        self._set_under(None)

    def event(self, event: QEvent) -> bool:
        """A tool tip tells what is under the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            under = self._find(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self._words_of(under) if under else "", self)
            return True
        return super().event(event)

    # In detail ---------------------------------------------------------------------------------------------------

    def _transform(self) -> QTransform:
        return QTransform.fromTranslate(self._corner.x(), self._corner.y()).scale(self._scale, self._scale)

    def _foot(self) -> float:
        """The height of the legend."""
        return self.legend.height(self.width() - 24) + 10 if self.legend else 0

    def _whole(self) -> QPixmap:
        """The map as it is painted while nothing stands out, kept until it changes."""
        if self._cache is None and self.picture:
            ratio = self.devicePixelRatioF()
            self._cache = QPixmap(self.size() * ratio)
            self._cache.setDevicePixelRatio(ratio)
            self._cache.fill(QColor(self.theme.page))
            painter = QPainter(self._cache)
            painter.setTransform(self._transform())
            paint(painter, self.picture, self.theme, scale=self._scale)
            painter.end()
        return self._cache or QPixmap()

    def _renew(self) -> None:
        self._cache = None
        self.update()

    def _move(self, by: QPointF) -> None:
        self._corner += by
        self._own_scale = True
        self._renew()

    def _find(self, at: QPointF) -> Arrow | Node | None:
        inverted, possible = self._transform().inverted()
        if self.picture is None or not possible:
            return None
        point = inverted.map(at)
        return self.picture.node_at(point) or self.picture.arrow_at(point, reach=max(5.0, 4 / self._scale))

    def _point_at(self, at: QPointF) -> None:
        self._set_under(self._find(at))

    def _set_under(self, under: Arrow | Node | None) -> None:
        if under != self._under:
            self._under = under
            self.setCursor(Qt.CursorShape.PointingHandCursor if under else Qt.CursorShape.ArrowCursor)
            self.pointed.emit(under)
