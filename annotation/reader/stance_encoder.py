"""The packaged encoder that judges pairs: passages in, probabilities of support and opposition out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy
from numpy.typing import NDArray
from tokenizers import Tokenizer  # pyright: ignore[reportMissingTypeStubs]

from annotation.reader.batches import inputs, together
from annotation.reader.packaged import Network, table
from annotation.reader.pairs import Passage
from annotation.reader.pieces import pieces_with

Floats = NDArray[numpy.float32]
POLARITIES = ("support", "oppose")

_TOGETHER = 2048  # pieces of one run: more take more memory and no less time


class Judged(NamedTuple):
    """By order of the pair (first about second, second about first): the calibrated probability of each of POLARITIES,
    and by piece of the passage how much the answer rests on it.
    """

    chances: Floats
    looks: Floats


class StanceEncoder:
    """Judges passages with two marked actors."""

    def __init__(self, network: Network, tokenizer: Tokenizer, tuned: Mapping[str, Any]) -> None:
        """`tuned` has by polarity its `thresholds`, and slope and shift of its `calibration`."""
        self._network = network
        self._calibration: dict[str, tuple[float, float]] = tuned["calibration"]
        self.thresholds: dict[str, float] = tuned["thresholds"]
        self.pieces = pieces_with(tokenizer)

    def judge(self, passages: Sequence[Passage]) -> list[Judged]:
        """What it finds in each passage."""
        found: dict[int, Judged] = {}
        for numbers in together(passages, pieces=_TOGETHER):
            logits, looks = self._network.run(inputs([passages[number] for number in numbers]))
            chances = self._calibrated(logits)
            for row, number in enumerate(numbers):
                found[number] = Judged(chances[row], looks[row])
        return [found[number] for number in range(len(passages))]

    def _calibrated(self, logits: Floats) -> Floats:
        """Platt's scaling (1999) of the log odds of each polarity."""
        exponents = numpy.exp(logits - logits.max(axis=2, keepdims=True))
        chances = exponents / exponents.sum(axis=2, keepdims=True)
        columns: list[Floats] = []
        for number, polarity in enumerate(POLARITIES, 1):
            slope, shift = self._calibration[polarity]
            chance = numpy.clip(chances[:, :, number], 1e-6, 1 - 1e-6)
            columns.append(1 / (1 + numpy.exp(-(slope * numpy.log(chance / (1 - chance)) + shift))))
        return numpy.stack(columns, axis=2)


def load(folder: Path) -> StanceEncoder | None:
    """The encoder whose files lie in `folder`, or None where there is none; raises WeightsProblem for damaged files."""
    paths = [folder / name for name in ("stance.onnx", "tokenizer.json", "stance.json")]
    if not all(path.is_file() for path in paths):
        return None
    return StanceEncoder(Network(paths[0]), Tokenizer.from_file(str(paths[1])), table(paths[2]))
