"""Packages a trained stance encoder: ONNX in whole numbers of eight bits, thresholds and calibration."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy
import torch
from tokenizers import Tokenizer

from annotation.reader.packaged import Network
from annotation.reader.pairs import FIRST, OTHER, SECOND
from annotation.reader.stance_encoder import POLARITIES, StanceEncoder
from training.exporting import write_onnx, write_tokenizer
from training.network import base_folder, pieces_of_base
from training.stance import gold_of, predict
from training.stance_data import Row, pairs, row
from training.stance_network import PairReader


def export(model: PairReader, corpora: Path, out: Path) -> dict[str, Any]:
    """Writes stance.onnx, stance.json and tokenizer.json to the folder `out`; the figures that they reach.

    Thresholds and calibration come from the sentences kept for tuning, the figures from those of `dev`.
    """
    out.mkdir(parents=True, exist_ok=True)
    _write_network(model, out / "stance.onnx")
    write_tokenizer(out / "tokenizer.json")
    cut = pieces_of_base()
    tune, dev = ([row(item, cut) for item in pairs(corpora, part)] for part in ("tune", "dev"))
    network = Network(out / "stance.onnx")
    table = _table(_chances(network, _NOTHING, tune), gold_of(tune))
    (out / "stance.json").write_text(json.dumps(table, indent=1) + "\n")
    return {
        "dev": figures(_chances(network, table, dev), gold_of(dev), table["thresholds"]),
        "unquantised": figures(_calibrated(predict(model, dev), table), gold_of(dev), table["thresholds"]),
    }


_NOTHING = {"calibration": dict.fromkeys(POLARITIES, (1.0, 0.0)), "thresholds": dict.fromkeys(POLARITIES, 0.5)}


def _write_network(model: PairReader, path: Path) -> None:
    ids = torch.full((2, 9), 2000)
    types = torch.tensor([[0, FIRST, 0, 0, SECOND, 0, 0, OTHER, 0]] * 2)
    outputs = {"logits": ("rows", "orders", "polarities"), "looks": ("rows", "orders", "pieces")}
    write_onnx(model, path, outputs, (ids, types, torch.ones_like(ids)))


def _chances(network: Network, tuned: dict[str, Any], rows: Sequence[Row]) -> numpy.ndarray:
    encoder = StanceEncoder(network, Tokenizer.from_file(str(base_folder() / "tokenizer.json")), tuned)
    return numpy.stack([one.chances for one in encoder.judge([one.passage for one in rows])])


def _table(chances: numpy.ndarray, gold: numpy.ndarray) -> dict[str, Any]:
    """Platt's scaling of the log odds, and the threshold of the best F1 to be expected, for each polarity."""
    from sklearn.linear_model import LogisticRegression

    table: dict[str, Any] = {"calibration": {}, "thresholds": {}}
    for number, polarity in enumerate(POLARITIES):
        right = (gold == number + 1).ravel()
        odds = _odds(chances[:, :, number]).ravel()
        fitted = LogisticRegression(C=1e4).fit(odds[:, None], right)
        slope, shift = float(fitted.coef_[0, 0]), float(fitted.intercept_[0])
        scaled = 1 / (1 + numpy.exp(-(slope * odds + shift)))
        table["calibration"][polarity] = [round(slope, 4), round(shift, 4)]
        table["thresholds"][polarity] = round(_threshold(scaled), 3)
    return table


def _threshold(chances: numpy.ndarray) -> float:
    """Where F1 is best if the chances are true; from few labels the best observed F1 would be mostly luck.

    It lies at half of that F1 (Lipton, Elkan and Naryanaswamy 2014).
    """
    falling = numpy.sort(chances)[::-1]
    expected = 2 * falling.cumsum() / (numpy.arange(1, len(falling) + 1) + falling.sum())
    return float(falling[int(expected.argmax())])


def _odds(chances: numpy.ndarray) -> numpy.ndarray:
    clipped = numpy.clip(chances, 1e-6, 1 - 1e-6)
    return numpy.log(clipped / (1 - clipped))


def _calibrated(found: numpy.ndarray, table: dict[str, Any]) -> numpy.ndarray:
    scaled = [
        1 / (1 + numpy.exp(-(slope * _odds(found[:, :, number + 1]) + shift)))
        for number, (slope, shift) in enumerate(table["calibration"][polarity] for polarity in POLARITIES)
    ]
    return numpy.stack(scaled, 2)


# Figures


def figures(chances: numpy.ndarray, gold: numpy.ndarray, thresholds: dict[str, float]) -> dict[str, Any]:
    """Precision, recall, F1 with its 95 % interval (bootstrap by sentence), average precision and calibration error."""
    from sklearn.metrics import average_precision_score

    found: dict[str, Any] = {}
    for number, polarity in enumerate(POLARITIES):
        right, chance = gold == number + 1, chances[:, :, number]
        given = chance >= thresholds[polarity]
        hits, all_given, all_right = (right & given).sum(1), given.sum(1), right.sum(1)
        found[polarity] = {
            "precision": _percent(hits.sum() / max(1, all_given.sum())),
            "recall": _percent(hits.sum() / all_right.sum()),
            "f1": _percent(2 * hits.sum() / (all_given.sum() + all_right.sum())),
            "interval": _interval(2 * hits, all_given + all_right),
            "ap": _percent(average_precision_score(right.ravel(), chance.ravel())),
            "ece": _percent(calibration_error(chance.ravel(), right.ravel())),
            "ece_of_suggested": _percent(calibration_error(chance[given], right[given])),
        }
    return found


def _percent(share: float) -> float:
    return round(100 * float(share), 1)


def _interval(above: numpy.ndarray, below: numpy.ndarray) -> tuple[float, float]:
    draws = numpy.random.default_rng(1).integers(0, len(above), (2000, len(above)))
    low, high = numpy.percentile(above[draws].sum(1) / numpy.maximum(1, below[draws].sum(1)), (2.5, 97.5))
    return _percent(low), _percent(high)


def calibration_error(chance: numpy.ndarray, right: numpy.ndarray) -> float:
    """How far chance and truth are apart, over ten equally wide bins (Naeini et al. 2015)."""
    bins = numpy.minimum((chance * 10).astype(int), 9)
    sums = [abs(float(chance[bins == one].sum() - right[bins == one].sum())) for one in range(10)]
    return sum(sums) / max(1, len(chance))
