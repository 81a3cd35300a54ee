"""The desk of the actions: what they ask of a window and of the panels in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtWidgets import QWidget

from annotation.checking.check import Check
from annotation.model import Actor, Change, Span
from annotation.offsets import Step
from annotation.words import tr
from gui.find_bar import FindBar
from gui.keys import KeyDialogue
from gui.keysheet import KeySheet
from gui.language import pick_language
from gui.palette import pick_command
from gui.questions import Questions
from gui.queue_chooser import pick_queue
from gui.queue_order import QueueChoice
from gui.schema_editor import SchemaEditor
from gui.search import SearchWindow
from gui.settings import Settings

if TYPE_CHECKING:
    from gui.window import Window


class WindowDesk(Questions):
    """One window as its actions see it: what is chosen there, what it can show, and what it asks."""

    def __init__(self, window: Window, settings: Settings) -> None:
        super().__init__(window, window.session, window.appearance)
        self._window = window
        self._settings = settings

    # The text ----------------------------------------------------------------------------------------------------

    def selected_span(self) -> Span | None:
        return self._window.view.selected_span()

    def clear_selection(self) -> None:
        self._window.view.select(None)

    def copy_selection(self) -> None:
        self._window.view.copy()

    def pick_words(self) -> None:
        self._window.view.pick_words()

    @property
    def find_bar(self) -> FindBar:
        return self._window.find_bar

    # The queue ---------------------------------------------------------------------------------------------------

    @property
    def queue_choice(self) -> QueueChoice:
        return self._window.order.choice

    def ask_queue(self) -> QueueChoice | None:
        return pick_queue(self._window, self._window.order.choice)

    def show_queue(self, choice: QueueChoice) -> None:
        self._settings.queue = str(choice)
        self._window.order.choose(choice)

    def article_beside(self, step: int) -> str | None:
        article = self.session.article
        return self._window.order.beside(article.id, step) if article else None

    def next_open_article(self) -> str | None:
        return self._window.order.next_open(self.session.article.id if self.session.article else None)

    # The lists and the checks ------------------------------------------------------------------------------------

    def chosen_actor(self) -> Actor | None:
        return self._window.spans.chosen_actor()

    def chosen_actors(self) -> list[Actor]:
        return self._window.spans.chosen_actors()

    def chosen_change(self) -> Change | None:
        return self._window.spans.chosen_change()

    def chosen_check(self) -> Check | None:
        return self._window.checks.chosen()

    def step_to_check(self, step: Step) -> bool:
        if not self._window.checks.list.hasFocus():
            self._window.view.setFocus()
        return self._window.checks.step(step)

    def go_on_from_check(self, check: Check) -> None:
        self._window.checks.go_on_from(check)

    def focus_checks(self) -> bool:
        if self._window.checks.isHidden():
            return False
        self._window.checks.list.setFocus()
        return self._window.checks.chosen() is not None or self._window.checks.step(1)

    # Panels and windows ------------------------------------------------------------------------------------------

    def focus(self, place: Literal["article", "queue", "lists"]) -> None:
        window = self._window
        places: dict[str, QWidget] = {"article": window.view, "queue": window.queue.list, "lists": window.spans.list}
        panels: dict[str, QWidget] = {"queue": window.left, "lists": window.review}
        if place in panels and window.columns.is_folded(panels[place]):
            window.columns.show_or_hide(panels[place])
        places[place].setFocus()

    def show_or_hide(self, panel: Literal["queue", "review"]) -> None:
        self._window.columns.show_or_hide(self._window.left if panel == "queue" else self._window.review)

    def switch_guidelines(self) -> None:
        if self._window.guidelines.isHidden():
            self.show_guidelines()
        else:
            self._window.guidelines.hide()
            self._settings.guidelines = False
            self._window.view.setFocus()

    def show_guidelines(self) -> None:
        self._window.guidelines.show()
        self._window.guidelines.refresh()
        self._settings.guidelines = True

    def show_palette(self) -> None:
        qactions = self._window.qactions
        command = pick_command(self._window, [c for c in self._window.commands if qactions[c.id].isEnabled()])
        if command:
            qactions[command.id].trigger()

    def show_keys(self) -> None:
        sheet = KeySheet(self._window, self._window.commands)
        sheet.exec()
        sheet.deleteLater()

    @property
    def search_window(self) -> SearchWindow:
        return self._window.beside.search

    def show_map(self) -> None:
        if self._window.beside.is_map_in_front():
            self._window.activateWindow()
            self._window.view.setFocus()
        else:
            self._window.beside.show_map().activateWindow()

    def export_map(self) -> None:
        self._window.beside.show_map().export()

    def show_progress(self) -> None:
        self._window.beside.show_progress()

    # The project and the settings --------------------------------------------------------------------------------

    def new_project(self) -> None:
        path = self.ask_new_project()
        if path:
            self._window.project_wanted.emit(path, True)

    def open_project(self) -> None:
        path = self.ask_project()
        if path:
            self._window.project_wanted.emit(path, False)

    def import_articles(self, *, folder: bool) -> None:
        self._window.transfer.ask_import(folder=folder)

    def export(self) -> None:
        self._window.transfer.ask_export()

    def edit_labels(self) -> None:
        editor = SchemaEditor(self._window, self.session, self.appearance.theme)
        editor.exec()
        editor.deleteLater()
        if editor.saved:
            self._window.labels_changed.emit()

    def ask_annotator(self) -> None:
        session, old = self.session, self.session.project.annotator
        name = (self.ask_words(tr("Annotator"), tr("Keep labels under this name:"), old) or "").strip()
        if name and name != old:
            session.project.annotator = name
            self._settings.annotator = name
            self._window.order.reload()
            self._window.top.recount()
            session.open_article(session.article.id if session.article else None)

    def ask_reader(self) -> None:
        name = self.ask_reader_name()
        if name is not None and name.strip() != (self.session.model or ""):
            model = name.strip() or None
            self.session.choose_reader(model, lambda: self._keep_reader(model))

    def change_keys(self) -> None:
        window = self._window
        dialogue = KeyDialogue(window, self.session.project.schema, self._settings.keys, window.take_keys)
        dialogue.exec()
        dialogue.deleteLater()

    def choose_language(self) -> None:
        picked = pick_language(self._window, self._settings.language)
        if picked is not None and picked != self._settings.language:
            self._settings.language = picked
            self._window.language_changed.emit()

    def close(self) -> bool:
        return self._window.close()

    def _keep_reader(self, model: str | None) -> None:
        self._settings.model = model
