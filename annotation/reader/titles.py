"""Titles before names: "EU foreign policy chief Kaja Kallas"."""

from __future__ import annotations

from annotation.reader import gazetteer, lexicon, phrases
from annotation.reader.reading import Reading, Stretch

_LONGEST = 7
_BEFORE_WORDS = frozenset({",", "'s", "-", "'"})


class Capitals:
    """What the capital letters of one text tell: at the beginning of a sentence they tell nothing by themselves."""

    def __init__(self, known: Reading) -> None:
        self._known = known
        starts = {sentence.start for sentence in known.sentences}
        self._starts = starts
        self._lower_case = frozenset(word for word in known.words if word[0].islower())
        self._inner = frozenset(word for at, word in enumerate(known.words) if at not in starts)

    def is_capital(self, at: int) -> bool:
        """Whether the word at `at` begins with a capital and is no day, month or "I"."""
        known = self._known
        return (
            at < len(known.words)
            and known.words[at][0].isupper()
            and known.lower[at] not in lexicon.words("days")
            and known.lower[at] not in lexicon.words("months") - {"may", "march"}
            and known.lower[at] not in {"i", "i'm"}
        )

    def is_first(self, at: int) -> bool:
        """Whether a sentence or a quotation begins with it, so that any word would have its capital."""
        before = self._known.lower[at - 1] if at not in self._starts and at else ""
        return not before or not (before[-1].isalnum() or before in _BEFORE_WORDS)

    def elsewhere(self, at: int) -> bool:
        """Whether the word stands with its capital inside a sentence too."""
        return self._known.words[at] in self._inner

    def is_name_like(self, at: int) -> bool:
        """Whether the capital at `at` is not there only because a sentence or a quotation begins."""
        word = self._known.lower[at]
        if not self.is_capital(at):
            return False
        closed = word in lexicon.words("determiners") or word in lexicon.words("pronouns")
        if not self.is_first(at):
            return not closed
        if word in lexicon.words("titles"):
            return True
        common = (
            word in self._lower_case or phrases.is_function(word) or phrases.is_adverb(word) or word.endswith("ing")
        )
        return not (common or closed)


def title_before(known: Reading, capitals: Capitals, start: int, floor: int) -> Stretch | None:
    """The title right before the name that begins at `start`, in its sentence, which begins at `floor`."""
    if start <= floor or known.lower[start - 1] not in lexicon.words("titles"):
        return None
    return Stretch(_title_start(known, capitals, start - 1, floor), start)


def _title_start(known: Reading, capitals: Capitals, last: int, floor: int) -> int:
    """Where the title begins whose last word is at `last`: back to a determiner, a verb or a comma."""
    start = last
    while start > floor and last - start < _LONGEST:
        before = start - 1
        capital = known.words[before][0].isupper() and not _only_first(known, capitals, before)
        if known.quotation_at[before] != known.quotation_at[last] or not (capital or _plain(known, before)):
            break
        start = before
    return start


def _only_first(known: Reading, capitals: Capitals, at: int) -> bool:
    return capitals.is_first(at) and not capitals.is_name_like(at) and gazetteer.match(known.words, at, at + 1) is None


def _plain(known: Reading, at: int) -> bool:
    """Whether the word can be inside a title: "foreign policy" before "chief"."""
    word = known.lower[at]
    return (
        (phrases.is_noun(known, at) or word == "press")
        and not word.endswith(("ed", "ing"))
        and word not in lexicon.words("determiners")
        and word not in lexicon.words("pronouns")
    )
