"""The rules of the checks: what each finds, what it leaves alone, and what its remedy makes of the annotation."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotation.checking import checks_of, material_of
from annotation.checking.check import Check, Material, Stopped
from annotation.errors import Conflict
from annotation.model import Actor, Annotation, Article, Span, Status
from annotation.project import Project
from annotation.schema import Schema, load_schema, parse_schema
from tests.annotation.projects import ARTICLE, KALLAS, TRUMP, UKRAINE, in_layer, laid_out
from tests.annotation.strategies import actors, annotations_of, articles

SCHEMA = load_schema()
CAST = {actor.id: actor for actor in (KALLAS, TRUMP, UKRAINE)}

PLAIN = """
name: plain
version: 1
kinds: [{id: any, name: Any, colour: ["#000000", "#ffffff"]}]
layers:
  - {id: claim, name: Claim, plural: Claims, key: C, colour: ["#000000", "#ffffff"],
     spans: [{id: words, name: Words, key: W, look: bar}]}
  - {id: name, name: Name, plural: Names, key: N, colour: ["#000000", "#ffffff"],
     spans: [{id: text, name: Text, key: T, look: fill}]}
"""


class Desk:
    """Makes annotations of one text by their words."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.made: list[Annotation] = []

    def span(self, words: str, nth: int = 0) -> Span:
        at = -1
        for _ in range(nth + 1):
            at = self.text.index(words, at + 1)
        return Span(at, at + len(words))

    def add(
        self, layer: str, *, status: Status = "accepted", who: dict[str, Actor] | None = None, **roles: str | Span
    ) -> Annotation:
        spans = {role: (self.span(words) if isinstance(words, str) else words,) for role, words in roles.items()}
        named = {role: (actor.id,) for role, actor in (who or {}).items()}
        made = Annotation(id=f"{len(self.made):03}", article="a", layer=layer, spans=spans, actors=named, status=status)
        self.made.append(made)
        return made

    def mention(self, words: str | Span, actor: Actor | None = KALLAS, status: Status = "accepted") -> Annotation:
        return self.add("mention", text=words, who={"actor": actor} if actor else {}, status=status)

    def quote(self, **roles: str) -> Annotation:
        return self.add("quote", who={"speaker": KALLAS}, **roles)

    def checks(
        self, cast: dict[str, Actor] | None = None, schema: Schema = SCHEMA, hidden: frozenset[str] = frozenset()
    ) -> tuple[Check, ...]:
        made = tuple(sorted(self.made, key=lambda a: a.place))
        article = Article(id="a", text=self.text)
        return checks_of(Material(article=article, annotations=made, actors=cast or CAST, schema=schema, hidden=hidden))

    def found(self) -> list[tuple[str, str]]:
        """Rule and words of each check."""
        return [(check.rule, self.text[slice(*check.span)]) for check in self.checks()]

    def remedied(self, role: str) -> str:
        """The words of a role when the only check is put right."""
        (check,) = self.checks()
        assert check.remedy is not None
        assert check.remedy.after is not None
        return "|".join(self.text[s.start : s.end] for s in check.remedy.after.spans[role])


def test_what_is_as_it_should_be_gives_no_check() -> None:
    desk = Desk("“We stand,” Kallas has said. She opposes Trump.")
    desk.mention("Kallas")
    desk.mention("She")
    desk.mention("Trump", TRUMP)
    desk.quote(content="“We stand,”", cue="has said", source="Kallas")
    desk.add("stance", evidence="opposes", target="Trump", who={"holder": KALLAS, "target": TRUMP})
    assert desk.found() == []


def test_suggestions_and_what_was_rejected_are_not_checked() -> None:
    desk = Desk("“We stand,” Kallas has said.")
    for status in ("suggested", "rejected"):
        desk.add("quote", content="We stand", cue="said", status=status)
        desk.add("stance", evidence="said", status=status)
        desk.mention("Kallas", None, status)
    assert desk.found() == []


