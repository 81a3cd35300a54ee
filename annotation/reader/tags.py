"""The parts of quotes and the names in a text, as the packaged encoder tags them."""

# spaCy's registries are typed in part only.
# pyright: reportUnknownMemberType=false, reportUntypedFunctionDecorator=false

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy
from spacy.language import Language
from spacy.tokens import Doc
from tokenizers import Tokenizer  # pyright: ignore[reportMissingTypeStubs]

from annotation.reader.batches import inputs, together
from annotation.reader.decoding import Chain, Floats
from annotation.reader.packaged import SHIPPED, Network, table
from annotation.reader.pieces import Window, pieces_with, windows
from annotation.reader.reading import Reading, Tagged, reading

_TOGETHER = 1024
"""How many pieces are read at once: more takes more memory and no less time."""


@Language.factory("tags", default_config={"weights": None})
def make_tags(nlp: Language, name: str, weights: str | None) -> Tags:
    """The component with the weights of a folder, by default those that are shipped."""
    return Tags(Path(weights) if weights else SHIPPED)


class Tags:
    """Finds the parts of quotes (`known.parts`) and names (`known.entities`), with their probability."""

    def __init__(self, folder: Path) -> None:
        """Opens `tagger.onnx`, `tagger.json` and `tokenizer.json`; raises WeightsProblem where they are damaged."""
        self._network = Network(folder / "tagger.onnx")
        self._chains = {task: _chain(found) for task, found in table(folder / "tagger.json")["chains"].items()}
        self._pieces = pieces_with(Tokenizer.from_file(str(folder / "tokenizer.json")))

    def __call__(self, doc: Doc) -> Doc:
        """Tag the text."""
        known = reading(doc)
        known.parts = []
        known.entities = []
        found = windows(known, self._pieces)
        for numbers in together(found, pieces=_TOGETHER):
            known.go_on()
            self._tag(known, [found[number] for number in numbers])
        known.parts.sort()
        known.entities.sort()
        return doc

    def _tag(self, known: Reading, some: Sequence[Window]) -> None:
        emitted = self._network.run(inputs(some))[0]
        rows = [row[window.firsts] for row, window in zip(emitted, some, strict=True)]
        for task, found in self._decoded(rows):
            into = known.parts if task == "parts" else known.entities
            for window, spans in zip(some, found, strict=True):
                into.extend(_moved(span, window.words.start) for span in spans)

    def _decoded(self, rows: Sequence[Floats]) -> Iterator[tuple[str, list[list[Tagged]]]]:
        """By task what its chain finds in its columns."""
        first = 0
        for task, chain in self._chains.items():
            end = first + len(chain.first)
            yield task, chain.decode([row[:, first:end] for row in rows])
            first = end


def _chain(found: dict[str, Any]) -> Chain:
    weights = (numpy.array(found[name], numpy.float32) for name in ("steps", "first", "last"))
    return Chain(tuple(found["labels"]), *weights)


def _moved(span: Tagged, by: int) -> Tagged:
    return span._replace(start=span.start + by, end=span.end + by)
