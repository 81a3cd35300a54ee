"""The labels in a person's hands: edited in a form and as YAML, refused, saved, taken over by every window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QColorDialog, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from annotation.project import Project
from annotation.schema_drafting import Steps
from gui.app import App
from gui.chooser import Chooser
from gui.schema_editor import SchemaEditor
from gui.settings import Settings
from gui.theme import DARK, LIGHT, apply_theme, contrast
from gui.window import Window
from tests.gui.hands import Hands, button, make_project, open_dialogues, press, push, reopened

STORY = "Kovo met Marin. Kovo spoke.\n“Nobody asked us,” Marin said, and Duna opposes it."

KIND: Steps = ("kinds", 0)
DIRECT: Steps = ("layers", 1, "fields", 0, "choices", 0)


@pytest.fixture
def app(qapp: QApplication, tmp_path: Path) -> Iterator[App]:
    running = App(Settings())
    running.show(make_project(tmp_path / "own.db", STORY, "Marin waits for Duna."))
    yield running
    if running.window:
        running.window.close()
        running.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    apply_theme(qapp, LIGHT)


@pytest.fixture
def story(app: App) -> Hands:
    assert app.window is not None
    QTest.qWaitForWindowActive(app.window)
    return Hands(app.window)


def until(true: Callable[[], bool]) -> None:
    for _ in range(2000):
        if true():
            return
        QTest.qWait(5)
    raise AssertionError("it did not come")


def edit(hands: Hands, act: Callable[[SchemaEditor], object]) -> None:
    """Opens the editor by its key, and runs `act` on it once the annotations are counted."""

    def when_open(dialogue: QWidget) -> None:
        assert isinstance(dialogue, SchemaEditor)
        try:
            until(lambda: dialogue._usage is not None)
            act(dialogue)
        finally:
            for _ in range(2 * dialogue.isVisible()):  # with edits it asks once
                press(dialogue, "Escape")

    hands.answer(when_open)
    hands.press("Ctrl+Shift+E")


def go_to(editor: SchemaEditor, steps: Steps) -> None:
    """Walks down the tree by keys to a part or a list."""
    editor.tree.setFocus()
    press(editor.tree, "Home")
    for _ in range(200):
        if editor.tree.steps() == steps:
            return
        press(editor.tree, "Down")
    raise AssertionError(f"{steps} cannot be reached")


def line(editor: SchemaEditor, name: str) -> QLineEdit:
    """The line of the form for a value."""
    (found,) = (one for one in editor.form_area.findChildren(QLineEdit) if one.accessibleName().startswith(name))
    return found


def type_over(field: QLineEdit, words: str) -> None:
    field.setFocus()
    press(field, "Ctrl+A")
    field.insert(words) if not words.isascii() else QTest.keyClicks(field, words)  # Qt's test has keys for ASCII only


def shown(editor: SchemaEditor) -> list[str]:
    """What the preview says, once it has had its rest."""
    QTest.qWait(200)
    return editor.preview.toPlainText().splitlines()


def choose(editor: SchemaEditor, words: str, *, by: str) -> None:
    """Pushes a button of the editor that asks for one of a list, and takes the line that `words` find."""

    def act() -> None:
        chooser = QApplication.activeModalWidget()
        if not isinstance(chooser, Chooser) or not chooser.isActiveWindow():
            QTimer.singleShot(5, editor, act)
            return
        field = chooser.findChild(QLineEdit)
        assert field is not None
        QTest.keyClicks(field, words)
        press(field, "Return")

    QTimer.singleShot(0, editor, act)
    push(editor, by)


def save(editor: SchemaEditor) -> None:
    editor.activateWindow()  # offscreen no window manager gives the focus back after a dialogue
    until(editor.isActiveWindow)
    press(editor, "Ctrl+Return")
    until(lambda: not editor.isVisible())


def rebuilt(app: App, before: Window) -> Window:
    until(lambda: app.window is not None and app.window is not before)
    assert app.window is not None
    return app.window


def new_name(editor: SchemaEditor) -> None:
    go_to(editor, KIND)
    type_over(line(editor, "Name"), "Human")
    save(editor)


# Leaving while something is under way


def test_the_editor_can_be_left_before_the_annotations_are_counted(story: Hands) -> None:
    window = story.window
    editor = SchemaEditor(window, window.session, window.theme)
    editor.show()
    assert editor._usage is None
    press(editor, "Escape")
    editor.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    until(lambda: not window.background.busy("usage of labels"))
    assert story.told == ""


def test_saving_twice_saves_once_and_cannot_be_left_meanwhile(app: App, story: Hands) -> None:
    before = story.window
    begin = Event()

    def save_twice(editor: SchemaEditor) -> None:
        go_to(editor, KIND)
        type_over(line(editor, "Name"), "Human")
        before.background.run("wait", lambda _job: begin.wait(), lambda _: None)
        editor.save()
        editor.save()
        for _ in range(3):
            press(editor, "Escape")
        assert editor.isVisible()
        begin.set()
        until(lambda: not editor.isVisible())

    edit(story, save_twice)
    window = rebuilt(app, before)
    assert window.session.project.schema.version == 2
    assert "version 2" in window.banner.words.text()


# The form


def test_a_kind_is_renamed_and_the_window_is_made_anew_where_the_person_was(app: App, story: Hands) -> None:
    story.press("Ctrl+PgDown", "Tab")
    before = story.window
    article, current = before.session.article, before.session.current
    edit(story, new_name)
    window = rebuilt(app, before)
    assert window.session.project.schema.tag == "news@2"
    assert (window.session.article, window.session.current) == (article, current)
    assert current is not None
    assert "version 2 now" in Hands(window).told
    assert window.session.project.schema.kinds[0].name == "Human"
    newest = window.session.project.store.history(annotator="mk", limit=1)[0]
    assert newest.action == "labels, version 2: renamed kind “Person” to “Human”"


def test_the_preview_tells_what_changes_and_how_many_it_touches(story: Hands) -> None:
    def act(editor: SchemaEditor) -> None:
        assert shown(editor) == ["Nothing yet."]
        assert not button(editor, "Save as version 2").isEnabled()
        go_to(editor, KIND)
        type_over(line(editor, "Name"), "Human 👍")
        assert shown(editor) == ["renamed kind “Person” to “Human 👍” · 3 actors"]
        assert button(editor, "Save as version 2").isEnabled()

    edit(story, act)
    assert story.window.session.project.schema.tag == "news@1"


def test_a_new_choice_gets_its_id_from_its_name_and_a_free_key(app: App, story: Hands) -> None:
    def act(editor: SchemaEditor) -> None:
        go_to(editor, DIRECT)
        push(editor, "Add choice")
        name = line(editor, "Name")
        assert name.hasFocus()
        QTest.keyClicks(name, "Free & indirect")
        assert line(editor, "Key").text() == "A"
        assert shown(editor) == ["choice “Free & indirect” (Quote, Kind) is new"]
        save(editor)

    before = story.window
    edit(story, act)
    quote = rebuilt(app, before).session.project.schema.layer("quote")
    assert quote is not None
    assert quote.fields[0].choices[-1].id == "free_indirect"


def test_the_id_of_what_is_saved_stays_whatever_it_is_called(app: App, story: Hands) -> None:
    before = story.window
    edit(story, new_name)
    assert rebuilt(app, before).session.project.schema.kinds[0].id == "person"


def test_every_value_of_a_layer_can_be_edited(app: App, story: Hands) -> None:
    def act(editor: SchemaEditor) -> None:
        go_to(editor, ("layers", 1))
        type_over(line(editor, "Plural"), "Utterances")
        type_over(line(editor, "Key"), "R")
        guidance = next(w for w in editor.form_area.findChildren(QPlainTextEdit) if w.isVisible())
        guidance.setFocus()
        press(guidance, "Ctrl+A")
        guidance.insertPlainText("Short: העברית.")
        (box,) = editor.form_area.findChildren(QComboBox)
        box.setFocus()
        press(box, "Down")
        assert len(shown(editor)) == 4
        save(editor)

    before = story.window
    edit(story, act)
    window = rebuilt(app, before)
    quote = window.session.project.schema.layer("quote")
    assert quote is not None
    assert (quote.plural, quote.key, quote.guidance, quote.shown) == ("Utterances", "R", "Short: העברית.", "on demand")
    assert window.qactions["new_quote"].shortcut().toString() == "R"


def test_colours_are_chosen_for_both_pages_and_pale_ones_are_warned_of(
    story: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([QColor("#ffff00"), QColor(), QColor("#123456")])
    monkeypatch.setattr(QColorDialog, "getColor", lambda *_args: next(answers))

    def act(editor: SchemaEditor) -> None:
        go_to(editor, KIND)
        push(editor, "Colour on a light page")
        found = shown(editor)
        assert found[0] == "kind “Person” has other colours · 3 actors"
        assert found[1].startswith("⚠ The light colour of “Person” is hard to read on the page (contrast 1.1;")
        push(editor, "Colour on a dark page")  # the dialogue is left
        push(editor, "Colour on a dark page")
        assert shown(editor)[2].startswith("⚠ The dark colour of “Person” is hard to read")
        assert "colour: ['#ffff00', '#123456']" in editor._text

    edit(story, act)


def test_a_choice_can_have_a_colour_or_none(story: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QColorDialog, "getColor", lambda *_args: QColor("#1e7a4c"))

    def act(editor: SchemaEditor) -> None:
        go_to(editor, DIRECT)
        push(editor, "Colour on a light page")
        assert shown(editor)[0].startswith("choice “direct” (Quote, Kind) has other colours")
        push(editor, "No colour of its own")
        assert shown(editor)[0] == "Only the wording of the YAML."

    edit(story, act)


def test_a_double_key_is_told_at_once(story: Hands) -> None:
    def act(editor: SchemaEditor) -> None:
        go_to(editor, DIRECT)
        type_over(line(editor, "Key"), "i")
        shown(editor)
        assert "the key of “quote” “I” stands there twice; give each its own." in editor.problem.text()
        assert not button(editor, "Save as version 2").isEnabled()
        type_over(line(editor, "Name"), " ")
        type_over(line(editor, "Key"), "k")
        shown(editor)
        assert "is no name; write one" in editor.problem.text()

    edit(story, act)


def test_flags_and_the_order_can_be_changed(story: Hands) -> None:
    def act(editor: SchemaEditor) -> None:
        go_to(editor, ("layers", 1, "spans", 1))
        (required, many) = editor.form_area.findChildren(QCheckBox)
        press(required, Qt.Key.Key_Space)
        assert many.isChecked()
        push(editor, "Down")
        assert editor.tree.steps() == ("layers", 1, "spans", 2)
        assert not button(editor, "Down").isEnabled()
        assert [words.split(" · ")[0] for words in shown(editor)] == [
            "span role “Cue” (Quote) is required from now on",
            "the span roles of layer “Quote” stand in another order",
        ]
        push(editor, "Up")
        assert len(shown(editor)) == 1

    edit(story, act)


# Refused, retired, merged


def test_removing_what_is_used_is_refused_with_the_count(story: Hands) -> None:
    def act(editor: SchemaEditor) -> None:
        go_to(editor, DIRECT)
        push(editor, "Remove")
        shown(editor)
        assert "2 annotations use the choice “direct” (Quote, Kind); merge it" in editor.problem.text()
        press(editor, "Ctrl+Return")
        assert editor.isVisible()

    edit(story, act)
    assert story.window.session.project.labels_are_newest


def test_a_choice_is_merged_and_ctrl_z_takes_that_back(app: App, story: Hands) -> None:
    def act(editor: SchemaEditor) -> None:
        go_to(editor, DIRECT)
        choose(editor, "mixed", by="Merge into…")
        assert shown(editor) == ["merged choice “direct” (Quote, Kind) into “mixed” · 2 annotations move"]
        assert button(editor, "Bring back").isEnabled()
        save(editor)

    before = story.window
    edit(story, act)
    hands = Hands(rebuilt(app, before))

    def kinds() -> set[str]:
        with closing(reopened(hands.window)) as project:
            found = [a for i in project.store.article_ids() for a in project.store.all_annotations(i)]
        return {a.values["kind"] for a in found if a.layer == "quote"}

    assert kinds() == {"mixed"}
    hands.press("Ctrl+Z")
    assert "merge choice “direct”" in hands.told
    assert kinds() == {"direct"}


def test_what_is_retired_is_drawn_and_offered_no_more(app: App, story: Hands) -> None:
    def act(editor: SchemaEditor) -> None:
        go_to(editor, DIRECT)
        push(editor, "Retire")
        go_to(editor, ("layers", 2))
        push(editor, "Retire")
        save(editor)

    before = story.window
    edit(story, act)
    hands = Hands(rebuilt(app, before))
    window = hands.window
    assert "new_stance" not in window.qactions
    assert "part_D" not in window.qactions
    quote = hands.suggestion("quote")
    hands.go_to(quote)
    hands.press("A")
    with closing(reopened(window)) as project:
        stored = project.store.annotation(quote.id)
    assert stored is not None
    assert (stored.status, stored.values) == ("accepted", {"kind": "direct"})
    assert not [a for a in window.session.undecided() if a.layer == "stance"]
    assert window.session.held_back() == {}


# YAML


def test_the_yaml_can_be_edited_by_hand_and_its_comments_stay(app: App, story: Hands) -> None:
    def act(editor: SchemaEditor) -> None:
        editor.tabs.setCurrentWidget(editor.yaml)
        text = editor.yaml.toPlainText()
        assert text.startswith("# The labels of a news project")
        editor.yaml.setPlainText(text.replace("name: Group,", "name: Bloc,") + "# the end\n")
        assert shown(editor) == ["renamed kind “Group” to “Bloc”"]
        editor.tabs.setCurrentIndex(0)
        go_to(editor, ("kinds", 3))
        assert line(editor, "Name").text() == "Bloc"
        save(editor)

    before = story.window
    edit(story, act)
    window = rebuilt(app, before)
    text = window.session.project.store.schemas()[-1][1]
    assert text.endswith("# the end\n")
    assert "version: 2\n" in text


def test_a_mistake_in_the_yaml_is_told_with_its_line(story: Hands) -> None:
    def act(editor: SchemaEditor) -> None:
        editor.tabs.setCurrentWidget(editor.yaml)
        right = editor.yaml.toPlainText()
        editor.yaml.setPlainText(right.replace("    plural: Quotes", "    plurl: Quotes"))
        editor.tabs.setCurrentIndex(0)  # not before it is right
        assert editor.tabs.currentWidget() is editor.yaml
        number = 1 + right[: right.index("    plural: Quotes")].count("\n")
        assert f"The labels, line {number}: the key “plurl” is unknown" in editor.problem.text()
        assert not button(editor, "Save as version 2").isEnabled()
        editor.yaml.setPlainText("👍" * 3000)
        shown(editor)
        assert "a schema is a mapping" in editor.problem.text()
        editor.yaml.setPlainText(right)
        assert shown(editor) == ["Nothing yet."]

    edit(story, act)


def test_the_numbers_of_the_lines_stand_beside_them(story: Hands) -> None:
    def act(editor: SchemaEditor) -> None:
        editor.tabs.setCurrentWidget(editor.yaml)
        QTest.qWait(20)
        numbers = [number for number, _ in editor.yaml.line_tops()]
        assert numbers == list(range(1, len(numbers) + 1))
        editor.yaml.verticalScrollBar().setValue(30)
        assert editor.yaml.line_tops()[0][0] == 31

    edit(story, act)


def test_an_older_version_is_taken_up_again(app: App, story: Hands) -> None:
    before = story.window
    edit(story, new_name)
    hands = Hands(rebuilt(app, before))

    def act(editor: SchemaEditor) -> None:
        choose(editor, "version 1", by="Older versions…")
        assert shown(editor) == ["renamed kind “Human” to “Person” · 3 actors"]
        save(editor)

    before = hands.window
    edit(hands, act)
    assert rebuilt(app, before).session.project.schema.kinds[0].name == "Person"


# Leaving


def test_escape_with_edits_asks_once(story: Hands) -> None:
    def act(editor: SchemaEditor) -> None:
        go_to(editor, KIND)
        type_over(line(editor, "Name"), "Human")
        shown(editor)
        press(editor, "Escape")
        assert editor.isVisible()
        assert "Press Escape again" in editor.problem.text()
        press(editor, "Escape")
        assert not editor.isVisible()

    edit(story, act)
    assert story.window.session.project.labels_are_newest


def test_without_edits_escape_leaves_at_once(story: Hands) -> None:
    edit(story, lambda editor: press(editor, "Escape"))
    assert open_dialogues() == []


def test_what_is_being_fixed_has_to_be_saved_or_dropped_first(story: Hands) -> None:
    story.press("F", "Ctrl+Shift+E")
    assert "then edit the labels" in story.told


# Two windows


@pytest.fixture
def second(story: Hands) -> Iterator[Project]:
    """The same file in another window or command."""
    with closing(reopened(story.window)) as project:
        yield project


def renamed(project: Project) -> str:
    return project.store.schemas()[-1][1].replace("name: Person,", "name: Human,")


def test_another_window_s_labels_are_taken_over(app: App, story: Hands, second: Project) -> None:
    before = story.window
    second.change_schema(renamed(second))
    window = rebuilt(app, before)
    assert window.session.project.schema.kinds[0].name == "Human"
    Hands(window).press("A")
    assert "Accept" in window.qactions["accept"].text()
    with closing(reopened(window)) as project:
        assert any(a.status == "accepted" for i in project.store.article_ids() for a in project.annotations(i))


def test_what_is_being_fixed_is_finished_before_other_labels_are_taken_over(
    app: App, story: Hands, second: Project
) -> None:
    before = story.window
    story.press("F")
    second.change_schema(renamed(second))
    QTest.qWait(1200)
    assert app.window is before
    assert before.session.draft is not None
    story.press("Return")
    with closing(reopened(before)) as project:
        assert any(a.status == "accepted" for i in project.store.article_ids() for a in project.annotations(i))
    assert rebuilt(app, before).session.project.schema.tag == "news@2"


def test_an_edit_of_labels_that_were_changed_meanwhile_is_refused(story: Hands, second: Project) -> None:
    def act(editor: SchemaEditor) -> None:
        go_to(editor, ("kinds", 1))
        type_over(line(editor, "Name"), "Firm")
        second.change_schema(renamed(second))
        press(editor, "Ctrl+Return")
        until(lambda: "changed in another window" in editor.problem.text())

    edit(story, act)
    assert second.store.schemas()[-1][0] == "news@2"


# Colours


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_what_is_wrong_can_be_read(theme) -> None:
    assert contrast(QColor(theme.bad), QColor(theme.panel)) >= 4.5
