"""What each command does, by real keys in the article."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from annotation.model import Annotation
from gui.chooser import Chooser
from gui.keysheet import KeySheet
from tests.gui.hands import Hands, saved

STORY = (
    "Kovo met Marin in town.\n"
    "“Nobody asked us,” Marin said on Monday, “and nobody will.”\n"
    "Duna opposes the plan of Kovo. Old Duna Duna, said Kovo, is wrong."
)


@pytest.fixture
def story(hands_on: Callable[..., Hands]) -> Hands:
    return hands_on(STORY, "Marin waits.", "Kovo waits.")


def status(hands: Hands, annotation: Annotation) -> str:
    return saved(hands.window)[annotation.id].status


def at_hand(hands: Hands) -> Annotation:
    current = hands.window.session.current
    assert current is not None
    return current


def journal(hands: Hands) -> list[str]:
    project = hands.window.session.project
    return [f"{change.kind} {change.action}" for change in project.store.history(annotator="mk", limit=100)]


# Deciding


def test_a_accepts_and_goes_on(story: Hands) -> None:
    first, second = story.window.session.undecided()[:2]
    story.press("A")
    assert status(story, first) == "accepted"
    assert at_hand(story) == second


def test_x_rejects_and_goes_on(story: Hands) -> None:
    first, second = story.window.session.undecided()[:2]
    story.press("X")
    assert status(story, first) == "rejected"
    assert at_hand(story) == second


def test_rejecting_the_last_suggestion_leaves_none_at_hand_and_says_what_to_do(story: Hands) -> None:
    while story.window.session.undecided():
        story.press("X")
    assert story.window.session.current is None
    assert "No suggestion is left here" in story.told
    assert "1 more is held back" in story.told


def test_a_without_an_annotation_at_hand_says_so(hands_on: Callable[..., Hands]) -> None:
    hands = hands_on("Nobody is here.")
    for key in ("A", "X", "F", "O", "Shift+A"):
        hands.window.banner.hide()
        hands.press(key)
        assert "No annotation is at hand" in hands.told
    assert journal(hands) == []


def test_accepting_what_is_accepted_already_is_no_second_step(story: Hands) -> None:
    story.press("A", "K", "A")
    assert journal(story) == ["do accept mention"]


def test_shift_a_accepts_all_mentions_of_the_actor_as_one_step(story: Hands) -> None:
    session = story.window.session
    kovo = at_hand(story)
    same = [a for a in session.undecided() if a.layer == "mention" and a.actors == kovo.actors]
    assert len(same) > 1
    story.press("Shift+A")
    assert {status(story, a) for a in same} == {"accepted"}
    assert all(saved(story.window)[a.id].status == "suggested" for a in session.undecided())
    assert journal(story) == [f"do accept {len(same)} mentions"]
    story.press("Ctrl+Z")
    assert {status(story, a) for a in same} == {"suggested"}


def test_d_shows_the_stances_that_were_held_back(story: Hands) -> None:
    assert not [a for a in story.window.session.listed() if a.layer == "stance"]
    story.press("D")
    assert [a.layer for a in story.window.session.listed()].count("stance") == 1


def test_d_where_nothing_is_held_back_says_so(story: Hands) -> None:
    story.press("D", "D")
    assert "No suggestions are held back" in story.told


# Moving


def test_tab_and_shift_tab_go_round_the_suggestions_only(story: Hands) -> None:
    first, second, third = story.window.session.undecided()[:3]
    story.press("Tab", "A", "Shift+Tab")
    assert at_hand(story) == first
    story.press("Tab")
    assert at_hand(story) == third
    assert status(story, second) == "accepted"


def test_tab_does_not_leave_the_article(story: Hands) -> None:
    story.press("Tab", "Tab", "Shift+Tab")
    assert story.window.view.hasFocus()


def test_j_and_k_go_to_decided_annotations_too(story: Hands) -> None:
    first, second = story.window.session.undecided()[:2]
    story.press("A", "K")
    assert at_hand(story).id == first.id
    story.press("J")
    assert at_hand(story) == second


def test_v_goes_round_what_overlaps(hands_on: Callable[..., Hands]) -> None:
    hands = hands_on("“Nobody asked Marin and Duna,” said Kovo.")
    quote = hands.suggestion("quote")
    hands.go_to(hands.suggestion("mention", "Marin"))
    hands.press("V")
    assert at_hand(hands).id == quote.id


def test_the_caret_follows_so_that_a_selection_by_keyboard_begins_there(story: Hands) -> None:
    story.press("Tab", "Shift+Right", "Shift+Right")
    selected = story.window.view.selected_span()
    assert selected is not None
    assert selected.start == at_hand(story).start


def test_what_is_at_hand_is_brought_into_view(hands_on: Callable[..., Hands]) -> None:
    hands = hands_on("Kovo waits.\n" + "Nobody does.\n" * 200 + "Marin waits.")
    hands.press("Tab")
    cursor_line = hands.window.view.cursorRect()
    assert hands.window.view.viewport().rect().contains(cursor_line)
    assert at_hand(hands).start > 1000


# Taking back


def test_ctrl_z_takes_back_step_by_step_and_ctrl_shift_z_does_again(story: Hands) -> None:
    start = saved(story.window)
    story.press("A", "X", "F", "Right", "Return", "D")
    end = saved(story.window)
    assert start != end
    story.press("Ctrl+Z", "Ctrl+Z", "Ctrl+Z", "Ctrl+Z")
    assert saved(story.window) == start
    story.press("Ctrl+Shift+Z", "Ctrl+Y", "Ctrl+Shift+Z", "Ctrl+Shift+Z")
    assert saved(story.window) == end


def test_nothing_to_take_back_is_told(story: Hands) -> None:
    story.press("Ctrl+Z")
    assert "nothing to undo" in story.told
    story.press("Ctrl+Shift+Z")
    assert "nothing to redo" in story.told


def test_taking_back_goes_to_what_it_was_about_and_says_so(story: Hands) -> None:
    first = at_hand(story)
    story.press("A", "Tab", "Tab", "Ctrl+Z")
    assert at_hand(story).id == first.id
    assert "Took back: accept mention" in story.told


# Fixing


def fixing(hands: Hands, layer: str, words: str = "") -> Annotation:
    """Begins to fix a suggestion by keyboard."""
    annotation = hands.suggestion(layer, words)
    hands.go_to(annotation)
    hands.press("F")
    return annotation


def drafted(hands: Hands, role: str) -> str:
    draft = hands.window.session.draft
    assert draft is not None
    return hands.words_of(draft.after, role)


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        (("Right",), "Marin in"),
        (("Right", "Right", "Left"), "Marin in"),
        (("Shift+Left",), "met Marin"),
        (("Shift+Left", "Shift+Left", "Shift+Right"), "met Marin"),
        (("Ctrl+Left",), "Mari"),
        (("Ctrl+Left", "Ctrl+Right"), "Marin"),
        (("Ctrl+Shift+Right",), "arin"),
        (("Ctrl+Shift+Right", "Ctrl+Shift+Left"), "Marin"),
        (("Ctrl+Shift+Left", "Ctrl+Right"), " Marin "),
    ],
)
def test_arrows_move_the_boundary_that_they_should(story: Hands, keys: tuple[str, ...], words: str) -> None:
    fixing(story, "mention", "Marin")
    story.press(*keys)
    assert drafted(story, "text").strip() == words.strip()


def test_a_boundary_never_passes_the_other(story: Hands) -> None:
    fixing(story, "mention", "Marin")
    story.press(*["Ctrl+Left"] * 20)
    assert drafted(story, "text") == "M"
    story.press(*["Ctrl+Shift+Right"] * 5)
    assert drafted(story, "text") == "M"


def test_a_boundary_stops_at_the_end_of_the_text(story: Hands) -> None:
    last = [a for a in story.window.session.undecided() if a.layer == "mention"][-1]
    story.go_to(last)
    story.press("F", *["Right"] * 30)
    assert STORY.removesuffix(".").endswith(drafted(story, "text"))


def test_boundaries_do_not_cut_an_emoji(hands_on: Callable[..., Hands]) -> None:
    hands = hands_on("Kovo 👩🏽‍🚀 waits.")
    fixing(hands, "mention", "Kovo")
    hands.press("Ctrl+Right", "Ctrl+Right")
    assert drafted(hands, "text") == "Kovo 👩🏽‍🚀"


def test_up_and_down_change_the_part(story: Hands) -> None:
    session = story.window.session
    fixing(story, "quote")
    story.select("said")
    story.press("U")
    assert session.draft is not None
    assert session.draft.active is not None
    assert session.draft.active.role == "cue"
    story.press("Down")
    assert session.draft.active.role == "content"
    story.press("Up")
    assert session.draft.active.role == "cue"
    story.press("Right")
    assert drafted(story, "cue") == "said on"


def test_enter_saves_as_one_step(story: Hands) -> None:
    fixed = fixing(story, "quote")
    story.press("Left")
    story.select("said")
    story.press("U")
    story.select("Marin said"[:5])
    story.press("O", "I", "Return")
    assert journal(story)[0] == "do fix quote"
    assert len(journal(story)) == 1
    now = saved(story.window)[fixed.id]
    assert (now.status, now.changed, now.values["kind"]) == ("accepted", True, "indirect")
    assert story.words_of(now, "cue") == "said"
    story.press("Ctrl+Z")
    assert saved(story.window)[fixed.id] == fixed


def test_escape_drops_everything(story: Hands) -> None:
    before = saved(story.window)
    fixing(story, "quote")
    story.press("Left", "I", "Left", "Esc")
    assert story.window.session.draft is None
    assert saved(story.window) == before
    assert journal(story) == []


def test_saving_what_was_not_altered_accepts_it_unchanged(story: Hands) -> None:
    fixed = fixing(story, "mention", "Marin")
    story.press("Right", "Left", "Return")
    now = saved(story.window)[fixed.id]
    assert (now.status, now.changed) == ("accepted", False)


@pytest.mark.parametrize(("key", "kind"), [("D", "direct"), ("I", "indirect"), ("B", "mixed")])
def test_a_key_chooses_the_kind_of_a_quote(story: Hands, key: str, kind: str) -> None:
    fixed = fixing(story, "quote")
    story.press("I" if kind == "direct" else "D", key, "Return")
    assert saved(story.window)[fixed.id].values["kind"] == kind


@pytest.mark.parametrize(("key", "polarity"), [("+", "support"), ("-", "oppose"), ("~", "mixed"), ("0", "neutral")])
def test_a_key_chooses_the_polarity_of_a_stance(story: Hands, key: str, polarity: str) -> None:
    story.press("D")
    fixed = fixing(story, "stance")
    story.press("0" if polarity == "oppose" else "-", key, "Return")
    assert saved(story.window)[fixed.id].values["polarity"] == polarity


def test_a_key_of_another_layer_does_nothing(story: Hands) -> None:
    fixing(story, "mention", "Marin")
    draft = story.window.session.draft
    story.press("+", "I", "T", "G", "U")
    assert story.window.session.draft == draft


def test_c_u_and_o_put_a_part_where_the_selection_is(story: Hands) -> None:
    fixed = fixing(story, "quote")
    for words, key in (("“Nobody asked us,”", "C"), ("said on Monday", "U"), ("Marin said"[:5], "O")):
        story.select(words)
        story.press(key)
    story.press("Return")
    now = saved(story.window)[fixed.id]
    assert story.words_of(now, "content") == "“Nobody asked us,”"
    assert story.words_of(now, "cue") == "said on Monday"
    assert "source" in now.spans


def test_shift_c_adds_a_second_piece_of_a_broken_quote(story: Hands) -> None:
    fixed = fixing(story, "quote", "Nobody asked")
    story.select("“and nobody will.”")
    story.press("Shift+C", "Return")
    now = saved(story.window)[fixed.id]
    assert story.words_of(now, "content") == "“Nobody asked us,”|“and nobody will.”"


def test_a_parts_key_without_a_selection_goes_to_the_part(story: Hands) -> None:
    fixing(story, "quote")
    story.select("said")
    story.press("U", "C")
    draft = story.window.session.draft
    assert draft is not None
    assert draft.active is not None
    assert draft.active.role == "content"


def test_a_missing_part_is_placed_nearby_and_moved_on_by_keys_alone(story: Hands) -> None:
    fixed = fixing(story, "quote", "Nobody asked")
    story.press("U")
    assert drafted(story, "cue") == "said"
    story.press("O")
    assert drafted(story, "source") == "Marin"
    story.press("C", "Shift+C")
    assert drafted(story, "content").endswith("|Marin")
    story.press("Right", "Right", "Return")
    now = saved(story.window)[fixed.id]
    assert story.words_of(now, "cue") == "said"
    assert story.words_of(now, "content").endswith("|Marin said on")


def test_ctrl_z_while_fixing_drops_the_fix_and_takes_nothing_else_back(story: Hands) -> None:
    story.press("A")
    fixing(story, "quote")
    story.press("Left", "Ctrl+Z")
    assert story.window.session.draft is None
    assert "The fix was dropped" in story.told
    assert journal(story) == ["do accept mention"]


def test_backspace_removes_a_part(story: Hands) -> None:
    fixed = fixing(story, "quote")
    story.select("said")
    story.press("U", "Backspace", "Return")
    now = saved(story.window)[fixed.id]
    assert "cue" not in now.spans
    assert "content" in now.spans


def test_without_its_main_part_nothing_can_be_saved_and_the_draft_stays(story: Hands) -> None:
    fixed = fixing(story, "mention", "Marin")
    story.press("Backspace", "Return")
    assert story.window.session.draft is not None
    assert "no text yet" in story.told
    assert saved(story.window)[fixed.id] == fixed


def test_w_changes_the_speaker_to_one_of_the_cast(story: Hands) -> None:
    fixed = fixing(story, "quote")
    story.pick("Duna")
    story.press("W", "Return")
    duna = next(entry.actor.id for entry in story.window.session.cast() if entry.actor.name == "Duna")
    assert saved(story.window)[fixed.id].actors["speaker"] == (duna,)


def test_shift_w_adds_a_second_speaker(story: Hands) -> None:
    fixed = fixing(story, "quote")
    before = fixed.actors["speaker"]
    story.pick("Kovo")
    story.press("Shift+W", "Return")
    now = saved(story.window)[fixed.id].actors["speaker"]
    assert now[: len(before)] == before
    assert len(now) == 2


def test_a_digit_puts_an_actor_of_the_cast_into_the_draft(story: Hands) -> None:
    fixed = fixing(story, "quote")
    third = story.window.session.cast()[2].actor
    story.press("3", "Return")
    assert saved(story.window)[fixed.id].actors["speaker"] == (third.id,)


def test_a_digit_beyond_the_cast_says_how_many_there_are(story: Hands) -> None:
    story.press("9")
    assert "only 3 actors" in story.told


# Making


def test_m_makes_a_mention_of_a_new_actor(story: Hands) -> None:
    story.select("town")
    story.pick("The town")
    story.press("M", "Return")
    made = at_hand(story)
    assert story.words_of(made, "text") == "town"
    assert (made.origin, made.status, made.annotator) == ("human", "accepted", "mk")
    actor = story.window.session.project.store.actor(made.actors["actor"][0])
    assert actor is not None
    assert (actor.name, actor.kind) == ("The town", "person")
    assert journal(story) == ["do add mention"]


def test_m_knows_the_actor_of_words_that_were_mentioned_before(hands_on: Callable[..., Hands]) -> None:
    hands = hands_on("Kovo and Marin. Old Kovo waits.")
    first = at_hand(hands)
    second = [a for a in hands.window.session.undecided() if a.actors == first.actors][1]
    hands.go_to(second)
    hands.press("X")
    hands.window.view.select(second.spans["text"][0])
    hands.press("M", "Return")
    assert at_hand(hands).actors == first.actors


def test_dropping_the_choice_of_an_actor_keeps_the_draft_but_saves_nothing(story: Hands) -> None:
    before = saved(story.window)
    story.select("town")
    story.answer(lambda dialogue: QTest.keyClick(dialogue, Qt.Key.Key_Escape))
    story.press("M")
    assert story.window.session.draft is not None
    story.press("Return")
    assert "no actor yet" in story.told
    assert story.window.session.draft is not None
    story.press("Esc")
    assert saved(story.window) == before
    assert story.window.session.project.store.actors_like("town", limit=9) == []


def test_q_makes_a_quote_with_cue_and_speaker_proposed(story: Hands) -> None:
    story.select("“and nobody will.”")
    story.press("Q", "Return")
    made = at_hand(story)
    marin = next(e.actor.id for e in story.window.session.cast() if e.actor.name == "Marin")
    assert story.words_of(made, "content") == "“and nobody will.”"
    assert story.words_of(made, "cue") == "said"
    assert story.words_of(made, "source") == "Marin"
    assert made.actors["speaker"] == (marin,)
    assert made.values["kind"] == "direct"


def test_s_makes_a_stance_with_its_holder_proposed(story: Hands) -> None:
    story.select("opposes the plan of Kovo")
    story.press("S", "-", "Return")
    made = at_hand(story)
    names = {e.actor.id: e.actor.name for e in story.window.session.cast()}
    assert [names[i] for i in made.actors["holder"]] == ["Duna"]
    assert [names[i] for i in made.actors["target"]] == ["Kovo"]
    assert made.values["polarity"] == "oppose"


def test_s_without_a_selection_begins_from_the_quote_at_hand(story: Hands) -> None:
    quote = story.suggestion("quote")
    story.go_to(quote)
    story.press("S")
    draft = story.window.session.draft
    assert draft is not None
    assert draft.after.actors["holder"] == quote.actors["speaker"]
    assert draft.after.spans["evidence"] == quote.spans["content"]


def test_a_stance_without_a_polarity_is_refused_in_a_sentence_and_the_draft_stays(story: Hands) -> None:
    before = saved(story.window)
    story.select("opposes the plan of Kovo")
    story.press("S")
    draft = story.window.session.draft
    story.press("Return")
    assert "no polarity yet" in story.told
    assert story.window.session.draft == draft
    assert saved(story.window) == before


def test_beginning_without_a_selection_says_what_to_do(story: Hands) -> None:
    for key, name in (("M", "mention"), ("Q", "quote"), ("S", "stance")):
        story.press(key)
        assert f"press {key} for a new {name}" in story.told
        assert story.window.session.draft is None


def test_a_selection_by_keyboard_alone_is_enough(story: Hands) -> None:
    story.press("Esc")
    story.select_by_keys("Kovo met")
    story.pick("Both")
    story.press("M", "Return")
    assert story.words_of(at_hand(story), "text") == "Kovo met"


def test_a_digit_makes_the_selection_a_mention_at_once(story: Hands) -> None:
    second = story.window.session.cast()[1].actor
    story.select("town")
    story.press("2")
    made = at_hand(story)
    assert (story.words_of(made, "text"), made.actors["actor"], made.status) == ("town", (second.id,), "accepted")
    assert story.window.session.draft is None


def test_what_was_made_is_deleted_by_x_and_comes_back_by_undo(story: Hands) -> None:
    story.select("town")
    story.press("2")
    made = at_hand(story)
    story.press("X")
    assert made.id not in saved(story.window)
    story.press("Ctrl+Z")
    assert saved(story.window)[made.id] == made


def test_a_new_actor_goes_with_the_mention_that_is_taken_back(story: Hands) -> None:
    story.select("town")
    story.pick("The town")
    story.press("M", "Return", "Ctrl+Z")
    assert story.window.session.project.store.actors_like("The town", limit=9) == []


# Articles and the window


def test_ctrl_enter_warns_once_of_what_is_undecided_and_then_goes_on(story: Hands) -> None:
    session = story.window.session
    first = session.article
    assert first is not None
    left = len(session.undecided())
    story.press("Ctrl+Return")
    assert f"{left} suggestions are undecided" in story.told
    assert session.article == first
    assert session.project.progress(first.id).state == "open"
    story.press("Ctrl+Enter")
    assert session.project.progress(first.id).state == "done"
    assert session.article is not None
    assert session.article.text == "Marin waits."
    assert story.told == "", "that was about the article before"


def test_an_article_that_holds_nothing_can_be_done_at_once(hands_on: Callable[..., Hands]) -> None:
    hands = hands_on("Nobody is here.")
    article = hands.window.session.article
    assert article is not None
    hands.press("Ctrl+Return")
    assert hands.window.session.project.progress(article.id).state == "done"
    assert "Every article of this project is done" in hands.told


def test_an_article_can_be_skipped_and_opened_again(story: Hands) -> None:
    session = story.window.session
    article = session.article
    assert article is not None
    story.press("Ctrl+Shift+S")
    assert session.project.progress(article.id).state == "skipped"
    story.press("Ctrl+PgUp", "Ctrl+Shift+O")
    assert session.article == article
    assert session.project.progress(article.id).state == "open"


def test_one_goes_from_article_to_article_and_stops_at_the_ends(story: Hands) -> None:
    session = story.window.session
    ids = list(session.project.store.article_ids())
    seen = []
    for key in ("Ctrl+PgUp", "Ctrl+PgDown", "Ctrl+PgDown", "Ctrl+PgDown", "Ctrl+PgUp"):
        story.press(key)
        assert session.article is not None
        seen.append(ids.index(session.article.id))
    assert seen == [0, 1, 2, 2, 1]


def test_the_next_article_to_do_passes_over_what_is_done(story: Hands) -> None:
    session = story.window.session
    ids = list(session.project.store.article_ids())
    session.do(session.project.mark, ids[1], "done")
    session.open_article(ids[0])
    story.press("Ctrl+J")
    assert session.article is not None
    assert session.article.id == ids[2]


def test_the_focus_goes_to_queue_lists_and_back(story: Hands) -> None:
    window = story.window
    story.press("Ctrl+2")
    assert window.queue.list.hasFocus()
    story.press("Ctrl+3")
    assert window.spans.list.hasFocus()
    story.press("Ctrl+1")
    assert window.view.hasFocus()


def test_ctrl_c_copies_the_selected_words(story: Hands) -> None:
    story.select("met Marin")
    story.press("Ctrl+C")
    assert QGuiApplication.clipboard().text() == "met Marin"


@pytest.mark.parametrize("key", ["?", "F1"])
def test_a_key_shows_all_keys(story: Hands, key: str) -> None:
    seen: list[type] = []
    story.answer(lambda dialogue: seen.append(type(dialogue)))
    story.press(key)
    assert seen == [KeySheet]


def test_ctrl_k_runs_a_command_by_its_name(story: Hands) -> None:
    story.pick("other colours")
    theme = story.window.theme
    story.press("Ctrl+K")
    assert story.window.theme != theme


def test_the_palette_offers_only_what_can_be_done_now(story: Hands) -> None:
    story.press("F")
    found: list[int] = []

    def act(dialogue: Chooser) -> None:
        field = dialogue.findChild(QLineEdit)
        assert field is not None
        QTest.keyClicks(field, "mark done")
        found.append(dialogue._model.rowCount())

    story.answer(act)
    story.press("Ctrl+K")
    assert found == [0]


def test_another_annotator_sees_none_of_the_firsts_labels(story: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    first = at_hand(story)
    story.press("A")
    monkeypatch.setattr("gui.questions.QInputDialog.getText", lambda *_, **__: ("other", True))
    story.press("Ctrl+Shift+A")
    session = story.window.session
    assert session.project.annotator == "other"
    assert {a.annotator for a in session.annotations.values()} == {"other"}
    assert {a.status for a in session.annotations.values()} == {"suggested"}
    assert first.id not in session.annotations
    story.press("Ctrl+Z")
    assert "nothing to undo" in story.told


def test_a_large_change_is_taken_back_in_the_workers_thread(
    monkeypatch: pytest.MonkeyPatch, story: Hands, qtbot: QtBot
) -> None:
    monkeypatch.setattr("gui.actions.MANY", 2)
    before = saved(story.window)
    story.go_to(story.suggestion("mention", "Duna"))
    story.press("Shift+A")
    assert len([a for a in saved(story.window).values() if a.status == "accepted"]) > 1
    for key, then in (("Ctrl+Z", "Took back"), ("Ctrl+Shift+Z", "Did again"), ("Ctrl+Z", "Took back")):
        story.press(key)
        qtbot.waitUntil(lambda then=then: then in story.told)
    assert saved(story.window) == before
