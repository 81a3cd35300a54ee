from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from annotation.model import Actor, Annotation, Article, Labels
from annotation.reader import load_reader

ROOT = Path(__file__).parents[3]
RIFT = ROOT.parent / "shared" / "articles" / "rift.txt"


class Read:
    """A text as the reader read it, with short ways to ask about it."""

    def __init__(self, text: str, labels: Labels) -> None:
        self.text = text
        self.labels = labels
        self._by_id = {actor.id: actor for actor in labels.actors}

    def layer(self, name: str) -> list[Annotation]:
        return [a for a in self.labels.annotations if a.layer == name]

    def words(self, annotation: Annotation, role: str) -> list[str]:
        return [self.text[start:end] for start, end in annotation.spans.get(role, ())]

    def names(self, annotation: Annotation, role: str) -> list[str]:
        return [self._by_id[i].name for i in annotation.actors.get(role, ())]

    def actor(self, name: str) -> Actor:
        (found,) = [actor for actor in self.labels.actors if actor.name == name]
        return found

    def mentions(self, name: str) -> list[str]:
        """The words that name the actor, in reading order."""
        return [self.words(a, "text")[0] for a in self.layer("mention") if self.names(a, "actor") == [name]]

    def quote(self, part: str) -> Annotation:
        """The one quote whose content has these words."""
        (found,) = [a for a in self.layer("quote") if any(part in piece for piece in self.words(a, "content"))]
        return found

    def said(self, part: str) -> tuple[list[str], list[str], list[str], list[str], str]:
        """Content, cue, source, speakers and kind of the quote that has these words."""
        quote = self.quote(part)
        parts = (self.words(quote, role) for role in ("content", "cue", "source"))
        content, cue, source = parts
        return content, cue, source, self.names(quote, "speaker"), quote.values["kind"]

    def stances(self) -> set[tuple[str, str, str]]:
        """Holder, polarity and the words of the target of each stance."""
        return {
            (holder, a.values["polarity"], self.words(a, "target")[0])
            for a in self.layer("stance")
            for holder in self.names(a, "holder")
        }


@pytest.fixture(scope="session")
def read() -> Callable[..., Read]:
    """Reads a text, with nothing decided unless told."""
    reader = load_reader()

    def read(text: str, decided: Labels | None = None) -> Read:
        return Read(text, reader.read(Article(id="a", text=text), decided or Labels()))

    return read


@pytest.fixture(scope="session")
def rift(read: Callable[..., Read]) -> Read:
    """The real article, repaired."""
    if not RIFT.exists():
        pytest.skip("the shared articles are not here")
    text = re.sub(r'\\+"', '"', RIFT.read_text(encoding="utf-8"))
    return read(text.split("\nReference(s):")[0])
