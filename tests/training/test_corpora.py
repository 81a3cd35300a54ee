from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from annotation.formats import jsonl
from annotation.formats.base import Incoming
from annotation.model import Span
from annotation.schema import load_schema
from training.corpora import directed_sentiment, gum, polnear, worldwide
from training.corpora.__main__ import convert
from training.corpora.directed import part_of

CORPORA = Path(__file__).parent.parent.parent.parent / "shared" / "corpora"

POLNEAR = {
    "id": "p1",
    "publisher": "herald",
    "date": "2016-01-02",
    "title": "Dams",
    "text": "“No,” Ada Brook said , “never.”",
    "annotations": [
        {"annotator": "x", "attributions": [{"source": [[6, 15]], "cue": [[16, 21]], "content": [[23, 31], [0, 5]]}]},
        {"annotator": "y", "attributions": [{"source": [], "cue": [], "content": [[0, 5]]}]},
    ],
}
WORLDWIDE = {
    "id": "w1",
    "text": "Ada Brook of the Dam Board left the United States for Rome on Monday.",
    "entities": [
        [0, 9, "Person"],
        [17, 26, "Organization"],
        [36, 49, "Location"],
        [54, 58, "Location"],
        [62, 68, "Date"],
    ],
}
GUM = {
    "id": "g1",
    "title": "Ada",
    "url": "",
    "text": "Ada Brook left Peru for Lima. She slept.",
    "entities": [
        {"kind": "person", "identity": "Ada_Brook", "mentions": [[30, 33], [0, 9]]},
        {"kind": "place", "identity": None, "mentions": [[15, 19]]},
        {"kind": "place", "identity": None, "mentions": [[24, 28]]},
    ],
}
TRAIN = (
    "A [Los Angele]s judge praised [Brook’]s dam.\tLos Angele\tBrook’\t1\n"
    '"[Ada] blamed the ""[Dam Board]""."\tAda\tDam Board\t3\n'
    "[Ada] met [Bea].\tAda\tBea\t0\n"
    "[Ada] left [Cid].\tAda\tCid\t0\n"
)
VALID = "[Ada]  met [Bea]!\tAda\tBea\t0\n[Ada] left [Cid].\tAda\tCid\t4\n"


def zipped(path: Path, *records: dict[str, Any]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(record) + "\n" for record in records)
    return path


@pytest.fixture
def corpora(tmp_path: Path) -> Path:
    for part in ("train", "dev"):
        zipped(tmp_path / "polnear" / f"{part}.jsonl.gz", POLNEAR)
        zipped(tmp_path / "worldwide" / f"{part}.jsonl.gz", WORLDWIDE)
        zipped(tmp_path / "gum" / f"{part}.jsonl.gz", GUM)
    folder = tmp_path / "directed-sentiment"
    folder.mkdir()
    (folder / "train.txt").write_text(TRAIN, "utf-8")
    (folder / "valid.txt").write_text(VALID, "utf-8")
    return tmp_path


def pieces(text: str, *spans: Span) -> list[str]:
    return [text[span.start : span.end] for span in spans]


def test_polnear_gives_the_first_annotator_and_sorts_pieces(corpora: Path) -> None:
    path = corpora / "polnear" / "dev.jsonl.gz"
    (article,) = polnear(path)
    (one,) = article.attributions
    assert pieces(article.text, *one.content) == ["“No,”", "“never.”"]
    assert pieces(article.text, *one.source, *one.cue) == ["Ada Brook", "said"]
    assert [version.annotator for version in polnear(path, all_annotators=True)] == ["x", "y"]


def test_worldwide_keeps_every_label(corpora: Path) -> None:
    (article,) = worldwide(corpora / "worldwide" / "dev.jsonl.gz")
    assert [name.label for name in article.names] == ["Person", "Organization", "Location", "Location", "Date"]


def test_gum_sorts_mentions(corpora: Path) -> None:
    (article,) = gum(corpora / "gum" / "dev.jsonl.gz")
    assert pieces(article.text, *article.entities[0].mentions) == ["Ada Brook", "She"]


def test_directed_sentiment_is_aligned_unquoted_and_without_doubles(corpora: Path) -> None:
    folder = corpora / "directed-sentiment"
    parts = [list(directed_sentiment(folder, part)) for part in ("train", "dev")]
    found = {tuple(pieces(one.text, one.first, one.second)): one for part in parts for one in part}
    # The sentence that was marked in two ways is left out, the one that stands in both files comes once.
    assert set(found) == {("Los Angeles", "Brook"), ("Ada", "Dam Board"), ("Ada", "Bea")}
    assert sum(map(len, parts)) == len(found)
    judge, board = found["Los Angeles", "Brook"], found["Ada", "Dam Board"]
    assert (judge.forward, judge.backward) == ("support", "neutral")
    assert board.text == 'Ada blamed the "Dam Board".'
    assert board.forward == "oppose"


def test_parts_are_drawn_by_the_words_of_the_sentence_alone() -> None:
    sentences = [f"Ada met number {number}." for number in range(500)]
    assert [part_of(one) for one in sentences] == [part_of(one.upper() + " ") for one in sentences]
    share = sum(part_of(one) == "dev" for one in sentences) / len(sentences)
    assert 0.06 < share < 0.14


def read(path: Path) -> Incoming:
    (found,) = jsonl.read(path, load_schema())
    assert isinstance(found, Incoming), found
    return found


def test_gold_files_are_in_the_exchange_format(corpora: Path, tmp_path: Path) -> None:
    told: list[str] = []
    convert(corpora, tmp_path / "gold", all_annotators=True, told=told.append)
    assert len(told) == 8
    gold = tmp_path / "gold"
    quotes = read(gold / "polnear-dev.jsonl")
    assert [(one.annotator, one.values["kind"]) for one in quotes.labels.annotations] == [
        ("y", "direct"),
        ("x", "direct"),
    ]
    assert quotes.article.meta == {"gold": {"layers": ["quote"]}}
    names = read(gold / "worldwide-dev.jsonl")
    assert [(actor.name, actor.kind) for actor in names.labels.actors] == [
        ("Ada Brook", "person"),
        ("Dam Board", "organisation"),
        ("United States", "country"),
    ]
    cast = read(gold / "gum-dev.jsonl")
    assert [(actor.name, actor.kind) for actor in cast.labels.actors] == [("Ada Brook", "person"), ("Peru", "country")]
    assert len(cast.labels.annotations) == 3
    lines = [
        json.loads(line)
        for part in ("train", "dev")
        for line in (gold / f"stance-{part}.jsonl").read_text("utf-8").splitlines()
    ]
    polarities = [
        one["values"]["polarity"] for line in lines for one in line["annotations"] if one["layer"] == "stance"
    ]
    assert sorted(polarities) == ["neutral"] * 4 + ["oppose", "support"]


def test_a_folder_without_corpora_is_one_sentence(tmp_path: Path) -> None:
    from annotation.errors import Problem

    with pytest.raises(Problem, match=r"train\.jsonl\.gz is missing; name the folder"):
        convert(tmp_path, tmp_path / "gold", all_annotators=False, told=print)


@pytest.mark.skipif(not CORPORA.exists(), reason="the corpora lie beside a development checkout only")
def test_no_sentence_of_the_real_corpus_stands_in_two_parts() -> None:
    folder = CORPORA / "directed-sentiment"
    train, dev = ({one.text.casefold() for one in directed_sentiment(folder, part)} for part in ("train", "dev"))
    assert train
    assert dev
    assert not train & dev
