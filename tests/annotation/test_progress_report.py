"""What the progress page counts, from journals made by hand with times of their own."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotation.errors import Problem
from annotation.model import Article, Labels, new_id
from annotation.progress_report import (
    IDLE,
    PARTS,
    Drift,
    ProgressReport,
    States,
    WorkingTime,
    acceptance_rate,
    drift_of,
    progress_report,
    states_of,
    times_of,
)
from annotation.progress_tables import Column, Kind, Table, as_csv, shown, tables_of, write_tables
from annotation.project import Project
from annotation.store_report import Decided
from tests.annotation.projects import ARTICLE, KALLAS, MENTION, SUGGESTED, TEXT, add_articles, at, in_layer, make

ROWS = ["Articles", "Labels", "Suggestions", "Drift", "Blind", "Time"]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with closing(make(tmp_path / "news.db")) as made:
        made.begin(ARTICLE.id)
        made.lay_out(ARTICLE.id)
        yield made


def more_articles(project: Project, count: int) -> list[str]:
    """Further articles, each with one mention suggested and laid out."""
    news = [Article(id=f"n-{number:03}", text=f"{TEXT} {number}") for number in range(count)]
    add_articles(project, news)
    for one in news:
        mention = replace(MENTION, id=new_id(), article=one.id)
        project.keep_suggestions(one.id, Labels(actors=(KALLAS,), annotations=(mention,)))
        project.begin(one.id)
        project.lay_out(one.id)
    return [one.id for one in news]


def set_times(project: Project, times: Sequence[str]) -> None:
    """Gives the journal's entries other times, past the trigger that keeps them."""
    with closing(sqlite3.connect(project.store.path)) as db:
        db.execute("DROP TRIGGER journal_keeps")
        for number, time in enumerate(times, 1):
            db.execute("UPDATE journal SET at = ? WHERE number = ?", (f"2026-03-01T{time}+00:00", number))
        db.commit()


# Articles


def test_articles_that_an_annotator_has_not_begun_are_open_for_them(project: Project) -> None:
    first, second, *_ = more_articles(project, 4)
    project.mark(first, "done")
    project.mark(second, "skipped")
    with closing(Project.open(project.store.path, annotator="ann")) as other:
        other.mark(first, "done")
    assert progress_report(project).states == (
        States(annotator="ann", open=4, done=1, skipped=0),
        States(annotator="mk", open=3, done=1, skipped=1),
    )


@given(st.lists(st.tuples(st.sampled_from(["a", "b"]), st.sampled_from(["open", "done", "skipped"])), max_size=30))
def test_the_states_of_each_annotator_add_up_to_all_articles(marks: list[tuple[str, str]]) -> None:
    counts = {mark: marks.count(mark) for mark in marks}
    found = states_of([(who, state, count) for (who, state), count in counts.items()], 30)
    assert all(one.open + one.done + one.skipped == 30 for one in found)
    assert sum(one.done for one in found) == sum(state == "done" for _, state in marks)


# Suggestions


def test_how_suggestions_fared_is_told_by_layer_and_model(project: Project) -> None:
    first, second, third = more_articles(project, 3)
    project.accept(in_layer(project, "mention"))
    quote = in_layer(project, "quote")
    project.fix(quote, quote.with_spans("cue", ()))
    (mention,) = project.annotations(first)
    project.fix(mention, mention.with_spans("text", (at("Kaja"),)))
    project.reject(project.annotations(second)[0])
    with closing(Project.open(project.store.path, annotator="ann")) as other:
        other.lay_out(third)
    rows = [tuple(one) for one in progress_report(project).acceptance]
    assert rows == [
        ("ann", "mention", "news-1", 0, 0, 0, 1),
        ("mk", "mention", "news-1", 1, 1, 1, 1),
        ("mk", "quote", "news-1", 0, 1, 0, 0),
        ("mk", "stance", "news-1", 0, 0, 0, 1),
    ]


def test_two_models_are_told_apart_and_own_labels_are_no_suggestions(project: Project) -> None:
    labels = Labels(actors=(KALLAS,), annotations=(replace(MENTION, id="again", model="news-2", annotator=None),))
    project.suggest_again(ARTICLE.id, labels)
    project.add(replace(MENTION, id="mine"))
    assert [(one.layer, one.model, one.undecided) for one in progress_report(project).acceptance] == [
        ("mention", "news-2", 1)
    ]


def test_the_suggestions_of_each_layer_add_up(project: Project) -> None:
    ids = more_articles(project, 7)
    for number, article in enumerate(ids):
        (mention,) = project.annotations(article)
        [project.accept, project.reject, lambda one: None][number % 3](mention)  # pyright: ignore[reportCallIssue]
    (mentions, *_) = progress_report(project).acceptance
    assert sum(mentions[3:]) == 8


