"""The article: a read-only text whose marks are painted behind and beneath it. The document itself is never touched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QTextEdit, QWidget

from annotation.direction import runs_right_to_left
from annotation.model import Place, Span
from annotation.offsets import snap_to_words, trim, word_at
from annotation.words import tr
from gui.ink import Ink
from gui.lanes import Frame, MarksOf
from gui.letters import NORMAL, Letters
from gui.picking import Picking
from gui.theme import LIGHT, Theme, article_font

EDGE = 4
"""Room at the sides of the text, so that frames are not cut off."""


class ArticleView(QTextEdit):
    """Shows one article and its marks.

    Signals:
        clicked_at: a click without a selection, with the code point offset that it hit.
        menu_wanted: the context menu is asked for, at a global position.
        size_wanted: True for larger type, False for smaller.
    """

    clicked_at = Signal(int)
    size_wanted = Signal(bool)
    menu_wanted = Signal(object)

    # Of the class, for Qt asks `event` before `__init__` is through.
    _picking: Picking | None = None

    def __init__(self, marks_of: MarksOf, parent: QWidget | None = None) -> None:
        """`marks_of` is asked for an annotation's marks when they are first painted, and anew after `mark`."""
        super().__init__(parent)
        self.setObjectName("article")
        self.setAccessibleName(tr("Article"))
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.theme = LIGHT
        self.letters = NORMAL
        self._text = ""
        self._marks_of = marks_of
        self._ink = Ink("", marks_of)
        self._title = ""
        self._subtitle = ""
        self._headline = False
        self._top = 0

    # What is shown -----------------------------------------------------------------------------------------------

    def show_article(self, text: str, *, title: str, subtitle: str) -> None:
        """Shows another text, from its top, without marks. The title is left out where the text begins with it."""
        self._text = text
        self._picking = None
        self._headline = bool(title) and text.startswith(f"{title}\n")
        self._title = "" if self._headline else title
        self._subtitle = subtitle
        self._top = 0
        self._ink = Ink(text, self._marks_of)
        self._set_text()
        self.setAccessibleDescription(f"{title}, {subtitle}")

    def mark(self, places: Iterable[Place]) -> None:
        """Draws the marks of annotations anew, from where they start to where they end (nothing where that is no way);
        repaints only if one of them can be seen.
        """
        touched: set[int] = set()
        for start, end, annotation in places:
            touched.update(self._ink.index.put(annotation, start, end))
        self._repaint(touched)

    def clear_marks(self) -> None:
        """Takes every mark away, and leaves the text, the selection and the place where they are."""
        self._ink.clear()
        self.viewport().update()

    def set_frames(self, frames: Sequence[Frame], *, follow: bool) -> None:
        """Frames the spans of the annotation at hand; with `follow` the first main one is brought into view."""
        both = (*self._ink.frames, *frames)
        touched = {at for frame in both for at in self._ink.index.paragraphs(frame.start, frame.end)}
        self._ink.frames = tuple(frames)
        main = next((frame for frame in frames if frame.main), None)
        if follow and main:
            self._bring_into_view(Span(main.start, main.end))
        self._repaint(touched)

    def show_found(self, places: Sequence[Span]) -> None:
        """Tints the places where words that were searched for stand, given in reading order; none takes all away."""
        self._ink.found = places
        self.viewport().update()

    def set_theme(self, theme: Theme) -> None:
        """Paints in other colours from now on."""
        self.theme = theme
        self.viewport().update()

    def set_letters(self, letters: Letters) -> None:
        """Sets type larger or smaller, and lines wider or narrower; the place, the selection and the marks stay."""
        if letters == self.letters:
            return
        offset, below = self._place()
        anchor, caret = self.textCursor().anchor(), self.textCursor().position()
        self.letters = letters
        self._keep_measure(self._whole_width())
        self._set_text()
        cursor = self.textCursor()
        cursor.setPosition(anchor)
        cursor.setPosition(caret, QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self._scroll_to(offset, below)

    # The selection -----------------------------------------------------------------------------------------------

    def selected_span(self) -> Span | None:
        """What is selected, in code points, without white space at its ends; None when nothing is."""
        cursor = self.textCursor()
        start, end = self._ink.map.offset(cursor.selectionStart()), self._ink.map.offset(cursor.selectionEnd())
        span = trim(self._text, Span(start, end))
        return span if span.start < span.end else None

    def select(self, span: Span | None) -> None:
        """Selects a span, or nothing."""
        cursor = self.textCursor()
        if span is None:
            cursor.clearSelection()
        else:
            cursor.setPosition(self._ink.map.position(span.start))
            cursor.setPosition(self._ink.map.position(span.end), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)

    def select_in_view(self, span: Span) -> None:
        """Selects a span and brings it into view."""
        self.select(span)
        self._bring_into_view(span)

    def beginning(self) -> int:
        """The code point offset where the selection begins, or else of the caret."""
        return self._ink.map.offset(self.textCursor().selectionStart())

    def put_caret(self, offset: int) -> None:
        """Moves the caret to a code point offset, so that a selection by keyboard starts there."""
        cursor = self.textCursor()
        cursor.setPosition(self._ink.map.position(offset))
        self.setTextCursor(cursor)

    def pick_words(self) -> None:
        """Labels the words in sight; what is typed next selects by them, Escape leaves off."""
        visible = self.visible_span()
        if visible.start < visible.end:
            self._end_picking(Picking(self._text, visible, self.caret()))

    def caret(self) -> int:
        """The code point offset where the caret stands."""
        return self._ink.map.offset(self.textCursor().position())

    def visible_span(self) -> Span:
        """What of the text can be seen, a line more or less."""
        area = self.viewport().rect().adjusted(0, 2, 0, -2)
        first = self.cursorForPosition(area.topLeft()).position()
        last = self.cursorForPosition(area.bottomRight()).position()
        return Span(self._ink.map.offset(first), self._ink.map.offset(last))

    def _pick(self, event: QKeyEvent, picking: Picking) -> None:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            span = picking.word()
        elif key == Qt.Key.Key_Escape:
            span = None
            self._end_picking(None)
        else:
            span = picking.type(event.text())
        if span:
            self._end_picking(None)
            self.select(span)
        self.viewport().update()

    def _end_picking(self, other: Picking | None) -> None:
        self._picking = other
        self.viewport().update()

    # Qt's events -------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """While words are picked, letters are labels and no commands."""
        if self._picking and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            plain = not event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
            event.setAccepted(plain)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._picking:
            self._pick(event, self._picking)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._end_picking(None)
        super().focusOutEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._end_picking(None)
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() != Qt.MouseButton.LeftButton:
            return
        cursor = self.textCursor()
        if not cursor.hasSelection():
            offset = self._offset_at(event.position())
            if offset is not None:
                self.clicked_at.emit(offset)
        elif not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            start, end = cursor.selectionStart(), cursor.selectionEnd()
            self.select(snap_to_words(self._text, Span(self._ink.map.offset(start), self._ink.map.offset(end))))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        offset = self._offset_at(event.position())
        word = word_at(self._text, offset) if offset is not None else None
        if word:
            self.select(word)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:
        place = self._place() if self.verticalScrollBar().value() else None
        self._keep_measure(self._whole_width())
        super().resizeEvent(event)
        self._make_room_for_title()
        if place:
            self._scroll_to(*place)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """With Ctrl the wheel changes the size of all type; Qt would change that of this widget alone."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.size_wanted.emit(event.angleDelta().y() > 0)
        else:
            super().wheelEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """The face of the panels is not that of the text, to which QTextEdit would give it."""
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange):
            QAbstractScrollArea.changeEvent(self, event)
        else:
            super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        visible = [(b, at) for b, at in self._visible_blocks() if event.region().intersects(self._ground(b, at))]
        self._paint_title(painter, event.rect())
        self._ink.theme, self._ink.height = self.theme, self.viewport().height()
        for block, origin in visible:
            self._ink.tints(painter, block, origin)
            self._ink.frames_around(painter, block, origin)
            self._ink.finds(painter, block, origin)
        painter.end()
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for block, origin in visible:
            self._ink.bars(painter, block, origin)
        if self._picking:
            self._ink.labels(painter, visible, self._picking)
        painter.end()

    # Painting ----------------------------------------------------------------------------------------------------

    def _paint_title(self, painter: QPainter, wanted: QRect) -> None:
        top = 26 - self.verticalScrollBar().value()
        if wanted.top() > top + self._head_height():
            return
        width = self.viewport().width() - 2 * EDGE
        # What is aligned to the left then stands at the right, where an article in such a script begins.
        rtl = runs_right_to_left(self._title or self._text)
        painter.setLayoutDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
        painter.setPen(QColor(self.theme.ink))
        painter.setFont(self._title_font())
        height = self._title_height()
        painter.drawText(QRectF(EDGE, top, width, height), int(_WRAP), self._title)
        painter.setPen(QColor(self.theme.muted))
        painter.setFont(self.font())
        subtitle = self.fontMetrics().elidedText(self._subtitle, Qt.TextElideMode.ElideRight, int(width))
        beneath = QRectF(EDGE, top + height + 4, width, self.fontMetrics().height())
        painter.drawText(beneath, int(Qt.AlignmentFlag.AlignLeft), subtitle)

    # In detail ---------------------------------------------------------------------------------------------------

    def _set_text(self) -> None:
        """Sets the text at hand anew."""
        headline = self._title_font() if self._headline else None
        self._ink.set_faces(article_font(self.letters), headline=headline, scale=self.letters.scale)
        self.setDocument(self._document(self._text))

    def _whole_width(self) -> int:
        """How wide the view is, with what is left empty at the sides."""
        margins = self.viewportMargins()
        return self.viewport().width() + margins.left() + margins.right()

    def _keep_measure(self, width: int) -> None:
        """Leaves what is wider than the measure empty at both sides."""
        side = max((width - self.letters.measure) // 2, 28)
        if self.viewportMargins().left() != side:
            self.setViewportMargins(side, 0, side, 0)

    def _place(self) -> tuple[int, int]:
        """A position of the document that can be seen, and how far below the top of the view its line is.

        It is where the annotation at hand begins, or else the first line.
        """
        seen = self.viewport().rect()
        for frame in self._ink.frames:
            rect = self._line_of(self._ink.map.position(frame.start))
            if frame.main and seen.contains(rect.center()):
                return self._ink.map.position(frame.start), rect.top()
        at = QPointF(EDGE, self.verticalScrollBar().value() + 1)
        first = max(self.document().documentLayout().hitTest(at, Qt.HitTestAccuracy.FuzzyHit), 0)
        return first, self._line_of(first).top()

    def _line_of(self, position: int) -> QRect:
        cursor = self.textCursor()
        cursor.setPosition(position)
        return self.cursorRect(cursor)

    def _scroll_to(self, position: int, below: int) -> None:
        """Brings the line of a position to where it is so far below the top of the view."""
        bar = self.verticalScrollBar()
        wanted = bar.value() + self._line_of(position).top() - below
        # The bar learns only with the next event how far down the text was laid out just now.
        bar.setMaximum(max(bar.maximum(), wanted))
        bar.setValue(wanted)

    def _document(self, text: str) -> QTextDocument:
        # Qt deletes a document that belongs to its text control when the next one comes.
        document = QTextDocument(self.document().parent())
        document.setUndoRedoEnabled(False)
        document.setDefaultFont(article_font(self.letters))
        document.setDocumentMargin(EDGE)
        # Qt would lay the text out once without a width, and again for the one of the view.
        document.setPageSize(QSizeF(self.viewport().width(), -1))
        root = document.rootFrame().frameFormat()
        root.setTopMargin(self._head_height())
        root.setBottomMargin(120)
        document.rootFrame().setFrameFormat(root)
        cursor = QTextCursor(document)
        cursor.setBlockFormat(_block_format(self.letters.scale, spaced="\n\n" not in text))
        cursor.insertText(text)
        if self._headline:
            self._embolden(document)
        return document

    def _embolden(self, document: QTextDocument) -> None:
        """Sets the first paragraph, which is the headline, in the title's face."""
        headline = QTextCursor(document.firstBlock())
        headline.select(QTextCursor.SelectionType.BlockUnderCursor)
        face = QTextCharFormat()
        face.setFont(self._title_font())
        headline.setCharFormat(face)

    def _make_room_for_title(self) -> None:
        """Moves the text down as far as the title needs: in a narrower view it takes more lines."""
        root = self.document().rootFrame()
        form = root.frameFormat()
        if self._title and form.topMargin() != self._head_height():
            form.setTopMargin(self._head_height())
            root.setFrameFormat(form)

    def _title_font(self) -> QFont:
        font = article_font(self.letters)
        font.setPixelSize(round(24 * self.letters.scale))
        font.setBold(True)
        return font

    def _title_height(self) -> float:
        if not self._title:
            return 0
        metrics = QFontMetrics(self._title_font())
        return metrics.boundingRect(0, 0, max(self.viewport().width(), 200), 1000, int(_WRAP), self._title).height()

    def _head_height(self) -> float:
        return 26 + self._title_height() + self.fontMetrics().height() + 30

    def _visible_blocks(self) -> Iterator[tuple[QTextBlock, QPointF]]:
        """Each block that can be seen, with the viewport position of its layout's origin."""
        layout = self.document().documentLayout()
        scroll = self.verticalScrollBar().value()
        block = self._top_block(scroll)
        while block.isValid():
            rect = layout.blockBoundingRect(block)
            if rect.top() - scroll > self.viewport().height():
                return
            yield block, QPointF(rect.left(), rect.top() - scroll)
            block = block.next()

    def _top_block(self, scroll: int) -> QTextBlock:
        """The first block that can be seen: found from where it was last, for Qt would look through all before it."""
        layout = self.document().documentLayout()
        block = self.document().findBlockByNumber(self._top)
        while block.previous().isValid() and layout.blockBoundingRect(block).top() > scroll:
            block = block.previous()
        while block.next().isValid() and layout.blockBoundingRect(block).bottom() + self._ink.around < scroll:
            block = block.next()
        self._top = block.blockNumber()
        return block

    def _ground(self, block: QTextBlock, origin: QPointF) -> QRect:
        """The stripe of the viewport that a block and what is painted around its lines may take."""
        height = block.layout().boundingRect().height()
        return QRect(0, int(origin.y()) - self._ink.around, self.viewport().width(), int(height) + 2 * self._ink.around)

    def _repaint(self, paragraphs: set[int]) -> None:
        """Asks for those paragraphs to be painted anew that can be seen."""
        if not paragraphs:
            return
        for block, origin in self._visible_blocks():
            if not paragraphs.isdisjoint(self._ink.paragraphs_of(block)):
                self.viewport().update(self._ground(block, origin))

    def _offset_at(self, point: QPointF) -> int | None:
        """The code point offset under a viewport point, None where there is no text."""
        at = point + QPointF(0, self.verticalScrollBar().value())
        layout = self.document().documentLayout()
        position = layout.hitTest(at, Qt.HitTestAccuracy.ExactHit)
        block = self.document().findBlock(position)
        if position >= 0 and self._ink.is_mixed(block):
            return self._ink.character_at(block, layout.blockBoundingRect(block).topLeft(), at)
        return None if position < 0 else self._ink.map.offset(position)

    def _bring_into_view(self, span: Span) -> None:
        cursor = self.textCursor()
        cursor.setPosition(self._ink.map.position(span.start))
        rect = self.cursorRect(cursor)
        bar = self.verticalScrollBar()
        height = self.viewport().height()
        if rect.top() < 40 or rect.bottom() > height - 80:
            bar.setValue(bar.value() + rect.top() - height // 3)


_WRAP = Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap


def _block_format(scale: float, *, spaced: bool) -> QTextBlockFormat:
    """The format of every paragraph; `spaced` where no blank lines stand between them already."""
    form = QTextBlockFormat()
    form.setLineHeight(13 * scale, int(QTextBlockFormat.LineHeightTypes.LineDistanceHeight.value))
    form.setBottomMargin(14 * scale if spaced else 0)
    return form
