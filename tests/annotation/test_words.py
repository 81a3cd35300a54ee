"""The language spoken: what is said in it, what is stored in English whatever is spoken, and what is shown of that."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest

from annotation.describe import describe, in_sentence, listed
from annotation.differences import ACTIONS, action_words, differences, told
from annotation.errors import Problem
from annotation.exporting import export_project
from annotation.formats.repair import repair_words
from annotation.importing import import_files
from annotation.model import Change
from annotation.progress_report import progress_report
from annotation.progress_tables import tables_of, write_tables
from annotation.project import Project
from annotation.reader import reasons
from annotation.schema import load_schema
from annotation.words import in_english, languages, noted, speak, spoken, tr, tr_many, tr_stored
from tests.annotation.projects import ARTICLE, KALLAS, MENTION, TEXT, TRUMP, UKRAINE, content, in_layer, laid_out

DIRTY = "A \\“quote\\” &amp; a soft\u00adhyphen.  \r\nAnd a blank\u00a0one.\r\n"


# Which language


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (["de"], "de"),
        (["de-AT", "en"], "de"),
        (["de_CH"], "de"),
        (["fr", "DE"], "de"),
        (["en-GB", "de"], "en"),
        (["den", "C"], "en"),
        (["", "../de", "🦊"], "en"),
        ([], "en"),
    ],
)
def test_the_first_language_that_is_known_is_spoken(wanted: list[str], said: str) -> None:
    assert speak(wanted) == said
    assert spoken() == said
    assert (tr("nobody") == "niemand") == (said == "de")


def test_what_is_not_translated_is_said_in_english() -> None:
    speak(["de"])
    assert tr("Nobody has translated {this}.", this="words in {braces}") == "Nobody has translated words in {braces}."
    assert tr_many("{count} odd thing", "{count} odd things", 1234) == "1,234 odd things"


def test_numbers_ask_for_one_or_many(german: None) -> None:
    one, many = "{count} article was read", "{count} articles were read"
    assert tr_many(one, many, 1) == "1 Artikel wurde gelesen"
    assert tr_many(one, many, 0) == "0 Artikel wurden gelesen"


def test_every_language_has_a_name_and_a_catalogue() -> None:
    for tag, name in languages().items():
        assert speak([tag]) == tag
        assert name
        assert tag == "en" or tr("nobody") != "nobody"


def test_what_is_kept_in_english_is_so_in_this_thread_alone(german: None) -> None:
    beside: list[str] = []
    with in_english():
        thread = Thread(target=lambda: beside.append(tr("nobody")))
        thread.start()
        thread.join()
        assert (spoken(), tr("nobody"), in_sentence("Quote")) == ("en", "nobody", "quote")
    assert beside == ["niemand"]
    assert (spoken(), tr("nobody"), in_sentence("Quote")) == ("de", "niemand", "Quote")


# What is shown


def test_an_annotation_is_described_in_the_language_spoken(german: None) -> None:
    schema = load_schema()
    nobody = replace(MENTION, layer="stance", spans={}, actors={}, values={"polarity": "oppose"})
    assert describe(nobody, TEXT, {}, schema) == "jemand opposes etwas"
    assert listed(["a", "b", "c"]) == "a, b und c"
    assert differences(MENTION, replace(MENTION, note="!"), text=TEXT, actors={}, schema=schema) == [
        "Notiz hinzugefügt"
    ]


def test_a_problem_is_told_in_the_language_spoken(german: None, tmp_path: Path) -> None:
    project = laid_out(tmp_path / "news.db")
    quote = in_layer(project, "quote")
    with pytest.raises(Problem, match=r"^Quote: Content fehlt noch; ergänzen \(Taste C\), dann annehmen\.$"):
        project.accept(replace(quote, spans={}))
    with pytest.raises(Problem, match=r"^Es gibt nichts zu wiederholen\.$"):
        project.redo()
    project.close()


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("accept quote", "annehmen: quote"),
        ("take back: accept 3 quotes", "zurücknehmen: accept 3 quotes"),
        ("mark done", "abschließen"),
        ("merge Kallas into Kaja Kallas", "zusammenführen: Kallas mit Kaja Kallas"),
        ("merge 3 labels into others", "3 Labels mit anderen zusammenführen"),
        ("change actor {0} 🦊\nx", "Akteur ändern: {0} 🦊\nx"),
        ("something of a newer version", "something of a newer version"),
        ("", ""),
    ],
)
def test_a_stored_action_is_shown_in_the_language_spoken(action: str, words: str, german: None) -> None:
    assert action_words(action) == words
    change = Change(action=action, annotator="mk", article=None, edits=(), kind="undo")
    assert told(change, []) == f"zurückgenommen: {words}"
    speak(["en"])
    assert action_words(action) == action


@pytest.mark.parametrize(
    ("repair", "words"),
    [
        ("1 soft hyphen was removed.", "1 weicher Trennstrich wurde entfernt."),
        ("1,200 soft hyphens were removed.", "1,200 weiche Trennstriche wurden entfernt."),
        ("In the title: 1 HTML entity was resolved.", "Im Titel: 1 HTML-Entität wurde aufgelöst."),
        ("It was read as UTF-16.", "Es wurde als UTF-16 gelesen."),
        ("It was mended by hand.", "It was mended by hand."),
        ("", ""),
    ],
)
def test_a_stored_repair_is_shown_in_the_language_spoken(repair: str, words: str, german: None) -> None:
    assert repair_words(repair) == words


def test_a_form_fits_whole_sentences_only(german: None) -> None:
    assert tr_stored("nobody at all", [noted("nobody")]) == "nobody at all"


def test_every_reason_is_translated(german: None) -> None:
    rules = list(reasons._REASONS)
    assert [rule for rule in rules if tr(reasons.reason(rule)) == reasons.reason(rule)] == []


def test_the_tables_of_progress_have_german_headings_and_english_files(german: None, tmp_path: Path) -> None:
    project = laid_out(tmp_path / "news.db")
    tables = tables_of(progress_report(project), project.schema)
    assert [table.title for table in tables][:2] == ["Artikel", "Labels"]
    assert [column.title for column in tables[0].columns][:3] == ["Annotator", "Offen", "Fertig"]
    write_tables(tables, tmp_path / "tables")
    assert (tmp_path / "tables" / "articles.csv").read_text("utf-8-sig").startswith("Annotator,Open,Done,Skipped,")
    project.close()


# What is stored


def session(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """A person's work with nearly every verb of a project; gives all that the file then holds, but for the times."""
    folder.mkdir()
    project = laid_out(folder / "news.db")
    dirty = folder / "dirty.txt"
    dirty.write_text(DIRTY, encoding="utf-8")
    import_files(project, [dirty])
    _decide(project)
    _rearrange(project)
    project.mark(ARTICLE.id, "done")
    export_project(project, folder / "out.jsonl", format="jsonl", all_articles=True)
    write_tables(tables_of(progress_report(project), project.schema), folder / "tables")
    project.close()
    return {
        table: [_without_times(row) for row in rows] for table, rows in content(project.store.path, without=()).items()
    }


