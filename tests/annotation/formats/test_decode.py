from __future__ import annotations

import codecs

import pytest

from annotation.errors import ImportProblem
from annotation.formats.decode import decode

WESTERN = (
    "Der frühere Außenminister sagte am Mittwoch in Zürich, die Lage sei “sehr ernst” – und José Muñoz fügte hinzu: "
    "‘Ça ne peut pas durer’, so die Agentur. Weiter hieß es, 5 € und £3 seien genug…"
)
RUSSIAN = (
    "Президент России Владимир Путин заявил в среду, что переговоры с Соединёнными Штатами будут продолжены. "
    "Пресс-секретарь Кремля Дмитрий Песков подчеркнул, что Москва готова к диалогу, но от требований не откажется."
)
POLISH = (
    "Premier Polski Donald Tusk powiedział w środę, że Unia Europejska musi być gotowa na każdą sytuację. "
    "Minister spraw zagranicznych Radosław Sikorski dodał, że Ukraina będzie mogła liczyć na dalsze wsparcie, "
    "także jeżeli Stany Zjednoczone zmienią swoją politykę wobec Kijowa."
)


@pytest.mark.parametrize(
    ("bom", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (b"", "utf-16-le"),
        (b"", "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
@pytest.mark.parametrize("text", [WESTERN, RUSSIAN, "Short: 😀", "He left.\r\nThen he came back."])
def test_unicode_text_is_decoded_with_and_without_a_mark(text: str, bom: bytes, encoding: str) -> None:
    assert decode(bom + text.encode(encoding)).text == text


@pytest.mark.parametrize(
    "text",
    [
        WESTERN,
        "Café",
        "El niño español pidió más años.",
        "Là-bas, l’été, on a mangé des crêpes à Nîmes, où il était né.",
        "Å være eller ikke være, sa statsråd Øyvind Sæther i Ålesund.",
        "“Quoted,” he said – ‘twice’… at €5.",
        "Die Größe der Straße überraschte Jürgen Müller völlig.",
        "O ministro não quis comentar a situação da nação à imprensa.",
        "\xabOui\xbb, dit-il \xe0 10\xa0h.",
    ],
)
def test_western_legacy_text_is_read_as_windows_1252(text: str) -> None:
    decoded = decode(text.encode("cp1252"))
    assert decoded.text == text
    assert decoded.repairs == ("It was read as Windows-1252 (Latin-1).",)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(RUSSIAN, "cp1251"), (RUSSIAN, "koi8_r"), (POLISH, "iso8859_2"), (POLISH, "cp1250")],
)
def test_other_legacy_text_is_detected_and_the_reader_told_to_check(text: str, encoding: str) -> None:
    decoded = decode(text.encode(encoding))
    assert decoded.text == text
    assert "check" in decoded.repairs[0]


@pytest.mark.parametrize("data", [b"", b" \r\n\t", codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF8 + b"\n"])
def test_an_empty_file_is_refused(data: bytes) -> None:
    with pytest.raises(ImportProblem, match="empty"):
        decode(data)


@pytest.mark.parametrize(
    ("data", "offset"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\1\0\x08\x06\0\0\0", 6),
        (b"\x7fELF\2\1\1\0\0\0\0\0\0\0\0\0\3\0>\0\1\0\0\0", 0),
        (b"PK\3\4\x14\0\0\0\x08\0\x9d\x81\x5b\x59\xb4\x11\xcd\x02", 2),
        (bytes(range(1, 32)) * 10, 0),
        (b"An article with\0a zero byte", 15),
    ],
)
def test_a_binary_file_is_refused_with_the_byte_offset(data: bytes, offset: int) -> None:
    with pytest.raises(ImportProblem, match=rf"binary and no text .* byte offset {offset}\)"):
        decode(data)


def test_a_stray_control_character_does_not_make_a_text_binary() -> None:
    assert decode(b"An article with a bell\x07 in it").text == "An article with a bell\x07 in it"


def test_an_unknown_encoding_is_refused_with_the_byte_offset() -> None:
    # EBCDIC has letters where all others have none.
    with pytest.raises(ImportProblem, match=r"byte offset \d+"):
        decode("The article is in an encoding of mainframes".encode("cp037"))


def test_utf_8_with_a_broken_character_is_refused_with_its_byte_offset() -> None:
    data = "Zürich, Genève, Øresund ".encode() + b"\xe9" + b" and more"
    with pytest.raises(ImportProblem, match=rf"byte 0xe9 at byte offset {data.index(0xE9, 20)}"):
        decode(data)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (codecs.BOM_UTF16_LE + b"\x3d\xd8A\0", "begins as UTF-16 but is not at byte offset 2"),
        (codecs.BOM_UTF8 + b"abc\xff", "begins as UTF-8 but is not at byte offset 6"),
        (codecs.BOM_UTF32_LE + b"a\0\0\0\xff\xff\xff\xff", "begins as UTF-32 but is not at byte offset 8"),
    ],
)
def test_a_file_that_is_not_what_its_mark_says_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(ImportProblem, match=message):
        decode(data)
