from __future__ import annotations

from pathlib import Path

import pytest

from annotation.errors import ImportProblem
from annotation.formats import text
from annotation.formats.base import Incoming
from annotation.schema import load_schema

SCHEMA = load_schema()
RIFT = Path(__file__).parents[3].parent / "shared" / "articles" / "rift.txt"


def read(file: Path, data: bytes) -> Incoming:
    file.write_bytes(data)
    (found,) = text.read(file, SCHEMA)
    return found


def test_a_clean_file_is_taken_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "eu-summit_2024-05-01.txt"
    found = read(file, b"He left.")
    assert (found.article.text, found.article.title) == ("He left.", "Eu summit 2024-05-01")
    assert (found.original, found.repairs, found.where) == (None, (), str(file))


def test_a_dirty_file_is_repaired_and_its_original_kept(tmp_path: Path) -> None:
    data = b'\xef\xbb\xbfTalks go on\r\n\r\nHe said \\"no.\\"\r\nSource: https://example.org/talks\r\n'
    found = read(tmp_path / "a.txt", data)
    assert found.article.text == 'Talks go on\n\nHe said "no."'
    assert found.article.title == "Talks go on"
    assert found.article.source == found.article.url == "https://example.org/talks"
    assert found.original == data
    assert found.repairs[:2] == ("A byte order mark was removed.", "Windows line endings were made plain.")


def test_the_same_text_gets_the_same_id_whatever_its_encoding_and_file(tmp_path: Path) -> None:
    one = read(tmp_path / "one.txt", "Zürich, déjà vu.".encode())
    two = read(tmp_path / "two.txt", "Zürich, déjà vu.\r\n".encode("cp1252"))
    assert one.article.id == two.article.id


@pytest.mark.parametrize("data", [b"", b"\n \n", "\u200b\u00ad".encode()])
def test_a_file_without_text_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(ImportProblem, match="nothing to import"):
        read(tmp_path / "a.txt", data)


def test_an_article_of_two_megabytes_is_read(tmp_path: Path) -> None:
    body = "“Yes,” said Zoë. 😀\n" * 90_000
    assert read(tmp_path / "a.txt", body.encode()).article.text == body.rstrip()


@pytest.mark.skipif(not RIFT.exists(), reason="the crawled article is not beside this checkout")
def test_the_crawled_article_is_clean_after_import() -> None:
    (found,) = text.read(RIFT, SCHEMA)
    article = found.article
    assert "\\" not in article.text
    assert article.text.count('"') == 18
    assert "Reference" not in article.text
    assert (article.title, article.source, article.url) == ("Rift", "cgtn.com", "")
    assert found.original == RIFT.read_bytes()
    assert found.repairs == (
        "18 escaped quotation marks were unescaped.",
        "The footer “cgtn.com” became the source.",
    )
