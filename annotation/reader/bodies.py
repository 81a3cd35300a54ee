"""Which names are the same organisation: the same words, a short form, an acronym."""

from __future__ import annotations

from annotation.reader import gazetteer
from annotation.reader.decisions import DECIDED
from annotation.reader.reading import Name, Reading, Stretch

_SMALL = frozenset({"of", "for", "the", "and", "de", "in", "on", "&", "to"})
# A longer run of words is no name, and would take time that grows with its square.
_LONGEST = 15


def settle(known: Reading) -> None:
    """Give organisations of one text that are the same the same key; the rule of a name tells which sieve did it.

    What the annotator has accepted comes first and keeps its key.
    """
    rules = {"body", "acronym", DECIDED}
    names = [name for name in known.names if name.kind == "organisation" and name.rule in rules]
    names.sort(key=lambda name: name.rule != DECIDED)
    _same_words(known, names)
    _acronyms(known, names)
    _short_forms(known, names)


def _words(known: Reading, name: Name) -> tuple[str, ...]:
    """In small letters, without an article, and with a state that they begin with by the name that all know it by."""
    start = name.start + (known.lower[name.start] == "the" and name.end - name.start > 1)
    found = gazetteer.match(known.words, start, name.end)
    if found is not None and found[0] < name.end and found[1].kind == "country" and found[1].sense == "name":
        return (*found[1].name.lower().split(), *known.lower[found[0] : name.end])
    return tuple(known.lower[start : name.end])


def _same_words(known: Reading, names: list[Name]) -> None:
    keys: dict[tuple[str, ...], str] = {}
    for name in names:
        start = name.start + (known.lower[name.start] == "the" and name.end - name.start > 1)
        key = name.key if name.rule == DECIDED else f"organisation:{known.text(Stretch(start, name.end))}"
        name.key = keys.setdefault(_words(known, name), key)


def _acronyms(known: Reading, names: list[Name]) -> None:
    """Make one of "International Atomic Energy Agency" and "IAEA"."""
    full: dict[str, str] = {}
    for name in reversed(names):
        words = _words(known, name)
        if 1 < len(words) <= _LONGEST:
            full[_initials(words, small=True)] = name.key
            full[_initials(words, small=False)] = name.key
    by_bracket = _bracketed(known)
    for name in names:
        if name.end - name.start == 1 and name.rule != DECIDED:
            letters = known.words[name.start].replace(".", "")
            key = by_bracket.get(letters) or (full.get(letters) if letters.isupper() else None)
            if key is not None and key != name.key:
                name.key, name.rule = key, "acronym"


def _initials(words: tuple[str, ...], *, small: bool) -> str:
    return "".join(word[0] for word in words if small or word not in _SMALL).upper()


def _bracketed(known: Reading) -> dict[str, str]:
    """Short forms that stand in brackets right behind a full name, with its key: "African Mining Board (AMB)"."""
    found: dict[str, str] = {}
    for name in known.names:
        at = name.end
        if name.kind != "organisation" or at + 2 >= len(known.words):
            continue
        if known.words[at] == "(" and known.words[at + 2] == ")" and known.words[at + 1][:2].isupper():
            found.setdefault(known.words[at + 1].replace(".", ""), name.key)
    return found


def _short_forms(known: Reading, names: list[Name]) -> None:
    """Make one of "Amnesty" and the only organisation whose name begins or ends with it, named before."""
    longer: dict[tuple[str, ...], set[str]] = {}
    for name in names:
        words = _words(known, name)
        held = longer.get(words)
        if held is not None and len(held) == 1 and name.key not in held and name.rule != DECIDED:
            name.key, name.rule = next(iter(held)), "short"
            continue
        for at in range(1, len(words) if len(words) <= _LONGEST else 0):
            for part in (words[:at], words[at:]):
                if part[0] not in _SMALL and part[-1] not in _SMALL:
                    longer.setdefault(part, set()).add(name.key)
