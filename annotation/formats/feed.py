"""RSS and Atom files saved on disk, one article an item: import only, and nothing is downloaded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, ParseError, tostring

from annotation.describe import excerpt
from annotation.errors import ImportProblem
from annotation.formats.base import Format, Incoming, Refused, stable_id
from annotation.formats.repair import headline, repair
from annotation.model import Article

if TYPE_CHECKING:
    from annotation.schema import Schema

_HEAD = 4096
_FEED = re.compile(rb"<(?:\w+:)?(?:rss|feed|RDF)[\s>]")
_TAG = re.compile(r"<[a-zA-Z!/]")
_TEXTS = ("encoded", "content", "description", "summary")
_DATES = ("pubDate", "published", "date", "issued", "updated", "modified")
_MEDIA = ("{http://search.yahoo.com/mrss/}", "{http://www.itunes.com/")
_ITEMS = frozenset({"item", "entry"})
_USED = frozenset({"title", "link", "source", *_TEXTS, *_DATES})


def read(path: Path, schema: Schema) -> Iterator[Incoming | Refused]:
    """The items of the feed at `path`; an item without text is refused and the next one read.

    Raises:
        ImportProblem: it is no XML, it declares entities, or it is no feed.
        OSError: it cannot be read.
    """
    root = _parsed(path)
    items = [element for element in root.iter() if _name(element) in _ITEMS]
    if not items:
        raise ImportProblem("It is XML, but no RSS or Atom feed with items; import it as plain text.")
    outlet = _outlet(root)
    for number, item in enumerate(items, 1):
        yield _taken(item, outlet, f"{path}, item {number}")


def recognises(path: Path) -> bool:
    """Whether the file begins like a feed."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return False
    return _FEED.search(head.replace(b"\0", b"")) is not None


def _parsed(path: Path) -> Element:
    """The file's tree. An entity that it declares could name another file, or grow to gigabytes: it is refused."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import parse

    try:
        root: Element | None = parse(path, forbid_entities=True, forbid_external=True).getroot()
    except DefusedXmlException as error:
        raise ImportProblem(
            "It declares entities or names other files, as attacks do and no feed needs to; remove its DOCTYPE."
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        raise ImportProblem(f"It is no XML ({error}); save the feed again.") from error
    if root is None:
        raise ImportProblem("It is empty; there is nothing to import.")
    return root


def _name(element: Element) -> str:
    """The element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def _outlet(root: Element) -> str:
    """The feed's own title: the first one that does not belong to an item."""
    places = [root, *(child for child in root if _name(child) == "channel")]
    titles = [child for place in places for child in place if _name(child) == "title"]
    return _line(_markup(titles[0])) if titles else ""


def _taken(item: Element, outlet: str, where: str) -> Incoming | Refused:
    children = {_name(child): child for child in reversed(item) if not child.tag.startswith(_MEDIA)}
    markup = next(filter(str.strip, (_markup(children[name]) for name in _TEXTS if name in children)), "")
    clean = repair(_plain(markup))
    if not clean.text:
        return Refused(where, "The item has no text; feeds often hold only titles and links.")
    title = _line(_markup(children["title"])) if "title" in children else ""
    article = Article(
        id=stable_id(clean.text),
        text=clean.text,
        title=title or headline(clean.text) or excerpt(clean.text, 60),
        source=outlet or clean.source,
        url=_link(item) or clean.url,
        published=next((_date(_markup(children[name])) for name in _DATES if name in children), ""),
        meta=_meta(item),
    )
    original = None if markup == clean.text else markup.encode("utf-8", "surrogatepass")
    return Incoming(article=article, original=original, repairs=clean.repairs, where=where)


def _markup(element: Element) -> str:
    """What stands in an element, with the tags inside it."""
    inner = "".join(tostring(child, encoding="unicode") for child in element)
    return f"{element.text or ''}{inner}"


def _link(item: Element) -> str:
    """The item's address: the text of a link as in RSS, or what it refers to as in Atom."""
    links = [child for child in item if _name(child) == "link" and child.get("rel", "alternate") == "alternate"]
    return next(filter(None, ((child.get("href") or child.text or "").strip() for child in links)), "")


def _date(words: str) -> str:
    """A date as `2024-05-01T10:00:00+00:00` where it is one, else as it stands there."""
    words = words.strip()
    for read_date in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            return read_date(words).isoformat()
        except ValueError:
            continue
    return words


def _meta(item: Element) -> dict[str, Any]:
    """What else an item says; a list where it says it several times."""
    found: dict[str, list[str]] = {}
    for child in item:
        words = _line(" ".join(child.itertext())) or child.get("term") or child.get("url") or ""
        if _name(child) not in _USED and words:
            found.setdefault(_name(child), []).append(words)
    return {name: words[0] if len(words) == 1 else words for name, words in found.items()}


def _line(markup: str) -> str:
    return " ".join(repair(_plain(markup)).text.split())


# Markup


def _plain(markup: str) -> str:
    """Markup as text, a line a paragraph; what has no tags as it is."""
    if not _TAG.search(markup):
        return markup
    reader = _Plain()
    reader.feed(markup)
    reader.close()
    lines = [" ".join(line.split()) for line in "".join(reader.pieces).split("\n")]
    return "\n".join(filter(None, lines))


class _Plain(HTMLParser):
    """Gathers the text between tags, with a line end where a paragraph or the like begins or ends."""

    _SILENT = frozenset({"script", "style"})
    _INLINE = frozenset(
        {"a", "abbr", "b", "bdi", "bdo", "cite", "code", "em", "font", "i", "img", "mark", "q", "s", "small", "span"}
        | {"strong", "sub", "sup", "time", "u", "wbr"}
    )

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begins a line, unless the tag stands within one."""
        self._silent += tag in self._SILENT
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        """Ends a line, unless the tag stands within one."""
        self._silent -= tag in self._SILENT and self._silent > 0
        self._break(tag)

    def handle_data(self, data: str) -> None:
        """Takes text, in which line ends are blanks."""
        if not self._silent:
            self.pieces.append(data.replace("\n", " "))

    def _break(self, tag: str) -> None:
        if tag.rpartition(":")[2] not in self._INLINE:
            self.pieces.append("\n")


FEED = Format(
    name="feed", title="RSS or Atom feed", suffixes=(".rss", ".atom", ".xml"), read=read, recognises=recognises
)
