"""Bytes to text: which encoding a file is in, and whether it is text at all."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

import regex

from annotation.errors import ImportProblem
from annotation.words import noted, tr

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins like the one of UTF-16, so it is looked for first
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What older news files come in; all others that charset-normalizer knows are likelier a mistake.
_LEGACY = [
    *("cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "iso8859_2", "iso8859_5"),
    *("iso8859_7", "koi8_r", "koi8_u", "mac_roman", "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr"),
]
_EMPTY = noted("It is empty; there is nothing to import.")
_CONTROL_BYTES = bytes({*range(0x20), 0x7F} - {*b"\t\n\v\f\r"})
_NO_TEXT = regex.compile(r"[\p{Cn}\p{Co}\p{Cs}\x00-\x08\x0e-\x1f\x7f]")
_MULTI_BYTE = regex.compile(rb"[\xc2-\xf4][\x80-\xbf]+")
_ODD_IN_WESTERN = regex.compile(r"\p{Ll}[[À-ÞŠŽŸ]--×]|[[\p{L}]--[ªº]][¡£¤¥¦§¨¯±²³¶¹¼½¾¿‡Œ][a-zß-ÿ]", regex.V1)
_FOREIGN_LETTER = regex.compile(r"[^\W\d_a-zA-Z]")
_LETTER = regex.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and a sentence about each thing worth telling of how it was read."""

    text: str
    repairs: tuple[str, ...] = ()


def decode(data: bytes) -> Decoded:
    """The text in `data`, without a byte order mark.

    Raises:
        ImportProblem: it is empty or binary, or its encoding cannot be told; the message names the byte offset.
    """
    if not data.strip():
        raise ImportProblem(tr(_EMPTY))
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _decode_marked(data, len(bom), encoding)
    if 0 in data:
        return _decode_utf16(data)
    refuse_binary(data)
    try:
        return Decoded(data.decode())
    except UnicodeDecodeError as error:
        return _decode_legacy(data, error)


def wide_encoding(head: bytes) -> str | None:
    """The codec of JSON lines that begin with `head` where they are in UTF-16 or UTF-32, else None."""
    for bom, encoding in _BOMS[1:]:
        if head.startswith(bom):
            return encoding
    return {b"{\0": "utf-16-le", b"\0{": "utf-16-be"}.get(head[:2])


def refuse_binary(data: bytes) -> None:
    """Raises ImportProblem where `data`, which must be in no UTF-16 or UTF-32, is no text; a stray control may pass."""
    controls = len(data) - len(data.translate(None, _CONTROL_BYTES))
    if 0 in data or controls > 3 + len(data) // 200:
        offset = next(offset for offset, byte in enumerate(data) if byte in _CONTROL_BYTES)
        raise ImportProblem(
            tr(
                "It is binary and no text (byte {byte:#04x} at byte offset {offset}); save the article as plain text "
                "first.",
                byte=data[offset],
                offset=offset,
            )
        )


def _decode_marked(data: bytes, skip: int, encoding: str) -> Decoded:
    try:
        text = data[skip:].decode(encoding)
    except UnicodeDecodeError as error:
        name = encoding[:6].upper().rstrip("-")
        raise ImportProblem(
            tr(
                "It begins as {name} but is not at byte offset {offset}; save it again as UTF-8.",
                name=name,
                offset=skip + error.start,
            )
        ) from error
    if not text.strip():
        raise ImportProblem(tr(_EMPTY))
    if encoding == "utf-8":
        refuse_binary(data)
        return Decoded(text, ("A byte order mark was removed.",))
    return Decoded(text, (f"It was read as {encoding[:6].upper()}.",))


def _decode_utf16(data: bytes) -> Decoded:
    """Text with zero bytes and no mark can only be UTF-16, of which the order that gives more blanks is right."""
    readings = [_reading(data, "utf-16-le"), _reading(data, "utf-16-be")]
    texts = [text for text in readings if text and not _NO_TEXT.search(text)]
    if not texts:
        refuse_binary(data)
    return Decoded(max(texts, key=lambda text: text.count(" ") + text.count("\n")), ("It was read as UTF-16.",))


def _decode_legacy(data: bytes, error: UnicodeDecodeError) -> Decoded:
    if _is_broken_utf8(data):
        raise ImportProblem(
            tr(
                "It is UTF-8 but for byte {byte:#04x} at byte offset {offset}; correct that character and save it "
                "again.",
                byte=data[error.start],
                offset=error.start,
            )
        )
    western = _reading(data, "cp1252")
    if western and _looks_western(western):
        return Decoded(western, ("It was read as Windows-1252 (Latin-1).",))
    encoding = _detect(data)
    text = _reading(data, encoding) if encoding else None
    if encoding is None or text is None or _NO_TEXT.search(text):
        raise ImportProblem(
            tr(
                "Its encoding is unknown (byte {byte:#04x} at byte offset {offset} is no UTF-8); save it again as "
                "UTF-8.",
                byte=data[error.start],
                offset=error.start,
            )
        )
    return Decoded(text, (f"It was read as {encoding}; check that accents and quotation marks are right.",))


def _reading(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _is_broken_utf8(data: bytes) -> bool:
    """Whether most of what is not ASCII is sound UTF-8, as in a file that was cut or pasted together."""
    sound = sum(1 for found in _MULTI_BYTE.findall(data) if _reading(found, "utf-8"))
    return sound > data.decode(errors="replace").count("\ufffd")


def _looks_western(text: str) -> bool:
    """Whether text read as Windows-1252 has its accents and signs where western European languages have them."""
    foreign = len(_FOREIGN_LETTER.findall(text))
    return foreign <= 0.3 * len(_LETTER.findall(text)) and not _ODD_IN_WESTERN.search(text)


def _detect(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=_LEGACY).best()
    return best.encoding if best else None
