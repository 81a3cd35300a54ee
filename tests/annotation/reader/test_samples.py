from __future__ import annotations

from collections.abc import Callable

import pytest

from annotation.resources import shipped

SAMPLES = {path.stem[:2]: path for path in sorted(shipped("samples").glob("*.txt"))}


@pytest.fixture
def sample(read) -> Callable[[str], object]:
    return lambda number: read(SAMPLES[number].read_text(encoding="utf-8"))


@pytest.mark.parametrize("number", SAMPLES)
def test_every_stretch_in_marks_is_part_of_a_quote_with_a_speaker(number: str, sample):
    found = sample(number)
    starts = [at for at, letter in enumerate(found.text) if letter == "“"]
    straight = [at for at, letter in enumerate(found.text) if letter == '"'][::2]
    spoken = [span for quote in found.layer("quote") if quote.actors for span in quote.spans["content"]]
    assert len(starts + straight) >= 5
    assert [at for at in starts + straight if not any(s <= at < e for s, e in spoken)] == []


def test_a_quote_goes_on_behind_its_speaker(sample):
    content, cue, source, speaker, kind = sample("01").said("belongs to both")
    assert content == ["“This harbour belongs to both of our peoples,”", "“We will not hand it to any private owner.”"]
    assert (cue, source) == (["said"], ["Portuguese Prime Minister Duarte Vilela"])
    assert (speaker, kind) == (["Duarte Vilela"], "direct")


def test_an_interrupted_quote_has_two_pieces(sample):
    found = sample("01")
    assert len(found.words(found.quote("build a wall"), "content")) == 2


def test_an_interrupted_quote_without_marks_has_two_pieces(sample):
    assert sample("02").said("insurance policy")[0] == ["An insurance policy", "does not stop a missile"]


def test_a_title_alone_is_the_person(sample):
    assert "The prime minister" in sample("01").mentions("Duarte Vilela")


def test_a_capital_is_its_country_where_it_acts_and_no_actor_where_it_is_a_place(sample):
    assert sample("01").mentions("Portugal") == ["Portugal", "Portugal", "Lisbon", "Portugal"]
    assert sample("01").mentions("Spain") == ["Spain", "it", "it", "Madrid", "Spain"]
    assert "Ankara" in sample("02").mentions("Turkey")
    assert "Moscow" in sample("02").mentions("Russia")


@pytest.mark.parametrize(
    ("number", "words", "speakers"),
    [
        ("01", "no third country", ["Portugal", "Morocco"]),
        ("02", "the corridor must stay open", ["Poland", "Romania", "Bulgaria"]),
        ("04", "bring the matter", ["Cambodia", "Vietnam"]),
        ("05", "ready to talk", ["Noor Elshof", "Pieter Hoogland"]),
    ],
)
def test_a_joint_statement_has_all_its_speakers(sample, number: str, words: str, speakers: list[str]):
    assert sample(number).said(words)[3] == speakers


def test_a_quote_runs_over_two_paragraphs(sample):
    content, _, _, speaker, kind = sample("03").said("four years")
    assert [piece[:8] for piece in content] == ["“I have ", "“I will "]
    assert (speaker, kind) == (["Lucia Arredondo"], "direct")


def test_pronouns_know_he_from_she(sample):
    found = sample("03")
    assert found.said("gave me his hand")[3] == ["Lucia Arredondo"]
    assert found.said("Nobody called me")[3] == ["Walter Brandvold"]


def test_a_surname_keeps_its_particles(sample):
    assert sample("05").mentions("Maarten van der Velde").count("Van der Velde") == 2


def test_one_sentence_can_hold_two_speakers(sample):
    found = sample("05")
    assert found.said("stable government")[3] == ["Germany"]
    assert found.said("some experience")[3] == ["Lieve Goossens"]


def test_the_role_is_kept_as_a_note_of_the_actor(sample):
    assert sample("03").actor("Naomi Feld").note == "White House press secretary"


@pytest.mark.parametrize(
    ("number", "stance"),
    [
        ("01", ("Samira Benhaddou", "support", "the treaty")),
        ("01", ("Iker Zubiri", "oppose", "Lisbon")),
        ("02", ("Turkey", "oppose", "the escorts")),
        ("03", ("Lucia Arredondo", "oppose", "Brandvold")),
        ("04", ("China", "support", "the project")),
        ("05", ("Noor Elshof", "oppose", "the Liberals")),
    ],
)
def test_clear_support_and_opposition_are_found(sample, number: str, stance: tuple[str, str, str]):
    assert stance in sample(number).stances()
