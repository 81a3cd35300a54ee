"""Who stands where, read from a project."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotation.model import Actor, Annotation, Labels, Progress, Span
from annotation.project import Project
from annotation.schema import Schema, load_schema
from annotation.standing import (
    Arrow,
    Node,
    Polarity,
    Standing,
    chosen,
    evidence_of,
    first_of,
    polarities,
    poles,
    quotes_of,
    scope_of,
    sentence,
    standing_of,
)
from tests.annotation.projects import (
    ARTICLE,
    KALLAS,
    MENTION,
    QUOTE,
    STANCE,
    TRUMP,
    UKRAINE,
    add_articles,
    at,
    mention,
)

OPPOSE, SUPPORT = Polarity("stance", "oppose"), Polarity("stance", "support")
SECOND = replace(ARTICLE, id="art-2", text=ARTICLE.text + " Again.")

Put = Callable[..., Project]


@pytest.fixture
def put(tmp_path: Path) -> Iterator[Put]:
    """A project of two articles in which the annotator has these annotations."""
    project = Project.create(tmp_path / "news.db", annotator="mk")
    add_articles(project, [ARTICLE, SECOND])

    def with_annotations(*annotations: Annotation, actors: tuple[Actor, ...] = (), annotator: str = "mk") -> Project:
        own = tuple(replace(one, annotator=annotator) for one in annotations)
        project.store.add_labels(Labels(actors=(KALLAS, TRUMP, UKRAINE, *actors), annotations=own))
        return project

    yield with_annotations
    project.close()


def accepted(annotation: Annotation, **changes: object) -> Annotation:
    return replace(annotation, status="accepted", **changes)


def of_article(project: Project, *, accepted_only: bool = False) -> Standing:
    return standing_of(project, scope_of(project, ARTICLE.id, accepted_only=accepted_only))


def ends(standing: Standing) -> list[tuple[str, str, str, int, int]]:
    names = {node.key: node.name for node in standing.nodes}
    return [(names[a.holder], a.polarity.choice, names[a.target], a.count, a.accepted) for a in standing.arrows]


def test_a_stance_is_an_arrow_from_its_holder_to_its_target(put: Put) -> None:
    standing = of_article(put(accepted(STANCE)))
    assert ends(standing) == [("Donald Trump", "oppose", "Ukraine", 1, 1)]
    assert {(node.name, node.kind) for node in standing.nodes} == {("Donald Trump", "person"), ("Ukraine", "country")}
    assert standing.arrows[0].evidence == ("s-1",)
    names = {node.key: node.name for node in standing.nodes}
    assert sentence(standing.arrows[0], names, load_schema()) == "Donald Trump opposes Ukraine"


def test_stances_of_one_polarity_are_counted_and_others_are_arrows_of_their_own(put: Put) -> None:
    again = accepted(STANCE, id="s-0").with_spans("evidence", (at("stand"),))
    other = accepted(STANCE, id="s-2").with_value("polarity", "support")
    standing = of_article(put(accepted(STANCE), again, other))
    assert ends(standing) == [("Donald Trump", "oppose", "Ukraine", 2, 2), ("Donald Trump", "support", "Ukraine", 1, 1)]
    assert standing.arrows[0].evidence == ("s-0", "s-1"), "as one reads"


def test_several_holders_and_targets_make_an_arrow_each(put: Put) -> None:
    joint = accepted(STANCE).with_actors("holder", (TRUMP.id, KALLAS.id)).with_actors("target", (UKRAINE.id, TRUMP.id))
    standing = of_article(put(joint))
    assert {(holder, target) for holder, _, target, _, _ in ends(standing)} == {
        ("Donald Trump", "Ukraine"),
        ("Donald Trump", "Donald Trump"),
        ("Kaja Kallas", "Ukraine"),
        ("Kaja Kallas", "Donald Trump"),
    }


def test_suggestions_that_are_held_back_are_never_told(put: Put) -> None:
    project = put(STANCE)
    assert of_article(project) == Standing()
    assert standing_of(project, scope_of(project, None)) == Standing()
    project.reveal(ARTICLE.id, "stance")
    assert ends(of_article(project)) == [("Donald Trump", "oppose", "Ukraine", 1, 0)]
    assert of_article(project, accepted_only=True) == Standing()


def test_what_is_revealed_in_one_article_stays_held_back_in_another(put: Put) -> None:
    project = put(STANCE, replace(STANCE, id="s-2", article="art-2"))
    project.reveal(ARTICLE.id, "stance")
    whole = standing_of(project, scope_of(project, None))
    assert whole.arrows[0].evidence == ("s-1",)


def test_what_another_annotator_revealed_is_held_back_from_this_one(put: Put) -> None:
    project = put(STANCE)
    project.store.add_labels(Labels(), [Progress(article=ARTICLE.id, annotator="other", revealed=("stance",))])
    assert of_article(project) == Standing()


def test_rejected_and_others_stances_do_not_count(put: Put) -> None:
    project = put(replace(STANCE, status="rejected"))
    put(accepted(STANCE, id="s-9"), annotator="other")
    assert standing_of(project, scope_of(project, None)) == Standing()


def test_words_that_name_no_actor_are_a_target_of_their_own(put: Put) -> None:
    bare = accepted(STANCE).with_actors("target", ())
    again = accepted(STANCE, id="s-2", article="art-2").with_actors("target", ())
    project = put(bare, again)
    whole = standing_of(project, scope_of(project, None))
    assert ends(whole) == [("Donald Trump", "oppose", "the plan", 2, 2)]
    assert ("words", "the plan") in [node.key for node in whole.nodes]
    assert first_of(project, scope_of(project, None), ("words", "the plan"), whole.arrows) == ("s-1",)


def test_very_long_words_and_names_are_kept_short(put: Put) -> None:
    long = Actor(id="long", name="n" * 5_000)
    bare = accepted(STANCE).with_actors("target", ()).with_spans("target", (Span(0, len(ARTICLE.text)),))
    other = accepted(STANCE, id="s-2").with_actors("holder", ("long",))
    standing = of_article(put(bare, other, actors=(long,)))
    names = {node.key: node.name for node in standing.nodes}
    assert all(len(sentence(arrow, names, load_schema())) < 150 for arrow in standing.arrows)
    assert all(len(node.name) <= 300 for node in standing.nodes if node.key[0] == "words")


def test_a_stance_without_a_holder_or_a_polarity_is_left_out(put: Put) -> None:
    project = put(STANCE.with_actors("holder", ()), replace(STANCE, id="s-2").with_value("polarity", ""))
    project.reveal(ARTICLE.id, "stance")
    assert of_article(project) == Standing()


def test_a_node_weighs_as_much_as_it_is_named_in_the_scope(put: Put) -> None:
    trump = replace(mention("Donald Trump", TRUMP), id="m-9")
    elsewhere = replace(mention("Kaja Kallas", TRUMP), id="m-8", article="art-2")
    project = put(accepted(STANCE), trump, elsewhere)

    def weight(article: str | None) -> int:
        nodes = standing_of(project, scope_of(project, article)).nodes
        return next(node.weight for node in nodes if node.name == "Donald Trump")

    assert (weight(ARTICLE.id), weight(None)) == (2, 3)


def test_only_what_is_asked_for_is_chosen(put: Put) -> None:
    other = accepted(STANCE, id="s-2").with_value("polarity", "support").with_actors("target", (KALLAS.id,))
    again = accepted(STANCE, id="s-3")
    standing = of_article(put(accepted(STANCE), other, again))
    assert ends(chosen(standing, among=[SUPPORT])) == [("Donald Trump", "support", "Kaja Kallas", 1, 1)]
    assert ends(chosen(standing, among=[SUPPORT, OPPOSE], least=2)) == [("Donald Trump", "oppose", "Ukraine", 2, 2)]
    assert chosen(standing, among=[]).nodes == ()


def test_where_there_are_too_many_those_with_most_evidence_stay() -> None:
    nodes = tuple(Node(key=("actor", str(n)), name=str(n)) for n in range(12))
    arrows = tuple(
        Arrow(holder=nodes[n].key, target=nodes[n + 1].key, polarity=OPPOSE, accepted=1, evidence=("e",) * (20 - n))
        for n in range(0, 12, 2)
    )
    few = chosen(Standing(nodes=nodes, arrows=arrows), among=[OPPOSE], most=4)
    assert [node.name for node in few.nodes] == ["0", "1", "2", "3"]
    assert (len(few.arrows), few.left_out) == (2, 8)


def test_evidence_tells_its_words_and_the_quote_it_stands_in(put: Put) -> None:
    inside = accepted(STANCE, id="s-2").with_spans("evidence", (at("stand with"),))
    project = put(accepted(STANCE), inside, QUOTE)
    plain, quoted = evidence_of(project, scope_of(project, ARTICLE.id), ["s-1", "s-2"])
    assert (plain.words, plain.within, plain.title) == ("opposes", "", ARTICLE.title)
    assert (quoted.words, quoted.within) == ("stand with", "“We stand with Ukraine”")


def test_a_stance_without_evidence_tells_its_target(put: Put) -> None:
    project = put(accepted(STANCE).with_spans("evidence", ()))
    assert [piece.words for piece in evidence_of(project, scope_of(project, None), ["s-1", "gone"])] == ["the plan"]


def test_a_node_tells_its_quotes_and_where_it_is_named_first(put: Put) -> None:
    project = put(MENTION, QUOTE, accepted(STANCE), replace(QUOTE, id="q-9", status="rejected"))
    scope = scope_of(project, None)
    assert [piece.words for piece in quotes_of(project, scope, KALLAS.id, limit=5)] == ["“We stand with Ukraine”"]
    assert first_of(project, scope, ("actor", KALLAS.id), ()) == (MENTION.id,)
    arrows = standing_of(project, scope).arrows
    assert first_of(project, scope, ("actor", UKRAINE.id), arrows) == ("s-1",), "it has no mention"
    assert first_of(project, scope, ("actor", KALLAS.id + "?"), arrows) == ()


# Other schemas


def other_schema(**changes: object) -> Schema:
    """The news schema with another stance layer."""
    schema = load_schema()
    layers = [layer.model_dump() for layer in schema.layers]
    layers[2] |= changes
    return Schema.model_validate(schema.model_dump() | {"layers": layers})


def test_the_schema_says_what_a_stance_is() -> None:
    assert list(polarities(load_schema())) == [
        Polarity("stance", name) for name in ("support", "oppose", "mixed", "neutral")
    ]
    assert [poles(layer) is not None for layer in load_schema().layers] == [False, False, True]
    assert polarities(other_schema(fields=[])) == {}


def test_a_holder_and_a_target_of_words_alone_are_poles_too() -> None:
    holder = load_schema().layers[2].actors[0].model_dump()
    assert poles(other_schema(actors=[holder]).layers[2]) == ("holder", "target", "polarity")
    assert poles(other_schema(actors=[]).layers[2]) is None


def test_a_schema_without_stances_gives_an_empty_map(put: Put) -> None:
    project = put(accepted(STANCE))
    project.schema = other_schema(fields=[])
    assert of_article(project) == Standing()
