"""What a person is, beside the name ("Ann Hale, the mayor", "Ann Hale is a painter") or instead of it ("the mayor")."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from annotation.reader import gazetteer, lexicon, nouns, phrases
from annotation.reader.genders import Genders, of_word
from annotation.reader.overlaps import free
from annotation.reader.reading import Name, Reading, Stretch

# "the foreign policy chief"
_LONGEST_ROLE = 3
# How far before a name and a comma its description may begin.
_BEFORE = 6
_ARTICLES = frozenset({"the", "a", "an"})
_POINTING = frozenset({"the", "this", "that", "our"})
_COPULAS = frozenset({"is", "was", "became", "becomes", "remains"})
_SCORES = {"apposition": 0.8, "copula": 0.8, "role": 0.75}


def beside_names(known: Reading, genders: Genders, names: Iterable[Name]) -> list[Name]:
    """The descriptions right beside these names of persons, as mentions of the same person, in reading order."""
    people = [name for name in names if name.kind == "person"]
    found = [one for name in people for one in (_before(known, name), _after(known, name), _copula(known, name)) if one]
    for description in found:
        if gender := of_word(known.lower[description.end - 1]):
            genders.known[description.key] = gender
    return list(free(known, sorted(found, key=lambda one: one.start)))


def _after(known: Reading, name: Name) -> Name | None:
    """As in "Ann Hale, the mayor of Ostend," and "Ann Hale, director of the gallery"; no list of people."""
    comma = name.end
    if comma + 1 >= len(known.words) or known.words[comma] != "," or not known.words[comma + 1][0].islower():
        return None
    found = _description(known, comma + 1, name, "apposition")
    if found is None or _goes_on_as_list(known, found.end):
        return None
    return found


def _goes_on_as_list(known: Reading, end: int) -> bool:
    return known.lower[end : end + 2] in ([",", "and"], [",", "or"]) or known.lower[end : end + 1] == ["and"]


def _copula(known: Reading, name: Name) -> Name | None:
    """As in "Ann Hale is a painter" and "Ann Hale, who was the mayor"."""
    at = name.end
    if known.lower[at : at + 2] == [",", "who"]:
        at += 2
    while at < len(known.words) and phrases.is_adverb(known.lower[at]):
        at += 1
    if at + 1 >= len(known.words) or known.lower[at] not in _COPULAS or known.lower[at + 1] not in _ARTICLES:
        return None
    return _description(known, at + 1, name, "copula")


def _description(known: Reading, start: int, name: Name, rule: str) -> Name | None:
    """The article and nouns that begin at `start`, where the last of them is said of a person."""
    first = start + 1 if known.lower[start] in _ARTICLES else start
    end = nouns.core_end(known, first, len(known.words))
    if end == first or not nouns.is_person(known.lower[end - 1]) or not known.words[end - 1].islower():
        return None
    if known.quotation_at[start] != known.quotation_at[name.start] or end in known.name_at:
        return None
    return Name(start, end, "person", name.key, rule, score=_SCORES[rule])


def _before(known: Reading, name: Name) -> Name | None:
    """As in "The mayor, Ann Hale, said": an article, a role and a comma before the name."""
    end = name.start - 1
    if name.title is not None or end < 2 or known.words[end] != "," or known.words[name.end : name.end + 1] != [","]:
        return None
    for start in range(end - 2, max(-1, end - _BEFORE), -1):
        if known.lower[start] in _ARTICLES:
            found = _description(known, start, name, "apposition")
            return found if found is not None and found.end == end else None
    return None


def holders(known: Reading) -> list[Name]:
    """The roles that stand alone ("the prime minister") and that one person, and only one, was named with before."""
    return list(free(known, _Holders(known).names()))


class _Holders:
    """Reads titles and descriptions from left to right, and finds them again."""

    def __init__(self, known: Reading) -> None:
        self._known = known
        self._holders: dict[tuple[str, ...], set[str]] = {}

    def names(self) -> Iterator[Name]:
        known = self._known
        starts = {name.start: name for name in known.names}
        for at, word in enumerate(known.lower):
            name = starts.get(at)
            if name is not None:
                self._take(name)
            elif word in _POINTING and at not in known.name_at:
                yield from self._described(at)

    def _take(self, name: Name) -> None:
        if name.rule == "role":
            name.key = self._same_role(name) or name.key
        elif name.rule in _SCORES:
            first = name.start + (self._known.lower[name.start] in _ARTICLES)
            self._learn(Stretch(first, name.end), name.key)
        elif name.kind == "person" and name.title is not None:
            self._learn(name.title, name.key)

    def _learn(self, role: Stretch, key: str) -> None:
        for start in range(max(role.start, role.end - _LONGEST_ROLE), role.end):
            self._holders.setdefault(tuple(self._known.lower[start : role.end]), set()).add(key)

    def _same_role(self, name: Name) -> str:
        """Who is "the German chancellor": whoever was named with just these words."""
        words = tuple(self._known.lower[name.start + 1 : name.end])
        keys = self._holders.get(words, set())
        if not keys:
            shorter = self._holders.get(words[-1:], set())
            keys = {key for key in shorter if not self._of_another_state(key, words[-1])}
        return next(iter(keys)) if len(keys) == 1 else ""

    def _of_another_state(self, key: str, role: str) -> bool:
        """Whether the person holds that role for a state or body that the text names with it."""
        return any(
            key in keys and len(words) > 1 and words[-1] == role and _names_state(words[0])
            for words, keys in self._holders.items()
        )

    def _described(self, at: int) -> Iterator[Name]:
        """The person whose role, and no more, stands behind the article at `at`."""
        known = self._known
        for end in range(min(at + 1 + _LONGEST_ROLE, len(known.words)), at + 1, -1):
            keys = self._holders.get(tuple(known.lower[at + 1 : end]), set())
            if len(keys) == 1 and _is_plain(known, at + 1, end) and _ends_phrase(known, end):
                yield Name(at, end, "person", next(iter(keys)), "role", score=_SCORES["role"])
                return


def _names_state(word: str) -> bool:
    return gazetteer.match([word.capitalize()], 0, 1) is not None or gazetteer.match([word.upper()], 0, 1) is not None


def _is_plain(known: Reading, start: int, end: int) -> bool:
    """Whether it is written small, save for "the President"."""
    words = known.words[start:end]
    return "".join(words).islower() or (len(words) == 1 and known.lower[start] in lexicon.words("titles"))


def _ends_phrase(known: Reading, end: int) -> bool:
    """Whether no name and no further part of a title goes on there."""
    if end == len(known.words):
        return True
    return not (end in known.name_at or known.words[end][0].isupper() or known.lower[end] in {"of", "for", "-"})
