"""Words of a text as numbers, so that overlaps are counted in words; and which words are a name."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import cached_property

from annotation.model import Span

_WORD = re.compile(r"\w+")
_PART = re.compile(r"[^\W\d_][\w.'’-]*")
_BEFORE = re.compile(r"[\s“”\"'‘’(\[]*$")
# Capitalised or not, these name nobody.
_SMALL_WORDS = """
    a an the of and for de van von der den del da di la le el al bin ibn in on at to by with s i me my mine we us our
    ours you your yours he him his she her hers it its they them their theirs this that these those who whom whose
    which himself herself itself themselves myself ourselves both all some many most each every one other another
    former acting
"""
_SMALL = frozenset(_SMALL_WORDS.split())


class Words:
    """The words of one text. Punctuation is none."""

    def __init__(self, text: str) -> None:
        self._text = text
        found = list(_WORD.finditer(text))
        self._starts = [word.start() for word in found]
        self._ends = [word.end() for word in found]

    def within(self, pieces: Iterable[Span]) -> frozenset[int]:
        """The numbers of the words that the pieces touch."""
        return frozenset(
            number
            for start, end in pieces
            for number in range(bisect_right(self._ends, start), bisect_left(self._starts, end))
        )

    def is_name(self, span: Span) -> bool:
        """Whether the words at `span` are a proper name: each capitalised, but for articles, “of” and the like.

        A word that opens a sentence counts only where the text nowhere has it in small letters.
        """
        found = [(span.start + one.start(), one.group()) for one in _PART.finditer(self._text[slice(*span)])]
        parts = [(start, word) for start, word in found if not _is_small(word)]
        if not parts or any(word.islower() for _, word in parts):
            return False
        return len(parts) > 1 or not self._opens_sentence(parts[0][0]) or parts[0][1].lower() not in self._small_words

    @cached_property
    def _small_words(self) -> frozenset[str]:
        return frozenset(word for word in _PART.findall(self._text) if word.islower())

    def _opens_sentence(self, start: int) -> bool:
        found = _BEFORE.search(self._text, max(0, start - 10), start)
        before = found.start() if found else start
        return before == 0 or "\n" in self._text[before:start] or self._text[before - 1] in ".!?:;"


def _is_small(word: str) -> bool:
    """“Us” is, “US” is not."""
    plain = re.sub("['’]s$", "", word)
    return plain.lower() in _SMALL and (len(plain) == 1 or not plain.isupper())


def jaccard(some: frozenset[int], others: frozenset[int]) -> float:
    """What both share, of what either has; 0 where both are empty."""
    return len(some & others) / len(some | others) if some or others else 0.0
