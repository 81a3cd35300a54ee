"""The report of the progress page as tables: what stands in each cell, how it reads, and how it is written as CSV."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from annotation.anchoring import Anchoring
from annotation.errors import Problem
from annotation.model import STATUSES
from annotation.progress_report import IDLE, PARTS, ProgressReport, States, acceptance_rate
from annotation.schema import Schema
from annotation.words import noted, tr

Kind: TypeAlias = Literal["words", "count", "share", "minutes", "states", "line"]
Cell: TypeAlias = str | int | float | tuple[float | None, ...] | None

UNKNOWN = noted("not known")
"""Stands in a cell for a reader without a name."""

NUMBERS: frozenset[Kind] = frozenset({"count", "share", "minutes"})
PAINTED: frozenset[Kind] = frozenset({"states", "line"})
"""Kinds of columns that show as a picture what other columns tell in numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its heading, what its cells are, and a sentence that explains it.

    `name` is the heading in files; `title` is it in the window.
    """

    name: str
    kind: Kind = "count"
    about: str = ""

    @property
    def title(self) -> str:
        """The heading in the language spoken."""
        return tr(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of the page. `about` explains it, `nothing` is said in place of rows.

    `name` is what its file is called; `title` is it in the window.
    """

    name: str
    about: str
    nothing: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def title(self) -> str:
        """The name in the language spoken."""
        return tr(self.name)


def tables_of(report: ProgressReport, schema: Schema) -> tuple[Table, ...]:
    """The report's tables, in the order of the page."""
    name = _names(schema)
    return (
        _articles(report),
        _labels(report, name),
        _suggestions(report, name),
        _drift(report, name),
        _blind(report, name),
        _time(report),
    )


def shown(cell: Cell, kind: Kind) -> str:
    """A cell as people read it."""
    if cell is None:
        return "–"
    if isinstance(cell, tuple):
        return _shown_states(cell) if kind == "states" else ", ".join(shown(one, "share") for one in cell)
    if isinstance(cell, str):
        return tr(UNKNOWN) if cell == UNKNOWN else cell
    return {"share": f"{cell:.0%}".replace("%", " %"), "minutes": f"{cell:,.1f}"}.get(kind, f"{cell:,}")


def as_csv(table: Table) -> str:
    """The table as CSV. A cell that a spreadsheet would take for a formula gets an apostrophe in front."""
    kept = [at for at, column in enumerate(table.columns) if column.kind not in PAINTED]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([table.columns[at].name for at in kept])
    for row in table.rows:
        writer.writerow([_harmless(row[at]) for at in kept])
    return out.getvalue()


def write_tables(tables: Sequence[Table], folder: Path) -> None:
    """Writes each table as a CSV file into the new folder `folder`; raises Problem where that cannot be done."""
    try:
        folder.mkdir(parents=True)
        for table in tables:
            # With the mark that tells a spreadsheet that it is UTF-8.
            (folder / f"{table.name.lower()}.csv").write_text(as_csv(table), encoding="utf-8-sig", newline="")
    except OSError as error:
        raise Problem(
            tr(
                "The tables cannot be written to {folder}: {strerror}; choose another folder.",
                folder=folder,
                strerror=error.strerror,
            )
        ) from error


# The tables


def _articles(report: ProgressReport) -> Table:
    rows = [
        (one.annotator, one.open, one.done, one.skipped, _share(one.done, report.articles), _bar(one))
        for one in report.states
    ]
    return Table(
        name=noted("Articles"),
        about=tr(
            "The project has {articles:,} articles. What an annotator has not begun is open for them.",
            articles=report.articles,
        ),
        nothing=tr("Nobody has opened an article yet."),
        columns=(
            _ANNOTATOR,
            Column(name=noted("Open")),
            Column(name=noted("Done")),
            Column(name=noted("Skipped")),
            Column(name=noted("Share done"), kind="share"),
            Column(
                name=noted("Done, skipped, open"), kind="states", about=tr("Done full, skipped hatched, open empty.")
            ),
        ),
        rows=tuple(rows),
    )


def _labels(report: ProgressReport, name: Callable[[str], str]) -> Table:
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for annotator, layer, status, count in report.labels:
        if annotator:
            counts[annotator, layer][status] += count
    rows = [(who, name(layer), *(found[status] for status in STATUSES)) for (who, layer), found in counts.items()]
    return Table(
        name=noted("Labels"),
        about=tr("Annotations by layer and status. Gold are the accepted ones of articles that are done."),
        nothing=tr("There are no annotations yet."),
        columns=(_ANNOTATOR, _LAYER, *(Column(name=status.capitalize()) for status in STATUSES)),
        rows=tuple(rows),
    )


