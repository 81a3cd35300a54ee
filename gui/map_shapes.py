"""The shapes of a map's arrows: how each polarity is drawn, so that it can be told without its colour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import hypot, log2
from typing import Literal, TypeAlias

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen

from annotation.schema import ColourPair, Schema
from annotation.standing import Polarity, polarities
from gui.theme import Theme

Head: TypeAlias = Literal["triangle", "bar", "diamond", "dot"]

SUGGESTED = (5.0, 3.5)
"""The dashes of what is only suggested, in widths of the line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How the arrows of a polarity look; `dashes` are empty for a line without gaps."""

    head: Head
    dashes: tuple[float, ...] = ()


_LOOKS = {
    "support": Look(head="triangle"),
    "oppose": Look(head="bar"),
    "mixed": Look(head="diamond", dashes=(7.0, 2.5, 1.5, 2.5)),
    "neutral": Look(head="dot", dashes=(0.1, 2.6)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """What a polarity is called and how it looks."""

    name: str
    look: Look
    colour: ColourPair


def styles_of(schema: Schema) -> Mapping[Polarity, Style]:
    """The style of every polarity: the known ones have their own, others get one by their place among the choices."""
    in_turn = list(_LOOKS.values())
    found: dict[Polarity, Style] = {}
    for polarity, choice in polarities(schema).items():
        layer = schema.layer(polarity.layer)
        at = [other.choice for other in found].count(polarity.choice) or len(found)
        look = _LOOKS.get(polarity.choice) or in_turn[at % len(in_turn)]
        colour = choice.colour or (layer.colour if layer else ("#5a5a5a", "#bdbdbd"))
        found[polarity] = Style(name=choice.name, look=look, colour=colour)
    return found


def line_width(count: int) -> float:
    """How thick the line of so many stances is."""
    return min(1.6 + 1.1 * log2(max(count, 1)), 7.0)


def head_length(look: Look, width: float) -> float:
    """How far a head reaches back from its tip."""
    return {"triangle": 8 + 1.5 * width, "bar": 3 + 0.6 * width, "diamond": 9 + 1.5 * width, "dot": 6 + width}[
        look.head
    ]


def head_path(look: Look, tip: QPointF, way: QPointF, width: float) -> QPainterPath:
    """The head of an arrow that ends in `tip` and goes the `way` of length one."""
    length = head_length(look, width)
    side = QPointF(-way.y(), way.x())
    path = QPainterPath()
    if look.head == "dot":
        path.addEllipse(tip - way * (length / 2), length / 2, length / 2)
        return path
    half = {"triangle": 0.42 * length, "bar": 6 + 1.1 * width, "diamond": 0.36 * length}[look.head]
    back = tip - way * length
    middle = tip - way * (length / 2)
    corners = {
        "triangle": [tip, back + side * half, back - side * half],
        "bar": [tip + side * half, tip - side * half, back - side * half, back + side * half],
        "diamond": [tip, middle + side * half, back, middle - side * half],
    }
    _outline(path, corners[look.head])
    return path


def paint_arrow(
    painter: QPainter, shaft: QPainterPath, head: QPainterPath, look: Look, width: float, colours: ArrowColours
) -> None:
    """Draws one arrow; what is only suggested is dashed, and its head is hollow."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(shaft_pen(look, width, colours))
    painter.drawPath(shaft)
    painter.setPen(QPen(colours.ink, 1.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.RoundJoin))
    painter.setBrush(QBrush(colours.page if colours.hollow else colours.ink))
    painter.drawPath(head)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrowColours:
    """The colours of one arrow; a hollow one shows the page in its head."""

    ink: QColor
    page: QColor
    hollow: bool

    @classmethod
    def of(cls, style: Style, theme: Theme, *, suggested: bool) -> ArrowColours:
        """The colours of a style on a theme's page."""
        return cls(ink=theme.colour(style.colour), page=QColor(theme.page), hollow=suggested)


def shaft_pen(look: Look, width: float, colours: ArrowColours) -> QPen:
    """The pen of an arrow's line."""
    dashes = look.dashes or (SUGGESTED if colours.hollow else ())
    dotted = look.head == "dot"
    pen = QPen(colours.ink, width + (0.6 if dotted else 0))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap if dotted else Qt.PenCapStyle.FlatCap)
    if dashes:
        pen.setDashPattern(list(dashes))
    return pen


def paint_sample(painter: QPainter, rect: QRectF, style: Style, theme: Theme, *, suggested: bool = False) -> None:
    """A short arrow, for lists, check boxes and the legend."""
    tip = QPointF(rect.right() - 1, rect.center().y())
    way = QPointF(1, 0)
    width = 2.0
    shaft = QPainterPath(QPointF(rect.left() + 1, tip.y()))
    shaft.lineTo(tip - way * head_length(style.look, width))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    colours = ArrowColours.of(style, theme, suggested=suggested)
    paint_arrow(painter, shaft, head_path(style.look, tip, way, width), style.look, width, colours)
    painter.restore()


def unit(vector: QPointF) -> QPointF:
    """The same way with a length of one; to the right where there is none."""
    length = hypot(vector.x(), vector.y())
    return vector / length if length > 1e-9 else QPointF(1, 0)


def _outline(path: QPainterPath, corners: Sequence[QPointF]) -> None:
    path.moveTo(corners[0])
    for corner in corners[1:]:
        path.lineTo(corner)
    path.closeSubpath()
