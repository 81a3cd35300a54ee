"""The cast: which names, pronouns and descriptions are the same actor."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc

from annotation.reader import lexicon, phrases
from annotation.reader.reading import Member, Name, Reading, Stretch, reading

# How many sentences back a pronoun may look.
_REACH = 3
# "the foreign policy chief"
_LONGEST_ROLE = 3
_SMALL = frozenset({"of", "for", "the", "and", "de", "in", "on"})


@Language.component("cast")
def cast(doc: Doc) -> Doc:
    """Settle who each name is, find them again by surname and acronym, then the pronouns and descriptions."""
    known = reading(doc)
    people = _People(known)
    people.settle()
    _join_acronyms(known)
    _fill_cast(known)
    known.add_names(list(_Pronouns(known, people.genders).names()))
    known.add_names(list(_descriptions(known)))
    return doc


class _People:
    """The persons of one text by full name, surname and given name."""

    def __init__(self, known: Reading) -> None:
        self._known = known
        self._by_part: dict[str, list[str]] = {}
        self._by_ends: dict[tuple[str, str], str] = {}
        self._starts: dict[str, list[int]] = {}
        self.genders: dict[str, str] = {}

    def settle(self) -> None:
        """Give each person's name its key; drop lone words that no full name and no evidence stands behind."""
        people = [name for name in self._known.names if name.kind == "person" and not name.key]
        for name in people:
            if name.end - name.start > 1:
                name.key = self._full(name)
        for name in people:
            if not name.key:
                name.key = self._by_one_word(name) or self._new(name)
                self._with_particles(name)
            self._learn_gender(name)
        self._known.add_names(list(self._surnames()))
        administrations = [name for name in self._known.names if name.kind == "organisation" and name.rule == "body"]
        for name in administrations:
            name.key = name.key.replace("organisation:The ", "organisation:")

    def _parts(self, name: Name) -> list[str]:
        words = self._known.words[name.start : name.end]
        return [word for word in words if word.lower() not in lexicon.words("suffixes")] or words

    def _full(self, name: Name) -> str:
        parts = self._parts(name)
        ends = (parts[0], parts[-1])
        if ends not in self._by_ends:
            self._by_ends[ends] = f"person:{self._known.text(Stretch(name.start, name.end))}"
            for part in {parts[0], parts[-1]}:
                self._by_part.setdefault(part, []).append(self._by_ends[ends])
        key = self._by_ends[ends]
        self._starts.setdefault(key, []).append(name.start)
        return key

    def _by_one_word(self, name: Name) -> str:
        """Whose surname or given name it is; of several people the one named last before it."""
        keys = self._by_part.get(self._known.words[name.start], [])
        if len(keys) < 2:
            return keys[0] if keys else ""
        title = self._known.lower[name.title.start] if name.title else ""
        fitting = [key for key in keys if self.genders.get(key) in {None, _gender(title)}] if _gender(title) else keys
        return max(fitting or keys, key=lambda key: self._last_before(key, name.start))

    def _last_before(self, key: str, start: int) -> int:
        """Where the person was last named in full before `start`; -1 where not yet."""
        starts = self._starts[key]
        number = bisect_left(starts, start)
        return starts[number - 1] if number else -1

    def _new(self, name: Name) -> str:
        key = f"person:{self._known.words[name.start]}"
        self._by_part.setdefault(self._known.words[name.start], []).append(key)
        self._starts[key] = [name.start]
        return key

    def _learn_gender(self, name: Name) -> None:
        if name.title:
            for at in range(name.title.start, name.title.end):
                if gender := _gender(self._known.lower[at]):
                    self.genders[name.key] = gender

    def _surnames(self) -> Iterator[Name]:
        """The surnames and given names that stand alone in the text and were not taken for a name yet."""
        for at, word in enumerate(self._known.words):
            if word in self._by_part and at not in self._known.name_at and not _in_longer_run(self._known, at):
                name = Name(at, at + 1, "person", rule="surname")
                name.key = self._by_one_word(name)
                yield self._with_particles(name)

    def _with_particles(self, name: Name) -> Name:
        """The surname with its particles: "Van der Velde" and not "Velde"."""
        own = name.key.lower().split()
        before = name.start - 1
        while (
            before >= 0 and self._known.lower[before] in lexicon.words("particles") and self._known.lower[before] in own
        ):
            name.start = before
            self._known.name_at[before] = name
            before -= 1
        return name


def _gender(title: str) -> str:
    return next((gender for gender in ("female", "male") if title in lexicon.words(gender)), "")


def _in_longer_run(known: Reading, at: int) -> bool:
    """Whether a capital stands right before or behind: "Trump Tower", "West Point"."""
    after = (
        at + 1 < len(known.words)
        and known.words[at + 1][0].isupper()
        and (known.lower[at + 1] not in lexicon.words("days") | lexicon.words("months") and at + 1 not in known.name_at)
    )
    before = at > 0 and known.words[at - 1][0].isupper() and known.lower[at - 1] not in lexicon.words("titles")
    return after or (
        before and at - 1 not in known.name_at and known.words[at - 1].isalpha() and not _function(known, at - 1)
    )