@pytest.mark.parametrize(("accepted", "decided", "rate"), [(0, 0, None), (0, 4, 0.0), (1, 4, 0.25), (4, 4, 1.0)])
def test_the_rate_is_of_those_decided(accepted: int, decided: int, rate: float | None) -> None:
    assert acceptance_rate(accepted, decided) == rate


# Drift


def test_the_drift_is_in_the_order_of_being_done_whatever_that_of_the_queue(project: Project) -> None:
    """Of twenty articles the ten done first are all accepted, those done last all rejected."""
    ids = list(reversed(more_articles(project, 20)))
    for number, article in enumerate(ids):
        decide = project.accept if number < 10 else project.reject
        decide(project.annotations(article)[0])
        project.mark(article, "done")
    assert progress_report(project).drift == (Drift(annotator="mk", layer="mention", rates=(1.0,) * 5 + (0.0,) * 5),)


def test_an_article_that_is_opened_again_and_done_again_keeps_its_place(project: Project) -> None:
    first, second = more_articles(project, 2)
    project.accept(project.annotations(first)[0])
    project.reject(project.annotations(second)[0])
    for article, state in ((first, "done"), (second, "done"), (first, "open"), (first, "done")):
        project.mark(article, state)  # type: ignore[arg-type]
    assert progress_report(project).drift[0].rates == (1.0, 0.0, *[None] * 8)


def test_an_article_that_is_open_again_does_not_count(project: Project) -> None:
    project.accept(in_layer(project, "mention"))
    project.mark(ARTICLE.id, "done")
    project.undo()
    assert progress_report(project).drift == ()


def test_a_part_in_which_nothing_was_decided_is_a_gap() -> None:
    counts = [Decided("mk", "quote", 1, 1, 2), Decided("mk", "quote", 3, 0, 0), Decided("mk", "quote", 10, 3, 3)]
    assert drift_of(counts)[0].rates == (0.5, *[None] * 8, 1.0)
    assert len(drift_of(counts)[0].rates) == PARTS


# Time


def test_time_counts_to_the_article_of_the_later_action_but_for_breaks(project: Project) -> None:
    first, second = more_articles(project, 2)
    project.accept(project.annotations(first)[0])  # 10:00:00
    project.mark(first, "done")  # 40 seconds later
    project.accept(project.annotations(second)[0])  # exactly two minutes
    project.mark(second, "done")  # a break
    project.accept(in_layer(project, "mention"))  # half a second, in an article that is not done
    set_times(project, ["10:00:00.000", "10:00:40.000", "10:02:40.000", "10:04:40.001", "10:04:40.501"])
    assert progress_report(project).times == (WorkingTime(annotator="mk", seconds=160.5, articles=2, usual=80.0),)


def test_two_annotators_at_once_do_not_share_their_time(project: Project) -> None:
    (first,) = more_articles(project, 1)
    with closing(Project.open(project.store.path, annotator="ann")) as other:
        for who in (project, other, project, other):
            who.mark(first, "done" if who.progress(first).state == "open" else "open")
    set_times(project, ["10:00:00.000", "10:00:01.000", "10:00:30.000", "10:00:33.000"])
    found = {one.annotator: one.seconds for one in progress_report(project).times}
    assert found == {"mk": 30.0, "ann": 32.0}


def test_a_clock_that_was_set_back_takes_no_time_away(project: Project) -> None:
    for state in ("done", "open", "done"):
        project.mark(ARTICLE.id, state)  # type: ignore[arg-type]
    set_times(project, ["10:00:00.000", "09:00:00.000", "09:00:10.000"])
    assert [one.seconds for one in progress_report(project).times] == [10.0]


def test_what_is_done_in_no_article_counts_in_all_but_to_none(project: Project) -> None:
    project.mark(ARTICLE.id, "done")
    project.set_blind_share(10)
    set_times(project, ["10:00:00.000", "10:00:10.000"])
    assert progress_report(project).times == (WorkingTime(annotator="mk", seconds=10.0, articles=0, usual=None),)


def test_the_usual_time_is_the_median_of_what_is_done() -> None:
    worked = [("mk", 10.0, True), ("mk", 20.0, True), ("mk", 900.0, True), ("mk", 50.0, False), ("ann", 5.0, False)]
    assert times_of(worked) == (
        WorkingTime(annotator="ann", seconds=5.0, articles=0, usual=None),
        WorkingTime(annotator="mk", seconds=980.0, articles=3, usual=20.0),
    )


@given(st.lists(st.integers(0, 400), min_size=1, max_size=20))
def test_active_time_is_the_sum_of_the_gaps_that_are_no_breaks(gaps: list[int]) -> None:
    expected = sum(gap for gap in gaps if gap <= IDLE)
    with closing(sqlite3.connect(":memory:")) as db:
        store = JournalOnly(db, gaps)
        from annotation.store_report import active_seconds

        assert sum(seconds for _, seconds, _ in active_seconds(store, IDLE)) == expected  # type: ignore[arg-type]


