"""The article, the annotation and the draft at hand, and the one door to every change."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from annotation.errors import Problem, ProjectProblem
from annotation.model import Annotation, Article, Change, Labels, Span, new_id
from annotation.project import Project
from annotation.reader import Stopped
from annotation.reader.packaged import WeightsProblem
from annotation.store import Store
from gui.session import Session
from gui.window import Window
from tests.gui.hands import FakeReader, Hands, add_articles, fill_disk, pixels, reopened, saved


class SlowReader(FakeReader):
    """Answers only when it is let."""

    def __init__(self) -> None:
        self.may_answer = threading.Event()
        self.asked: list[str] = []

    def read(self, article: Article, decided: Labels, *, going_on: Callable[[], bool] = lambda: True) -> Labels:
        self.asked.append(article.title)
        assert self.may_answer.wait(10), "nobody let the reader answer"
        return super().read(article, decided)


@pytest.fixture
def slow_reader(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowReader]:
    reader = SlowReader()
    monkeypatch.setattr("gui.session.load_reader", lambda _name: reader)
    yield reader
    reader.may_answer.set()


@pytest.fixture
def unread(project: Project) -> list[str]:
    """The ids of two articles of the project that no reader has seen yet."""
    return add_articles(project, "Kovo met Marin.", "Marin opposes Duna.\n“No,” said Marin.")


# Opening


def test_the_first_suggestion_of_the_first_article_is_at_hand(window: Window) -> None:
    session = window.session
    assert session.article is not None
    assert session.project.store.number_of(session.article.id) == 1
    assert session.current is session.undecided()[0]


def test_the_window_starts_with_the_first_article_that_is_to_do(
    project: Project, windows: Callable[[Project], Window]
) -> None:
    first, second, *_ = project.store.article_ids()
    project.mark(first, "done")
    session = windows(project).session
    assert session.article is not None
    assert session.article.id == second


def test_an_article_that_nobody_has_read_is_read_in_the_background(
    qtbot: QtBot, window: Window, unread: list[str]
) -> None:
    window.session.open_article(unread[1])
    assert window.session.undecided() == []
    qtbot.waitUntil(lambda: bool(window.session.undecided()))
    assert {a.layer for a in window.session.undecided()} == {"mention", "quote"}


def test_what_the_reader_remarks_is_told(
    qtbot: QtBot, window: Window, unread: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FakeReader, "read", lambda *_, **__: Labels(remark="I read Latin."))
    told: list[tuple[str, bool]] = []
    window.session.told.connect(lambda sentence, problem: told.append((sentence, problem)))
    window.session.open_article(unread[0])
    qtbot.waitUntil(lambda: ("I read Latin.", False) in told)


def test_without_weights_the_problem_is_told_and_the_window_works_on(
    qtbot: QtBot, window: Window, unread: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_name: str | None) -> None:
        raise WeightsProblem("The reader's file tagger.onnx is damaged; install Standpoint again.")

    monkeypatch.setattr("gui.session.load_reader", missing)
    window.session.open_article(unread[0])
    qtbot.waitUntil(lambda: "install Standpoint again" in window.banner.words.text())
    window.session.open_article(next(window.session.project.store.article_ids()))
    current = window.session.current
    Hands(window).press("A")
    assert current is not None
    assert window.session.annotations[current.id].status == "accepted"


def test_a_reading_is_broken_off_when_another_article_is_to_be_read(
    qtbot: QtBot, window: Window, unread: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(self: FakeReader, article: Article, decided: Labels, *, going_on: Callable[[], bool]) -> Labels:
        begun.append(article.id)
        if article.id == unread[0]:
            while going_on():
                time.sleep(0.01)
            raise Stopped
        return original(self, article, decided)

    begun: list[str] = []
    original = FakeReader.read
    monkeypatch.setattr(FakeReader, "read", read)
    window.session.open_article(unread[0])
    qtbot.waitUntil(lambda: begun == unread[:1])
    window.session.open_article(unread[1])
    qtbot.waitUntil(lambda: bool(window.session.undecided()))
    assert begun == unread[:2]
    assert window.session.project.store.not_suggested() == unread[:1]


def test_another_reader_suggests_once_it_is_chosen(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Other(FakeReader):
        name = "other-2"

    monkeypatch.setattr("gui.session.load_reader", lambda name: Other() if name == "mine" else None)
    chosen: list[bool] = []
    window.session.choose_reader("mine", lambda: chosen.append(True))
    qtbot.waitUntil(lambda: chosen == [True])
    window.session.read_again()
    qtbot.waitUntil(lambda: {a.model for a in window.session.undecided()} == {"other-2"})


def test_an_article_in_which_the_reader_finds_nothing_is_not_read_again(
    qtbot: QtBot, window: Window, project: Project, slow_reader: SlowReader
) -> None:
    slow_reader.may_answer.set()
    (empty,) = add_articles(project, "Nobody is here.")
    others = list(project.store.article_ids())
    window.session.open_article(empty)
    qtbot.waitUntil(lambda: not window.background.busy("read"))
    window.session.open_article(others[0])
    window.session.open_article(empty)
    assert not window.background.busy("read")
    assert slow_reader.asked == ["Nobody is here."]


def test_a_late_answer_does_not_land_in_another_article(
    qtbot: QtBot, window: Window, unread: list[str], slow_reader: SlowReader
) -> None:
    session = window.session
    read = list(session.project.store.article_ids())[1]
    session.open_article(unread[0])
    qtbot.waitUntil(lambda: bool(slow_reader.asked))
    session.open_article(read)
    before = dict(session.annotations)
    slow_reader.may_answer.set()
    qtbot.waitUntil(lambda: not window.background.busy())
    assert session.article is not None
    assert session.article.id == read
    assert session.annotations == before
    assert {a.article for a in session.annotations.values()} == {read}


def test_of_two_articles_opened_in_a_row_each_gets_its_own_suggestions(
    qtbot: QtBot, window: Window, unread: list[str], slow_reader: SlowReader
) -> None:
    session = window.session
    session.open_article(unread[0])
    qtbot.waitUntil(lambda: bool(slow_reader.asked))
    session.open_article(unread[1])
    slow_reader.may_answer.set()
    qtbot.waitUntil(lambda: bool(session.undecided()))
    assert {a.article for a in session.annotations.values()} == {unread[1]}
    session.open_article(unread[0])
    qtbot.waitUntil(lambda: bool(session.undecided()))
    assert {a.article for a in session.annotations.values()} == {unread[0]}


def test_one_can_work_while_the_reader_reads(
    qtbot: QtBot, window: Window, hands: Hands, unread: list[str], slow_reader: SlowReader
) -> None:
    """What is made meanwhile stays, and the reader's answer is laid out around it."""
    session = window.session
    session.open_article(unread[1])
    hands.select("Marin opposes")
    hands.pick("Marin Okoro")
    hands.press("M")
    assert session.draft is not None
    slow_reader.may_answer.set()
    qtbot.waitUntil(lambda: bool(session.undecided()))
    assert session.draft is not None, "the answer took the draft away"
    hands.press("Return")
    assert hands.told == ""
    made = [a for a in saved(window).values() if a.origin == "human"]
    assert [hands.words_of(a, "text") for a in made] == ["Marin opposes"]


