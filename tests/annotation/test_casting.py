"""The cast in the project's hands: merging, parting, renaming, and taking any of that back much later."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from annotation.errors import Problem
from annotation.model import Actor, Annotation, Labels, Span, new_id
from annotation.project import Project
from tests.annotation.projects import (
    ARTICLE,
    KALLAS,
    STANCE,
    TRUMP,
    UKRAINE,
    add_articles,
    content,
    in_layer,
    is_whole,
    laid_out,
    mention,
)

KAJA = Actor(id="act-kaja", name="Kallas", kind="person", wikidata="Q1", note="of Estonia", aliases=("Kaja",))


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Kaja Kallas is two actors: the reader did not see that “Kallas” is she. A second article names “Kallas” too."""
    project = laid_out(tmp_path / "news.db")
    second = replace(ARTICLE, id="art-2", text="Kallas spoke.")
    add_articles(project, [second])
    short = replace(mention("Kallas", KAJA, suggestion_id="m-2"), annotator="mk")
    there = replace(short, id="m-3", article="art-2", spans={"text": (Span(0, 6),)}, annotator="ann", status="accepted")
    both = {"holder": (KAJA.id, KALLAS.id), "target": (UKRAINE.id,)}
    stance = replace(STANCE, id="s-2", actors=both, annotator="mk")
    project.store.add_labels(Labels(actors=(KAJA,), annotations=(short, stance, there)))
    return project


def named(project: Project, annotation_id: str) -> dict[str, tuple[str, ...]]:
    found = project.store.annotation(annotation_id)
    assert found is not None
    return dict(found.actors)


def test_merging_makes_one_actor_of_two_in_every_article_for_every_annotator(project: Project) -> None:
    change = project.merge_actors(KALLAS, [KAJA], article_id=ARTICLE.id)
    assert change.action == "merge Kallas into Kaja Kallas"
    assert named(project, "m-2") == {"actor": (KALLAS.id,)}
    assert named(project, "m-3") == {"actor": (KALLAS.id,)}
    assert project.store.actor(KAJA.id) is None


def test_who_held_a_stance_together_with_itself_holds_it_once(project: Project) -> None:
    project.merge_actors(KALLAS, [KAJA])
    assert named(project, "s-2") == {"holder": (KALLAS.id,), "target": (UKRAINE.id,)}


def test_the_names_of_who_is_merged_are_aliases_and_what_was_lacking_is_taken_over(project: Project) -> None:
    project.merge_actors(KALLAS, [KAJA])
    kept = project.store.actor(KALLAS.id)
    assert kept == replace(KALLAS, aliases=("Kallas", "Kaja"), wikidata="Q1", note="of Estonia")


def test_later_suggestions_find_an_actor_by_its_aliases(project: Project) -> None:
    project.merge_actors(KALLAS, [KAJA])
    add_articles(project, [replace(ARTICLE, id="art-3", text="Kaja Kallas left.")])
    again = Actor(id=new_id(), name="Kallas", kind="person")
    project.keep_suggestions("art-3", Labels(actors=(again,), annotations=(mention("Kaja", again, article="art-3"),)))
    (suggested,) = project.store.annotations("art-3", None)
    assert suggested.actors == {"actor": (KALLAS.id,)}
    assert [actor.id for actor in project.store.actors_like("kaj", limit=5)] == [KALLAS.id]


def test_an_alias_does_not_hide_an_actor_of_that_name(project: Project) -> None:
    project.merge_actors(KALLAS, [KAJA])
    other = Actor(id=new_id(), name="Kallas", kind="person")
    project.add(replace(mention("Tallinn", other, suggestion_id=new_id()), origin="human"), new_actors=[other])
    assert project.store.actor_named("Kallas", "person") == other


def test_nobody_is_merged_with_themselves(project: Project) -> None:
    with pytest.raises(Problem, match="itself"):
        project.merge_actors(KALLAS, [KALLAS])


def test_undoing_a_merge_leaves_the_file_as_it_was(project: Project) -> None:
    before = content(project.store.path)
    project.merge_actors(KALLAS, [KAJA, TRUMP])
    project.undo()
    assert content(project.store.path) == before
    project.redo()
    project.undo()
    assert content(project.store.path) == before
    assert is_whole(project.store.path)


