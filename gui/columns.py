"""The columns of the window: the article, and at its sides panels that can be folded away to make room for it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QSplitter, QWidget

NARROW = 760
"""In a window that is narrower, in pixels, the queue is folded away by itself, so that the text has room."""


class Columns(QSplitter):
    """The queue, the article and the review panel beside each other."""

    def __init__(self, queue: QWidget, text: QWidget, review: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setObjectName("columns")
        self._queue = queue
        self._text = text
        self._narrow = False
        self._panels = (queue, text, review)
        for widget in self._panels:
            self.addWidget(widget)
            self.setStretchFactor(self.count() - 1, int(widget is text))
        self.setHandleWidth(1)
        self.setSizes([250, 840, 350])

    def is_folded(self, panel: QWidget) -> bool:
        """True for a panel that has no room."""
        return self.sizes()[self.indexOf(panel)] == 0

    def show_or_hide(self, panel: QWidget) -> None:
        """Folds a panel away, or brings it back as wide as it likes to be; the text takes and gives the room."""
        sizes = self.sizes()
        wanted = panel.sizeHint().width() if self.is_folded(panel) else 0
        at, text = self.indexOf(panel), self.indexOf(self._text)
        sizes[text] = max(sizes[text] + sizes[at] - wanted, 1)
        sizes[at] = wanted
        self.setSizes(sizes)
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """What is folded away needs no room, though QSplitter asks for it."""
        folded = [panel for panel in self._panels if self.is_folded(panel)]
        least = [max(panel.minimumWidth(), panel.minimumSizeHint().width()) for panel in folded]
        return super().minimumSizeHint() - QSize(sum(least), 0)

    def follow(self, width: int, *, scale: float) -> None:
        """Folds the queue away while the window is narrow, and brings it back afterwards.

        `scale` is how much larger than usual the panels are.
        """
        narrow = width < NARROW * scale
        if narrow is not self._narrow and self.is_folded(self._queue) is not narrow:
            self.show_or_hide(self._queue)
        self._narrow = narrow
