from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from annotation.errors import Problem
from annotation.exchange import actor_to_record
from annotation.formats import parquet
from annotation.formats.base import Outgoing
from annotation.model import Annotation, Article, Labels
from annotation.schema import load_schema
from tests.annotation.formats.test_docbin import EU, KALLAS, QUOTE, STANCE, TEXT, mention, outgoing
from tests.annotation.strategies import outgoings

SCHEMA = load_schema()


def rows(file: Path) -> list[dict[str, Any]]:
    return pytest.importorskip("pyarrow.parquet").read_table(file).to_pylist()


def written(folder: Path, *articles: Outgoing) -> list[dict[str, Any]]:
    pytest.importorskip("pyarrow")
    file = folder / "out.parquet"
    assert parquet.write(articles, file, SCHEMA) == []
    return rows(file)


def test_an_article_is_a_row_with_its_labels_nested(tmp_path: Path) -> None:
    (row,) = written(tmp_path, outgoing(mention("m1", "Kaja Kallas", KALLAS), QUOTE, STANCE))
    assert (row["id"], row["title"], row["text"], row["schema"]) == ("x", "A title", TEXT, "news@1")
    assert [one["name"] for one in row["actors"]] == ["Kaja Kallas", "European Union"]
    assert {name: len(row[name]) for name in ("mentions", "quotes", "stances")} == {
        "mentions": 1,
        "quotes": 1,
        "stances": 1,
    }
    (quote,) = row["quotes"]
    assert quote["spans"]["cue"] == [{"start": 47, "end": 51, "text": "said"}]
    assert (quote["actors"], quote["values"]) == ({"speaker": ["a1"]}, {"kind": "direct"})
    assert row["stances"][0]["actors"] == {"holder": ["a1"], "target": []}


def back(row: dict[str, Any]) -> tuple[Article, dict[str, Annotation], list[Any], list[Any]]:
    """What a row says, as values again."""
    plain = {name: row[name] for name in ("id", "title", "text", "source", "url", "published")}
    article = Article(**plain, meta=json.loads(row["meta"]))
    found: dict[str, Annotation] = {}
    for layer, name in (("mention", "mentions"), ("quote", "quotes"), ("stance", "stances")):
        for one in row[name]:
            spans = {role: tuple((s["start"], s["end"]) for s in pieces) for role, pieces in one["spans"].items()}
            found[one["id"]] = Annotation(
                **{key: one[key] for key in ("id", "annotator", "status", "origin", "model", "reason", "note")},
                **{key: one[key] for key in ("changed", "flagged", "score")},
                schema=one["made_under"],
                article=article.id,
                layer=layer,
                spans={role: pieces for role, pieces in spans.items() if pieces},
                actors={role: tuple(ids) for role, ids in one["actors"].items() if ids},
                values={key: value for key, value in one.get("values", {}).items() if value},
            )
    return article, found, row["actors"], row["progress"]


@given(outgoings())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
def test_nothing_is_lost(tmp_path: Path, one: Outgoing) -> None:
    (row,) = written(tmp_path, one)
    article, annotations, actors, progress = back(row)
    assert article == one.article
    assert annotations == {annotation.id: annotation for annotation in one.labels.annotations}
    assert actors == [{"note": "", "aliases": []} | actor_to_record(actor) for actor in one.labels.actors]
    assert [(p["annotator"], p["state"], tuple(p["revealed"]), p["blind"]) for p in progress] == [
        (p.annotator, p.state, p.revealed, p.blind) for p in one.progress
    ]


def test_more_articles_than_a_group_come_in_order(tmp_path: Path) -> None:
    articles = [Outgoing(article=Article(id=f"a{number}", text=f"Text {number} 😀")) for number in range(1201)]
    assert [row["id"] for row in written(tmp_path, *articles)] == [f"a{number}" for number in range(1201)]


def test_a_layer_without_actors_and_fields_is_written(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    bare = SCHEMA.layers[0].model_copy(update={"actors": (), "fields": ()})
    named_so = SCHEMA.layers[1].model_copy(update={"id": "actor"})
    schema = SCHEMA.model_copy(update={"layers": (bare, named_so)})
    own = replace(mention("m1", "EU", EU), actors={})
    quote = replace(QUOTE, layer="actor")
    parquet.write([outgoing(own, quote)], tmp_path / "o.parquet", schema)
    (row,) = rows(tmp_path / "o.parquet")
    assert row["mentions"][0]["spans"]["text"][0]["text"] == "EU"
    assert [len(row["actors"]), len(row["actors_"])] == [2, 1]


@pytest.mark.parametrize("format_name", ["write", "write_folder"])
def test_without_pyarrow_one_is_told_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format_name: str
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(Problem, match=r"pip install 'standpoint\[parquet\]'"):
        getattr(parquet, format_name)([], tmp_path / "out", SCHEMA)
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="could not be written"):
        written(tmp_path / "none", outgoing())


# The folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    pytest.importorskip("pyarrow")
    place = tmp_path / "News: “set”"
    articles = [outgoing(mention("m1", "Kaja Kallas", KALLAS), QUOTE), Outgoing(article=Article(id="y", text="🇺🇸"))]
    assert parquet.write_folder(articles, place, SCHEMA) == []
    return place


def test_the_folder_holds_articles_flat_tables_and_a_card(folder: Path) -> None:
    assert [row["id"] for row in rows(folder / "data" / "train.parquet")] == ["x", "y"]
    (quote,) = rows(folder / "tables" / "quotes.parquet")
    assert (quote["article"], quote["content"], quote["content_at"]) == ("x", "“Not now,”", "0-10")
    assert (quote["speaker_name"], quote["speaker_id"], quote["kind"], quote["start"]) == (
        "Kaja Kallas",
        "a1",
        "direct",
        0,
    )
    assert rows(folder / "tables" / "stances.parquet") == []
    card = (folder / "README.md").read_text("utf-8")
    assert "| `quotes` | `tables/quotes.parquet` | 1 |" in card
    assert "**Not stated yet.**" in card
    assert "licen" not in card.split("---")[1], "a licence that nobody gave must not be claimed"


def test_datasets_loads_the_folder(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_HUB_DISABLE_TELEMETRY", "1")
    datasets = pytest.importorskip("datasets")
    cache = str(tmp_path / "cache")
    articles = datasets.load_dataset(str(folder), cache_dir=cache)["train"]
    assert articles["id"] == ["x", "y"]
    assert articles[0]["quotes"][0]["spans"]["content"][0]["text"] == "“Not now,”"
    mentions = datasets.load_dataset(str(folder), "mentions", cache_dir=cache)["train"]
    assert [(one["text"], one["actor_name"]) for one in mentions] == [("Kaja Kallas", "Kaja Kallas")]


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    with pytest.raises(Problem, match="there already"):
        parquet.write_folder([outgoing(QUOTE)], tmp_path, SCHEMA)
    assert [one.name for one in tmp_path.iterdir()] == ["mine.txt"]


def test_an_article_without_labels_is_a_row(tmp_path: Path) -> None:
    (row,) = written(tmp_path, Outgoing(article=Article(id="x", text="ﷺ שלום"), labels=Labels()))
    assert (row["text"], row["quotes"], row["actors"]) == ("ﷺ שלום", [], [])
