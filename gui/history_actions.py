"""What each command on an annotation's past does: to look at it, and to restore from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from annotation.describe import describe, excerpt, in_sentence, shorten
from annotation.differences import differences, told
from annotation.history import History, Past, deleted_in, history_of
from annotation.model import Actor, Annotation, Change
from annotation.words import tr
from gui.chooser import Choice
from gui.session import Session
from gui.wording import and_list


class HistoryDesk(Protocol):
    """What these actions need of the window."""

    def pick_line(self, title: str, lines: Sequence[Choice], placeholder: str) -> object | None: ...
    def clear_selection(self) -> None: ...


class HistoryActions:
    """The verbs of the past of annotations."""

    def __init__(self, session: Session, desk: HistoryDesk) -> None:
        self.session = session
        self.desk = desk

    def show(self) -> None:
        """Shows every change of the annotation at hand, and makes it what it was after the one that is picked."""
        session, annotation = self.session, self.session.current
        if annotation is None:
            session.tell(tr("No annotation is at hand; J goes to the next one."))
            return
        history = history_of(session.project.store, annotation)
        if not history.pasts:
            session.tell(tr("Nothing has been changed about it yet; it is as it came in."))
            return
        lines = [self._line(past, history) for past in history.pasts]
        picked = self.desk.pick_line(tr("History: Enter restores"), lines, tr("Type some words of a change"))
        if isinstance(picked, Past):
            self._restore(annotation, picked.after, history)

    def show_deleted(self) -> None:
        """Shows what the annotator has deleted in this article, and restores what is picked."""
        session = self.session
        if session.article is None:
            session.tell(tr("No article is open."))
            return
        history = deleted_in(session.project.store, session.article.id, session.project.annotator)
        if not history.pasts:
            session.tell(tr("You have deleted nothing in this article that is not there again."))
            return
        lines = [self._deleted_line(past, history) for past in history.pasts]
        picked = self.desk.pick_line(tr("Deleted: Enter restores"), lines, tr("Type some words of an annotation"))
        if isinstance(picked, Past):
            self._restore(None, picked.before, history)

    # In detail ---------------------------------------------------------------------------------------------------

    def _restore(self, now: Annotation | None, past: Annotation | None, history: History) -> None:
        session = self.session
        if past is None:
            session.tell(tr("This change deleted it; choose one before or behind it."))
            return
        if past == now:
            session.tell(tr("It is like this already; choose an older line."))
            return
        named = [history.actors[actor] for ids in past.actors.values() for actor in ids if actor in history.actors]
        change = session.do(session.project.restore, now, past, history.actors)
        if change:
            self._show(past, named, change)

    def _show(self, past: Annotation, named: Sequence[Actor], change: Change) -> None:
        """Brings what was restored to hand, and tells who came back with it."""
        session = self.session
        for actor in named:
            session.know(actor)
        restored = session.annotations.get(past.id)
        self.desk.clear_selection()
        session.go(restored if restored and session.shows(restored) else session.neighbour(1))
        back = [shorten(edit.value.name) for edit in change.edits if isinstance(edit.value, Actor)]
        again = tr("{names} is in the cast again.", names=and_list(back)) if back else ""
        session.tell(" ".join(filter(None, [tr("It is restored."), again, tr("Ctrl+Z takes that back.")])))

    def _line(self, past: Past, history: History) -> Choice:
        if past.change is None:
            suggested = past.after and past.after.origin == "model"
            came = tr("as it was suggested") if suggested else tr("as it was imported")
            return Choice(text=came, value=past, key=tr("at first"))
        found = differences(
            past.before, past.after, text=self._text(), actors=history.actors, schema=self.session.project.schema
        )
        return Choice(text=told(past.change, found), value=past, key=_when(past.change))

    def _deleted_line(self, past: Past, history: History) -> Choice:
        schema = self.session.project.schema
        layer = schema.layer(past.before.layer) if past.before else None
        words = describe(past.before, self._text(), history.actors, schema) if past.before else ""
        named = f"{in_sentence(layer.name)}: " if layer else ""
        return Choice(text=f"{named}{excerpt(words, 120)}", value=past, key=_when(past.change) if past.change else "")

    def _text(self) -> str:
        return self.session.article.text if self.session.article else ""


def _when(change: Change) -> str:
    return f"{change.at[:16].replace('T', ' ')} UTC · {change.annotator}"
