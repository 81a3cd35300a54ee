"""ZIP archives of articles: each file in it is read as the format that it is in; import only.

The files are unpacked into a temporary folder, under names that cannot lead out of it, and go with it. What is unpacked
is measured as it comes, for an archive may lie about its sizes.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile, ZipInfo

from annotation.errors import ImportProblem
from annotation.formats.base import Format, Incoming, Refused

if TYPE_CHECKING:
    from annotation.schema import Schema

MOST_BYTES = 2 << 30
"""How many bytes an archive may unpack to."""

MOST_TIMES = 200
"""How many times its own size an archive may unpack to; texts come to ten times."""

_SMALL = 1 << 20
_PORTION = 1 << 16
_ENCRYPTED = 1
_LONGEST_NAME = 100
_UNSAFE = re.compile(r'[<>:"|?*\x00-\x1f]')
_DRIVE = re.compile(r"^[A-Za-z]:")


def read(path: Path, schema: Schema) -> Iterator[Incoming | Refused]:
    """The articles in the archive at `path`; a member that is not right is refused and the others are read.

    Raises:
        ImportProblem: it is no ZIP archive, or unpacks to too much.
        OSError: it cannot be read.
    """
    from annotation.formats import read_paths

    try:
        archive = ZipFile(path)
    except (BadZipFile, NotImplementedError, ValueError) as error:
        raise ImportProblem(f"It is no sound ZIP archive ({error}); pack it again.") from error
    with archive, TemporaryDirectory(prefix="standpoint-") as folder:
        place = Path(folder)
        yield from _Unpacker(path, archive, place).unpack()
        for found in read_paths([place], schema=schema):
            yield replace(found, where=found.where.replace(str(place), str(path), 1))


class _Unpacker:
    """Unpacks one archive into a folder."""

    def __init__(self, path: Path, archive: ZipFile, folder: Path) -> None:
        self._path = path
        self._archive = archive
        self._folder = folder
        self._limit = min(MOST_BYTES, max(_SMALL, MOST_TIMES * path.stat().st_size))
        self._bytes = 0

    def unpack(self) -> Iterator[Refused]:
        """Unpacks the members that hidden ones are not, and gives those that were refused."""
        for member in self._archive.infolist():
            name = member.filename.replace("\\", "/")
            parts = PurePosixPath(name).parts
            if member.is_dir() or any(part.startswith((".", "__MACOSX")) and part != ".." for part in parts):
                continue
            reason = _complaint(member, name) or self._unpacked(member, parts)
            if reason:
                yield Refused(f"{self._path}, {name}", reason)

    def _unpacked(self, member: ZipInfo, parts: tuple[str, ...]) -> str:
        """Unpacks a member; what is wrong with it as a sentence, or nothing."""
        target = self._folder.joinpath(*map(_safe, parts))
        if target.exists():
            return "Another file in the archive has the same name; rename one of them."
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._copy(member, target)
        except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
            target.unlink(missing_ok=True)
            return f"It cannot be unpacked ({error}); pack the archive again."
        return ""

    def _copy(self, member: ZipInfo, target: Path) -> None:
        with self._archive.open(member) as source, target.open("xb") as file:
            while portion := source.read(_PORTION):
                self._bytes += len(portion)
                if self._bytes > self._limit:
                    raise ImportProblem(
                        f"It unpacks to more than {self._limit >> 20:,} MB, which no archive of articles does; "
                        "unpack it yourself if you trust it, and import the folder."
                    )
                file.write(portion)


def _complaint(member: ZipInfo, name: str) -> str:
    """What forbids to unpack a member, as a sentence, or nothing."""
    if name.startswith("/") or _DRIVE.match(name) or ".." in PurePosixPath(name).parts:
        return "Its name leads out of the archive, as in an attack; it was left alone."
    if member.flag_bits & _ENCRYPTED:
        return "It is locked with a password; unpack the archive yourself and import the folder."
    if PurePosixPath(name).suffix.lower() in ZIP.suffixes:
        return "It is an archive within the archive; unpack it yourself and import it on its own."
    return ""


def _safe(part: str) -> str:
    """A name that every system can have a file under."""
    name = PurePosixPath(_UNSAFE.sub("_", part))
    return name.stem[:_LONGEST_NAME] + name.suffix[:_LONGEST_NAME]


ZIP = Format(name="zip", title="ZIP archive of articles", suffixes=(".zip",), read=read)
