"""He or she: what titles, given names and roles tell of a person."""

from __future__ import annotations

from functools import cache

from annotation.reader import lexicon
from annotation.reader.reading import Name, Reading

MALE, FEMALE = "male", "female"


class Genders:
    """The persons of one text of whom it is known which pronoun they go by: `known` has "male" or "female" by key."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self.known: dict[str, str] = {}

    def learn(self, name: Name) -> None:
        """Take what a title or an accepted pronoun tells, and where neither tells anything, the given name."""
        gender = self.of_title(name) or _of_pronoun(self._reading.lower[name.start])
        if gender:
            self.known[name.key] = gender
        elif name.end - name.start > 1 and (given := _given().get(self._reading.lower[name.start])):
            self.known.setdefault(name.key, given)

    def of_title(self, name: Name) -> str:
        """What the words of its title tell; "" where they tell nothing."""
        if name.title is None:
            return ""
        words = (self._reading.lower[at] for at in range(name.title.start, name.title.end))
        return next((gender for word in words if (gender := of_word(word))), "")


def of_word(word: str) -> str:
    """What a title or a role tells: "male" for king, "female" for actress, "" for most."""
    return FEMALE if word in lexicon.words("female") else MALE if word in lexicon.words("male") else ""


def _of_pronoun(word: str) -> str:
    return FEMALE if word in lexicon.words("she") else MALE if word in lexicon.words("he") else ""


@cache
def _given() -> dict[str, str]:
    data = lexicon.load("given")
    return {name: gender for gender in (MALE, FEMALE) for name in data[gender]}
