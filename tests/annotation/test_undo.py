"""Undo and redo: whatever was done, taken back, leaves the file as it was; done again, as it was before that."""

from __future__ import annotations

import random
import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from annotation.errors import Conflict, Problem
from annotation.history import deleted_in, history_of
from annotation.model import Actor, Annotation, Labels, new_id
from annotation.project import Project
from tests.annotation.projects import (
    ARTICLE,
    KALLAS,
    SUGGESTED,
    TRUMP,
    UKRAINE,
    add_articles,
    at,
    content,
    in_layer,
    is_whole,
    laid_out,
    make,
    mention,
)

WORDS = ("Kaja Kallas", "Donald Trump", "Kallas", "👍 Kaja", "Tallinn")


class Actions(RuleBasedStateMachine):
    """Any actions in any order. `states` are contents of the file; the one at `now` is what must stand there."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name, "news.db")
        self.project = laid_out(self.path)
        add_articles(self.project, [replace(ARTICLE, id="art-2", text="Another one.")])
        self.states = [content(self.path)]
        self.now = 0

    @initialize(annotator=st.sampled_from(["mk", "ann"]))
    def open_as(self, annotator: str) -> None:
        if annotator != "mk":
            self.reopen(annotator)
            self.project.lay_out(ARTICLE.id)
            self.states = [content(self.path)]

    def did(self) -> None:
        """Remembers what stands there after an action; an action that changed nothing is none."""
        found = content(self.path)
        if found != self.states[self.now]:
            self.states = [*self.states[: self.now + 1], found]
            self.now += 1

    def annotation(self, data: st.DataObject) -> Annotation | None:
        found = self.project.annotations(ARTICLE.id)
        return data.draw(st.sampled_from(found)) if found else None

    def reopen(self, annotator: str | None = None) -> None:
        annotator = annotator or self.project.annotator
        self.project.close()
        self.project = Project.open(self.path, annotator=annotator)

    @rule(data=st.data(), verb=st.sampled_from(["accept", "reject"]))
    def decide(self, data: st.DataObject, verb: str) -> None:
        if found := self.annotation(data):
            getattr(self.project, verb)(found)
            self.did()

    @rule(verb=st.sampled_from(["accept_all", "reject_all"]))
    def decide_all(self, verb: str) -> None:
        if found := self.project.annotations(ARTICLE.id):
            getattr(self.project, verb)(found)
            self.did()

    @rule(data=st.data(), words=st.sampled_from(WORDS), note=st.sampled_from(["", "seen"]))
    def fix(self, data: st.DataObject, words: str, note: str) -> None:
        if found := self.annotation(data):
            role = next(iter(found.spans))
            self.project.fix(found, replace(found.with_spans(role, (at(words),)), note=note))
            self.did()

    @rule(data=st.data(), note=st.sampled_from(["", "why “👍”?\nسؤال"]), flagged=st.booleans())
    def talk(self, data: st.DataObject, note: str, flagged: bool) -> None:
        if found := self.annotation(data):
            self.project.set_note(found, note)
            self.did()
            self.project.flag(replace(found, note=note), flagged)
            self.did()

    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        """Makes an annotation what it was after any of its changes, also one that is deleted."""
        deleted = deleted_in(self.project.store, ARTICLE.id, self.project.annotator)
        histories = [(None, deleted.actors, [past.before for past in deleted.pasts])]
        if found := self.annotation(data):
            history = history_of(self.project.store, found)
            histories.append((found, history.actors, [past.after for past in history.pasts]))
        states = [(now, past, actors) for now, actors, pasts in histories for past in pasts if past]
        if states:
            now, past, actors = data.draw(st.sampled_from(states))
            self.project.restore(now, past, actors)
            assert self.project.store.annotation(past.id) == past
            self.did()

    @rule(data=st.data(), name=st.sampled_from(["Estonia", "EU"]))
    def fix_with_a_new_actor(self, data: st.DataObject, name: str) -> None:
        if found := self.annotation(data):
            new = Actor(id=new_id(), name=name, kind="country")
            role = next(iter(found.actors))
            self.project.fix(found, found.with_actors(role, (new.id,)), new_actors=[new])
            self.did()

    @rule(words=st.sampled_from(WORDS), known=st.booleans())
    def add(self, words: str, known: bool) -> None:
        actor = KALLAS if known else Actor(id=new_id(), name=words)
        draft = replace(mention(words, actor, suggestion_id=new_id()), origin="human", model=None, score=None)
        self.project.add(draft, new_actors=() if known else [actor])
        self.did()

    @rule(name=st.sampled_from(["Kaja Kallas", "Kallas", "K. Kallas"]), kind=st.sampled_from(["person", "group"]))
    def change_actor(self, name: str, kind: str) -> None:
        before = self.project.store.actor(KALLAS.id)
        assert before is not None
        self.project.change_actor(before, replace(before, name=name, kind=kind))
        self.did()

    @rule(gone=st.sampled_from([TRUMP, UKRAINE]))
    def merge(self, gone: Actor) -> None:
        kept, stored = (self.project.store.actor(actor.id) for actor in (KALLAS, gone))
        if kept and stored:
            self.project.merge_actors(kept, [stored], article_id=ARTICLE.id)
            self.did()

    @rule(data=st.data(), known=st.booleans())
    def name_actor(self, data: st.DataObject, known: bool) -> None:
        if found := self.annotation(data):
            actor = KALLAS if known else Actor(id=new_id(), name="Estonia", kind="country")
            self.project.name_actor(found, actor, known=known)
            self.did()

    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        history = self.project.store.history(annotator=self.project.annotator, limit=100)
        if history:
            with suppress(Problem):  # nothing of it stands, or something made since needs what it made
                self.project.take_back(data.draw(st.sampled_from(history)))
                self.did()

    @rule(state=st.sampled_from(["open", "done", "skipped"]), article=st.sampled_from([ARTICLE.id, "art-2"]))
    def mark(self, state: str, article: str) -> None:
        self.project.mark(article, state)  # type: ignore[arg-type]
        self.did()

    @rule()
    def reveal(self) -> None:
        self.project.reveal(ARTICLE.id, "stance")
        self.did()

    @rule(count=st.integers(0, 3))
    def suggest_again(self, count: int) -> None:
        self.project.suggest_again(ARTICLE.id, replace(SUGGESTED, annotations=SUGGESTED.annotations[:count]))
        self.did()

    @precondition(lambda self: self.now > 0)
    @rule()
    def undo(self) -> None:
        self.project.undo()
        self.now -= 1

    @precondition(lambda self: self.now == 0)
    @rule()
    def undo_nothing(self) -> None:
        with pytest.raises(Problem, match="nothing to undo"):
            self.project.undo()

    @precondition(lambda self: self.now < len(self.states) - 1)
    @rule()
    def redo(self) -> None:
        self.project.redo()
        self.now += 1

    @precondition(lambda self: self.now == len(self.states) - 1)
    @rule()
    def redo_nothing(self) -> None:
        with pytest.raises(Problem, match="nothing to redo"):
            self.project.redo()

    @rule()
    def close_and_open(self) -> None:
        self.reopen()

    @invariant()
    def the_file_holds_what_it_should(self) -> None:
        assert content(self.path) == self.states[self.now]

    def teardown(self) -> None:
        """All taken back and all done again."""
        last = len(self.states) - 1
        while self.now < last:
            self.redo()
        while self.now > 0:
            self.undo()
        assert content(self.path) == self.states[0]
        for expected in self.states[1:]:
            self.project.redo()
            assert content(self.path) == expected
        assert is_whole(self.path)
        self.project.close()
        self.folder.cleanup()


TestAnySequenceOfActions = Actions.TestCase
TestAnySequenceOfActions.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)


def test_undo_is_unlimited_and_survives_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    project = laid_out(path)
    before = content(path)
    for number in range(300):
        project.mark(ARTICLE.id, ("done", "skipped")[number % 2])  # type: ignore[arg-type]
    after = content(path)
    for _ in range(3):
        project.close()
        project = Project.open(path, annotator="mk")
        for _ in range(100):
            project.undo()
    assert content(path) == before
    project.close()
    project = Project.open(path, annotator="mk")
    for _ in range(300):
        project.redo()
    assert content(path) == after
    project.close()


def test_undo_reaches_back_into_another_article(tmp_path: Path) -> None:
    project = laid_out(tmp_path / "news.db")
    add_articles(project, [replace(ARTICLE, id="art-2", text="Another one.")])
    project.accept(in_layer(project, "mention"))
    project.mark("art-2", "done")
    assert project.undo().article == "art-2"
    assert project.undo().article == ARTICLE.id
    assert in_layer(project, "mention").status == "suggested"
    project.close()


def test_a_new_action_ends_what_could_be_done_again(tmp_path: Path) -> None:
    project = laid_out(tmp_path / "news.db")
    project.accept(in_layer(project, "mention"))
    project.undo()
    project.reject(in_layer(project, "quote"))
    with pytest.raises(Problem, match="nothing to redo"):
        project.redo()
    project.close()


def test_undo_is_each_annotator_s_own(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    project = laid_out(path)
    second = Project.open(path, annotator="ann")
    second.lay_out(ARTICLE.id)
    project.accept(in_layer(project, "mention"))
    second.accept(in_layer(second, "mention"))
    project.undo()
    assert in_layer(project, "mention").status == "suggested"
    assert in_layer(second, "mention").status == "accepted"
    project.close()
    second.close()


def test_an_article_skipped_before_it_was_opened_can_be_taken_back_afterwards(tmp_path: Path) -> None:
    project = make(tmp_path / "news.db")
    project.mark(ARTICLE.id, "skipped")
    project.lay_out(ARTICLE.id)
    laid = project.annotations(ARTICLE.id)
    project.undo()
    assert project.progress(ARTICLE.id).state == "open"
    project.lay_out(ARTICLE.id)
    assert project.annotations(ARTICLE.id) == laid
    project.redo()
    assert project.progress(ARTICLE.id).state == "skipped"
    project.close()


def test_an_actor_that_is_used_elsewhere_is_not_taken_back(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    project = laid_out(path)
    second = Project.open(path, annotator="ann")
    new = Actor(id=new_id(), name="Estonia", kind="country")
    project.add(replace(mention("Tallinn", new, suggestion_id=new_id()), origin="human"), new_actors=[new])
    second.add(replace(mention("Tallinn", new, suggestion_id=new_id()), origin="human"))
    before = content(path, without=())
    with pytest.raises(Conflict, match="something made since then still uses it"):
        project.undo()
    assert content(path, without=()) == before
    project.close()
    second.close()


def test_what_another_annotator_changed_since_is_not_taken_back(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    project = laid_out(path)
    second = Project.open(path, annotator="ann")
    renamed = replace(KALLAS, name="K. Kallas")
    project.change_actor(KALLAS, renamed)
    second.change_actor(renamed, replace(KALLAS, name="Kaja Kallas (EU)"))
    with pytest.raises(Conflict, match="another window"):
        project.undo()
    found = project.store.actor(KALLAS.id)
    assert found is not None
    assert found.name == "Kaja Kallas (EU)"
    project.close()
    second.close()


def test_two_windows_that_act_at_random_never_leave_a_broken_file(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    windows = [laid_out(path), Project.open(path, annotator="ann"), Project.open(path, annotator="mk")]
    chance = random.Random(4)
    for _ in range(500):
        window = chance.choice(windows)
        window.lay_out(ARTICLE.id)
        found = window.annotations(ARTICLE.id)
        with suppress(Problem):
            match chance.choice(["accept", "reject", "undo", "redo", "again", "rename"]):
                case "accept":
                    window.accept(chance.choice(found))
                case "reject":
                    window.reject_all(found[:2])
                case "again":
                    window.suggest_again(ARTICLE.id, Labels(actors=(TRUMP,), annotations=(mention("Trump", TRUMP),)))
                case "rename":
                    window.change_actor(KALLAS, replace(KALLAS, name=chance.choice(WORDS)))
                case verb:
                    getattr(window, verb)()
    assert is_whole(path)
    for window in windows:
        window.close()
