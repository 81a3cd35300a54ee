"""What the window remembers from one start to the next; nothing of it belongs to a project."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtGui import QKeySequence

from annotation.words import languages
from gui.letters import NORMAL, Letters

Overrides: TypeAlias = Mapping[str, tuple[str, ...]]
"""A person's own keys, by the id of the command."""


class Settings:
    """The person's settings, in one readable INI file."""

    def __init__(self) -> None:
        self._kept = QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "standpoint", "standpoint")

    @property
    def last_project(self) -> Path | None:
        """The project that was open last, if its file is still there."""
        kept = str(self._kept.value("project", ""))
        return Path(kept) if kept and Path(kept).is_file() else None

    @last_project.setter
    def last_project(self, path: Path) -> None:
        self._kept.setValue("project", str(path.resolve()))

    @property
    def annotator(self) -> str | None:
        """Whose labels are made at this computer, if they have said so."""
        return str(self._kept.value("annotator", "")) or None

    @annotator.setter
    def annotator(self, name: str) -> None:
        self._kept.setValue("annotator", name)

    @property
    def model(self) -> str | None:
        """Which reader suggests; None is the one that is shipped."""
        return str(self._kept.value("model", "")) or None

    @model.setter
    def model(self, name: str | None) -> None:
        self._kept.setValue("model", name or "")

    @property
    def queue(self) -> str:
        """The order and part of the queue that was chosen last, or nothing."""
        return str(self._kept.value("queue", ""))

    @queue.setter
    def queue(self, choice: str) -> None:
        self._kept.setValue("queue", choice)

    @property
    def theme(self) -> str:
        """The name of the appearance, or nothing to follow the system."""
        return str(self._kept.value("theme", ""))

    @theme.setter
    def theme(self, name: str) -> None:
        self._kept.setValue("theme", name)

    @property
    def language(self) -> str:
        """The language that was chosen, or nothing to speak as the system does; nothing too where it is unknown."""
        kept = str(self._kept.value("language", ""))
        return kept if kept in languages() else ""

    @language.setter
    def language(self, language: str) -> None:
        self._kept.setValue("language", language)

    @property
    def guidelines(self) -> bool:
        """Whether the guidelines are shown beside the text."""
        return str(self._kept.value("guidelines", "")).lower() == "true"

    @guidelines.setter
    def guidelines(self, shown: bool) -> None:
        self._kept.setValue("guidelines", shown)

    @property
    def geometry(self) -> QByteArray | None:
        """Where the window stood."""
        kept = self._kept.value("geometry")
        return kept if isinstance(kept, QByteArray) else None

    @geometry.setter
    def geometry(self, geometry: QByteArray) -> None:
        self._kept.setValue("geometry", geometry)

    @property
    def letters(self) -> Letters:
        """How large type is set, and how wide the lines of an article may get."""
        return Letters(size=self._number("size", NORMAL.size), measure=self._number("measure", NORMAL.measure))

    @letters.setter
    def letters(self, letters: Letters) -> None:
        self._kept.setValue("size", letters.size)
        self._kept.setValue("measure", letters.measure)

    @property
    def keys(self) -> Overrides:
        """The person's own keys; what is damaged of them is left out."""
        try:
            kept: Any = json.loads(str(self._kept.value("keys", "{}")))
        except (ValueError, RecursionError):
            return {}
        return {name: tuple(keys) for name, keys in kept.items() if _are_keys(keys)} if isinstance(kept, dict) else {}

    @keys.setter
    def keys(self, keys: Overrides) -> None:
        self._kept.setValue("keys", json.dumps({name: list(its) for name, its in keys.items()}))

    @property
    def tab(self) -> int:
        """Which of the lists was open."""
        return self._number("tab", 0)

    @tab.setter
    def tab(self, tab: int) -> None:
        self._kept.setValue("tab", tab)

    def parts_of(self, name: str) -> QByteArray | None:
        """How the space was parted among the panels of a splitter."""
        kept = self._kept.value(f"parts/{name}")
        return kept if isinstance(kept, QByteArray) else None

    def keep_parts_of(self, name: str, state: QByteArray) -> None:
        """Remembers how the space is parted."""
        self._kept.setValue(f"parts/{name}", state)

    def _number(self, name: str, usual: int) -> int:
        kept = str(self._kept.value(name, usual))
        return int(kept) if kept.isascii() and kept.isdigit() and len(kept) < 6 else usual


def _are_keys(value: Any) -> bool:
    """True for a list of key sequences of one key each."""
    return isinstance(value, list) and all(isinstance(key, str) and _is_key(key) for key in value)


def _is_key(key: str) -> bool:
    sequence = QKeySequence(key)
    return sequence.count() == 1 and sequence.toString() != ""
