"""What each command does: from the session, the selection and the draft to one verb of the project."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, Protocol

from annotation import draft as drafts
from annotation.describe import counted
from annotation.draft import Draft
from annotation.model import Annotation, Change, Span
from annotation.offsets import Edge, Step, next_word_edge
from annotation.proposals import begin
from annotation.reader.cues import find_cues
from annotation.schema import Layer
from gui.cast_actions import CastActions, CastDesk
from gui.session import Session


class Desk(CastDesk, Protocol):
    """What the actions need of the window."""

    def selected_span(self) -> Span | None: ...
    def clear_selection(self) -> None: ...
    def copy_selection(self) -> None: ...
    def focus(self, place: Literal["article", "queue", "lists"]) -> None: ...
    def chosen_change(self) -> Change | None: ...
    def ask_annotator(self) -> None: ...
    def ask_reader(self) -> None: ...
    def show_palette(self) -> None: ...
    def show_keys(self) -> None: ...
    def show_about(self) -> None: ...
    def switch_theme(self) -> None: ...
    def new_project(self) -> None: ...
    def open_project(self) -> None: ...
    def import_articles(self, *, folder: bool) -> None: ...
    def export(self) -> None: ...
    def close(self) -> bool: ...


class Actions:
    """The commands' verbs, for one session in one window."""

    def __init__(self, session: Session, desk: Desk) -> None:
        self.session = session
        self.desk = desk
        self.cast = CastActions(session, desk)
        self._warned: str | None = None

    # Reviewing ---------------------------------------------------------------------------------------------------

    def accept(self) -> None:
        """Accepts the annotation at hand and goes on to the next suggestion."""
        annotation = self._at_hand()
        if annotation and self.session.do(self.session.project.accept, annotation):
            self.next_suggestion()

    def reject(self) -> None:
        """Rejects the annotation at hand (deletes what a person made) and goes on to the next suggestion."""
        annotation = self._at_hand()
        if annotation is None:
            return
        following = self.session.neighbour(1)
        if self.session.do(self.session.project.reject, annotation):
            self._go_on(following if following is not annotation else None)

    def fix(self) -> None:
        """Begins to fix the annotation at hand."""
        annotation = self._at_hand()
        layer = self._layer(annotation)
        if annotation and layer:
            self.session.set_draft(drafts.fixing(annotation, layer))

    def accept_same(self) -> None:
        """Accepts every suggestion of this layer that names the same actor, as one step."""
        annotation = self._at_hand()
        if annotation is None:
            return
        same = [
            other
            for other in self.session.undecided()
            if other.layer == annotation.layer and other.actors == annotation.actors
        ]
        if same and self.session.do(self.session.project.accept_all, same):
            self.session.tell(f"Accepted {len(same)} at once; Ctrl+Z takes all of them back.")
            self.next_suggestion()

    def reveal(self) -> None:
        """Shows the suggestions of the layers that are held back until one asks."""
        article = self.session.article
        held_back = self.session.held_back()
        if article is None or not held_back:
            self.session.tell("No suggestions are held back.")
            return
        for layer in held_back:
            self.session.do(self.session.project.reveal, article.id, layer)
        if self.session.current is None or self.session.current.status != "suggested":
            self.next_suggestion()

    def next_suggestion(self) -> None:
        """Goes to the next suggestion that is undecided."""
        self._go_on(self.session.neighbour(1))

    def previous_suggestion(self) -> None:
        """Goes to the previous suggestion that is undecided."""
        self._go_on(self.session.neighbour(-1))

    def next_annotation(self) -> None:
        """Goes to the next annotation, decided or not."""
        self._go(self.session.neighbour(1, suggested=False))

    def previous_annotation(self) -> None:
        """Goes to the previous annotation, decided or not."""
        self._go(self.session.neighbour(-1, suggested=False))

    def next_overlapping(self) -> None:
        """Goes round the annotations that stand over the same words."""
        current = self._at_hand()
        if current is None:
            return
        same = self.session.at(current.start)
        ids = [annotation.id for annotation in same]
        if len(same) > 1 and current.id in ids:
            self._go(same[(ids.index(current.id) + 1) % len(same)])

    def mark_done(self) -> None:
        """Marks the article done and opens the next one to do; asks once where suggestions are undecided."""
        article = self.session.article
        if article is None:
            return
        left = self.session.left()
        if left and self._warned != article.id:
            self._warned = article.id
            what = "1 suggestion is" if left == 1 else f"{left} suggestions are"
            self.session.tell(f"{what} undecided. Decide them (Tab), or press Ctrl+Enter again to leave them out.")
            return
        self._finish(self.session.do(self.session.project.mark, article.id, "done"))

    def skip(self) -> None:
        """Marks the article skipped and opens the next one to do."""
        if self.session.article:
            self._finish(self.session.do(self.session.project.mark, self.session.article.id, "skipped"))

    def reopen(self) -> None:
        """Marks the article open again."""
        if self.session.article:
            self.session.do(self.session.project.mark, self.session.article.id, "open")

    def suggest_again(self) -> None:
        """Asks the reader anew, bound by what was decided."""
        self.session.read_again()

    # Taking back -------------------------------------------------------------------------------------------------

    def undo(self) -> None:
        """Takes the last action back and goes to what it was about; while something is fixed, drops the fix."""
        if self.session.draft:
            self.drop_draft()
            self.session.tell("The fix was dropped; nothing of it was saved.")
            return
        self._show(self.session.do(self.session.project.undo), "Took back")

    def redo(self) -> None:
        """Does the action that was taken back last again."""
        self._show(self.session.do(self.session.project.redo), "Did again")

    def take_back(self) -> None:
        """Takes back the change whose line is chosen in the history, and leaves what was done since."""
        change = self.desk.chosen_change()
        if change is None:
            self.session.tell("Choose a line of the history first (Ctrl+3); Ctrl+Z takes back what was done last.")
            return
        self._show(self.session.do(self.session.project.take_back, change), "Did")

    def copy(self) -> None:
        """Copies the selected words."""
        self.desk.copy_selection()

    # Making and fixing -------------------------------------------------------------------------------------------

    def begin(self, layer: Layer) -> None:
        """Begins an annotation of `layer` from the selection; where nothing is selected, from the one at hand."""
        session = self.session
        span = self.desk.selected_span() or self._span_to_go_on_from(layer)
        if session.article is None or span is None:
            session.tell(f"Select the words first, then press {layer.key} for a new {layer.name.lower()}.")
            return
        draft = begin(layer, span, session.article, session.listed(), session.project.schema, cues=find_cues)
        self.desk.clear_selection()
        session.set_draft(draft)
        first = layer.actors[0] if layer.actors else None
        if first and first.required and first.id not in draft.after.actors:
            self._choose_actor(draft, first.id, add=False)

    def save_draft(self) -> None:
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
        else:
            self.next_suggestion()

    def drop_draft(self) -> None:
        """Leaves the annotation as it was."""
        self.session.set_draft(None)

    def move_boundary(self, edge: Edge, step: Step, unit: drafts.Unit) -> None:
        """Moves one edge of the active part by a word or a character."""
        if self.session.draft and self.session.article:
            text = self.session.article.text
            self.session.set_draft(drafts.move(self.session.draft, text, edge=edge, step=step, unit=unit))

    def next_part(self, step: Step) -> None:
        """Makes the next part of the draft the one whose boundaries move."""
        if self.session.draft:
            self.session.set_draft(drafts.next_piece(self.session.draft, step))

    def drop_part(self) -> None:
        """Removes the active part of the draft."""
        if self.session.draft:
            self.session.set_draft(drafts.drop_active(self.session.draft))

    def set_part(self, key: str, *, add: bool) -> None:
        """What a schema key does while fixing: puts a role at the selection, asks for an actor, or makes a choice."""
        draft = self.session.draft
        layer = self._layer(draft.after) if draft else None
        if draft is None or layer is None:
            return
        key = key.upper()
        spans = {role.key.upper(): role for role in layer.spans}
        actors = {role.key.upper(): role for role in layer.actors}
        choices = {c.key.upper(): (field.id, c.id) for field in layer.fields for c in field.choices}
        if key in spans:
            self._put_span(draft, spans[key].id, spans[key].name, add=add and spans[key].many)
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
            self.session.tell(f"The cast of this article has only {len(cast)} actors.")
            return
        draft, current = self.session.draft, self.session.current
        at_hand = self._layer(current)
        if draft is None and self.desk.selected_span() is None and current and at_hand and at_hand.actors:
            if self.cast.name(current, at_hand, cast[number].actor):
                self.next_suggestion()
            return
        if draft is None:
            draft = self._mention_of_selection()
        layer = self._layer(draft.after) if draft else None
        if draft is None or layer is None or not layer.actors:
            return
        actor = cast[number].actor
        naming = draft.before is None and draft is not self.session.draft
        self.session.set_draft(drafts.put_actor(draft, layer.actors[0].id, actor, add=False, known=True))
        if naming:
            self.save_draft()

    # Articles and the window -------------------------------------------------------------------------------------

    def next_article(self) -> None:
        """Opens the next article of the queue."""
        self._open_beside(1)

    def previous_article(self) -> None:
        """Opens the previous article of the queue."""
        self._open_beside(-1)

    def next_open(self) -> None:
        """Opens the next article that is still to do."""
        session = self.session
        store = session.project.store
        after = store.number_of(session.article.id) if session.article else 0
        following = store.next_open(session.project.annotator, after=after)
        if following:
            session.open_article(following)
        else:
            session.tell("Every article of this project is done. Import more with Ctrl+I, or export with Ctrl+E.")

    def to_article(self) -> None:
        """Puts the focus into the text."""
        self.desk.focus("article")

    def to_queue(self) -> None:
        """Puts the focus into the queue."""
        self.desk.focus("queue")

    def to_list(self) -> None:
        """Puts the focus into the lists beside the text."""
        self.desk.focus("lists")

    def show_palette(self) -> None:
        """Opens the command palette."""
        self.desk.show_palette()

    def show_keys(self) -> None:
        """Shows all keys."""
        self.desk.show_keys()

    def show_about(self) -> None:
        """Tells what this program is."""
        self.desk.show_about()

    def switch_theme(self) -> None:
        """Changes between light and dark."""
        self.desk.switch_theme()

    def new_project(self) -> None:
        """Makes a new project."""
        self.desk.new_project()

    def open_project(self) -> None:
        """Opens another project."""
        self.desk.open_project()

    def import_files(self) -> None:
        """Imports files."""
        self.desk.import_articles(folder=False)

    def import_folder(self) -> None:
        """Imports a folder."""
        self.desk.import_articles(folder=True)

    def export(self) -> None:
        """Exports a dataset."""
        self.desk.export()

    def choose_annotator(self) -> None:
        """Asks under whose name labels are kept."""
        self.desk.ask_annotator()

    def choose_reader(self) -> None:
        """Asks which reader suggests."""
        self.desk.ask_reader()

    def quit(self) -> None:
        """Closes the window."""
        self.desk.close()

    # In detail ---------------------------------------------------------------------------------------------------

    def _at_hand(self) -> Annotation | None:
        if self.session.current is None:
            self.session.tell("No annotation is at hand; Tab goes to the next suggestion.")
        return self.session.current

    def _layer(self, annotation: Annotation | None) -> Layer | None:
        return self.session.project.schema.layer(annotation.layer) if annotation else None

    def _go(self, annotation: Annotation | None) -> None:
        self.desk.clear_selection()
        self.session.go(annotation)

    def _go_on(self, annotation: Annotation | None) -> None:
        session = self.session
        self._go(annotation)
        if annotation is None and session.article:
            held_back = sum(session.held_back().values())
            more = f" {counted(held_back, 'more is', 'more are')} held back until you press D." if held_back else ""
            session.tell(f"No suggestion is left here.{more} Ctrl+Enter marks the article done.")

    def _finish(self, change: Change | None) -> None:
        if change:
            self.next_open()

    def _show(self, change: Change | None, verb: str) -> None:
        if change is None:
            return
        about = [edit.after for edit in change.edits if isinstance(edit.after, Annotation)]
        if about:
            self._go(self.session.annotations.get(about[0].id))
        self.session.tell(f"{verb}: {change.action}.")

    def _span_to_go_on_from(self, layer: Layer) -> Span | None:
        """A stance may begin from the quote at hand: what is said is the evidence."""
        current = self.session.current
        if current is None or layer.actor_role("holder") is None or "speaker" not in current.actors:
            return None
        return next(iter(current.spans.values()))[0]

    def _put_span(self, draft: Draft, role: str, name: str, *, add: bool) -> None:
        """Puts a role at the selection; without one makes it the active part, or puts it at words nearby to move on."""
        span = self.desk.selected_span()
        if span is None and role in draft.after.spans and not add:
            self.session.set_draft(replace(draft, active=drafts.Piece(role, 0)))
            return
        span = span or self._words_nearby(draft, role)
        if span is None:
            self.session.tell(f"Select the words of the {name.lower()} first, then press its key.")
            return
        self.desk.clear_selection()
        self.session.set_draft(drafts.put_span(draft, role, span, add=add))

    def _words_nearby(self, draft: Draft, role: str) -> Span | None:
        """Where a role may stand: what would be proposed in a new annotation, else the word behind the active part."""
        session, layer, active = self.session, self._layer(draft.after), drafts.active_span(draft)
        if session.article is None or layer is None or active is None:
            return None
        main = draft.after.spans.get(layer.main_role.id, (active,))[0]
        schema = session.project.schema
        new = begin(layer, main, session.article, session.listed(), schema, cues=find_cues).after
        if role in new.spans and role not in draft.after.spans:
            return new.spans[role][0]
        text = session.article.text
        start = next_word_edge(text, active.end, edge="start", step=1)
        end = next_word_edge(text, start, edge="end", step=1)
        return Span(start, end) if start < end else None

    def _choose_actor(self, draft: Draft, role: str, *, add: bool) -> None:
        layer = self._layer(draft.after)
        article = self.session.article
        if layer is None or article is None:
            return
        name = next((r.name for r in layer.actors if r.id == role), role)
        span = draft.after.spans.get(layer.main_role.id, (None,))[0]
        words = article.text[span.start : span.end] if span and layer.names_actors else ""
        answer = self.desk.ask_actor(f"{name} of this {layer.name.lower()}", self.session.cast(), words)
        if answer:
            actor, known = answer
            self.session.know(actor)
            self.session.set_draft(drafts.put_actor(draft, role, actor, add=add, known=known))

    def _mention_of_selection(self) -> Draft | None:
        session = self.session
        span = self.desk.selected_span()
        layer = next((la for la in session.project.schema.layers if la.names_actors), None)
        if span is None or layer is None or session.article is None:
            session.tell("Select some words first, then press the actor's digit.")
            return None
        self.desk.clear_selection()
        return begin(layer, span, session.article, (), session.project.schema, cues=find_cues)

    def _open_beside(self, step: int) -> None:
        session = self.session
        if session.article:
            beside = session.project.store.beside(session.article.id, step)
            if beside:
                session.open_article(beside)
