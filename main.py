"""The one entry: no arguments opens the window, a command runs it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from annotation import cli
from gui import qt_needed


@cli.app.command("open")
def open_project(project: Annotated[Path | None, typer.Argument(help="The last one if left out.")] = None) -> None:
    """Open a project in the window; this is also what happens without any command."""
    with qt_needed():
        from gui.app import open_window
    raise typer.Exit(open_window(project))


@cli.app.command()
def demo(out: Annotated[Path, typer.Option(help="The folder for all that it makes.")] = Path("demo")) -> None:
    """Walk through a review by key presses, without a screen: import, suggest, review, save, export."""
    with qt_needed():
        from gui.demo import run
    raise typer.Exit(run(out))


def main() -> int:
    """Run the command that the command line names, or `open` where it names none; returns the exit status."""
    sys.argv[1:] = sys.argv[1:] or ["open"]
    return cli.run(cli.app)


if __name__ == "__main__":
    sys.exit(main())
