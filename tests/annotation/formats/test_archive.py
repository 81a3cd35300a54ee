from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotation.errors import ImportProblem
from annotation.formats import Incoming, Refused, archive, read_paths
from annotation.schema import load_schema

SCHEMA = load_schema()


@pytest.fixture(autouse=True)
def temporary(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files go; whatever is left there was forgotten."""
    place = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


def packed(file: Path, members: dict[str, bytes | str]) -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in members.items():
            target.writestr(name, data)
    return file


def read(file: Path) -> list[Incoming | Refused]:
    return list(read_paths([file], schema=SCHEMA))


def texts(found: list[Incoming | Refused]) -> list[str]:
    return [one.article.text for one in found if isinstance(one, Incoming)]


def test_members_are_read_each_as_the_format_it_is_in(tmp_path: Path, temporary: Path) -> None:
    members: dict[str, bytes | str] = {
        "a/one.txt": "One 😀.",
        "b.jsonl": '{"text": "Two."}\n{"text": 3}\n',
        "c.csv": "text\nThree.\n",
        "__MACOSX/._a.txt": b"\0\1",
        ".DS_Store": b"\0\1",
        "picture.png": b"\x89PNG",
    }
    file = packed(tmp_path / "a.zip", members)
    found = read(file)
    assert texts(found) == ["Two.", "Three.", "One 😀."]
    refused = [one for one in found if isinstance(one, Refused)]
    assert [one.where for one in refused] == [str(file / "b.jsonl") + ", line 2", str(file / "picture.png")]
    assert found[-1].where == str(file / "a" / "one.txt")
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize(
    "name",
    ["../evil.txt", "a/../../evil.txt", "/etc/evil.txt", "C:\\evil.txt", "..\\evil.txt", "C:evil.txt", "//host/e.txt"],
)
def test_a_name_that_leads_out_is_refused_and_nothing_is_written_there(
    tmp_path: Path, temporary: Path, name: str
) -> None:
    found = read(packed(tmp_path / "a.zip", {name: "Evil.", "good.txt": "Good."}))
    assert texts(found) == ["Good."]
    assert "leads out of the archive" in str(found[0])
    assert list(temporary.iterdir()) == []
    assert [one.name for one in tmp_path.iterdir()] == ["a.zip"]


def test_an_archive_within_is_refused(tmp_path: Path) -> None:
    inner = packed(tmp_path / "inner.zip", {"a.txt": "Inner."}).read_bytes()
    found = read(packed(tmp_path / "outer.zip", {"inner.ZIP": inner, "disguised.txt": inner, "good.txt": "Good."}))
    assert texts(found) == ["Good."]
    assert "an archive within the archive" in str(found[0])
    assert any("disguised.txt" in str(one) and "binary" in str(one) for one in found)


def test_a_bomb_is_stopped_by_what_it_really_unpacks_to(tmp_path: Path, temporary: Path) -> None:
    file = packed(tmp_path / "bomb.zip", {"a.txt": b"0" * (200 << 20)})
    (refused,) = read(file)
    assert isinstance(refused, Refused)
    assert "unpacks to more than" in refused.reason
    assert list(temporary.iterdir()) == []


def test_a_size_that_an_archive_lies_about_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_BYTES", 1000)
    members: dict[str, bytes | str] = {f"{number}.txt": f"{number} {number * 7919} " * 20 for number in range(20)}
    with pytest.raises(ImportProblem, match="unpacks to more than"):
        list(archive.read(packed(tmp_path / "a.zip", members), SCHEMA))


def test_a_locked_member_is_refused(tmp_path: Path) -> None:
    file = packed(tmp_path / "a.zip", {"a.txt": "Locked."})
    data = bytearray(file.read_bytes())
    data[6] |= 1  # the flag in the member's own head, and in the list at the end
    data[data.index(b"PK\1\2") + 8] |= 1
    file.write_bytes(data)
    (refused,) = read(file)
    assert "locked with a password" in str(refused)


def test_a_damaged_member_is_refused_and_the_others_are_read(tmp_path: Path) -> None:
    file = packed(tmp_path / "a.zip", {"bad.txt": "Something that is long enough.", "good.txt": "Good."})
    data = bytearray(file.read_bytes())
    at = data.index(b"bad.txt") + len(b"bad.txt")
    data[at + 4 : at + 8] = b"\xff\xff\xff\xff"
    file.write_bytes(data)
    found = read(file)
    assert texts(found) == ["Good."]
    assert "cannot be unpacked" in str(found[0])


@pytest.mark.parametrize("data", [b"", b"PK\3\4", b"no archive at all", b"PK\5\6" + b"\0" * 10])
def test_what_is_no_archive_is_refused_in_a_sentence(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "a.zip"
    file.write_bytes(data)
    (refused,) = read(file)
    assert "no sound ZIP archive" in str(refused)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_of_two_members_of_one_name_the_second_is_refused(tmp_path: Path) -> None:
    file = packed(tmp_path / "a.zip", {"a.txt": "One."})
    with zipfile.ZipFile(file, "a") as target:
        target.writestr("a.txt", "Two.")
    found = read(file)
    assert texts(found) == ["One."]
    assert "has the same name" in str(found[0])


def test_names_that_no_system_takes_are_read(tmp_path: Path) -> None:
    long = "x" * 400 + ".txt"
    found = read(packed(tmp_path / "a.zip", {long: "Long.", 'ab:b?"c".txt': "Odd.", "عربي.txt": "Arabic."}))
    assert sorted(texts(found)) == ["Arabic.", "Long.", "Odd."]


def test_an_empty_archive_holds_nothing(tmp_path: Path) -> None:
    assert read(packed(tmp_path / "a.zip", {})) == []


_parts = st.sampled_from(["..", ".", "a", "b.txt", "", "C:", "~", "c d", "é", "/", "x\\y", "NUL.txt", "e.txt"])


@given(st.lists(_parts, min_size=1, max_size=5).map("/".join).filter(bool))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
def test_whatever_a_member_is_called_nothing_lands_outside(tmp_path: Path, temporary: Path, name: str) -> None:
    before = {one for one in tmp_path.rglob("*") if one.name != "a.zip"}
    read(packed(tmp_path / "a.zip", {name: "Somewhere."}))
    assert {one for one in tmp_path.rglob("*") if one.name != "a.zip"} == before
    assert list(temporary.iterdir()) == []
