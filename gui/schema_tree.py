"""The labels as a tree: the kinds of actors, and the layers with what each is made of."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QIcon
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem, QWidget

from annotation.schema_drafting import Steps
from annotation.schema_writing import Data
from annotation.words import noted, tr
from gui.theme import Theme, swatch

_SECTIONS = {
    "spans": noted("Roles filled by words"),
    "actors": noted("Roles filled by actors"),
    "fields": noted("Fields"),
}
_STEPS = Qt.ItemDataRole.UserRole


class SchemaTree(QTreeWidget):
    """Shows every part of the labels that are edited, and every list that a part can be added to.

    Signals:
        chosen: the steps to the part or list that is at hand now.
    """

    chosen = Signal(tuple)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setHeaderHidden(True)
        self.setAccessibleName(tr("The parts of the labels"))
        self.setIconSize(QSize(12, 12))
        self.setUniformRowHeights(True)
        self.currentItemChanged.connect(self._tell)

    def fill(self, data: Data, steps: Steps) -> None:
        """Shows the data, with what stands at `steps` (or the first kind) at hand."""
        self.blockSignals(True)
        self.clear()
        kinds = self._section(self.invisibleRootItem(), tr("Kinds of actors"), ("kinds",))
        self._fill_list(kinds, data.get("kinds", []), ("kinds",))
        layers = self._section(self.invisibleRootItem(), tr("Layers"), ("layers",))
        self._fill_list(layers, data.get("layers", []), ("layers",))
        self.expandAll()
        self.setCurrentItem(self._item_at(steps) or kinds)
        self.blockSignals(False)

    def steps(self) -> Steps:
        """Where the part or list at hand stands."""
        item = self.currentItem()
        return tuple(item.data(0, _STEPS)) if item else ("kinds",)

    def rename(self, part: Data) -> None:
        """Shows what the part at hand is called now, and its colour."""
        item = self.currentItem()
        if item:
            self._dress(item, part)

    # In detail ---------------------------------------------------------------------------------------------------

    def _fill_list(self, holder: QTreeWidgetItem, parts: list[Data], steps: Steps) -> None:
        for place, part in enumerate(parts):
            own = (*steps, place)
            item = QTreeWidgetItem(holder)
            item.setData(0, _STEPS, own)
            self._dress(item, part)
            for name, title in _SECTIONS.items() if steps == ("layers",) else ():
                section = self._section(item, tr(title), (*own, name))
                self._fill_list(section, part.get(name, []), (*own, name))
            self._fill_list(item, part.get("choices", []), (*own, "choices"))

    def _section(self, holder: QTreeWidgetItem, title: str, steps: Steps) -> QTreeWidgetItem:
        item = QTreeWidgetItem(holder, [title])
        item.setData(0, _STEPS, steps)
        item.setForeground(0, QBrush(QColor(self._theme.muted)))
        return item

    def _dress(self, item: QTreeWidgetItem, part: Data) -> None:
        retired = bool(part.get("retired"))
        key = f"   [{part['key']}]" if part.get("key") and not retired else ""
        state = tr("merged") if part.get("merged_into") else tr("retired") if retired else ""
        item.setText(0, f"{' '.join(str(part.get('name', '')).split())}{key}{f'   {state}' if state else ''}")
        font = item.font(0)
        font.setItalic(retired)
        item.setFont(0, font)
        item.setForeground(0, QBrush(QColor(self._theme.muted if retired else self._theme.ink)))
        colour = part.get("colour")
        item.setIcon(0, swatch(self._theme.colour(colour)) if colour else QIcon())

    def _item_at(self, steps: Steps) -> QTreeWidgetItem | None:
        waiting: list[Any] = [self.invisibleRootItem()]
        while waiting:
            item = waiting.pop()
            if item.data(0, _STEPS) and tuple(item.data(0, _STEPS)) == steps:
                return item
            waiting += [item.child(place) for place in range(item.childCount())]
        return None

    def _tell(self, item: QTreeWidgetItem | None) -> None:
        if item:
            self.chosen.emit(tuple(item.data(0, _STEPS)))
