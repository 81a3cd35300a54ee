"""The language of searching a project: words, phrases and filters, read into what is wanted.

    sanctions "trade war" speaker:Trump polarity:oppose

Every word, phrase and filter must hold. `sanction*` is any word that begins so. With words alone, articles are found;
with a filter, annotations.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import regex

from annotation.errors import Problem
from annotation.folding import fold
from annotation.model import STATUSES, Status
from annotation.schema import Layer, Schema, ValueField
from annotation.words import tr

FIXED = ("actor", "layer", "status", "annotator", "note")
"""The filters with a value that every schema has. `actor` is whoever is named in any role."""
FLAGGED = "flagged"
"""The filter without a value: a word that has to be put in quotation marks to be looked for."""

_CURLY = dict.fromkeys(map(ord, "“”„‟«»"), '"')
_PIECE = re.compile(r'(?P<name>[^\W\d]\w*):(?P<value>"[^"]*"|[^\s"]*)|"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+)')
# What the full-text index counts as a word. It knows an older Unicode, in which these few were no letters.
_TOKEN = regex.compile(r"(?V1)[[\p{L}\p{N}\p{Co}]--[\u19b0-\u19c9\u1cf2\u1cf3]]+")
_ACCENTS = re.compile("[\u0300-\u036f]")


@dataclass(frozen=True, kw_only=True)
class Words:
    """Words that follow one another; with `begins` the last one may go on."""

    tokens: tuple[str, ...]
    begins: bool = False

    @classmethod
    def of(cls, typed: str, *, begins: bool = False) -> Words | None:
        """The words in what was typed, None where there is none; a star at its end says that the last may go on."""
        tokens = tuple(_TOKEN.findall(_ACCENTS.sub("", unicodedata.normalize("NFC", typed))))
        return cls(tokens=tokens, begins=begins or typed.endswith("*")) if tokens else None

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What the words look like in a folded text."""
        words = r"[\W_]+".join(re.escape(fold(token)) for token in self.tokens)
        return re.compile(rf"(?<![^\W_]){words}" + ("" if self.begins else r"(?![^\W_])"))

    @property
    def is_phrase(self) -> bool:
        """True where the index cannot tell whether they follow one another."""
        return len(self.tokens) > 1


