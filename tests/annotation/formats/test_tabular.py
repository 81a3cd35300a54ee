from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotation.errors import ImportProblem, Problem
from annotation.formats import Incoming, Refused, read_paths, tabular
from annotation.formats.base import Loss, Outgoing
from annotation.formats.repair import repair
from annotation.formats.tables import free_names, joined
from annotation.model import Article, Labels, Progress, Span
from annotation.schema import load_schema
from tests.annotation.formats.test_docbin import EU, KALLAS, QUOTE, STANCE, TEXT, mention, outgoing
from tests.annotation.strategies import articles, outgoings, texts

SCHEMA = load_schema()


def written(folder: Path, *exported: Outgoing) -> tuple[dict[str, list[dict[str, str]]], list[Loss]]:
    place = folder / "tables"
    losses = tabular.write(exported, place, SCHEMA)
    found: dict[str, list[dict[str, str]]] = {}
    for file in place.iterdir():
        with file.open(encoding="utf-8-sig", newline="") as lines:
            found[file.stem] = list(csv.DictReader(lines))
    return found, losses


def read(file: Path, data: bytes | str) -> list[Incoming | Refused]:
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    return list(tabular.read(file, SCHEMA))


def article_of(found: Incoming | Refused) -> Article:
    assert isinstance(found, Incoming), found
    return found.article


# Out


def test_each_layer_has_a_table_beside_articles_actors_and_progress(tmp_path: Path) -> None:
    done = (Progress(article="x", annotator="mk", state="done", revealed=("stance",)),)
    found, losses = written(tmp_path, outgoing(mention("m1", "EU", EU), QUOTE, STANCE, progress=done))
    assert sorted(found) == ["actors", "articles", "mentions", "progress", "quotes", "stances"]
    assert losses == []
    (quote,) = found["quotes"]
    assert (quote["article"], quote["content"], quote["content_at"], quote["cue"]) == (
        "x",
        "“Not now,”",
        "0-10",
        "said",
    )
    assert (quote["speaker_name"], quote["speaker_id"], quote["kind"]) == ("Kaja Kallas", "a1", "direct")
    (stance,) = found["stances"]
    assert (stance["target"], stance["target_name"], stance["holder_name"]) == ("U.S.-brokered deal", "", "Kaja Kallas")
    assert found["articles"][0]["text"] == TEXT
    assert [actor["name"] for actor in found["actors"]] == ["Kaja Kallas", "European Union"]
    assert found["progress"] == [
        {"article": "x", "annotator": "mk", "state": "done", "revealed": "stance", "blind": "false"}
    ]


def test_files_begin_with_a_byte_order_mark_so_that_spreadsheets_know_utf8(tmp_path: Path) -> None:
    written(tmp_path, outgoing(QUOTE))
    for file in (tmp_path / "tables").iterdir():
        assert file.read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "'="])
def test_a_cell_that_begins_like_a_formula_is_defused_and_told(tmp_path: Path, start: str) -> None:
    note = f'{start}HYPERLINK("http://example.org")'
    found, (loss,) = written(tmp_path, outgoing(replace(QUOTE, note=note)))
    assert found["quotes"][0]["note"] == f"'{note}"
    assert (loss.what, loss.article, loss.title) == ("flattened", "x", "A title")
    assert "got an apostrophe" in loss.message
    assert "quotes.csv, column “note”" in loss.message


def test_a_text_that_is_too_long_for_a_cell_is_told_and_kept_whole(tmp_path: Path) -> None:
    long = Outgoing(article=Article(id="x", text="word " * 10_000))
    found, (loss,) = written(tmp_path, long)
    assert len(found["articles"][0]["text"]) == 50_000
    assert "cut 50,000 characters to 32,767" in loss.message


def test_an_actor_of_several_articles_stands_there_once(tmp_path: Path) -> None:
    again = Outgoing(article=Article(id="y", text="EU"), labels=Labels(actors=(EU, KALLAS)))
    found, _ = written(tmp_path, outgoing(QUOTE), again)
    assert [actor["id"] for actor in found["actors"]] == ["a1", "a2"]


