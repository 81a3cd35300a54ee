from __future__ import annotations

import pytest

from annotation.evaluating.words import Words, jaccard
from annotation.model import Span
from tests.annotation.evaluating.build import at

TEXT = (
    "Officials met. The officials of the Bank of England saw Ada Brook, the mayor. Brook left; “He lies,” she said. "
    "US troops told us. Ludwig van Beethoven and al-Sadr spoke. Brook's dam held."
)


@pytest.mark.parametrize(
    ("words", "nth", "name"),
    [
        ("Officials", 0, False),
        ("The officials of the Bank of England", 0, False),
        ("the Bank of England", 0, True),
        ("Ada Brook", 0, True),
        ("Ada Brook, the mayor", 0, False),
        ("Brook", 1, True),
        ("He", 0, False),
        ("she", 0, False),
        ("US", 0, True),
        ("us", 0, False),
        ("Ludwig van Beethoven", 0, True),
        ("al-Sadr", 0, True),
        ("Brook's", 0, True),
        ("the", 0, False),
        ("; “", 0, False),
    ],
)
def test_what_is_a_name(words: str, nth: int, name: bool) -> None:
    assert Words(TEXT).is_name(at(TEXT, words, nth)) is name


def test_a_word_counts_where_it_is_touched_and_punctuation_never() -> None:
    words = Words("“No,” she said.")
    assert words.within([Span(0, 5)]) == {0}
    assert words.within([Span(1, 3)]) == {0}
    assert words.within([Span(3, 6)]) == frozenset()
    assert words.within([Span(0, 5), Span(7, 15)]) == {0, 1, 2}


def test_jaccard() -> None:
    assert jaccard(frozenset({1, 2, 3}), frozenset({2, 3, 4})) == 0.5
    assert jaccard(frozenset(), frozenset()) == 0
