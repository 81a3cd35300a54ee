from __future__ import annotations

from itertools import pairwise, product

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotation.reader.decoding import FORBIDDEN, Chain, may_begin, may_end, may_follow, tags_of
from annotation.reader.reading import Tagged

LABELS = ("cue", "content")
TAGS = tags_of(LABELS)


def chain_of(seed: int) -> Chain:
    draw = numpy.random.default_rng(seed)
    steps = draw.normal(size=(len(TAGS), len(TAGS)))
    steps[[[not may_follow(one, two) for two in TAGS] for one in TAGS]] = FORBIDDEN
    first, last = draw.normal(size=(2, len(TAGS)))
    first[[not may_begin(tag) for tag in TAGS]] = FORBIDDEN
    last[[not may_end(tag) for tag in TAGS]] = FORBIDDEN
    return Chain(LABELS, *(weights.astype(numpy.float32) for weights in (steps, first, last)))


def all_rows(chain: Chain, scores: numpy.ndarray) -> dict[tuple[int, ...], float]:
    """Every row of tags that is allowed, with its score, by trying all of them."""
    found = {}
    for tags in product(range(len(TAGS)), repeat=len(scores)):
        names = [TAGS[tag] for tag in tags]
        if may_begin(names[0]) and may_end(names[-1]) and all(map(may_follow, names, names[1:])):
            steps = sum(chain.steps[one, two] for one, two in pairwise(tags))
            words = sum(scores[at, tag] for at, tag in enumerate(tags))
            found[tags] = float(words + steps + chain.first[tags[0]] + chain.last[tags[-1]])
    return found


def spans_of(tags: tuple[int, ...]) -> list[tuple[int, int, str]]:
    found, start = [], 0
    for at, tag in enumerate(tags):
        place, _, label = TAGS[tag].partition("-")
        start = at if place in "BS" else start
        if place in "ES":
            found.append((start, at + 1, label))
    return found


@settings(deadline=None, max_examples=40)
@given(seed=st.integers(0, 10_000), lengths=st.lists(st.integers(1, 4), min_size=1, max_size=4))
def test_the_best_row_and_its_probabilities_are_those_of_trying_all_rows(seed: int, lengths: list[int]):
    chain = chain_of(seed)
    draw = numpy.random.default_rng(seed + 1)
    rows = [draw.normal(size=(length, len(TAGS))).astype(numpy.float32) for length in lengths]
    for scores, found in zip(rows, chain.decode(rows), strict=True):
        tried = all_rows(chain, scores)
        best = max(tried, key=lambda tags: tried[tags])
        assert [(start, end, label) for start, end, label, _ in found] == spans_of(best)
        total = sum(map(numpy.exp, tried.values()))
        for start, end, label, score in found:
            share = sum(numpy.exp(value) for tags, value in tried.items() if (start, end, label) in spans_of(tags))
            assert score == pytest.approx(share / total, rel=1e-3, abs=1e-5)


def test_tags_go_on_with_their_own_label_until_it_ends():
    assert all((may_follow("B-cue", "I-cue"), may_follow("I-cue", "E-cue"), may_follow("E-cue", "B-content")))
    assert not any((may_follow("B-cue", "O"), may_follow("B-cue", "E-content"), may_follow("O", "I-cue")))


def test_nothing_is_decoded_from_nothing():
    assert chain_of(1).decode([]) == []


def test_long_rows_neither_vanish_nor_overflow():
    chain = chain_of(2)
    scores = numpy.full((5000, len(TAGS)), -30, numpy.float32)
    scores[:, 0] = 30
    scores[10, TAGS.index("S-cue")] = 90
    assert chain.decode([scores]) == [[Tagged(10, 11, "cue", pytest.approx(1.0, abs=1e-3))]]