def _decide(project: Project) -> None:
    project.accept(in_layer(project, "mention"))
    quote = in_layer(project, "quote")
    project.fix(quote, replace(quote, values={"kind": "indirect"}))
    project.set_note(in_layer(project, "quote"), "why?")
    flagged = project.flag(in_layer(project, "quote"), True)
    project.reject(in_layer(project, "stance"))
    project.undo()
    project.redo()
    project.take_back(flagged)
    project.add(replace(MENTION, id="own", model=None, score=None))


def _rearrange(project: Project) -> None:
    project.reveal(ARTICLE.id, "quote")
    project.set_blind_share(20)
    project.merge_actors(KALLAS, [UKRAINE])
    project.change_actor(TRUMP, replace(TRUMP, name="Donald J. Trump"))
    text = project.store.schemas()[-1][1]
    project.change_schema(text.replace("name: Person,", "name: Human,"))
    project.change_schema(
        project.store.schemas()[-1][1].replace("id: group,", "id: group, retired: true, merged_into: person,")
    )


def _without_times(row: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(cell for cell in row if not (isinstance(cell, str) and cell[:2] == "20" and cell[10:11] == "T"))


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.name: path.read_bytes() if path.name != "time.csv" else path.read_bytes().splitlines()[0]
        for path in sorted(folder.rglob("*"))
        if path.suffix in (".jsonl", ".csv")
    }


def test_nothing_that_is_stored_depends_on_the_language(tmp_path: Path, same_ids: Callable[[], None]) -> None:
    made = {}
    for tag in languages():
        speak([tag])
        same_ids()
        made[tag] = (session(tmp_path / tag), files(tmp_path / tag))
    assert made["de"] == made["en"]
    actions = {row[2] for row in made["de"][0]["journal"]}
    assert {"accept mention", "fix quote", "note on quote", "take back: flag quote", "mark done"} <= actions
    assert any("renamed kind “Person” to “Human”" in str(action) for action in actions)
    assert any("soft hyphen was removed." in str(row) for row in made["de"][0]["articles"])


@pytest.fixture
def same_ids(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Begins to count ids anew, so that two sessions give the same ones."""

    def begin() -> None:
        numbers = itertools.count()
        monkeypatch.setattr("annotation.laying_out.new_id", lambda: f"id-{next(numbers)}")

    return begin


def test_every_action_that_a_session_makes_has_a_form(tmp_path: Path, german: None) -> None:
    actions = {str(row[2]) for row in session(tmp_path / "all")["journal"]}
    assert {action for action in actions if action_words(action) == action} == set()
    assert len(ACTIONS) > 20
