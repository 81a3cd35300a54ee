"""The checks of the article at hand: what is probably not as it should be, found anew a moment after each change."""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter, sleep, thread_time
from typing import TypeAlias

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPointF,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPolygonF
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from annotation.checking import checks_of, material_of
from annotation.checking.check import Check, Material, Stopped
from annotation.errors import Problem
from annotation.model import Annotation, Article, Change
from annotation.offsets import Step
from annotation.project import Project
from annotation.words import tr
from gui.background import Job
from gui.commands import Command, shown_key
from gui.long_list import AnyIndex, LineDelegate, LongList, elided
from gui.session import Session
from gui.theme import Theme, small_font
from gui.wording import with_key

WAIT = 300
"""How long after a change, in milliseconds, the checks are made anew: a quick row of keys waits for none of them."""

WAIT_LONG = 1000
"""The same where the worker's thread does it, which no key should meet in a row of decisions."""

LONG_TEXT = 60_000
"""From how many characters on an article is checked in the worker's thread."""

AT_MOST = 0.1
"""For how many seconds the window's thread looks; an article that takes longer is one for the worker from then on."""

BURST, REST = 0.001, 0.004
"""For how many seconds the worker's thread works, and then sleeps."""

MANY = 500
"""From how many annotations on that is so."""

Whose: TypeAlias = tuple[str, str]
"""The article and the annotator that checks are about."""


class CheckLines(QAbstractListModel):
    """The checks that are shown."""

    def __init__(self) -> None:
        super().__init__()
        self.checks: tuple[Check, ...] = ()

    def show_all(self, checks: tuple[Check, ...]) -> None:
        """Shows these checks and no others."""
        self.beginResetModel()
        self.checks = checks
        self.endResetModel()

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return len(self.checks)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        check = self.checks[index.row()]
        remedy = f", {tr('Enter: {remedy}', remedy=check.remedy.words)}" if check.remedy else ""
        return {
            Qt.ItemDataRole.DisplayRole: check.title,
            Qt.ItemDataRole.ToolTipRole: f"{check.title}: {check.words}",
            Qt.ItemDataRole.UserRole: check,
            Qt.ItemDataRole.AccessibleTextRole: f"{check.title}, {check.words}{remedy}",
        }.get(Qt.ItemDataRole(role))


