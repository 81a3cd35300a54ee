"""Names of actors: what the entities of the text and the gazetteer of countries make of it, and descriptive actors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc

from annotation.reader import capitals, descriptive, gazetteer, lexicon, phrases, seats
from annotation.reader.decisions import DECIDED
from annotation.reader.overlaps import free
from annotation.reader.reading import Name, Reading, Stretch, Tagged, reading
from annotation.reader.titles import Capitals, title_before

# How often a name is right that only the gazetteer knows.
_LISTED = 0.88
_POSSESSIVE = frozenset({"'s", "'"})


@Language.component("names")
def names(doc: Doc) -> Doc:
    """Find the words that name an actor; the cast says afterwards which of them are the same.

    In: `known.entities` (where there are none, capitals stand in for them) and the sources among `known.parts`.
    """
    known = reading(doc)
    entities = known.entities or capitals.entities(known)
    described = descriptive.actors(known, entities)
    known.add_names(list(free(known, described)))
    named = list(free(known, _Namer(known).names(entities)))
    known.add_names(named)
    listed = list(free(known, _listed(known, entities)))
    known.add_names(listed)
    _drop(known, _only_places(known))
    return doc


class _Namer:
    """Makes names of entities."""

    def __init__(self, known: Reading) -> None:
        self._known = known
        self._capitals = Capitals(known)
        self._floors = [0] * len(known.words)
        for sentence in known.sentences:
            self._floors[sentence.start : sentence.end] = [sentence.start] * (sentence.end - sentence.start)
        self._of_label = {
            "person": self._person,
            "organisation": self._organisation,
            "place": self._place,
            "group": self._group,
            "other": self._other,
        }

    def names(self, entities: Iterable[Tagged]) -> Iterator[Name]:
        for entity in entities:
            trimmed = self._trimmed(entity)
            name = self._of_label[entity.label](trimmed) if trimmed.start < trimmed.end else None
            if name is not None and not self._opens_compound(name):
                yield replace(name, score=entity.score)

    def _trimmed(self, entity: Tagged) -> Tagged:
        """Without the article before it and the possessive behind it."""
        start, end = entity.start, entity.end
        while start < end and self._known.lower[start] in lexicon.words("determiners"):
            start += 1
        while start < end and self._known.lower[end - 1] in _POSSESSIVE:
            end -= 1
        return entity._replace(start=start, end=end)

    def _opens_compound(self, name: Name) -> bool:
        """Whether it is the first half of a compound: "U.S.-brokered"."""
        words, offsets = self._known.words, self._known.offsets
        glued = name.end + 1 < len(words) and offsets[name.end - 1][1] == offsets[name.end][0]
        return glued and words[name.end] in "-–" and words[name.end + 1][0].islower()

    def _person(self, entity: Tagged) -> Name | None:
        entry = self._entry(entity)
        if entry is not None and entry.sense == "seat":
            return self._of_entry(entity, entry)
        lower = self._known.lower
        titles = lexicon.words("titles")
        start, end = entity.start, entity.end
        while start < end and lower[start] in titles:
            start += 1
        if start == end or not any(word[0].isalpha() for word in lower[start:end]):
            return None
        if end < len(lower) and lower[end] in lexicon.words("administrations"):
            return self._body(start, end + 1)
        inside = Stretch(entity.start, start) if start > entity.start else None
        before = title_before(self._known, self._capitals, entity.start, self._floors[start])
        title = Stretch(before.start, start) if before else inside
        return Name(start, end, "person", rule="title" if title else "person", title=title)

    def _body(self, start: int, end: int) -> Name:
        return Name(start, end, "organisation", f"organisation:{self._known.text(Stretch(start, end))}", "body")

    def _organisation(self, entity: Tagged) -> Name | None:
        entry = self._entry(entity)
        if entry is not None and entry.sense in {"name", "seat"}:
            return self._of_entry(entity, entry)
        if entity.end - entity.start == 1 and self._is_acronym(entity.start):
            word = self._known.words[entity.start]
            return Name(entity.start, entity.end, "organisation", f"organisation:{word}", "acronym")
        return self._body(entity.start, entity.end)

    def _is_acronym(self, at: int) -> bool:
        letters = self._known.words[at].replace(".", "")
        return 2 <= len(letters) <= 6 and letters.isupper() and letters.isalpha()

    def _place(self, entity: Tagged) -> Name | None:
        entry = self._entry(entity)
        if entry is not None and entry.sense in {"name", "seat"}:
            return self._of_entry(entity, entry)
        if entry is None and seats.speaks(self._known, entity.start, entity.end):
            text = self._known.text(Stretch(entity.start, entity.end))
            return Name(entity.start, entity.end, "other", f"other:{text}", "speaks")
        return None

    def _group(self, entity: Tagged) -> Name | None:
        """A group like "Russians" or "the Chinese"; an adjective ("Russian officials") is no actor by itself."""
        entry = self._entry(entity)
        if entry is not None and entry.kind == "organisation":
            return self._of_entry(entity, entry)
        plural = self._known.lower[entity.end - 1].endswith("s") and not self._known.lower[entity.end - 1].endswith(
            "ss"
        )
        before = self._known.lower[entity.start - 1] if entity.start else ""
        if not (plural or before == "the") or (not plural and self._noun_follows(entity.end)):
            return None
        text = self._known.text(Stretch(entity.start, entity.end))
        return Name(entity.start, entity.end, "group", f"group:{text}", "group")

    def _noun_follows(self, end: int) -> bool:
        return end < len(self._known.words) and (
            phrases.is_noun(self._known, end) and not phrases.is_verb(self._known, end)
        )

    def _other(self, entity: Tagged) -> Name | None:
        entry = self._entry(entity)
        return self._of_entry(entity, entry) if entry is not None and entry.sense in {"name", "seat"} else None

    def _entry(self, entity: Tagged) -> gazetteer.Entry | None:
        """What the gazetteer says of exactly these words."""
        found = gazetteer.match(self._known.words, entity.start, entity.end)
        return found[1] if found is not None and found[0] == entity.end else None

    def _of_entry(self, entity: Tagged, entry: gazetteer.Entry) -> Name | None:
        if entry.sense == "seat" and not seats.acts(self._known, entity.start, entity.end):
            return None
        return Name(entity.start, entity.end, entry.kind, entry.key, entry.sense)


def _listed(known: Reading, entities: list[Tagged]) -> Iterator[Name]:
    """Names of the gazetteer that no entity covers."""
    covered = {at for entity in entities for at in range(entity.start, entity.end)}
    all_words = frozenset(known.words)
    for sentence in known.sentences:
        at = sentence.start
        while at < sentence.end:
            found = None if at in covered else gazetteer.match(known.words, at, sentence.end)
            if found is None:
                at += 1
                continue
            end, entry = found
            if not _goes_on(known, at, end, sentence, covered) and _names_actor(known, at, end, entry, all_words):
                yield _of_list(known, at, end, entry)
            at = end


def _goes_on(known: Reading, at: int, end: int, sentence: Stretch, covered: set[int]) -> bool:
    """Whether the words are part of a longer name or title, or of a compound: "Russia House", "U.S.-led"."""
    if end >= sentence.end:
        return False
    word, offsets = known.words[end], known.offsets
    glued = offsets[end - 1][1] == offsets[end][0] and word in {"-", "–"}
    capital = word[0].isupper() and known.lower[end] not in lexicon.words("days") | lexicon.words("months")
    of_name = word == "of" and end + 1 < sentence.end and known.words[end + 1][0].isupper()
    return glued or capital or of_name or end in covered or (at > sentence.start and at - 1 in covered)


def _names_actor(known: Reading, at: int, end: int, entry: gazetteer.Entry, all_words: frozenset[str]) -> bool:
    if entry.sense == "adjective" or at in known.title_at:
        return False
    if entry.sense == "demonym":
        return known.words[at].endswith("s") and not known.words[at].endswith("ss")
    proofs = gazetteer.ambiguous().get(entry.name)
    if proofs is not None and not proofs & all_words:
        return False
    return entry.sense != "seat" or seats.acts(known, at, end)


def _of_list(known: Reading, at: int, end: int, entry: gazetteer.Entry) -> Name:
    if entry.sense == "demonym":
        return Name(at, end, "group", f"group:{known.text(Stretch(at, end))}", "group", score=_LISTED)
    return Name(at, end, entry.kind, entry.key, entry.sense, score=_LISTED)


def _only_places(known: Reading) -> list[Name]:
    """Countries that the text has only as places where something happens or comes from."""
    countries = [name for name in known.names if name.kind == "country" and name.rule != DECIDED]
    acting = {name.key for name in countries if not seats.is_setting(known, name.start)}
    return [name for name in countries if name.key not in acting]


def _drop(known: Reading, names: list[Name]) -> None:
    gone = {id(name) for name in names}
    known.names = [name for name in known.names if id(name) not in gone]
    for name in names:
        for at in range(name.start, name.end):
            del known.name_at[at]
