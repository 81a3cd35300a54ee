"""Fine-tunes a small encoder to tell who supports or opposes whom (directed sentiment, with NewsMTSC beside it)."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy
import torch
from rich.progress import track

from annotation.reader.pairs import Passage
from training.network import pieces_of_base
from training.stance_batches import batch_of, batches
from training.stance_data import Row, pairs, row
from training.stance_network import PairReader, large, small
from training.stance_tasks import Plan, Task, tasks
from training.states import keep, resume
from training.teacher_network import large_folder


def train(plan: Plan, corpora: Path, out: Path, *, silver: Path | None = None, start: Path | None = None) -> PairReader:
    """Trains, and keeps the state after every epoch in `out`, from where the same call goes on.

    `silver` is a folder with what teachers say of more passages (`training.stance_silver`); `start` one that an
    earlier training left, whose weights this one begins with.

    Raises:
        FileNotFoundError: a corpus is missing.
    """
    cut = pieces_of_base()
    held = {part: [row(item, cut) for item in pairs(corpora, part)] for part in ("tune", "dev")}
    learnt = list(tasks(plan, corpora, cut, silver))
    model = kept(start) if start is not None else _new(plan, out)
    optimiser, schedule = _optimiser(model, plan, plan.epochs * _steps(plan, learnt))
    begun = resume(out, model, optimiser, schedule)
    for epoch in range(begun, plan.epochs):
        generator = numpy.random.default_rng((plan.seed, epoch))
        spent = _epoch(model, plan, learnt, generator, optimiser, schedule, f"Epoch {epoch + 1} of {plan.epochs}")
        keep(out, model, optimiser, schedule, epoch + 1)
        found = {part: scores(predict(model, rows), gold_of(rows)) for part, rows in held.items()}
        print(f"epoch {epoch + 1}: loss {spent:.4f}", flush=True)
        for part, figures in found.items():
            print("  ", part, figures, flush=True)
    return model


def _new(plan: Plan, out: Path) -> PairReader:
    if plan.layers is not None:
        return small(plan.seed, layers=plan.layers)
    out.mkdir(parents=True, exist_ok=True)
    return large(plan.seed, large_folder(out))


def _steps(plan: Plan, learnt: Sequence[Task]) -> int:
    """About how many batches an epoch has: as many as one that is drawn for it."""
    generator = numpy.random.default_rng(plan.seed)
    return sum(len(list(batches(task.draw(generator), plan.pieces))) for task in learnt)


def _epoch(
    model: PairReader,
    plan: Plan,
    learnt: Sequence[Task],
    generator: numpy.random.Generator,
    optimiser: Any,
    schedule: Any,
    name: str,
) -> float:
    drawn = [(task, task.draw(generator)) for task in learnt]
    chosen = [
        (task, [rows[number] for number in numbers])
        for task, rows in drawn
        for numbers in batches(rows, plan.pieces, generator)
    ]
    spent = 0.0
    begun = time.monotonic()
    model.train()
    for at in track(generator.permutation(len(chosen)), name):
        task, rows = chosen[at]
        loss = task.loss(model, batch_of(rows))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad()
        spent += loss.item()
    print(f"{len(chosen)} batches in {time.monotonic() - begun:.0f} s", flush=True)
    return spent / len(chosen)


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
    layers = {int(found[1]) for name in state if (found := re.match(r"encoder\.encoder\.layer\.(\d+)\.", name))}
    model = small(0, layers=len(layers)) if layers else large(0, large_folder(out))
    model.load_state_dict(state)
    return model


def label(passages: Sequence[Passage], teachers: Sequence[Path]) -> list[Row]:
    """The passages with the mean of the probabilities that what is kept in each of `teachers` gives them."""
    blank = [Row(one, numpy.zeros((2, 3), numpy.float32)) for one in passages]
    chances = numpy.zeros((len(passages), 2, 3), numpy.float32)
    for teacher in teachers:
        with torch.autocast("cpu", torch.bfloat16):
            chances += predict(kept(teacher), blank, f"Labelling with {teacher.name}") / len(teachers)
    return [Row(one, found) for one, found in zip(passages, chances, strict=True)]


# Scores


def predict(model: PairReader, rows: Sequence[Row], name: str | None = None) -> numpy.ndarray:
    """The probabilities of the polarities of both orders of each row: [rows, 2, polarities]; with progress if named."""
    model.eval()
    found = numpy.zeros((len(rows), 2, 3), numpy.float32)
    with torch.no_grad():
        for numbers in track(list(batches(rows, 4096)), name or "", disable=name is None):
            batch = batch_of([rows[number] for number in numbers])
            found[numbers] = model(*batch.passages)[0].float().softmax(2).numpy()
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
