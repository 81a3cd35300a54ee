"""Where else a part of an annotation may stand: the places that its key goes through, the likeliest first.

The parts of a quote nearly fix one another: the cue is what stands between source and content, the source runs from
where its clause begins to the cue, the content from the cue to the end of the sentence. So each is sought from where
the others stand. It looks at the paragraph alone, without spaCy, so that the window can ask at every key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, product
from typing import TypeAlias

import regex

from annotation.model import Annotation, Span
from annotation.offsets import Edge, Step, next_word_edge, paragraph_around
from annotation.quotation import quotations
from annotation.schema import Layer

Pieces: TypeAlias = tuple[Span, ...]

FARTHEST = 1500
"""How many characters before and behind the annotation are looked at."""
MOST = 24
"""How many places a key goes through."""
LONGEST_CUE = 60
"""How many characters between a source and a content are taken for a cue."""

_SENTENCE_END = regex.compile(r"""(?x)
    (?<! \b(?:Mr|Mrs|Ms|Dr|St|Sen|Rep|Gov|Gen|Lt|Col|Sgt|Prof|Rev|Jr|Sr|No|vs|Inc|Corp|Co) )
    (?<! \b(?:Jan|Feb|Aug|Sept|Oct|Nov|Dec) )
    (?<! \b\p{Lu} ) [.!?…]+ ["”’»')\]]* (?= \s+ ["“‘«'(\[]* [\p{Lu}\p{N}] | \s* \Z )
    | \n+
""")
_CLAUSE_EDGE = regex.compile(r"[,;:()\[\]–—]|--|(?<=\s)-(?=\s)|[“”\"«»]|``|''")
_DASH_BEHIND = regex.compile(r"[.,]?\s*([―—–-]+)\s*(?=\w)")
_COLON_BEFORE = regex.compile(r"(:)\s*\Z")
_CLAUSE_WORD = regex.compile(
    r"(?i)\b(?:that|to|who|which|when|while|because|if|how|why|what|and|but|for|as|after|before|in)\b"
)
_LED_BY = regex.compile(
    r"(?i)(?:(?:has|have|had|is|are|was|were|been|being|be|will|would|can|could|may|might|must|should|do|does|did|not|n['’]t"
    r"|also|then|later|further|repeatedly|recently|once|now|never|already|reportedly|publicly|to|that)\s+)+$"
)
_JOINED = regex.compile(
    r"(?i)^(?:[^\S\n]+(?:out|up|on|to|for|with|about|of|against|by|in|as|that|him|her|them|it|us|me))+\b"
)
_CLOSED_BY = {"“": "”", "„": "“”", "«": "»", '"': '"', "(": ")", "[": "]"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What is looked at: the paragraph about an annotation, and where mentions and reporting words stand in it."""

    text: str
    paragraph: Span
    names: Sequence[Span]
    cues: Sequence[Span]

    @classmethod
    def of(
        cls, annotation: Annotation, text: str, names: Iterable[Span], cues: Callable[[str], Iterable[Span]]
    ) -> Surroundings:
        """The surroundings of an annotation; `cues` finds reporting words in a stretch of text."""
        whole, farthest = paragraph_around(text, Span(annotation.start, annotation.end)), reach(annotation)
        start = max(whole.start, farthest.start)
        end = min(whole.end, annotation.end + FARTHEST, start + 4 * FARTHEST)
        return cls(
            text=text,
            paragraph=Span(start, end),
            names=[name for name in names if start <= name.start and name.end <= end],
            cues=[Span(start + cue.start, start + cue.end) for cue in cues(text[start:end])],
        )


def reach(annotation: Annotation) -> Span:
    """The stretch outside which nothing is looked at, whatever its paragraph is."""
    return Span(annotation.start - FARTHEST, annotation.start + 4 * FARTHEST)


def alternatives(annotation: Annotation, role: str, layer: Layer, around: Surroundings) -> list[Pieces]:
    """Up to `MOST` places for a span role of an annotation, likeliest first, without the one where it stands."""
    now = annotation.spans.get(role, ())
    others = {name: pieces for name, pieces in annotation.spans.items() if name != role}
    main = annotation.spans.get(layer.main_role.id, ())
    found: Iterable[Pieces]
    if layer.names_actors:
        found = _a_word_more_or_less(now, around.text)
    elif role == layer.main_role.id:
        found = _by_likeness(now, _contents(now, others, around))
    elif role == "cue":
        found = _cues(main, others.get("source", ()), around)
    elif role == "source":
        found = _sources(main, others.get("cue", ()), around)
    else:
        found = ((name,) for name in sorted(around.names, key=lambda name: _distance(name, main)))
    places = dict.fromkeys(tuple(_trim(around.text, p) for p in pieces) for pieces in found)
    return [pieces for pieces in places if pieces and pieces != now and _fits(pieces, around)][:MOST]


def next_clause_edge(text: str, offset: int, *, edge: Edge, step: Step) -> int:
    """The nearest place after (step 1) or before (-1) `offset` where a clause begins or ends, in the same paragraph."""
    paragraph = paragraph_around(text, Span(offset, offset))
    start, end = max(paragraph.start, offset - FARTHEST), min(paragraph.end, offset + FARTHEST)
    pieces = clauses(text, Span(start, end))
    edges = sorted({piece.start if edge == "start" else piece.end for piece in pieces})
    ahead = [at for at in edges if (at > offset if step > 0 else at < offset)]
    return (ahead[0] if step > 0 else ahead[-1]) if ahead else offset


@dataclass(frozen=True, slots=True)
class Rounds:
    """A part's way through its places: `places` in turn, `at` the one where it stands."""

    role: str
    places: tuple[Pieces, ...]
    at: int = 0

    @property
    def place(self) -> Pieces:
        """Where the part stands."""
        return self.places[self.at]

    def on(self) -> Rounds:
        """The next place, the first one behind the last."""
        return replace(self, at=(self.at + 1) % len(self.places))


# Mentions ------------------------------------------------------------------------------------------------------------


def _a_word_more_or_less(now: Pieces, text: str) -> Iterator[Pieces]:
    for start, end in now[:1]:
        more = next_word_edge(text, end, edge="end", step=1)
        before = next_word_edge(text, start, edge="start", step=-1)
        less = next_word_edge(text, end, edge="end", step=-1)
        behind = next_word_edge(text, start, edge="start", step=1)
        for span in (Span(before, end), Span(start, more), Span(behind, end), Span(start, less), Span(before, more)):
            if span.start < span.end:
                yield (span,)


# Contents ------------------------------------------------------------------------------------------------------------


def _contents(now: Pieces, others: Mapping[str, Pieces], around: Surroundings) -> Iterator[Pieces]:
    """What may be said: behind the cue, before it, both, or between quotation marks, as far as clauses reach."""
    if len(now) > 1:
        yield from ((piece,) for piece in now)
    marked = [found.outer for found in quotations(around.text, around.paragraph)]
    yield from ((span,) for span in marked)
    yield from _with_gap(marked)
    reported = [span for pieces in others.values() for span in pieces]
    for sentence in sentences(around.text, around.paragraph):
        inside = [span for span in reported if sentence.start <= span.start < sentence.end]
        cues = [cue for cue in around.cues if sentence.start <= cue.start < sentence.end]
        begin = min((s.start for s in inside), default=sentence.end)
        behind = max((s.end for s in inside), default=sentence.start)
        pieces = clauses(around.text, sentence)
        words = [found.start() for found in _CLAUSE_WORD.finditer(around.text, *sentence)]
        starts = {*(piece.start for piece in pieces), *(cue.end for cue in cues), behind, *words}
        ends = {piece.end for piece in pieces}
        if now and sentence.start <= now[0].start < sentence.end:
            starts.add(now[0].start)
            ends |= {now[0].end, *(word for word in words if word > now[0].start)}
        yield from ((Span(s, e),) for s, e in product(_nearest(starts, now), _nearest(ends, now)) if s < e)
        if begin > sentence.start and behind < sentence.end:
            yield (Span(sentence.start, begin), Span(behind, sentence.end))


def _nearest(offsets: Iterable[int], now: Pieces) -> list[int]:
    """The offsets about where the part stands, so that an endless sentence costs no more."""
    here = now[0].start if now else 0
    return sorted(sorted(offsets, key=lambda at: abs(at - here))[:MOST])


def _with_gap(marked: Sequence[Span]) -> Iterator[Pieces]:
    """Quotations that stand next to each other, as one that is broken by who says it."""
    yield from ((one, other) for one, other in pairwise(marked))


def _by_likeness(now: Pieces, found: Iterable[Pieces]) -> list[Pieces]:
    """The places in the order of how few characters they differ from where the part stands."""
    return sorted(found, key=lambda pieces: _difference(now, pieces))


def _difference(one: Pieces, other: Pieces) -> int:
    common = sum(max(0, min(a.end, b.end) - max(a.start, b.start)) for a in one for b in other)
    return sum(s.end - s.start for s in (*one, *other)) - 2 * common


# Cues ----------------------------------------------------------------------------------------------------------------


def _cues(main: Pieces, source: Pieces, around: Surroundings) -> Iterator[Pieces]:
    """What stands between source and content, then the reporting words, nearest first, in several widths."""
    if main and source:
        yield from ((gap,) for gap in _gaps(source[0], main) if gap.end - gap.start <= LONGEST_CUE)
    yield from ((mark,) for mark in _marks(main, around.text))
    near = sorted(
        (cue for cue in around.cues if not _touches(cue, (*main, *source))), key=lambda cue: _distance(cue, main)
    )
    for cue in near[:6]:
        yield from ((span,) for span in _widened(cue, around.text))


def _marks(main: Pieces, text: str) -> Iterator[Span]:
    """A colon or dash that stands for a reporting word: “Krystal Correa: …”, “…” ― Krystal Correa."""
    for piece in main:
        if found := _DASH_BEHIND.match(text, piece.end, piece.end + 6):
            yield Span(*found.span(1))
        if found := _COLON_BEFORE.search(text, max(piece.start - 4, 0), piece.start):
            yield Span(*found.span(1))


def _gaps(source: Span, main: Pieces) -> Iterator[Span]:
    for piece in main:
        if source.end <= piece.start:
            yield Span(source.end, piece.start)
        elif piece.end <= source.start:
            yield Span(piece.end, source.start)


def _widened(cue: Span, text: str) -> Iterator[Span]:
    """A reporting word with the auxiliaries before it, alone, and with the particles behind it."""
    led = _LED_BY.search(text[max(0, cue.start - 40) : cue.start])
    start = cue.start - len(led.group()) if led else cue.start
    joined = _JOINED.search(text[cue.end : cue.end + 30])
    end = cue.end + joined.end() if joined else cue.end
    yield from dict.fromkeys((Span(start, cue.end), cue, Span(start, end), Span(cue.start, end)))


# Sources -------------------------------------------------------------------------------------------------------------


def _sources(main: Pieces, cue: Pieces, around: Surroundings) -> Iterator[Pieces]:
    """The stretch before the cue as far as its clause or sentence reaches, that behind it, the mentions about it."""
    for at in cue or main:
        yield from ((span,) for span in _beside(at, main, around))
    anchor = cue or main
    named = sorted(around.names, key=lambda name: _distance(name, anchor))
    yield from ((name,) for name in named[:8])


def _beside(at: Span, main: Pieces, around: Surroundings) -> list[Span]:
    """Stretches that end where `at` begins, or begin where it ends; the shorter of them first."""
    text = around.text
    sentence = next((s for s in sentences(text, around.paragraph) if s.start <= at.start < s.end), around.paragraph)
    pieces = clauses(text, sentence)
    floor = max((p.end for p in main if p.end <= at.start), default=sentence.start)
    roof = min((p.start for p in main if p.start >= at.end), default=sentence.end)
    starts = {piece.start for piece in pieces if floor <= piece.start < at.start} | {max(floor, sentence.start)}
    ends = {piece.end for piece in pieces if at.end < piece.end <= roof} | {min(roof, sentence.end)}
    names = [name for name in around.names if sentence.start <= name.start < sentence.end]
    starts |= {name.start for name in names if floor <= name.start < at.start}
    ends |= {name.end for name in names if at.end < name.end <= roof}
    before = [Span(start, at.start) for start in sorted(starts, reverse=True) if start < at.start]
    behind = [Span(at.end, end) for end in sorted(ends) if end > at.end]
    verb_first = any(p.end <= at.start for p in main)  # “…,” said the minister
    ordered = [behind[:1], before, behind[1:]] if verb_first and _close(main, at, text) else [before, behind]
    return [span for group in ordered for span in group]


def _close(main: Pieces, at: Span, text: str) -> bool:
    """Whether nothing but marks stands between what is said and `at`."""
    end = max(p.end for p in main if p.end <= at.start)
    return not any(character.isalnum() for character in text[end : at.start])


# Stretches -----------------------------------------------------------------------------------------------------------


def sentences(text: str, within: Span) -> list[Span]:
    """The stretches between stops, without these."""
    edges = [found.end() for found in _SENTENCE_END.finditer(text, within.start, within.end)]
    return _cut(text, within, edges)


def clauses(text: str, within: Span) -> list[Span]:
    """The stretches between commas, brackets, quotation marks and the ends of sentences."""
    edges = [at for found in _CLAUSE_EDGE.finditer(text, within.start, within.end) for at in found.span()]
    edges += [found.start() for found in _SENTENCE_END.finditer(text, within.start, within.end)]
    return _cut(text, within, edges)


def _cut(text: str, within: Span, edges: Iterable[int]) -> list[Span]:
    cuts = sorted({within.start, *edges, within.end})
    pieces = (_trim(text, Span(start, end)) for start, end in pairwise(cuts))
    return [piece for piece in pieces if any(c.isalnum() for c in text[piece.start : piece.end])]


def _trim(text: str, span: Span) -> Span:
    """A stretch without white space, commas and stops at its ends; a quotation mark stays where its other one does."""
    start, end = span
    while start < end and not text[start].isalnum() and not _opens(text, start, end):
        start += 1
    while start < end and not text[end - 1].isalnum() and not _closes(text, start, end):
        end -= 1
    return Span(start, end) if start < end else span


def _opens(text: str, at: int, end: int) -> bool:
    return text[at] in _CLOSED_BY and any(mark in text[at + 1 : end] for mark in _CLOSED_BY[text[at]])


def _closes(text: str, start: int, end: int) -> bool:
    mark = text[end - 1]
    return any(opening in text[start : end - 1] for opening, closing in _CLOSED_BY.items() if mark in closing)


def _fits(pieces: Pieces, around: Surroundings) -> bool:
    start, end = around.paragraph
    return all(start <= p.start < p.end <= end and around.text[p.start : p.end].strip(" ,.") for p in pieces)


def _touches(span: Span, pieces: Pieces) -> bool:
    return any(span.start < p.end and p.start < span.end for p in pieces)


def _distance(span: Span, pieces: Pieces) -> int:
    return min((max(span.start - p.end, p.start - span.end, 0) for p in pieces), default=span.start)
