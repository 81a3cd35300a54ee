"""What each command on the checks does: go to the list, jump to the next, put one right."""

from __future__ import annotations

from typing import Protocol

from annotation.checking.check import Check
from annotation.offsets import Step
from annotation.words import noted, tr
from gui.session import Session

NOTHING = noted("There is nothing to check here.")


class CheckDesk(Protocol):
    """What these actions need of the window."""

    def chosen_check(self) -> Check | None: ...
    def step_to_check(self, step: Step) -> bool: ...
    def go_on_from_check(self, check: Check) -> None: ...
    def focus_checks(self) -> bool: ...


class CheckActions:
    """The verbs of the checks."""

    def __init__(self, session: Session, desk: CheckDesk) -> None:
        self.session = session
        self.desk = desk

    def to_list(self) -> None:
        """Puts the focus into the list of checks."""
        if not self.desk.focus_checks():
            self.session.tell(tr(NOTHING))

    def go(self, step: Step) -> None:
        """Jumps to the next or the previous check, round and round."""
        if not self.desk.step_to_check(step):
            self.session.tell(tr(NOTHING))

    def remedy(self) -> None:
        """Puts the chosen check right as one change, tells what was done, and goes on to the next check."""
        check = self.desk.chosen_check()
        if check is None:
            self.session.tell(tr("No check is about what is at hand; press F8 for the next one."))
        elif check.remedy is None:
            self.session.tell(
                tr("{check}: there is no remedy at one key; make or fix it in the text.", check=check.title)
            )
        elif self.session.do(check.remedy.run, self.session.project):
            self.session.tell(tr("{done}; Ctrl+Z takes that back.", done=check.remedy.done))
            self.desk.go_on_from_check(check)
