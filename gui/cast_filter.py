"""The field that filters the cast while one types: it comes with the first letter in the list, and goes with Escape."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QTableView, QWidget

from annotation.cast import CastEntry
from annotation.words import tr

_TO_THE_LIST = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class CastFilter(QLineEdit):
    """Takes letters that are typed in the list, and leaves the list the keys that move and enter."""

    def __init__(self, over: QTableView, parent: QWidget) -> None:
        super().__init__(parent)
        self._list = over
        self._listening = False
        self.setPlaceholderText(tr("Type to filter the cast"))
        self.setAccessibleName(tr("Filter the cast"))
        self.hide()
        over.installEventFilter(self)

    def lets_through(self, entry: CastEntry) -> bool:
        """Whether an actor is called by every word that is typed, here or elsewhere."""
        called = " ".join((entry.actor.name, *entry.actor.aliases, *entry.names)).casefold()
        return all(word in called for word in self.text().casefold().split())

    def leave(self, *, listening: bool = True) -> None:
        """Shows everybody again, and hides; while it does not listen, letters in the list do not bring it back."""
        self._listening = listening
        if self.hasFocus():
            self._list.setFocus()
        self.hide()
        self.clear()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A letter or a slash in the list begins to filter."""
        if self._listening and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            typed = event.text()
            if typed == "/" or (typed.isalpha() and not event.modifiers() & _HELD):
                self.show()
                self.setFocus()
                self.insert(typed.strip("/"))
                return True
            if event.key() == Qt.Key.Key_Escape and self.isVisible():
                self.leave()
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self.leave()
        elif key in _TO_THE_LIST:
            QApplication.sendEvent(self._list, event)
        elif key in _ENTER:
            if self._list.currentIndex().isValid():
                self._list.activated.emit(self._list.currentIndex())
        else:
            super().keyPressEvent(event)


_HELD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
