"""The guidelines beside the text: what the schema says of the layer at hand, and what the project's own file does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from PySide6.QtCore import QByteArray, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QShowEvent, QTextBlock, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSplitter, QTextBrowser, QVBoxLayout, QWidget

from annotation.guidelines import Heading, section_for
from annotation.schema import Layer, Role, ValueField
from annotation.store_guidelines import guidelines_number, latest_guidelines
from annotation.words import tr
from gui.session import Session
from gui.theme import LIGHT, Theme


class Guidelines(QWidget):
    """The panel under the queue; it costs nothing while it is hidden.

    Signals:
        wanted: the id of a command whose button was pressed.
    """

    wanted = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("queue")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session = session
        self._theme = LIGHT
        self._number = -1
        self._section = ("", "", -1)
        self._heading = QLabel(tr("GUIDELINES"), self)
        self._heading.setObjectName("heading")
        self.labels = _Page(tr("Guidelines of the labels"))
        self.file = _Page(tr("Guidelines of the project"))
        self._none = QLabel(tr("The project has no guidelines of its own."))
        self._none.setObjectName("small")
        self._none.setWordWrap(True)
        self._none.setContentsMargins(14, 6, 14, 8)
        both = QSplitter(Qt.Orientation.Vertical)
        both.setHandleWidth(1)
        both.setChildrenCollapsible(False)
        both.addWidget(self.labels)
        both.addWidget(self.file)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._head())
        layout.addWidget(both, 1)
        layout.addWidget(self._none)
        session.moved.connect(lambda _: self.refresh())
        session.drafted.connect(self.refresh)
        session.rewritten.connect(self.refresh)

    def set_theme(self, theme: Theme) -> None:
        """Shows other colours from now on."""
        self._theme = theme
        self._number, self._section = -1, ("", "", -1)  # what was laid out keeps the colours of its links
        self.refresh()

    def refresh(self) -> None:
        """Shows what is said about the layer of the draft, or of the annotation at hand; all layers where none is."""
        if not self.isVisible():
            return
        layer, role = self._at_hand()
        self._heading.setText(tr("GUIDELINES · {layer}", layer=layer.name.upper()) if layer else tr("GUIDELINES"))
        layers = [layer] if layer else list(self._session.project.schema.offered.layers)
        self.labels.show_html("".join(_about(one, role, self._theme, whole=layer is not None) for one in layers))
        self._read()
        section = (layer.id if layer else "", role, self._number)
        if section != self._section:  # else the file stays where the person has scrolled to
            self._section = section
            self._go_to(layer, role)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    # In detail ---------------------------------------------------------------------------------------------------

    def _head(self) -> QHBoxLayout:
        choose = QPushButton(tr("File…"), self)
        choose.setObjectName("flat")
        choose.setToolTip(tr("Guidelines file…"))
        choose.setAccessibleName(tr("Guidelines file"))
        choose.clicked.connect(lambda: self.wanted.emit("guidelines_file"))
        layout = QHBoxLayout()
        layout.setContentsMargins(14, 8, 8, 4)
        layout.addWidget(self._heading, 1)
        layout.addWidget(choose)
        return layout

    def _at_hand(self) -> tuple[Layer | None, str]:
        """The layer that one is at, and the part of it that is being fixed."""
        draft = self._session.draft
        annotation = draft.after if draft else self._session.current
        layer = self._session.project.schema.layer(annotation.layer) if annotation else None
        return layer, draft.active.role if draft and draft.active else ""

    def _go_to(self, layer: Layer | None, role: str) -> None:
        part = layer.span_role(role) if layer else None
        self.file.go_to(section_for(self.file.headings, layer, part.name if part else "") if layer else None)

    def _read(self) -> None:
        """Reads the project's file of guidelines if it is another one by now."""
        store = self._session.project.store
        number = guidelines_number(store)
        if number == self._number:
            return
        self._number = number
        kept = latest_guidelines(store)
        self.file.show_markdown(kept[1] if kept else "")
        self.file.setVisible(kept is not None)
        self._none.setVisible(kept is None)


