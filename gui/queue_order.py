"""In what order the articles of the queue come, and which of them: what it shows, and what comes next in it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from annotation import store_queue
from annotation.store_queue import ORDERS, PARTS, Order, Part
from annotation.store_reading import QueueEntry
from annotation.words import noted
from gui.session import Session

ORDER_NAMES: dict[Order, str] = {
    "imported": noted("As imported"),
    "uncertain": noted("Least certain first"),
    "suggestions": noted("Most suggestions first"),
}
PART_NAMES: dict[Part, str] = {
    "all": noted("All articles"),
    "open": noted("To do"),
    "review": noted("In review"),
    "done": noted("Done"),
    "skipped": noted("Skipped"),
    "suggested": noted("With suggestions"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueChoice:
    """An order and a part of the queue."""

    order: Order = "imported"
    part: Part = "all"

    @classmethod
    def of(cls, words: str) -> QueueChoice:
        """What `str` made of a choice, or the usual one where it is none."""
        order, _, part = words.partition(" ")
        return cls(
            order=ORDERS[ORDERS.index(order)] if order in ORDERS else "imported",
            part=PARTS[PARTS.index(part)] if part in PARTS else "all",
        )

    def __str__(self) -> str:
        return f"{self.order} {self.part}"


class QueueOrder(QObject):
    """The articles of a session's project as the queue shows them.

    As imported, they are known by their numbers, which have no gaps. Any other order is a list that the worker makes;
    until it has come the queue stays as it was. It stays as it is while one works, so that no article moves away.

    Signals:
        changed: another list of articles is shown.
        told: another choice was made.
    """

    changed = Signal()
    told = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.choice = QueueChoice()
        self._session = session
        self._numbers: list[int] | None = None
        self._rows: dict[int, int] = {}
        self._count = 0

    def __len__(self) -> int:
        return self._count if self._numbers is None else len(self._numbers)

    @property
    def listed(self) -> bool:
        """False while the queue is shown as imported, all of it."""
        return self._numbers is not None

    def choose(self, choice: QueueChoice) -> None:
        """Shows another order or part from now on."""
        self.choice = choice
        self.told.emit()
        self.reload()

    def reload(self) -> None:
        """Looks again which articles there are, and where they belong."""
        self._count = self._session.project.store.last_number()
        choice, hidden = self.choice, sorted(self._session.project.schema.on_demand)
        if choice == QueueChoice():
            self._session.background.stop("queue")
            self._show(choice, None)
            return
        self._session.run(
            "queue",
            lambda _job, project: store_queue.queue_numbers(
                project.store,
                project.annotator,
                choice.order,
                choice.part,
                hidden,
                blind_share=project.blind_share(),
            ),
            lambda numbers: self._show(choice, numbers),
        )
        self.changed.emit()

    def row_of(self, article_id: str) -> int:
        """The row of an article, -1 where the queue does not show it."""
        number = self._session.project.store.number_of(article_id)
        if self._numbers is None:
            return number - 1 if number <= self._count else -1
        return self._rows.get(number, -1)

    def entries(self, row: int, limit: int) -> list[tuple[int, QueueEntry]]:
        """Up to `limit` lines from a row on, each with its row."""
        project = self._session.project
        if self._numbers is None:
            found = project.store.queue(project.annotator, after=row, limit=limit)
            return [(entry.number - 1, entry) for entry in found]
        lines = store_queue.queue_lines(project.store, project.annotator, self._numbers[row : row + limit])
        return [(self._rows[entry.number], entry) for entry in lines]

    def beside(self, article_id: str, step: int) -> str | None:
        """The article behind (1) or before (-1) another one, or None at the end of the queue.

        From one that the queue does not show, the first is next.
        """
        store = self._session.project.store
        if self._numbers is None:
            return store.beside(article_id, step)
        at = self.row_of(article_id)
        row = at + step if at >= 0 else 0
        return store_queue.article_numbered(store, self._numbers[row]) if 0 <= row < len(self._numbers) else None

    def next_open(self, article_id: str | None) -> str | None:
        """The next article that is to do, or from the top; None where everything shown is done."""
        project = self._session.project
        if self._numbers is None:
            after = project.store.number_of(article_id) if article_id else 0
            return project.store.next_open(project.annotator, after=after)
        at = self.row_of(article_id) + 1 if article_id else 0
        return store_queue.first_open(project.store, project.annotator, self._numbers[at:] + self._numbers[:at])

    def _show(self, choice: QueueChoice, numbers: list[int] | None) -> None:
        if choice == self.choice:
            self._numbers = numbers
            self._rows = {number: row for row, number in enumerate(numbers or ())}
            self.told.emit()
            self.changed.emit()
