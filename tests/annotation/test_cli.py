from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
import typer

from annotation import cli
from annotation.cli import app, run
from annotation.errors import Problem
from annotation.model import Actor
from annotation.project import Project
from tests.annotation.projects import ARTICLE, in_layer, laid_out, make

ROOT = Path(__file__).parent.parent.parent
RIFT = ROOT.parent / "shared" / "articles" / "rift.txt"


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path):
    """Runs a command line in the test's folder; gives status, standard output and standard error."""
    monkeypatch.chdir(tmp_path)

    def execute(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["standpoint", *map(str, words)])
        status = run(app)
        told = capsys.readouterr()
        return status, told.out, told.err

    return execute


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text("“We stand with Ukraine,” Kaja Kallas said on Monday.", "utf-8")
    return path


# import


def test_import_makes_the_project_and_says_what_came_in(command, article: Path, tmp_path: Path) -> None:
    assert command("import", "news.db", article) == (0, "1 article was imported.\n", "")
    assert command("import", "news.db", article) == (0, "0 articles were imported, 1 was already there.\n", "")
    project = Project.open(tmp_path / "news.db")
    assert project.store.article_count() == 1
    project.close()


def test_import_tells_repairs_and_refusals_one_a_line(command, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text('He said, \\"No.\\"', "utf-8")
    (tmp_path / "b.txt").write_bytes(b"")
    status, out, err = command("import", "news.db", "a.txt", "b.txt")
    assert status == 0
    assert out.splitlines()[0].startswith("Repaired: a.txt: 2 ")
    assert out.splitlines()[-1] == "1 article was imported, 1 was repaired, 1 was refused."
    assert err.splitlines() == ["Refused: b.txt: It is empty; there is nothing to import."]


def test_quiet_says_only_what_went_wrong(command, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text('He said, \\"No.\\"', "utf-8")
    (tmp_path / "b.txt").write_bytes(b"")
    status, out, err = command("import", "news.db", "a.txt", "b.txt", "--quiet")
    assert (status, out) == (0, "")
    assert err.count("\n") == 1


def test_an_import_of_nothing_has_failed(command) -> None:
    status, _, err = command("import", "news.db", "none.txt")
    assert status == 1
    assert "none.txt" in err


def test_a_new_project_may_have_labels_of_its_own(command, article: Path, tmp_path: Path) -> None:
    schema = (ROOT / "schemas" / "news.yaml").read_text("utf-8").replace("name: news\n", "name: mine\n", 1)
    (tmp_path / "mine.yaml").write_text(schema, "utf-8")
    assert command("import", "news.db", article, "--schema", "mine.yaml")[0] == 0
    project = Project.open(tmp_path / "news.db")
    assert project.schema.tag == "mine@1"
    project.close()
    status, _, err = command("import", "news.db", article, "--schema", "mine.yaml")
    assert status == 2
    assert "has its labels already" in err


def test_a_misspelt_schema_is_one_line_and_makes_no_project(command, article: Path, tmp_path: Path) -> None:
    schema = (ROOT / "schemas" / "news.yaml").read_text("utf-8").replace("    plural: Quotes", "    plurl: Quotes")
    (tmp_path / "mine.yaml").write_text(schema, "utf-8")
    status, out, err = command("import", "news.db", article, "--schema", "mine.yaml")
    assert (status, out) == (1, "")
    line = 1 + schema.splitlines().index("    plurl: Quotes")
    assert err == f"mine.yaml, line {line}: the key “plurl” is unknown; did you mean “plural”?\n"
    assert not (tmp_path / "news.db").exists()


def test_a_file_that_is_no_project_is_one_line(command, article: Path) -> None:
    status, out, err = command("import", article, article)
    assert (status, out) == (1, "")
    assert err == f"{article} is no Standpoint project; choose a project file, or import this one as text.\n"


# suggest


def test_suggest_reads_a_project_once(command, article: Path, tmp_path: Path) -> None:
    command("import", "news.db", article)
    assert command("suggest", "news.db") == (0, "1 article was read.\n", "")
    assert command("suggest", "news.db") == (0, "0 articles were read, 1 had suggestions already.\n", "")
    project = Project.open(tmp_path / "news.db")
    (article_id,) = project.store.article_ids()
    assert {one.layer for one in project.store.annotations(article_id, None)} >= {"mention", "quote"}
    project.close()


def test_suggest_writes_files_as_json_lines(command, article: Path, tmp_path: Path) -> None:
    assert command("suggest", article, "--out", "out.jsonl") == (0, "1 article was read.\n", "")
    (line,) = (tmp_path / "out.jsonl").read_text("utf-8").splitlines()
    assert {one["status"] for one in json.loads(line)["annotations"]} == {"suggested"}


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("suggest", "article.txt"), "--out"),
        (("suggest", "news.db", "article.txt"), "A project stands alone"),
        (("suggest", "news.db", "--out", "x.jsonl"), "A project stands alone"),
        (("suggest",), "INPUT"),
        (("export", "news.db", "out.pdf"), "--format"),
        (("import", "news.db"), "FILE"),
        (("sugest", "news.db"), "sugest"),
        (("stats", "news.db", "--colour"), "--colour"),
    ],
)
def test_wrong_use_ends_with_2_and_a_hint(command, article: Path, tmp_path: Path, words, hint: str) -> None:
    make(tmp_path / "news.db").close()
    status, out, err = command(*words)
    assert (status, out) == (2, "")
    assert hint in err


