"""The same words labelled, changed and deleted in many places at once."""

from __future__ import annotations

import tempfile
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
import regex
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from annotation.errors import Conflict, Problem
from annotation.model import Actor, Annotation, Article, Labels, Span
from annotation.offsets import snap_to_words
from annotation.project import Project
from annotation.same import Occurrence, Task, Wanted, can, find_words, is_meant, what_is_there
from annotation.same_finding import Found, find_same
from annotation.schema import Layer
from tests.annotation.projects import add_articles, content, is_whole
from tests.annotation.strategies import article_texts, whole_spans_of

CHINA = Actor(id="act-china", name="China", kind="country", aliases=("Beijing",))
BANK = Actor(id="act-bank", name="Bank of China", kind="organisation")
TAIWAN = Actor(id="act-taiwan", name="Taiwan", kind="country")
CAST = (CHINA, BANK, TAIWAN)

ONE = "China spoke. The Bank of China agreed with China’s plan, “yes”, said China. Beijing and CHINA"
TWO = "In China nobody knew."
THREE = "China"


def mention(article: str, text: str, words: str, actor: Actor, *, number: int = 0, **values: str) -> Annotation:
    start = -1
    for _ in range(number + 1):
        start = text.index(words, start + 1)
    made = Annotation(
        id=f"{article}-{start}-{actor.id}",
        article=article,
        layer="mention",
        spans={"text": (Span(start, start + len(words)),)},
        actors={"actor": (actor.id,)},
        model="news-1",
        score=0.9,
    )
    return replace(made, **values)  # pyright: ignore[reportArgumentType]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Three articles: of the first two the reader's answer is kept, and the first one was opened."""
    project = Project.create(tmp_path / "news.db", annotator="mk")
    add_articles(project, [Article(id=f"art-{n}", text=text) for n, text in enumerate((ONE, TWO, THREE), 1)])
    project.keep_suggestions(
        "art-1",
        Labels(
            actors=CAST,
            annotations=(
                mention("art-1", ONE, "China", CHINA),
                mention("art-1", ONE, "Bank of China", BANK),
                mention("art-1", ONE, "China", TAIWAN, number=3),
            ),
        ),
    )
    project.keep_suggestions("art-2", Labels(actors=(CHINA,), annotations=(mention("art-2", TWO, "China", CHINA),)))
    assert project.lay_out("art-1")
    yield project
    project.close()


def layer_of(project: Project) -> Layer:
    layer = project.schema.layer("mention")
    assert layer is not None
    return layer


def here(project: Project, *names: str, any_case: bool = False, article: str | None = "art-1") -> Found:
    wanted = Wanted(names=names or ("China",), any_case=any_case)
    text = project.store.article(article) if article else None
    return find_same(project, wanted, layer_of(project), article=text)


def meant(task: Task, found: Found, actor: Actor | None = CHINA) -> list[Occurrence]:
    return [place for place in found.places if is_meant(task, place, actor.id if actor else None)]


def states(project: Project, article: str = "art-1") -> dict[int, list[tuple[str, str, str]]]:
    """Status, actor and origin of the mentions by where they start."""
    found: dict[int, list[tuple[str, str, str]]] = {}
    for one in project.annotations(article):
        if one.layer == "mention":
            found.setdefault(one.start, []).append((one.status, one.actors["actor"][0], one.origin))
    return found


# Finding -------------------------------------------------------------------------------------------------------------


def words_in(text: str, *names: str, any_case: bool = False) -> list[str]:
    return [text[s.start : s.end] for s in find_words(text, Wanted(names=names, any_case=any_case))]


