"""The person's own keys: every command with its keys, found by its words, and another key for it at a press."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QSize, Qt
from PySide6.QtGui import QKeySequence, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from annotation.schema import Schema
from annotation.words import noted, tr
from gui.commands import Command, commands_for, normal, owner_of, shown_keys
from gui.flow import Flow
from gui.settings import Overrides

HELP = noted(
    "Choose a command and press Enter, then its new key. Keys without Ctrl or Alt act while the article has the focus."
)
WHEN = {"always": noted("always"), "review": noted("while reviewing"), "fix": noted("while making or fixing")}
"""When a command can be done, in words."""


class KeyDialogue(QDialog):
    """A table of all commands; Enter asks for another key, and a key that is another's has to be taken from there."""

    def __init__(self, parent: QWidget, schema: Schema, keys: Overrides, take: Callable[[Overrides], None]) -> None:
        """`keys` are those that the person has chosen; `take` is given all of them whenever one changes."""
        super().__init__(parent)
        self.setWindowTitle(tr("Change keys"))
        self.resize(QSize(760, 560).boundedTo(self.screen().availableGeometry().size()))
        self._schema = schema
        self._keys = dict(keys)
        self._take = take
        self._wanted: tuple[Command, str] | None = None
        self._filter = QLineEdit(self)
        self._filter.setPlaceholderText(tr("Type some words of the command, or its key"))
        self._filter.setAccessibleName(tr("Find a command"))
        self._model = QStandardItemModel(0, 3, self)
        self._table = self._make_table()
        self._field = QKeySequenceEdit(self)
        self._field.setMaximumSequenceLength(1)
        for field in (self._field, *self._field.findChildren(QLineEdit)):
            field.setAccessibleName(tr("New key"))
        self._says = QLabel(tr(HELP), self)
        self._says.setWordWrap(True)
        self._take_away = self._button(tr("Take it away"), self._take_it_away)
        self._leave = self._button(tr("Leave it there"), self._leave_it)
        self._one = self._button(tr("Reset this one"), self._reset_one)
        self._all = self._button(tr("Reset all"), self._reset_all)
        self._close = self._button(tr("Close"), self.accept)
        self._lay_out()
        self._filter.textChanged.connect(self._fill)
        self._field.editingFinished.connect(self._take_key)
        self._ask(None)
        self._fill()

    def _make_table(self) -> QTableView:
        table = QTableView(self)
        table.setAccessibleName(tr("Commands and their keys"))
        self._model.setHorizontalHeaderLabels([tr("Command"), tr("When"), tr("Keys")])
        table.setModel(self._model)
        table.setWordWrap(False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.verticalHeader().hide()
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            table.horizontalHeader().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        table.activated.connect(lambda _: self._begin())
        return table

    def _button(self, words: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(words, self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: act())
        return button

    def _lay_out(self) -> None:
        buttons = Flow(gap=6)
        for button in (self._take_away, self._leave, self._one, self._all, self._close):
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        for widget in (self._filter, self._table, self._says, self._field):
            layout.addWidget(widget)
        layout.addLayout(buttons)

    # The table ---------------------------------------------------------------------------------------------------

    def _commands(self) -> tuple[Command, ...]:
        return commands_for(self._schema, self._keys)

    def _fill(self) -> None:
        """Shows the commands that hold every word that is typed; the one that was chosen stays so."""
        chosen = self._chosen()
        words = self._filter.text().casefold().split()
        self._model.setRowCount(0)
        for command in self._commands():
            line = [command.text, tr(WHEN[command.mode]), shown_keys(command)]
            own = f" ({tr('yours')})" if command.id in self._keys else ""
            if all(word in " ".join([*line, *command.keys]).casefold() for word in words):
                self._model.appendRow([_item(cell, command) for cell in (*line[:2], line[2] + own)])
        rows = [row for row in range(self._model.rowCount()) if self._at(row) == (chosen and chosen.id)]
        self._table.setCurrentIndex(self._model.index(rows[0] if rows else 0, 0))

    def _at(self, row: int) -> str:
        return self._model.index(row, 0).data(Qt.ItemDataRole.UserRole).id

    def _chosen(self) -> Command | None:
        index: QModelIndex = self._table.currentIndex()
        return index.data(Qt.ItemDataRole.UserRole) if index.isValid() else None

    # A new key ---------------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        command = self._chosen()
        if command:
            self._ask(None)
            self._says.setText(tr("Press the new key for “{command}”. Tab leaves it as it is.", command=command.text))
            self._field.setEnabled(True)
            self._field.clear()
            self._field.setFocus()

    def _take_key(self) -> None:
        """Gives the chosen command the key that was pressed, or asks where it is another's."""
        command, key = self._chosen(), normal(self._field.keySequence().toString())
        if command is None or not key or not self._field.isEnabled():
            return
        owner = owner_of(key, command, self._commands())
        if owner:
            self._ask((command, key), owner)
        else:
            self._set(command, key)

    def _ask(self, wanted: tuple[Command, str] | None, owner: Command | None = None) -> None:
        """Asks whether a key may be taken from its owner; without one there is nothing to ask."""
        self._wanted = wanted
        self._field.setEnabled(False)
        for button in (self._take_away, self._leave):
            button.setVisible(owner is not None)
        if wanted and owner:
            self._says.setText(
                tr("{key} is “{command}”; take it away from there?", key=shown_key_of(wanted[1]), command=owner.text)
            )
            self._take_away.setFocus()

    def _take_it_away(self) -> None:
        if self._wanted is None:
            return
        command, key = self._wanted
        owner = owner_of(key, command, self._commands())
        while owner:
            self._keys[owner.id] = tuple(its for its in owner.keys if normal(its) != key)
            owner = owner_of(key, command, self._commands())
        self._set(command, key)

    def _leave_it(self) -> None:
        self._done(tr(HELP))

    def _set(self, command: Command, key: str) -> None:
        self._keys[command.id] = (key,)
        self._change(tr("{key} is “{command}” from now on.", key=shown_key_of(key), command=command.text))

    def _reset_one(self) -> None:
        command = self._chosen()
        if command and self._keys.pop(command.id, None) is not None:
            self._change(tr("“{command}” has its own keys again.", command=command.text))

    def _reset_all(self) -> None:
        self._keys.clear()
        self._change(tr("Every command has its own keys again."))

    def _change(self, sentence: str) -> None:
        self._take(dict(self._keys))
        self._fill()
        self._done(sentence)

    def _done(self, sentence: str) -> None:
        self._ask(None)
        self._field.clear()
        self._says.setText(sentence)
        self._table.setFocus()


def shown_key_of(key: str) -> str:
    """A key as messages name it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def _item(words: str, command: Command) -> QStandardItem:
    item = QStandardItem(words)
    item.setData(command, Qt.ItemDataRole.UserRole)
    return item
