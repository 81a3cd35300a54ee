"""Which sources, cues and contents belong together: what stands near each other, one cue to a quote.

Measured with the parts as annotators marked them, in PolNeAR's training articles: see docs/decisions/trained-reader.md.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence

from annotation.reader.reading import Quote, Reading, Stretch, Tagged

# How many words further away something counts for each paragraph and each sentence that begins in between.
_PARAGRAPH = 30
_SENTENCE = 25
# A content may follow its cue over a few sentences; a source is in the same one, or there is none.
_FARTHEST = {"cue": 60, "source": 24}
# A content has its cue among so many before it and as many behind it.
_NEIGHBOURS = 4
RELATIVES = frozenset({"who", "which", "that"})


def linked(known: Reading) -> list[Quote]:
    """The quotes that `known.parts` make, in reading order; contents that share a cue are one quote's.

    A cue without content and a content with neither cue nor quotation marks are left out: nobody is said to say it.
    """
    return _Linker(known).quotes()


class _Linker:
    """Links the parts of one text."""

    def __init__(self, known: Reading) -> None:
        self._known = known
        by_label: dict[str, list[Tagged]] = defaultdict(list)
        for part in known.parts:
            by_label[part.label].append(part)
        self._cues = by_label["cue"]
        self._sources = by_label["source"]
        self._contents = by_label["content"]
        self._paragraphs = _counted(known.opens_paragraph)
        begins = [False] * len(known.words)
        for sentence in known.sentences:
            begins[sentence.start] = True
        self._sentences = _counted(begins)

    def quotes(self) -> list[Quote]:
        cue_of = self._cue_of()
        contents: dict[int | None, list[Tagged]] = defaultdict(list)
        for number, content in enumerate(self._contents):
            contents[cue_of.get(number)].append(content)
        alone = contents.pop(None, [])
        found = [
            self._quote(contents[number], self._cues[number], self._source_of(self._cues[number]))
            for number in contents
            if number is not None
        ]
        return sorted([*found, *self._alone(alone)], key=lambda quote: quote.content[0])

    def _quote(self, contents: list[Tagged], cue: Tagged, source: Tagged | None) -> Quote:
        parts = [*contents, cue, *([source] if source else [])]
        return Quote(
            [Stretch(part.start, part.end) for part in contents],
            Stretch(cue.start, cue.end),
            Stretch(source.start, source.end) if source else None,
            "linked",
            score=min(part.score for part in parts),
        )

    def _alone(self, contents: list[Tagged]) -> Iterator[Quote]:
        """Contents without a cue; those with quotation marks, for somebody said them."""
        for content in contents:
            if any(not self._known.outside(at) for at in range(content.start, content.end)):
                yield Quote([Stretch(content.start, content.end)], None, None, "loose", score=content.score)

    def _cue_of(self) -> dict[int, int]:
        """The cue of each content: first the nearest pairs of those still free, then for the rest whatever is near."""
        pairs = sorted(
            (distance, content, cue)
            for content in range(len(self._contents))
            for distance, cue in self._near(self._contents[content], self._cues)
        )
        cue_of: dict[int, int] = {}
        used: set[int] = set()
        for _, content, cue in pairs:
            if content not in cue_of and cue not in used:
                cue_of[content] = cue
                used.add(cue)
        for _, content, cue in pairs:
            cue_of.setdefault(content, cue)
        return cue_of

    def _source_of(self, cue: Tagged) -> Tagged | None:
        near = [(distance, self._sources[number]) for distance, number in self._near(cue, self._sources)]
        serving = [(distance, source) for distance, source in near if not self._opens_later_clause(source, cue)]
        return min(serving)[1] if serving else None

    def _opens_later_clause(self, source: Tagged, cue: Tagged) -> bool:
        """Whether it is the "who" of "blamed Hale, who rejected it", which says nothing of who blames."""
        return source.start > cue.start and self._known.lower[source.start] in RELATIVES

    def _near(self, part: Tagged, others: Sequence[Tagged]) -> Iterator[tuple[int, int]]:
        """Distance and number of the others that are near enough, of those next to the part."""
        middle = bisect_left(others, part.start, key=lambda other: other.start)
        for number in range(max(0, middle - _NEIGHBOURS), min(len(others), middle + _NEIGHBOURS)):
            distance = self._distance(part, others[number])
            if distance <= _FARTHEST[others[number].label]:
                yield distance, number

    def _distance(self, one: Tagged, other: Tagged) -> int:
        """How many words stand between the two, and more for each boundary."""
        first, last = (one, other) if one.start < other.start else (other, one)
        between = max(0, last.start - first.end)
        paragraphs = self._paragraphs[last.start + 1] - self._paragraphs[first.end]
        sentences = self._sentences[last.start + 1] - self._sentences[first.end]
        return between + _PARAGRAPH * max(0, paragraphs) + _SENTENCE * max(0, sentences)


def _counted(marks: Sequence[bool]) -> list[int]:
    """How many marks stand before each place."""
    counts = [0]
    for mark in marks:
        counts.append(counts[-1] + mark)
    return counts