def test_the_readers_answer_leaves_the_selection_that_was_made_meanwhile(
    qtbot: QtBot, window: Window, hands: Hands, unread: list[str], slow_reader: SlowReader
) -> None:
    window.session.open_article(unread[1])
    hands.select("opposes")
    chosen = window.view.selected_span()
    slow_reader.may_answer.set()
    qtbot.waitUntil(lambda: bool(window.session.undecided()))
    assert window.view.selected_span() == chosen
    hands.press("Tab")
    assert window.view.selected_span() is None


def test_the_readers_answer_leaves_the_draft_in_its_frame(
    qtbot: QtBot, window: Window, hands: Hands, unread: list[str], slow_reader: SlowReader
) -> None:
    window.session.open_article(unread[1])
    hands.select("“No,”")
    hands.press("Q")
    before = window.view._ink.frames
    slow_reader.may_answer.set()
    qtbot.waitUntil(lambda: bool(window.session.undecided()))
    assert window.view._ink.frames == before


def test_asking_again_replaces_what_is_undecided_and_nothing_else(qtbot: QtBot, hands: Hands) -> None:
    session = hands.window.session
    hands.press("A", "A", "X")
    decided = {a.id: a for a in session.annotations.values() if a.status != "suggested"}
    undecided = {a.id for a in session.undecided()}
    hands.press("Ctrl+R")
    qtbot.waitUntil(lambda: not hands.window.background.busy())
    assert {i: a for i, a in saved(hands.window).items() if a.status != "suggested"} == decided
    assert undecided.isdisjoint(saved(hands.window))
    hands.press("Ctrl+Z")
    assert undecided <= set(saved(hands.window))


