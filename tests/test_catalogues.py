"""Every sentence that people read goes through the catalogues, and every one of them is translated."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from annotation.describe import in_sentence
from annotation.words import languages, noted, speak, spoken, tr, tr_many
from gui.wording import counted_names, spoken_keys, unspoken_keys, with_key
from tools.catalogues import FOLDER, as_mo, as_po, compiled, marked, merged, messages

CATALOGUES = sorted(FOLDER.glob("*.po"))
PLACEHOLDER = re.compile(r"\{(\w+)[^}]*\}")

SINKS = {
    *("setText", "setWindowTitle", "setToolTip", "setAccessibleName", "setPlaceholderText", "setPrefix"),
    *("setLabelText", "setInformativeText", "setPlainText", "setTabText", "setTitle", "setDescription"),
    *("setHorizontalHeaderLabels", "show_words", "show_pieces", "append"),
    *("addTab", "addMenu", "addRow", "addButton", "_button", "_label", "_section", "_Page", "_say", "_tell", "_change"),
    *("QLabel", "QPushButton", "QCheckBox", "QRadioButton", "QProgressDialog", "LongList", "Choice", "Chooser"),
    *("tell", "Problem", "pick_line", "ask_actor", "ask_words", "ask_note", "Entry", "_arrow", "Line", "MapLine"),
    *("getText", "getOpenFileName", "getOpenFileNames", "getSaveFileName", "getExistingDirectory", "about", "warning"),
}
"""Where words are shown, by the names of what is called; what functions give and what gets a name is looked at, too."""

SAME_IN_ALL_LANGUAGES = {
    "Standpoint",
    " – Standpoint",
    "Markdown (*.md *.markdown *.txt);;",
    " (*.svg);;",
    " (*.db);;",
    "YAML",
    "Ctrl+Enter",
    "Esc",
    "Ctrl",
    "Alt",
    "Meta",
    "  Alt ",
    "  Alt A",
    "  Alt C",
    "  Alt N",
    " UTC · ",
    "Anonymous",
    "Python ",
}
"""Names of things, of formats and of keys."""


@pytest.fixture
def german() -> Iterator[None]:
    """German while a test runs, and English again after it."""
    speak(["de"])
    yield
    speak(["en"])


def catalogue_of(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.stem)


def words_of(message: object) -> tuple[str, ...]:
    return (message,) if isinstance(message, str) else tuple(message) if isinstance(message, (tuple, list)) else ()


def test_there_is_a_catalogue_for_every_language_but_english() -> None:
    assert {path.stem for path in CATALOGUES} == set(languages()) - {"en"}


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_every_message_of_the_program_is_translated(path: Path) -> None:
    kept = catalogue_of(path)
    wanted = {message.id for message in messages() if message.id}
    there = {message.id for message in kept if message.id and all(words_of(message.string)) and message.string}
    assert not wanted - there, "run `python -m tools.catalogues`, then translate"
    assert not [message.id for message in kept if message.fuzzy and message.id]


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_what_the_program_reads_is_made_of_what_is_edited(path: Path) -> None:
    made = merged(path, messages())
    assert path.read_bytes() == as_po(made), "run `python -m tools.catalogues`"
    assert compiled(path).read_bytes() == as_mo(made), "run `python -m tools.catalogues`"


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_a_translation_has_the_placeholders_of_its_message(path: Path) -> None:
    for message in catalogue_of(path):
        if not message.id:
            continue
        wanted = {name for words in words_of(message.id) for name in PLACEHOLDER.findall(words)}
        for words in words_of(message.string):
            assert set(PLACEHOLDER.findall(words)) == wanted, (message.id, words)


def test_marked_messages_are_found_in_f_strings_too() -> None:
    source = """a = f"{tr('one')} {tr_many('{count} two', '{count} twos', 2)}"; b = noted("three"); tr(b)"""
    assert set(marked(source)) == {"one", ("{count} two", "{count} twos"), "three"}


def literals(node: ast.AST) -> Iterator[str]:
    """The pieces of text in an expression that no translation gives."""
    if isinstance(node, ast.Call):
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name not in ("join", "filter"):
            return  # what is given to other functions is looked at where these show it
    if isinstance(node, ast.Lambda):
        return
    if isinstance(node, (ast.Subscript, ast.Compare)):
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    for child in node.values if isinstance(node, ast.Dict) else ast.iter_child_nodes(node):
        yield from literals(child)


def is_language(words: str) -> bool:
    return bool(re.search(r"[A-Za-z]{2,} |^ ?[A-Z][a-z]+| [a-z]{2,}", words)) and not re.search(r"[<>;={}#]", words)


def untranslated(path: Path) -> Iterator[str]:
    # The table of commands is in English, and is translated where a project's commands are made of it.
    giving = (
        (ast.Return, ast.Yield) if path.name == "commands.py" else (ast.Return, ast.Yield, ast.Assign, ast.AnnAssign)
    )
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            shown = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg != "value")]
            shown = shown if name in SINKS else []
        elif isinstance(node, giving) and node.value:
            shown = [node.value]
        else:
            continue
        for words in (words for one in shown for words in literals(one)):
            if is_language(words) and words not in SAME_IN_ALL_LANGUAGES:
                yield f"{path}:{node.lineno}: {words!r}"


def test_nothing_is_shown_that_is_not_looked_up() -> None:
    found = [line for path in sorted(Path("gui").glob("*.py")) for line in untranslated(path)]
    assert not found, "\n".join(found)


def test_the_search_for_untranslated_words_finds_them(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text('label.setText(f"No {x} here")\nlabel.setText(tr("No {x} here", x=x))\nQLabel("heading")\n')
    assert list(untranslated(module)) == [f"{module}:1: 'No '", f"{module}:1: ' here'"]


def test_english_is_as_it_is_written() -> None:
    assert tr(noted("Accept")) == "Accept"
    assert tr("Note: {note}", note="{x}") == "Note: {x}"
    assert tr_many("{count} place", "{count} places", 1200) == "1,200 places"


@pytest.mark.usefixtures("german")
def test_german_is_spoken() -> None:
    assert spoken() == "de"
    assert tr("Accept") == "Annehmen"
    assert tr_many("{count} place", "{count} places", 1) == "1 Stelle"
    assert tr_many("{count} place", "{count} places", 2) == "2 Stellen"
    assert tr("A sentence that nobody has translated") == "A sentence that nobody has translated"


@pytest.mark.usefixtures("german")
def test_nouns_keep_their_capitals_in_german() -> None:
    assert in_sentence("Zitat") == "Zitat"
    assert [counted_names(count, "Zitat") for count in (1, 2)] == ["1 Zitat", "2 × Zitat"]


def test_names_are_small_in_an_english_sentence() -> None:
    assert in_sentence("Quote") == "quote"
    assert [counted_names(count, "Quote") for count in (1, 2)] == ["1 quote", "2 quotes"]


@pytest.mark.usefixtures("german")
def test_keys_are_called_as_on_a_german_keyboard() -> None:
    assert spoken_keys("Ctrl Shift F") == "Strg Umschalt F"
    assert unspoken_keys("Strg+Umschalt+F") == "Ctrl+Shift+F"
    assert with_key("Suchen", "F3") == "Suchen (F3)"
    assert with_key("Suchen", "") == "Suchen"
