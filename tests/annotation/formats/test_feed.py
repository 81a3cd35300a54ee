from __future__ import annotations

from pathlib import Path

import pytest

from annotation.errors import ImportProblem
from annotation.formats import Incoming, Refused, feed, read_paths
from annotation.schema import load_schema

SCHEMA = load_schema()
RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>The Daily &amp; more</title><link>https://daily.example</link>
<item><title>Talks &lt;b&gt;go on&lt;/b&gt;</title><link>https://daily.example/1</link><guid>g1</guid>
<media:content url="https://daily.example/1.png"/><media:title>A picture</media:title>
<pubDate>Wed, 01 May 2024 10:00:00 GMT</pubDate>
<dc:creator>Ada</dc:creator><category>EU</category><category>UN</category>
<description>Short.</description>
<content:encoded><![CDATA[<p>“No,” she <b>said</b>.</p><script>x()</script>
<p>Then 😀<br>left &amp; slept.</p>]]></content:encoded></item>
<item><title>Only a link</title><link>https://daily.example/2</link></item>
<item><description>First line of a plain text.
Second line, 5 &lt; 6.</description></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>The Atom</title><link href="https://atom.example"/>
<entry><title type="html">Talks &amp;amp; talks</title><id>urn:1</id><link rel="self" href="https://atom.example/x"/>
<link href="https://atom.example/1"/><updated>2024-05-02T10:00:00Z</updated><published>2024-05-01T10:00:00Z</published>
<summary>Short.</summary><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">
<p>One <em>two</em>.</p><p>شكرا</p></div>
</content></entry></feed>"""


def read(file: Path, data: bytes | str) -> list[Incoming | Refused]:
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    return list(feed.read(file, SCHEMA))


def test_the_items_of_rss_are_articles(tmp_path: Path) -> None:
    first, link, plain = read(tmp_path / "a.rss", RSS)
    assert isinstance(first, Incoming)
    article = first.article
    assert article.text == "“No,” she said.\nThen 😀\nleft & slept."
    assert (article.title, article.source, article.url) == (
        "Talks go on",
        "The Daily & more",
        "https://daily.example/1",
    )
    assert article.published == "2024-05-01T10:00:00+00:00"
    assert article.meta == {"guid": "g1", "creator": "Ada", "category": ["EU", "UN"]}
    assert first.original is not None
    assert first.original.startswith(b"<p>\xe2\x80\x9cNo")
    assert link == Refused(
        f"{tmp_path / 'a.rss'}, item 2", "The item has no text; feeds often hold only titles and links."
    )
    assert isinstance(plain, Incoming)
    assert plain.article.text == "First line of a plain text.\nSecond line, 5 < 6."
    assert plain.article.title


def test_the_entries_of_atom_are_articles(tmp_path: Path) -> None:
    (found,) = read(tmp_path / "a.atom", ATOM)
    assert isinstance(found, Incoming)
    article = found.article
    assert (article.text, article.title, article.source) == ("One two.\nشكرا", "Talks & talks", "The Atom")
    assert (article.url, article.published) == ("https://atom.example/1", "2024-05-01T10:00:00+00:00")
    assert article.meta == {"id": "urn:1"}


def test_a_date_that_is_none_stays_as_it_stands(tmp_path: Path) -> None:
    (found,) = read(
        tmp_path / "a.rss",
        "<rss><channel><item><description>One.</description><pubDate>May</pubDate></item></channel></rss>",
    )
    assert isinstance(found, Incoming)
    assert found.article.published == "May"


SECRET = '<!DOCTYPE rss [<!ENTITY e SYSTEM "file://{}">]><rss><channel><item><description>&e;</description></item></channel></rss>'
LAUGHS = (
    '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    "<rss><channel><item><description>&b;</description></item></channel></rss>"
)


def test_an_entity_that_names_a_file_is_refused_and_the_file_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret", "utf-8")
    with pytest.raises(ImportProblem, match="declares entities or names other files"):
        read(tmp_path / "a.xml", SECRET.format(tmp_path / "secret"))


def test_entities_that_grow_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportProblem, match="declares entities"):
        read(tmp_path / "a.xml", LAUGHS)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("", "It is no XML"),
        ("no xml", "It is no XML"),
        ("<rss><channel>", "It is no XML"),
        ("<rss>&nbsp;</rss>", "It is no XML"),
        ('<?xml version="1.0" encoding="klingon"?><rss/>', "It is no XML"),
        ("<note>Hi</note>", "no RSS or Atom feed"),
        ("<rss><channel><title>T</title></channel></rss>", "no RSS or Atom feed with items"),
    ],
)
def test_what_is_no_feed_is_refused_in_a_sentence(tmp_path: Path, data: str, told: str) -> None:
    with pytest.raises(ImportProblem, match=told):
        read(tmp_path / "a.xml", data)


def test_feeds_are_known_by_what_they_hold(tmp_path: Path) -> None:
    for name, data in (("a.xml", RSS.encode()), ("b.xml", ATOM.encode("utf-16")), ("c.xml", b"<TEI/>")):
        (tmp_path / name).write_bytes(data)
    names = ("a.xml", "b.xml", "c.xml", "none.xml")
    assert [feed.recognises(tmp_path / name) for name in names] == [True, True, False, False]
    found = [one for one in read_paths([tmp_path / "a.xml"], schema=SCHEMA) if isinstance(one, Incoming)]
    assert len(found) == 2
