"""An evaluation as an object for machines, and as rows of tables for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from annotation.describe import counted
from annotation.evaluating.evaluation import LAYERS, Evaluation
from annotation.evaluating.intervals import Interval
from annotation.evaluating.running import Speed
from annotation.evaluating.tallies import Bins, Share, Tally

Row = tuple[str, ...]

HEADS = ("Figure", "Prec.", "Rec.", "F1", "Suggested", "Gold")
SHARE_HEADS = ("Figure", "Value", "Of")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """An evaluation with where it comes from.

    `suggestions` is a file or the name of a reader; `speed` is what was measured where a reader was run.
    """

    gold: str
    suggestions: str
    annotators: tuple[str, ...]
    notes: tuple[str, ...]
    evaluation: Evaluation
    speed: Speed | None = None


def to_record(report: Report) -> dict[str, Any]:
    """As an object: the shape is told in docs/guide/evaluate.md. Figures and their intervals go from 0 to 1."""
    evaluation, speed = report.evaluation, report.speed
    record: dict[str, Any] = {
        "gold": report.gold,
        "suggestions": report.suggestions,
        "annotators": list(report.annotators),
        "notes": list(report.notes),
        "articles": evaluation.articles,
        "layers": _layers(evaluation),
        "figures": {
            name: _rounded(tally.figures) | tally.counts | _edges(evaluation.intervals.get(name))
            for name, tally in evaluation.tallies.items()
        },
    }
    if speed is not None:
        record["speed"] = {
            "words": speed.words,
            "words_per_second": round(speed.words_per_second, 1),
            "load_seconds": round(speed.load_seconds, 3),
            "peak_megabytes": None if speed.peak_megabytes is None else round(speed.peak_megabytes, 1),
        }
    return record


def sentences(report: Report) -> Iterator[str]:
    """What was held against what, what was chosen, and how fast the reader was: each in a line."""
    evaluation = report.evaluation
    whose = f", by {', '.join(report.annotators)}" if report.annotators else ""
    yield f"{report.suggestions} against {report.gold} ({counted(evaluation.articles, 'article', 'articles')}{whose})"
    scored = _layers(evaluation)
    left_out = [layer for layer in LAYERS if layer not in scored]
    yield f"Scored: {', '.join(scored) or 'nothing'}." + (f" Left out: {', '.join(left_out)}." if left_out else "")
    yield from report.notes
    if report.speed is not None:
        speed = report.speed
        memory = "" if speed.peak_megabytes is None else f", {speed.peak_megabytes:,.0f} MB at most"
        yield f"{speed.words_per_second:,.0f} words a second; loaded in {speed.load_seconds:.2f} s{memory}."


def rows(evaluation: Evaluation, *, with_intervals: bool) -> Iterator[Row]:
    """The figures with precision, recall and F1 in per cent, under `HEADS`; intervals are those of F1."""
    for name, tally in evaluation.tallies.items():
        figures, counts = tally.figures, tally.counts
        if "f1" in figures:
            f1 = _cell(figures["f1"], _intervals(evaluation, name, with_intervals).get("f1"))
            values = (_cell(figures["precision"]), _cell(figures["recall"]), f1)
            yield (name, *values, f"{counts['suggested']:,}", f"{counts['gold']:,}")


def share_rows(evaluation: Evaluation, *, with_intervals: bool) -> Iterator[Row]:
    """The other figures in per cent, under `SHARE_HEADS`."""
    for name, tally in evaluation.tallies.items():
        if isinstance(tally, Share | Bins):
            edges = _intervals(evaluation, name, with_intervals)
            of = _base(tally)
            for which, value in tally.figures.items():
                yield (f"{name}.{which}", _cell(value, edges.get(which)), f"{of:,}")


def _layers(evaluation: Evaluation) -> list[str]:
    return [layer for layer in LAYERS if layer in evaluation.scored.layers]


def _intervals(evaluation: Evaluation, name: str, wanted: bool) -> Mapping[str, Interval]:
    return evaluation.intervals[name] if wanted and name in evaluation.intervals else {}


def _base(tally: Tally) -> int:
    return tally.counts["of"] if isinstance(tally, Share) else tally.counts["suggested"]


def _cell(value: float, edges: Interval | None = None) -> str:
    return f"{100 * value:.1f}" + (f" {100 * edges[0]:.1f}–{100 * edges[1]:.1f}" if edges else "")


def _edges(edges: Mapping[str, Interval] | None) -> dict[str, Any]:
    return {"interval": {name: [round(low, 4), round(high, 4)] for name, (low, high) in edges.items()}} if edges else {}


def _rounded(figures: Mapping[str, float]) -> dict[str, Any]:
    return {name: round(value, 4) for name, value in figures.items()}
