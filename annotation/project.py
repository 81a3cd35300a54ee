"""What an annotator can do. Each verb builds one Change, has the store write it, and gives it back."""

from __future__ import annotations

import getpass
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from annotation.blind import BLIND_SHARE, held_back_layers, is_chosen, share_of
from annotation.casting import following, merging
from annotation.describe import counted, shorten
from annotation.differences import action_words
from annotation.errors import Conflict, Problem, ProjectProblem
from annotation.guidelines import read_markdown
from annotation.laying_out import laid_out, renewing, settled
from annotation.model import Actor, Annotation, Change, Edit, Labels, Progress, Setting, State, Value
from annotation.relabelling import moves, refuse_what_would_be_lost, unfit
from annotation.resources import shipped
from annotation.same import Naming, Occurrence, Task, edits_at
from annotation.schema import Layer, Schema, load_schema, parse_schema
from annotation.schema_editing import differences, in_short
from annotation.schema_writing import numbered, with_version
from annotation.store import Store
from annotation.store_guidelines import latest_guidelines
from annotation.store_schema import newest_tag
from annotation.taking_back import taking_back
from annotation.words import in_english, tr


def default_annotator() -> str:
    """The name that labels are kept under unless another is given: the one the person has on this computer."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # no such user: a container without one
        return "annotator"


class Project:
    """One project file as one annotator works on it.

    Attributes:
        store: the file.
        schema: the labels.
        annotator: whose labels are read and written.
    """

    def __init__(self, store: Store, schema: Schema, annotator: str) -> None:
        self.store = store
        self.schema = schema
        self.annotator = annotator

    @classmethod
    def create(cls, path: Path, *, annotator: str | None = None, schema: Path | None = None) -> Project:
        """Makes a project file with the labels of `schema` (a file; the news schema by default).

        Raises:
            ProjectProblem: there is such a file already, or it cannot be written.
            SchemaProblem: the schema cannot be read; no file is made.
        """
        source = schema or shipped("schemas", "news.yaml")
        labels = load_schema(source)
        store = Store(path, create=True)
        try:
            store.add_schema(labels.tag, source.read_text("utf-8-sig"))
        except BaseException:
            store.close()
            path.unlink()
            raise
        return cls(store, labels, annotator or default_annotator())

    @classmethod
    def open(cls, path: Path, *, annotator: str | None = None) -> Project:
        """Opens the project file at `path`.

        Raises:
            ProjectProblem: as `open_database` raises it.
            SchemaProblem: the schema in the file cannot be read by this version.
        """
        store = Store(path)
        try:
            schema = _newest_schema(store)
        except BaseException:
            store.close()
            raise
        return cls(store, schema, annotator or default_annotator())

    @property
    def name(self) -> str:
        """What the project is called: its file's name."""
        return self.store.path.stem

    def close(self) -> None:
        """Closes the file."""
        self.store.close()

    # Looking -----------------------------------------------------------------------------------------------------

    def annotations(self, article_id: str) -> list[Annotation]:
        """The annotator's annotations of an article, in reading order."""
        return self.store.annotations(article_id, self.annotator)

    def progress(self, article_id: str) -> Progress:
        """How far the annotator is with an article; of one that they have not opened, whether it would be blind."""
        stored = self.store.progress(article_id, self.annotator)
        if stored:
            return stored
        return Progress(article=article_id, annotator=self.annotator, blind=is_chosen(article_id, self.blind_share()))

    def blind_share(self) -> int:
        """How many articles of a hundred are blind, of those that an annotator has not begun yet."""
        return share_of(self.store.setting(BLIND_SHARE))

    def hidden_layers(self, article_id: str) -> frozenset[str]:
        """The ids of the layers whose suggestions the annotator is not shown in an article: held back, or retired."""
        return held_back_layers(self.schema, self.progress(article_id)) | self.schema.retired

    def decided(self, article_id: str) -> Labels:
        """What the annotator has decided about an article, with the actors it names: what a reader is bound by."""
        annotations = tuple(a for a in self.annotations(article_id) if a.status != "suggested")
        named = {actor for a in annotations for ids in a.actors.values() for actor in ids}
        actors = tuple(actor for actor in self.store.actors_of(article_id) if actor.id in named)
        return Labels(actors=actors, annotations=annotations)

    def begin(self, article_id: str) -> None:
        """Records that the annotator has opened an article, and with it whether their work there is blind.

        This is no action: it is neither journalled nor undone.
        """
        if self.store.progress(article_id, self.annotator) is None:
            with self.store.writing():
                self.store.add_labels(Labels(), [self.progress(article_id)])

    # Suggestions -------------------------------------------------------------------------------------------------

    def keep_suggestions(self, article_id: str, labels: Labels) -> None:
        """Keeps a reader's answer for whoever opens the article.

        Actors that the project knows by name and kind are taken from its cast.
        """
        with self.store.writing():
            if not self.store.annotations(article_id, None):
                self.store.add_labels(settled(self.store, _newest_schema(self.store), labels))

    def lay_out(self, article_id: str) -> bool:
        """Lays the reader's kept answer out for the annotator; False if there is none and the reader must be asked.

        What contradicts their decisions is left out. This is no action: it is neither journalled nor undone.
        """
        if self.progress(article_id).suggested:
            return True
        with self.store.writing():
            kept = self.store.annotations(article_id, None)
            progress = self.progress(article_id)
            if kept and not progress.suggested:
                answer = Labels(actors=tuple(self.store.actors_of(article_id)), annotations=tuple(kept))
                own = laid_out(answer, self.decided(article_id), self.schema, self.annotator)
                self.store.add_labels(own, [replace(progress, suggested=True)])
        return bool(kept)

    def nothing_suggested(self, article_id: str) -> None:
        """Remembers that the reader was asked and found nothing, so that it is not asked again."""
        with self.store.writing():
            self.store.add_labels(Labels(), [replace(self.progress(article_id), suggested=True)])

    def suggest_again(self, article_id: str, labels: Labels) -> Change:
        """Puts a new answer of the reader in the place of the suggestions that are still undecided.

        Those that somebody has flagged, or said something about, stay.
        """
        suggested = [a for a in self.annotations(article_id) if a.status == "suggested"]
        edits = renewing(self.store, suggested, settled(self.store, _newest_schema(self.store), labels), self.annotator)
        return self._do("suggest again", article_id, edits)

    # Deciding ----------------------------------------------------------------------------------------------------

    def accept(self, annotation: Annotation) -> Change:
        """Accepts one annotation; raises Problem where the schema's required parts are missing."""
        return self.accept_all([annotation])

    def accept_all(self, annotations: Sequence[Annotation]) -> Change:
        """Accepts several annotations of one article as one step."""
        edits = [Edit(a, self._complete(replace(a, status="accepted"))) for a in annotations]
        return self._do(self._phrase("accept", annotations), annotations[0].article, edits)

    def reject(self, annotation: Annotation) -> Change:
        """Rejects one annotation, as `reject_all` does."""
        return self.reject_all([annotation])

    def reject_all(self, annotations: Sequence[Annotation]) -> Change:
        """Rejects several annotations of one article as one step.

        A suggestion is kept as rejected, for it is a negative example. What a person made is deleted: the journal
        keeps it, and undo brings it back.
        """
        edits = [Edit(a, a.rejected()) for a in annotations]
        return self._do(self._phrase("reject", annotations), annotations[0].article, edits)

    def fix(self, before: Annotation, after: Annotation, *, new_actors: Sequence[Actor] = ()) -> Change:
        """Accepts `before` as `after`, which differs in spans, actors, values or note."""
        content_before = (before.spans, before.actors, before.values)
        altered = content_before != (after.spans, after.actors, after.values)
        changed = before.changed or (before.origin == "model" and altered)
        after = self._complete(replace(after, status="accepted", changed=changed))
        edits = [*(Edit(None, actor) for actor in new_actors), Edit(before, after)]
        return self._do(self._phrase("fix" if altered else "accept", [before]), before.article, edits)

    def add(self, draft: Annotation, *, new_actors: Sequence[Actor] = ()) -> Change:
        """Adds an annotation that the annotator made, accepted, with the actors that it names for the first time."""
        made = replace(
            draft, annotator=self.annotator, status="accepted", origin="human", schema=self.schema.tag, changed=False
        )
        edits = [*(Edit(None, actor) for actor in new_actors), Edit(None, self._complete(made))]
        return self._do(self._phrase("add", [draft]), draft.article, edits)

    def set_note(self, annotation: Annotation, note: str) -> Change:
        """Keeps what the annotator says about an annotation, in the place of what stood there; blanks are nothing."""
        sound = note.encode("utf-8", "replace").decode()  # half a surrogate pair is no text that could be kept
        after = replace(annotation, note=sound if sound.strip() else "")
        return self._do(self._phrase("note on", [annotation]), annotation.article, [Edit(annotation, after)])

    def flag(self, annotation: Annotation, flagged: bool) -> Change:
        """Flags an annotation to be talked about, or takes the flag away."""
        phrase = self._phrase("flag" if flagged else "unflag", [annotation])
        return self._do(phrase, annotation.article, [Edit(annotation, replace(annotation, flagged=flagged))])

    def restore(self, now: Annotation | None, past: Annotation, actors: Mapping[str, Actor]) -> Change:
        """Makes an annotation what it was in the past; `now` is None for one that is deleted.

        `actors` are those that it named then: one that is gone from the project comes back.

        Raises:
            Problem: it does not fit the labels of the project any more, or an actor is gone for good.
        """
        misfit = self.schema.complaint(past) or (self.schema.missing(past) if past.status == "accepted" else None)
        if misfit:
            raise Problem(
                tr("It cannot be restored, for the labels of the project are others by now: {misfit}", misfit=misfit)
            )
        with self.store.writing():
            named = list(dict.fromkeys(actor for ids in past.actors.values() for actor in ids))
            there = {actor.id for actor in self.store.actors_with(named)}
            back = [Edit(None, self._back(actors.get(actor))) for actor in named if actor not in there]
            return self._do(self._phrase("restore", [past]), past.article, [*back, Edit(now, past)])

    def take_guidelines(self, path: Path) -> None:
        """Keeps a Markdown file as the guidelines of the project; like its labels they are no step of undo.

        Raises:
            Problem: the file cannot be read, or is no text that guidelines could be.
        """
        markdown = read_markdown(path)
        with self.store.writing():
            if (path.name, markdown) != latest_guidelines(self.store):
                self.store.add_guidelines(path.name, markdown)

    def change_actor(self, before: Actor, after: Actor, *, article_id: str | None = None) -> Change:
        """Renames an actor, or gives it another kind or note."""
        if not after.name.strip():
            raise Problem(tr("An actor needs a name; type one."))
        return self._do(f"change actor {shorten(before.name)}", article_id, [Edit(before, after)])

    # The cast ----------------------------------------------------------------------------------------------------

    def merge_actors(self, kept: Actor, gone: Sequence[Actor], *, article_id: str | None = None) -> Change:
        """Makes one actor of several in the whole project, whoever's annotations name them.

        The names of those in `gone` become aliases of `kept`, so that later suggestions find it under these too.
        """
        if kept.id in {actor.id for actor in gone}:
            raise Problem(tr("An actor cannot be merged with itself; choose another one."))
        with self.store.writing():
            naming = self.store.annotations_naming([actor.id for actor in gone])
            names = " and ".join(shorten(actor.name) for actor in gone)
            return self._do(f"merge {names} into {shorten(kept.name)}", article_id, merging(kept, gone, naming))

    def name_actor(self, before: Annotation, actor: Actor, *, known: bool = True) -> Change:
        """Has an annotation name another actor in its first role, new to the project unless `known`, and accepts it.

        Where that is a mention, the quotes and stances that it is a part of follow.
        """
        layer = self.schema.layer(before.layer)
        if layer is None or not layer.offered.actors:
            raise Problem(tr("This annotation names no actor; choose a mention, a quote or a stance."))
        named = before.with_actors(layer.offered.actors[0].id, (actor.id,))
        changed = before.changed or (before.origin != "human" and named != before)
        after = self._complete(replace(named, status="accepted", changed=changed))
        others = self.annotations(before.article) if layer.names_actors else []
        edits = [Edit(before, after), *following(before, actor.id, others, self.schema)]
        new = [] if known else [Edit(None, actor)]
        return self._do(f"name {shorten(actor.name)} in {layer.name.lower()}", before.article, [*new, *edits])

    def same_for_all(
        self,
        task: Task,
        places: Sequence[Occurrence],
        layer: Layer,
        actor: Actor | None,
        *,
        known: bool = True,
        article_id: str | None = None,
    ) -> Change:
        """Labels, changes or deletes mentions at all these places as one step; `article_id` where it is only one.

        The actor is new to the project unless `known`; to delete none is needed. In an article that the annotator has
        not opened yet the reader's answer is laid out first, so that nothing is suggested again where this decides.

        Raises:
            Problem: there are no places, or something required is missing.
            Conflict: what stands at a place is not what was shown.
        """
        if not places:
            raise Problem(tr("No place is checked; check some of them."))
        naming = Naming(layer=layer, actor=actor, annotator=self.annotator, schema=self.schema)
        by_article: dict[str, list[Occurrence]] = {}
        for place in places:
            by_article.setdefault(place.article, []).append(place)
        edits = [] if known or actor is None else [Edit(None, actor)]
        with self.store.writing():
            for article, its in by_article.items():
                self.lay_out(article)
                hidden = self.hidden_layers(article)
                mine = [a for a in self.annotations(article) if a.status != "suggested" or a.layer not in hidden]
                edits += edits_at(task, its, mine, naming, self._complete)
            of = f" of {shorten(actor.name)}" if actor else f" of “{shorten(places[0].context[1])}”"
            what = counted(len(places), layer.name.lower(), f"{layer.name.lower()}s")
            return self._do(f"{task} {what}{of}", article_id, edits)

    # The labels --------------------------------------------------------------------------------------------------

    @property
    def labels_are_newest(self) -> bool:
        """False once another window or command has changed the labels."""
        return newest_tag(self.store) == self.schema.tag

    def change_schema(self, text: str, *, base: str | None = None) -> Change:
        """Has the project use the labels in the YAML `text` from now on, as its next version.

        Annotations and actors of what is merged in them are moved, as one change that can be undone; all others keep
        the version that they were made or last decided under. The change that is given back tells what is different,
        and cannot be undone: an older version of the labels can be given as a new one. `base` is the tag of the labels
        that were edited.

        Raises:
            SchemaProblem: the text is no schema, or has no place for something that annotations or actors use.
            Conflict: the labels are not those of `base` any more.
            Problem: nothing is different.
        """
        with self.store.writing():
            old = _newest_schema(self.store)
            if base not in (None, old.tag):
                raise Conflict(
                    tr("The labels were changed in another window meanwhile; look at them again, then edit.")
                )
            text, new = numbered(text, old.version + 1, name=tr("The labels"))
            if text == with_version(self.store.schemas()[-1][1], new.version):
                raise Problem(
                    tr(
                        "These are the labels of version {version} already; there is nothing to save.",
                        version=old.version,
                    )
                )
            refuse_what_would_be_lost(self.store, old, new)
            moved = moves(self.store, old, new)
            self.store.add_schema(new.tag, text)
            with in_english():
                told = f"labels, version {new.version}: {in_short(differences(old, new))}"
            change = self.store.apply(Change(action=told, annotator=self.annotator, article=None, edits=()))
            if moved.edits:
                self._do(moved.action, None, moved.edits)
        self.schema = new
        return change

    # Progress ----------------------------------------------------------------------------------------------------

    def mark(self, article_id: str, state: State) -> Change:
        """Marks an article open, done or skipped for the annotator."""
        phrase = {"open": "open again", "done": "mark done", "skipped": "skip"}[state]
        return self._set_progress(phrase, article_id, state=state)

    def reveal(self, article_id: str, *layer_ids: str) -> Change:
        """Shows the suggestions of layers that were held back, as one step."""
        revealed = tuple(sorted({*self.progress(article_id).revealed, *layer_ids}))
        return self._set_progress("show suggestions", article_id, revealed=revealed)

    def set_blind_share(self, share: int) -> Change:
        """Has so many of a hundred articles be blind, for every annotator who has not begun them yet."""
        if not 0 <= share <= 100:
            raise Problem(tr("{share} is no share; type a whole number from 0 to 100.", share=share))
        before = self.store.setting(BLIND_SHARE)
        after = Setting(name=BLIND_SHARE, value=str(share))
        return self._do(f"set share of blind articles to {share} %", None, [Edit(before, after)])

    # Taking back -------------------------------------------------------------------------------------------------

    def undo(self) -> Change:
        """Takes the annotator's latest action back, in whatever article it was; raises Problem if there is none."""
        number = self.store.last_undoable(self.annotator)
        if number is None:
            raise Problem(tr("There is nothing to undo."))
        return self._apply(self._journalled(number).reversed())

    def redo(self) -> Change:
        """Does the action that was undone last again; raises Problem if there is none."""
        number = self.store.last_redoable(self.annotator)
        if number is None:
            raise Problem(tr("There is nothing to redo."))
        return self._apply(replace(self._journalled(number), kind="redo", of=number, number=0))

    def take_back(self, change: Change) -> Change:
        """Takes one action of anybody's back, however long ago, as far as it still stands; an action of its own.

        Raises:
            Problem: nothing of it stands any more.
        """
        with self.store.writing():
            edits = taking_back(change, self.store.stored, self.store.annotations_naming)
            if not edits:
                raise Problem(
                    tr(
                        "Nothing of “{action}” stands any more; there is nothing to take back.",
                        action=action_words(change.action),
                    )
                )
            return self._do(f"take back: {change.action}", change.article, edits)

    # In detail ---------------------------------------------------------------------------------------------------

    def _do(self, action: str, article_id: str | None, edits: Iterable[Edit]) -> Change:
        needed = tuple(edit for edit in edits if edit.before != edit.after)
        change = Change(action=action, annotator=self.annotator, article=article_id, edits=needed)
        return self._apply(change) if needed else change

    def _apply(self, change: Change) -> Change:
        """Writes a change, unless the project's newest labels have no place for what it would bring back or add."""
        with self.store.writing():
            newest = self.schema if self.labels_are_newest else _newest_schema(self.store)
            reason = next(filter(None, (unfit(edit, newest) for edit in change.edits)), None)
            if reason:
                raise Conflict(
                    tr("{reason} The labels were changed since; they are under Labels (Ctrl+Shift+E).", reason=reason)
                )
            return self.store.apply(change)

    def _set_progress(self, phrase: str, article_id: str, **values: object) -> Change:
        stored = self.store.progress(article_id, self.annotator)
        start: Progress = stored or self.progress(article_id)
        after: Value = replace(start, **values)  # pyright: ignore[reportArgumentType]
        return self._do(phrase, article_id, [Edit(stored, after)])

    def _journalled(self, number: int) -> Change:
        change = self.store.change(number)
        if change is None:
            raise ValueError(f"the journal has no entry {number}")
        return change

    def _back(self, actor: Actor | None) -> Actor:
        """An actor that is gone, if it can come back."""
        if actor is None:
            raise Problem(tr("It cannot be restored, for an actor that it named is gone; make it anew instead."))
        if self.schema.kind(actor.kind) is None:
            name = shorten(actor.name)
            raise Problem(
                tr(
                    "It cannot be restored, for {name} is gone, and was of the kind “{kind}”, now unknown.",
                    name=name,
                    kind=actor.kind,
                )
            )
        return actor

    def _complete(self, annotation: Annotation) -> Annotation:
        """The annotation as decided under the labels of now; raises Problem where it does not fit or lacks a part."""
        complaint = self.schema.complaint(annotation) or self.schema.missing(annotation)
        if complaint:
            raise Problem(complaint)
        return replace(annotation, schema=self.schema.tag)

    def _phrase(self, verb: str, annotations: Sequence[Annotation]) -> str:
        layers = {annotation.layer for annotation in annotations}
        layer = self.schema.layer(layers.pop()) if len(layers) == 1 else None
        name = layer.name.lower() if layer else "annotation"
        return f"{verb} {name}" if len(annotations) == 1 else f"{verb} {len(annotations)} {name}s"


def _newest_schema(store: Store) -> Schema:
    """The labels that the project has now."""
    schemas = store.schemas()
    if not schemas:
        raise ProjectProblem(
            tr("{path} was never finished: it has no labels; delete it and make it again.", path=store.path)
        )
    tag, text = schemas[-1]
    return parse_schema(text, name=tr("{path}, schema {tag}", path=store.path.name, tag=tag))
