"""Where the files that come with the program lie."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).parent


def shipped(*parts: str) -> Path:
    """The path of a file or folder that comes with the program, such as `shipped("schemas", "news.yaml")`.

    A wheel carries these folders inside this package (`annotation/shipped`), a checkout beside it.
    """
    root = _HERE / "shipped"
    return (root if root.is_dir() else _HERE.parent).joinpath(*parts)
