"""The rooms of the program and the arrows between them: main -> gui -> annotation, and never back."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PANELS = (
    *("article_view", "cards", "queue", "cast", "span_list", "checks", "palette", "guidelines", "map", "find_bar"),
    "search",
)
SQL = re.compile(
    r"\s*(SELECT\s.+\sFROM|INSERT\s(.*\s)?INTO|UPDATE\s.+\sSET|DELETE\s+FROM|CREATE\s+TABLE|PRAGMA)\s", re.S
)


def files(folder: str) -> list[Path]:
    found = sorted((ROOT / folder).rglob("*.py"))
    assert found, f"{folder} holds no Python"
    return found


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(path: Path) -> set[str]:
    """The full names of all modules that a file imports, those inside functions too; a name from one counts as one."""
    names: set[str] = set()
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*above, *([node.module] if node.module else [])])
            names.update({module, *(f"{module}.{alias.name}" for alias in node.names)})
    return names


def importers(folder: str, *modules: str) -> set[str]:
    """The files of a folder that import one of `modules` or something inside it."""
    inside = tuple(f"{module}." for module in modules)
    return {
        name_of(path)
        for path in files(folder)
        if any(name in modules or name.startswith(inside) for name in imported(path))
    }


def test_annotation_imports_neither_qt_nor_gui() -> None:
    assert importers("annotation", "PySide6", "shiboken6", "gui", "main") == set()


def test_gui_imports_neither_a_database_nor_spacy() -> None:
    assert importers("gui", "sqlite3", "sqlite_utils", "spacy", "main") == set()


def test_only_the_store_knows_sqlite() -> None:
    strangers = {
        name for name in importers("annotation", "sqlite3", "sqlite_utils") if not name.startswith("annotation/store")
    }
    assert strangers == set()


@pytest.mark.parametrize("folder", ["annotation", "gui"])
def test_only_the_store_holds_sql(folder: str) -> None:
    statements = [
        f"{name_of(path)}:{node.lineno}"
        for path in files(folder)
        if not name_of(path).startswith("annotation/store")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.match(node.value)
    ]
    assert statements == []


def test_only_the_reader_and_formats_of_tokens_know_spacy() -> None:
    strangers = {
        name for name in importers("annotation", "spacy", "thinc") if not name.startswith("annotation/reader/")
    }
    assert strangers <= {f"annotation/formats/{name}.py" for name in ("docbin", "conll", "prodigy")}


@pytest.mark.parametrize("panel", PANELS)
def test_a_panel_knows_neither_another_panel_nor_the_window(panel: str) -> None:
    own = ROOT / "gui" / f"{panel}.py"
    assert own.exists(), f"there is no panel {panel}: correct PANELS"
    strangers = {f"gui.{other}" for other in (*PANELS, "window") if other != panel}
    assert imported(own) & strangers == set()


@pytest.mark.parametrize("module", ["annotation.project", "annotation.cli", "gui.app"])
def test_spacy_is_not_loaded_before_it_is_needed(module: str) -> None:
    program = f"import sys, {module}; sys.exit('spacy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr or f"{module} loads spaCy"


def test_the_entry_stays_under_40_lines() -> None:
    assert len((ROOT / "main.py").read_text(encoding="utf-8").splitlines()) < 40
