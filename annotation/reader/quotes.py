"""Quotes: the parts that the tagger found, put together, snapped to quotation marks, and who speaks."""

from __future__ import annotations

from bisect import bisect_right

from spacy.language import Language
from spacy.tokens import Doc

from annotation.reader.decisions import accepted_quotes
from annotation.reader.linking import RELATIVES, linked
from annotation.reader.phrases import subject as subject_of
from annotation.reader.reading import Name, Quote, Reading, Stretch, reading
from annotation.reader.speakers import speaker_pronouns

# How far from a mark an edge may be and still be meant to be there.
_NEAR_MARK = 2
# A quotation without a cue may stand so many words behind the quote whose speaker goes on.
_GOES_ON = 60


@Language.component("quotes")
def quotes(doc: Doc) -> Doc:
    """Find the quotes, then who speaks, then whom they mean by "I"."""
    known = reading(doc)
    found = linked(known)
    for quote in found:
        quote.source = quote.source or _named_subject(known, quote)
        quote.content = [_snapped(known, piece, quote) for piece in quote.content]
        quote.speakers = _speakers(known, quote)
    known.quotes = [*_with_running_on(known, found), *accepted_quotes(known)]
    known.add_names(speaker_pronouns(known))
    return doc


def _named_subject(known: Reading, quote: Quote) -> Stretch | None:
    """The subject of the cue, where the tagger saw no source and the subject names somebody."""
    if quote.cue is None:
        return None
    number = bisect_right(known.sentences, quote.cue.start, key=lambda sentence: sentence.start) - 1
    subject = subject_of(known, quote.cue.start, floor=known.sentences[number].start)
    if subject is None or _touches(quote.content, *subject):
        return None
    return subject if _names_in(known, subject) else None


def _snapped(known: Reading, piece: Stretch, quote: Quote) -> Stretch:
    """The piece with a quotation mark that stands just outside of an edge, unless another part is in between."""
    taken = [part for part in (*quote.content, quote.cue, quote.source) if part is not None and part != piece]
    start, end = piece
    for number in {known.quotation_at[start], known.quotation_at[end - 1]} - {-1}:
        quotation = known.quotations[number]
        if 0 < start - quotation.start <= _NEAR_MARK and not _touches(taken, quotation.start, start):
            start = quotation.start
        if 0 < quotation.end - end <= _NEAR_MARK and not _touches(taken, end, quotation.end):
            end = quotation.end
    return Stretch(start, end)


def _touches(parts: list[Stretch], start: int, end: int) -> bool:
    return any(part.start < end and start < part.end for part in parts)


# Who speaks


def _speakers(known: Reading, quote: Quote) -> tuple[str, ...]:
    """The actors whom the source names: all of a list, else the person, else the first."""
    if quote.source is None:
        return ()
    names = _names_in(known, quote.source) or _antecedent(known, quote.source)
    if not names:
        return ()
    listed = _listed(known, names)
    if len(listed) > 1:
        return tuple(dict.fromkeys(name.key for name in listed))
    heads = [name for name in names if not _owns_what_follows(known, name, quote.source.end)]
    chosen = [name for name in heads if name.kind == "person"] or heads
    return (chosen[0].key,) if chosen else ()


def _names_in(known: Reading, stretch: Stretch) -> list[Name]:
    found = {id(name): name for at in range(stretch.start, stretch.end) if (name := known.name_at.get(at)) is not None}
    return list(found.values())


def _antecedent(known: Reading, source: Stretch) -> list[Name]:
    """Whom a relative pronoun stands for: "Zelenskyy, who affirmed …"."""
    if known.lower[source.start] not in RELATIVES or source.end - source.start > 1:
        return []
    before = source.start - 1
    while before >= 0 and known.words[before] == ",":
        before -= 1
    name = known.name_at.get(before)
    return [name] if name is not None else []


def _owns_what_follows(known: Reading, name: Name, end: int) -> bool:
    """Whether the source speaks of something of theirs: "Trump's lawyer"."""
    return name.end + 1 < end and known.lower[name.end] in {"'s", "'"}


def _listed(known: Reading, names: list[Name]) -> list[Name]:
    """Those of the names that commas, "and" or "including" join."""
    listed = [names[0]]
    for name in names[1:]:
        start = name.title.start if name.title else name.start
        between = known.lower[listed[-1].end : start]
        if (
            between
            and set(between) <= {",", "and", "&", "including", "the", "of"}
            and set(between) & {"and", "&", "including"}
        ) or (between == [","] and len(names) > 2):
            listed.append(name)
    if not {"and", "&", "including"} & set(known.lower[listed[0].end : listed[-1].start]):
        return listed[:1]
    return listed[1:] if _is_unfolded(known, listed) else listed


def _is_unfolded(known: Reading, listed: list[Name]) -> bool:
    """Whether a group is named by its members, who speak in its place: "powers including Britain and France"."""
    behind = known.lower[listed[0].end : listed[1].start] if len(listed) > 2 else []
    return listed[0].kind == "group" and "including" in behind


# What goes on without a cue


def _with_running_on(known: Reading, found: list[Quote]) -> list[Quote]:
    """The quotes; one without a cue is more of what it runs on from or into, or the next thing the same speaker says.

    Where nobody spoke before it, it is left out.
    """
    whole = _Running(known, [quote for quote in found if quote.rule != "loose"])
    kept: list[Quote] = []
    for quote in [quote for quote in found if quote.rule != "loose" or not whole.takes(quote)]:
        if quote.rule == "loose":
            if not kept or quote.content[0].start - kept[-1].content[-1].end > _GOES_ON:
                continue
            quote.speakers = kept[-1].speakers
        kept.append(quote)
    return kept


class _Running:
    """Quotations that run over several paragraphs, each of which opens with a mark, as one quote's."""

    def __init__(self, known: Reading, quotes: list[Quote]) -> None:
        self._known = known
        self._next = {one.follows: number for number, one in enumerate(known.quotations) if one.follows is not None}
        self._owners: dict[int, Quote] = {}
        contents = (part for part in known.parts if part.label == "content")
        tagged = {at for part in contents for at in range(part.start, part.end)}
        for quote in quotes:
            for piece in quote.content:
                self._own(piece, quote)
        # What the tagger saw nothing in is more of it as well.
        for number, quotation in enumerate(known.quotations):
            owner = self._owners.get(quotation.follows) if quotation.follows is not None else None
            if owner is not None and number not in self._owners and quotation.start not in tagged:
                self._add(owner, Stretch(quotation.start, quotation.end))

    def takes(self, quote: Quote) -> bool:
        """Whether the content of a quote without a cue runs on from or into a quote with one, which then has it."""
        piece = quote.content[0]
        first, last = self._known.quotation_at[piece.start], self._known.quotation_at[piece.end - 1]
        before = self._known.quotations[first].follows if first >= 0 else None
        owner = self._owners.get(before if before is not None else -1) or self._owners.get(self._next.get(last, -1))
        if owner is not None:
            self._add(owner, piece)
        return owner is not None

    def _add(self, owner: Quote, piece: Stretch) -> None:
        owner.content = sorted([*owner.content, piece])
        self._own(piece, owner)

    def _own(self, piece: Stretch, quote: Quote) -> None:
        for at in (piece.start, piece.end - 1):
            if self._known.quotation_at[at] >= 0:
                self._owners[self._known.quotation_at[at]] = quote
