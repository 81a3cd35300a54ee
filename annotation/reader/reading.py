"""What the components of the reader know about one text, hung on the `Doc` that they pass along."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from spacy.tokens import Doc

from annotation.model import Labels
from annotation.reader import Stopped


class Stretch(NamedTuple):
    """`[start, end)` counted in words (tokens without white space)."""

    start: int
    end: int

    def holds(self, index: int) -> bool:
        """Whether the word at `index` is in it."""
        return self.start <= index < self.end


class Tagged(NamedTuple):
    """Words `[start, end)` that the encoder gave a label, and how likely it holds that to be exactly right."""

    start: int
    end: int
    label: str
    score: float


@dataclass(slots=True)
class Name:
    """Words that name an actor. `key` says which, and is empty until the cast is settled.

    `rule` tells why it is that actor (`annotation.reader.reasons` has the sentence); `score` is from 0 to 1.
    """

    start: int
    end: int
    kind: str
    key: str = ""
    rule: str = ""
    title: Stretch | None = None
    score: float = 1.0

    def holds(self, index: int) -> bool:
        """Whether the word at `index` is in it."""
        return self.start <= index < self.end


@dataclass(slots=True)
class Member:
    """One of the cast: its name as first or most fully written."""

    name: str
    kind: str
    note: str = ""


@dataclass(slots=True)
class Quotation:
    """Words between quotation marks, the marks included; `follows` numbers the one it carries on from."""

    start: int
    end: int
    follows: int | None = None


@dataclass(slots=True)
class Quote:
    """A quote as found: where its parts are, who speaks (keys of the cast), and the rule that found it."""

    content: list[Stretch]
    cue: Stretch | None
    source: Stretch | None
    rule: str
    speakers: tuple[str, ...] = ()
    score: float = 1.0


@dataclass(slots=True)
class Stance:
    """A stance as found; holders and targets are keys of the cast."""

    evidence: Stretch
    target: Stretch
    holders: tuple[str, ...]
    targets: tuple[str, ...]
    polarity: str
    rule: str
    score: float = 1.0


@dataclass(slots=True)
class Reading:
    """The words of one text, and what was found in them so far. Every list of words has the same length."""

    words: list[str]
    lower: list[str]
    offsets: list[tuple[int, int]]
    opens_paragraph: list[bool]
    quotations: list[Quotation] = field(default_factory=list[Quotation])
    quotation_at: list[int] = field(default_factory=list[int])  # which quotation a word is in, or -1
    sentences: list[Stretch] = field(default_factory=list[Stretch])
    parts: list[Tagged] = field(default_factory=list[Tagged])  # sources, cues and contents of quotes
    entities: list[Tagged] = field(default_factory=list[Tagged])  # what is named, of whatever kind
    names: list[Name] = field(default_factory=list[Name])  # in reading order, never overlapping
    name_at: dict[int, Name] = field(default_factory=dict[int, Name])  # by each word
    title_at: dict[int, Name] = field(default_factory=dict[int, Name])  # whose title a word is in
    cast: dict[str, Member] = field(default_factory=dict[str, Member])
    quotes: list[Quote] = field(default_factory=list[Quote])
    stances: list[Stance] = field(default_factory=list[Stance])
    decided: Labels = field(default_factory=Labels)  # by the annotator, before this reading
    going_on: Callable[[], bool] = lambda: True

    def go_on(self) -> None:
        """Raises `Stopped` when the reading is no longer wanted; to be called wherever it takes long."""
        if not self.going_on():
            raise Stopped

    def outside(self, index: int) -> bool:
        """Whether the word at `index` stands outside quotation marks."""
        return self.quotation_at[index] < 0

    def text(self, stretch: Stretch) -> str:
        """Its words, one blank between them where the text has white space."""
        parts: list[str] = []
        for index in range(stretch.start, stretch.end):
            glued = index > stretch.start and self.offsets[index][0] == self.offsets[index - 1][1]
            parts.append(self.words[index] if glued or not parts else f" {self.words[index]}")
        return "".join(parts)

    def add_names(self, names: list[Name]) -> None:
        """Put in names that overlap none that are there."""
        self.names = sorted([*self.names, *names], key=lambda name: name.start)
        for name in names:
            self.name_at.update(dict.fromkeys(range(name.start, name.end), name))
            self.title_at.update(dict.fromkeys(range(*name.title), name) if name.title else {})


def reading(doc: Doc) -> Reading:
    """What is known about this text; begun with its words."""
    if "reading" not in doc.user_data:
        doc.user_data["reading"] = _begin(doc)
    return doc.user_data["reading"]


def _begin(doc: Doc) -> Reading:
    words: list[str] = []
    offsets: list[tuple[int, int]] = []
    opens: list[bool] = []
    opening = True
    for token in doc:
        text = token.text
        if text.isspace():
            opening = opening or "\n" in text or "\r" in text
            continue
        words.append(text)
        offsets.append((token.idx, token.idx + len(text)))
        opens.append(opening)
        opening = False
    return Reading(words, [_plain(word) for word in words], offsets, opens)


def _plain(word: str) -> str:
    return word.lower().replace("’", "'")
