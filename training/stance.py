"""Fine-tunes a small encoder to tell who supports or opposes whom (directed sentiment, with NewsMTSC beside it)."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy
import torch
from rich.progress import track
from torch import Tensor
from torch.nn import functional

from annotation.reader.pieces import Pieces
from training.stance_data import Item, Row, pairs, row, tones
from training.stance_network import PairReader
from training.states import keep, resume
from training.tagging import pieces_of_base


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How to train: everything that the result depends on, besides the corpora."""

    seed: int = 1
    layers: int = 4
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
        torch.tensor([one.labels for one in rows]),
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


def train(plan: Plan, corpora: Path, out: Path) -> PairReader:
    """Trains, and keeps the state after every epoch in `out`, from where the same call goes on.

    Raises:
        FileNotFoundError: a corpus is missing.
    """
    cut = pieces_of_base()
    learnt = list(pairs(corpora, "train"))
    toned = list(tones(corpora)) if plan.tone_weight else []
    held = {part: [row(item, cut) for item in pairs(corpora, part)] for part in ("tune", "dev")}
    model = PairReader(plan.seed, layers=plan.layers)
    steps = plan.epochs * _steps(plan, learnt, toned, cut)
    optimiser, schedule = _optimiser(model, plan, steps)
    begun = resume(out, model, optimiser, schedule)
    for epoch in range(begun, plan.epochs):
        generator = numpy.random.default_rng((plan.seed, epoch))
        spent = _epoch(
            model, plan, [learnt, toned], cut, generator, optimiser, schedule, f"Epoch {epoch + 1} of {plan.epochs}"
        )
        keep(out, model, optimiser, schedule, epoch + 1)
        found = {part: scores(predict(model, rows), gold_of(rows)) for part, rows in held.items()}
        print(f"epoch {epoch + 1}: loss {spent:.4f}", flush=True)
        for part, figures in found.items():
            print("  ", part, figures, flush=True)
    return model


def _steps(plan: Plan, learnt: Sequence[Item], toned: Sequence[Item], cut: Pieces) -> int:
    """About how many batches an epoch has."""
    polar = [row(item, cut) for item in learnt if any(item.labels)]
    neutral = [row(item, cut) for item in learnt if not any(item.labels)]
    shares = (
        (polar, 1.0),
        (neutral, plan.neutral_share),
        ([row(item, cut) for item in toned], plan.tone_share),
    )
    return int(sum(share * len(list(batches(rows, plan.pieces))) for rows, share in shares))


def _epoch(
    model: PairReader,
    plan: Plan,
    tasks: Sequence[Sequence[Item]],
    cut: Pieces,
    generator: numpy.random.Generator,
    optimiser: Any,
    schedule: Any,
    name: str,
) -> float:
    learnt, toned = tasks
    drawn = [
        [item for item in learnt if any(item.labels) or generator.random() < plan.neutral_share],
        [item for item in toned if generator.random() < plan.tone_share],
    ]
    made = [[row(item, cut, generator, dropped=plan.dropped) for item in some] for some in drawn]
    chosen = [(task, numbers) for task, rows in enumerate(made) for numbers in batches(rows, plan.pieces, generator)]
    spent = 0.0
    begun = time.monotonic()
    model.train()
    for at in track(generator.permutation(len(chosen)), name):
        task, numbers = chosen[at]
        loss = loss_of(model, plan, batch_of([made[task][number] for number in numbers]), is_tone=task == 1)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad()
        spent += loss.item()
    print(f"{len(chosen)} batches in {time.monotonic() - begun:.0f} s", flush=True)
    return spent / len(chosen)


def loss_of(model: PairReader, plan: Plan, batch: Batch, *, is_tone: bool) -> Tensor:
    """The loss of one batch; the two polarities count more than neutrality, which there is most of."""
    if is_tone:
        found = model.tones(*batch.passages)
        return plan.tone_weight * functional.cross_entropy(found, batch.labels[:, 0], label_smoothing=plan.smooth)
    found, _ = model(*batch.passages)
    weights = torch.tensor([1.0, plan.polar_weight, plan.polar_weight])
    return functional.cross_entropy(
        found.flatten(0, 1), batch.labels.flatten(), weight=weights, label_smoothing=plan.smooth
    )


def _optimiser(
    model: PairReader, plan: Plan, steps: int
) -> tuple[torch.optim.AdamW, torch.optim.lr_scheduler.LambdaLR]:
    encoder = [weights for weights in model.encoder.parameters() if weights.requires_grad]
    inside = {id(weights) for weights in model.encoder.parameters()}
    heads = [weights for weights in model.parameters() if id(weights) not in inside]
    optimiser = torch.optim.AdamW(
        [{"params": encoder, "lr": plan.rate}, {"params": heads, "lr": plan.head_rate}], weight_decay=0.01
    )
    warm = max(1, int(plan.warm * steps))
    return optimiser, torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / warm, max(0.0, (steps - step) / (steps - warm)))
    )


def kept(out: Path) -> PairReader:
    """What `train` left in `out`."""
    state = torch.load(out / "state.pt")["model"]
    model = PairReader(0, layers=1 + max(int(name.split(".")[3]) for name in state if ".encoder.layer." in f".{name}"))
    model.load_state_dict(state)
    return model


# Scores


def predict(model: PairReader, rows: Sequence[Row]) -> numpy.ndarray:
    """The probabilities of the polarities of both orders of each row: [rows, 2, polarities]."""
    model.eval()
    found = numpy.zeros((len(rows), 2, 3), numpy.float32)
    with torch.no_grad():
        for numbers in batches(rows, 4096):
            batch = batch_of([rows[number] for number in numbers])
            found[numbers] = model(*batch.passages)[0].softmax(2).numpy()
    return found


def gold_of(rows: Sequence[Row]) -> numpy.ndarray:
    """The labels of both orders: [rows, 2]."""
    return numpy.array([one.labels for one in rows])


def scores(found: numpy.ndarray, gold: numpy.ndarray) -> dict[str, float]:
    """For support and oppose: average precision, and the best F1 with its threshold."""
    from sklearn.metrics import average_precision_score, precision_recall_curve

    figures: dict[str, float] = {}
    for label, name in ((1, "support"), (2, "oppose")):
        right, score = (gold == label).ravel(), found[:, :, label].ravel()
        precision, recall, thresholds = precision_recall_curve(right, score)
        f1 = 2 * precision * recall / numpy.maximum(precision + recall, 1e-9)
        best = int(f1[:-1].argmax())
        figures |= {
            f"{name}-ap": round(100 * float(average_precision_score(right, score)), 1),
            f"{name}-f1": round(100 * float(f1[best]), 1),
            f"{name}-at": round(float(thresholds[best]), 3),
        }
    return figures
