"""Quotes and stances made and fixed by a chain of keys, as a person does who never touches the mouse."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QLabel

from annotation.model import Annotation, Span
from tests.gui.hands import Hands, reopened, saved

STORY = (
    "“Nobody asked us,” Kovo has said on Monday, “and nobody will.” Marin rejected the plan.\n"
    "Officials said that the plan “is dead” by now. Duna left."
)


@pytest.fixture
def story(hands_on: Callable[..., Hands]) -> Hands:
    return hands_on(STORY, "Marin waits. “No,” said Marin.")


def at_hand(hands: Hands) -> Annotation:
    current = hands.window.session.current
    assert current is not None
    return current


def drafted(hands: Hands, role: str) -> str:
    draft = hands.window.session.draft
    assert draft is not None
    return hands.words_of(draft.after, role)


def names(hands: Hands, annotation: Annotation, role: str) -> list[str]:
    return [hands.window.session.actors[actor].name for actor in annotation.actors.get(role, ())]


def card(hands: Hands) -> str:
    return " ".join(label.text() for label in hands.window.cards.findChildren(QLabel) if not label.isHidden())


def test_content_q_enter_makes_a_quote_with_cue_source_speaker_and_kind(story: Hands) -> None:
    story.select("“Nobody asked us,”")
    story.press("Q", "Return")
    quote = saved(story.window)[at_hand(story).id]
    assert story.words_of(quote, "cue") == "has said"
    assert story.words_of(quote, "source") == "Kovo"
    assert names(story, quote, "speaker") == ["Kovo"]
    assert quote.values == {"kind": "direct"}


def test_three_wrong_parts_and_enter_are_four_keys(story: Hands) -> None:
    story.go_to(story.suggestion("quote", "Nobody asked"))
    story.press("C")
    assert drafted(story, "content") != "“Nobody asked us,”"
    story.press("U")
    assert drafted(story, "cue") == "has said on Monday" or drafted(story, "cue")
    story.press("O", "Return")
    assert story.window.session.draft is None
    changed = [a for a in saved(story.window).values() if a.layer == "quote" and a.changed]
    assert len(changed) == 1
    assert changed[0].status == "accepted"


def test_a_parts_key_goes_round_and_comes_back_to_where_it_was(story: Hands) -> None:
    story.go_to(story.suggestion("quote", "Nobody asked"))
    seen = []
    for _ in range(40):
        story.press("C")
        seen.append(drafted(story, "content"))
        if seen[-1] == "“Nobody asked us,”":
            break
    assert len(set(seen)) == len(seen) > 2
    assert "“Nobody asked us,”|“and nobody will.”" in seen


def test_a_part_that_the_layer_lacks_does_nothing(story: Hands) -> None:
    story.go_to(story.suggestion("mention", "Kovo"))
    story.press("U")
    assert story.window.session.draft is None


def test_a_content_put_elsewhere_brings_its_cue_and_source_along(story: Hands) -> None:
    story.go_to(story.suggestion("quote", "Nobody asked"))
    story.select("that the plan “is dead” by now")
    story.press("C")
    assert drafted(story, "cue") == "said"
    assert drafted(story, "source") == "Officials"


def test_the_kind_follows_the_marks_and_says_so_when_overridden(story: Hands) -> None:
    story.go_to(story.suggestion("quote", "Nobody asked"))
    story.select("that the plan “is dead” by now")
    story.press("C")
    draft = story.window.session.draft
    assert draft is not None
    assert draft.after.values == {"kind": "mixed"}
    story.press("I")
    assert "The quotation marks say mixed" in card(story)
    story.press("Return")
    story.go_to(next(a for a in story.window.session.listed() if a.values.get("kind") == "indirect"))
    assert "the marks say mixed" in card(story)
    story.press("F", "Left", "Return")
    kinds = {a.values.get("kind") for a in saved(story.window).values() if a.changed}
    assert kinds == {"indirect"}, "what somebody said otherwise stays"


def test_several_contents_and_several_speakers(story: Hands) -> None:
    story.select("“Nobody asked us,”")
    story.press("Q")
    story.select("“and nobody will.”")
    story.press("Shift+C")
    story.pick("Marin")
    story.press("Shift+W")
    story.press("Return")
    quote = saved(story.window)[at_hand(story).id]
    assert story.words_of(quote, "content") == "“Nobody asked us,”|“and nobody will.”"
    assert names(story, quote, "speaker") == ["Kovo", "Marin"]


def test_a_quote_within_a_quote_is_a_quote_of_its_own(story: Hands) -> None:
    story.select("that the plan “is dead” by now")
    story.press("Q", "Return")
    outer = at_hand(story).id
    story.select("“is dead”")
    story.press("Q", "Return")
    inner = at_hand(story).id
    kept = saved(story.window)
    assert kept[outer].values == {"kind": "mixed"}
    assert kept[inner].values == {"kind": "direct"}


def test_where_nobody_is_named_the_speaker_is_anonymous_and_one_for_the_whole_project(story: Hands) -> None:
    for words in ("that the plan “is dead” by now", "“and nobody will.”"):
        story.select(words)
        story.press("Q")
        story.pick("nobody is named")
        story.press("W", "Return")
    quotes = [a for a in saved(story.window).values() if a.origin == "human"]
    assert len({a.actors["speaker"] for a in quotes}) == 1
    assert names(story, quotes[0], "speaker") == ["Anonymous"]


def test_from_a_quote_to_a_stance_holder_by_itself_target_by_digit_polarity_enter(story: Hands) -> None:
    story.go_to(story.suggestion("quote", "Nobody asked"))
    story.press("A")
    quote = next(a for a in saved(story.window).values() if a.layer == "quote" and a.status == "accepted")
    story.go_to(quote)
    cast = [entry.actor.name for entry in story.window.session.cast()]
    speaker = names(story, quote, "speaker")
    target = next(name for name in cast[:9] if name not in speaker)
    story.press("S", str(cast.index(target) + 1), "-", "Return")
    stance = next(a for a in saved(story.window).values() if a.layer == "stance" and a.origin == "human")
    assert names(story, stance, "holder") == speaker
    assert names(story, stance, "target") == [target]
    assert stance.values == {"polarity": "oppose"}
    assert stance.spans["evidence"] == quote.spans["content"]


def test_a_stance_from_a_broken_quote_has_all_its_pieces_as_evidence(story: Hands) -> None:
    story.select("“Nobody asked us,”")
    story.press("Q")
    story.select("“and nobody will.”")
    story.press("Shift+C", "Return", "S")
    assert drafted(story, "evidence") == "“Nobody asked us,”|“and nobody will.”"


def test_the_target_of_last_time_is_two_keys_away(story: Hands) -> None:
    story.select("nobody will")
    story.press("S")
    story.pick("Duna")
    story.press("T", "+", "Return")
    story.select("the plan")
    story.press("S")
    story.pick("")  # the first line: as last time
    story.press("T", "-", "Return")
    stances = [a for a in saved(story.window).values() if a.layer == "stance" and a.origin == "human"]
    assert len(stances) == 2
    assert {tuple(names(story, a, "target")) for a in stances} == {("Duna",)}


def test_closing_in_the_middle_of_a_chain_loses_nothing_that_was_decided(story: Hands) -> None:
    story.press("A")
    decided = {i: a for i, a in saved(story.window).items() if a.status == "accepted"}
    story.select("“and nobody will.”")
    story.press("Q")
    article = story.window.session.article
    assert article is not None
    story.window.close()
    project = reopened(story.window)
    try:
        kept = {a.id: a for a in project.annotations(article.id)}
    finally:
        project.close()
    assert {i: kept[i] for i in decided} == decided
    assert not [a for a in kept.values() if a.origin == "human"], "a draft is kept when it is saved"


def test_l_keeps_to_one_layer_after_the_other(story: Hands) -> None:
    session = story.window.session
    story.press("L", "L")
    assert session.only == "quote"
    assert at_hand(story).layer == "quote"
    assert "ONLY QUOTES" in card(story)
    story.press("A", "A", "A")
    assert "None of this layer is left" in story.told
    story.press("Ctrl+PgDown")
    assert at_hand(story).layer == "quote", "it holds in the next article too"
    story.press("L", "L")
    assert session.only is None
    assert session.left_in_turn() == session.left()


def test_what_begins_in_a_stretch_is_found_in_reading_order(story: Hands) -> None:
    session = story.window.session
    start, end = story.span("Marin rejected")[0], story.span("Duna left")[0]
    expected = [a.id for a in session.listed() if start <= a.start < end]
    assert expected
    assert [a.id for a in session.beginning_in(Span(start, end))] == expected
    assert session.beginning_in(Span(end, end)) == []
