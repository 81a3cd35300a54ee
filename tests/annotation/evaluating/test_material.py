from __future__ import annotations

from dataclasses import replace

from annotation.evaluating.material import Scope, scope_of
from annotation.model import Article
from tests.annotation.evaluating.build import ADA, BEA, BOARD, at, labels, mention, pair

TEXT = "Ada Brook met Bea Stone. Brook left. She said no. The Dam Board was glad."
BROOK = replace(ADA, id="x1", name="Brook")
SHE = replace(BEA, id="x2", name="She")
ADA_AT, BROOK_AT, SHE_AT, BEA_AT = at(TEXT, "Ada Brook"), at(TEXT, "Brook", 1), at(TEXT, "She"), at(TEXT, "Bea Stone")


def same(*suggested, actors=(BROOK, SHE)):
    gold = labels(mention(ADA_AT, ADA), mention(BROOK_AT, ADA), mention(SHE_AT, ADA), mention(BEA_AT, BEA))
    return pair(TEXT, gold, labels(*suggested, actors=actors)).same


def test_an_actor_is_the_one_with_which_it_shares_most_mentions() -> None:
    assert same(mention(ADA_AT, BROOK), mention(BROOK_AT, BROOK), mention(BEA_AT, BROOK)) == {"x1": "ada"}


def test_two_parts_of_one_actor_are_both_that_actor() -> None:
    assert same(mention(BROOK_AT, BROOK), mention(SHE_AT, SHE)) == {"x1": "ada", "x2": "ada"}


def test_without_a_shared_mention_the_name_tells() -> None:
    elsewhere = mention(at(TEXT, "glad"), BROOK)
    assert same(elsewhere) == {"x1": "ada"}
    board = replace(BROOK, kind="organisation")
    assert same(mention(at(TEXT, "glad"), board), actors=(board,)) == {}


def test_an_id_alone_says_nothing() -> None:
    other = replace(BOARD, id="ada")
    assert same(mention(at(TEXT, "The Dam Board"), other), actors=(other,)) == {}


def test_an_actor_that_was_given_is_itself() -> None:
    assert same(mention(BEA_AT, ADA), actors=(ADA,)) == {"ada": "ada"}


def test_scope() -> None:
    meta = {"gold": {"layers": ["stance"], "pairs": "judged", "mentions": "names"}}
    assert scope_of(Article(id="a", text="x", meta=meta)) == Scope(frozenset({"stance"}), True, True)
    assert scope_of(Article(id="a", text="x")) == Scope()
    assert scope_of(Article(id="a", text="x", meta={"gold": "yes"})) == Scope()
