"""What the annotator has decided, for the steps that come after the tagger: it is true, and they build on it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import chain

from spacy.language import Language
from spacy.tokens import Doc

from annotation.model import Annotation, Span
from annotation.reader.reading import Member, Name, Quote, Reading, Stretch, Tagged, reading

DECIDED = "decided"
"""The rule of a name or a quote that the annotator has accepted."""

_PREFIX = "decided:"


def key_of(actor_id: str) -> str:
    """The key in the cast of an actor that the annotator has."""
    return _PREFIX + actor_id


def actor_of(key: str) -> str | None:
    """The id of the annotator's actor that has this key, or None."""
    return key.removeprefix(_PREFIX) if key.startswith(_PREFIX) else None


@Language.component("decisions")
def decisions(doc: Doc) -> Doc:
    """Put accepted mentions among the names, and take out what was decided: it is not to be found again."""
    known = reading(doc)
    decided = known.decided.annotations
    mentions = [a for a in decided if a.layer == "mention"]
    quotes = [a for a in decided if a.layer == "quote"]
    known.entities = _settled(known, known.entities, mentions, "text")
    # A source may serve another quote as well; a cue and what it reports serve one.
    others = [part for part in known.parts if part.label == "source"]
    left = (_settled(known, _labelled(known, role), quotes, role) for role in ("cue", "content"))
    known.parts = sorted(chain(others, *left))
    known.add_names(list(_accepted_names(known, mentions)))
    return doc


def _settled(known: Reading, found: list[Tagged], decided: Iterable[Annotation], role: str) -> list[Tagged]:
    """What was found without what overlaps something accepted, and without what was rejected at these very words."""
    taken: set[int] = set()
    rejected: set[Stretch] = set()
    for annotation in decided:
        stretches = [in_words(known, span) for span in annotation.spans.get(role, ())]
        if annotation.status == "accepted":
            taken.update(at for stretch in stretches for at in range(*stretch))
        else:
            rejected.update(stretches)
    return [
        one
        for one in found
        if Stretch(one.start, one.end) not in rejected and taken.isdisjoint(range(one.start, one.end))
    ]


def accepted_quotes(known: Reading) -> Iterator[Quote]:
    """The annotator's quotes that name actors who are known, for the steps that look into quotes."""
    for annotation in known.decided.annotations:
        if annotation.layer == "quote" and annotation.status == "accepted":
            content = [in_words(known, span) for span in annotation.spans.get("content", ())]
            speakers = tuple(key_of(actor) for actor in annotation.actors.get("speaker", ()))
            if content and all(key in known.cast for key in speakers):
                cue, source = (_first(known, annotation, role) for role in ("cue", "source"))
                yield Quote(content, cue, source, DECIDED, speakers)


def _first(known: Reading, annotation: Annotation, role: str) -> Stretch | None:
    spans = annotation.spans.get(role, ())
    return in_words(known, spans[0]) if spans else None


def _labelled(known: Reading, label: str) -> list[Tagged]:
    return [part for part in known.parts if part.label == label]


def _accepted_names(known: Reading, mentions: Iterable[Annotation]) -> Iterable[Name]:
    actors = {actor.id: actor for actor in known.decided.actors}
    taken: set[int] = set()
    for mention in mentions:
        ids = mention.actors.get("actor", ())
        stretches = [in_words(known, span) for span in mention.spans.get("text", ())]
        if mention.status != "accepted" or len(ids) != 1 or len(stretches) != 1 or ids[0] not in actors:
            continue
        start, end = stretches[0]
        if start < end and taken.isdisjoint(range(start, end)):
            actor = actors[ids[0]]
            taken.update(range(start, end))
            known.cast.setdefault(key_of(actor.id), Member(actor.name, actor.kind))
            yield Name(start, end, actor.kind, key_of(actor.id), DECIDED)


def in_words(known: Reading, span: Span) -> Stretch:
    """The words that a span touches; empty where it touches none."""
    first = bisect_right(known.offsets, span.start, key=lambda offsets: offsets[1])
    return Stretch(first, max(first, bisect_left(known.offsets, span.end, key=lambda offsets: offsets[0])))