def test_pieces_and_several_speakers_share_a_cell(tmp_path: Path) -> None:
    parts = replace(QUOTE, spans={"content": (Span(0, 4), Span(5, 8))}, actors={"speaker": ("a1", "a2")})
    found, _ = written(tmp_path, outgoing(parts))
    (quote,) = found["quotes"]
    assert (quote["content"], quote["content_at"]) == ("“Not … now", "0-4; 5-8")
    assert (quote["speaker_name"], quote["speaker_id"]) == ("Kaja Kallas and European Union", "a1; a2")


def test_words_that_could_be_taken_for_two_are_joined_as_json() -> None:
    assert joined(["a", "b"]) == "a; b"
    assert joined(["a;b", "c"]) == '["a;b", "c"]'
    assert joined(["[x"]) == '["[x"]'
    assert joined([]) == ""


def test_names_stand_there_once() -> None:
    assert free_names(["a", "b", "a"], taken=["b"]) == ["a", "b_", "a_"]


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    with pytest.raises(Problem, match="there already, and not empty"):
        tabular.write([outgoing(QUOTE)], tmp_path, SCHEMA)
    assert [one.name for one in tmp_path.iterdir()] == ["mine.txt"]


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "tables").mkdir()
    found, _ = written(tmp_path, outgoing(QUOTE))
    assert len(found["quotes"]) == 1


@given(outgoings())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
def test_what_a_cell_holds_is_there_or_told(tmp_path_factory: pytest.TempPathFactory, one: Outgoing) -> None:
    found, losses = written(tmp_path_factory.mktemp("out"), one)
    told = len([loss for loss in losses if "apostrophe" in loss.message])
    kept = {row["id"]: row for name in ("mentions", "quotes", "stances") for row in found[name]}
    assert set(kept) == {annotation.id for annotation in one.labels.annotations}
    for annotation in one.labels.annotations:
        row = kept[annotation.id]
        for role, pieces in annotation.spans.items():
            assert row[f"{role}_at"] == "; ".join(f"{start}-{end}" for start, end in pieces)
        for role, ids in annotation.actors.items():
            assert row[f"{role}_id"] == "; ".join(ids)
    cells = [cell for rows in found.values() for row in rows for cell in row.values()]
    assert sum(cell.startswith("'") and cell.lstrip("'")[:1] in ("=", "+", "-", "@") for cell in cells) == told
    assert not any(cell[:1] in ("=", "+", "-", "@", "\t", "\r") for cell in cells if cell and not cell[1:2].isdigit())


@given(st.lists(articles.filter(lambda one: repair(one.text).text == one.text), max_size=4))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
def test_articles_come_back_from_the_table(tmp_path_factory: pytest.TempPathFactory, several: list[Article]) -> None:
    folder = tmp_path_factory.mktemp("out") / "tables"
    tabular.write([Outgoing(article=one) for one in several], folder, SCHEMA)
    back = [article_of(found) for found in tabular.read(folder / "articles.csv", SCHEMA)]
    assert [one.text for one in back] == [one.text for one in several]
    assert [one.meta["id"] for one in back] == [one.id for one in several]


# In


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_articles_are_read_whatever_the_delimiter(tmp_path: Path, delimiter: str) -> None:
    lines = [
        ("Headline", "Date", "BODY", "outlet", "link", "section"),
        ("A, b; c|d", "2024-05-01", "“Yes,” he said.\nNo."),
    ]
    lines[1] = (*lines[1], "The Daily", "https://example.org", "World")
    data = "\r\n".join(delimiter.join(f'"{cell}"' for cell in line) for line in lines)
    (found,) = read(tmp_path / "a.csv", data)
    article = article_of(found)
    assert (article.title, article.published, article.text) == ("A, b; c|d", "2024-05-01", "“Yes,” he said.\nNo.")
    assert (article.source, article.url, article.meta) == ("The Daily", "https://example.org", {"section": "World"})
    assert found.where == f"{tmp_path / 'a.csv'}, line 2"


def test_a_table_of_texts_alone_is_read(tmp_path: Path) -> None:
    found = read(tmp_path / "a.csv", "text\nOne.\n\n  \nTwo 😀 שלום.\n")
    assert [article_of(one).text for one in found] == ["One.", "Two 😀 שלום."]
    assert [one.where.rpartition(" ")[2] for one in found] == ["2", "5"]


