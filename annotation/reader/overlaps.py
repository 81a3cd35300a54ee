"""Names never overlap: what may be added to those that are there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from annotation.reader.reading import Name, Reading


def free(known: Reading, found: Iterable[Name]) -> Iterator[Name]:
    """Those that overlap none that is there, and none before them; `found` is in reading order."""
    end = 0
    for name in found:
        if name.start >= end and not any(at in known.name_at for at in range(name.start, name.end)):
            end = name.end
            yield name
