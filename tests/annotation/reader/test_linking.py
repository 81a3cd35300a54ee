from __future__ import annotations

from annotation.reader.linking import linked
from annotation.reader.reading import Quote, Reading
from tests.annotation.reader.texts import known_of, tagged


def parts(text: str, *labelled: tuple[str, str]) -> tuple[Reading, list[Quote]]:
    known = known_of(text)
    seen: dict[tuple[str, str], int] = {}
    for words, label in labelled:
        known.parts.append(tagged(known, words, label, nth=seen.setdefault((words, label), 0)))
        seen[words, label] += 1
    known.parts.sort()
    return known, linked(known)


def words(known: Reading, quote: Quote) -> tuple[list[str], str, str]:
    cue, source = (known.text(part) if part else "" for part in (quote.cue, quote.source))
    return [known.text(piece) for piece in quote.content], cue, source


def test_contents_around_a_cue_are_one_quote():
    known, (quote,) = parts(
        "The plan , Ann Hale said , is dead .",
        ("The plan", "content"), ("Ann Hale", "source"), ("said", "cue"), ("is dead", "content"),
    )  # fmt: skip
    assert words(known, quote) == (["The plan", "is dead"], "said", "Ann Hale")


def test_each_cue_has_a_content_before_any_has_two():
    known, found = parts(
        "Hale said taxes rise . Moss argued wages fall .",
        ("Hale", "source"), ("said", "cue"), ("taxes rise", "content"),
        ("Moss", "source"), ("argued", "cue"), ("wages fall", "content"),
    )  # fmt: skip
    assert [words(known, quote) for quote in found] == [
        (["taxes rise"], "said", "Hale"),
        (["wages fall"], "argued", "Moss"),
    ]


def test_two_cues_share_a_source():
    known, found = parts(
        "Hale said taxes rise and warned that wages fall .",
        ("Hale", "source"), ("said", "cue"), ("taxes rise", "content"), ("warned", "cue"),
        ("that wages fall", "content"),
    )  # fmt: skip
    assert [words(known, quote)[2] for quote in found] == ["Hale", "Hale"]


def test_the_who_of_a_later_clause_is_not_the_source_of_the_cue_before_it():
    known, found = parts(
        "Hale , meanwhile , blamed Moss , who rejected the plan .",
        ("Hale", "source"), ("blamed", "cue"), ("Moss", "content"), ("who", "source"), ("rejected", "cue"),
        ("the plan", "content"),
    )  # fmt: skip
    assert [words(known, quote)[2] for quote in found] == ["Hale", "who"]


def test_a_source_in_another_paragraph_is_too_far():
    _, (quote,) = parts(
        "Hale left early that day and nobody knew where she was going to be .\n\nIt was said that taxes rise .",
        ("Hale", "source"), ("said", "cue"), ("that taxes rise", "content"),
    )  # fmt: skip
    assert quote.source is None


def test_a_cue_without_content_is_no_quote():
    assert parts("Hale said so .", ("Hale", "source"), ("said", "cue"))[1] == []


def test_content_alone_is_kept_only_within_marks():
    assert parts("Taxes will rise .", ("Taxes will rise", "content"))[1] == []
    _, (quote,) = parts("“ Taxes will rise . ”", ("“ Taxes will rise . ”", "content"))
    assert (quote.cue, quote.rule) == (None, "loose")


def test_the_score_is_that_of_the_least_sure_part():
    known = known_of("Hale said taxes rise .")
    known.parts = [
        tagged(known, "Hale", "source", 0.9),
        tagged(known, "said", "cue", 0.8),
        tagged(known, "taxes rise", "content", 0.6),
    ]
    assert linked(known)[0].score == 0.6
