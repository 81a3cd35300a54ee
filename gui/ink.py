"""How marks and frames are drawn over the text of an article: tints and frames behind it, bars and waves beneath."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

import regex
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPainterPath, QPen, QTextBlock, QTextLine

from annotation.model import Span
from annotation.offsets import Utf16Map
from gui.lanes import Frame, MarkIndex, MarksOf, Placed
from gui.picking import Picking
from gui.theme import LIGHT, Theme, article_font

LANE = 5
"""The distance between two lanes of bars, in pixels, where type is of the usual size."""
MOST_LANES = 4
LONGEST = 4000
"""How many characters of a paragraph are looked at as one, so that a change in an endless one costs no more."""
MANY_LINES = 200
"""From how many lines on only the marks about the visible ones are looked at."""
_BAR_WIDTHS = {"bar": 2.4, "thin": 1.4, "wave": 1.3}
_RIGHT_TO_LEFT = regex.compile(r"[\p{Bidi_Class=R}\p{Bidi_Class=AL}]")


class Ink:
    """Draws what is marked in one article, block by block.

    Attributes:
        map: the article's offsets to positions of the document, and back.
        index: the marks by paragraph.
        frames: the frames of the annotation at hand.
        found: where the words searched for stand, in reading order.
        theme: the colours.
        height: how high the viewport is; lines outside it are left out.
    """

    def __init__(self, text: str, marks_of: MarksOf) -> None:
        self.map = Utf16Map(text)
        self.frames: tuple[Frame, ...] = ()
        self.found: Sequence[Span] = ()
        self.theme: Theme = LIGHT
        self.height = 0
        self._text = text
        self._starts = _paragraph_starts(text)
        self._marks_of = marks_of
        self._mixed: dict[int, bool] = {}
        self.set_faces(article_font(), headline=None, scale=1.0)
        self.clear()

    @property
    def around(self) -> int:
        """How far bars and frames may reach beyond the lines of a paragraph, in pixels."""
        return round(LANE * self._scale * (MOST_LANES + 1) * self.theme.stroke)

    def set_faces(self, face: QFont, *, headline: QFont | None, scale: float) -> None:
        """`face` is what the text is set in, `headline` what its first paragraph is set in, if that is its title;
        `scale` is how much larger than usual they are.
        """
        self._heights = _heights(face)
        self._headline_heights = _heights(headline or face)
        self._scale = scale

    def clear(self) -> None:
        """Takes every mark away."""
        self.index = MarkIndex(self._starts, self._marks_of)

    def paragraphs_of(self, block: QTextBlock) -> range:
        """The paragraphs of the index that a block of the document is: several where it is very long."""
        start, end = block.position(), block.position() + block.length()
        return self.index.paragraphs(self.map.offset(start), self.map.offset(end))

    def tints(self, painter: QPainter, block: QTextBlock, origin: QPointF) -> None:
        """Paints the tints behind a block whose layout stands at `origin`."""
        for placed in self._placed(block, origin):
            mark = placed.mark
            if mark.look != "fill":
                continue
            colour = self.theme.colour(mark.colour)
            dashes = QPen(colour, self._width(1), Qt.PenStyle.DashLine)
            painter.setPen(dashes if mark.dashed else Qt.PenStyle.NoPen)
            painter.setBrush(Qt.BrushStyle.NoBrush if mark.dashed else self.theme.tinted(mark.colour))
            for rect, _ in self._rects(block, origin, mark.start, mark.end):
                painter.drawRoundedRect(rect, 3, 3)

    def frames_around(self, painter: QPainter, block: QTextBlock, origin: QPointF) -> None:
        """Paints the frames in a block, behind its text."""
        for frame in self.frames:
            style = Qt.PenStyle.SolidLine if frame.main or frame.active else Qt.PenStyle.DotLine
            painter.setPen(QPen(QColor(self.theme.focus), self._width(2.4 if frame.active else 1.4), style))
            painter.setBrush(QColor(self.theme.focus_ground) if frame.main else Qt.BrushStyle.NoBrush)
            for rect, _ in self._rects(block, origin, frame.start, frame.end):
                painter.drawRoundedRect(rect.adjusted(-1, -1, 1, 1), 3, 3)

    def finds(self, painter: QPainter, block: QTextBlock, origin: QPointF) -> None:
        """Paints a tint with an outline behind what was found in a block."""
        first, last = self._shown(block, origin)
        at = bisect_right(self.found, first, key=lambda span: span.end)
        painter.setPen(QPen(QColor(self.theme.found), 1.2))
        painter.setBrush(self.theme.tinted((self.theme.found, self.theme.found)))
        while at < len(self.found) and self.found[at].start < last:
            for rect, _ in self._rects(block, origin, *self.found[at]):
                painter.drawRoundedRect(rect, 2, 2)
            at += 1

    def bars(self, painter: QPainter, block: QTextBlock, origin: QPointF) -> None:
        """Paints the bars and waves beneath the lines of a block."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for placed in self._placed(block, origin):
            mark = placed.mark
            if mark.look not in _BAR_WIDTHS:
                continue
            pen = QPen(self.theme.colour(mark.colour), self._width(_BAR_WIDTHS[mark.look]))
            if mark.dashed:
                pen.setDashPattern([3.0, 2.4] if mark.look != "wave" else [5.0, 4.0])
            painter.setPen(pen)
            lane = min(placed.lane, MOST_LANES - 1) + 1
            for rect, baseline in self._rects(block, origin, mark.start, mark.end):
                y = baseline + lane * LANE * self._scale
                if mark.look == "wave":
                    painter.drawPath(_wave(rect.left(), rect.right(), y, self._scale))
                else:
                    painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y))

    def labels(self, painter: QPainter, blocks: Iterable[tuple[QTextBlock, QPointF]], picking: Picking) -> None:
        """Paints the labels that words are picked by above where they stand, as far as what was typed begins them."""
        shown = sorted((at, label) for label, at in picking.labels.items() if label.startswith(picking.typed))
        offsets = [at for at, _ in shown]
        face = QFont(painter.font())
        face.setPixelSize(self._sized(10))
        face.setBold(True)
        painter.setFont(face)
        for block, origin in blocks:
            start = self.map.offset(block.position())
            end = self.map.offset(block.position() + block.length())
            before = QRectF()
            for at, label in shown[bisect_left(offsets, start) : bisect_left(offsets, end)]:
                before = self._label(painter, block, origin, at, label.removeprefix(picking.typed), before)

    def _label(
        self, painter: QPainter, block: QTextBlock, origin: QPointF, at: int, letters: str, before: QRectF
    ) -> QRectF:
        """Paints one label beside the one before it, where short words would have them overlap; gives its box."""
        position = self.map.position(at) - block.position()
        line = block.layout().lineForTextPosition(position)
        if not line.isValid():
            return before
        above, _ = self._heights if block.blockNumber() else self._headline_heights
        top = origin.y() + line.y() + line.ascent() - above - self._sized(8)
        metrics = QFontMetrics(painter.font())
        box = QRectF(origin.x() + _x(line, position) - 1, top, metrics.horizontalAdvance(letters) + 3, self._sized(13))
        if box.intersects(before) and box.left() >= before.left():
            box.moveLeft(before.right() + 1)
        elif box.intersects(before):  # written from right to left
            box.moveRight(before.left() - 1)
        painter.setPen(QColor(self.theme.focus))
        painter.setBrush(QColor(self.theme.raised))
        painter.drawRoundedRect(box, 2, 2)
        painter.setPen(QColor(self.theme.ink))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, letters)
        return box

    def _sized(self, usual: int) -> int:
        """So many pixels, and more where type is larger than usual."""
        return round(usual * max(self._scale, 1))

    def _width(self, usual: float) -> float:
        """The width of a line, in pixels, for the size of the type and the theme; never thinner than usual."""
        return usual * max(self._scale, 1) * self.theme.stroke

    def _placed(self, block: QTextBlock, origin: QPointF) -> Iterator[Placed]:
        """The marks of a block; of a very long one, those about the lines that can be seen."""
        return self.index.between(*self._shown(block, origin))

    def _shown(self, block: QTextBlock, origin: QPointF) -> tuple[int, int]:
        """From where to where the text is that a block holds; of a very long one, that of the lines to be seen."""
        layout, start = block.layout(), block.position()
        first, last = 0, block.length()
        if layout.lineCount() > MANY_LINES:
            lines = range(layout.lineCount())
            top = bisect_left(lines, -origin.y(), key=lambda n: layout.lineAt(n).y())
            bottom = bisect_left(lines, self.height - origin.y(), key=lambda n: layout.lineAt(n).y())
            first = layout.lineAt(max(top - 1, 0)).textStart()
            last = layout.lineAt(min(bottom, lines[-1])).textStart() + 1
        return self.map.offset(start + first), self.map.offset(start + last)

    def _rects(self, block: QTextBlock, origin: QPointF, start: int, end: int) -> Iterator[tuple[QRectF, float]]:
        """The stretches of a span in the visible lines of a block, each with the y of its baseline."""
        first = max(self.map.position(start) - block.position(), 0)
        last = min(self.map.position(end) - block.position(), block.length() - 1)
        if first >= last:
            return
        layout = block.layout()
        bottom = self.height
        above, below = self._heights if block.blockNumber() else self._headline_heights
        for number in range(layout.lineForTextPosition(first).lineNumber(), layout.lineCount()):
            line = layout.lineAt(number)
            line_start, top = line.textStart(), origin.y() + line.y()
            if line_start >= last or top > bottom:
                return
            if top + line.height() < 0:
                continue
            baseline = top + line.ascent()
            edges = _stretches if self.is_mixed(block) else _stretch
            for left, right in edges(line, max(first, line_start), min(last, line_start + line.textLength())):
                yield QRectF(origin.x() + left, baseline - above, right - left, above + below), baseline

    def character_at(self, block: QTextBlock, origin: QPointF, point: QPointF) -> int | None:
        """The offset of the character under a point of a block where directions mix; None where it has none there.

        Qt itself is off by half a character there, and by a whole word where the direction changes.
        """
        layout = block.layout()
        for number in range(layout.lineCount()):
            line = layout.lineAt(number)
            if not line.rect().translated(origin).contains(point):
                continue
            for at in range(line.textStart(), line.textStart() + line.textLength()):
                if any(left <= point.x() - origin.x() < right for left, right in _stretches(line, at, at + 1)):
                    return self.map.offset(block.position() + at)
        return None

    def is_mixed(self, block: QTextBlock) -> bool:
        """Whether writing directions may mix in a block; looked up once, and only in blocks that are looked at."""
        number = block.blockNumber()
        if number not in self._mixed:
            start, end = block.position(), block.position() + block.length()
            found = _RIGHT_TO_LEFT.search(self._text, self.map.offset(start), self.map.offset(end))
            self._mixed[number] = found is not None
        return self._mixed[number]


