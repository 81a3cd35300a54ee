"""Everything that converts or moves offsets; no other file does.

Offsets are half-open and count Unicode code points; Qt counts UTF-16 units and calls them positions. What moves a
boundary looks only at the text around it, so that it costs the same in a long article as in a short one.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import takewhile
from typing import Literal, TypeAlias

import regex

from annotation.model import Span

Step: TypeAlias = Literal[-1, 1]
Edge: TypeAlias = Literal["start", "end"]

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_CRLF = re.compile("\r\n")
_LINE_ENDS = "\r\x0b\x0c\x85\u2028\u2029"
_LONGEST_WORD = 1000

_GRAPHEME = regex.compile(r"\X")
# Between these two there is always a grapheme cluster edge; searched backwards.
_SURE_EDGE = regex.compile(r"(?r)[\p{GCB=Other}\p{GCB=Control}\p{GCB=LF}]\p{GCB=Other}")

# Scripts written without blanks between words: each character counts as a word.
_UNSPACED = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]"
_WORD = regex.compile(
    rf"""(?xV1)
    (?(DEFINE)
        (?P<run> [[\p{{L}}\p{{N}}_]--{_UNSPACED}] [[\p{{L}}\p{{N}}\p{{M}}_\u200c\u200d]--{_UNSPACED}]*+ )
        (?P<more> (?<=\p{{Nd}})[.,](?=\p{{Nd}})(?&run)              # 1,000.50
                | ['’](?![sS]\b)(?=\p{{L}})(?&run) )                   # don't, but not the 's of Trump's
        (?P<dotted> (?:\p{{L}}\p{{M}}*+\.)+\p{{L}}\p{{M}}*+(?![\p{{L}}\p{{N}}])\.? )   # U.S.
        (?P<named> (?&dotted) | (?=\p{{Lu}})(?&run)(?&more)*+ )
        (?P<plain> (?!\p{{Lu}})(?&run)(?&more)*+ )
        (?P<hyphen> [-\u2010\u2011](?=[\p{{L}}\p{{N}}]) )
    )
    # EU-backed is two words, Jean-Claude and co-operate are one each.
    (?: (?&named)(?&hyphen)(?!\p{{Ll}}) | (?&plain)(?&hyphen) )* (?: (?&named) | (?&plain) )
    | (?<=[\p{{L}}\p{{M}}\p{{N}}.])['’][sS]\b                        # the possessive is a word of its own
    | (?={_UNSPACED})\X
    """
)


class Utf16Map:
    """Code point offsets of one text to Qt's UTF-16 positions, and back."""

    def __init__(self, text: str) -> None:
        # Encoding tells sooner than searching that there are none, which is so in most texts.
        units = len(text.encode("utf-16-le", "surrogatepass")) // 2
        self._astral = [found.start() for found in _ASTRAL.finditer(text)] if units > len(text) else []
        self._positions = [offset + index for index, offset in enumerate(self._astral)]

    def position(self, offset: int) -> int:
        """The UTF-16 position of a code point offset."""
        return offset + bisect_left(self._astral, offset)

    def offset(self, position: int) -> int:
        """The code point offset of a UTF-16 position; within a surrogate pair that of the whole character."""
        return position - bisect_left(self._positions, position)


class OffsetMap:
    """Spans of a text to spans of the same text after `plain_line_endings`."""

    def __init__(self, dropped: list[int]) -> None:
        self._dropped = dropped

    def span(self, span: Span) -> Span:
        """Where `span` stands now; one that cuts a CR LF pair takes in the whole line end."""
        start = span.start - bisect_right(self._dropped, span.start)
        return Span(start, span.end - bisect_left(self._dropped, span.end))


def plain_line_endings(text: str) -> tuple[str, OffsetMap]:
    """The text with LF for CR LF, CR, NEL, VT, FF and the Unicode line and paragraph separators, and its offset map."""
    if not any(mark in text for mark in _LINE_ENDS):
        return text, OffsetMap([])
    dropped = [found.start() + 1 for found in _CRLF.finditer(text)]
    for mark in ("\r\n", *_LINE_ENDS):  # str.translate takes ten times as long
        text = text.replace(mark, "\n")
    return text, OffsetMap(dropped)


def word_at(text: str, offset: int) -> Span | None:
    """The word that holds or touches `offset`, without a possessive 's; None between words."""
    nearby = takewhile(lambda word: word.start <= offset, _words(text, offset))
    touching = [word for word in nearby if word.end >= offset]
    return touching[-1] if touching else None


def words_in(text: str, span: Span) -> list[Span]:
    """The words that begin in a stretch of text, in reading order."""
    begun = takewhile(lambda word: word.start < span.end, _words(text, span.start))
    return [word for word in begun if word.start >= span.start]


def snap_to_words(text: str, span: Span) -> Span | None:
    """A selection grown to whole words, without white space at its ends; None when there is nothing else in it.

    A quotation mark or other punctuation at either end stays in, or out, as it was selected.
    """
    trimmed = trim(text, _clamp(text, span))
    if trimmed.start >= trimmed.end:
        return None
    first, last = _word_around(text, trimmed.start), _word_around(text, trimmed.end)
    grown = Span(first.start if first else trimmed.start, last.end if last else trimmed.end)
    return widen_to_graphemes(text, grown)


def trim(text: str, span: Span) -> Span:
    """The span without white space at its ends; an empty one where there is nothing else in it."""
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def paragraph_around(text: str, span: Span) -> Span:
    """The paragraph, or paragraphs, that a span stands in, without the line end."""
    end = text.find("\n", span.end)
    return Span(text.rfind("\n", 0, span.start) + 1, len(text) if end < 0 else end)


def next_word_edge(text: str, offset: int, *, edge: Edge, step: Step) -> int:
    """The nearest start or end of a word after (step 1) or before (step -1) `offset`; `offset` where there is none."""
    offset = min(max(offset, 0), len(text))
    if step > 0:
        return next((at for at in _edges(text, offset, edge) if at > offset), offset)
    reach = 50
    while True:
        before = list(takewhile(lambda at: at < offset, _edges(text, offset - reach, edge)))
        if before or reach >= offset:
            return before[-1] if before else offset
        reach *= 2


def next_grapheme(text: str, offset: int, step: Step) -> int:
    """The nearest edge of a grapheme cluster (what people see as one character) after or before `offset`."""
    offset = min(max(offset, 0), len(text))
    if step > 0:
        return _grapheme_at(text, offset).end if offset < len(text) else offset
    return _grapheme_at(text, offset - 1).start if offset > 0 else 0


def widen_to_graphemes(text: str, span: Span) -> Span:
    """The span moved outwards to the edges of grapheme clusters, so that it cuts no emoji and no accent off."""
    start, end = _clamp(text, span)
    if start < len(text):
        start = _grapheme_at(text, start).start
    if end < len(text):
        cluster = _grapheme_at(text, end)
        end = end if cluster.start == end else cluster.end
    return Span(start, end)


def _words(text: str, offset: int) -> Iterator[Span]:
    """Words in reading order, from the one around `offset` on (or a little before it) to the end of the text."""
    start = max(offset - _LONGEST_WORD, 0)
    blank = max(text.rfind(" ", start, offset), text.rfind("\n", start, offset)) if offset > 0 else -1
    for found in _WORD.finditer(text, max(start, blank + 1)):
        yield widen_to_graphemes(text, Span(*found.span()))


def _edges(text: str, offset: int, edge: Edge) -> Iterator[int]:
    return (word.start if edge == "start" else word.end for word in _words(text, offset))


def _word_around(text: str, offset: int) -> Span | None:
    nearby = takewhile(lambda word: word.start < offset, _words(text, offset))
    return next((word for word in nearby if word.end > offset), None)


def _grapheme_at(text: str, offset: int) -> Span:
    """The cluster that holds the character at `offset`, which must lie within the text."""
    edge = _SURE_EDGE.search(text, 0, offset + 1)
    clusters = _GRAPHEME.finditer(text, edge.start() + 1 if edge else 0)
    return next(Span(*cluster.span()) for cluster in clusters if cluster.end() > offset)


def _clamp(text: str, span: Span) -> Span:
    return Span(min(max(span.start, 0), len(text)), min(max(span.end, 0), len(text)))
