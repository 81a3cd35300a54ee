"""Quotes: the parts that the tagger found, put together, snapped to quotation marks, and who speaks."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from annotation.reader.linking import linked
from annotation.reader.reading import Name, Quote, Reading, Stretch, reading
from annotation.reader.speakers import speaker_pronouns

# How far from a mark an edge may be and still be meant to be there.
_NEAR_MARK = 2
# A quotation without a cue may stand so many words behind the quote whose speaker goes on.
_GOES_ON = 60
_RELATIVES = frozenset({"who", "which", "that"})


@Language.component("quotes")
def quotes(doc: Doc) -> Doc:
    """Find the quotes, then who speaks, then whom they mean by "I"."""
    known = reading(doc)
    found = linked(known)
    for quote in found:
        quote.content = [_snapped(known, piece, quote) for piece in quote.content]
        quote.speakers = _speakers(known, quote)
    known.quotes = _with_running_on(known, found)
    known.add_names(speaker_pronouns(known))
    return doc


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
    if known.lower[source.start] not in _RELATIVES or source.end - source.start > 1:
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
    joined = {"and", "&", "including"} & set(known.lower[listed[0].end : listed[-1].start])
    return listed if joined else listed[:1]


# What goes on without a cue


def _with_running_on(known: Reading, found: list[Quote]) -> list[Quote]:
    """The quotes; one without a cue is more of what it carries on, or the next thing that the same speaker says.

    Where nobody spoke before it, it is left out.
    """
    of_quotation: dict[int, Quote] = {}
    kept: list[Quote] = []
    for quote in found:
        earlier = _carried(known, quote, of_quotation) if quote.rule == "loose" else None
        if earlier is not None:
            earlier.content.extend(quote.content)
        elif quote.rule != "loose" or (kept and _follows(kept[-1], quote)):
            if quote.rule == "loose":
                quote.speakers = kept[-1].speakers
            kept.append(quote)
        for piece in quote.content:
            edges = {known.quotation_at[piece.start], known.quotation_at[piece.end - 1]} - {-1}
            of_quotation.update(dict.fromkeys(edges, earlier or quote))
    return kept


def _carried(known: Reading, quote: Quote, of_quotation: dict[int, Quote]) -> Quote | None:
    """The quote that a quotation left open in the paragraph before belongs to, where this one carries it on."""
    number = known.quotation_at[quote.content[0].start]
    follows = known.quotations[number].follows if number >= 0 else None
    return of_quotation.get(follows) if follows is not None else None


def _follows(earlier: Quote, later: Quote) -> bool:
    return later.content[0].start - earlier.content[-1].end <= _GOES_ON
