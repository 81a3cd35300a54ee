from __future__ import annotations

from pathlib import Path

from tools.keytable import PAGE, page


def test_the_guide_lists_exactly_the_keys_of_the_table_of_commands():
    kept = (Path(__file__).parents[2] / PAGE).read_text("utf-8")
    assert kept == page(), "run `python -m tools.keytable`"
