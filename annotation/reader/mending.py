"""Two errors of the tagger that the words around show: of a list of sources it takes the last one alone, and it takes
who says something, and that they say it, for a part of what is said.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc

from annotation.reader import lexicon
from annotation.reader.phrases import subject
from annotation.reader.reading import Name, Reading, Stretch, Tagged, reading

# A subject of more words is hardly ever that of a reporting verb.
_LONGEST = 12
_JOINTS = frozenset({",", "and", "&", "including"})


@Language.component("mending")
def mending(doc: Doc) -> Doc:
    """Mend the parts of quotes, now that names are known."""
    known = reading(doc)
    known.parts = mended(known)
    return doc


def mended(known: Reading) -> list[Tagged]:
    """The parts in reading order, mended; nothing is taken that belongs to another part."""
    return [part for number in range(len(known.parts)) for part in _mended(known, number)]


def _mended(known: Reading, number: int) -> Iterator[Tagged]:
    part = known.parts[number]
    sentence = known.sentences[bisect_right(known.sentences, part.start, key=lambda one: one.start) - 1]
    if part.label == "source":
        floor = max(sentence.start, known.parts[number - 1].end if number else 0)
        yield _with_list(known, part, floor)
    elif part.label == "content" and not _has_cue(known, sentence):
        yield from _parted(known, part)
    else:
        yield part


def _with_list(known: Reading, source: Tagged, floor: int) -> Tagged:
    """The source with the list of names before it that it ends: "Britain, France and" before "Germany"."""
    start, joints = source.start, list[str]()
    if start <= floor or start not in known.name_at or known.lower[start - 1] not in {"and", "&"}:
        return source
    while (name := _listed_before(known, start, floor)) is not None:
        joints = [*known.lower[name.end : start], *joints]
        start = name.title.start if name.title else name.start
    # Of two names a comma and "and" between them part two clauses: "he saw Reyes, and Novak said …".
    return source._replace(start=start) if joints != [",", "and"] else source


def _listed_before(known: Reading, start: int, floor: int) -> Name | None:
    """The name that stands before a comma, "and" or "including" before `start`."""
    end = start
    while end > floor and known.lower[end - 1] in _JOINTS:
        end -= 1
    name = known.name_at.get(end - 1) if end < start else None
    return name if name is not None and name.start >= floor else None


def _has_cue(known: Reading, sentence: Stretch) -> bool:
    first = bisect_left(known.parts, sentence.start, key=lambda part: part.start)
    last = bisect_left(known.parts, sentence.end, key=lambda part: part.start)
    return any(part.label == "cue" for part in known.parts[first:last])


def _parted(known: Reading, content: Tagged) -> Iterator[Tagged]:
    """Source, cue and content, where the content opens with somebody who says "that", or says what is in marks."""
    for verb in range(content.start + 1, min(content.end - 1, content.start + _LONGEST)):
        if not known.outside(verb):
            break
        if _reports(known, verb):
            speaks = subject(known, verb, floor=content.start)
            if speaks is not None and speaks.start == content.start and _opens_with_name(known, speaks):
                yield content._replace(end=speaks.end, label="source")
                yield content._replace(start=speaks.end, end=verb + 1, label="cue")
                yield content._replace(start=verb + 1)
                return
    yield content


def _opens_with_name(known: Reading, stretch: Stretch) -> bool:
    return stretch.start in known.name_at or stretch.start in known.title_at


def _reports(known: Reading, verb: int) -> bool:
    """Whether the word is a reporting verb with "that" or a quotation mark behind it."""
    takes_clause = lexicon.cues().get(known.lower[verb], frozenset()) & {"clause", "that"}
    return bool(takes_clause) and (known.lower[verb + 1] == "that" or not known.outside(verb + 1))
