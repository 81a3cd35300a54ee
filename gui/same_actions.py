"""What the commands on the same words do: from a mention or a selection to one change in many places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from annotation.cast import CastEntry
from annotation.describe import shorten
from annotation.model import Actor, Annotation, Change, Span
from annotation.project import Project
from annotation.same import LONGEST, Occurrence, Task
from annotation.schema import Layer
from annotation.words import noted, tr
from gui.session import Session
from gui.wording import counted_names

MANY = 500
"""From how many places on a change is made in the worker's thread."""

_DID = {
    "label": noted("Labelled {what}; Ctrl+Z takes all of that back."),
    "change": noted("Changed {what}; Ctrl+Z takes all of that back."),
    "delete": noted("Deleted {what}; Ctrl+Z takes all of that back."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the preview begins with: the words, whom they name (None where nobody knows), and what is to be done."""

    words: str
    layer: Layer
    actor: Actor | None
    task: Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the person has decided: the task, the places, the actor, and whether the project has that one already.

    `everywhere` tells that the project was looked through, not only the article at hand.
    """

    task: Task
    places: Sequence[Occurrence]
    actor: Actor | None
    known: bool
    everywhere: bool


class SameDesk(Protocol):
    """What these actions need of the window."""

    def selected_span(self) -> Span | None: ...
    def clear_selection(self) -> None: ...
    def ask_actor(
        self, title: str, cast: Sequence[CastEntry], words: str, *, new: bool = True
    ) -> tuple[Actor, bool] | None: ...
    def ask_same(self, asked: Asked) -> Answer | None: ...


class SameActions:
    """The verbs for the same words. They are about the selected words, or else those of the mention at hand."""

    def __init__(self, session: Session, desk: SameDesk) -> None:
        self.session = session
        self.desk = desk

    def begin(self, task: Task) -> None:
        """Shows where the same words stand, and does what the person decides there."""
        asked = self._asked(task)
        if asked is None:
            self.session.tell(
                tr("Choose a mention or select some words first; what is the same is looked for by words.")
            )
            return
        if len(asked.words) > LONGEST:
            self.session.tell(
                tr("Only words of up to {count} characters can be looked for; select fewer.", count=LONGEST)
            )
            return
        answer = self.desk.ask_same(asked)
        if answer:
            self._do(asked.layer, answer)

    # In detail ---------------------------------------------------------------------------------------------------

    def _asked(self, task: Task) -> Asked | None:
        session, span, current = self.session, self.desk.selected_span(), self.session.current
        layers = [layer for layer in session.project.schema.offered.layers if layer.names_actors and layer.actors]
        at_hand = next((layer for layer in layers if current and layer.id == current.layer), None)
        layer = at_hand or next(iter(layers), None)
        if span is None and at_hand and current:
            span = next(iter(current.spans.get(at_hand.main_role.id, ())), None)
        if session.article is None or span is None or layer is None:
            return None
        words = session.article.text[span.start : span.end]
        return Asked(words=words, layer=layer, actor=self._named(span, words, layer), task=task)

    def _named(self, span: Span, words: str, layer: Layer) -> Actor | None:
        """Whom a mention names that stands at the span, or else the first one of the same words."""
        session = self.session
        text = session.article.text if session.article else ""
        mentions = [a for a in session.listed() if a.layer == layer.id and text[a.start : a.end] == words]
        best = min(mentions, key=lambda a: (a != session.current, a.start != span.start), default=None)
        named = best.actors.get(layer.actors[0].id, ()) if best else ()
        return session.actors.get(named[0]) if named else None

    def _do(self, layer: Layer, answer: Answer) -> None:
        session = self.session
        if answer.actor:
            session.know(answer.actor)
        article = session.article.id if session.article and not answer.everywhere else None

        def verb(project: Project) -> Change:
            return project.same_for_all(
                answer.task, answer.places, layer, answer.actor, known=answer.known, article_id=article
            )

        def tell(change: Change) -> None:
            self._go_on()
            what = counted_names(len(answer.places), layer.name)
            if answer.actor:
                what = tr("{what} of {actor}", what=what, actor=shorten(answer.actor.name))
            session.tell(tr(_DID[answer.task], what=what))

        self.desk.clear_selection()
        if len(answer.places) < MANY:
            change = session.do(verb, session.project)
            if change:
                tell(change)
        else:
            session.tell(tr("{count:,} places are being changed …", count=len(answer.places)))
            session.do_aside(verb, tell)

    def _go_on(self) -> None:
        """Goes to the next suggestion where the annotation at hand is gone."""
        current: Annotation | None = self.session.current
        if current is None or not self.session.shows(current):
            self.session.go(self.session.neighbour(1))
