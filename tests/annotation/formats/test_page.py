from __future__ import annotations

import socket
from pathlib import Path

import pytest

from annotation.errors import ImportProblem
from annotation.formats import Incoming, Refused, page, read_paths
from annotation.schema import load_schema

SCHEMA = load_schema()
FIRST = "Kaja Kallas said that the talks in Café Zürich would go on for as long as it takes. " * 3
SECOND = "Marin &amp; Kovo answered “no” 😀 on Monday, and left the room without another word. " * 3
PAGE = f"""<!DOCTYPE html><html><head><title>Talks go on | The Daily</title>
<meta property="og:title" content="Talks &amp; more talks"><meta property="og:site_name" content="The Daily">
<meta property="article:published_time" content="2024-05-01T10:00:00Z"><meta name="author" content="Ada Kovo">
<link rel="canonical" href="https://daily.example/talks"></head>
<body><nav><a href="/">Home</a> <a href="/world">World</a></nav>
<article><p>{FIRST}</p><p>{SECOND}</p></article>
<script src="https://daily.example/track.js">alert("no")</script><img src="https://daily.example/picture.png">
<footer>Subscribe to our newsletter</footer></body></html>"""


def read(file: Path, data: bytes | str) -> Incoming:
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    (found,) = page.read(file, SCHEMA)
    return found


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page names pictures and scripts: whoever would fetch them fails here."""

    def refuse(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)


def test_the_article_comes_out_of_its_page_with_title_date_and_outlet(tmp_path: Path) -> None:
    found = read(tmp_path / "a.html", PAGE)
    article = found.article
    assert article.text.split("\n") == [FIRST.strip(), SECOND.replace("&amp;", "&").strip()]
    assert (article.title, article.published, article.source) == ("Talks & more talks", "2024-05-01", "The Daily")
    assert (article.url, article.meta) == ("https://daily.example/talks", {"author": "Ada Kovo"})
    assert found.original == PAGE.encode()
    assert any("taken out of the page" in told for told in found.repairs)


@pytest.mark.parametrize("charset", ["windows-1252", "iso-8859-2"])
def test_the_encoding_that_a_page_names_is_used(tmp_path: Path, charset: str) -> None:
    text = PAGE.replace("<head>", f'<head><meta charset="{charset}">').replace("😀", "").replace("“no”", "no")
    found = read(tmp_path / "a.htm", text.encode(charset))
    assert "Café Zürich" in found.article.text
    assert f"It was read as {charset}, as the page says." in found.repairs


def test_a_page_that_names_an_encoding_that_is_none_is_still_read(tmp_path: Path) -> None:
    text = PAGE.replace("<head>", '<head><meta charset="klingon">').replace("😀", "")
    assert "Café Zürich" in read(tmp_path / "a.html", text.encode("cp1252")).article.text


def test_a_page_without_title_is_named_after_its_file(tmp_path: Path) -> None:
    found = read(tmp_path / "eu-summit.html", f"<html><body><p>{FIRST}</p><p>{FIRST.upper()}</p></body></html>")
    assert found.article.title == "Eu summit"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "empty"),
        (b"only words", "holds no HTML"),
        (b"<html><body></body></html>", "No article was found"),
        (b"<html><head><title>T</title></head><body><script>x()</script></body></html>", "No article was found"),
        (bytes(range(256)) * 20, "binary"),
    ],
)
def test_what_holds_no_article_is_refused_in_a_sentence(tmp_path: Path, data: bytes, told: str) -> None:
    with pytest.raises(ImportProblem, match=told):
        read(tmp_path / "a.html", data)


def test_tags_in_tags_a_thousand_deep_are_no_traceback(tmp_path: Path) -> None:
    file = tmp_path / "deep.html"
    file.write_text("<div>" * 20_000 + FIRST + "</div>" * 20_000, "utf-8")
    (found,) = read_paths([file], schema=SCHEMA)
    assert isinstance(found, (Incoming, Refused))


def test_right_to_left_pages_are_read(tmp_path: Path) -> None:
    words = "قالت كايا كالاس إن المحادثات ستستمر طالما كان ذلك ضروريا. " * 4
    assert (
        read(tmp_path / "a.html", f'<html dir="rtl"><body><article><p>{words}</p></article></body></html>').article.text
        == words.strip()
    )
