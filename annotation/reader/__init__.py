"""Text to suggestions. `load_reader()` gives the shipped reader; only then are spaCy and the weights loaded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from annotation.model import Article, Labels


class Stopped(Exception):
    """The reading was broken off, as whoever asked for it wished."""


class Reader(Protocol):
    """What suggests annotations: the one door to it, whatever stands behind."""

    @property
    def name(self) -> str:
        """Stands as `model` in every suggestion."""
        ...

    def read(self, article: Article, decided: Labels, *, going_on: Callable[[], bool] = ...) -> Labels:
        """Suggestions for `article`, and the actors they name.

        `decided` are the annotator's accepted and rejected annotations of this article with the actors they name.
        Accepted ones are built upon, nothing that is given back contradicts them (see `annotation.reader.decided`),
        and an actor among them keeps its id. Suggestions have no annotator and no schema: the caller fills those in.
        What the person should know about the reading stands in the labels' `remark`.

        `going_on` is asked now and then. When it says False the reading is broken off with
        `Stopped`.
        """
        ...


def load_reader(name: str | None = None) -> Reader:
    """The reader called `name`; None is the one that is shipped.

    A name is the shipped reader's, or that of a spaCy pipeline (installed, or a folder) which takes the place of the
    shipped tagger: `NAME` wholly, `names=NAME` or `quotes=NAME` in part.

    Raises:
        Problem: there is no such reader, it lacks what is needed, or the shipped weights are missing or damaged.
    """
    from annotation.reader.choosing import choose

    return choose(name)
