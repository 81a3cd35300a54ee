"""How far a project is and how suggestions fare in it: everything that the progress page shows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median

from annotation.anchoring import Anchoring, anchoring
from annotation.project import Project
from annotation.store_report import Decided, Suggested, acceptance, acceptance_in_parts, active_seconds

IDLE = 120
"""From how many seconds on the time between two actions counts as a break."""

PARTS = 10
"""Into how many parts, of equally many articles, the articles that somebody has done are put to see a drift."""


@dataclass(frozen=True, slots=True, kw_only=True)
class States:
    """How many articles are in which state for one annotator."""

    annotator: str
    open: int
    done: int
    skipped: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """One annotator's rates of acceptance for one layer, in the order of the articles done; None where none was
    decided.
    """

    annotator: str
    layer: str
    rates: tuple[float | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingTime:
    """How many seconds one annotator has worked, without breaks; and what is usual for an article they have done.

    `articles` tells how many done articles there are with any time, and `usual` is their median; None without any.
    """

    annotator: str
    seconds: float
    articles: int
    usual: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressReport:
    """What the progress page shows. `labels` are annotator (empty for the reader), layer, status and how many."""

    articles: int
    states: tuple[States, ...]
    labels: tuple[tuple[str, str, str, int], ...]
    acceptance: tuple[Suggested, ...]
    anchoring: tuple[Anchoring, ...]
    drift: tuple[Drift, ...]
    times: tuple[WorkingTime, ...]


def progress_report(project: Project, *, going_on: Callable[[], bool] = lambda: True) -> ProgressReport:
    """Counts a whole project; where `going_on` says False, gives what it has by then."""
    store = project.store
    articles = store.article_count()
    return ProgressReport(
        articles=articles,
        states=states_of(store.progress_counts(), articles),
        labels=tuple(store.layer_counts()),
        acceptance=tuple(acceptance(store)),
        drift=drift_of(acceptance_in_parts(store, PARTS)) if going_on() else (),
        times=times_of(active_seconds(store, IDLE)) if going_on() else (),
        anchoring=anchoring(store, project.schema, going_on=going_on) if going_on() else (),
    )


def acceptance_rate(accepted: int, decided: int) -> float | None:
    """The share of the decided suggestions that were accepted as they were; None where none is decided."""
    return accepted / decided if decided else None


def states_of(counts: Iterable[tuple[str, str, int]], articles: int) -> tuple[States, ...]:
    """Articles by state for each annotator; those that they have not begun are open."""
    by_annotator: dict[str, Counter[str]] = defaultdict(Counter)
    for annotator, state, count in counts:
        by_annotator[annotator][state] = count
    return tuple(
        States(
            annotator=annotator,
            open=articles - found["done"] - found["skipped"],
            done=found["done"],
            skipped=found["skipped"],
        )
        for annotator, found in sorted(by_annotator.items())
    )


def drift_of(counts: Iterable[Decided]) -> tuple[Drift, ...]:
    """The rates of each annotator and layer, one for each part."""
    rates: dict[tuple[str, str], dict[int, float | None]] = defaultdict(dict)
    for one in counts:
        rates[one.annotator, one.layer][one.part] = acceptance_rate(one.accepted, one.decided)
    return tuple(
        Drift(annotator=annotator, layer=layer, rates=tuple(found.get(part) for part in range(1, PARTS + 1)))
        for (annotator, layer), found in sorted(rates.items())
    )


def times_of(worked: Iterable[tuple[str, float, bool]]) -> tuple[WorkingTime, ...]:
    """The time of each annotator, from annotator, seconds and whether done, for each article."""
    every: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for annotator, seconds, done in worked:
        every[annotator].append((seconds, done))
    times: list[WorkingTime] = []
    for annotator, found in sorted(every.items()):
        of_done = [seconds for seconds, done in found if done]
        total = sum(seconds for seconds, _ in found)
        usual = median(of_done) if of_done else None
        times.append(WorkingTime(annotator=annotator, seconds=total, articles=len(of_done), usual=usual))
    return tuple(times)
