"""Rows of the project file to values and back. Knows the columns, and no SQL."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from annotation.exchange import value_from_record, value_to_record
from annotation.model import Actor, Annotation, Article, Change, Edit, Progress, Span

ARTICLE_COLUMNS = "number, id, title, source, url, published, meta, sha256, length, repairs, imported, text"
ANNOTATION_COLUMNS = (
    'id, article, annotator, layer, "values", status, origin, changed, model, score, note, schema, reason, flagged'
)
ACTOR_COLUMNS = (
    "id, name, kind, wikidata, note, "
    "(SELECT json_group_array(alias) FROM (SELECT alias FROM aliases WHERE actor = actors.id ORDER BY position))"
)
PROGRESS_COLUMNS = "article, annotator, state, suggested, revealed, blind"
JOURNAL_COLUMNS = "number, at, annotator, action, article, kind, of, edits"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewArticle:
    """An article on its way into the file.

    `utf8` is its text as bytes, for neither the digest nor the file should have to make them, and `sha256` the digest;
    `original` is None when these bytes are the original; `repairs` are sentences for people.
    """

    article: Article
    utf8: bytes
    sha256: str
    original: bytes | None = None
    repairs: tuple[str, ...] = ()

    @classmethod
    def of(cls, article: Article, *, original: bytes | None = None, repairs: tuple[str, ...] = ()) -> NewArticle:
        """The article with what is worked out from its text."""
        utf8 = article.text.encode()
        return cls(article=article, utf8=utf8, sha256=digest(utf8), original=original, repairs=repairs)


def digest(utf8: bytes) -> str:
    """The SHA-256 of a text in UTF-8, by which the same article is known again."""
    return hashlib.sha256(utf8).hexdigest()


def article_from_row(row: tuple[Any, ...]) -> Article:
    """The article of a row with id, text, title, source, url, published and meta."""
    article, text, title, source, url, published, meta = row
    return Article(
        id=article, text=text, title=title, source=source, url=url, published=published, meta=json.loads(meta)
    )


def article_row(number: int, new: NewArticle, now: str) -> tuple[object, ...]:
    """The row of a new article, in the order of ARTICLE_COLUMNS, but for its text, which is bytes."""
    article = new.article
    meta = json.dumps(article.meta, ensure_ascii=False) if article.meta else "{}"
    repairs = json.dumps(new.repairs, ensure_ascii=False) if new.repairs else "[]"
    facts = (number, article.id, article.title, article.source, article.url, article.published, meta)
    return (*facts, new.sha256, len(article.text), repairs, now, new.utf8)


def actor_from_row(row: tuple[Any, ...]) -> Actor:
    """The actor of a row with ACTOR_COLUMNS."""
    actor, name, kind, wikidata, note, aliases = row
    known = tuple(json.loads(aliases)) if aliases != "[]" else ()
    return Actor(id=actor, name=name, kind=kind, wikidata=wikidata, note=note, aliases=known)


def alias_rows(actor: Actor) -> Iterator[tuple[object, ...]]:
    """The rows of an actor's aliases: actor, position, alias."""
    for position, alias in enumerate(actor.aliases):
        yield actor.id, position, alias


def annotation_from_row(
    row: tuple[Any, ...], spans: Mapping[str, tuple[Span, ...]], actors: Mapping[str, tuple[str, ...]]
) -> Annotation:
    """The annotation of a row with ANNOTATION_COLUMNS, its spans and its actors."""
    annotation, article, annotator, layer, values, status, origin, changed, model, score, *words, flagged = row
    note, schema, reason = words
    return Annotation(
        id=annotation,
        article=article,
        annotator=annotator,
        layer=layer,
        spans=spans,
        actors=actors,
        values=json.loads(values) if values != "{}" else {},
        status=status,
        origin=origin,
        changed=bool(changed),
        model=model,
        score=score,
        note=note,
        schema=schema,
        reason=reason,
        flagged=bool(flagged),
    )


def annotation_row(a: Annotation) -> tuple[object, ...]:
    """The row of an annotation, in the order of ANNOTATION_COLUMNS."""
    values = json.dumps(dict(a.values), ensure_ascii=False, sort_keys=True)
    own = (a.id, a.article, a.annotator, a.layer, values)
    return (*own, a.status, a.origin, a.changed, a.model, a.score, a.note, a.schema, a.reason, a.flagged)


def progress_from_row(row: tuple[Any, ...]) -> Progress:
    """The progress of a row with PROGRESS_COLUMNS."""
    article, annotator, state, suggested, revealed, blind = row
    return Progress(
        article=article,
        annotator=annotator,
        state=state,
        suggested=bool(suggested),
        revealed=tuple(json.loads(revealed)),
        blind=bool(blind),
    )


def span_rows(annotation: Annotation) -> Iterator[tuple[object, ...]]:
    """The rows of an annotation's spans: annotation, role, position, start, end."""
    for role, pieces in annotation.spans.items():
        for position, span in enumerate(pieces):
            yield annotation.id, role, position, span.start, span.end


def role_rows(annotation: Annotation) -> Iterator[tuple[object, ...]]:
    """The rows of an annotation's actors: annotation, role, position, actor."""
    for role, actors in annotation.actors.items():
        for position, actor in enumerate(actors):
            yield annotation.id, role, position, actor


def edit_record(edit: Edit) -> list[dict[str, Any] | None]:
    """An edit as the journal keeps it: the value before and after, as JSON objects or null."""
    return [value_to_record(value) if value else None for value in (edit.before, edit.after)]


def change_from_row(row: tuple[Any, ...]) -> Change:
    """The change of a row with JOURNAL_COLUMNS."""
    number, at, annotator, action, article, kind, of, edits = row
    values = [[value_from_record(record) if record else None for record in pair] for pair in json.loads(edits)]
    return Change(
        number=number,
        at=at,
        annotator=annotator,
        action=action,
        article=article,
        kind=kind,
        of=of,
        edits=tuple(Edit(before, after) for before, after in values),
    )
