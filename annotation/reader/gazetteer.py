"""Countries with their capitals and demonyms, from the library `countryinfo` and the list in `data/gazetteer.yaml`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple, cast

from countryinfo import all_countries

from annotation.reader import lexicon

# Shorter other spellings are codes of countries ("IN", "NOR"), which are words of headlines.
_SHORTEST = 5


class Entry(NamedTuple):
    """What some words stand for. `sense`: name, seat (a capital or palace), demonym, or adjective (of no country)."""

    name: str
    kind: str
    sense: str

    @property
    def key(self) -> str:
        """The key of the actor in the cast."""
        return f"{self.kind}:{self.name}"


@cache
def entries() -> dict[str, list[tuple[tuple[str, ...], Entry]]]:
    """Every known name by its first word, longest first."""
    found: dict[tuple[str, ...], Entry] = {}
    for text, entry in (*_of_library(), *_own()):
        found[tuple(text.replace("’", "'").split())] = entry
    by_first: dict[str, list[tuple[tuple[str, ...], Entry]]] = {}
    for words in sorted(found, key=len, reverse=True):
        by_first.setdefault(words[0], []).append((words, found[words]))
    return by_first


def match(words: list[str], at: int, end: int) -> tuple[int, Entry] | None:
    """The longest known name that begins at `at` and ends by `end`: where it ends, and what it is."""
    for known, entry in entries().get(words[at].replace("’", "'"), ()):
        stop = at + len(known)
        if stop <= end and all(
            word.replace("’", "'") == part for word, part in zip(words[at:stop], known, strict=True)
        ):
            return stop, entry
    return None


@cache
def ambiguous() -> dict[str, frozenset[str]]:
    """Countries whose name is often something else, each with the words of which the text must have one."""
    proofs: dict[str, set[str]] = {name: set() for name in _data()["ambiguous"]}
    for words, entry in ((words, entry) for group in entries().values() for words, entry in group):
        if entry.name in proofs and entry.sense != "name":
            proofs[entry.name].add(words[0])
    return {name: frozenset(words) for name, words in proofs.items()}


def _of_library() -> Iterator[tuple[str, Entry]]:
    own = _data()
    not_seats = frozenset(own["not_seats"])
    for country in all_countries():
        info = cast("dict[str, Any]", country.info())
        name = str(info.get("name") or "").removeprefix("The ")
        if not name or "(" in name or "," in name:
            continue
        capital = info.get("capital")
        if isinstance(capital, str) and capital and capital not in not_seats and capital != name:
            yield capital.removesuffix(" D.C."), Entry(name, "country", "seat")
        for demonym in str(info.get("demonym") or "").replace("/", ",").split(","):
            if demonym:
                yield demonym, Entry(name, "country", "demonym")
                yield f"{demonym}s", Entry(name, "country", "demonym")
        for spelling in (*info.get("altSpellings", ()), name):
            if len(spelling) >= _SHORTEST or spelling == name:
                yield spelling, Entry(name, "country", "name")


def _own() -> Iterator[tuple[str, Entry]]:
    data = _data()
    for name, known in data["countries"].items():
        for field, sense in (("names", "name"), ("demonyms", "demonym"), ("seats", "seat")):
            yield from ((text, Entry(name, "country", sense)) for text in known.get(field, ()))
    bodies = (
        ("organisations", "organisation", "name"),
        ("organisation_seats", "organisation", "seat"),
        ("groups", "group", "name"),
    )
    for field, kind, sense in bodies:
        for name, texts in data[field].items():
            yield from ((text, Entry(name, kind, sense)) for text in {*texts, *map(_british, texts)})
    yield from ((text, Entry(text, "other", "adjective")) for text in data["adjectives"])


def _british(name: str) -> str:
    return name.replace("ization", "isation")


@cache
def _data() -> dict[str, Any]:
    return lexicon.load("gazetteer")
