"""The guidelines beside the text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QCoreApplication, QPoint, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QTextBrowser

from annotation.project import Project
from annotation.store_guidelines import latest_guidelines
from gui.theme import DARK
from gui.window import Window
from tests.gui.hands import Hands, press, push, reopened

STORY = "Kovo met Marin. Kovo spoke.\n“Nobody asked us,” Marin said, and Duna agreed."
FILLER = "Some words that fill a line or two of the panel, however wide it is.\n\n" * 12
GUIDE = f"""# How we label

{FILLER}
## Actors

{FILLER}
## Quotes 👍

<b>plain</b> [cues](#the-cue) [web](https://example.org/a) [disk](file:///etc/hostname) ![](https://example.org/a.png)

{FILLER}
### The cue

{FILLER}
"""


@pytest.fixture
def story(hands_on: Callable[..., Hands]) -> Hands:
    return hands_on(STORY)


@pytest.fixture
def guide(tmp_path: Path) -> Path:
    path = tmp_path / "guide.md"
    path.write_text(GUIDE, encoding="utf-8")
    return path


@pytest.fixture
def guided(story: Hands, guide: Path, monkeypatch: pytest.MonkeyPatch) -> Hands:
    """A window whose project has guidelines, which are shown."""
    choose(story, guide, monkeypatch)
    return story


def choose(hands: Hands, path: Path | str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args, **_kwargs: (str(path), ""))
    hands.window.qactions["guidelines_file"].trigger()


def labels(window: Window) -> str:
    return window.guidelines.labels.toPlainText().replace("\xa0", " ")


def at_top(page: QTextBrowser) -> str:
    """The words of the first line that can be seen."""
    return page.cursorForPosition(QPoint(20, 4)).block().text()


def test_the_key_shows_and_hides_them_and_the_next_window_remembers(
    story: Hands, windows: Callable[[Project], Window]
) -> None:
    assert not story.window.guidelines.isVisible()
    story.press("Ctrl+G")
    assert story.window.guidelines.isVisible()
    assert story.window.view.hasFocus()
    again = windows(reopened(story.window))
    assert again.guidelines.isVisible()
    Hands(again).press("Ctrl+G")
    assert not again.guidelines.isVisible()
    assert not windows(reopened(story.window)).guidelines.isVisible()


def test_what_the_schema_says_of_the_annotation_at_hand_is_shown_with_its_keys(story: Hands) -> None:
    story.press("Ctrl+G")
    story.go_to(story.suggestion("quote"))
    shown = labels(story.window)
    for words in ("Quote", "Quotation marks belong to the content", "Cue", "The words that report it", "Speaker"):
        assert words in shown, words
    assert "D direct" in shown
    assert "B mixed" in shown
    assert "C · words · needed · several" in shown
    assert "polarity" not in shown.lower()
    story.go_to(story.suggestion("mention"))
    assert "Every stretch of text that names an actor" in labels(story.window)
    assert "Quotation marks" not in labels(story.window)


def test_a_draft_counts_before_what_is_at_hand_and_its_active_part_is_marked(story: Hands) -> None:
    story.press("Ctrl+G")
    story.select("Nobody asked us")
    story.press("Q")
    assert "▸ Content" in labels(story.window)
    story.press("U")
    assert "▸ Cue" in labels(story.window)
    story.press("Esc")
    assert "▸" not in labels(story.window)


def test_with_nothing_at_hand_every_layer_is_introduced(hands_on: Callable[..., Hands]) -> None:
    hands = hands_on("Nobody is here.")
    hands.press("Ctrl+G")
    for words in ("M begins one", "Q begins one", "S begins one"):
        assert words in labels(hands.window)


def test_what_a_schema_says_is_shown_as_it_stands_there(story: Hands) -> None:
    project = story.window.session.project
    odd = project.schema.model_dump()
    mentions = next(layer for layer in odd["layers"] if layer["id"] == "mention")
    mentions |= {"guidance": "a < b & <img src='x'> “c”", "name": "<i>Odd</i>"}
    project.schema = type(project.schema).model_validate(odd)
    story.press("Ctrl+G")
    assert "a < b & <img src='x'> “c”" in labels(story.window)
    assert "<i>Odd</i>" in labels(story.window)


def test_a_file_is_chosen_and_everybody_who_opens_the_project_sees_it(
    story: Hands, guide: Path, monkeypatch: pytest.MonkeyPatch, windows: Callable[[Project], Window]
) -> None:
    assert latest_guidelines(story.window.session.project.store) is None
    choose(story, guide, monkeypatch)
    guide.unlink()
    assert "The project keeps a copy of guide.md" in story.told
    assert story.window.guidelines.isVisible()
    again = windows(reopened(story.window))
    assert "How we label" in again.guidelines.file.toPlainText()


def test_the_button_of_the_panel_chooses_the_file_too(
    story: Hands, guide: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    story.press("Ctrl+G")
    assert not story.window.guidelines.file.isVisible()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args, **_kwargs: (str(guide), ""))
    QCoreApplication.processEvents()  # the panel finds its place
    push(story.window.guidelines, "Guidelines file")
    assert story.window.guidelines.file.isVisible()


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", "is empty"), (b"\xff\xfea\0", "no text in UTF-8"), (b"x" * 5_000_000, "has 5.0 MB")],
)
def test_a_bad_file_is_told_in_a_sentence_and_the_old_one_stays(
    guided: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes, reason: str
) -> None:
    bad = tmp_path / "bad.md"
    bad.write_bytes(data)
    choose(guided, bad, monkeypatch)
    assert reason in guided.told
    assert "How we label" in guided.window.guidelines.file.toPlainText()


def test_choosing_no_file_changes_nothing(story: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    choose(story, "", monkeypatch)
    assert not story.window.guidelines.isVisible()
    assert story.told == ""


def test_the_section_of_the_layer_and_of_the_part_at_hand_comes_to_the_top(guided: Hands) -> None:
    page = guided.window.guidelines.file
    guided.go_to(guided.suggestion("mention"))
    assert at_top(page) == "Actors"
    guided.go_to(guided.suggestion("quote"))
    assert at_top(page) == "Quotes 👍"
    guided.press("F", "U")
    assert at_top(page) == "The cue"


def test_the_file_stays_where_it_was_scrolled_to_while_the_layer_is_the_same(guided: Hands) -> None:
    page = guided.window.guidelines.file
    guided.go_to(guided.suggestion("mention"))
    page.verticalScrollBar().setValue(7)
    guided.press("Tab")
    assert page.verticalScrollBar().value() == 7
    guided.press("F", "Right")
    guided.press("Esc")
    guided.go_to(guided.suggestion("quote"))
    assert at_top(page) == "Quotes 👍"


def test_without_a_section_the_file_is_shown_from_its_top(guided: Hands) -> None:
    guided.go_to(guided.suggestion("quote"))
    guided.press("D")
    guided.select("agreed")
    guided.press("S")
    assert guided.window.guidelines.file.verticalScrollBar().value() == 0


def test_nothing_is_fetched_and_html_is_no_html(guided: Hands) -> None:
    page = guided.window.guidelines.file
    assert "<b>plain</b>" in page.toPlainText()
    for name in ("https://example.org/a.png", "file:///etc/hostname", "etc/hostname"):
        assert page.document().resource(QTextDocument.ResourceType.ImageResource, QUrl(name)) == QByteArray()


def test_a_link_of_the_web_opens_outside_one_of_the_file_goes_there_and_no_other_does_anything(
    guided: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    page = guided.window.guidelines.file
    before = page.toPlainText()
    for link in ("file:///etc/hostname", "javascript:alert(1)", "other.md", "https://example.org/a"):
        page.anchorClicked.emit(QUrl(link))
    assert opened == ["https://example.org/a"]
    assert page.toPlainText() == before
    page.anchorClicked.emit(QUrl("#the-cue"))
    assert at_top(page) == "The cue"


def test_what_another_window_chose_is_shown_here_as_well(guided: Hands, tmp_path: Path) -> None:
    other = reopened(guided.window)
    newer = tmp_path / "newer.md"
    newer.write_text("# Newer", encoding="utf-8")
    other.take_guidelines(newer)
    other.close()
    guided.window.session.look_again()
    assert guided.window.guidelines.file.toPlainText() == "Newer"


def test_the_panel_is_read_by_keys_alone(guided: Hands) -> None:
    guided.press("Ctrl+2")
    guidelines, reached = guided.window.guidelines, []
    for _ in range(4):
        focused = guided.window.focusWidget()
        assert focused is not None
        reached.append(focused.accessibleName())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert reached[:1] == ["Queue"]
    assert {"Guidelines of the labels", "Guidelines of the project"} <= set(reached)
    guidelines.file.setFocus()
    press(guidelines.file, "Home")
    assert guidelines.file.verticalScrollBar().value() == 0


def test_hiding_the_panel_gives_the_focus_back_to_the_text(guided: Hands) -> None:
    guided.window.guidelines.file.setFocus()
    press(guided.window.guidelines.file, "Ctrl+G")
    assert guided.window.view.hasFocus()


def test_the_dark_page_has_the_colours_of_the_dark_theme(guided: Hands) -> None:
    guided.press("Ctrl+Shift+L")
    assert guided.window.theme == DARK
    assert DARK.muted in guided.window.guidelines.labels.toHtml()
