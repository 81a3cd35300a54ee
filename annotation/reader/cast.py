"""The cast: which names, descriptions and pronouns are the same actor, by sieves from the surest to the least sure.

The sieves are the deterministic ones of Lee et al. (2013), without a parser: each names the rule that joined a
mention to its actor, and a later one never undoes what an earlier one has joined.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from annotation.reader import bodies, gazetteer, interviews, nominals, pronouns, roles, sources
from annotation.reader.decisions import DECIDED
from annotation.reader.genders import Genders
from annotation.reader.people import People
from annotation.reader.reading import Member, Reading, Stretch, reading


@Language.component("cast")
def cast(doc: Doc) -> Doc:
    """Settle who each name is, then join descriptions and pronouns to them."""
    known = reading(doc)
    genders = Genders(known)
    People(known, genders).settle()
    bodies.settle(known)
    _adopt(known)
    fill_cast(known)
    known.add_names(roles.beside_names(known, genders, known.names))
    known.add_names(roles.holders(known))
    known.add_names(nominals.nominals(known))
    known.add_names(interviews.first_persons(known))
    pronouns_found = pronouns.pronouns(known, genders)
    known.add_names(pronouns_found)
    known.add_names(roles.beside_names(known, genders, pronouns_found))
    known.add_names(sources.without_name(known))
    fill_cast(known)
    return doc


def _adopt(known: Reading) -> None:
    """Give what goes by the name of an accepted mention, or the gazetteer takes for the same, the annotator's actor."""
    same: dict[str, str] = {}
    for name in known.names:
        if name.rule == DECIDED:
            entry = gazetteer.match(known.words, name.start, name.end)
            if entry is not None and entry[0] == name.end:
                same.setdefault(entry[1].key, name.key)
            same.setdefault(f"{name.kind}:{known.text(Stretch(name.start, name.end))}", name.key)
    for name in known.names:
        name.key = same.get(name.key, name.key)


def fill_cast(known: Reading) -> None:
    """Put every named actor into the cast, by its fullest name, with the first title that it has."""
    for name in known.names:
        member = known.cast.setdefault(name.key, Member(name.key.split(":", 1)[1], name.kind))
        if name.title and not member.note:
            member.note = known.text(name.title)
