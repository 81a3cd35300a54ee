from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotation.reader.pieces import LIMIT, piece_type, windows
from tests.annotation.reader.texts import known_of


def pieces(word: str) -> tuple[int, ...]:
    """A piece for every three characters."""
    return tuple(range(200, 200 + (len(word) + 2) // 3))[:8]


@settings(deadline=None)
@given(
    text=st.lists(
        st.sampled_from(["word", "Longerword", "said", ".", "“", "”", "\n", "😀", "שלום"]), min_size=1, max_size=900
    ).map(" ".join)
)
def test_every_word_is_in_one_window_and_every_window_fits(text: str):
    known = known_of(text)
    found = windows(known, pieces)
    assert [at for window in found for at in range(*window.words)] == list(range(len(known.words)))
    for window in found:
        assert len(window.ids) == len(window.types) <= LIMIT
        assert len(window.firsts) == window.words.end - window.words.start
        assert (window.ids[0], window.ids[-1]) == (101, 102)
        for at, first in zip(range(*window.words), window.firsts, strict=True):
            assert tuple(window.ids[first : first + len(pieces(known.words[at]))]) == pieces(known.words[at])


def test_a_window_is_cut_between_paragraphs_where_they_fit():
    known = known_of("\n".join(["One two three four five six seven eight nine ten." * 4] * 6))
    for window in windows(known, pieces):
        assert known.opens_paragraph[window.words.start]


def test_a_long_paragraph_is_cut_between_sentences():
    known = known_of("Many small words make one plain sentence here. " * 60)
    starts = {sentence.start for sentence in known.sentences}
    assert {window.words.start for window in windows(known, pieces)} <= starts


def test_an_empty_text_has_no_window():
    assert windows(known_of(""), pieces) == []


@pytest.mark.parametrize(
    ("text", "word", "kind"),
    [
        ("The plan", "plan", 0),
        ("The plan", "The", 3),
        ("The NATO plan", "NATO", 6),
        ("The iPhone", "iPhone", 9),
        ("He said “no way at all”", "way", 1),
        ("He said “no way at all”", "“", 2),
        ("He said “No way”", "No", 4),
    ],
)
def test_the_type_tells_letter_case_and_quotation(text: str, word: str, kind: int):
    known = known_of(text)
    assert piece_type(known, known.words.index(word)) == kind
