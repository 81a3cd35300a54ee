"""What a search of the project finds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotation import hits, store_search
from annotation.folding import fold
from annotation.hits import Hit, search
from annotation.model import Actor, Annotation, Article, Labels, Span, new_id
from annotation.project import Project
from annotation.searching import parse
from tests.annotation.projects import ARTICLE, KALLAS, add_articles, in_layer, laid_out, make


def all_hits(project: Project, typed: str, *, limit: int = hits.PAGE) -> list[Hit]:
    """The hits of all pages."""
    query = parse(typed, project.schema)
    page = search(project, query, limit=limit)
    found = [*page.hits]
    while page.after:
        page = search(project, query, after=page.after, limit=limit)
        found += page.hits
    return found


def titles(project: Project, typed: str) -> list[str]:
    return [hit.title for hit in all_hits(project, typed)]


def layers(project: Project, typed: str) -> list[str]:
    return sorted(hit.annotation.layer for hit in all_hits(project, typed) if hit.annotation)


def article(title: str, text: str) -> Article:
    return Article(id=new_id(), title=title, text=text)


@pytest.fixture
def news(tmp_path: Path) -> Iterator[Project]:
    project = Project.create(tmp_path / "news.db", annotator="mk")
    add_articles(
        project,
        [
            article("First", "The trade war hurts. A trade\nwar hurts everybody."),
            article("Second", "War on trade. Orba\u0301n’s trade in Łódź 👍🏽 goes on."),
            article("Trade war", "Nothing of it here; Orbán waits."),
            article("שלום", "שלום לכולם, trade."),
        ],
    )
    yield project
    project.close()


def test_articles_with_all_the_words_in_the_order_of_the_queue(news: Project) -> None:
    assert titles(news, "TRADE war") == ["First", "Second", "Trade war"]
    assert titles(news, "tra*") == ["First", "Second", "Trade war", "שלום"]
    assert titles(news, "orban") == ["Second", "Trade war"]
    assert titles(news, "שלום") == ["שלום"]
    assert titles(news, "tra") == []


def test_a_phrase_stands_in_the_text_or_the_title_word_after_word(news: Project) -> None:
    assert titles(news, '"trade war"') == ["First", "Trade war"]
    assert titles(news, '"war on" trade') == ["Second"]


@pytest.mark.parametrize(
    "typed", ["a\u034fb", "a\u0f43b", "a\u19c8b", "a\u1cf2b", "हिन्दी", "שָׁלוֹם", "e\u0323\u0302", "𝔘𐐷", "٣"]
)
def test_whatever_letters_are_typed_the_index_can_be_asked(news: Project, typed: str) -> None:
    add_articles(news, [article("Odd", f"So {typed}, it says.")])
    assert all(hit.title == "Odd" for hit in all_hits(news, typed))
    assert titles(news, f"{typed} says") in ([], ["Odd"])


def test_a_hit_shows_the_words_around_the_first_place(news: Project) -> None:
    first, *_, title_only = all_hits(news, '"trade war"')
    assert (first.before, first.words, first.behind[:6]) == ("The ", "trade war", " hurts")
    assert first.span == Span(4, 13)
    assert first.facts == ("2 places",)
    assert (title_only.span, title_only.words, title_only.facts) == (None, "", ("in the title",))
    second, _ = all_hits(news, "orban trade 👍🏽")
    assert second.words == "Orba\u0301n"


def test_pages_go_on_where_they_ended(news: Project) -> None:
    whole = all_hits(news, "trade")
    assert len(whole) == 4
    assert all_hits(news, "trade", limit=1) == whole
    assert all_hits(news, '"trade war"', limit=1) == all_hits(news, '"trade war"')


def test_a_search_that_is_stopped_gives_what_it_has(news: Project) -> None:
    page = search(news, parse("trade", news.schema), going_on=lambda: False)
    assert page.hits == ()
    assert search(news, parse("trade", news.schema), after=page.after).hits


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    project = laid_out(tmp_path / "news.db")
    yield project
    project.close()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("actor:kallas", ["mention", "quote"]),
        ("actor:KAJA layer:mention", ["mention"]),
        ("speaker:Kallas", ["quote"]),
        ("speaker:Trump", []),
        ("speaker:Nobody", []),
        ("cue:said", ["quote"]),
        ("cue:sai", ["quote"]),
        ("cue:aid", []),
        ("kind:direct", ["quote"]),
        ("kind:mixed", []),
        ("status:suggested", ["mention", "quote"]),
        ("status:accepted", []),
        ("layer:quote ukraine", ["quote"]),
        ("layer:quote tallinn", []),
        ('layer:quote "stand with"', ["quote"]),
        ('layer:quote "with stand"', []),
        ("speaker:Kallas cue:said kind:direct ukraine", ["quote"]),
        ("annotator:MK", ["mention", "quote"]),
        ("annotator:somebody", []),
    ],
)
def test_annotations_by_filters(project: Project, typed: str, found: list[str]) -> None:
    assert layers(project, typed) == found


def test_a_hit_tells_what_it_is(project: Project) -> None:
    (hit,) = all_hits(project, "speaker:Kallas")
    assert hit.words == "“We stand with Ukraine”"
    assert hit.before.endswith("Kaja Kallas said ")
    assert hit.facts == ("quote", "speaker Kaja Kallas", "direct", "cue “said”", "suggested")
    assert hit.title == ARTICLE.title
    assert hit.annotation == in_layer(project, "quote")


@pytest.mark.parametrize("typed", ["polarity:oppose", "target:ukraine", "target:plan", "target:the holder:Trump"])
def test_suggestions_that_are_held_back_are_not_given_away(project: Project, typed: str) -> None:
    assert layers(project, typed) == []
    project.reveal(ARTICLE.id, "stance")
    assert layers(project, typed) == ["stance"]


def test_flags_and_notes(project: Project) -> None:
    assert layers(project, "flagged") == layers(project, "note:unclear") == []
    project.flag(in_layer(project, "quote"), True)
    project.fix(in_layer(project, "mention"), replace(in_layer(project, "mention"), note="Únclear who; ask Žofie"))
    assert layers(project, "FLAGGED") == ["quote"]
    assert layers(project, "flagged speaker:Kallas") == ["quote"]
    assert layers(project, "flagged speaker:Trump") == layers(project, "flagged kind:mixed") == []
    assert layers(project, "note:unclear") == layers(project, 'note:"ask zof"') == ["mention"]
    assert layers(project, "note:clear flagged") == []
    (hit,) = all_hits(project, "flagged")
    assert hit.facts[-2:] == ("flagged", "suggested")
    assert layers(project, '"flagged"') == []


def test_suggestions_of_blind_articles_are_not_given_away(tmp_path: Path) -> None:
    project = make(tmp_path / "news.db")
    project.set_blind_share(100)
    assert layers(project, "speaker:Kallas") == layers(project, "status:suggested") == []
    project.lay_out(ARTICLE.id)
    project.set_blind_share(0)
    assert layers(project, "speaker:Kallas") == layers(project, "status:suggested") == []
    project.reveal(ARTICLE.id, "quote")
    assert layers(project, "actor:Kallas") == ["quote"]
    project.close()


def test_of_a_layer_that_is_retired_only_what_is_decided_is_found(project: Project) -> None:
    quote = in_layer(project, "quote")
    text = project.store.schemas()[-1][1]
    project.change_schema(text.replace("id: quote\n", "id: quote\n    retired: true\n", 1))
    assert project.schema.retired == {"quote"}
    assert layers(project, "speaker:Kallas") == []
    project.accept(quote)
    assert layers(project, "speaker:Kallas") == ["quote"]


def test_what_was_rejected_is_found_only_when_asked_for(project: Project) -> None:
    project.reject(in_layer(project, "quote"))
    assert layers(project, "speaker:Kallas") == []
    assert layers(project, "speaker:Kallas status:rejected") == ["quote"]


def test_suggestions_of_articles_that_nobody_has_opened_are_found(tmp_path: Path) -> None:
    project = make(tmp_path / "news.db")
    (hit,) = all_hits(project, "speaker:Kallas")
    assert hit.annotation
    assert hit.annotation.annotator is None
    assert layers(project, "polarity:oppose") == []
    project.lay_out(ARTICLE.id)
    (hit,) = all_hits(project, "speaker:Kallas")
    assert hit.annotation
    assert hit.annotation.annotator == "mk"
    project.close()


def test_others_labels_are_found_only_when_asked_for(project: Project) -> None:
    project.accept(in_layer(project, "quote"))
    other = Project.open(project.store.path, annotator="Žofie")
    assert layers(other, "status:accepted") == []
    assert layers(other, "status:accepted annotator:mk") == ["quote"]
    other.close()


def test_an_actor_is_found_by_an_alias_and_without_accents(project: Project) -> None:
    project.change_actor(KALLAS, replace(KALLAS, name="Kaja Kállas", aliases=("The Žiffer",)))
    assert layers(project, "speaker:kallas") == ["quote"]
    assert layers(project, "speaker:zif") == ["quote"]
    assert layers(project, "speaker:%") == []


def test_many_actors_of_one_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = many(tmp_path, articles=30)
    whole = all_hits(project, "actor:Actor")
    monkeypatch.setattr(store_search, "MANY_ACTORS", 3)
    assert {hit.article for hit in all_hits(project, "actor:Actor")} == {hit.article for hit in whole}
    monkeypatch.setattr(hits, "_FEW", 5)
    assert {hit.article for hit in all_hits(project, "actor:Actor")} == {hit.article for hit in whole}
    project.close()


def many(folder: Path, *, articles: int) -> Project:
    """A project of articles, each with a quote and a stance of an actor of its own, accepted."""
    project = Project.create(folder / "many.db", annotator="mk")
    news = [article(f"Number {n}", f"Actor {n} said yes to plan {n % 3} again") for n in range(articles)]
    add_articles(project, news)
    for number, one in enumerate(news):
        actor = Actor(id=new_id(), name=f"Actor {number}")
        said = one.text.index("said")
        quote = Annotation(
            id=new_id(), article=one.id, annotator="mk", layer="quote", status="accepted", origin="human",
            spans={"content": (Span(said + 5, said + 8),), "cue": (Span(said, said + 4),)},
            actors={"speaker": (actor.id,)}, values={"kind": ("direct", "mixed")[number % 2]},
        )  # fmt: skip
        stance = Annotation(
            id=new_id(), article=one.id, annotator="mk", layer="stance", status="accepted", origin="human",
            spans={"target": (Span(said + 12, len(one.text) - 6),)}, actors={"holder": (actor.id,)},
            values={"polarity": ("support", "oppose", "neutral")[number % 3]},
        )  # fmt: skip
        project.store.add_labels(Labels(actors=(actor,), annotations=(quote, stance)))
    return project


QUERIES = ("speaker:Actor", "cue:said", "kind:mixed", "polarity:neutral", "target:plan", "yes kind:direct", "actor:1")


@pytest.fixture(scope="module")
def forty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    project = many(tmp_path_factory.mktemp("forty"), articles=40)
    yield project
    project.close()


@given(st.sampled_from(QUERIES), st.integers(1, 30), st.integers(1, 40), st.integers(0, 60), st.integers(0, 50))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_pages_of_any_size_and_source_give_each_hit_once(
    forty: Project, typed: str, limit: int, portion: int, few: int, actors: int
) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(hits, "_FIRST_PORTION", portion)
        patched.setattr(hits, "_FEW", few)
        patched.setattr(store_search, "MANY_ACTORS", actors)
        found = [hit.annotation.id for hit in all_hits(forty, typed, limit=limit) if hit.annotation]
    assert sorted(found) == sorted(expected(forty, typed))


def expected(project: Project, typed: str) -> list[str]:
    """The same by looking at every annotation."""
    kept = {
        "speaker:Actor": lambda a, _: "speaker" in a.actors,
        "cue:said": lambda a, _: "cue" in a.spans,
        "kind:mixed": lambda a, _: a.values.get("kind") == "mixed",
        "polarity:neutral": lambda a, _: a.values.get("polarity") == "neutral",
        "target:plan": lambda a, _: a.layer == "stance",
        "yes kind:direct": lambda a, _: a.values.get("kind") == "direct",
        "actor:1": lambda a, names: any("1" in fold(names[i]) for ids in a.actors.values() for i in ids),
    }[typed]
    ids = list(project.store.article_ids())
    names = {actor.id: actor.name for one in ids for actor in project.store.actors_of(one)}
    return [a.id for one in ids for a in project.annotations(one) if kept(a, names)]
