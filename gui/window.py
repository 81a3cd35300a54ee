"""The window: puts the panels together, and joins them through the session and the table of commands."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QScrollArea, QSplitter, QVBoxLayout, QWidget

from annotation.checking.check import Check
from annotation.differences import action_words
from annotation.direction import runs_right_to_left
from annotation.draft import active_span
from annotation.hits import Hit
from annotation.model import Actor, Annotation, Change
from annotation.offsets import paragraph_around
from annotation.project import Project
from annotation.store_file import backup
from annotation.words import noted, tr
from gui.actions import Actions
from gui.appearance import Appearance
from gui.article_view import ArticleView
from gui.background import Background
from gui.bars import Banner, KeyBar, TopBar
from gui.beside import Beside
from gui.cards import Cards
from gui.checks import Checks
from gui.columns import Columns
from gui.commands import BOUNDARIES, MENUS, Command, commands_for, in_own_keys, mirrored
from gui.desk import WindowDesk
from gui.find_bar import FindBar
from gui.guidelines import Guidelines
from gui.lanes import Mark
from gui.marks import frames_of, marks_of
from gui.queue import Queue
from gui.queue_order import QueueChoice, QueueOrder
from gui.session import Session
from gui.settings import Overrides, Settings
from gui.span_list import SpanList
from gui.theme import Theme
from gui.transfer import Transfer
from gui.window_places import bring_to_a_screen, keep_places, restore_places

LOOK_EVERY = 1000
"""How often, in milliseconds, the window looks whether another one has written to the file."""

BACKUP_AFTER = 3000
"""How long after the start, in milliseconds, the backup copy is begun."""


READING = noted("The reader is reading this article; its suggestions come in a moment.")

IN_THE_MAP = ("map", "map_export", "undo", "redo", "next_article", "previous_article", "next_open", "theme")
"""The commands whose keys act while the map is in front, too."""


class Window(QMainWindow):
    """One window on one project.

    Signals:
        project_wanted: the path of a project that the person wants to open instead, and True to make it.
        language_changed: the person has chosen another language to be spoken.
        labels_changed: the labels are others than this window was made for: here, in another one, or by a command.
    """

    project_wanted = Signal(Path, bool)
    language_changed = Signal()
    labels_changed = Signal()

    def __init__(self, project: Project, settings: Settings, *, model: str | None = None) -> None:
        super().__init__()
        self._settings = settings
        self._shown: str | None = None
        self.background = Background(self)
        self.session = Session(project, self.background, model=model)
        self.appearance = Appearance(settings, self)
        self.verbs = Actions(self.session, WindowDesk(self, settings))
        self.commands = commands_for(project.schema, settings.keys)
        self.qactions = {command.id: self._action(command) for command in self.commands}
        # Widgets that are there already would not all follow the first style sheet with another size of type.
        self.appearance.apply()
        self._build()
        self._connect()
        self._fill_menus()
        self._show_keys()
        self._set_mode()
        self._paint_panels()
        self.setAcceptDrops(True)
        self.setWindowTitle(f"{project.name} – Standpoint")
        restore_places(self, self.spans.tabs, settings)
        self._look = QTimer(self)
        self._look.timeout.connect(self._look_again)
        self._look.start(LOOK_EVERY)
        # Another window is about to take the place of this one.
        self.labels_changed.connect(self._look.stop)
        self.language_changed.connect(self._look.stop)
        self._backup = QTimer(self)
        self._backup.setSingleShot(True)
        self._backup.timeout.connect(self._back_up)
        self._backup.start(BACKUP_AFTER)

    def start(self, article: str | None = None) -> None:
        """Opens that article, or without one the first that is to do, or else the first one."""
        bring_to_a_screen(self)
        store = self.session.project.store
        first = article or self.order.next_open(None) or next(iter(store.article_ids()), None)
        self.session.open_article(first)
        self.view.setFocus()

    def keep_places(self) -> None:
        """Remembers where the window and its panels stand."""
        keep_places(self, self.spans.tabs, self._settings)

    @property
    def theme(self) -> Theme:
        """The colours that the window is painted in."""
        return self.appearance.theme

    # Building ----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        session = self.session
        self.view = ArticleView(self._marks_of)
        self.find_bar = FindBar(self.view)
        self.order = QueueOrder(session)
        self.order.choice = QueueChoice.of(self._settings.queue)
        self.queue = Queue(session, self.order)
        self.guidelines = Guidelines(session)
        self.cards = Cards(session)
        self.spans = SpanList(session)
        self.checks = Checks(session)
        self.top = TopBar(session)
        self.banner = Banner()
        self.beside = Beside(
            self,
            session,
            in_the_map=[self.qactions[name] for name in IN_THE_MAP],
            follow=self.verbs.map.follow,
            open_hit=self._open_hit,
        )
        self.transfer = Transfer(self, session, self.background, self._articles_came)
        self.keys = KeyBar(session, self.commands, self.qactions, self)
        self.review = self._review_panel()
        self.left = self._left_panel()
        self.columns = Columns(self.left, self._article_panel(), self.review)
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.top)
        layout.addWidget(self.columns, 1)
        # Beneath the text, so that the text does not jump when a sentence comes and goes.
        layout.addWidget(self.banner)
        layout.addWidget(self.keys)
        self.setCentralWidget(centre)

    def _left_panel(self) -> QSplitter:
        panel = QSplitter(Qt.Orientation.Vertical)
        panel.setObjectName("left")
        panel.addWidget(self.queue)
        panel.addWidget(self.guidelines)
        panel.setHandleWidth(1)
        panel.setChildrenCollapsible(False)
        panel.setSizes([380, 440])
        self.guidelines.setVisible(self._settings.guidelines)
        return panel

    def _article_panel(self) -> QWidget:
        panel = QWidget()
        layout = QVBoxLayout(panel)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.find_bar)
        return panel

    def _review_panel(self) -> QSplitter:
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self.cards)
        panel = QSplitter(Qt.Orientation.Vertical)
        panel.setObjectName("review")
        panel.setMinimumWidth(320)
        panel.addWidget(scroll)
        panel.addWidget(self.spans)
        panel.addWidget(self.checks)
        panel.setHandleWidth(1)
        panel.setSizes([400, 250, 180])
        return panel

    def _action(self, command: Command) -> QAction:
        action = QAction(command.text, self)
        action.setCheckable(command.choice is not None)
        action.triggered.connect(lambda: command.run(self.verbs))
        return action

    def _fill_menus(self) -> None:
        for name in MENUS:
            menu = self.menuBar().addMenu(tr(name))
            for command in self.commands:
                if command.menu == name:
                    menu.addAction(self.qactions[command.id])

    def _connect(self) -> None:
        session = self.session
        session.opened.connect(self._show_article)
        session.rewritten.connect(self._articles_came)
        session.changed.connect(self._take_over)
        session.moved.connect(self._show_frames)
        session.drafted.connect(self._show_draft)
        session.told.connect(
            lambda sentence, problem: self.banner.tell(in_own_keys(sentence, self.commands), problem=problem)
        )
        session.reading.connect(self._show_reading)
        self.view.clicked_at.connect(self._go_to)
        self.view.menu_wanted.connect(self._show_menu)
        self.view.size_wanted.connect(lambda larger: self.qactions["larger" if larger else "smaller"].trigger())
        self.appearance.changed.connect(self._show_appearance)
        self.queue.chosen.connect(self._open_article)
        self.guidelines.wanted.connect(lambda name: self.qactions[name].trigger())
        self.queue.order_wanted.connect(lambda: self.qactions["queue_order"].trigger())
        self.cards.wanted.connect(lambda name: self.qactions[name].trigger())
        self.cards.part_wanted.connect(lambda key: self.verbs.making.set_part(key, add=False))
        self.cards.next_wanted.connect(self.verbs.next_suggestion)
        self.spans.chosen.connect(self._choose)
        self.spans.merge_wanted.connect(self.verbs.cast.merge_into)
        self.spans.actor_entered.connect(self._enter_actor)
        self.spans.words_dropped.connect(self.verbs.making.drop_words)
        self.checks.jump_wanted.connect(self._jump)
        self.checks.wanted.connect(lambda name: self.qactions[name].trigger())
        self.checks.counted.connect(self.top.show_checks)
        self.top.wanted.connect(lambda name: self.qactions[name].trigger())
        self.background.failed.connect(lambda _key, problem: self.banner.tell(str(problem), problem=True))

    # Showing -----------------------------------------------------------------------------------------------------

    def _show_article(self) -> None:
        article = self.session.article
        if article is None:
            self._shown = None
            self.view.show_article("", title="", subtitle=tr("No article yet. Import some with Ctrl+I."))
            self.find_bar.set_text("")
            return
        if article.id == self._shown:
            # Others have written to it, or the reader has answered: the text stays where the person is reading.
            self.view.clear_marks()
        else:
            imported = self.session.project.store.imported_on(article.id)
            facts = [
                article.source,
                tr("imported {date}", date=imported),
                tr("{count:,} words", count=len(article.text.split())),
            ]
            self.view.show_article(article.text, title=article.title, subtitle=" · ".join(filter(None, facts)))
            self.find_bar.set_text(article.text)
            self.banner.pass_by()
        self._shown = article.id
        self.view.mark(self.session.places())
        self.keys.saved.setText(tr("Saved"))

    def _marks_of(self, annotation_id: str) -> list[Mark]:
        session = self.session
        return marks_of(session.annotations[annotation_id], session.project.schema, session.actors)

    def _take_over(self, change: Change) -> None:
        """Repaints what the change names; where a whole layer was shown or an actor changed, everything."""
        here = self.session.annotations
        named = [edit.value for edit in change.edits if isinstance(edit.value, Annotation)]
        self.view.mark((0, 0, a.id) for a in named if a.id not in here)
        if len(named) == len(change.edits):
            again = [here[a.id] for a in named if a.id in here]
            self.view.mark(a.place if self.session.shows(a) else (0, 0, a.id) for a in again)
        else:
            self.view.clear_marks()
            self.view.mark(self.session.places())
        self.keys.saved.setText(tr("Saved · {action}", action=action_words(change.action)))

    def _show_frames(self, follow: bool) -> None:
        if self.session.draft:  # its frames stay
            return
        current = self.session.current
        frames = frames_of(current, self.session.project.schema) if current else []
        # What the person has selected stays when suggestions arrive; their own moves have cleared it before.
        follow = follow and self.view.selected_span() is None
        self.view.set_frames(frames, follow=follow)
        if current and follow:
            self.view.put_caret(current.start)

    def _show_draft(self) -> None:
        draft = self.session.draft
        self._mirror_boundary_keys()
        self._set_mode()
        if draft:
            self.view.set_frames(frames_of(draft.after, self.session.project.schema, draft), follow=True)
        else:
            self._show_frames(False)

    def _mirror_boundary_keys(self) -> None:
        """Has the arrow keys move a boundary the way they point where the words at hand run from right to left."""
        article, draft = self.session.article, self.session.draft
        span = active_span(draft) if draft else None
        rtl = article and span and runs_right_to_left(article.text, *paragraph_around(article.text, span))
        for command in self.commands:
            if command.id in BOUNDARIES:
                its = mirrored(command) if rtl else command
                self.qactions[command.id].setShortcuts([QKeySequence(key) for key in its.keys])

    def _show_reading(self, reading: bool) -> None:
        if reading:
            self.banner.tell(tr(READING), problem=False)
        elif self.banner.words.text() == tr(READING):
            self.banner.hide()

    def _set_mode(self) -> None:
        """Enables the commands of the mode, so that one key can mean two things."""
        mode = "fix" if self.session.draft else "review"
        for command in self.commands:
            self.qactions[command.id].setEnabled(command.mode in ("always", mode))

    def _show_appearance(self) -> None:
        self.appearance.apply()
        self._paint_panels()
        self.columns.follow(self.width(), scale=self.appearance.letters.panel_scale)

    def _paint_panels(self) -> None:
        self.view.set_letters(self.appearance.letters)
        lists = (self.queue, self.spans, self.checks)
        for panel in (self.view, *lists, self.guidelines, self.cards, self.beside):
            panel.set_theme(self.theme)
        self.review.setMinimumWidth(round(320 * self.appearance.letters.panel_scale))
        for command in self.commands:
            if command.choice is not None:
                self.qactions[command.id].setChecked(command.choice == self.appearance.choice)

    def take_keys(self, keys: Overrides) -> None:
        """Has the commands act by other keys from now on."""
        self._settings.keys = keys
        self.commands = commands_for(self.session.project.schema, keys)
        self._show_keys()

    def _show_keys(self) -> None:
        """Gives each command its keys, in the article alone if it acts there, and names them wherever they stand."""
        for command in self.commands:
            action = self.qactions[command.id]
            context = Qt.ShortcutContext.WidgetShortcut if command.article else Qt.ShortcutContext.WindowShortcut
            action.setShortcuts([QKeySequence(key) for key in command.keys])
            action.setShortcutContext(context)
            (self if command.article else self.view).removeAction(action)
            (self.view if command.article else self).addAction(action)
        for panel in (self.top, self.keys, self.cards, self.checks):
            panel.show_keys(self.commands)

    # Answering ---------------------------------------------------------------------------------------------------

    def _go_to(self, offset: int) -> None:
        """A click goes to the shortest annotation there; clicking again goes round those that overlap."""
        if self.session.draft:
            return
        hits = self.session.at(offset)
        ids = [a.id for a in hits]
        current = self.session.current
        if hits:
            at = ids.index(current.id) + 1 if current and current.id in ids else 0
            self.session.go(hits[at % len(hits)], follow=False)

    def _choose(self, ids: tuple[str, ...]) -> None:
        """A line of a list goes to the first of its annotations, chosen again to the next one."""
        here, current = self.session.annotations, self.session.current
        known = [i for i in ids if i in here and not self.session.is_held_back(here[i])]
        if known:
            at = known.index(current.id) + 1 if current and current.id in known else 0
            self.view.select(None)
            self.session.go(here[known[at % len(known)]])

    def _enter_actor(self, actor: Actor, ids: tuple[str, ...]) -> None:
        """A line of the cast that is entered takes the selected words, or leads to its mentions."""
        if self.verbs.making.enter_actor(actor):
            self.spans.filter.leave()
        else:
            self._choose(ids)

    def _jump(self, check: Check) -> None:
        """Shows in the text what a check is about; bare words are selected, to be labelled at the next key."""
        about = self.session.annotations.get(check.annotation or "")
        self.view.select(None)
        self.session.go(about)
        if about is None:
            self.view.select(check.span)
            self.view.ensureCursorVisible()

    def _open_article(self, article_id: str) -> None:
        self.session.open_article(article_id)
        self.view.setFocus()

    def _open_hit(self, hit: Hit) -> None:
        """Opens the article of a hit: its annotation is at hand, or else its words are selected, to be labelled."""
        if self.session.article is None or self.session.article.id != hit.article:
            self.session.open_article(hit.article)
        self.activateWindow()
        self.view.setFocus()
        annotation = self.session.like(hit.annotation) if hit.annotation else None
        if annotation:
            self.view.select(None)
            self.session.go(annotation)
        elif hit.sought and hit.span:
            self.find_bar.look_for(hit.sought, hit.span)
        elif hit.span:
            self.view.select_in_view(hit.span)

    def _show_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        for command in self.commands:
            if command.article and self.qactions[command.id].isEnabled() and command.menu in ("Review", "Label", "Fix"):
                menu.addAction(self.qactions[command.id])
        menu.exec(at)
        menu.deleteLater()

    def _articles_came(self) -> None:
        self.order.reload()
        self.top.recount()
        if self.session.article is None:
            self.start()

    def _look_again(self) -> None:
        # A dialogue, or what is being fixed, belongs to the labels that it was begun with.
        busy = self.session.draft is not None or QApplication.activeModalWidget() is not None
        if not busy and not self.session.project.labels_are_newest:
            self.labels_changed.emit()
        else:
            self.session.look_again()

    def _back_up(self) -> None:
        path = self.session.project.store.path
        self.background.run("backup", lambda job: backup(path, keep_going=job.going_on), lambda _copy: None)

    # Qt's events -------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.columns.follow(event.size().width(), scale=self.appearance.letters.panel_scale)
        super().resizeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.transfer.import_paths([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    def closeEvent(self, event: QCloseEvent) -> None:
        self._look.stop()
        self._backup.stop()
        self.checks.stop()
        self.keep_places()
        self.beside.close()
        # The thread ends with the article that the reader is reading, which may take a while for a long one.
        self.hide()
        self.beside.progress.end()
        self.background.close()
        self.session.project.close()
        super().closeEvent(event)
