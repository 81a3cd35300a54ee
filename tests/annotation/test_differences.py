from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from annotation.describe import excerpt
from annotation.differences import WORDS, differences, told
from annotation.model import Change, Span
from annotation.schema import load_schema
from tests.annotation.projects import KALLAS, QUOTE, STANCE, TEXT, TRUMP, UKRAINE, at

SCHEMA = load_schema()
ACTORS = {one.id: one for one in (KALLAS, TRUMP, UKRAINE)}


def words(before: Any, after: Any) -> list[str]:
    return differences(before, after, text=TEXT, actors=ACTORS, schema=SCHEMA)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (replace(QUOTE, status="accepted"), ["accepted"]),
        (replace(QUOTE, status="rejected"), ["rejected"]),
        (QUOTE.with_actors("speaker", (TRUMP.id,)), ["speaker: Kaja Kallas → Donald Trump"]),
        (QUOTE.with_actors("speaker", (TRUMP.id, UKRAINE.id)), ["speaker: Kaja Kallas → Donald Trump and Ukraine"]),
        (QUOTE.with_actors("speaker", ()), ["speaker: Kaja Kallas → nobody"]),
        (QUOTE.with_actors("speaker", ("gone",)), ["speaker: Kaja Kallas → 1 unknown actor"]),
        (QUOTE.with_spans("content", (at("the plan"),)), ["content: “We stand with Ukraine” → “the plan”"]),
        (QUOTE.with_spans("cue", ()), ["cue: “said” → none"]),
        (QUOTE.with_value("kind", "mixed"), ["kind: direct → mixed"]),
        (QUOTE.with_value("kind", ""), ["kind: direct → none"]),
        (QUOTE.with_value("kind", "odd"), ["kind: direct → odd"]),
        (replace(QUOTE, note="x" * 1_000_000), ["note added"]),
        (replace(QUOTE, flagged=True), ["flagged"]),
        (
            replace(QUOTE.with_value("kind", "mixed"), status="accepted", changed=True, flagged=True),
            ["accepted", "kind: direct → mixed", "flagged"],
        ),
        (replace(QUOTE, changed=True), []),
        (None, ["deleted"]),
    ],
)
def test_a_difference_in_words(after: Any, expected: list[str]) -> None:
    assert words(QUOTE, after) == expected


def test_the_way_back_in_words() -> None:
    noted = replace(QUOTE, status="accepted", note="a", flagged=True)
    assert words(noted, QUOTE) == ["undecided again", "note removed", "flag removed"]
    assert words(noted, replace(noted, note="b")) == ["note changed"]
    assert words(None, QUOTE) == ["added"]


def test_the_same_words_elsewhere_have_moved() -> None:
    first = QUOTE.with_spans("source", (at("Kallas"),))
    start = TEXT.rindex("Kallas")
    assert words(first, first.with_spans("source", (Span(start, start + 6),))) == ["source: “Kallas”, moved"]


def test_a_choice_is_told_by_its_name() -> None:
    assert words(STANCE, STANCE.with_value("polarity", "support")) == ["polarity: opposes → supports"]


def test_roles_and_fields_that_the_schema_does_not_have_are_told_by_their_ids() -> None:
    odd = replace(QUOTE, spans={"tone": (at("said"),)}, actors={"hearer": (TRUMP.id,)}, values={"mood": "sad"})
    found = words(replace(odd, spans={}, actors={}, values={}), odd)
    assert found == ["tone: none → “said”", "hearer: nobody → Donald Trump", "mood: none → sad"]
    claim = replace(QUOTE, layer="claim")
    assert words(claim, claim.with_spans("cue", ())) == ["cue: “said” → none"]


def test_long_words_are_told_by_their_beginning() -> None:
    text = "naïve 👍 " * 200_000
    long = replace(QUOTE, spans={"content": (Span(0, len(text)),)})
    (found,) = differences(replace(long, spans={}), long, text=text, actors=ACTORS, schema=SCHEMA)
    assert found.endswith("…”")
    assert len(found) < 3 * WORDS


@pytest.mark.parametrize(
    ("kind", "found", "expected"),
    [
        ("do", ["accepted", "flagged"], "accepted · flagged"),
        ("undo", ["accepted"], "took back: accepted"),
        ("redo", ["accepted"], "did again: accepted"),
        ("do", [], "fix quote"),
    ],
)
def test_a_change_as_a_line(kind: Any, found: list[str], expected: str) -> None:
    change = Change(action="fix quote", annotator="mk", article=None, edits=(), kind=kind)
    assert told(change, found) == expected


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("", ""),
        ("as  it\nis", "as it is"),
        ("0123456789", "0123456789"),
        ("0123456789a", "012345678…"),
        ("a" * 1_000_000, "aaaaaaaaa…"),
        ("a" + " " * 1_000_000 + "b", "a…"),
    ],
)
def test_an_excerpt_is_one_short_line(note: str, expected: str) -> None:
    assert excerpt(note, 10) == expected
