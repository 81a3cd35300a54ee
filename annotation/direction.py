"""Which way writing runs."""

from __future__ import annotations

import regex

_DECIDES = regex.compile(r"(\p{Bidi_Class=R}|\p{Bidi_Class=AL})|\p{Bidi_Class=L}")


def runs_right_to_left(text: str, start: int = 0, end: int | None = None) -> bool:
    """True where the first letter that has a direction is one of a script such as Arabic or Hebrew (UAX 9, P2)."""
    found = _DECIDES.search(text, start, len(text) if end is None else end)
    return found is not None and found[1] is not None
