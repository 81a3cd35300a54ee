"""Plain text, one article a file: import only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from annotation.errors import ImportProblem
from annotation.formats.base import Format, Incoming, stable_id
from annotation.formats.decode import decode
from annotation.formats.repair import headline, repair
from annotation.model import Article
from annotation.words import noted, tr

if TYPE_CHECKING:
    from annotation.schema import Schema

_JOINERS = re.compile(r"_+|(?<!\d)-+|-+(?!\d)")


def read(path: Path, schema: Schema) -> Iterator[Incoming]:
    """The article in the file at `path`, repaired.

    Raises:
        ImportProblem: it is empty, binary or in an unknown encoding.
        OSError: it cannot be read.
    """
    data = path.read_bytes()
    decoded = decode(data)
    clean = repair(decoded.text)
    if not clean.text:
        raise ImportProblem(tr("It holds nothing but blanks and control characters; there is nothing to import."))
    article = Article(
        id=stable_id(clean.text),
        title=headline(clean.text) or title_from_name(path),
        text=clean.text,
        source=clean.source,
        url=clean.url,
    )
    original = None if clean.text.encode() == data else data
    yield Incoming(article=article, original=original, repairs=(*decoded.repairs, *clean.repairs), where=str(path))


def title_from_name(path: Path) -> str:
    """The file's name as a title: “eu-summit_2024-05.txt” is “Eu summit 2024-05”."""
    words = _JOINERS.sub(" ", path.stem).strip() or path.stem
    return words[:1].upper() + words[1:]


TEXT = Format(name="text", title=noted("Plain text"), suffixes=(".txt", ".text"), read=read)
