from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotation.errors import Problem, ProjectProblem, SchemaProblem
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
    laid_out,
    make,
    mention,
    without_ids,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "news.db"


@pytest.fixture
def project(path: Path) -> Iterator[Project]:
    project = laid_out(path)
    yield project
    project.close()


def other(project: Project, annotator: str) -> Project:
    return Project.open(project.store.path, annotator=annotator)


def draft(words: str, *actors: Actor) -> Annotation:
    return replace(mention(words, actors[0], suggestion_id=new_id()), model=None, score=None, origin="human")


# The project


def test_a_project_has_the_news_labels_unless_others_are_asked_for(project: Project) -> None:
    assert project.schema.tag == "news@1"
    assert project.name == "news"


def test_a_project_keeps_the_labels_it_was_made_with(tmp_path: Path) -> None:
    schema = tmp_path / "own.yaml"
    schema.write_text(
        "name: own\nversion: 3\nkinds: [{id: person, name: Person, colour: ['#000000', '#ffffff']}]\n"
        "layers:\n  - id: claim\n    name: Claim\n    plural: Claims\n    key: C\n    colour: ['#000000', '#ffffff']\n"
        "    spans: [{id: words, name: Words, key: W, required: true}]\n",
        "utf-8",
    )
    Project.create(tmp_path / "own.db", schema=schema).close()
    schema.unlink()
    reopened = Project.open(tmp_path / "own.db")
    assert reopened.schema.tag == "own@3"
    reopened.close()


def test_a_broken_schema_makes_no_project(tmp_path: Path) -> None:
    schema = tmp_path / "own.yaml"
    schema.write_text("name: own\nversion: x\n", "utf-8")
    with pytest.raises(SchemaProblem):
        Project.create(tmp_path / "own.db", schema=schema)
    assert not (tmp_path / "own.db").exists()


def test_a_project_is_never_made_over_a_file(project: Project, path: Path) -> None:
    with pytest.raises(ProjectProblem, match="exists already"):
        Project.create(path)


# Suggestions


def test_suggestions_are_laid_out_as_the_annotator_s_own(project: Project) -> None:
    found = project.annotations(ARTICLE.id)
    assert without_ids(found) == without_ids(replace(a, schema="news@1") for a in SUGGESTED.annotations)
    assert {one.annotator for one in found} == {"mk"}


def test_two_annotators_get_suggestions_of_their_own(project: Project) -> None:
    project.accept(in_layer(project, "mention"))
    second = other(project, "ann")
    assert second.annotations(ARTICLE.id) == []
    assert second.lay_out(ARTICLE.id)
    assert {one.status for one in second.annotations(ARTICLE.id)} == {"suggested"}
    assert in_layer(project, "mention").status == "accepted"
    assert not {one.id for one in second.annotations(ARTICLE.id)} & {one.id for one in project.annotations(ARTICLE.id)}
    second.close()


def test_suggestions_are_laid_out_once(project: Project) -> None:
    project.reject(in_layer(project, "mention"))
    before = project.annotations(ARTICLE.id)
    assert project.lay_out(ARTICLE.id)
    assert project.annotations(ARTICLE.id) == before


def test_two_windows_of_one_annotator_lay_out_once(path: Path) -> None:
    one = make(path)
    two = other(one, "mk")
    assert one.lay_out(ARTICLE.id)
    assert two.lay_out(ARTICLE.id)
    assert len(one.annotations(ARTICLE.id)) == 3
    one.close()
    two.close()


def test_without_a_kept_answer_the_reader_must_be_asked(tmp_path: Path) -> None:
    project = make(tmp_path / "a.db")
    second = Project.create(tmp_path / "b.db", annotator="mk")
    add_articles(second, [ARTICLE])
    assert not second.lay_out(ARTICLE.id)
    second.nothing_suggested(ARTICLE.id)
    assert second.lay_out(ARTICLE.id)
    assert second.annotations(ARTICLE.id) == []
    project.close()
    second.close()


def test_what_was_decided_before_the_reader_answered_stands(path: Path) -> None:
    project = make(path)
    added = project.add(draft("Kaja Kallas", KALLAS)).edits[-1].after
    assert project.lay_out(ARTICLE.id)
    assert in_layer(project, "mention") == added
    project.close()


def test_a_kept_answer_stays_when_a_reader_answers_again(project: Project) -> None:
    project.keep_suggestions(ARTICLE.id, Labels())
    project.keep_suggestions(ARTICLE.id, SUGGESTED)
    assert len(project.store.annotations(ARTICLE.id, None)) == 3


