from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import numpy
import pytest
import spacy

from annotation.reader import quotations, sentences, stances  # noqa: F401 - two register their component
from annotation.reader.candidates import candidates
from annotation.reader.packaged import SHIPPED
from annotation.reader.pairs import FIRST, LIMIT, OTHER, SECOND, passage
from annotation.reader.reading import Name, Quote, Reading, Stance, Stretch, reading
from annotation.reader.stance_encoder import load
from annotation.reader.tokens import Tokens

WEIGHTS = (SHIPPED / "stance.onnx").exists()
needs_weights = pytest.mark.skipif(not WEIGHTS, reason="the weights are not here")


def read(text: str, names: Mapping[str, str], quotes: Callable[[Reading], list[Quote]] | None = None) -> Reading:
    """The text with its words, quotations, sentences, and each name (a pattern) as a mention of its actor."""
    nlp = spacy.blank("en")
    nlp.tokenizer = Tokens(nlp)
    for component in ("quotations", "sentences"):
        nlp.add_pipe(component)
    known = reading(nlp(text))
    found = [
        Name(*words(known, match.span()), "person", key)
        for name, key in names.items()
        for match in re.finditer(rf"\b{name}\b", text)
    ]
    known.add_names(found)
    known.quotes = quotes(known) if quotes else []
    return known


def words(known: Reading, span: tuple[int, int]) -> Stretch:
    inside = [at for at, (start, end) in enumerate(known.offsets) if start < span[1] and end > span[0]]
    return Stretch(inside[0], inside[-1] + 1)


def stretch(known: Reading, text: str, part: str) -> Stretch:
    start = text.index(part)
    return words(known, (start, start + len(part)))


def told(known: Reading) -> list[Stance]:
    return stances.found(known, load(SHIPPED))


def pairs_of(known: Reading) -> set[tuple[str, str]]:
    return {
        (first, second)
        for one in candidates(known)
        for way in one.ways()
        for first in way.first
        for second in way.second
    }


THREE = {"Brook": "b", "Mori": "m", "Sato": "s"}


# Which pairs are held against each other


def test_two_actors_of_a_sentence_are_a_pair_both_ways():
    assert pairs_of(read("Brook met Mori in the garden.", THREE)) == {("b", "m"), ("m", "b")}


def test_actors_of_two_sentences_are_no_pair():
    assert pairs_of(read("Brook left early. Mori stayed.", THREE)) == set()


def test_two_mentions_of_one_actor_are_no_pair():
    assert pairs_of(read("Brook said that Brook had won.", THREE)) == set()


def test_what_is_only_listed_is_no_pair():
    assert pairs_of(read("Brook, Mori and Sato", THREE)) == set()


def said(text: str, source: str, cue: str, content: str, speaker: str) -> Callable[[Reading], list[Quote]]:
    return lambda known: [
        Quote([stretch(known, text, content)], stretch(known, text, cue), stretch(known, text, source), "x", (speaker,))
    ]


def test_who_stands_inside_quotation_marks_is_a_pair_with_the_speaker_only():
    text = "Brook said: “Mori betrayed Sato.”"
    assert pairs_of(read(text, THREE, said(text, "Brook", "said", "“Mori betrayed Sato.”", "b"))) == {
        ("b", "m"),
        ("b", "s"),
    }


def test_two_in_a_reported_clause_are_a_pair_of_their_own_too():
    text = "Brook said that Mori had betrayed Sato."
    found = pairs_of(read(text, THREE, said(text, "Brook", "said", "that Mori had betrayed Sato", "b")))
    assert found == {("b", "m"), ("b", "s"), ("m", "s"), ("s", "m")}


def test_who_reports_about_themselves_is_no_such_pair():
    text = "Brook said that Brook had never betrayed Sato."
    found = pairs_of(read(text, THREE, said(text, "Brook", "said", "that Brook had never betrayed Sato", "b")))
    assert found == {("b", "s")}


def test_of_one_in_a_reported_clause_another_actor_may_think_something_too():
    text = "Sato sighed when Brook said that Mori was late."
    found = pairs_of(read(text, THREE, said(text, "Brook", "said", "that Mori was late", "b")))
    assert found == {("s", "b"), ("b", "s"), ("s", "m"), ("b", "m")}


def test_of_one_inside_quotation_marks_only_the_speaker_does():
    text = "Sato sighed when Brook said “Mori was late.”"
    found = pairs_of(read(text, THREE, said(text, "Brook", "said", "“Mori was late.”", "b")))
    assert found == {("s", "b"), ("b", "s"), ("b", "m")}


def test_the_speaker_of_another_sentence_is_put_before_the_quote():
    text = "“It rained. We trust Mori,” said Brook."
    known = read(text, THREE, said(text, "Brook", "said", "“It rained. We trust Mori,”", "b"))
    (found,) = [one for one in candidates(known) if one.rule == "quote"]
    made = found.passage(known, lambda word: (len(word),))
    assert made.types.count(FIRST) == made.types.count(SECOND) == 1


