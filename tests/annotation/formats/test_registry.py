from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from annotation.errors import Problem
from annotation.formats import Incoming, Refused, find_format, format_for, read_paths
from annotation.schema import load_schema

SCHEMA = load_schema()


def test_formats_are_found_by_name_and_by_suffix() -> None:
    assert find_format("jsonl") is format_for(Path("a/B.JSONL"))
    assert find_format("text") is format_for(Path("a.txt"))
    assert find_format("docbin") is format_for(Path("a.spacy"))
    assert format_for(Path("a.pdf")) is None


def test_a_format_that_is_unknown_names_those_that_are_known() -> None:
    with pytest.raises(Problem, match=r"There is no format “pdf”; known are jsonl, .*docbin, .*text"):
        find_format("pdf")


def test_a_format_for_export_only_cannot_be_imported(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"“docbin” is for export only; import reads .*jsonl, .*text"):
        read_paths([tmp_path], format="docbin", schema=SCHEMA)


def test_folders_are_read_in_order_with_all_that_is_in_them(tmp_path: Path) -> None:
    for name in ("b.txt", "a.jsonl", ".hidden.txt", "c/d.txt", "c/e.pdf", ".git/f.txt"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text('{"text": "One."}' if name.endswith("jsonl") else "Two.", "utf-8")
    found = list(read_paths([tmp_path], schema=SCHEMA))
    assert [Path(one.where).name for one in found] == ["a.jsonl, line 1", "b.txt", "d.txt", "e.pdf"]
    assert [isinstance(one, Incoming) for one in found] == [True, True, True, False]
    assert "e.pdf: It ends in none of .jsonl, .ndjson, .txt, .text, " in str(found[3])
    assert str(found[3]).endswith("; rename it, or say with --format what it is.")


def test_a_folder_that_cannot_be_opened_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    (tmp_path / "good.txt").write_text("Good.", "utf-8")
    scandir = os.scandir

    def refuse(folder: str) -> object:
        if Path(folder) == closed:
            raise PermissionError(13, "Permission denied", str(folder))
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", refuse)
    good, refused = read_paths([tmp_path], schema=SCHEMA)
    assert isinstance(good, Incoming)
    assert refused == Refused(str(closed), "It is a folder that cannot be opened; ask for access to it.")


def test_a_file_that_cannot_be_read_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "binary.txt").write_bytes(b"\x7fELF\2\1\1\0\0\0\0\0")
    (tmp_path / "good.txt").write_text("Good.", "utf-8")
    paths = [tmp_path / name for name in ("missing.txt", "binary.txt", "good.txt")]
    missing, binary, good = read_paths(paths, schema=SCHEMA)
    assert missing == Refused(str(paths[0]), "It cannot be read: No such file or directory.")
    assert isinstance(binary, Refused)
    assert "byte offset 0" in binary.reason
    assert isinstance(good, Incoming)


def test_a_named_format_reads_whatever_the_suffix_is(tmp_path: Path) -> None:
    file = tmp_path / "article.pdf"
    file.write_text("Good.", "utf-8")
    (found,) = read_paths([file], format="text", schema=SCHEMA)
    assert isinstance(found, Incoming)


@pytest.mark.parametrize("module", ["spacy", "charset_normalizer", "fastjsonschema", "msgspec"])
def test_formats_are_imported_without_what_only_some_of_them_need(module: str) -> None:
    code = f"import sys, annotation.formats; sys.exit({module!r} in sys.modules)"
    root = Path(__file__).parents[3]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0
