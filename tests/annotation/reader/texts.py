"""Invented texts as the first components read them, without weights."""

from __future__ import annotations

from functools import cache

import spacy
from spacy.language import Language

from annotation.reader import quotations, sentences  # noqa: F401 - registers the components
from annotation.reader.reading import Reading, Tagged, reading
from annotation.reader.tokens import Tokens


@cache
def _pipeline() -> Language:
    nlp = spacy.blank("en")
    nlp.tokenizer = Tokens(nlp)
    nlp.max_length = 1_000_000_000
    nlp.add_pipe("quotations")
    nlp.add_pipe("sentences")
    return nlp


def known_of(text: str) -> Reading:
    """The words, quotations and sentences of a text."""
    return reading(_pipeline()(text))


def tagged(known: Reading, words: str, label: str, score: float = 0.9, *, nth: int = 0) -> Tagged:
    """The `nth` place of these words (separated by blanks) in the text, with a label."""
    wanted = words.split()
    places = [at for at in range(len(known.words)) if known.words[at : at + len(wanted)] == wanted]
    return Tagged(places[nth], places[nth] + len(wanted), label, score)
