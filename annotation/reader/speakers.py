"""Who "I" and "we" are inside a quote: whoever says it."""

from __future__ import annotations

from annotation.reader.interviews import FIRST_PERSON
from annotation.reader.overlaps import free
from annotation.reader.reading import Name, Quote, Reading

_WE = frozenset({"we", "us", "our", "ours", "ourselves"})
_SCORE = 0.9


def speaker_pronouns(known: Reading) -> list[Name]:
    """The pronouns of the first person inside the marks of quotes whose speaker is known; for `quotes` to add.

    "I" is a speaker that is a person, "we" one that is not, and neither is anybody in a joint statement.
    """
    found = [name for quote in known.quotes if len(quote.speakers) == 1 for name in _of_quote(known, quote)]
    return list(free(known, sorted(found, key=lambda name: name.start)))


def _of_quote(known: Reading, quote: Quote) -> list[Name]:
    key = quote.speakers[0]
    kind = known.cast[key].kind
    words = FIRST_PERSON if kind == "person" else _WE
    places = (at for piece in quote.content for at in range(piece.start, piece.end))
    return [
        Name(at, at + 1, kind, key, "speaker", score=_SCORE)
        for at in places
        if known.lower[at] in words and not known.outside(at)
    ]
