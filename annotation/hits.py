"""What a search of the project finds: articles or annotations, each with the words around, a page at a time."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, TypeAlias

from annotation import store_search
from annotation.blind import is_chosen
from annotation.describe import choice_name, in_sentence, names_of, status_name, text_of
from annotation.folding import Folded, fold
from annotation.model import Actor, Annotation, Span
from annotation.project import Project
from annotation.schema import Layer, Role, Schema
from annotation.searching import PartFilter, Query, Words
from annotation.store_search import Wanted
from annotation.words import tr

PAGE = 50
"""How many hits come at a time."""

PATIENCE = 0.05
"""After how many seconds what was found so far is given, though it is no whole page."""

BEFORE, BEHIND = 60, 160
"""How many characters around a hit are shown."""

_FEW = 2000
_LAST = "\uffff"
_FIRST_PORTION, _LARGEST_PORTION = 64, 256

Source: TypeAlias = Literal["actors", "words", "named", "said", "labels", "talk"]
"""Where annotations are taken from: from actors' roles, from articles with the words, by labels, or from those with
a flag or a note. `named` and `said` are the two of a part that an actor or words can fill, as a stance's target.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An article, or an annotation in one; `span` is where it stands, None where only the title has the words.

    `before`, `words` and `behind` are the text there, on one line; `facts` say what it is, in a few words each.
    `sought` are the words that were looked for, where an article was found by words alone.
    """

    number: int
    article: str
    title: str
    span: Span | None
    before: str
    words: str
    behind: str
    sought: str = ""
    annotation: Annotation | None = None
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """Where a search goes on: from which source annotations are taken, and behind which one."""

    sources: tuple[Source, ...]
    position: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some hits, and where it goes on; None at the end."""

    hits: tuple[Hit, ...]
    after: Cursor | None


def search(
    project: Project,
    query: Query,
    *,
    after: Cursor | None = None,
    limit: int = PAGE,
    going_on: Callable[[], bool] = lambda: True,
) -> Page:
    """The next hits of a query: up to `limit`, fewer where that takes too long or `going_on` says no."""
    searching = _Searching(project, query) if query.filtered else _Reading(project, query)
    cursor = after or searching.begin()
    end = time.monotonic() + PATIENCE
    hits: list[Hit] = []
    portion = _FIRST_PORTION
    while cursor and len(hits) < limit and going_on():
        found, cursor = searching.go_on(cursor, portion, limit - len(hits))
        hits += found
        portion = min(portion * 2, _LARGEST_PORTION)
        if time.monotonic() > end:
            break
    return Page(hits=tuple(hits), after=cursor)


def facts_of(annotation: Annotation, text: str, actors: Mapping[str, Actor], schema: Schema) -> tuple[str, ...]:
    """What an annotation is, in a few words: its layer, choices, who and what fills its parts, and its status."""
    layer = schema.layer(annotation.layer)
    if layer is None:
        return (annotation.layer, status_name(annotation.status))
    filled = [(role, names_of(annotation, role.id, actors)) for role in layer.actors]
    said = [(role, text_of(annotation, role.id, text)) for role in layer.spans[1:] if _tells(role, layer, annotation)]
    parts = [f"{in_sentence(role.name)} {words}" for role, words in filled if words]
    quoted = [f"{in_sentence(role.name)} “{_shortened(words)}”" for role, words in said if words]
    note = tr("note “{note}”", note=_shortened(annotation.note)) if annotation.note else ""
    talk = [note, tr("flagged") if annotation.flagged else ""]
    choices = [choice_name(annotation, one.id, layer) for one in layer.fields]
    return tuple(
        filter(None, (in_sentence(layer.name), *parts, *choices, *quoted, *talk, status_name(annotation.status)))
    )


def _tells(role: Role, layer: Layer, annotation: Annotation) -> bool:
    """Whether the words of a role say more than its actors and what is drawn in the text."""
    return role.look != "none" or (layer.actor_role(role.id) is not None and role.id not in annotation.actors)


