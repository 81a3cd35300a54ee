"""Labelled texts as the encoder learns them: windows of pieces with a tag by word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib import import_module
from typing import NamedTuple

import spacy
from spacy.language import Language

from annotation.reader.decoding import tags_of
from annotation.reader.pieces import Pieces, Window, windows
from annotation.reader.reading import Reading, reading
from annotation.reader.tokens import Tokens

Labelled = tuple[int, int, str]
"""Start and end in code points, half-open, and a label."""


class Example(NamedTuple):
    """A window, and by task the number of each word's tag. A task that is absent is not learnt from it."""

    window: Window
    tags: dict[str, list[int]]


@cache
def _pipeline() -> Language:
    nlp = spacy.blank("en")
    nlp.tokenizer = Tokens(nlp)
    nlp.max_length = 1_000_000_000
    for name in ("quotations", "sentences"):
        import_module(f"annotation.reader.{name}")
        nlp.add_pipe(name)
    return nlp


def words_of(text: str) -> Reading:
    """The text's words, quotations and sentences, exactly as the reader has them."""
    return reading(_pipeline()(text))


def in_words(known: Reading, spans: Iterable[Labelled]) -> Iterator[Labelled]:
    """The spans in words: of a word that a span cuts it has the whole."""
    starts = [start for start, _ in known.offsets]
    ends = [end for _, end in known.offsets]
    from bisect import bisect_left, bisect_right

    for start, end, label in spans:
        first, last = bisect_right(ends, start), bisect_left(starts, end)
        if first < last:
            yield first, last, label


def tags_by_word(count: int, spans: Iterable[Labelled], labels: Sequence[str]) -> list[int]:
    """A tag for each of `count` words; where spans overlap the one that begins first has the words."""
    numbers = {tag: number for number, tag in enumerate(tags_of(labels))}
    tags = [0] * count
    for start, end, label in sorted(spans):
        if any(tags[start:end]):
            continue
        for at in range(start, end):
            place = "S" if end - start == 1 else "B" if at == start else "E" if at == end - 1 else "I"
            tags[at] = numbers[f"{place}-{label}"]
    return tags


def examples(
    known: Reading, labelled: dict[str, tuple[Sequence[str], Sequence[Labelled]]], pieces: Pieces
) -> Iterator[Example]:
    """The windows of a text; `labelled` has by task its labels and the spans, in code points.

    A span that a window cuts becomes one in each, so that the tags of every window are whole.
    """
    spans = {task: list(in_words(known, found)) for task, (_, found) in labelled.items()}
    for window in windows(known, pieces):
        start, end = window.words
        tags = {
            task: tags_by_word(
                end - start,
                (
                    (max(a, start) - start, min(b, end) - start, label)
                    for a, b, label in spans[task]
                    if a < end and b > start
                ),
                labels,
            )
            for task, (labels, _) in labelled.items()
        }
        yield Example(window, tags)