def test_a_cue_without_content_is_found() -> None:
    desk = Desk("Kallas said nothing.")
    desk.quote(cue="said", source="Kallas")
    (check,) = desk.checks()
    assert (check.rule, check.title, check.remedy) == ("without_content", "Quote without content", None)
    assert "said" in check.words


@pytest.mark.parametrize(
    ("text", "content", "right"),
    [
        ("He called it “very selfish.”", "very selfish", "“very selfish.”"),
        ("“We stand firm,” she said.", "We stand firm", "“We stand firm,”"),
        ("“We stand firm,” she said.", "“We stand firm", "“We stand firm,”"),
        ("“We stand firm,” she said.", "We stand firm,”", "“We stand firm,”"),
        ("He said the plan is “very selfish”.", "the plan is “very selfish", "the plan is “very selfish”"),
        ("“We,” she said, “stand firm.”", "We,” she said, “stand firm", "“We,” she said, “stand firm.”"),
        ("``No,'' she said.", "No", "``No,''"),
        ("« Non », dit-elle.", "Non", "« Non »"),
        ("„Nein“, sagte sie.", "Nein", "„Nein“"),
        ("“We stand.\n“And firm,” she said.", "We stand.\n“And firm", "“We stand.\n“And firm,”"),
        ("👍🏽 “👍🏽 yes,” she said.", "👍🏽 yes", "“👍🏽 yes,”"),
        ("قال «نعم» أمس.", "نعم", "«نعم»"),
    ],
)
def test_marks_around_the_content_are_taken_in(text: str, content: str, right: str) -> None:
    desk = Desk(text)
    desk.quote(content=content)
    (check,) = desk.checks()
    assert check.title == "Mark outside the content"
    assert desk.remedied("content") == right


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("“We stand firm,” she said.", "“We stand firm,”"),
        ("“He says that he goes,” Marin said.", "that he goes"),
        ("“We stand firm,” he said.", "We stand"),
        ("“No,” he said. “Yes.”", "he said"),
        ("“No,” he said. “Yes.”", "said"),
        ("“…” they go.", "they go"),
        ("They don't say what the ministers' view is.", "ministers"),
    ],
)
def test_marks_of_something_else_stay_out(text: str, content: str) -> None:
    desk = Desk(text)
    desk.quote(content=content)
    assert desk.checks() == ()


def test_a_mark_is_not_taken_into_two_pieces() -> None:
    desk = Desk("“We stand firm,” she said.")
    quote = desk.quote(content="We stand")
    desk.made = [replace(quote, spans={"content": (desk.span("We stand firm"), desk.span("firm,"))})]
    assert desk.found() == []


@pytest.mark.parametrize(
    ("text", "cue", "right"),
    [
        ("Kallas has said that it holds.", "said", "has said"),
        ("Kallas would not say that it holds.", "say", "would not say"),
        ("Kallas hasn’t repeatedly warned that it holds.", "warned", "hasn’t repeatedly warned"),
        ("Kallas had also been saying that it holds.", "saying", "had also been saying"),
    ],
)
def test_an_auxiliary_before_the_cue_is_taken_in(text: str, cue: str, right: str) -> None:
    desk = Desk(text)
    desk.quote(content="that it holds", cue=cue, source="Kallas")
    assert desk.checks()[0].title == "Auxiliary outside the cue"
    assert desk.remedied("cue") == right


@pytest.mark.parametrize(
    ("text", "cue", "content"),
    [
        ("Kallas has said that it holds.", "has said", "that it holds"),
        ("Kallas repeatedly said that it holds.", "said", "that it holds"),
        ("What it has\nsaid Kallas.", "said", "What it has"),
        ("What it has said Kallas.", "said", "What it has"),
        ("It is according to Kallas.", "according to", "It"),
    ],
)
def test_what_is_no_auxiliary_of_the_cue_stays_out(text: str, cue: str, content: str) -> None:
    desk = Desk(text)
    desk.quote(content=content, cue=cue)
    assert desk.checks() == ()


