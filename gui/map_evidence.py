"""The words behind an arrow or a node: evidence with the quotes it stands in, or what an actor is reported to say."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtWidgets import QTextBrowser, QWidget

from annotation.standing import Piece
from annotation.words import tr

SHOWN = 6
"""How many pieces are shown at once."""

LONGEST = 400
"""How much is shown of one piece."""


class EvidenceView(QTextBrowser):
    """A heading, and beneath it pieces of text."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Evidence"))
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(10)

    def show_pieces(self, heading: str, pieces: Sequence[Piece], *, more: int, titles: bool) -> None:
        """Shows pieces, and that there are `more`; `titles` tells the articles too."""
        parts = [_piece(piece, titles=titles) for piece in pieces]
        rest = [f"<p>{tr('and {more:,} more', more=more)}</p>"] if more else []
        self.setHtml("".join([f"<p><b>{escape(heading)}</b></p>", *parts, *rest]))


def _piece(piece: Piece, *, titles: bool) -> str:
    words = escape(_quoted(piece.words)) if piece.words else escape(tr("No words are marked as evidence."))
    within = f"<br/>{escape(tr('in the quote: {words}', words=_quoted(piece.within)))}" if piece.within else ""
    title = f"<br/><i>{escape(_cut(piece.title))}</i>" if titles and piece.title else ""
    return f"<p>{words}{within}{title}</p>"


def _cut(words: str) -> str:
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"


def _quoted(words: str) -> str:
    """In quotation marks, unless they have their own."""
    words = _cut(words)
    return words if words[0] in "“\"'‘«„" else f"“{words}”"
