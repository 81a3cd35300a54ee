"""The map as a picture: where its nodes, arrows and words are, and how they are painted on a screen or into a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from math import cos, hypot, radians, sin, sqrt

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QFontMetricsF,
    QPaintEngine,
    QPainter,
    QPainterPath,
    QPainterPathStroker,
    QPen,
)

from annotation.map_layout import Box, Layout
from annotation.schema import ColourPair, Schema
from annotation.standing import Arrow, Key, Node, Standing
from gui.long_list import elided
from gui.map_shapes import ArrowColours, Style, head_length, head_path, line_width, paint_arrow, styles_of, unit
from gui.theme import Theme

LABEL = 150
"""How wide a label may be, in pixels."""

MARGIN = 28
"""How much of the page is left free around the picture."""

UNKNOWN: ColourPair = ("#5a5a5a", "#bdbdbd")


HALO = 1.7
"""How far the halo of a label reaches."""

AROUND = ((1.0, 0.0), (0.7, 0.7), (0.0, 1.0), (-0.7, 0.7), (-1.0, 0.0), (-0.7, -0.7), (0.0, -1.0), (0.7, -0.7))

CENTRED = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip

READABLE = 0.75
"""How much smaller than usual a label can still be read."""


def label_font(larger: float = 1.0) -> QFont:
    """The face of the labels, or one so many times larger."""
    font = QFont()
    font.setPixelSize(round(12 * larger))
    return font


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A node before it has a place: its label, and how large it and its label are."""

    node: Node
    label: str
    radius: float
    label_size: tuple[float, float]
    above: float
    aside: float

    @property
    def inside(self) -> bool:
        """True where the label stands in the node: words that name no actor."""
        return self.node.key[0] == "words"

    @property
    def box(self) -> Box:
        """The room that it takes."""
        width, height = self.label_size
        if self.inside:
            return Box(width + 20, height + 12 + self.above)
        return Box(max(width, 2 * (self.radius + self.aside)), self.above + 2 * self.radius + LABEL_GAP + height)


LABEL_GAP = 3


