"""Annotations that are read when they are first looked at."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from annotation.looked_at import PAGE, Annotations
from annotation.model import Annotation, Outline, Span

MANY = 3 * PAGE + 5


class Held(Annotations):
    """So many mentions of one article, and what was read of them."""

    def __init__(self, count: int = MANY) -> None:
        self.file = {str(n): mention(n) for n in range(count)}
        self.read: list[list[str]] = []
        outlines = [Outline(*one.place, one.layer, one.status) for one in self.file.values()]
        super().__init__("article", outlines, self._from_file)

    def _from_file(self, ids: Sequence[str]) -> list[Annotation]:
        self.read.append(list(ids))
        return [self.file[one] for one in ids if one in self.file]


def mention(number: int, *, words: int = 1) -> Annotation:
    spans = {"text": (Span(10 * number, 10 * number + words),)}
    return Annotation(id=str(number), article="article", layer="mention", spans=spans)


def test_nothing_is_read_before_it_is_looked_at() -> None:
    held = Held()
    assert len(held) == MANY
    assert list(held) == [str(n) for n in range(MANY)]
    assert "3" in held
    assert held.outline("3") == Outline(30, 31, "3", "mention", "suggested")
    assert held.outline("nobody") is None
    assert not held.read


def test_looking_at_one_reads_its_neighbours_once() -> None:
    held = Held()
    assert held[str(PAGE + 3)] == mention(PAGE + 3)
    assert held.read == [[str(n) for n in range(PAGE, 2 * PAGE)]]
    assert [held[str(n)] for n in range(PAGE, 2 * PAGE)] == [mention(n) for n in range(PAGE, 2 * PAGE)]
    assert len(held.read) == 1


def test_several_are_read_at_once_in_the_order_asked_for() -> None:
    held = Held()
    held["0"]
    wanted = [str(n) for n in (MANY - 1, 2, PAGE)]
    assert held.look_at(wanted) == [mention(int(one)) for one in wanted]
    assert held.read[1:] == [[str(MANY - 1), str(PAGE)]]


def test_all_of_them_are_those_of_the_file() -> None:
    held = Held()
    assert dict(held) == held.file


def test_one_that_was_changed_is_not_read_again() -> None:
    held = Held()
    held["2"] = mention(2, words=5)
    held["0"]
    assert held["2"] == mention(2, words=5)
    assert held.outline("2") == Outline(20, 25, "2", "mention", "suggested")


def test_one_that_was_taken_away_is_gone_without_having_been_read() -> None:
    held = Held()
    del held["2"]
    assert "2" not in held
    assert not held.read
    held["0"]
    assert "2" not in held.read[0]
    assert held.get("2") is None


def test_one_that_the_file_has_lost_stands_there_without_words() -> None:
    held = Held()
    del held.file["2"]
    assert held["2"] == Annotation(id="2", article="article", layer="mention", status="suggested")
    assert held.look_at(["2"])[0].spans == {}


@given(st.lists(st.tuples(st.sampled_from(["look", "put", "take"]), st.integers(0, MANY + 2)), max_size=30))
def test_it_is_what_a_dictionary_of_the_whole_file_would_be(steps: list[tuple[str, int]]) -> None:
    held = Held()
    whole = dict(held.file)
    for step, number in steps:
        name = str(number)
        if step == "look":
            assert held.get(name) == whole.get(name)
        elif step == "put":
            held[name] = whole[name] = mention(number, words=3)
        elif name in held:
            del held[name], whole[name]
    assert held == whole
    assert {one.id for one in held.outlines()} == set(whole)
