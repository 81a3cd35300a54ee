"""What becomes of entities: names of actors, or nothing."""

from __future__ import annotations

import pytest

from tests.annotation.reader.test_cast import read


def found(text: str, *entities: tuple[str, str]) -> list[tuple[str, str]]:
    known = read(text, *entities)
    return [(known.cast[name.key].name, name.kind) for name in known.names]


@pytest.mark.parametrize(
    ("text", "entity", "actors"),
    [
        ("President Ann Hale wept.", ("President Ann Hale", "person"), [("Ann Hale", "person")]),
        ("The Hale administration fell.", ("Hale", "person"), [("Hale administration", "organisation")]),
        ("The Klarvik Board met.", ("The Klarvik Board", "organisation"), [("Klarvik Board", "organisation")]),
        ("Moscow rejected the plan.", ("Moscow", "place"), [("Russia", "country")]),
        ("They landed in Moscow.", ("Moscow", "place"), []),
        ("The Kremlin said so.", ("Kremlin", "person"), [("Russia", "country")]),
        ("She was born in Norway.", ("Norway", "place"), []),
        ("Ostend said so.", ("Ostend", "place"), [("Ostend", "other")]),
        ("They walked through Ostend.", ("Ostend", "place"), []),
        ("Muslims prayed.", ("Muslims", "group"), [("Muslims", "group")]),
        ("A Russian plane crashed.", ("Russian", "group"), []),
        ("The Polish government said so.", ("Polish", "group"), [("Poland", "country")]),
        ("Many European leaders agreed.", ("European", "group"), [("European leaders", "group")]),
        ("A German chancellor resigned.", ("German", "group"), [("German chancellor", "person")]),
        ("The Vogelpreis went to her.", ("Vogelpreis", "other"), []),
        ("A Klarvik-built ship sank.", ("Klarvik-built", "other"), []),
        ("PRESIDENT ANN HALE WEPT.", ("ANN HALE", "person"), [("ANN HALE", "person")]),
    ],
)
def test_an_entity_is_an_actor_only_where_it_acts(text: str, entity: tuple[str, str], actors: list[tuple[str, str]]):
    assert found(text, entity) == actors


def test_a_title_is_kept_beside_the_name():
    known = read("EU foreign policy chief Ann Hale wept.", ("EU", "organisation"), ("Ann Hale", "person"))
    assert known.cast["person:Ann Hale"].note == "EU foreign policy chief"


def test_capital_and_country_are_one_actor():
    known = read(
        "Moscow left the talks, and Russia said so. The Kremlin agreed.", ("Moscow", "place"), ("Russia", "place")
    )
    assert {name.key for name in known.names} == {"country:Russia"}
    assert len(known.names) == 3


@pytest.mark.parametrize(
    "text", ["", " ", "x", "😀", "ANN HALE SAID HE WOULD GO", "קול Ann 😀 Hale said", "| Ann | Hale |\n| 1 | 2 |"]
)
def test_odd_texts_do_not_stop_it(text: str):
    known = read(text)
    assert all(known.cast[name.key] for name in known.names)


@pytest.mark.parametrize(
    "unit",
    [
        "Ann Hale, Tom Reed, ",
        "the German chancellor met her. ",
        "Ministry Of ",
        "A ",
        "Board of Mines (BM) it ",
        "Xu: I\n",
    ],
)
def test_long_runs_of_anything_are_read(unit: str):
    # A part whose time grew faster than the text would need many minutes here.
    known = read(unit * (60_000 // len(unit)))
    assert all(name.key in known.cast for name in known.names)
