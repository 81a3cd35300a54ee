"""The preview of what is done to the same words in many places: each place with its context and a check box."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from annotation.describe import shorten
from annotation.errors import Problem
from annotation.model import Actor
from annotation.project import Project
from annotation.same import LONGEST, Task, Wanted
from annotation.same_finding import MOST, Found, find_same
from annotation.words import noted, tr, tr_many
from gui.background import Job
from gui.long_list import LongList
from gui.same_actions import Answer, Asked
from gui.same_lines import NOTHING, PlaceDelegate, Places
from gui.session import LONG, Session
from gui.theme import Theme
from gui.wording import spoken_keys

TASKS: tuple[tuple[Task, str, str, str], ...] = (
    ("label", noted("Label {count:,}"), noted("Label these words"), "L"),
    ("change", noted("Change {count:,}"), noted("Change their actor"), "G"),
    ("delete", noted("Delete {count:,}"), noted("Delete their mentions"), "D"),
)
"""What can be done: its id, the button's verb, the words of the choice, and its key, with Alt."""


class SameDialogue(QDialog):
    """Asks what is to be done, where, and at which places; Enter does it, Escape nothing."""

    def __init__(
        self,
        parent: QWidget,
        session: Session,
        theme: Theme,
        asked: Asked,
        ask_actor: Callable[[], tuple[Actor, bool] | None],
    ) -> None:
        super().__init__(parent)
        self.setModal(True)
        self.setWindowTitle(tr("Same for all"))
        self.resize(820, 600)
        self.answer: Answer | None = None
        self._session, self._asked, self._ask_actor = session, asked, ask_actor
        self._actor, self._known = asked.actor, True
        self._found, self._looking = NOTHING, False
        self.places = Places()
        self._delegate = PlaceDelegate(self, theme, self.places)
        self.list = LongList(tr("Places"), self.places, self._delegate, self)
        self._build()
        self._connect()
        self.list.setFocus()
        self._look()

    def ask(self) -> Answer | None:
        """Asks, and gives what was decided, or None."""
        self.exec()
        self._looking = False
        self._session.background.stop("same")
        self.deleteLater()
        return self.answer

    def accept(self) -> None:
        """Takes what is checked; nothing happens while there is nothing to do."""
        if self.do.isEnabled():
            self.answer = Answer(
                task=self._task,
                places=self.places.chosen(),
                actor=None if self._task == "delete" else self._actor,
                known=self._known,
                everywhere=self._everywhere.isChecked(),
            )
            super().accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Space toggles the line that is chosen."""
        space = (
            isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Space
        )
        if watched is self.list and space:
            self.places.toggle(self.list.currentIndex().row())
            return True
        return super().eventFilter(watched, event)

    # Building ----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        heading = QLabel(tr("Same for all: “{words}”", words=shorten(" ".join(self._asked.words.split()))), self)
        heading.setObjectName("project")
        heading.setTextFormat(Qt.TextFormat.PlainText)
        self._tasks = self._radios([(tr(words), key) for _, _, words, key in TASKS])
        self._tasks.button([task for task, *_ in TASKS].index(self._asked.task)).setChecked(True)
        self.who = QPushButton(self)
        kept = self.who.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.who.setSizePolicy(kept)
        self._scopes = self._radios([(tr("In this article"), "T"), (tr("In the whole project"), "P")])
        self._scopes.button(0).setChecked(True)
        self._everywhere = self._scopes.button(1)
        self._any_case = QCheckBox(f"{tr('Any case')}  Alt C", self)
        names = self._other_names()
        listed = shorten(", ".join(names)).replace("&", "&&")
        self._names = QCheckBox(f"{tr('Also {names}', names=listed)}  Alt N", self)
        self._names.setVisible(bool(names))
        self.sentence = QLabel(self)
        self.sentence.setObjectName("muted")
        self.sentence.setWordWrap(True)
        self.count = QLabel(self)
        self.all = QPushButton(f"{tr('All or none')}  {spoken_keys('Ctrl A')}", self)
        self.cancel = QPushButton(f"{tr('Cancel')}  Esc", self)
        self.do = QPushButton(self)
        self.do.setObjectName("primary")
        self.do.setDefault(True)
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addWidget(heading)
        layout.addLayout(_row(*self._tasks.buttons(), None, self.who))
        layout.addLayout(_row(*self._scopes.buttons(), None, self._any_case, self._names))
        layout.addWidget(self.list, 1)
        layout.addWidget(self.sentence)
        layout.addLayout(_row(self.count, None, self.all, self.cancel, self.do))

    def _radios(self, choices: Iterable[tuple[str, str]]) -> QButtonGroup:
        group = QButtonGroup(self)
        for number, (words, key) in enumerate(choices):
            radio = QRadioButton(f"{words}  Alt {key}", self)
            group.addButton(radio, number)
            self._give_key(radio, key)
        return group

    def _give_key(self, button: QAbstractButton, key: str) -> None:
        """A mnemonic of Qt's would act a little later, and take the focus out of the list."""
        QShortcut(QKeySequence(f"Alt+{key}"), self, lambda: button.click() if button.isVisible() else None)

    def _connect(self) -> None:
        self.list.installEventFilter(self)
        self.list.clicked.connect(lambda index: self.places.toggle(index.row()))
        self.places.dataChanged.connect(self._count)
        self.places.modelReset.connect(self._count)
        self._tasks.idToggled.connect(lambda _number, on: self._check_anew() if on else None)
        self._scopes.idToggled.connect(lambda _number, on: self._look() if on else None)
        self._any_case.toggled.connect(self._look)
        self._names.toggled.connect(self._look)
        self.who.clicked.connect(self._choose_actor)
        self.all.clicked.connect(self.places.toggle_all)
        self.cancel.clicked.connect(self.reject)
        self.do.clicked.connect(self.accept)
        for button, key in ((self._any_case, "C"), (self._names, "N"), (self.who, "A")):
            self._give_key(button, key)
        QShortcut(QKeySequence("Ctrl+A"), self, self.places.toggle_all)
        self._session.background.failed.connect(self._fail)

    # Looking -----------------------------------------------------------------------------------------------------

    @property
    def _task(self) -> Task:
        return TASKS[self._tasks.checkedId()][0]

    def _look(self) -> None:
        """Looks for the words: in an article of usual length at once, else in the worker's thread."""
        names = self._other_names() if self._names.isChecked() else []
        wanted = Wanted(names=(self._asked.words, *names), any_case=self._any_case.isChecked())
        article = None if self._everywhere.isChecked() else self._session.article
        layer = self._asked.layer
        self._delegate.titles = article is None

        def work(job: Job, project: Project) -> Found:
            return find_same(project, wanted, layer, article=article, most=MOST, going_on=job.going_on)

        self._looking = article is None or len(article.text) > LONG
        if self._looking:
            self._take(NOTHING)
            self._session.run("same", work, self._end_looking)
            return
        self._session.background.stop("same")
        try:
            self._take(find_same(self._session.project, wanted, layer, article=article, most=MOST))
        except Problem as problem:
            self._fail("same", problem)

    def _end_looking(self, found: Found) -> None:
        if self._looking:  # else it was left, or the article was chosen meanwhile
            self._looking = False
            self._take(found)

    def _fail(self, key: str, problem: Problem) -> None:
        if key == "same":
            self._looking = False
            self._take(NOTHING)
            self.sentence.setText(str(problem))

    def _take(self, found: Found) -> None:
        self._found = found
        self._check_anew()

    def _said(self, found: Found) -> str:
        if self._looking:
            return tr("Looking for the words …")
        if found.more:
            return tr("These are the first {count:,}. Do them, then look again for the rest.", count=MOST)
        if not found.places:
            return tr("These words stand nowhere as whole words.")
        if self._actor is None and self._task != "delete":
            return tr("These words name nobody yet: choose an actor (Alt A), then Enter.")
        here = len({place.article for place in found.places})
        places = tr_many("{count} place", "{count} places", len(found.places))
        if self._everywhere.isChecked():
            articles = tr_many("{count} article", "{count} articles", here)
            places = tr("{places} in {articles}", places=places, articles=articles)
        return tr("{places}. Space checks a line, Enter does it.", places=places)

    # Deciding ----------------------------------------------------------------------------------------------------

    def _check_anew(self) -> None:
        """Checks what is meant by the task; the actor at hand is whose mentions are deleted."""
        deleting = self._task == "delete"
        self.who.setVisible(not deleting)
        name = shorten(self._actor.name).replace("&", "&&") if self._actor else tr("choose one")
        self.who.setText(f"{tr('Actor: {name}…', name=name)}  Alt A")
        self.places.show_all(self._found, self._task, self._asked.actor if deleting else self._actor)
        if self._found.places:
            self.list.setCurrentIndex(self.places.index(0))
        self.sentence.setText(self._said(self._found))

    def _count(self) -> None:
        count, total = len(self.places.checked), self.places.rowCount()
        message = TASKS[self._tasks.checkedId()][1]
        self.count.setText(tr("{count:,} of {total:,} checked", count=count, total=total))
        self.do.setText(f"{tr(message, count=count)}  Enter")
        named = self._task == "delete" or self._actor is not None
        self.do.setEnabled(bool(count) and named)

    def _choose_actor(self) -> None:
        picked = self._ask_actor()
        if picked:
            self._actor, self._known = picked
            self._check_anew()
        self.list.setFocus()

    def _other_names(self) -> list[str]:
        """What else the actor at hand is called."""
        actor = self._asked.actor
        called = (actor.name, *actor.aliases) if actor else ()
        return [name for name in called if name != self._asked.words and name.strip() and len(name) <= LONGEST]


def _row(*widgets: QWidget | None) -> QHBoxLayout:
    """Widgets side by side; None is the room between those at the left and those at the right."""
    row = QHBoxLayout()
    row.setSpacing(14)
    for widget in widgets:
        if widget is None:
            row.addStretch()
        else:
            row.addWidget(widget)
    return row