def test_a_quote_of_nobody_proposes_the_nearest_name() -> None:
    desk = Desk("Kallas waits.\n“No,” Trump said, as Ukraine watched. “Kallas left.”")
    desk.mention("Kallas")
    desk.mention("Trump", TRUMP, "suggested")
    desk.mention("Ukraine", UKRAINE)
    desk.add("quote", content="“No,”", cue="said")
    (check,) = desk.checks()
    assert (check.title, check.words) == ("Quote without a speaker", "“No,”")
    assert check.remedy is not None
    assert check.remedy.words == "Donald Trump?"
    assert check.remedy.after is not None
    assert check.remedy.after.actors == {"speaker": (TRUMP.id,)}


def test_suggestions_that_are_held_back_are_not_given_away() -> None:
    desk = Desk("“No,” Trump said. Kallas left; she waits.")
    desk.mention("Trump", TRUMP, "suggested")
    desk.mention("she", status="suggested")
    desk.mention("Kallas")
    desk.add("quote", content="“No,”", cue="said", source="Trump")
    shown, hidden = desk.checks(), desk.checks(hidden=frozenset({"mention"}))
    assert [(check.rule, check.remedy is not None) for check in shown] == [("without_speaker", True)]
    assert [(check.rule, check.remedy) for check in hidden] == [("without_speaker", None), ("pronoun", None)]


def test_whom_the_source_names_comes_before_the_nearest_name() -> None:
    desk = Desk("“No,” said for Ukraine the minister Kallas.")
    desk.mention("Ukraine", UKRAINE)
    desk.mention("Kallas")
    desk.add("quote", content="“No,”", cue="said", source="the minister Kallas")
    assert [check.remedy.words for check in desk.checks() if check.remedy] == ["Kaja Kallas?"]


def test_a_quote_of_nobody_without_a_name_nearby_has_no_remedy() -> None:
    desk = Desk("Kallas waits.\n“No,” officials said.")
    desk.mention("Kallas")
    desk.add("quote", content="“No,”", cue="said")
    assert [(check.rule, check.remedy) for check in desk.checks()] == [("without_speaker", None)]


def test_of_two_quotes_of_the_same_words_the_later_goes() -> None:
    desk = Desk("“No,” Kallas said.")
    desk.quote(content="“No,”", cue="said")
    later = desk.quote(content="“No,”")
    desk.quote(content="“No,” Kallas")
    (check,) = desk.checks()
    assert (check.title, check.annotation) == ("The same quote twice", later.id)
    assert check.remedy is not None
    assert (check.remedy.before, check.remedy.after) == (later, None)


@pytest.mark.parametrize(
    ("roles", "who", "title"),
    [
        ({"target": "Trump"}, {"holder": KALLAS}, "Stance without evidence"),
        ({"evidence": "opposes"}, {"holder": KALLAS}, "Stance without target"),
        ({"evidence": "opposes"}, {"target": TRUMP}, "Stance without holder"),
        ({}, {}, "Stance without evidence and holder and target"),
    ],
)
def test_what_a_stance_lacks_is_named(roles: dict[str, str], who: dict[str, Actor], title: str) -> None:
    desk = Desk("Kallas opposes Trump.")
    desk.add("stance", who=who, **roles)
    assert [check.title for check in desk.checks()] == [title]


def test_a_stance_of_nobody_proposes_the_name_before() -> None:
    desk = Desk("Kallas opposes Trump.")
    desk.mention("Kallas")
    desk.mention("Trump", TRUMP)
    desk.add("stance", evidence="opposes", target="Trump")
    assert [check.remedy.done for check in desk.checks() if check.remedy] == ["Holder: Kaja Kallas"]


@pytest.mark.parametrize("names", [("Ukraine", ()), ("Kyiv", ("ukraine",))])
def test_one_name_of_two_kinds_is_found_once(names: tuple[str, tuple[str, ...]]) -> None:
    other = Actor(id="other", name=names[0], kind="organisation", aliases=names[1])
    desk = Desk("Ukraine met Ukraine. Ukraine met Ukraine.")
    for nth, actor in enumerate((UKRAINE, other, UKRAINE, other)):
        desk.mention(desk.span("Ukraine", nth), actor)
    (check,) = desk.checks(CAST | {"other": other})
    assert check.title == "One name, two kinds"
    assert "country and organisation" in check.words
    assert check.annotation == "001"


