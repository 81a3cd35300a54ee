from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from spacy.tokens import Doc, DocBin

from annotation.errors import Problem
from annotation.formats import docbin
from annotation.formats.base import Loss, Outgoing
from annotation.model import Actor, Annotation, Article, Labels, Progress, Span
from annotation.schema import load_schema
from tests.annotation.strategies import outgoings

SCHEMA = load_schema()
TEXT = "“Not now,” EU foreign policy chief Kaja Kallas said of the U.S.-brokered deal in Kyiv."
KALLAS = Actor(id="a1", name="Kaja Kallas", kind="person", wikidata="Q12371054")
EU = Actor(id="a2", name="European Union", kind="organisation")


def at(words: str) -> tuple[Span, ...]:
    start = TEXT.index(words)
    return (Span(start, start + len(words)),)


def mention(annotation_id: str, words: str, actor: Actor, annotator: str = "mk") -> Annotation:
    return Annotation(
        id=annotation_id,
        article="x",
        layer="mention",
        annotator=annotator,
        spans={"text": at(words)},
        actors={"actor": (actor.id,)},
        status="accepted",
    )


QUOTE = Annotation(
    id="q1",
    article="x",
    layer="quote",
    annotator="mk",
    spans={"content": at("“Not now,”"), "cue": at("said"), "source": at("EU foreign policy chief Kaja Kallas")},
    actors={"speaker": ("a1",)},
    values={"kind": "direct"},
    status="accepted",
)
STANCE = Annotation(
    id="s1",
    article="x",
    layer="stance",
    annotator="mk",
    spans={"evidence": at("“Not now,”"), "target": at("U.S.-brokered deal")},
    actors={"holder": ("a1",)},
    values={"polarity": "oppose"},
    status="accepted",
)


def outgoing(*annotations: Annotation, progress: tuple[Progress, ...] = ()) -> Outgoing:
    article = Article(id="x", title="A title", text=TEXT)
    return Outgoing(article=article, labels=Labels(actors=(KALLAS, EU), annotations=annotations), progress=progress)


def written(folder: Path, *articles: Outgoing) -> tuple[list[Doc], list[Loss]]:
    file = folder / "out.spacy"
    losses = docbin.write(articles, file, SCHEMA)
    return list(DocBin().from_disk(file).get_docs(spacy.blank("en").vocab)), losses


def texts(doc: Doc, group: str) -> list[tuple[str, str]]:
    return [(span.text, span.label_) for span in doc.spans[group]]


def test_accepted_annotations_come_back_from_the_file(tmp_path: Path) -> None:
    (doc,), losses = written(tmp_path, outgoing(mention("m1", "Kaja Kallas", KALLAS), QUOTE, STANCE))
    assert losses == []
    assert doc.text == TEXT
    assert [(ent.text, ent.label_, ent.kb_id_) for ent in doc.ents] == [("Kaja Kallas", "PERSON", "Q12371054")]
    assert texts(doc, "mentions") == [("Kaja Kallas", "PERSON")]
    assert texts(doc, "content") == [("“Not now,”", "CONTENT")]
    assert texts(doc, "cue") == [("said", "CUE")]
    assert texts(doc, "source") == [("EU foreign policy chief Kaja Kallas", "SOURCE")]
    assert texts(doc, "evidence") == [("“Not now,”", "EVIDENCE")]
    assert texts(doc, "target") == [("U.S.-brokered deal", "TARGET")]
    assert [span.id_ for span in doc.spans["content"]] == ["q1"]


def test_notes_and_flags_stand_in_the_user_data(tmp_path: Path) -> None:
    talked_about = replace(QUOTE, note="whose?", flagged=True)
    (doc,), _ = written(tmp_path, outgoing(talked_about))
    (kept,) = doc.user_data["standpoint"]["annotations"]
    assert (kept["note"], kept["flagged"]) == ("whose?", True)


