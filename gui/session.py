"""The open project as the window sees it: the article at hand, the annotation at hand, the draft, and one door to
every change. Panels know the session and the model, and nothing of each other.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Callable, MutableMapping
from contextlib import closing
from typing import Any, ParamSpec, TypeVar

from PySide6.QtCore import QObject, Signal

from annotation.blind import held_back_layers
from annotation.cast import CastEntry, cast_of
from annotation.draft import Draft
from annotation.errors import Problem
from annotation.looked_at import Annotations
from annotation.model import Actor, Annotation, Article, Change, Labels, Outline, Place, Progress, Span
from annotation.project import Project
from annotation.reader import Reader, load_reader
from annotation.schema import Layer
from annotation.store import Store
from annotation.words import tr
from gui.background import Background, Job

P = ParamSpec("P")
R = TypeVar("R")

LONG = 200_000
"""From how many characters on an article's suggestions are laid out in the worker's thread."""


class Session(QObject):
    """One project, open in one window.

    Signals:
        changing: a verb is about to run; what works in the background gives way.
        opened: another article is at hand, or none.
        rewritten: another window or command has written to the file, and the article at hand was loaded anew.
        changed: the Change that was just saved and is now in the values below.
        moved: another annotation is at hand, or none; True when the text should follow it.
        drafted: the draft began, changed or ended.
        told: a sentence for the person, and True when it is a problem.
        reading: True while the reader reads the article at hand.
    """

    changing = Signal()
    opened = Signal()
    rewritten = Signal()
    changed = Signal(object)
    moved = Signal(bool)
    drafted = Signal()
    told = Signal(str, bool)
    reading = Signal(bool)

    def __init__(self, project: Project, background: Background, *, model: str | None = None) -> None:
        super().__init__()
        self.project = project
        self.background = background
        self.model = model
        self.article: Article | None = None
        self.progress: Progress | None = None
        self.annotations = Annotations("", [], lambda _ids: [])
        self.actors: dict[str, Actor] = {}
        self.current: Annotation | None = None
        self.draft: Draft | None = None
        self.only: str | None = None
        self._order: list[Place] = []
        self._waiting: list[Place] = []
        self._in_turn: list[Place] = []
        self._hidden: frozenset[str] = frozenset()
        self._reader: Reader | None = None
        self._seen_version = project.store.data_version()

    # The article at hand -----------------------------------------------------------------------------------------

    def open_article(self, article_id: str | None) -> None:
        """Shows an article, with its suggestions laid out; asks the reader in the background if nobody has yet."""
        self._drop_draft()
        project = self.project
        self.article = project.store.article(article_id) if article_id else None
        to_be_read = self.article is not None and self._needs_work(self.article)
        self._load()
        self.opened.emit()
        self._go(self._first(), follow=True)
        self.reading.emit(to_be_read)
        if self.article and to_be_read:
            self._ask_for_suggestions(self.article)

    def read_again(self) -> None:
        """Asks the reader anew, bound by what was decided; its answer takes the place of what is undecided."""
        article = self.article
        if article:
            self.reading.emit(True)
            decided = self.project.decided(article.id)
            self.background.run(
                "read",
                lambda job: self._read(article, decided, job),
                lambda labels: self._take_second_reading(article, labels),
            )

    def choose_reader(self, name: str | None, then: Callable[[], None]) -> None:
        """Has the reader of that name (None: the shipped one) suggest from now on, and calls `then`.

        It is loaded in the background; where that fails the problem is told, and the reader stays as it was.
        """

        def take(reader: Reader) -> None:
            self.model, self._reader = name, reader
            self.tell(tr("The reader is now “{reader}”; Ctrl+R has it read this article.", reader=reader.name))
            then()

        self.background.run("reader", lambda _job: load_reader(name), take)

    def look_again(self) -> bool:
        """Loads the article anew if another window or command has written to the file; True if one has.

        While there is a draft nothing is loaded: that waits until the draft has ended.
        """
        version = self.project.store.data_version()
        if version == self._seen_version or self.draft:
            return False
        self._seen_version = version
        if self.article:
            current = self.current.id if self.current else None
            self._load()
            self.opened.emit()
            self._go(self.annotations.get(current or "") or self._first(), follow=False)
        self.rewritten.emit()
        return True

    def cast(self) -> list[CastEntry]:
        """The cast of the article at hand, most named first."""
        if self.article is None:
            return []
        return cast_of(self.project, self.article, self.actors, hidden=sorted(self._hidden))

    def cast_size(self) -> int:
        """How many actors the cast has, which is told sooner than who they are."""
        if self.article is None:
            return 0
        return self.project.store.actor_count(self.article.id, self.project.annotator, hidden=sorted(self._hidden))

    # Which annotations count -------------------------------------------------------------------------------------

    def shows(self, annotation: Annotation | Outline) -> bool:
        """False for what is rejected, and for suggestions of layers that are retired, or held back until asked for."""
        if annotation.status == "rejected":
            return False
        return annotation.status != "suggested" or annotation.layer not in self._hidden

    def is_held_back(self, annotation: Annotation | Outline) -> bool:
        """True for a suggestion that is not shown, which nothing may bring to hand."""
        return annotation.status == "suggested" and not self.shows(annotation)

    def is_blind(self) -> bool:
        """True in a blind article as long as the annotator has not asked for its suggestions."""
        return self.progress is not None and self.progress.blind and bool(self.hidden_layers())

    def hidden_layers(self) -> tuple[str, ...]:
        """The layers whose suggestions are held back here, whether there are any or not, in the schema's order."""
        return tuple(layer.id for layer in self.project.schema.offered.layers if layer.id in self._hidden)

    def listed(self) -> list[Annotation]:
        """The annotations that are shown, in reading order."""
        return self.annotations.look_at([place[2] for place in self._order])

    def places(self) -> list[Place]:
        """Where the annotations that are shown stand, in reading order."""
        return list(self._order)

    def undecided(self) -> list[Annotation]:
        """The suggestions that are shown and wait for a decision, in reading order."""
        return self.annotations.look_at([place[2] for place in self._waiting])

    def left(self) -> int:
        """How many suggestions are undecided."""
        return len(self._waiting)

    def is_in_turn(self, annotation: Annotation | Outline) -> bool:
        """Whether it is a suggestion that waits, of the layer that is kept to, if one is."""
        return self._waits(annotation) and self.only in (None, annotation.layer)

    def left_in_turn(self) -> int:
        """How many of them are in turn: all, or those of the one layer that is kept to."""
        return len(self._in_turn)

    def held_back(self) -> dict[str, int]:
        """How many suggestions of each layer are held back until the annotator asks for them."""
        counts: dict[str, int] = {}
        hidden = self.hidden_layers()
        for outline in self.annotations.outlines():
            if outline.status == "suggested" and outline.layer in hidden:
                counts[outline.layer] = counts.get(outline.layer, 0) + 1
        return counts

    def shown_counts(self) -> Counter[str]:
        """How many annotations of each layer are shown."""
        return Counter([outline.layer for outline in self.annotations.outlines() if self.shows(outline)])

    def beginning_in(self, span: Span) -> list[Annotation]:
        """The shown annotations that begin in a stretch, in reading order."""
        first, last = (bisect_left(self._order, (offset, -1, "")) for offset in span)
        return self.annotations.look_at([place[2] for place in self._order[first:last]])

    def at(self, offset: int) -> list[Annotation]:
        """The shown annotations that have a span over a code point offset, the shortest first."""
        near = self.annotations.look_at([i for start, end, i in self._order if start <= offset < end])
        hits = [a for a in near if any(s.start <= offset < s.end for p in a.spans.values() for s in p)]
        return sorted(hits, key=lambda a: (a.end - a.start, a.id))

    def like(self, annotation: Annotation) -> Annotation | None:
        """The shown annotation of the article at hand that is this one, or was laid out from it; None without one."""
        if annotation.id in self.annotations:
            found = [self.annotations[annotation.id]]
        else:
            places = [place[2] for place in self._order if place[:2] == (annotation.start, annotation.end)]
            found = [a for a in self.annotations.look_at(places) if a.layer == annotation.layer]
        return next((a for a in found if self.shows(a) and a.spans == annotation.spans), None)

    # Moving ------------------------------------------------------------------------------------------------------

    def go(self, annotation: Annotation | None, *, follow: bool = True) -> None:
        """Makes an annotation the one at hand; a draft that was begun is dropped."""
        self._drop_draft()
        self._go(annotation, follow=follow)

    def neighbour(self, step: int, *, suggested: bool = True) -> Annotation | None:
        """The next (1) or previous (-1) suggestion in turn, or any annotation, round and round; None without one."""
        order = self._in_turn if suggested else self._order
        if not order:
            return None
        here = self.current.place if self.current else (-1, -1, "")
        at = bisect_right(order, here) if step > 0 else bisect_left(order, here) - 1
        return self.annotations[order[at % len(order)][2]]

    def at_hand(self) -> Annotation | None:
        """The annotation at hand; tells how to get one where there is none."""
        if self.current is None:
            self.tell(tr("No annotation is at hand; Tab goes to the next suggestion."))
        return self.current

    def layer_of(self, annotation: Annotation | None) -> Layer | None:
        """The layer of an annotation, with what is offered of it."""
        layer = self.project.schema.layer(annotation.layer) if annotation else None
        return layer.offered if layer else None

    def keep_to(self, layer: str | None) -> None:
        """Has the suggestions of one layer alone come in turn from now on, in every article; None: those of all."""
        self.only = layer
        self._sort()
        self.moved.emit(False)

    def tell(self, sentence: str) -> None:
        """Shows a sentence that is no problem."""
        self.told.emit(sentence, False)

    # Changing ----------------------------------------------------------------------------------------------------

    def do(self, verb: Callable[P, Change], *args: P.args, **kwargs: P.kwargs) -> Change | None:
        """The one door to every change: runs a verb of the project, takes its Change over and tells everybody.

        Gives None, and tells why, when the verb raised a Problem; nothing has changed then.
        """
        self.changing.emit()
        change = self._try(verb, *args, **kwargs)
        if change is None:
            self.look_again()
            return None
        if change.article and (self.article is None or change.article != self.article.id):
            self.open_article(change.article)
        else:
            self._take_over(change)
        self.changed.emit(change)
        return change

    def do_aside(self, verb: Callable[[Project], Change], then: Callable[[Change], None]) -> None:
        """As `do`, for a change over so much that the worker's thread has to make it; calls `then` with it.

        One at a time: while one is being made, another is refused in a sentence.
        """
        if self.background.busy("change"):
            self.told.emit(tr("The change before is still being made; try again in a moment."), True)
            return
        self.changing.emit()

        def take(change: Change) -> None:
            self._take_over(change)
            self.changed.emit(change)
            then(change)

        self.run("change", lambda _job, project: verb(project), take)

    def run(
        self,
        key: str,
        work: Callable[[Job, Project], R],
        then: Callable[[R], None],
        *,
        background: Background | None = None,
    ) -> None:
        """Runs work on the project in the background, with a connection of its own, for a thread needs one.

        What takes so long that the reader should not wait for it has a background of its own.
        """
        path, schema, annotator = self.project.store.path, self.project.schema, self.project.annotator

        def in_thread(job: Job) -> R:
            with closing(Project(Store(path), schema, annotator)) as project:
                return work(job, project)

        (background or self.background).run(key, in_thread, then)

    def know(self, actor: Actor) -> None:
        """Lets the panels name an actor of the project that this article did not have before."""
        self.actors.setdefault(actor.id, actor)

    def set_draft(self, draft: Draft | None) -> None:
        """Begins, changes or (None) drops the draft."""
        self.draft = draft
        self.drafted.emit()

    # In detail ---------------------------------------------------------------------------------------------------

    def _try(self, verb: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R | None:
        """What the verb gives; None, with the sentence told, when it raises a Problem."""
        try:
            return verb(*args, **kwargs)
        except Problem as problem:
            self.told.emit(str(problem), True)
            return None

    def _load(self) -> None:
        project = self.project
        article = self.article
        outlines = project.store.outlines(article.id, project.annotator) if article else []
        self._keep_progress(project.progress(article.id) if article else None)
        self.annotations = Annotations(article.id if article else "", outlines, project.store.annotations_with)
        self.actors = {actor.id: actor for actor in project.store.actors_of(article.id)} if article else {}
        self._sort()

    def _keep_progress(self, progress: Progress | None) -> None:
        self.progress = progress
        self._hidden = held_back_layers(self.project.schema, progress) | self.project.schema.retired

    def _sort(self) -> None:
        shown = sorted([outline for outline in self.annotations.outlines() if self.shows(outline)])
        self._order = [outline.place for outline in shown]
        self._waiting = [outline.place for outline in shown if outline.status == "suggested"]
        self._in_turn = [outline.place for outline in shown if self.is_in_turn(outline)]

    def _waits(self, outline: Annotation | Outline) -> bool:
        return outline.status == "suggested" and self.shows(outline)

    def _take_over(self, change: Change) -> None:
        """Puts the values of a change into those held here."""
        for edit in change.edits:
            match edit.value:
                case Actor() as actor:
                    _take(self.actors, actor.id, edit.after)
                case Annotation() as annotation if self._is_here(annotation):
                    before = self.annotations.outline(annotation.id)
                    _take(self.annotations, annotation.id, edit.after)
                    self._replace(before, self.annotations.outline(annotation.id))
                case Progress() as progress:
                    self._keep_progress(self.project.progress(progress.article))
                    self._sort()
                case _:
                    pass  # an annotation in another article or of another annotator, or what is set for the project
        if self.current and self.current.id not in self.annotations:
            self.current = None
        elif self.current:
            self.current = self.annotations[self.current.id]

    def _is_here(self, annotation: Annotation) -> bool:
        return (
            self.article is not None
            and annotation.article == self.article.id
            and annotation.annotator == self.project.annotator
        )

    def _replace(self, before: Outline | None, after: Outline | None) -> None:
        """Keeps the reading order true without sorting all of it."""
        for order, belongs in (
            (self._order, self.shows),
            (self._waiting, self._waits),
            (self._in_turn, self.is_in_turn),
        ):
            if before:
                _take_out(order, before.place)
            if after and belongs(after):
                insort(order, after.place)

    def _go(self, annotation: Annotation | None, *, follow: bool) -> None:
        self.current = None if annotation and self.is_held_back(annotation) else annotation
        self.moved.emit(follow)

    def _drop_draft(self) -> None:
        if self.draft:
            self.set_draft(None)

    def _first(self) -> Annotation | None:
        places = self._in_turn or self._order
        return self.annotations[places[0][2]] if places else None

    # The reader --------------------------------------------------------------------------------------------------

    def _needs_work(self, article: Article) -> bool:
        """Lays kept suggestions out at once where that is quick; True where the worker has to do it, or to read."""
        if self.project.progress(article.id).suggested:
            return False
        self._try(self.project.begin, article.id)
        return len(article.text) > LONG or self._try(self.project.lay_out, article.id) is False

    def _ask_for_suggestions(self, article: Article) -> None:
        """Has what the reader suggests kept for everybody and laid out for the annotator, in the worker's thread."""

        def work(job: Job, project: Project) -> tuple[Article, str]:
            if project.lay_out(article.id):
                return article, ""
            # What is kept is for whoever opens the article, so it is bound by nobody's decisions.
            labels = self._read(article, Labels(), job)
            project.keep_suggestions(article.id, labels)
            if not project.lay_out(article.id):
                project.nothing_suggested(article.id)
            return article, labels.remark

        self.run("read", work, self._show_suggestions)

    def _show_suggestions(self, read: tuple[Article, str]) -> None:
        article, remark = read
        if self.article and self.article.id == article.id:
            self._seen_version = self.project.store.data_version()
            self._load()
            self.opened.emit()
            self._go(self._first(), follow=self.draft is None)
            self._end_reading(remark)

    def _end_reading(self, remark: str) -> None:
        self.reading.emit(False)
        if remark:
            self.tell(remark)

    def _read(self, article: Article, decided: Labels, job: Job) -> Labels:
        # Loaded in the worker's thread, for spaCy takes its time, and kept for the next article. The reading is broken
        # off when its answer would be dropped: when another article is to be read, or the window is closed.
        self._reader = self._reader or load_reader(self.model)
        return self._reader.read(article, decided, going_on=job.going_on)

    def _take_second_reading(self, article: Article, labels: Labels) -> None:
        if self.article and self.article.id == article.id:
            self.do(self.project.suggest_again, article.id, labels)
            self._go(self._first(), follow=True)
            self._end_reading(labels.remark)


def _take(values: MutableMapping[str, Any], key: str, after: Any) -> None:
    if after is not None:
        values[key] = after
    elif key in values:
        del values[key]


def _take_out(order: list[Place], place: Place) -> None:
    at = bisect_left(order, place)
    if at < len(order) and order[at] == place:
        del order[at]