# What is shown


def test_suggestions_of_a_layer_on_demand_are_hidden_until_asked_for(hands: Hands) -> None:
    session = hands.window.session
    held_back = session.held_back()
    assert held_back["stance"] > 0
    assert all(a.layer != "stance" for a in session.listed())
    hands.press("D")
    assert session.held_back() == {}
    assert sum(a.layer == "stance" for a in session.undecided()) == held_back["stance"]


def test_undoing_the_asking_hides_them_again(hands: Hands) -> None:
    hands.press("D", "Ctrl+Z")
    assert hands.window.session.held_back()["stance"] > 0
    assert all(a.layer != "stance" for a in hands.window.session.listed())


def test_ones_own_stance_is_shown_though_suggestions_are_held_back(hands: Hands) -> None:
    session = hands.window.session
    stance = next(a for a in session.annotations.values() if a.layer == "stance")
    session.do(session.project.accept, stance)
    assert stance.id in {a.id for a in session.listed()}


def test_what_was_rejected_is_kept_but_not_shown(hands: Hands) -> None:
    session = hands.window.session
    first = session.undecided()[0]
    hands.press("X")
    assert first.id not in {a.id for a in session.listed()}
    assert saved(hands.window)[first.id].status == "rejected"


def test_the_annotations_at_an_offset_come_shortest_first(hands: Hands) -> None:
    session = hands.window.session
    quote = hands.suggestion("quote", "harbour")
    mention = replace(hands.suggestion("mention"), id="new", spans={"text": (Span(quote.start + 2, quote.start + 6),)})
    session.do(session.project.add, mention)
    assert [a.id for a in session.at(quote.start + 3)][-1] == quote.id
    assert session.at(quote.end) == [] or quote.id not in [a.id for a in session.at(quote.end)]


def test_the_list_stays_in_reading_order_whatever_is_done(hands: Hands) -> None:
    session = hands.window.session
    hands.press("A", "X", "Tab", "F", "Right", "Return", "X", "Ctrl+Z", "D", "A", "Ctrl+Z", "Ctrl+Shift+Z")
    listed = [(a.start, a.end, a.id) for a in session.listed()]
    assert listed == sorted(listed)
    shown = {a.id for a in session.annotations.values() if session.shows(a)}
    assert {place[2] for place in listed} == shown


def test_the_neighbours_go_round(hands: Hands) -> None:
    session = hands.window.session
    order = [a.id for a in session.undecided()]
    seen = []
    for _ in range(len(order) + 1):
        assert session.current is not None
        seen.append(session.current.id)
        hands.press("Tab")
    assert seen == [*order, order[0]]


def test_without_any_annotation_there_is_no_neighbour(hands_on: Callable[..., Hands]) -> None:
    session = hands_on("Nobody is here.").window.session
    assert session.neighbour(1) is None
    assert session.neighbour(-1, suggested=False) is None


# Changing


def test_accepting_saves_at_once_and_goes_on(hands: Hands) -> None:
    session = hands.window.session
    first, second = session.undecided()[:2]
    hands.press("A")
    assert saved(hands.window)[first.id].status == "accepted"
    assert session.current == second


def test_a_problem_leaves_everything_as_it_was_and_is_told(hands: Hands) -> None:
    session = hands.window.session
    before = (dict(session.annotations), session.current, saved(hands.window))

    def refuse() -> Change:
        raise Problem("This cannot be done; do something else.")

    assert session.do(refuse) is None
    assert (dict(session.annotations), session.current, saved(hands.window)) == before
    assert "This cannot be done; do something else." in hands.told


def test_a_problem_is_not_told_as_a_change(qtbot: QtBot, hands: Hands) -> None:
    session = hands.window.session

    def refuse() -> Change:
        raise Problem("No.")

    with qtbot.assertNotEmitted(session.changed):
        session.do(refuse)


def test_a_bug_in_a_verb_is_not_swallowed(window: Window) -> None:
    def bug() -> Change:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        window.session.do(bug)


