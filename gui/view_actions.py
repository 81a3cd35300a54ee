"""What each command on the look of the window does: colours, size of type, measure, panels, and keys."""

from __future__ import annotations

from typing import Literal, Protocol

from annotation.describe import in_sentence
from annotation.words import tr
from gui.appearance import CHOICES, Appearance
from gui.letters import NORMAL, Letters
from gui.session import Session


class ViewDesk(Protocol):
    """What these actions need of the window."""

    @property
    def appearance(self) -> Appearance: ...
    def show_or_hide(self, panel: Literal["queue", "review"]) -> None: ...
    def change_keys(self) -> None: ...
    def choose_language(self) -> None: ...


class ViewActions:
    """The verbs of the look. None of them touches a project."""

    def __init__(self, session: Session, desk: ViewDesk) -> None:
        self.session = session
        self.desk = desk

    def switch_theme(self) -> None:
        """Goes on to the next appearance of the round."""
        self.choose_theme(self.desk.appearance.next_choice())

    def choose_theme(self, name: str) -> None:
        """Looks like the theme of that name."""
        self.desk.appearance.choose(name)
        self.session.tell(tr("Colours: {name}.", name=in_sentence(tr(CHOICES[name]))))

    def larger(self) -> None:
        """Sets the article, and the panels after it, in larger type."""
        self._set(self.desk.appearance.letters.larger(), tr("There is no larger type."))

    def smaller(self) -> None:
        """Sets the article in smaller type."""
        self._set(self.desk.appearance.letters.smaller(), tr("There is no smaller type."))

    def usual(self) -> None:
        """Sets type and lines as they are at first."""
        self._set(NORMAL, tr("Type has its normal size already."))

    def wider(self) -> None:
        """Lets the lines of the article get wider."""
        self._set(self.desk.appearance.letters.wider(1), tr("Lines get no wider."))

    def narrower(self) -> None:
        """Keeps the lines of the article narrower."""
        self._set(self.desk.appearance.letters.wider(-1), tr("Lines get no narrower."))

    def show_or_hide(self, panel: Literal["queue", "review"]) -> None:
        """Makes room for the text, or brings a panel back."""
        self.desk.show_or_hide(panel)

    def change_keys(self) -> None:
        """Asks for other keys."""
        self.desk.change_keys()

    def choose_language(self) -> None:
        """Asks which language to speak; what is being fixed is finished first, for the window is shown anew."""
        if self.session.draft is not None:
            self.session.tell(tr("Save what you are fixing (Enter) or drop it (Esc) first; then choose the language."))
            return
        self.desk.choose_language()

    def _set(self, letters: Letters, otherwise: str) -> None:
        if not self.desk.appearance.set_letters(letters):
            self.session.tell(otherwise)
