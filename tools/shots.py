"""Takes the screenshots of the guide, of the sample articles only, into docs/guide/images.

`python -m tools.shots` takes all of them, `python -m tools.shots FOLDER 05 14` two of them into another folder.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QItemSelectionModel, QSize
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit, QScrollArea, QTabWidget

from annotation.model import Actor, Annotation, Span, new_id
from gui.app import application
from gui.schema_tree import SchemaTree
from tools.studio import SIZE, Studio, make_samples, press, save_small

IMAGES = Path("docs/guide/images")

GUIDELINES = """# How we label

## Mentions

A title stays outside: “Prime Minister **Duarte Vilela**”.

## Quotes

- Quotation marks belong to the content.
- The cue is the verb with its auxiliaries: “has said”.
- The source is the whole noun phrase: “the largest of the unions”.

## Stances

Ask yourself: would the holder nod at the sentence “I am for it”?
"""

ARABIC = """افتتاح مكتبة على الجبل

جبل الريح — افتتحت البلدية يوم الأحد مكتبة صغيرة على الجبل بعد ثلاثة أعوام من البناء.

قالت المعلمة سلمى الحداد: «كان الأطفال يحملون كتبهم على ظهورهم، واليوم صارت الكتب قريبة منهم».

وأضافت أن الأبواب ستبقى مفتوحة في المساء.

وعارض التاجر نادر القصير المشروع، لأن الطريق إلى السوق صار أضيق. وقال إن Stone & Sons وعدت بطريق آخر.
"""

Scene = Callable[[Studio], QImage]


# The scenes, in the order of the guide ---------------------------------------------------------------------------


def review(studio: Studio) -> QImage:
    """The window as an article is first opened."""
    return studio.picture()


def quote(studio: Studio) -> QImage:
    """A quote at hand, after the mentions before it were accepted."""
    while studio.session.current and studio.session.current.layer != "quote":
        studio.press("A")
    return studio.picture()


def fixing(studio: Studio) -> QImage:
    """A quote whose end is being moved."""
    studio.go_to("quote", "both of our peoples")
    studio.press("F", "Left")
    return studio.picture()


def actor(studio: Studio) -> QImage:
    """Who says it is asked."""
    studio.go_to("quote", "both of our peoples")
    return studio.with_dialogue(lambda: studio.press("F", "W"), lambda asked: _type(asked, "vi"))


def labels_at_words(studio: Studio) -> QImage:
    """Every word in sight has a label, to be typed."""
    studio.accept_all("mention")
    studio.press("Space")
    return studio.picture()


def new_quote(studio: Studio) -> QImage:
    """A quote of one's own with its proposals."""
    studio.accept_all("mention")
    for suggested in [a for a in studio.session.undecided() if a.layer == "quote"]:
        studio.session.do(studio.session.project.reject, suggested)
    studio.select("“We will not hand it to any private owner.”")
    studio.press("Q")
    return studio.picture()


def new_stance(studio: Studio) -> QImage:
    """A stance of one's own from a quote, while those suggested are held back."""
    studio.accept_all("mention", "quote")
    studio.go_to("quote", "build a wall of cranes")
    studio.press("S", "2", "-")
    return studio.picture()


def merging(studio: Studio) -> QImage:
    """Two lines of the cast are chosen, and it is asked whom they are the same as."""
    studio.open(4)
    studio.accept_all("mention", "quote")
    session, cast = studio.session, studio.window.spans.list
    names = [entry.actor.name for entry in session.cast()]
    studio.window.review.setSizes([200, 500, 100])
    studio.press("Ctrl+3")
    for name in ("Pieter Hoogland", "leader"):
        cast.selectionModel().setCurrentIndex(
            cast.model().index(names.index(name), 0), QItemSelectionModel.SelectionFlag.Select
        )
    return studio.with_dialogue(lambda: studio.window.qactions["actor_merge"].trigger())


def guidelines(studio: Studio) -> QImage:
    """The guidelines beneath the queue."""
    path = studio.session.project.store.path.with_name("How we label.md")
    path.write_text(GUIDELINES, "utf-8")
    studio.session.project.take_guidelines(path)
    studio.press("Ctrl+G")
    studio.go_to("quote", "both of our peoples")
    return studio.picture()