def test_an_answer_names_the_actors_that_the_project_has(path: Path) -> None:
    project = make(path)
    second = replace(ARTICLE, id="art-2", text=ARTICLE.text + " Again.")
    add_articles(project, [second])
    again = Actor(id=new_id(), name="Kaja Kallas", kind="person")
    project.keep_suggestions(
        "art-2", Labels(actors=(again,), annotations=(mention("Kaja Kallas", again, article="art-2"),))
    )
    (found,) = project.store.annotations("art-2", None)
    assert found.actors == {"actor": (KALLAS.id,)}
    assert project.store.actor(again.id) is None
    project.close()


def test_suggesting_again_replaces_only_what_is_undecided(project: Project) -> None:
    accepted = project.accept(in_layer(project, "mention")).edits[0].after
    rejected = project.reject(in_layer(project, "stance")).edits[0].after
    new = mention("Donald Trump", TRUMP)
    project.suggest_again(ARTICLE.id, Labels(actors=(TRUMP,), annotations=(new,)))
    found = project.annotations(ARTICLE.id)
    assert accepted in found
    assert rejected in found
    assert [one.spans for one in found if one.status == "suggested"] == [new.spans]


# Deciding


@pytest.mark.parametrize("layer", ["mention", "quote", "stance"])
def test_accepting_a_suggestion_changes_its_status_and_nothing_else(project: Project, layer: str) -> None:
    before = in_layer(project, layer)
    project.accept(before)
    assert in_layer(project, layer) == replace(before, status="accepted")


def test_an_incomplete_annotation_is_not_accepted_and_the_sentence_names_what_is_missing(project: Project) -> None:
    before = in_layer(project, "stance")
    incomplete = replace(before, actors={"target": before.actors["target"]})
    with pytest.raises(Problem, match="no holder yet; give it one \\(key W\\)"):
        project.fix(before, incomplete)
    assert in_layer(project, "stance") == before


def test_a_target_may_be_words_alone(project: Project) -> None:
    before = in_layer(project, "stance")
    project.fix(before, replace(before, actors={"holder": before.actors["holder"]}))
    assert in_layer(project, "stance").status == "accepted"


def test_rejecting_keeps_a_suggestion_as_a_negative_example(project: Project) -> None:
    before = in_layer(project, "quote")
    project.reject(before)
    assert in_layer(project, "quote") == replace(before, status="rejected")


def test_rejecting_deletes_what_a_person_made_and_undo_brings_it_back(project: Project) -> None:
    made = project.add(draft("Donald Trump", TRUMP)).edits[-1].after
    assert isinstance(made, Annotation)
    project.reject(made)
    assert project.store.annotation(made.id) is None
    project.undo()
    assert project.store.annotation(made.id) == made


def test_fixing_a_suggestion_accepts_it_and_marks_it_as_changed(project: Project) -> None:
    before = in_layer(project, "quote")
    after = before.with_value("kind", "indirect").with_spans("content", (at("We stand"), at("Ukraine")))
    project.fix(before, after)
    assert in_layer(project, "quote") == replace(after, status="accepted", changed=True)


def test_fixing_without_altering_is_accepting(project: Project) -> None:
    before = in_layer(project, "quote")
    change = project.fix(before, before)
    assert change.action == "accept quote"
    assert not in_layer(project, "quote").changed


def test_a_note_is_no_alteration_of_the_suggestion(project: Project) -> None:
    before = in_layer(project, "quote")
    project.fix(before, replace(before, note="a textbook case"))
    assert (in_layer(project, "quote").note, in_layer(project, "quote").changed) == ("a textbook case", False)


def test_fixing_what_a_person_made_does_not_mark_it_as_changed(project: Project) -> None:
    project.reject(in_layer(project, "mention"))
    made = project.add(draft("Donald Trump", TRUMP)).edits[-1].after
    assert isinstance(made, Annotation)
    project.fix(made, made.with_spans("text", (at("Trump"),)))
    found = project.store.annotation(made.id)
    assert found is not None
    assert (found.changed, found.origin) == (False, "human")


def test_a_fix_may_name_a_new_actor(project: Project) -> None:
    before = in_layer(project, "mention")
    new = Actor(id=new_id(), name="The High Representative", kind="person")
    project.fix(before, before.with_actors("actor", (new.id,)), new_actors=[new])
    assert project.store.actor(new.id) == new
    assert in_layer(project, "mention").actors == {"actor": (new.id,)}


def test_adding_makes_an_accepted_annotation_of_the_annotator(project: Project) -> None:
    change = project.add(replace(draft("Donald Trump", TRUMP), annotator="somebody", status="suggested"))
    made = change.edits[-1].after
    assert isinstance(made, Annotation)
    assert (made.annotator, made.status, made.origin, made.schema) == ("mk", "accepted", "human", "news@1")
    assert project.store.annotation(made.id) == made


