"""The windows beside the main one: the map, the search and the progress page."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QWidget

from annotation.hits import Hit
from gui.map import MapWindow
from gui.progress import ProgressPage
from gui.search import SearchWindow
from gui.session import Session
from gui.theme import LIGHT, Theme


class Beside:
    """Makes, paints, shows and closes them. The map and the search are made when they are first asked for.

    Attributes:
        progress: the progress page.
        map: the map; None before it is first shown.
    """

    def __init__(
        self,
        window: QWidget,
        session: Session,
        *,
        in_the_map: Sequence[QAction],
        follow: Callable[[Sequence[str]], None],
        open_hit: Callable[[Hit], None],
    ) -> None:
        """`in_the_map` act while the map is in front, too; `follow` goes to what is chosen in it, `open_hit` to a hit
        of the search.
        """
        self._window = window
        self._session = session
        self._in_the_map = in_the_map
        self._follow = follow
        self._open_hit = open_hit
        self._theme = LIGHT
        self._search: SearchWindow | None = None
        self.progress = ProgressPage(session, window)
        self.map: MapWindow | None = None

    def set_theme(self, theme: Theme) -> None:
        """Paints in other colours, or other sizes, from now on."""
        self._theme = theme
        for page in (self.progress, self.map, self._search):
            if page:
                page.set_theme(theme)

    @property
    def search(self) -> SearchWindow:
        """The window to search the project, kept with its hits."""
        if self._search is None:
            self._search = SearchWindow(self._session, self._window)
            self._search.set_theme(self._theme)
            self._search.chosen.connect(self._open_hit)
        return self._search

    def show_map(self) -> MapWindow:
        """Shows the map."""
        if self.map is None:
            # Without a parent, for a child would always cover the text.
            self.map = MapWindow(self._session)
            self.map.set_theme(self._theme)
            self.map.wanted.connect(self._follow)
            self.map.addActions(self._in_the_map)
        self.map.show()
        self.map.raise_()
        return self.map

    def is_map_in_front(self) -> bool:
        """Whether the person is looking at the map."""
        return self.map is not None and QApplication.activeWindow() is self.map

    def show_progress(self) -> None:
        """Shows the progress page."""
        self.progress.show()
        self.progress.raise_()
        self.progress.activateWindow()

    def close(self) -> None:
        """Closes the map and the search."""
        if self.map:
            self.map.close()
            self.map.deleteLater()
            self.map = None
        if self._search:
            self._search.close()