def test_suggest_for_nothing_that_can_be_read_has_failed(command, tmp_path: Path) -> None:
    status, _, err = command("suggest", "none.txt", "--out", "out.jsonl")
    assert status == 1
    assert err.startswith("Refused: none.txt")
    assert not (tmp_path / "out.jsonl").exists()


def test_an_unknown_reader_is_one_line(command, article: Path) -> None:
    status, _, err = command("suggest", article, "--out", "out.jsonl", "--model", "gpt")
    assert status == 1
    assert err.startswith("There is no spaCy pipeline “gpt”")
    assert err.count("\n") == 1


# export and stats


def test_export_takes_the_format_from_the_ending(command, tmp_path: Path) -> None:
    project = laid_out(tmp_path / "news.db")
    project.accept(in_layer(project, "mention"))
    project.mark(ARTICLE.id, "done")
    project.close()
    assert command("export", "news.db", "out.jsonl") == (0, "1 article was exported with 6 annotations.\n", "")
    assert command("export", "news.db", "out.bin", "--format", "docbin")[0] == 0
    assert (tmp_path / "out.jsonl").exists()
    assert (tmp_path / "out.bin").exists()


def test_export_tells_that_nothing_is_done_yet_and_all_exports_it(command, tmp_path: Path) -> None:
    make(tmp_path / "news.db").close()
    status, out, err = command("export", "news.db", "out.jsonl")
    assert (status, out) == (1, "")
    assert "mark some articles done" in err
    assert command("export", "news.db", "out.jsonl", "--all")[0] == 0


def test_export_takes_some_layers_and_writes_a_report(command, tmp_path: Path) -> None:
    project = laid_out(tmp_path / "news.db")
    project.accept(in_layer(project, "mention"))
    project.mark(ARTICLE.id, "done")
    project.close()
    words = ("--layers", "mention", "--annotators", "mk", "--no-rejected", "--no-text", "--report", "r.json")
    assert command("export", "news.db", "out.jsonl", *words) == (0, "1 article was exported with 1 annotation.\n", "")
    record = json.loads((tmp_path / "out.jsonl").read_text("utf-8"))
    assert "text" not in record
    assert {one["layer"] for one in record["annotations"]} == {"mention"}
    assert json.loads((tmp_path / "r.json").read_text("utf-8"))["annotations"] == 1
    status, _, err = command("export", "news.db", "out.jsonl", "--layers", "mentoin")
    assert (status, err) == (
        1,
        "The project has no layer “mentoin”; there are “mention”, “quote” and “stance”.\n",
    )


def test_strict_does_nothing_where_something_would_be_lost_and_reports_it(command, tmp_path: Path) -> None:
    laid_out(tmp_path / "news.db").close()
    status, _, err = command("export", "news.db", "out.qdpx", "--all", "--strict", "--report", "r.json")
    assert status == 1
    assert err.startswith("Nothing was written")
    assert not (tmp_path / "out.qdpx").exists()
    assert json.loads((tmp_path / "r.json").read_text("utf-8"))["withheld"] is True
    (tmp_path / "a.csv").write_text("text\nGood.\n\u200b\n", "utf-8")
    status, _, err = command("import", "new.db", "a.csv", "--strict", "--report", "r.json")
    assert status == 1
    assert "Refused: a.csv, line 3" in err
    assert "Nothing was imported" in err
    assert len(json.loads((tmp_path / "r.json").read_text("utf-8"))["refused"]) == 1


def rows(out: str) -> list[list[str]]:
    return [line.split() for line in out.splitlines()]


