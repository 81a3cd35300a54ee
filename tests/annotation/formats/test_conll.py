from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from nervaluate import Evaluator

from annotation.errors import Problem
from annotation.formats import conll
from annotation.formats.base import Incoming, Loss, Outgoing, Refused
from annotation.formats.shared import by_annotator
from annotation.model import Article, Span
from tests.annotation.formats.round_trips import (
    EU,
    KALLAS,
    QUOTE,
    SCHEMA,
    STANCE,
    TEXT,
    at,
    incoming,
    mention,
    outgoing,
    plain_outgoings,
    read_all,
    refusal,
)

COLUMNS = ("content", "cue", "source", "evidence", "target", "mention")
Row = tuple[str, ...]


def written(folder: Path, *articles: Outgoing) -> tuple[list[list[Row]], list[Loss]]:
    """The documents of the file, each a list of rows, and what was lost."""
    losses = conll.write(articles, folder / "out.conll", SCHEMA)
    documents: list[list[Row]] = []
    for line in (folder / "out.conll").read_text("utf-8").split("\n"):
        if line.startswith("-DOCSTART-"):
            assert len(line.split(" ")) == 7
            documents.append([])
        else:
            documents[-1].append(tuple(line.split(" ")) if line else ())
    return documents, losses


def tags(document: list[Row], column: str) -> list[str]:
    return [row[1 + COLUMNS.index(column)] for row in document if row]


def labelled(document: list[Row], column: str) -> list[tuple[str, str]]:
    return [
        (row[0], tag) for row, tag in zip(filter(None, document), tags(document, column), strict=True) if tag != "O"
    ]


def conll_file(folder: Path, lines: str) -> Path:
    file = folder / "a.conll"
    file.write_bytes(lines.encode())
    return file


def labels(found: Incoming) -> list[tuple[str, str]]:
    kinds = {actor.id: actor.kind for actor in found.labels.actors}
    return [
        (kinds[one.actors["actor"][0]], found.article.text[slice(*one.spans["text"][0])])
        for one in found.labels.annotations
        if one.layer == "mention"
    ]


def test_mentions_are_the_last_column_and_each_role_has_one_before(tmp_path: Path) -> None:
    single = replace(QUOTE, spans=dict(QUOTE.spans) | {"content": at("“Not now,”")})
    (document,), _ = written(tmp_path, outgoing(mention("m1", "Kaja Kallas", KALLAS), single, STANCE))
    assert labelled(document, "mention") == [("Kaja", "B-PERSON"), ("Kallas", "I-PERSON")]
    assert [tag for _, tag in labelled(document, "content")] == ["B-CONTENT", *["I-CONTENT"] * 4]
    assert labelled(document, "cue") == [("said", "B-CUE")]
    assert [word for word, _ in labelled(document, "target")] == ["U.S.-brokered", "deal"]
    assert document.count(()) >= 2


def test_what_the_format_has_no_place_for_is_told(tmp_path: Path) -> None:
    _, losses = written(tmp_path, outgoing(QUOTE, article=Article(id="x", text=TEXT, url="https://example.org")))
    assert [loss.message for loss in losses] == [
        "The format has no place for the article’s address.",
        "That it was labelled by “mk” is not said.",
        "Only words and paragraphs are kept, and not the blanks between them.",
        "Who fills their roles is not said of 1 annotation.",
        "Which parts belong together is not said of 1 annotation.",
        "What their fields say is not said of 1 annotation.",
        "The format has no place for the flags and notes of 1 annotation.",
        "The 2 pieces of one content became as many labels.",
    ]


def test_of_what_overlaps_the_longest_is_kept(tmp_path: Path) -> None:
    chief = mention("m1", "EU foreign policy chief Kaja Kallas", KALLAS)
    (document,), losses = written(tmp_path, outgoing(mention("m2", "EU", EU), chief))
    assert tags(document, "mention").count("I-PERSON") == 5
    (loss,) = [loss for loss in losses if loss.what == "dropped" and loss.span == at("EU")[0]]
    assert loss.message == "“EU” overlaps another ORGANISATION, which is kept."


def test_what_begins_within_a_token_is_widened_and_told(tmp_path: Path) -> None:
    (document,), losses = written(tmp_path, outgoing(mention("m1", "aja Kalla", KALLAS)))
    assert labelled(document, "mention") == [("Kaja", "B-PERSON"), ("Kallas", "I-PERSON")]
    (loss,) = [loss for loss in losses if loss.what == "snapped"]
    assert loss.message == "“aja Kalla” became “Kaja Kallas”, of whole tokens."


