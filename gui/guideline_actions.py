"""What each command on the guidelines does: to show them, and to choose their file."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from annotation.errors import Problem
from annotation.words import tr
from gui.session import Session


class GuidelineDesk(Protocol):
    """What these actions need of the window."""

    def switch_guidelines(self) -> None: ...
    def ask_guidelines_file(self) -> Path | None: ...
    def show_guidelines(self) -> None: ...


class GuidelineActions:
    """The verbs of the guidelines."""

    def __init__(self, session: Session, desk: GuidelineDesk) -> None:
        self.session = session
        self.desk = desk

    def switch(self) -> None:
        """Shows the guidelines beside the text, or hides them."""
        self.desk.switch_guidelines()

    def choose(self) -> None:
        """Asks for a Markdown file, and keeps it in the project for everybody who gets it."""
        path = self.desk.ask_guidelines_file()
        if path is None:
            return
        try:
            self.session.project.take_guidelines(path)
        except Problem as problem:
            self.session.told.emit(str(problem), True)
            return
        self.desk.show_guidelines()
        self.session.tell(
            tr("The project keeps a copy of {file}; choose the file again when you have changed it.", file=path.name)
        )
