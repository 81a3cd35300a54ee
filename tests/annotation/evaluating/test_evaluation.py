from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotation.evaluating.evaluation import Scored, evaluate, what_to_score
from annotation.evaluating.material import Pair, Side
from annotation.model import Article, Labels
from tests.annotation.evaluating.build import ADA, BEA, BOARD, at, labels, mention, pair, quote, stance
from tests.annotation.strategies import articles, labels_of

TEXT = "“We will build the dam,” Ada Brook said. Brook praised Bea Stone. He and the Dam Board wait."
ADA_AT, BROOK_AT, BEA_AT, HE_AT = at(TEXT, "Ada Brook"), at(TEXT, "Brook", 1), at(TEXT, "Bea Stone"), at(TEXT, "He")
BOARD_AT = at(TEXT, "Dam Board")
CONTENT = at(TEXT, "“We will build the dam,”")
MENTIONS = (mention(ADA_AT, ADA), mention(BROOK_AT, ADA), mention(BEA_AT, BEA), mention(BOARD_AT, BOARD))
QUOTE = quote([CONTENT], [at(TEXT, "said")], [ADA_AT], by=(ADA,))
STANCE = stance(ADA, BEA, "support", [BEA_AT])
GOLD = labels(*MENTIONS, QUOTE, STANCE)


def article(**meta) -> Article:
    return Article(id="a", text=TEXT, meta={"gold": meta} if meta else {})


@st.composite
def golds(draw: st.DrawFn) -> tuple[Article, Labels]:
    one = draw(articles)
    # Each stance has a holder to go by, and no actor is called like another one.
    found = draw(labels_of(one))
    actors = tuple(replace(actor, name=f"N{number}") for number, actor in enumerate(found.actors))
    return one, replace(found, actors=actors)


@given(st.lists(golds(), min_size=1, max_size=3))
def test_the_gold_itself_is_all_right(material: list[tuple[Article, Labels]]) -> None:
    pairs = [Pair(one, Side(found), Side(found)) for one, found in material]
    evaluation = evaluate(pairs, what_to_score(material), with_intervals=False)
    assert evaluation.articles == len(material)
    for name, tally in evaluation.tallies.items():
        if not tally.counts.get("gold", 1) or name.endswith("calibration") or name in ("quote.found", "quote.linked"):
            continue  # contents of punctuation have no words
        if name != "quote.speaker" and not name.startswith("cast"):
            assert tally.figures["f1"] == 1, name


@given(golds())
def test_nothing_suggested_is_0(material: tuple[Article, Labels]) -> None:
    one, found = material
    nothing = Pair(one, Side(found), Side(Labels()))
    evaluation = evaluate([nothing], what_to_score([material]), with_intervals=False)
    for name, tally in evaluation.tallies.items():
        assert set(tally.figures.values()) == {0}, name


def test_of_one_article_everything_is_scored() -> None:
    evaluation = evaluate([pair(TEXT, GOLD, GOLD)], what_to_score([(article(), GOLD)]))
    names = set(evaluation.tallies)
    assert {"quote.content.exact", "quote.cue.overlap", "quote.linked", "quote.speaker"} <= names
    assert {"mention.person.exact", "mention.main.exact", "mention.all.overlap", "cast.bcubed"} <= names
    assert {"stance.support", "stance.calibration"} <= names
    assert "stance.oppose" not in names
    assert "mention.country.exact" not in names
    scores = {
        tally.figures.get("f1", tally.figures.get("accuracy"))
        for name, tally in evaluation.tallies.items()
        if not name.endswith("calibration")
    }
    assert scores == {1}
    assert evaluation.figure("quote.linked") == 1
    with pytest.raises(KeyError):
        evaluation.figure("stance.oppose")


def test_what_the_gold_does_not_have_is_left_out() -> None:
    assert what_to_score([(article(), labels(quote([CONTENT])))]) == Scored(frozenset({"quote"}), ("content",))
    alone = what_to_score([(article(), labels(mention(ADA_AT, ADA), mention(BEA_AT, BEA)))])
    assert (alone.layers, alone.kinds, alone.cast) == (frozenset({"mention"}), ("person",), False)
    assert what_to_score([(article(), GOLD)], ["stance"]).layers == {"stance"}


def test_an_article_says_what_was_annotated_in_it() -> None:
    assert what_to_score([(article(layers=["stance"]), GOLD)]).layers == {"stance"}
    nothing = (article(layers=["quote"]), labels())
    assert what_to_score([nothing]).layers == {"quote"}
    both = [pair(TEXT, GOLD, GOLD, layers=["quote"]), pair(TEXT, GOLD, GOLD, layers=["stance"])]
    evaluation = evaluate(both, what_to_score([(one.article, GOLD) for one in both]))
    assert evaluation.tallies["quote.linked"].counts["gold"] == 1
    assert evaluation.tallies["stance.support"].counts["gold"] == 1
    assert "mention.all.exact" not in evaluation.tallies


def test_where_only_names_were_annotated_a_suggested_pronoun_is_not_wrong() -> None:
    suggested = labels(*MENTIONS, mention(HE_AT, ADA))
    scored = what_to_score([(article(), GOLD)])
    assert evaluate([pair(TEXT, GOLD, suggested)], scored).tallies["mention.all.exact"].counts["suggested"] == 5
    names = pair(TEXT, GOLD, suggested, layers=["mention"], mentions="names")
    assert evaluate([names], scored).figure("mention.all.exact", "precision") == 1


def test_the_kind_of_a_mention_counts() -> None:
    company = replace(ADA, kind="organisation")
    suggested = labels(mention(ADA_AT, company), actors=(company,))
    tallies = evaluate([pair(TEXT, GOLD, suggested)], what_to_score([(article(), GOLD)])).tallies
    assert tallies["mention.person.overlap"].counts == {"right": 0, "suggested": 0, "gold": 3}
    assert tallies["mention.organisation.exact"].counts == {"right": 0, "suggested": 1, "gold": 1}
    assert tallies["mention.main.exact"].counts == {"right": 0, "suggested": 1, "gold": 4}


def test_calibration_holds_scores_against_what_is_right() -> None:
    suggested = labels(
        mention(ADA_AT, ADA, score=0.75),
        mention(HE_AT, ADA, score=0.25),
        mention(BEA_AT, BEA),
        quote([CONTENT], source=[ADA_AT], score=0.5),
        stance(ADA, BEA, "oppose", score=0.5),
    )
    evaluation = evaluate([pair(TEXT, GOLD, suggested)], what_to_score([(article(), GOLD)]))
    assert evaluation.tallies["mention.calibration"].counts == {"suggested": 2}
    assert evaluation.figure("mention.calibration", "ece") == 0.25
    assert evaluation.figure("quote.calibration", "brier") == 0.25
    assert evaluation.figure("stance.calibration", "ece") == 0.5


def test_it_tells_how_many_are_judged_and_takes_pairs_as_they_come() -> None:
    told: list[int] = []
    pairs = (pair(TEXT, GOLD, GOLD) for _ in range(3))
    evaluation = evaluate(pairs, what_to_score([(article(), GOLD)]), told=told.append)
    assert told == [1, 2, 3]
    assert evaluation.tallies["quote.linked"].counts["gold"] == 3
    assert evaluation.intervals["quote.linked"]["f1"] == (1, 1)
