from __future__ import annotations

from dataclasses import replace

from annotation.evaluating.stances import judged_stances, stance_counts
from annotation.evaluating.tallies import Counts
from tests.annotation.evaluating.build import ADA, BEA, BOARD, at, labels, mention, pair, stance

TEXT = "Ada Brook praised Bea Stone and fought the Dam Board and its new dam."
ADA_AT, BEA_AT, BOARD_AT = at(TEXT, "Ada Brook"), at(TEXT, "Bea Stone"), at(TEXT, "Dam Board")
DAM_AT = at(TEXT, "its new dam")
MENTIONS = (mention(ADA_AT, ADA), mention(BEA_AT, BEA), mention(BOARD_AT, BOARD))
GOLD = labels(*MENTIONS, stance(ADA, BEA, "support"), stance(ADA, BOARD, "oppose"))


def counts(suggested, gold=GOLD, **meta):
    return stance_counts(pair(TEXT, gold, suggested, **meta))


def test_the_gold_itself_is_all_right() -> None:
    found = counts(GOLD)
    assert (found["support"], found["oppose"]) == (Counts((1, 1, 1)), Counts((1, 1, 1)))
    assert found["mixed"] == Counts((0, 0, 0))


def test_polarity_and_direction_count() -> None:
    found = counts(labels(*MENTIONS, stance(ADA, BEA, "oppose"), stance(BOARD, ADA, "oppose")))
    assert found["support"] == Counts((0, 0, 1))
    assert found["oppose"] == Counts((0, 2, 1))


def test_actors_are_the_same_by_their_mentions() -> None:
    brook = replace(ADA, id="x", name="she")
    suggested = labels(mention(ADA_AT, brook), *MENTIONS[1:], stance(brook, BEA, "support"), actors=(brook, BEA, BOARD))
    assert counts(suggested)["support"] == Counts((1, 1, 1))


def test_a_target_that_is_no_actor_is_the_same_where_spans_overlap() -> None:
    gold = labels(*MENTIONS, stance(ADA, None, "oppose", [DAM_AT]))
    near = labels(*MENTIONS, stance(ADA, None, "oppose", [at(TEXT, "new dam")]))
    far = labels(*MENTIONS, stance(ADA, None, "oppose", [at(TEXT, "fought")]))
    assert counts(near, gold)["oppose"] == Counts((1, 1, 1))
    assert counts(far, gold)["oppose"] == Counts((0, 1, 1))


def test_a_triple_that_is_suggested_twice_counts_once() -> None:
    suggested = labels(*MENTIONS, stance(ADA, BEA, "support"), stance(ADA, BEA, "support", [BEA_AT]))
    assert counts(suggested)["support"] == Counts((1, 1, 1))


def test_where_pairs_were_judged_an_actor_and_something_of_theirs_are_one_target() -> None:
    whole = at(TEXT, "the Dam Board and its new dam")
    suggested = labels(*MENTIONS, stance(ADA, BOARD, "oppose", [BOARD_AT]), stance(ADA, None, "oppose", [whole]))
    gold = labels(*MENTIONS, stance(ADA, BOARD, "oppose", [BOARD_AT]), stance(BOARD, ADA, "neutral"))
    assert counts(suggested, gold, pairs="judged")["oppose"] == Counts((1, 1, 1))
    assert counts(suggested, gold)["oppose"] == Counts((1, 2, 1))


def test_where_pairs_were_judged_others_do_not_count_and_silence_is_neutral() -> None:
    gold = labels(*MENTIONS, stance(ADA, BEA, "support"), stance(BEA, ADA, "neutral"))
    suggested = labels(*MENTIONS, stance(ADA, BEA, "support"), stance(ADA, BOARD, "oppose"))
    found = counts(suggested, gold, pairs="judged")
    assert found["support"] == Counts((1, 1, 1))
    assert found["oppose"] == Counts((0, 0, 0))
    assert found["neutral"] == Counts((1, 1, 1))
    assert counts(suggested, gold)["oppose"] == Counts((0, 1, 0))
    assert [right for _, right in judged_stances(pair(TEXT, gold, suggested, pairs="judged"))] == [True]
    assert [right for _, right in judged_stances(pair(TEXT, gold, suggested))] == [True, False]