class Checks(QWidget):
    """A heading that counts, what would put the chosen check right, and the list.

    It is hidden while there is nothing in it, and while an annotation is made or fixed: its card needs the room.

    Signals:
        jump_wanted: the Check that was chosen, to be shown in the text.
        wanted: the id of a command that was asked for: "remedy", or "to_article".
        counted: how many checks there are now.
    """

    jump_wanted = Signal(object)
    wanted = Signal(str)
    counted = Signal(int)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._whose: Whose | None = None
        self._silent = False
        self._slow = False
        self._commands: tuple[Command, ...] = ()
        self._heading = QLabel("", self)
        self._heading.setObjectName("heading")
        self.button = QPushButton("", self)
        self.button.setObjectName("flat")
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.clicked.connect(lambda: self.wanted.emit("remedy"))
        self.lines = CheckLines()
        self.delegate = _CheckDelegate(self)
        self.list = LongList(tr("Checks"), self.lines, self.delegate, self)
        self.list.installEventFilter(self)
        self.list.selectionModel().currentChanged.connect(lambda _new, _old: self._jump())
        self.list.clicked.connect(lambda _: self._jump())
        self.list.doubleClicked.connect(lambda _: self.wanted.emit("remedy"))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._look)
        self._build()
        session.changing.connect(self._give_way)
        session.opened.connect(self._begin)
        session.changed.connect(self._take_over)
        session.moved.connect(lambda _: self._choose_current())
        session.drafted.connect(self._show_or_hide)

    def set_theme(self, theme: Theme) -> None:
        """Paints in other colours, or other sizes, from now on."""
        self.delegate.theme = theme
        self._fit()
        self.list.viewport().update()

    def show_keys(self, commands: Sequence[Command]) -> None:
        """Names the keys as they are now."""
        self._commands = tuple(commands)
        self._show_chosen()

    def stop(self) -> None:
        """Checks no more: the project is about to be closed."""
        self._timer.stop()

    def chosen(self) -> Check | None:
        """The check whose line is chosen, or None."""
        index = self.list.currentIndex()
        return self.lines.checks[index.row()] if index.isValid() else None

    def step(self, step: Step) -> bool:
        """Chooses the next or the previous check, round and round; False without any."""
        self._look_if_quick()
        checks, index = self.lines.checks, self.list.currentIndex()
        if not checks:
            return False
        if index.isValid():
            row = index.row() + step
        else:
            here = self._session.current.start if self._session.current else 0
            before = sum(check.span.start < here for check in checks)
            row = before if step > 0 else before - 1
        self._choose(row % len(checks))
        return True

    def go_on_from(self, check: Check) -> None:
        """Chooses what comes behind a check that is put right, if anything does."""
        self._look_if_quick()
        behind = [row for row, other in enumerate(self.lines.checks) if other.span >= check.span]
        if behind:
            self._choose(behind[0])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter puts the chosen check right; where there is no remedy, it goes to the words in the text."""
        if watched is self.list and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            check = self.chosen()
            if check and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.wanted.emit("remedy" if check.remedy else "to_article")
                return True
        return super().eventFilter(watched, event)

    # Looking -----------------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        """Another article is at hand, or this one was loaded anew."""
        article, annotator = self._session.article, self._session.project.annotator
        whose = (article.id, annotator) if article else None
        if whose != self._whose:
            self._whose, self._slow = whose, False
            self._show(())
        self._look_soon()

    def _give_way(self) -> None:
        """Breaks the looking off where a verb is about to run: what it would find is old then."""
        if self._session.background.busy("checks"):
            self._session.background.stop("checks")
            self._look_soon()

    def _take_over(self, change: Change) -> None:
        """What was just changed is no longer what was checked."""
        named = {edit.value.id for edit in change.edits if isinstance(edit.value, Annotation)}
        self._show(tuple(check for check in self.lines.checks if check.annotation not in named))
        self._look_soon()

    def _look_soon(self) -> None:
        self._timer.start(WAIT_LONG if self._is_long() else WAIT)

    def _look_if_quick(self) -> None:
        """Does not wait for a pause where checking takes no longer than a blink."""
        if self._timer.isActive() and not self._is_long():
            self._timer.stop()
            self._look()

    def _look(self) -> None:
        article = self._session.article
        if article is None:
            self._show(())
        elif self._is_long():
            self._look_in_background(article, self._whose)
        else:
            self._look_at_once(article)

    def _is_long(self) -> bool:
        article = self._session.article
        long = article is not None and (len(article.text) > LONG_TEXT or len(self._session.annotations) > MANY)
        return long or self._slow

    def _look_at_once(self, article: Article) -> None:
        try:
            self._show(checks_of(self._material(article)))
        except Problem as problem:
            self._session.told.emit(str(problem), True)
        except Stopped:
            self._slow = True
            self._look_in_background(article, self._whose)

    def _material(self, article: Article) -> Material:
        session = self._session
        end = thread_time() + AT_MOST

        def rest() -> None:
            if thread_time() > end:
                raise Stopped

        return Material(
            article=article,
            annotations=sorted(session.annotations.values(), key=lambda annotation: annotation.place),
            actors=session.actors,
            schema=session.project.schema,
            hidden=session.project.hidden_layers(article.id),
            rest=rest,
        )

    def _look_in_background(self, article: Article, whose: Whose | None) -> None:
        def work(job: Job, project: Project) -> tuple[Check, ...] | None:
            try:
                return checks_of(material_of(project, article, rest=_Pace(job).rest))
            except Stopped:
                return None

        self._session.run("checks", work, lambda checks: self._show_found(checks, whose))

    def _show_found(self, checks: tuple[Check, ...] | None, whose: Whose | None) -> None:
        """Shows what the worker found, unless more has been changed since: then it is asked anew."""
        if checks is not None and whose == self._whose and not self._timer.isActive():
            self._show(checks)

    # Showing -----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(14, 8, 6, 2)
        head.addWidget(self._heading)
        head.addStretch()
        head.addWidget(self.button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(head)
        layout.addWidget(self.list)
        self._show_chosen()
        self.hide()

    def _show(self, checks: Sequence[Check]) -> None:
        checks = tuple(checks)
        if checks == self.lines.checks:
            return
        chosen, focused = self.chosen(), self.list.hasFocus()
        self._silent = True
        self.lines.show_all(checks)
        again = [row for row, check in enumerate(checks) if chosen and check.is_about_the_same(chosen)]
        self.list.setCurrentIndex(self.lines.index(again[0]) if again else QModelIndex())
        self._silent = False
        self._choose_current()
        self._heading.setText(tr("CHECKS · {count:,}", count=len(checks)))
        self._fit()
        self._show_or_hide()
        self.counted.emit(len(checks))
        if focused and not checks:
            self.wanted.emit("to_article")

    def _show_or_hide(self) -> None:
        self.setVisible(bool(self.lines.checks) and self._session.draft is None)

    def _fit(self) -> None:
        """No higher than its lines, and room for one of them at least."""
        row = self.list.verticalHeader().defaultSectionSize()
        rows = len(self.lines.checks)
        head = self.button.sizeHint().height() + 14
        self.setMinimumHeight(head + row)
        self.setMaximumHeight(head + max(rows, 1) * row)

    def _choose(self, row: int) -> None:
        self.list.setCurrentIndex(self.lines.index(row))

    def _jump(self) -> None:
        self._show_chosen()
        check = self.chosen()
        if check and not self._silent:
            self.jump_wanted.emit(check)

    def _choose_current(self) -> None:
        """Chooses the check about the annotation at hand, so that its remedy is never one of something out of sight."""
        current = self._session.current.id if self._session.current else None
        chosen = self.chosen()
        if chosen is None or chosen.annotation != current:
            about = [row for row, check in enumerate(self.lines.checks) if current and check.annotation == current]
            self._silent = True
            self.list.setCurrentIndex(self.lines.index(about[0]) if about else QModelIndex())
            self._silent = False
        self._show_chosen()

    def _show_chosen(self) -> None:
        check = self.chosen()
        remedy = check.remedy if check else None
        self.button.setVisible(remedy is not None)
        if remedy:
            # An ampersand would make the next letter a key.
            words = elided(remedy.words, self.button.fontMetrics(), 150).replace("&", "&&")
            key = next((shown_key(command) for command in self._commands if command.id == "remedy"), "")
            self.button.setText(f"{words}  [{key}]" if key else words)
            self.button.setToolTip(with_key(remedy.words, key))
            self.button.setAccessibleName(tr("Remedy: {remedy}", remedy=remedy.words))


class _Pace:
    """Has work in the worker's thread give way to the window's, which would wait for Python's lock otherwise."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._until = 0.0

    def rest(self) -> None:
        """Sleeps after each burst of work; raises Stopped when the work is no longer wanted."""
        if not self._job.going_on():
            raise Stopped
        if perf_counter() >= self._until:
            sleep(REST)
            self._until = perf_counter() + BURST