def test_a_wrong_merge_is_taken_back_two_hundred_actions_later_and_they_stay(project: Project) -> None:
    wrong = project.merge_actors(TRUMP, [KALLAS], article_id=ARTICLE.id)
    quote = in_layer(project, "quote")
    for number in range(199):
        project.fix(quote, replace(quote, note=f"note {number}"))
        quote = in_layer(project, "quote")
    project.mark(ARTICLE.id, "done")
    taken = project.take_back(wrong)
    assert taken.action == "take back: merge Kaja Kallas into Donald Trump"
    assert project.store.actor(KALLAS.id) == KALLAS
    assert project.store.actor(TRUMP.id) == TRUMP
    after = in_layer(project, "quote")
    assert after.actors == {"speaker": (KALLAS.id,)}
    assert (after.note, after.status) == ("note 198", "accepted")
    assert project.progress(ARTICLE.id).state == "done"
    project.undo()
    assert in_layer(project, "quote").actors == {"speaker": (TRUMP.id,)}


def test_what_was_decided_otherwise_since_stays_when_a_merge_is_taken_back(project: Project) -> None:
    wrong = project.merge_actors(TRUMP, [KALLAS])
    quote = in_layer(project, "quote")
    project.fix(quote, quote.with_actors("speaker", (UKRAINE.id,)))
    project.take_back(wrong)
    assert in_layer(project, "quote").actors == {"speaker": (UKRAINE.id,)}


def test_what_is_gone_stays_gone_when_a_change_of_it_is_taken_back(project: Project) -> None:
    wrong = project.merge_actors(TRUMP, [KALLAS])
    project.suggest_again(ARTICLE.id, Labels())
    project.take_back(wrong)
    assert not [one for one in project.annotations(ARTICLE.id) if one.layer == "quote"]
    assert project.store.actor(KALLAS.id) == KALLAS


def test_an_actor_that_is_used_elsewhere_by_now_stays_when_its_making_is_taken_back(project: Project) -> None:
    new = Actor(id=new_id(), name="Estonia", kind="country")
    made = project.add(replace(mention("Tallinn", new, suggestion_id="m-new"), origin="human"), new_actors=[new])
    quote = in_layer(project, "quote")
    project.name_actor(quote, new)
    project.take_back(made)
    assert project.store.annotation("m-new") is None
    assert project.store.actor(new.id) == new


def test_nothing_is_taken_back_twice(project: Project) -> None:
    change = project.mark(ARTICLE.id, "done")
    project.take_back(change)
    with pytest.raises(Problem, match="Nothing of “mark done” stands any more"):
        project.take_back(change)


def test_naming_another_actor_accepts_the_mention_and_the_quote_follows(project: Project) -> None:
    first = next(one for one in project.annotations(ARTICLE.id) if one.layer == "mention" and KALLAS.id in str(one))
    new = Actor(id=new_id(), name="Another Kallas", kind="person")
    change = project.name_actor(first, new, known=False)
    assert change.action == "name Another Kallas in mention"
    moved = project.store.annotation(first.id)
    assert moved is not None
    assert (moved.actors, moved.status, moved.changed) == ({"actor": (new.id,)}, "accepted", True)
    quote = in_layer(project, "quote")
    assert (quote.actors, quote.status) == ({"speaker": (new.id,)}, "suggested")
    project.undo()
    assert project.store.actor(new.id) is None
    assert in_layer(project, "quote").actors == {"speaker": (KALLAS.id,)}


def test_a_stance_towards_the_words_of_a_mention_follows_in_its_target_alone(project: Project) -> None:
    plan = mention("the plan", UKRAINE, suggestion_id="m-plan")
    project.store.add_labels(Labels(annotations=(replace(plan, annotator="mk"),)))
    stored = project.store.annotation("m-plan")
    assert stored is not None
    project.name_actor(stored, KALLAS)
    assert named(project, _stance(project).id) == {"holder": (TRUMP.id,), "target": (KALLAS.id,)}


def _stance(project: Project) -> Annotation:
    return next(one for one in project.annotations(ARTICLE.id) if one.layer == "stance" and one.id != "s-2")


def test_naming_the_same_actor_again_is_a_mere_acceptance(project: Project) -> None:
    quote = in_layer(project, "quote")
    project.name_actor(quote, KALLAS)
    assert (in_layer(project, "quote").status, in_layer(project, "quote").changed) == ("accepted", False)


def test_a_name_of_five_thousand_characters_is_merged_and_told_in_short(project: Project) -> None:
    long = replace(KALLAS, name="K" * 5000)
    project.change_actor(KALLAS, long)
    change = project.merge_actors(long, [TRUMP])
    assert len(change.action) < 150
    kept = project.store.actor(KALLAS.id)
    assert kept is not None
    assert kept.name == long.name
