"""The form for one part of the labels, made from what its model says that it has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import (
    QCheckBox,
    QColorDialog,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotation.schema import PARTS, ColourPair
from annotation.schema_drafting import Steps, noun_of
from annotation.schema_writing import Data
from annotation.words import noted, tr
from gui.theme import Theme, swatch

_LABELS = {
    "name": noted("Name"),
    "plural": noted("Plural"),
    "key": noted("Key"),
    "colour": noted("Colour"),
    "shown": noted("Suggestions"),
    "required": noted("Must be filled"),
    "many": noted("Several at once"),
    "look": noted("Drawn as"),
    "guidance": noted("Guidance"),
}
"""What a value is called in the form; those without a name here are no values to edit."""

_VALUES = {
    "shown": noted("shown at once"),
    "on demand": noted("held back until one asks"),
    "fill": noted("a tint behind the words"),
    "bar": noted("a bar beneath"),
    "thin": noted("a thin bar beneath"),
    "wave": noted("a wave beneath"),
    "none": noted("nothing"),
}


class PartForm(QWidget):
    """The values of one part, to be edited.

    Signals:
        edited: the name of a value, and what it is now.
    """

    edited = Signal(str, object)

    def __init__(self, part: Data, steps: Steps, about: str, theme: Theme) -> None:
        """`about` says beneath the name what the part is, and what uses it."""
        super().__init__()
        self._theme = theme
        self._part = part
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 4, 16, 12)
        layout = QFormLayout()
        layout.setVerticalSpacing(9)
        layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._told = QLabel(about, self)
        self._told.setObjectName("muted")
        self._told.setWordWrap(True)
        column.addWidget(self._told)
        column.addLayout(layout)
        column.addStretch()
        for name, field in PARTS[str(steps[-2])].model_fields.items():
            if name in _LABELS and not (name == "look" and "actors" in steps):
                value = part.get(name, field.get_default())
                widget = self._editor(name, field.annotation, value)
                widget.setAccessibleName(tr("{what} of the {part}", what=tr(_LABELS[name]), part=tr(noun_of(steps))))
                layout.addRow("" if isinstance(widget, QCheckBox) else tr(_LABELS[name]), widget)

    def tell(self, about: str) -> None:
        """Says something else of what the part is."""
        self._told.setText(about)

    def _editor(self, name: str, kind: Any, value: Any) -> QWidget:
        if name == "colour":
            return _ColourRow(value, self._theme, self._emitter(name), optional=type(None) in get_args(kind))
        if name == "guidance":
            return self._long_text(name, str(value))
        if kind is bool:
            return self._flag(name, value=bool(value))
        if name in ("shown", "look"):
            return self._one_of(name, get_args(kind), str(value))
        return self._line(name, "" if value is None else str(value))

    def _emitter(self, name: str) -> Callable[[Any], None]:
        return lambda value: self.edited.emit(name, value)

    def _line(self, name: str, value: str) -> QLineEdit:
        line = QLineEdit(value, self)
        if name == "key":
            line.setMaxLength(1)
            line.setFixedWidth(48)
        line.textChanged.connect(self._emitter(name))
        return line

    def _long_text(self, name: str, value: str) -> QPlainTextEdit:
        text = QPlainTextEdit(value, self)
        text.setTabChangesFocus(True)
        text.setFixedHeight(96)
        text.textChanged.connect(lambda: self.edited.emit(name, text.toPlainText()))
        return text

    def _flag(self, name: str, *, value: bool) -> QCheckBox:
        box = QCheckBox(tr(_LABELS[name]), self)
        box.setChecked(value)
        box.toggled.connect(self._emitter(name))
        return box

    def _one_of(self, name: str, values: tuple[str, ...], value: str) -> QComboBox:
        box = QComboBox(self)
        box.addItems([tr(_VALUES[one]) for one in values])
        box.setCurrentIndex(values.index(value) if value in values else 0)
        box.currentIndexChanged.connect(lambda place: self.edited.emit(name, values[place]))
        return box


class _ColourRow(QWidget):
    """The colour on a light page and the one on a dark page, each a button; where it is optional, also none."""

    def __init__(
        self, pair: ColourPair | None, theme: Theme, changed: Callable[[Any], None], *, optional: bool
    ) -> None:
        super().__init__()
        self._pair = list(pair) if pair else None
        self._changed = changed
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._buttons = [self._button(place) for place in (0, 1)]
        self._none = QPushButton(tr("No colour of its own"), self)
        self._none.clicked.connect(lambda: self._set(None))
        self._none.setVisible(optional)
        self._layout.addWidget(self._none)
        self._layout.addStretch()
        self._muted = theme.muted
        self._show()

    def _button(self, place: int) -> QPushButton:
        button = QPushButton(self)
        button.setIconSize(QSize(14, 14))
        button.clicked.connect(lambda: self._ask(place))
        self._layout.addWidget(button)
        return button

    def _ask(self, place: int) -> None:
        pair = self._pair or [self._muted, self._muted]
        colour = QColorDialog.getColor(
            QColor(pair[place]), self, tr("The colour on a dark page") if place else tr("The colour on a light page")
        )
        if colour.isValid():
            self._set([colour.name() if place == 0 else pair[0], colour.name() if place == 1 else pair[1]])

    def _set(self, pair: list[str] | None) -> None:
        self._pair = pair
        self._show()
        self._changed(pair)

    def _show(self) -> None:
        for place, button in enumerate(self._buttons):
            page = tr("Dark page") if place else tr("Light page")
            button.setText(f"{page}  {self._pair[place]}" if self._pair else f"{page}…")
            button.setAccessibleName(tr("Colour on a dark page") if place else tr("Colour on a light page"))
            button.setIcon(swatch(QColor(self._pair[place])) if self._pair else QIcon())
        self._none.setEnabled(self._pair is not None)
