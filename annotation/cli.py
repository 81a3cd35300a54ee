"""The commands. Each says in a line what came of it; what they need is only loaded when one of them runs."""

from __future__ import annotations

import gc
import json
import sys
import traceback
from collections import Counter, defaultdict
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotation.describe import counted
from annotation.errors import Problem
from annotation.model import STATUSES

if TYPE_CHECKING:
    from annotation.evaluating.report import Report
    from annotation.project import Project
    from annotation.store_report import Suggested

app = typer.Typer(
    name="standpoint",
    help="Label who is in a news article, what they are reported to say and where they stand.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

_INTERRUPTED = 130
_NUMBERS = frozenset(
    {"Open", "Done", "Skipped", "Suggested", "Accepted", "Rejected", "As it was", "Fixed", "Rate"}
) | frozenset({"Prec.", "Rec.", "F1", "Gold", "Value", "Of"})

_Format = Annotated[str, typer.Option("--format", help="What the files are: auto, or the name of a format.")]
_Model = Annotated[str | None, typer.Option(help="Which reader; by default the one that is shipped.")]
_Quiet = Annotated[bool, typer.Option("--quiet", help="Only say what went wrong.")]
_ProjectFile = Annotated[Path, typer.Argument(metavar="PROJECT.db", help="The project file.")]


@app.command("import")
def import_(
    project: _ProjectFile,
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Files, and folders with all that is in them.")],
    format: _Format = "auto",  # noqa: A002 - the option's name
    schema: Annotated[Path | None, typer.Option(help="The labels of a new project; by default those for news.")] = None,
    quiet: _Quiet = False,
) -> None:
    """Import articles into a project, which is made if it does not exist."""
    from annotation.importing import import_files

    gc.freeze()  # what was loaded stays: the collector need not go through it over and over
    with _opened(project, schema=schema, create=True) as opened, _progress("Importing", quiet) as progress:
        report = import_files(opened, files, format=format, progress=progress)
    _say_of("Repaired", (f"{where}: {repair}" for where, repair in report.repaired), quiet)
    _say_of("Kept", (f"{where}: {sentence}" for where, sentence in report.kept), quiet)
    _say_of("Lost", (f"“{loss.title or loss.article}”: {loss.message}" for loss in report.losses), quiet)
    _complain_of("Refused", map(str, report.refused))
    _say(report.sentence(), quiet)
    if not report.imported and not report.known:
        raise typer.Exit(1)


@app.command()
def suggest(
    inputs: Annotated[list[Path], typer.Argument(metavar="INPUT…", help="One project, or articles in files.")],
    out: Annotated[Path | None, typer.Option(help="Where suggestions for files go, as JSON lines.")] = None,
    model: _Model = None,
    quiet: _Quiet = False,
) -> None:
    """Have the reader suggest actors, quotes and stances; what was broken off goes on when it is repeated."""
    from annotation.store_file import is_sqlite

    if any(is_sqlite(path) for path in inputs):
        if len(inputs) > 1 or out:
            raise typer.BadParameter("A project stands alone, and keeps its suggestions itself: leave the rest out.")
        _suggest_project(inputs[0], model, quiet)
    elif out is None:
        raise typer.BadParameter("For files, say with --out where the suggestions go.")
    else:
        _suggest_files(inputs, out, model, quiet)


@app.command()
def export(
    project: _ProjectFile,
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The file to write.")],
    format: Annotated[str | None, typer.Option(help="By default as the ending of OUT says.")] = None,  # noqa: A002
    all_articles: Annotated[bool, typer.Option("--all", help="Also the articles that nobody has done.")] = False,
    quiet: _Quiet = False,
) -> None:
    """Export the articles that are done, with their labels, and print what the format could not carry."""
    from annotation.exporting import export_project

    chosen = format or _format_of(out)
    with _opened(project) as opened, _progress("Exporting", quiet) as progress:
        report = export_project(opened, out, format=chosen, all_articles=all_articles, progress=progress)
    _say_of("Lost", (f"“{loss.title or loss.article}”: {loss.message}" for loss in report.losses), quiet)
    _say(report.sentence(), quiet)


@app.command()
def schema(
    project: _ProjectFile,
    replacement: Annotated[
        Path | None, typer.Option("--set", metavar="FILE.yaml", help="The labels to use from now on.")
    ] = None,
    version: Annotated[int | None, typer.Option(help="Print an older version, by its number.")] = None,
) -> None:
    """Print the labels of a project as YAML, or replace them; what would orphan annotations is refused."""
    from annotation.schema import schema_text
    from annotation.store_schema import versions

    if replacement and version:
        raise typer.BadParameter("Either print an older version or set a new one; leave one of the two out.")
    with _opened(project) as opened:
        if replacement:
            change = opened.change_schema(schema_text(replacement))
            _say(f"{project.stem}: {change.action}", quiet=False)
            return
        found = versions(opened.store)
    wanted = [one for one in found if version is None or one.tag.endswith(f"@{version}")]
    if not wanted:
        known = ", ".join(one.tag.rpartition("@")[2] for one in found)
        raise Problem(f"{project} has no labels of version {version}; there are {known}.")
    typer.echo(wanted[-1].text, nl=False)


@app.command()
def stats(
    project: _ProjectFile,
    annotator: Annotated[str | None, typer.Option(help="Only what this annotator did; by default everybody.")] = None,
) -> None:
    """Print how many articles are in which state, how many annotations there are of which kind, and how suggestions
    fared.
    """
    from annotation.store_report import acceptance

    with _opened(project) as opened:
        count = opened.store.article_count()
        states = [row for row in opened.store.progress_counts() if annotator in (None, row[0])]
        layers = [row for row in opened.store.layer_counts() if annotator in (None, row[0])]
        fared = [row for row in acceptance(opened.store) if annotator in (None, row.annotator)]
    _say(f"{project.stem}: {counted(count, 'article', 'articles')}", quiet=False)
    _print_table(("Annotator", "Open", "Done", "Skipped"), _state_rows(states, count))
    _print_table(("Annotator", "Layer", "Suggested", "Accepted", "Rejected"), _layer_rows(layers))
    _print_table(("Annotator", "Layer", "Model", "As it was", "Fixed", "Rejected", "Rate"), _acceptance_rows(fared))


@app.command()
def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD.jsonl", help="What annotators have accepted.")],
    suggestions: Annotated[Path | None, typer.Argument(metavar="PRED.jsonl", help="What was suggested.")] = None,
    model: Annotated[str | None, typer.Option(help="In place of PRED.jsonl, the reader that reads the gold.")] = None,
    layers: Annotated[
        str | None, typer.Option(help="Some of quote,mention,stance; by default all of the gold.")
    ] = None,
    given: Annotated[str | None, typer.Option(help="Layers whose gold the reader is given, and not scored on.")] = None,
    annotator: Annotated[str | None, typer.Option(help="Whose gold; by default each article's first by name.")] = None,
    schema: Annotated[Path | None, typer.Option(help="The labels of the gold; by default those for news.")] = None,
    intervals: Annotated[bool, typer.Option("--intervals", help="Also the edges of 95 % intervals.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object, for machines.")] = False,
) -> None:
    """Print how right suggestions are, held against gold: those of a file, or those that a reader makes now."""
    from annotation.evaluating.command import evaluate_file, evaluate_reader, layers_of

    if (suggestions is None) == (model is None):
        raise typer.BadParameter("Name either a file of suggestions or, with --model, a reader.")
    if given and suggestions:
        raise typer.BadParameter("Only a reader can be given something; leave --given out, or use --model.")
    scored, drawn = layers_of(layers), intervals or as_json
    with _progress("Evaluating", quiet=False) as progress:
        if suggestions is not None:
            report = evaluate_file(
                gold,
                suggestions,
                layers=scored,
                annotator=annotator,
                schema=schema,
                intervals=drawn,
                progress=progress,
            )
        else:
            laid = layers_of(given) if given else ()
            report = evaluate_reader(
                gold,
                model,
                layers=scored,
                given=laid,
                annotator=annotator,
                schema=schema,
                intervals=drawn,
                progress=progress,
            )
    _print_report(report, intervals=intervals, as_json=as_json)


