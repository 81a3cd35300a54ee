"""Rows of passages side by side, as the stance encoder learns from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy
import torch
from torch import Tensor

from training.stance_data import Row


@dataclass(frozen=True, slots=True)
class Batch:
    """Passages side by side, padded to the longest."""

    ids: Tensor
    types: Tensor
    mask: Tensor
    labels: Tensor

    @property
    def passages(self) -> tuple[Tensor, Tensor, Tensor]:
        """What the encoder takes."""
        return self.ids, self.types, self.mask


def batch_of(rows: Sequence[Row]) -> Batch:
    """The rows side by side."""
    return Batch(
        _padded([one.passage.ids for one in rows]),
        _padded([one.passage.types for one in rows]),
        _padded([[1] * len(one.passage.ids) for one in rows]),
        torch.tensor(numpy.array([one.labels for one in rows])),
    )


def _padded(rows: Sequence[Sequence[int]]) -> Tensor:
    length = _rounded(max(map(len, rows)))
    return torch.tensor([[*one, *[0] * (length - len(one))] for one in rows])


def batches(rows: Sequence[Row], pieces: int, generator: numpy.random.Generator | None = None) -> Iterator[list[int]]:
    """The numbers of rows whose length, rounded up, is the same; at most `pieces` pieces together.

    So there are few shapes of batches, which the library's multiplications are made for one by one.
    """
    order = numpy.arange(len(rows)) if generator is None else generator.permutation(len(rows))
    by_length: dict[int, list[int]] = {}
    for number in order.tolist():
        by_length.setdefault(_rounded(len(rows[number].passage.ids)), []).append(number)
    for length, numbers in by_length.items():
        together = max(1, pieces // length)
        yield from (numbers[begin : begin + together] for begin in range(0, len(numbers), together))


def _rounded(length: int) -> int:
    return -(-length // 8) * 8
