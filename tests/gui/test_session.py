"""The article, the annotation and the draft at hand, and the one door to every change."""

from __future__ import annotations

from tests.gui.hands import Hands, saved
from gui.window import Window


def test_the_first_suggestion_of_the_first_article_is_at_hand(window: Window) -> None:
    session = window.session
    assert session.article is not None
    assert session.project.store.number_of(session.article.id) == 1
    assert session.current is session.undecided()[0]


def test_accepting_saves_at_once_and_goes_on(hands: Hands) -> None:
    session = hands.window.session
    first, second = session.undecided()[:2]
    hands.press("A")
    assert saved(hands.window)[first.id].status == "accepted"
    assert session.current == second
