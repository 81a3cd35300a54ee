"""Rules about quotes: layers that say by whom, or with what words, something is reported."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import regex

from annotation.alternatives import Surroundings, alternatives
from annotation.checking.check import Check, Material, Nearby, Remedy, place_of
from annotation.describe import in_sentence, names_of, shorten
from annotation.model import Annotation, Span
from annotation.offsets import widen_to_graphemes
from annotation.proposals import begin, names_among
from annotation.quotation import with_marks
from annotation.reader import lexicon
from annotation.reader.cues import find_cues
from annotation.schema import Layer
from annotation.words import tr

_WORD_BEFORE = regex.compile(r"(?r)(?<![\w'’])([\w'’]+)[ \t\u00a0]+")
_FIRST_WORD = regex.compile(r"\w+")
_FURTHEST = 6


def without_content(material: Material) -> Iterator[Check]:
    """A cue or a source, and nothing that is reported."""
    for quote, layer in material.accepted(_reports):
        role = layer.main_role
        if role.id not in quote.spans:
            yield Check(
                rule="without_content",
                title=tr("{layer} without {role}", layer=layer.name, role=in_sentence(role.name)),
                words=tr("only “{words}”", words=material.words(s for pieces in quote.spans.values() for s in pieces)),
                span=place_of(quote, role.id),
                annotation=quote.id,
            )


def marks_outside(material: Material) -> Iterator[Check]:
    """Content between quotation marks that were left out of it."""
    for quote, layer in material.accepted(_reports):
        role = layer.main_role
        pieces = quote.spans.get(role.id, ())
        grown = _apart(pieces, [_with_marks(material, piece) for piece in pieces])
        if grown != pieces:
            yield Check(
                rule="marks_outside",
                title=tr("Mark outside the {role}", role=in_sentence(role.name)),
                words=material.words(grown),
                span=place_of(quote, role.id),
                annotation=quote.id,
                remedy=Remedy(
                    words=tr("take it in"),
                    done=tr("The quotation marks belong to the {role} now", role=in_sentence(role.name)),
                    before=quote,
                    after=quote.with_spans(role.id, grown),
                ),
            )


def auxiliary_outside(material: Material) -> Iterator[Check]:
    """A cue that begins behind its auxiliary: “said” of “has said”."""
    for quote, layer in material.accepted(lambda layer: layer.span_role("cue")):
        cues = quote.spans.get("cue", ())
        grown = tuple(_with_auxiliary(material.article.text, cue, quote) for cue in cues)
        if grown == cues:
            continue
        role = layer.span_role("cue")
        name = in_sentence(role.name) if role else tr("cue")
        yield Check(
            rule="auxiliary_outside",
            title=tr("Auxiliary outside the {name}", name=name),
            words=tr("“{grown}”, not “{cue}”", grown=material.words(grown), cue=material.words(cues)),
            span=cues[0],
            annotation=quote.id,
            remedy=Remedy(
                words=tr("take it in"),
                done=tr("The {name} is “{words}” now", name=name, words=material.words(grown)),
                before=quote,
                after=quote.with_spans("cue", grown),
            ),
        )


def without_speaker(material: Material) -> Iterator[Check]:
    """A quote of nobody; the remedy is the nearest name."""
    naming = {layer.id for layer in material.schema.layers if layer.names_actors}
    names = Nearby(material.article.text, [a for a in material.shown() if a.layer in naming and a.actors])
    for quote, layer in material.accepted(lambda layer: layer.actor_role("speaker")):
        if "speaker" not in quote.actors:
            material.rest()
            span = place_of(quote, layer.main_role.id)
            yield Check(
                rule="without_speaker",
                title=tr("{layer} without a speaker", layer=layer.name),
                words=material.words(quote.spans.get(layer.main_role.id, ())),
                span=span,
                annotation=quote.id,
                remedy=_speaker(material, quote, layer, names.around(span)),
            )


def twice(material: Material) -> Iterator[Check]:
    """The same content in two quotes; the remedy leaves the one that was made first."""
    first: dict[tuple[str, tuple[Span, ...]], Annotation] = {}
    for quote, layer in sorted(material.accepted(_reports), key=lambda found: found[0].id):
        content = quote.spans.get(layer.main_role.id, ())
        if not content:
            continue
        if first.setdefault((layer.id, content), quote) is not quote:
            yield Check(
                rule="twice",
                title=tr("The same {layer} twice", layer=in_sentence(layer.name)),
                words=material.words(content),
                span=content[0],
                annotation=quote.id,
                remedy=Remedy(words=tr("keep one"), done=tr("The later of the two was taken out"), before=quote),
            )


# In detail -----------------------------------------------------------------------------------------------------------


def _reports(layer: Layer) -> bool:
    return bool(layer.span_role("cue") or layer.span_role("source") or layer.actor_role("speaker"))


def _with_marks(material: Material, piece: Span) -> Span:
    text = material.article.text
    grown = with_marks(text, piece)
    return widen_to_graphemes(text, grown) if grown != piece else piece


def _apart(pieces: Sequence[Span], grown: Sequence[Span]) -> tuple[Span, ...]:
    """The grown pieces; where one would run into another of them, all stay as they were."""
    runs_in = any(one.end > other.start for one, other in pairwise(grown))
    return tuple(pieces if runs_in else grown)


def _with_auxiliary(text: str, cue: Span, quote: Annotation) -> Span:
    """The cue with the auxiliaries before it, unless another part of the quote stands there."""
    first = _FIRST_WORD.match(text, *cue)
    if first is None or first.group().lower() not in lexicon.cues():
        return cue
    start = _first_auxiliary(text, cue.start)
    parts = (span for pieces in quote.spans.values() for span in pieces)
    if any(part.start < cue.start and start < part.end for part in parts):
        return cue
    return Span(start, cue.end)


def _first_auxiliary(text: str, start: int) -> int:
    """Where the auxiliaries that end at `start` begin, with adverbs between them and behind; `start` without any."""
    first = at = start
    for _ in range(_FURTHEST):
        found = _WORD_BEFORE.match(text, 0, at)
        word = found[1].lower().replace("’", "'") if found else ""
        if found is None or not (word in lexicon.words("auxiliaries") or _is_adverb(word)):
            break
        at = found.start()
        first = at if word in lexicon.words("auxiliaries") else first
    return first


def _is_adverb(word: str) -> bool:
    return word in lexicon.words("adverbs") or word.endswith("ly")


def _speaker(material: Material, quote: Annotation, layer: Layer, near: Sequence[Annotation]) -> Remedy | None:
    """What fills in the speaker: whom the source names, or whom the likeliest source would name."""
    content = quote.spans.get(layer.main_role.id, ())
    outside = [name for name in near if not _over(name, content)]
    source = quote.spans.get("source") or _likeliest_source(material, quote, layer, outside)
    named = next((name for name in outside if _over(name, source)), None)
    if named is None:
        return None
    after = quote.with_actors("speaker", next(iter(named.actors.values())))
    who = shorten(names_of(after, "speaker", material.actors))
    return Remedy(words=f"{who}?", done=tr("Speaker: {who}", who=who), before=quote, after=after) if who else None


def _likeliest_source(
    material: Material, quote: Annotation, layer: Layer, names: Sequence[Annotation]
) -> tuple[Span, ...]:
    """Where the source of a quote stands as far as the program can tell, and with it the cue if that is missing too."""
    text, content = material.article.text, quote.spans.get(layer.main_role.id, ())
    if not content or layer.span_role("source") is None:
        return ()
    if "cue" not in quote.spans:
        new = begin(layer, content[0], material.article, names, material.schema, cues=find_cues)
        return new.after.spans.get("source", ())
    around = Surroundings.of(quote, text, names_among(names, material.schema), find_cues)
    return next(iter(alternatives(quote, "source", layer, around)), ())


def _over(name: Annotation, pieces: Sequence[Span]) -> bool:
    return any(name.start < piece.end and piece.start < name.end for piece in pieces)