def test_an_actor_is_paired_with_the_nearest_only_so_that_a_list_stays_linear():
    names = {f"Xa{number:03}": str(number) for number in range(300)}
    few = len(list(candidates(read(" met ".join([*names][:150]) + ".", names))))
    many = len(list(candidates(read(" met ".join(names) + ".", names))))
    assert many < 2.1 * few


# What the encoder gets to read


def test_no_name_is_in_what_the_encoder_reads():
    marks = {Stretch(0, 1): FIRST, Stretch(2, 3): SECOND, Stretch(4, 5): OTHER}
    one = passage(read("Brook thanked Mori and Sato.", {}), [Stretch(0, 6)], marks, hashed)
    other = passage(read("Adeyemi thanked Lund and Okafor.", {}), [Stretch(0, 6)], marks, hashed)
    assert one == other


def test_a_long_passage_is_cut_around_the_two_actors():
    known = read(f"{'long ' * 300} Brook thanked Mori {'after ' * 300}", {})
    marks = {Stretch(300, 301): FIRST, Stretch(302, 303): SECOND}
    made = passage(known, [Stretch(0, len(known.words))], marks, hashed)
    assert len(made.ids) == LIMIT
    assert {FIRST, SECOND} <= set(made.types)


def hashed(word: str) -> tuple[int, ...]:
    return (sum(map(ord, word)),)


# What it says


@needs_weights
@pytest.mark.parametrize(
    ("text", "holder", "target", "polarity"),
    [
        ("Brook praised Mori for her courage.", "b", "m", "support"),
        ("Brook condemned Mori over the ruined harvest.", "b", "m", "oppose"),
        ("Mori was sharply criticised by Brook.", "b", "m", "oppose"),
        ("Brook, who has endorsed Mori, flew home on Monday.", "b", "m", "support"),
    ],
)
def test_clear_words_make_a_stance(text: str, holder: str, target: str, polarity: str):
    assert [(one.holders, one.targets, one.polarity) for one in told(read(text, THREE))] == [
        ((holder,), (target,), polarity)
    ]


@needs_weights
@pytest.mark.parametrize("text", ["Brook met Mori on Monday.", "Brook is two years older than Mori.", "Brook", ""])
def test_where_nobody_takes_sides_there_is_none(text: str):
    assert told(read(text, THREE)) == []


@needs_weights
def test_other_names_change_nothing():
    text = "Brook accused Mori of lying to Sato, and thanked Sato."
    other = text.replace("Brook", "Adeyemi").replace("Mori", "Lund").replace("Sato", "Okafor")
    assert told(read(text, THREE)) == told(read(other, {"Adeyemi": "b", "Lund": "m", "Okafor": "s"}))


@needs_weights
def test_the_evidence_lies_in_the_sentence_and_the_score_is_a_probability():
    text = "It was a mild day. Brook, as ever, attacked Mori as a fraud. Nobody answered."
    known = read(text, THREE)
    (found,) = told(known)
    assert known.sentences[1].start <= found.evidence.start < found.evidence.end <= known.sentences[1].end
    assert "attacked" in known.text(found.evidence)
    assert 0.3 < found.score < 1


@needs_weights
def test_what_stands_inside_a_quote_is_the_speaker_s():
    text = "“Mori is a disgrace and a liar,” said Brook."
    known = read(text, THREE, said(text, "Brook", "said", "“Mori is a disgrace and a liar,”", "b"))
    assert [(one.holders, one.targets, one.polarity) for one in told(known)] == [(("b",), ("m",), "oppose")]


@needs_weights
def test_a_noun_phrase_can_be_the_target():
    known = read("Brook condemned the new tax.", THREE)
    (found,) = told(known)
    assert (found.holders, found.targets, known.text(found.target)) == (("b",), (), "the new tax")


@needs_weights
def test_the_order_of_the_pairs_in_a_batch_changes_nothing_that_shows():
    encoder = load(SHIPPED)
    assert encoder is not None
    known = read("Brook praised Mori. Sato condemned Brook, while Mori slept in the old house.", THREE)
    made = [one.passage(known, encoder.pieces) for one in candidates(known)]
    alone = numpy.concatenate([encoder.judge([one])[0].chances for one in made])
    together = numpy.concatenate([one.chances for one in encoder.judge(made)])
    assert numpy.abs(alone - together).max() < 0.1


def test_without_weights_the_lexicon_is_left(tmp_path):
    assert load(tmp_path) is None
    known = read("Brook condemned the new tax.", THREE)
    (found,) = stances.found(known, None)
    assert (found.holders, found.polarity, found.score) == (("b",), "oppose", 0.5)
