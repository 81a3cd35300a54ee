"""Rules about stances: layers that say who holds something."""

from __future__ import annotations

from collections.abc import Iterator

from annotation.checking.check import Check, Material, Nearby, Remedy, place_of
from annotation.describe import describe, in_sentence, names_of, shorten
from annotation.model import Annotation
from annotation.proposals import begin
from annotation.schema import Layer
from annotation.words import tr


def incomplete(material: Material) -> Iterator[Check]:
    """A stance without evidence, holder or target."""
    shown = Nearby(material.article.text, material.shown())
    for stance, layer in material.accepted(lambda layer: layer.actor_role("holder")):
        missing = _missing(stance, layer)
        if missing:
            yield Check(
                rule="incomplete",
                title=tr("{layer} without {missing}", layer=layer.name, missing=tr(" and ").join(missing)),
                words=describe(stance, material.article.text, material.actors, material.schema),
                span=place_of(stance, layer.main_role.id),
                annotation=stance.id,
                remedy=_holder(material, stance, layer, shown) if "holder" not in stance.actors else None,
            )


def _missing(stance: Annotation, layer: Layer) -> list[str]:
    """The names of the parts that a stance is nothing without, and that are empty."""
    names = {role.id: in_sentence(role.name) for role in (layer.main_role, *layer.spans, *layer.actors)}
    needed = dict.fromkeys((layer.main_role.id, "holder", "target"))
    return [names[role] for role in needed if role in names and role not in {**stance.spans, **stance.actors}]


def _holder(material: Material, stance: Annotation, layer: Layer, shown: Nearby) -> Remedy | None:
    """What fills in the holder: whom a new stance with this evidence would be given."""
    evidence = stance.spans.get(layer.main_role.id)
    if not evidence:
        return None
    near = shown.around(evidence[0])
    new = begin(layer, evidence[0], material.article, near, material.schema, cues=lambda _: ())
    after = stance.with_actors("holder", new.after.actors.get("holder", ()))
    who = shorten(names_of(after, "holder", material.actors))
    return Remedy(words=f"{who}?", done=tr("Holder: {who}", who=who), before=stance, after=after) if who else None