@pytest.mark.parametrize(
    ("text", "names", "count"),
    [
        ("China, China’s and Chinatown, in-China China-made", ["China"], 3),
        ("(a+b) is a+b and a+bc", ["a+b"], 2),
        ("U.S. and US and U.S.A.", ["U.S."], 1),
        ("x 👩 y 👩\u200d👩\u200d👧", ["👩"], 1),
        ("👍👍 Kallas 👍Kallas", ["Kallas"], 2),
        ("e e\u0301 é", ["e"], 1),
        ("قال محمد ثم محمد ومحمد", ["محمد"], 2),
        ("在中国人民", ["中国"], 1),
        ("Kaja  Kallas, Kaja\nKallas, Kaja\n\nKallas", ["Kaja Kallas"], 2),
        ("Donald Trump and Trump", ["Trump", "Donald Trump"], 2),
        ("", ["China"], 0),
    ],
)
def test_only_whole_words_are_found(text: str, names: list[str], count: int) -> None:
    assert len(words_in(text, *names)) == count


def test_case_counts_unless_it_is_not_to() -> None:
    assert words_in("May may MAY", "May") == ["May"]
    assert words_in("May may MAY", "May", any_case=True) == ["May", "may", "MAY"]
    assert words_in("I İ ı i", "i", any_case=True) == ["I", "i"]


@pytest.mark.parametrize("names", [[""], [" \n"], ["a" * 201], ["fine", ""]])
def test_no_words_and_too_many_are_a_problem(names: list[str]) -> None:
    with pytest.raises(Problem, match="select fewer"):
        list(find_words("any", Wanted(names=tuple(names))))


@given(data=st.data(), any_case=st.booleans())
def test_every_occurrence_equals_the_words_and_none_is_left_out(data: st.DataObject, any_case: bool) -> None:
    text = data.draw(st.lists(article_texts, min_size=1, max_size=3).map(" ".join))
    span = data.draw(whole_spans_of(text).map(lambda one: snap_to_words(text, one)).filter(bool))
    assert span is not None
    words = text[span.start : span.end]
    found = list(find_words(text, Wanted(names=(words,), any_case=any_case)))
    for one in found:
        same = " ".join(text[one.start : one.end].split()), " ".join(words.split())
        assert same[0].casefold() == same[1].casefold() if any_case else same[0] == same[1]
        assert snap_to_words(text, one) == one
    assert all(one.end <= other.start for one, other in pairwise(found))
    crossed = any(one.start < span.end and span.start < one.end for one in found)
    # Across a blank line nothing is looked for, nor where a mark takes the blank behind it in.
    assert crossed or regex.search(r"\n\s*\n|\s$", words) or snap_to_words(text, span) != span


def test_what_stands_at_each_place_is_told(project: Project) -> None:
    found = here(project)
    told = [what_is_there(place, found.actors) for place in found.places]
    assert told == [
        "suggested: China",
        "not labelled · overlaps a mention of Bank of China",
        "not labelled",
        "suggested: Taiwan",
    ]
    assert found.places[0].context == ("", "China", f"{ONE[5:65]}…")


def test_other_names_and_any_case_find_more(project: Project) -> None:
    assert len(here(project, "China", "Beijing").places) == 5
    assert len(here(project, "China", any_case=True).places) == 5


def test_the_project_is_looked_through_by_its_index(project: Project) -> None:
    found = here(project, article=None)
    assert [place.article for place in found.places] == ["art-1"] * 4 + ["art-2", "art-3"]
    assert [place.settled for place in found.places] == [True] * 4 + [False, True]
    assert what_is_there(found.places[4], found.actors) == "suggested: China"
    assert here(project, "Nowhere", article=None).places == ()


@pytest.mark.parametrize(
    "words", ["क्षि", "e\u0301te\u0301", "中国", "👍", "don’t", "½ pint", "Straße", "𐐷x", "C++", "نعم"]
)
def test_the_index_finds_words_of_every_kind(project: Project, words: str) -> None:
    add_articles(project, [Article(id="art-4", text=f"First {words} then")])
    assert [place.article for place in here(project, words, article=None).places] == ["art-4"]


