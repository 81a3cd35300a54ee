"""Finds the words that report what somebody says. Free of spaCy, so that the window can propose a cue at once."""

from __future__ import annotations

import re

from annotation.model import Span
from annotation.reader.lexicon import cues

_WORD = re.compile(r"according to|[^\W\d_]+", re.IGNORECASE)


def find_cues(text: str) -> list[Span]:
    """The reporting words in a stretch of text, with their offsets in it, in reading order."""
    # Verbs that report only beside quotation marks ("he smiled") would be proposed too often.
    known = {form for form, groups in cues().items() if groups != frozenset({"quotation"})}
    return [
        Span(*found.span())
        for found in _WORD.finditer(text)
        if found.group().lower() in known or found.group().lower() == "according to"
    ]
