"""Rows of pieces side by side, as a network takes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

import numpy
from numpy.typing import NDArray


class Pieced(Protocol):
    """Something in pieces: their ids, and as many types."""

    @property
    def ids(self) -> list[int]:
        """The ids of its pieces."""
        ...

    @property
    def types(self) -> list[int]:
        """The types of its pieces."""
        ...


def together(rows: Sequence[Pieced], *, pieces: int) -> Iterator[list[int]]:
    """The numbers of rows of about the same length, at most `pieces` pieces with padding, so that little is padded."""
    chosen: list[int] = []
    for number in sorted(range(len(rows)), key=lambda number: len(rows[number].ids)):
        if chosen and (len(chosen) + 1) * len(rows[number].ids) > pieces:
            yield chosen
            chosen = []
        chosen.append(number)
    if chosen:
        yield chosen


def inputs(rows: Sequence[Pieced]) -> dict[str, NDArray[Any]]:
    """Ids, types and mask, [rows, pieces] each, padded to the longest row."""
    shape = (len(rows), max(len(row.ids) for row in rows))
    ids, types, mask = (numpy.zeros(shape, numpy.int64) for _ in range(3))
    for number, row in enumerate(rows):
        length = len(row.ids)
        ids[number, :length], types[number, :length], mask[number, :length] = row.ids, row.types, 1
    return {"ids": ids, "types": types, "mask": mask}
