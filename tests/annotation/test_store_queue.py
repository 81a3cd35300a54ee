"""The queue in other orders, and parts of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotation.model import Actor, Annotation, Article, Labels, Span
from annotation.project import Project
from annotation.store_queue import ORDERS, PARTS, Order, Part, article_numbered, first_open, queue_lines, queue_numbers
from tests.annotation.projects import add_articles

SCORES = {1: (0.9, 0.9), 2: (0.4,), 3: (), 4: (0.5, 0.6, 0.7), 5: (None,)}
"""The scores of the mentions that are suggested in each article."""
WHO = Actor(id="who", name="Who")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Five articles, of which the annotator has opened the fourth; in the third only a stance is suggested."""
    project = Project.create(tmp_path / "news.db", annotator="mk")
    add_articles(project, [Article(id=f"a{n}", title=f"Title {n}", text=f"Text {n}") for n in SCORES])
    for number, scores in SCORES.items():
        project.keep_suggestions(f"a{number}", Labels(actors=(WHO,), annotations=tuple(suggested(number, scores))))
    project.lay_out("a4")
    yield project
    project.close()


def suggested(number: int, scores: tuple[float | None, ...]) -> Iterator[Annotation]:
    for at, score in enumerate(scores or (0.1,)):
        yield Annotation(
            id=f"{number}-{at}",
            article=f"a{number}",
            layer="mention" if scores else "stance",
            spans={"text" if scores else "target": (Span(at, at + 1),)},
            actors={"actor" if scores else "holder": (WHO.id,)},
            model="m",
            score=score,
        )


def numbers(project: Project, order: Order = "imported", part: Part = "all", annotator: str = "mk") -> list[int]:
    return queue_numbers(project.store, annotator, order, part, ["stance"])


def test_orders(project: Project) -> None:
    assert numbers(project) == [1, 2, 3, 4, 5]
    assert numbers(project, "uncertain") == [2, 4, 1, 3, 5]
    assert numbers(project, "suggestions") == [4, 1, 2, 5, 3]


def test_a_decision_counts_at_the_next_look(project: Project) -> None:
    for annotation in project.annotations("a4"):
        project.accept(annotation)
    assert numbers(project, "uncertain") == [2, 1, 3, 4, 5]
    assert numbers(project, "suggestions") == [1, 2, 5, 3, 4]
    assert numbers(project, part="review") == [4]
    assert numbers(project, "uncertain", annotator="ann") == [2, 4, 1, 3, 5]


def test_parts(project: Project) -> None:
    project.mark("a1", "done")
    project.mark("a2", "skipped")
    assert numbers(project, part="open") == [3, 4, 5]
    assert numbers(project, part="done") == [1]
    assert numbers(project, part="skipped") == [2]
    assert numbers(project, part="suggested") == [4, 5]
    assert numbers(project, part="review") == []
    assert numbers(project, part="open", annotator="ann") == [1, 2, 3, 4, 5]


def test_what_a_blind_article_holds_moves_it_nowhere(project: Project) -> None:
    project.set_blind_share(100)
    project.begin("a2")

    def waiting(share: int) -> list[int]:
        return queue_numbers(project.store, "mk", "uncertain", "suggested", ["stance"], blind_share=share)

    assert waiting(100) == [4], "only in the article that was begun before"
    assert waiting(0) == [4, 1, 5]
    project.reveal("a2", "mention")
    assert waiting(100) == [2, 4]


def test_every_part_in_every_order_holds_the_same_articles(project: Project) -> None:
    project.mark("a1", "done")
    for part in PARTS:
        assert len({tuple(sorted(numbers(project, order, part))) for order in ORDERS}) == 1


def test_the_first_open_one_of_a_list(project: Project) -> None:
    project.mark("a4", "done")
    assert first_open(project.store, "mk", [4, 2, 1]) == "a2"
    assert first_open(project.store, "ann", [4, 2, 1]) == "a4"
    assert first_open(project.store, "mk", [4]) is None
    assert first_open(project.store, "mk", []) is None


def test_lines_of_a_list(project: Project) -> None:
    project.mark("a4", "done")
    lines = {line.number: line for line in queue_lines(project.store, "mk", [4, 2])}
    assert sorted(lines) == [2, 4]
    assert (lines[4].state, lines[4].title, lines[4].counts) == ("done", "Title 4", {("mention", "suggested"): 3})
    assert lines[2].state == "open"
    assert article_numbered(project.store, 2) == "a2"


def test_an_empty_project(tmp_path: Path) -> None:
    project = Project.create(tmp_path / "empty.db", annotator="mk")
    assert [numbers(project, order, part) for order in ORDERS for part in PARTS] == [[]] * len(ORDERS) * len(PARTS)
    project.close()