def _heights(font: QFont) -> tuple[float, float]:
    """How far a tint reaches above and below the baseline of a line in this face."""
    metrics = QFontMetrics(font)
    return metrics.ascent() * 0.86 + 2, metrics.descent() + 2


def _paragraph_starts(text: str) -> list[int]:
    """Where paragraphs begin; a very long one is cut into several."""
    starts = [0]
    at = text.find("\n")
    while at >= 0:
        starts += range(starts[-1] + LONGEST, at + 1, LONGEST)
        starts.append(at + 1)
        at = text.find("\n", at + 1)
    return [*starts, *range(starts[-1] + LONGEST, len(text), LONGEST)]


def _stretch(line: QTextLine, first: int, last: int) -> Iterable[tuple[float, float]]:
    """The left and right edge of a stretch of a line that runs from left to right."""
    return [(_x(line, first), _x(line, last))] if first < last else []


def _stretches(line: QTextLine, first: int, last: int) -> Iterable[tuple[float, float]]:
    """The same where writing directions may mix: what follows in the text need not follow on the line."""
    if first >= last:
        return []
    # Where a word of another direction begins, the caret's x is that of the end of the word before it.
    rects = [run.boundingRect() for run in line.glyphRuns(first, last - first)]
    joined: list[tuple[float, float]] = []
    for left, right in sorted((rect.left(), rect.right()) for rect in rects):
        if joined and left <= joined[-1][1] + 0.5:
            joined[-1] = (joined[-1][0], max(right, joined[-1][1]))
        else:
            joined.append((left, right))
    return joined


def _x(line: QTextLine, position: int) -> float:
    # PySide gives the x together with the position that it is the x of.
    x: tuple[float, int] = line.cursorToX(position)  # pyright: ignore[reportAssignmentType]
    return x[0]


def _wave(left: float, right: float, y: float, scale: float) -> QPainterPath:
    path = QPainterPath(QPointF(left, y))
    x, up = left, True
    while x < right:
        step = min(3.0 * scale, right - x)
        path.quadTo(QPointF(x + step / 2, y + (-2.4 if up else 2.4) * scale), QPointF(x + step, y))
        x, up = x + step, not up
    return path
