"""What formats of other programs share: annotators apart, what they cannot carry told, and what they read put in place.

Such a format carries accepted annotations only: what was rejected, or nobody has decided yet, is no label.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from annotation.describe import counted, excerpt
from annotation.errors import ImportProblem
from annotation.formats.base import Incoming, Loss, Outgoing, What, stable_id
from annotation.formats.explain import quoted
from annotation.formats.repair import tell
from annotation.model import Actor, Annotation, Article, Labels, Progress, Span
from annotation.offsets import plain_line_endings, widen_to_graphemes
from annotation.quotation import kind_of

if TYPE_CHECKING:
    from annotation.schema import Layer, Schema

_NAMES = UUID("5d1c7f2e-64a0-5b7e-9a53-0a6f1f5f4c77")
_NO_NAME = re.compile(r"[^\w-]+|_")
_LONGEST_NAME = 60


# Out


def by_annotator(outgoing: Outgoing) -> Iterator[tuple[str | None, Outgoing]]:
    """The article once for each annotator who accepted something in it or is done with it; at least once."""
    accepted = [one for one in outgoing.labels.annotations if one.status == "accepted"]
    done = [one.annotator for one in outgoing.progress if one.state == "done"]
    for annotator in dict.fromkeys([*(one.annotator for one in accepted), *done]) or [None]:
        own = tuple(one for one in accepted if one.annotator == annotator)
        yield annotator, replace(outgoing, labels=replace(outgoing.labels, annotations=own))


class FileNames:
    """Names for the files of an export: made of the articles' titles, and each given once."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def name(self, article: Article) -> str:
        """A name without an ending, of letters, digits and hyphens."""
        stem = _NO_NAME.sub("-", article.title)[:_LONGEST_NAME].strip("-") or "article"
        name, number = stem, 1
        while name.casefold() in self._given:
            number += 1
            name = f"{stem}-{number}"
        self._given.add(name.casefold())
        return name


class Losses:
    """Collects what of one article a format cannot carry."""

    def __init__(self, article: Article) -> None:
        self._article = article
        self.found: list[Loss] = []

    def lose(self, span: Span, what: What, message: str) -> None:
        """Notes one loss."""
        article = self._article
        self.found.append(Loss(article=article.id, title=article.title, span=span, what=what, message=message))

    def lose_article(self, carried: Iterable[str] = ()) -> None:
        """Notes what else is known of the article, but for what the format has a place for."""
        names = {"title": "title", "source": "source", "url": "address", "published": "date", "meta": "further facts"}
        dropped = [names[name] for name in names.keys() - set(carried) if getattr(self._article, name)]
        if dropped:
            self.lose_all(f"The format has no place for the article’s {_listed(sorted(dropped))}.")

    def lose_actors(self, actors: Iterable[Actor], carried: Iterable[str] = ()) -> None:
        """Notes what is known of actors and the format has no place for."""
        names = {"wikidata": "Wikidata id", "note": "note", "aliases": "other names"}
        for actor in actors:
            dropped = [names[name] for name in names.keys() - set(carried) if getattr(actor, name)]
            if dropped:
                self.lose_all(f"The format has no place for the {_listed(sorted(dropped))} of “{actor.name}”.")

    def lose_history(self, annotations: Sequence[Annotation], carried: Iterable[str] = ()) -> None:
        """Notes, for all annotations together, how they came to be and what is said about them."""
        facts = {
            "note": "notes",
            "flagged": "flags",
            "model": "models",
            "score": "scores",
            "reason": "reasons",
            "schema": "versions of the labels",
        }
        dropped = [
            facts[name]
            for name in facts.keys() - set(carried)
            if any(getattr(one, name) not in ("", None, False) for one in annotations)
        ]
        if any(one.origin != "human" or one.changed for one in annotations):
            dropped.append("origins")
        if dropped:
            labels = counted(len(annotations), "annotation", "annotations")
            self.lose_all(f"The format has no place for the {_listed(sorted(dropped))} of {labels}.")

    def lose_all(self, message: str) -> None:
        """Notes a loss that is about the whole article."""
        self.lose(Span(0, len(self._article.text)), "dropped", message)


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


# In


class Place:
    """A text as an article keeps it, with plain line endings, and where the spans of the file stand in it.

    Attributes:
        text: the text of the article.
        told: sentences about what was repaired in it.
    """

    def __init__(self, raw: str) -> None:
        if not raw.strip():
            raise ImportProblem("Its text holds nothing but blanks; there is nothing to import.")
        self._raw = raw
        self.text, self._offsets = plain_line_endings(raw)
        self.told = [] if self.text == raw else ["Line endings were made plain, and offsets moved with them."]

    def span(self, start: int, end: int, name: str) -> Span:
        """Where the words from `start` to `end` of the file's text stand; `name` says whose they are.

        Raises:
            ImportProblem: there are no such words.
        """
        if not 0 <= start < end <= len(self._raw):
            reason = "is empty" if start >= end else f"goes beyond the text, which ends at {len(self._raw)}"
            raise ImportProblem(f"The span [{start}, {end}] of {name} {reason}; correct its offsets.")
        if self._raw[start:end].isspace():
            raise ImportProblem(f"The span [{start}, {end}] of {name} holds only white space; correct its offsets.")
        return self._offsets.span(Span(start, end))


