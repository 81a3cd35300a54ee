"""What the commands do by which annotations are made and fixed: a chain of keys over one draft."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal, Protocol

from annotation import draft as drafts
from annotation.alternatives import Pieces, Rounds, Surroundings, alternatives, reach
from annotation.describe import in_sentence
from annotation.draft import Draft
from annotation.model import Actor, Annotation, Span, new_id
from annotation.offsets import Edge, Step, words_in
from annotation.proposals import begin, following_kind, following_parts, names_among
from annotation.reader.cues import find_cues
from annotation.schema import Layer, Role
from annotation.words import tr, tr_many
from gui.cast_actions import CastActions, CastDesk
from gui.session import Session

ANONYMOUS = "Anonymous"
"""What the actor is called who stands for everybody who is not named."""

LONGEST_GAP = 500
"""How far behind the active part another piece is put, in characters."""


class MakingDesk(CastDesk, Protocol):
    """What these actions need of the window."""

    def selected_span(self) -> Span | None: ...
    def clear_selection(self) -> None: ...
    def focus(self, place: Literal["article", "queue", "lists"]) -> None: ...


class MakingActions:
    """The verbs of making and fixing. What they do stands in the session's draft until it is saved or dropped."""

    def __init__(self, session: Session, desk: MakingDesk, cast: CastActions, go_on: Callable[[], None]) -> None:
        """`go_on` goes to the next suggestion, after one that was fixed."""
        self.session = session
        self.desk = desk
        self.cast = cast
        self._go_on = go_on
        self._rounds: Rounds | None = None
        self._last: dict[str, Actor] = {}

    def begin(self, layer: Layer) -> None:
        """Begins an annotation of `layer` from the selection; where nothing is selected, from the one at hand."""
        session, selected = self.session, self.desk.selected_span()
        pieces = (selected,) if selected else self._pieces_to_go_on_from(layer)
        if session.article is None or not pieces:
            session.tell(
                tr(
                    "Select the words first, then press {key} for a new {layer}.",
                    key=layer.key,
                    layer=in_sentence(layer.name),
                )
            )
            return
        draft = begin(layer, pieces[0], session.article, session.listed(), session.project.schema, cues=find_cues)
        if layer.main_role.many:
            draft = replace(draft, after=draft.after.with_spans(layer.main_role.id, pieces))
        self.desk.clear_selection()
        session.set_draft(draft)
        first = layer.actors[0] if layer.actors else None
        if first and first.required and first.id not in draft.after.actors:
            self._choose_actor(draft, first.id, add=False)

    def save(self) -> None:
        """Saves the draft as one change; keeps it where something required is missing."""
        session, draft = self.session, self.session.draft
        if draft is None:
            return
        if draft.before is None:
            change = session.do(session.project.add, draft.after, new_actors=draft.new_actors)
        else:
            change = session.do(session.project.fix, draft.before, draft.after, new_actors=draft.new_actors)
        if change is None:
            return
        session.set_draft(None)
        if draft.before is None:
            session.go(session.annotations.get(draft.after.id))
            self._tell_what_waits(draft.after.layer)
        else:
            self._go_on()

    def drop(self) -> None:
        """Leaves the annotation as it was."""
        self.session.set_draft(None)

    def move_boundary(self, edge: Edge, step: Step, unit: drafts.Unit) -> None:
        """Moves one edge of the active part by a word or a character."""
        draft, article = self.session.draft, self.session.article
        if draft and article:
            self._redraft(draft, drafts.move(draft, article.text, edge=edge, step=step, unit=unit))

    def next_part(self, step: Step) -> None:
        """Makes the next part of the draft the one whose boundaries move."""
        if self.session.draft:
            self.session.set_draft(drafts.next_piece(self.session.draft, step))

    def drop_part(self) -> None:
        """Removes the active part of the draft."""
        draft = self.session.draft
        if draft:
            self._redraft(draft, drafts.drop_active(draft))

    def set_part(self, key: str, *, add: bool) -> None:
        """What a schema key does: puts a role at the selection, asks for an actor, or makes a choice.

        While nothing is being fixed, that begins with the annotation at hand.
        """
        current = self.session.draft.after if self.session.draft else self.session.at_hand()
        layer = self.session.layer_of(current)
        if current is None or layer is None:
            return
        draft = self.session.draft or drafts.fixing(current, layer)
        key = key.upper()
        spans = {role.key.upper(): role for role in layer.spans}
        actors = {role.key.upper(): role for role in layer.actors}
        choices = {c.key.upper(): (field.id, c.id) for field in layer.fields for c in field.choices}
        if key in spans:
            self._put_span(draft, layer, spans[key], add=add and spans[key].many)
        elif key in actors:
            self._choose_actor(draft, actors[key].id, add=add and actors[key].many)
        elif key in choices:
            self.session.set_draft(drafts.put_value(draft, *choices[key]))

    def use_actor(self, number: int) -> None:
        """Puts the cast's actor of that number (from 0) into the draft, or makes the selection a mention of it; with
        neither, the annotation at hand names it, and is accepted.
        """
        cast = self.session.cast()
        if number >= len(cast):
            self.session.tell(tr("The cast of this article has only {count} actors.", count=len(cast)))
            return
        actor, current = cast[number].actor, self.session.current
        at_hand = self.session.layer_of(current)
        nothing_begun = self.session.draft is None and self.desk.selected_span() is None
        if nothing_begun and current and at_hand and at_hand.actors:
            if self.cast.name(current, at_hand, actor):
                self._go_on()
        else:
            self._use(actor)

    def enter_actor(self, actor: Actor) -> bool:
        """Does as a digit does, for an actor whose line of the cast was entered; False where nothing is begun."""
        if self.session.draft is None and self.desk.selected_span() is None:
            return False
        self._use(actor)
        self.desk.focus("article")
        return True

    def drop_words(self, words: str, actor: Actor) -> None:
        """Makes the selection a mention of the actor that its words were dragged onto."""
        span, article = self.desk.selected_span(), self.session.article
        ours = article.text[span.start : span.end].split() if span and article else []
        if not ours or ours != words.split():
            self.session.tell(tr("Only words of this article can be dragged onto an actor: select some first."))
            return
        self._use(actor)

    # In detail ---------------------------------------------------------------------------------------------------

    def _pieces_to_go_on_from(self, layer: Layer) -> Pieces:
        """A stance may begin from the quote at hand: what is said, in all its pieces, is the evidence."""
        current, said = self.session.current, self.session.layer_of(self.session.current)
        if current is None or said is None or layer.actor_role("holder") is None or "speaker" not in current.actors:
            return ()
        return current.spans.get(said.main_role.id, ())

    def _put_span(self, draft: Draft, layer: Layer, role: Role, *, add: bool) -> None:
        """Puts a role at the selection; without one at the next of the places where it is likely to stand."""
        span = self.desk.selected_span()
        if span is None and add:
            span = self._word_behind(draft)
        if span is None:
            self._put_at_next_place(draft, layer, role)
            return
        self.desk.clear_selection()
        self._redraft(draft, drafts.put_span(draft, role.id, span, add=add))

    def _word_behind(self, draft: Draft) -> Span | None:
        """The word behind the active part: where another piece may begin, to be moved on."""
        active, article = drafts.active_span(draft), self.session.article
        if active is None or article is None:
            return None
        words = words_in(article.text, Span(active.end, min(active.end + LONGEST_GAP, len(article.text))))
        return words[0] if words else None

    def _put_at_next_place(self, draft: Draft, layer: Layer, role: Role) -> None:
        now, rounds = draft.after.spans.get(role.id, ()), self._rounds
        if rounds is None or rounds.role != role.id or rounds.place != now:
            rounds = Rounds(role.id, (now, *self._places(draft, layer, role)))
        self._rounds = rounds = rounds.on()
        if len(rounds.places) == 1:
            self.session.tell(
                tr(
                    "No other place for the {role} is likely; select its words, then press its key.",
                    role=in_sentence(role.name),
                )
            )
        self._redraft(draft, drafts.put_pieces(draft, role.id, rounds.place))

    def _places(self, draft: Draft, layer: Layer, role: Role) -> list[Pieces]:
        """Where a role is likely to stand, without where it does."""
        session = self.session
        if session.article is None:
            return []
        names = names_among(session.beginning_in(reach(draft.after)), session.project.schema)
        around = Surroundings.of(draft.after, session.article.text, names, find_cues)
        return alternatives(draft.after, role.id, layer, around)

    def _redraft(self, before: Draft, after: Draft) -> None:
        """Takes a changed draft over; its kind follows its quotation marks, its other parts a content put elsewhere."""
        session = self.session
        layer, article = self.session.layer_of(after.after), session.article
        if layer and article:
            made = following_kind(before.after, after.after, layer, article.text)
            own, schema = made.id, session.project.schema

            def others() -> list[Annotation]:
                return [a for a in session.listed() if a.id != own]

            made = following_parts(before.after, made, layer, article, others, schema, cues=find_cues)
            after = replace(after, after=made)
        session.set_draft(after)

    def _choose_actor(self, draft: Draft, role: str, *, add: bool) -> None:
        layer = self.session.layer_of(draft.after)
        article = self.session.article
        if layer is None or article is None:
            return
        name = next((r.name for r in layer.actors if r.id == role), role)
        span = draft.after.spans.get(layer.main_role.id, (None,))[0]
        words = article.text[span.start : span.end] if span and layer.names_actors else ""
        answer = self.desk.ask_actor(
            tr("{role} of this {layer}", role=name, layer=in_sentence(layer.name)),
            self.session.cast(),
            words,
            last=self._last.get(role),
            anonymous=None if layer.names_actors else self._anonymous(),
        )
        if answer:
            actor, known = answer
            self.session.know(actor)
            self._last[role] = actor
            self.session.set_draft(drafts.put_actor(draft, role, actor, add=add, known=known))

    def _anonymous(self) -> tuple[Actor, bool]:
        """Who speaks where nobody is named, and whether the project knows them already."""
        project = self.session.project
        kind = project.schema.offered.kinds[-1].id
        known = project.store.actor_named(ANONYMOUS, kind)
        return known or Actor(id=new_id(), name=ANONYMOUS, kind=kind), known is not None

    def _use(self, actor: Actor) -> None:
        """Puts an actor into the draft, or makes the selection a mention of it."""
        draft = self.session.draft or self._mention_of_selection()
        layer = self.session.layer_of(draft.after) if draft else None
        if draft is None or layer is None or not layer.actors:
            return
        naming = draft is not self.session.draft
        self.session.set_draft(drafts.put_actor(draft, _role_to_fill(draft, layer), actor, add=False, known=True))
        if naming:
            self.save()

    def _mention_of_selection(self) -> Draft | None:
        session = self.session
        span = self.desk.selected_span()
        layer = next((la for la in session.project.schema.offered.layers if la.names_actors), None)
        if span is None or layer is None or session.article is None:
            session.tell(tr("Select some words first, then press the actor's digit."))
            return None
        self.desk.clear_selection()
        return begin(layer, span, session.article, (), session.project.schema, cues=find_cues)

    def _tell_what_waits(self, layer_id: str) -> None:
        """After the annotator's first annotation of a layer: how many suggestions of it wait to be asked for."""
        session = self.session
        waiting, layer = session.held_back().get(layer_id, 0), session.project.schema.layer(layer_id)
        if layer and waiting and session.shown_counts()[layer_id] == 1:
            what = tr_many(
                "{count} suggested {layer} waits.",
                "{count} suggested {layer}s wait.",
                waiting,
                layer=in_sentence(layer.name),
            )
            blind = tr("Make all of your own first; D shows them, with all the others of this blind article.")
            first = blind if session.is_blind() else tr("Make all of your own first; D shows them.")
            session.tell(f"{what} {first}")


def _role_to_fill(draft: Draft, layer: Layer) -> str:
    """The actor role that a digit is for: the first that is open, else the last, which is what a stance is about."""
    roles = [role.id for role in layer.actors]
    return next((role for role in roles if role not in draft.after.actors), roles[-1])
