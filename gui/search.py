"""Searching the project: a window beside the work with one field and the hits, which come as one scrolls."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPointF,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QLineEdit,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from annotation.errors import Problem
from annotation.hits import PAGE, Cursor, Hit, Page, search
from annotation.model import Annotation, Change
from annotation.offsets import Utf16Map
from annotation.searching import Query, parse
from annotation.words import noted, tr, tr_many
from gui.long_list import AnyIndex, LineDelegate, LongList, elided
from gui.session import Session
from gui.theme import Theme, small_font
from gui.wording import state_words

TYPING = 200
"""How long, in milliseconds, nothing more must be typed until the search begins."""
KEY = "search"
EXAMPLES = noted("Words, “a phrase”, speaker:Kallas, cue:warned, polarity:oppose, status:accepted, flagged …")


class Hits(QAbstractListModel):
    """The hits that have come so far.

    Signals:
        wanted: more hits, for the last one has come into view.
    """

    wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.hits: list[Hit] = []
        self.more = False

    def clear(self) -> None:
        """Forgets all hits."""
        self.beginResetModel()
        self.hits, self.more = [], False
        self.endResetModel()

    def add(self, page: Page) -> None:
        """Adds the hits of a page at the end."""
        if page.hits:
            self.beginInsertRows(QModelIndex(), len(self.hits), len(self.hits) + len(page.hits) - 1)
            self.hits += page.hits
            self.endInsertRows()
        self.more = page.after is not None

    def take_over(self, change: Change) -> None:
        """Tells in the line of an annotation how it stands after a change."""
        after = {edit.value.id: edit.after for edit in change.edits if isinstance(edit.value, Annotation)}
        for row, hit in enumerate(self.hits if after else ()):
            if hit.annotation and hit.annotation.id in after:
                now = after[hit.annotation.id]
                status = state_words(now.status if isinstance(now, Annotation) else "deleted")
                self.hits[row] = replace(hit, facts=(*hit.facts[:-1], status))
                self.dataChanged.emit(self.index(row), self.index(row))

    def canFetchMore(self, parent: AnyIndex) -> bool:
        return self.more

    def fetchMore(self, parent: AnyIndex) -> None:
        self.more = False
        self.wanted.emit()

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return len(self.hits)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        hit = self.hits[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return hit
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{hit.before}{hit.words}{hit.behind}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{hit.title}: {hit.before}{hit.words}{hit.behind}, {', '.join(hit.facts)}"
        return None


class SearchWindow(QDialog):
    """Asks for a query and shows its hits; stays open while one works.

    Signals:
        chosen: the Hit that is to be opened.
    """

    chosen = Signal(object)

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Search the project"))
        self.resize(620, 640)
        self._session = session
        self._query: Query | None = None
        self._after: Cursor | None = None
        self.field = QLineEdit(self)
        self.field.setAccessibleName(tr("Search the project"))
        self.field.setPlaceholderText(tr(EXAMPLES))
        self.field.setClearButtonEnabled(True)
        self.field.installEventFilter(self)
        self.told = QLabel(self)
        self.told.setWordWrap(True)
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.hits = Hits()
        self.delegate = _HitDelegate(self)
        self.list = LongList(tr("Hits"), self.hits, self.delegate, self)
        self.list.installEventFilter(self)
        layout = QVBoxLayout(self)
        for widget in (self.field, self.told, self.list):
            layout.addWidget(widget)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING)
        self._typing.timeout.connect(self.search)
        self.field.textEdited.connect(lambda _: self._typing.start())
        self.field.textChanged.connect(lambda words: None if words else self._typing.start())
        self.list.doubleClicked.connect(self._open)
        self.hits.wanted.connect(self._look_on)
        session.changed.connect(self.hits.take_over)
        session.background.failed.connect(self._fail)
        self._tell("", problem=False)

    def begin(self) -> None:
        """Shows the window with the focus in its field."""
        self.show()
        self.raise_()
        self.activateWindow()
        self.field.setFocus()
        self.field.selectAll()

    def set_theme(self, theme: Theme) -> None:
        """Paints in other colours from now on."""
        self.delegate.theme = theme
        self.list.viewport().update()

    def search(self) -> None:
        """Looks for what is typed."""
        self._typing.stop()
        self._session.background.stop(KEY)
        self._query, self._after = None, None
        self.hits.clear()
        typed = self.field.text().strip()
        try:
            self._query = parse(typed, self._session.project.schema) if typed else None
        except Problem as problem:
            self._tell(str(problem), problem=True)
            return
        self._tell(tr("Searching …") if self._query else "", problem=False)
        self._look_on()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter opens the chosen hit; up and down in the field choose one."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
            return True
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 6, Qt.Key.Key_PageUp: -6}
        if watched is self.field and Qt.Key(event.key()) in steps:
            self._move(steps[Qt.Key(event.key())])
            return True
        return super().eventFilter(watched, event)

    # In detail ---------------------------------------------------------------------------------------------------

    def _look_on(self) -> None:
        query, after = self._query, self._after
        if query:
            self._session.run(
                KEY,
                lambda job, project: search(project, query, after=after, going_on=job.going_on),
                lambda page: self._take(query, page),
            )

    def _take(self, query: Query, page: Page) -> None:
        """Shows what has come, unless something else is looked for by now; asks on while it is not a page full."""
        if query is not self._query:
            return
        first = not self.hits.hits
        self._after = page.after
        self.hits.add(page)
        if first and page.hits:
            self.list.setCurrentIndex(self.hits.index(0))
        count = len(self.hits.hits)
        short = len(page.hits) < PAGE and page.after is not None
        self._tell(_counted(count, more=page.after is not None, going_on=short), problem=False)
        if short:
            self.hits.more = False
            self._look_on()

    def _fail(self, key: str, problem: Problem) -> None:
        if key == KEY:
            self._tell(str(problem), problem=True)

    def _tell(self, sentence: str, *, problem: bool) -> None:
        self.told.setObjectName("problem" if problem else "muted")
        self.told.style().polish(self.told)
        self.told.setText(
            sentence or tr("All of the words must occur. A star, as in sanction*, stands for any ending.")
        )
        self.told.setAccessibleName(self.told.text())

    def _enter(self) -> None:
        """Opens the chosen hit; where more was typed since, searches first."""
        if self._typing.isActive():
            self.search()
        else:
            self._open(self.list.currentIndex())

    def _move(self, step: int) -> None:
        rows = len(self.hits.hits)
        if rows:
            row = min(max(self.list.currentIndex().row() + step, 0), rows - 1)
            self.list.setCurrentIndex(self.hits.index(row))

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(index.data(Qt.ItemDataRole.UserRole))


def _counted(count: int, *, more: bool, going_on: bool) -> str:
    if going_on:
        return tr_many("{count} hit so far; searching on …", "{count} hits so far; searching on …", count)
    if not count:
        return tr("Nothing was found.")
    if more:
        return tr_many(
            "The first {count} hit; more come as you scroll.", "The first {count} hits; more come as you scroll.", count
        )
    return tr_many("{count} hit.", "{count} hits.", count)


class _HitDelegate(LineDelegate):
    """The title and the facts muted, and between them the words around the hit, the hit itself emphasised."""

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(200, option.fontMetrics.height() + 2 * QFontMetrics(small_font(option.font)).height() + 22)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        hit: Hit = index.data(Qt.ItemDataRole.UserRole)
        inner = self.draw_ground(painter, option).adjusted(12, 6, -12, -7)
        small = small_font(option.font)
        metrics = QFontMetrics(small)
        painter.setFont(small)
        painter.setPen(QColor(self.theme.muted))
        top, bottom = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignBottom
        painter.drawText(
            inner, top, elided(hit.title or tr("Article {number:,}", number=hit.number), metrics, inner.width())
        )
        painter.drawText(inner, bottom, elided(" · ".join(hit.facts), metrics, inner.width()))
        self._words(painter, inner.adjusted(0, metrics.height() + 4, 0, -metrics.height() - 4), option.font, hit)

    def _words(self, painter: QPainter, room: QRect, font: QFont, hit: Hit) -> None:
        """One line in which the hit can be seen, however much stands before it."""
        bold = QFont(font)
        bold.setBold(True)
        plain, heavy = QFontMetrics(font), QFontMetrics(bold)
        before = plain.elidedText(hit.before, Qt.TextElideMode.ElideLeft, room.width() // 3)
        words = elided(hit.words, heavy, room.width() * 2 // 3)
        left = room.width() - plain.horizontalAdvance(before) - heavy.horizontalAdvance(words)
        line = f"{before}{words}{elided(hit.behind, plain, max(left, 0))}"
        layout = QTextLayout(line, font)
        layout.setFormats([self._emphasis(bold, line, len(before), len(before) + len(words))])
        wrapping = QTextOption()
        wrapping.setWrapMode(QTextOption.WrapMode.NoWrap)
        wrapping.setTextDirection(Qt.LayoutDirection.LeftToRight)
        layout.setTextOption(wrapping)
        layout.beginLayout()
        layout.createLine()
        layout.endLayout()
        painter.setPen(QColor(self.theme.ink))
        layout.draw(painter, QPointF(room.topLeft()))

    def _emphasis(self, bold: QFont, line: str, start: int, end: int) -> QTextLayout.FormatRange:
        positions = Utf16Map(line)
        emphasis = QTextLayout.FormatRange()
        emphasis.start = positions.position(start)
        emphasis.length = positions.position(end) - emphasis.start
        form = QTextCharFormat()
        form.setFont(bold)
        form.setBackground(self.theme.tinted((self.theme.found, self.theme.found)))
        emphasis.format = form
        return emphasis
