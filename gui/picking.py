"""Words picked by keyboard alone: every word in sight gets a label of one or two letters; the first label typed is
where the selection begins, the second where it ends.
"""

from __future__ import annotations

from collections.abc import Sequence

from annotation.alternatives import clauses
from annotation.model import Span
from annotation.offsets import words_in
from annotation.quotation import with_marks

LETTERS = "fjdksleiwoaghrucmvnxtbyqpz"
"""In the order of how easily fingers find them; those in front are given to the likeliest words."""

REACH = 1200
"""How many characters behind its beginning a selection may end."""


def label_words(likely: Sequence[int], others: Sequence[int]) -> dict[str, int]:
    """Labels for offsets, none of which begins another: one letter for the first of `likely`, two for the rest.

    What is too far back to get a label gets none.
    """
    wanted = min(len(likely) + len(others), _MOST)
    singles = max(n for n in range(len(LETTERS)) if n + (len(LETTERS) - n) * len(LETTERS) >= wanted)
    singles = min(singles, len(likely))
    ordered = [*likely[:singles], *others, *likely[singles:]]
    pairs = (first + second for first in LETTERS[singles:] for second in LETTERS)
    return dict(zip([*LETTERS[:singles], *pairs], ordered, strict=False))


_MOST = len(LETTERS) ** 2


class Picking:
    """One selection being picked.

    Attributes:
        labels: what is shown where: label to offset. A label of where a selection ends stands at the end of its word.
        typed: the letters of a label typed so far.
    """

    def __init__(self, text: str, visible: Span, caret: int) -> None:
        """`visible` is the part of the text in sight; what begins near `caret` gets the shortest labels."""
        self._text = text
        self._start: int | None = None
        self.typed = ""
        starts = [word.start for word in words_in(text, visible)]
        begun = {piece.start for piece in clauses(text, visible)}
        near = sorted(starts, key=lambda start: (start not in begun, abs(start - caret)))
        self.labels = label_words(near[: len(begun)], near[len(begun) :])

    def type(self, letter: str) -> Span | None:
        """Types a letter; gives the words when both labels are complete. A letter that begins no label is no letter."""
        typed = self.typed + letter.lower()
        if not any(label.startswith(typed) for label in self.labels):
            return None
        self.typed = typed
        offset = self.labels.get(typed)
        if offset is None:
            return None
        self.typed = ""
        if self._start is not None:
            return with_marks(self._text, Span(self._start, offset))
        self._begin(offset)
        return None

    def word(self) -> Span | None:
        """The one word where the selection begins, None while that is open."""
        words = words_in(self._text, Span(self._start, self._start + 1)) if self._start is not None else []
        return with_marks(self._text, words[0]) if words else None

    def _begin(self, start: int) -> None:
        self._start = start
        ahead = Span(start, min(start + REACH, len(self._text)))
        ends = [word.end for word in words_in(self._text, ahead)]
        closed = [piece.end for piece in clauses(self._text, ahead) if piece.end > start]
        others = [end for end in ends if end not in set(closed)]
        self.labels = label_words(closed, others)
