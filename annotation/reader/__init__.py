"""Text to suggestions. `load_reader()` gives the shipped reader; only then is spaCy imported."""

from __future__ import annotations

from typing import Protocol

from annotation.errors import Problem
from annotation.model import Article, Labels

SHIPPED = "floor-1"


class Reader(Protocol):
    """What suggests annotations. A trained one takes the place of the shipped one behind these two names."""

    @property
    def name(self) -> str:
        """Stands as `model` in every suggestion."""
        ...

    def read(self, article: Article, decided: Labels) -> Labels:
        """Suggestions for `article`, and the actors they name.

        `decided` are the annotator's accepted and rejected annotations of this article with the actors they name.
        Nothing that is given back contradicts them (see `annotation.reader.decided`), and an actor among them keeps
        its id. Suggestions have no annotator and no schema: the caller fills those in.
        """
        ...


def load_reader(name: str | None = None) -> Reader:
    """The reader called `name`; None is the one that is shipped. Raises `Problem` for a name that is not known."""
    if name not in {None, SHIPPED}:
        raise Problem(f"There is no reader called “{name}”; use “{SHIPPED}”, or leave the name out.")
    from annotation.reader.floor import Floor

    return Floor(SHIPPED)
