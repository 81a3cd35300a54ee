"""The language that the program speaks: chosen by keys, kept, and spoken by Qt's own words too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale, QSettings
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListView, QWidget

from annotation.words import spoken
from gui.app import App
from gui.language import speak_as, wanted
from gui.settings import Settings
from gui.theme import LIGHT, apply_theme
from tests.gui.hands import Hands, make_project, reopened

STORY = "Kovo met Marin. “We agree”, Kovo said."


@pytest.fixture
def app(qapp: QApplication, tmp_path: Path) -> Iterator[App]:
    running = App(Settings())
    running.show(make_project(tmp_path / "own.db", STORY, "Marin waits for Duna."))
    yield running
    if running.window:
        running.window.close()
        running.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    speak_as("en")
    apply_theme(qapp, LIGHT)


def choose(app: App, words: str) -> Hands:
    """Chooses a language by keys, and gives hands for the window that speaks it."""
    before = app.window
    assert before is not None
    hands = Hands(before)
    hands.pick(words)
    hands.press("Ctrl+Alt+L")
    while app.window is before:
        QTest.qWait(1)
    assert app.window is not None
    assert QTest.qWaitForWindowActive(app.window)
    return Hands(app.window)


def cancel() -> str:
    """What Qt writes on the button that cancels."""
    return QCoreApplication.translate("QPlatformTheme", "Cancel")


def menus(hands: Hands) -> list[str]:
    return [action.text() for action in hands.window.menuBar().actions()]


def lines(dialogue: QWidget) -> list[str]:
    model = dialogue.findChildren(QListView)[0].model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_german_is_chosen_by_keys_and_spoken_at_once_and_at_the_next_start(app: App) -> None:
    hands = choose(app, "deu")
    assert hands.told == "Das Programm spricht jetzt Deutsch."
    assert (spoken(), cancel(), Settings().language) == ("de", "Abbrechen", "de")
    assert menus(hands)[:3] == ["Datei", "Bearbeiten", "Durchsicht"]
    hands.press("Ctrl+Shift+Z")
    assert hands.told.endswith("Es gibt nichts zu wiederholen.")
    App(Settings())
    assert (spoken(), cancel()) == ("de", "Abbrechen")


def test_the_same_keys_lead_back_to_english(app: App) -> None:
    choose(app, "deutsch")
    hands = choose(app, "english")
    assert hands.told == "The program speaks English now."
    assert (spoken(), cancel(), Settings().language) == ("en", "Cancel", "en")
    assert menus(hands)[:3] == ["File", "Edit", "Review"]


def test_one_stays_in_the_same_article_at_the_same_annotation(app: App) -> None:
    assert app.window is not None
    hands = Hands(app.window)
    hands.press("Ctrl+J", "J")
    session = app.window.session
    assert session.article is not None
    assert session.current is not None
    now = choose(app, "deutsch").window.session
    assert now.article is not None
    assert now.current is not None
    assert (now.article.id, now.current.id) == (session.article.id, session.current.id)


def test_what_is_offered_are_the_languages_by_their_own_names(app: App) -> None:
    seen: list[list[str]] = []
    assert app.window is not None
    before = app.window
    hands = Hands(before)
    hands.answer(lambda dialogue: seen.append(lines(dialogue)))
    hands.press("Ctrl+Alt+L")
    assert seen == [["As the system says", "English", "Deutsch"]]
    hands.pick("system")
    hands.press("Ctrl+Alt+L")
    QTest.qWait(20)
    assert app.window is before, "nothing was changed, so nothing is shown anew"


def test_what_is_being_fixed_is_finished_first(app: App) -> None:
    assert app.window is not None
    hands = Hands(app.window)
    hands.press("F", "Ctrl+Alt+L")
    assert "Save what you are fixing" in hands.told
    assert app.window.session.draft is not None
    assert spoken() == "en"


def test_work_in_german_is_stored_in_english(app: App) -> None:
    hands = choose(app, "deutsch")
    hands.press("A")
    assert hands.window.keys.saved.text() == "Gespeichert · annehmen: mention"
    hands.press("X", "Ctrl+Z", "Ctrl+Enter", "Ctrl+Enter")
    with closing(reopened(hands.window)) as project:
        actions = {change.action for change in project.store.history(annotator="mk", limit=20)}
    assert actions
    assert all(action.startswith(("accept ", "reject ", "mark done")) for action in actions)


# At the start


@pytest.mark.parametrize("damage", ["xx", "de/../en", "🦊" * 4000, "DE", "1"])
def test_a_damaged_setting_is_as_if_nothing_was_chosen(qapp: QApplication, damage: str) -> None:
    kept = QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "standpoint", "standpoint")
    kept.setValue("language", damage)
    kept.sync()
    assert Settings().language == ""
    App(Settings())
    assert spoken() == "en"


def test_the_system_s_language_is_spoken_where_none_was_chosen(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.language.system_languages", lambda: ["de-AT", "de", "en"])
    App(Settings())
    assert spoken() == "de"
    settings = Settings()
    settings.language = "en"
    App(settings)
    assert (spoken(), cancel()) == ("en", "Cancel")
    assert wanted("de") == ["de"]
    assert QLocale.system().uiLanguages()
