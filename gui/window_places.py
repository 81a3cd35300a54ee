"""Where the window and its panels stood: kept when it closes, and brought back at the next start."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QMainWindow, QSplitter, QTabBar

from gui.settings import Settings

AT_FIRST = QSize(1440, 900)


def keep_places(window: QMainWindow, tabs: QTabBar, settings: Settings) -> None:
    """Remembers where the window and its panels stand."""
    settings.geometry = window.saveGeometry()
    settings.tab = tabs.currentIndex()
    for name, splitter in _splitters(window):
        settings.keep_parts_of(name, splitter.saveState())


def restore_places(window: QMainWindow, tabs: QTabBar, settings: Settings) -> None:
    """Puts the window and its panels where they stood, as it was kept."""
    window.resize(AT_FIRST.boundedTo(window.screen().availableGeometry().size()))
    if settings.geometry:
        window.restoreGeometry(settings.geometry)
    tabs.setCurrentIndex(min(settings.tab, tabs.count() - 1))
    for name, splitter in _splitters(window):
        state = settings.parts_of(name)
        if state is not None:
            splitter.restoreState(state)


def bring_to_a_screen(window: QMainWindow) -> None:
    """Moves a window that stands where no screen is (any more), and makes it no larger than its screen."""
    frame = window.frameGeometry()
    screens = [screen.availableGeometry() for screen in window.screen().virtualSiblings()]
    on = max(screens, key=lambda screen: _area(screen.intersected(frame).size()))
    if window.isMaximized() or window.isFullScreen() or on.contains(frame):
        return
    window.resize(window.size().boundedTo(on.size()))
    frame = window.frameGeometry()
    frame.moveLeft(max(min(frame.left(), on.right() - frame.width() + 1), on.left()))
    frame.moveTop(max(min(frame.top(), on.bottom() - frame.height() + 1), on.top()))
    window.move(frame.topLeft())


def _splitters(window: QMainWindow) -> Iterator[tuple[str, QSplitter]]:
    """The splitters that have a name, each with one that tells how many panels it has, for these may change."""
    for splitter in window.findChildren(QSplitter):
        if splitter.objectName():
            yield f"{splitter.objectName()}-{splitter.count()}", splitter


def _area(size: QSize) -> int:
    return max(size.width(), 0) * max(size.height(), 0)