class _Reading:
    """Finds articles by words alone, in the order of the queue."""

    def __init__(self, project: Project, query: Query) -> None:
        self._store = project.store
        self._query = query
        self._phrases = [words for words in query.words if words.is_phrase]

    def begin(self) -> Cursor | None:
        return Cursor(sources=("words",), position=0)

    def go_on(self, cursor: Cursor, portion: int, limit: int) -> tuple[list[Hit], Cursor | None]:
        """Looks at so many articles more, and stops at so many hits."""
        portion = portion if self._phrases else limit
        numbers = store_search.articles_with(self._store, self._query.words, after=cursor.position, limit=portion)
        hits: list[Hit] = []
        for number, article, title, text in store_search.texts_of(self._store, numbers):
            hit = self._hit(number, article, title, text)
            hits += [hit] if hit else []
            if len(hits) == limit:
                return hits, Cursor(sources=cursor.sources, position=number)
        return hits, Cursor(sources=cursor.sources, position=numbers[-1]) if len(numbers) == portion else None

    def _hit(self, number: int, article: str, title: str, text: str) -> Hit | None:
        folded, folded_title = Folded(text), fold(title) if self._phrases else ""
        if not all(w.pattern.search(folded.text) or w.pattern.search(folded_title) for w in self._phrases):
            return None
        places = [(words, list(words.pattern.finditer(folded.text))) for words in self._query.words]
        # What is rarest in the article tells most; what stands in the title only, nothing.
        words, found = min(places, key=lambda place: len(place[1]) or len(text))
        span = folded.span(*found[0].span()) if found else None
        before, shown, behind = _around(text, span)
        count = tr("{count:,} places", count=len(found)) if len(found) > 1 else ""
        return Hit(
            number=number,
            article=article,
            title=title,
            span=span,
            before=before,
            words=shown,
            behind=behind,
            sought=" ".join(words.tokens),
            facts=tuple(filter(None, [count if found else tr("in the title")])),
        )


@dataclass(slots=True)
class _Part:
    """A filter for a part, with the actors that its value may mean."""

    asked: PartFilter
    actors: frozenset[str] = field(default_factory=frozenset[str])

    @property
    def roles(self) -> set[str]:
        return {role for _, role in self.asked.actor_roles}

    def holds_by_actor(self, annotation: Annotation) -> bool:
        roles = (role for layer, role in self.asked.actor_roles if layer == annotation.layer)
        return any(not self.actors.isdisjoint(annotation.actors.get(role, ())) for role in roles)

    def holds_by_words(self, annotation: Annotation, text: Callable[[], str]) -> bool:
        pattern = self.asked.words.pattern if self.asked.words else None
        roles = [role for layer, role in self.asked.span_roles if layer == annotation.layer]
        pieces = [annotation.spans[role] for role in roles if role in annotation.spans]
        if pattern is None or not pieces:
            return False
        joined = (" … ".join(text()[span.start : span.end] for span in spans) for spans in pieces)
        return any(pattern.search(fold(words)) for words in joined)


