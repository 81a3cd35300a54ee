from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotation.errors import ImportProblem
from annotation.guidelines import LARGEST, Heading, read_markdown, section_for
from annotation.project import Project
from annotation.schema import Layer, load_schema
from annotation.store_guidelines import guidelines_number, latest_guidelines
from tests.annotation.projects import content, make

SCHEMA = load_schema()


def layer(name: str) -> Layer:
    found = SCHEMA.layer(name)
    assert found is not None
    return found


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    project = make(tmp_path / "news.db")
    yield project
    project.close()


def file(tmp_path: Path, data: bytes | str) -> Path:
    path = tmp_path / "guide.md"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


@pytest.mark.parametrize("data", ["# Quotes 👍\n\nעברית\n", b"\xef\xbb\xbf# Quotes \xf0\x9f\x91\x8d\n\n\xd7\xa2\n"])
def test_guidelines_go_with_the_project(project: Project, tmp_path: Path, data: bytes | str) -> None:
    assert latest_guidelines(project.store) is None
    project.take_guidelines(file(tmp_path, data))
    again = Project.open(project.store.path, annotator="ann")
    kept = latest_guidelines(again.store)
    again.close()
    assert kept is not None
    assert kept[0] == "guide.md"
    assert kept[1].startswith("# Quotes 👍")


def test_the_latest_guidelines_count_and_the_same_again_are_no_others(project: Project, tmp_path: Path) -> None:
    assert guidelines_number(project.store) == 0
    project.take_guidelines(file(tmp_path, "one"))
    first = guidelines_number(project.store)
    project.take_guidelines(file(tmp_path, "one"))
    assert guidelines_number(project.store) == first
    project.take_guidelines(file(tmp_path, "two"))
    assert guidelines_number(project.store) != first
    assert latest_guidelines(project.store) == ("guide.md", "two")
    assert list(project.store.rows("SELECT markdown FROM guidelines ORDER BY number")) == [("one",), ("two",)]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b" \n\t\n", "is empty"),
        (b"\xff\xfe#\0 \0Q\0", "no text in UTF-8"),
        ("naïve".encode("latin-1"), "no text in UTF-8"),
        (b"# a\0b", "is no text"),
        (b"# Quotes\n" * 600_000, "has 5.4 MB, and guidelines at most 1 MB"),
        (b"x" * (LARGEST + 1), "at most 1 MB"),
    ],
)
def test_a_file_that_cannot_be_guidelines_is_one_sentence(
    project: Project, tmp_path: Path, data: bytes, reason: str
) -> None:
    before = content(project.store.path)
    with pytest.raises(ImportProblem, match=reason) as told:
        project.take_guidelines(file(tmp_path, data))
    assert "\n" not in str(told.value)
    assert content(project.store.path) == before
    assert latest_guidelines(project.store) is None


def test_the_largest_guidelines_are_taken(tmp_path: Path) -> None:
    assert len(read_markdown(file(tmp_path, "x" * LARGEST))) == LARGEST


@pytest.mark.parametrize("name", ["missing.md", "."])
def test_a_file_that_is_not_there_is_a_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(ImportProblem, match="choose another file"):
        read_markdown(tmp_path / name)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="whoever may read everything reads this too")
def test_a_file_that_may_not_be_read_is_a_sentence(tmp_path: Path) -> None:
    path = file(tmp_path, "x")
    path.chmod(0)
    with pytest.raises(ImportProblem, match="choose another file"):
        read_markdown(path)


HEADINGS: list[Heading] = [
    (1, "How we label"),
    (2, "About quotes in headlines"),
    (2, "ACTORS"),
    (3, "Sources of names"),
    (2, "Quote"),
    (3, "The cue of a quote"),
    (3, "Source"),
    (2, "Stances"),
    (3, "Evidence"),
]


@pytest.mark.parametrize(
    ("name", "role", "expected"),
    [
        ("mention", "", "ACTORS"),
        ("quote", "", "Quote"),
        ("quote", "Cue", "The cue of a quote"),
        ("quote", "Source", "Source"),
        ("quote", "Content", "Quote"),
        ("stance", "", "Stances"),
        ("stance", "evidence", "Evidence"),
        ("stance", "Target", "Stances"),
    ],
)
def test_the_section_of_a_layer_or_of_its_part_is_found(name: str, role: str, expected: str) -> None:
    found = section_for(HEADINGS, layer(name), role)
    assert found is not None
    assert HEADINGS[found][1] == expected


def test_a_heading_with_the_name_among_its_words_is_next_best() -> None:
    assert section_for(HEADINGS[:4], layer("quote"), "") == 1


def test_a_part_of_a_layer_without_a_section_is_looked_for_everywhere() -> None:
    assert section_for([(1, "Cues"), (1, "Cue and verb")], layer("quote"), "Cue") == 1


@pytest.mark.parametrize("headings", [[], [(1, "How we label"), (2, "Misquotes"), (2, "Unquoted")]])
def test_without_such_a_heading_there_is_no_section(headings: list[Heading]) -> None:
    assert section_for(headings, layer("quote"), "Cue") is None


def test_names_with_signs_are_looked_for_as_they_are() -> None:
    odd = layer("quote").model_copy(update={"name": "Quote (C++)", "plural": "[Quotes"})
    assert section_for([(1, "On quote (c++) and more")], odd) == 0
