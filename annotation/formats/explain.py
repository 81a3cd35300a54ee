"""What a JSON schema validator found wrong, as a sentence for people."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from annotation.describe import listed
from annotation.words import noted, tr

if TYPE_CHECKING:
    from fastjsonschema import JsonSchemaValueException

_TYPES = {
    "object": noted("an object"),
    "array": noted("a list"),
    "string": noted("a string"),
    "integer": noted("a whole number"),
    "number": noted("a number"),
    "boolean": noted("true or false"),
    "null": noted("null"),
}


def explain(error: JsonSchemaValueException) -> str:
    """One sentence that names the place as a JSON path, what is wrong there, and what would be right."""
    place = str(error.name).removeprefix("data").removeprefix(".")
    here = tr("in {place}", place=place) if place else tr("in the line")
    rule, definition, value = str(error.rule), error.definition, error.value
    match rule:
        case "required" | "anyOf":
            # Of keys of which any one is enough, the first is what is wanted.
            required = definition["required"] if rule == "required" else definition["anyOf"][0]["required"]
            missing = next(key for key in required if key not in value)
            return tr("The key “{missing}” is missing {here}; add it.", missing=missing, here=here)
        case "additionalProperties":
            return _unknown_key(value, definition, here)
        case "type":
            return tr("{place} should be {type}.", place=place, type=_kinds(definition["type"]))
        case "enum":
            return tr(
                "{place} is “{value}”; right would be one of {enum}.",
                place=place,
                value=value,
                enum=quoted(definition["enum"]),
            )
        case "minLength":
            return tr("{place} is empty; fill it in, or leave the key out.", place=place)
        case "minItems" | "maxItems":
            return tr("{place} should be [start, end], two whole numbers.", place=place)
        case "minimum" | "maximum":
            least = tr("at least {number}", number=definition[rule])
            limit = least if rule == "minimum" else tr("at most {number}", number=definition[rule])
            return tr("{place} is {value}; it should be {limit}.", place=place, value=value, limit=limit)
        case _:
            return tr(
                "{place} is “{value}”; {message}.",
                place=place,
                value=value,
                message=error.message.removeprefix(str(error.name)).strip(),
            )


def quoted(words: Iterable[object]) -> str:
    """“a”, “b” and “c”."""
    return listed([tr("“{word}”", word=word) for word in words])


def _unknown_key(value: dict[str, Any], definition: dict[str, Any], here: str) -> str:
    known = list(definition["properties"])
    word = next(key for key in value if key not in known)
    guess = get_close_matches(word, known, n=1)
    right = tr("did you mean “{guess}”?", guess=guess[0]) if guess else tr("known are {known}.", known=quoted(known))
    return tr("The key “{word}” {here} is unknown; {right}", word=word, here=here, right=right)


def _kinds(wanted: str | list[str]) -> str:
    kinds = [wanted] if isinstance(wanted, str) else wanted
    return tr(" or ").join(tr(_TYPES[kind]) for kind in kinds)