def _suggestions(report: ProgressReport, name: Callable[[str], str]) -> Table:
    rows = [
        (
            one.annotator,
            name(one.layer),
            one.model or UNKNOWN,
            one.accepted + one.fixed + one.rejected + one.undecided,
            *(one.accepted, one.fixed, one.rejected, one.undecided),
            acceptance_rate(one.accepted, one.accepted + one.fixed + one.rejected),
        )
        for one in report.acceptance
    ]
    return Table(
        name=noted("Suggestions"),
        about=tr(
            "How the reader's suggestions fared. The rate is the share of those decided that was accepted as it was."
        ),
        nothing=tr("No suggestions have been laid out yet: they are when somebody opens an article."),
        columns=(
            *(_ANNOTATOR, _LAYER, Column(name=noted("Model"), kind="words")),
            Column(name=noted("Suggested"), about=tr("All of them, decided or not, held back or not.")),
            Column(name=noted("Accepted"), about=tr("Accepted as they were.")),
            Column(name=noted("Fixed"), about=tr("Fixed, and so accepted.")),
            Column(name=noted("Rejected")),
            Column(name=noted("Undecided"), about=tr("Not decided yet, or left out when the article was marked done.")),
            Column(
                name=noted("Rate"),
                kind="share",
                about=tr("Accepted as they were, of those accepted, fixed or rejected."),
            ),
        ),
        rows=tuple(rows),
    )


def _drift(report: ProgressReport, name: Callable[[str], str]) -> Table:
    rows = [(one.annotator, name(one.layer), one.rates, *one.rates) for one in report.drift]
    parts = (Column(name=str(part), kind="share") for part in range(1, PARTS + 1))
    return Table(
        name=noted("Drift"),
        about=(
            tr(
                "The rate of acceptance over time: the articles that an annotator has done, in the order of being "
                "done, in ten equal parts. A line that climbs may mean a better reader, or an annotator who looks "
                "less closely."
            )
        ),
        nothing=tr("Nobody has marked an article done yet."),
        columns=(_ANNOTATOR, _LAYER, Column(name=noted("Rate over time"), kind="line"), *parts),
        rows=tuple(rows),
    )


def _blind(report: ProgressReport, name: Callable[[str], str]) -> Table:
    return Table(
        name=noted("Blind"),
        about=(
            tr(
                "Labels held against the reader's suggestions: on the left those made while the suggestions of their "
                "layer were held back, on the right those made or accepted with suggestions shown. Exact are those "
                "with the same words and choices. Where the right share is much above the left one, shown suggestions "
                "pull."
            )
        ),
        nothing=tr("There are no labels yet that can be held against suggestions."),
        columns=(
            *(_ANNOTATOR, _LAYER),
            Column(name=noted("Blind"), about=tr("Own labels made before the suggestions of the layer were shown.")),
            Column(
                name=noted("Exact"), about=tr("Of the blind ones: the reader suggests just the same words and choices.")
            ),
            Column(name=noted("Overlap"), about=tr("Of the blind ones: the reader suggests words that overlap.")),
            Column(name=noted("Share exact"), kind="share", about=tr("Of the blind ones.")),
            Column(name=noted("Altered"), about=tr("Blind ones changed or deleted once the suggestions were shown.")),
            Column(name=noted("Shown"), about=tr("Labels accepted, fixed or made while suggestions were shown.")),
            Column(
                name=noted("Exact, shown"), about=tr("Of those: the reader suggests just the same words and choices.")
            ),
            Column(name=noted("Share exact, shown"), kind="share", about=tr("Of those.")),
        ),
        rows=tuple(_blind_row(one, name) for one in report.anchoring),
    )


def _blind_row(one: Anchoring, name: Callable[[str], str]) -> tuple[Cell, ...]:
    blind, shown_ones = one.blind, one.shown
    own = (blind.labels, blind.exact, blind.overlapping, blind.share, one.altered)
    return (one.annotator, name(one.layer), *own, shown_ones.labels, shown_ones.exact, shown_ones.share)


def _time(report: ProgressReport) -> Table:
    rows = [
        (one.annotator, one.seconds / 60, one.articles, None if one.usual is None else one.usual / 60)
        for one in report.times
    ]
    return Table(
        name=noted("Time"),
        about=(
            tr(
                "Active minutes, from the times of the journal: the time between two actions counts to the article of "
                "the later one; where it is more than {minutes} minutes, it was a break, and counts to none.",
                minutes=IDLE // 60,
            )
        ),
        nothing=tr("Nobody has done two things within two minutes yet."),
        columns=(
            _ANNOTATOR,
            Column(name=noted("Minutes in all"), kind="minutes"),
            Column(name=noted("Articles done"), about=tr("Those done on which any time was spent.")),
            Column(name=noted("Minutes an article"), kind="minutes", about=tr("The median of the articles done.")),
        ),
        rows=tuple(rows),
    )


# In detail

_ANNOTATOR = Column(name=noted("Annotator"), kind="words")
_LAYER = Column(name=noted("Layer"), kind="words")


def _names(schema: Schema) -> Callable[[str], str]:
    def name(layer_id: str) -> str:
        layer = schema.layer(layer_id)
        return layer.name if layer else layer_id

    return name


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _shown_states(cell: tuple[float | None, ...]) -> str:
    done, skipped, still_open = (count or 0 for count in cell)
    return tr("{done:,} done, {skipped:,} skipped, {open:,} open", done=done, skipped=skipped, open=still_open)


def _harmless(cell: Cell) -> object:
    if isinstance(cell, float):
        return round(cell, 4)
    if isinstance(cell, str) and cell.lstrip()[:1] in ("=", "+", "-", "@"):
        return f"'{cell}"
    return "" if cell is None else cell


def _bar(states: States) -> tuple[float | None, ...]:
    return states.done, states.skipped, states.open
