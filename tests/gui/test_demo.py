"""The main job without a screen, with the real reader and the real window."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from annotation.errors import Problem
from annotation.importing import import_files
from annotation.project import Project
from gui import demo
from gui.theme import LIGHT, apply_theme


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory, qapp: QApplication) -> Path:
    """The folder that one run of the demo has filled, with what it printed in `printed.txt`."""
    out = tmp_path_factory.mktemp("demo")
    (out / "keepsake.txt").write_text("not the demo's")
    hook = sys.excepthook
    try:
        with (out / "printed.txt").open("w", encoding="utf-8") as printed, redirect_stdout(printed):
            assert demo.run(out) == 0
    finally:
        sys.excepthook = hook
        for window in qapp.topLevelWidgets():
            window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        apply_theme(qapp, LIGHT)
    return out


@pytest.mark.usefixtures("real_reader")
class TestAfterTheDemo:
    """One run, looked at from all sides."""

    def test_every_article_is_done_and_holds_gold(self, walked: Path) -> None:
        project = Project.open(walked / "demo.db", annotator="demo")
        articles = list(project.store.article_ids())
        assert {project.progress(article).state for article in articles} == {"done"}
        for article in articles:
            accepted = [a for a in project.annotations(article) if a.status == "accepted"]
            assert {"mention", "quote"} <= {a.layer for a in accepted}
            assert all(a.annotator == "demo" for a in accepted)
        project.close()

    def test_the_views_of_the_file_hold_the_labels(self, walked: Path) -> None:
        project = Project.open(walked / "demo.db", annotator="demo")
        rows = {
            view: project.store.row(f"SELECT count(*) FROM {view}")[0]
            for view in ("gold_mentions", "gold_quotes", "gold_stances")
        }
        project.close()
        assert rows["gold_mentions"] > 50
        assert rows["gold_quotes"] > 10
        assert rows["gold_stances"] > 0

    def test_the_dataset_comes_back_as_it_was(self, walked: Path, tmp_path: Path) -> None:
        project = Project.open(walked / "demo.db", annotator="demo")
        again = Project.create(tmp_path / "again.db", annotator="demo")
        report = import_files(again, [walked / "demo.jsonl"])
        assert report.refused == ()
        for article in project.store.article_ids():
            assert again.store.all_annotations(article) == project.store.all_annotations(article)
            assert again.store.article(article) == project.store.article(article)
        project.close()
        again.close()

    def test_spacys_file_is_there(self, walked: Path) -> None:
        assert (walked / "demo.spacy").stat().st_size > 1000

    def test_each_step_has_a_picture_and_no_two_are_the_same(self, walked: Path) -> None:
        pictures = sorted((walked / "screenshots").glob("*.png"))
        images = [QImage(str(picture)) for picture in pictures]
        assert len(images) >= 5
        assert all(image.width() >= 800 and image.height() >= 600 for image in images)
        assert all(one != other for number, one in enumerate(images) for other in images[:number])

    def test_what_was_found_and_where_it_lies_is_printed(self, walked: Path) -> None:
        printed = (walked / "printed.txt").read_text("utf-8")
        for part in ("articles were imported", "actor", "quote", "stance", "Duarte Vilela", "demo.db", "demo.jsonl"):
            assert part in printed, part

    def test_nothing_else_in_the_folder_is_touched(self, walked: Path) -> None:
        assert (walked / "keepsake.txt").read_text() == "not the demo's"


def test_a_folder_that_cannot_be_used_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Problem, match="cannot be used"):
        demo.run(tmp_path / "file")
