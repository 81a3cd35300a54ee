"""JSON as it comes: lines in any encoding, strict objects, and what was repaired in them."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, cast

from annotation.errors import ImportProblem
from annotation.exchange import Record
from annotation.formats.decode import Decoded, decode, refuse_binary, wide_encoding
from annotation.formats.repair import has_surrogates, replace_surrogates
from annotation.words import tr

if TYPE_CHECKING:
    from msgspec import json as json_of_msgspec

_HEAD = 8192
_BEGINNING = 65536
_KEY = re.compile(r'(?<!\\)"([@\w]+)"\s*:')


def beginning(path: Path) -> str:
    """The first 64 kB of a file, without a byte order mark; empty where it cannot be read or is no text."""
    try:
        with path.open("rb") as file:
            head = file.read(_BEGINNING)
    except OSError:
        return ""
    return head.decode(wide_encoding(head) or "utf-8", "replace").lstrip("\ufeff \t\r\n")


def keys_in(text: str) -> frozenset[str]:
    """The keys of the first line, nested ones included, of JSON of which only the beginning may be there."""
    return frozenset(_KEY.findall(text))


def read_document(path: Path) -> tuple[Any, list[str]]:
    """What a JSON file as a whole holds, and sentences about what was repaired.

    Raises:
        ImportProblem: it is no JSON; the message names the line.
        OSError: it cannot be read.
    """
    decoded = decode(path.read_bytes())
    try:
        value: object = _DECODER.decode(decoded.text)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, character {error.colno}"
        raise ImportProblem(f"It is no JSON ({error.msg} at {place}); correct the file.") from error
    except (ValueError, RecursionError) as error:
        raise ImportProblem(f"It is no JSON that can be read ({error}); correct the file.") from error
    sound, told = _sound(value, decoded.text)
    return sound, [*decoded.repairs, *told]


def json_lines(path: Path) -> Iterator[tuple[int, bytes | str]]:
    """The lines that are not blank, with their numbers; as text where the file is in UTF-16 or UTF-32."""
    encoding = _wide_encoding(path)
    errors = "surrogatepass" if encoding else None
    newline = "\n" if encoding else None
    with path.open("r" if encoding else "rb", encoding=encoding, errors=errors, newline=newline) as lines:
        try:
            yield from ((number, line) for number, line in enumerate(lines, 1) if line.strip())
        except UnicodeDecodeError as error:
            raise ImportProblem(
                tr("It is no {encoding} throughout; save it again as UTF-8.", encoding=error.encoding.upper())
            ) from error


def _wide_encoding(path: Path) -> str | None:
    with path.open("rb") as file:
        head = file.read(_HEAD)
    encoding = wide_encoding(head)
    if encoding is None and not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        refuse_binary(head)
    return encoding


def plain_record(line: bytes | str) -> Record | None:
    """The record of a line in UTF-8 that is right, as nearly all are; None where it has to be looked at closely.

    The decoder is strict (no other encoding, byte order mark, control character, lone surrogate or infinite number
    passes it) and does in one go, in a sixth of the time, what `odd_record` does in three, which says what is wrong.
    """
    from msgspec import DecodeError

    if isinstance(line, str) or b"\x7f" in line:
        return None
    try:
        return _strict_decoder().decode(line)
    except (DecodeError, UnicodeDecodeError, RecursionError):
        return None


@cache
def _strict_decoder() -> json_of_msgspec.Decoder[Record]:
    from msgspec.json import Decoder

    return Decoder(dict[str, Any])


def odd_record(line: bytes | str) -> tuple[Record, object, list[str]]:
    """The record of any line, its text as it stood there, and sentences about what was repaired.

    Raises:
        ImportProblem: it cannot be read.
    """
    decoded = decode(line) if isinstance(line, bytes) else Decoded(line.removeprefix("\ufeff"))
    record = _parse(decoded.text)
    sound, told = _sound(record, decoded.text)
    return sound, record.get("text"), [*decoded.repairs, *told]


def _parse(line: str) -> Record:
    try:
        value: object = _DECODER.decode(line)
    except json.JSONDecodeError as error:
        raise ImportProblem(
            tr(
                "It is no JSON ({msg} at character {colno}); correct or remove the line.",
                msg=error.msg,
                colno=error.colno,
            )
        ) from error
    except (ValueError, RecursionError) as error:
        raise ImportProblem(
            tr("It is no JSON that can be read ({error}); correct or remove the line.", error=error)
        ) from error
    if not isinstance(value, dict):
        raise ImportProblem(tr('It is JSON but no object; an article looks like {"text": "…"}.'))
    return cast("Record", value)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError(f"{digits} is too large a number")
    return number


_DECODER = json.JSONDecoder(parse_constant=_no_constant, parse_float=_finite)


def _sound(record: Any, line: str) -> tuple[Any, list[str]]:
    """What was read, with U+FFFD for lone surrogates, which JSON can hold but no file and no database can."""
    if "\\ud" not in line and "\\uD" not in line and not has_surrogates(line):
        return record, []
    text, told = replace_surrogates(json.dumps(record, ensure_ascii=False))
    return (json.loads(text), told) if told else (record, [])
