"""What the stance encoder learns, task by task: rows drawn anew for every epoch, and the loss of a batch of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import torch
from numpy.random import Generator
from torch import Tensor
from torch.nn import functional

from annotation.reader.pieces import Pieces
from training import stance_silver
from training.stance_batches import Batch
from training.stance_data import Row, pairs, row, tones, varied
from training.stance_network import PairReader


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How to train: everything that the result depends on, besides the corpora.

    `layers` says how many of the small encoder's layers are used; None takes the large encoder.
    """

    seed: int = 1
    layers: int | None = 6
    epochs: int = 4
    pieces: int = 3072
    rate: float = 2e-4
    head_rate: float = 1e-3
    warm: float = 0.1
    smooth: float = 0.05
    dropped: float = 0.1
    tone_weight: float = 0.5
    polar_weight: float = 1.2
    neutral_share: float = 0.7
    tone_share: float = 0.5
    silver_weight: float = 1.0
    silver_share: float = 0.3
    """Of silver passages that the teacher finds neutral; `doubt` is up to which probability of a polarity it does."""
    doubt: float = 0.1


TEACHER = Plan(layers=None, epochs=3, rate=5e-5, head_rate=5e-4)


class Task(NamedTuple):
    """One thing to learn."""

    draw: Callable[[Generator], list[Row]]
    loss: Callable[[PairReader, Batch], Tensor]


def tasks(plan: Plan, corpora: Path, cut: Pieces, silver: Path | None) -> Iterator[Task]:
    """Who feels what about whom; the tone towards one; and, with a folder `silver`, what a teacher says of passages."""
    yield _judging(plan, corpora, cut)
    if plan.tone_weight:
        yield _hearing(plan, corpora, cut)
    if silver is not None:
        yield _following(plan, silver)


def _judging(plan: Plan, corpora: Path, cut: Pieces) -> Task:
    items = list(pairs(corpora, "train"))

    def draw(generator: Generator) -> list[Row]:
        drawn = (item for item in items if any(item.labels) or generator.random() < plan.neutral_share)
        return [row(item, cut, generator, dropped=plan.dropped) for item in drawn]

    def loss(model: PairReader, batch: Batch) -> Tensor:
        found, _ = model(*batch.passages)
        labels = batch.labels.flatten()
        return functional.cross_entropy(found.flatten(0, 1), labels, weight=_weights(plan), label_smoothing=plan.smooth)

    return Task(draw, loss)


def _hearing(plan: Plan, corpora: Path, cut: Pieces) -> Task:
    items = list(tones(corpora))

    def draw(generator: Generator) -> list[Row]:
        drawn = (item for item in items if generator.random() < plan.tone_share)
        return [row(item, cut, generator, dropped=plan.dropped) for item in drawn]

    def loss(model: PairReader, batch: Batch) -> Tensor:
        found = model.tones(*batch.passages)
        return plan.tone_weight * functional.cross_entropy(found, batch.labels[:, 0], label_smoothing=plan.smooth)

    return Task(draw, loss)


def _following(plan: Plan, silver: Path) -> Task:
    rows = stance_silver.read(silver)
    is_neutral = [bool((one.labels[:, 1:] < plan.doubt).all()) for one in rows]

    def draw(generator: Generator) -> list[Row]:
        drawn = (
            one
            for one, neutral in zip(rows, is_neutral, strict=True)
            if not neutral or generator.random() < plan.silver_share
        )
        return [varied(one, generator, dropped=plan.dropped) for one in drawn]

    def loss(model: PairReader, batch: Batch) -> Tensor:
        found, _ = model(*batch.passages)
        chances = batch.labels.flatten(0, 1)
        return plan.silver_weight * functional.cross_entropy(found.flatten(0, 1), chances, weight=_weights(plan))

    return Task(draw, loss)


def _weights(plan: Plan) -> Tensor:
    """The two polarities count more than neutrality, which there is most of."""
    return torch.tensor([1.0, plan.polar_weight, plan.polar_weight])
