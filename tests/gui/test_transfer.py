"""Import and export from the window."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QDialogButtonBox, QLabel, QProgressDialog, QWidget
from pytestqt.qtbot import QtBot

from annotation.formats import Loss
from annotation.importing import ImportReport
from annotation.model import Span
from annotation.project import Project
from annotation.store import Store
from gui.export_dialogue import ExportDialogue
from gui.transfer import ReportDialogue
from gui.window import Window
from tests.gui.hands import Hands, open_dialogues, press


@pytest.fixture
def empty(tmp_path: Path, windows: Callable[[Project], Window]) -> Window:
    return windows(Project.create(tmp_path / "empty.db", annotator="mk"))


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with three texts, one of them in a folder of its own, and one file that is no text."""
    folder = tmp_path / "articles"
    (folder / "more").mkdir(parents=True)
    (folder / "one.txt").write_text("Kovo waits\n\nKovo met Marin.", "utf-8")
    (folder / "two.txt").write_text('Marin waits\n\nHe said \\\\"No\\\\" to Kovo.', "utf-8")
    (folder / "more" / "three.txt").write_text("Duna waits\n\nDuna left.", "utf-8")
    (folder / "more" / "picture.txt").write_bytes(bytes(range(256)) * 40)
    return folder


def count(window: Window) -> int:
    return window.session.project.store.article_count()


def wait(qtbot: QtBot, window: Window) -> None:
    qtbot.waitUntil(lambda: not window.background.busy(), timeout=20_000)


def report() -> ReportDialogue | None:
    return next((d for d in open_dialogues() if isinstance(d, ReportDialogue)), None)


def test_files_come_in_and_the_first_one_is_opened(qtbot: QtBot, empty: Window, files: Path) -> None:
    empty.transfer.import_paths([files / "one.txt"])
    wait(qtbot, empty)
    assert count(empty) == 1
    assert empty.view.toPlainText().startswith("Kovo waits")
    assert "1 article was imported" in Hands(empty).told
    assert empty.queue.list.model().rowCount() == 1


def test_a_folder_comes_in_and_the_report_names_what_did_not(qtbot: QtBot, empty: Window, files: Path) -> None:
    empty.transfer.import_paths([files])
    wait(qtbot, empty)
    assert count(empty) == 3
    shown = report()
    assert shown is not None
    assert "picture.txt" in shown.details.toPlainText()
    assert "Not imported" in shown.details.toPlainText()
    press(shown, "Escape")
    assert report() is None


def test_the_report_tells_what_was_repaired(qtbot: QtBot, empty: Window, files: Path) -> None:
    empty.transfer.import_paths([files / "two.txt"])
    wait(qtbot, empty)
    shown = report()
    assert shown is not None
    assert "Repaired" in shown.details.toPlainText()
    assert "\\" not in empty.view.toPlainText()
    shown.close()


def test_the_same_files_again_change_nothing(qtbot: QtBot, empty: Window, files: Path) -> None:
    for _ in range(2):
        empty.transfer.import_paths([files / "one.txt"])
        wait(qtbot, empty)
    assert count(empty) == 1
    assert "already there" in Hands(empty).told


def test_a_file_that_is_gone_is_named(qtbot: QtBot, empty: Window, tmp_path: Path) -> None:
    empty.transfer.import_paths([tmp_path / "gone.txt"])
    wait(qtbot, empty)
    shown = report()
    assert shown is not None
    assert "gone.txt" in shown.details.toPlainText()
    shown.close()
    assert count(empty) == 0


def test_one_stays_in_the_article_at_hand_while_others_come(qtbot: QtBot, hands: Hands, files: Path) -> None:
    article = hands.window.session.article
    hands.window.transfer.import_paths([files / "one.txt"])
    wait(qtbot, hands.window)
    assert hands.window.session.article == article
    assert hands.window.queue.list.model().rowCount() == 4


def test_choosing_no_file_imports_nothing(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gui.transfer.QFileDialog.getOpenFileNames", lambda *_: ([], ""))
    monkeypatch.setattr("gui.transfer.QFileDialog.getExistingDirectory", lambda *_: "")
    hands.press("Ctrl+I", "Ctrl+Shift+I")
    assert not hands.window.background.busy()


def test_the_commands_ask_for_files_and_for_a_folder(
    qtbot: QtBot, empty: Window, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.transfer.QFileDialog.getOpenFileNames", lambda *_: ([str(files / "one.txt")], ""))
    monkeypatch.setattr("gui.transfer.QFileDialog.getExistingDirectory", lambda *_: str(files / "more"))
    hands = Hands(empty)
    hands.press("Ctrl+I")
    wait(qtbot, empty)
    assert count(empty) == 1
    hands.press("Ctrl+Shift+I")
    wait(qtbot, empty)
    assert count(empty) == 2
    for dialogue in open_dialogues():
        dialogue.close()


def test_files_can_be_dropped_on_the_window(qtbot: QtBot, empty: Window, files: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(files / "one.txt"))])
    event = QDropEvent(
        QPointF(400, 400),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        QEvent.Type.Drop,
    )
    empty.dropEvent(event)  # what Qt calls once the drag has entered
    wait(qtbot, empty)
    assert count(empty) == 1


