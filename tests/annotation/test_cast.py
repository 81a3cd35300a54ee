from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from annotation.cast import CastEntry, cast_of
from annotation.model import Annotation, Labels
from annotation.project import Project
from tests.annotation.projects import (
    ARTICLE,
    KALLAS,
    MENTION,
    QUOTE,
    STANCE,
    TRUMP,
    UKRAINE,
    add_articles,
    at,
    mention,
)

ACTORS = {one.id: one for one in (KALLAS, TRUMP, UKRAINE)}

CastWith = Callable[..., list[CastEntry]]


@pytest.fixture
def cast_with(tmp_path: Path) -> Iterator[CastWith]:
    """The cast of an article in which the annotator has these annotations."""
    project = Project.create(tmp_path / "news.db", annotator="mk")
    add_articles(project, [ARTICLE])

    def cast(
        annotations: Sequence[Annotation], *, annotator: str = "mk", hidden: Sequence[str] = ()
    ) -> list[CastEntry]:
        own = tuple(replace(one, annotator=annotator) for one in annotations)
        project.store.add_labels(Labels(actors=tuple(ACTORS.values()), annotations=own))
        return cast_of(project, ARTICLE, ACTORS, hidden=hidden)

    yield cast
    project.close()


def test_the_cast_is_who_is_named_with_the_most_named_first(cast_with: CastWith) -> None:
    short = replace(mention("Kallas backs", KALLAS), id="m-2").with_spans("text", (at("Kallas"),))
    cast = cast_with([MENTION, short, QUOTE, STANCE])
    assert [entry.actor for entry in cast] == [KALLAS, TRUMP, UKRAINE]
    assert cast[0].counts == {"mention": 2, "quote": 1}
    assert cast[0].annotations == (MENTION.id, "m-2")
    assert cast[2].counts == {"stance": 1}
    assert cast[2].names == ()


def test_names_come_as_the_text_has_them_most_frequent_first(cast_with: CastWith) -> None:
    twice = [replace(mention("Kallas", KALLAS), id=name) for name in ("x", "y")]
    assert cast_with([MENTION, *twice])[0].names == ("Kallas", "Kaja Kallas")


def test_mentions_come_in_reading_order_one_in_two_pieces_once(cast_with: CastWith) -> None:
    late = replace(mention("Kallas backs", KALLAS), id="a")
    broken = replace(MENTION, id="b").with_spans("text", (at("Kaja"), at("backs it")))
    (entry,) = cast_with([late, broken])
    assert entry.annotations == ("b", "a")
    assert sorted(entry.names) == ["Kaja", "Kallas backs", "backs it"]


def test_what_was_rejected_does_not_count(cast_with: CastWith) -> None:
    assert cast_with([replace(MENTION, status="rejected")]) == []


def test_suggestions_that_are_held_back_do_not_count_but_what_was_accepted_does(cast_with: CastWith) -> None:
    accepted = replace(STANCE, id="s-2", status="accepted", actors={"holder": (KALLAS.id,)})
    assert [entry.actor for entry in cast_with([STANCE, accepted], hidden=["stance"])] == [KALLAS]


def test_what_another_annotator_has_does_not_count(cast_with: CastWith) -> None:
    assert cast_with([MENTION], annotator="other") == []


def test_an_actor_in_two_roles_of_one_annotation_counts_once(cast_with: CastWith) -> None:
    both = replace(MENTION, id="m-2").with_actors("also", (KALLAS.id,))
    two = replace(mention("Kallas", KALLAS), id="m-3")
    (entry,) = cast_with([STANCE.with_actors("target", (TRUMP.id,))])
    assert entry.counts == {"stance": 1}
    entry = cast_with([both, two, replace(two, id="m-4")])[0]
    assert (entry.counts, entry.names) == ({"mention": 3}, ("Kallas", "Kaja Kallas"))


def test_of_equally_named_actors_the_alphabet_decides(cast_with: CastWith) -> None:
    cast = cast_with([MENTION, replace(mention("Donald Trump", TRUMP), id="z")])
    assert [entry.actor.name for entry in cast] == ["Donald Trump", "Kaja Kallas"]
