"""Noun phrases and subjects without a parser: closed classes of words, and the names already found."""

from __future__ import annotations

from collections.abc import Container

from annotation.reader import lexicon
from annotation.reader.reading import Reading, Stretch

_LINKS = frozenset({"of", "for", "from", "in", "at", "with", "to", "on", "by"})
_LONGEST = 25
_NOT_PAST = frozenset({"united", "red", "hundred", "need", "seed", "speed", "indeed", "bed", "feed", "wed"})


def is_adverb(word: str) -> bool:
    """Whether the lower-case word may stand between a subject and its verb."""
    return word in lexicon.words("adverbs") or (word.endswith("ly") and len(word) > 4)


def is_verb(known: Reading, at: int) -> bool:
    """Whether the word at `at` is taken for a finite verb or an auxiliary."""
    word = known.lower[at]
    if at in known.name_at or known.words[at][0].isupper():
        return False
    if word in lexicon.words("auxiliaries") or word in lexicon.words("verbs") or word in lexicon.cues():
        return True
    return word.endswith("ed") and len(word) > 3 and word not in _NOT_PAST


def is_noun(known: Reading, at: int) -> bool:
    """Whether the word at `at` can be inside a noun phrase: a name, or a word of no closed class and no verb."""
    if at in known.name_at:
        return True
    word = known.lower[at]
    if not word[0].isalnum() or word in lexicon.words("days") or word in lexicon.words("months"):
        return False
    return not (is_function(word) or _is_cue_verb(known, at) or (word.endswith("ly") and len(word) > 4))


def is_function(word: str) -> bool:
    """Whether the lower-case word is a preposition, conjunction or auxiliary."""
    return any(
        word in lexicon.words(name) for name in ("prepositions", "subordinators", "coordinators", "auxiliaries")
    ) or word in {"he", "she", "they", "it", "we", "i", "you", "him", "them", "us", "me"}


def _is_cue_verb(known: Reading, at: int) -> bool:
    """A reporting verb, unless a determiner or adjective-like word before it shows that it is a noun ("the report")."""
    word = known.lower[at]
    if word not in lexicon.cues() and word not in lexicon.words("verbs"):
        return False
    if word.endswith(("ed", "ing")) or known.words[at][0].isupper():
        return word.endswith(("ed", "ing"))
    before = known.lower[at - 1] if at else ""
    return not (before in lexicon.words("determiners") or before == "'s" or before in _LINKS)


def phrase_to(known: Reading, last: int, *, floor: int) -> Stretch | None:
    """The noun phrase whose last word is at `last`, with its titles, lists and "of" parts; not before `floor`."""
    start = _core_start(known, last, floor)
    if start is None:
        return None
    while start > floor and last - start < _LONGEST:
        longer = _joined_start(known, start, floor)
        if longer is None:
            break
        start = longer
    return Stretch(start, last + 1)


def _joined_start(known: Reading, start: int, floor: int) -> int | None:
    """Where the phrase begins that is linked to the one at `start`: "a spokesman for …", "Britain, France and …"."""
    before = start - 1
    word = known.lower[before]
    joining_list = word in {"and", "&", "including", ","} and _lists(known, before, start)
    if before <= floor or not (word in _LINKS or joining_list):
        return None
    end = before - 1
    if joining_list and known.words[end] == "," and end > floor:
        end -= 1
    if not is_noun(known, end) or not known.outside(end) or (joining_list and not _list_part(known, end)):
        return None
    return _core_start(known, end, floor)


def _lists(known: Reading, joint: int, start: int) -> bool:
    """Whether the word at `joint` joins names: of two plain nouns around a comma or an "and" nobody can tell."""
    return known.words[joint] != "," or (start in known.name_at and _in_list(known, start))


def _in_list(known: Reading, start: int) -> bool:
    """Whether behind the name at `start` more names of a list follow."""
    end = known.name_at[start].end
    return (
        end + 1 < len(known.words)
        and known.lower[end] in {",", "and"}
        and (end + 1 in known.name_at or (known.lower[end + 1] == "and" and end + 2 in known.name_at))
    )


