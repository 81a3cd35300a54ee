"""What the labels of other programs mean here: by the schema's own words, by custom, or by a file `labels.yaml`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar, cast

import yaml

from annotation.errors import ImportProblem

if TYPE_CHECKING:
    from annotation.schema import Choice, Kind, Layer, Schema, ValueField

FILE = "labels.yaml"
_LAYER = "_label"
"""What the name of a layer ends in where a kind of actors has the same."""

_CUSTOM = {
    "per": "person",
    "org": "organisation",
    "organization": "organisation",
    "gpe": "country",
    "norp": "group",
    "attribution": "quote",
    "attribution-no-source": "quote",
}
"""What is called otherwise in many corpora."""
_NO_LABELS = ("discuss", "discard")
"""What annotators of PolNeAR leave for one another in their brat files."""


class _Named(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...


_T = TypeVar("_T", bound=_Named)


@dataclass(frozen=True, slots=True)
class Words:
    """Looks up what the words of a file stand for in the schema."""

    schema: Schema
    said: dict[str, str | None]

    @classmethod
    def beside(cls, path: Path, schema: Schema) -> Words:
        """The words as the file `labels.yaml` beside `path` has them, where there is one.

        Raises:
            ImportProblem: it is there and cannot be read.
        """
        file = path.parent / FILE
        return cls(schema, _read(file) if file.is_file() else {})

    def left_out(self, word: str) -> bool:
        """Whether it was said that a label is to be left out."""
        if _key(word) in self.said:
            return self.said[_key(word)] is None
        return _key(word) in _NO_LABELS

    def kind(self, word: str) -> Kind | None:
        """The kind of actor that a word stands for, or None."""
        return self._among(word, self.schema.kinds)

    def layer(self, word: str) -> Layer | None:
        """The layer that a word stands for, or None; its name may end so that it is told from a kind's."""
        return self._among(word, self.schema.layers) or self._among(word.removesuffix(_LAYER), self.schema.layers)

    def role(self, word: str, layer: Layer) -> str | None:
        """The role of a layer that a word such as `Content2` stands for: of spans or else of actors; or None."""
        found = self._among(word.rstrip("0123456789"), (*layer.spans, *layer.actors))
        return found.id if found else None

    def field(self, word: str, layer: Layer) -> ValueField | None:
        """The field of a layer that a word stands for, or None."""
        return self._among(word, layer.fields)

    def choice(self, word: str, field: ValueField) -> Choice | None:
        """The choice of a field that a word stands for, or None."""
        return self._among(word, field.choices)

    def _among(self, word: str, parts: Sequence[_T]) -> _T | None:
        """The part that is meant: as said, as it is called in the schema, or as is the custom."""
        key = _key(word)
        for name in (self.said.get(key), key, _CUSTOM.get(key)):
            for part in parts:
                if name and _key(name) in (_key(part.id), _key(part.name)):
                    return part
        return None


def mention_layer(schema: Schema) -> Layer | None:
    """The layer of what actors are called, whose labels elsewhere are the kinds of actors; None if there is none."""
    return next((one for one in schema.offered.layers if one.names_actors and one.actors), None)


def layer_name(layer_id: str, schema: Schema) -> str:
    """The id of a layer, told from that of a kind of actors."""
    return f"{layer_id}{_LAYER}" if schema.kind(layer_id) else layer_id


def _key(word: str) -> str:
    return word.strip().casefold().replace("_", "-").replace(" ", "-")


def _read(file: Path) -> dict[str, str | None]:
    problem = ImportProblem(f"{FILE} beside it cannot be read; write lines such as “PER: person” there.")
    try:
        found: object = yaml.safe_load(file.read_text("utf-8-sig"))
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise problem from error
    if not isinstance(found, dict):
        raise problem
    said = cast("dict[object, object]", found)
    return {_key(str(word)): None if meant is None else str(meant) for word, meant in said.items()}
