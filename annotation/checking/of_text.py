"""Rules about the text alone."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

import regex

from annotation.checking.check import Check, Covered, Material
from annotation.model import Span
from annotation.words import tr

_CURLY = regex.compile("[“”„«»]")
_CLOSING = {"“": "”", "„": "“”", "«": "»"}
_PARAGRAPH = regex.compile(r"[^\n]*[^\s][^\n]*")
_BEHIND = 40


def single_marks(material: Material) -> Iterator[Check]:
    """A quotation mark without its partner, unless an accepted annotation takes it in or touches it: then somebody
    has seen it.

    A quotation that goes on in the next paragraph is left open in this one. Single marks are not asked for, for they
    are apostrophes too.
    """
    taken = Covered(
        Span(span.start - 1, span.end + 1)
        for quote, layer in material.accepted(lambda layer: not layer.names_actors)
        for span in quote.spans.get(layer.main_role.id, ())
    )
    for at in sorted((*_curly(material), *_straight(material))):
        if not taken.holds(Span(at, at + 1)):
            words = material.words([Span(at, at + _BEHIND)])
            yield Check(
                rule="single_mark", title=tr("Mark without its partner"), words=f"{words} …", span=Span(at, at + 1)
            )


def _curly(material: Material) -> Iterator[int]:
    """Where curly marks and guillemets stand that open nothing that is closed, or close nothing that was opened."""
    text = material.article.text
    open_at: int | None = None
    for at, mark in ((found.start(), found.group()) for found in material.places(_CURLY)):
        if open_at is not None and mark in _CLOSING[text[open_at]]:
            open_at = None
        elif mark not in _CLOSING:
            yield at
        else:
            if open_at is not None and not _begins_paragraph(text, at):
                yield open_at
            open_at = at
    if open_at is not None:
        yield open_at


def _straight(material: Material) -> Iterator[int]:
    """The last straight mark of each paragraph that has an odd number of them.

    A paragraph and the next may both begin with one: the quotation goes on. Behind a digit it may be inches.
    """
    text = material.article.text
    paragraphs = [Span(*found.span()) for found in material.places(_PARAGRAPH)] if '"' in text else []
    for paragraph, following in zip_longest(paragraphs, paragraphs[1:]):
        words = text[slice(*paragraph)]
        runs_on = following is not None and text[slice(*following)].lstrip().startswith('"')
        if words.count('"') % 2 and not (runs_on and _may_run_on(words)) and not regex.search(r'\d"', words):
            yield paragraph.start + words.rindex('"')


def _may_run_on(words: str) -> bool:
    """Whether the last mark of a paragraph opens something."""
    return words[words.rindex('"') + 1 :][:1].isalnum()


def _begins_paragraph(text: str, at: int) -> bool:
    return not text[text.rfind("\n", 0, at) + 1 : at].strip()
