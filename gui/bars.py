"""The bar at the top (where one is, how far, search, annotator), the banner for sentences, and the keys at the foot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAction, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QSizePolicy, QWidget

from annotation.model import Change, Progress
from annotation.words import tr, tr_many
from gui.commands import Command, Mode, shown_key
from gui.flow import Flow
from gui.session import Session
from gui.wording import with_key

EDGE, GAP = 14, 12
"""Room at the ends of the bar at the top, and between what stands there, in pixels."""


class TopBar(QWidget):
    """The project's name, the article's place, progress, and ways to the palette and the annotator.

    Signals:
        wanted: the id of a command whose button was pressed.
    """

    wanted = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session = session
        self._total = 0
        self._done = 0
        self._checks = 0
        self._project = _label("project")
        self._place = _label("muted")
        self._progress = QProgressBar(self)
        self._progress.setTextVisible(False)
        self._progress.setFixedWidth(160)
        self._progress.setAccessibleName(tr("Share of the project that is done"))
        self._words = _label("muted")
        self._search = QPushButton("", self)
        self._search.setObjectName("search")
        self._search.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._search.clicked.connect(lambda: self.wanted.emit("palette"))
        self._annotator = QPushButton("", self)
        self._annotator.setObjectName("flat")
        self._annotator.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._annotator.clicked.connect(lambda: self.wanted.emit("annotator"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(EDGE, 7, EDGE, 7)
        layout.setSpacing(GAP)
        for widget in (self._project, self._place, self._progress, self._words):
            layout.addWidget(widget)
        layout.addStretch()
        # It forces no width upon the window: what is needed least is left out where there is no room for it.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        layout.addWidget(self._search)
        layout.addWidget(self._annotator)
        session.opened.connect(self._show_place)
        session.changed.connect(lambda change: self.recount() if _moves_progress(change) else self._refresh())
        self.recount()

    def recount(self) -> None:
        """Counts the articles of the project anew, which takes a while in a large one."""
        project = self._session.project
        states = project.store.state_counts(project.annotator)
        self._total = project.store.last_number()
        self._done = states.get("done", 0) + states.get("skipped", 0)
        self._show_place()

    def show_keys(self, commands: Sequence[Command]) -> None:
        """Names the keys as they are now."""
        keys = {command.id: shown_key(command) for command in commands}
        self._search.setText(f"{tr('Search commands…')}   {keys['palette']}".strip())
        self._annotator.setToolTip(with_key(tr("Whose labels these are"), keys["annotator"]))
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """Leaves out what is needed least, as far as there is no room for it."""
        room = self.width() - 2 * EDGE + GAP
        for widget in (
            self._project,
            self._annotator,
            self._place,
            self._search,
            self._words,
            self._progress,
        ):
            room -= widget.sizeHint().width() + GAP
            widget.setVisible(room >= 0 or widget in (self._project, self._annotator))

    def show_checks(self, count: int) -> None:
        """Tells how many checks of the article at hand are open."""
        self._checks = count
        self._refresh()

    def _show_place(self) -> None:
        article = self._session.article
        number = self._session.project.store.number_of(article.id) if article else 0
        self._place.setText(
            tr("Article {number:,} of {total:,}", number=number, total=self._total) if article else tr("No article yet")
        )
        self._refresh()

    def _refresh(self) -> None:
        session = self._session
        self._project.setText(session.project.name)
        self._annotator.setText(f"{session.project.annotator} ▾")
        self._progress.setMaximum(max(self._total, 1))
        self._progress.setValue(self._done)
        share = tr("{share} % of project done", share=self._done * 100 // self._total) if self._total else ""
        self._words.setText(" · ".join(filter(None, [self._what_is_left() if session.article else "", share])))
        self._make_room()

    def _what_is_left(self) -> str:
        if self._session.is_blind():
            return tr_many(
                "Blind article: {count} suggestion waits (D)",
                "Blind article: {count} suggestions wait (D)",
                sum(self._session.held_back().values()),
            )
        left = self._session.left()
        if left or not self._checks:
            return tr_many("{count} suggestion left here", "{count} suggestions left here", left)
        # The checks are for when all is decided.
        return tr_many(
            "all suggestions decided · {count} check open",
            "all suggestions decided · {count} checks open",
            self._checks,
        )


class Banner(QWidget):
    """One sentence beneath the text: what is wrong and what to do, or what just happened."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.words = _label("words")
        self.words.setWordWrap(True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        close = QPushButton(tr("Close"), self)
        close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        close.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 6, 10, 6)
        layout.addWidget(self.words, 1)
        layout.addWidget(close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def tell(self, sentence: str, *, problem: bool) -> None:
        """Shows a sentence; a problem stays until it is closed or another sentence comes."""
        self.words.setText(f"⚠ {sentence}" if problem else sentence)
        self.setAccessibleName(sentence)
        announcement = QAccessibleAnnouncementEvent(self, sentence)
        if problem:
            announcement.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
        QAccessible.updateAccessibility(announcement)
        self._timer.stop()
        if not problem:
            self._timer.start(8000)
        self.show()

    def pass_by(self) -> None:
        """Hides a sentence that is no problem, for what it was about is not in sight any more."""
        if self._timer.isActive():
            self.hide()


class KeyBar(QWidget):
    """The keys that matter now, each a button, and whether everything is saved."""

    def __init__(
        self, session: Session, commands: Sequence[Command], actions: Mapping[str, QAction], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("keybar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._buttons: list[tuple[Mode, QPushButton]] = []
        self._of: dict[str, QPushButton] = {}
        self.saved = _Fact()
        keys = Flow(gap=2)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 3, 12, 3)
        layout.addLayout(keys, 1)
        layout.addWidget(self.saved)
        # What the mode offers comes first, what is always there behind it.
        for command in sorted((c for c in commands if c.hint), key=lambda c: c.mode == "always"):
            button = QPushButton("", self)
            button.setObjectName("flat")
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setToolTip(command.text)
            button.setAccessibleName(command.text)
            button.clicked.connect(actions[command.id].trigger)
            self._buttons.append((command.mode, button))
            self._of[command.id] = button
            keys.addWidget(button)
        self.show_keys(commands)
        session.drafted.connect(lambda: self.set_mode("fix" if session.draft else "review"))
        self.set_mode("review")

    def show_keys(self, commands: Sequence[Command]) -> None:
        """Names the keys as they are now."""
        for command in commands:
            if command.id in self._of:
                key = shown_key(command)
                self._of[command.id].setText(f"{command.hint}  [{key}]" if key else command.hint)

    def set_mode(self, mode: Mode) -> None:
        """Shows the keys of a mode."""
        for its, button in self._buttons:
            button.setVisible(its in (mode, "always"))


class _Fact(QLabel):
    """A fact that is cut short rather than force a width upon the window."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("small")
        self.setTextFormat(Qt.TextFormat.PlainText)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(tr("Saved…")), super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        words = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.setPen(self.palette().windowText().color())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, words)


def _moves_progress(change: Change) -> bool:
    return any(isinstance(edit.value, Progress) for edit in change.edits)


def _label(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