@settings(max_examples=40)
@given(text=article_texts, data=st.data())
def test_the_project_is_found_to_hold_what_its_articles_hold(text: str, data: st.DataObject) -> None:
    span = data.draw(whole_spans_of(text).map(lambda one: snap_to_words(text, one)).filter(bool))
    assert span is not None
    # Letters that are younger than the index's Unicode, and those of scripts without blanks, may join words in it.
    assume(not any(unicodedata.ucd_3_2_0.category(letter) in ("Cn", "Co") for letter in text))
    assume(not regex.search(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]", text))
    words = text[span.start : span.end]
    with tempfile.TemporaryDirectory() as folder:
        project = Project.create(Path(folder, "news.db"), annotator="mk")
        add_articles(project, [Article(id="art-1", text=text)])
        one, all_of_it = (here(project, words, article=article) for article in ("art-1", None))
        project.close()
    assert [place.span for place in one.places] == [place.span for place in all_of_it.places]


def test_more_than_one_can_look_at_is_said(project: Project) -> None:
    layer, wanted = layer_of(project), Wanted(names=("China",))
    found = find_same(project, wanted, layer, most=3)
    assert (len(found.places), found.more) == (3, True)
    assert not find_same(project, wanted, layer, most=6).more
    assert find_same(project, wanted, layer, going_on=lambda: False).places == ()


def test_a_text_of_two_million_characters_with_words_at_its_very_ends(project: Project) -> None:
    text = "Duna " + "so it goes on and on, 👍 again. " * 62_500 + "Duna"
    add_articles(project, [Article(id="art-4", text=text)])
    spans = [place.span for place in here(project, "Duna", article="art-4").places]
    assert spans == [Span(0, 4), Span(len(text) - 4, len(text))]


# What is meant -------------------------------------------------------------------------------------------------------


def test_what_is_checked_to_begin_with(project: Project) -> None:
    found = here(project)
    starts = [place.span.start for place in found.places]
    assert [p.span.start for p in meant("label", found)] == [starts[0], starts[2]]
    assert [p.span.start for p in meant("change", found)] == [starts[3]]
    assert [p.span.start for p in meant("delete", found)] == [starts[0]]
    assert [p.span.start for p in meant("delete", found, None)] == [starts[0], starts[3]]
    assert [can("change", p, CHINA.id) for p in found.places] == [False, False, False, True]
    assert [can("delete", p, CHINA.id) for p in found.places] == [True, False, False, True]


def test_other_articles_that_are_done_are_shown_but_not_checked(project: Project) -> None:
    project.mark("art-1", "done")
    everywhere = here(project, article=None)
    assert {place.article for place in meant("label", everywhere)} == {"art-2", "art-3"}
    assert "the article is done" in what_is_there(everywhere.places[0], everywhere.actors)
    assert meant("label", here(project))


def test_what_was_rejected_is_shown_but_not_checked(project: Project) -> None:
    project.reject(next(a for a in project.annotations("art-1") if a.start == 0))
    first = here(project).places[0]
    assert [one.status for one in first.here] == ["rejected"]
    assert not is_meant("label", first, CHINA.id)
    assert not can("delete", first, CHINA.id)


# Doing ---------------------------------------------------------------------------------------------------------------


def do(project: Project, task: Task, places: Sequence[Occurrence], actor: Actor | None = CHINA, **more: bool) -> str:
    return project.same_for_all(task, places, layer_of(project), actor, **more).action


def test_labelling_accepts_what_is_suggested_and_makes_what_is_missing(project: Project) -> None:
    found = here(project)
    assert do(project, "label", meant("label", found)) == "label 2 mentions of China"
    after = states(project)
    starts = [place.span.start for place in found.places]
    assert after[starts[0]] == [("accepted", CHINA.id, "model")]
    assert after[starts[2]] == [("accepted", CHINA.id, "propagated")]
    assert after[starts[3]] == [("suggested", TAIWAN.id, "model")]
    assert starts[1] not in after


def test_labelling_fixes_what_names_another_actor_where_that_is_checked(project: Project) -> None:
    found = here(project)
    do(project, "label", found.places)
    last = next(a for a in project.annotations("art-1") if a.start == found.places[3].span.start)
    assert (last.status, last.actors["actor"], last.changed) == ("accepted", (CHINA.id,), True)
    do(project, "label", here(project).places)
    assert all(len(found) == 1 for found in states(project).values())


def test_labelling_takes_again_what_was_rejected(project: Project) -> None:
    project.reject(next(a for a in project.annotations("art-1") if a.start == 0))
    do(project, "label", here(project).places[:1])
    assert states(project)[0] == [("accepted", CHINA.id, "model")]


def test_an_actor_that_is_gone_by_then_is_a_conflict_in_a_sentence(project: Project) -> None:
    places = here(project, article="art-3").places
    project.merge_actors(BANK, [CHINA])
    with pytest.raises(Conflict, match="an actor that it names is gone"):
        do(project, "label", places)
    assert project.annotations("art-3") == []


def test_changing_takes_the_quotes_along(project: Project) -> None:
    found = here(project)
    said = found.places[3].span
    quote = Annotation(
        id="q",
        article="art-1",
        layer="quote",
        spans={"content": (Span(*_at(ONE, "“yes”")),), "source": (said,)},
        actors={"speaker": (TAIWAN.id,)},
        values={"kind": "direct"},
    )
    project.add(quote)
    do(project, "change", meant("change", found))
    after = {a.id: a for a in project.annotations("art-1")}
    assert after["q"].actors == {"speaker": (CHINA.id,)}
    assert states(project)[said.start] == [("accepted", CHINA.id, "model")]
    assert sorted(states(project)) == [0, ONE.index("Bank"), said.start]


def _at(text: str, words: str) -> tuple[int, int]:
    return text.index(words), text.index(words) + len(words)


def test_deleting_keeps_what_the_reader_suggested_as_rejected_and_no_more(project: Project) -> None:
    do(project, "label", meant("label", here(project)))
    found = here(project)
    assert do(project, "delete", meant("delete", found), None) == "delete 2 mentions of “China”"
    after = states(project)
    assert after[0] == [("rejected", CHINA.id, "model")]
    assert found.places[2].span.start not in after


def test_a_new_actor_comes_with_its_mentions(project: Project) -> None:
    new = Actor(id="act-new", name="Republic of China", kind="country")
    do(project, "label", here(project).places, new, known=False)
    assert project.store.actor(new.id) == new
    project.undo()
    assert project.store.actor(new.id) is None


def test_an_article_not_opened_yet_is_laid_out_first(project: Project) -> None:
    found = here(project, article=None)
    do(project, "label", meant("label", found))
    for article, origin in (("art-2", "model"), ("art-3", "propagated")):
        assert list(states(project, article).values()) == [[("accepted", CHINA.id, origin)]]
    assert project.lay_out("art-2")
    assert len(states(project, "art-2")) == 1
    project.undo()
    assert list(states(project, "art-2").values()) == [[("suggested", CHINA.id, "model")]]


def test_what_the_reader_says_later_is_not_doubled(project: Project) -> None:
    do(project, "label", meant("label", here(project, article=None)))
    again = Actor(id="act-again", name="China", kind="country")
    project.keep_suggestions("art-3", Labels(actors=(again,), annotations=(mention("art-3", THREE, "China", again),)))
    assert project.lay_out("art-3")
    assert list(states(project, "art-3").values()) == [[("accepted", CHINA.id, "propagated")]]


def test_deleting_where_nothing_was_opened_keeps_it_from_being_suggested(project: Project) -> None:
    there = [place for place in here(project, article=None).places if place.article == "art-2"]
    do(project, "delete", there, None)
    assert project.lay_out("art-2")
    assert list(states(project, "art-2").values()) == [[("rejected", CHINA.id, "model")]]


def test_other_annotators_keep_theirs(project: Project) -> None:
    other = Project.open(project.store.path, annotator="ann")
    other.lay_out("art-1")
    before = states(other)
    do(project, "label", here(project).places)
    assert states(other) == before
    other.close()


def test_what_was_changed_meanwhile_is_refused_as_a_whole(project: Project) -> None:
    found = here(project)
    project.accept(next(a for a in project.annotations("art-1") if a.start == 0))
    before = content(project.store.path)
    for task in ("label", "delete"):
        with pytest.raises(Conflict, match="changed meanwhile"):
            do(project, task, found.places)
    assert content(project.store.path) == before


def test_nothing_checked_and_nobody_named_are_problems(project: Project) -> None:
    with pytest.raises(Problem, match="check some"):
        do(project, "label", [])
    with pytest.raises(Problem, match="Choose an actor"):
        do(project, "label", here(project).places, None)


_TEXTS = st.lists(
    st.sampled_from(["Ada", "ada", "Ada Lovelace", "👍", "c++", "عدا", "\n", "met", ","]), min_size=1
).map(" ".join)


@settings(max_examples=40)
@given(
    texts=st.lists(_TEXTS.filter(str.strip), min_size=1, max_size=3),
    words=st.sampled_from(["Ada", "c++", "عدا", "👍"]),
    tasks=st.lists(st.sampled_from(["label", "change", "delete"]), min_size=1, max_size=4),
    data=st.data(),
)
def test_undo_restores_the_file_whatever_was_done(
    texts: list[str], words: str, tasks: list[Task], data: st.DataObject
) -> None:
    cast = (Actor(id="a", name="Ada", kind="person"), Actor(id="b", name="Adam", kind="person"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "news.db")
        project = Project.create(path, annotator="mk")
        # Equal texts would be one article.
        add_articles(project, [Article(id=f"{n}", text=f"{text} {n}") for n, text in enumerate(texts)])
        project.store.add_labels(Labels(actors=cast))
        states = [content(path)]
        for task in tasks:
            any_case = data.draw(st.booleans())
            found = find_same(project, Wanted(names=(words,), any_case=any_case), layer_of(project))
            chosen = [place for place in found.places if data.draw(st.booleans())]
            change = (
                project.same_for_all(task, chosen, layer_of(project), data.draw(st.sampled_from(cast)))
                if chosen
                else None
            )
            if change and change.number:
                states.append(content(path))
        for before in reversed(states[:-1]):
            project.undo()
            assert content(path) == before
        for after in states[1:]:
            project.redo()
            assert content(path) == after
        project.close()
        assert is_whole(path)


# What is held back ---------------------------------------------------------------------------------------------------


@pytest.fixture
def blind(project: Project) -> Project:
    """The same articles for somebody who has opened the first one, and for whom all are blind."""
    project.annotator = "ann"
    project.set_blind_share(100)
    assert project.lay_out("art-1")
    return project


def test_nothing_is_told_of_suggestions_in_blind_articles_opened_or_not(blind: Project) -> None:
    found = here(blind, article=None)
    assert {place.article for place in found.places} == {"art-1", "art-2", "art-3"}
    assert [(place.here, place.over) for place in found.places if place.here or place.over] == []
    assert not found.actors


def test_labels_made_in_blind_articles_are_ones_own_and_leave_the_suggestions_alone(blind: Project) -> None:
    found = here(blind, article=None)
    do(blind, "label", found.places)
    for article in ("art-1", "art-2", "art-3"):
        mine = blind.annotations(article)
        accepted = [a for a in mine if a.status == "accepted"]
        assert {(a.origin, a.score) for a in accepted} == {("propagated", None)}
        assert len(accepted) == sum(place.article == article for place in found.places)
        assert [a.changed for a in mine if a.status == "suggested"] == [False] * (len(mine) - len(accepted))
    blind.undo()
    assert all(a.status == "suggested" for article in ("art-1", "art-2") for a in blind.annotations(article))


def test_once_they_are_asked_for_they_count(blind: Project) -> None:
    blind.reveal("art-1", "mention")
    assert [one.status for one in here(blind).places[0].here] == ["suggested"]
    do(blind, "label", here(blind).places[:1])
    assert states(blind)[0] == [("accepted", CHINA.id, "model")]


def test_suggestions_of_a_layer_on_demand_are_not_told_either(project: Project) -> None:
    project.change_schema(project.store.schemas()[-1][1].replace("shown: shown", "shown: on demand", 1))
    assert project.schema.on_demand >= {"mention"}
    found = here(project, article=None)
    assert not any(place.here or place.over for place in found.places)
    do(project, "label", found.places)
    there = {("suggested", CHINA.id, "model"), ("accepted", CHINA.id, "propagated")}
    assert set(states(project, "art-2")[TWO.index("China")]) == there