class _Page(QTextBrowser):
    """A page to read. It fetches nothing, neither pictures nor anything else; a link to the web opens outside."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName("guidelines")
        self.setAccessibleName(name)
        self.setOpenLinks(False)
        self.setMinimumHeight(60)
        self.document().setDocumentMargin(12)
        self.anchorClicked.connect(self._follow)
        self.headings: list[Heading] = []
        self._shown = ""

    def loadResource(self, type: int, name: QUrl | str) -> object:  # noqa: A002 – Qt's own name
        return QByteArray()  # for nothing at all Qt would look on the disk

    def show_html(self, html: str) -> None:
        """Shows a page, from its top, if it is another one."""
        if html != self._shown:
            self._shown = html
            self.setHtml(html)

    def show_markdown(self, markdown: str) -> None:
        """Shows a Markdown text; what is HTML in it stays plain text."""
        feature = QTextDocument.MarkdownFeature
        self.document().setMarkdown(markdown, feature.MarkdownDialectGitHub | feature.MarkdownNoHTML)
        blocks = list(_headings(self.document()))
        self.headings = [(block.blockFormat().headingLevel(), block.text()) for block in blocks]
        for number, block in enumerate(blocks):
            anchored = QTextCharFormat()
            anchored.setAnchor(True)
            anchored.setAnchorNames([f"heading {number}", _slug(block.text())])
            cursor = QTextCursor(block)
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(anchored)

    def go_to(self, heading: int | None) -> None:
        """Scrolls to a heading, by its number from 0; None goes to the top."""
        if heading is None:
            self.verticalScrollBar().setValue(0)
        else:
            self.scrollToAnchor(f"heading {heading}")

    def _follow(self, link: QUrl) -> None:
        if link.scheme() in ("http", "https", "mailto"):
            QDesktopServices.openUrl(link)
        elif link.hasFragment() and not link.path():
            self.scrollToAnchor(link.fragment(QUrl.ComponentFormattingOption.FullyDecoded))


def _headings(document: QTextDocument) -> Iterator[QTextBlock]:
    block = document.begin()
    while block.isValid():
        if block.blockFormat().headingLevel():
            yield block
        block = block.next()


def _slug(words: str) -> str:
    """What a link within the file calls a heading."""
    return re.sub(r"[^\w\- ]", "", words.strip().lower()).replace(" ", "-")


def _about(layer: Layer, role: str, theme: Theme, *, whole: bool) -> str:
    """What the schema says about a layer: with all of its parts, or in a paragraph."""
    colour = theme.colour(layer.colour).name()
    begin = f"<span style='color:{theme.muted}'>&nbsp; {escape(tr('{key} begins one', key=layer.key))}</span>"
    title = f"<p style='margin:0 0 4px 0'><b style='color:{colour}'>{escape(layer.name)}</b>{begin}</p>"
    guidance = f"<p style='margin:0 0 8px 0'>{escape(layer.guidance)}</p>"
    parts = [
        *(_role(part, tr("words"), theme, active=part.id == role) for part in layer.spans),
        *(_role(part, tr("actor"), theme, active=False) for part in layer.actors),
        *(_field(field, theme) for field in layer.fields),
    ]
    return title + guidance + ("".join(parts) if whole else "")


def _role(role: Role, what: str, theme: Theme, *, active: bool) -> str:
    facts = [what, tr("needed") if role.required else "", tr("several") if role.many else ""]
    name = f"{'▸ ' if active else ''}{escape(role.name)}"
    return _part(name, f"{escape(role.key)} · {' · '.join(filter(None, facts))}", escape(role.guidance), theme)


def _field(field: ValueField, theme: Theme) -> str:
    choices = " &nbsp; ".join(
        f"<b>{escape(choice.key.replace('-', '−'))}</b>&nbsp;{escape(choice.name)}" for choice in field.choices
    )
    words = "<br>".join(filter(None, [escape(field.guidance), choices]))
    return _part(escape(field.name), tr("needed") if field.required else "", words, theme)


def _part(name: str, facts: str, words: str, theme: Theme) -> str:
    beside = f"<span style='color:{theme.muted}'>&nbsp; {facts}</span>"
    return f"<p style='margin:0 0 6px 0'><b>{name}</b>{beside}<br>{words}</p>"
