"""Sources of quotes that no name is in: "a senior official", "police", "residents of the town"."""

from __future__ import annotations

from collections.abc import Iterator

from annotation.reader import lexicon, nouns
from annotation.reader.overlaps import free
from annotation.reader.reading import Name, Reading, Stretch, Tagged

_SCORE = 0.6
_COMMON_GROUPS = frozenset({"police", "people", "critics", "others", "staff", "crew", "residents", "witnesses"})


def without_name(known: Reading) -> list[Name]:
    """An actor for each source among `known.parts` whose head noun nobody of the cast is meant by.

    The same words are the same actor. Reports and papers are nobody; a pronoun that was not resolved is not guessed.
    """
    found = (name for part in known.parts if part.label == "source" for name in _of_source(known, part))
    return list(free(known, found))


def _of_source(known: Reading, part: Tagged) -> Iterator[Name]:
    start = part.start
    while start < part.end and known.lower[start] in lexicon.words("determiners"):
        start += 1
    end = nouns.core_end(known, start, part.end)
    if any(at in known.name_at for at in range(part.start, min(part.end, end + 1))) or end == start:
        return
    head = known.lower[end - 1]
    kind = _kind(head)
    if kind and not (end - start == 1 and head in lexicon.words("pronouns") - _plural_nouns()):
        key = f"{kind}:{known.text(Stretch(start, end)).lower()}"
        yield Name(part.start, end, kind, key, "source", score=_SCORE * part.score)


def _kind(head: str) -> str:
    """What sort of actor the noun makes; "" for reports, papers and what is not known to be anybody."""
    singular = head.removesuffix("s")
    if head in nouns.of_kind("papers") or singular in nouns.of_kind("papers"):
        return ""
    if head in _plural_nouns() or (head != singular and nouns.is_person(singular)):
        return "group"
    if nouns.is_person(head):
        return "person"
    if head in nouns.of_kind("organisations") | lexicon.words("administrations"):
        return "organisation"
    return ""


def _plural_nouns() -> frozenset[str]:
    """The indefinite plurals that are somebody, among them those that the lists count as pronouns ("officials")."""
    return lexicon.words("groups") | _COMMON_GROUPS | (lexicon.words("pronouns") & _AS_PRONOUNS)


_AS_PRONOUNS = frozenset(
    {
        "critics",
        "officials",
        "experts",
        "analysts",
        "observers",
        "supporters",
        "opponents",
        "lawmakers",
        "diplomats",
        "authorities",
    }
)
