from __future__ import annotations

import pytest

from annotation.reader.pipeline import shipped_pipeline as pipeline
from annotation.reader.reading import reading


def sentences(text: str) -> list[str]:
    known = reading(pipeline()(text))
    return [known.text(sentence) for sentence in known.sentences]


@pytest.mark.parametrize(
    "text",
    [
        "Sen. J. D. Moss met Mr. Hale in the U.S. Senate at 9 a.m. on Monday.",
        "“We are ready. We will not wait,” Novak said.",
        "“Where is it?” the former prime minister asked.",
        "The talks\nwent on for hours.",
    ],
)
def test_abbreviations_and_quotation_marks_end_no_sentence(text: str):
    assert len(sentences(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "He left. She stayed.",
        "“We go.” She left.",
        "''We go.'' She left.",
        "Headline\n\nText begins.",
        "LISBON (AP) — It rained.",
    ],
)
def test_sentences_end(text: str):
    assert len(sentences(text)) == 2


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("He said “yes” and left.", ["“yes”"]),
        ('He said "yes" and "no" too.', ['"yes"', '"no"']),
        ("Er sagte „ja“ dazu.", ["„ja“"]),
        ("Il dit «oui» hier.", ["«oui»"]),
        ("He said ``yes'' then.", ["``yes''"]),
        ("He said ''yes, it's so'' and ''no''.", ["''yes, it's so''", "''no''"]),
        ("He said ``let's ' go'' then.", ["``let's ' go''"]),
        ("The allies' view of the leaders' plan isn't ‘simple’ at all.", ["‘simple’"]),
        ("It's the '90s and the voters' choice.", []),
        ("“One.\n“Two.”", ["“One.", "“Two.”"]),
    ],
)
def test_quotation_marks_pair_in_all_styles(text: str, inside: list[str]):
    known = reading(pipeline()(text))
    assert [text[known.offsets[q.start][0] : known.offsets[q.end - 1][1]] for q in known.quotations] == inside


@pytest.mark.parametrize(
    ("text", "content", "cue", "source", "kind"),
    [
        ("Mr. Hale said that the plan was dead.", ["that the plan was dead"], ["said"], ["Mr. Hale"], "indirect"),
        ("“It is dead,” said Ann Hale.", ["“It is dead,”"], ["said"], ["Ann Hale"], "direct"),
        ("“It,” Ann Hale said, “is dead.”", ["“It,”", "“is dead.”"], ["said"], ["Ann Hale"], "direct"),
        ("According to Ann Hale, it is dead.", ["it is dead"], ["According to"], ["Ann Hale"], "indirect"),
        (
            "The plan to wait is dead, according to Ann Hale.",
            ["The plan to wait is dead"],
            ["according to"],
            ["Ann Hale"],
            "indirect",
        ),
        ("Ann Hale, who has left, said it was “dead.”", ["it was “dead.”"], ["said"], ["Ann Hale"], "mixed"),
        ("Ann Hale described the plan as “dead.”", ["the plan as “dead.”"], ["described"], ["Ann Hale"], "mixed"),
        ("Ann Hale has told reporters in Ohio that it died.", ["that it died"], ["has told"], ["Ann Hale"], "indirect"),
        (
            "The plan for the harbour died in May, Ann Hale said on Tuesday.",
            ["The plan for the harbour died in May"],
            ["said"],
            ["Ann Hale"],
            "indirect",
        ),
        ("Ann Hale left the room, saying that it died.", ["that it died"], ["saying"], ["Ann Hale"], "indirect"),
    ],
)
def test_reporting_clauses_of_every_order(read, text: str, content, cue, source, kind):
    found = read(text)
    assert len(found.layer("quote")) == 1
    assert found.said(content[0]) == (content, cue, source, ["Hale" if "Mr." in text else "Ann Hale"], kind)


@pytest.mark.parametrize("text", ["The report said nothing.", "It was said.", "Two states voted."])
def test_no_quote_where_nothing_is_reported(read, text: str):
    assert read(text).layer("quote") == []


@pytest.mark.parametrize(
    ("text", "name", "kind", "note"),
    [
        ("U.S. Defense Secretary Ann Hale spoke.", "Ann Hale", "person", "U.S. Defense Secretary"),
        ("EU foreign policy chief Ann Hale spoke.", "Ann Hale", "person", "EU foreign policy chief"),
        (
            "European Commission President Ursula van der Berg left.",
            "Ursula van der Berg",
            "person",
            "European Commission President",
        ),
        ("Talks with the Ministry of Defence failed.", "Ministry of Defence", "organisation", ""),
        ("Many European leaders agreed.", "European leaders", "group", ""),
        ("It was a blow for the Castell administration.", "Castell administration", "organisation", ""),
        ("War broke out in Kosovo again, and Kosovo closed its border.", "Kosovo", "country", ""),
        ("The UK left.", "United Kingdom", "country", ""),
        ("The talks with NATO failed.", "NATO", "organisation", ""),
    ],
)
def test_names_are_told_by_what_stands_around_them(read, text: str, name: str, kind: str, note: str):
    actor = read(text).actor(name)
    assert (actor.kind, actor.note) == (kind, note)


@pytest.mark.parametrize(
    "text", ["Tell us more.", "On Monday in May it rained.", "Interestingly, nobody came.", "Voters left early."]
)
def test_capitals_at_the_beginning_of_a_sentence_are_no_names(read, text: str):
    assert read(text).labels.actors == ()


@pytest.mark.parametrize(
    ("text", "acts"),
    [
        ("Kyiv rejected the plan.", True),
        ("They offered concessions to Moscow.", True),
        ("Paris's demands were met.", True),
        ("The leaders met in Kyiv.", False),
        ("They flew to Moscow.", False),
        ("The Paris summit failed.", False),
    ],
)
def test_a_capital_is_an_actor_only_where_it_acts(read, text: str, acts: bool):
    assert bool(read(text).labels.actors) is acts


def test_an_acronym_is_the_organisation_whose_initials_it_is(read):
    found = read("The International Atomic Energy Agency met. The IAEA said it was ready.")
    assert found.mentions("International Atomic Energy Agency") == ["International Atomic Energy Agency", "IAEA"]


@pytest.mark.parametrize(
    ("source", "speakers"),
    [
        ("European powers including Britain and France", ["United Kingdom", "France"]),
        ("European powers including Britain", ["European powers", "United Kingdom"]),
    ],
)
def test_members_speak_in_place_of_the_group_that_they_are_named_of(read, source: str, speakers: list[str]):
    found = read(f"In response, {source} said on Monday that the talks in Ostend must go on.")
    assert found.said("must go on")[3] == speakers


def test_a_pronoun_beside_a_quote_is_nobody_inside_it(read):
    found = read("Chairman Tom Reed met reporters. “I trust President Bob Lane,” he said.")
    assert found.said("I trust")[3] == ["Tom Reed"]


def test_negation_turns_a_stance(read):
    assert read("Poland does not support the plan.").stances() == {("Poland", "oppose", "the plan")}


def test_a_passive_turns_holder_and_target(read):
    found = read("The plan was condemned by Poland.")
    assert found.stances() == {("Poland", "oppose", "The plan")}


def test_what_we_do_inside_marks_is_the_speaker_s_stance(read):
    found = read("“We condemn the attack,” Ann Hale said.")
    assert found.stances() == {("Ann Hale", "oppose", "the attack")}
