"""Labels while they are edited: plain data, right or wrong, out of which one step makes other data.

Nothing here changes the data that it is given; what is edited is a schema again when its YAML can be parsed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection
from copy import deepcopy
from typing import Any, TypeAlias

from pydantic.fields import FieldInfo

from annotation.schema import PARTS, Schema
from annotation.schema_parts import NOUNS, Path
from annotation.schema_writing import Data

Steps: TypeAlias = tuple[str | int, ...]
"""The lists and places that lead to a part, or to a list: `("layers", 1, "spans", 0)`, `("kinds",)`."""

MERGEABLE = frozenset({"kinds", "layers", "choices"})
"""The lists whose parts can be merged into one another."""

_KEYS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ123456789"
_COLOURS = (
    ("#2a5db0", "#8ab4f8"),
    ("#6a3fb0", "#c3a6ff"),
    ("#1e7a4c", "#81c995"),
    ("#93570c", "#f0b86a"),
    ("#b3261e", "#f2918b"),
    ("#5a5a5a", "#bdbdbd"),
)
"""What a new part is coloured with; each can be read on its page."""


def at(data: Data, steps: Steps) -> Any:
    """What stands there: a part, or a list of parts, which may not be there yet and then is empty."""
    found: Any = data
    for step in steps:
        found = found.get(step, []) if isinstance(step, str) else found[step]
    return found


def path_of(data: Data, steps: Steps) -> Path:
    """The lists and ids that lead to a part, as a schema has them."""
    return tuple(
        step if isinstance(step, str) else str(at(data, steps[: number + 1])["id"]) for number, step in enumerate(steps)
    )


def list_of(steps: Steps) -> Steps:
    """The list that a new part is added to when `steps` are at hand: a field's choices, else the list it stands in."""
    if isinstance(steps[-1], str):
        return steps
    return (*steps, "choices") if steps[-2] == "fields" else steps[:-1]


def noun_of(steps: Steps) -> str:
    """What a part there is called: kind, layer, choice and so on."""
    return NOUNS[next(step for step in reversed(steps) if isinstance(step, str))]


def added(data: Data, where: Steps) -> tuple[Data, Steps]:
    """The data with a new part at the end of the list `where`, and where that is."""
    new = deepcopy(data)
    holder = at(new, where[:-1])
    parts: list[Data] = holder.setdefault(str(where[-1]), [])
    parts.append(_new_part(new, where, parts))
    return new, (*where, len(parts) - 1)


def removed(data: Data, steps: Steps) -> Data:
    """The data without that part; without the list too where it would be empty."""
    new = deepcopy(data)
    holder, name = at(new, steps[:-2]), str(steps[-2])
    del holder[name][steps[-1]]
    if not holder[name]:
        del holder[name]
    return new


def moved(data: Data, steps: Steps, by: int) -> tuple[Data, Steps]:
    """The data with that part so many places further down its list, and where it is then."""
    new = deepcopy(data)
    parts: list[Data] = at(new, steps[:-1])
    start = int(steps[-1])
    end = min(max(start + by, 0), len(parts) - 1)
    parts.insert(end, parts.pop(start))
    return new, (*steps[:-1], end)


def with_value(data: Data, steps: Steps, name: str, value: Any, *, follow: bool = False) -> Data:
    """The data with one value of that part set; left out where it is as it would be anyway.

    With `follow`, for a part that nothing can use yet, its id follows its name.
    """
    new = deepcopy(data)
    part: Data = at(new, steps)
    fields = _fields(steps)
    values = {**part, name: value}
    part.clear()
    part.update({key: values[key] for key in fields if key in values and values[key] != fields[key].get_default()})
    if follow and name == "name":
        _rename_id(at(new, steps[:-1]), part, noun_of(steps))
    return new


def retired(data: Data, steps: Steps) -> Data:
    """The data with that part retired, or brought back where it is."""
    new = deepcopy(data)
    part: Data = at(new, steps)
    if part.pop("retired", False):
        part.pop("merged_into", None)
    else:
        part["retired"] = True
    return new


def merged(data: Data, steps: Steps, into: str) -> Data:
    """The data with that part merged into the one of the id `into` of its list."""
    new = deepcopy(data)
    at(new, steps).update(retired=True, merged_into=into)
    return new


def targets_of(data: Data, steps: Steps) -> list[Data]:
    """The parts that the one there could be merged into."""
    if steps[-2] not in MERGEABLE:
        return []
    parts: list[Data] = at(data, steps[:-1])
    return [part for place, part in enumerate(parts) if place != steps[-1] and not part.get("retired")]


def slug(name: str, taken: Collection[str], *, fallback: str) -> str:
    """An id made from a name: small letters from a to z, digits and _, and none that is `taken`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:40]
    start = words if words[:1].isalpha() else f"{fallback}_{words}".strip("_")
    found, number = start, 2
    while found in taken:
        found, number = f"{start}_{number}", number + 1
    return found


# In detail -----------------------------------------------------------------------------------------------------------


def _fields(steps: Steps) -> dict[str, FieldInfo]:
    return (PARTS[str(steps[-2])] if steps else Schema).model_fields


def _rename_id(parts: list[Data], part: Data, noun: str) -> None:
    old, taken = part["id"], {other["id"] for other in parts if other is not part}
    part["id"] = slug(part.get("name", ""), taken, fallback=noun.replace(" ", "_"))
    for other in parts:
        if other.get("merged_into") == old:
            other["merged_into"] = part["id"]


def _new_part(data: Data, where: Steps, parts: list[Data]) -> Data:
    noun = noun_of(where)
    name = f"New {noun}"
    key = _free_key(data, where)
    colour = list(_COLOURS[len(parts) % len(_COLOURS)])
    makers: dict[str, Callable[[], Data]] = {
        "kinds": lambda: {"colour": colour},
        "layers": lambda: {
            "plural": "New layers",
            "key": key,
            "colour": colour,
            "spans": [{"id": "text", "name": "Text", "key": "C", "required": True, "look": "bar"}],
        },
        "fields": lambda: {"choices": [{"id": "yes", "name": "yes", "key": key}]},
    }
    made = makers.get(str(where[-1]), lambda: {"key": key})()
    taken = {part["id"] for part in parts}
    return {"id": slug(name, taken, fallback=noun.replace(" ", "_")), "name": name, **made}


def _free_key(data: Data, where: Steps) -> str:
    """The first key that no other part acts by there."""
    if where[0] != "layers" or len(where) == 1:
        taken = {str(layer.get("key", "")).upper() for layer in data.get("layers", [])}
    else:
        layer: Data = data["layers"][where[1]]
        choices = [choice for field in layer.get("fields", []) for choice in field.get("choices", [])]
        parts = [*layer.get("spans", []), *layer.get("actors", []), *choices]
        taken = {str(part.get("key", "")).upper() for part in parts}
    return next((key for key in _KEYS if key not in taken), "?")
