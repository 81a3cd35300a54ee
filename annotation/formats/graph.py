"""Annotations as labelled spans and relations between them, which is how Prodigy, Label Studio and doccano see them.

An annotation is a star: its head (the first piece of its first role) has a relation to each other piece, labelled with
that piece's role, and one to a mention of each actor, labelled with the actor's role (`SPEAKER`). Mentions of one actor
hang together by relations `SAME`, which begin at the mention that gives the name. In, relations may run either way.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid5

from annotation.errors import ImportProblem
from annotation.formats.base import Loss, Outgoing
from annotation.formats.labels import SAME, THE_SAME, LabelMap, Meaning, naming_layer, role_label
from annotation.model import Actor, Annotation, Article, Labels, Span, Status
from annotation.schema import Layer, Schema

_IDS = UUID("5b0b8b53-6f0e-5d0a-8f61-9a8f3f2c7d10")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A labelled span; `values` are the choices of the annotation that it is the head of."""

    id: str
    span: Span
    label: str
    values: Mapping[str, str] = field(default_factory=dict[str, str])
    note: str = ""
    score: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A labelled relation from one mark to another, by their ids."""

    start: str
    end: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """The marks and links of one article and annotator."""

    marks: tuple[Mark, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """How the annotations of a file came about: by whom, and whether they are accepted."""

    annotator: str | None
    status: Status = "accepted"
    model: str | None = None
    score: float | None = None


# Out


def graph_of(outgoing: Outgoing, schema: Schema) -> Graph:
    """The labels of an article as marks and links; what has no span is not in it."""
    return _Drawing(outgoing, schema).graph()


class _Drawing:
    """Draws the graph of one article."""

    def __init__(self, outgoing: Outgoing, schema: Schema) -> None:
        self._outgoing = outgoing
        self._schema = schema
        self._naming = naming_layer(schema)
        self._cast = {actor.id: actor for actor in outgoing.labels.actors}
        self._mentions: dict[str, list[Mark]] = defaultdict(list)
        self._marks: list[Mark] = []
        self._links: list[Link] = []

    def graph(self) -> Graph:
        for annotation in self._outgoing.labels.annotations:
            layer = self._schema.layer(annotation.layer)
            if layer and annotation.spans:
                self._mark(annotation, layer)
        for actor_id, mentions in self._mentions.items():
            self._tie(self._cast[actor_id], mentions)
        for annotation in self._outgoing.labels.annotations:
            if self._naming is None or annotation.layer != self._naming.id:
                self._name(annotation)
        return Graph(marks=tuple(self._marks), links=tuple(self._links))

    def _mark(self, annotation: Annotation, layer: Layer) -> None:
        pieces = [(role.id, span) for role in layer.spans for span in annotation.spans.get(role.id, ())]
        for number, (role_id, span) in enumerate(pieces):
            mark = Mark(
                id=f"{annotation.id}/{number}" if number else annotation.id,
                span=span,
                label=self._label(annotation, layer, role_id),
                values={} if number else annotation.values,
                note="" if number else annotation.note,
                score=None if number else annotation.score,
            )
            self._marks.append(mark)
            if number:
                self._links.append(Link(start=annotation.id, end=mark.id, label=role_id.upper()))
            elif layer is self._naming and layer.main_role.id == role_id:
                for actor_id in _first(annotation, layer):
                    self._mentions[actor_id].append(mark)

    def _label(self, annotation: Annotation, layer: Layer, role_id: str) -> str:
        if layer is self._naming and role_id == layer.main_role.id:
            for actor_id in _first(annotation, layer):
                return self._cast[actor_id].kind.upper()
        return role_label(self._schema, layer.id, role_id)

    def _tie(self, actor: Actor, mentions: Sequence[Mark]) -> None:
        """Links the mentions of an actor, from the one that is the actor's name."""
        text = self._outgoing.article.text
        first = next((one for one in mentions if text[one.span.start : one.span.end] == actor.name), mentions[0])
        self._links.extend(Link(start=first.id, end=one.id, label=SAME) for one in mentions if one is not first)

    def _name(self, annotation: Annotation) -> None:
        """Links an annotation to the nearest mention of each actor that it names."""
        for role, actors in annotation.actors.items() if annotation.spans else ():
            for actor in actors:
                near = min(
                    self._mentions.get(actor, ()),
                    key=lambda mark: abs(mark.span.start - annotation.start),
                    default=None,
                )
                if near:
                    self._links.append(Link(start=annotation.id, end=near.id, label=role.upper()))