def run(app: typer.Typer) -> int:
    """Runs the command that the command line names, and gives the exit status.

    It is 0 when all went well, 1 where something failed (a sentence on standard error says what), 2 for wrong use.
    """
    try:
        app()
    except SystemExit as ending:
        status = ending.code if isinstance(ending.code, int) else 0
        if status == _INTERRUPTED:
            _complain("Stopped. What was done until then is kept; the same command goes on from there.")
        return status
    except Problem as problem:
        _complain(str(problem))
    except Exception:  # a bug: whatever it is, it goes to the log and not over the screen
        _complain(f"Something went wrong in the program itself; please report it with the file {_log_failure()}.")
    return 1


# What the commands share


@contextmanager
def _opened(path: Path, *, schema: Path | None = None, create: bool = False) -> Generator[Project, None, None]:
    from annotation.project import Project

    if create and not path.exists():
        project = Project.create(path, schema=schema)
    elif schema:
        raise typer.BadParameter(f"{path} has its labels already; leave --schema out.")
    else:
        project = Project.open(path)
    with closing(project):
        yield project


def _suggest_project(path: Path, model: str | None, quiet: bool) -> None:
    from annotation.suggesting import suggest_project

    with _opened(path) as opened, _progress("Reading", quiet) as progress:
        report = suggest_project(opened, model=model, progress=progress)
    _say_of("Remarks", (f"“{title}”: {remark}" for title, remark in report.remarks), quiet)
    _say(report.sentence(), quiet)


