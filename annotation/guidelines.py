"""Guidelines of a project: a Markdown file that everybody gets with the project, and where a part of it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeAlias

from annotation.errors import ImportProblem
from annotation.schema import Layer
from annotation.words import tr

LARGEST = 1_000_000
"""How many bytes guidelines may have: some hundreds of pages."""

Heading: TypeAlias = tuple[int, str]
"""Its level, from 1, and its words."""


def read_markdown(path: Path) -> str:
    """The text of a Markdown file in UTF-8.

    Raises:
        ImportProblem: it cannot be read, is too large, is no text in UTF-8, or is empty.
    """
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise ImportProblem(
                tr(
                    "{path} has {size:.1f} MB, and guidelines at most {most:.0f} MB; choose a shorter file, without "
                    "pictures in it.",
                    path=path.name,
                    size=size / 1e6,
                    most=LARGEST / 1e6,
                )
            )
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ImportProblem(
            tr("{path} cannot be read ({strerror}); choose another file.", path=path.name, strerror=error.strerror)
        ) from error
    except UnicodeDecodeError as error:
        raise ImportProblem(
            tr("{path} is no text in UTF-8; save it as UTF-8, then choose it again.", path=path.name)
        ) from error
    if "\0" in text:
        raise ImportProblem(tr("{path} is no text; choose a Markdown file.", path=path.name))
    if not text.strip():
        raise ImportProblem(tr("{path} is empty; write your guidelines into it, then choose it again.", path=path.name))
    return text


def section_for(headings: Sequence[Heading], layer: Layer, role: str = "") -> int | None:
    """Which of a file's headings, in order, begins what is said about a layer, or best about one part of it.

    `role` is the name of the part. None where no heading names either.
    """
    found = _naming(headings, range(len(headings)), _names_of(layer))
    if not role:
        return found
    inside = range(len(headings)) if found is None else range(found + 1, _end_of(headings, found))
    part = _naming(headings, inside, [role])
    return found if part is None else part


def _names_of(layer: Layer) -> list[str]:
    return [layer.name, f"{layer.name}s", layer.plural, layer.id]


def _end_of(headings: Sequence[Heading], start: int) -> int:
    """Where the section that a heading begins ends: at the next heading of its level or above."""
    level = headings[start][0]
    return next((at for at in range(start + 1, len(headings)) if headings[at][0] <= level), len(headings))


def _naming(headings: Sequence[Heading], where: Iterable[int], names: Sequence[str]) -> int | None:
    """The first heading that is one of the names, else the first that has one of them among its words."""
    within = list(where)
    exact = {name.casefold() for name in names}
    words = re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(name) for name in names)})(?!\w)", re.IGNORECASE)
    same = (at for at in within if headings[at][1].strip().casefold() in exact)
    near = (at for at in within if words.search(headings[at][1]))
    return next(same, next(near, None))