def _list_part(known: Reading, at: int) -> bool:
    return at in known.name_at or known.lower[at] in lexicon.words("groups")


def _core_start(known: Reading, last: int, floor: int) -> int | None:
    """Where the simple noun phrase that ends at `last` begins."""
    if not known.outside(last):
        return None
    if known.lower[last] in lexicon.words("pronouns") and is_function(known.lower[last]):
        return last
    if not (is_noun(known, last) or known.lower[last] in lexicon.words("pronouns")):
        return None
    if known.lower[last] in lexicon.words("determiners") - lexicon.words("pronouns"):
        return None
    at = _name_start(known, last)
    while at > floor and known.outside(at - 1) and known.lower[at] not in lexicon.words("determiners"):
        before = at - 1
        if known.lower[before] in {"'s", "'"} and before > floor:
            at = _name_start(known, before - 1)
        elif is_noun(known, before) or known.lower[before] in lexicon.words("determiners") - {"that"}:
            at = _name_start(known, before)
        else:
            break
    return max(at, floor)


def _name_start(known: Reading, at: int) -> int:
    """Where the name at `at` begins, its title before it included; `at` itself where there is none."""
    name = known.name_at.get(at)
    if name is None:
        return at
    return name.title.start if name.title else name.start


def phrase_from(known: Reading, first: int, *, end: int) -> Stretch | None:
    """The noun phrase that begins at `first`, before `end`; lists of names and "of" parts belong to it."""
    if first >= end or not known.outside(first):
        return None
    if known.lower[first] in {"he", "she", "they", "it", "we", "i", "you", "him", "them", "us", "me"}:
        return Stretch(first, first + 1)
    at = first
    while at < end and known.outside(at) and _goes_on(known, at, first, end):
        name = known.name_at.get(at) or known.title_at.get(at)
        at = name.end if name is not None else at + 1
    while at > first and not _may_end(known, at - 1):
        at -= 1
    return Stretch(first, at) if at > first else None


def _goes_on(known: Reading, at: int, first: int, end: int) -> bool:
    word = known.lower[at]
    if at in known.name_at or at in known.title_at or word in {"'s", "'"}:
        return True
    if word in lexicon.words("determiners"):
        return at == first or known.lower[at - 1] in {"of", "for", "and", "all", "both", "'s", "to"}
    if word in {"of", "for"}:
        return at > first and known.lower[at + 1 : at + 2] not in (
            ["months"],
            ["years"],
            ["weeks"],
            ["days"],
            ["hours"],
        )
    if word in {"and", ","}:
        return _next_name(known, at, end) and at > first and (at - 1) in known.name_at
    return is_noun(known, at) and not word.endswith(("ing", "ed")) and not is_adverb(word)


def _next_name(known: Reading, at: int, end: int) -> bool:
    """Whether a list of names goes on behind the comma or "and" at `at`."""
    after = at + 1
    if after < end and known.lower[after] == "and":
        after += 1
    if known.words[at] == "," and after < end and after in known.name_at:
        return known.lower[at + 1] == "and" or _in_list(known, after)
    return after < end and (after in known.name_at or after in known.title_at)


def _may_end(known: Reading, at: int) -> bool:
    word = known.lower[at]
    return word not in {"of", "for", "and", ",", "'s", "'"} and (
        word not in lexicon.words("determiners") or word in lexicon.words("pronouns")
    )


def subject(known: Reading, verb: int, *, floor: int) -> Stretch | None:
    """The subject of the verb at `verb`, found to its left and not before `floor`; None when it has none there."""
    at = _over_auxiliaries(known, verb, floor)
    if at < floor:
        return None
    word = known.lower[at]
    if word in lexicon.words("relatives") or (word == "that" and at > floor and is_noun(known, at - 1)):
        return _antecedent(known, at, floor)
    if word == "," and at > floor:
        return _around_apposition(known, at, floor)
    if word in lexicon.words("coordinators"):
        return nearest_subject(known, at, floor=floor)
    return phrase_to(known, at, floor=floor)


