from __future__ import annotations

import json
from pathlib import Path

import pytest

from training.figures import KEPT, LEEWAY, PARTS, losses, measure

ROOT = Path(__file__).parent.parent.parent
CORPORA = ROOT.parent / "shared" / "corpora"


def test_what_is_worse_by_more_than_the_leeway_is_a_loss() -> None:
    kept = {"polnear": {"quote.linked.f1": 0.8, "quote.calibration.ece": 0.03}}
    same = {"polnear": {"quote.linked.f1": 0.8 - LEEWAY / 2, "quote.calibration.ece": 0.03 + LEEWAY / 2}}
    better = {"polnear": {"quote.linked.f1": 0.9, "quote.calibration.ece": 0.0}}
    worse = {"polnear": {"quote.linked.f1": 0.78, "quote.calibration.ece": 0.05}}
    assert list(losses(kept, same)) == []
    assert list(losses(kept, better)) == []
    assert list(losses(kept, worse)) == [
        "polnear: quote.linked.f1 was 80.0 and is 78.0.",
        "polnear: quote.calibration.ece was 3.0 and is 5.0.",
    ]


def test_what_was_not_measured_is_no_loss() -> None:
    assert list(losses({"gum": {"cast.bcubed.f1": 0.8}}, {})) == []


@pytest.mark.slow
@pytest.mark.skipif(not CORPORA.exists(), reason="the corpora lie beside a development checkout only")
@pytest.mark.skipif(not (ROOT / KEPT).exists(), reason="no figures are kept for the shipped reader")
@pytest.mark.parametrize("part", PARTS)
def test_the_shipped_reader_has_lost_nothing(part: str) -> None:
    kept = json.loads((ROOT / KEPT).read_text("utf-8"))
    assert set(kept[part]) == set(PARTS[part].figures), "measure the figures again: python -m training.figures"
    assert list(losses({part: kept[part]}, measure(CORPORA, parts=[part]))) == []
