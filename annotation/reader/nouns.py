"""Nouns that stand for a person, an organisation or a country, and where the noun phrase around them ends."""

from __future__ import annotations

from functools import cache

from annotation.reader import lexicon, phrases
from annotation.reader.reading import Reading

# What ends like an occupation; with as many letters before it as tell "artist" from "list".
_OCCUPATIONS = (
    "ologist",
    "ologer",
    "ographer",
    "maker",
    "holder",
    "keeper",
    "woman",
    "person",
    "ician",
    "player",
    "worker",
)
_LONGEST = 8


@cache
def of_kind(kind: str) -> frozenset[str]:
    """One of the lists of `data/nouns.yaml`: organisations, countries, persons, papers."""
    return frozenset(lexicon.load("nouns")[kind])


def is_person(word: str) -> bool:
    """Whether the lower-case noun is said of one person: a title, a relative, an occupation."""
    return word in of_kind("persons") or word in lexicon.words("titles") or word.endswith(_OCCUPATIONS)


def core_end(known: Reading, start: int, limit: int) -> int:
    """Where the nouns and adjectives that begin at `start` end, before `limit`: no prepositions, verbs or marks."""
    at = start
    while at < min(limit, start + _LONGEST) and at not in known.name_at and _inside(known, at, start):
        at += 1
    return at


def _inside(known: Reading, at: int, start: int) -> bool:
    word = known.lower[at]
    if not word[0].isalnum() or known.quotation_at[at] != known.quotation_at[start]:
        return word == "-" and at > start
    return phrases.is_noun(known, at) and (word not in lexicon.words("determiners") or word in {"first", "one"})
