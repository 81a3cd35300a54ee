"""What each command does: from the session, the selection and the draft to one verb of the project."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, Protocol

from annotation import draft as drafts
from annotation.alternatives import Pieces, Rounds, Surroundings, alternatives
from annotation.blind import typed_share
from annotation.describe import in_sentence
from annotation.differences import action_words
from annotation.draft import Draft
from annotation.model import Actor, Annotation, Change, Span, new_id
from annotation.offsets import Edge, Step, words_in
from annotation.proposals import begin, following_kind, following_parts, names_among
from annotation.reader.cues import find_cues
from annotation.schema import Layer, Role
from annotation.words import noted, tr, tr_many
from gui.cast_actions import CastActions, CastDesk
from gui.check_actions import CheckActions, CheckDesk
from gui.guideline_actions import GuidelineActions, GuidelineDesk
from gui.history_actions import HistoryActions, HistoryDesk
from gui.map_actions import MapActions, MapDesk
from gui.note_actions import NoteActions, NoteDesk
from gui.same_actions import SameActions, SameDesk
from gui.search_actions import SearchActions, SearchDesk
from gui.session import Session
from gui.view_actions import ViewActions, ViewDesk

ANONYMOUS = "Anonymous"
"""What the actor is called who stands for everybody who is not named."""

LONGEST_GAP = 500
"""How far behind the active part another piece is put, in characters."""


class Desk(
    CastDesk, SameDesk, CheckDesk, NoteDesk, HistoryDesk, GuidelineDesk, MapDesk, ViewDesk, SearchDesk, Protocol
):
    """What the actions need of the window."""

    def copy_selection(self) -> None: ...
    def pick_words(self) -> None: ...
    def focus(self, place: Literal["article", "queue", "lists"]) -> None: ...
    def chosen_change(self) -> Change | None: ...
    def article_beside(self, step: int) -> str | None: ...
    def next_open_article(self) -> str | None: ...
    def ask_annotator(self) -> None: ...
    def ask_reader(self) -> None: ...
    def ask_blind_share(self) -> str | None: ...
    def show_progress(self) -> None: ...
    def show_palette(self) -> None: ...
    def show_keys(self) -> None: ...
    def show_about(self) -> None: ...
    def new_project(self) -> None: ...
    def open_project(self) -> None: ...
    def import_articles(self, *, folder: bool) -> None: ...
    def export(self) -> None: ...
    def edit_labels(self) -> None: ...
    def close(self) -> bool: ...


class Actions:
    """The commands' verbs, for one session in one window."""

    def __init__(self, session: Session, desk: Desk) -> None:
        self.session = session
        self.desk = desk
        self.cast = CastActions(session, desk)
        self.checks = CheckActions(session, desk)
        self.notes = NoteActions(session, desk)
        self.history = HistoryActions(session, desk)
        self.guidelines = GuidelineActions(session, desk)
        self.view = ViewActions(session, desk)
        self.map = MapActions(session, desk)
        self.same = SameActions(session, desk)
        self.finding = SearchActions(desk)
        self._warned: str | None = None
        self._rounds: Rounds | None = None
        self._last: dict[str, Actor] = {}

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
            self.session.tell(tr("Accepted {count} at once; Ctrl+Z takes all of them back.", count=len(same)))
            self.next_suggestion()

    def reveal(self) -> None:
        """Shows the suggestions of the layers that are held back until one asks; in a blind article of all layers."""
        session = self.session
        layers = session.hidden_layers() if session.is_blind() else tuple(session.held_back())
        if session.article is None or not layers:
            session.tell(tr("No suggestions are held back."))
            return
        session.do(session.project.reveal, session.article.id, *layers)
        if session.current is None or session.current.status != "suggested":
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

    def keep_to_layer(self) -> None:
        """Has only suggestions of one layer come in turn, in every article: each time the next one, at last all."""
        session = self.session
        layers = session.project.schema.offered.layers
        ids = [layer.id for layer in layers]
        at = ids.index(session.only) + 1 if session.only in ids else 0
        session.keep_to(ids[at] if at < len(ids) else None)
        if at < len(ids):
            session.tell(
                tr("Only {layer} come in turn now; L goes on to the next layer.", layer=in_sentence(layers[at].plural))
            )
        else:
            session.tell(tr("Suggestions of all layers come in turn again."))
        if session.current is None or not session.is_in_turn(session.current):
            self.next_suggestion()

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
            self.session.tell(
                tr_many(
                    "{count} suggestion is undecided. Decide them (Tab), or press Ctrl+Enter again to leave them out.",
                    "{count} suggestions are undecided. Decide them (Tab), or press Ctrl+Enter again to leave them "
                    "out.",
                    left,
                )
            )
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
            self.session.tell(tr("The fix was dropped; nothing of it was saved."))
            return
        self._show(self.session.do(self.session.project.undo), noted("Took back: {action}."))

    def redo(self) -> None:
        """Does the action that was taken back last again."""
        self._show(self.session.do(self.session.project.redo), noted("Did again: {action}."))

    def take_back(self) -> None:
        """Takes back the change whose line is chosen in the history, and leaves what was done since."""
        change = self.desk.chosen_change()
        if change is None:
            self.session.tell(tr("Choose a line of the history first (Ctrl+3); Ctrl+Z takes back what was done last."))
            return
        self._show(self.session.do(self.session.project.take_back, change), noted("Did: {action}."))

    def pick_words(self) -> None:
        """Labels the words in sight, so that they can be selected by typing labels."""
        self.desk.pick_words()

    def copy(self) -> None:
        """Copies the selected words."""
        self.desk.copy_selection()

    # Making and fixing -------------------------------------------------------------------------------------------

    def begin(self, layer: Layer) -> None:
        """Begins an annotation of `layer` from the selection; where nothing is selected, from the one at hand."""
        session = self.session
        span = self.desk.selected_span() or self._span_to_go_on_from(layer)
        if session.article is None or span is None:
            session.tell(
                tr(
                    "Select the words first, then press {key} for a new {layer}.",
                    key=layer.key,
                    layer=in_sentence(layer.name),
                )
            )
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
            self._tell_what_waits(draft.after.layer)
        else:
            self.next_suggestion()

    def drop_draft(self) -> None:
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
        current = self.session.draft.after if self.session.draft else self._at_hand()
        layer = self._layer(current)
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
        at_hand = self._layer(current)
        nothing_begun = self.session.draft is None and self.desk.selected_span() is None
        if nothing_begun and current and at_hand and at_hand.actors:
            if self.cast.name(current, at_hand, actor):
                self.next_suggestion()
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

    # Articles and the window -------------------------------------------------------------------------------------

    def next_article(self) -> None:
        """Opens the next article of the queue."""
        self._open_beside(1)

    def previous_article(self) -> None:
        """Opens the previous article of the queue."""
        self._open_beside(-1)

    def next_open(self) -> None:
        """Opens the next article of the queue that is still to do."""
        following = self.desk.next_open_article()
        if following:
            self.session.open_article(following)
        elif self.desk.queue_choice.part != "all":
            self.session.tell(tr("Every article that the queue shows is done; Ctrl+L has it show others."))
        else:
            self.session.tell(
                tr("Every article of this project is done. Import more with Ctrl+I, or export with Ctrl+E.")
            )

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

    def edit_labels(self) -> None:
        """Opens the editor of the labels; what is being fixed has to be saved or dropped before."""
        if self.session.draft:
            self.session.tell(tr("Save what you are fixing (Enter) or drop it (Esc) first; then edit the labels."))
            return
        self.desk.edit_labels()

    def choose_annotator(self) -> None:
        """Asks under whose name labels are kept."""
        self.desk.ask_annotator()

    def choose_reader(self) -> None:
        """Asks which reader suggests."""
        self.desk.ask_reader()

    def set_blind_share(self) -> None:
        """Asks how many of a hundred articles are blind from now on."""
        typed = self.desk.ask_blind_share()
        if typed is None:
            return
        change = self.session.do(lambda: self.session.project.set_blind_share(typed_share(typed)))
        if change:
            share = self.session.project.blind_share()
            some = noted(
                "{share} % of the articles are blind from now on; whoever has begun one goes on with it as it was."
            )
            none = noted("No article is blind from now on; whoever has begun one goes on with it as it was.")
            self.session.tell(tr(some, share=share) if share else tr(none))

    def show_progress(self) -> None:
        """Opens the page that tells how far the project is, and how suggestions fare."""
        self.desk.show_progress()

    def quit(self) -> None:
        """Closes the window."""
        self.desk.close()

    # In detail ---------------------------------------------------------------------------------------------------

    def _at_hand(self) -> Annotation | None:
        if self.session.current is None:
            self.session.tell(tr("No annotation is at hand; Tab goes to the next suggestion."))
        return self.session.current

    def _layer(self, annotation: Annotation | None) -> Layer | None:
        """The layer of an annotation, with what is offered of it."""
        layer = self.session.project.schema.layer(annotation.layer) if annotation else None
        return layer.offered if layer else None

    def _go(self, annotation: Annotation | None) -> None:
        self.desk.clear_selection()
        self.session.go(annotation)

    def _go_on(self, annotation: Annotation | None) -> None:
        session = self.session
        self._go(annotation)
        if annotation is None and session.article and session.only and session.left():
            session.tell(
                tr_many(
                    "None of this layer is left here; {count} suggestion of another layer is. L has all come in turn, "
                    "Ctrl+J goes to the next article.",
                    "None of this layer is left here; {count} suggestions of other layers are. L has all come in turn, "
                    "Ctrl+J goes to the next article.",
                    session.left(),
                )
            )
        elif annotation is None and session.article:
            held_back = sum(session.held_back().values())
            sentences = [
                tr("This article is blind.") if session.is_blind() else tr("No suggestion is left here."),
                tr_many(
                    "{count} more is held back until you press D.",
                    "{count} more are held back until you press D.",
                    held_back,
                )
                if held_back
                else "",
                tr("Ctrl+Enter marks the article done."),
            ]
            session.tell(" ".join(filter(None, sentences)))

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

    def _finish(self, change: Change | None) -> None:
        if change:
            self.next_open()

    def _show(self, change: Change | None, message: str) -> None:
        if change is None:
            return
        about = [edit.after.id for edit in change.edits if isinstance(edit.after, Annotation)]
        here, current = self.session.annotations, self.session.current
        if about:
            self._go(next((here[one] for one in about if one in here), None))
        elif current and self.session.is_held_back(current):  # they were asked for, and are so no more
            self._go(None)
        self.session.tell(tr(message, action=action_words(change.action)))

    def _span_to_go_on_from(self, layer: Layer) -> Span | None:
        """A stance may begin from the quote at hand: what is said is the evidence."""
        current = self.session.current
        if current is None or layer.actor_role("holder") is None or "speaker" not in current.actors:
            return None
        return next(iter(current.spans.values()))[0]

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
        names = names_among(session.listed(), session.project.schema)
        around = Surroundings.of(draft.after, session.article.text, names, find_cues)
        return alternatives(draft.after, role.id, layer, around)

    def _redraft(self, before: Draft, after: Draft) -> None:
        """Takes a changed draft over; its kind follows its quotation marks, its other parts a content put elsewhere."""
        session = self.session
        layer, article = self._layer(after.after), session.article
        if layer and article:
            made = following_kind(before.after, after.after, layer, article.text)
            others = [a for a in session.listed() if a.id != made.id]
            schema = session.project.schema
            made = following_parts(before.after, made, layer, article, others, schema, cues=find_cues)
            after = replace(after, after=made)
        session.set_draft(after)

    def _choose_actor(self, draft: Draft, role: str, *, add: bool) -> None:
        layer = self._layer(draft.after)
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
        layer = self._layer(draft.after) if draft else None
        if draft is None or layer is None or not layer.actors:
            return
        naming = draft is not self.session.draft
        self.session.set_draft(drafts.put_actor(draft, _role_to_fill(draft, layer), actor, add=False, known=True))
        if naming:
            self.save_draft()

    def _mention_of_selection(self) -> Draft | None:
        session = self.session
        span = self.desk.selected_span()
        layer = next((la for la in session.project.schema.offered.layers if la.names_actors), None)
        if span is None or layer is None or session.article is None:
            session.tell(tr("Select some words first, then press the actor's digit."))
            return None
        self.desk.clear_selection()
        return begin(layer, span, session.article, (), session.project.schema, cues=find_cues)

    def _open_beside(self, step: int) -> None:
        beside = self.desk.article_beside(step)
        if beside:
            self.session.open_article(beside)


def _role_to_fill(draft: Draft, layer: Layer) -> str:
    """The actor role that a digit is for: the first that is open, else the last, which is what a stance is about."""
    roles = [role.id for role in layer.actors]
    return next((role for role in roles if role not in draft.after.actors), roles[-1])
