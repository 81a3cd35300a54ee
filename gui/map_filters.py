"""What of a map is shown: which articles, which polarities, and how much evidence it takes."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QHBoxLayout, QPushButton, QSpinBox, QWidget

from annotation.standing import Polarity
from annotation.words import tr
from gui.map_shapes import Style, paint_sample
from gui.theme import Theme

SIGN = QSize(30, 16)
"""How large the arrow in front of a polarity's name is."""


class MapFilters(QWidget):
    """The bar above the map.

    Signals:
        scope_changed: other stances are to be read.
        changed: others of those that were read are to be drawn.
    """

    scope_changed = Signal()
    changed = Signal()

    def __init__(self, styles: Mapping[Polarity, Style], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._styles = styles
        self.article = QPushButton(tr("This article"), self)
        self.project = QPushButton(tr("Whole project"), self)
        self._scopes = QButtonGroup(self)
        for button in (self.article, self.project):
            button.setCheckable(True)
            self._scopes.addButton(button)
        self.article.setChecked(True)
        self.boxes = {polarity: _box(style.name, self) for polarity, style in styles.items()}
        self.accepted = QCheckBox(tr("Only accepted"), self)
        self.least = QSpinBox(self)
        self.least.setRange(1, 999)
        self.least.setPrefix(f"{tr('at least')} ")
        self.least.setMinimumHeight(26)
        self.least.setAccessibleName(tr("Pieces of evidence that an arrow has at least"))
        self.least.setToolTip(tr("How many pieces of evidence an arrow has at least"))
        self._lay_out()
        self._connect()

    @property
    def whole_project(self) -> bool:
        """True while the map is of all articles."""
        return self.project.isChecked()

    def polarities(self) -> list[Polarity]:
        """The polarities that are ticked."""
        return [polarity for polarity, box in self.boxes.items() if box.isChecked()]

    def set_theme(self, theme: Theme) -> None:
        """Draws the arrows before the names in other colours."""
        for polarity, box in self.boxes.items():
            box.setIcon(self._sign(self._styles[polarity], theme))

    # In detail ---------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 7, 10, 7)
        layout.setSpacing(10)
        layout.addWidget(self.article)
        layout.addWidget(self.project)
        layout.addSpacing(8)
        for widget in (*self.boxes.values(), self.accepted, self.least):
            layout.addWidget(widget)
        layout.addStretch()

    def _connect(self) -> None:
        self._scopes.buttonClicked.connect(lambda _: self.scope_changed.emit())
        self.accepted.toggled.connect(lambda _: self.scope_changed.emit())
        self.least.valueChanged.connect(lambda _: self.changed.emit())
        for box in self.boxes.values():
            box.toggled.connect(lambda _: self.changed.emit())

    def _sign(self, style: Style, theme: Theme) -> QIcon:
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(SIGN * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        paint_sample(painter, QRectF(0, 0, SIGN.width(), SIGN.height()), style, theme)
        painter.end()
        return QIcon(pixmap)


def _box(name: str, parent: QWidget) -> QCheckBox:
    box = QCheckBox(name, parent)
    box.setIconSize(SIGN)
    box.setChecked(True)
    return box
