"""What each command on the map does, and going from the map to the text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from annotation.model import Annotation
from annotation.words import tr
from gui.session import Session


class MapDesk(Protocol):
    """What these actions need of the window."""

    def show_map(self) -> None: ...
    def export_map(self) -> None: ...


class MapActions:
    """The verbs of the map."""

    def __init__(self, session: Session, desk: MapDesk) -> None:
        self.session = session
        self.desk = desk

    def show(self) -> None:
        """Opens the map beside the window; with the map in front, goes back to the text."""
        self.desk.show_map()

    def export(self) -> None:
        """Saves the map as a drawing or a picture."""
        self.desk.export_map()

    def follow(self, ids: Sequence[str]) -> None:
        """Goes to the first of some annotations, in whatever article it is; called again, to the next one."""
        session = self.session
        if session.draft:
            session.tell(tr("An annotation is being made or fixed; save it (Enter) or drop it (Esc) first."))
            return
        found = self._after_the_one_at_hand(ids)
        if found is None:
            session.tell(tr("This is named nowhere in the text."))
            return
        if session.article is None or session.article.id != found.article:
            session.open_article(found.article)
        session.go(session.annotations.get(found.id))

    def _after_the_one_at_hand(self, ids: Sequence[str]) -> Annotation | None:
        current = self.session.current
        at = ids.index(current.id) + 1 if current and current.id in ids else 0
        return self.session.project.store.annotation(ids[at % len(ids)]) if ids else None
