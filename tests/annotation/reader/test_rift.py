from __future__ import annotations

import re

import pytest

PEOPLE = {
    *("Donald Trump", "Vladimir Putin", "Volodymyr Zelenskyy", "Pete Hegseth", "Kaja Kallas"),
    *("Boris Pistorius", "Dovile Sakaliene", "Olaf Scholz", "Dmitry Peskov", "Sergey Lavrov"),
}
SAID = [
    ("lengthy and highly productive", {"Donald Trump"}),
    ("massive, unnecessary", {"Donald Trump"}),
    ("nonnegotiable", {"Volodymyr Zelenskyy"}),
    ("unrealistic", {"Pete Hegseth"}),
    ("Any deal behind our backs", {"Kaja Kallas"}),
    ("Ukraine and Europe must", {"United Kingdom", "France", "Germany"}),
    ("difficult, if not impossible", {"Ukrainian officials"}),
    ("very selfish", {"Olaf Scholz"}),
    ("two polite, educated people", {"Sergey Lavrov"}),
]


def test_all_ten_people_are_actors(rift):
    assert {actor.name for actor in rift.labels.actors if actor.kind == "person"} == PEOPLE


@pytest.mark.parametrize(("words", "speakers"), SAID)
def test_each_passage_in_marks_has_its_speaker(rift, words: str, speakers: set[str]):
    assert set(rift.names(rift.quote(words), "speaker")) == speakers


def test_every_passage_in_marks_is_part_of_a_quote(rift):
    marked = [match.span() for match in re.finditer('"[^"]*"', rift.text)]
    contents = [span for quote in rift.layer("quote") for span in quote.spans["content"]]
    assert len(marked) == 9
    assert all(any(s <= start and end <= e for s, e in contents) for start, end in marked)


def test_trump_is_one_actor_by_name_surname_and_pronoun(rift):
    assert {"Donald Trump", "Trump", "he", "He"} <= set(rift.mentions("Donald Trump"))


def test_kyiv_is_ukraine_where_it_acts_and_brussels_is_a_place(rift):
    assert rift.mentions("Ukraine").count("Kyiv") == 3
    assert all("Brussels" not in rift.words(a, "text") for a in rift.layer("mention"))


def test_kallas_opposes_the_administration(rift):
    assert ("Kaja Kallas", "oppose", "the Trump administration") in rift.stances()
