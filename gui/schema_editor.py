"""The editor of the labels: a form for each part, the YAML, and what an edit would change before it is saved."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QColor, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from annotation import schema_drafting as drafting
from annotation.errors import Problem
from annotation.model import Change
from annotation.project import Project
from annotation.schema import Schema, parse_schema
from annotation.schema_drafting import Steps
from annotation.schema_editing import Usage, differences, refusals
from annotation.schema_parts import walk
from annotation.schema_writing import Data, head_of, to_data, to_yaml
from annotation.store_schema import usage_of, versions
from annotation.words import noted, tr
from gui.background import Job
from gui.chooser import Choice, Chooser
from gui.schema_form import PartForm
from gui.schema_tree import SchemaTree
from gui.session import Session
from gui.theme import DARK, LIGHT, Theme, contrast
from gui.wording import spoken_keys
from gui.yaml_edit import YamlEdit

LEAST_CONTRAST = 4.5
"""What the colour of a part needs against the page, for badges are read on it."""

REST = 120
"""After how many milliseconds without a key the preview is made anew."""

_PALE = {
    "light": noted(
        "⚠ The light colour of “{name}” is hard to read on the page (contrast {found:.1f}; {least} is needed)."
    ),
    "dark": noted(
        "⚠ The dark colour of “{name}” is hard to read on the page (contrast {found:.1f}; {least} is needed)."
    ),
}
_HELP = {
    "kinds": noted("Kinds of actors: each actor of the cast is of one kind, which gives its mentions their colour."),
    "layers": noted("Layers: what can be labelled. Each has roles that words or actors fill, and fields to choose in."),
    "spans": noted("Roles that are filled by words of the article. A selection fills the first one."),
    "actors": noted("Roles that are filled by actors of the cast."),
    "fields": noted("Fields: in each, one of a few choices is made."),
}


class SchemaEditor(QDialog):
    """Edits the labels of a session's project.

    Attributes:
        saved: what was saved, None until something is.
    """

    def __init__(self, parent: QWidget, session: Session, theme: Theme) -> None:
        super().__init__(parent)
        self.saved: Change | None = None
        self._session = session
        self._theme = theme
        self._old = session.project.schema
        self._known = dict(walk(self._old))
        self._versions = versions(session.project.store)
        self._first_text = self._text = self._versions[-1].text
        self._head_lines = head_of(self._first_text)
        self._data = to_data(self._old)
        self._usage: Usage | None = None
        self._warned = False
        self._by_hand = False
        self._build()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._look)
        self._show_all(("kinds", 0))
        self.tree.setFocus()
        session.background.failed.connect(self._show_failure)
        session.run("usage of labels", lambda _job, project: usage_of(project.store), self._counted)

    def save(self) -> None:
        """Saves the labels as the next version, in the background, for annotations may have to move."""
        self._look()
        if not self._save.isEnabled():
            return
        text, base = self._text, self._old.tag

        def work(_job: Job, project: Project) -> Change:
            return project.change_schema(text, base=base)

        self._save.setEnabled(False)
        self._save.setText(tr("Saving…"))
        self._session.run("labels", work, self._close_saved)

    def reject(self) -> None:
        """Escape leaves the labels as they are; with edits it has to be pressed twice."""
        if self._is_edited() and not self._warned:
            self._warned = True
            self._say(tr("Your edits are not saved. Press Escape again to drop them, Ctrl+Enter to save them."))
            return
        super().reject()

    # Building ----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.setWindowTitle(tr("Labels"))
        self.resize(1080, 720)
        self.tree = SchemaTree(self._theme, self)
        self.tree.chosen.connect(lambda _steps: self._show_form())
        self.form_area = QScrollArea(self)
        self.form_area.setWidgetResizable(True)
        self.form_area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.yaml = YamlEdit(self._theme, self)
        self.yaml.textChanged.connect(self._take_text)
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self._form_page(), tr("Form"))
        self.tabs.addTab(self.yaml, "YAML")
        self.tabs.currentChanged.connect(lambda _: self._change_tab())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.setSpacing(8)
        layout.addLayout(self._head())
        layout.addWidget(self.tabs, 1)
        layout.addLayout(self._foot())
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.save)

    def _head(self) -> QHBoxLayout:
        title = QLabel(tr("Labels “{name}”, version {version}", name=self._old.name, version=self._old.version), self)
        title.setObjectName("project")
        older = self._button(tr("Older versions…"), self._take_up_older)
        older.setEnabled(len(self._versions) > 1)
        layout = QHBoxLayout()
        layout.addWidget(title)
        layout.addStretch()
        layout.addWidget(older)
        return layout

    def _save_words(self) -> str:
        return f"{tr('Save as version {version}', version=self._old.version + 1)}  [{spoken_keys('Ctrl Enter')}]"

    def _form_page(self) -> QWidget:
        self.add_button = self._button(tr("Add"), self._add)
        self.remove_button = self._button(tr("Remove"), self._remove)
        self.retire_button = self._button(tr("Retire"), self._retire)
        self.merge_button = self._button(tr("Merge into…"), self._merge)
        self.up_button = self._button(tr("Up"), lambda: self._move(-1))
        self.down_button = self._button(tr("Down"), lambda: self._move(1))
        grid = QGridLayout()
        grid.setSpacing(6)
        buttons = (self.add_button, self.retire_button, self.up_button)
        others = (self.remove_button, self.merge_button, self.down_button)
        for column, (above, beneath) in enumerate(zip(buttons, others, strict=True)):
            grid.addWidget(above, 0, column)
            grid.addWidget(beneath, 1, column)
        left = QWidget()
        column_layout = QVBoxLayout(left)
        column_layout.setContentsMargins(0, 6, 6, 0)
        column_layout.addWidget(self.tree, 1)
        column_layout.addLayout(grid)
        page = QSplitter(Qt.Orientation.Horizontal)
        page.setHandleWidth(1)
        page.addWidget(left)
        page.addWidget(self.form_area)
        page.setSizes([380, 680])
        page.setStretchFactor(1, 1)
        return page

    def _foot(self) -> QVBoxLayout:
        heading = QLabel(tr("WHAT CHANGES"), self)
        heading.setObjectName("heading")
        self.problem = QLabel("", self)
        self.problem.setObjectName("problem")
        self.problem.setWordWrap(True)
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.hide()
        self.preview = QPlainTextEdit(self)
        self.preview.setReadOnly(True)
        self.preview.setTabChangesFocus(True)
        self.preview.setFixedHeight(104)
        self.preview.setAccessibleName(tr("What changes"))
        self._save = self._button(self._save_words(), self.save)
        self._save.setObjectName("primary")
        cancel = self._button(f"{tr('Cancel')}  [Esc]", self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(cancel)
        buttons.addWidget(self._save)
        layout = QVBoxLayout()
        layout.setSpacing(6)
        for widget in (heading, self.problem, self.preview):
            layout.addWidget(widget)
        layout.addLayout(buttons)
        return layout

    def _button(self, words: str, pressed: Callable[[], object]) -> QPushButton:
        button = QPushButton(words, self)
        button.setAutoDefault(False)  # Enter in a line of the form is no press of a button
        button.clicked.connect(lambda: pressed())
        return button

    # Showing -----------------------------------------------------------------------------------------------------

    def _show_all(self, steps: Steps) -> None:
        self.tree.fill(self._data, steps)
        self._show_form()
        self._look()

    def _show_form(self) -> None:
        steps = self.tree.steps()
        is_part = isinstance(steps[-1], int)
        part: Data = drafting.at(self._data, steps) if is_part else {}
        if is_part:
            form = PartForm(part, steps, self._about(part, steps), self._theme)
            form.edited.connect(self._set_value)
            self.form_area.setWidget(form)
        else:
            self.form_area.setWidget(self._help(str(steps[-1])))
        self._show_buttons(steps, part)

    def _show_buttons(self, steps: Steps, part: Data) -> None:
        is_part = isinstance(steps[-1], int)
        number = int(steps[-1]) if is_part else 0
        count = len(drafting.at(self._data, steps[:-1])) if is_part else 0
        self.add_button.setText(tr("Add {part}", part=tr(drafting.noun_of(drafting.list_of(steps)))))
        self.retire_button.setText(tr("Bring back") if part.get("retired") else tr("Retire"))
        self.retire_button.setEnabled(is_part)
        self.remove_button.setEnabled(is_part)
        self.merge_button.setEnabled(is_part and bool(drafting.targets_of(self._data, steps)))
        self.up_button.setEnabled(is_part and number > 0)
        self.down_button.setEnabled(is_part and number < count - 1)

    def _help(self, list_name: str) -> QLabel:
        told = QLabel(tr(_HELP[list_name]))
        told.setObjectName("muted")
        told.setWordWrap(True)
        told.setContentsMargins(16, 10, 16, 10)
        told.setAlignment(Qt.AlignmentFlag.AlignTop)
        return told

    def _about(self, part: Data, steps: Steps) -> str:
        """What the part is, what uses it, and what became of it."""
        path = drafting.path_of(self._data, steps)
        used = self._usage.told(path) if self._usage else ""
        target = next(
            (one for one in drafting.at(self._data, steps[:-1]) if one["id"] == part.get("merged_into")), None
        )
        state = tr("retired: no longer offered") if part.get("retired") else ""
        if target:
            state = tr("merged into “{name}”", name=target["name"])
        facts = [
            tr(drafting.noun_of(steps)),
            tr("id {id}", id=part["id"]),
            tr("used by {what}", what=used) if used else "",
            state,
        ]
        return " · ".join(filter(None, facts))

    # Editing -----------------------------------------------------------------------------------------------------

    def _take_data(self, data: Data, steps: Steps) -> None:
        self._data, self._text = data, to_yaml(data, head=self._head_lines)
        self._show_all(steps)

    def _set_value(self, name: str, value: object) -> None:
        steps = self.tree.steps()
        is_new = drafting.path_of(self._data, steps) not in self._known
        self._data = drafting.with_value(self._data, steps, name, value, follow=is_new)
        self._text = to_yaml(self._data, head=self._head_lines)
        part = drafting.at(self._data, steps)
        self.tree.rename(part)
        form = self.form_area.widget()
        if is_new and isinstance(form, PartForm):
            form.tell(self._about(part, steps))
        self._timer.start(REST)

    def _add(self) -> None:
        self._take_data(*drafting.added(self._data, drafting.list_of(self.tree.steps())))
        name = self.form_area.findChild(QLineEdit)
        if name:
            name.setFocus()
            name.selectAll()

    def _remove(self) -> None:
        steps = self.tree.steps()
        if isinstance(steps[-1], int):
            self._take_data(drafting.removed(self._data, steps), steps[:-1])

    def _retire(self) -> None:
        steps = self.tree.steps()
        self._take_data(drafting.retired(self._data, steps), steps)

    def _merge(self) -> None:
        steps = self.tree.steps()
        part = drafting.at(self._data, steps)
        lines = [Choice(text=one["name"], value=one["id"]) for one in drafting.targets_of(self._data, steps)]
        title = tr("Merge “{name}” into", name=part["name"])
        target = Chooser(
            self, title, choices=lambda typed: _matching(lines, typed), placeholder=tr("Type a name")
        ).pick()
        if isinstance(target, str):
            self._take_data(drafting.merged(self._data, steps, target), steps)

    def _move(self, by: int) -> None:
        self._take_data(*drafting.moved(self._data, self.tree.steps(), by))

    def _take_text(self) -> None:
        """The YAML was edited by hand: it counts as it stands, comments too."""
        self._text, self._by_hand = self.yaml.toPlainText(), True
        self._timer.start(REST)

    def _change_tab(self) -> None:
        self._look()
        if self.tabs.currentWidget() is self.yaml:
            self.yaml.blockSignals(True)
            if self.yaml.toPlainText() != self._text:
                self.yaml.setPlainText(self._text)
            self.yaml.blockSignals(False)
            self.yaml.setFocus()
        elif self._by_hand:  # what was typed last is no schema yet
            self.tabs.setCurrentWidget(self.yaml)
        else:
            self.tree.fill(self._data, self.tree.steps())
            self._show_form()

    def _take_up_older(self) -> None:
        lines = [
            Choice(
                text=version.tag.replace("@", f", {tr('version')} "),
                beside=tr("of {date}", date=version.added),
                value=version.text,
            )
            for version in reversed(self._versions[:-1])
        ]
        text = Chooser(self, tr("Take up again"), choices=lambda typed: _matching(lines, typed)).pick()
        if isinstance(text, str):
            self._text = text
            self.tabs.setCurrentWidget(self.yaml)
            self.yaml.setPlainText(text)
            self._look()

    # Looking what changes ----------------------------------------------------------------------------------------

    def _counted(self, usage: Usage) -> None:
        self._usage = usage
        self._show_form()
        self._look()

    def _is_edited(self) -> bool:
        return self._text != self._first_text

    def _look(self) -> None:
        """Says what the edits change, or what is wrong with them, and whether they can be saved."""
        self._timer.stop()
        self._warned = False
        try:
            new = parse_schema(self._text.removeprefix("\ufeff"), name=tr("The labels"))
        except Problem as problem:
            self._say(str(problem), lines=[])
            self.tabs.setTabEnabled(0, self.tabs.currentIndex() == 0)
            return
        self.tabs.setTabEnabled(0, True)
        if self._by_hand:
            self._data, self._by_hand = to_data(new), False
        wrong = refusals(self._old, new, self._usage) if self._usage else []
        self._say(" ".join(wrong), lines=list(self._lines(new)))
        self._save.setEnabled(not wrong and self._is_edited() and self._usage is not None)

    def _say(self, problem: str, *, lines: list[str] | None = None) -> None:
        self.problem.setText(f"⚠ {problem}")
        self.problem.setVisible(bool(problem))
        if problem and lines is not None:
            self._save.setEnabled(False)
        if lines is not None:
            self.preview.setPlainText("\n".join(lines))

    def _lines(self, new: Schema) -> Iterator[str]:
        if not self._is_edited():
            yield tr("Nothing yet.")
            return
        found = differences(self._old, new)
        for difference in found:
            touched = self._usage.told(difference.path) if self._usage else tr("being counted")
            if difference.words.startswith("merged") and touched:
                touched = tr("{what} move", what=touched)
            yield " · ".join(filter(None, [difference.words, touched]))
        if not found:
            yield tr("Only the wording of the YAML.")
        if _comments(self._first_text) > _comments(self._text):
            yield tr("The YAML is written anew, without the comments inside it; to keep them, edit the YAML instead.")
        yield from _pale(self._old, new)

    def _show_failure(self, key: str, problem: Problem) -> None:
        if key in ("labels", "usage of labels"):
            self._save.setText(self._save_words())
            self._look()
            self._say(str(problem))

    def _close_saved(self, change: Change) -> None:
        self.saved = change
        self.accept()


def _matching(lines: list[Choice], typed: str) -> list[Choice]:
    return [line for line in lines if line.matches(typed.casefold().split())]


def _comments(text: str) -> int:
    return sum(line.lstrip().startswith("#") for line in text.splitlines())


def _pale(old: Schema, new: Schema) -> Iterator[str]:
    """Warnings of new colours that cannot be read on their page."""
    before = dict(walk(old))
    for path, part in walk(new):
        pair = getattr(part, "colour", None)
        if pair and pair != getattr(before.get(path), "colour", None):
            for colour, theme in zip(pair, (LIGHT, DARK), strict=True):
                found = contrast(QColor(colour), QColor(theme.page))
                if found < LEAST_CONTRAST:
                    yield tr(_PALE[theme.name], name=part.name, found=found, least=LEAST_CONTRAST)
