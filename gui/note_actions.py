"""What each command on notes and flags does: to write a note, to flag, and to go from flag to flag."""

from __future__ import annotations

from typing import Protocol

from annotation.describe import describe, excerpt, in_sentence
from annotation.model import Annotation, Place
from annotation.store_flags import flagged_in, next_flagged_article
from annotation.words import tr
from gui.session import Session


class NoteDesk(Protocol):
    """What these actions need of the window."""

    def ask_note(self, title: str, about: str, note: str, dropped: str) -> tuple[str, bool]: ...
    def clear_selection(self) -> None: ...


class NoteActions:
    """The verbs of notes and flags. What was typed and not saved is kept while the window is open."""

    def __init__(self, session: Session, desk: NoteDesk) -> None:
        self.session = session
        self.desk = desk
        self._dropped: dict[str, str] = {}

    def edit(self) -> None:
        """Asks for the note on the annotation at hand."""
        annotation = self._at_hand()
        if annotation is None:
            return
        dropped = self._dropped.get(annotation.id, "")
        words, save = self.desk.ask_note(
            tr("Note on this {layer}", layer=self._layer(annotation)), *self._shown(annotation), dropped
        )
        if save and self.session.do(self.session.project.set_note, annotation, words):
            self._dropped.pop(annotation.id, None)
        elif words != annotation.note:
            self._dropped[annotation.id] = words
            if not save:
                self.session.tell(tr("The note was not saved; N brings back what you typed."))
        else:
            self._dropped.pop(annotation.id, None)

    def flag(self) -> None:
        """Flags the annotation at hand to be talked about, or takes the flag away."""
        annotation = self._at_hand()
        if annotation is None:
            return
        flagged = not annotation.flagged
        if self.session.do(self.session.project.flag, annotation, flagged):
            self.session.tell(
                tr("Flagged, to be talked about; Ctrl+Shift+N goes from flag to flag.")
                if flagged
                else tr("The flag is gone.")
            )

    def next_flagged(self) -> None:
        """Goes to the next flagged annotation of this article, or else of the next article that has one."""
        session = self.session
        current = session.current.place if session.current else (-1, -1, "")
        here = self._flagged_here()
        behind = [place for place in here if place > current]
        if behind or session.article is None:
            self._go(behind)
            return
        store, annotator = session.project.store, session.project.annotator
        after, schema = store.number_of(session.article.id), session.project.schema
        article = next_flagged_article(store, annotator, after=after, on_demand=schema.on_demand | schema.retired)
        if article and article != session.article.id:
            session.open_article(article)
            here = self._flagged_here()
        self._go(here)
        if here and here[0] == current:
            session.tell(tr("No other annotation is flagged."))

    # In detail ---------------------------------------------------------------------------------------------------

    def _go(self, places: list[Place]) -> None:
        """Goes to the first of some places."""
        if not places:
            self.session.tell(tr("Nothing is flagged; Shift+N flags the annotation at hand."))
            return
        self.desk.clear_selection()
        self.session.go(self.session.annotations[places[0][2]])

    def _flagged_here(self) -> list[Place]:
        """Where something flagged is shown in the article at hand, in reading order."""
        session = self.session
        if session.article is None:
            return []
        flagged = flagged_in(session.project.store, session.article.id, session.project.annotator)
        return [place for place in session.places() if place[2] in flagged]

    def _at_hand(self) -> Annotation | None:
        if self.session.current is None:
            self.session.tell(tr("No annotation is at hand; J goes to the next one."))
        return self.session.current

    def _layer(self, annotation: Annotation) -> str:
        layer = self.session.project.schema.layer(annotation.layer)
        return in_sentence(layer.name) if layer else tr("annotation")

    def _shown(self, annotation: Annotation) -> tuple[str, str]:
        """What the annotation is in a few words, and its note."""
        session = self.session
        text = session.article.text if session.article else ""
        return excerpt(describe(annotation, text, session.actors, session.project.schema), 160), annotation.note
