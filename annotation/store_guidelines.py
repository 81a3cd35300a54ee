"""The guidelines of a project, as its file keeps them."""

from __future__ import annotations

from annotation.store_reading import StoreReading


def latest_guidelines(store: StoreReading) -> tuple[str, str] | None:
    """Name and Markdown of the guidelines that count, or None in a project that has none."""
    row = store.row("SELECT name, markdown FROM guidelines ORDER BY number DESC LIMIT 1")
    return (row[0], row[1]) if row else None


def guidelines_number(store: StoreReading) -> int:
    """A number that differs once the project has other guidelines; 0 while it has none."""
    return int(store.row("SELECT coalesce(max(number), 0) FROM guidelines")[0])
