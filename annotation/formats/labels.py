"""What the labels of foreign files mean: words of the schema, or what a `labels.yaml` beside the file says.

Out, a span of a layer that names actors is labelled with the actor's kind (`PERSON`), every other one with its role
(`CONTENT`). In, a label is a kind, a role, a layer (its first role), `layer.role` or `same` (one actor), in any case
and by id or name. `labels.yaml` gives the words of others such a meaning, or none, which leaves them out:

    ORG: organisation
    speech: quote.content
    said_by: quote.speaker
    coref: same
    DATE:
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, cast

import yaml

from annotation.errors import ImportProblem
from annotation.schema import Layer, Schema

FILE = "labels.yaml"
SAME = "SAME"


class Meaning(NamedTuple):
    """What a label stands for: a role of a layer, with the kind of actor where it names one; `SAME` has no layer."""

    layer: str
    role: str
    kind: str = ""


THE_SAME = Meaning("", SAME)


def naming_layer(schema: Schema) -> Layer | None:
    """The layer whose spans are labelled with the kind of the actor that they name: the first that names actors."""
    return next((layer for layer in schema.layers if layer.names_actors and layer.actors), None)


def default_kind(schema: Schema) -> str:
    """The kind of an actor of whom no kind is told."""
    return "other" if schema.kind("other") else schema.kinds[-1].id


def role_label(schema: Schema, layer_id: str, role_id: str) -> str:
    """How spans of a role are labelled: with its id, or with its layer's too where that alone is not clear."""
    taken = Counter([role.id for layer in schema.layers for role in layer.spans])
    taken.update(kind.id for kind in schema.kinds)
    return role_id.upper() if taken[role_id] < 2 else f"{layer_id}.{role_id}".upper()


class LabelMap:
    """The meaning of labels under a schema.

    Args:
        own: what `labels.yaml` says, by label; None leaves a label out.
    """

    def __init__(self, schema: Schema, own: Mapping[str, str | None] | None = None) -> None:
        self._schema = schema
        self._own = {label.casefold(): meaning for label, meaning in (own or {}).items()}
        self._spans = dict(reversed(list(_span_words(schema))))
        self._links = {"same": THE_SAME} | dict(reversed(list(_link_words(schema))))

    @classmethod
    def beside(cls, path: Path, schema: Schema) -> LabelMap:
        """The meanings for the file at `path`: with those of the `labels.yaml` in its folder, if there is one.

        Raises:
            ImportProblem: `labels.yaml` is no mapping of labels to words.
        """
        file = (path if path.is_dir() else path.parent) / FILE
        return cls(schema, _read(file) if file.is_file() else None)

    def span(self, label: str) -> Meaning | None:
        """What a labelled span is; None where it is to be left out.

        Raises:
            ImportProblem: nobody says what the label means.
        """
        return self._meaning(label, self._spans, "layer, role or kind")

    def link(self, label: str) -> Meaning | None:
        """What a relation is: a role of the annotation it begins at, or `THE_SAME`; None where it is to be left out.

        Raises:
            ImportProblem: nobody says what the label means.
        """
        return self._meaning(label, self._links, "role of the schema, and is not “same” (one actor)")

    def _meaning(self, label: str, words: Mapping[str, Meaning], wanted: str) -> Meaning | None:
        key = label.casefold()
        if key in self._own:
            ours = self._own[key]
            if ours is None:
                return None
            key = ours.casefold()
        found = words.get(key)
        if found is None:
            raise ImportProblem(
                f"The label “{label}” is no {wanted}; say what it means in a file {FILE} beside it, "
                f"such as “{label}: {next(iter(words))}”."
            )
        return found


def _span_words(schema: Schema) -> Iterator[tuple[str, Meaning]]:
    """Words with what they mean as a span's label, the surest first."""
    naming = naming_layer(schema)
    if naming:
        for kind in schema.kinds:
            for word in (kind.id, kind.name):
                yield word.casefold(), Meaning(naming.id, naming.main_role.id, kind.id)
    for layer in schema.layers:
        kind_id = default_kind(schema) if layer is naming else ""
        for role in layer.spans:
            meaning = Meaning(layer.id, role.id, kind_id if role is layer.main_role else "")
            yield from ((f"{layer.id}.{role.id}", meaning), (role.id, meaning), (role.name.casefold(), meaning))
    for layer in schema.layers:
        meaning = Meaning(layer.id, layer.main_role.id, default_kind(schema) if layer is naming else "")
        yield from ((word.casefold(), meaning) for word in (layer.id, layer.name, layer.plural))


def _link_words(schema: Schema) -> Iterator[tuple[str, Meaning]]:
    """Words with what they mean as a relation's label: roles; one of several layers goes by its layer's own spans."""
    for layer in schema.layers:
        for role in (*layer.spans, *layer.actors):
            meaning = Meaning(layer.id, role.id)
            yield f"{layer.id}.{role.id}", meaning
            yield from ((word.casefold(), Meaning("", role.id)) for word in (role.id, role.name))
        yield from ((word.casefold(), Meaning("", "")) for word in (layer.id, layer.name))


def _read(file: Path) -> dict[str, str | None]:
    try:
        data: object = yaml.safe_load(file.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ImportProblem(f"The file {file} cannot be read as YAML; correct it.") from error
    found = cast("dict[object, object]", data) if isinstance(data, dict) else None
    if found is None or any(not isinstance(one, str | None) for one in found.values()):
        raise ImportProblem(
            f"The file {file} should give each label a meaning, such as “ORG: organisation”; correct it."
        )
    return {str(label): cast("str | None", meaning) for label, meaning in found.items()}
