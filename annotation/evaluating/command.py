"""What the command `evaluate` does between its options and its tables."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

from annotation.errors import Problem
from annotation.evaluating.evaluation import LAYERS, Gold, Scored, evaluate, what_to_score
from annotation.evaluating.files import pairs_of, read_gold, read_suggestions
from annotation.evaluating.report import Report
from annotation.evaluating.running import Run
from annotation.reader import load_reader
from annotation.schema import load_schema

Progress = Callable[[int, int], None]


def evaluate_file(
    gold: Path,
    suggestions: Path,
    *,
    layers: Collection[str] = LAYERS,
    annotator: str | None = None,
    schema: Path | None = None,
    intervals: bool = True,
    progress: Progress = lambda done, total: None,
) -> Report:
    """Holds the suggestions of a file against the gold of another; both are JSON lines in the exchange format.

    `schema` is the file of the labels that they were made under, by default those for news.

    Raises:
        Problem: one of the files is not right, or the gold has none of the layers.
    """
    labels = load_schema(schema)
    file = read_gold(gold, labels, annotator=annotator)
    scored = _scored(gold, file.articles, layers)
    found, notes = read_suggestions(suggestions, labels, file.articles)
    pairs = pairs_of(file.articles, found)
    evaluation = evaluate(pairs, scored, with_intervals=intervals, told=lambda done: progress(done, len(found)))
    return Report(
        gold=str(gold),
        suggestions=str(suggestions),
        annotators=file.annotators,
        notes=file.notes + notes,
        evaluation=evaluation,
    )


def evaluate_reader(
    gold: Path,
    model: str | None,
    *,
    layers: Collection[str] = LAYERS,
    given: Collection[str] = (),
    annotator: str | None = None,
    schema: Path | None = None,
    intervals: bool = True,
    progress: Progress = lambda done, total: None,
) -> Report:
    """Has the reader called `model` (None: the one that is shipped) read the articles of a gold file, and scores it.

    The gold annotations of the layers `given` are laid before it as decided, and are not scored.

    Raises:
        Problem: the file is not right, the gold has none of the layers, or there is no reader of that name.
    """
    run = Run(lambda: load_reader(model))
    file = read_gold(gold, load_schema(schema), annotator=annotator)
    scored = _scored(gold, file.articles, [layer for layer in layers if layer not in given])
    pairs = run.pairs(file.articles, given=given)
    evaluation = evaluate(pairs, scored, with_intervals=intervals, told=lambda done: progress(done, len(file.articles)))
    notes = (f"Given to the reader as decided: {', '.join(given)}.",) if given else ()
    return Report(
        gold=str(gold),
        suggestions=run.name,
        annotators=file.annotators,
        notes=file.notes + notes,
        evaluation=evaluation,
        speed=run.speed,
    )


def layers_of(words: str | None) -> tuple[str, ...]:
    """The layers in a list with commas; all for None. Raises Problem for one that is none."""
    if words is None:
        return LAYERS
    named = tuple(word.strip() for word in words.split(","))
    for layer in named:
        if layer not in LAYERS:
            raise Problem(f"“{layer}” is no layer that can be scored; choose from {', '.join(LAYERS)}.")
    return named


def _scored(path: Path, golds: tuple[Gold, ...], layers: Collection[str]) -> Scored:
    scored = what_to_score(golds, layers)
    if not scored.layers:
        raise Problem(f"{path} has no gold in {', '.join(layers) or 'any layer'}; choose other layers with --layers.")
    return scored
