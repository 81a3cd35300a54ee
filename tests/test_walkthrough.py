"""One whole story: from a raw file to gold labels in SQLite and in a dataset, by keyboard alone and by mouse alone.

With the real reader and the real window. What the reader suggests is its own affair: the story looks at what becomes
of suggestions, not at which there are. A whole sample is done with a simple reader, which always suggests the same.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QMenu, QWidget
from pytestqt.qtbot import QtBot

from annotation.importing import import_files
from annotation.model import Annotation
from annotation.project import Project
from annotation.resources import shipped
from gui.app import App
from gui.settings import Settings
from gui.theme import LIGHT, apply_theme
from gui.transfer import ReportDialogue
from gui.window import Window
from tests.gui.hands import FakeReader, Hands, double_click, drag, inside, open_dialogues, point_of, press, push

FERRY = r"""Mayor of Brindlow rejects plan for ferry

Mayor Edda Quist met Finance Minister Tomas Havel on Friday in Brindlow.
\\"This ferry will never sail,\\" said Quist. She told reporters that nobody had asked the town.
Havel praised the council. The fishermen oppose the plan of Havel.
\\"It is a good plan,\\" Havel said.
Reference(s): https://harbour-post.example/ferry
"""
BRIDGE = """Bridge opens early

President Ilse Brandt opened the bridge. “It is finished,” Brandt said.
"""


class Newcomer:
    """Somebody at the program, with the project that they have at hand."""

    def __init__(self, qtbot: QtBot, app: App, monkeypatch: pytest.MonkeyPatch) -> None:
        self.qtbot = qtbot
        self.app = app
        self._monkeypatch = monkeypatch

    @property
    def window(self) -> Window:
        assert self.app.window is not None
        return self.app.window

    @property
    def hands(self) -> Hands:
        return Hands(self.window)

    def will_choose(self, place: Path | list[Path]) -> None:
        """What the next dialogues of the system for files give."""
        names = [str(path) for path in place] if isinstance(place, list) else str(place)
        for module in ("gui.questions", "gui.transfer"):
            for name in ("getSaveFileName", "getOpenFileName", "getOpenFileNames"):
                self._monkeypatch.setattr(f"{module}.QFileDialog.{name}", lambda *_: (names, ""))

    def wait_for_the_program(self) -> None:
        self.qtbot.waitUntil(lambda: not self.window.background.busy(), timeout=60_000)

    def report(self) -> str:
        """What the report says that is open; Escape closes it."""
        (report,) = (d for d in open_dialogues() if isinstance(d, ReportDialogue))
        text = report.details.toPlainText()
        press(report, "Escape")
        return text

    def will_export(self) -> None:
        """Takes JSON lines and all articles that are done in the next dialogue."""

        def act(dialogue: QWidget) -> None:
            formats, also = dialogue.findChild(QComboBox), dialogue.findChild(QCheckBox)
            assert formats is not None
            assert also is not None
            formats.setCurrentIndex(next(i for i in range(formats.count()) if "JSON" in formats.itemText(i)))
            assert not also.isChecked()
            press(dialogue, "Return")

        self.hands.answer(act)

    def at_hand(self) -> Annotation:
        current = self.window.session.current
        assert current is not None
        return current

    def close(self) -> Path:
        path = self.window.session.project.store.path
        self.window.close()
        return path


@pytest.fixture
def newcomer(qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Newcomer]:
    app = App(Settings())
    yield Newcomer(qtbot, app, monkeypatch)
    for window in qapp.topLevelWidgets():
        window.close()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    apply_theme(qapp, LIGHT)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / "ferry.txt", tmp_path / "bridge.txt"]
    for path, text in zip(paths, (FERRY, BRIDGE), strict=True):
        path.write_text(text, "utf-8")
    return paths


def rows(path: Path, view: str) -> list[dict[str, Any]]:
    """What a person sees who opens the file with any SQL browser."""
    with closing(sqlite3.connect(path)) as db:
        db.row_factory = sqlite3.Row
        return [dict(row) for row in db.execute(f"SELECT * FROM {view}")]


def gold_ids(path: Path) -> set[str]:
    return {row["annotation_id"] for view in ("mentions", "quotes", "stances") for row in rows(path, f"gold_{view}")}


def contents(path: Path, *, but_of: str) -> dict[str, Any]:
    """All that a project holds of the articles that are done, but for one annotator's own."""
    project = Project.open(path)
    store = project.store
    found = {
        article: (
            store.article(article),
            store.actors_of(article),
            [a for a in store.all_annotations(article) if a.annotator != but_of],
            [p for p in store.all_progress(article) if p.annotator != but_of],
        )
        for article in store.article_ids(done_only=True)
    }
    project.close()
    return found


