"""Asks in which format to export, and what of the project."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QListWidget,
    QListWidgetItem,
    QWidget,
)

from annotation.export_choice import EVERYTHING, ExportChoice
from annotation.formats import Format, known_formats
from annotation.project import Project
from annotation.store_export import annotators_of
from annotation.words import tr

_MOST_ROWS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOrder:
    """What is to be exported, and how; `strict` writes nothing where something would be lost."""

    format: Format
    all_articles: bool = False
    choice: ExportChoice = EVERYTHING
    strict: bool = False


def ask_export(parent: QWidget, project: Project) -> ExportOrder | None:
    """Asks for a format and what to export; None when the person goes back."""
    dialogue = ExportDialogue(
        parent,
        formats=[found for found in known_formats() if found.write],
        layers=[(layer.id, layer.name) for layer in project.schema.layers],
        annotators=annotators_of(project.store),
    )
    answer = dialogue.exec()
    order = dialogue.order()
    dialogue.deleteLater()
    return order if answer == QDialog.DialogCode.Accepted else None


class ExportDialogue(QDialog):
    """The format, which articles, layers and annotators, and what goes with them."""

    def __init__(
        self,
        parent: QWidget,
        *,
        formats: Sequence[Format],
        layers: Sequence[tuple[str, str]],
        annotators: Sequence[str],
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Export dataset"))
        self._formats = formats
        self.formats = QComboBox(self)
        self.formats.addItems([_title(found) for found in formats])
        self.formats.setAccessibleName(tr("Format"))
        # The one that loses nothing and comes in again.
        self.formats.setCurrentIndex(next((at for at, one in enumerate(formats) if one.name == "jsonl"), 0))
        self.all_articles = QCheckBox(tr("Also articles that are not done"), self)
        self.layers = _CheckList(self, tr("Layers"), layers)
        self.annotators = _CheckList(self, tr("Annotators"), [(name, name) for name in annotators])
        self.with_rejected = QCheckBox(tr("With rejected suggestions, as examples of what is none"), self)
        self.with_text = QCheckBox(tr("With the articles’ texts"), self)
        self.strict = QCheckBox(tr("Write nothing where something would be lost"), self)
        for box in (self.with_rejected, self.with_text):
            box.setChecked(True)
        self._buttons = self._made_buttons()
        self._lay_out()
        self.formats.currentIndexChanged.connect(self._follow)
        for found in (self.layers, self.annotators):
            found.itemChanged.connect(self._follow)
        self._follow()

    def order(self) -> ExportOrder:
        """What the person asked for."""
        chosen = self._format()
        choice = ExportChoice(
            layers=self.layers.chosen(),
            annotators=self.annotators.chosen(),
            rejected=self.with_rejected.isChecked(),
            text=self.with_text.isChecked() or not chosen.textless,
        )
        return ExportOrder(
            format=chosen, all_articles=self.all_articles.isChecked(), choice=choice, strict=self.strict.isChecked()
        )

    def _format(self) -> Format:
        return self._formats[self.formats.currentIndex()]

    def _made_buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self)
        buttons.button(QDialogButtonBox.StandardButton.Ok).setText(tr("Choose a place…"))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        return buttons

    def _lay_out(self) -> None:
        layout = QFormLayout(self)
        layout.addRow(tr("Format"), self.formats)
        layout.addRow("", self.all_articles)
        layout.addRow(self.layers.accessibleName(), self.layers)
        if self.annotators.count():
            layout.addRow(self.annotators.accessibleName(), self.annotators)
        else:
            self.annotators.hide()
        for box in (self.with_rejected, self.with_text, self.strict):
            layout.addRow("", box)
        layout.addRow(self._buttons)

    def _follow(self) -> None:
        """Offers only what the format can do, and only what is something."""
        self.with_text.setEnabled(self._format().textless)
        something = self.layers.chosen() != frozenset() and self.annotators.chosen() != frozenset()
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(something)


class _CheckList(QListWidget):
    """Things to be ticked; at first all are."""

    def __init__(self, parent: QWidget, name: str, things: Iterable[tuple[str, str]]) -> None:
        """`things` are ids, each with what is shown for it."""
        super().__init__(parent)
        self.setAccessibleName(name)
        for thing, shown in things:
            item = QListWidgetItem(shown, self)
            item.setData(Qt.ItemDataRole.UserRole, thing)
            item.setCheckState(Qt.CheckState.Checked)
        if self.count():
            self.setCurrentRow(0, QItemSelectionModel.SelectionFlag.NoUpdate)
        rows = max(2, min(self.count(), _MOST_ROWS))
        self.setFixedHeight(rows * max(self.sizeHintForRow(0), 1) + 2 * self.frameWidth() + 4)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if item := self.currentItem():
            item.setSelected(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Where the keys go is shown in one place only."""
        super().focusOutEvent(event)
        self.clearSelection()

    def chosen(self) -> frozenset[str] | None:
        """The ids of those that are ticked; None where all are."""
        items = [self.item(row) for row in range(self.count())]
        ticked = [item for item in items if item.checkState() == Qt.CheckState.Checked]
        if len(ticked) == len(items):
            return None
        return frozenset(str(item.data(Qt.ItemDataRole.UserRole)) for item in ticked)


def _title(found: Format) -> str:
    return tr("{format} (a folder)", format=tr(found.title)) if found.folder else tr(found.title)
