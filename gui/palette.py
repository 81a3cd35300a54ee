"""The command palette: every command, found by some of its words in any order."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from annotation.words import tr
from gui.chooser import Choice, Chooser
from gui.commands import Command, shown_key


def pick_command(parent: QWidget, commands: Sequence[Command]) -> Command | None:
    """Asks for one of `commands`; None when the person picks nothing."""
    lines = [Choice(text=c.text, beside=tr(c.menu), key=shown_key(c), value=c) for c in commands if c.id != "palette"]
    chooser = Chooser(
        parent,
        tr("Search commands"),
        choices=lambda typed: [line for line in lines if line.matches(typed.casefold().split())],
        placeholder=tr("Type some words of what you want to do"),
    )
    picked = chooser.pick()
    return picked if isinstance(picked, Command) else None