def test_undo_of_another_article_opens_it(hands: Hands) -> None:
    session = hands.window.session
    first = session.article
    assert first is not None
    accepted = session.undecided()[0]
    hands.press("A", "Ctrl+PgDown")
    assert session.article is not None
    assert session.article.id != first.id
    hands.press("Ctrl+Z")
    assert session.article == first
    assert session.annotations[accepted.id].status == "suggested"
    assert session.current is not None
    assert session.current.id == accepted.id
    assert hands.window.view.toPlainText() == first.text


def test_redo_of_another_article_opens_it(hands: Hands) -> None:
    session = hands.window.session
    first = session.article
    accepted = session.undecided()[0]
    hands.press("A", "Ctrl+Z", "Ctrl+PgDown", "Ctrl+Shift+Z")
    assert session.article == first
    assert session.annotations[accepted.id].status == "accepted"


def test_undo_of_done_comes_back_to_the_article(hands: Hands) -> None:
    session = hands.window.session
    first = session.article
    hands.press("Ctrl+Return", "Ctrl+Return")
    assert session.article != first
    hands.press("Ctrl+Z")
    assert session.article == first
    assert session.progress is not None
    assert session.progress.state == "open"


def test_opening_another_article_drops_the_draft_and_saves_nothing_of_it(hands: Hands) -> None:
    before = saved(hands.window)
    hands.press("F", "Right", "Ctrl+PgDown")
    assert hands.window.session.draft is None
    hands.press("Ctrl+PgUp")
    assert saved(hands.window) == before


# What is looked at