@dataclass(frozen=True, kw_only=True)
class PartFilter:
    """A value that must fill a part: the name or alias of an actor, or words of a span, of one of these roles.

    A role is given with its layer.
    """

    name: str
    value: str
    actor_roles: frozenset[tuple[str, str]] = frozenset()
    span_roles: frozenset[tuple[str, str]] = frozenset()

    @cached_property
    def words(self) -> Words | None:
        """The words that must begin somewhere in the span; None where the value has none or is for actors only."""
        return Words.of(self.value, begins=True) if self.span_roles else None


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldFilter:
    """The choices that are wanted, by layer and field."""

    choices: dict[tuple[str, str], tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is wanted; `layers` are those that all filters leave."""

    words: tuple[Words, ...] = ()
    parts: tuple[PartFilter, ...] = ()
    fields: tuple[FieldFilter, ...] = ()
    layers: tuple[str, ...] = ()
    statuses: tuple[Status, ...] = ()
    annotator: str = ""
    note: str = ""
    flagged: bool = False
    filtered: bool = False


def filter_names(schema: Schema) -> list[str]:
    """The names of the filters that a schema has, in its order."""
    parts = (part.id for layer in schema.layers for part in (*layer.actors, *layer.spans, *layer.fields))
    return list(dict.fromkeys((*FIXED, *parts)))


def parse(typed: str, schema: Schema) -> Query:
    """What was typed, as a query.

    Raises:
        Problem: a quotation mark is not closed, a filter or its value is unknown, or nothing is wanted.
    """
    typed = typed.translate(_CURLY)
    if typed.count('"') % 2:
        raise Problem(tr("A quotation mark is not closed; put one behind the phrase too."))
    query = Query(layers=tuple(layer.id for layer in schema.layers))
    for piece in _PIECE.finditer(typed):
        if piece["name"]:
            query = _with_filter(query, piece["name"], piece["value"].strip('"').strip(), schema)
        elif piece["word"] and piece["word"].casefold() == FLAGGED:
            query = replace(query, flagged=True, filtered=True)
        else:
            words = Words.of(piece["phrase"] if piece["phrase"] is not None else piece["word"])
            query = replace(query, words=(*query.words, words)) if words else query
    if not query.words and not query.filtered:
        raise Problem(tr("There is no word in this; type words, a “phrase”, or a filter such as status:accepted."))
    if not query.layers:
        raise Problem(tr("No layer has all of these parts; leave one of the filters out."))
    return query


def _with_filter(query: Query, name: str, value: str, schema: Schema) -> Query:
    wanted = fold(value)
    if not wanted:
        raise Problem(
            tr("The filter “{name}” has no value; write it right behind the colon, such as {name}:word.", name=name)
        )
    query = replace(query, filtered=True)
    match name.casefold():
        case "layer":
            found = [la.id for la in schema.layers if _called(wanted, la.id, la.name, la.plural)]
            _check_found(found, "layer", value, [layer.id for layer in schema.layers])
            return _narrowed(query, found)
        case "status":
            statuses = tuple(status for status in STATUSES if wanted in status)
            _check_found(statuses, "status", value, STATUSES)
            return replace(query, statuses=statuses)
        case "annotator":
            return replace(query, annotator=wanted)
        case "note":
            return replace(query, note=wanted)
        case _:
            return _with_part(query, name, value, schema)


def _with_part(query: Query, name: str, value: str, schema: Schema) -> Query:
    """The query with a filter for a part that the schema declares: an actor role, a span role, or a field."""
    wanted = fold(name)
    fields = [(la.id, f) for la in schema.layers for f in la.fields if wanted in (f.id, fold(f.name))]
    if fields:
        return _with_field(query, name, value, fields)
    part = PartFilter(
        name=name,
        value=value,
        actor_roles=frozenset(_roles(schema.layers, wanted, actors=True)),
        span_roles=frozenset(_roles(schema.layers, wanted, actors=False)),
    )
    roles = part.actor_roles | part.span_roles
    if not roles:
        names = ", ".join(filter_names(schema))
        raise Problem(
            tr(
                "There is no filter “{name}”; there are {names}. Put it in quotation marks to look for it.",
                name=name,
                names=names,
            )
        )
    return replace(_narrowed(query, [layer for layer, _ in roles]), parts=(*query.parts, part))


def _roles(layers: Iterable[Layer], wanted: str, *, actors: bool) -> Iterator[tuple[str, str]]:
    for layer in layers:
        for role in layer.actors if actors else layer.spans:
            if wanted in (role.id, fold(role.name)) or (actors and wanted == "actor"):
                yield layer.id, role.id


def _with_field(query: Query, name: str, value: str, fields: list[tuple[str, ValueField]]) -> Query:
    wanted = fold(value)
    choices = {
        (layer, field.id): tuple(c.id for c in field.choices if _called(wanted, c.id, c.name))
        for layer, field in fields
    }
    known = [choice.id for _, field in fields for choice in field.choices]
    _check_found([one for some in choices.values() for one in some], name, value, known)
    chosen = FieldFilter(choices={at: ids for at, ids in choices.items() if ids})
    return replace(_narrowed(query, [layer for layer, _ in chosen.choices]), fields=(*query.fields, chosen))


def _narrowed(query: Query, layers: Iterable[str]) -> Query:
    kept = set(layers)
    return replace(query, layers=tuple(layer for layer in query.layers if layer in kept))


def _called(wanted: str, *names: str) -> bool:
    """Whether a word of one of the names begins so: “direct” is not “indirect”."""
    return any(f" {wanted}" in f" {fold(name)}" for name in names)


def _check_found(found: Iterable[str], name: str, value: str, known: Iterable[str]) -> None:
    if not tuple(found):
        raise Problem(
            tr(
                "There is no {name} “{value}”; there are {known}.",
                name=name,
                value=value,
                known=", ".join(dict.fromkeys(known)),
            )
        )