def test_links_stand_in_the_user_data_with_offsets_in_tokens_and_characters(tmp_path: Path) -> None:
    (doc,), _ = written(tmp_path, outgoing(QUOTE))
    links = json.loads(json.dumps(doc.user_data["standpoint"]))
    assert (links["id"], links["title"], links["annotator"]) == ("x", "A title", "mk")
    assert [actor["name"] for actor in links["actors"]] == ["Kaja Kallas", "European Union"]
    (quote,) = links["annotations"]
    assert (quote["id"], quote["actors"], quote["values"]) == ("q1", {"speaker": ["a1"]}, {"kind": "direct"})
    for role, pieces in quote["spans"].items():
        for (start, end), (first, last) in zip(pieces, quote["tokens"][role], strict=True):
            assert doc[first:last].text == TEXT[start:end]


def test_what_was_not_accepted_stays_out(tmp_path: Path) -> None:
    suggested = replace(mention("m1", "Kaja Kallas", KALLAS), status="suggested")
    rejected = replace(QUOTE, status="rejected")
    (doc,), losses = written(tmp_path, outgoing(suggested, rejected))
    assert (doc.ents, list(doc.spans["mentions"]), list(doc.spans["content"]), losses) == ((), [], [], [])
    assert not doc.user_data["standpoint"]["annotations"]


def test_of_overlapping_mentions_the_longest_is_an_entity_and_the_others_are_told(tmp_path: Path) -> None:
    chief = mention("m1", "EU foreign policy chief Kaja Kallas", KALLAS)
    (doc,), losses = written(tmp_path, outgoing(mention("m2", "EU", EU), chief))
    assert [ent.text for ent in doc.ents] == ["EU foreign policy chief Kaja Kallas"]
    assert [span.text for span in doc.spans["mentions"]] == ["EU", "EU foreign policy chief Kaja Kallas"]
    (loss,) = losses
    assert (loss.what, loss.article, loss.title, loss.span) == ("dropped", "x", "A title", *at("EU"))
    assert loss.message == "“EU” overlaps a longer mention: dropped from doc.ents, kept in doc.spans."


def test_a_span_within_a_token_is_widened_and_told(tmp_path: Path) -> None:
    (doc,), losses = written(tmp_path, outgoing(mention("m1", "Kalla", KALLAS)))
    assert [ent.text for ent in doc.ents] == ["Kallas"]
    (loss,) = losses
    assert (loss.what, loss.span) == ("snapped", *at("Kalla"))
    assert loss.message == "“Kalla” became “Kallas”, to begin and end with whole tokens."


def test_each_annotator_has_a_doc(tmp_path: Path) -> None:
    done = (Progress(article="x", annotator="cd", state="done"), Progress(article="x", annotator="ef"))
    article = outgoing(mention("m1", "Kaja Kallas", KALLAS), mention("m2", "EU", EU, "ab"), progress=done)
    docs, _ = written(tmp_path, article)
    found = {doc.user_data["standpoint"]["annotator"]: [ent.text for ent in doc.ents] for doc in docs}
    assert found == {"mk": ["Kaja Kallas"], "ab": ["EU"], "cd": []}


def test_an_article_that_holds_nothing_is_a_doc_too(tmp_path: Path) -> None:
    (doc,), _ = written(tmp_path, outgoing())
    assert doc.text == TEXT
    assert doc.user_data["standpoint"]["annotator"] is None


def test_an_article_of_two_megabytes_is_exported(tmp_path: Path) -> None:
    article = Outgoing(article=Article(id="x", text="word " * 400_000))
    (doc,), _ = written(tmp_path, article)
    assert len(doc.text) == 2_000_000


def test_an_export_that_cannot_be_written_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="could not be written"):
        written(tmp_path / "none", outgoing())


@given(outgoings())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
def test_every_accepted_span_is_in_its_group_whole_or_widened_and_told(tmp_path: Path, article: Outgoing) -> None:
    docs, losses = written(tmp_path, article)
    snapped = {loss.span for loss in losses if loss.what == "snapped"}
    found = {(span.id_, span.start_char, span.end_char) for doc in docs for g in doc.spans.values() for span in g}
    for annotation in article.labels.annotations:
        if annotation.status == "accepted":
            for start, end in (span for pieces in annotation.spans.values() for span in pieces):
                # White space behind a word belongs to no token of its own: one that begins or ends in it may lose it.
                text = article.article.text[start:end]
                first, last = end - len(text.lstrip()), start + len(text.rstrip())
                holding = [s for one, s, e in found if one == annotation.id and s <= first and e >= last]
                assert holding
                assert (annotation.id, start, end) in found or Span(start, end) in snapped