def test_stats_count_articles_by_state_and_annotations_by_layer_and_status(command, tmp_path: Path) -> None:
    project = laid_out(tmp_path / "news.db")
    project.accept(in_layer(project, "mention"))
    project.reject(in_layer(project, "quote"))
    project.mark(ARTICLE.id, "done")
    project.close()
    status, out, err = command("stats", "news.db")
    assert (status, err) == (0, "")
    assert out.startswith("news: 1 article\n")
    assert ["mk", "0", "1", "0"] in rows(out)
    assert ["mk", "mention", "0", "1", "0"] in rows(out)
    assert ["mk", "quote", "0", "0", "1"] in rows(out)
    assert ["(the", "reader)", "stance", "1", "0", "0"] in rows(out)
    assert ["mk", "mention", "news-1", "1", "0", "0", "100%"] in rows(out)
    assert ["mk", "quote", "news-1", "0", "0", "1", "0%"] in rows(out)
    assert not any(row[:3] == ["mk", "stance", "news-1"] for row in rows(out))
    _, mine, _ = command("stats", "news.db", "--annotator", "mk")
    assert "(the reader)" not in mine
    assert ["mk", "quote", "0", "0", "1"] in rows(mine)


def test_stats_of_an_empty_project(command, tmp_path: Path) -> None:
    Project.create(tmp_path / "news.db").close()
    assert command("stats", "news.db") == (0, "news: 0 articles\n", "")


# The door


