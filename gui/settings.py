"""What the window remembers from one start to the next; nothing of it belongs to a project."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings


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
    def theme(self) -> str:
        """`light`, `dark`, or nothing to follow the system."""
        return str(self._kept.value("theme", ""))

    @theme.setter
    def theme(self, name: str) -> None:
        self._kept.setValue("theme", name)

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
