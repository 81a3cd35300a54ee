"""Writes gold files: `python -m training.corpora FOLDER OUT_FOLDER [--all-annotators]`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from annotation.describe import counted
from annotation.errors import Problem
from annotation.formats import jsonl
from annotation.formats.base import Outgoing
from annotation.schema import load_schema
from training.corpora import directed_sentiment, gum, polnear, worldwide
from training.corpora.directed import Part
from training.corpora.gold import by_article, cast_of, names, quotes, stances

PARTS: tuple[Part, ...] = ("train", "dev")


def convert(folder: Path, out: Path, *, all_annotators: bool, told: Callable[[str], None]) -> None:
    """Writes polnear-, worldwide-, gum- and stance-train.jsonl and -dev.jsonl to the folder `out`.

    Raises:
        Problem: `folder` does not hold the corpora, or `out` cannot be written.
    """
    out.mkdir(parents=True, exist_ok=True)
    schema = load_schema()
    for part in PARTS:
        for name, articles in _gold(folder, part, all_annotators).items():
            path = out / f"{name}-{part}.jsonl"
            try:
                written = list(articles)
            except FileNotFoundError as error:
                raise Problem(f"{error.filename} is missing; name the folder that holds the corpora.") from error
            jsonl.write(written, path, schema)
            told(f"{path}: {counted(len(written), 'article', 'articles')}")


def _gold(folder: Path, part: Part, all_annotators: bool) -> dict[str, Iterator[Outgoing]]:
    file = f"{part}.jsonl.gz"
    attributed = polnear(folder / "polnear" / file, all_annotators=all_annotators)
    return {
        "polnear": map(quotes, by_article(attributed)),
        "worldwide": map(names, worldwide(folder / "worldwide" / file)),
        "gum": map(cast_of, gum(folder / "gum" / file)),
        "stance": map(stances, directed_sentiment(folder / "directed-sentiment", part)),
    }


def main(
    folder: Annotated[Path, typer.Argument(help="The corpora, each in a folder of its own.")],
    out: Annotated[Path, typer.Argument(help="Where the gold files go.")],
    all_annotators: Annotated[bool, typer.Option("--all-annotators", help="Of PolNeAR, not the first only.")] = False,
) -> None:
    """Turn the corpora into gold files."""
    try:
        convert(folder, out, all_annotators=all_annotators, told=typer.echo)
    except Problem as problem:
        typer.echo(str(problem), err=True)
        sys.exit(1)


if __name__ == "__main__":
    typer.run(main)
