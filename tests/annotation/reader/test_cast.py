# ruff: noqa: E501 - a case stays on one line
"""Every sieve of the cast, on invented sentences with the entities given."""

from __future__ import annotations

from collections import defaultdict

import pytest
from spacy.tokens import Doc
from spacy.vocab import Vocab

from annotation.reader import cast, names
from annotation.reader.reading import Quote, Reading, Stretch, Tagged
from annotation.reader.reasons import reason
from annotation.reader.speakers import speaker_pronouns
from tests.annotation.reader.texts import known_of, tagged


def read(text: str, *entities: tuple[str, str], sources: tuple[str, ...] = ()) -> Reading:
    """The text with its cast; entities are words and a label, each at every place where it stands."""
    known = known_of(text)
    for words, label in sorted(entities, key=lambda entity: -len(entity[0])):
        taken = {at for entity in known.entities for at in range(entity.start, entity.end)}
        known.entities.extend(one for one in _everywhere(known, words, label) if one.start not in taken)
    known.entities.sort()
    known.parts = [tagged(known, words, "source") for words in sources]
    doc = Doc(Vocab())
    doc.user_data["reading"] = known
    cast.cast(names.names(doc))
    return known


def _everywhere(known: Reading, words: str, label: str) -> list[Tagged]:
    wanted = words.split()
    places = [at for at in range(len(known.words)) if known.words[at : at + len(wanted)] == wanted]
    assert places
    return [Tagged(at, at + len(wanted), label, 0.9) for at in places]


