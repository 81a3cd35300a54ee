"""Fine-tunes one encoder to find the parts of quotes (PolNeAR) and the names of actors (Worldwide)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy
import torch
from rich.progress import track
from torch import Tensor

from annotation.reader.decoding import tags_of
from annotation.reader.pieces import Pieces
from training.examples import Example, Labelled
from training.network import Tagger, pieces_of_base
from training.states import keep, resume
from training.tagging_data import NAMES, PARTS, SILVER, polnear, worldwide

TASKS = {"parts": PARTS, "names": NAMES, "silver": SILVER}
WEIGHTS = {"parts": 1.0, "names": 1.0, "silver": 0.3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How to train: everything that the result depends on, besides the corpora."""

    seed: int = 1
    epochs: int = 6
    rows: int = 16
    rate: float = 2e-4
    head_rate: float = 2e-3
    warm: float = 0.06


# Training


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows side by side; `firsts` are where each word's first piece is, and `there` which words there are."""

    ids: Tensor
    types: Tensor
    mask: Tensor
    firsts: Tensor
    there: Tensor
    tags: dict[str, Tensor]


def batch_of(chosen: Sequence[Example]) -> Batch:
    """Pads windows to the longest. A task is in the batch where all of them have it."""
    tasks = set(TASKS).intersection(*(example.tags for example in chosen))
    return Batch(
        _padded([example.window.ids for example in chosen]),
        _padded([example.window.types for example in chosen]),
        _padded([[1] * len(example.window.ids) for example in chosen]),
        _padded([example.window.firsts for example in chosen]),
        _padded([[1] * len(example.window.firsts) for example in chosen]).bool(),
        {task: _padded([example.tags[task] for example in chosen]) for task in sorted(tasks)},
    )


def _padded(rows: Sequence[Sequence[int]]) -> Tensor:
    # Rounded up, so that there are few shapes: the multiplications are compiled for each one by itself.
    length = -(-max(map(len, rows)) // 32) * 32
    return torch.tensor([[*row, *[0] * (length - len(row))] for row in rows])


def word_states(model: Tagger, batch: Batch) -> Tensor:
    """The state of each word's first piece: [rows, words, width]."""
    states = model.encode(batch.ids, batch.types, batch.mask)
    return states.gather(1, batch.firsts[:, :, None].expand(-1, -1, states.shape[2]))


def losses(model: Tagger, batch: Batch) -> Tensor:
    """The weighted loss of all tasks that the batch has."""
    states = word_states(model, batch)
    total = states.new_zeros(())
    for task, tags in batch.tags.items():
        total = total + WEIGHTS[task] * model.chains[task](model.heads[task](states), tags, batch.there)
    return total


def train(plan: Plan, corpora: Path, out: Path) -> Tagger:
    """Trains, and keeps the state after every epoch in `out`, from where the same call goes on.

    Raises:
        FileNotFoundError: a corpus is missing.
    """
    pieces = pieces_of_base()
    attributed = [one for windows in polnear(corpora / "polnear/train.jsonl.gz", pieces) for one in windows]
    named = [one for windows in worldwide(corpora / "worldwide/train.jsonl.gz", pieces) for one in windows]
    model = Tagger(TASKS, plan.seed)
    steps = plan.epochs * sum(-(-len(some) // plan.rows) for some in (attributed, named))
    optimiser, schedule = _optimiser(model, plan, steps)
    begun = resume(out, model, optimiser, schedule)
    for epoch in range(begun, plan.epochs):
        generator = numpy.random.default_rng((plan.seed, epoch))
        batches = [*_batches(attributed, plan, generator), *_batches(named, plan, generator)]
        order = generator.permutation(len(batches))
        spent = 0.0
        model.train()
        for number in track(order, f"Epoch {epoch + 1} of {plan.epochs}"):
            loss = losses(model, batch_of(batches[number]))
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            optimiser.zero_grad()
            spent += loss.item()
        keep(out, model, optimiser, schedule, epoch + 1)
        print(f"epoch {epoch + 1}: loss {spent / len(batches):.3f}", scores(model, corpora, pieces), flush=True)
    return model


def _batches(some: Sequence[Example], plan: Plan, generator: numpy.random.Generator) -> Iterator[list[Example]]:
    """Batches of windows of about the same length, so that little is padded; made anew each time."""
    order = sorted(range(len(some)), key=lambda number: len(some[number].window.ids) + generator.uniform(0, 16))
    for begin in range(0, len(order), plan.rows):
        yield [some[number] for number in order[begin : begin + plan.rows]]


def _optimiser(model: Tagger, plan: Plan, steps: int) -> tuple[torch.optim.AdamW, torch.optim.lr_scheduler.LambdaLR]:
    encoder = [weights for weights in model.encoder.parameters() if weights.requires_grad]
    heads = [*model.heads.parameters(), *model.chains.parameters()]
    optimiser = torch.optim.AdamW(
        [{"params": encoder, "lr": plan.rate}, {"params": heads, "lr": plan.head_rate}], weight_decay=0.01
    )
    warm = max(1, int(plan.warm * steps))
    return optimiser, torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / warm, max(0.0, (steps - step) / (steps - warm)))
    )


def kept(out: Path) -> Tagger:
    """What `train` left in `out`."""
    model = Tagger(TASKS, 0)
    model.load_state_dict(torch.load(out / "state.pt")["model"])
    return model


# Scores while training


def scores(model: Tagger, corpora: Path, pieces: Pieces) -> dict[str, float]:
    """Exact F1 by label on the development articles; spans that windows cut count as the windows have them."""
    model.eval()
    found = _exact(model, "parts", [e for w in polnear(corpora / "polnear/dev.jsonl.gz", pieces) for e in w])
    return found | _exact(model, "names", [e for w in worldwide(corpora / "worldwide/dev.jsonl.gz", pieces) for e in w])


def _exact(model: Tagger, task: str, some: Sequence[Example]) -> dict[str, float]:
    chain = model.chains[task].chain()
    tags = tags_of(chain.labels)
    counts = {label: [0, 0, 0] for label in chain.labels}
    for begin in range(0, len(some), 32):
        chosen = some[begin : begin + 32]
        batch = batch_of(chosen)
        with torch.no_grad():
            emitted = model.heads[task](word_states(model, batch)).numpy()
        rows = [row[: len(example.window.firsts)] for row, example in zip(emitted, chosen, strict=True)]
        for spans, example in zip(chain.decode(rows), chosen, strict=True):
            gold = set(_spans([tags[number] for number in example.tags[task]]))
            mine = {(span.start, span.end, span.label) for span in spans}
            for label, numbers in counts.items():
                for place, group in enumerate((gold & mine, mine, gold)):
                    numbers[place] += sum(span[2] == label for span in group)
    return {label: round(200 * right / max(1, mine + gold), 1) for label, (right, mine, gold) in counts.items()}


def _spans(tags: Sequence[str]) -> Iterator[Labelled]:
    edges = [at for at, tag in enumerate(tags) if tag[0] in "BSO" or (tag[0] in "IE" and at == 0)]
    for start, end in pairwise([*edges, len(tags)]):
        if tags[start] != "O":
            yield start, end, tags[start][2:]
