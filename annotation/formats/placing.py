"""Spans of foreign files, put where they belong in the text as the project keeps it."""

from __future__ import annotations

from typing import TypeGuard

from annotation.errors import ImportProblem
from annotation.formats.repair import tell
from annotation.model import Span
from annotation.offsets import Utf16Map, plain_line_endings, widen_to_graphemes


class Placing:
    """The text of one article, with plain line endings, and where the spans of the file stand in it.

    Attributes:
        text: the text as the project keeps it.
    """

    def __init__(self, text: str) -> None:
        if not text.strip():
            raise ImportProblem("Its text holds nothing but blanks; there is nothing to import.")
        self._old = text
        self.text, self._offsets = plain_line_endings(text)
        self._units = Utf16Map(text)
        self._widened = self._counted_otherwise = self._moved = 0

    def span(self, start: object, end: object, *, quote: str | None = None, prefix: str = "", suffix: str = "") -> Span:
        """The span from `start` to `end`; what the file says stands there, `quote`, tells how it counts.

        Where the quote does not stand there in code points it is looked for in UTF-16 units, and then nearby, first
        of all between `prefix` and `suffix`.

        Raises:
            ImportProblem: there is no such span.
        """
        if not _whole(start) or not _whole(end):
            raise ImportProblem(f"The span [{start}, {end}] is not two whole numbers; correct its offsets.")
        span = Span(int(start), int(end))
        found = self._found(span, quote) or self._nearest(quote or "", span.start, prefix, suffix)
        if self._old[found.start : found.end].isspace():
            raise ImportProblem(f"The span [{start}, {end}] holds only white space; correct its offsets.")
        moved = self._offsets.span(found)
        whole = moved if self.text.isascii() else widen_to_graphemes(self.text, moved)
        self._widened += whole != moved
        return whole

    def quoted(self, quote: str, *, prefix: str = "", suffix: str = "") -> Span:
        """The first span of those words, or the one between `prefix` and `suffix`.

        Raises:
            ImportProblem: there is no such span.
        """
        found = self._nearest(quote, 0, prefix, suffix)
        self._moved -= 1  # it was never said to stand elsewhere
        return self.span(*found)

    def repairs(self) -> list[str]:
        """Sentences about what was done to the text and its spans."""
        moved = ["Line endings were made plain, and offsets moved with them."] if self.text != self._old else []
        return [
            *moved,
            *tell(self._counted_otherwise, "span was counted in UTF-16 units.", "spans were counted in UTF-16 units."),
            *tell(
                self._moved,
                "span did not stand where it should and was found by its words.",
                "spans did not stand where they should and were found by their words.",
            ),
            *tell(self._widened, "span was widened to a whole character.", "spans were widened to whole characters."),
        ]

    def _found(self, span: Span, quote: str | None) -> Span | None:
        """The span where it says it is, in code points or in UTF-16 units; None where its quote stands elsewhere."""
        in_range = 0 <= span.start < span.end <= len(self._old)
        if in_range and (quote is None or _alike(self._old[span.start : span.end], quote)):
            return span
        if quote is None:
            reason = "is empty" if span.start >= span.end else f"goes beyond the text, which ends at {len(self._old)}"
            hint = " (do they count UTF-16 units?)" if not self._old.isascii() else ""
            raise ImportProblem(f"The span [{span.start}, {span.end}] {reason}; correct its offsets{hint}.")
        other = Span(*(self._units.offset(max(edge, 0)) for edge in span))
        if not _alike(self._old[other.start : other.end], quote):
            return None
        self._counted_otherwise += 1
        return other

    def _nearest(self, quote: str, at: int, prefix: str, suffix: str) -> Span:
        """Where `quote` stands, nearest to `at` of the places with the most of what should stand around it."""
        exact = quote if quote in self._old else quote.replace("\\n", "\n")
        places = _places(self._old, exact)
        if not places:
            raise ImportProblem(
                f"“{_short(quote)}” should stand at {at} but does not stand in the text at all; it is another text."
            )
        self._moved += 1

        def fit(place: int) -> tuple[int, int]:
            end = place + len(exact)
            around = self._old[:place].endswith(prefix) + self._old[end:].startswith(suffix)
            return -around, abs(place - at)

        start = min(places, key=fit)
        return Span(start, start + len(exact))


def _whole(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and value == int(value)


def _alike(words: str, quote: str) -> bool:
    """Whether two texts are one but for white space, which others write as they like."""
    return words == quote or "".join(words.split()) == "".join(quote.replace("\\n", "\n").split())


def _places(text: str, words: str) -> list[int]:
    found: list[int] = []
    at = text.find(words) if words.strip() else -1
    while at >= 0:
        found.append(at)
        at = text.find(words, at + 1)
    return found


def _short(quote: str) -> str:
    return quote if len(quote) <= 60 else f"{quote[:57]}…"