def test_a_role_that_the_schema_does_not_know_is_not_saved(project: Project) -> None:
    wrong = replace(draft("Donald Trump", TRUMP), spans={"txt": (at("Trump"),)})
    with pytest.raises(Problem, match="did you mean “text”"):
        project.add(wrong)
    assert len(project.annotations(ARTICLE.id)) == 3


def test_a_joint_quote_and_a_broken_one_keep_their_order(project: Project) -> None:
    before = in_layer(project, "quote")
    pieces = (at("We stand"), at("with Ukraine"))
    after = before.with_spans("content", pieces).with_actors("speaker", (UKRAINE.id, KALLAS.id, TRUMP.id))
    project.fix(before, after)
    found = in_layer(project, "quote")
    assert found.spans["content"] == pieces
    assert found.actors["speaker"] == (UKRAINE.id, KALLAS.id, TRUMP.id)


def test_several_annotations_are_accepted_as_one_step(project: Project) -> None:
    change = project.accept_all(project.annotations(ARTICLE.id))
    assert change.action == "accept 3 annotations"
    assert {one.status for one in project.annotations(ARTICLE.id)} == {"accepted"}
    project.undo()
    assert {one.status for one in project.annotations(ARTICLE.id)} == {"suggested"}
    with pytest.raises(Problem, match="nothing to undo"):
        project.undo()


def test_several_annotations_are_accepted_all_or_none(project: Project) -> None:
    whole, broken = in_layer(project, "mention"), replace(in_layer(project, "quote"), values={})
    with pytest.raises(Problem, match="no kind yet"):
        project.accept_all([whole, broken])
    assert in_layer(project, "mention") == whole


def test_accepting_twice_changes_nothing_and_is_no_step(project: Project) -> None:
    project.accept(in_layer(project, "mention"))
    assert project.accept(in_layer(project, "mention")).edits == ()
    project.undo()
    assert in_layer(project, "mention").status == "suggested"


def test_renaming_an_actor_changes_it_everywhere(project: Project) -> None:
    project.change_actor(KALLAS, replace(KALLAS, name="Kaja Kallas (EU)", kind="group"))
    assert project.store.actor(KALLAS.id) == replace(KALLAS, name="Kaja Kallas (EU)", kind="group")


def test_an_actor_without_a_name_is_refused(project: Project) -> None:
    with pytest.raises(Problem, match="needs a name"):
        project.change_actor(KALLAS, replace(KALLAS, name="  "))


@pytest.mark.parametrize("state", ["done", "skipped", "open"])
def test_marking_an_article_is_for_one_annotator(project: Project, state: str) -> None:
    project.mark(ARTICLE.id, "skipped" if state == "done" else "done")
    project.mark(ARTICLE.id, state)  # type: ignore[arg-type]
    assert project.progress(ARTICLE.id).state == state
    second = other(project, "ann")
    assert second.progress(ARTICLE.id).state == "open"
    second.close()


def test_revealing_a_layer_is_remembered(project: Project) -> None:
    project.reveal(ARTICLE.id, "stance")
    assert project.progress(ARTICLE.id).revealed == ("stance",)
    project.undo()
    assert project.progress(ARTICLE.id).revealed == ()


def test_marking_does_not_lay_suggestions_out_again(project: Project) -> None:
    project.mark(ARTICLE.id, "done")
    project.undo()
    project.lay_out(ARTICLE.id)
    assert len(project.annotations(ARTICLE.id)) == 3


def test_what_is_decided_comes_with_the_actors_that_it_names(project: Project) -> None:
    project.accept(in_layer(project, "mention"))
    project.reject(in_layer(project, "stance"))
    decided = project.decided(ARTICLE.id)
    assert {one.layer for one in decided.annotations} == {"mention", "stance"}
    assert set(decided.actors) == {KALLAS, TRUMP, UKRAINE}


def test_nothing_of_a_refused_action_is_in_the_file(project: Project, path: Path) -> None:
    before = content(path, without=())
    with pytest.raises(Problem):
        project.add(
            replace(draft("Donald Trump", TRUMP), spans={}), new_actors=[Actor(id="new", name="New", kind="other")]
        )
    assert content(path, without=()) == before


def test_the_journal_says_who_did_what(project: Project) -> None:
    project.accept(in_layer(project, "quote"))
    project.mark(ARTICLE.id, "done")
    project.undo()
    latest = project.store.history(annotator="mk", limit=10)
    assert [(one.kind, one.action, one.annotator) for one in latest] == [
        ("undo", "mark done", "mk"),
        ("do", "mark done", "mk"),
        ("do", "accept quote", "mk"),
    ]
    change = project.store.change(latest[2].number)
    assert change is not None
    accepted = change.edits[0].after
    assert isinstance(accepted, Annotation)
    assert accepted == in_layer(project, "quote")
