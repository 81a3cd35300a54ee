"""The word lists in `data/`, read once: closed classes, reporting verbs, stance words, and the forms of verbs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_DATA = Path(__file__).parent / "data"
_VOWELS = "aeiou"
# Verbs of more than one syllable that double their last letter all the same.
_DOUBLING = frozenset({"admit", "refer", "rebut", "abhor", "commit", "quip"})


def load(name: str) -> dict[str, Any]:
    """The file `data/<name>.yaml`; every scalar is a string, so that `no` and `on` stay words."""
    # BaseLoader builds nothing but strings, lists and mappings.
    return yaml.load((_DATA / f"{name}.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


@cache
def words(name: str) -> frozenset[str]:
    """One of the lists of `data/words.yaml`."""
    return frozenset(_words()[name])


def forms(lemma: str, irregular: Mapping[str, Any]) -> frozenset[str]:
    """The forms of a verb: the lemma, -s, -ing, and its past forms (from `irregular`, else -ed).

    Of two words ("point out") only the first is bent and given.
    """
    verb = lemma.split()[0]
    past: str | list[str] = irregular.get(verb, _past(verb))
    return frozenset({verb, _third_person(verb), f"{_stem(verb)}ing", *([past] if isinstance(past, str) else past)})


def _third_person(verb: str) -> str:
    if _ends_in_consonant_y(verb):
        return f"{verb[:-1]}ies"
    return f"{verb}es" if verb.endswith(("s", "sh", "ch", "x", "z", "go")) else f"{verb}s"


def _past(verb: str) -> str:
    return f"{verb[:-1]}ied" if _ends_in_consonant_y(verb) else f"{_stem(verb)}ed".replace("eeed", "eed")


def _stem(verb: str) -> str:
    """What -ing and -ed are put behind."""
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")):
        return verb[:-1]
    short = len(verb) <= 4 and verb[-1] not in "wxyaeiou" and verb[-2] in _VOWELS and verb[-3:-2] not in _VOWELS
    return verb + verb[-1] if short or verb in _DOUBLING else verb


def _ends_in_consonant_y(verb: str) -> bool:
    return verb.endswith("y") and verb[-2] not in _VOWELS


@cache
def cues() -> dict[str, frozenset[str]]:
    """Each form of a reporting verb, with the groups of `data/cues.yaml` that it is in."""
    data = load("cues")
    groups = {name: data[name] for name in ("clause", "that", "tell", "to", "describe", "quotation")}
    found: dict[str, set[str]] = {}
    for group, lemmas in groups.items():
        for form in all_forms(lemmas, data["irregular"]):
            found.setdefault(form, set()).add(group)
    return {form: frozenset(names) for form, names in found.items()}


def all_forms(lemmas: Iterable[str], irregular: Mapping[str, Any]) -> frozenset[str]:
    """The forms of all these verbs."""
    return frozenset(form for lemma in lemmas for form in forms(lemma, irregular=irregular))


@cache
def _words() -> dict[str, list[str]]:
    return load("words")
