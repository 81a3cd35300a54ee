"""Where a part stands in a schema, and what it is called in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from annotation.schema import Choice, Kind, Layer, Role, Schema, ValueField
from annotation.words import noted, tr

Part: TypeAlias = Kind | Layer | Role | ValueField | Choice

Path: TypeAlias = tuple[str, ...]
"""The lists and ids that lead to a part: `("layers", "quote", "fields", "kind", "choices", "direct")`."""

ORDERS = {
    "kinds": noted("the kinds{where} stand in another order"),
    "layers": noted("the layers{where} stand in another order"),
    "spans": noted("the span roles{where} stand in another order"),
    "actors": noted("the actor roles{where} stand in another order"),
    "fields": noted("the fields{where} stand in another order"),
    "choices": noted("the choices{where} stand in another order"),
}
"""By the name of each list what is told where its parts stand in another order."""

NOUNS = {
    "kinds": noted("kind"),
    "layers": noted("layer"),
    "spans": noted("span role"),
    "actors": noted("actor role"),
    "fields": noted("field"),
    "choices": noted("choice"),
}
"""By the name of each list what one of its parts is called."""


def walk(parent: Schema | Part, path: Path = ()) -> Iterator[tuple[Path, Part]]:
    """Every part inside `parent`, which stands at `path`, with where it stands; what holds others comes first."""
    for list_name in NOUNS:
        parts: tuple[Part, ...] = getattr(parent, list_name, ())
        for part in parts:
            own = (*path, list_name, part.id)
            yield own, part
            yield from walk(part, own)


def called(path: Path, parts: dict[Path, Part]) -> str:
    """What the part at `path` is called: choice “direct” (Quote, Kind)."""
    above = [parts[path[:end]].name for end in range(2, len(path), 2)]
    where = f" ({', '.join(above)})" if above else ""
    return tr("{noun} “{name}”{where}", noun=tr(NOUNS[path[-2]]), name=parts[path].name, where=where)
