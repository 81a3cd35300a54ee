"""Which names are the same person: full name, surname, given name, title and surname."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from annotation.reader import lexicon, phrases
from annotation.reader.decisions import DECIDED
from annotation.reader.genders import Genders
from annotation.reader.reading import Name, Reading, Stretch

_SURNAME = 0.75
_LONGEST = 8
_NOT_NAMES = lexicon.words("determiners") | lexicon.words("pronouns")


class People:
    """The persons of one text by full name and by each part of it. Letter case makes no difference."""

    def __init__(self, known: Reading, genders: Genders) -> None:
        self._known = known
        self._genders = genders
        self._full: dict[tuple[str, ...], str] = {}
        self._by_part: dict[str, list[str]] = {}
        self._starts: dict[str, list[int]] = {}

    def settle(self) -> None:
        """Give each person's name its key, full names first; then find the surnames that no entity covers.

        Whom the annotator has accepted is known before all others, by the actor's name and by the mention's words.
        """
        for name in self._known.names:
            if name.rule == DECIDED and name.kind == "person":
                self._take_decided(name)
        people = [name for name in self._known.names if name.kind == "person" and not name.key]
        longest_first = sorted(people, key=lambda name: (len(self._parts(name)) < 2, name.start))
        for name in longest_first:
            self._settle(name)
        self._known.add_names(list(self._surnames()))

    def _take_decided(self, name: Name) -> None:
        self._genders.learn(name)
        self._starts.setdefault(name.key, []).append(name.start)
        self._register(tuple(self._known.cast[name.key].name.lower().split()), name.key)
        if self._known.words[name.start][0].isupper() and self._known.lower[name.start] not in _NOT_NAMES:
            self._register(self._parts(name), name.key)

    def _settle(self, name: Name) -> None:
        parts = self._parts(name)
        name.key = self._by_one_word(parts[0], name) if len(parts) == 1 else self._by_full(parts)
        if name.key:
            name.rule = name.rule if len(parts) > 1 or name.title else "surname"
        else:
            name.key = self._new(parts, name)
        if len(parts) == 1:
            self._with_particles(name)
        self._starts.setdefault(name.key, []).append(name.start)
        self._genders.learn(name)

    def _parts(self, name: Name) -> tuple[str, ...]:
        words = self._known.lower[name.start : name.end]
        parts = tuple(word for word in words if word not in lexicon.words("suffixes") and word[0].isalpha())
        return parts or tuple(words)

    def _by_full(self, parts: tuple[str, ...]) -> str:
        """The person of the same given name or initial and surname, or of whose name these are the last words."""
        for shape in _shapes(parts):
            if shape in self._full:
                return self._full[shape]
        return ""

    def _new(self, parts: tuple[str, ...], name: Name) -> str:
        key = f"person:{self._known.text(Stretch(name.start, name.end))}"
        self._register(parts, key)
        return key

    def _register(self, parts: tuple[str, ...], key: str) -> None:
        with_initial = [(f"{given[0]}.", parts[-1]) for given in parts[:1] if parts[1:]]
        for shape in (*_shapes(parts), *with_initial):
            self._full.setdefault(shape, key)
        for at in range(1, min(len(parts), _LONGEST) - 1):
            self._full.setdefault(parts[at:], key)
        for part in dict.fromkeys((parts[0], parts[-1])):
            if key not in self._by_part.setdefault(part, []):
                self._by_part[part].append(key)

    def _by_one_word(self, word: str, name: Name) -> str:
        """Whose surname or given name it is; of several people the one named most often, then the one named last."""
        keys = self._by_part.get(word, [])
        if len(keys) < 2:
            return keys[0] if keys else ""
        gender = self._genders.of_title(name)
        fitting = [key for key in keys if self._genders.known.get(key) in {None, gender}] if gender else keys
        return max(fitting or keys, key=lambda key: (len(self._starts[key]), self._last_before(key, name.start)))

    def _last_before(self, key: str, start: int) -> int:
        """Where the person was last named before `start`; -1 where not yet."""
        starts = self._starts[key]
        number = bisect_left(starts, start)
        return starts[number - 1] if number else -1

    def _surnames(self) -> Iterator[Name]:
        """The surnames and given names that stand alone in the text and were not taken for a name yet."""
        known = self._known
        for starts in self._starts.values():
            starts.sort()
        for at, word in enumerate(known.lower):
            if word in self._by_part and at not in known.name_at and at not in known.title_at and not _common(word):
                if not known.words[at][0].isupper() or _in_longer_run(known, at):
                    continue
                name = Name(at, at + 1, "person", rule="surname", score=_SURNAME)
                name.key = self._by_one_word(word, name)
                yield self._with_particles(name)

    def _with_particles(self, name: Name) -> Name:
        """The surname with its particles: "Van der Velde" and not "Velde"."""
        own = name.key.split(":", 1)[1].lower().split()
        particles = lexicon.words("particles")
        before = name.start - 1
        while before >= 0 and self._known.lower[before] in particles and self._known.lower[before] in own:
            name.start = before
            self._known.name_at[before] = name
            before -= 1
        return name


def _common(word: str) -> bool:
    """Whether the word by itself is no surname, though a name may have it: "Judge", "As", "I"."""
    return word in lexicon.words("titles") or word in lexicon.words("not_names") or phrases.is_function(word)


def _shapes(parts: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    """What two writings of one name share: all words; given name and surname; initial and surname."""
    yield parts
    if len(parts) > 1:
        yield parts[0], parts[-1]
        if len(parts[0].rstrip(".")) == 1:
            yield f"{parts[0][0]}.", parts[-1]


def _in_longer_run(known: Reading, at: int) -> bool:
    """Whether a capital stands right before or behind: "Trump Tower", "West Point"."""
    after = (
        at + 1 < len(known.words)
        and known.words[at + 1][0].isupper()
        and known.lower[at + 1] not in lexicon.words("days") | lexicon.words("months")
        and at + 1 not in known.name_at
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