def plans_of(standing: Standing) -> list[Plan]:
    """What every node of a map needs of room, in the order of the nodes."""
    metrics = QFontMetrics(label_font())
    most = max([node.weight for node in standing.nodes], default=1)
    loops = Counter(arrow.holder for arrow in standing.arrows if arrow.holder == arrow.target)
    plans: list[Plan] = []
    for node in standing.nodes:
        radius = 8 + 16 * sqrt(node.weight / most)
        words = elided(" ".join(node.name.split()), metrics, LABEL)
        label = f"“{words}”" if node.key[0] == "words" else words
        size = (float(metrics.horizontalAdvance(label)) + 2, float(metrics.height()))
        count = loops[node.key]
        above = 26.0 + 20 * ((count - 1) // 3) if count else 0.0
        aside = above if count > 1 else 0.0
        plans.append(Plan(node=node, label=label, radius=radius, label_size=size, above=above, aside=aside))
    return plans


def pairs_of(standing: Standing) -> list[tuple[int, int]]:
    """Which nodes are linked, by their places."""
    place = {node.key: at for at, node in enumerate(standing.nodes)}
    return sorted({(place[arrow.holder], place[arrow.target]) for arrow in standing.arrows})


def gap_of(standing: Standing) -> float:
    """How much room is left between boxes: in a small map enough for arrows to be seen well."""
    return 22 + 50 / (1 + len(standing.nodes) / 8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A node in its place: its outline, and where its label stands."""

    node: Node
    label: str
    centre: QPointF
    radius: float
    body: QRectF
    label_at: QRectF
    inside: bool

    def rim(self, towards: QPointF) -> QPointF:
        """Where a line to a point outside leaves the node."""
        if not self.inside:
            return self.centre + unit(towards - self.centre) * (self.radius + 1)
        # From a point within its length, or lines would graze a wide node's edge.
        half = self.body.height() / 2
        along = min(max(towards.x(), self.body.left() + half), self.body.right() - half)
        start = QPointF(along, self.centre.y())
        way = unit(towards - start)
        return start + way * (_leaves(start, way, self.body) + 1)

    def clear(self, towards: QPointF) -> QPointF:
        """Where a line to a point outside has passed the label too, so that the head of an arrow can be seen."""
        way = unit(towards - self.centre)
        label = 0.0 if self.inside else _leaves(self.centre, way, self.label_at)
        return self.centre + way * (label + 1) if label else self.rim(towards)


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """An arrow in its place."""

    arrow: Arrow
    style: Style
    width: float
    shaft: QPainterPath
    head: QPainterPath

    @property
    def bounds(self) -> QRectF:
        """The rectangle that it is in."""
        return self.shaft.controlPointRect().united(self.head.controlPointRect())


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A whole map, in pixels from the top left corner of its page."""

    spots: Mapping[Key, Spot]
    curves: Sequence[Curve]
    page: QRectF
    kinds: Mapping[str, tuple[str, ColourPair]]

    def node_at(self, point: QPointF) -> Node | None:
        """The node under a point, or under whose label it is."""
        for spot in self.spots.values():
            if spot.body.contains(point) or spot.label_at.contains(point):
                return spot.node
        return None

    def arrow_at(self, point: QPointF, *, reach: float = 5.0) -> Arrow | None:
        """The arrow under a point, or hardly beside it; the topmost one."""
        near = [c for c in self.curves if c.bounds.adjusted(-reach, -reach, reach, reach).contains(point)]
        stroker = QPainterPathStroker()
        for curve in reversed(near):
            stroker.setWidth(curve.width + 2 * reach)
            if stroker.createStroke(curve.shaft).contains(point) or curve.head.contains(point):
                return curve.arrow
        return None


def picture_of(standing: Standing, plans: Sequence[Plan], layout: Layout, schema: Schema) -> Picture:
    """The picture of a map whose nodes were laid out."""
    spots = {plan.node.key: _spot(plan, point) for plan, point in zip(plans, layout.points, strict=True)}
    styles = styles_of(schema)
    curves: list[Curve] = []
    drawn: Counter[tuple[Key, Key]] = Counter()
    # The most frequent ones last, on top; each further one of a pair bends more.
    for arrow in reversed(standing.arrows):
        ends = (arrow.holder, arrow.target)
        curves.append(_curve(arrow, styles[arrow.polarity], spots[ends[0]], spots[ends[1]], drawn[ends]))
        drawn[ends] += 1
    taken = QRectF(0, 0, layout.width, layout.height)
    for bounds in (*(curve.bounds for curve in curves), *(spot.body for spot in spots.values())):
        taken = taken.united(bounds)
    kinds = {kind.id: (kind.name, kind.colour) for kind in schema.kinds}
    return Picture(spots=spots, curves=curves, page=taken.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN), kinds=kinds)


def paint(
    painter: QPainter,
    picture: Picture,
    theme: Theme,
    *,
    only: Collection[Arrow] | None = None,
    about: Key | None = None,
    scale: float = 1.0,
) -> None:
    """Paints a map; with `only` and `about` nothing but these arrows, the nodes at their ends, and that node.

    `scale` is how large it is seen: in a map that is shown small, labels are written larger, as many as have room.
    """
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    curves = picture.curves if only is None else [curve for curve in picture.curves if curve.arrow in only]
    for curve in curves:
        colours = ArrowColours.of(curve.style, theme, suggested=curve.arrow.suggested)
        paint_arrow(painter, curve.shaft, curve.head, curve.style.look, curve.width, colours)
    ends = set(chain.from_iterable((curve.arrow.holder, curve.arrow.target) for curve in curves)) | {about}
    spots = [spot for key, spot in picture.spots.items() if only is None or key in ends]
    for spot in spots:
        _paint_spot(painter, spot, picture, theme)
    larger = max(READABLE / scale, 1.0)
    painter.setFont(label_font(larger))
    for spot, at in labels_of(spots, picture.page, larger):
        _paint_label(painter, spot, at, theme)


def labels_of(spots: Sequence[Spot], page: QRectF, larger: float) -> list[tuple[Spot, QRectF]]:
    """Which labels are written, and where: all of them, or what has room when they are written larger."""
    if larger == 1.0:
        return [(spot, spot.label_at) for spot in spots]
    written: list[tuple[Spot, QRectF]] = []
    for spot in spots:  # those named most come first
        at = spot.label_at
        wide, high = at.width() * larger, at.height() * larger
        top = at.center().y() - high / 2 if spot.inside else at.top()
        left = min(max(at.center().x() - wide / 2, page.left()), page.right() - wide)
        room = QRectF(left, top, wide, high)
        if not any(room.intersects(label) or room.intersects(other.body) for other, label in written):
            written.append((spot, room))
    return written


# In detail -------------------------------------------------------------------------------------------------------


def _spot(plan: Plan, point: tuple[float, float]) -> Spot:
    """`point` is the middle of the whole box: loops above, then the node, then its label."""
    box = plan.box
    width, height = plan.label_size
    room = QRectF(point[0] - box.width / 2, point[1] - box.height / 2, box.width, box.height)
    if plan.inside:
        body = room.adjusted(0, plan.above, 0, 0)
        at = body.adjusted(8, 4, -8, -4)
    else:
        middle = QPointF(point[0], room.top() + plan.above + plan.radius)
        body = QRectF(middle.x() - plan.radius, middle.y() - plan.radius, 2 * plan.radius, 2 * plan.radius)
        at = QRectF(point[0] - width / 2, body.bottom() + LABEL_GAP, width, height)
    return Spot(
        node=plan.node,
        label=plan.label,
        centre=body.center(),
        radius=plan.radius,
        body=body,
        label_at=at,
        inside=plan.inside,
    )


def _leaves(start: QPointF, way: QPointF, rect: QRectF) -> float:
    """How far from `start` a line that goes the `way` of length one leaves a rectangle; 0 where it misses it."""
    enter, leave = 0.0, float("inf")
    sides = ((start.x(), way.x(), rect.left(), rect.right()), (start.y(), way.y(), rect.top(), rect.bottom()))
    for at, step, low, high in sides:
        if abs(step) < 1e-9:
            if not low <= at <= high:
                return 0.0
            continue
        near, far = sorted(((low - at) / step, (high - at) / step))
        enter, leave = max(enter, near), min(leave, far)
    return leave if leave > enter else 0.0


def _curve(arrow: Arrow, style: Style, holder: Spot, target: Spot, number: int) -> Curve:
    width = line_width(arrow.count)
    length = head_length(style.look, width)
    if holder is target:
        start, first, second, tip = _loop(holder, number)
    else:
        between = target.centre - holder.centre
        distance = hypot(between.x(), between.y())
        # To the left of one's own way: what comes back bends to the other side.
        bend = min((0.10 + 0.15 * number) * distance, 30.0 + 34 * number)
        aside = unit(QPointF(between.y(), -between.x())) * (2 * bend)
        first = second = (holder.centre + target.centre) / 2 + aside
        start, tip = holder.rim(first), target.clear(second)
    way = unit(tip - second)
    shaft = QPainterPath(start)
    if holder is target:
        shaft.cubicTo(first, second, tip - way * length)
    else:
        shaft.quadTo(first, tip - way * length)
    return Curve(arrow=arrow, style=style, width=width, shaft=shaft, head=head_path(style.look, tip, way, width))


def _loop(spot: Spot, number: int) -> tuple[QPointF, QPointF, QPointF, QPointF]:
    """A loop over a node: where it starts, its two handles, and its tip. Further ones lean aside, then are larger."""
    lean = (0.0, 65.0, -65.0)[number % 3]
    far = spot.body.height() / 2 + 40 + 26 * (number // 3)
    left, right = (spot.centre + _way(lean + side) * far for side in (-27, 27))
    return spot.rim(left), left, right, spot.rim(right)


def _way(degrees: float) -> QPointF:
    """The way that leans so far from upright, to the right."""
    return QPointF(sin(radians(degrees)), -cos(radians(degrees)))


def _paint_spot(painter: QPainter, spot: Spot, picture: Picture, theme: Theme) -> None:
    if spot.inside:
        painter.setPen(QPen(QColor(theme.muted), 1.2))
        painter.setBrush(QColor(theme.raised))
        painter.drawRoundedRect(spot.body, 7, 7)
        return
    _, pair = picture.kinds.get(spot.node.kind, ("", UNKNOWN))
    colour = theme.colour(pair)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.page))  # lines do not shine through
    painter.drawEllipse(spot.body)
    painter.setPen(QPen(colour, 2))
    painter.setBrush(theme.tinted(pair))
    painter.drawEllipse(spot.body)


