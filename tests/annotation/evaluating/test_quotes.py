from __future__ import annotations

from annotation.evaluating.quotes import found_counts, linked_counts, speaker_share
from annotation.evaluating.tallies import Counts, Share
from tests.annotation.evaluating.build import ADA, BEA, at, labels, mention, pair, quote

TEXT = "“We will build the dam,” Ada Brook said. Bea Stone, she added, would pay for it all. Bea Stone agreed."
SAID = at(TEXT, "“We will build the dam,”")
ADDED = [at(TEXT, "Bea Stone,"), at(TEXT, "would pay for it all")]
ADA_AT, BEA_AT, SHE_AT = at(TEXT, "Ada Brook"), at(TEXT, "Bea Stone", 1), at(TEXT, "she")


def test_a_quote_is_found_when_half_of_the_words_of_both_are_shared() -> None:
    gold = labels(quote([SAID]))
    # It has 5 words. Of them 4 and 2 are shared; with 4 more words 5 of 9 are, with 6 more 5 of 11.
    for words, found in [
        ("will build the dam", 1),
        ("the dam", 0),
        ("“We will build the dam,” Ada Brook said. Bea", 1),
        ("“We will build the dam,” Ada Brook said. Bea Stone, she", 0),
    ]:
        suggested = labels(quote([at(TEXT, words)]))
        assert found_counts(pair(TEXT, gold, suggested)) == Counts((found, 1, 1)), words


def test_pieces_of_a_content_count_together() -> None:
    both = pair(TEXT, labels(quote(ADDED)), labels(quote(ADDED[1:])))
    assert found_counts(both) == Counts((1, 1, 1))  # 5 of 7 words


def test_one_gold_quote_makes_one_suggestion_right() -> None:
    suggested = labels(quote([SAID]), quote([at(TEXT, "We will build")]))
    assert found_counts(pair(TEXT, labels(quote([SAID])), suggested)) == Counts((1, 2, 1))


def test_linked_asks_for_the_source() -> None:
    gold = labels(quote([SAID], source=[ADA_AT]), quote(ADDED, source=[SHE_AT]))
    right = labels(quote([SAID], source=[at(TEXT, "Brook")]), quote(ADDED, source=[SHE_AT]))
    wrong = labels(quote([SAID], source=[SHE_AT]), quote(ADDED))
    assert linked_counts(pair(TEXT, gold, right)) == Counts((2, 2, 2))
    assert linked_counts(pair(TEXT, gold, wrong)) == Counts((0, 2, 2))
    assert found_counts(pair(TEXT, gold, wrong)) == Counts((2, 2, 2))


def test_linked_takes_the_same_speaker_for_the_source() -> None:
    gold = labels(quote(ADDED, source=[SHE_AT], by=(ADA,)), mention(ADA_AT, ADA))
    same = labels(quote(ADDED, source=[ADA_AT], by=(ADA,)), mention(ADA_AT, ADA))
    other = labels(quote(ADDED, source=[BEA_AT], by=(BEA,)), mention(BEA_AT, BEA))
    assert linked_counts(pair(TEXT, gold, same)) == Counts((1, 1, 1))
    assert linked_counts(pair(TEXT, gold, other)) == Counts((0, 1, 1))


def test_a_quote_without_a_source_is_right_without_one() -> None:
    gold = labels(quote([SAID]))
    assert linked_counts(pair(TEXT, gold, labels(quote([SAID])))) == Counts((1, 1, 1))
    assert linked_counts(pair(TEXT, gold, labels(quote([SAID], source=[ADA_AT])))) == Counts((0, 1, 1))


def test_speakers_are_judged_where_the_quote_was_found_and_the_gold_has_some() -> None:
    gold = labels(
        quote([SAID], by=(ADA,)), quote(ADDED, by=(ADA, BEA)), quote([at(TEXT, "agreed")]), mention(ADA_AT, ADA)
    )
    suggested = labels(quote([SAID], by=(ADA,)), quote(ADDED, by=(ADA,)), quote([at(TEXT, "agreed")], by=(BEA,)))
    assert speaker_share(pair(TEXT, gold, suggested)) == Share((1, 2))


def test_no_speaker_is_a_wrong_one() -> None:
    both = pair(TEXT, labels(quote([SAID], by=(ADA,))), labels(quote([SAID])))
    assert speaker_share(both) == Share((0, 1))