def _function(known: Reading, at: int) -> bool:
    word = known.lower[at]
    return (
        phrases.is_function(word)
        or word in lexicon.words("determiners")
        or phrases.is_adverb(word)
        or word.endswith("ing")
    )


def _join_acronyms(known: Reading) -> None:
    """Make one of "International Atomic Energy Agency" and "IAEA"."""
    full = {_initials(name.key): name.key for name in reversed(known.names) if name.rule == "body" and " " in name.key}
    for name in known.names:
        if name.rule == "acronym":
            name.key = full.get(name.key.split(":")[1].replace(".", ""), name.key)


def _initials(key: str) -> str:
    return "".join(word[0] for word in key.split(":")[1].split() if word.lower() not in _SMALL).upper()


def _fill_cast(known: Reading) -> None:
    for name in known.names:
        member = known.cast.setdefault(name.key, Member(name.key.split(":", 1)[1], name.kind))
        if name.title and not member.note:
            member.note = known.text(name.title)


class _Pronouns:
    """Finds whom he, she and they mean: the nearest person who fits, subjects first, never out of a quotation."""

    def __init__(self, known: Reading, genders: dict[str, str]) -> None:
        self._known = known
        self._genders = genders

    def names(self) -> Iterator[Name]:
        recent: list[list[Name]] = []
        by_sentence = _by_sentence(self._known)
        for number, sentence in enumerate(self._known.sentences):
            here = by_sentence[number]
            for at in range(sentence.start, sentence.end):
                gender = self._pronoun(at, sentence)
                meant = self._meant(at, gender, here, recent) if gender else None
                if meant is not None:
                    if meant.kind == "person":
                        self._genders.setdefault(meant.key, gender)
                    found = Name(at, at + 1, meant.kind, meant.key, "pronoun")
                    here = sorted([*here, found], key=lambda name: name.start)
                    yield found
            recent = [here, *recent][:_REACH]

    def _pronoun(self, at: int, sentence: Stretch) -> str:
        word = self._known.lower[at]
        if not self._known.outside(at):
            return ""
        if word == "they":
            return "they" if at + 1 < sentence.end and self._known.lower[at + 1] in lexicon.cues() else ""
        return "male" if word in lexicon.words("he") else "female" if word in lexicon.words("she") else ""

    def _meant(self, at: int, gender: str, here: list[Name], recent: list[list[Name]]) -> Name | None:
        before = [name for name in here if name.end <= at]
        for names, nearest in ((before, True), *((sentence, False) for sentence in recent)):
            fitting = [name for name in names if self._fits(name, gender)]
            subjects = [name for name in fitting if self._is_subject(name)]
            chosen = subjects or fitting
            if chosen:
                return chosen[-1 if nearest else 0]
        return None

    def _fits(self, name: Name, gender: str) -> bool:
        if not self._known.outside(name.start):
            return False
        if gender == "they":
            return name.kind == "group" or name.kind == "organisation"
        return name.kind == "person" and self._genders.get(name.key) in {None, gender}

    def _is_subject(self, name: Name) -> bool:
        """A verb follows, or, turned round, a reporting verb is before it: "said Novak"."""
        lower = self._known.lower
        first = name.title.start if name.title else name.start
        if first and lower[first - 1] in lexicon.cues():
            return True
        if first and lower[first - 1] in lexicon.words("prepositions"):
            return False
        at = name.end
        while at < len(lower) and phrases.is_adverb(lower[at]):
            at += 1
        return at < len(lower) and (phrases.is_verb(self._known, at) or self._known.words[at] == ",")


def _by_sentence(known: Reading) -> list[list[Name]]:
    """The names of each sentence."""
    found: list[list[Name]] = [[] for _ in known.sentences]
    number = 0
    for name in known.names:
        while known.sentences[number].end <= name.start:
            number += 1
        found[number].append(name)
    return found


def _descriptions(known: Reading) -> Iterator[Name]:
    """The titles that stand alone ("the prime minister") and that one person, and only one, was named with before."""
    holders: dict[tuple[str, ...], set[str]] = {}
    for at in range(len(known.words)):
        name = known.name_at.get(at)
        if name is not None and name.title is not None and at == name.start:
            for start in range(max(name.title.start, name.title.end - _LONGEST_ROLE), name.title.end):
                holders.setdefault(tuple(known.lower[start : name.title.end]), set()).add(name.key)
        elif known.lower[at] == "the" and known.outside(at):
            yield from _described(known, at + 1, holders)


def _described(known: Reading, at: int, holders: dict[tuple[str, ...], set[str]]) -> Iterator[Name]:
    """The person whose title, and no more, stands at `at`."""
    for end in range(min(at + _LONGEST_ROLE, len(known.words)), at, -1):
        keys = holders.get(tuple(known.lower[at:end]), set())
        if len(keys) == 1 and "".join(known.words[at:end]).islower() and _ends_phrase(known, end):
            yield Name(at, end, "person", next(iter(keys)), "role")
            return


def _ends_phrase(known: Reading, end: int) -> bool:
    """Whether no name and no further part of a title goes on there."""
    return end == len(known.words) or not (
        end in known.name_at or known.words[end][0].isupper() or known.lower[end] in {"of", "for", "'s"}
    )
