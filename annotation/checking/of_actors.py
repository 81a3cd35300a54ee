"""Rules about actors, and the mentions that name them."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from annotation.checking.check import Check, Covered, Material, Remedy, place_of
from annotation.describe import in_sentence, listed, shorten
from annotation.model import Actor, Annotation, Span
from annotation.reader.language import looks_english
from annotation.words import tr

_PRONOUN = regex.compile(
    r"(?i)(?<![\w-])(?:he|him|his|himself|she|her|hers|herself|they|them|their|theirs|themselves)(?![\w-])"
)
_BEHIND = 40
"""How many characters behind a pronoun are shown with it."""


def two_kinds(material: Material) -> Iterator[Check]:
    """Two actors of one name and different kinds."""
    named: dict[str, Actor] = {}
    told: set[tuple[str, str]] = set()
    for mention, layer in material.accepted(lambda layer: layer.actors):
        for actor in (material.actors[a] for ids in mention.actors.values() for a in ids if a in material.actors):
            for name in (actor.name, *actor.aliases):
                other = named.setdefault(name.casefold(), actor)
                if other.kind != actor.kind and (other.id, actor.id) not in told:
                    told |= {(other.id, actor.id), (actor.id, other.id)}
                    yield _two_kinds(material, name, (other, actor), place_of(mention, layer.main_role.id), mention)


def mention_of_nobody(material: Material) -> Iterator[Check]:
    """A mention that names no actor."""
    for mention, layer in material.accepted(lambda layer: layer.names_actors and layer.actors):
        if not mention.actors:
            span = place_of(mention, layer.main_role.id)
            yield Check(
                rule="mention_of_nobody",
                title=tr("{layer} without an actor", layer=layer.name),
                words=f"“{material.words([span])}”",
                span=span,
                annotation=mention.id,
            )


def mention_in_mention(material: Material) -> Iterator[Check]:
    """A mention over another one of the same actor; the remedy leaves the longer."""
    kept: dict[tuple[str, str], tuple[Annotation, Span]] = {}
    for mention, layer in material.accepted(lambda layer: layer.names_actors):
        new = (mention, place_of(mention, layer.main_role.id))
        for actor in next(iter(mention.actors.values()), ()):
            old = kept.get((layer.id, actor))
            if old is None or old[1].end <= new[1].start:
                kept[layer.id, actor] = new
                continue
            longer, shorter = sorted((old, new), key=lambda one: (one[1].start - one[1].end, one[0].id))
            kept[layer.id, actor] = longer
            yield _overlapping(material, shorter, longer)


def pronouns(material: Material) -> Iterator[Check]:
    """An English pronoun that stands for a person and is in no mention.

    They are asked for when every suggested mention is decided, for most are in some. A suggestion that was rejected
    has said that its words name nobody.
    """
    naming = [layer for layer in material.schema.layers if layer.names_actors]
    for layer in naming[:1]:
        mentions = [
            a for a in material.all() if a.layer == layer.id and (material.is_shown(a) or a.status == "rejected")
        ]
        decided = {"accepted"} <= {a.status for a in mentions} <= {"accepted", "rejected"}
        if decided and looks_english(material.article.text):
            covered = Covered(span for a in mentions for span in a.spans.get(layer.main_role.id, ()))
            for found in material.places(_PRONOUN):
                span = Span(*found.span())
                if not covered.holds(span):
                    yield _pronoun(material, span)


# In detail -----------------------------------------------------------------------------------------------------------


def _two_kinds(material: Material, name: str, both: tuple[Actor, Actor], span: Span, mention: Annotation) -> Check:
    kinds = [in_sentence(kind.name) if (kind := material.schema.kind(a.kind)) else a.kind for a in both]
    return Check(
        rule="two_kinds",
        title=tr("One name, two kinds"),
        words=tr("“{name}”: {kinds} · Ctrl+M makes one of them", name=shorten(name), kinds=listed(kinds)),
        span=span,
        annotation=mention.id,
    )


def _overlapping(material: Material, shorter: tuple[Annotation, Span], longer: tuple[Annotation, Span]) -> Check:
    words, around = (material.words([span]) for _, span in (shorter, longer))
    return Check(
        rule="mention_in_mention",
        title=tr("Two mentions in one place"),
        words=tr("“{words}” in “{around}”", words=words, around=around),
        span=shorter[1],
        annotation=shorter[0].id,
        remedy=Remedy(
            words=tr("keep the longer"), done=tr("“{words}” was taken out", words=shorten(words)), before=shorter[0]
        ),
    )


def _pronoun(material: Material, span: Span) -> Check:
    words = material.words([Span(span.start, span.end + _BEHIND)]).rsplit(" ", 1)[0]
    return Check(rule="pronoun", title=tr("Pronoun without an actor"), words=f"“{words} …”", span=span)