def test_two_actors_of_one_name_and_kind_are_left_alone() -> None:
    desk = Desk("Kallas met Kallas.")
    desk.mention("Kallas")
    desk.mention(desk.span("Kallas", 1), other := replace(KALLAS, id="other"))
    assert desk.checks(CAST | {"other": other}) == ()


def test_a_mention_of_nobody_is_found() -> None:
    desk = Desk("Kallas waits.")
    desk.mention("Kallas", None)
    assert [(check.title, check.words) for check in desk.checks()] == [("Mention without an actor", "“Kallas”")]


@pytest.mark.parametrize("order", [("Kaja Kallas", "Kallas"), ("Kallas", "Kaja Kallas")])
def test_of_two_mentions_in_one_place_the_shorter_goes(order: tuple[str, str]) -> None:
    desk = Desk("Then Kaja Kallas waits. Kallas left.")
    made = {words: desk.mention(words) for words in order}
    desk.mention(desk.span("Kallas", 1))
    (check,) = desk.checks()
    assert check.remedy is not None
    assert (check.remedy.before, check.remedy.after) == (made["Kallas"], None)
    assert check.words == "“Kallas” in “Kaja Kallas”"


def test_mentions_of_others_may_overlap() -> None:
    desk = Desk("The Ukraine of Kallas.")
    desk.mention("Ukraine of Kallas", UKRAINE)
    desk.mention("Kallas")
    assert desk.checks() == ()


def test_a_pronoun_in_no_mention_is_found_when_all_mentions_are_decided() -> None:
    desk = Desk("Kallas left because she’s tired, and they told her brother that He waits; Sherpa, theirs-alike, it.")
    desk.mention("Kallas")
    desk.mention("her brother", TRUMP)
    waiting = desk.mention("tired", status="suggested")
    assert desk.found() == []
    desk.made.remove(waiting)
    assert desk.found() == [("pronoun", "she"), ("pronoun", "they"), ("pronoun", "He")]
    first = desk.checks()[0]
    assert (first.annotation, first.remedy) == (None, None)
    assert first.words.startswith("“she’s tired")


def test_a_rejected_mention_says_that_a_pronoun_names_nobody() -> None:
    desk = Desk("Kallas left; they say so.")
    desk.mention("Kallas")
    desk.mention("they", status="rejected")
    assert desk.found() == []


@pytest.mark.parametrize("text", ["They left.", "Her Kallas kam von oben, und das ist nicht so wichtig. " * 3])
def test_pronouns_are_not_asked_for_without_mentions_or_in_another_language(text: str) -> None:
    desk = Desk(text)
    if "Kallas" in text:
        desk.mention("Kallas")
    assert desk.found() == []


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("“We stand, she said.", [0]),
        ("We stand,” she said.", [9]),
        ("“We stand.\n\n“And firm,” she said.", []),
        ("“We stand.\n\nAnd firm,” she said.", []),
        ("“We stand, she said. “And firm.”", [0]),
        ("„Nein“, sagte sie. „Doch”, sagte er.", []),
        ("« Non », dit-elle. « Oui", [19]),
        ('"We stand, she said.', [0]),
        ('"We stand.\n\n"And firm," she said.', []),
        ('"We stand," she said.\n\n"No', [23]),
        ('It is 6" long.', []),
        ("The ministers' view isn't ‘that.", []),
        ("", []),
    ],
)
def test_a_mark_without_its_partner_is_found(text: str, at: list[int]) -> None:
    assert [check.span.start for check in Desk(text).checks()] == at


def test_a_single_mark_that_a_quote_takes_in_has_been_seen() -> None:
    desk = Desk("“We stand firm she said.")
    desk.quote(content="“We stand firm")
    assert desk.checks() == ()


