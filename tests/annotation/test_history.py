"""The past of an annotation, and restoring from it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from annotation.errors import Conflict, Problem
from annotation.history import History, deleted_in, history_of
from annotation.model import Actor, Annotation, Labels, new_id
from annotation.project import Project
from annotation.store_tables import m009_talk
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
    laid_out,
    mention,
)
from tests.annotation.test_older_files import older

__all__ = ["older"]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    project = laid_out(tmp_path / "news.db")
    yield project
    project.close()


def history(project: Project, layer: str = "quote") -> History:
    return history_of(project.store, in_layer(project, layer))


def actions(found: History) -> list[str]:
    return [past.change.action if past.change else "at first" for past in found.pasts]


def own(words: str, actor: Actor = KALLAS) -> Annotation:
    return replace(mention(words, actor, suggestion_id=new_id()), origin="human", model=None, score=None)


def touched(path: Path) -> set[tuple[str, str, int]]:
    with closing(sqlite3.connect(path)) as db:
        return set(db.execute("SELECT article, value, number FROM touched"))


def test_what_nobody_has_changed_has_no_past(project: Project) -> None:
    assert history(project).pasts == ()


def test_every_change_of_an_annotation_is_told_newest_first_and_no_other(project: Project) -> None:
    quote = in_layer(project, "quote")
    project.accept_all([in_layer(project, "mention"), quote])
    project.flag(in_layer(project, "quote"), True)
    project.reject(in_layer(project, "stance"))
    project.undo()
    project.undo()
    found = history(project)
    assert actions(found) == ["flag quote", "flag quote", "accept 2 annotations", "at first"]
    assert [past.change.kind for past in found.pasts if past.change] == ["undo", "do", "do"]
    accepted = replace(quote, status="accepted")
    states = [(past.before, past.after) for past in found.pasts]
    flagged = replace(accepted, flagged=True)
    assert states == [(flagged, accepted), (accepted, flagged), (quote, accepted), (None, quote)]


def test_a_merge_that_was_made_in_another_article_is_told(project: Project) -> None:
    add_articles(project, [replace(ARTICLE, id="art-2", text="Kallas spoke.")])
    project.merge_actors(TRUMP, [KALLAS], article_id="art-2")
    project.merge_actors(UKRAINE, [replace(TRUMP, aliases=("Kaja Kallas",))])
    found = history(project)
    assert actions(found) == ["merge Donald Trump into Ukraine", "merge Kaja Kallas into Donald Trump", "at first"]
    assert {name: actor.name for name, actor in found.actors.items()} == {
        KALLAS.id: "Kaja Kallas",
        TRUMP.id: "Donald Trump",
        UKRAINE.id: "Ukraine",
    }


def test_an_article_s_other_changes_and_other_articles_are_not_read(project: Project) -> None:
    query = (
        "SELECT number FROM journal WHERE number IN "
        "(SELECT number FROM touched WHERE article = ? AND value = ? ORDER BY number DESC LIMIT ?)"
    )
    plan = " ".join(str(row[-1]) for row in project.store.rows(f"EXPLAIN QUERY PLAN {query}", "a", "b", 5))
    assert "SEARCH touched USING PRIMARY KEY (article=? AND value=?)" in plan
    assert "SCAN journal" not in plan


def test_a_long_past_is_told_from_its_latest_change_on(project: Project) -> None:
    for number in range(12):
        project.set_note(in_layer(project, "quote"), f"note {number}")
    found = history_of(project.store, in_layer(project, "quote"), limit=10)
    assert len(found.pasts) == 10
    assert [past.after.note for past in found.pasts if past.after][-1] == "note 2"


# Restoring


def test_an_annotation_is_restored_as_it_was_in_one_step_that_can_be_undone(project: Project) -> None:
    first = in_layer(project, "quote")
    project.fix(first, replace(first, values={"kind": "mixed"}, note="hm"))
    project.fix(in_layer(project, "quote"), in_layer(project, "quote").with_spans("content", (at("Tallinn"),)))
    now, found = in_layer(project, "quote"), history(project)
    assert project.restore(now, first, found.actors).action == "restore quote"
    assert in_layer(project, "quote") == first
    project.undo()
    assert in_layer(project, "quote") == now


def test_who_was_merged_away_comes_back_with_what_named_them(project: Project) -> None:
    quote = in_layer(project, "quote")
    project.merge_actors(TRUMP, [KALLAS])
    before = content(project.store.path)
    project.restore(in_layer(project, "quote"), quote, history(project).actors)
    assert in_layer(project, "quote").actors == {"speaker": (KALLAS.id,)}
    assert project.store.actor(KALLAS.id) == KALLAS
    project.undo()
    assert content(project.store.path) == before


def test_who_went_when_the_annotation_named_somebody_else_comes_back_too(project: Project) -> None:
    quote = in_layer(project, "quote")
    project.name_actor(quote, UKRAINE)
    project.change_actor(KALLAS, replace(KALLAS, name="K. Kallas"))
    project.merge_actors(TRUMP, [replace(KALLAS, name="K. Kallas")])
    project.restore(in_layer(project, "quote"), quote, history(project).actors)
    kallas = project.store.actor(KALLAS.id)
    assert kallas is not None
    assert kallas.name == "K. Kallas"


def test_an_actor_that_nobody_remembers_is_a_problem(project: Project) -> None:
    quote = in_layer(project, "quote")
    with pytest.raises(Problem, match="an actor that it named is gone"):
        project.restore(quote, quote.with_actors("speaker", ("act-nobody",)), {})
    assert in_layer(project, "quote") == quote


def test_an_actor_of_a_kind_that_is_no_more_is_a_problem(project: Project) -> None:
    quote, ship = in_layer(project, "quote"), Actor(id="act-ship", name="Duna", kind="ship")
    with pytest.raises(Problem, match="Duna is gone, and was of the kind “ship”"):
        project.restore(quote, quote.with_actors("speaker", (ship.id,)), {ship.id: ship})


@pytest.mark.parametrize(
    ("past", "reason"),
    [
        ({"values": {"kind": "ironic"}}, "“ironic” is no choice"),
        ({"layer": "claim"}, "“claim” is no layer"),
        ({"status": "accepted", "values": {}}, "has no kind yet"),
    ],
)
def test_what_no_longer_fits_the_labels_is_refused_in_a_sentence(
    project: Project, past: dict[str, object], reason: str
) -> None:
    quote = in_layer(project, "quote")
    with pytest.raises(Problem, match=f"labels of the project are others by now: .*{reason}"):
        project.restore(quote, replace(quote, **past), {})  # type: ignore[arg-type]
    assert in_layer(project, "quote") == quote


def test_restoring_over_what_somebody_else_has_changed_is_refused(project: Project) -> None:
    quote = in_layer(project, "quote")
    project.accept(quote)
    with pytest.raises(Conflict):
        project.restore(quote, replace(quote, note="older"), {})


# What is deleted


def test_what_an_annotator_has_deleted_can_be_restored(project: Project) -> None:
    made = project.add(own("Tallinn")).edits[0].after
    assert isinstance(made, Annotation)
    project.reject(made)
    (past,) = deleted_in(project.store, ARTICLE.id, "mk").pasts
    assert past.before == made
    project.restore(None, made, deleted_in(project.store, ARTICLE.id, "mk").actors)
    assert project.store.annotation(made.id) == made
    assert deleted_in(project.store, ARTICLE.id, "mk").pasts == ()


def test_what_was_made_and_undone_with_its_actor_can_be_restored(project: Project) -> None:
    new = Actor(id=new_id(), name="Estonia", kind="country")
    made = project.add(own("Tallinn", new), new_actors=[new]).edits[-1].after
    assert isinstance(made, Annotation)
    project.undo()
    found = deleted_in(project.store, ARTICLE.id, "mk")
    project.restore(None, made, found.actors)
    assert project.store.actor(new.id) == new
    assert project.store.annotation(made.id) == made


def test_only_one_s_own_decisions_of_this_article_are_listed_newest_first(project: Project) -> None:
    add_articles(project, [replace(ARTICLE, id="art-2", text=f"{ARTICLE.text} Again.")])
    first, second, elsewhere = (
        project.add(replace(own(words), article=article)).edits[0].after
        for words, article in (("Tallinn", "art-1"), ("Ukraine", "art-1"), ("Tallinn", "art-2"))
    )
    assert isinstance(first, Annotation)
    assert isinstance(second, Annotation)
    assert isinstance(elsewhere, Annotation)
    project.reject_all([first, second])
    project.reject(elsewhere)
    project.suggest_again(ARTICLE.id, Labels())
    with closing(Project.open(project.store.path, annotator="ann")) as other:
        theirs = other.add(own("Tallinn")).edits[0].after
        assert isinstance(theirs, Annotation)
        other.reject(theirs)
    found = deleted_in(project.store, ARTICLE.id, "mk")
    assert [past.before for past in found.pasts] == [first, second]
    assert len(deleted_in(project.store, ARTICLE.id, "mk", limit=1).pasts) == 1


# Older files


def test_an_older_journal_is_looked_through_once(older: Path) -> None:
    Project.open(older, annotator="ana").close()
    with closing(sqlite3.connect(older)) as db:
        journal = db.execute("SELECT number, edits FROM journal").fetchall()
    records = [(number, record) for number, edits in journal for pair in json.loads(edits) for record in pair if record]
    kinds = ("annotation", "actor")
    expected = {(one.get("article", ""), one["id"], number) for number, one in records if one["type"] in kinds}
    assert expected
    assert touched(older) == expected


def test_what_is_written_now_is_found_as_what_was_found_in_older_files(project: Project) -> None:
    project.fix(in_layer(project, "quote"), in_layer(project, "quote").with_spans("cue", ()))
    project.merge_actors(TRUMP, [KALLAS])
    project.suggest_again(ARTICLE.id, SUGGESTED)
    project.undo()
    project.mark(ARTICLE.id, "done")
    written = touched(project.store.path)
    db = project.store._db
    db.execute("DROP INDEX annotations_flagged")
    db.execute("ALTER TABLE annotations DROP COLUMN flagged")
    db.execute("DROP TABLE touched")
    db.execute("DROP TABLE guidelines")
    m009_talk(db)
    assert written
    assert touched(project.store.path) == written


def test_the_latest_changes_come_without_their_edits(tmp_path: Path) -> None:
    project = laid_out(tmp_path / "news.db")
    project.accept(in_layer(project, "mention"))
    project.undo()
    told = [(change.kind, change.action, change.edits) for change in project.store.history(annotator="mk", limit=9)]
    assert told == [("undo", "accept mention", ()), ("do", "accept mention", ())]
    assert len(project.store.history(annotator="mk", limit=1)) == 1
    assert project.store.history(annotator="ann", limit=9) == []
    project.close()
