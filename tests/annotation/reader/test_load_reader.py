from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from annotation.errors import Problem
from annotation.model import Article, Labels
from annotation.reader import Stopped, load_reader

ROOT = Path(__file__).parents[3]


def test_the_shipped_reader_has_a_name():
    assert load_reader().name == load_reader("news-1").name == "news-1"


def test_an_unknown_reader_is_told_in_a_sentence():
    with pytest.raises(Problem, match="There is no spaCy pipeline “big-7”, neither installed nor as a folder"):
        load_reader("big-7")


def test_a_reading_that_is_no_longer_wanted_is_broken_off():
    asked: list[bool] = []

    def going_on() -> bool:
        asked.append(True)
        return len(asked) < 3

    article = Article(id="a", text="“It will rain,” said Ann Hale, and that was all that she said to them. " * 300)
    with pytest.raises(Stopped):
        load_reader().read(article, Labels(), going_on=going_on)
    assert len(asked) == 3


def test_importing_the_room_does_not_import_spacy():
    code = "import sys, annotation.reader, annotation.reader.decided; sys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
