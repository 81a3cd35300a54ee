from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotation.errors import Problem
from annotation.evaluating.files import read_gold, read_suggestions
from annotation.schema import load_schema

SCHEMA = load_schema()


def line(article: str = "a", text: str = "Ada spoke.", *annotations: dict, **more) -> str:
    record = {"id": article, "text": text, "actors": [{"id": "x", "name": "Ada", "kind": "person"}]}
    return json.dumps(record | {"annotations": list(annotations)} | more)


def ada(annotator: str | None = "mk", status: str = "accepted", **more) -> dict:
    made = {"id": f"{annotator} {status}", "layer": "mention", "spans": {"text": [[0, 3]]}, "actors": {"actor": ["x"]}}
    return made | {"annotator": annotator, "status": status} | more


@pytest.fixture
def file(tmp_path: Path):
    def write(*lines: str, name: str = "gold.jsonl") -> Path:
        path = tmp_path / name
        path.write_text("".join(f"{one}\n" for one in lines), "utf-8")
        return path

    return write


def test_gold_is_what_was_accepted(file) -> None:
    path = file(line("a", "Ada spoke.", ada(), ada(status="suggested"), ada(status="rejected"), states={"mk": "done"}))
    gold = read_gold(path, SCHEMA)
    ((_, labels),) = gold.articles
    assert [one.status for one in labels.annotations] == ["accepted"]
    assert (gold.annotators, gold.notes) == (("mk",), ())


def test_articles_that_are_not_done_are_left_out_where_some_are(file) -> None:
    done = line("a", "Ada spoke.", ada(), states={"mk": "done"})
    gold = read_gold(file(done, line("b", "Ada left.", ada(), states={"mk": "open"})), SCHEMA)
    assert [article.id for article, _ in gold.articles] == ["a"]
    assert gold.notes == ("1 article is not done, and left out.",)
    none_done = read_gold(file(line("b", "Ada left.", ada())), SCHEMA)
    assert len(none_done.articles) == 1
    assert none_done.notes == ("No article is marked done; all that have an accepted annotation were taken.",)


def test_an_article_that_is_done_and_empty_is_gold_too(file) -> None:
    done = line("a", "Ada spoke.", ada(), states={"mk": "done"})
    gold = read_gold(file(done, line("b", "Nobody spoke.", states={"mk": "done"})), SCHEMA)
    assert [len(labels.annotations) for _, labels in gold.articles] == [1, 0]


def test_of_several_annotators_the_first_by_name_or_the_one_asked_for(file) -> None:
    path = file(line("a", "Ada spoke.", ada("zz"), ada("bb"), states={"zz": "done", "bb": "done"}))
    gold = read_gold(path, SCHEMA)
    assert gold.annotators == ("bb",)
    assert "--annotator" in gold.notes[0]
    assert read_gold(path, SCHEMA, annotator="zz").annotators == ("zz",)
    with pytest.raises(Problem, match="no accepted annotations by “mk”"):
        read_gold(path, SCHEMA, annotator="mk")


def test_bad_gold_is_one_sentence(file, tmp_path: Path) -> None:
    for path, said in [
        (tmp_path / "none.jsonl", "none.jsonl cannot be read"),
        (tmp_path, "cannot be read"),
        (file(line("a", "Ada spoke.", ada()), "{", name="broken.jsonl"), "broken.jsonl, line 2: It is no JSON"),
        (file(name="empty.jsonl"), "empty.jsonl: It is empty"),
        (file(line(), name="bare.jsonl"), "bare.jsonl holds no accepted annotations"),
    ]:
        with pytest.raises(Problem, match=said) as problem:
            read_gold(path, SCHEMA)
        assert "\n" not in str(problem.value)


def test_gold_without_texts_is_one_sentence(file) -> None:
    with pytest.raises(Problem, match="line 1: it goes without its text"):
        read_gold(file(json.dumps({"text_sha256": "0" * 64, "annotations": []})), SCHEMA)


def test_suggestions_are_found_by_id_or_by_text(file) -> None:
    golds = read_gold(file(line("a", "Ada spoke.", ada()), line("b", "Ada left.", ada())), SCHEMA).articles
    path = file(
        line("a", "Ada spoke.", ada(None, "suggested"), ada()),
        line("other", "Ada left.", ada(None, "suggested")),
        name="p",
    )
    found, notes = read_suggestions(path, SCHEMA, golds)
    assert {article: [one.status for one in labels.annotations] for article, labels in found.items()} == {
        "a": ["suggested"],
        "b": ["suggested"],
    }
    assert notes == ()


def test_a_file_without_suggestions_is_another_annotator(file) -> None:
    golds = read_gold(file(line("a", "Ada spoke.", ada()), line("b", "Ada left.", ada())), SCHEMA).articles
    path = file(line("a", "Ada spoke.", ada("bb"), ada("bb", "rejected")), name="p.jsonl")
    found, notes = read_suggestions(path, SCHEMA, golds)
    assert [one.annotator for one in found["a"].annotations] == ["bb"]
    assert notes == (f"1 article is not in {path}, and left out.",)


def test_bad_suggestions_are_one_sentence(file) -> None:
    golds = read_gold(file(line("a", "Ada spoke.", ada())), SCHEMA).articles
    with pytest.raises(Problem, match="no article in common"):
        read_suggestions(file(line("z", "Bea spoke."), name="p"), SCHEMA, golds)
    with pytest.raises(Problem, match="the text of the article “a” is not that of the gold"):
        read_suggestions(file(line("a", "Bea spoke."), name="p"), SCHEMA, golds)
