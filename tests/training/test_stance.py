from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy
import pytest

pytest.importorskip("torch")

from annotation.reader.pairs import FIRST, OTHER, SECOND, Passage
from annotation.reader.reading import Stretch
from training import stance_silver
from training.stance_batches import batch_of, batches
from training.stance_data import Row, is_held_out, pairs, row, tones, varied
from training.stance_export import calibration_error, figures

LINES = (
    "[Brook] praised [Mori] before the vote in Arden.\tBrook\tMori\t1\n"
    "[Brook] met [Mori] again.\tBrook\tMori\t0\n"
    "[Brook] was blamed by [Mori].\tBrook\tMori\t4\n"
)


def corpora(folder: Path) -> Path:
    (folder / "directed-sentiment").mkdir()
    (folder / "directed-sentiment/train.txt").write_text(LINES)
    (folder / "directed-sentiment/valid.txt").write_text(LINES)
    (folder / "newsmtsc").mkdir()
    target = {"from": 0, "to": 5, "mention": "Brook", "polarity": 2.0}
    record = {"sentence_normalized": "Brook was late again.", "targets": [target]}
    (folder / "newsmtsc/train.jsonl").write_text(json.dumps(record) + "\n")
    return folder


def hashed(word: str) -> tuple[int, ...]:
    return (sum(map(ord, word)),)


def test_each_sentence_comes_once_and_in_one_part(tmp_path: Path):
    folder = corpora(tmp_path)
    found = [item for part in ("train", "tune", "dev") for item in pairs(folder, part)]
    assert sorted(item.labels for item in found) == [(0, 0), (0, 2), (1, 0)]


def test_other_names_are_masked_and_the_first_word_is_not_taken_for_one(tmp_path: Path):
    folder = corpora(tmp_path)
    (item,) = [one for part in ("train", "tune", "dev") for one in pairs(folder, part) if one.labels == (1, 0)]
    assert [item.known.text(other) for other in item.others] == ["Arden"]
    types = row(item, hashed).passage.types
    assert [types.count(kind) for kind in (FIRST, SECOND, OTHER)] == [1, 1, 1]


def test_exchanging_the_actors_exchanges_the_labels(tmp_path: Path):
    folder = corpora(tmp_path)
    (item,) = [one for part in ("train", "tune", "dev") for one in pairs(folder, part) if one.labels == (1, 0)]
    made = [row(item, hashed, numpy.random.default_rng(seed)) for seed in range(20)]
    first = {(one.passage.types.index(FIRST) < one.passage.types.index(SECOND), tuple(one.labels)) for one in made}
    assert first == {(True, (1, 0)), (False, (0, 1))}


def test_a_varied_row_exchanges_both_actors_and_what_is_said_of_them():
    chances = numpy.array([[0.1, 0.9, 0.0], [0.2, 0.0, 0.8]], numpy.float32)
    one = Row(Passage([101, 7, 8, 9, 102], [0, FIRST, 0, SECOND, 0], [-1, 0, 1, 2, -1]), chances)
    generator = numpy.random.default_rng(1)
    made = [varied(one, generator, dropped=0.5) for _ in range(40)]
    assert {(two.passage.types[1], round(float(two.labels[0, 1]), 1)) for two in made} == {(FIRST, 0.9), (SECOND, 0.0)}
    assert {two.passage.ids[2] for two in made} == {8, 103}
    assert {(two.passage.ids[0], two.passage.ids[1], two.passage.ids[3]) for two in made} == {(101, 7, 9)}


def test_what_the_teacher_says_comes_back_as_it_was_kept(tmp_path: Path):
    rows = [
        Row(Passage([101, 7, 102], [0, FIRST, 0], [-1, 0, -1]), numpy.full((2, 3), 0.25, numpy.float32)),
        Row(Passage([101, 102], [0, 0], [-1, -1]), numpy.full((2, 3), 0.5, numpy.float32)),
    ]
    stance_silver.write(tmp_path / "new", rows)
    read = stance_silver.read(tmp_path / "new")
    assert [one.passage for one in read] == [one.passage for one in rows]
    assert [one.labels.tolist() for one in read] == [one.labels.tolist() for one in rows]


def test_sentences_kept_for_tuning_and_dev_are_not_among_the_texts_for_a_teacher(tmp_path: Path):
    folder = corpora(tmp_path)
    for name in ("polnear", "worldwide"):
        (folder / name).mkdir()
        (folder / name / "train.jsonl.gz").write_bytes(gzip.compress(b""))
    kept = ["Brook praised Mori before the vote in Arden.", "Brook met Mori again.", "Brook was blamed by Mori."]
    found = list(stance_silver.texts(folder))
    assert {is_held_out(one) for one in kept} == {True, False}
    assert sorted(one for one in found if one in kept) == sorted(one for one in kept if not is_held_out(one))


def test_a_tone_has_one_actor(tmp_path: Path):
    (item,) = tones(corpora(tmp_path))
    assert (dict(item.actors), item.labels) == ({Stretch(0, 1): SECOND}, (2,))


def test_every_row_is_in_one_batch_of_its_length(tmp_path: Path):
    folder = corpora(tmp_path)
    rows = [row(item, hashed) for part in ("train", "tune", "dev") for item in pairs(folder, part)] * 5
    some = list(batches(rows, 32, numpy.random.default_rng(1)))
    assert sorted(number for numbers in some for number in numbers) == list(range(15))
    assert all(batch_of([rows[number] for number in numbers]).ids.numel() <= 32 for numbers in some)


def test_figures_of_perfect_and_of_worthless_chances():
    gold = numpy.array([[1, 0], [0, 2], [0, 0]])
    perfect = numpy.stack([gold == 1, gold == 2], 2).astype(float)
    limits = {"support": 0.5, "oppose": 0.5}
    assert figures(perfect, gold, limits)["oppose"]["f1"] == 100
    assert figures(1 - perfect, gold, limits)["oppose"]["f1"] == 0


def test_a_chance_that_is_right_as_often_as_it_says_has_no_error():
    assert calibration_error(numpy.full(4, 0.25), numpy.array([True, False, False, False])) == pytest.approx(0)
    assert calibration_error(numpy.full(4, 0.75), numpy.array([True, False, False, False])) == pytest.approx(0.5)
