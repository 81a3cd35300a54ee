from __future__ import annotations

import pytest

from annotation.model import Span
from annotation.quotation import kind_of


def spans(text: str, *pieces: str) -> list[Span]:
    return [Span(text.index(piece), text.index(piece) + len(piece)) for piece in pieces]


@pytest.mark.parametrize(
    ("text", "pieces", "kind"),
    [
        ("“We stand firm,” she said.", ["“We stand firm,”"], "direct"),
        ("“We stand firm,” she said.", ["We stand firm"], "direct"),
        ("“We,” she said, “stand firm.”", ["“We,”", "“stand firm.”"], "direct"),
        ("She said that they “stand firm” now.", ["they “stand firm” now"], "mixed"),
        ("“We,” she said, and that they stood firm.", ["“We,”", "they stood firm"], "mixed"),
        ("She said that they stand firm.", ["they stand firm"], "indirect"),
        ("„Nein“, sagte sie.", ["„Nein“"], "direct"),
        ("« Non », dit-elle.", ["« Non »"], "direct"),
        ('"No," she said.', ['"No,"'], "direct"),
        ("'No,' she said.", ["'No,'"], "direct"),
        ("''It's 'no','' she said.", ["''It's 'no',''"], "direct"),
        ("``No,'' she said, ``it's no.''", ["``No,''", "``it's no.''"], "direct"),
        ("‘I don’t know,’ she said.", ["‘I don’t know,’"], "direct"),
        ("They don't say what the ministers' view is.", ["what the ministers' view is"], "indirect"),
        ("👍 “No,” she said.", ["“No,”"], "direct"),
        ("She said “no”.\nThey agreed.", ["They agreed"], "indirect"),
        ("“We stand.\n“And firm,” she said.", ["“We stand.\n“And firm,”"], "direct"),
        ("“We stand.\n“And firm,” she said.", ["“We stand."], "direct"),
        ("“We stand.\n“And firm,” she said.", ["“We stand.", "she said"], "mixed"),
    ],
)
def test_the_kind_follows_from_what_the_marks_enclose(text: str, pieces: list[str], kind: str) -> None:
    assert kind_of(text, spans(text, *pieces)) == kind


def test_content_without_a_letter_is_indirect() -> None:
    assert kind_of("“…” she said.", [Span(1, 2)]) == "indirect"
    assert kind_of("she said.", []) == "indirect"
