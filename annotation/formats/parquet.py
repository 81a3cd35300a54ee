"""Apache Parquet, one row an article with its labels nested in it; and the same as a folder that Hugging Face's
`datasets` loads: export only, and nothing is lost.

The package pyarrow is large and not needed otherwise, so that it comes with the extra `parquet`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotation.errors import Problem
from annotation.exchange import Record, actor_to_record
from annotation.formats.base import Format, Loss, Outgoing, replacing, replacing_folder
from annotation.formats.tables import Table, free_names, layer_tables
from annotation.model import Annotation

if TYPE_CHECKING:
    from annotation.schema import Layer, Schema

_ARTICLES_A_GROUP = 500
_PLAIN = ("id", "title", "text", "source", "url", "published", "meta", "schema")
_LABELS = ("actors", "progress")


def write(outgoings: Iterable[Outgoing], path: Path, schema: Schema) -> list[Loss]:
    """Writes one Parquet file.

    Raises:
        Problem: pyarrow is not installed, or the file could not be written.
    """
    arrow = _Arrow(schema)
    with replacing(path) as part, arrow.opened(part, arrow.articles) as file:
        for portion in _portions(outgoings):
            arrow.put(file, [arrow.article(one) for one in portion], arrow.articles)
    return []


def write_folder(outgoings: Iterable[Outgoing], path: Path, schema: Schema) -> list[Loss]:
    """Writes a folder: a card, the nested articles in `data/train.parquet`, and a flat table for each layer.

    Raises:
        Problem: pyarrow is not installed, or the folder is there already or could not be written.
    """
    arrow = _Arrow(schema)
    tables = layer_tables(schema)
    with replacing_folder(path) as part:
        for folder in ("data", "tables"):
            (part / folder).mkdir()
        with ExitStack() as files:
            nested = files.enter_context(arrow.opened(part / "data" / "train.parquet", arrow.articles))
            flat = [
                (table, files.enter_context(arrow.opened(part / _place(table), arrow.flat(table)))) for table in tables
            ]
            counts = dict.fromkeys(["articles", *(table.name for table in tables)], 0)
            for portion in _portions(outgoings):
                arrow.put(nested, [arrow.article(one) for one in portion], arrow.articles)
                counts["articles"] += len(portion)
                for table, file in flat:
                    counts[table.name] += arrow.put(file, _rows(table, portion), arrow.flat(table))
        (part / "README.md").write_text(_card(path.name, schema, arrow, tables, counts), "utf-8")
    return []


PARQUET = Format(name="parquet", title="Parquet", suffixes=(".parquet",), write=write)
DATASETS = Format(name="datasets", title="Hugging Face dataset", suffixes=(), write=write_folder, folder=True)


def _portions(outgoings: Iterable[Outgoing]) -> Iterator[list[Outgoing]]:
    articles = iter(outgoings)
    while portion := list(islice(articles, _ARTICLES_A_GROUP)):
        yield portion


def _place(table: Table) -> str:
    return f"tables/{table.name}.parquet"


def _rows(table: Table, portion: Iterable[Outgoing]) -> list[Record]:
    names = [column.name for column in table.columns]
    return [dict(zip(names, row, strict=True)) for outgoing in portion for row in table.rows(outgoing)]


class _Arrow:
    """What of pyarrow is needed to write the articles of one project."""

    def __init__(self, schema: Schema) -> None:
        try:
            self._arrow: Any = import_module("pyarrow")
            self._parquet: Any = import_module("pyarrow.parquet")
        except ImportError as error:
            raise Problem(
                "Parquet needs the package pyarrow, which is not installed; "
                "run: pip install 'standpoint[parquet]', or export as jsonl."
            ) from error
        self._tag = schema.tag
        names = free_names((f"{layer.id}s" for layer in schema.layers), taken=(*_PLAIN, *_LABELS))
        self._layers: Mapping[str, Layer] = dict(zip(names, schema.layers, strict=True))
        self.articles: Any = self._articles()

    def opened(self, path: Path, columns: Any) -> Any:
        """A file to put rows in; it is to be closed."""
        return self._parquet.ParquetWriter(path, columns, compression="zstd")

    def put(self, file: Any, rows: Sequence[Record], columns: Any) -> int:
        """Writes rows as one group, and says how many."""
        if rows:
            file.write_table(self._arrow.Table.from_pylist(list(rows), schema=columns))
        return len(rows)

    def flat(self, table: Table) -> Any:
        """The columns of a flat table."""
        arrow = self._arrow
        types = {"text": arrow.string(), "whole": arrow.int64(), "number": arrow.float64(), "flag": arrow.bool_()}
        return arrow.schema([(column.name, types[column.type]) for column in table.columns])

    def article(self, outgoing: Outgoing) -> Record:
        """The row of an article."""
        article, labels = outgoing.article, outgoing.labels
        meta = json.dumps(dict(article.meta), ensure_ascii=False)
        plain = (*(getattr(article, name) for name in _PLAIN[:6]), meta, self._tag)
        ordered = sorted(labels.annotations, key=lambda one: one.place)
        return {
            **dict(zip(_PLAIN, plain, strict=True)),
            "actors": [{"note": "", "aliases": []} | actor_to_record(actor) for actor in labels.actors],
            "progress": [
                {"annotator": one.annotator, "state": one.state, "revealed": list(one.revealed), "blind": one.blind}
                for one in outgoing.progress
            ],
            **{
                name: [_annotation(one, layer, article.text) for one in ordered if one.layer == layer.id]
                for name, layer in self._layers.items()
            },
        }

    def _articles(self) -> Any:
        arrow = self._arrow
        text, flag, texts = arrow.string(), arrow.bool_(), arrow.list_(arrow.string())
        actor = [(name, text) for name in ("id", "name", "kind", "wikidata", "note")]
        progress = [("annotator", text), ("state", text), ("revealed", texts), ("blind", flag)]
        return arrow.schema(
            [
                *((name, text) for name in _PLAIN),
                ("actors", arrow.list_(arrow.struct([*actor, ("aliases", texts)]))),
                ("progress", arrow.list_(arrow.struct(progress))),
                *((name, arrow.list_(self._annotation_type(layer))) for name, layer in self._layers.items()),
            ]
        )

    def _annotation_type(self, layer: Layer) -> Any:
        """A layer without actors or fields has no such part: Parquet cannot hold an empty one."""
        arrow = self._arrow
        text, flag, texts = arrow.string(), arrow.bool_(), arrow.list_(arrow.string())
        pieces = arrow.list_(arrow.struct([("start", arrow.int64()), ("end", arrow.int64()), ("text", text)]))
        parts = {
            "spans": [(role.id, pieces) for role in layer.spans],
            "actors": [(role.id, texts) for role in layer.actors],
            "values": [(field.id, text) for field in layer.fields],
        }
        return arrow.struct(
            [
                *((name, text) for name in ("id", "annotator", "status", "origin", "model", "reason", "note")),
                *(("made_under", text), ("changed", flag), ("flagged", flag), ("score", arrow.float64())),
                *((name, arrow.struct(inner)) for name, inner in parts.items() if inner),
            ]
        )


def _annotation(one: Annotation, layer: Layer, text: str) -> Record:
    return {
        **{name: getattr(one, name) for name in ("id", "annotator", "status", "origin", "model", "reason", "note")},
        "made_under": one.schema,
        "changed": one.changed,
        "flagged": one.flagged,
        "score": one.score,
        "spans": {
            role.id: [{"start": s, "end": e, "text": text[s:e]} for s, e in one.spans.get(role.id, ())]
            for role in layer.spans
        },
        "actors": {role.id: list(one.actors.get(role.id, ())) for role in layer.actors},
        "values": {field.id: one.values.get(field.id) for field in layer.fields},
    }


# The card


def _card(name: str, schema: Schema, arrow: _Arrow, tables: Sequence[Table], counts: Mapping[str, int]) -> str:
    """The card of the dataset: the head that `datasets` reads, what is in it, and what its maker must still say."""
    configs = [("articles", "data/train.parquet"), *((table.name, _place(table)) for table in tables)]
    head = ["---", f"pretty_name: {json.dumps(name, ensure_ascii=False)}", "configs:"]
    for config, place in configs:
        head += [f"- config_name: {config}", "  data_files:", "  - split: train", f"    path: {place}"]
        head += ["  default: true"] if config == "articles" else []
    return "\n".join(
        [
            *(*head, "---", "", f"# {name}", ""),
            f"News articles labelled with Standpoint under the labels `{schema.tag}`. Offsets are half-open",
            "`[start, end)` and count Unicode code points of `text`.",
            *("", "| Configuration | File | Rows |", "| --- | --- | --- |"),
            *(f"| `{config}` | `{place}` | {counts[config]:,} |" for config, place in configs),
            *("", "## Features", ""),
            "`articles` holds everything, an article a row, with the annotations of a layer as a list:",
            *("", "| Column | Type |", "| --- | --- |"),
            *(f"| `{column.name}` | `{column.type}` |" for column in arrow.articles),
            *("", "The others are flat, an annotation a row.", "", "## Licence", ""),
            "**Not stated yet.** Whoever publishes this dataset must fill in the licence of the labels, and must have",
            "the right to publish the articles' texts; the program that wrote this file knows of neither.",
            *("", "## Who labelled what, and how", "", "**Not stated yet.**", ""),
        ]
    )