def _over_auxiliaries(known: Reading, verb: int, floor: int) -> int:
    at = verb - 1
    while (
        at >= floor
        and known.outside(at)
        and (known.lower[at] in lexicon.words("auxiliaries") or is_adverb(known.lower[at]))
        and at not in known.name_at
    ):
        at -= 1
    return at


def _antecedent(known: Reading, relative: int, floor: int) -> Stretch | None:
    last = relative - 2 if relative - 1 > floor and known.words[relative - 1] == "," else relative - 1
    return phrase_to(known, last, floor=floor) if last >= floor else None


def _around_apposition(known: Reading, comma: int, floor: int) -> Stretch | None:
    """The phrase before the first of two commas: "Novak, the Czech president,", "Novak, who had come by train,"."""
    for at in range(comma - 1, max(floor, comma - _LONGEST), -1):
        if known.words[at] != "," or at <= floor:
            continue
        first = known.lower[at + 1]
        whole = phrase_to(known, at - 1, floor=floor)
        if whole is None or not (_opens_apposition(first) or _is_only_name(known, at + 1, comma)):
            continue
        return whole if first in lexicon.words("relatives") or first.endswith("ing") else Stretch(whole.start, comma)
    return None


def _is_only_name(known: Reading, start: int, end: int) -> bool:
    """Whether a person is all that stands between the commas: "Its leader, Pieter Hoogland, said"."""
    name = known.name_at.get(start)
    return name is not None and name.kind == "person" and name.end == end


def _opens_apposition(word: str) -> bool:
    return (
        word in lexicon.words("relatives")
        or word in lexicon.words("determiners")
        or word in lexicon.words("titles")
        or word.endswith(("ing", "ed"))
        or word in {"whose", "former", "now", "senior", "himself", "herself"}
        or word[0].isdigit()
    )


def nearest_subject(known: Reading, before: int, *, floor: int, skip: Container[int] = ()) -> Stretch | None:
    """The subject of the last finite verb before `before`: whose doing a participle or a second verb is.

    Words in `skip` (what somebody else said) are passed over.
    """
    for at in range(before - 1, floor - 1, -1):
        if at in skip or not known.outside(at) or not is_verb(known, at) or known.lower[at].endswith("ing"):
            continue
        previous = known.lower[at - 1] if at > floor else ""
        if previous in lexicon.words("coordinators") or is_adverb(previous):
            continue
        found = subject(known, at, floor=floor) if at > floor else None
        if found is None and known.lower[at] in lexicon.cues():
            found = phrase_from(known, at + 1, end=before)
        if found is not None and is_somebody(known, found):
            return found
    return None


def is_somebody(known: Reading, stretch: Stretch) -> bool:
    """Whether the head of the phrase, before any "of" or "in", is a name, a pronoun or a role."""
    head = stretch.end - 1
    for at in range(stretch.start + 1, stretch.end):
        if known.lower[at] in _LINKS | {",", "including"} and at not in known.name_at:
            head = at - 1
            break
    return names_somebody(known, Stretch(head, head + 1))


def names_somebody(known: Reading, stretch: Stretch) -> bool:
    """Whether the phrase holds a name, a personal pronoun or a person's role."""
    return any(
        at in known.name_at
        or known.lower[at] in lexicon.words("pronouns")
        or known.lower[at] in lexicon.words("titles")
        or known.lower[at] in lexicon.words("groups")
        for at in range(stretch.start, stretch.end)
    )


def is_passive(known: Reading, verb: int, floor: int) -> bool:
    """Whether a form of "be" makes the past participle at `verb` passive ("was told")."""
    if known.lower[verb].endswith("ing"):
        return False
    at = verb - 1
    while at >= floor and is_adverb(known.lower[at]):
        at -= 1
    return at >= floor and known.lower[at] in lexicon.words("passive")
