"""What the signs of a map mean: its arrows, what dashes say, and the colours of the kinds of actor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from annotation.describe import in_sentence
from annotation.schema import ColourPair, Schema
from annotation.standing import Standing
from annotation.words import tr
from gui.map_picture import UNKNOWN
from gui.map_shapes import Style, paint_sample, styles_of
from gui.theme import Theme

ROW = 20.0
SAMPLE = 34.0
"""How wide the sign before its words is."""


class Entry(NamedTuple):
    """One sign and its words."""

    words: str
    paint: Callable[[QPainter, QRectF, Theme], None]


@dataclass(frozen=True, slots=True)
class Legend:
    """The signs that a map uses, set in rows."""

    entries: Sequence[Entry]

    def height(self, width: float) -> float:
        """How high it is in so much width."""
        return max([at.y() for at in self._places(width)], default=-ROW) + ROW

    def paint(self, painter: QPainter, theme: Theme, corner: QPointF, width: float) -> None:
        """Paints it with its top left corner there."""
        for entry, at in zip(self.entries, self._places(width), strict=True):
            place = corner + at
            entry.paint(painter, QRectF(place.x(), place.y(), SAMPLE - 8, ROW), theme)
            painter.setFont(_font())
            painter.setPen(QColor(theme.muted))
            words = QRectF(place.x() + SAMPLE, place.y(), self._width(entry), ROW)
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, entry.words)

    def _places(self, width: float) -> list[QPointF]:
        places: list[QPointF] = []
        left = top = 0.0
        for entry in self.entries:
            if left and left + self._width(entry) > width:
                left, top = 0.0, top + ROW
            places.append(QPointF(left, top))
            left += self._width(entry)
        return places

    def _width(self, entry: Entry) -> float:
        return SAMPLE + QFontMetricsF(_font()).horizontalAdvance(entry.words) + 16


def legend_of(standing: Standing, schema: Schema) -> Legend:
    """The legend of what a map shows."""
    used = {arrow.polarity for arrow in standing.arrows}
    entries = [_arrow(style.name, style) for polarity, style in styles_of(schema).items() if polarity in used]
    suggested = next((arrow for arrow in standing.arrows if arrow.suggested), None)
    if suggested:
        style = styles_of(schema)[suggested.polarity]
        entries.append(_arrow(tr("only suggested (hollow head)"), style, suggested=True))
    kinds = {node.kind for node in standing.nodes if node.kind}
    entries += [_kind(in_sentence(kind.name), kind.colour) for kind in schema.kinds if kind.id in kinds]
    if any(node.key[0] == "words" for node in standing.nodes):
        entries.append(Entry(tr("words that name no actor"), _paint_words))
    return Legend(entries)


def _font() -> QFont:
    font = QFont()
    font.setPixelSize(11)
    return font


def _arrow(words: str, style: Style, *, suggested: bool = False) -> Entry:
    return Entry(words, lambda painter, rect, theme: paint_sample(painter, rect, style, theme, suggested=suggested))


def _kind(words: str, pair: ColourPair = UNKNOWN) -> Entry:
    def paint(painter: QPainter, rect: QRectF, theme: Theme) -> None:
        _paint_body(painter, theme.colour(pair), theme.tinted(pair))
        painter.drawEllipse(QPointF(rect.right() - 7, rect.center().y()), 5, 5)

    return Entry(words, paint)


def _paint_words(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    _paint_body(painter, QColor(theme.muted), QColor(theme.raised))
    painter.drawRoundedRect(QRectF(rect.right() - 20, rect.center().y() - 5, 18, 10), 3, 3)


def _paint_body(painter: QPainter, line: QColor, ground: QColor) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(line, 1.6))
    painter.setBrush(ground)
