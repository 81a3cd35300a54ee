"""The shipped reader: loading it beside importing its libraries, reading beside running its tagging network alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from annotation.model import Article, Labels
from annotation.reader import load_reader
from annotation.reader.batches import inputs, together
from annotation.reader.packaged import SHIPPED, Network
from annotation.reader.pieces import pieces_with, windows
from annotation.reader.pipeline import shipped_pipeline
from annotation.reader.reading import reading
from benchmarks.figures import Figure, Goal, in_turn, milliseconds

ROOT = Path(__file__).parents[1]
# As many pieces at once as the reader gives the network.
_TOGETHER = 1024
_LOAD = "from annotation.reader import load_reader; load_reader()"
_BARE_LOAD = "import spacy, onnxruntime, tokenizers"


def read(what: str, goal: Goal, *, times: int) -> Figure:
    """Reads the sample articles until they are 10,000 words; the figure is for just so many.

    `goal.median` is a number of milliseconds for 10,000 words.
    """
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "samples").glob("*.txt"))]
    articles = [Article(id=str(number), text=text) for number, text in enumerate(texts)]
    words = sum(len(text.split()) for text in texts)
    reader = load_reader()
    bare = _Bare(texts)

    def ours() -> None:
        for article in articles:
            reader.read(article, Labels())

    scale = 10_000 / words
    mine, least = in_turn(lambda _: scale * milliseconds(ours), lambda _: scale * milliseconds(bare.run), times=times)
    fastest = 1000 * 10_000 / sorted(mine)[len(mine) // 2]
    return Figure(what=what, ours=mine, bare=least, goal=goal, note=f"{fastest:,.0f} words a second")


class _Bare:
    """The network that tags, on the same pieces, cut beforehand."""

    def __init__(self, texts: list[str]) -> None:
        from tokenizers import Tokenizer  # pyright: ignore[reportMissingTypeStubs]

        self._network = Network(SHIPPED / "tagger.onnx")
        pieces = pieces_with(Tokenizer.from_file(str(SHIPPED / "tokenizer.json")))
        nlp = shipped_pipeline()
        with nlp.select_pipes(enable=["quotations", "sentences"]):
            found = [windows(reading(nlp(text)), pieces) for text in texts]
        self._batches = [
            inputs([one[number] for number in numbers]) for one in found for numbers in together(one, pieces=_TOGETHER)
        ]

    def run(self) -> None:
        """Once over all."""
        for batch in self._batches:
            self._network.run(batch)


def load(what: str, goal: Goal, *, times: int) -> Figure:
    """A fresh process that loads the reader, and one that only imports the libraries that it stands on."""
    ours, bare = in_turn(lambda _: _process(_LOAD), lambda _: _process(_BARE_LOAD), times=times)
    return Figure(what=what, ours=ours, bare=bare, goal=goal)


def _process(code: str) -> float:
    return milliseconds(lambda: subprocess.run([sys.executable, "-c", code], cwd=ROOT, timeout=60, check=True))
