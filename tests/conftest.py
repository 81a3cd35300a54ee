"""What all tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from annotation.words import speak

# Before Qt is first imported. `QT_QPA_PLATFORM=xcb pytest` shows the windows.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

settings.register_profile("standpoint", deadline=None)
settings.load_profile("standpoint")


@pytest.fixture(autouse=True)
def nothing_of_this_computer(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keeps the settings and the sample project of whoever runs the tests out of them, and them out of the tests."""
    from PySide6.QtCore import QSettings

    home = tmp_path_factory.mktemp("home")
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(home / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))
    monkeypatch.setenv("LOCALAPPDATA", str(home / "data"))
    return home


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    """Ends every test in English, whatever it has spoken."""
    yield
    speak([])


@pytest.fixture
def german() -> None:
    """Speaks German."""
    assert speak(["de"]) == "de"