def _first(annotation: Annotation, layer: Layer) -> tuple[str, ...]:
    """The actor that a mention names, if any."""
    return annotation.actors.get(layer.actors[0].id, ())[:1]


# In


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What a graph comes to: labels, and what of it was left out."""

    labels: Labels
    losses: tuple[Loss, ...]


def read_graph(graph: Graph, article: Article, schema: Schema, labels: LabelMap, made: Made) -> Read:
    """The annotations and actors of an article that marks and links tell of.

    Raises:
        ImportProblem: a label means nothing under the schema, or an id is there twice or not at all.
    """
    return _Reading(graph, article, schema, labels, made).read()


class _Reading:
    """Makes annotations of one graph."""

    def __init__(self, graph: Graph, article: Article, schema: Schema, labels: LabelMap, made: Made) -> None:
        self._article = article
        self._schema = schema
        self._made = made
        self._naming = naming_layer(schema)
        self._losses: list[Loss] = []
        self._marks = _by_id(graph.marks)
        self._meant = self._meanings(graph.marks, labels)
        self._stars = _Groups(self._meant)
        self._same = _Groups(one for one in self._meant if self._is_mention(one))
        self._named: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for link in graph.links:
            self._take(link, labels)

    def read(self) -> Read:
        actors = self._actors()
        used: Counter[str] = Counter()
        annotations = [self._annotation(star, actors, used) for star in self._stars.groups()]
        for annotation in annotations:
            complaint = self._schema.complaint(annotation)
            if complaint:
                raise ImportProblem(f"In “{self._words(Span(annotation.start, annotation.end))}”: {complaint}")
        cast = tuple({actor.id: actor for actor in actors.values()}.values())
        return Read(labels=Labels(actors=cast, annotations=tuple(annotations)), losses=tuple(self._losses))

    def _meanings(self, marks: Iterable[Mark], labels: LabelMap) -> dict[str, Meaning]:
        found = {mark.id: labels.span(mark.label) for mark in marks}
        for mark_id in (mark_id for mark_id, meaning in found.items() if meaning is None):
            mark = self._marks[mark_id]
            self._lose(mark.span, f"“{self._words(mark.span)}”, labelled “{mark.label}”, is left out by labels.yaml.")
        return {mark_id: meaning for mark_id, meaning in found.items() if meaning}

    def _lose(self, span: Span, message: str) -> None:
        article = self._article
        self._losses.append(Loss(article=article.id, title=article.title, span=span, what="dropped", message=message))

    def _words(self, span: Span) -> str:
        words = self._article.text[span.start : span.end]
        return words if len(words) <= 40 else f"{words[:39]}…"

    def _is_mention(self, mark_id: str) -> bool:
        naming, meaning = self._naming, self._meant[mark_id]
        return naming is not None and (meaning.layer, meaning.role) == (naming.id, naming.main_role.id)

    # Links

    def _take(self, link: Link, labels: LabelMap) -> None:
        for end in (link.start, link.end):
            if end not in self._marks:
                raise ImportProblem(f"A relation “{link.label}” names the span “{end}”, which is not there; add it.")
        meaning = labels.link(link.label)
        if meaning is None or not {link.start, link.end} <= self._meant.keys():
            span = self._marks[link.start].span
            self._lose(span, f"The relation “{link.label}” of “{self._words(span)}” is left out by labels.yaml.")
            return
        if not self._joined(link.start, link.end, meaning) and not self._joined(link.end, link.start, meaning):
            raise ImportProblem(
                f"The relation “{link.label}” joins a “{self._marks[link.start].label}” and a "
                f"“{self._marks[link.end].label}”, which the schema does not; say in labels.yaml what it means."
            )

    def _joined(self, start: str, end: str, meaning: Meaning) -> bool:
        """Takes a relation as one that begins at `start`; False where it cannot be."""
        mentions = self._is_mention(start), self._is_mention(end)
        layers = self._meant[start].layer, self._meant[end].layer
        if all(mentions) or meaning == THE_SAME:
            fits = all(mentions) and meaning == THE_SAME
            return fits and self._same.join(start, end)
        layer = self._schema.layer(layers[0])
        if mentions[1] and layer and layer.actor_role(meaning.role) and meaning.layer in ("", layer.id):
            self._named[start].append((meaning.role, end))
            return True
        return layers[0] == layers[1] and meaning.layer in ("", layers[0]) and self._stars.join(start, end)

    # Actors

    def _actors(self) -> dict[str, Actor]:
        """By the id of each mention the actor that it names."""
        found: dict[str, Actor] = {}
        taken: Counter[tuple[str, str]] = Counter()
        for group in self._same.groups():
            first = self._marks[group[0]]
            name = " ".join(self._article.text[first.span.start : first.span.end].split())
            kind = self._meant[first.id].kind
            taken[name, kind] += 1
            actor_id = uuid5(_IDS, f"{self._article.id} {kind} {name} {taken[name, kind]}")
            found |= dict.fromkeys(group, Actor(id=str(actor_id), name=name, kind=kind))
        return found

    # Annotations

    def _annotation(self, star: Sequence[str], actors: Mapping[str, Actor], used: Counter[str]) -> Annotation:
        spans: dict[str, set[Span]] = defaultdict(set)
        named: dict[str, dict[str, None]] = defaultdict(dict)
        values: dict[str, str] = {}
        for mark_id in star:
            mark = self._marks[mark_id]
            spans[self._meant[mark_id].role].add(mark.span)
            values |= mark.values
            for role, mention in self._named.get(mark_id, ()):
                named[role][actors[mention].id] = None
            if mark_id in actors and self._naming:
                named[self._naming.actors[0].id][actors[mark_id].id] = None
        layer = self._meant[star[0]].layer
        marks = [self._marks[one] for one in star]
        return Annotation(
            id=self._id(star, layer, used),
            article=self._article.id,
            layer=layer,
            annotator=self._made.annotator,
            spans={role: tuple(sorted(pieces)) for role, pieces in spans.items()},
            actors={role: tuple(ids) for role, ids in named.items()},
            values=values,
            status=self._made.status,
            origin="model" if self._made.model else "human",
            model=self._made.model,
            score=next((mark.score for mark in marks if mark.score is not None), self._made.score),
            note=next((mark.note for mark in marks if mark.note), ""),
        )

    def _id(self, star: Sequence[str], layer: str, used: Counter[str]) -> str:
        """The id that the file has from here, or else one that is the same each time this is read."""
        own = next((one for one in star if is_own_id(one)), None)
        if own:
            return own
        places = sorted((self._meant[one].role, *self._marks[one].span) for one in star)
        key = f"{self._article.id} {self._made.annotator} {self._made.model} {layer} {places}"
        used[key] += 1
        return str(uuid5(_IDS, f"{key} {used[key]}"))


def is_own_id(word: str) -> bool:
    """Whether an id is one that this program gives."""
    try:
        return str(UUID(word)) == word
    except ValueError:
        return False


def _by_id(marks: Iterable[Mark]) -> dict[str, Mark]:
    found: dict[str, Mark] = {}
    for mark in marks:
        if mark.id in found:
            raise ImportProblem(f"Two spans have the id “{mark.id}”; give each its own.")
        found[mark.id] = mark
    return found


class _Groups:
    """Ids that hang together."""

    def __init__(self, members: Iterable[str]) -> None:
        self._group = {one: [one] for one in members}

    def join(self, one: str, other: str) -> bool:
        """Joins the groups of two members, the first one's in front."""
        first, second = self._group[one], self._group[other]
        if first is not second:
            first += second
            for member in second:
                self._group[member] = first
        return True

    def groups(self) -> Iterator[list[str]]:
        """All groups, in the order in which their first member came."""
        seen: set[int] = set()
        for group in self._group.values():
            if id(group) not in seen:
                seen.add(id(group))
                yield group
