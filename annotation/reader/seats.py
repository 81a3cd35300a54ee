"""Whether a capital or a palace stands for its government: by what it does and what is done to it."""

from __future__ import annotations

from annotation.reader import lexicon, phrases
from annotation.reader.reading import Reading

_ALWAYS = frozenset({"kremlin", "house", "pentagon", "downing"})


def acts(known: Reading, start: int, end: int) -> bool:
    """Whether the capital or palace at `[start, end)` acts: "Kyiv said", "Kyiv's demands", "support for Kyiv"."""
    before = known.lower[start - 1] if start else ""
    after = known.lower[end] if end < len(known.words) else ""
    if after in lexicon.words("sites") or (end < len(known.words) and known.words[end][0].isupper()):
        return False
    if before in lexicon.words("places"):
        return False
    if after == "'s":
        return end + 1 < len(known.words) and known.lower[end + 1] not in lexicon.words("sites")
    if known.lower[start] in _ALWAYS or known.lower[end - 1] in _ALWAYS:
        return True
    if before in lexicon.words("towards_cities") and before not in {"and", "on"}:
        return _of_a_decision(known, start, before)
    return _does(known, end) or before in lexicon.words("acted_on") - lexicon.words("subordinators") - {"and", "but"}


def speaks(known: Reading, start: int, end: int) -> bool:
    """Whether a reporting verb outside quotation marks follows, so that a place that is no state acts all the same."""
    at = end
    while at < len(known.words) and phrases.is_adverb(known.lower[at]):
        at += 1
    before = known.lower[start - 1] if start else ""
    return (
        at < len(known.words)
        and known.lower[at] in lexicon.cues()
        and known.outside(at)
        and before not in lexicon.words("prepositions")
    )


def is_setting(known: Reading, start: int) -> bool:
    """Whether the country that begins at `start` is only where something happens or comes from."""
    at = start - 1
    if at > 0 and known.lower[at] == "the":
        at -= 1
    return at >= 0 and known.lower[at] in lexicon.words("places") | {"from", "into"}


def _of_a_decision(known: Reading, start: int, before: str) -> bool:
    """Whether it is party to a decision: "concessions to Moscow", "talks with Kyiv"."""
    noun = known.lower[start - 2] if start > 1 else ""
    if noun == "the" or noun in lexicon.words("decisions"):
        return noun != "the"
    return before in {"with", "against", "between"} and noun not in {"flight", "train", "road"}


def _does(known: Reading, end: int) -> bool:
    """Whether a finite verb follows, over adverbs."""
    at = end
    while at < len(known.words) and phrases.is_adverb(known.lower[at]):
        at += 1
    return at < len(known.words) and (
        phrases.is_verb(known, at) or (known.lower[at].endswith("s") and known.lower[at] in _third_person())
    )


def _third_person() -> frozenset[str]:
    return frozenset(lexicon.cues())
