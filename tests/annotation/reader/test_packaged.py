from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from annotation.reader import choosing, load_reader
from annotation.reader.packaged import MANIFEST, SHIPPED, Network, WeightsProblem, check, manifest


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The weights in a folder of their own, taken for the shipped ones."""
    folder = tmp_path / "weights"
    shutil.copytree(SHIPPED, folder)
    monkeypatch.setattr(choosing, "SHIPPED", folder)
    return folder


def test_the_shipped_weights_are_whole_and_small():
    check(SHIPPED)
    files = [SHIPPED / name for name in manifest(SHIPPED)["files"]]
    assert {"tagger.onnx", "tagger.json", "tokenizer.json", "scores.json"} <= {file.name for file in files}
    assert sum(file.stat().st_size for file in files) < 60_000_000


def test_every_packaged_file_is_in_the_manifest():
    assert {f.name for f in SHIPPED.iterdir()} - set(manifest(SHIPPED)["files"]) <= {
        MANIFEST,
        "CARD.md",
        "figures.json",
    }


@pytest.mark.parametrize("name", ["tagger.onnx", "tokenizer.json", MANIFEST])
def test_a_missing_file_is_told_in_a_sentence(copied: Path, name: str):
    (copied / name).unlink()
    with pytest.raises(WeightsProblem, match=rf"{name} cannot be read \(.+\); install Standpoint again\.$"):
        load_reader()


@pytest.mark.parametrize("name", ["tagger.onnx", "tokenizer.json", "tagger.json"])
def test_a_damaged_file_is_told_in_a_sentence(copied: Path, name: str):
    file = copied / name
    file.write_bytes(file.read_bytes()[:-100])
    with pytest.raises(WeightsProblem, match=rf"{name} is damaged; install Standpoint again\.$"):
        load_reader()


@pytest.mark.parametrize("words", ["", "[]", "{", json.dumps({"name": "x", "files": 3})])
def test_a_damaged_manifest_is_told_in_a_sentence(copied: Path, words: str):
    (copied / MANIFEST).write_text(words)
    with pytest.raises(WeightsProblem, match=r"manifest\.json is damaged"):
        load_reader()


def test_a_file_that_holds_no_network_is_told(tmp_path: Path):
    file = tmp_path / "tagger.onnx"
    file.write_bytes(b"no network" * 50)
    with pytest.raises(WeightsProblem, match=r"tagger\.onnx is damaged"):
        Network(file)
