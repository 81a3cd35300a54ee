"""The commands of the training: `python -m training --help`."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(add_completion=False, help=__doc__, rich_markup_mode=None)
NAME = "news-1"
WEIGHTS = Path("annotation/reader/weights")

_Corpora = Annotated[Path, typer.Argument(metavar="CORPORA", help="The folder with the corpora.")]


@app.callback()
def _commands() -> None:
    pass


@app.command()
def tagger(corpora: _Corpora, out: Path, seed: int = 1, epochs: int = 6) -> None:
    """Train the encoder that finds the parts of quotes and the names."""
    from training.tagging import Plan, train

    train(Plan(seed=seed, epochs=epochs), corpora, out)


@app.command()
def export_tagger(out: Path, weights: Path = WEIGHTS) -> None:
    """Write what `tagger` left in OUT as the files that the reader ships."""
    from training.exporting import write_tagger
    from training.tagging import kept

    write_tagger(kept(out), ("parts", "names"), weights)


@app.command()
def stance_teacher(corpora: _Corpora, out: Path, seed: int = 1) -> None:
    """Train a large encoder, too slow to ship, to tell who supports or opposes whom."""
    from training.stance import train
    from training.stance_tasks import TEACHER

    train(replace(TEACHER, seed=seed), corpora, out)


@app.command()
def stance_silver(corpora: _Corpora, out: Path, teachers: list[Path]) -> None:
    """Have what `stance-teacher` left in TEACHERS judge what the reader would ask of unlabelled news, for `stance`."""
    from training.network import pieces_of_base
    from training.stance import label
    from training.stance_silver import passages, write

    write(out, label(passages(corpora, pieces_of_base()), teachers))


@app.command()
def stance(corpora: _Corpora, out: Path, silver: Path | None = None, start: Path | None = None, seed: int = 1) -> None:
    """Train the encoder that tells who supports or opposes whom.

    SILVER is what `stance-silver` wrote; with START it begins with the weights that an earlier run left there.
    """
    from training.stance import train
    from training.stance_tasks import Plan

    train(Plan(seed=seed), corpora, out, silver=silver, start=start)


@app.command()
def export_stance(corpora: _Corpora, out: Path, weights: Path = WEIGHTS) -> None:
    """Write what `stance` left in OUT as the files that the reader ships, with thresholds and calibration."""
    from training.stance import kept
    from training.stance_export import export

    print(json.dumps(export(kept(out), corpora, weights), indent=1))


@app.command()
def calibrate(corpora: _Corpora, weights: Path = WEIGHTS) -> None:
    """Measure how often suggestions of a score are right, and write that down for the reader."""
    from training.calibrating import calibrate as write_scores

    for layer, error in write_scores(corpora, weights).items():
        print(f"{layer}: calibration error {100 * error:.1f} % (cross-validated by article)")


@app.command()
def manifest(name: str = NAME, weights: Path = WEIGHTS) -> None:
    """Write which files the weights are, so that a damaged one is noticed."""
    from training.exporting import write_manifest

    write_manifest(name, weights)


if __name__ == "__main__":
    app()
