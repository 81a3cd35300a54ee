"""Parts of quotes mended by the names around them; invented texts with parts as a tagger would err."""

from __future__ import annotations

import pytest

from annotation.reader.mending import mended
from annotation.reader.reading import Name, Reading, Stretch, Tagged
from tests.annotation.reader.texts import known_of, tagged


def _known(text: str, names: str) -> Reading:
    """The text, with each of the names (separated by blanks) as an actor's."""
    known = known_of(text)
    found = [Name(at, at + 1, "country", word) for at, word in enumerate(known.words) if word in names.split()]
    known.add_names(found)
    return known


def _shown(known: Reading) -> list[tuple[str, str]]:
    return [(part.label, known.text(Stretch(part.start, part.end))) for part in mended(known)]


@pytest.mark.parametrize(
    ("text", "names", "source", "whole"),
    [
        ("Norland and Sudland said that it rained.", "Norland Sudland", "Sudland", "Norland and Sudland"),
        (
            "Norland, Sudland, and Ostland said that it rained.",
            "Norland Sudland Ostland",
            "Ostland",
            "Norland, Sudland, and Ostland",
        ),
        (
            "Islands including Norland and Sudland said that it rained.",
            "Islands Norland Sudland",
            "Sudland",
            "Islands including Norland and Sudland",
        ),
        # Two clauses, somebody whose name is not a name of the list, and a list that is over.
        ("He saw Norland, and Sudland said that it rained.", "Norland Sudland", "Sudland", "Sudland"),
        ("It rained in Norland and he said that it rained.", "Norland", "he", "he"),
        ("Norland and, Sudland said, it rained.", "Norland Sudland", "Sudland", "Sudland"),
    ],
)
def test_source_has_the_list_that_it_ends(text: str, names: str, source: str, whole: str) -> None:
    known = _known(text, names)
    known.parts = [tagged(known, source, "source")]
    assert _shown(known) == [("source", whole)]


def test_list_does_not_reach_into_another_part() -> None:
    known = _known("Norland blamed Sudland and Ostland said nothing.", "Norland Sudland Ostland")
    known.parts = [tagged(known, "Sudland", "content"), tagged(known, "Ostland", "source")]
    assert _shown(known) == [("content", "Sudland"), ("source", "Ostland")]


def test_source_at_the_very_beginning_stays() -> None:
    known = _known("Norland said that it rained and", "Norland")
    known.parts = [tagged(known, "Norland", "source")]
    assert _shown(known) == [("source", "Norland")]


@pytest.mark.parametrize("behind", ["that it rained", "“rain is rain”"])
def test_who_says_it_is_no_content(behind: str) -> None:
    known = _known(f"In a statement, Norland and Sudland have said {behind}.", "Norland Sudland")
    start, end = known.words.index("Norland"), len(known.words) - 1
    known.parts = [Tagged(start, end, "content", 0.7)]
    assert _shown(known) == [("source", "Norland and Sudland"), ("cue", "have said"), ("content", behind)]
    assert {part.score for part in mended(known)} == {0.7}


def test_content_with_a_cue_of_its_own_stays_whole() -> None:
    known = _known("Ostland thinks Norland said that it rained.", "Norland Ostland")
    known.parts = [tagged(known, "thinks", "cue"), tagged(known, "Norland said that it rained", "content")]
    assert _shown(known) == [("cue", "thinks"), ("content", "Norland said that it rained")]


@pytest.mark.parametrize("content", ["Norland said nothing of it", "“ Norland said that it rained ”"])
def test_content_that_reports_nothing_stays_whole(content: str) -> None:
    known = _known(f"{content.replace('“ ', '“').replace(' ”', '”')} .", "Norland")
    known.parts = [tagged(known, content, "content")]
    assert [label for label, _ in _shown(known)] == ["content"]
