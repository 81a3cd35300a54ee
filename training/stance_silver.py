"""Passages that nobody labelled, with the probabilities a teacher gives them: a small encoder learns from those as well
(distillation, Hinton, Vinyals and Dean 2015). They are the pairs that the reader itself would propose.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy
from rich.progress import track
from spacy.language import Language

from annotation.reader.candidates import Candidate, candidates, of_words
from annotation.reader.pairs import Passage
from annotation.reader.pieces import Pieces
from annotation.reader.pipeline import shipped_pipeline
from annotation.reader.reading import reading
from annotation.reader.stance_words import worded
from training.corpora import polnear, worldwide
from training.corpora.directed import directed_sentiment
from training.stance_data import Row, is_held_out

FILE = "silver.npz"


def texts(corpora: Path) -> Iterator[str]:
    """Articles and sentences of news, each once: of PolNeAR, Worldwide Newswire, directed sentiment and NewsMTSC."""
    seen: set[str] = set()
    articles = (
        *(one.text for one in polnear(corpora / "polnear/train.jsonl.gz")),
        *(one.text for one in worldwide(corpora / "worldwide/train.jsonl.gz")),
    )
    sentences = (one.text for one in directed_sentiment(corpora / "directed-sentiment", "train"))
    for text in (*sentences, *_newsmtsc(corpora), *articles):
        if text not in seen and not is_held_out(text):
            seen.add(text)
            yield text


def _newsmtsc(corpora: Path) -> Iterator[str]:
    with (corpora / "newsmtsc/train.jsonl").open(encoding="utf-8") as lines:
        yield from (json.loads(line)["sentence_normalized"] for line in lines)


def passages(corpora: Path, pieces: Pieces) -> list[Passage]:
    """What the reader would have the encoder judge in these texts, but for sentences kept for tuning or for `dev`."""
    nlp = shipped_pipeline()
    nlp.remove_pipe("stances")
    return [passage for text in track([*texts(corpora)], "Reading") for passage in _proposed(nlp, text, pieces)]


def _proposed(nlp: Language, text: str, pieces: Pieces) -> Iterator[Passage]:
    known = reading(nlp(text))
    proposed: Iterable[Candidate] = (*(of_words(known, stance) for stance in worded(known)), *candidates(known))
    for one in proposed:
        if not is_held_out(known.text(one.sentence)):
            yield one.passage(known, pieces)


def write(out: Path, rows: Sequence[Row]) -> None:
    """Keeps the rows, whose labels are probabilities, in the folder `out`."""
    out.mkdir(parents=True, exist_ok=True)
    columns = zip(*(row.passage for row in rows), strict=True)
    parts = {
        name: numpy.concatenate(column).astype(numpy.int32)
        for name, column in zip(Passage._fields, columns, strict=True)
    }
    lengths = numpy.array([len(row.passage.ids) for row in rows])
    numpy.savez_compressed(out / FILE, lengths=lengths, chances=numpy.stack([row.labels for row in rows]), **parts)


def read(out: Path) -> list[Row]:
    """The rows that `write` kept."""
    kept = numpy.load(out / FILE)
    ends = kept["lengths"].cumsum()[:-1]
    columns = (numpy.split(kept[name], ends) for name in Passage._fields)
    passages = (Passage(*(part.tolist() for part in parts)) for parts in zip(*columns, strict=True))
    return [Row(passage, chances) for passage, chances in zip(passages, kept["chances"], strict=True)]