def history(studio: Studio) -> QImage:
    """What became of a quote."""
    studio.go_to("quote", "both of our peoples")
    studio.press("F", "Left", "Return", "K", "F", "Right", "I", "Return")
    studio.go_to("quote", "both of our peoples")
    studio.press("Shift+N")
    return studio.with_dialogue(lambda: studio.press("H"))


def same(studio: Studio) -> QImage:
    """All places of the same words."""
    studio.go_to("mention", "Portugal")
    return studio.with_dialogue(lambda: studio.press("Ctrl+D"))


def stances(studio: Studio) -> QImage:
    """The stances that were held back, asked for."""
    studio.accept_all("mention", "quote")
    studio.press("D")
    studio.window.spans.tabs.setCurrentIndex(2)
    studio.go_to("stance")
    return studio.picture()


def blind(studio: Studio) -> QImage:
    """A blind article as it is opened."""
    return studio.picture()


def the_map(studio: Studio) -> QImage:
    """The map of all articles, after half of the stances of the first three were accepted."""
    for number in range(3):
        studio.open(number)
        studio.press("D")
        for stance in [a for a in studio.session.undecided() if a.layer == "stance"][::2]:
            studio.session.do(studio.session.project.accept, stance)
    studio.press("F6")
    shown = studio.window.beside.map
    if shown is None:
        raise RuntimeError("F6 has not opened the map")
    shown.resize(SIZE)
    shown.filters.project.click()
    studio.wait_for(lambda: not shown.busy())
    studio.settle()
    return shown.grab().toImage()


def checks(studio: Studio) -> QImage:
    """What is probably not as it should be; the check at hand has a remedy."""
    studio.accept_all("mention", "quote")
    studio.go_to("quote", "both of our peoples")
    studio.press("F", "Ctrl+Left", "Return")
    studio.settle()
    studio.press("F8")
    studio.press("Shift+F8")
    return studio.picture()


def undecided(studio: Studio) -> QImage:
    """The article is to be done, and something is undecided."""
    for _ in range(12):
        studio.press("A")
    studio.press("Ctrl+Return")
    return studio.picture()


def progress(studio: Studio) -> QImage:
    """How suggestions fare."""
    for number in range(3):
        studio.open(number)
        for annotation in studio.session.undecided()[number::7]:
            studio.session.do(studio.session.project.reject, annotation)
        studio.accept_all("mention", "quote")
        studio.press("Ctrl+Return", "Ctrl+Return")
        studio.settle()
    studio.press("F7")
    page = studio.window.beside.progress
    studio.wait_for(lambda: page.findChild(QTabWidget) and page.tabs.count())
    page.tabs.setCurrentIndex(2)
    return studio.with_window(page)


def searching(studio: Studio) -> QImage:
    """The project is searched."""
    for number in range(5):
        studio.open(number)
        studio.accept_all("mention", "quote")
    studio.open(0)
    studio.press("Ctrl+Shift+F")
    window = studio.window.beside.search
    QTest.keyClicks(window.field, "layer:quote kind:direct")
    studio.settle()
    press(window.field, "Down")
    return studio.with_window(window)


def editing_labels(studio: Studio) -> QImage:
    """The labels are edited, and it is told what that changes."""
    return studio.with_dialogue(lambda: studio.press("Ctrl+Shift+E"), _rename_a_layer)


def palette(studio: Studio) -> QImage:
    """A command is looked for."""
    return studio.with_dialogue(lambda: studio.press("Ctrl+K"), lambda asked: _type(asked, "article"))


def right_to_left(studio: Studio) -> QImage:
    """An article in Arabic, with a quote that is being fixed."""
    path = studio.session.project.store.path.with_name("library.txt")
    path.write_text(ARABIC, "utf-8")
    studio.window.transfer.import_paths([path])
    studio.settle()
    for report in studio.window.findChildren(QDialog):
        report.close()
    studio.open(5)
    _label_in_arabic(studio)
    studio.go_to("quote")
    studio.press("F")
    return studio.picture()


def own_keys(studio: Studio) -> QImage:
    """The keys are changed."""
    return studio.with_dialogue(lambda: studio.press("Ctrl+Alt+K"), lambda asked: _type(asked, "next"))


# All of them -----------------------------------------------------------------------------------------------------