class _CheckDelegate(LineDelegate):
    """A warning sign, the title, and beneath it the words, with what Enter does at the right."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        check: Check = index.data(Qt.ItemDataRole.UserRole)
        rect = self.draw_ground(painter, option)
        height = option.fontMetrics.height()
        self._sign(painter, QPointF(rect.topLeft()) + QPointF(14, 5 + height * 0.2), height * 0.6)
        inner = rect.adjusted(22 + round(height * 0.6), 5, -10, -6)
        self.draw_upper(painter, option, inner, check.title)
        small = small_font(option.font)
        painter.setFont(small)
        left = self._remedy(painter, inner, check, QFontMetrics(small))
        self.draw_lower(painter, option, left, check.words)

    def _sign(self, painter: QPainter, at: QPointF, size: float) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.theme.focus))
        painter.drawPolygon(QPolygonF([at + QPointF(size / 2, 0), at + QPointF(size, size), at + QPointF(0, size)]))
        painter.restore()

    def _remedy(self, painter: QPainter, inner: QRect, check: Check, metrics: QFontMetrics) -> QRect:
        """Draws what Enter does at the right end of the lower line, and gives what is left of it."""
        if check.remedy is None:
            return inner
        words = elided(tr("Enter: {remedy}", remedy=check.remedy.words), metrics, inner.width() // 2)
        painter.setPen(QColor(self.theme.ink))
        painter.drawText(inner, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignRight, words)
        return inner.adjusted(0, 0, -metrics.horizontalAdvance(words) - 12, 0)
