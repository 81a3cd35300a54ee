"""Whom he, she, they and it mean, outside quotation marks and inside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set

from annotation.reader import lexicon, phrases
from annotation.reader.focus import Focus, by_sentence, is_subject
from annotation.reader.genders import Genders
from annotation.reader.reading import Name, Reading, Stretch

# The weightiest actor is taken only where it outweighs the next one by this much, and is no less than this.
_LEAD = 1.1
_LEAST = 0.06
_SCORE = 0.8
# By how much an actor weighs more that the text has named more often than any other.
_KNOWN = 1.0
_IT_SCORE = 0.75
_THING_KINDS = frozenset({"organisation", "country"})
_MANY_KINDS = frozenset({"group"})
_THINGS = frozenset({"it", "its", "itself"})
_MANY = frozenset({"they", "them", "their", "theirs", "themselves"})
_OBJECTS = frozenset({"him", "her"})
# "it is", "it was": nobody is meant.
_EMPTY = frozenset({"is", "was", "'s", "seems", "appears", "takes", "took", "may", "might"})
_NEW_CLAUSE = frozenset(
    {",", "that", "and", "but", "who", "which", "when", "while", "because", "if", "as", "after", "before", ";", ":"}
)

# The keys of those whom a pronoun cannot mean.
Barred = Set[str]


def pronouns(known: Reading, genders: Genders) -> list[Name]:
    """The pronouns of the third person that somebody of the cast is meant by."""
    return list(_Pronouns(known, genders).names())


class _Pronouns:
    """Reads the text from its beginning: what is outside the marks of a sentence first, then what is inside."""

    def __init__(self, known: Reading, genders: Genders) -> None:
        self._known = known
        self._genders = genders
        self._focus = Focus(known)
        self._counts: dict[str, int] = {}
        self._starts = frozenset(sentence.start for sentence in known.sentences)

    def names(self) -> Iterator[Name]:
        for sentence, names in zip(self._known.sentences, by_sentence(self._known), strict=True):
            inside = [name for name in names if not self._known.outside(name.start)]
            outside = [name for name in names if self._known.outside(name.start)]
            before = Focus.copy(self._focus)
            yield from self._read(sentence, outside)
            speakers = {name.key for name in self._focus.here()}
            yield from self._inside(sentence, inside, before, speakers)
            self._focus.next_sentence()

    def _read(self, sentence: Stretch, names: list[Name]) -> Iterator[Name]:
        """The pronouns outside quotation marks."""
        starts = {name.start: name for name in names}
        for at in range(sentence.start, sentence.end):
            if not self._known.outside(at):
                continue
            name = starts.get(at) or self._resolved(at, self._focus)
            if name is not None:
                self._take(name, self._focus)
                if name.rule in {"pronoun", "it", "they"} and at not in starts:
                    yield name

    def _inside(self, sentence: Stretch, names: list[Name], before: Focus, speakers: set[str]) -> Iterator[Name]:
        """The pronouns inside quotation marks: never whoever the sentence names outside them, who may be speaking."""
        starts = {name.start: name for name in names}
        for at in range(sentence.start, sentence.end):
            if self._known.outside(at):
                continue
            name = starts.get(at) or self._resolved(at, before, speakers)
            if name is not None:
                before.add(name)
                if name.rule in {"pronoun", "it", "they"} and at not in starts:
                    yield name

    def _take(self, name: Name, focus: Focus) -> None:
        focus.add(name)
        if name.kind == "person":
            self._counts[name.key] = self._counts.get(name.key, 0) + 1

    def _resolved(self, at: int, focus: Focus, speakers: Barred = frozenset()) -> Name | None:
        word = self._known.lower[at]
        if word in lexicon.words("he") or word in lexicon.words("she"):
            gender = "male" if word in lexicon.words("he") else "female"
            return self._person(at, gender, focus, speakers)
        if word in _THINGS:
            return self._thing(at, focus, speakers)
        if word in _MANY:
            return self._many(at, focus, speakers)
        return None

    def _person(self, at: int, gender: str, focus: Focus, speakers: Barred) -> Name | None:
        barred = self._own_subject(at, focus) if self._is_object(at) else ""

        def fits(name: Name) -> bool:
            return (
                name.kind == "person"
                and name.key != barred
                and name.key not in speakers
                and self._genders.known.get(name.key) in {None, gender}
            )

        meant = (self._subject_before(focus, fits) if self._opens(at) else None) or self._best(focus, fits)
        if meant is None:
            return None
        self._genders.known.setdefault(meant.key, gender)
        return Name(at, at + 1, "person", meant.key, "pronoun", score=_SCORE)

    def _opens(self, at: int) -> bool:
        return at in self._starts and self._known.lower[at] in {"he", "she"}

    def _subject_before(self, focus: Focus, fits: Callable[[Name], bool]) -> Name | None:
        """The one person who is a subject in the sentence before; none where several are, or the text opens."""
        _, before, *_ = [*focus.sentences(), [], []]
        subjects = [name for name in before if fits(name) and (name.rule == "pronoun" or is_subject(self._known, name))]
        return subjects[-1] if len({name.key for name in subjects}) == 1 else None

    def _is_object(self, at: int) -> bool:
        """Whether it is "him", or "her" where no noun follows."""
        if self._known.lower[at] == "him":
            return True
        after = at + 1
        return self._known.lower[at] == "her" and not (
            after < len(self._known.words)
            and self._known.words[after][0].isalpha()
            and phrases.is_noun(self._known, after)
        )

    def _own_subject(self, at: int, focus: Focus) -> str:
        """The key of the subject of the clause that the object at `at` is in: "Novak told him" is not Novak."""
        names = {name.start: name for name in focus.here()}
        for before in range(at - 1, max(-1, at - 12), -1):
            if self._known.lower[before] in _NEW_CLAUSE:
                return ""
            name = names.get(before)
            if name is not None and (is_subject(self._known, name) or name.rule == "pronoun"):
                return name.key
        return ""

    def _best(self, focus: Focus, fits: Callable[[Name], bool]) -> Name | None:
        most = max(self._counts.values(), default=1)
        weights = [
            (weight * (1 + _KNOWN * self._counts.get(name.key, 0) / most), name) for weight, name in focus.weights(fits)
        ]
        weights.sort(key=lambda pair: -pair[0])
        if not weights or weights[0][0] < _LEAST:
            return None
        if len(weights) > 1 and weights[0][0] < _LEAD * weights[1][0]:
            return None
        return weights[0][1]

    def _thing(self, at: int, focus: Focus, speakers: Barred) -> Name | None:
        """Whom "its" means: the only organisation or country before it in the sentence, where that is the subject.

        "It" does so only where somebody says something: "the bank said it would", "It said".
        """
        if self._known.lower[at] == "it" and not self._in_report(at):
            return None
        meant = self._only_subject(at, focus, _THING_KINDS, speakers)
        return Name(at, at + 1, meant.kind, meant.key, "it", score=_IT_SCORE) if meant is not None else None

    def _many(self, at: int, focus: Focus, speakers: Barred) -> Name | None:
        """Whom "they" and "their" mean: the only group before them in the sentence, where that is the subject."""
        meant = self._only_subject(at, focus, _MANY_KINDS, speakers)
        return Name(at, at + 1, meant.kind, meant.key, "they", score=_IT_SCORE) if meant is not None else None

    def _in_report(self, at: int) -> bool:
        """Whether the pronoun is who speaks, or stands first in what is said; never the "it" of "it is said that"."""
        lower = self._known.lower
        before = lower[at - 1] if at else ""
        clause = before == "that" and at > 1 and (lower[at - 2] == "and" or lower[at - 2] in lexicon.cues())
        reported = clause or before in lexicon.cues()
        empty = at + 1 < len(lower) and lower[at + 1] in _EMPTY
        return self._speaks(at) or (reported and not empty)

    def _speaks(self, at: int) -> bool:
        after = at + 1
        while after < len(self._known.words) and phrases.is_adverb(self._known.lower[after]):
            after += 1
        return after < len(self._known.words) and self._known.lower[after] in lexicon.cues()

    def _only_subject(self, at: int, focus: Focus, kinds: frozenset[str], speakers: Barred) -> Name | None:
        """The one subject of such a kind in this sentence; for a pronoun that speaks, also in the one before."""
        for names in focus.sentences()[: 2 if self._speaks(at) else 1]:
            fitting = [name for name in names if name.kind in kinds and name.key not in speakers]
            if fitting:
                keys = {name.key for name in fitting}
                subjects = [name for name in fitting if is_subject(self._known, name)]
                return subjects[0] if len(keys) == 1 and subjects else None
        return None
