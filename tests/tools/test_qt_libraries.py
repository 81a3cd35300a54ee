"""Finding and supplying what Qt needs of the system."""

from __future__ import annotations

import shutil

import pytest

from tools import qt_libraries


@pytest.mark.parametrize(
    ("library", "package"),
    [
        ("libEGL.so.1", "libegl1"),
        ("libX11-xcb.so.1", "libx11-xcb1"),
        ("libdbus-1.so.3", "libdbus-1-3"),
        ("libglib-2.0.so.0", "libglib2.0-0"),
        ("libgssapi_krb5.so.2", "libgssapi-krb5-2"),
        ("libxcb-render-util.so.0", "libxcb-render-util0"),
        ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
    ],
)
def test_a_library_gives_the_name_of_its_debian_package(library: str, package: str) -> None:
    assert qt_libraries.debian_name(library) == package


def test_the_spelling_that_apt_knows_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qt_libraries, "known_packages", lambda names: names & {"libegl1", "libglib2.0-0t64"})
    assert qt_libraries.debian_packages({"libEGL.so.1", "libglib-2.0.so.0"}) == ["libegl1", "libglib2.0-0t64"]


def test_who_may_not_install_is_told_the_one_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(qt_libraries, "become_root", lambda: None)
    monkeypatch.setattr(qt_libraries, "known_packages", lambda names: set())
    qt_libraries.supply({"libEGL.so.1"}, fonts=None)
    command = capsys.readouterr().out.splitlines()[-1].strip()
    assert command.startswith("sudo apt-get update && sudo apt-get install")
    assert command.endswith("libegl1 fonts-dejavu-core")


def test_a_font_alone_is_installed_where_only_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[tuple[str, ...]] = []
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(qt_libraries, "become_root", list)
    monkeypatch.setattr(qt_libraries, "known_packages", lambda names: set())
    monkeypatch.setattr(qt_libraries, "apt", lambda as_root, *arguments: ran.append(arguments) is None)
    qt_libraries.supply(set(), fonts=0)
    assert ran == [("update",), ("install", "--yes", "--no-install-recommends", "fonts-dejavu-core")]


def test_set_up_fails_only_where_qt_cannot_start(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(qt_libraries, "missing_libraries", lambda: {"libxcb-cursor.so.0"})
    monkeypatch.setattr(qt_libraries, "supply", lambda libraries, *, fonts: None)
    monkeypatch.setattr(qt_libraries, "count_fonts", lambda: (9, ""))
    assert qt_libraries.main() == 0
    monkeypatch.setattr(qt_libraries, "count_fonts", lambda: (None, "no libEGL"))
    assert qt_libraries.main() == 1
    assert capsys.readouterr().err == "Qt cannot start: no libEGL\n"


def test_qt_finds_fonts_on_this_machine() -> None:
    fonts, complaint = qt_libraries.count_fonts()
    assert not complaint
    assert fonts