def _paint_label(painter: QPainter, spot: Spot, at: QRectF, theme: Theme) -> None:
    if at != spot.label_at or not spot.inside:
        painter.setPen(QColor(theme.page))
        engine = painter.paintEngine()
        if engine is not None and engine.type() == QPaintEngine.Type.SVG:
            _outline_words(painter, spot.label, at)
        else:
            _smear_words(painter, spot.label, at)
    painter.setPen(QColor(theme.ink))
    painter.drawText(at, CENTRED, spot.label)


def _outline_words(painter: QPainter, words: str, at: QRectF) -> None:
    """A halo about words as one outline, which keeps a drawing small and its words single."""
    metrics = QFontMetricsF(painter.font())
    halo = QPainterPath()
    left = at.center().x() - metrics.horizontalAdvance(words) / 2
    halo.addText(left, at.top() + metrics.ascent(), painter.font(), words)
    pen = QPen(painter.pen().color(), HALO * 2)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(halo, pen)


def _smear_words(painter: QPainter, words: str, at: QRectF) -> None:
    """A halo about words made of themselves, all around; on a screen that takes an eighth of the time of an outline."""
    far = HALO * painter.font().pixelSize() / 12
    for across, down in AROUND:
        painter.drawText(at.translated(across * far, down * far), CENTRED, words)