class JournalOnly:
    """A journal with an entry after each gap, in place of a file, for many tries."""

    def __init__(self, db: sqlite3.Connection, gaps: Sequence[int]) -> None:
        self._db = db
        db.execute("CREATE TABLE journal (number INTEGER PRIMARY KEY, at, annotator, article)")
        db.execute("CREATE TABLE progress (article, annotator, state)")
        seconds = [sum(gaps[:count]) for count in range(len(gaps) + 1)]
        stamps = [f"2026-03-01T{s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}.000+00:00" for s in seconds]
        db.executemany("INSERT INTO journal (at, annotator, article) VALUES (?, 'mk', 'x')", [(s,) for s in stamps])

    def rows(self, sql: str, *parameters: object) -> list[tuple[object, ...]]:
        return self._db.execute(sql, parameters).fetchall()


# Tables


def table(report: ProgressReport, project: Project, name: str) -> Table:
    return next(one for one in tables_of(report, project.schema) if one.name == name)


def test_an_empty_project_has_tables_that_say_why_they_are_empty(tmp_path: Path) -> None:
    with closing(Project.create(tmp_path / "news.db")) as project:
        tables = tables_of(progress_report(project), project.schema)
    assert [one.name for one in tables] == ROWS
    assert all(one.nothing.endswith(".") and not one.rows for one in tables)


def test_every_row_has_a_cell_for_every_column(project: Project) -> None:
    project.accept(in_layer(project, "mention"))
    project.add(replace(SUGGESTED.annotations[2], id="mine"))
    project.mark(ARTICLE.id, "done")
    set_times(project, ["10:00:00.000", "10:00:10.000", "10:00:20.000"])
    for one in tables_of(progress_report(project), project.schema):
        assert one.rows, one.name
        assert {len(row) for row in one.rows} == {len(one.columns)}, one.name


def test_the_tables_name_layers_as_people_do(project: Project) -> None:
    assert [row[1] for row in table(progress_report(project), project, "Labels").rows] == ["Mention", "Quote", "Stance"]


@pytest.mark.parametrize(
    ("cell", "kind", "words"),
    [
        (None, "share", "–"),
        (0.123, "share", "12 %"),
        (1.0, "share", "100 %"),
        (12345, "count", "12,345"),
        (61.25, "minutes", "61.2"),
        ("مرجان", "words", "مرجان"),
        ((1, 0, 1200), "states", "1 done, 0 skipped, 1,200 open"),
        ((0.5, None), "line", "50 %, –"),
    ],
)
def test_cells_are_shown_as_people_read_them(cell, kind: Kind, words: str) -> None:
    assert shown(cell, kind) == words


def csv_of(*cells: object) -> list[list[str]]:
    columns = tuple(Column(name=f"c{at}", kind="words") for at in range(len(cells)))
    one = Table(name="T", about="", nothing="", columns=columns, rows=(cells,))  # type: ignore[arg-type]
    return list(csv.reader(io.StringIO(as_csv(one))))[1:]


@pytest.mark.parametrize("words", ["=1+1", "+49", "-mk", "@mk", " =1", "\t=1", "\n@x"])
def test_no_cell_is_a_formula(words: str) -> None:
    assert csv_of(words) == [[f"'{words}"]]


@given(st.text(alphabet=st.characters(exclude_characters="\r\0"), max_size=20))
def test_what_is_written_as_csv_is_read_back_and_is_no_formula(words: str) -> None:
    (cell,) = csv_of(words, "x")[0][:1]
    assert cell.removeprefix("'") == words.removeprefix("'")
    assert not cell.lstrip().startswith(("=", "+", "-", "@"))


def test_numbers_stay_numbers_and_pictures_are_left_out(project: Project) -> None:
    project.accept(in_layer(project, "mention"))
    project.mark(ARTICLE.id, "done")
    report = progress_report(project)
    assert as_csv(table(report, project, "Articles")).splitlines() == [
        "Annotator,Open,Done,Skipped,Share done",
        "mk,0,1,0,1.0",
    ]
    assert as_csv(table(report, project, "Drift")).splitlines()[1] == "mk,Mention,1.0,,,,,,,,,"


def test_the_tables_are_written_as_files_that_a_spreadsheet_reads_as_utf_8(project: Project, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "tables"
    write_tables(tables_of(progress_report(project), project.schema), folder)
    assert sorted(file.stem for file in folder.iterdir()) == sorted(name.lower() for name in ROWS)
    assert (folder / "articles.csv").read_bytes().startswith(b"\xef\xbb\xbfAnnotator,")


def test_tables_that_cannot_be_written_are_a_problem(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(Problem, match="cannot be written to"):
        write_tables([], tmp_path / "taken" / "tables")
