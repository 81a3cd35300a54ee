"""Gzipped JSON lines, and spans as the program has them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from annotation.model import Span
from annotation.offsets import trim


def json_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a gzipped file at `path`, one a line."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def spans(text: str, pieces: Iterable[Sequence[int]]) -> tuple[Span, ...]:
    """The pieces in reading order, without white space at their ends; what is then empty is left out."""
    trimmed = {trim(text, Span(start, end)) for start, end in pieces}
    return tuple(sorted(span for span in trimmed if span.start < span.end))
