"""A small dialogue to write a note of several lines."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence, QShortcut, QTextCursor, QTextOption
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from annotation.words import tr
from gui.wording import spoken_keys


class NoteBox(QDialog):
    """Asks for a note; Ctrl+Enter saves it, Escape drops it."""

    def __init__(self, parent: QWidget, title: str, about: str, note: str, dropped: str) -> None:
        """`about` says what the note is on; `dropped` is what was typed before and not saved, or nothing."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self.resize(520, 320)
        self.words = QPlainTextEdit(self)
        self.words.setAccessibleName(title)
        self.words.setTabChangesFocus(True)
        # Qt's usual way to wrap takes half a minute over a million letters without a blank.
        self.words.setWordWrapMode(QTextOption.WrapMode.WordWrap)
        self.words.setPlainText(note)
        self._note, self._as_shown = note, self.words.toPlainText()
        if dropped:
            self._type(dropped)
        self.words.moveCursor(QTextCursor.MoveOperation.End)
        layout = QVBoxLayout(self)
        hint = tr("This was not saved yet; Ctrl+Z shows the note that was.") if dropped else ""
        for words, name in ((title, "project"), (about, "muted"), (hint, "small")):
            layout.addWidget(_label(words, name))
        layout.insertWidget(2, self.words, 1)
        layout.addLayout(self._buttons())
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.accept)

    def ask(self) -> tuple[str, bool]:
        """Asks, and gives what stands there and True, or False where it is not to be saved."""
        saved = self.exec() == QDialog.DialogCode.Accepted
        self.deleteLater()
        # Qt gives no-break spaces back as plain ones: what nobody has changed stays as it is.
        words = self.words.toPlainText()
        return self._note if words == self._as_shown else words, saved

    def _type(self, words: str) -> None:
        """Puts words in the place of what stands there, as if they were typed: they can be undone."""
        cursor = QTextCursor(self.words.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(words)

    def _buttons(self) -> QHBoxLayout:
        layout = QHBoxLayout()
        for words, key, name, answer in (
            (tr("Save"), "Ctrl+Enter", "primary", self.accept),
            (tr("Drop"), "Esc", "plain", self.reject),
        ):
            button = QPushButton(f"{words}  {spoken_keys(key)}", self)
            button.setObjectName(name)
            button.setAccessibleName(words)
            button.setAutoDefault(False)
            button.clicked.connect(answer)
            layout.addWidget(button)
        layout.addStretch()
        return layout


def _label(words: str, name: str) -> QLabel:
    label = QLabel(words)
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setVisible(bool(words))
    return label
