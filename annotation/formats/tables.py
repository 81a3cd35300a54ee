"""Labels as flat tables, a row an annotation: what spreadsheets and the flat files of a dataset hold alike.

A span role has a column with its words (pieces joined by “…”) and one with its offsets, such as `412-441; 500-510`; an
actor role has a column with names and one with ids; a field has a column.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from annotation.describe import names_of, text_of
from annotation.formats.base import Outgoing
from annotation.model import Actor, Annotation

if TYPE_CHECKING:
    from annotation.schema import Layer, Schema

Cell: TypeAlias = str | int | float | bool | None
Row: TypeAlias = tuple[Cell, ...]
CellType: TypeAlias = Literal["text", "whole", "number", "flag"]

ARTICLES, ACTORS, PROGRESS = "articles", "actors", "progress"


class Column(NamedTuple):
    """A column: its heading, and of which type its cells are where they are not empty."""

    name: str
    type: CellType = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table: its name, its columns, and the rows that it has of an article."""

    name: str
    columns: tuple[Column, ...]
    rows: Callable[[Outgoing], Iterator[Row]]


def all_tables(schema: Schema) -> tuple[Table, ...]:
    """The articles, the annotations of each layer, the actors (each once), and how far each annotator is."""
    return (_articles(schema), *layer_tables(schema), _actors(), _progress())


def layer_tables(schema: Schema) -> tuple[Table, ...]:
    """One table for each layer."""
    names = layer_names(schema)
    return tuple(_annotations(layer, names[layer.id]) for layer in schema.layers)


def layer_names(schema: Schema) -> dict[str, str]:
    """Layers to names of tables: `quote` is `quotes`; no name stands there twice."""
    names = free_names((f"{layer.id}s" for layer in schema.layers), taken=(ARTICLES, ACTORS, PROGRESS))
    return dict(zip((layer.id for layer in schema.layers), names, strict=True))


def free_names(wanted: Iterable[str], *, taken: Iterable[str]) -> list[str]:
    """The names, each with `_` behind it as often as it takes to be none of `taken` and none before it."""
    used, names = set(taken), list[str]()
    for name in wanted:
        while name in used:
            name += "_"
        used.add(name)
        names.append(name)
    return names


def joined(words: Iterable[str]) -> str:
    """Words in one cell, `a; b`; as a JSON list where one of them could be taken for two."""
    several = list(words)
    if any(";" in word or word.startswith("[") or word != word.strip() or not word for word in several):
        return json.dumps(several, ensure_ascii=False)
    return "; ".join(several)


# The tables


def _articles(schema: Schema) -> Table:
    names = ("id", "title", "source", "url", "published", "meta", "schema", "text")

    def rows(outgoing: Outgoing) -> Iterator[Row]:
        one = outgoing.article
        meta = json.dumps(dict(one.meta), ensure_ascii=False) if one.meta else ""
        yield one.id, one.title, one.source, one.url, one.published, meta, schema.tag, one.text

    return Table(name=ARTICLES, columns=tuple(map(Column, names)), rows=rows)


def _actors() -> Table:
    names = ("id", "name", "kind", "wikidata", "aliases", "note")
    seen: set[str] = set()

    def rows(outgoing: Outgoing) -> Iterator[Row]:
        for one in outgoing.labels.actors:
            if one.id not in seen:
                seen.add(one.id)
                yield one.id, one.name, one.kind, one.wikidata, joined(one.aliases), one.note

    return Table(name=ACTORS, columns=tuple(map(Column, names)), rows=rows)


def _progress() -> Table:
    columns = (*map(Column, ("article", "annotator", "state", "revealed")), Column("blind", "flag"))

    def rows(outgoing: Outgoing) -> Iterator[Row]:
        for one in outgoing.progress:
            yield outgoing.article.id, one.annotator, one.state, joined(one.revealed), one.blind

    return Table(name=PROGRESS, columns=columns, rows=rows)


_COMMON = (
    *(Column("article"), Column("id"), Column("annotator"), Column("status"), Column("origin")),
    *(Column("changed", "flag"), Column("start", "whole"), Column("end", "whole"), Column("model")),
    *(Column("score", "number"), Column("reason"), Column("note"), Column("flagged", "flag"), Column("made_under")),
)


def _annotations(layer: Layer, name: str) -> Table:
    wanted = [
        *(heading for role in layer.spans for heading in (role.id, f"{role.id}_at")),
        *(heading for role in layer.actors for heading in (f"{role.id}_name", f"{role.id}_id")),
        *(field.id for field in layer.fields),
    ]
    own = map(Column, free_names(wanted, taken=[column.name for column in _COMMON]))

    def rows(outgoing: Outgoing) -> Iterator[Row]:
        cast = {actor.id: actor for actor in outgoing.labels.actors}
        for one in sorted(outgoing.labels.annotations, key=lambda one: one.place):
            if one.layer == layer.id:
                yield (*_common(one), *_own(one, layer, outgoing.article.text, cast))

    return Table(name=name, columns=(*_COMMON, *own), rows=rows)


def _common(one: Annotation) -> Row:
    return (
        *(one.article, one.id, one.annotator, one.status, one.origin, one.changed, one.start, one.end),
        *(one.model, one.score, one.reason, one.note, one.flagged, one.schema),
    )


def _own(one: Annotation, layer: Layer, text: str, cast: Mapping[str, Actor]) -> Row:
    cells: list[Cell] = []
    for role in layer.spans:
        pieces = one.spans.get(role.id, ())
        cells += [text_of(one, role.id, text), "; ".join(f"{start}-{end}" for start, end in pieces)]
    for role in layer.actors:
        cells += [names_of(one, role.id, cast), joined(one.actors.get(role.id, ()))]
    return (*cells, *(one.values.get(field.id, "") for field in layer.fields))