def test_what_goes_over_a_line_end_is_labelled_in_each_paragraph_and_told(tmp_path: Path) -> None:
    text = "He said yes.\nShe too."
    whole = replace(QUOTE, spans={"content": (Span(8, 20),)})
    (document,), losses = written(tmp_path, outgoing(whole, article=Article(id="x", text=text)))
    assert labelled(document, "content") == [
        ("yes", "B-CONTENT"),
        (".", "I-CONTENT"),
        ("She", "B-CONTENT"),
        ("too", "I-CONTENT"),
    ]
    assert [loss.what for loss in losses if loss.span == Span(8, 20)] == ["flattened"]


def test_each_annotator_has_a_document(tmp_path: Path) -> None:
    documents, _ = written(tmp_path, outgoing(mention("m1", "EU", EU), mention("m2", "EU", EU, "ab")))
    assert [labelled(one, "mention") for one in documents] == [[("EU", "B-ORGANISATION")]] * 2


def test_what_was_not_accepted_stays_out(tmp_path: Path) -> None:
    (document,), _ = written(tmp_path, outgoing(replace(QUOTE, status="rejected")))
    assert {tag for column in COLUMNS for tag in tags(document, column)} == {"O"}


def test_its_own_library_finds_the_labels_that_were_written(tmp_path: Path) -> None:
    (document,), _ = written(tmp_path, outgoing(mention("m1", "Kaja Kallas", KALLAS), mention("m2", "EU", EU)))
    column = tags(document, "mention")
    found = Evaluator([column], [column], tags=["PERSON", "ORGANISATION"], loader="list").evaluate()
    strict = {tag: one["strict"] for tag, one in found["entities"].items()}
    assert {tag: (one.correct, one.possible) for tag, one in strict.items()} == {
        "PERSON": (1, 1),
        "ORGANISATION": (1, 1),
    }


def test_a_file_that_cannot_be_written_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="could not be written"):
        conll.write([outgoing()], tmp_path / "none" / "out.conll", SCHEMA)


def check_round_trip(article: Outgoing) -> None:
    with TemporaryDirectory() as folder:
        _, losses = written(Path(folder), article)
        found = incoming(Path(folder, "out.conll"))
    parts = [own for _, own in by_annotator(article)]
    assert len(found) == len(parts)
    differs = any(loss.what in ("snapped", "flattened") or "overlaps" in loss.message for loss in losses)
    kinds = {actor.id: actor.kind for actor in article.labels.actors}
    for one, own in zip(found, parts, strict=True):
        assert "".join(one.article.text.split()) == "".join(article.article.text.split())
        mentions = [label for label in own.labels.annotations if label.layer == "mention"]
        expected = Counter(
            (kinds[label.actors["actor"][0]], "".join(article.article.text[slice(*label.spans["text"][0])].split()))
            for label in mentions
        )
        assert differs or Counter((kind, "".join(words.split())) for kind, words in labels(one)) == expected
        assert sum(loss.what == "dropped" for loss in losses) > 0 or len(labels(one)) == len(mentions)


@given(plain_outgoings)
@settings(deadline=None, max_examples=100)
def test_whatever_is_accepted_comes_back_or_is_told(article: Outgoing) -> None:
    check_round_trip(article)


@pytest.mark.slow
@given(plain_outgoings)
@settings(deadline=None, max_examples=1000)
def test_whatever_is_accepted_comes_back_or_is_told_in_many_cases(article: Outgoing) -> None:
    check_round_trip(article)


# What others have written

CONLL_2003 = """-DOCSTART- -X- -X- O

EU NNP B-NP B-ORG
rejects VBZ B-VP O
German JJ B-NP B-NORP
call NN I-NP O
. . O O

Peter NNP B-NP B-PER
Blackburn NNP I-NP I-PER

-DOCSTART- -X- -X- O

Zürich NNP B-NP O
"""


