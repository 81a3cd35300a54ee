"""What each command of finding does: in the article, in the project, and the order of the queue."""

from __future__ import annotations

from typing import Protocol

from gui.find_bar import FindBar
from gui.queue_order import QueueChoice
from gui.search import SearchWindow


class SearchDesk(Protocol):
    """What these actions need of the window."""

    @property
    def find_bar(self) -> FindBar: ...
    @property
    def search_window(self) -> SearchWindow: ...
    @property
    def queue_choice(self) -> QueueChoice: ...
    def ask_queue(self) -> QueueChoice | None: ...
    def show_queue(self, choice: QueueChoice) -> None: ...


class SearchActions:
    """The verbs of finding."""

    def __init__(self, desk: SearchDesk) -> None:
        self.desk = desk

    def find(self) -> None:
        """Asks for words to find in the article."""
        self.desk.find_bar.begin()

    def find_again(self, step: int) -> None:
        """Goes to the next (1) or previous (-1) place where they stand."""
        self.desk.find_bar.go(step)

    def search(self) -> None:
        """Asks for words and filters to find in the project."""
        self.desk.search_window.begin()

    def order_queue(self) -> None:
        """Asks for another order or part of the queue."""
        choice = self.desk.ask_queue()
        if choice and choice != self.desk.queue_choice:
            self.desk.show_queue(choice)
