"""Whether a text is in the language that the reader reads."""

from __future__ import annotations

import re

# The words that make up about a third of any English prose; few of them are words elsewhere.
_COMMON = frozenset({
    "the", "of", "and", "to", "in", "that", "for", "is", "on", "with", "as", "was", "at", "by", "from", "it",
    "be", "are", "has", "have", "had", "not", "said", "which", "this", "who", "its", "were", "he", "she", "they",
    "his", "her", "their", "will", "would", "but", "an",
})  # fmt: skip
_FEWEST = 20
_LEAST = 0.12
_SAMPLE = 20_000
_WORD = re.compile(r"[^\W\d_]+")


def looks_english(text: str) -> bool:
    """Whether enough of the words are common English ones; a text of a few words gets the benefit of the doubt.

    Only the beginning is looked at. A headline or a list has fewer such words than prose, other languages hardly any.
    """
    words = [word.lower() for word in _WORD.findall(text[:_SAMPLE])]
    return len(words) < _FEWEST or sum(word in _COMMON for word in words) >= _LEAST * len(words)
