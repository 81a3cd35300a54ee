from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from annotation.cli import app, run
from annotation.errors import Problem
from annotation.evaluating.running import Run
from annotation.model import Actor, Annotation, Article, Labels, Span
from tests.annotation.evaluating.build import ADA, BEA, at, labels, mention, quote

TEXT = "“We will build the dam,” Ada Brook said."
SPANS = {"content": [[0, 24]], "cue": [[35, 39]], "source": [[25, 34]]}
ACTOR = {"id": "x", "name": "Ada Brook", "kind": "person"}
BASE = {"id": "a", "text": TEXT, "actors": [ACTOR]}


def gold_line(status: str = "accepted", annotator: str | None = "mk") -> str:
    common = {"status": status, "annotator": annotator, "score": 0.8}
    made = [
        {"id": "q", "layer": "quote", "spans": SPANS, "actors": {"speaker": ["x"]}, "values": {"kind": "direct"}},
        {"id": "m", "layer": "mention", "spans": {"text": [[25, 34]]}, "actors": {"actor": ["x"]}},
    ]
    states = {"states": {annotator: "done"}} if annotator else {}
    return json.dumps(BASE | {"annotations": [one | common for one in made]} | states) + "\n"


class Parrot:
    """A reader that gives the quote of `TEXT`."""

    name = "parrot"

    def __init__(self) -> None:
        self.decided: list[Labels] = []

    def read(self, article: Article, decided: Labels) -> Labels:
        self.decided.append(decided)
        found: tuple[Annotation, ...] = ()
        if article.text == TEXT:
            found = (quote([Span(0, 24)], [Span(35, 39)], [Span(25, 34)], by=(ADA,)),)
        return Labels(actors=(ADA,), annotations=found)


def parrot(name: str | None) -> Parrot:
    if name != "parrot":
        raise Problem(f"There is no reader called “{name}”; use another.")
    return Parrot()


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("annotation.evaluating.command.load_reader", parrot)
    Path("gold.jsonl").write_text(gold_line(), "utf-8")
    Path("pred.jsonl").write_text(gold_line("suggested", None), "utf-8")

    def execute(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["standpoint", "evaluate", *words])
        status = run(app)
        told = capsys.readouterr()
        return status, told.out, told.err

    return execute


def test_a_file_against_a_file(command) -> None:
    status, out, err = command("gold.jsonl", "pred.jsonl")
    assert (status, err) == (0, "")
    assert out.startswith(
        "pred.jsonl against gold.jsonl (1 article, by mk)\nScored: quote, mention. Left out: stance.\n"
    )
    rows = [line.split() for line in out.splitlines()]
    assert ["quote.content.exact", "100.0", "100.0", "100.0", "1", "1"] in rows
    assert ["quote.speaker.accuracy", "100.0", "1"] in rows
    assert ["quote.calibration.ece", "20.0", "1"] in rows


def test_intervals_stand_behind_f1(command) -> None:
    _, out, _ = command("gold.jsonl", "pred.jsonl", "--intervals")
    assert "100.0–100.0" in out


def test_json_has_figures_counts_and_intervals(command) -> None:
    status, out, _ = command("gold.jsonl", "pred.jsonl", "--json", "--layers", "quote")
    record = json.loads(out)
    assert status == 0
    assert (record["articles"], record["layers"], record["annotators"]) == (1, ["quote"], ["mk"])
    assert record["figures"]["quote.linked"] == {
        "precision": 1.0,
        "recall": 1.0,
        "f1": 1.0,
        "right": 1,
        "suggested": 1,
        "gold": 1,
        "interval": {"precision": [1.0, 1.0], "recall": [1.0, 1.0], "f1": [1.0, 1.0]},
    }
    assert not any(name.startswith("mention") for name in record["figures"])
    assert "speed" not in record


def test_a_reader_against_a_file(command) -> None:
    status, out, err = command("gold.jsonl", "--model", "parrot", "--json")
    record = json.loads(out)
    assert (status, err) == (0, "")
    assert record["suggestions"] == "parrot"
    assert set(record["speed"]) == {"words", "words_per_second", "load_seconds", "peak_megabytes"}
    assert record["speed"]["words"] == len(TEXT.split())
    assert record["figures"]["quote.linked"]["f1"] == 1


def test_what_is_given_is_told_and_not_scored(command) -> None:
    status, out, _ = command("gold.jsonl", "--model", "parrot", "--given", "mention")
    assert status == 0
    assert "Scored: quote. Left out: mention, stance.\n" in out
    assert "Given to the reader as decided: mention.\n" in out


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("gold.jsonl",), "Name either a file"),
        (("gold.jsonl", "pred.jsonl", "--model", "parrot"), "Name either a file"),
        (("gold.jsonl", "pred.jsonl", "--given", "mention"), "Only a reader"),
    ],
)
def test_wrong_use(command, words: tuple[str, ...], hint: str) -> None:
    status, out, err = command(*words)
    assert (status, out) == (2, "")
    assert hint in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("none.jsonl", "pred.jsonl"), "none.jsonl cannot be read (No such file or directory); check the name.\n"),
        (("gold.jsonl", "none.jsonl"), "none.jsonl cannot be read (No such file or directory); check the name.\n"),
        (("gold.jsonl", "pred.jsonl", "--layers", "stance"), "gold.jsonl has no gold in stance;"),
        (("gold.jsonl", "pred.jsonl", "--layers", "quotes"), "“quotes” is no layer that can be scored;"),
        (("gold.jsonl", "pred.jsonl", "--annotator", "zz"), "gold.jsonl holds no accepted annotations by “zz”;"),
        (("pred.jsonl", "gold.jsonl"), "pred.jsonl holds no accepted annotations;"),
        (("gold.jsonl", "--model", "gpt"), "There is no reader called “gpt”"),
    ],
)
def test_what_fails_says_why_in_a_line(command, words: tuple[str, ...], said: str) -> None:
    status, out, err = command(*words)
    assert (status, out) == (1, "")
    assert err.startswith(said)
    assert err.count("\n") == 1


def test_a_run_gives_the_reader_what_it_is_told_to_and_counts_words() -> None:
    parrot = Parrot()
    going = Run(lambda: parrot)
    gold = labels(mention(at(TEXT, "Ada Brook"), ADA), quote([at(TEXT, "dam")], by=(BEA,)))
    (pair,) = going.pairs([(Article(id="a", text=TEXT), gold)], given=["mention"])
    assert parrot.decided == [Labels(), Labels(actors=(ADA,), annotations=gold.annotations[:1])]
    assert [one.layer for one in pair.suggested.labels.annotations] == ["quote", "mention"]
    assert pair.suggested.labels.actors == (ADA,)
    assert going.speed.words == 8
    assert going.speed.words_per_second > 0
    assert going.speed.peak_megabytes is None or going.speed.peak_megabytes > 1


def test_without_a_word_read_the_speed_is_0() -> None:
    assert Run(Parrot).speed.words_per_second == 0


def test_an_actor_that_nothing_names_is_not_given() -> None:
    parrot = Parrot()
    gold = Labels(actors=(ADA, Actor(id="y", name="Y")), annotations=(mention(Span(0, 3), ADA),))
    list(Run(lambda: parrot).pairs([(Article(id="a", text=TEXT), gold)], given=["mention"]))
    assert parrot.decided[-1].actors == (ADA,)
