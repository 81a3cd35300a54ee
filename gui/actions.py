"""What each command does: from the session, the selection and the draft to one verb of the project."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, Protocol

from annotation import draft as drafts
from annotation.blind import typed_share
from annotation.describe import in_sentence
from annotation.differences import action_words
from annotation.model import Annotation, Change
from annotation.project import Project
from annotation.words import noted, tr, tr_many
from gui.cast_actions import CastActions
from gui.check_actions import CheckActions, CheckDesk
from gui.guideline_actions import GuidelineActions, GuidelineDesk
from gui.history_actions import HistoryActions, HistoryDesk
from gui.making_actions import MakingActions, MakingDesk
from gui.map_actions import MapActions, MapDesk
from gui.note_actions import NoteActions, NoteDesk
from gui.same_actions import MANY, SameActions, SameDesk
from gui.search_actions import SearchActions, SearchDesk
from gui.session import Session
from gui.view_actions import ViewActions, ViewDesk


class Desk(
    MakingDesk, SameDesk, CheckDesk, NoteDesk, HistoryDesk, GuidelineDesk, MapDesk, ViewDesk, SearchDesk, Protocol
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
        self.making = MakingActions(session, desk, self.cast, self.next_suggestion)
        self.checks = CheckActions(session, desk)
        self.notes = NoteActions(session, desk)
        self.history = HistoryActions(session, desk)
        self.guidelines = GuidelineActions(session, desk)
        self.view = ViewActions(session, desk)
        self.map = MapActions(session, desk)
        self.same = SameActions(session, desk)
        self.finding = SearchActions(desk)
        self._warned: str | None = None

    # Reviewing ---------------------------------------------------------------------------------------------------

    def accept(self) -> None:
        """Accepts the annotation at hand and goes on to the next suggestion."""
        annotation = self.session.at_hand()
        if annotation and self.session.do(self.session.project.accept, annotation):
            self.next_suggestion()

    def reject(self) -> None:
        """Rejects the annotation at hand (deletes what a person made) and goes on to the next suggestion."""
        annotation = self.session.at_hand()
        if annotation is None:
            return
        following = self.session.neighbour(1)
        if self.session.do(self.session.project.reject, annotation):
            self._go_on(following if following is not annotation else None)

    def fix(self) -> None:
        """Begins to fix the annotation at hand."""
        annotation = self.session.at_hand()
        layer = self.session.layer_of(annotation)
        if annotation and layer:
            self.session.set_draft(drafts.fixing(annotation, layer))

    def accept_same(self) -> None:
        """Accepts every suggestion of this layer that names the same actor, as one step."""
        annotation = self.session.at_hand()
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
        current = self.session.at_hand()
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
            self.making.drop()
            self.session.tell(tr("The fix was dropped; nothing of it was saved."))
            return
        number = self.session.project.store.last_undoable(self.session.project.annotator)
        self._do_sized(Project.undo, number, noted("Took back: {action}."))

    def redo(self) -> None:
        """Does the action that was taken back last again."""
        number = self.session.project.store.last_redoable(self.session.project.annotator)
        self._do_sized(Project.redo, number, noted("Did again: {action}."))

    def take_back(self) -> None:
        """Takes back the change whose line is chosen in the history, and leaves what was done since."""
        change = self.desk.chosen_change()
        if change is None:
            self.session.tell(tr("Choose a line of the history first (Ctrl+3); Ctrl+Z takes back what was done last."))
            return
        self._do_sized(lambda project: project.take_back(change), change.number, noted("Did: {action}."))

    def pick_words(self) -> None:
        """Labels the words in sight, so that they can be selected by typing labels."""
        self.desk.pick_words()

    def copy(self) -> None:
        """Copies the selected words."""
        self.desk.copy_selection()

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

    def _do_sized(self, verb: Callable[[Project], Change], number: int | None, message: str) -> None:
        """Runs a verb over the change of that number: in the worker's thread where it is a large one."""
        session = self.session
        if number is not None and session.project.store.edit_count(number) >= MANY:
            session.tell(tr("A large change is being made …"))
            session.do_aside(verb, lambda change: self._show(change, message))
        else:
            self._show(session.do(verb, session.project), message)

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

    def _open_beside(self, step: int) -> None:
        beside = self.desk.article_beside(step)
        if beside:
            self.session.open_article(beside)