LONG = "\n".join(f"{number} Kovo met Marin and Duna." for number in range(300))


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the annotations that were read from a file in order to be looked at."""
    ids: list[str] = []
    whole = Store.annotations_with

    def noted(self: Store, wanted: Sequence[str]) -> list[Annotation]:
        ids.extend(wanted)
        return whole(self, wanted)

    monkeypatch.setattr(Store, "annotations_with", noted)
    return ids


def test_a_long_article_is_read_where_it_is_looked_at(read: list[str], hands_on: Callable[..., Hands]) -> None:
    session = hands_on(LONG).window.session
    assert session.left() == 900
    assert session.cast()[0].counts == {"mention": 300}
    assert 0 < len(read) < 200
    assert len(read) == len(set(read))


def test_one_walks_from_suggestion_to_suggestion_whatever_was_read(hands_on: Callable[..., Hands]) -> None:
    hands = hands_on(LONG)
    session = hands.window.session
    walked: list[Annotation | None] = []
    for _ in range(100):
        walked.append(session.current)
        hands.press("Tab")
    hands.press(*["Shift+Tab"] * 101)
    assert session.article is not None
    all_of_them = session.project.annotations(session.article.id)
    assert walked == all_of_them[:100]
    assert session.current == all_of_them[-1]
    assert session.undecided() == session.listed() == all_of_them


def test_what_another_window_deleted_unseen_shows_nothing_and_goes(hands_on: Callable[..., Hands]) -> None:
    hands = hands_on(LONG)
    session = hands.window.session
    assert session.article is not None
    with closing(Project.open(session.project.store.path, annotator=session.project.annotator)) as other:
        last = session.project.annotations(session.article.id)[-1]
        made = other.add(replace(last, id=new_id(), status="accepted")).edits[0].value
        assert isinstance(made, Annotation)
        session.look_again()
        other.reject(made)
    end = session.neighbour(-1, suggested=False)
    assert end is not None
    session.go(end)
    pixels(hands.window.view)
    assert (end.id, end.spans) == (made.id, {})
    session.look_again()
    assert made.id not in session.annotations


# Others who write


@pytest.fixture
def other(project: Project) -> Iterator[Project]:
    """The same file and annotator, in another window or command."""
    same = Project.open(project.store.path, annotator=project.annotator)
    yield same
    same.close()


def first_suggestion(session: Session) -> str:
    return session.undecided()[0].id


def test_what_another_window_writes_is_taken_over(window: Window, other: Project) -> None:
    session = window.session
    accepted = session.undecided()[1]
    assert session.look_again() is False
    other.accept(accepted)
    assert session.look_again() is True
    assert session.annotations[accepted.id].status == "accepted"
    assert session.look_again() is False


def test_taking_over_leaves_the_person_where_they_are(hands: Hands, other: Project) -> None:
    window, session = hands.window, hands.window.session
    window.resize(900, 500)
    hands.press("Tab", "Tab")
    hands.select("Not everyone")
    bar = window.view.verticalScrollBar()
    place = (session.current, window.view.selected_span(), bar.value())
    other.accept(session.undecided()[-1])
    session.look_again()
    assert (session.current, window.view.selected_span(), bar.value()) == place


def test_what_another_window_took_away_is_no_longer_painted(hands: Hands, other: Project) -> None:
    window, session = hands.window, hands.window.session
    last = session.undecided()[-1]
    other.reject(last)
    session.look_again()
    painted = {placed.mark.annotation for p in range(60) for placed in window.view._ink.index.placed(p)}
    assert painted == {a.id for a in session.listed()}


def test_ones_own_change_is_not_taken_for_somebody_elses(hands: Hands) -> None:
    hands.press("A", "A")
    assert hands.window.session.look_again() is False


def test_a_conflict_is_told_and_the_action_can_be_repeated(hands: Hands, other: Project) -> None:
    session = hands.window.session
    first = session.undecided()[0]
    other.accept(first)
    hands.press("X")
    assert "changed in another window" in hands.told
    assert saved(hands.window)[first.id].status == "accepted"
    hands.press("X")
    assert saved(hands.window)[first.id].status == "rejected"


def test_a_draft_outlives_what_another_window_writes(hands: Hands, other: Project) -> None:
    session = hands.window.session
    first, second = session.undecided()[:2]
    hands.press("F", "Right")
    other.accept(second)
    assert session.look_again() is False, "loading waits until the draft has ended"
    assert session.draft is not None
    hands.press("Return")
    assert session.draft is None
    assert saved(hands.window)[first.id].changed
    assert saved(hands.window)[second.id].status == "accepted"


def test_after_a_conflict_over_a_draft_the_file_is_seen_again(hands: Hands, other: Project) -> None:
    session = hands.window.session
    first = session.undecided()[0]
    hands.press("F", "Right")
    other.reject(first)
    session.look_again()  # what the window's clock does
    hands.press("Return")
    assert "changed in another window" in hands.told
    hands.press("Esc")
    session.look_again()
    assert session.annotations[first.id].status == "rejected"


# A full disk


def accept_until_the_disk_is_full(hands: Hands) -> tuple[set[str], Annotation]:
    """The ids of what was accepted before, and the suggestion at hand that could not be."""
    session = hands.window.session
    fill_disk(session.project)
    accepted: set[str] = set()
    while "The disk is full" not in hands.told:
        assert session.current is not None
        assert session.current.status == "suggested", "all was saved: the disk was not full"
        at_hand = session.current
        accepted.add(at_hand.id)
        hands.press("A")
    return accepted - {at_hand.id}, at_hand


def test_opening_an_article_on_a_full_disk_tells_a_sentence(hands: Hands) -> None:
    fill_disk(hands.window.session.project)
    hands.press("Ctrl+PgDown")
    assert "The disk is full" in hands.told
    assert hands.window.session.article is not None
    assert hands.window.view.toPlainText() == hands.text


def test_a_reading_that_cannot_be_kept_tells_a_sentence(
    qtbot: QtBot, hands: Hands, unread: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Store, *_args: object) -> None:
        raise ProjectProblem("The disk is full: this was not saved; free some space and do it again.")

    monkeypatch.setattr(Store, "add_labels", full)
    hands.window.session.open_article(unread[0])
    qtbot.waitUntil(lambda: not hands.window.background.busy("read"))
    assert "The disk is full" in hands.told
    assert hands.window.session.undecided() == []


def test_saving_on_a_full_disk_tells_a_sentence_and_keeps_the_card(hands: Hands) -> None:
    session = hands.window.session
    accepted, refused = accept_until_the_disk_is_full(hands)
    assert "not saved" in hands.told
    assert session.current == refused
    assert session.undecided()[0] == refused
    assert {a.id for a in saved(hands.window).values() if a.status == "accepted"} == accepted


def test_a_draft_outlives_a_full_disk(hands: Hands) -> None:
    session = hands.window.session
    accept_until_the_disk_is_full(hands)
    hands.press("F", "Right", "Right")
    draft = session.draft
    hands.press("Return")
    assert session.draft == draft
    assert "The disk is full" in hands.told
    session.project.store._db.execute("PRAGMA max_page_count = 1000000")
    hands.press("Return")
    assert session.draft is None
    project = reopened(hands.window)
    assert project.store.last_undoable("mk") is not None
    project.close()
