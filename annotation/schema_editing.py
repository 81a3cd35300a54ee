"""What an edit of the labels changes, in words, and what becomes of the annotations that were made before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from annotation.describe import shorten
from annotation.model import Actor, Annotation
from annotation.schema import Choice, Kind, Layer, Role, Schema, ValueField
from annotation.schema_parts import ORDERS, Part, Path, called, walk
from annotation.words import noted, tr, tr_many

_LOOKS = {
    "fill": noted("is drawn as a tint"),
    "bar": noted("is drawn as a bar"),
    "thin": noted("is drawn as a thin bar"),
    "wave": noted("is drawn as a wave"),
    "none": noted("is drawn as nothing"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """How much of a project uses each part of its labels, whoever made it and whatever its status.

    `counts` has for each kind how many actors are of it, and for every other part how many annotations have it;
    `several` how many annotations have more than one span or actor in a role; `shown` in how many articles the
    suggestions of a layer were asked for.
    """

    counts: Mapping[Path, int] = field(default_factory=dict[Path, int])
    several: Mapping[Path, int] = field(default_factory=dict[Path, int])
    shown: Mapping[str, int] = field(default_factory=dict[str, int])

    def told(self, path: Path) -> str:
        """How many use a part: “12 annotations”; nothing where none does."""
        count = self.counts.get(path, 0)
        if not count:
            return ""
        if path[:1] == ("kinds",):
            return tr_many("{count} actor", "{count} actors", count)
        return tr_many("{count} annotation", "{count} annotations", count)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that an edit changes, in words, and which part it is about."""

    path: Path
    words: str


# In words ------------------------------------------------------------------------------------------------------------


def differences(old: Schema, new: Schema) -> list[Difference]:
    """What is different in `new`, part by part."""
    before, after = dict(walk(old)), dict(walk(new))
    found = (
        [Difference(path=(), words=tr("the labels are called “{name}”", name=new.name))] if old.name != new.name else []
    )
    for path, part in after.items():
        if path in before:
            told = _changed(before[path], part, called(path, before), after | before, path)
            found += [Difference(path=path, words=words) for words in told]
        elif path[:-2] in before or len(path) == 2:  # else it comes with what it is in
            found.append(Difference(path=path, words=tr("{what} is new", what=called(path, after))))
    for path in before:
        if path not in after and (path[:-2] in after or len(path) == 2):
            found.append(Difference(path=path, words=tr("{what} is removed", what=called(path, before))))
    return [*found, *_other_orders(old, new)]


def _changed(before: Part, after: Part, what: str, parts: dict[Path, Part], path: Path) -> Iterator[str]:
    if before.name != after.name:
        yield tr("renamed {what} to “{name}”", what=what, name=after.name)
    if _merged_into(after) and _merged_into(before) != _merged_into(after):
        yield tr("merged {what} into “{name}”", what=what, name=parts[*path[:-1], _merged_into(after)].name)
    elif before.retired != after.retired:
        yield tr("{what} is retired", what=what) if after.retired else tr("{what} is brought back", what=what)
    for name, told in _TOLD.items():
        now = getattr(after, name, None)
        if getattr(before, name, None) != now:
            yield tr("{what} {told}", what=what, told=told(now))


_TOLD: dict[str, Callable[[Any], str]] = {
    "plural": lambda now: tr("has the plural “{now}”", now=now),
    "key": lambda now: tr("has the key {now}", now=now),
    "colour": lambda now: tr("has other colours") if now else tr("has no colours of its own"),
    "shown": lambda now: tr("is shown on demand") if now == "on demand" else tr("is shown at once"),
    "required": lambda now: tr("is required from now on") if now else tr("is no longer required"),
    "many": lambda now: tr("can be filled several times") if now else tr("can be filled once only"),
    "look": lambda now: tr(_LOOKS[now]),
    "guidance": lambda now: tr("has other guidance") if now else tr("has no guidance"),
}
"""What is said of a part whose key, colour, … is another one now."""


def _merged_into(part: Part) -> str:
    return (part.merged_into or "") if isinstance(part, Kind | Choice | Layer) else ""


def _other_orders(old: Schema, new: Schema) -> Iterator[Difference]:
    """Lists whose parts stand in another order, those left out that are only in one of the two."""
    before, after = list(dict(walk(old))), list(dict(walk(new)))
    both = set(before) & set(after)
    named = dict(walk(new))
    for path in dict.fromkeys(path[:-1] for path in after if path in both):
        first, second = ([p for p in paths if p[:-1] == path and p in both] for paths in (before, after))
        if first != second:
            where = tr(" of {what}", what=called(path[:-1], named)) if path[:-1] else ""
            yield Difference(
                path=path[:-1],
                words=tr(ORDERS[path[-1]], where=where),
            )


def in_short(found: Sequence[Difference]) -> str:
    """The first few differences, for the history."""
    first = "; ".join(shorten(difference.words) for difference in found[:3])
    more = len(found) - 3
    return (
        tr("{first}; and {more} more", first=first, more=more)
        if more > 0
        else first or tr("only the wording of the file")
    )


# What would be lost --------------------------------------------------------------------------------------------------


