"""Which way writing runs."""

from __future__ import annotations

import pytest

from annotation.direction import runs_right_to_left


@pytest.mark.parametrize(
    ("text", "rtl"),
    [
        ("", False),
        ("12, 34 — …", False),
        ("Portugal", False),
        ("البرتغال", True),
        ("פורטוגל", True),
        ("“قال” Kovo", True),
        ("Kovo قال", False),
        ("11 عاما", True),
        ("😀 34 שלום", True),
        ("\u200fKovo", True),
    ],
)
def test_the_first_letter_that_has_a_direction_decides(text: str, rtl: bool) -> None:
    assert runs_right_to_left(text) is rtl


def test_only_the_part_asked_for_is_looked_at() -> None:
    text = "Kovo\nقال"
    assert not runs_right_to_left(text)
    assert runs_right_to_left(text, 5)
    assert not runs_right_to_left(text, 0, 4)
