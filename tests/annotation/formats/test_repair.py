from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotation.formats.repair import _STEPS, _is_clean, headline, repair

_DIRT = [
    *["a", "B", " ", "\t", "\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\\", "\\\\", '"', "'", "’", "«"],
    *["\u00a0", "\u202f", "\u200b", "\u2060", "\ufeff", "\u200d", "\u200c", "\x01", "\x7f", "\x1c", "\ud83d"],
    *["\u3000", "\u00ad", "Source: ", "Reference(s):", "cgtn.com", "https://a.example/b", ".", "é", "😀"],
]


@pytest.mark.parametrize(
    ("dirty", "clean", "told"),
    [
        (r"He said \"no.\"", 'He said "no."', "2 escaped quotation marks were unescaped."),
        (r'He said \\"no.\\"', 'He said "no."', "2 escaped quotation marks were unescaped."),
        (r"It\'s", "It's", "1 escaped quotation mark was unescaped."),
        (r"\“Yes\”", "“Yes”", "2 escaped quotation marks were unescaped."),
        ("one\r\ntwo", "one\ntwo", "Windows line endings were made plain."),
        ("one\rtwo\u2029three", "one\ntwo\nthree", "2 unusual line endings were made plain."),
        ("Marks &amp; Spencer", "Marks & Spencer", "1 HTML entity was resolved."),
        ("&ldquo;Yes&rdquo; &#8211; &#x2014;", "“Yes” – —", "4 HTML entities were resolved."),
        ("Uk\u00adraine", "Ukraine", "1 soft hyphen was removed."),
        ("100\u00a0000\u202f€", "100 000 €", "2 no-break spaces became plain spaces."),
        ("a\u200bb\u2060c\ufeffd", "abcd", "3 invisible characters were removed."),
        ("bell\x07", "bell", "1 control character was removed."),
        ("half \ud83d pair", "half \ufffd pair", "1 broken character became �."),
        ("one  \ntwo\t\nthree", "one\ntwo\nthree", "2 lines ended in blanks, which were cut."),
    ],
)
def test_dirt_is_repaired_and_told(dirty: str, clean: str, told: str) -> None:
    repaired = repair(dirty)
    assert repaired.text == clean
    assert repaired.repairs == (told,)


@pytest.mark.parametrize(
    "text",
    [
        "AT&T said R&D; was fine",
        "the entity &notit; does not exist",
        r"C:\news and a \ slash",
        "family 👩\u200d👩\u200d👧 and می\u200cخواهم",
        "tab\there\n\nand a new paragraph",
    ],
)
def test_what_is_no_dirt_stays(text: str) -> None:
    assert repair(text).text == text
    assert repair(text).repairs == ()


def test_blank_lines_at_both_ends_are_cut() -> None:
    assert repair("\n \n  An article.\n\n").text == "  An article."


@pytest.mark.parametrize(
    ("footer", "source", "url"),
    [
        ("Reference(s):\ncgtn.com", "cgtn.com", ""),
        ("References:\n\ncgtn.com\nreuters.com\n", "cgtn.com; reuters.com", ""),
        ("Source: Reuters", "Reuters", ""),
        ("SOURCES: AP, Reuters", "AP, Reuters", ""),
        ("Source: https://example.org/a.", "https://example.org/a.", "https://example.org/a."),
        ("Source: https://example.org/a?b=c", "https://example.org/a?b=c", "https://example.org/a?b=c"),
    ],
)
def test_a_footer_becomes_the_source(footer: str, source: str, url: str) -> None:
    repaired = repair(f"He left.\n{footer}")
    assert (repaired.text, repaired.source, repaired.url) == ("He left.", source, url)
    assert repaired.repairs == (f"The footer “{source}” became the source.",)


def test_two_footers_are_both_the_source() -> None:
    repaired = repair("He left.\n\nSource: AP\n\nReference(s):\ncgtn.com")
    assert (repaired.text, repaired.source) == ("He left.", "AP; cgtn.com")


@pytest.mark.parametrize("dirt", ["\\", " ", "\t\n ", "&", "&#", "\nSource: a", "\u00ad", "\r"])
def test_a_long_run_of_dirt_is_no_harder_than_a_short_one(dirt: str) -> None:
    assert repair("He left." + dirt * 200_000 + "Then he came back.").text.endswith("Then he came back.")


@pytest.mark.parametrize(
    "text",
    [
        "He named no source.",
        "He left.\nSource: he said that he would not be the one to speak first.",
        "Source: Reuters",
        "He left.\nSource: Reuters\nThen he came back and said so.",
        "He left.\nSource: " + "a long story " * 30,
    ],
)
def test_what_only_begins_like_a_footer_stays(text: str) -> None:
    repaired = repair(text)
    assert repaired.text == text.rstrip()
    assert repaired.source == ""


@given(st.lists(st.sampled_from(_DIRT), max_size=30).map("".join))
def test_repairing_a_repaired_text_changes_nothing(dirty: str) -> None:
    once = repair(dirty)
    again = repair(once.text)
    assert again.text == once.text
    assert again.repairs == ()


@given(st.one_of(st.text(), st.lists(st.sampled_from(_DIRT), max_size=30).map("".join)))
def test_in_a_text_that_looks_clean_no_step_repairs_anything(text: str) -> None:
    if _is_clean(text):
        cut = text.rstrip().lstrip("\n")
        assert [step(cut) for step in _STEPS] == [(cut, [])] * len(_STEPS)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Rift over Ukraine grows\n\nThe United States …", "Rift over Ukraine grows"),
        ("Will Kyiv agree?\nThe talks …", "Will Kyiv agree?"),
        ("He left.\nThen he came back.", ""),
        ("He said: “I left.”\nThen he came back.", ""),
        ("Only one line", ""),
        ("A very long first line " * 10 + "\nThen more.", ""),
    ],
)
def test_the_first_line_is_the_title_where_it_looks_like_a_headline(text: str, title: str) -> None:
    assert headline(text) == title