def test_articles_sentences_and_names_of_conll_2003_are_read(tmp_path: Path) -> None:
    first, second = incoming(conll_file(tmp_path, CONLL_2003))
    assert first.article.text == "EU rejects German call .\nPeter Blackburn"
    assert (first.article.title, second.article.title, second.article.text) == ("A 1", "A 2", "Zürich")
    assert labels(first) == [("organisation", "EU"), ("group", "German"), ("person", "Peter Blackburn")]
    assert first.repairs == ("The text was put together from its words, with a blank between any two.",)
    assert [loss.message for loss in first.losses] == ["Columns 2 and 3 hold no labels that a project has."]
    assert second.where.endswith("a.conll, article 2")


@pytest.mark.parametrize(
    "lines",
    [
        "EU I-ORG\nKallas I-PER\nTrump B-PER\nDonald I-PER\n",
        "EU B-ORG\nKallas B-PER\nTrump B-PER\nDonald I-PER\n",
        "EU S-ORG\nKallas S-PER\nTrump B-PER\nDonald E-PER\n",
        "EU\tU-ORG\r\nKallas\tU-PER\r\nTrump\tB-PER\r\nDonald\tL-PER\r\n",
    ],
)
def test_all_ways_to_write_bio_are_read(tmp_path: Path, lines: str) -> None:
    (found,) = incoming(conll_file(tmp_path, lines))
    assert labels(found) == [("organisation", "EU"), ("person", "Kallas"), ("person", "Trump Donald")]


def test_contents_are_quotes_and_what_they_belong_with_is_told_as_lost(tmp_path: Path) -> None:
    lines = "“ B-CONTENT O\nNo I-CONTENT O\n” I-CONTENT O\nshe O B-SOURCE\nsaid O B-CUE\nbad B-EVIDENCE O\n"
    (found,) = incoming(conll_file(tmp_path, lines))
    (quote,) = found.labels.annotations
    assert (quote.layer, quote.spans, quote.values) == ("quote", {"content": (Span(0, 6),)}, {"kind": "direct"})
    assert [loss.message for loss in found.losses] == [
        "“bad” is a stance, but the rest of it is not said.",
        "“she” is a SOURCE, but of what is not said.",
        "“said” is a CUE, but of what is not said.",
    ]


def test_an_article_that_stands_there_again_is_another_annotator_s(tmp_path: Path) -> None:
    written(tmp_path, outgoing(mention("m1", "EU", EU), mention("m2", "She", KALLAS, "ab")))
    one, two = incoming(tmp_path / "out.conll")
    assert one.article.text == two.article.text
    assert [found.progress[0].annotator for found in (one, two)] == ["conll", "conll-2"]
    assert (labels(one), labels(two)) == ([("organisation", "EU")], [("person", "She")])


def test_unknown_labels_are_refused_by_article_and_can_be_told(tmp_path: Path) -> None:
    file = conll_file(tmp_path, "-DOCSTART- O\n\nEU B-ORG\n\n-DOCSTART- O\n\nRome B-LOC\nCup B-MISC\n")
    good, bad = read_all(file)
    assert isinstance(good, Incoming)
    assert isinstance(bad, Refused)
    assert bad.reason.startswith("The project has no labels “LOC” and “MISC”; say in a file labels.yaml")
    (tmp_path / "labels.yaml").write_text("LOC: country\nMISC: null", "utf-8")
    _, found = incoming(file)
    assert labels(found) == [("country", "Rome")]
    assert [loss.message for loss in found.losses] == ["“Cup” is a MISC, which is no label of this project."]


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ("", "empty"),
        ("-DOCSTART- O\n\n", "It holds no tokens"),
        ("EU B-ORG\nKall", "Line 2 has 1 column where the first has 2; it may be cut short"),
        ("EU\nrejects\n", "Line 1 has one column"),
        ("EU NNP\nrejects VBZ\n", "None of its columns holds labels in BIO"),
        ("EU\tB-ORG\n\tO\n", "Line 2 has 2 columns"),
        ("\x7fELF\x02\x01\x01\x00\x00\x00\x00", "binary"),
    ],
)
def test_a_file_that_is_not_right_is_refused_with_the_reason(tmp_path: Path, lines: str, reason: str) -> None:
    assert reason in refusal(conll_file(tmp_path, lines))


def test_another_encoding_is_told(tmp_path: Path) -> None:
    file = tmp_path / "a.bio"
    file.write_bytes("Zürich O\nMüller B-PER\n".encode("cp1252"))
    (found,) = incoming(file)
    assert labels(found) == [("person", "Müller")]
    assert found.repairs[0] == "It was read as Windows-1252 (Latin-1)."
