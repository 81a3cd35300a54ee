"""The figures that a change of the reader may not lose: `python -m training.figures CORPORA [OUT.json]`.

They are measured on the development parts of the corpora and kept beside the weights. A test holds the reader
against them (`make regress`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from annotation.evaluating.evaluation import Gold, evaluate, what_to_score
from annotation.evaluating.running import Run
from annotation.formats.base import Outgoing
from annotation.reader import load_reader
from training.corpora import directed_sentiment, gum, polnear, worldwide
from training.corpora.gold import cast_of, names, quotes, stances

KEPT = Path("annotation") / "reader" / "weights" / "figures.json"
# How much worse a figure may get, of 1.
LEEWAY = 0.01

Figures = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a corpus: how it is read, the figures that count, and the layers whose gold the reader is given."""

    read: Callable[[Path], Iterable[Outgoing]]
    figures: tuple[str, ...]
    given: Collection[str] = ()


PARTS: Mapping[str, Part] = {
    "polnear": Part(
        lambda corpora: (quotes([one]) for one in polnear(corpora / "polnear" / "dev.jsonl.gz")),
        (
            "quote.source.exact.f1",
            "quote.cue.exact.f1",
            "quote.content.exact.f1",
            "quote.linked.f1",
            "quote.calibration.ece",
        ),
    ),
    "worldwide": Part(
        lambda corpora: map(names, worldwide(corpora / "worldwide" / "dev.jsonl.gz")),
        (
            "mention.main.exact.f1",
            "mention.person.exact.f1",
            "mention.organisation.exact.f1",
            "mention.calibration.ece",
        ),
    ),
    "gum": Part(
        lambda corpora: map(cast_of, gum(corpora / "gum" / "dev.jsonl.gz")),
        ("cast.bcubed.f1", "cast.bcubed.names.f1"),
    ),
    "directed-sentiment": Part(
        lambda corpora: map(stances, directed_sentiment(corpora / "directed-sentiment", "dev")),
        ("stance.support.f1", "stance.oppose.f1", "stance.calibration.ece"),
        given=("mention",),
    ),
}


def measure(corpora: Path, *, model: str | None = None, parts: Collection[str] = tuple(PARTS)) -> dict[str, Any]:
    """The figures of the reader called `model` (None: the shipped one) by part, from 0 to 1, each to four digits.

    Raises:
        Problem: there is no reader of that name.
        OSError: a corpus is missing.
    """
    run = Run(lambda: load_reader(model))
    return {name: _measured(run, PARTS[name], corpora) for name in parts}


def losses(kept: Figures, measured: Figures) -> Iterator[str]:
    """A sentence for each kept figure that was measured and is worse by more than the leeway."""
    for part, figures in kept.items():
        for name, before in figures.items():
            now = measured.get(part, {}).get(name)
            if now is not None and _loss(name, before, now) > LEEWAY:
                yield f"{part}: {name} was {100 * before:.1f} and is {100 * now:.1f}."


def _measured(run: Run, part: Part, corpora: Path) -> dict[str, float]:
    golds: list[Gold] = [(one.article, one.labels) for one in part.read(corpora)]
    evaluation = evaluate(run.pairs(golds, given=part.given), what_to_score(golds), with_intervals=False)
    named = (name.rpartition(".") for name in part.figures)
    return {f"{tally}.{which}": round(evaluation.figure(tally, which), 4) for tally, _, which in named}


def _loss(name: str, before: float, now: float) -> float:
    """How much worse it is; an error is better when it is smaller."""
    return now - before if name.endswith((".ece", ".brier")) else before - now


def main(
    corpora: Annotated[Path, typer.Argument(help="The corpora, each in a folder of its own.")],
    out: Annotated[Path, typer.Argument(help="Where the figures are kept.")] = KEPT,
    model: Annotated[str | None, typer.Option(help="Which reader; by default the one that is shipped.")] = None,
) -> None:
    """Measure the reader, and keep the figures."""
    figures = measure(corpora, model=model)
    out.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")
    typer.echo(json.dumps(figures, indent=2))


if __name__ == "__main__":
    typer.run(main)
