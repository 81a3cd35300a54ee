"""Writes docs/guide/keys.md from the table of commands: `python -m tools.keytable`."""

from __future__ import annotations

from pathlib import Path

from annotation.schema import load_schema
from gui.commands import commands_for
from gui.keysheet import key_table

PAGE = Path("docs/guide/keys.md")

INTRODUCTION = """# All keys

Keys without Ctrl act while the article has the focus (Ctrl 1 puts it there); those under Fix act while you make or
fix an annotation. The letters of Label and Fix come from the schema. Everything here is also in the menus and in the
command palette (Ctrl K). On macOS, Ctrl is Cmd. In the window, `?` shows this table.
"""


def page() -> str:
    """The page, with the keys of the news schema."""
    parts = [INTRODUCTION]
    for menu, rows in key_table(commands_for(load_schema())):
        lines = "\n".join(f"| `{keys}` | {text} |" for text, keys in rows)
        parts.append(f"## {menu}\n\n| Key | What it does |\n| --- | --- |\n{lines}\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
