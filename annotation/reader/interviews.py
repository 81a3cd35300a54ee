"""Who "I" and "you" are outside quotation marks: in interviews printed as questions and answers, in transcripts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from annotation.reader.reading import Name, Reading, Stretch

FIRST_PERSON = frozenset({"i", "me", "my", "mine", "myself", "i'm"})
# "Mine" is a pit as well.
_OWN_WORDS = FIRST_PERSON - {"mine"}
_SECOND_PERSON = frozenset({"you", "your", "yours", "yourself"})
# So many questions that stand as a paragraph make an interview, and so often must its person be named.
_QUESTIONS = 2
_NAMED = 2
# How many words behind "interviews" the name may begin.
_NEAR = 4
# "Ann Hale:" may be that many words long, title and all.
_LONGEST_LABEL = 8
_OFTEN = 3
_SCORES = {"author": 0.8, "interviewee": 0.8, "label": 0.9}


def first_persons(known: Reading) -> list[Name]:
    """The pronouns of the first and second person outside quotation marks that mean somebody of the cast."""
    paragraphs = _paragraphs(known)
    labels = [_label(known, paragraph) for paragraph in paragraphs]
    if any(labels):
        return list(_transcript(known, paragraphs, labels))
    return list(_interview(known, paragraphs)) or list(_author(known))


def _author(known: Reading) -> Iterator[Name]:
    """The one whom nobody names and who says "I" throughout: of a speech, a comment, a letter."""
    found = [at for at, word in enumerate(known.lower) if word in _OWN_WORDS and known.outside(at)]
    if len(found) >= _OFTEN:
        for at in found:
            if at not in known.name_at:
                yield Name(at, at + 1, "person", "person:the author", "author", score=_SCORES["author"])


def _paragraphs(known: Reading) -> list[Stretch]:
    bounds = [at for at, opens in enumerate(known.opens_paragraph) if opens]
    return [Stretch(start, end) for start, end in pairwise([*bounds, len(known.words)])]


def _label(known: Reading, paragraph: Stretch) -> Name | None:
    """The person whose name and a colon open the paragraph."""
    for at in range(paragraph.start, min(paragraph.end, paragraph.start + _LONGEST_LABEL)):
        name = known.name_at.get(at)
        if name is not None:
            first = name.title.start if name.title else name.start
            alone = first == paragraph.start and known.words[name.end : name.end + 1] == [":"]
            return name if name.kind == "person" and alone else None
    return None


def _transcript(known: Reading, paragraphs: list[Stretch], labels: list[Name | None]) -> Iterator[Name]:
    speaker: Name | None = None
    for paragraph, label in zip(paragraphs, labels, strict=True):
        speaker = label or speaker
        if speaker is not None:
            yield from _pronouns(known, paragraph, FIRST_PERSON, speaker.key, "label")


def _interview(known: Reading, paragraphs: list[Stretch]) -> Iterator[Name]:
    questions = [paragraph for paragraph in paragraphs if known.words[paragraph.end - 1] == "?"]
    if len(questions) < _QUESTIONS:
        return
    person = _interviewee(known, questions[0].start)
    if person is None:
        return
    asked = set(questions)
    for paragraph in paragraphs:
        if paragraph.start >= questions[0].start:
            words = _SECOND_PERSON if paragraph in asked else FIRST_PERSON
            yield from _pronouns(known, paragraph, words, person, "interviewee")


def _interviewee(known: Reading, start: int) -> str | None:
    """Who is said to be interviewed before the first question; else whom of those named there the text names most."""
    introduced = [name for name in known.names if name.kind == "person" and name.start < start]
    for name in introduced:
        if any(known.lower[at].startswith("interview") for at in range(max(0, name.start - _NEAR), name.start)):
            return name.key
    keys = {name.key for name in introduced}
    counts = Counter(name.key for name in known.names if name.key in keys)
    (key, count), *_ = counts.most_common(1) or [("", 0)]
    return key if count >= _NAMED else None


def _pronouns(known: Reading, stretch: Stretch, words: frozenset[str], key: str, rule: str) -> Iterator[Name]:
    for at in range(stretch.start, stretch.end):
        if known.lower[at] in words and known.outside(at) and at not in known.name_at:
            yield Name(at, at + 1, "person", key, rule, score=_SCORES[rule])
