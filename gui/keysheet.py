"""The sheet of all keys, made from the table of commands."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from annotation.words import tr
from gui.commands import MENUS, Command, shown_keys


def key_table(commands: Sequence[Command]) -> list[tuple[str, list[tuple[str, str]]]]:
    """For each menu its commands that have a key: what they do, and all their keys."""
    table = [(menu, [(c.text, shown_keys(c)) for c in commands if c.menu == menu and c.keys]) for menu in MENUS]
    return [(menu, rows) for menu, rows in table if rows]


class KeySheet(QDialog):
    """Shows every key in two columns."""

    def __init__(self, parent: QWidget, commands: Sequence[Command]) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("All keys"))
        self.resize(900, 640)
        sheet = QTextBrowser(self)
        sheet.setAccessibleName(tr("All keys"))
        sheet.setHtml(_html(key_table(commands)))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(sheet)
        layout.addWidget(buttons)


def _html(table: Sequence[tuple[str, list[tuple[str, str]]]]) -> str:
    columns: list[list[str]] = [[], []]
    sizes = [0, 0]
    for menu, rows in table:
        column = sizes.index(min(sizes))
        sizes[column] += len(rows) + 3
        lines = "".join(
            f"<tr><td><b>{escape(keys)}</b>&nbsp;&nbsp;</td><td>{escape(text)}</td></tr>" for text, keys in rows
        )
        columns[column].append(f"<h3>{escape(tr(menu))}</h3><table cellpadding='3'>{lines}</table>")
    cells = "".join(f"<td width='50%' valign='top'>{''.join(column)}</td>" for column in columns)
    note = tr("Keys without Ctrl act while the article has the focus; those under Fix while you make or fix something.")
    return f"<p>{escape(note)}</p><table width='100%'><tr>{cells}</tr></table>"
