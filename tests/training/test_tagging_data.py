from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from annotation.reader.decoding import tags_of
from training.tagging_data import NAMES, gum

TAGS = tags_of(NAMES)


def hashed(word: str) -> tuple[int, ...]:
    return (sum(map(ord, word)),)


def learnt(folder: Path, text: str, entities: list[tuple[str, list[str]]]) -> list[tuple[str, str]]:
    """Words and labels that the tagger would learn from a text with these entities, each with its mentions."""
    kept = [
        {
            "kind": kind,
            "identity": None,
            "mentions": [[text.index(one), text.index(one) + len(one)] for one in mentions],
        }
        for kind, mentions in entities
    ]
    record = {"id": "1", "title": "", "url": "", "text": text, "entities": kept}
    path = folder / "train.jsonl.gz"
    path.write_bytes(gzip.compress(json.dumps(record).encode()))
    ((example,),) = gum(path, hashed)
    words = text.replace(",", " ,").replace(".", " .").split()
    return [(word, TAGS[tag]) for word, tag in zip(words, example.tags["names"], strict=True) if TAGS[tag] != "O"]


@pytest.mark.parametrize(
    ("mention", "kind", "names"),
    [
        ("Professor Ann Hale", "person", [("Ann", "B-person"), ("Hale", "E-person")]),
        ("Ann Hale, Esquire", "person", [("Ann", "B-person"), ("Hale", "E-person")]),
        ("the Ostend Herald", "organization", [("Ostend", "B-organisation"), ("Herald", "E-organisation")]),
        ("the Danes", "person", [("Danes", "S-group")]),
        ("the President of Ostend", "person", []),
        ("the Senators", "person", []),
        ("this Nation", "place", []),
        ("a tall painter", "person", []),
    ],
)
def test_of_mentions_the_names_are_learnt(tmp_path: Path, mention: str, kind: str, names: list[tuple[str, str]]):
    assert learnt(tmp_path, f"We saw {mention} there.", [(kind, [mention])]) == names


def test_of_names_inside_each_other_the_longest_is_learnt(tmp_path: Path):
    entities = [("place", ["Ostend"]), ("organization", ["the Bank of Ostend"])]
    found = learnt(tmp_path, "We saw the Bank of Ostend there.", entities)
    assert found == [("Bank", "B-organisation"), ("of", "I-organisation"), ("Ostend", "E-organisation")]


def test_inside_a_description_the_name_is_learnt(tmp_path: Path):
    entities = [("person", ["the President of Ostend"]), ("place", ["Ostend"])]
    assert learnt(tmp_path, "We saw the President of Ostend there.", entities) == [("Ostend", "S-place")]
