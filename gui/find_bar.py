"""The bar that finds words in the article at hand: a field, how many there are, and ways to go on and back."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from annotation.folding import Folded
from annotation.model import Span
from annotation.words import tr

LONGEST = 200
"""The longest selection that is taken for the words to be found."""


class Page(Protocol):
    """What the bar needs of the view of the article."""

    def beginning(self) -> int: ...
    def selected_span(self) -> Span | None: ...
    def select(self, span: Span | None) -> None: ...
    def select_in_view(self, span: Span) -> None: ...
    def show_found(self, places: Sequence[Span]) -> None: ...
    def setFocus(self) -> None: ...


class FindBar(QWidget):
    """Finds words in one text, in whatever case and with whatever accents.

    The place at hand is selected in the text, so that a key labels it; the others are tinted.
    """

    def __init__(self, page: Page, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("findbar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._page = page
        self._text = ""
        self._folded: Folded | None = None
        self._places: list[Span] = []
        self._current: int | None = None
        self._begun_at = 0
        self.field = QLineEdit(self)
        self.field.setAccessibleName(tr("Find in the article"))
        self.field.setPlaceholderText(tr("Find in the article"))
        self.field.installEventFilter(self)
        self.field.textEdited.connect(lambda _: self._typed())
        # As wide as there is room for, so that what stands beside it is not covered in a narrow window.
        self.field.setMinimumWidth(60)
        self.field.setMaximumWidth(320)
        self.count = QLabel(self)
        self.count.setObjectName("muted")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 6, 10, 6)
        layout.setSpacing(8)
        layout.addWidget(self.field, 1)
        layout.addWidget(self.count)
        layout.addStretch(0)
        self._button(layout, tr("Previous"), lambda: self.go(-1))
        self._button(layout, tr("Next"), lambda: self.go(1))
        self._button(layout, tr("Close"), self.leave)
        self.hide()

    def set_text(self, text: str) -> None:
        """Finds in another text from now on; the same one again changes nothing."""
        if text != self._text:
            self._text, self._folded, self._current = text, None, None
            self._find()

    def begin(self) -> None:
        """Shows the bar with the focus in its field, which takes over the words that are selected in the text."""
        span = self._page.selected_span()
        words = self._text[span.start : span.end] if span else ""
        if words and len(words) <= LONGEST and "\n" not in words:
            self.field.setText(words)
        self._begun_at = self._page.beginning()
        self.show()
        self._find()
        self._current = self._at_hand()
        self._tell()
        self.field.setFocus()
        self.field.selectAll()

    def look_for(self, words: str, at: Span | None) -> None:
        """Takes over what was found elsewhere, so that the next place of it can be gone to, without showing the bar."""
        self.field.setText(words)
        self._find()
        if at:
            self._page.select_in_view(at)
        self._current = self._at_hand()
        self._tell()

    def go(self, step: int) -> None:
        """Selects the next (1) or previous (-1) place, round and round; asks for words where there are none."""
        if not self.field.text():
            self.begin()
        elif self._places:
            self._go_to(self._beside(step) % len(self._places))
        else:
            self._tell()
            self.show()

    def leave(self) -> None:
        """Hides the bar; the place at hand stays selected, and the text has the focus."""
        self.hide()
        self._page.show_found(())
        self._page.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter goes on, with Shift back, and Escape leaves."""
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.go(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.leave()
                return True
        return super().eventFilter(watched, event)

    # In detail ---------------------------------------------------------------------------------------------------

    def _button(self, layout: QHBoxLayout, words: str, then: object) -> None:
        button = QPushButton(words, self)
        button.setObjectName("flat")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(then)
        layout.addWidget(button)

    def _typed(self) -> None:
        """Finds what is typed, and selects the first place from where the caret stood when that began."""
        self._find()
        self._current = None
        if self._places:
            self._go_to(bisect_left(self._places, self._begun_at, key=lambda span: span.start) % len(self._places))
        else:
            self._page.select(None)
            self._tell()

    def _find(self) -> None:
        words = self.field.text()
        if words and self._folded is None:
            self._folded = Folded(self._text)
        self._places = self._folded.find(words) if self._folded and words else []
        self._page.show_found(self._places if self.isVisible() else ())
        self._tell()

    def _go_to(self, number: int) -> None:
        self._current = number
        self._page.select_in_view(self._places[number])
        self._tell()

    def _beside(self, step: int) -> int:
        """The number of the next or previous place, counted from the caret; it may lie beyond either end."""
        caret = self._page.beginning()
        at = bisect_left(self._places, caret, key=lambda span: span.start)
        if step < 0:
            return at - 1
        # A place that was gone to is not the next one, though what was made of it may have taken the selection away.
        gone_to = self._current is not None and self._places[self._current].start == caret
        return at + 1 if gone_to or self._at_hand() is not None else at

    def _at_hand(self) -> int | None:
        """The number of the place that is selected in the text."""
        span = self._page.selected_span()
        at = bisect_left(self._places, span.start, key=lambda place: place.start) if span else len(self._places)
        return at if at < len(self._places) and self._places[at] == span else None

    def _tell(self) -> None:
        total = len(self._places)
        if not self.field.text():
            words = ""
        elif not total:
            words = tr("Not in this article")
        elif self._current is None:
            words = f"{total:,}"
        else:
            words = tr("{number:,} of {total:,}", number=self._current + 1, total=total)
        self.count.setText(words)
        self.count.setAccessibleName(words)