def test_checks_come_in_reading_order_and_know_each_other_again() -> None:
    desk = Desk("“No,” Kallas said. “Yes.")
    desk.mention("Kallas", None)
    desk.quote(content="No")
    assert [rule for rule, _ in desk.found()] == ["marks_outside", "mention_of_nobody", "single_mark"]
    first, second, _ = desk.checks()
    assert first.is_about_the_same(desk.checks()[0])
    assert not first.is_about_the_same(second)


def test_a_schema_without_these_roles_is_checked_for_what_it_has() -> None:
    desk = Desk("“No, Kallas said.")
    desk.add("claim", words="Kallas said")
    desk.add("name", text="Kallas")
    desk.add("unknown", thing="No")
    assert [check.rule for check in desk.checks(schema=parse_schema(PLAIN, name="plain"))] == ["single_mark"]


def test_the_looking_can_be_broken_off_at_any_rest() -> None:
    desk = Desk("“No, Kallas said. They left.")
    desk.mention("Kallas")
    article = Article(id="a", text=desk.text)

    def look(patience: int) -> int:
        """Looks until so many rests are over; gives how many there were."""
        rests = iter(range(patience))

        def rest() -> None:
            if next(rests, None) is None:
                raise Stopped

        assert checks_of(Material(article=article, annotations=desk.made, actors=CAST, schema=SCHEMA, rest=rest))
        return patience - len(list(rests))

    for patience in range(look(1_000)):
        with pytest.raises(Stopped):
            look(patience)


@given(st.data())
def test_whatever_is_labelled_each_remedy_holds_and_leaves_nothing_of_its_rule(data: st.DataObject) -> None:
    article = data.draw(articles)
    cast = tuple(data.draw(st.lists(actors, min_size=1, max_size=3, unique_by=lambda a: a.id)))
    made = data.draw(st.lists(annotations_of(article, cast), max_size=5, unique_by=lambda a: a.id))

    def material(annotations: list[Annotation]) -> Material:
        placed = tuple(sorted(annotations, key=lambda a: a.place))
        return Material(article=article, annotations=placed, actors={a.id: a for a in cast}, schema=SCHEMA)

    for check in checks_of(material(made)):
        assert 0 <= check.span.start < check.span.end <= len(article.text)
        if check.remedy:
            after = check.remedy.after
            assert check.remedy.before in made
            assert after is None or SCHEMA.complaint(after) is None
            others = [a for a in made if a.id != check.annotation]
            again = checks_of(material([*others, after] if after else others))
            assert not [c for c in again if (c.rule, c.annotation) == (check.rule, check.annotation)]


# In a project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return laid_out(tmp_path / "p.db")


def _outside(project: Project) -> Check:
    """The check of a quote in the file whose marks were left out."""
    quote = in_layer(project, "quote")
    inner = Span(quote.spans["content"][0].start + 1, quote.spans["content"][0].end - 1)
    project.fix(quote, quote.with_spans("content", (inner,)))
    material = material_of(project, ARTICLE)
    return next(check for check in checks_of(material) if check.rule == "marks_outside")


def test_a_remedy_is_one_change_that_undo_takes_back(project: Project) -> None:
    check = _outside(project)
    assert check.remedy is not None
    before = in_layer(project, "quote")
    check.remedy.run(project)
    (content,) = in_layer(project, "quote").spans["content"]
    assert ARTICLE.text[slice(*content)] == "“We stand with Ukraine”"
    project.undo()
    assert in_layer(project, "quote") == before
    project.close()


def test_a_remedy_of_what_changed_meanwhile_is_refused(project: Project) -> None:
    check = _outside(project)
    assert check.remedy is not None
    quote = in_layer(project, "quote")
    project.fix(quote, quote.with_value("kind", "mixed"))
    with pytest.raises(Conflict):
        check.remedy.run(project)
    project.close()


def test_an_article_is_read_in_reading_order_with_rests_between(project: Project) -> None:
    rests: list[int] = []
    material = material_of(project, ARTICLE, rest=lambda: rests.append(0))
    assert list(material.annotations) == project.annotations(ARTICLE.id)
    assert set(material.actors) == {KALLAS.id, TRUMP.id, UKRAINE.id}
    assert rests
    project.close()