def cast_of(known: Reading) -> dict[str, list[str]]:
    """The words of each actor's mentions by its name."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in known.names:
        found[known.cast[name.key].name].append(known.text(Stretch(name.start, name.end)))
    return found


def rules_of(known: Reading, actor: str) -> list[str]:
    return [name.rule for name in known.names if known.cast[name.key].name == actor]


HALE = ("Ann Hale", "person")
REED = ("Tom Reed", "person")


@pytest.mark.parametrize(
    ("text", "entities", "actor", "mentions", "rule"),
    [
        ("Ann Hale left. Hale's car waited.", [HALE, ("Hale 's", "person")], "Ann Hale", ["Ann Hale", "Hale"], "surname"),
        ("Ann Hale left. Hale wept.", [HALE], "Ann Hale", ["Ann Hale", "Hale"], "surname"),
        ("Mayor Hale left. Ann Hale wept.", [HALE, ("Hale", "person")], "Ann Hale", ["Hale", "Ann Hale"], "title"),
        ("Ann B. Hale left. Ann Hale wept.", [("Ann B. Hale", "person"), HALE], "Ann B. Hale", ["Ann B. Hale", "Ann Hale"], "person"),
        ("Ann Hale left. A. Hale wept.", [HALE, ("A. Hale", "person")], "Ann Hale", ["Ann Hale", "A. Hale"], "person"),
        ("Ann Hale, the mayor of Ostend, wept.", [HALE], "Ann Hale", ["Ann Hale", "the mayor"], "apposition"),
        ("Ann Hale, director of the gallery, wept.", [HALE], "Ann Hale", ["Ann Hale", "director"], "apposition"),
        ("The mayor, Ann Hale, wept.", [HALE], "Ann Hale", ["The mayor", "Ann Hale"], "apposition"),
        ("Ann Hale is a French painter.", [HALE], "Ann Hale", ["Ann Hale", "a French painter"], "copula"),
        ("Ann Hale wept. She was a painter.", [HALE], "Ann Hale", ["Ann Hale", "She", "a painter"], "copula"),
        ("Prime Minister Ann Hale wept. The prime minister left.", [HALE], "Ann Hale", ["Ann Hale", "The prime minister"], "role"),
        ("Prime Minister Ann Hale wept. This prime minister left.", [HALE], "Ann Hale", ["Ann Hale", "This prime minister"], "role"),
        ("German Chancellor Ann Hale wept. The German chancellor left.", [HALE], "Ann Hale", ["Ann Hale", "The German chancellor"], "role"),
        ("Ann Hale wept. She left.", [HALE], "Ann Hale", ["Ann Hale", "She"], "pronoun"),
        ("Ann Hale sold her house herself.", [HALE], "Ann Hale", ["Ann Hale", "her", "herself"], "pronoun"),
    ],
)  # fmt: skip
def test_a_person_is_found_again(text: str, entities: list, actor: str, mentions: list[str], rule: str):
    known = read(text, *entities)
    assert cast_of(known)[actor] == mentions
    assert rule in rules_of(known, actor)


ORGANISATION = "organisation"


@pytest.mark.parametrize(
    ("text", "entities", "actor", "mentions", "rule"),
    [
        ("The Ostend Mining Board met. The OMB left.", ["Ostend Mining Board", "OMB"], "Ostend Mining Board", ["Ostend Mining Board", "OMB"], "acronym"),
        ("The Board of Mines (BOM) met. BOM left.", ["Board of Mines", "BOM"], "Board of Mines", ["Board of Mines", "BOM", "BOM"], "acronym"),
        ("The U.S. Mining Board met. The United States Mining Board left.", ["U.S. Mining Board", "United States Mining Board"], "U.S. Mining Board", ["U.S. Mining Board", "United States Mining Board"], "body"),
        ("The World Health Organisation met. WHO left.", ["World Health Organisation", "WHO"], "World Health Organization", ["World Health Organisation", "WHO"], "name"),
        ("Klarvik Shipping met. Klarvik left.", ["Klarvik Shipping", "Klarvik"], "Klarvik Shipping", ["Klarvik Shipping", "Klarvik"], "short"),
        ("The Ministry of Mines met. The ministry left.", ["Ministry of Mines"], "Ministry of Mines", ["Ministry of Mines", "The ministry"], "head"),
        ("Klarvik grew. The company said so.", ["Klarvik"], "Klarvik", ["Klarvik", "The company"], "nominal"),
        ("Klarvik closed its ships.", ["Klarvik"], "Klarvik", ["Klarvik", "its"], "it"),
        ("Klarvik said it would sell.", ["Klarvik"], "Klarvik", ["Klarvik", "it"], "it"),
    ],
)  # fmt: skip
def test_an_organisation_is_found_again(text: str, entities: list[str], actor: str, mentions: list[str], rule: str):
    known = read(text, *((words, ORGANISATION) for words in entities))
    assert cast_of(known)[actor] == mentions
    assert rule in rules_of(known, actor)


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("Ann Hale wept. He left.", [HALE]),  # her name says she
        ("Tom Reed told him to go.", [REED]),  # not himself
        ("“He is a fool,” Tom Reed said.", [REED]),  # never the speaker
        ("The mayor, Ann Hale, and the mayor, Tom Reed, met. The mayor wept.", [HALE, REED]),  # two hold it
        ("Ann Hale, the mayor, and Tom Reed met. It rained.", [HALE, REED]),
        ("Klarvik said it is raining.", [("Klarvik", ORGANISATION)]),
        ("Klarvik met the Ostend Board. The company said so.", [("Klarvik", ORGANISATION), ("Ostend Board", "place")]),
        ("The Ministry of Mines met. The company said so.", [("Ministry of Mines", ORGANISATION)]),
    ],
)
def test_what_is_not_sure_is_left_alone(text: str, entities: list):
    known = read(text, *entities)
    sure = {"person", "title", "body", "acronym", "apposition"}
    later = {name.rule for name in known.names if name.start > max(e.end for e in known.entities)}
    assert later - sure <= ({"nominal"} if "Klarvik met" in text else set())
    assert not any(known.lower[name.start] in {"he", "him", "it"} for name in known.names)


def test_of_two_with_one_surname_the_one_named_more_is_meant():
    known = read("Ann Hale met Tom Hale. Ann Hale spoke. Hale wept.", HALE, ("Tom Hale", "person"))
    assert cast_of(known)["Ann Hale"] == ["Ann Hale", "Ann Hale", "Hale"]


def test_he_at_the_beginning_is_the_subject_of_the_sentence_before():
    known = read("Tom Reed's visit came after Bob Lane left the talks. He wept.", REED, ("Bob Lane", "person"))
    assert cast_of(known)["Bob Lane"] == ["Bob Lane", "He"]


def test_they_are_a_group():
    known = read("Ukrainian officials said they would stay.")
    assert cast_of(known)["Ukrainian officials"] == ["Ukrainian officials", "they"]


def test_the_person_of_an_interview_answers():
    text = (
        "We interviewed Ann Hale.\nWhen did you begin?\nI began in May with my son.\nAnd what do you do now?\nI rest."
    )
    assert cast_of(read(text, HALE))["Ann Hale"] == ["Ann Hale", "you", "I", "my", "you", "I"]


def test_a_label_tells_who_speaks_in_a_transcript():
    text = "Ann Hale: I am tired.\nIt is my knee.\nTom Reed: Give me the bag."
    known = read(text, HALE, REED)
    assert cast_of(known)["Ann Hale"] == ["Ann Hale", "I", "my"]
    assert cast_of(known)["Tom Reed"] == ["Tom Reed", "me"]


def test_whoever_says_i_throughout_is_the_author():
    known = read("My fellow Danes! I thank you. I promise that “I and mine” will end in the coal mine near me.")
    assert cast_of(known)["the author"] == ["My", "I", "I", "me"]


def test_one_i_that_slipped_out_of_its_quote_is_nobody():
    assert read("I saw it, she told me.").cast == {}


def test_i_inside_a_quote_is_its_speaker_and_nobody_in_a_joint_one():
    known = read("“I and my dog,” Ann Hale said.", HALE)
    key = next(name.key for name in known.names)
    known.quotes = [Quote([Stretch(0, 7)], None, None, "linked", speakers=(key,))]
    found = speaker_pronouns(known)
    assert [(known.lower[name.start], name.key, name.rule) for name in found] == [
        ("i", key, "speaker"),
        ("my", key, "speaker"),
    ]
    known.quotes[0].speakers = (key, "person:Tom Reed")
    assert speaker_pronouns(known) == []


@pytest.mark.parametrize(
    ("text", "source", "actor", "kind"),
    [
        ("A senior diplomat said so.", "A senior diplomat", "senior diplomat", "person"),
        ("Residents said so.", "Residents", "residents", "group"),
        ("The hospital said so.", "The hospital", "hospital", "organisation"),
    ],
)
def test_a_source_without_a_name_is_an_actor(text: str, source: str, actor: str, kind: str):
    known = read(text, sources=(source,))
    assert [(member.name, member.kind) for member in known.cast.values()] == [(actor, kind)]


@pytest.mark.parametrize("text", ["The report said so.", "She said so.", "It said so."])
def test_a_paper_or_an_unknown_pronoun_is_nobody(text: str):
    assert read(text, sources=(text.removesuffix(" said so."),)).names == []


def test_every_link_has_a_reason_for_people():
    text = (
        "German Chancellor Ann Hale met Klarvik Shipping (KS) in Kyiv. She said Klarvik wept. The company said it would."
        " Kyiv said so. The German chancellor left. Russians wept. Hale, a painter, left. The Polish government said so."
    )
    known = read(text, HALE, ("Klarvik Shipping", ORGANISATION), ("KS", ORGANISATION), ("Kyiv", "place"))
    assert len({name.rule for name in known.names}) > 8
    assert all(len(reason(name.rule)) > 10 for name in known.names)
    assert all(0 < name.score <= 1 for name in known.names)
