"""File formats: one file a format, import and export side by side, found by name or by the file's suffix."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from annotation.errors import Problem
from annotation.formats import (
    archive,
    brat,
    citron,
    conll,
    docbin,
    doccano,
    feed,
    jsonl,
    label_studio,
    page,
    parquet,
    prodigy,
    refi,
    tabular,
    text,
    w3c,
    xmi,
)
from annotation.formats.base import Format, Incoming, Loss, Outgoing, Refused, register, registry
from annotation.words import tr

if TYPE_CHECKING:
    from annotation.schema import Schema

__all__ = [
    "Format",
    "Incoming",
    "Loss",
    "Outgoing",
    "Refused",
    "files_in",
    "find_format",
    "format_for",
    "known_formats",
    "read_paths",
    "reader_for",
    "register",
]

for _format in (
    *(text.TEXT, jsonl.JSONL, docbin.DOCBIN),
    *(parquet.PARQUET, parquet.DATASETS, tabular.CSV, tabular.TABLES),
    *(page.HTML, feed.FEED, archive.ZIP),
    *(refi.REFI, brat.BRAT, conll.CONLL, xmi.XMI),
    *(citron.CITRON, doccano.DOCCANO, label_studio.LABEL_STUDIO, prodigy.PRODIGY, w3c.W3C),
):
    register(_format)


def known_formats() -> tuple[Format, ...]:
    """All formats, those of other installed packages included: our own lines first, then by name, other tools' last."""
    return tuple(sorted(registry.get_all().values(), key=_rank))


def _rank(one: Format) -> tuple[bool, bool, str]:
    return one.name != jsonl.JSONL.name, one.recognises is not None, one.name


def find_format(name: str) -> Format:
    """The format of that name.

    Raises:
        Problem: there is none; the message names those that there are.
    """
    found = next((one for one in known_formats() if one.name == name), None)
    if found is None:
        raise Problem(
            tr(
                "There is no format “{name}”; known are {names}.",
                name=name,
                names=_listed(one.name for one in known_formats()),
            )
        )
    return found


def format_for(path: Path) -> Format | None:
    """The format that files with the suffix of `path` have if nothing else is said; None if that is not clear.

    Before those that have to be recognised, and before those that use the suffix for something besides.
    """
    suffix = _suffix(path)
    able = [one for one in known_formats() if suffix in one.suffixes]
    plain = [one for one in able if one.recognises is None] or able
    first = [one for one in plain if one.suffixes[0] == suffix] or plain
    return first[0] if len(first) == 1 else None


def read_paths(
    paths: Iterable[Path],
    *,
    format: str = "auto",  # noqa: A002 - the option's name on the command line
    schema: Schema,
) -> Iterator[Incoming | Refused]:
    """Reads files and folders one article at a time; what cannot be read is refused and the rest goes on.

    Folders are read in order of name with all that is in them, but for hidden files. `format` is the name of one, or
    `auto` to go by each file's suffix.

    Raises:
        Problem: there is no format of that name, or it is for export only.
    """
    chosen = None if format == "auto" else _readable(find_format(format))
    files = (file for path in paths for file in files_in(path))
    return (found for file in files for found in _read_file(file, chosen or reader_for(file), schema))


def reader_for(path: Path) -> Format | None:
    """The format that reads the file at `path`: of those with its suffix the one that recognises it; None if none."""
    able = [one for one in known_formats() if one.read and _suffix(path) in one.suffixes]
    if len(able) < 2:
        return next(iter(able), None)
    sure = (one for one in able if one.recognises and one.recognises(path))
    return next(sure, None) or next((one for one in able if one.recognises is None), None)


def _readable(chosen: Format) -> Format:
    if chosen.read is None:
        names = _listed(one.name for one in known_formats() if one.read)
        raise Problem(
            tr("The format “{chosen}” is for export only; import reads {names}.", chosen=chosen.name, names=names)
        )
    return chosen


def files_in(path: Path) -> Iterator[Path]:
    """The file at `path`, or all that a folder holds, in order of name and without hidden ones."""
    if not path.is_dir():
        yield path
        return
    closed: list[OSError] = []
    for folder, folders, names in os.walk(path, onerror=closed.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(folder, name) for name in sorted(names) if not name.startswith("."))
    yield from (Path(error.filename) for error in closed)


def _suffix(path: Path) -> str:
    return path.suffix.lower()


def _read_file(path: Path, chosen: Format | None, schema: Schema) -> Iterator[Incoming | Refused]:
    if chosen is None or chosen.read is None:
        folder = tr("It is a folder that cannot be opened; ask for access to it.")
        reason = folder if path.is_dir() else _unknown(path)
        yield Refused(str(path), reason)
        return
    try:
        yield from chosen.read(path, schema)
    except Problem as problem:
        yield Refused(str(path), str(problem))
    except OSError as error:
        yield Refused(str(path), tr("It cannot be read: {error}.", error=error.strerror or error))


def _unknown(path: Path) -> str:
    able = [one for one in known_formats() if one.read and _suffix(path) in one.suffixes]
    if able:
        titles = _listed(one.title for one in able)
        return tr("It begins like none of {titles}; say with --format what it is.", titles=titles)
    suffixes = _listed(dict.fromkeys(suffix for one in known_formats() if one.read for suffix in one.suffixes))
    return tr("It ends in none of {suffixes}; rename it, or say with --format what it is.", suffixes=suffixes)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)