class Builder:
    """Makes the labels of one article by one annotator, and checks each against the schema."""

    def __init__(self, article: Article, annotator: str, schema: Schema, where: str) -> None:
        self._article = article
        self._annotator = annotator
        self._schema = schema
        self._where = where
        self._actors: dict[str, Actor] = {}
        self._annotations: dict[str, Annotation] = {}
        self._guessed = 0
        self.losses = Losses(article)

    def actor(self, name: str, kind: str, *, id: str = "", wikidata: str | None = None) -> str:  # noqa: A002
        """The id of an actor, which is added to the cast; one without an id is known by its name in this article."""
        found = Actor(id=id or self._id("actor", kind, name), name=name, kind=kind, wikidata=wikidata)
        there = self._actors.setdefault(found.id, found)
        if wikidata and not there.wikidata:
            self._actors[found.id] = replace(there, wikidata=wikidata)
        return found.id

    def add_actor(self, actor: Actor) -> None:
        """Adds an actor of whom all is known."""
        self._actors[actor.id] = actor

    def add(self, annotation: Annotation, name: str) -> None:
        """Adds an annotation, which `name` stands for in messages; its id is made of that where it has none.

        Raises:
            ImportProblem: the schema has no such label.
        """
        layer = self._schema.layer(annotation.layer)
        widened = {role: self._pieces(layer, role, pieces) for role, pieces in annotation.spans.items() if pieces}
        annotation = replace(
            annotation,
            id=annotation.id or self._id(self._annotator, name),
            article=self._article.id,
            annotator=self._annotator,
            spans=widened,
            status="accepted",
        )
        complaint = self._schema.complaint(annotation)
        if complaint:
            raise ImportProblem(f"In {name}: {complaint}")
        if annotation.id in self._annotations:
            raise ImportProblem(f"The id “{annotation.id}” stands there twice; give each its own.")
        complete = self._with_kind(annotation, layer)
        self._guessed += complete is not annotation
        self._annotations[annotation.id] = complete

    def lacks_something(self, annotation: Annotation) -> bool:
        """Whether a required part of an annotation is empty that cannot be made up for."""
        complete = self._with_kind(annotation, self._schema.layer(annotation.layer))
        return self._schema.missing(complete) is not None

    def incoming(self, *, original: bytes | None = None, repairs: Iterable[str] = ()) -> Incoming:
        """The article with all that was added; who has labels in it is done with it."""
        who, begun = self._annotator, bool(self._annotations)
        progress = Progress(article=self._article.id, annotator=who, state="done" if begun else "open", suggested=begun)
        return Incoming(
            article=self._article,
            labels=Labels(actors=tuple(self._actors.values()), annotations=tuple(self._annotations.values())),
            progress=(progress,),
            original=original,
            repairs=(*repairs, *self._told()),
            losses=tuple(self.losses.found),
            where=self._where,
        )

    def _told(self) -> list[str]:
        one, many = "quote was given its kind", "quotes were given their kinds"
        return [f"{told} by the quotation marks." for told in tell(self._guessed, one, many)]

    def _id(self, *parts: str) -> str:
        return str(uuid5(_NAMES, "\n".join((self._article.id, *parts))))

    def _pieces(self, layer: Layer | None, role: str, pieces: tuple[Span, ...]) -> tuple[Span, ...]:
        """The pieces of a role in reading order, with whole characters, and one where the role takes one only."""
        whole = sorted({self._whole(piece) for piece in pieces})
        known = layer.span_role(role) if layer else None
        if known is None or known.many or len(whole) == 1:
            return tuple(whole)
        around = Span(whole[0].start, max(piece.end for piece in whole))
        words = excerpt(self._article.text[slice(*around)], _LONGEST_NAME)
        self.losses.lose(
            around, "flattened", f"The {len(whole)} pieces of “{words}” became one, words between included."
        )
        return (around,)

    def _whole(self, piece: Span) -> Span:
        text = self._article.text
        whole = piece if text.isascii() else widen_to_graphemes(text, piece)
        if whole != piece:
            words = excerpt(text[slice(*whole)], _LONGEST_NAME)
            self.losses.lose(whole, "snapped", f"“{words}” was widened to whole characters.")
        return whole

    def _with_kind(self, annotation: Annotation, layer: Layer | None) -> Annotation:
        """The annotation with what quotation marks alone decide, where the file does not say it."""
        field = layer.field("kind") if layer else None
        content = annotation.spans.get(layer.main_role.id, ()) if layer else ()
        if field is None or not content or "kind" in annotation.values:
            return annotation
        if not {"direct", "indirect", "mixed"} <= {choice.id for choice in field.choices}:
            return annotation
        return annotation.with_value("kind", kind_of(self._article.text, content))


def new_article(text: str, title: str) -> Article:
    """An article of which nothing but its text is known; it has the same id whatever it was read from."""
    return Article(id=stable_id(text), text=text, title=title)


def unknown_labels(names: Iterable[str]) -> ImportProblem:
    """What a reader raises where a file has labels that the project has not."""
    return ImportProblem(
        f"The project has no labels {quoted(sorted(set(names)))}; say in a file labels.yaml beside this one what each "
        "is, such as “PER: person”, or “PER: null” to leave it out."
    )