def columns(path: Path, view: str, *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in rows(path, view)]


def test_a_newcomer_goes_from_a_raw_file_to_gold_by_keyboard_alone(
    newcomer: Newcomer, files: list[Path], tmp_path: Path
) -> None:
    # The first start shows the sample project; a project of one's own is one key away.
    newcomer.app.open_last()
    assert newcomer.window.session.project.name == "sample"
    newcomer.will_choose(tmp_path / "rift.db")
    newcomer.hands.press("Ctrl+N")
    assert newcomer.window.session.project.name == "rift"

    # The files come in, repaired, and it is told what was repaired.
    newcomer.will_choose(files)
    newcomer.hands.press("Ctrl+I")
    newcomer.wait_for_the_program()
    assert "ferry.txt" in newcomer.report()
    hands, session = newcomer.hands, newcomer.window.session
    assert session.article is not None
    assert "\\" not in hands.text
    assert "Reference" not in hands.text
    assert "harbour-post.example" in f"{session.article.source} {session.article.url}"
    assert session.project.store.original(session.article.id) == FERRY.encode()

    # The reader has suggested actors and quotes; each is decided by one key.
    newcomer.qtbot.waitUntil(lambda: bool(session.undecided()), timeout=60_000)
    accepted = newcomer.at_hand()
    hands.press("A")
    rejected = newcomer.at_hand()
    hands.press("X")
    assert session.annotations[accepted.id].status == "accepted"
    assert session.annotations[rejected.id].status == "rejected"

    # A quote is fixed: its end is moved, and its kind is another one.
    while newcomer.at_hand().layer != "quote":
        hands.press("Tab")
    fixed = newcomer.at_hand()
    hands.press("F", "Left", "B", "Return")
    assert session.annotations[fixed.id].changed
    assert session.annotations[fixed.id].values["kind"] == "mixed"
    assert session.annotations[fixed.id].spans["content"][-1].end < fixed.spans["content"][-1].end

    # A mention of a new actor, a group, is made from words selected by keyboard.
    hands.select_by_keys("the council")
    hands.pick("Council of Brindlow", line=3)
    hands.press("M", "Return")
    assert hands.words_of(newcomer.at_hand(), "text") == "the council"
    council = session.actors[newcomer.at_hand().actors["actor"][0]]
    assert (council.name, council.kind) == ("Council of Brindlow", "group")

    # A quote by one chain; then a stance that starts from it, with its holder filled in.
    hands.select_by_keys("nobody had asked the town")
    hands.press("Q")
    hands.pick("Quist")
    hands.press("W", "I", "Return")
    quote = newcomer.at_hand()
    assert hands.words_of(quote, "content") == "nobody had asked the town"
    hands.press("S", "-", "Return")
    assert "no target yet" in hands.told
    hands.pick("Council")
    hands.press("T", "Return")
    stance = newcomer.at_hand()
    assert stance.layer == "stance"
    assert stance.actors == {"holder": quote.actors["speaker"], "target": (council.id,)}
    assert stance.values == {"polarity": "oppose"}

    # What is left is accepted, and the article is done: the next one opens.
    while session.undecided():
        hands.press("A" if newcomer.at_hand().status == "suggested" else "Tab")
    ferry = session.article
    hands.press("Ctrl+Return")
    assert session.article != ferry
    newcomer.qtbot.waitUntil(lambda: bool(session.undecided()), timeout=60_000)

    # Undo goes back over articles, and redo forward again.
    hands.press("A", "Ctrl+PgUp")
    assert session.article == ferry
    hands.press("Ctrl+Z")
    assert session.article != ferry
    assert newcomer.at_hand().status == "suggested"
    hands.press("Ctrl+Shift+Z")
    assert newcomer.at_hand().status == "accepted"
    while session.undecided():
        hands.press("A" if newcomer.at_hand().status == "suggested" else "Tab")
    hands.press("Ctrl+Return")
    assert "Every article of this project is done" in hands.told

    # The dataset is exported.
    out = tmp_path / "rift.jsonl"
    newcomer.will_choose(out)
    newcomer.will_export()
    hands.press("Ctrl+E")
    newcomer.wait_for_the_program()
    assert "2 articles were exported" in hands.told

    # The window is closed, and the labels are in the file.
    path = newcomer.close()
    assert ("the council", "Council of Brindlow", "group") in columns(path, "gold_mentions", "mention", "actor", "kind")
    assert ("Edda Quist", "nobody had asked the town") in columns(path, "gold_quotes", "speaker", "content")
    assert ("oppose", "Council of Brindlow") in columns(path, "gold_stances", "polarity", "target")
    gold = gold_ids(path)
    assert {accepted.id, fixed.id, quote.id, stance.id} <= gold
    assert rejected.id not in gold

    # The dataset comes back into somebody else's new project as it was.
    newcomer.app.show(Project.create(tmp_path / "again.db", annotator="else"))
    newcomer.will_choose([out])
    newcomer.hands.press("Ctrl+I")
    newcomer.wait_for_the_program()
    again = newcomer.close()
    assert contents(again, but_of="else") == contents(path, but_of="else")
    assert len(contents(path, but_of="else")) == 2
    assert [json.loads(line)["title"] for line in out.read_text("utf-8").splitlines()][1] == "Bridge opens early"


