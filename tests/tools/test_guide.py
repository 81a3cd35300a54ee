"""The guide's pages: every picture that they show exists, is used, and is small; every heading can be gone to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools.shots import IMAGES, SCENES

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs" / "guide").glob("*.md"))]
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")


def headings(page: Path) -> set[str]:
    """What the headings of a page are called in links."""
    found = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


def test_the_pictures_shown_are_those_that_are_taken_and_kept() -> None:
    shown = {(page.parent / at).resolve() for page in PAGES for _, at in PICTURE.findall(page.read_text("utf-8"))}
    kept = set((ROOT / IMAGES).iterdir())
    assert shown == kept
    assert {path.stem for path in kept} == {name for name, _, _ in SCENES}
    assert sum(path.stat().st_size for path in kept) < 4_000_000


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_picture_says_what_it_shows_and_every_link_leads_somewhere(page: Path) -> None:
    text = page.read_text("utf-8")
    assert all(words for words, _ in PICTURE.findall(text))
    for target in re.findall(r"\]\(([^)]+)\)", text):
        path, _, heading = target.partition("#")
        if not path.startswith("http"):
            there = (page.parent / path) if path else page
            assert there.exists(), target
            assert not heading or heading in headings(there), target


def test_headings_have_room_above() -> None:
    for page in PAGES:
        code = False
        lines = page.read_text("utf-8").splitlines()
        for above, line in zip(["", *lines], lines, strict=False):
            code ^= line.startswith("```")
            assert code or not re.match("#+ ", line) or not above, f"{page.name}: {line}"
