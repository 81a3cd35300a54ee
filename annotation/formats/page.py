"""Saved web pages (HTML), one article a page: import only, and nothing is downloaded.

What the article is, and what is menu, advertisement and footer around it, trafilatura finds out.
"""

from __future__ import annotations

import codecs
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotation.describe import excerpt
from annotation.errors import ImportProblem
from annotation.formats.base import Format, Incoming, stable_id
from annotation.formats.decode import Decoded, decode
from annotation.formats.repair import headline, repair
from annotation.formats.text import title_from_name
from annotation.model import Article

if TYPE_CHECKING:
    from annotation.schema import Schema

_HEAD = 4096
_CHARSET = re.compile(rb"""<(?:meta|\?xml)\b[^>]*?(?:charset|encoding)\s*=\s*["']?([\w-]+)""", re.IGNORECASE)
_TAG = re.compile(r"<[a-zA-Z!?/]")
_LIBRARIES = ("trafilatura", "htmldate", "courlan", "justext")


def read(path: Path, schema: Schema) -> Iterator[Incoming]:
    """The article of the page at `path`.

    Raises:
        ImportProblem: it is empty or no page, or no article is found in it.
        OSError: it cannot be read.
    """
    data = path.read_bytes()
    decoded = _decode(data)
    if not _TAG.search(decoded.text):
        raise ImportProblem("It holds no HTML; import it as plain text, under the ending .txt.")
    found = _extracted(decoded.text)
    clean = repair(found.text if found and found.text else "")
    if not clean.text:
        raise ImportProblem("No article was found in the page; copy the article's text into a file of its own.")
    article = Article(
        id=stable_id(clean.text),
        title=_line(found.title) or headline(clean.text) or title_from_name(path),
        text=clean.text,
        source=_line(found.sitename) or _line(found.hostname) or clean.source,
        url=_line(found.url) or clean.url,
        published=_line(found.date),
        meta={"author": _line(found.author)} if found.author else {},
    )
    told = f"The article was taken out of the page, from “{excerpt(clean.text, 30)}” on; the rest was left out."
    yield Incoming(article=article, original=data, repairs=(*decoded.repairs, told, *clean.repairs), where=str(path))


def _decode(data: bytes) -> Decoded:
    """The page as text: as it says itself where it is no UTF-8, else as is found out."""
    said = _CHARSET.search(data[:_HEAD])
    try:
        data.decode()
    except UnicodeDecodeError:
        if said and (text := _as_said(data, said[1].decode())):
            return Decoded(text, (f"It was read as {said[1].decode()}, as the page says.",))
    return decode(data)


def _as_said(data: bytes, name: str) -> str | None:
    try:
        return data.decode(codecs.lookup(name).name)
    except (LookupError, UnicodeDecodeError):
        return None


def _extracted(page: str) -> Any:
    """What trafilatura finds: a thing with `text`, `title`, `date` and so on, or None."""
    for library in _LIBRARIES:
        logging.getLogger(library).addHandler(logging.NullHandler())
    from trafilatura import bare_extraction

    try:
        return bare_extraction(page, with_metadata=True, include_comments=False)
    except (ValueError, RecursionError) as error:
        raise ImportProblem(f"The page cannot be read ({error}); save it again from the browser.") from error


def _line(words: object) -> str:
    """What a page says of itself, on one line and repaired; nothing where it says nothing."""
    return " ".join(repair(str(words)).text.split()) if words else ""


HTML = Format(name="html", title="Web page", suffixes=(".html", ".htm", ".xhtml"), read=read)
