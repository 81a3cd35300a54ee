"""Who is spoken of: the mentions before a word, weighed by how near they are and whether they are subjects.

After the salience of Lappin and Leass (1994), with what words around a name tell instead of a parser.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from annotation.reader import lexicon, phrases
from annotation.reader.reading import Name, Reading

# How many sentences back a pronoun or description may look, and what a mention keeps of its weight with each.
_REACH = 6
_FADE = 0.5
_SUBJECT, _POSSESSOR, _ELSE = 1.0, 0.6, 0.5
# In one sentence only the last mentions count, so that a list of a thousand names takes no more time than other text.
_MOST = 40
# Prepositions that may open a clause with a subject of its own: "after Novak left".
_CONJUNCTIONS = frozenset({"after", "before", "since", "until", "as", "than"})


class Focus:
    """The mentions of the last sentences, taken up in reading order."""

    def __init__(self, known: Reading) -> None:
        self._known = known
        self._sentences: list[list[tuple[Name, float]]] = []
        self._here: list[tuple[Name, float]] = []

    def copy(self) -> Focus:
        """The same mentions, to which others can be added."""
        other = Focus(self._known)
        other._sentences, other._here = self._sentences, self._here
        return other

    def next_sentence(self) -> None:
        """A new sentence begins."""
        self._sentences = [self._here, *self._sentences][:_REACH]
        self._here = []

    def add(self, name: Name) -> None:
        """Take up a mention of the sentence that is being read."""
        self._here = [*self._here[-_MOST:], (name, self._weight(name))]

    def weights(self, fits: Callable[[Name], bool]) -> list[tuple[float, Name]]:
        """The actors whose mentions fit, each with its weight and its last mention; the weightiest first."""
        sums: dict[str, float] = defaultdict(float)
        last: dict[str, Name] = {}
        for distance, mentions in enumerate([self._here, *self._sentences]):
            for name, weight in reversed(mentions):
                if fits(name):
                    sums[name.key] += weight * _FADE**distance
                    last.setdefault(name.key, name)
        return sorted(((weight, last[key]) for key, weight in sums.items()), key=lambda pair: -pair[0])

    def sentences(self) -> list[list[Name]]:
        """The mentions of this sentence so far, then those of the sentences before it, the nearest first."""
        return [[name for name, _ in mentions] for mentions in (self._here, *self._sentences)]

    def here(self) -> Iterable[Name]:
        """The mentions of this sentence so far."""
        return (name for name, _ in self._here)

    def _weight(self, name: Name) -> float:
        if is_subject(self._known, name):
            return _SUBJECT
        end = name.end
        possessor = end < len(self._known.words) and self._known.lower[end] in {"'s", "'"}
        return _POSSESSOR if possessor else _ELSE


def is_subject(known: Reading, name: Name) -> bool:
    """Whether a verb follows, or, turned round, a reporting verb is before it: "said Novak"."""
    lower = known.lower
    first = name.title.start if name.title else name.start
    if first and lower[first - 1] in {"the", "a", "an"}:
        first -= 1
    if first and lower[first - 1] in lexicon.cues() and lower[first - 1] not in {"call", "called", "told", "asked"}:
        return True
    if first and lower[first - 1] in lexicon.words("prepositions") - _CONJUNCTIONS:
        return False
    at = name.end
    while at < len(lower) and phrases.is_adverb(lower[at]):
        at += 1
    return at < len(lower) and (phrases.is_verb(known, at) or known.words[at] == ",")


def by_sentence(known: Reading) -> list[list[Name]]:
    """The names of each sentence."""
    found: list[list[Name]] = [[] for _ in known.sentences]
    number = 0
    for name in known.names:
        while known.sentences[number].end <= name.start:
            number += 1
        found[number].append(name)
    return found
