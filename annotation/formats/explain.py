"""What a JSON schema validator found wrong, as a sentence for people."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fastjsonschema import JsonSchemaValueException

_TYPES = {
    "object": "an object",
    "array": "a list",
    "string": "a string",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "null",
}


def explain(error: JsonSchemaValueException) -> str:
    """One sentence that names the place as a JSON path, what is wrong there, and what would be right."""
    place = str(error.name).removeprefix("data").removeprefix(".")
    here = f"in {place}" if place else "in the line"
    rule, definition, value = str(error.rule), error.definition, error.value
    match rule:
        case "required":
            missing = next(key for key in definition["required"] if key not in value)
            return f"The key “{missing}” is missing {here}; add it."
        case "additionalProperties":
            return _unknown_key(value, definition, here)
        case "type":
            return f"{place} should be {_kinds(definition['type'])}."
        case "enum":
            return f"{place} is “{value}”; right would be one of {quoted(definition['enum'])}."
        case "minLength":
            return f"{place} is empty; fill it in, or leave the key out."
        case "minItems" | "maxItems":
            return f"{place} should be [start, end], two whole numbers."
        case "minimum" | "maximum":
            limit = "at least" if rule == "minimum" else "at most"
            return f"{place} is {value}; it should be {limit} {definition[rule]}."
        case _:
            return f"{place} is “{value}”; {error.message.removeprefix(str(error.name)).strip()}."


def quoted(words: Iterable[object]) -> str:
    """“a”, “b” and “c”."""
    marked = [f"“{word}”" for word in words]
    return " and ".join(filter(None, [", ".join(marked[:-1]), *marked[-1:]]))


def _unknown_key(value: dict[str, Any], definition: dict[str, Any], here: str) -> str:
    known = list(definition["properties"])
    word = next(key for key in value if key not in known)
    guess = get_close_matches(word, known, n=1)
    right = f"did you mean “{guess[0]}”?" if guess else f"known are {quoted(known)}."
    return f"The key “{word}” {here} is unknown; {right}"


def _kinds(wanted: str | list[str]) -> str:
    kinds = [wanted] if isinstance(wanted, str) else wanted
    return " or ".join(_TYPES[kind] for kind in kinds)
