"""The progress page: a window of its own with tables of how far the project is, and how suggestions fare."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QAbstractTableModel, Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from annotation.errors import Problem
from annotation.progress_report import progress_report
from annotation.progress_tables import NUMBERS, PAINTED, Column, Table, shown, tables_of, write_tables
from annotation.project import Project
from annotation.words import tr
from gui.background import Background, Job
from gui.long_list import AnyIndex
from gui.pictures import PictureDelegate
from gui.session import Session
from gui.theme import LIGHT, Theme

WIDEST = 28
"""How many characters of a cell are shown."""


class TableModel(QAbstractTableModel):
    """One table of the page."""

    def __init__(self, table: Table) -> None:
        super().__init__()
        self.table = table

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return len(self.table.rows)

    def columnCount(self, parent: AnyIndex | None = None) -> int:
        return len(self.table.columns)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        cell, column = self.table.rows[index.row()][index.column()], self.table.columns[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _short(shown(cell, column.kind))
            case Qt.ItemDataRole.ToolTipRole:
                return shown(cell, column.kind)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{column.title}: {shown(cell, column.kind)}"
            case Qt.ItemDataRole.UserRole:
                return cell
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(column)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Vertical:
            return None
        column = self.table.columns[section]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column.title
            case Qt.ItemDataRole.ToolTipRole:
                return column.about or None
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(column)
        return None


class ProgressPage(QWidget):
    """The tables, counted in the background whenever the page is shown or asked to."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._session = session
        self._tables: tuple[Table, ...] = ()
        self._theme = LIGHT
        self._delegates: list[PictureDelegate] = []
        self.setWindowTitle(tr("Progress"))
        self.resize(1080, 560)
        self.state = _label("small")
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.tabBar().setAccessibleName(tr("Tables of the progress page"))
        self._refresh = _button(tr("Count again"), self.refresh)
        self._export = _button(tr("Export tables as CSV…"), self.ask_export)
        self._export.setEnabled(False)
        foot = QHBoxLayout()
        foot.addWidget(self.state, 1)
        for button in (self._refresh, self._export, _button(tr("Close"), self.close)):
            foot.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(10)
        layout.addWidget(self.tabs, 1)
        layout.addLayout(foot)
        # Of its own, for in a large project counting takes a while, and the reader should not wait for it.
        self.background = Background(self)
        self.background.failed.connect(self._show_failure)

    def set_theme(self, theme: Theme) -> None:
        """Paints in other colours from now on."""
        self._theme = theme
        for delegate in self._delegates:
            delegate.theme = theme
        self.tabs.update()

    def refresh(self) -> None:
        """Counts the project anew; what was counted before stays until that is through."""
        self.state.setText(tr("Counting…"))
        self._refresh.setEnabled(False)

        def work(job: Job, project: Project) -> tuple[Table, ...]:
            return tables_of(progress_report(project, going_on=job.going_on), project.schema)

        self._session.run("progress", work, self._show_tables, background=self.background)

    def end(self) -> None:
        """Closes the page for good, and waits for its thread to end."""
        self.hide()
        self.background.close()

    def ask_export(self) -> None:
        """Asks for a folder, and writes the tables into a new one inside it."""
        chosen = QFileDialog.getExistingDirectory(self, tr("Where the folder with the tables goes"))
        if chosen:
            self.export_into(Path(chosen))

    def export_into(self, folder: Path) -> None:
        """Writes the tables into a new folder inside `folder`."""
        name = tr(
            "{project} progress {time}", project=self._session.project.name, time=f"{datetime.now():%Y-%m-%d %H.%M.%S}"
        )
        try:
            write_tables(self._tables, folder / name)
        except Problem as problem:
            self.state.setText(f"⚠ {problem}")
            return
        self.state.setText(tr("The tables are in the folder {folder}.", folder=folder / name))

    # Qt's events -------------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    # In detail ---------------------------------------------------------------------------------------------------

    def _show_tables(self, tables: Sequence[Table]) -> None:
        at, focus = max(self.tabs.currentIndex(), 0), self.focusWidget()
        page = self.tabs.currentWidget()
        in_table = page is None or (focus is not None and page.isAncestorOf(focus))
        self._tables = tuple(tables)
        self._delegates.clear()
        self._drop_pages()
        for table in tables:
            self.tabs.addTab(self._page(table), table.title)
        self.tabs.setCurrentIndex(at)
        if in_table:  # where it was, or, as it opens, where one begins to read
            self.tabs.currentWidget().setFocus()
        self.state.setText(tr("As of {time}.", time=f"{datetime.now():%H:%M:%S}"))
        self._refresh.setEnabled(True)
        self._export.setEnabled(True)

    def _drop_pages(self) -> None:
        while page := self.tabs.widget(0):
            self.tabs.removeTab(0)
            page.deleteLater()

    def _page(self, table: Table) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 10, 0, 0)
        layout.setSpacing(10)
        about = _label("muted")
        about.setText(table.about)
        about.setWordWrap(True)
        layout.addWidget(about)
        inner = self._view(table) if table.rows else _nothing(table)
        layout.addWidget(inner, 1)
        page.setFocusProxy(inner)
        return page

    def _view(self, table: Table) -> QTableView:
        view = QTableView()
        view.setModel(model := TableModel(table))
        model.setParent(view)
        view.setObjectName("numbers")
        view.setAccessibleName(f"{table.title}: {table.about}")
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setTabKeyNavigation(False)
        view.setShowGrid(False)
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(34)
        head = view.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setHighlightSections(False)
        if not any(column.kind in PAINTED for column in table.columns):
            head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for at, column in enumerate(table.columns):
            if column.kind in PAINTED:
                head.setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch)
                delegate = PictureDelegate(view, column.kind, self._theme)
                self._delegates.append(delegate)
                view.setItemDelegateForColumn(at, delegate)
        view.setCurrentIndex(model.index(0, 0))
        return view

    def _show_failure(self, _key: str, problem: Problem) -> None:
        self.state.setText(f"⚠ {problem}")
        self._refresh.setEnabled(True)


def _alignment(column: Column) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column.kind in NUMBERS else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _short(words: str) -> str:
    return words if len(words) <= WIDEST else f"{words[: WIDEST - 1]}…"


def _nothing(table: Table) -> QLabel:
    label = _label("words")
    label.setText(table.nothing)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return label


def _label(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def _button(words: str, act: object) -> QPushButton:
    button = QPushButton(words)
    button.setAutoDefault(False)
    button.clicked.connect(act)
    return button
