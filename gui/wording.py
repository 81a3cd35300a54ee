"""The words for states, and names of the schema's within sentences, in the language that is spoken."""

from __future__ import annotations

from annotation.words import ENGLISH, noted, spoken, tr

# Also those that a mere sight of the data gives: "deleted" of what was found and is no more, "review" of what is begun.
_STATES = {
    "suggested": noted("suggested"),
    "accepted": noted("accepted"),
    "rejected": noted("rejected"),
    "deleted": noted("deleted"),
    "done": noted("done"),
    "skipped": noted("skipped"),
    "open": noted("open"),
}


def state_words(state: str) -> str:
    """A status of an annotation, or the state of an article, as it is shown."""
    return tr(_STATES[state])


def counted_names(count: int, name: str) -> str:
    """So many of what the schema calls by a name, whose plural only English knows: “2 quotes”, “2 × Zitat”."""
    if spoken() == ENGLISH:
        return f"{count:,} {name.lower()}{'' if count == 1 else 's'}"
    return f"{count:,} {name}" if count == 1 else f"{count:,} × {name}"


def and_list(names: list[str]) -> str:
    """Names as one writes a list of a few."""
    return tr(" and ").join(names)


def with_key(words: str, key: str) -> str:
    """What something does, and the key that does it in brackets, where there is one."""
    return f"{words} ({key})" if key else words


def spoken_keys(keys: str) -> str:
    """Keys with their names as they stand on the keyboards of the language."""
    return keys.replace("Ctrl", tr("Ctrl")).replace("Shift", tr("Shift"))


def unspoken_keys(keys: str) -> str:
    """Keys as Qt writes them, from how they are spoken of."""
    return keys.replace(tr("Ctrl"), "Ctrl").replace(tr("Shift"), "Shift")
