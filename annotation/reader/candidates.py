"""Which pairs of actors may have a stance: those of a sentence, and the speaker of a quote with each actor inside it.

What stands inside a quote is the speaker's, not the author's. So an actor inside quotation marks is a pair with the
speaker only. In a reported clause, which is told in the author's words, two actors are a pair of their own too, and
another actor of the sentence may think something of one in it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from annotation.reader import lexicon
from annotation.reader.pairs import FIRST, OTHER, SECOND, Passage, passage
from annotation.reader.pieces import Pieces
from annotation.reader.reading import Name, Quote, Reading, Stance, Stretch

_NEAREST = 4
"""With how many of the actors behind it in the sentence an actor is paired, so that a long list stays linear."""

_JOINING = frozenset({",", "and", "or", "&", "'s", "’s", "of", "the", "(", ")", "-", "/"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage in which one or several actors (keys of the cast) are held against others, or against a noun phrase.

    `first_at` and `second_at` are their mentions that lie closest; `both_ways` says whether the second may hold a
    stance too. `sentence` is where evidence may lie, `worded` what the lexicon found, `rule` what proposed the pair.
    """

    stretches: tuple[Stretch, ...]
    marks: Mapping[Stretch, int]
    first: tuple[str, ...]
    second: tuple[str, ...]
    first_at: Stretch
    second_at: Stretch
    sentence: Stretch
    rule: str
    both_ways: bool = False
    worded: Stance | None = None

    def passage(self, known: Reading, pieces: Pieces) -> Passage:
        """The passage as the encoder reads it."""
        return passage(known, self.stretches, self.marks, pieces, is_said=FIRST not in self.marks.values())

    def ways(self) -> Iterator[Candidate]:
        """The candidate, and where the second may hold a stance too, itself turned round."""
        yield self
        if self.both_ways:
            yield replace(self, first=self.second, second=self.first, first_at=self.second_at, second_at=self.first_at)


