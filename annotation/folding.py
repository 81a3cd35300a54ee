"""Finds words in a text in whatever case and with whatever accents, at offsets of the text as it stands."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate

from annotation.model import Span

_QUOTATION = dict.fromkeys("‘’‚‛´`", "'") | dict.fromkeys("“”„‟«»", '"')
_KEPT_MARKS = (0, 7, 8, 9)
"""Combining classes of marks that make another letter (nukta, kana voicing, virama) rather than an accent."""


@lru_cache(maxsize=4096)
def fold_character(character: str) -> str:
    """One character without case and accents: one or several, or none for a combining accent.

    Quotation marks become straight ones and white space blanks, for that is what keyboards have.
    """
    if character in _QUOTATION:
        return _QUOTATION[character]
    if character.isspace():
        return " "
    folded = character
    while (again := _fold_once(folded)) != folded:
        folded = again
    return folded


def fold(text: str) -> str:
    """A text without case and accents, as `fold_character` gives it."""
    for character in set(text):
        folded = fold_character(character)
        # What comes out of folding stays as it is when folded again, so that no replacement undoes another one.
        if folded != character:
            text = text.replace(character, folded)
    return text


class Folded:
    """One text, folded once, in which words are found again and again.

    Attributes:
        text: the folded text.
    """

    def __init__(self, text: str) -> None:
        self.text = fold(text)
        self._length = len(text)
        odd = "".join(c for c in set(text) if len(fold_character(c)) != 1)
        # Where folding changes how many characters there are, and by how many all of them so far.
        self._at = [found.start() for found in re.finditer(f"[{re.escape(odd)}]", text)] if odd else []
        grown = list(accumulate(len(fold_character(text[at])) - 1 for at in self._at))
        self._grown = [0, *grown]
        self._ends = [at + 1 + by for at, by in zip(self._at, grown, strict=True)]

    def find(self, words: str) -> list[Span]:
        """Every place where `words` stand, in reading order; places do not overlap, and cut no character in two."""
        wanted = fold(words)
        if not wanted:
            return []
        places = [(found.start(), found.end()) for found in re.finditer(re.escape(wanted), self.text)]
        return list(self._apart(places)) if self._at else [Span(start, end) for start, end in places]

    def span(self, start: int, end: int) -> Span:
        """The characters of the text that a stretch of the folded text, which must not be empty, comes from.

        Combining accents behind the last one are taken in.
        """
        last = self._source(end - 1) + 1
        return Span(self._source(start), self._behind_accents(last))

    # In detail ---------------------------------------------------------------------------------------------------

    def _apart(self, places: Sequence[tuple[int, int]]) -> Iterator[Span]:
        """Where places come from, without those that come from a character that another one had."""
        reached = 0
        for start, end in places:
            span = self.span(start, end)
            if span.start >= reached:
                yield span
                reached = span.end

    def _source(self, folded: int) -> int:
        """The offset of the character that a folded one comes from."""
        passed = bisect_right(self._ends, folded)
        offset = folded - self._grown[passed]
        # Within what an odd character became, it is that one.
        return min(offset, self._at[passed]) if passed < len(self._at) else offset

    def _behind_accents(self, offset: int) -> int:
        at = bisect_left(self._at, offset)
        while at < len(self._at) and self._at[at] == offset and self._vanishes(at):
            offset, at = offset + 1, at + 1
        return offset

    def _vanishes(self, number: int) -> bool:
        return self._grown[number + 1] < self._grown[number]


def _fold_once(text: str) -> str:
    parts = unicodedata.normalize("NFD", text)
    plain = "".join(part for part in parts if unicodedata.combining(part) in _KEPT_MARKS)
    return unicodedata.normalize("NFC", plain.casefold())
