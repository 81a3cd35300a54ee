from __future__ import annotations

from dataclasses import replace

import pytest

from annotation.evaluating.cast import cast_clusters
from annotation.evaluating.tallies import Clusters
from tests.annotation.evaluating.build import ADA, BEA, BOARD, at, labels, mention, pair

TEXT = "Ada Brook met Bea Stone. Brook left. She said no to a boy. The Dam Board was glad, Ada Brook of Rome thought."
A1, A2, A3 = at(TEXT, "Ada Brook"), at(TEXT, "Brook", 1), at(TEXT, "She")
B1, BOY, D1 = at(TEXT, "Bea Stone"), at(TEXT, "a boy"), at(TEXT, "The Dam Board")
GOLD = labels(mention(A1, ADA), mention(A2, ADA), mention(A3, ADA), mention(B1, BEA))


def test_the_gold_itself_is_all_right() -> None:
    assert cast_clusters(pair(TEXT, GOLD, GOLD), exact=True) == Clusters((4, 4, 4, 4))


def test_by_hand() -> None:
    # “She” went to the wrong actor: Ada's two are pure, Bea's two are half each. Of Ada's three two are together.
    suggested = labels(mention(A1, ADA), mention(A2, ADA), mention(A3, BEA), mention(B1, BEA))
    precision, recall = 1 + 1 + 1 / 2 + 1 / 2, 2 / 3 + 2 / 3 + 1 / 3 + 1
    tally = cast_clusters(pair(TEXT, GOLD, suggested), exact=True)
    assert tally.numbers == pytest.approx((precision, 4, recall, 4))


def test_a_missed_mention_counts_against_recall_and_a_strange_one_against_precision() -> None:
    suggested = labels(mention(A1, ADA), mention(A2, ADA), mention(D1, BOARD))
    tally = cast_clusters(pair(TEXT, GOLD, suggested), exact=True)
    assert tally.numbers == pytest.approx((2, 3, 2 / 3 + 2 / 3, 4))


def test_a_strange_mention_dilutes_the_actor_it_was_put_to() -> None:
    suggested = labels(mention(A1, ADA), mention(D1, ADA))
    tally = cast_clusters(pair(TEXT, GOLD, suggested), exact=True)
    assert tally.numbers == pytest.approx((1 / 2, 2, 1 / 3, 4))


def test_only_actors_with_a_proper_name_count() -> None:
    boy = replace(BOARD, id="boy", name="a boy")
    gold = labels(mention(A1, ADA), mention(BOY, boy), actors=(ADA, boy))
    suggested = labels(mention(A1, ADA))
    assert cast_clusters(pair(TEXT, gold, suggested), exact=True) == Clusters((1, 1, 1, 1))
    assert cast_clusters(pair(TEXT, suggested, gold), exact=True) == Clusters((1, 1, 1, 1))


def test_names_alone_leave_out_pronouns_and_descriptions() -> None:
    suggested = labels(mention(A1, ADA), mention(A3, BEA), mention(B1, BEA))
    assert cast_clusters(pair(TEXT, GOLD, suggested), exact=False, names_only=True) == Clusters((2, 2, 3 / 2, 3))


def test_unless_exact_the_greatest_overlap_counts() -> None:
    long = at(TEXT, "Ada Brook of Rome")
    gold, suggested = labels(mention(long, ADA)), labels(mention(at(TEXT, "Ada Brook", 1), ADA))
    assert cast_clusters(pair(TEXT, gold, suggested), exact=False) == Clusters((1, 1, 1, 1))
    assert cast_clusters(pair(TEXT, gold, suggested), exact=True) == Clusters((0, 1, 0, 1))


def test_nothing_suggested_is_0() -> None:
    tally = cast_clusters(pair(TEXT, GOLD, labels()), exact=False)
    assert tally == Clusters((0, 0, 0, 4))
    assert tally.figures["f1"] == 0
