"""Everything you see. Imports neither SQLite nor spaCy; whatever it does to data goes through `annotation`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from annotation.errors import Problem
from annotation.words import tr


@contextmanager
def qt_needed() -> Iterator[None]:
    """Around an import that needs Qt: says in a sentence which library of the system is missing."""
    try:
        yield
    except ImportError as error:
        if ".so" not in str(error):
            raise
        raise Problem(
            tr(
                "Qt cannot start: {error}. On Debian or Ubuntu, `apt-get install libegl1 libgl1 libxkbcommon0 "
                "libdbus-1-3 libfontconfig1 libxcb-cursor0 fonts-dejavu-core` as an administrator brings what it "
                "needs.",
                error=error,
            )
        ) from error
