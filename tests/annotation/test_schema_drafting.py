"""One step of editing after another on the plain data of a schema."""

from __future__ import annotations

from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotation.schema import load_schema, parse_schema
from annotation.schema_drafting import (
    Steps,
    added,
    at,
    list_of,
    merged,
    moved,
    noun_of,
    path_of,
    removed,
    retired,
    slug,
    targets_of,
    with_value,
)
from annotation.schema_writing import Data, to_data, to_yaml

DIRECT: Steps = ("layers", 1, "fields", 0, "choices", 0)


@pytest.fixture
def data() -> Data:
    return to_data(load_schema())


LISTS: list[Steps] = [
    ("kinds",),
    ("layers",),
    ("layers", 0, "spans"),
    ("layers", 0, "actors"),
    ("layers", 0, "fields"),
    ("layers", 1, "fields", 0, "choices"),
]


@pytest.mark.parametrize("where", LISTS, ids=lambda steps: steps[-1])
def test_a_part_that_is_added_makes_a_schema_that_is_right(data: Data, where: Steps) -> None:
    new = data
    for _ in range(3):
        new, steps = added(new, where)
        assert steps == (*where, len(at(new, where)) - 1)
    parse_schema(to_yaml(new), name="x.yaml")
    assert data == to_data(load_schema())


@pytest.mark.parametrize("where", LISTS, ids=lambda steps: steps[-1])
def test_a_part_that_is_added_and_removed_leaves_the_data_as_it_was(data: Data, where: Steps) -> None:
    assert removed(*added(data, where)) == data


def test_the_id_of_a_new_part_follows_its_name_and_those_merged_into_it(data: Data) -> None:
    new, steps = added(data, ("kinds",))
    new = merged(new, ("kinds", 0), at(new, steps)["id"])
    new = with_value(new, steps, "name", "Ship’s crew", follow=True)
    assert at(new, steps)["id"] == at(new, ("kinds", 0))["merged_into"] == "ships_crew"
    assert at(with_value(new, steps, "name", "Crew"), steps)["id"] == "ships_crew"


def test_a_value_as_it_would_be_anyway_is_left_out(data: Data) -> None:
    cue: Steps = ("layers", 1, "spans", 1)
    once = with_value(data, cue, "many", False)
    assert "many" not in at(once, cue)
    assert with_value(once, cue, "many", True) == data
    assert list(at(with_value(once, cue, "many", True), cue)) == list(at(data, cue))


def test_what_is_merged_is_brought_back_whole(data: Data) -> None:
    new = merged(data, DIRECT, "mixed")
    assert [part["id"] for part in targets_of(new, DIRECT)] == ["indirect", "mixed"]
    assert retired(new, DIRECT) == data
    assert retired(retired(data, DIRECT), DIRECT) == data
    assert targets_of(data, ("layers", 1, "spans", 0)) == []


def test_a_part_moves_to_the_ends_of_its_list_and_no_further(data: Data) -> None:
    new, steps = moved(data, ("kinds", 1), -1)
    assert (steps, [kind["id"] for kind in new["kinds"]][:2]) == (("kinds", 0), ["organisation", "person"])
    assert moved(new, steps, -1) == (new, steps)
    assert moved(data, ("kinds", 4), 9) == (data, ("kinds", 4))


def test_where_a_part_stands_has_words_and_ids(data: Data) -> None:
    assert path_of(data, DIRECT) == ("layers", "quote", "fields", "kind", "choices", "direct")
    assert noun_of(DIRECT) == "choice"
    assert list_of(DIRECT) == DIRECT[:-1]
    assert list_of(("layers", 1, "fields", 0)) == DIRECT[:-1]
    assert list_of(("kinds",)) == ("kinds",)


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Head of State", "head_of_state"),
        ("Žofie É", "zofie_e"),
        ("العربية 👍", "kind"),
        ("3rd", "kind_3rd"),
        ("", "kind"),
    ],
)
def test_an_id_is_made_from_a_name(name: str, made: str) -> None:
    assert slug(name, set(), fallback="kind") == made
    assert slug(name, {made, f"{made}_2"}, fallback="kind") == f"{made}_3"


@given(st.text(max_size=200), st.sets(st.sampled_from(["kind", "a", "kind_2", "a_2"])))
def test_any_name_makes_an_id_that_a_schema_takes(name: str, taken: set[str]) -> None:
    data = deepcopy(_DATA)
    data["kinds"][0]["id"] = found = slug(name, taken | {kind["id"] for kind in data["kinds"]}, fallback="kind")
    parse_schema(to_yaml(data), name="x.yaml")
    assert found not in taken


_DATA = to_data(load_schema())