def refusals(old: Schema, new: Schema, usage: Usage) -> list[str]:
    """Sentences about what of the project `new` has no place for, with how much it is; none where all of it fits."""
    before, after = dict(walk(old)), dict(walk(new))
    found = [
        _orphaned(path, called(path, before), usage)
        for path in before
        if path not in after and (path[:-2] in after or len(path) == 2)
    ]
    several = [
        tr_many(
            "{count} annotation has more than one in the {path}; let it be filled several times (many), as it is now.",
            "{count} annotations have more than one in the {path}; let it be filled several times (many), as it is "
            "now.",
            count,
            path=called(path, before),
        )
        for path, count in usage.several.items()
        if count and _can_be_several(before, path) and path in after and not _can_be_several(after, path)
    ]
    return [sentence for sentence in (*found, *several, *_into_retired(old, new, after)) if sentence]


def _orphaned(path: Path, what: str, usage: Usage) -> str:
    count = usage.counts.get(path, 0)
    instead = (
        tr("merge it into another or retire it") if path[-2] in ("kinds", "layers", "choices") else tr("retire it")
    )
    if count:
        return tr_many(
            "{users} uses the {what}; {instead} instead of removing it.",
            "{users} use the {what}; {instead} instead of removing it.",
            count,
            users=usage.told(path),
            what=what,
            instead=instead,
        )
    shown = usage.shown.get(path[-1], 0) if path[-2] == "layers" else 0
    if shown:
        where = tr_many("{count} article", "{count} articles", shown)
        return tr(
            "Suggestions of the {what} were asked for in {where}; retire it instead of removing it.",
            what=what,
            where=where,
        )
    return ""


def _can_be_several(parts: Mapping[Path, Part], path: Path) -> bool:
    part = parts.get(path)
    return isinstance(part, Role) and part.many


def _into_retired(old: Schema, new: Schema, after: dict[Path, Part]) -> Iterator[str]:
    for path, target in merges(old, new).items():
        if after[*path[:-1], target].retired:
            yield tr(
                "The {what} cannot be merged into what is retired; choose one that is in use.", what=called(path, after)
            )


# What moves ----------------------------------------------------------------------------------------------------------


def merges(old: Schema, new: Schema) -> dict[Path, str]:
    """By the path of each part that is merged in `new` and was not in `old` the id of the part it ends in."""
    before, after = dict(walk(old)), dict(walk(new))
    return {
        path: end_of(path, after)
        for path, part in after.items()
        if path in before and _merged_into(part) and _merged_into(before[path]) != _merged_into(part)
    }


def end_of(path: Path, parts: Mapping[Path, Part]) -> str:
    """The id of the part that the one at `path` was merged into in the end; its own where it was not merged."""
    target = _merged_into(parts[path])
    return end_of((*path[:-1], target), parts) if target else path[-1]


def moved_annotation(annotation: Annotation, merged: Mapping[Path, str]) -> Annotation:
    """The annotation with its choices and its layer as they are after the merges."""
    layer = ("layers", annotation.layer)
    values = {
        name: merged.get((*layer, "fields", name, "choices", choice), choice)
        for name, choice in annotation.values.items()
    }
    return replace(annotation, values=values, layer=merged.get(layer, annotation.layer))


def moved_actor(actor: Actor, merged: Mapping[Path, str]) -> Actor:
    """The actor with its kind as it is after the merges."""
    return replace(actor, kind=merged.get(("kinds", actor.kind), actor.kind))


# What a reader suggests ----------------------------------------------------------------------------------------------


class Fitting:
    """Brings what is suggested to the labels of a project: with what is offered of it, and what was merged moved on.

    Readers know the labels that they were trained on, and no others.
    """

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._parts = dict(walk(schema))
        self._kinds = [kind.id for kind in schema.offered.kinds]

    def annotation(self, annotation: Annotation) -> Annotation | None:
        """What fits of an annotation, or None where nothing of it does."""
        path = ("layers", annotation.layer)
        layer = self._schema.offered.layer(end_of(path, self._parts)) if path in self._parts else None
        if layer is None:
            return None
        choices = {its.id: self._choice(annotation, its, path) for its in layer.fields}
        kept = replace(
            annotation,
            layer=layer.id,
            spans=_known(annotation.spans, layer.spans),
            actors=_known(annotation.actors, layer.actors),
            values={name: choice for name, choice in choices.items() if choice},
        )
        empty = bool(annotation.spans) and not kept.spans
        return kept if not empty and self._schema.complaint(kept) is None else None

    def kind(self, kind: str) -> str:
        """What an actor of `kind` is: where that is not offered, what it was merged into, or else other.

        The last of the kinds stands for other where there is none of that id.
        """
        path = ("kinds", kind)
        found = end_of(path, self._parts) if path in self._parts else kind
        return found if found in self._kinds else "other" if "other" in self._kinds else self._kinds[-1]

    def _choice(self, annotation: Annotation, its: ValueField, layer: Path) -> str | None:
        path = (*layer, "fields", its.id, "choices", annotation.values.get(its.id, ""))
        choice = end_of(path, self._parts) if path in self._parts else ""
        return choice if its.choice(choice) else None


_V = TypeVar("_V")


def _known(filled: Mapping[str, _V], roles: Sequence[Role]) -> dict[str, _V]:
    known = {role.id for role in roles}
    return {role: value for role, value in filled.items() if role in known}
