"""Labels made blind and labels made with suggestions shown, held against what the reader suggests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotation.anchoring import Anchoring, anchoring, likeness, works_of
from annotation.errors import Problem
from annotation.model import Annotation, Labels, Span, new_id
from annotation.project import Project
from annotation.schema import load_schema
from annotation.store_report import steps
from tests.annotation.projects import ARTICLE, KALLAS, MENTION, QUOTE, STANCE, at, in_layer, make

SCHEMA = load_schema()


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with closing(make(tmp_path / "news.db")) as made:
        yield made


def begin(project: Project, *, blind: bool = False) -> None:
    if blind:
        project.set_blind_share(100)
    project.begin(ARTICLE.id)
    project.lay_out(ARTICLE.id)


def own(project: Project, like: Annotation, **values: object) -> Annotation:
    made = replace(like, id=new_id(), **values)
    project.add(made)
    return next(one for one in project.annotations(ARTICLE.id) if one.id == made.id)


def found(project: Project, layer: str, annotator: str = "mk") -> Anchoring | None:
    rows = anchoring(project.store, project.schema)
    return next((one for one in rows if (one.layer, one.annotator) == (layer, annotator)), None)


def counts(project: Project, layer: str) -> tuple[tuple[int, int, int], int, tuple[int, int, int]]:
    one = found(project, layer)
    assert one is not None
    blind, shown = ((agreement.labels, agreement.exact, agreement.overlapping) for agreement in (one.blind, one.shown))
    return blind, one.altered, shown


NONE = (0, 0, 0)


# How labels compare


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        (STANCE, "exact"),
        (replace(STANCE, actors={}), "exact"),
        (replace(STANCE, values={"polarity": "support"}), "overlapping"),
        (STANCE.with_spans("target", ()), "overlapping"),
        (STANCE.with_spans("evidence", (at("Trump opposes"),)), "overlapping"),
        (STANCE.with_spans("evidence", (at("backs"),)), "none"),
        (STANCE.with_spans("evidence", (Span(at("opposes").end, at("opposes").end + 4),)), "none"),
        (replace(STANCE, layer="nobody knows it", spans={}), "none"),
    ],
)
def test_a_label_is_held_against_suggestions(label: Annotation, expected: str) -> None:
    assert likeness(label, [STANCE], SCHEMA) == expected
    assert likeness(label, [], SCHEMA) == "none"


# Before and after asking


def test_what_was_made_before_asking_is_blind_and_what_after_is_not(project: Project) -> None:
    begin(project)
    own(project, STANCE)
    project.reveal(ARTICLE.id, "stance")
    own(project, STANCE, values={"polarity": "support"})
    assert counts(project, "stance") == ((1, 1, 0), 0, (1, 0, 1))


def test_what_was_made_where_nobody_ever_asked_is_blind(project: Project) -> None:
    begin(project)
    own(project, STANCE.with_spans("evidence", (at("backs"),)))
    assert counts(project, "stance") == ((1, 0, 0), 0, NONE)


def test_a_layer_that_is_always_shown_is_not_blind(project: Project) -> None:
    begin(project)
    own(project, MENTION)
    assert counts(project, "mention") == (NONE, 0, (1, 1, 0))


def test_in_a_blind_article_every_layer_is(project: Project) -> None:
    begin(project, blind=True)
    for one in (MENTION, QUOTE, STANCE):
        own(project, one)
    project.reveal(ARTICLE.id, "mention", "quote", "stance")
    project.accept(in_own(project, "mention"))
    assert counts(project, "mention") == ((1, 1, 0), 0, (1, 1, 0))
    assert counts(project, "quote") == counts(project, "stance") == ((1, 1, 0), 0, NONE)


def in_own(project: Project, layer: str) -> Annotation:
    """The undecided suggestion of a layer."""
    return next(one for one in project.annotations(ARTICLE.id) if (one.layer, one.status) == (layer, "suggested"))


def test_a_blind_label_counts_as_it_stood_before_the_suggestions_were_seen(project: Project) -> None:
    begin(project)
    label = own(project, STANCE, values={"polarity": "support"})
    project.reveal(ARTICLE.id, "stance")
    project.fix(label, replace(label, values=STANCE.values))
    assert counts(project, "stance") == ((1, 0, 1), 1, NONE)


def test_a_blind_label_that_was_given_up_for_a_suggestion_still_counts(project: Project) -> None:
    begin(project)
    label = own(project, STANCE, values={"polarity": "support"})
    project.reveal(ARTICLE.id, "stance")
    project.reject(label)
    project.accept(in_layer(project, "stance"))
    assert counts(project, "stance") == ((1, 0, 1), 1, (1, 1, 0))


def test_a_label_that_was_given_up_before_is_none(project: Project) -> None:
    begin(project)
    project.reject(own(project, STANCE))
    project.reveal(ARTICLE.id, "stance")
    assert found(project, "stance") is None


def test_to_take_the_asking_back_does_not_make_anybody_blind_again(project: Project) -> None:
    begin(project)
    project.reveal(ARTICLE.id, "stance")
    project.undo()
    own(project, STANCE)
    assert counts(project, "stance") == (NONE, 0, (1, 1, 0))


def test_undo_and_redo_of_a_label_keep_it_what_it_was(project: Project) -> None:
    begin(project)
    own(project, STANCE)
    project.undo()
    assert found(project, "stance") is None
    project.redo()
    assert counts(project, "stance") == ((1, 1, 0), 0, NONE)


def test_another_name_for_an_actor_alters_no_label(project: Project) -> None:
    begin(project)
    own(project, STANCE)
    project.reveal(ARTICLE.id, "stance")
    trump = project.store.actor(STANCE.actors["holder"][0])
    assert trump is not None
    project.merge_actors(KALLAS, [trump])
    assert counts(project, "stance") == ((1, 1, 0), 0, NONE)


def test_a_suggestion_that_was_fixed_counts_as_a_label_like_it_or_not(project: Project) -> None:
    begin(project)
    mention = in_layer(project, "mention")
    project.fix(mention, mention.with_spans("text", (at("Kaja Kallas said"),)))
    assert counts(project, "mention") == (NONE, 0, (1, 0, 1))
    project.undo()
    assert found(project, "mention") is None


def test_each_annotator_is_counted_alone(project: Project) -> None:
    begin(project)
    own(project, STANCE)
    with closing(Project.open(project.store.path, annotator="ann")) as other:
        other.begin(ARTICLE.id)
        other.reveal(ARTICLE.id, "stance")
        own(other, STANCE)
    assert counts(project, "stance") == ((1, 1, 0), 0, NONE)
    theirs = found(project, "stance", "ann")
    assert theirs is not None
    assert (theirs.blind.labels, theirs.blind.share, theirs.shown.share) == (0, None, 1.0)


def test_what_came_by_import_is_left_out_though_it_is_fixed_here(project: Project) -> None:
    begin(project)
    imported = replace(STANCE, id="came", annotator="mk", status="accepted", origin="human", model=None)
    project.store.add_labels(Labels(annotations=(imported,)))
    project.fix(imported, replace(imported, values={"polarity": "support"}))
    assert found(project, "stance") is None


def test_what_import_says_was_asked_for_was_not_blind(project: Project) -> None:
    begun = replace(project.progress(ARTICLE.id), revealed=("stance",))
    project.store.add_labels(Labels(), [begun])
    own(project, STANCE)
    project.mark(ARTICLE.id, "done")
    assert counts(project, "stance") == (NONE, 0, (1, 1, 0))


def test_a_stopped_count_gives_what_it_has(project: Project) -> None:
    begin(project)
    own(project, STANCE)
    assert anchoring(project.store, project.schema, going_on=lambda: False) == ()


def stances(project: Project) -> list[Annotation]:
    return [one for one in project.annotations(ARTICLE.id) if one.layer == "stance"]


ACTS: dict[str, Callable[[Project], object]] = {
    "add": lambda project: own(project, STANCE),
    "add another": lambda project: own(project, STANCE, values={"polarity": "support"}),
    "ask": lambda project: project.reveal(ARTICLE.id, "stance"),
    "accept": lambda project: project.accept(stances(project)[0]),
    "fix": lambda project: project.fix(last := stances(project)[-1], replace(last, values={"polarity": "mixed"})),
    "reject": lambda project: project.reject(stances(project)[-1]),
    "undo": lambda project: project.undo(),
    "redo": lambda project: project.redo(),
    "done": lambda project: project.mark(ARTICLE.id, "done"),
}
"""What an annotator may do with stances; some of it cannot be done at any time."""


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(sorted(ACTS)), max_size=14), st.booleans())
def test_the_counts_add_up(tmp_path: Path, acts: list[str], blind: bool) -> None:
    """Every label that stands is counted once; besides, only blind ones that were altered may be counted."""
    with closing(make(tmp_path / f"{new_id()}.db")) as project:
        begin(project, blind=blind)
        for name in acts:
            try:
                ACTS[name](project)
            except (Problem, IndexError):
                continue
        standing = [one for one in project.annotations(ARTICLE.id) if one.status == "accepted"]
        (work,) = list(works_of(steps(project.store), SCHEMA)) or [None]
        gone = [one for one in work.blind if one.id not in {a.id for a in standing}] if work else []
        rows = anchoring(project.store, project.schema)
        assert sum(row.blind.labels + row.shown.labels for row in rows) == len(standing) + len(gone)
        assert all(row.altered <= row.blind.labels for row in rows)
        for agreement in (agreement for row in rows for agreement in (row.blind, row.shown)):
            assert 0 <= agreement.exact + agreement.overlapping <= agreement.labels
