from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotation.errors import Conflict, ProjectProblem
from annotation.model import Actor, Annotation, Article, Labels, Outline, Span, new_id
from annotation.project import Project
from annotation.store import Store
from annotation.store_rows import NewArticle, digest
from tests.annotation.projects import (
    ARTICLE,
    KALLAS,
    SUGGESTED,
    TRUMP,
    UKRAINE,
    add_articles,
    at,
    content,
    in_layer,
    is_whole,
    laid_out,
    make,
    mention,
)
from tests.annotation.strategies import ANNOTATORS, labels_of

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "news.db"


@pytest.fixture
def project(path: Path) -> Iterator[Project]:
    project = laid_out(path)
    yield project
    project.close()


def query(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as db:
        return list(db.execute(sql))


# Articles


def test_an_article_comes_back_as_it_went_in(path: Path) -> None:
    article = Article(
        id="x",
        text="👩\u200d👩\u200d👧 said.\n\nمرحبا",
        title="T",
        source="S",
        url="https://example.org",
        published="2026-01-02",
        meta={"section": ["a", None, 1.5]},
    )
    project = Project.create(path)
    add_articles(project, [article])
    assert project.store.article("x") == article
    assert project.store.article("y") is None
    project.close()


def test_the_original_is_kept_beside_the_repaired_text(path: Path) -> None:
    project = Project.create(path)
    project.store.add_articles(
        [
            NewArticle.of(ARTICLE, original=b"\xff raw", repairs=("It was raw.",)),
            NewArticle.of(replace(ARTICLE, id="b", text="Clean é.")),
        ]
    )
    assert project.store.original(ARTICLE.id) == b"\xff raw"
    assert project.store.original("b") == "Clean é.".encode()
    assert project.store.original("none") is None
    assert project.store.repairs(ARTICLE.id) == ["It was raw."]
    assert project.store.repairs("b") == []
    project.close()


def test_an_article_is_found_by_its_text(project: Project) -> None:
    assert project.store.article_with_text(ARTICLE.text) == ARTICLE.id
    assert project.store.article_with_text(ARTICLE.text + " ") is None


def test_the_full_text_index_finds_titles_and_texts(project: Project, path: Path) -> None:
    add_articles(project, [replace(ARTICLE, id="b", title="Ábalos resigns", text="In Madrid.")])
    found = (
        "SELECT articles.id FROM articles_fts JOIN articles ON number = articles_fts.rowid WHERE articles_fts MATCH "
    )
    assert query(path, f"{found} 'madrid'") == [("b",)]
    assert query(path, f"{found} 'abalos'") == [("b",)]
    assert query(path, f"{found} 'tallinn'") == [(ARTICLE.id,)]


def numbered(path: Path, count: int) -> Project:
    project = Project.create(path, annotator="mk")
    add_articles(project, [Article(id=f"a{n}", text=f"Text {n}", title=f"Title {n}") for n in range(1, count + 1)])
    return project


def test_the_queue_comes_in_portions_in_the_order_of_import(path: Path) -> None:
    project = numbered(path, 5)
    store = project.store
    assert [one.id for one in store.queue("mk", after=0, limit=2)] == ["a1", "a2"]
    assert [(one.number, one.title) for one in store.queue("mk", after=3, limit=9)] == [(4, "Title 4"), (5, "Title 5")]
    assert store.last_number() == store.article_count() == 5
    project.close()


def test_the_queue_tells_state_and_counts_of_one_annotator(project: Project) -> None:
    project.accept(in_layer(project, "mention"))
    project.mark(ARTICLE.id, "done")
    (mine,) = project.store.queue("mk", after=0, limit=9)
    assert mine.state == "done"
    assert mine.counts == {("mention", "accepted"): 1, ("quote", "suggested"): 1, ("stance", "suggested"): 1}
    (theirs,) = project.store.queue("ann", after=0, limit=9)
    assert (theirs.state, theirs.counts) == ("open", {})


def test_the_next_open_article_is_looked_for_from_the_top_when_the_end_is_reached(path: Path) -> None:
    project = numbered(path, 4)
    project.mark("a2", "done")
    project.mark("a4", "skipped")
    assert project.store.next_open("mk", after=1) == "a3"
    assert project.store.next_open("mk", after=3) == "a1"
    assert project.store.next_open("ann", after=1) == "a2"
    for article in ("a1", "a3"):
        project.mark(article, "done")
    assert project.store.next_open("mk", after=2) is None
    project.close()


def test_an_article_has_neighbours_but_for_the_ends(path: Path) -> None:
    project = numbered(path, 3)
    assert (project.store.beside("a2", -1), project.store.beside("a2", 1)) == ("a1", "a3")
    assert (project.store.beside("a1", -1), project.store.beside("a3", 1)) == (None, None)
    project.close()


def test_done_articles_are_those_that_anybody_has_done(path: Path) -> None:
    project = numbered(path, 3)
    second = Project.open(path, annotator="ann")
    project.mark("a3", "done")
    second.mark("a1", "done")
    second.mark("a2", "skipped")
    assert list(project.store.article_ids(done_only=True)) == ["a1", "a3"]
    assert list(project.store.article_ids()) == ["a1", "a2", "a3"]
    assert project.store.state_counts("ann") == {"done": 1, "skipped": 1}
    project.close()
    second.close()


# Labels


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_labels_come_back_as_they_went_in(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    labels = data.draw(labels_of(ARTICLE))
    path = tmp_path_factory.mktemp("labels") / "news.db"
    project = Project.create(path)
    add_articles(project, [ARTICLE])
    project.store.add_labels(labels)
    assert project.store.all_annotations(ARTICLE.id) == sorted(labels.annotations, key=lambda one: one.id)
    named = {actor for one in labels.annotations for ids in one.actors.values() for actor in ids}
    assert set(project.store.actors_of(ARTICLE.id)) == {actor for actor in labels.actors if actor.id in named}
    for annotator in ANNOTATORS:
        own = project.store.annotations(ARTICLE.id, annotator)
        assert own == sorted(own, key=lambda one: (one.start, one.end, one.id))
        assert {one.id for one in own} == {one.id for one in labels.annotations if one.annotator == annotator}
        outlines = [Outline(one.start, one.end, one.id, one.layer, one.status) for one in own]
        assert project.store.outlines(ARTICLE.id, annotator) == outlines
    assert is_whole(path)
    project.close()


def test_a_span_beyond_the_text_never_gets_into_the_file(project: Project, path: Path) -> None:
    before = content(path)
    wrong = replace(mention("Tallinn", KALLAS), spans={"text": (Span(0, len(ARTICLE.text) + 1),)})
    with pytest.raises(sqlite3.IntegrityError, match="beyond the text"):
        project.store.add_labels(Labels(annotations=(wrong,)))
    assert content(path) == before


def test_actors_are_found_by_part_of_their_name(project: Project) -> None:
    project.store.add_labels(Labels(actors=(Actor(id="p", name="100 %_er", kind="group"),)))
    assert project.store.actors_like("kall", limit=5) == [KALLAS]
    assert project.store.actors_like("a", limit=2) == [UKRAINE, KALLAS]
    assert [one.id for one in project.store.actors_like("%_", limit=5)] == ["p"]


def test_an_actor_is_found_by_name_and_kind(project: Project) -> None:
    assert project.store.actor_named("Ukraine", "country") == UKRAINE
    assert project.store.actor_named("Ukraine", "person") is None


# Gold


def test_gold_views_read_well(project: Project, path: Path) -> None:
    quote = in_layer(project, "quote")
    pieces = (at("“We stand"), at("Ukraine”"))
    project.fix(quote, quote.with_spans("content", pieces).with_actors("speaker", (KALLAS.id, TRUMP.id)))
    project.accept_all([in_layer(project, "mention"), in_layer(project, "stance")])
    project.mark(ARTICLE.id, "done")
    assert query(path, "SELECT article, annotator, mention, actor, kind FROM gold_mentions") == [
        (ARTICLE.title, "mk", "Kaja Kallas", "Kaja Kallas", "person")
    ]
    assert query(path, "SELECT speaker, cue, content, source, kind, changed FROM gold_quotes") == [
        ("Kaja Kallas; Donald Trump", "said", "“We stand … Ukraine”", "Kaja Kallas", "direct", 1)
    ]
    assert query(path, "SELECT holder, polarity, target, target_text, evidence FROM gold_stances") == [
        ("Donald Trump", "oppose", "Ukraine", "the plan", "opposes")
    ]
    ((start, end),) = query(path, 'SELECT start, "end" FROM gold_mentions')
    assert Span(start, end) == at("Kaja Kallas")  # type: ignore[arg-type]


@pytest.mark.parametrize("view", ["gold_mentions", "gold_quotes", "gold_stances"])
def test_gold_is_what_is_accepted_in_articles_that_are_done(project: Project, path: Path, view: str) -> None:
    layer = {"gold_mentions": "mention", "gold_quotes": "quote", "gold_stances": "stance"}[view]
    project.mark(ARTICLE.id, "done")
    assert query(path, f"SELECT * FROM {view}") == []
    project.accept(in_layer(project, layer))
    assert len(query(path, f"SELECT * FROM {view}")) == 1
    project.mark(ARTICLE.id, "open")
    assert query(path, f"SELECT * FROM {view}") == []


def test_what_one_annotator_has_done_is_not_gold_of_another(project: Project, path: Path) -> None:
    second = Project.open(path, annotator="ann")
    second.lay_out(ARTICLE.id)
    second.accept(in_layer(second, "mention"))
    project.mark(ARTICLE.id, "done")
    assert query(path, "SELECT * FROM gold_mentions") == []
    second.close()


# The journal


@pytest.mark.parametrize("sql", ["UPDATE journal SET annotator = 'me'", "DELETE FROM journal"])
def test_the_journal_cannot_be_altered(project: Project, path: Path, sql: str) -> None:
    project.accept(in_layer(project, "mention"))
    before = content(path, without=())["journal"]
    with closing(sqlite3.connect(path)) as db, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        db.execute(sql)
    assert content(path, without=())["journal"] == before


def test_a_journalled_change_comes_back_whole(project: Project) -> None:
    before = in_layer(project, "quote")
    new = Actor(id=new_id(), name="EU", kind="organisation", note="as a speaker")
    change = project.fix(before, before.with_actors("speaker", (new.id,)), new_actors=[new])
    assert project.store.change(change.number) == change
    assert project.store.change(change.number + 1) is None


# Two windows


def test_a_stale_change_is_refused_and_nothing_is_lost(project: Project, path: Path) -> None:
    second = Project.open(path, annotator="mk")
    seen = in_layer(second, "quote")
    fixed = seen.with_value("kind", "indirect")
    project.fix(in_layer(project, "quote"), fixed)
    before = content(path, without=())
    with pytest.raises(Conflict, match="changed in another window"):
        second.reject(seen)
    assert content(path, without=()) == before
    assert in_layer(second, "quote") == replace(fixed, status="accepted", changed=True)
    second.reject(in_layer(second, "quote"))
    assert in_layer(project, "quote").status == "rejected"
    second.close()


def test_a_bulk_change_with_one_stale_value_changes_nothing(project: Project, path: Path) -> None:
    second = Project.open(path, annotator="mk")
    seen = second.annotations(ARTICLE.id)
    project.reject(in_layer(project, "stance"))
    with pytest.raises(Conflict):
        second.accept_all(seen)
    assert sorted(one.status for one in project.annotations(ARTICLE.id)) == ["rejected", "suggested", "suggested"]
    second.close()


def test_both_windows_keep_working(project: Project, path: Path) -> None:
    second = Project.open(path, annotator="mk")
    version = second.store.data_version()
    project.accept(in_layer(project, "mention"))
    assert second.store.data_version() != version
    second.accept(in_layer(second, "quote"))
    project.accept(in_layer(project, "stance"))
    assert {one.status for one in second.annotations(ARTICLE.id)} == {"accepted"}
    second.undo()
    assert in_layer(project, "stance").status == "suggested"
    second.close()


def test_a_file_that_another_program_writes_to_is_waited_for_and_then_named(project: Project, path: Path) -> None:
    project.store._db.execute("PRAGMA busy_timeout = 50")
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("BEGIN IMMEDIATE")
        with pytest.raises(ProjectProblem, match=r"Another program is writing to .*: do it again in a moment"):
            project.accept(in_layer(project, "mention"))
        assert in_layer(project, "mention").status == "suggested"
        db.execute("ROLLBACK")
    project.accept(in_layer(project, "mention"))
    assert in_layer(project, "mention").status == "accepted"


def test_what_is_read_while_writing_stands_until_it_is_written(project: Project, path: Path) -> None:
    second = Project.open(path, annotator="mk")
    second.store._db.execute("PRAGMA busy_timeout = 50")
    with project.store.writing():
        seen = in_layer(project, "mention")
        with pytest.raises(ProjectProblem, match="Another program is writing"):
            second.reject(seen)
        project.accept(seen)
    assert in_layer(second, "mention").status == "accepted"
    second.close()


# A full disk


@pytest.fixture
def full(project: Project) -> Iterator[Callable[[bool], None]]:
    """Says whether the disk is full: SQLite then answers as it does on one, for the file may have no more pages."""

    def set_full(on: bool) -> None:
        pages = project.store._db.execute("PRAGMA page_count").fetchone()[0]
        project.store._db.execute(f"PRAGMA max_page_count = {pages if on else 2**30}")

    yield set_full
    set_full(False)


def long_mention() -> Annotation:
    return replace(mention("Tallinn", KALLAS, suggestion_id=new_id()), origin="human", note="long " * 20_000)


def test_on_a_full_disk_nothing_of_an_action_is_saved(
    project: Project, path: Path, full: Callable[[bool], None]
) -> None:
    before = content(path, without=())
    full(True)
    added = long_mention()
    with pytest.raises(ProjectProblem, match=r"The disk is full: this was not saved to .*news\.db; free some space"):
        project.add(added)
    assert content(path, without=()) == before
    assert is_whole(path)
    full(False)
    project.add(added)
    assert project.store.annotation(added.id) is not None
    assert is_whole(path)


def test_on_a_full_disk_what_was_saved_can_still_be_read(project: Project, full: Callable[[bool], None]) -> None:
    project.accept(in_layer(project, "quote"))
    full(True)
    with pytest.raises(ProjectProblem):
        project.add(long_mention())
    assert in_layer(project, "quote").status == "accepted"
    assert project.store.article(ARTICLE.id) == ARTICLE


def test_on_a_full_disk_no_half_of_an_article_is_imported(
    project: Project, path: Path, full: Callable[[bool], None]
) -> None:
    before = content(path)
    full(True)
    with pytest.raises(ProjectProblem, match="disk is full"):
        add_articles(project, [replace(ARTICLE, id=f"b{n}", text=f"{n} " * 3000) for n in range(20)])
    assert content(path) == before
    assert is_whole(path)


# A crash

ACCEPT_ALL = """
import sys
from pathlib import Path
from annotation.project import Project
project = Project.open(Path(sys.argv[1]), annotator="mk")
for annotation in project.annotations("art-1"):
    project.accept(annotation)
    print(annotation.id, flush=True)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no such signal here")
@pytest.mark.parametrize("saved", [1, 7, 40, 111, 250])
def test_a_process_killed_while_saving_leaves_all_that_it_had_shown_as_saved(path: Path, saved: int) -> None:
    project = make(path)
    many = tuple(mention("Kallas", KALLAS, suggestion_id=f"many-{number:04}") for number in range(2000))
    project.store.add_labels(Labels(annotations=tuple(replace(one, annotator="mk", schema="news@1") for one in many)))
    project.close()
    process = subprocess.Popen(
        [sys.executable, "-c", ACCEPT_ALL, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    shown = [process.stdout.readline().strip() for _ in range(saved)]
    time.sleep(saved % 10 / 3000)  # anywhere within the next actions
    os.kill(process.pid, signal.SIGKILL)
    shown += process.stdout.read().split()
    process.stdout.close()
    assert process.wait() == -signal.SIGKILL

    reopened = Project.open(path, annotator="mk")
    accepted = {one.id for one in reopened.annotations(ARTICLE.id) if one.status == "accepted"}
    assert set(shown) <= accepted
    assert len(accepted) <= len(shown) + 1
    assert len(reopened.store.history(annotator="mk", limit=3000)) == len(accepted)
    assert is_whole(path)
    reopened.undo()
    reopened.close()


def test_a_store_is_closed_for_good(path: Path) -> None:
    make(path).close()
    assert not path.with_name("news.db-wal").exists()
    store = Store(path)
    assert len(store.annotations(ARTICLE.id, None)) == len(SUGGESTED.annotations)
    store.close()


def test_an_article_is_known_by_its_text_through_the_small_index(project: Project) -> None:
    add_articles(project, [Article(id="known", text="A text of its own.")])
    store = project.store
    plans: list[str] = []
    store._db.conn.set_trace_callback(plans.append)
    assert store.article_with_text("A text of its own.") == "known"
    assert store.known_articles([], [digest(b"A text of its own."), digest(b"another")]) == [
        ("known", digest(b"A text of its own."))
    ]
    store._db.conn.set_trace_callback(None)
    for query in [plan for plan in plans if plan.startswith("SELECT")]:
        steps = [row[3] for row in store._db.execute(f"EXPLAIN QUERY PLAN {query}")]
        assert any("articles_by_digest" in step for step in steps), steps