def door(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> int:
    """The status of a command that ends with `error`."""
    broken = typer.Typer()

    @broken.callback()
    def fail() -> None:
        raise error

    @broken.command()
    def nothing() -> None:
        pass

    monkeypatch.setattr(sys, "argv", ["standpoint", "nothing"])
    return run(broken)


def test_a_problem_is_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert door(monkeypatch, Problem("This is wrong; do that.")) == 1
    assert capsys.readouterr().err == "This is wrong; do that.\n"


def test_a_bug_is_one_line_and_a_traceback_in_the_log(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr("platformdirs.user_log_path", lambda *_args, **_options: tmp_path)
    assert door(monkeypatch, ZeroDivisionError("a bug")) == 1
    told = capsys.readouterr().err
    (log,) = tmp_path.iterdir()
    assert str(log) in told
    assert told.count("\n") == 1
    assert "Traceback" not in told
    assert "ZeroDivisionError: a bug" in log.read_text("utf-8")


def test_a_stop_by_ctrl_c_says_that_what_was_done_is_kept(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert door(monkeypatch, KeyboardInterrupt()) == 130
    assert capsys.readouterr().err.startswith("Stopped. What was done until then is kept")


def _heeding_ctrl_c() -> None:
    """What a shell starts in the background is deaf to Ctrl+C, and so would be whatever the tests start then."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.skipif(sys.platform == "win32", reason="signals are not sent like this there")
def test_ctrl_c_in_the_middle_of_an_import_keeps_what_came_in(tmp_path: Path) -> None:
    source = tmp_path / "many.jsonl"
    with source.open("w", encoding="utf-8") as file:
        for number in range(20_000):
            file.write(json.dumps({"id": f"a{number}", "text": f"Text {number} " + "of an article " * 100}) + "\n")
    words = [sys.executable, "main.py", "import", str(tmp_path / "news.db"), str(source)]
    process = subprocess.Popen(
        words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=_heeding_ctrl_c
    )
    database = tmp_path / "news.db"
    while not database.exists() or database.stat().st_size < 5_000_000:
        assert process.poll() is None, process.communicate()
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate()
    assert (process.returncode, out) == (130, ""), err
    assert err == "Stopped. What was done until then is kept; the same command goes on from there.\n"
    project = Project.open(database)
    count = project.store.article_count()
    project.close()
    assert count in (400, 1200, *range(2800, 20_000, 2000)), "a batch was cut"


def test_help_names_every_command_and_starts_without_the_libraries(tmp_path: Path) -> None:
    program = (
        "import sys, main; sys.argv[1:] = ['--help']; status = main.main();"
        "heavy = {'spacy', 'PySide6', 'sqlite_utils', 'pydantic', 'rich.progress'} & set(sys.modules);"
        "sys.exit(f'loaded: {heavy}' if heavy else status)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    for name in ("import", "suggest", "export", "schema", "stats", "evaluate", "open", "demo"):
        assert f"\n  {name} " in done.stdout


def test_progress_is_drawn_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    with cli._progress("Reading", quiet=False) as progress:
        progress(1, 2)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    drawn: list[tuple[int, int]] = []
    monkeypatch.setattr(
        "rich.progress.Progress.update", lambda _self, _task, *, completed, total: drawn.append((completed, total))
    )
    with cli._progress("Reading", quiet=False) as progress:
        progress(1, 2)
    with cli._progress("Reading", quiet=True) as progress:
        progress(2, 2)
    assert drawn == [(1, 2)]


# schema


def test_the_labels_are_printed_replaced_and_printed_as_they_were(command, tmp_path: Path) -> None:
    laid_out(tmp_path / "news.db").close()
    status, first, _ = command("schema", "news.db")
    assert (status, first) == (0, (ROOT / "schemas" / "news.yaml").read_text("utf-8"))
    (tmp_path / "own.yaml").write_text(first.replace("name: Group,", "name: Bloc,"), "utf-8-sig")
    told = "news: labels, version 2: renamed kind “Group” to “Bloc”\n"
    assert command("schema", "news.db", "--set", "own.yaml") == (0, told, "")
    assert "name: Bloc," in command("schema", "news.db")[1]
    assert command("schema", "news.db", "--version", 1) == (0, first, "")


def test_labels_that_would_orphan_annotations_are_refused_with_the_count(command, tmp_path: Path) -> None:
    laid_out(tmp_path / "news.db").close()
    text = command("schema", "news.db")[1].replace("id: direct,", "id: straight,")
    (tmp_path / "own.yaml").write_text(text, "utf-8")
    status, out, err = command("schema", "news.db", "--set", "own.yaml")
    assert (status, out) == (1, "")
    assert err.startswith("2 annotations use the choice “direct” (Quote, Kind);")
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (("--version", "7"), 1, "no labels of version 7; there are 1."),
        (("--set", "none.yaml"), 1, "The schema none.yaml cannot be read"),
        (("--set", "none.yaml", "--version", "1"), 2, "leave one of the two out"),
    ],
)
def test_wrong_use_of_the_labels_is_told(command, tmp_path: Path, words, status: int, told: str) -> None:
    make(tmp_path / "news.db").close()
    found, out, err = command("schema", "news.db", *words)
    assert (found, out) == (status, "")
    assert told in " ".join(err.replace("│", " ").split())


def test_labels_of_several_versions_leave_come_back_and_are_evaluated(command, tmp_path: Path) -> None:
    project = laid_out(tmp_path / "news.db")
    project.accept(in_layer(project, "quote"))
    text = project.store.schemas()[-1][1].replace("id: group, name: Group,", "id: bloc, name: Bloc,")
    project.change_schema(text)
    mention = in_layer(project, "mention")
    project.add(replace(mention, id="m-new", schema=""), new_actors=[])
    union = Actor(id="act-eu", name="European Union", kind="bloc")
    project.name_actor(in_layer(project, "quote"), union, known=False)
    project.mark(ARTICLE.id, "done")
    project.close()
    assert command("export", "news.db", "out.jsonl")[0] == 0
    record = json.loads((tmp_path / "out.jsonl").read_text("utf-8"))
    assert record["schema"] == "news@2"
    assert {one.get("schema", record["schema"]) for one in record["annotations"]} == {"news@1", "news@2"}
    (tmp_path / "own.yaml").write_text(command("schema", "news.db")[1], "utf-8")
    assert command("import", "again.db", "out.jsonl", "--schema", "own.yaml")[0] == 0
    assert command("export", "again.db", "again.jsonl")[0] == 0
    again = json.loads((tmp_path / "again.jsonl").read_text("utf-8"))
    assert again["annotations"] == record["annotations"]
    assert command("evaluate", "out.jsonl", "out.jsonl")[0] == 1
    assert command("evaluate", "out.jsonl", "out.jsonl", "--schema", "own.yaml")[0] == 0


# The article of the first issue


@pytest.mark.skipif(not RIFT.exists(), reason="the article lies beside a development checkout only")
def test_suggestions_for_a_real_article_are_valid_and_cut_its_text_right(command, tmp_path: Path) -> None:
    import fastjsonschema

    assert command("suggest", RIFT, "--out", "out.jsonl")[0] == 0
    (line,) = (tmp_path / "out.jsonl").read_text("utf-8").splitlines()
    record = json.loads(line)
    fastjsonschema.compile(json.loads((ROOT / "schemas" / "annotations.schema.json").read_text("utf-8")))(record)
    assert "\\" not in record["text"]
    pieces = [
        record["text"][start:end]
        for annotation in record["annotations"]
        for spans in annotation["spans"].values()
        for start, end in spans
    ]
    assert pieces
    assert [piece for piece in pieces if piece != piece.strip() or not piece] == []
    assert command("import", "news.db", "out.jsonl")[0] == 0
