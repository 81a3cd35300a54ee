"""The round of the appearances, and what the system says."""

from __future__ import annotations

import pytest

from gui.appearance import Appearance
from gui.settings import Settings
from gui.theme import DARK, HIGH_CONTRAST, LIGHT, Theme, system_theme
from tests.gui.hands import Hands


def ticked(hands: Hands) -> list[str]:
    return [action.text() for action in hands.window.qactions.values() if action.isChecked()]


def test_the_key_goes_round_all_appearances_and_the_menu_ticks_the_one(hands: Hands) -> None:
    assert ticked(hands) == ["As the system says"]
    seen: list[tuple[str, str]] = []
    for _ in range(4):
        hands.press("Ctrl+Shift+L")
        seen.append((hands.window.theme.name, *ticked(hands)))
        assert ticked(hands)[0].lower() in hands.told
    # Offscreen the system is light, so that the light one is left out where nothing would be seen of it.
    assert seen == [
        ("dark", "Dark"),
        ("high contrast", "High contrast"),
        ("light", "As the system says"),
        ("dark", "Dark"),
    ]


@pytest.mark.parametrize(("system", "first"), [(LIGHT, "dark"), (DARK, "light"), (HIGH_CONTRAST, "light")])
def test_from_the_systems_appearance_the_first_step_can_be_seen(
    monkeypatch: pytest.MonkeyPatch, system: Theme, first: str
) -> None:
    monkeypatch.setattr("gui.appearance.system_theme", lambda: system)
    appearance = Appearance(Settings())
    names = []
    for _ in range(4):
        appearance.choose(appearance.next_choice())
        names.append(appearance.choice)
    assert names[0] == first
    assert "" in names


def test_each_appearance_can_be_chosen_by_its_command(hands: Hands) -> None:
    for name, theme in (("high_contrast", HIGH_CONTRAST), ("light", LIGHT), ("dark", DARK), ("system", system_theme())):
        hands.window.qactions[f"theme_{name}"].trigger()
        assert hands.window.theme is theme
        assert hands.window.view.theme is theme
        assert len(ticked(hands)) == 1


def test_an_appearance_that_is_not_known_is_the_systems() -> None:
    settings = Settings()
    settings.theme = "purple"
    appearance = Appearance(settings)
    assert appearance.theme is system_theme()
    assert appearance.next_choice() in ("light", "dark")


def test_the_window_follows_the_system_only_while_it_is_told_to(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gui.appearance.system_theme", lambda: DARK)
    hands.window.appearance._follow_system()
    assert hands.window.view.theme is DARK
    hands.window.qactions["theme_light"].trigger()
    hands.window.appearance._follow_system()
    assert hands.window.view.theme is LIGHT
