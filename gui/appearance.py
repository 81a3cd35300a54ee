"""How the program looks to this person: the theme they chose, or the system's, and the size of type."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from annotation.words import noted
from gui.letters import Letters
from gui.settings import Settings
from gui.theme import THEMES, Theme, apply_theme, system_theme

SYSTEM = ""
"""The choice to look as the system says."""

CHOICES = {
    "light": noted("Light"),
    "dark": noted("Dark"),
    "high contrast": noted("High contrast"),
    SYSTEM: noted("As the system says"),
}
"""What can be chosen, in the order of the round, and how it is called."""


class Appearance(QObject):
    """The appearance that was chosen, kept in the settings.

    Signals:
        changed: the theme or the letters are other ones now.
    """

    changed = Signal()

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.choice = settings.theme if settings.theme in CHOICES else SYSTEM
        self.letters = settings.letters
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)

    @property
    def theme(self) -> Theme:
        """The theme to paint in."""
        return THEMES.get(self.choice) or system_theme()

    def choose(self, choice: str) -> None:
        """Looks like the theme of that name from now on."""
        self.choice = self._settings.theme = choice
        self.changed.emit()

    def next_choice(self) -> str:
        """The next one of the round; coming from the system's, the one that would look the same is left out."""
        names = list(CHOICES)
        at = names.index(self.choice) + 1
        following = [*names[at:], *names[:at]]
        return next(name for name in following if self.choice != SYSTEM or name != self.theme.name)

    def set_letters(self, letters: Letters) -> bool:
        """Sets type larger or smaller, or lines wider or narrower; False where it is so already."""
        if letters == self.letters:
            return False
        self.letters = self._settings.letters = letters
        self.changed.emit()
        return True

    def apply(self) -> None:
        """Gives the program its colours and its type."""
        app = QGuiApplication.instance()
        if isinstance(app, QApplication):
            apply_theme(app, self.theme, self.letters)

    def _follow_system(self) -> None:
        if self.choice == SYSTEM:
            self.changed.emit()
