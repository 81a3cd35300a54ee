"""Which language the program speaks: the one that the person has chosen, or the system's."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QWidget

from annotation.words import languages, speak, tr
from gui.chooser import Choice, Chooser

SYSTEM = ""
"""The choice to speak as the system says."""


def speak_as(chosen: str) -> None:
    """Speaks the language that was chosen, or the system's, from now on; windows that are there stay as they are.

    Qt speaks it too: in its dialogues, and in the menus of its fields.
    """
    spoken = speak(wanted(chosen))
    program = QCoreApplication.instance()
    if program is None:
        return
    of_qt = program.findChild(QTranslator) or QTranslator(program)
    program.removeTranslator(of_qt)
    if of_qt.load(f"qtbase_{spoken}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        program.installTranslator(of_qt)


def wanted(chosen: str) -> list[str]:
    """The languages that are wanted, best first."""
    return [chosen] if chosen else system_languages()


def system_languages() -> list[str]:
    """The languages that the person has told the system they speak, best first."""
    return list(QLocale.system().uiLanguages())


def pick_language(parent: QWidget, current: str) -> str | None:
    """Asks which language to speak; None when the person picks nothing."""
    named = {SYSTEM: tr("As the system says"), **languages()}
    lines = [Choice(text=name, value=tag, key="✓" if tag == current else "") for tag, name in named.items()]
    chooser = Chooser(
        parent,
        tr("Language"),
        choices=lambda typed: [line for line in lines if line.matches(typed.casefold().split())],
        placeholder=tr("Type some letters of a language"),
    )
    picked = chooser.pick()
    return picked if isinstance(picked, str) else None
