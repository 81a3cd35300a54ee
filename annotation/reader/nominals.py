"""Which organisation or country a description means: "the company", "the ministry", "the country"."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from annotation.reader import lexicon, nouns, phrases
from annotation.reader.focus import Focus, by_sentence
from annotation.reader.overlaps import free
from annotation.reader.reading import Name, Reading, Stretch

_ARTICLES = frozenset({"the", "this", "that", "our"})
# What any organisation may be called, even one whose name says what it is.
_ANY = frozenset({"group", "organisation", "organization", "body"})
_LEAD = 1.3
_LEAST = 0.12
_SCORES = {"head": 0.8, "nominal": 0.65}


def nominals(known: Reading) -> list[Name]:
    """The definite descriptions of organisations and countries that the sentences before them name."""
    return list(free(known, _Nominals(known).names()))


class _Nominals:
    """Reads the text from its beginning and keeps in mind what was named last."""

    def __init__(self, known: Reading) -> None:
        self._known = known
        self._focus = Focus(known)
        self._heads: dict[str, str] = {}  # a noun inside a name to the organisation last named with it

    def names(self) -> Iterator[Name]:
        for sentence, names in zip(self._known.sentences, by_sentence(self._known), strict=True):
            starts = {name.start: name for name in names}
            for at in range(sentence.start, sentence.end):
                name = starts.get(at) or self._described(at, sentence)
                if name is not None:
                    self._take(name)
                    if at not in starts:
                        yield name
            self._focus.next_sentence()

    def _take(self, name: Name) -> None:
        self._focus.add(name)
        if name.kind == "organisation":
            for at in range(name.start, name.end):
                if self._known.lower[at] in _body_nouns():
                    self._heads[self._known.lower[at]] = name.key

    def _described(self, at: int, sentence: Stretch) -> Name | None:
        known = self._known
        end = at + 2
        if known.lower[at] not in _ARTICLES or end > sentence.end or not self._ends(end):
            return None
        noun = known.lower[at + 1]
        if noun in self._heads:
            return Name(at, end, "organisation", self._heads[noun], "head", score=_SCORES["head"])
        if known.words[at + 1][0].isupper():
            return None
        if noun in nouns.of_kind("organisations"):
            return self._nearest(at, end, lambda name: name.kind == "organisation" and self._may_be(name, noun))
        if noun in nouns.of_kind("countries"):
            return self._nearest(at, end, lambda name: name.kind == "country")
        return None

    def _ends(self, end: int) -> bool:
        """Whether the noun phrase ends there: "the company said", and not "the company car" or "the bank of"."""
        known = self._known
        if end >= len(known.words):
            return True
        word = known.words[end]
        if word[0].isupper() or known.lower[end] in {"of", "for", "-", "that", "which"}:
            return False
        return known.lower[end] in {"'s", "'"} or phrases.is_verb(known, end) or not phrases.is_noun(known, end)

    def _may_be(self, name: Name, noun: str) -> bool:
        """Whether no other noun in the name tells what it is: a ministry is no company."""
        words = self._known.lower[name.start : name.end]
        return noun in _ANY or not any(word in _body_nouns() for word in words)

    def _nearest(self, at: int, end: int, fits: Callable[[Name], bool]) -> Name | None:
        weights = self._focus.weights(fits)
        if not weights or weights[0][0] < _LEAST:
            return None
        if len(weights) > 1 and weights[0][0] < _LEAD * weights[1][0]:
            return None
        meant = weights[0][1]
        return Name(at, end, meant.kind, meant.key, "nominal", score=_SCORES["nominal"])


def _body_nouns() -> frozenset[str]:
    return lexicon.words("organisations") | nouns.of_kind("organisations")
