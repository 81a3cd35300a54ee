"""Actors that a description names: "European leaders", "the Polish parliament", "the German chancellor"."""

from __future__ import annotations

from annotation.reader import gazetteer, lexicon, phrases
from annotation.reader.reading import Name, Reading, Stretch, Tagged

# How many words may stand between the country and the noun: "EU foreign ministers".
_BETWEEN = 3
_SCORES = {"group": 0.85, "government": 0.9, "body": 0.67, "role": 0.7}


def actors(known: Reading, entities: list[Tagged]) -> list[Name]:
    """What a word for a country, a people or an alliance and a noun behind it name together.

    A description gives way to an entity that is longer than it, or that has its noun.
    """
    inside = _insides(entities)
    found: list[Name] = []
    for sentence in known.sentences:
        at = sentence.start
        while at < sentence.end:
            name = _at(known, at, sentence)
            fits = name is not None and not any(_crosses(name, entity) for entity in inside.get(at, ()))
            fits = fits and name is not None and name.end - 1 not in inside
            if name is not None and fits:
                found.append(name)
                at = name.end
            else:
                at += 1
    return found


def _insides(entities: list[Tagged]) -> dict[int, list[Tagged]]:
    """The entities by each of their words."""
    found: dict[int, list[Tagged]] = {}
    for entity in entities:
        for at in range(entity.start, entity.end):
            found.setdefault(at, []).append(entity)
    return found


def _crosses(name: Name, entity: Tagged) -> bool:
    return entity.start < name.start or entity.end >= name.end


def _at(known: Reading, at: int, sentence: Stretch) -> Name | None:
    """The description that begins at `at`."""
    match = gazetteer.match(known.words, at, sentence.end)
    if match is None or match[1].sense == "seat":
        return None
    end, entry = match
    for last in range(end, min(end + _BETWEEN, sentence.end)):
        word = known.lower[last]
        if word in lexicon.words("groups"):
            return _name(known, at, last + 1, "group", "group")
        if word in lexicon.words("administrations"):
            return _body(known, at, last, entry, sentence)
        if word in lexicon.words("titles") and known.words[last].islower():
            return _role(known, at, last, sentence)
        if not phrases.is_noun(known, last) or not known.words[last].islower():
            return None
    return None


def _name(known: Reading, start: int, end: int, kind: str, rule: str) -> Name:
    key = f"{kind}:{known.text(Stretch(start, end))}"
    return Name(start, end, kind, key, rule, score=_SCORES[rule])


def _body(known: Reading, at: int, last: int, entry: gazetteer.Entry, sentence: Stretch) -> Name | None:
    """A body like "the Polish parliament"; the government of a country is the country."""
    following = last + 1
    if following < sentence.end and phrases.is_noun(known, following) and not phrases.is_verb(known, following):
        return None
    if known.words[last] == "government" and entry.kind == "country":
        return Name(at, last + 1, entry.kind, entry.key, "government", score=_SCORES["government"])
    return _name(known, at, last + 1, "organisation", "body")


def _role(known: Reading, at: int, last: int, sentence: Stretch) -> Name | None:
    """A role like "the German chancellor", with its article; no title before a name, no "president of" something."""
    end = last + 1
    if at == sentence.start or known.lower[at - 1] not in {"the", "a", "an"}:
        return None
    if end < sentence.end:
        following = known.words[end]
        if following[0].isupper() or known.lower[end] in {"of", "for", "-"} | lexicon.words("titles"):
            return None
        if phrases.is_noun(known, end) and not phrases.is_verb(known, end):
            return None
    key = f"person:{known.text(Stretch(at, end))}"
    return Name(at - 1, end, "person", key, "role", score=_SCORES["role"])