def candidates(known: Reading) -> Iterator[Candidate]:
    """The pairs of a text, sentence by sentence; those inside quotes come after the others."""
    content = {at: quote for quote in known.quotes for piece in quote.content for at in range(piece.start, piece.end)}
    starts = [name.start for name in known.names]
    by_sentence = {
        sentence: known.names[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
        for sentence in known.sentences
    }
    for sentence, names in by_sentence.items():
        told = _by_key([name for name in names if name.start not in content and name.start not in known.title_at])
        reported = _by_key([name for name in names if name.start in content and known.outside(name.start)])
        mentions = reported | told
        for first, second in _near([*told, *(key for key in reported if key not in told)]):
            if _is_pair(known, mentions[first], mentions[second], content):
                both_ways = (first in told) == (second in told)
                yield _pair(known, sentence, names, mentions, first, second, both_ways=both_ways)
    for sentence, names in by_sentence.items():
        yield from _of_quotes(known, sentence, names, content)


def _is_pair(known: Reading, first: Sequence[Name], second: Sequence[Name], content: Mapping[int, Quote]) -> bool:
    """Whether something may be told between the two: not between who reports and who is reported about, which is a
    quote's, nor between two clauses that are reported apart.
    """
    quote, other = content.get(first[0].start), content.get(second[0].start)
    if quote is not None and quote is not other:
        return False
    speakers = () if other is None else other.speakers
    return first[0].key not in speakers and second[0].key not in speakers and not _are_joined(known, first, second)


def _by_key(names: Sequence[Name]) -> dict[str, list[Name]]:
    found: dict[str, list[Name]] = {}
    for name in names:
        if name.key:
            found.setdefault(name.key, []).append(name)
    return found


def _near(keys: Sequence[str]) -> Iterator[tuple[str, str]]:
    for at, first in enumerate(keys):
        for second in keys[at + 1 : at + 1 + _NEAREST]:
            yield first, second


def _are_joined(known: Reading, first: Sequence[Name], second: Sequence[Name]) -> bool:
    """Whether nothing between the two could tell anything: "Britain and France", "Poland's President Duda"."""
    if len(first) > 1 or len(second) > 1:
        return False
    between = range(first[0].end, second[0].start)
    return all(at in known.name_at or at in known.title_at or known.lower[at] in _JOINING for at in between)


def _pair(
    known: Reading,
    sentence: Stretch,
    names: Sequence[Name],
    told: Mapping[str, Sequence[Name]],
    first: str,
    second: str,
    *,
    both_ways: bool,
) -> Candidate:
    at, other = _closest(told[first], told[second])
    return Candidate(
        (sentence,),
        _marks(known, names, at, other),
        (first,),
        (second,),
        at,
        other,
        sentence,
        "pair",
        both_ways=both_ways,
    )


def _marks(known: Reading, names: Sequence[Name], first: Stretch | None, second: Stretch) -> dict[Stretch, int]:
    """What stands for whom: one mention of each of the two, as in training, and other names for others."""
    marks = {
        Stretch(name.start, name.end): OTHER
        for name in names
        if known.lower[name.start] not in lexicon.words("pronouns")
        and (second.end <= name.start or name.end <= second.start)
    }
    if first is not None:
        marks = {stretch: mark for stretch, mark in marks.items() if _common(stretch, first) is None}
        marks[first] = FIRST
    return {**marks, second: SECOND}


def _closest(first: Sequence[Name], second: Sequence[Name]) -> tuple[Stretch, Stretch]:
    """The mention of each that lie closest together."""
    both = sorted([(name.start, name.end, 0) for name in first] + [(name.start, name.end, 1) for name in second])
    near = min(
        ((one, other) for one, other in pairwise(both) if one[2] != other[2]), key=lambda two: two[1][0] - two[0][1]
    )
    one, other = sorted(near, key=lambda place: place[2])
    return Stretch(*one[:2]), Stretch(*other[:2])


def _of_quotes(
    known: Reading, sentence: Stretch, names: Sequence[Name], content: Mapping[int, Quote]
) -> Iterator[Candidate]:
    """The speaker of each quote of the sentence with each actor inside it."""
    said: dict[int, tuple[Quote, list[Name]]] = {}
    for name in names:
        quote = content.get(name.start)
        if quote is not None:
            said.setdefault(id(quote), (quote, []))[1].append(name)
    for quote, inside in said.values():
        for key, mentions in _by_key(inside).items():
            if key not in quote.speakers:
                yield _said(known, sentence, names, quote, key, mentions)


def _said(
    known: Reading, sentence: Stretch, names: Sequence[Name], quote: Quote, key: str, mentions: Sequence[Name]
) -> Candidate:
    """The speaker and one actor inside the quote: in the sentence where the speaker stands in it too, else with the
    reporting words before it.
    """
    target = Stretch(mentions[0].start, mentions[0].end)
    speakers = [name for name in names if name.key in quote.speakers]
    if speakers:
        at, target = _closest(speakers, mentions)
        return Candidate(
            (sentence,), _marks(known, names, at, target), quote.speakers, (key,), at, target, sentence, "quote"
        )
    parts = [part for piece in quote.content if (part := _common(piece, sentence)) is not None]
    reporting = [piece for piece in (quote.source, quote.cue) if piece is not None]
    marks = _marks(known, names, quote.source, target)
    stretches = (*reporting, *sorted(parts))
    return Candidate(stretches, marks, quote.speakers, (key,), quote.source or target, target, parts[0], "quote")


def _common(one: Stretch, other: Stretch) -> Stretch | None:
    start, end = max(one.start, other.start), min(one.end, other.end)
    return Stretch(start, end) if start < end else None


def of_words(known: Reading, worded: Stance) -> Candidate:
    """A holder and what a word of the lexicon makes its target."""
    starts = [sentence.start for sentence in known.sentences]
    sentence = known.sentences[bisect_left(starts, worded.evidence.start + 1) - 1]
    target = worded.target
    names = [name for name in known.names if sentence.holds(name.start)]
    holders = [Stretch(name.start, name.end) for name in names if name.key in worded.holders]
    first_at = min(holders, key=lambda one: abs(one.start - worded.evidence.start), default=None)
    if first_at is not None and _common(first_at, target) is not None:
        first_at = None
    marks = _marks(known, names, first_at, target)
    rule = worded.rule
    return Candidate(
        (sentence,), marks, worded.holders, worded.targets, first_at or target, target, sentence, rule, worded=worded
    )
