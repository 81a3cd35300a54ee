"""Notes and flags: what people say about labels, which changes nothing of the labels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotation.errors import Conflict
from annotation.model import Annotation, Labels
from annotation.project import Project
from annotation.store_flags import flagged_in, next_flagged_article
from tests.annotation.projects import (
    ARTICLE,
    KALLAS,
    MENTION,
    QUOTE,
    STANCE,
    SUGGESTED,
    add_articles,
    content,
    in_layer,
    laid_out,
    mention,
)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    project = laid_out(tmp_path / "news.db")
    yield project
    project.close()


def reopened(project: Project, annotation: Annotation) -> Annotation:
    again = Project.open(project.store.path, annotator=project.annotator)
    found = again.store.annotation(annotation.id)
    again.close()
    assert found is not None
    return found


@pytest.mark.parametrize("decided", [False, True])
def test_a_note_and_a_flag_change_nothing_else_and_are_one_step_each(project: Project, decided: bool) -> None:
    quote = in_layer(project, "quote")
    if decided:
        project.accept(quote)
        quote = in_layer(project, "quote")
    before = content(project.store.path)
    assert project.set_note(quote, "Is this still hers?").action == "note on quote"
    noted = replace(quote, note="Is this still hers?")
    assert reopened(project, quote) == noted
    assert project.flag(noted, True).action == "flag quote"
    flagged = replace(noted, flagged=True)
    assert reopened(project, quote) == flagged
    assert project.flag(flagged, False).action == "unflag quote"
    for expected in (flagged, noted, quote):
        project.undo()
        assert reopened(project, quote) == expected
    assert content(project.store.path) == before


@pytest.mark.parametrize("note", ["👍🏽 عربي\n\n\tthird line  ", "x" * 1_000_000, "many words 中 " * 80_000 + "\nend"])
def test_a_note_is_kept_whole(project: Project, note: str) -> None:
    quote = in_layer(project, "quote")
    project.set_note(quote, note)
    assert reopened(project, quote).note == note
    project.accept(reopened(project, quote))
    assert reopened(project, quote).note == note


@pytest.mark.parametrize("note", ["", " \n\t "])
def test_blanks_take_the_note_away(project: Project, note: str) -> None:
    quote = in_layer(project, "quote")
    project.set_note(quote, "seen")
    project.set_note(replace(quote, note="seen"), note)
    assert reopened(project, quote).note == ""


def test_half_a_surrogate_pair_cannot_keep_a_note_from_being_saved(project: Project) -> None:
    quote = in_layer(project, "quote")
    project.set_note(quote, "broken \ud83d here")
    assert reopened(project, quote).note == "broken ? here"


def test_the_same_note_or_flag_again_is_no_step(project: Project) -> None:
    quote = in_layer(project, "quote")
    assert project.set_note(quote, "").number == 0
    assert project.flag(quote, False).number == 0


def test_a_note_that_somebody_else_changed_meanwhile_is_not_overwritten(project: Project) -> None:
    quote = in_layer(project, "quote")
    other = Project.open(project.store.path, annotator="mk")
    other.set_note(quote, "theirs")
    other.close()
    with pytest.raises(Conflict):
        project.set_note(quote, "mine")
    assert reopened(project, quote).note == "theirs"


def test_suggestions_that_are_talked_about_stay_when_the_reader_is_asked_again(project: Project) -> None:
    quote, stance = in_layer(project, "quote"), in_layer(project, "stance")
    project.set_note(quote, "whose?")
    project.flag(stance, True)
    project.suggest_again(ARTICLE.id, SUGGESTED)
    now = {a.id: a for a in project.annotations(ARTICLE.id)}
    assert now[quote.id].note == "whose?"
    assert now[stance.id].flagged
    assert sorted(a.layer for a in now.values()) == ["mention", "quote", "stance"]


def test_what_is_flagged_stays_alone_in_whatever_order_the_reader_names_the_parts(project: Project) -> None:
    project.flag(in_layer(project, "quote"), True)
    turned = [replace(one, spans=dict(reversed(one.spans.items()))) for one in SUGGESTED.annotations]
    project.suggest_again(ARTICLE.id, replace(SUGGESTED, annotations=tuple(turned)))
    assert in_layer(project, "quote").flagged


# From flag to flag


def put(project: Project, number: int, *annotations: Annotation, annotator: str = "mk") -> str:
    """One more article, with annotations of it as an annotator has them; gives its id."""
    article = f"art-{number}"
    if project.store.article(article) is None:
        add_articles(project, [replace(ARTICLE, id=article, text=f"{ARTICLE.text} {number}")])
    own = [replace(a, id=f"{a.id}-{article}-{annotator}", article=article, annotator=annotator) for a in annotations]
    project.store.add_labels(Labels(annotations=tuple(own)))
    return article


def following(project: Project, after: int) -> str | None:
    return next_flagged_article(project.store, project.annotator, after=after, on_demand=project.schema.on_demand)


def test_the_next_article_with_a_flag_comes_in_the_order_of_the_queue_round_and_round(project: Project) -> None:
    flagged = replace(QUOTE, flagged=True)
    second, third, fourth = put(project, 2, flagged), put(project, 3, QUOTE), put(project, 4, flagged)
    assert [following(project, after) for after in (1, 2, 4)] == [second, fourth, second]
    assert flagged_in(project.store, second, "mk") == {f"q-1-{second}-mk"}
    assert flagged_in(project.store, third, "mk") == set()


@pytest.mark.parametrize(
    ("annotation", "annotator"),
    [
        (replace(QUOTE, flagged=True, status="rejected"), "mk"),
        (replace(STANCE, flagged=True), "mk"),
        (replace(QUOTE, flagged=True), "ann"),
        (replace(QUOTE, note="no flag"), "mk"),
    ],
)
def test_what_is_not_shown_or_is_somebody_else_s_is_passed_by(
    project: Project, annotation: Annotation, annotator: str
) -> None:
    put(project, 2, annotation, annotator=annotator)
    assert following(project, 1) is None


def test_a_suggestion_that_was_asked_for_counts(project: Project) -> None:
    article = put(project, 2, replace(STANCE, flagged=True))
    project.reveal(article, "stance")
    assert following(project, 1) == article


def test_flags_of_an_import_count(project: Project) -> None:
    article = put(project, 2, replace(MENTION, flagged=True), replace(mention("Kallas", KALLAS), flagged=True))
    assert len(flagged_in(project.store, article, "mk")) == 2
