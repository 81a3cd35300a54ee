from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from annotation.errors import Problem
from annotation.reader import load_reader

ROOT = Path(__file__).parents[3]


def test_the_shipped_reader_is_the_floor():
    assert load_reader().name == load_reader("floor-1").name == "floor-1"


def test_an_unknown_reader_is_told_in_a_sentence():
    with pytest.raises(Problem, match="There is no reader called “big-7”; use “floor-1”"):
        load_reader("big-7")


def test_importing_the_room_does_not_import_spacy():
    code = "import sys, annotation.reader, annotation.reader.decided; sys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