def test_stopping_in_the_middle_keeps_what_came(
    qtbot: QtBot, empty: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the button of the progress dialogue; importing again brings the rest."""
    lines = [json.dumps({"id": f"a{i}", "title": f"T{i}", "text": f"Text {i}"}) for i in range(3500)]
    source = tmp_path / "many.jsonl"
    source.write_text("\n".join(lines), "utf-8")
    stopped = threading.Event()
    add = Store.add_articles

    def add_slowly(self: Store, *arguments: object, **options: object) -> None:
        if self.article_count():  # the second portion waits until somebody has stopped it all
            assert stopped.wait(10)
        add(self, *arguments, **options)

    def stop(_key: str, _done: int, _total: int) -> None:
        dialogue = empty.findChild(QProgressDialog)
        if dialogue and not stopped.is_set():
            dialogue.canceled.emit()
            stopped.set()

    monkeypatch.setattr(Store, "add_articles", add_slowly)
    empty.background.progressed.connect(stop)
    empty.transfer.import_paths([source])
    wait(qtbot, empty)
    came = count(empty)
    assert 0 < came < 3500
    assert f"{came:,} articles were imported; it was stopped" in Hands(empty).told
    assert open_dialogues() == []
    empty.transfer.import_paths([source])
    wait(qtbot, empty)
    assert count(empty) == 3500


# Export


def test_done_articles_are_exported(qtbot: QtBot, hands: Hands, tmp_path: Path) -> None:
    hands.press("A", "Ctrl+Return", "Ctrl+Return")
    out = tmp_path / "out.jsonl"
    hands.window.transfer.export_to(out, "jsonl", all_articles=False)
    wait(qtbot, hands.window)
    lines = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert len(lines) == 1
    assert lines[0]["states"] == {"mk": "done"}
    assert "1 article was exported" in hands.told
    assert str(out) in hands.told


def test_all_articles_can_be_exported(qtbot: QtBot, hands: Hands, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    hands.window.transfer.export_to(out, "jsonl", all_articles=True)
    wait(qtbot, hands.window)
    assert len(out.read_text("utf-8").splitlines()) == 3


def test_with_nothing_done_there_is_nothing_to_export_and_it_is_said(
    qtbot: QtBot, hands: Hands, tmp_path: Path
) -> None:
    hands.window.transfer.export_to(tmp_path / "out.jsonl", "jsonl", all_articles=False)
    wait(qtbot, hands.window)
    assert "nothing to export" in hands.told
    assert not (tmp_path / "out.jsonl").exists()


def test_a_place_that_cannot_be_written_is_told(qtbot: QtBot, hands: Hands, tmp_path: Path) -> None:
    hands.window.transfer.export_to(tmp_path / "no folder" / "out.jsonl", "jsonl", all_articles=True)
    wait(qtbot, hands.window)
    assert "no folder" in hands.told


def test_the_command_asks_for_format_articles_and_place(
    qtbot: QtBot, hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "all.jsonl"
    monkeypatch.setattr("gui.transfer.QFileDialog.getSaveFileName", lambda *_: (str(out), ""))

    def act(dialogue: QWidget) -> None:
        formats, also = dialogue.findChild(QComboBox), dialogue.findChild(QCheckBox)
        assert formats is not None
        assert also is not None
        assert formats.count() >= 2
        formats.setCurrentIndex(next(i for i in range(formats.count()) if "JSON" in formats.itemText(i)))
        also.setChecked(True)
        dialogue.accept()

    hands.answer(act)
    hands.press("Ctrl+E")
    wait(qtbot, hands.window)
    assert "3 articles were exported" in hands.told
    assert len(out.read_text("utf-8").splitlines()) == 3


def dialogue_of(widget: QWidget) -> ExportDialogue:
    assert isinstance(widget, ExportDialogue)
    return widget


def choose_format(dialogue: ExportDialogue, words: str) -> None:
    """By typing, as one does in a list."""
    index = next(i for i in range(dialogue.formats.count()) if words in dialogue.formats.itemText(i))
    dialogue.formats.setCurrentIndex(index)


def test_layers_annotators_and_texts_are_chosen_by_keyboard(
    qtbot: QtBot, hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands.press("A", "Ctrl+Return", "Ctrl+Return")
    out = tmp_path / "some.jsonl"
    monkeypatch.setattr("gui.transfer.QFileDialog.getSaveFileName", lambda *_: (str(out), ""))

    def act(widget: QWidget) -> None:
        dialogue = dialogue_of(widget)
        assert dialogue.formats.currentText() == "JSON lines"
        assert [dialogue.layers.item(row).text() for row in range(3)] == ["Mention", "Quote", "Stance"]
        dialogue.layers.setFocus()
        for key in ("Down", "Space", "Down", "Space"):
            press(dialogue.layers, key)
        assert dialogue.annotators.item(0).text() == "mk"
        dialogue.with_text.setFocus()
        press(dialogue.with_text, "Space")
        press(dialogue, "Return")

    hands.answer(act)
    hands.press("Ctrl+E")
    wait(qtbot, hands.window)
    (line,) = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert {one["layer"] for one in line["annotations"]} == {"mention"}
    assert "text" not in line


def test_nothing_ticked_cannot_be_exported_and_only_json_lines_go_without_texts(hands: Hands) -> None:
    def act(widget: QWidget) -> None:
        dialogue = dialogue_of(widget)
        okay = dialogue.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok)
        choose_format(dialogue, "DocBin")
        assert not dialogue.with_text.isEnabled()
        choose_format(dialogue, "JSON")
        assert dialogue.with_text.isEnabled()
        assert okay.isEnabled()
        for row in range(dialogue.layers.count()):
            dialogue.layers.item(row).setCheckState(Qt.CheckState.Unchecked)
        assert not okay.isEnabled()
        press(dialogue, "Escape")

    hands.answer(act)
    hands.press("Ctrl+E")
    assert not hands.window.background.busy()


def test_a_format_that_is_a_folder_is_given_a_name_without_ending(
    qtbot: QtBot, hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def name(*words: str) -> tuple[str, str]:
        asked.append(words[2])
        return str(tmp_path / "tables"), ""

    monkeypatch.setattr("gui.transfer.QFileDialog.getSaveFileName", name)

    def act(widget: QWidget) -> None:
        dialogue = dialogue_of(widget)
        choose_format(dialogue, "spreadsheets (a folder)")
        dialogue.all_articles.setChecked(True)
        dialogue.accept()

    hands.answer(act)
    hands.press("Ctrl+E")
    wait(qtbot, hands.window)
    assert asked == [hands.window.session.project.name]
    assert (tmp_path / "tables" / "quotes.csv").exists()


def test_a_strict_export_that_would_lose_something_tells_what_and_names_no_file(
    qtbot: QtBot, hands: Hands, tmp_path: Path
) -> None:
    out = tmp_path / "out.qdpx"
    hands.window.transfer.export_to(out, "refi", all_articles=True, strict=True)
    wait(qtbot, hands.window)
    shown = report()
    assert shown is not None
    assert "takes accepted ones only" in shown.details.toPlainText()
    assert "0–0" not in shown.details.toPlainText()
    told = " ".join(label.text() for label in shown.findChildren(QLabel))
    assert "Nothing was written" in told
    assert "The file is" not in told
    assert not out.exists()
    shown.close()


def test_what_an_import_loses_is_in_its_report(hands: Hands) -> None:
    loss = Loss(article="a", title="A title", span=Span(3, 9), what="dropped", message="It has no place here.")
    hands.window.transfer._show_import(ImportReport(imported=1, losses=(loss,)))
    shown = report()
    assert shown is not None
    assert shown.details.toPlainText() == "Lost: A title, 3–9: It has no place here."
    shown.close()


def test_escape_exports_nothing(hands: Hands) -> None:
    hands.answer(lambda dialogue: press(dialogue, "Escape"))
    hands.press("Ctrl+E")
    assert not hands.window.background.busy()
    assert [d for d in open_dialogues() if isinstance(d, QDialog)] == []


def test_a_long_report_is_cut_and_says_so(qtbot: QtBot, empty: Window) -> None:
    dialogue = ReportDialogue(empty, "Import", "Many.", [f"line {number}" for number in range(2000)])
    assert "… and 1,500 more" in dialogue.details.toPlainText()
    dialogue.deleteLater()
