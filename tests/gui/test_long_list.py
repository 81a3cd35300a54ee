"""What the long lists share."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QApplication

from gui.long_list import elided


@pytest.mark.parametrize("words", ["", "Kaja Kallas", "il" * 400, "The minister, “the minister” " * 40])
@pytest.mark.parametrize("width", [12, 30, 290])
def test_a_long_line_is_cut_where_qt_would_cut_it(qapp: QApplication, words: str, width: int) -> None:
    small = QFont()
    small.setPixelSize(11)
    metrics = QFontMetrics(small)
    assert elided(words, metrics, width) == metrics.elidedText(words, Qt.TextElideMode.ElideRight, width)