def test_a_newcomer_does_the_same_by_mouse_alone(newcomer: Newcomer, files: list[Path], tmp_path: Path) -> None:
    newcomer.app.show(Project.create(tmp_path / "rift.db", annotator="mk"))
    newcomer.will_choose(files)
    choose(newcomer.window, "File", "Import articles…")
    newcomer.wait_for_the_program()
    push(open_dialogues()[0], "Close")
    window, hands, session = newcomer.window, newcomer.hands, newcomer.window.session
    view = window.view
    newcomer.qtbot.waitUntil(lambda: bool(session.undecided()), timeout=60_000)

    # Decided by the buttons of the card, taken back by the menu.
    accepted = newcomer.at_hand()
    push(window.cards, "Accept")
    rejected = newcomer.at_hand()
    push(window.cards, "Reject")
    choose(window, "Edit", "Undo")
    assert session.annotations[rejected.id].status == "suggested"
    choose(window, "Edit", "Redo")
    assert session.annotations[rejected.id].status == "rejected"

    # A click into the text goes to a quote; its kind is fixed by the buttons of the card.
    click_on(hands, "never sail")
    fixed = newcomer.at_hand()
    assert fixed.layer == "quote"
    push(window.cards, "Fix")
    push(window.cards, "mixed")
    push(window.cards, "Save")
    assert session.annotations[fixed.id].values["kind"] == "mixed"

    # A double click takes a word; the menu makes a mention of it, the actor is picked from the list.
    double_click(view, inside(view, hands.text, hands.span("fishermen").start + 3))
    hands.answer(pick_by_mouse)
    choose(window, "Label", "New mention from the selection")
    push(window.cards, "Save")
    assert hands.words_of(newcomer.at_hand(), "text") == "fishermen"

    # A drag takes several; the button at the foot makes a stance, whose polarity and actors are set on the card.
    start, end = hands.span("oppose the plan")
    drag(view, point_of(view, hands.text, start + 1), point_of(view, hands.text, end - 1))
    push_at_the_foot(window, "Stance")
    push(window.cards, "opposes")
    for part in ("holder", "target"):
        hands.answer(pick_by_mouse)
        push(window.cards, f"Change the {part}")
    push(window.cards, "Save")
    stance = newcomer.at_hand()
    assert hands.words_of(stance, "evidence") == "oppose the plan"
    assert stance.values["polarity"] == "oppose"

    # Done by the menu, twice where something is undecided; then exported.
    for _ in range(2):
        choose(window, "Review", "Mark done and go on")
    out = tmp_path / "rift.jsonl"
    newcomer.will_choose(out)
    newcomer.will_export()
    choose(window, "File", "Export dataset…")
    newcomer.wait_for_the_program()
    assert "1 article was exported" in hands.told
    path = newcomer.close()
    gold = gold_ids(path)
    assert {accepted.id, fixed.id, stance.id} <= gold
    assert rejected.id not in gold
    assert len(out.read_text("utf-8").splitlines()) == 1


