from __future__ import annotations

from dataclasses import replace

from annotation.cast import cast_of
from annotation.schema import load_schema
from tests.annotation.projects import KALLAS, MENTION, QUOTE, STANCE, TEXT, TRUMP, UKRAINE, at, mention

SCHEMA = load_schema()
ACTORS = {one.id: one for one in (KALLAS, TRUMP, UKRAINE)}


def test_the_cast_is_who_is_named_with_the_most_named_first() -> None:
    short = replace(mention("Kallas backs", KALLAS), id="m-2").with_spans("text", (at("Kallas"),))
    cast = cast_of([MENTION, short, QUOTE, STANCE], ACTORS, TEXT, SCHEMA)
    assert [entry.actor for entry in cast] == [KALLAS, TRUMP, UKRAINE]
    assert cast[0].counts == {"mention": 2, "quote": 1}
    assert cast[0].annotations == (MENTION.id, "m-2")
    assert cast[2].counts == {"stance": 1}
    assert cast[2].names == ()


def test_names_come_as_the_text_has_them_most_frequent_first() -> None:
    once = MENTION
    twice = [replace(mention("Kallas", KALLAS), id=name) for name in ("x", "y")]
    assert cast_of([once, *twice], ACTORS, TEXT, SCHEMA)[0].names == ("Kallas", "Kaja Kallas")


def test_what_was_rejected_does_not_count() -> None:
    assert cast_of([replace(MENTION, status="rejected")], ACTORS, TEXT, SCHEMA) == []


def test_an_actor_in_two_roles_of_one_annotation_counts_once() -> None:
    own = STANCE.with_actors("target", (TRUMP.id,))
    (entry,) = cast_of([own], ACTORS, TEXT, SCHEMA)
    assert entry.counts == {"stance": 1}


def test_of_equally_named_actors_the_alphabet_decides() -> None:
    cast = cast_of([MENTION, replace(mention("Donald Trump", TRUMP), id="z")], ACTORS, TEXT, SCHEMA)
    assert [entry.actor.name for entry in cast] == ["Donald Trump", "Kaja Kallas"]