SMALL = QSize(640, 400)
SCENES: tuple[tuple[str, Scene, dict[str, object]], ...] = (
    ("01-review-light", review, {}),
    ("02-quote-dark", quote, {"theme": "dark"}),
    ("03-fixing", fixing, {}),
    ("04-actor", actor, {}),
    ("05-labels-at-words", labels_at_words, {}),
    ("06-new-quote-dark", new_quote, {"theme": "dark"}),
    ("07-new-stance", new_stance, {}),
    ("08-merging", merging, {}),
    ("09-guidelines", guidelines, {}),
    ("10-history", history, {}),
    ("11-same-for-all", same, {}),
    ("12-stances", stances, {}),
    ("13-blind", blind, {"blind": True}),
    ("14-map", the_map, {}),
    ("15-checks", checks, {}),
    ("16-undecided", undecided, {}),
    ("17-progress", progress, {}),
    ("18-search", searching, {}),
    ("19-labels", editing_labels, {}),
    ("20-palette-dark", palette, {"theme": "dark"}),
    ("21-high-contrast", quote, {"theme": "high contrast"}),
    ("22-twice-as-large", quote, {}),
    ("23-narrow", quote, {"size": SMALL}),
    ("24-right-to-left", right_to_left, {}),
    ("25-own-keys", own_keys, {}),
)
"""Each picture's name, what it shows, and how its window is."""

TWICE = ("22", "23")
"""The pictures that are taken as on a screen that shows everything twice as large."""


def main(folder: Path, wanted: Sequence[str]) -> None:
    """Takes the pictures whose names begin with one of `wanted`, or all, into `folder`."""
    scale = os.environ.get("QT_SCALE_FACTOR", "")
    wanted = [name for name, _, _ in SCENES if not wanted or name.startswith(tuple(wanted))]
    elsewhere = [] if scale else [name for name in wanted if name.startswith(TWICE)]
    application()
    sys.excepthook = sys.__excepthook__
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        samples = make_samples(Path(scratch))
        for name, scene, how in SCENES:
            if name in wanted and name not in elsewhere:
                _take(samples, scene, how, folder / f"{name}.png")
    if elsewhere:
        command = [sys.executable, "-m", "tools.shots", str(folder), *elsewhere]
        subprocess.run(command, env=os.environ | {"QT_SCALE_FACTOR": "2"}, check=True)


def _take(samples: Path, scene: Scene, how: dict[str, object], path: Path) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        studio = Studio(samples, Path(scratch), **how)  # pyright: ignore[reportArgumentType]
        studio.wait_for(lambda: studio.session.undecided() or studio.session.is_blind())
        save_small(scene(studio), path)
        studio.close()


# In detail -------------------------------------------------------------------------------------------------------


def _type(dialogue: QDialog, words: str) -> None:
    field = dialogue.findChild(QLineEdit)
    if field:
        field.selectAll()
        QTest.keyClicks(field, words)


def _rename_a_layer(editor: QDialog) -> None:
    """Edits the labels, so that the picture shows what an edit would change."""
    tree, form = editor.findChild(SchemaTree), editor.findChild(QScrollArea)
    if tree and form:
        for _ in range(12):
            press(tree, "Down")
        name = form.findChild(QLineEdit)
        if name:
            name.setText("Quotation")


def _label_in_arabic(studio: Studio) -> None:
    """Two actors, and what one of them says."""
    session = studio.session
    teacher = Actor(id=new_id(), name="سلمى الحداد", kind="person")
    trader = Actor(id=new_id(), name="نادر القصير", kind="person")
    for who in (teacher, trader):
        _add(studio, "mention", {"text": who.name}, {"actor": who}, {})
        session.know(who)
    content = "«كان الأطفال يحملون كتبهم على ظهورهم، واليوم صارت الكتب قريبة منهم»"
    spans = {"content": content, "cue": "قالت", "source": "المعلمة سلمى الحداد"}
    _add(studio, "quote", spans, {"speaker": teacher}, {"kind": "direct"})


def _add(studio: Studio, layer: str, words: dict[str, str], actors: dict[str, Actor], values: dict[str, str]) -> None:
    session = studio.session
    spans: dict[str, tuple[Span, ...]] = {role: (studio.span(its),) for role, its in words.items()}
    made = Annotation(
        id=new_id(),
        article=session.article.id if session.article else "",
        layer=layer,
        annotator=session.project.annotator,
        origin="human",
        status="accepted",
        spans=spans,
        actors={role: (who.id,) for role, who in actors.items()},
        values=values,
    )
    new = tuple(who for who in actors.values() if who.id not in session.actors)
    session.do(session.project.add, made, new_actors=new)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else IMAGES, sys.argv[2:])
