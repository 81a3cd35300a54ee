"""Reads and checks a schema file: which layers there are, and what each is made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, Protocol, Self, TypeVar, cast

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from annotation.describe import in_sentence, listed
from annotation.errors import SchemaProblem
from annotation.model import Annotation
from annotation.resources import shipped
from annotation.words import noted, tr

Colour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]
ColourPair = tuple[Colour, Colour]
"""The colour on a light page, and on a dark one."""

Look = Literal["fill", "bar", "thin", "wave", "none"]
"""How a role's spans are drawn: a tint behind the text, a bar, a thin bar or a wave beneath it, or not at all."""

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Name = Annotated[str, Field(pattern=r"\S")]
Key = Annotated[str, Field(min_length=1, max_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    def _altered(self, update: dict[str, Any]) -> Self:
        """The same with other values in some fields; `model_copy` would keep what was worked out from the old ones."""
        return type(self).model_construct(**{**dict(self), **update})


class Kind(_Part):
    """A kind of actor."""

    id: Id
    name: Name
    colour: ColourPair
    retired: bool = False
    merged_into: Id | None = None


class Choice(_Part):
    """One of the values that a field can take."""

    id: Id
    name: Name
    key: Key
    colour: ColourPair | None = None
    retired: bool = False
    merged_into: Id | None = None


class Role(_Part):
    """A part of an annotation that is filled by spans of the text or by actors.

    A span role and an actor role of one name are one role: filling either is enough where it is required.
    """

    id: Id
    name: Name
    key: Key
    required: bool = False
    many: bool = False
    look: Look = "none"
    guidance: str = ""
    retired: bool = False


class ValueField(_Part):
    """A part of an annotation that is one of a few choices."""

    id: Id
    name: Name
    required: bool = False
    guidance: str = ""
    retired: bool = False
    choices: tuple[Choice, ...] = Field(min_length=1)

    def choice(self, choice_id: str) -> Choice | None:
        """The choice of that id, or None."""
        return _find(self.choices, choice_id)


class Layer(_Part):
    """A layer of annotations: mention, quote, stance, or whatever a project declares."""

    id: Id
    name: Name
    plural: Name
    key: Key
    colour: ColourPair
    shown: Literal["shown", "on demand"] = "shown"
    guidance: str = ""
    retired: bool = False
    merged_into: Id | None = None
    spans: tuple[Role, ...] = Field(min_length=1)
    actors: tuple[Role, ...] = ()
    fields: tuple[ValueField, ...] = ()

    def span_role(self, role_id: str) -> Role | None:
        """The span role of that id, or None."""
        return _find(self.spans, role_id)

    def actor_role(self, role_id: str) -> Role | None:
        """The actor role of that id, or None."""
        return _find(self.actors, role_id)

    def field(self, field_id: str) -> ValueField | None:
        """The field of that id, or None."""
        return _find(self.fields, field_id)

    @cached_property
    def offered(self) -> Layer:
        """The layer with only what is offered for new decisions: without the parts that are retired."""
        fields = [field.model_copy(update={"choices": offered(field.choices)}) for field in offered(self.fields)]
        kept = {"spans": offered(self.spans), "actors": offered(self.actors), "fields": tuple(fields)}
        return self._altered(kept)

    @property
    def names_actors(self) -> bool:
        """True for a layer whose spans are what actors are called: the one that is drawn as a tint."""
        return self.main_role.look == "fill"

    @property
    def main_role(self) -> Role:
        """The span role that a selection fills when an annotation of this layer is begun: the first one."""
        return self.spans[0]


class Schema(_Part):
    """The labels of a project."""

    name: Name
    version: int = Field(ge=1)
    kinds: tuple[Kind, ...] = Field(min_length=1)
    layers: tuple[Layer, ...] = Field(min_length=1)

    @property
    def tag(self) -> str:
        """`name@version`, as every annotation made under it carries it."""
        return f"{self.name}@{self.version}"

    @cached_property
    def on_demand(self) -> frozenset[str]:
        """The ids of the layers whose suggestions are shown only when the annotator asks."""
        return frozenset(layer.id for layer in self.layers if layer.shown == "on demand")

    @cached_property
    def retired(self) -> frozenset[str]:
        """The ids of the layers that are retired."""
        return frozenset(layer.id for layer in self.layers if layer.retired)

    @cached_property
    def offered(self) -> Schema:
        """The labels with only what is offered for new decisions: without the parts that are retired."""
        layers = tuple(layer.offered for layer in offered(self.layers))
        return self._altered({"kinds": offered(self.kinds), "layers": layers})

    # These two are asked for every annotation that is drawn.
    @cached_property
    def _layers_by_id(self) -> dict[str, Layer]:
        return {layer.id: layer for layer in self.layers}

    @cached_property
    def _kinds_by_id(self) -> dict[str, Kind]:
        return {kind.id: kind for kind in self.kinds}

    def layer(self, layer_id: str) -> Layer | None:
        """The layer of that id, or None."""
        return self._layers_by_id.get(layer_id)

    def kind(self, kind_id: str) -> Kind | None:
        """The kind of actor of that id, or None."""
        return self._kinds_by_id.get(kind_id)

    def complaint(self, annotation: Annotation) -> str | None:
        """A sentence about the first layer, role, field or choice that this schema does not know; None if it fits."""
        layer = self.layer(annotation.layer)
        if layer is None:
            return _unknown(tr("layer"), annotation.layer, self.layers)
        for role_id, pieces in annotation.spans.items():
            role = layer.span_role(role_id)
            if role is None:
                return _unknown(tr("span role of layer “{layer}”", layer=layer.id), role_id, layer.spans)
            if len(pieces) > 1 and not role.many:
                return tr(
                    "The role “{role_id}” of layer “{layer}” takes one span, not {count}.",
                    role_id=role_id,
                    layer=layer.id,
                    count=len(pieces),
                )
        for role_id, actors in annotation.actors.items():
            role = layer.actor_role(role_id)
            if role is None:
                return _unknown(tr("actor role of layer “{layer}”", layer=layer.id), role_id, layer.actors)
            if len(actors) > 1 and not role.many:
                return tr(
                    "The role “{role_id}” of layer “{layer}” takes one actor, not {count}.",
                    role_id=role_id,
                    layer=layer.id,
                    count=len(actors),
                )
        return _field_complaint(layer, annotation)

    def missing(self, annotation: Annotation) -> str | None:
        """A sentence about the first required role or field that is empty; None if the annotation is complete."""
        layer = self.layer(annotation.layer)
        if layer is None:
            return _unknown(tr("layer"), annotation.layer, self.layers)
        filled = {*annotation.spans, *annotation.actors, *annotation.values}
        for part in (*layer.spans, *layer.actors, *layer.fields):
            if part.required and not part.retired and part.id not in filled:
                key = tr(" (key {key})", key=part.key) if isinstance(part, Role) else ""
                return tr(
                    "This {layer} has no {part} yet; give it one{key}, then accept.",
                    layer=in_sentence(layer.name),
                    part=in_sentence(part.name),
                    key=key,
                )
        return None


def load_schema(path: Path | None = None) -> Schema:
    """Reads the schema file at `path`, by default the news schema that comes with the program.

    Raises:
        SchemaProblem: the file cannot be read, or says something a schema cannot say; the message names file and line.
    """
    path = path or shipped("schemas", "news.yaml")
    return parse_schema(schema_text(path), name=str(path))


def schema_text(path: Path) -> str:
    """The YAML in the file at `path`; raises SchemaProblem where it cannot be read."""
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SchemaProblem(tr("The schema {path} cannot be read: {error}.", path=path, error=error)) from error


def parse_schema(text: str, *, name: str) -> Schema:
    """Reads a schema from YAML; `name` says in messages where the text came from.

    Raises:
        SchemaProblem: as in `load_schema`.
    """
    try:
        node, data = _read(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        reason = getattr(error, "problem", None) or tr("it is no YAML")
        raise SchemaProblem(
            tr("{name}, line {line}: {reason}; correct the YAML there.", name=name, line=line, reason=reason)
        ) from error
    if node is None or not isinstance(data, dict):
        raise SchemaProblem(
            tr("{name}, line 1: a schema is a mapping with name, version, kinds and layers.", name=name)
        )
    try:
        schema = Schema.model_validate(data)
    except ValidationError as error:
        # A misspelt key also makes the right one missing: the misspelling is what helps.
        first = min(error.errors(), key=lambda found: found["type"] != "extra_forbidden")
        raise SchemaProblem(_explain(first, node, name)) from error
    _check_unique(schema, name)
    _check_offered(schema, name)
    for parts in _mergeable(schema):
        _check_merges(parts, name)
    return schema


def _read(text: str) -> tuple[yaml.Node | None, object]:
    """The tree of a YAML text, which knows the lines, and what it says."""
    loader = yaml.SafeLoader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return None, None
        return node, cast("object", loader.construct_document(node))  # pyright: ignore[reportUnknownMemberType]
    finally:
        loader.dispose()  # pyright: ignore[reportUnknownMemberType]


class _Named(Protocol):
    @property
    def id(self) -> str: ...


class _Retirable(_Named, Protocol):
    @property
    def retired(self) -> bool: ...


_T = TypeVar("_T", bound=_Named)
_R = TypeVar("_R", bound=_Retirable)


def offered(parts: Iterable[_R]) -> tuple[_R, ...]:
    """Those of the parts that are not retired."""
    return tuple(part for part in parts if not part.retired)


def _find(parts: Sequence[_T], part_id: str) -> _T | None:
    return next((part for part in parts if part.id == part_id), None)


def _field_complaint(layer: Layer, annotation: Annotation) -> str | None:
    for field_id, choice in annotation.values.items():
        field = layer.field(field_id)
        if field is None:
            return _unknown(tr("field of layer “{layer}”", layer=layer.id), field_id, layer.fields)
        if field.choice(choice) is None:
            return _unknown(
                tr("choice of “{layer}.{field_id}”", layer=layer.id, field_id=field_id), choice, field.choices
            )
    return None


def _unknown(what: str, word: str, known: Sequence[_Named]) -> str:
    names = [part.id for part in known]
    guess = get_close_matches(word, names, n=1)
    right = (
        tr("did you mean “{guess}”?", guess=guess[0]) if guess else tr("the schema has {names}.", names=_listed(names))
    )
    return tr("“{word}” is no {what}; {right}", word=word, what=what, right=right)


def _listed(names: Iterable[str]) -> str:
    return listed([tr("“{word}”", word=name) for name in names]) or tr("none")


def _explain(error: Any, root: yaml.Node, name: str) -> str:
    """One sentence for pydantic's `error`, with the line that it stands on in the YAML tree `root`."""
    location: tuple[str | int, ...] = error["loc"]
    line = _line_of(root, location)
    where = tr("{name}, line {line}", name=name, line=line)
    key = location[-1] if location else ""
    match error["type"]:
        case "extra_forbidden":
            known = _keys_at(location[:-1])
            guess = get_close_matches(str(key), known, n=1)
            right = (
                tr("did you mean “{guess}”?", guess=guess[0])
                if guess
                else tr("known here are {known}.", known=_listed(known))
            )
            return tr("{where}: the key “{key}” is unknown; {right}", where=where, key=key, right=right)
        case "missing":
            return tr("{where}: the key “{key}” is missing here; add it.", where=where, key=key)
        case "literal_error":
            return tr(
                "{where}: “{value}” is no value of “{key}”; right would be {expected}.",
                where=where,
                value=error["input"],
                key=key,
                expected=error["ctx"]["expected"],
            )
        case "string_pattern_mismatch" if error["ctx"]["pattern"] in _PATTERNS:
            field = next((part for part in reversed(location) if isinstance(part, str)), "")
            pattern = error["ctx"]["pattern"]
            return tr(
                "{where}: the value of “{field}” is not right: “{value}” is {right}.",
                where=where,
                field=field,
                value=error["input"],
                right=tr(_PATTERNS[pattern]),
            )
        case _:
            field = next((part for part in reversed(location) if isinstance(part, str)), "")
            return tr(
                "{where}: the value of “{field}” is not right: {complaint}.",
                where=where,
                field=field,
                complaint=error["msg"][0].lower() + error["msg"][1:],
            )


def _line_of(root: yaml.Node, location: Sequence[str | int]) -> int:
    """The line (from 1) of the deepest key or item on the way to `location`."""
    node, line = root, root.start_mark.line + 1
    for step in location:
        found = next((pair for pair in _children(node) if pair[0] == step), None)
        if found is None:
            break
        _, line, node = found
    return line


def _children(node: yaml.Node) -> Iterator[tuple[str | int, int, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield key.value, key.start_mark.line + 1, value
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield index, item.start_mark.line + 1, item


_PATTERNS = {
    r"^#[0-9a-fA-F]{6}$": noted("no colour; write one such as #2a5db0"),
    r"^[a-z][a-z0-9_]*$": noted("no id; write small letters from a to z, digits and _, a letter first"),
    r"\S": noted("no name; write one"),
}
"""What a text is not that does not have the form of a colour, an id or a name."""

PARTS: dict[str, type[_Part]] = {
    "kinds": Kind,
    "layers": Layer,
    "spans": Role,
    "actors": Role,
    "fields": ValueField,
    "choices": Choice,
}


def _keys_at(location: Sequence[str | int]) -> list[str]:
    """The keys that a schema knows at `location`."""
    names = [step for step in location if isinstance(step, str)]
    part = PARTS.get(names[-1], Schema) if names else Schema
    return list(part.model_fields)


def _check_unique(schema: Schema, name: str) -> None:
    """Two parts of one id, or two choices under one key, could not be told apart. A retired part's key is free."""
    groups: list[tuple[str, list[str]]] = [
        (tr("kind"), [kind.id for kind in schema.kinds]),
        (tr("layer"), [layer.id for layer in schema.layers]),
        (tr("layer key"), [layer.key.upper() for layer in offered(schema.layers)]),
    ]
    for layer in schema.layers:
        choices = [choice for field in layer.offered.fields for choice in field.choices]
        keyed = [*layer.offered.spans, *layer.offered.actors, *choices]
        groups += [
            (tr("span role of “{layer}”", layer=layer.id), [role.id for role in layer.spans]),
            (tr("actor role of “{layer}”", layer=layer.id), [role.id for role in layer.actors]),
            (tr("field of “{layer}”", layer=layer.id), [field.id for field in layer.fields]),
            (tr("key of “{layer}”", layer=layer.id), [part.key.upper() for part in keyed]),
        ]
        groups += [
            (tr("choice of “{layer}.{field}”", layer=layer.id, field=field.id), [choice.id for choice in field.choices])
            for field in layer.fields
        ]
    for what, ids in groups:
        twice = [item for item, count in Counter(ids).items() if count > 1]
        if twice:
            raise SchemaProblem(
                tr(
                    "{name}: the {what} “{twice}” stands there twice; give each its own.",
                    name=name,
                    what=what,
                    twice=twice[0],
                )
            )


def _check_offered(schema: Schema, name: str) -> None:
    """Of each list that something is chosen from, something must be left to choose."""
    if not schema.offered.kinds or not schema.offered.layers:
        what = tr("layer") if schema.offered.kinds else tr("kind")
        raise SchemaProblem(
            tr("{name}: every {what} is retired; leave one that new annotations can have.", name=name, what=what)
        )
    for layer in schema.layers:
        if layer.main_role.retired:
            raise SchemaProblem(
                tr(
                    "{name}: the first span role of “{layer}” is retired, but a selection fills it; put another first.",
                    name=name,
                    layer=layer.id,
                )
            )
        for field in layer.offered.fields:
            if not field.choices:
                raise SchemaProblem(
                    tr(
                        "{name}: every choice of “{layer}.{field}” is retired; leave one, or retire the field.",
                        name=name,
                        layer=layer.id,
                        field=field.id,
                    )
                )


def _mergeable(schema: Schema) -> Iterator[Sequence[Kind | Choice | Layer]]:
    """The lists whose parts can be merged into one another."""
    yield schema.kinds
    yield schema.layers
    for layer in schema.layers:
        for field in layer.fields:
            yield field.choices


def _check_merges(parts: Sequence[Kind | Choice | Layer], name: str) -> None:
    """What is merged into another part is retired, and leads to a part that is there, without going round."""
    targets = {part.id: part.merged_into for part in parts}
    for part in parts:
        target = part.merged_into
        if target is None:
            continue
        if not part.retired:
            raise SchemaProblem(
                tr(
                    "{name}: “{part}” is merged into “{target}”; write `retired: true` beside it.",
                    name=name,
                    part=part.id,
                    target=target,
                )
            )
        seen = {part.id}
        while target is not None:
            if target not in targets or target in seen:
                raise SchemaProblem(
                    tr(
                        "{name}: “{part}” cannot be merged into “{target}”; name another one there.",
                        name=name,
                        part=part.id,
                        target=target,
                    )
                )
            seen.add(target)
            target = targets[target]
