"""Writes a schema as YAML that people like to read, and numbers the YAML that they wrote themselves."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Any, cast

import yaml

from annotation.errors import SchemaProblem
from annotation.schema import PARTS, Schema, parse_schema
from annotation.words import tr

Data = dict[str, Any]
"""A schema as YAML has it: mappings, lists, texts; it need not be right."""

_WIDTH = 110
_BREAKS = frozenset("\x85\u2028\u2029")


def to_data(schema: Schema) -> Data:
    """The schema as plain data, without what is as it would be anyway."""
    data = schema.model_dump(mode="json", exclude_defaults=True)
    return {key: data[key] for key in Schema.model_fields if key in data}


def to_yaml(data: Mapping[str, Any], *, head: Sequence[str] = ()) -> str:
    """The data of a schema as YAML: kinds, roles and choices a line each; `head` are the lines that stand above."""
    lines = [*head, *_block({key: data[key] for key in data if key not in PARTS}, "")]
    for name in ("kinds", "layers"):
        lines += ["", f"{name}:"]
        for number, part in enumerate(data.get(name, ())):
            lines += ["", *_item(part, "  ")] if name == "layers" and number else _item(part, "  ")
    return "\n".join(lines) + "\n"


def head_of(text: str) -> list[str]:
    """The comments that stand above everything else in a YAML text."""
    return list(takewhile(lambda line: line.startswith("#") or not line.strip(), text.splitlines()))


def numbered(text: str, version: int, *, name: str) -> tuple[str, Schema]:
    """The YAML with another version in it and all else as it was, comments too, and the schema that it says.

    Raises:
        SchemaProblem: as `parse_schema` raises it.
    """
    written = with_version(text, version)
    schema = parse_schema(written, name=name)
    if schema.version != version:
        raise SchemaProblem(
            tr("{name}: the version cannot be counted on there; write it as a plain number.", name=name)
        )
    return written, schema


def with_version(text: str, version: int) -> str:
    """The YAML with another version in it; as it was where it has none, or is no YAML."""
    text = text.removeprefix("\ufeff")
    try:
        node = cast("object", yaml.compose(text, Loader=yaml.SafeLoader))  # pyright: ignore[reportUnknownMemberType]
    except yaml.YAMLError:
        return text
    pairs = cast("list[tuple[yaml.Node, yaml.Node]]", node.value if isinstance(node, yaml.MappingNode) else [])
    for key, value in pairs:
        if key.value == "version" and isinstance(value, yaml.ScalarNode):
            return f"{text[: value.start_mark.index]}{version}{text[value.end_mark.index :]}"
    return text


def _item(part: Mapping[str, Any], indent: str) -> list[str]:
    """A part as an item of a list: on one line, unless it holds other parts."""
    if not any(key in PARTS for key in part):
        return [f"{indent}- {_flow(part)}"]
    lines = list(_block(_without_lists(part), f"{indent}  "))
    lines[0] = f"{indent}- {lines[0].lstrip()}"
    for key in (key for key in part if key in PARTS):
        lines.append(f"{indent}  {key}:")
        for inner in part[key]:
            lines += _item(inner, f"{indent}    ")
    return lines


def _without_lists(part: Mapping[str, Any]) -> Data:
    return {key: value for key, value in part.items() if key not in PARTS}


def _block(data: Mapping[str, Any], indent: str) -> Iterator[str]:
    for key, value in data.items():
        if isinstance(value, list | dict):
            yield f"{indent}{key}: {_flow(value)}"
        else:
            written = _dump({key: value}, flow=False, width=_WIDTH - len(indent))
            yield from (f"{indent}{line}" if line else "" for line in written.split("\n"))


def _flow(value: Any) -> str:
    return _dump(value, flow=True, width=1 << 20)


def _dump(value: Any, *, flow: bool, width: int) -> str:
    # The writer would fold at these, and the reader would not give them back.
    plain = _BREAKS.isdisjoint(json.dumps(value, ensure_ascii=False))
    written = yaml.safe_dump(value, default_flow_style=flow, sort_keys=False, allow_unicode=plain, width=width)
    return written.rstrip("\n")
