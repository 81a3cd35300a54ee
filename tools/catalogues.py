"""Brings the catalogues of translations up to date: `python -m tools.catalogues`.

Collects every message of the program, merges them into `languages/*.po`, where they are translated by hand, and writes
what the program reads (`languages/<language>/LC_MESSAGES/standpoint.mo`).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from gui.commands import fixed_words

FOLDER = Path("languages")
ROOMS = ("annotation", "gui")
# One date, for a catalogue that says the same is the same file.
_DAY = datetime(2026, 1, 1, tzinfo=UTC)


def messages() -> Catalog:
    """Every message that the program marks, with the files that it stands in."""
    found = Catalog(project="Standpoint", creation_date=_DAY, revision_date=_DAY)
    for room in ROOMS:
        for file in sorted(Path(room).rglob("*.py")):
            for message in marked(file.read_text("utf-8")):
                found.add(message, None, [(file.as_posix(), 0)])
    for message in fixed_words():
        found.add(message, None, [("gui/commands.py", 0)])
    return found


def marked(source: str) -> Iterator[str | tuple[str, str]]:
    """The messages that a module marks, one and many as a pair; Babel's own search passes over those in f-strings."""
    for call in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)):
        words = [one.value for one in call.args[:2] if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        if name in ("tr", "noted") and words:
            yield words[0]
        elif name == "tr_many" and len(words) == 2:
            yield words[0], words[1]


def merged(path: Path, found: Catalog) -> Catalog:
    """The catalogue at `path` with the messages there are now; what no longer exists is dropped."""
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.stem)
    catalogue.update(found, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.project, catalogue.version, catalogue.msgid_bugs_address = "Standpoint", "1", ""
    catalogue.last_translator, catalogue.language_team = "", ""
    catalogue.revision_date = _DAY
    return catalogue


def as_po(catalogue: Catalog) -> bytes:
    """The file that translators edit."""
    out = BytesIO()
    write_po(out, catalogue, width=120, sort_output=True, include_lineno=False)
    return out.getvalue()


def as_mo(catalogue: Catalog) -> bytes:
    """The file that the program reads."""
    out = BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def compiled(path: Path) -> Path:
    """Where the program finds what is made of the catalogue at `path`."""
    return path.parent / path.stem / "LC_MESSAGES" / "standpoint.mo"


def _is_translated(said: str | Sequence[str] | None) -> bool:
    """Whether a message has a translation, in each of its numbers where it counts."""
    return bool(said) and all([said] if isinstance(said, str) else said)


def main() -> None:
    """Write all catalogues, and tell what is not translated yet."""
    found = messages()
    for path in sorted(FOLDER.glob("*.po")):
        catalogue = merged(path, found)
        path.write_bytes(as_po(catalogue))
        compiled(path).parent.mkdir(parents=True, exist_ok=True)
        compiled(path).write_bytes(as_mo(catalogue))
        missing = [message.id for message in catalogue if message.id and not _is_translated(message.string)]
        print(f"{path}: {len(catalogue)} messages, {len(missing)} not translated")


if __name__ == "__main__":
    main()
