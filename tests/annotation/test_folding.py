"""Words found in whatever case and with whatever accents, at the right code points."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annotation.folding import Folded, fold, fold_character
from annotation.model import Span
from tests.annotation import strategies

_ODD = ("ß", "İ", "ı", "ﬁ", "ŉ", "Σ", "ς", "e\u0301", "\u0301", "é", "👍🏽", "👩\u200d👧", "ẞ", "Å")
odd_texts = st.lists(
    st.sampled_from((*_ODD, "が", "か\u3099", "한", "s", "S", "e", "i", " ", "\n", "’", "“")), max_size=15
).map("".join)
all_texts = st.one_of(odd_texts, strategies.texts)


def reference(text: str, words: str) -> list[Span]:
    """The same by looking at each character on its own."""
    owners = [at for at, character in enumerate(text) for _ in fold_character(character)]
    folded = "".join(fold_character(character) for character in text)
    wanted = "".join(fold_character(character) for character in words)
    found: list[Span] = []
    at = folded.find(wanted) if wanted else -1
    while at >= 0:
        start, end = owners[at], owners[at + len(wanted) - 1] + 1
        while end < len(text) and not fold_character(text[end]):
            end += 1
        if not found or start >= found[-1].end:
            found.append(Span(start, end))
        at = folded.find(wanted, at + len(wanted))
    return found


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("Trump, TRUMP and trump", "trump", ["Trump", "TRUMP", "trump"]),
        ("Orbán and Orba\u0301n", "orban", ["Orbán", "Orba\u0301n"]),
        ("Die Straße, die STRASSE", "strasse", ["Straße", "STRASSE"]),
        ("İstanbul", "istanbul", ["İstanbul"]),
        ("Trump’s “deal”", "trump's \"deal", ["Trump’s “deal"]),
        ("over\nthe line", "over the", ["over\nthe"]),
        ("👍🏽 yes 👍🏽 Yes", "yes", ["yes", "Yes"]),
        ("שלום לך", "לך", ["לך"]),
        ("one", "two", []),
        ("one", "", []),
        ("one", "\u0301", []),
        ("", "one", []),
    ],
)
def test_words_are_found_in_any_case_and_accent(text: str, words: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in Folded(text).find(words)] == found


def test_letters_that_differ_by_more_than_an_accent_are_not_one() -> None:
    assert not Folded("が ड़").find("か")
    assert not Folded("한").find("하")


@given(text=all_texts, words=all_texts)
@example(text="ßs", words="s")
@example(text="sße\u0301\u0301x", words="se")
def test_every_place_is_found_where_it_is(text: str, words: str) -> None:
    assert Folded(text).find(words) == reference(text, words)


@given(text=all_texts, cut=st.tuples(st.integers(0, 40), st.integers(1, 10)))
def test_what_was_cut_from_a_text_is_found_in_it(text: str, cut: tuple[int, int]) -> None:
    words = text[cut[0] : sum(cut)]
    places = Folded(text).find(words)
    assert places or not fold(words)
    assert all(fold(words) in fold(text[start:end]) for start, end in places)
    assert all(one.end <= other.start for one, other in pairwise(places))


@given(all_texts)
def test_folding_knows_no_case_and_no_form(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(unicodedata.normalize("NFC", text)) or not fold(text)