class _Searching:
    """Finds annotations by filters, and words that stand in them."""

    def __init__(self, project: Project, query: Query) -> None:
        self._project, self._store, self._query = project, project.store, query
        hidden = sorted(project.schema.on_demand | project.schema.retired)
        self._wanted: Wanted = store_search.wanted(project.store, query, project.annotator, hidden)
        self._parts = [
            _Part(
                asked, store_search.actors_called(self._store, fold(asked.value)) if asked.actor_roles else frozenset()
            )
            for asked in query.parts
        ]
        self._by_actor = [part for part in self._parts if not part.asked.span_roles]
        self._by_either = [part for part in self._parts if part.asked.span_roles and part.asked.actor_roles]
        spoken = [part.asked.words for part in self._parts if not part.asked.actor_roles]
        self._terms = [words for words in (*query.words, *spoken) if words]
        self._blind_share = project.blind_share()
        self._texts: dict[str, tuple[int, str, str]] = {}

    def begin(self) -> Cursor | None:
        """The source that promises fewest annotations to look at; None where there cannot be any."""
        if any(not part.actors for part in self._by_actor):
            return None
        if self._query.flagged or self._query.note:
            return Cursor(sources=("talk",))
        part = self._rarest(self._by_actor)
        if part and self._count(part) < _FEW:
            return Cursor(sources=("actors",))
        if self._terms:
            return Cursor(sources=("words",))
        if part and len(part.actors) <= store_search.MANY_ACTORS:
            return Cursor(sources=("actors",))
        if self._either and len(self._either.actors) <= store_search.MANY_ACTORS:
            return Cursor(sources=("named", "said"))
        return Cursor(sources=("labels",))

    def go_on(self, cursor: Cursor, portion: int, limit: int) -> tuple[list[Hit], Cursor | None]:
        """Looks at so many annotations (or articles) more, and stops at so many hits."""
        found, more = self._candidates(cursor, portion)
        annotations = {a.id: a for a in self._store.annotations_with([one for _, one in found])}
        kept: list[Annotation] = []
        position = cursor.position
        for position, one in found:
            if self._fits(annotations[one], cursor):
                kept.append(annotations[one])
            if len(kept) == limit:
                return self._hits(kept), Cursor(sources=cursor.sources, position=position)
        return self._hits(kept), more

    # In detail ---------------------------------------------------------------------------------------------------

    def _rarest(self, parts: Sequence[_Part]) -> _Part | None:
        return min(parts, key=self._count, default=None)

    @cached_property
    def _either(self) -> _Part | None:
        """The part that an actor or words may fill which fewest actors fill."""
        return self._rarest([part for part in self._by_either if part.asked.words])

    def _count(self, part: _Part) -> int:
        return store_search.roles_of(self._store, part.actors, part.roles, limit=_FEW)

    def _candidates(self, cursor: Cursor, portion: int) -> tuple[list[store_search.Found], Cursor | None]:
        """The next annotations that may fit, and where it goes on behind them."""
        source, *rest = cursor.sources
        following = Cursor(sources=tuple(rest)) if rest else None
        match source:
            case "actors" | "named":
                part = self._either if source == "named" else self._rarest(self._by_actor)
                actors, roles = (part.actors, part.roles) if part else (frozenset[str](), set[str]())
                after = cursor.position or ""
                found = store_search.naming(self._store, actors, roles, self._wanted, after=after, limit=portion)
            case "talk":
                after = cursor.position or ""
                found = store_search.talked_about(self._store, self._wanted, self._query, after=after, limit=portion)
            case "labels":
                after = cursor.position or 0
                found = store_search.labelled(self._store, self._wanted, self._query, after=after, limit=portion)
            case "words" | "said":
                return self._in_articles(cursor, portion)
        more = Cursor(sources=cursor.sources, position=found[-1][0]) if len(found) == portion else following
        return found, more

    def _in_articles(self, cursor: Cursor, portion: int) -> tuple[list[store_search.Found], Cursor | None]:
        number, annotation = cursor.position or (0, "")
        said = self._either.asked.words if self._either else None
        terms = [said] if cursor.sources[0] == "said" and said else self._terms
        # The article that the last page broke off in is looked at again, from where that was.
        after = number - 1 if annotation else number
        numbers = store_search.articles_with(self._store, terms, after=after, limit=portion)
        found = store_search.in_articles(self._store, numbers, self._wanted, after=(number, annotation))
        more = Cursor(sources=cursor.sources, position=(numbers[-1], _LAST)) if len(numbers) == portion else None
        return found, more

    def _fits(self, annotation: Annotation, cursor: Cursor) -> bool:
        def text() -> str:
            return self._text(annotation.article)

        # What names the actor came from the source before.
        if cursor.sources[0] == "said" and self._either and self._either.holds_by_actor(annotation):
            return False
        if self._query.note not in fold(annotation.note) or self._is_held_back(annotation):
            return False
        parts = all(part.holds_by_actor(annotation) or part.holds_by_words(annotation, text) for part in self._parts)
        return parts and self._says(annotation, self._query.words)

    def _is_held_back(self, annotation: Annotation) -> bool:
        """Whether it is a suggestion of an article that the annotator has not begun and that is to be blind."""
        if annotation.status != "suggested" or not is_chosen(annotation.article, self._blind_share):
            return False
        return annotation.layer in self._project.hidden_layers(annotation.article)

    def _says(self, annotation: Annotation, wanted: Sequence[Words]) -> bool:
        """Whether all of these words stand between the beginning and the end of an annotation."""
        if not wanted:
            return True
        said = fold(self._text(annotation.article)[annotation.start : annotation.end])
        return all(words.pattern.search(said) for words in wanted)

    def _text(self, article: str) -> str:
        if article not in self._texts:
            self._texts |= store_search.texts_with_ids(self._store, [article])
        return self._texts[article][2]

    def _hits(self, annotations: Sequence[Annotation]) -> list[Hit]:
        missing = {a.article for a in annotations} - self._texts.keys()
        self._texts |= store_search.texts_with_ids(self._store, missing)
        ids = {actor for a in annotations for named in a.actors.values() for actor in named}
        actors = {actor.id: actor for actor in self._store.actors_with(list(ids))}
        return list(self._made(annotations, actors))

    def _made(self, annotations: Sequence[Annotation], actors: Mapping[str, Actor]) -> Iterator[Hit]:
        for annotation in annotations:
            number, title, text = self._texts[annotation.article]
            span = _main_span(annotation, self._project.schema)
            before, words, behind = _around(text, span)
            yield Hit(
                number=number,
                article=annotation.article,
                title=title,
                span=span,
                before=before,
                words=words,
                behind=behind,
                annotation=annotation,
                facts=facts_of(annotation, text, actors, self._project.schema),
            )


def _main_span(annotation: Annotation, schema: Schema) -> Span | None:
    layer = schema.layer(annotation.layer)
    main = annotation.spans.get(layer.main_role.id) if layer else None
    return next(iter(main or next(iter(annotation.spans.values()), ())), None)


def _around(text: str, span: Span | None) -> tuple[str, str, str]:
    """The words of a span with what stands before and behind them, on one line; without one how the text begins."""
    start, end = span or (0, 0)
    first = max(start - BEFORE, 0)
    if first:
        blank = text.find(" ", first, start)
        first = blank + 1 if blank >= 0 else first
    cut = min(end, start + BEHIND)
    before = ("…" if first else "") + text[first:start]
    behind = text[cut : start + BEHIND] if cut == end else "…"
    return _line(before), _line(text[start:cut]), _line(behind)


def _line(words: str) -> str:
    return re.sub(r"\s+", " ", words)


def _shortened(words: str) -> str:
    return words if len(words) <= 40 else f"{words[:39]}…"