def test_a_whole_sample_is_done_by_keyboard_alone(
    newcomer: Newcomer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("gui.session.load_reader", lambda _name: FakeReader())
    project = Project.create(tmp_path / "day.db", annotator="mk")
    import_files(project, [shipped("samples", "01-harbour-treaty.txt"), shipped("samples", "02-grain-corridor.txt")])
    window = newcomer.app.show(project)
    window.resize(1280, 800)
    hands, session = newcomer.hands, window.session
    newcomer.qtbot.waitUntil(lambda: bool(session.undecided()))
    harbour = session.article

    # One suggestion is rejected, all mentions of Spain are accepted at once, and the rest one by one.
    rejected = newcomer.at_hand()
    hands.press("X")
    hands.go_to(hands.suggestion("mention", "Spain"))
    hands.answer(lambda preview: press(preview, "Return"))
    hands.press("Ctrl+D")
    assert "Spain" not in [hands.words_of(one, "text") for one in session.undecided()]
    while session.undecided():
        hands.press("A")

    # Words are found and labelled: Madrid is an actor of its own until it is merged, Lisbon until a digit says whose.
    make_mention(hands, "Madrid", line=2)
    hands.pick("Spain")
    hands.press("Ctrl+M")
    assert "Madrid is Spain from now on" in hands.told
    lisbon = make_mention(hands, "Lisbon", line=2)
    hands.press(digit_of(hands, "Portugal"))
    assert named(session.annotations[lisbon.id], "actor", hands) == "Portugal"

    # A quote: words picked by their labels, the cue put to its next likely place, its speaker and kind said.
    hands.go_to(next(one for one in session.listed() if hands.words_of(one, "text") == "Samira Benhaddou"))
    pick_by_labels(hands, "the first ships would dock within two years")
    hands.press("Q")
    assert session.draft is not None
    cues = 0
    while hands.words_of(session.draft.after, "cue") != "told" and cues < 9:
        hands.press("U")
        cues += 1
    hands.pick("Benhaddou")
    hands.press("W", "I", "Return")
    quote = newcomer.at_hand()
    assert hands.words_of(quote, "content") == "the first ships would dock within two years"

    # From the quote to a stance; a note on it, and a flag.
    hands.press("S", digit_of(hands, "Morocco"), "+", "Return")
    stance = newcomer.at_hand()
    hands.answer(write_a_note)
    hands.press("N", "Shift+N")

    # What went wrong is found by the checks, and put right.
    wrong = next(one for one in session.listed() if hands.words_of(one, "content").startswith("“Nobody asked"))
    hands.go_to(wrong)
    hands.press("F", "Ctrl+Left", "Return")
    newcomer.qtbot.waitUntil(lambda: "Mark outside the content" in checks_of(window))
    for _ in checks_of(window):
        hands.press("F8")
        if session.current == session.annotations[wrong.id]:
            break
    hands.press("Ctrl+.")
    assert session.annotations[wrong.id].spans == wrong.spans

    # The map is looked at, and closed.
    hands.press("F6")
    assert window.beside.map is not None
    newcomer.qtbot.waitUntil(lambda: window.beside.map is not None and not window.beside.map.busy())
    press(window.beside.map, "Escape")
    assert not window.beside.map.isVisible()

    # The stances that were held back come last; then the article is done, and the next one opens.
    hands.press("D")
    suggested = session.undecided()
    assert {one.layer for one in suggested} == {"stance"}
    while session.undecided():
        hands.press("X")
    hands.press("Ctrl+Return")
    assert session.article != harbour

    path = newcomer.close()
    assert ("Madrid", "Spain") in columns(path, "gold_mentions", "mention", "actor")
    assert ("Lisbon", "Portugal") in columns(path, "gold_mentions", "mention", "actor")
    said = ("Samira Benhaddou", "told", "the first ships would dock within two years", "indirect")
    assert said in columns(path, "gold_quotes", "speaker", "cue", "content", "kind")
    assert columns(path, "gold_stances", "holder", "polarity", "target") == [("Samira Benhaddou", "support", "Morocco")]
    gold = gold_ids(path)
    assert {lisbon.id, quote.id, stance.id, wrong.id} <= gold
    assert gold.isdisjoint({rejected.id, *(one.id for one in suggested)})
    kept = contents(path, but_of="nobody")
    (of_harbour,) = kept.values()
    talked_about = [one for one in of_harbour[2] if one.flagged]
    assert [(one.id, one.note) for one in talked_about] == [(stance.id, "Does she mean Morocco?")]


def make_mention(hands: Hands, words: str, *, line: int) -> Annotation:
    """Finds words, and makes a mention of a new actor of them, of the kind at that line."""
    hands.press("Ctrl+F")
    field = hands.window.find_bar.field
    QTest.keyClicks(field, words)
    press(field, "Escape")
    while hands.window.view.textCursor().selectedText() != words:  # such as LISBON
        hands.press("F3")
    hands.pick(words, line=line)
    hands.press("M", "Return")
    made = hands.window.session.current
    assert made is not None
    assert hands.words_of(made, "text") == words
    return made


def pick_by_labels(hands: Hands, words: str) -> None:
    """Types the labels that stand where words begin and end."""
    span = hands.span(words)
    hands.press("Space")
    for offset in span:
        picking = hands.window.view._picking
        assert picking is not None
        hands.press(*next(label for label, at in picking.labels.items() if at == offset))


def digit_of(hands: Hands, name: str) -> str:
    """The digit of an actor in the cast."""
    return str([entry.actor.name for entry in hands.window.session.cast()].index(name) + 1)


def named(annotation: Annotation, role: str, hands: Hands) -> str:
    return hands.window.session.actors[annotation.actors[role][0]].name


def write_a_note(box: QWidget) -> None:
    words = box.focusWidget()
    assert words is not None
    QTest.keyClicks(words, "Does she mean Morocco?")
    press(words, "Ctrl+Return")


def checks_of(window: Window) -> list[str]:
    return [check.title for check in window.checks.lines.checks]


def choose(window: Window, menu_title: str, text: str) -> None:
    """Opens a menu of the bar and clicks a line."""
    bar = window.menuBar()
    menu = next(m for m in bar.findChildren(QMenu) if m.title() == menu_title)
    menu.popup(window.mapToGlobal(bar.rect().bottomLeft()))
    action = next(a for a in menu.actions() if a.text() == text)
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())


def click_on(hands: Hands, words: str) -> None:
    view = hands.window.view
    at = inside(view, hands.text, hands.span(words).start + 1)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)


def push_at_the_foot(window: Window, words: str) -> None:
    button = next(b for _, b in window.keys._buttons if b.text().startswith(words))
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def pick_by_mouse(dialogue: QWidget) -> None:
    """Clicks the first line of a list."""
    lines = dialogue._list
    at = lines.visualRect(lines.model().index(0, 0)).center()
    QTest.mouseClick(lines.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
