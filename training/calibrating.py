"""How often suggestions of a score are right, measured on development articles: the curves of `scores.json`.

Isotonic regression (Zadrozny and Elkan 2002) by layer; from fewer than a thousand suggestions it would follow chance,
and Platt's scaling (1999) takes its place (Niculescu-Mizil and Caruana 2005). What the curves are worth is told by
cross-validation, each fifth of the articles judged by a curve from the others.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import TypeAlias

import numpy
from rich.progress import track
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

from annotation.evaluating.evaluation import Gold, judged
from annotation.evaluating.running import Run
from annotation.evaluating.tallies import bins_of, total
from annotation.reader.decoding import Floats
from annotation.reader.packaged import SHIPPED
from annotation.reader.pipeline import shipped_pipeline
from annotation.reader.trained import Trained
from training.corpora import directed_sentiment, gum, polnear, worldwide
from training.corpora.directed import Directed
from training.corpora.gold import cast_of, names, quotes, stances
from training.stance_data import is_held_out

FOLDS = 5
_LEAST, _MOST = 0.02, 0.99  # nothing is certain
_POINTS = 40
_FEW = 1000

Judged: TypeAlias = Sequence[tuple[float, bool]]
"""The scores of an article's suggestions, and whether each is right."""


def calibrate(corpora: Path, weights: Path = SHIPPED) -> dict[str, float]:
    """Writes `scores.json` into `weights`, and gives the cross-validated calibration error of each layer.

    Stances are judged with the actors of the gold given, as nothing but the stances is annotated there.
    """
    run = Run(lambda: Trained("uncalibrated", shipped_pipeline(), None))
    by_layer: dict[str, list[Judged]] = {"quote": [], "mention": [], "stance": []}
    sentences = list(_of(map(stances, _unseen(corpora))))
    golds = list(_golds(corpora))
    pairs = chain(run.pairs(golds), run.pairs(sentences, given=["mention"]))
    for pair in track(pairs, "Reading", total=len(golds) + len(sentences)):
        for layer, found in judged(pair).items():
            by_layer[layer].append([(one.score, right) for one, right in found if one.score is not None])
    curves = {layer: _curve(articles) for layer, articles in by_layer.items()}
    (weights / "scores.json").write_text(json.dumps({"layers": curves}) + "\n", encoding="utf-8")
    return {layer: _error(articles) for layer, articles in by_layer.items()}


def _unseen(corpora: Path) -> Iterator[Directed]:
    """The sentences that the encoder did not learn from: `dev` has too few stances, so those for tuning too."""
    for part in ("dev", "train"):
        found = directed_sentiment(corpora / "directed-sentiment", part)
        yield from (one for one in found if is_held_out(one.text))


def _golds(corpora: Path) -> Iterator[Gold]:
    yield from _of(quotes([one]) for one in polnear(corpora / "polnear" / "dev.jsonl.gz"))
    yield from _of(map(names, worldwide(corpora / "worldwide" / "dev.jsonl.gz")))
    yield from _of(map(cast_of, gum(corpora / "gum" / "dev.jsonl.gz")))


def _of(found: Iterable[object]) -> Iterator[Gold]:
    return ((one.article, one.labels) for one in found)  # type: ignore[attr-defined]


def _curve(articles: Iterable[Judged]) -> dict[str, list[float]]:
    """The points of the curve that rises wherever more suggestions of a higher score are right."""
    judged_all = [one for article in articles for one in article]
    scores, right = (numpy.array(column, float) for column in zip(*judged_all, strict=True))
    fitted = _fitted(scores, right)
    # Fewer points say the same: a curve with a step for every suggestion would follow this very data too closely.
    points = numpy.unique(numpy.quantile(scores, numpy.linspace(0, 1, _POINTS)))
    return {"score": points.round(4).tolist(), "right": fitted(points).round(4).tolist()}


def _fitted(scores: Floats, right: Floats) -> Callable[[Floats], Floats]:
    if len(scores) >= _FEW:
        return IsotonicRegression(y_min=_LEAST, y_max=_MOST, out_of_bounds="clip").fit(scores, right).predict
    scaled = LogisticRegression(C=1e4).fit(_odds(scores), right)
    return lambda points: scaled.predict_proba(_odds(points))[:, 1].clip(_LEAST, _MOST)


def _odds(scores: Floats) -> Floats:
    """The log odds, [scores, 1]."""
    clipped = scores.clip(1e-4, 1 - 1e-4)
    return numpy.log(clipped / (1 - clipped))[:, None]


def _error(articles: Sequence[Judged]) -> float:
    """The expected calibration error where each article was left out of the curve that judges it."""
    tallies = []
    for fold in range(FOLDS):
        curve = _curve(article for number, article in enumerate(articles) if number % FOLDS != fold)
        held_out = [one for number, article in enumerate(articles) if number % FOLDS == fold for one in article]
        tallies.append(bins_of((_on(curve, score), right) for score, right in held_out))
    return total(tallies).figures["ece"]


def _on(curve: Mapping[str, list[float]], score: float) -> float:
    return float(numpy.interp(score, curve["score"], curve["right"]))
