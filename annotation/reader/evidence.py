"""Where a stance shows: a word of the lexicon near the target, else the words that the encoder's answer rests on.

What the encoder looks at is a hint and no explanation (Jain and Wallace 2019), so that a word that is known to show
support or opposition goes before it.
"""

from __future__ import annotations

from collections.abc import Mapping

from annotation.reader import lexicon, phrases
from annotation.reader.reading import Reading, Stretch
from annotation.reader.stance_words import lexicon_words

_ENDS = frozenset(
    {",", ";", ":", "—", "–", "(", ")", ".", "!", "?", "but", "while", "although", "that", "who", "which"}
)
_SHARE = 0.3  # of the heaviest word's weight: what weighs less is no evidence
_LONGEST = 25
_NEAR = 12


def evidence(known: Reading, sentence: Stretch, weights: Mapping[int, float], target: Stretch) -> Stretch:
    """The heaviest words of one clause of `sentence`, up to the target where it stands in the same clause.

    `weights` says by word how much the answer rests on it.
    """
    heavy = {at: weights.get(at, 0.0) for at in range(*sentence) if _tells(known, at)}
    if not heavy:
        return target
    heavy |= {at: heavy[at] + _worded(known, at, target) for at in heavy}
    peak = max(heavy, key=lambda at: (heavy[at], -at))
    clause = _clause(known, sentence, peak)
    chosen = [at for at, weight in heavy.items() if clause.holds(at) and weight >= _SHARE * heavy[peak]]
    start, end = min(chosen), max(chosen) + 1
    if clause.holds(target.start) and clause.holds(target.end - 1):
        start, end = min(start, target.start), max(end, target.end)
    if end - start > _LONGEST:
        start, end = max(start, peak - _LONGEST // 2), min(end, peak + _LONGEST // 2 + 1)
    return Stretch(start, end)


def _worded(known: Reading, at: int, target: Stretch) -> float:
    """What a word of the lexicon weighs more: the less, the farther from the target."""
    distance = min(abs(at - target.start), abs(at - target.end + 1))
    return 1 / (1 + distance / _NEAR) if known.lower[at] in lexicon_words() and distance <= _NEAR else 0.0


def _tells(known: Reading, at: int) -> bool:
    """Whether the word can show a stance: no name, no sign, no article, preposition or auxiliary."""
    word = known.lower[at]
    is_small = phrases.is_function(word) or word in lexicon.words("determiners")
    return at not in known.name_at and word[0].isalpha() and not is_small


def _clause(known: Reading, sentence: Stretch, at: int) -> Stretch:
    start, end = at, at + 1
    while start > sentence.start and not _parts(known, start - 1, at):
        start -= 1
    while end < sentence.end and not _parts(known, end, at):
        end += 1
    return Stretch(start, end)


def _parts(known: Reading, at: int, inside: int) -> bool:
    """Whether a clause with the word at `inside` ends at `at`; a comma between adjectives or names ends none."""
    return known.quotation_at[at] != known.quotation_at[inside] or (
        known.lower[at] in _ENDS and at not in known.name_at and not _is_listing(known, at)
    )


def _is_listing(known: Reading, at: int) -> bool:
    return (
        known.words[at] == "," and 0 < at < len(known.words) - 1 and at - 1 in known.name_at and at + 1 in known.name_at
    )
