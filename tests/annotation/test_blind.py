"""Blind articles: which are, who works on them so, and what that holds back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotation.blind import held_back_layers, is_chosen, typed_share
from annotation.cast import cast_of
from annotation.errors import Conflict, Problem
from annotation.model import Article, Progress, new_id
from annotation.project import Project
from annotation.same import Wanted
from annotation.same_finding import find_same
from annotation.schema import load_schema
from annotation.standing import scope_of, standing_of
from tests.annotation.projects import ARTICLE, TEXT, add_articles, in_layer, make

ALL = {"mention", "quote", "stance"}


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with closing(make(tmp_path / "news.db")) as made:
        yield made


def opened_by(project: Project, annotator: str) -> Project:
    other = Project.open(project.store.path, annotator=annotator)
    other.begin(ARTICLE.id)
    return other


# Which articles


@given(st.text(), st.integers(0, 100))
def test_an_article_of_a_smaller_share_is_one_of_a_larger_share(article: str, share: int) -> None:
    assert not is_chosen(article, 0)
    assert is_chosen(article, 100)
    assert not is_chosen(article, share) or all(is_chosen(article, more) for more in range(share, 101))


@pytest.mark.parametrize("share", [1, 20, 50, 99])
def test_a_share_of_the_articles_is_chosen(share: int) -> None:
    chosen = sum(is_chosen(f"article {number}", share) for number in range(10_000))
    assert abs(chosen - share * 100) < 150


def test_which_articles_are_chosen_never_changes() -> None:
    """Else two versions of the program would choose otherwise, and annotators could not be compared."""
    assert [number for number in range(20) if is_chosen(f"article {number}", 20)] == [0, 6, 8, 9, 11, 17]


@pytest.mark.parametrize(("words", "share"), [("20", 20), (" 0 ", 0), ("100 %", 100), ("5%", 5), ("٢٠", 20)])
def test_a_share_can_be_typed(words: str, share: int) -> None:
    assert typed_share(words) == share


@pytest.mark.parametrize("words", ["", "%", "-1", "101", "1e1", "12.5", "a fifth", "👍", "²", "9" * 5000])
def test_what_is_no_share_is_answered_by_a_sentence(words: str) -> None:
    with pytest.raises(Problem, match="is no share; type a whole number from 0 to 100") as raised:
        typed_share(words)
    assert len(str(raised.value)) < 120


# The setting


def test_no_article_is_blind_before_somebody_says_so(project: Project) -> None:
    project.begin(ARTICLE.id)
    assert project.blind_share() == 0
    assert not project.progress(ARTICLE.id).blind


def test_the_share_holds_for_every_annotator(project: Project) -> None:
    project.set_blind_share(100)
    with closing(opened_by(project, "ann")) as other:
        assert other.blind_share() == 100
        assert other.progress(ARTICLE.id).blind
    project.begin(ARTICLE.id)
    assert project.progress(ARTICLE.id).blind


def test_taking_back_an_earlier_share_leaves_what_was_set_since(project: Project) -> None:
    first = project.set_blind_share(20)
    second = project.set_blind_share(30)
    with pytest.raises(Problem, match="Nothing of"):
        project.take_back(first)
    assert project.blind_share() == 30
    project.take_back(second)
    project.take_back(first)
    assert project.blind_share() == 0


def test_setting_the_share_is_one_step_of_the_journal_and_can_be_taken_back(project: Project) -> None:
    project.set_blind_share(20)
    project.set_blind_share(30)
    assert [c.action for c in project.store.history(annotator="mk", limit=9)] == [
        "set share of blind articles to 30 %",
        "set share of blind articles to 20 %",
    ]
    project.undo()
    assert project.blind_share() == 20
    project.undo()
    assert project.blind_share() == 0
    project.redo()
    assert project.blind_share() == 20


def test_a_share_that_was_set_elsewhere_meanwhile_is_not_overwritten_by_undo(project: Project) -> None:
    project.set_blind_share(20)
    with closing(opened_by(project, "ann")) as other:
        other.set_blind_share(40)
    with pytest.raises(Conflict):
        project.undo()
    assert project.blind_share() == 40


@pytest.mark.parametrize("share", [-1, 101])
def test_a_share_out_of_reach_is_refused(project: Project, share: int) -> None:
    with pytest.raises(Problem, match="no share"):
        project.set_blind_share(share)
    assert project.blind_share() == 0


# Who works blind


@pytest.mark.parametrize(("first", "then"), [(100, 0), (0, 100)])
def test_another_share_changes_nothing_about_what_is_begun(project: Project, first: int, then: int) -> None:
    project.set_blind_share(first)
    project.begin(ARTICLE.id)
    project.set_blind_share(then)
    for act in (
        project.begin,
        project.lay_out,
        lambda i: project.mark(i, "done"),
        lambda i: project.reveal(i, "quote"),
    ):
        act(ARTICLE.id)
        assert project.progress(ARTICLE.id).blind == (first == 100)
    with closing(opened_by(project, "ann")) as other:
        assert other.progress(ARTICLE.id).blind == (then == 100)


def test_undo_and_redo_leave_it_blind(project: Project) -> None:
    project.set_blind_share(100)
    project.mark(ARTICLE.id, "done")
    project.lay_out(ARTICLE.id)
    project.undo()
    assert project.progress(ARTICLE.id).blind
    project.redo()
    assert project.progress(ARTICLE.id) == Progress(
        article=ARTICLE.id, annotator="mk", state="done", suggested=True, blind=True
    )


def test_opening_an_article_is_no_step_of_the_journal(project: Project) -> None:
    project.begin(ARTICLE.id)
    project.begin(ARTICLE.id)
    assert project.store.history(annotator="mk", limit=9) == []
    assert len(project.store.all_progress(ARTICLE.id)) == 1


def test_an_article_that_came_before_the_share_was_set_is_chosen_by_the_same_rule(project: Project) -> None:
    add_articles(project, [Article(id=new_id(), text=f"{number}. {TEXT}") for number in range(200)])
    project.set_blind_share(50)
    ids = list(project.store.article_ids())
    assert [project.progress(i).blind for i in ids] == [is_chosen(i, 50) for i in ids]


# What is held back


def test_what_is_held_back_of_a_blind_article_is_everything() -> None:
    schema, blind = load_schema(), Progress(article="x", annotator="mk", blind=True)
    assert held_back_layers(schema, None) == {"stance"}
    assert held_back_layers(schema, blind) == ALL
    asked = Progress(article="x", annotator="mk", blind=True, revealed=("mention", "quote", "stance"))
    assert held_back_layers(schema, asked) == set()


def test_asking_shows_all_layers_as_one_step(project: Project) -> None:
    project.set_blind_share(100)
    project.begin(ARTICLE.id)
    project.reveal(ARTICLE.id, "mention", "quote", "stance")
    assert held_back_layers(project.schema, project.progress(ARTICLE.id)) == set()
    project.undo()
    assert held_back_layers(project.schema, project.progress(ARTICLE.id)) == ALL


def test_the_cast_of_a_blind_article_names_nobody_whom_only_the_reader_names(project: Project) -> None:
    project.set_blind_share(100)
    project.begin(ARTICLE.id)
    project.lay_out(ARTICLE.id)
    article = project.store.article(ARTICLE.id)
    assert article is not None
    hidden = sorted(held_back_layers(project.schema, project.progress(ARTICLE.id)))
    actors = {actor.id: actor for actor in project.store.actors_of(ARTICLE.id)}
    assert cast_of(project, article, actors, hidden=hidden) == []
    project.accept(in_layer(project, "mention"))
    assert [entry.actor.name for entry in cast_of(project, article, actors, hidden=hidden)] == ["Kaja Kallas"]


def test_nothing_that_is_held_back_of_a_blind_article_is_in_the_map_or_found_among_the_same_words(
    project: Project,
) -> None:
    project.set_blind_share(100)
    project.begin(ARTICLE.id)
    project.lay_out(ARTICLE.id)
    layer = project.schema.layer("mention")
    article = project.store.article(ARTICLE.id)
    assert layer is not None
    assert article is not None

    def seen() -> tuple[int, int]:
        places = find_same(project, Wanted(names=("Kaja Kallas",)), layer, article=article).places
        return len(standing_of(project, scope_of(project, None)).nodes), sum(len(place.here) for place in places)

    assert seen() == (0, 0)
    project.reveal(ARTICLE.id, "mention", "quote", "stance")
    nodes, here = seen()
    assert (nodes > 0, here > 0) == (True, True)


def test_the_file_refuses_what_is_neither_blind_nor_not(project: Project) -> None:
    project.begin(ARTICLE.id)
    with closing(sqlite3.connect(project.store.path)) as db, pytest.raises(sqlite3.IntegrityError):
        db.execute("UPDATE progress SET blind = 2")
