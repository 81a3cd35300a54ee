"""What the window asks the person: one dialogue each, which changes nothing itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QInputDialog, QMessageBox, QWidget

from annotation.cast import CastEntry
from annotation.model import Actor
from annotation.schema import Kind
from annotation.words import tr
from gui.appearance import Appearance
from gui.cast import pick_actor, pick_kind
from gui.chooser import Choice, Chooser
from gui.note_box import NoteBox
from gui.same import SameDialogue
from gui.same_actions import Answer, Asked
from gui.session import Session


class Questions:
    """The dialogues over one window. Each gives what the person answered, or None where they did not."""

    def __init__(self, over: QWidget, session: Session, appearance: Appearance) -> None:
        self._over = over
        self.session = session
        self.appearance = appearance

    def ask_actor(
        self,
        title: str,
        cast: Sequence[CastEntry],
        words: str,
        *,
        new: bool = True,
        last: Actor | None = None,
        anonymous: tuple[Actor, bool] | None = None,
    ) -> tuple[Actor, bool] | None:
        project = self.session.project
        return pick_actor(
            self._over,
            title,
            cast=cast,
            kinds=project.schema.kinds,
            offered=project.schema.offered.kinds,
            elsewhere=lambda typed: project.store.actors_like(typed, limit=20),
            words=words,
            new=new,
            last=last,
            anonymous=anonymous,
        )

    def ask_same(self, asked: Asked) -> Answer | None:
        def ask_actor() -> tuple[Actor, bool] | None:
            return self.ask_actor(
                tr("{role} of these words", role=asked.layer.actors[0].name), self.session.cast(), asked.words
            )

        return SameDialogue(self._over, self.session, self.appearance.theme, asked, ask_actor).ask()

    def ask_words(self, title: str, label: str, words: str) -> str | None:
        typed, given = QInputDialog.getText(self._over, title, label, text=words)
        return typed if given else None

    def ask_kind(self, title: str, kinds: Sequence[Kind]) -> str | None:
        return pick_kind(self._over, title, kinds)

    def ask_note(self, title: str, about: str, note: str, dropped: str) -> tuple[str, bool]:
        return NoteBox(self._over, title, about, note, dropped).ask()

    def pick_line(self, title: str, lines: Sequence[Choice], placeholder: str) -> object | None:
        def choices(typed: str) -> list[Choice]:
            wanted = typed.casefold().split()
            return [line for line in lines if line.matches(wanted)]

        return Chooser(self._over, title, choices=choices, placeholder=placeholder, width=780).pick()

    def ask_blind_share(self) -> str | None:
        words = tr(
            "How many articles of a hundred are blind? In these no suggestion is shown before you ask "
            "(D).\n\nThey are the same for every annotator. Articles that somebody has begun stay as "
            "they are for them."
        )
        return self.ask_words(tr("Share of blind articles"), words, str(self.session.project.blind_share()))

    def ask_reader_name(self) -> str | None:
        words = tr(
            "Which reader suggests? Leave this empty for the one that comes with the program.\n\nOr name "
            "a spaCy pipeline, installed or a folder: its name alone, names=… for\nthe names only, "
            "quotes=… for the quotes only, or both with a comma between."
        )
        return self.ask_words(tr("Reader"), words, self.session.model or "")

    def ask_guidelines_file(self) -> Path | None:
        return self._ask_file(tr("Guidelines file"), f"Markdown (*.md *.markdown *.txt);;{tr('All files')} (*)")

    def ask_project(self) -> Path | None:
        return self._ask_file(tr("Open project"), f"{tr('Projects')} (*.db);;{tr('All files')} (*)")

    def ask_new_project(self) -> Path | None:
        path, _ = QFileDialog.getSaveFileName(
            self._over, tr("New project"), tr("project.db"), f"{tr('Projects')} (*.db)"
        )
        return Path(path) if path else None

    def show_about(self) -> None:
        QMessageBox.about(
            self._over,
            tr("About Standpoint"),
            tr(
                "Standpoint\n\nLabel who is in a news article, what they are reported to say and where they "
                "stand. Everything stays on your computer."
            ),
        )

    def _ask_file(self, title: str, kinds: str) -> Path | None:
        path, _ = QFileDialog.getOpenFileName(self._over, title, "", kinds)
        return Path(path) if path else None
