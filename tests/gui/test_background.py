"""Work in the background thread, and how its results come back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from annotation.errors import Problem
from gui.background import Background, Job


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:
    made = Background()
    yield made
    made.close()


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """Holds work until it is set."""
    event = threading.Event()
    yield event
    event.set()


def waits(gate: threading.Event, result: object) -> Callable[[Job], object]:
    def work(_job: Job) -> object:
        assert gate.wait(10), "nobody opened the gate"
        return result

    return work


def test_the_result_comes_back_in_the_windows_thread(qtbot: QtBot, background: Background) -> None:
    got: list[tuple[object, bool, bool]] = []
    home = threading.current_thread()
    background.run(
        "key",
        lambda _job: threading.current_thread() is home,
        lambda result: got.append((result, threading.current_thread() is home, background.busy("key"))),
    )
    qtbot.waitUntil(lambda: bool(got))
    assert got == [(False, True, False)]


def test_asking_again_replaces_what_was_asked(qtbot: QtBot, background: Background, gate: threading.Event) -> None:
    got: list[object] = []
    background.run("key", waits(gate, "old"), got.append)
    background.run("key", waits(gate, "new"), got.append)
    gate.set()
    qtbot.waitUntil(lambda: not background.busy())
    assert got == ["new"]


def test_results_of_other_keys_are_not_dropped(qtbot: QtBot, background: Background) -> None:
    got: list[object] = []
    for key in "abc":
        background.run(key, lambda job: job.key, got.append)
    qtbot.waitUntil(lambda: not background.busy())
    assert got == ["a", "b", "c"]


def test_a_problem_is_told_and_nothing_else_happens(qtbot: QtBot, background: Background) -> None:
    def work(_job: Job) -> None:
        raise Problem("The disk is full.")

    got: list[object] = []
    with qtbot.waitSignal(background.failed) as failed:
        background.run("key", work, got.append)
    key, problem = failed.args or ("", None)
    assert (key, str(problem), got, background.busy()) == ("key", "The disk is full.", [], False)


def test_a_bug_goes_to_the_excepthook(qtbot: QtBot, background: Background) -> None:
    def work(_job: Job) -> None:
        raise ZeroDivisionError

    with capture_exceptions() as caught, qtbot.assertNotEmitted(background.failed):
        background.run("key", work, lambda _result: None)
        qtbot.waitUntil(lambda: bool(caught))
    assert [kind for kind, _, _ in caught] == [ZeroDivisionError]
    assert not background.busy()


def test_work_goes_on_after_a_bug(qtbot: QtBot, background: Background) -> None:
    got: list[object] = []
    with capture_exceptions() as caught:
        background.run("one", lambda _job: 1 // 0, got.append)
        background.run("two", lambda _job: 2, got.append)
        qtbot.waitUntil(lambda: bool(got))
    assert len(caught) == 1
    assert got == [2]


def test_progress_is_reported_by_key(qtbot: QtBot, background: Background) -> None:
    with qtbot.waitSignal(background.progressed) as progressed:
        background.run("key", lambda job: job.progress(3, 7), lambda _result: None)
    assert progressed.args == ["key", 3, 7]
    qtbot.waitUntil(lambda: not background.busy())


def test_work_that_is_stopped_still_says_how_far_it_came(
    qtbot: QtBot, background: Background, gate: threading.Event
) -> None:
    def work(job: Job) -> str:
        gate.wait(10)
        return "all" if job.going_on() else "a part"

    got: list[object] = []
    background.run("key", work, got.append)
    background.stop("key")
    gate.set()
    qtbot.waitUntil(lambda: bool(got))
    assert got == ["a part"]


def test_stopping_what_does_not_run_does_nothing(background: Background) -> None:
    background.stop("nothing")
    assert not background.busy("nothing")


def test_closing_ends_the_thread_and_delivers_nothing_more(qtbot: QtBot, gate: threading.Event) -> None:
    background = Background()
    threads = threading.active_count()
    got: list[object] = []
    ended: list[bool] = []
    begun = threading.Event()

    def work(job: Job) -> None:
        begun.set()
        while job.going_on():
            gate.wait(0.01)
        ended.append(True)

    background.run("running", work, got.append)
    background.run("waiting", lambda _job: ended.append(False), got.append)
    assert begun.wait(10)
    background.close()
    assert ended == [True]
    assert threading.active_count() == threads
    qtbot.wait(10)
    assert got == []
    assert not background.busy()