def test_texts_are_repaired_and_their_originals_kept(tmp_path: Path) -> None:
    (found,) = read(tmp_path / "a.csv", b'\xef\xbb\xbftitle,text\nA &amp; b,"He said \\""no\\"".\r\nYes."\n')
    assert isinstance(found, Incoming)
    assert (found.article.title, found.article.text) == ("A & b", 'He said "no".\nYes.')
    assert found.original == b'He said \\"no\\".\r\nYes.'
    assert "In the title: 1 HTML entity was resolved." in found.repairs


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_other_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    (found,) = read(tmp_path / "a.csv", "title,text\nCafé,Déjà vu à Zürich.\n".encode(encoding))
    assert article_of(found).text == "Déjà vu à Zürich."


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        (b"title,words\na,b\n", "names no column “text”, “body” or “content”"),
        (b"text,body\na,b\n", "several columns for one thing: “text” and “body”"),
        (b"title,text\na,b\0c\n", "binary and no text (byte 0x00 at byte offset 14)"),
        (b"title,text\na,Ren\xc3\xa9 \xc3\xa9t\xc3\xa9 \xff\n", "UTF-8 but for byte 0xff"),
    ],
)
def test_a_file_that_is_not_right_is_refused_in_a_sentence(tmp_path: Path, data: bytes, told: str) -> None:
    with pytest.raises(ImportProblem) as problem:
        read(tmp_path / "a.csv", data)
    assert told in str(problem.value)


def test_a_row_that_is_not_right_is_refused_and_the_others_are_read(tmp_path: Path) -> None:
    found = read(tmp_path / "a.csv", "title,text\na,b,c\na\nT,\u200b\nT,Good.\n")
    assert [type(one) for one in found] == [Refused, Refused, Refused, Incoming]
    assert [one.where.rpartition(" ")[2] for one in found] == ["2", "3", "4", "5"]
    assert "The row has 3 cells, and the table 2 columns" in str(found[0])


def test_a_quotation_mark_that_is_not_closed_is_told_where(tmp_path: Path) -> None:
    found = read(tmp_path / "a.csv", 'title,text\nT,Good.\nT,"never closed\nmore')
    assert isinstance(found[0], Incoming)
    assert "line 3: From here on it is no CSV" in str(found[1])


def test_a_byte_that_is_no_utf8_far_down_is_found_before_anything_comes_in(tmp_path: Path) -> None:
    with pytest.raises(ImportProblem, match="UTF-8 but for byte"):
        read(tmp_path / "a.csv", b"text\n" + "é été\n".encode() * 200_000 + b"\xff\n")


def test_old_line_endings_are_read_in_other_encodings_too(tmp_path: Path) -> None:
    found = read(tmp_path / "a.csv", "text\rDéjà vu.\rÀ Zürich.\r".encode("cp1252"))
    assert [article_of(one).text for one in found] == ["Déjà vu.", "À Zürich."]


def test_a_cell_of_two_megabytes_is_read(tmp_path: Path) -> None:
    (found,) = read(tmp_path / "a.tsv", "text\ttitle\n" + "word " * 400_000 + "\tT\n")
    assert len(article_of(found).text) == 1_999_999


@given(st.lists(texts.map(lambda text: repair(text).text).filter(bool), max_size=5), st.sampled_from(",;\t|"))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
def test_whatever_the_csv_module_writes_is_read(tmp_path: Path, several: list[str], delimiter: str) -> None:
    file = tmp_path / "a.csv"
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, delimiter=delimiter)
        writer.writerows([["n", "text"], *([number, text] for number, text in enumerate(several))])
    expected = [repair(text.removeprefix("'") if tabular._FORMULA.match(text) else text).text for text in several]
    assert [article_of(one).text for one in tabular.read(file, SCHEMA)] == [text for text in expected if text]


def test_tables_are_found_by_their_suffix(tmp_path: Path) -> None:
    (tmp_path / "a.TSV").write_text("text\tdate\nOne.\t2024\n", "utf-8")
    (found,) = read_paths([tmp_path], schema=SCHEMA)
    assert article_of(found).published == "2024"
