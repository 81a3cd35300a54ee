"""The shipped reader: a pipeline with trained weights, and what it found as calibrated suggestions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy
from spacy.language import Language

from annotation.model import Article, Labels
from annotation.reader.decided import with_decided_actors, without_contradictions
from annotation.reader.language import looks_english
from annotation.reader.packaged import table
from annotation.reader.reading import reading
from annotation.reader.suggestions import suggestions
from annotation.words import noted, tr

NOT_ENGLISH = noted("The reader reads English, which this article does not seem to be; it suggests nothing here.")


class Trained:
    """Reads with a pipeline; `scores` is the file of the calibration, None where there is none."""

    def __init__(self, name: str, nlp: Language, scores: Path | None) -> None:
        self.name = name
        self._nlp = nlp
        self._curves: dict[str, dict[str, list[float]]] = table(scores)["layers"] if scores else {}

    def read(self, article: Article, decided: Labels, *, going_on: Callable[[], bool] = lambda: True) -> Labels:
        """Suggestions for `article` that do not contradict `decided`; see `annotation.reader.Reader`."""
        if not looks_english(article.text):
            return Labels(remark=tr(NOT_ENGLISH))
        doc = self._nlp.make_doc(article.text)
        known = reading(doc)
        known.decided = decided
        known.going_on = going_on
        self._nlp(doc)
        found = suggestions(article, known, model=self.name, calibrate=self._calibrated)
        return without_contradictions(with_decided_actors(found, decided), decided)

    def _calibrated(self, layer: str, score: float) -> float:
        """Between the points of the layer's isotonic curve (Zadrozny and Elkan 2002) in a straight line."""
        curve = self._curves.get(layer)
        return float(numpy.interp(score, curve["score"], curve["right"])) if curve else score
