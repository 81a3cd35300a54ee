"""Who supports or opposes what, as a lexicon of verbs, nouns and adjectives tells: what the stance encoder then judges.

Its targets may be any noun phrase, and its words are the evidence.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from annotation.reader import lexicon, phrases
from annotation.reader.reading import Quote, Reading, Stance, Stretch

_CONTRARY = {"support": "oppose", "oppose": "support"}
_FIRST_PERSON = frozenset({"i", "we"})
_QUOTE_ENDS = frozenset({",", ".", "!", "?"})
_CLAUSE_ENDS = frozenset({".", ";", "!", "?", "—", "–", ":"})


class Word(NamedTuple):
    """A word of the lexicon: which polarity, and the prepositions before its target (none for a verb)."""

    polarity: str
    part: str
    prepositions: frozenset[str]


@cache
def lexicon_words() -> dict[str, Word]:
    """Each form that shows support or opposition."""
    data = lexicon.load("stances")
    irregular = lexicon.load("cues")["irregular"]
    found: dict[str, Word] = {}
    for polarity in _CONTRARY:
        for part in ("nouns", "adjectives"):
            found.update({word: Word(polarity, part, frozenset(after)) for word, after in data[polarity][part].items()})
        verbs = lexicon.all_forms(data[polarity]["verbs"], irregular)
        found.update(
            {
                form: Word(polarity, "verbs", found[form].prepositions if form in found else frozenset())
                for form in verbs
            }
        )
    return found


@cache
def _list(name: str) -> frozenset[str]:
    return frozenset(lexicon.load("stances")[name])


@cache
def _having() -> frozenset[str]:
    return lexicon.all_forms(lexicon.load("stances")["having"], lexicon.load("cues")["irregular"] | {"have": "had"}) | {
        "has"
    }


def worded(known: Reading) -> Iterator[Stance]:
    """The stances that a word of the lexicon shows, in reading order."""
    speakers = _speaker_at(known)
    for sentence in known.sentences:
        for at in range(sentence.start, sentence.end):
            word = lexicon_words().get(known.lower[at])
            if word is not None and at not in known.name_at:
                yield from _Around(known, sentence, speakers, at, word).found()


def _speaker_at(known: Reading) -> dict[int, Quote]:
    """The quote in whose marks each word stands."""
    return {
        at: quote
        for quote in known.quotes
        for piece in quote.content
        for at in range(piece.start, piece.end)
        if not known.outside(at)
    }


class _Around:
    """Looks for holder and target around one word of the lexicon."""

    def __init__(self, known: Reading, sentence: Stretch, speakers: dict[int, Quote], at: int, word: Word) -> None:
        self._known = known
        self._sentence = sentence
        self._quote = speakers.get(at)
        self._at = at
        self._word = word

    def found(self) -> Iterator[Stance]:
        if self._known.outside(self._at):
            passive = self._word.part == "verbs" and phrases.is_passive(self._known, self._at, self._sentence.start)
            parts = self._passive() if passive else self._active()
        else:
            parts = self._in_marks()
        if parts is not None:
            holders, target = parts
            targets = self._actors(target, whole=True)
            if holders and not set(holders) & set(targets):
                yield Stance(self._evidence(target), target, holders, targets, self._polarity(), self._word.part)

    def _active(self) -> tuple[tuple[str, ...], Stretch] | None:
        target = self._target()
        holder = self._holder() if target is not None else None
        return (self._actors(holder), target) if target is not None and holder is not None else None

    def _passive(self) -> tuple[tuple[str, ...], Stretch] | None:
        """Holder and target of "The plan was condemned by Novak"."""
        by = self._at + 1
        if by >= self._sentence.end or self._known.lower[by] != "by":
            return None
        holder = phrases.phrase_from(self._known, by + 1, end=self._sentence.end)
        target = phrases.subject(self._known, self._at, floor=self._sentence.start)
        return (self._actors(holder), target) if holder is not None and target is not None else None

    def _in_marks(self) -> tuple[tuple[str, ...], Stretch] | None:
        """Inside quotation marks "we" and "I" are the speaker; of what others think there nothing is said."""
        if self._quote is None or self._word.part != "verbs":
            return None
        at = self._at - 1
        while at > self._sentence.start and (
            self._known.lower[at] in lexicon.words("auxiliaries") or phrases.is_adverb(self._known.lower[at])
        ):
            at -= 1
        target = _marked_phrase(self._known, self._at + 1, self._sentence.end)
        if self._known.lower[at] not in _FIRST_PERSON or target is None:
            return None
        return self._quote.speakers, target

    def _target(self) -> Stretch | None:
        first = self._at + 1
        if self._word.part != "verbs" or (self._word.prepositions and self._is_noun()):
            if first >= self._sentence.end or self._known.lower[first] not in self._word.prepositions:
                return None
            first += 1
        elif self._is_noun():
            return None
        found = phrases.phrase_from(self._known, first, end=self._sentence.end)
        return found if found is not None and self._is_something(found) else None

    def _is_something(self, target: Stretch) -> bool:
        only = self._known.lower[target.start]
        return (
            target.end - target.start > 1
            or target.start in self._known.name_at
            or (only.isalpha() and only not in {"it", "that", "this", "them", "i", "we", "you", "us"})
        )

    def _is_noun(self) -> bool:
        """Whether it is no verb: after a determiner, a possessive or an adjective ("the support for …")."""
        before = self._known.lower[self._at - 1] if self._at > self._sentence.start else ""
        return self._word.part == "nouns" or (
            bool(self._word.prepositions)
            and (
                before in lexicon.words("determiners")
                or before == "'s"
                or before in _having()
                or before.endswith(("ong", "ing", "ued", "ull", "ic"))
                or before in {"of", "for", "cautious", "continued"}
            )
        )

    def _holder(self) -> Stretch | None:
        at, floor = self._at, self._sentence.start
        if self._word.part == "adjectives":
            return self._subject_of_copula()
        if self._word.prepositions and self._is_noun():
            return self._holder_of_noun()
        if self._known.lower[at].endswith("ing") and self._known.lower[at - 1] not in lexicon.words("auxiliaries"):
            return phrases.nearest_subject(self._known, at, floor=floor)
        if at > floor and self._known.lower[at - 1] == "to":
            return None
        return phrases.subject(self._known, at, floor=floor)

    def _subject_of_copula(self) -> Stretch | None:
        at = self._at - 1
        while at > self._sentence.start and (
            phrases.is_adverb(self._known.lower[at]) or self._known.lower[at] in {"in", "more", "deeply", "very"}
        ):
            at -= 1
        if self._known.lower[at] not in lexicon.words("auxiliaries"):
            return None
        return phrases.subject(self._known, at, floor=self._sentence.start)

    def _holder_of_noun(self) -> Stretch | None:
        """Who has it: "Poland's support for …", "Poland voiced strong support for …"."""
        for at in range(self._at - 1, max(self._sentence.start, self._at - 5), -1):
            if self._known.lower[at] == "'s":
                return phrases.phrase_to(self._known, at - 1, floor=self._sentence.start)
            if self._known.lower[at] in _having():
                return phrases.subject(self._known, at, floor=self._sentence.start)
        return None

    def _actors(self, stretch: Stretch | None, *, whole: bool = False) -> tuple[str, ...]:
        """The actors that the phrase names; with `whole` only where it is nothing but names, articles and titles."""
        if stretch is None:
            return ()
        names = {name.key: name for at in range(stretch.start, stretch.end) if (name := self._known.name_at.get(at))}
        if not whole:
            people = [key for key, name in names.items() if name.kind == "person"]
            return tuple(people or names)[:3] if not self._ends_in_common_noun(stretch) else ()
        rest = [
            at
            for at in range(stretch.start, stretch.end)
            if at not in self._known.name_at
            and self._known.lower[at] not in {"the", "and", ",", "both"}
            and at not in self._known.title_at
        ]
        return () if rest else tuple(names)

    def _ends_in_common_noun(self, stretch: Stretch) -> bool:
        """Whether the names only describe it: "Poland's farmers oppose …" says nothing about Poland."""
        last = self._known.name_at.get(stretch.end - 1)
        first = next(
            (self._known.name_at[at] for at in range(stretch.start, stretch.end) if at in self._known.name_at), None
        )
        return last is None and first is not None and self._known.words[first.end] != ","

    def _polarity(self) -> str:
        low = max(self._sentence.start, self._at - 4)
        before = self._known.lower[low : self._at]
        cut = max((i + 1 for i, word in enumerate(before) if word in {",", "and", "but", "that"}), default=0)
        negated = any(word in _list("negations") or word.endswith("n't") for word in before[cut:])
        return _CONTRARY[self._word.polarity] if negated else self._word.polarity

    def _evidence(self, target: Stretch) -> Stretch:
        """From the word to the end of its clause, the target included."""
        start = min(self._at, target.start)
        end = max(self._at + 1, target.end)
        while end < self._sentence.end and not self._ends_clause(end):
            end += 1
        while (
            end > start + 1
            and self._known.outside(end - 1)
            and not self._known.words[end - 1][-1].isalnum()
            and self._known.words[end - 1][-1] not in "%."
        ):
            end -= 1
        return Stretch(start, end)

    def _ends_clause(self, at: int) -> bool:
        word = self._known.lower[at]
        if self._known.outside(self._at) != self._known.outside(at):
            return not self._known.outside(self._at)
        if not self._known.outside(at - 1) and self._known.words[at - 2] in _QUOTE_ENDS:
            return True
        return word in _CLAUSE_ENDS or word in {",", "but", "while", "although"}


def _marked_phrase(known: Reading, first: int, end: int) -> Stretch | None:
    """A noun phrase inside quotation marks: up to the first word that can be in none."""
    at = first
    while (
        at < end
        and known.quotation_at[at] == known.quotation_at[first]
        and (
            at in known.name_at
            or phrases.is_noun(known, at)
            or (known.lower[at] in lexicon.words("determiners") and at == first)
            or known.lower[at] == "'s"
        )
    ):
        at += 1
    return Stretch(first, at) if at > first and known.lower[at - 1] not in lexicon.words("determiners") else None
