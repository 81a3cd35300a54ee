"""What every format shares: the values that come in and go out, the registry, and how a file is written."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING, Literal, TypeAlias
from uuid import UUID, uuid5

import catalogue  # pyright: ignore[reportMissingTypeStubs]

from annotation.errors import Problem
from annotation.model import Article, Labels, Progress, Span, new_id
from annotation.words import tr

if TYPE_CHECKING:
    from annotation.schema import Schema

NO_LABELS = Labels()
_ARTICLES = UUID("8f7a5d0e-3b1c-5e55-9d0a-6c1f0f6f2b11")


What: TypeAlias = Literal["dropped", "snapped", "flattened", "renamed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """Something that could not be carried as it is, out or in: at `span` of the article of that id and title."""

    article: str
    title: str
    span: Span
    what: What
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One article as it was read, clean, with what stood in its file.

    `original` is the untouched text as bytes, None where the clean text in UTF-8 is exactly that; `repairs` are
    sentences about what was repaired, `losses` what the file says that a project cannot keep as it is; `where` names
    the file, and the line where it has several articles. Where a file goes without texts, `sha256` is the digest of the
    text, which the project must hold, and the article's own is empty.
    """

    article: Article
    labels: Labels = NO_LABELS
    progress: tuple[Progress, ...] = ()
    original: bytes | None = None
    repairs: tuple[str, ...] = ()
    losses: tuple[Loss, ...] = ()
    sha256: str = ""
    where: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A file, or one line of it, that was not imported; `reason` is a sentence that does not repeat `where`."""

    where: str
    reason: str

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One article with all that an export writes of it; without its text where `with_text` says so."""

    article: Article
    labels: Labels = NO_LABELS
    progress: tuple[Progress, ...] = ()
    with_text: bool = True


Reader: TypeAlias = "Callable[[Path, Schema], Iterator[Incoming | Refused]]"
Writer: TypeAlias = "Callable[[Iterable[Outgoing], Path, Schema], list[Loss]]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A file format: `name` on the command line, `title` for people, and what it can do.

    `read` goes through the file lazily and raises ImportProblem, which need not name the file, or OSError where the
    file as a whole cannot be read; `write` replaces the file only when all of it is written, else raises Problem.
    `recognises` tells a file of this format from others of the same suffix by what it begins with, and raises nothing;
    without it a format has what no other recognises. `folder` says that what is written is a folder of files, and
    `textless` that it can be written without the articles' texts.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    read: Reader | None = None
    write: Writer | None = None
    recognises: Callable[[Path], bool] | None = None
    folder: bool = False
    textless: bool = False


registry = catalogue.create("standpoint", "formats", entry_points=True)


def register(new: Format) -> Format:
    """Makes a format known by its name; other packages do the same through the entry point `standpoint_formats`."""
    registry.register(new.name, func=new)
    return new


def stable_id(text: str) -> str:
    """An article id that is the same each time the same text is imported."""
    return str(uuid5(_ARTICLES, text))


@contextmanager
def replacing(path: Path) -> Generator[Path, None, None]:
    """A path beside `path` to write to; it takes the place of `path` when the block ends well, else it is removed.

    Raises:
        Problem: the file could not be written; `path` is as it was.
    """
    part = path.with_name(f".{new_id()}.part")
    try:
        yield part
        part.replace(path)
    except OSError as error:
        raise Problem(_not_written(path, error)) from error
    finally:
        with suppress(OSError):
            part.unlink()


@contextmanager
def replacing_folder(path: Path) -> Generator[Path, None, None]:
    """A folder beside `path` to write into; it becomes `path` when the block ends well, else it is removed.

    Raises:
        Problem: `path` is there and is no empty folder, or the files could not be written.
    """
    part = path.with_name(f".{new_id()}.part")
    try:
        if path.exists() and not (path.is_dir() and not any(path.iterdir())):
            raise Problem(
                tr("{path} is there already, and not empty; choose another place, or move it away.", path=path)
            )
        part.mkdir(parents=True)
        yield part
        if path.exists():
            path.rmdir()
        part.replace(path)
    except OSError as error:
        raise Problem(_not_written(path, error)) from error
    finally:
        rmtree(part, ignore_errors=True)


def _not_written(path: Path, error: OSError) -> str:
    reason = error.strerror or str(error)
    return tr(
        "{path} could not be written ({reason}); free some space there or choose another place.",
        path=path,
        reason=reason,
    )
