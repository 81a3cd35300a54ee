"""Has a reader read the articles of gold, and measures how fast and in how much memory it does."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter

from annotation.evaluating.evaluation import Gold
from annotation.evaluating.files import decided_of
from annotation.evaluating.material import Pair, Side
from annotation.model import Article, Labels
from annotation.reader import Reader

_FIRST = Article(id="first", text="Ada Brook said the dam would hold.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """`words` (between white space) read in `seconds`; `load_seconds` until a first sentence was read.

    `peak_megabytes` is the most that the whole process has had in memory, None where the system does not tell.
    """

    words: int
    seconds: float
    load_seconds: float
    peak_megabytes: float | None

    @property
    def words_per_second(self) -> float:
        """How many words are read in a second, once the reader is loaded."""
        return self.words / self.seconds if self.seconds else 0.0


class Run:
    """One reader going through articles."""

    def __init__(self, load: Callable[[], Reader]) -> None:
        """Loads the reader, which a first sentence completes: some of it is loaded only when it is used."""
        begun = perf_counter()
        self._reader = load()
        self._reader.read(_FIRST, Labels())
        self._load_seconds = perf_counter() - begun
        self._words = 0
        self._seconds = 0.0

    @property
    def name(self) -> str:
        """What the reader calls itself."""
        return self._reader.name

    @property
    def speed(self) -> Speed:
        """What was measured so far."""
        return Speed(
            words=self._words,
            seconds=self._seconds,
            load_seconds=self._load_seconds,
            peak_megabytes=_peak_megabytes(),
        )

    def pairs(self, golds: Sequence[Gold], *, given: Collection[str] = ()) -> Iterator[Pair]:
        """Gold and what the reader suggests, one article after the other.

        The gold annotations of the layers `given` are laid before the reader as decided, and come back as suggested.
        """
        for article, labels in golds:
            decided = decided_of(labels, given)
            begun = perf_counter()
            suggested = self._reader.read(article, decided)
            self._seconds += perf_counter() - begun
            self._words += len(article.text.split())
            yield Pair(article, Side(labels), Side(_both(suggested, decided)))


def _both(suggested: Labels, decided: Labels) -> Labels:
    """Suggestions and what was decided; an actor of both comes once."""
    actors = {actor.id: actor for actor in (*suggested.actors, *decided.actors)}
    return Labels(actors=tuple(actors.values()), annotations=(*suggested.annotations, *decided.annotations))


def _peak_megabytes() -> float | None:
    try:
        import resource
    except ImportError:  # Windows has no such module
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak * (1 if sys.platform == "darwin" else 1024) / 1e6