def _suggest_files(paths: list[Path], out: Path, model: str | None, quiet: bool) -> None:
    from annotation.suggesting import suggest_files

    with _progress("Reading", quiet) as progress:
        report = suggest_files(paths, out, model=model, progress=progress)
    _say_of("Remarks", (f"“{title}”: {remark}" for title, remark in report.remarks), quiet)
    _complain_of("Refused", map(str, report.refused))
    _say(report.sentence(), quiet)
    if not report.read and not report.known:
        raise typer.Exit(1)


def _format_of(path: Path) -> str:
    from annotation.formats import format_for

    found = format_for(path)
    if found is None:
        raise typer.BadParameter(f"The ending of {path} names no format; say with --format which one you want.")
    return found.name


@contextmanager
def _progress(what: str, quiet: bool) -> Generator[Callable[[int, int], None], None, None]:
    """What to tell how far something is: it draws a bar on standard error where that is a terminal."""
    if quiet or not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _state_rows(states: Iterable[tuple[str, str, int]], articles: int) -> Iterator[tuple[str, ...]]:
    by_annotator: dict[str, Counter[str]] = defaultdict(Counter)
    for who, state, count in states:
        by_annotator[who][state] = count
    for who, counts in sorted(by_annotator.items()):
        still_open = articles - counts["done"] - counts["skipped"]
        yield (who, f"{still_open:,}", f"{counts['done']:,}", f"{counts['skipped']:,}")


def _layer_rows(layers: Iterable[tuple[str, str, str, int]]) -> Iterator[tuple[str, ...]]:
    by_layer: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for who, layer, status, count in layers:
        by_layer[who, layer][status] = count
    for (who, layer), counts in sorted(by_layer.items()):
        yield (who or "(the reader)", layer, *(f"{counts[status]:,}" for status in STATUSES))


def _acceptance_rows(fared: Iterable[Suggested]) -> Iterator[tuple[str, ...]]:
    """Those decided, and the share of them that was accepted as it was."""
    for one in fared:
        decided = one.accepted + one.fixed + one.rejected
        counts = (f"{count:,}" for count in (one.accepted, one.fixed, one.rejected))
        if decided:
            yield (one.annotator, one.layer, one.model, *counts, f"{one.accepted / decided:.0%}")


def _print_table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    from rich.box import SIMPLE
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=SIMPLE)
    for head in heads:
        table.add_column(head, justify="right" if head in _NUMBERS else "left", no_wrap=head == heads[0])
    for row in rows:
        table.add_row(*map(escape, row))
    if table.row_count:
        Console().print(table)


def _print_report(report: Report, *, intervals: bool, as_json: bool) -> None:
    from annotation.evaluating.report import HEADS, SHARE_HEADS, rows, sentences, share_rows, to_record

    if as_json:
        typer.echo(json.dumps(to_record(report), ensure_ascii=False, indent=2))
        return
    for sentence in sentences(report):
        _say(sentence, quiet=False)
    _print_table(HEADS, rows(report.evaluation, with_intervals=intervals))
    _print_table(SHARE_HEADS, share_rows(report.evaluation, with_intervals=intervals))


def _say(sentence: str, quiet: bool) -> None:
    if not quiet:
        typer.echo(sentence)


def _complain(sentence: str) -> None:
    typer.echo(sentence, err=True)


def _say_of(what: str, lines: Iterable[str], quiet: bool) -> None:
    for line in lines:
        _say(f"{what}: {line}", quiet)


def _complain_of(what: str, lines: Iterable[str]) -> None:
    for line in lines:
        _complain(f"{what}: {line}")


def _log_failure() -> Path:
    """Writes the exception that is being handled to a log file, and gives the file's path."""
    from platformdirs import user_log_path

    path = user_log_path("standpoint", appauthor=False, ensure_exists=True) / "failures.log"
    with path.open("a", encoding="utf-8") as log:
        log.write(f"{datetime.now():%Y-%m-%d %H:%M:%S} {sys.argv[1:]}\n{traceback.format_exc()}\n")
    return path
