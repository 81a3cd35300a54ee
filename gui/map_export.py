"""Writes a map into a file: SVG or PNG, as the ending of its name says."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from annotation.errors import Problem
from annotation.words import tr
from gui.map_legend import Legend
from gui.map_picture import MARGIN, Picture, paint
from gui.theme import Theme

SCALE = 2.0
"""How many dots a PNG has for one pixel on the screen."""

LONGEST = 16_000
"""How many dots a PNG has along its longer side at most."""

NARROWEST = 420.0
"""How wide a page is at least, so that the legend has room."""


def save_map(picture: Picture, legend: Legend, theme: Theme, path: Path) -> None:
    """Writes the map with its legend to `path`.

    Raises:
        Problem: the name ends in neither .svg nor .png, or the file cannot be written.
    """
    writers = {".svg": _svg, ".png": _png}
    write = writers.get(path.suffix.lower())
    if write is None:
        raise Problem(
            tr("A map is saved as a drawing or as a picture; give “{file}” the ending .svg or .png.", file=path.name)
        )
    data = write(_Sheet(picture, legend, theme))
    try:
        path.write_bytes(data)
    except OSError as error:
        raise Problem(
            tr("The map cannot be saved to {path}: {reason}; choose another place.", path=path, reason=error.strerror)
        ) from error


class _Sheet:
    """A map above its legend, on one page."""

    def __init__(self, picture: Picture, legend: Legend, theme: Theme) -> None:
        self._picture, self._legend, self._theme = picture, legend, theme
        page = picture.page
        self._width = max(page.width(), NARROWEST)
        self._foot = legend.height(self._width - 2 * MARGIN) + MARGIN
        self.size = QSize(round(self._width), round(page.height() + self._foot))

    def paint(self, painter: QPainter) -> None:
        page = self._picture.page
        painter.fillRect(QRectF(QPointF(0, 0), self.size.toSizeF()), QColor(self._theme.page))
        painter.save()
        painter.translate((self._width - page.width()) / 2 - page.left(), -page.top())
        paint(painter, self._picture, self._theme)
        painter.restore()
        self._legend.paint(painter, self._theme, QPointF(MARGIN, page.height()), self._width - 2 * MARGIN)


def _svg(sheet: _Sheet) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(sheet.size)
    generator.setViewBox(QRectF(QPointF(0, 0), sheet.size.toSizeF()))
    # One unit of the drawing is one pixel, as on the screen.
    generator.setResolution(96)
    generator.setTitle(tr("Who stands where"))
    generator.setDescription(tr("A map of stances, made with Standpoint"))
    painter = QPainter(generator)
    sheet.paint(painter)
    painter.end()
    # What Qt calls the system's face by is unknown elsewhere.
    return re.sub(rb'font-family="([^"]*)"', rb'font-family="\1, sans-serif"', bytes(data.data()))


def _png(sheet: _Sheet) -> bytes:
    scale = min(SCALE, LONGEST / max(sheet.size.width(), sheet.size.height()))
    image = QImage(sheet.size * scale, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.scale(scale, scale)
    sheet.paint(painter)
    painter.end()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # pyright: ignore[reportArgumentType, reportCallIssue]
    return bytes(data.data())
