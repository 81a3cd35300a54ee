"""CSV: tables for spreadsheets out, a folder of them; articles in, one a row of a file with a column of texts.

A spreadsheet takes a cell that begins with `=`, `+`, `-` or `@` for a formula and runs it. Such a cell gets an
apostrophe in front on the way out, which is taken off again on the way in.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from annotation.describe import counted, excerpt
from annotation.errors import ImportProblem
from annotation.formats.base import Format, Incoming, Loss, Outgoing, Refused, replacing_folder, stable_id
from annotation.formats.decode import decode
from annotation.formats.explain import quoted
from annotation.formats.repair import headline, repair, tell
from annotation.formats.tables import Cell, Row, Table, all_tables
from annotation.model import Article, Span

if TYPE_CHECKING:
    from annotation.schema import Schema

LONGEST_CELL = 32_767
"""How many characters of a cell spreadsheets keep."""

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_LARGEST_FIELD = 1 << 30
_HEAD = 1 << 16
_DELIMITERS = ",;\t|"
_TEXT = ("text", "body", "content")
_KNOWN = {
    **dict.fromkeys(_TEXT, "text"),
    **dict.fromkeys(("title", "headline"), "title"),
    **dict.fromkeys(("published", "date", "pubdate"), "published"),
    **dict.fromkeys(("source", "outlet", "publisher"), "source"),
    **dict.fromkeys(("url", "link"), "url"),
}


# Out


def write(outgoings: Iterable[Outgoing], path: Path, schema: Schema) -> list[Loss]:
    """Writes a folder of CSV files in UTF-8 with a byte order mark, and returns which cells a spreadsheet alters.

    Raises:
        Problem: the folder is there already and not empty, or could not be written.
    """
    losses: list[Loss] = []
    with replacing_folder(path) as part, ExitStack() as files:
        tables = [(table, files.enter_context(_opened(part / f"{table.name}.csv"))) for table in all_tables(schema)]
        writers = [(table, csv.writer(file)) for table, file in tables]
        for table, writer in writers:
            writer.writerow([column.name for column in table.columns])
        for outgoing in outgoings:
            for table, writer in writers:
                for row in table.rows(outgoing):
                    writer.writerow([_cell(value) for value in row])
                    losses += _losses(outgoing.article, table, row)
    return losses


def _opened(path: Path) -> TextIO:
    return path.open("w", encoding="utf-8-sig", newline="")


def _cell(value: Cell) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return f"'{value}" if _FORMULA.match(value) else value
        case _:
            return str(value)


def _losses(article: Article, table: Table, row: Row) -> Iterator[Loss]:
    for column, value in zip(table.columns, row, strict=True):
        if not isinstance(value, str):
            continue
        where = f"In {table.name}.csv, column “{column.name}”"
        if _FORMULA.match(value):
            told = f"{where}, “{excerpt(value, 40)}” got an apostrophe in front, for it begins like a formula."
            yield _loss(article, told)
        if len(value) > LONGEST_CELL:
            told = f"{where}, spreadsheets cut {len(value):,} characters to {LONGEST_CELL:,}; the file has them all."
            yield _loss(article, told)


def _loss(article: Article, message: str) -> Loss:
    return Loss(article=article.id, title=article.title, span=Span(0, 0), what="flattened", message=message)


# In


def read(path: Path, schema: Schema) -> Iterator[Incoming | Refused]:
    """The articles of the file at `path`, one a row; a row that is not right is refused and the next one read.

    Raises:
        ImportProblem: the file is empty or no text, or has no column of texts.
        OSError: it cannot be read.
    """
    csv.field_size_limit(_LARGEST_FIELD)
    with _lines(path) as lines:
        head = lines.read(_HEAD)
        delimiter = _delimiter(head)
        lines.seek(0)
        rows = csv.reader(lines, delimiter=delimiter, strict=True)
        columns = [name.strip() for name in next(rows)]
        while True:
            where = f"{path}, line {rows.line_num + 1}"
            try:
                row = next(rows, None)
            except (csv.Error, UnicodeDecodeError) as error:
                yield Refused(where, f"From here on it is no CSV ({error}); correct it and save it again as UTF-8.")
                return
            if row is None:
                return
            if any(cell.strip() for cell in row):
                yield _taken(columns, row, where)


def _lines(path: Path) -> TextIO:
    """The file as text: as it is where it is UTF-8, else decoded in memory."""
    return (
        path.open(encoding="utf-8-sig", newline="")
        if _is_utf8(path)
        else StringIO(decode(path.read_bytes()).text, newline="")
    )


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    blank = True
    try:
        with path.open("rb") as file:
            for portion in iter(lambda: file.read(1 << 20), b""):
                if 0 in portion:
                    return False
                blank = not decoder.decode(portion).strip("\ufeff \t\r\n") and blank
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return not blank


def _delimiter(head: str) -> str:
    """The delimiter with which the first row has a column of texts, and the most columns.

    Raises:
        ImportProblem: there is none.
    """
    found = {delimiter: _first_row(head, delimiter) for delimiter in _DELIMITERS}
    able = {delimiter: row for delimiter, row in found.items() if any(name in _TEXT for name in row)}
    if not able:
        raise ImportProblem(
            "Its first line names no column “text”, “body” or “content”; give the one with the articles that name."
        )
    best = max(able, key=lambda delimiter: len(able[delimiter]))
    _refuse_twins(able[best])
    return best


def _first_row(head: str, delimiter: str) -> list[str]:
    try:
        return [
            name.strip().casefold() for name in next(csv.reader(head.splitlines(keepends=True), delimiter=delimiter))
        ]
    except (csv.Error, StopIteration):
        return []


def _refuse_twins(names: Sequence[str]) -> None:
    wanted = [_KNOWN[name] for name in names if name in _KNOWN]
    twins = [name for name in names if name in _KNOWN and wanted.count(_KNOWN[name]) > 1]
    if twins:
        raise ImportProblem(f"It has several columns for one thing: {quoted(twins)}; rename all but one of them.")


def _taken(columns: Sequence[str], row: Sequence[str], where: str) -> Incoming | Refused:
    if len(row) != len(columns):
        cells, heads = counted(len(row), "cell", "cells"), counted(len(columns), "column", "columns")
        return Refused(
            where, f"The row has {cells}, and the table {heads}; put texts with delimiters in quotation marks."
        )
    plain = [cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell for cell in row]
    told = tell(
        sum(len(a) != len(b) for a, b in zip(row, plain, strict=True)),
        "apostrophe in front of what looks like a formula was taken off.",
        "apostrophes in front of what looks like formulas were taken off.",
    )
    known: dict[str, str] = {}
    meta: dict[str, Any] = {}
    for name, cell in zip(columns, plain, strict=True):
        if field := _KNOWN.get(name.casefold()):
            known[field] = cell
        elif cell:
            meta[name or "(no name)"] = cell
    return _incoming(known, meta, told, where)


def _incoming(known: dict[str, str], meta: dict[str, Any], told: list[str], where: str) -> Incoming | Refused:
    clean, title = repair(known["text"]), repair(known.get("title", ""))
    if not clean.text:
        return Refused(where, "Its text holds nothing but blanks and control characters; there is nothing to import.")
    article = Article(
        id=stable_id(clean.text),
        text=clean.text,
        title=title.text or headline(clean.text) or excerpt(clean.text, 60),
        source=known.get("source", "").strip() or clean.source,
        url=known.get("url", "").strip() or clean.url,
        published=known.get("published", "").strip(),
        meta=meta,
    )
    original = None if known["text"] == clean.text else known["text"].encode("utf-8", "surrogatepass")
    repairs = (*told, *clean.repairs, *(f"In the title: {one}" for one in title.repairs))
    return Incoming(article=article, original=original, repairs=repairs, where=where)


CSV = Format(name="csv", title="CSV with a column of texts", suffixes=(".csv", ".tsv"), read=read)
TABLES = Format(name="tables", title="CSV tables for spreadsheets", suffixes=(), write=write, folder=True)
