"""Who stands where: actors, and the stances between them, gathered from an article or from the whole project.

What is a stance is the schema's to say: any layer with a field of choices and two roles that stand for one another, as
`describe` tells them. So are the polarities, which are the choices.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Literal, NamedTuple, TypeAlias

from annotation.describe import shorten, text_of
from annotation.model import Annotation, Article, Span
from annotation.project import Project
from annotation.schema import Choice, Layer, Schema
from annotation.store_map import Scope, actors_in, around, choices_made, naming, times_named, words_in

Key: TypeAlias = tuple[Literal["actor", "words"], str]
"""What a node stands for: an actor by its id, or words that name none."""

LONGEST_WORDS = 300
"""How much of the words that are a target of their own is kept."""

MOST_ACTORS = 300
"""How many nodes a picture has room for."""


class Polarity(NamedTuple):
    """One choice of one layer's field."""

    layer: str
    choice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """An actor, or words that are a target of their own; `weight` tells how many annotations name it."""

    key: Key
    name: str
    kind: str = ""
    weight: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrow:
    """The stances of one polarity that a holder has towards a target; `evidence` are their ids, as one reads."""

    holder: Key
    target: Key
    polarity: Polarity
    accepted: int
    evidence: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many stances there are."""
        return len(self.evidence)

    @property
    def suggested(self) -> bool:
        """True where nobody has accepted any of them yet."""
        return not self.accepted


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Nodes, most named first, and the arrows between them, most frequent first; `left_out` counts nodes too many."""

    nodes: tuple[Node, ...] = ()
    arrows: tuple[Arrow, ...] = ()
    left_out: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One piece of evidence or one quote: its words, the quote that they stand in, and the article's title."""

    annotation: str
    words: str
    within: str
    title: str


class Poles(NamedTuple):
    """The roles and the field of a layer of stances."""

    holder: str
    target: str
    field: str


def poles(layer: Layer) -> Poles | None:
    """Which roles of a layer are holder and target, and which field the polarity; None for a layer of no stances."""
    if not layer.fields:
        return None
    if len(layer.actors) > 1:
        return Poles(layer.actors[0].id, layer.actors[1].id, layer.fields[0].id)
    if layer.actor_role("holder") and layer.span_role("target"):
        return Poles("holder", "target", layer.fields[0].id)
    return None


def polarities(schema: Schema) -> dict[Polarity, Choice]:
    """Every polarity that a schema knows, in its order."""
    return {
        Polarity(layer.id, choice.id): choice
        for layer in schema.layers
        if poles(layer)
        for choice in layer.fields[0].choices
    }


def scope_of(project: Project, article: str | None, *, accepted_only: bool = False) -> Scope:
    """What the project's annotator is shown of an article, or (None) of all articles."""
    on_demand = tuple(sorted(project.schema.on_demand | project.schema.retired))
    return Scope(annotator=project.annotator, on_demand=on_demand, article=article, accepted_only=accepted_only)


def standing_of(project: Project, scope: Scope) -> Standing:
    """All stances of a scope. A stance that lacks its holder, its target or its polarity is left out."""
    found: dict[tuple[Key, Key, Polarity], list[tuple[str, bool]]] = defaultdict(list)
    names: dict[Key, str] = {}
    for layer in project.schema.layers:
        roles = poles(layer)
        made = choices_made(project.store, scope, layer.id, roles.field) if roles else []
        if roles and made:
            ends = _ends(project, [annotation for annotation, _, _ in made], roles, names)
            for annotation, choice, accepted in made:
                pairs = product(ends[annotation, roles.holder], ends[annotation, roles.target])
                for holder, target in dict.fromkeys(pairs):
                    found[holder, target, Polarity(layer.id, choice)].append((annotation, accepted))
    arrows = [_arrow(*ends, evidence) for ends, evidence in found.items()]
    return Standing(nodes=_nodes(project, scope, arrows, names), arrows=tuple(sorted(arrows, key=_rank)))


def chosen(standing: Standing, *, among: Collection[Polarity], least: int = 1, most: int = MOST_ACTORS) -> Standing:
    """Only the arrows of some polarities with so much evidence, and the nodes at their ends.

    Where these are more than `most`, those with the most evidence stay.
    """
    arrows = [arrow for arrow in standing.arrows if arrow.polarity in among and arrow.count >= least]
    evidence: Counter[Key] = Counter()
    for arrow in arrows:
        for end in dict.fromkeys((arrow.holder, arrow.target)):
            evidence[end] += arrow.count
    kept = {key for key, _ in sorted(evidence.items(), key=lambda item: (-item[1], item[0]))[:most]}
    return replace(
        standing,
        nodes=tuple(node for node in standing.nodes if node.key in kept),
        arrows=tuple(arrow for arrow in arrows if arrow.holder in kept and arrow.target in kept),
        left_out=len(evidence) - len(kept),
    )


def sentence(arrow: Arrow, names: Mapping[Key, str], schema: Schema) -> str:
    """“Kaja Kallas opposes Trump administration”."""
    choice = polarities(schema).get(arrow.polarity)
    verb = choice.name if choice else arrow.polarity.choice
    return f"{shorten(names[arrow.holder])} {verb} {shorten(names[arrow.target])}"


def evidence_of(project: Project, scope: Scope, ids: Sequence[str]) -> list[Piece]:
    """The words of these stances that show it, each with the quote that it stands in."""
    return list(_pieces(project, ids, lambda annotation, span: _quote_around(project, scope, annotation, span)))


def quotes_of(project: Project, scope: Scope, actor: str, *, limit: int) -> list[Piece]:
    """The first things that an actor is reported to say."""
    ids = naming(project.store, scope, actor, _quote_layers(project.schema), limit=limit)
    return list(_pieces(project, ids, lambda _annotation, _span: None))


def first_of(project: Project, scope: Scope, key: Key, arrows: Iterable[Arrow]) -> tuple[str, ...]:
    """The annotation that a node is named in first: a mention, or else the evidence of a stance."""
    layers = [layer.id for layer in project.schema.layers if layer.names_actors]
    mentions = naming(project.store, scope, key[1], layers, limit=1) if key[0] == "actor" else []
    stances = [arrow.evidence for arrow in arrows if key in (arrow.holder, arrow.target)]
    return tuple(mentions or (stances[0][:1] if stances else ()))


# In detail -------------------------------------------------------------------------------------------------------


def _ends(
    project: Project, ids: Sequence[str], roles: Poles, names: dict[Key, str]
) -> defaultdict[tuple[str, str], list[Key]]:
    """The nodes in the two roles of stances, by annotation and role; notes in `names` what words say."""
    both = (roles.holder, roles.target)
    ends: defaultdict[tuple[str, str], list[Key]] = defaultdict(list)
    for annotation, role, actor in actors_in(project.store, ids, both):
        ends[annotation, role].append(("actor", actor))
    bare = [annotation for annotation in ids if any((annotation, role) not in ends for role in both)]
    pieces: dict[tuple[str, str], list[str]] = defaultdict(list)
    for annotation, role, words in words_in(project.store, bare, both, longest=LONGEST_WORDS):
        pieces[annotation, role].append(" ".join(words.split()))
    for place, its in pieces.items():
        if place not in ends and any(its):
            words = " … ".join(its)
            key: Key = ("words", words.casefold())
            names.setdefault(key, words)
            ends[place].append(key)
    return ends


def _arrow(holder: Key, target: Key, polarity: Polarity, evidence: Sequence[tuple[str, bool]]) -> Arrow:
    return Arrow(
        holder=holder,
        target=target,
        polarity=polarity,
        accepted=sum(accepted for _, accepted in evidence),
        evidence=tuple(annotation for annotation, _ in evidence),
    )


def _rank(arrow: Arrow) -> tuple[int, Key, Key, Polarity]:
    return -arrow.count, arrow.holder, arrow.target, arrow.polarity


def _nodes(project: Project, scope: Scope, arrows: Sequence[Arrow], words: Mapping[Key, str]) -> tuple[Node, ...]:
    keys = {key for arrow in arrows for key in (arrow.holder, arrow.target)}
    actors = project.store.actors_with([key[1] for key in keys if key[0] == "actor"])
    named = times_named(project.store, scope, [actor.id for actor in actors])
    about = Counter(arrow.target for arrow in arrows for _ in arrow.evidence)
    nodes = [
        *(Node(key=("actor", a.id), name=a.name, kind=a.kind, weight=named.get(a.id, 1)) for a in actors),
        *(Node(key=key, name=words[key], weight=max(about[key], 1)) for key in keys if key[0] == "words"),
    ]
    return tuple(sorted(nodes, key=lambda node: (-node.weight, node.key)))


def _quote_layers(schema: Schema) -> list[str]:
    """The layers of what is said: those that have an actor, and are neither mentions nor stances."""
    return [layer.id for layer in schema.layers if layer.actors and not layer.names_actors and not poles(layer)]


def _quote_around(project: Project, scope: Scope, annotation: Annotation, span: Span) -> Annotation | None:
    quote = around(project.store, scope, annotation.article, span, _quote_layers(project.schema))
    return project.store.annotation(quote) if quote else None


_Finder: TypeAlias = Callable[[Annotation, Span], Annotation | None]


def _pieces(project: Project, ids: Sequence[str], around_it: _Finder) -> Iterator[Piece]:
    annotations = {annotation.id: annotation for annotation in project.store.annotations_with(ids)}
    articles: dict[str, Article | None] = {}
    for annotation in (annotations[i] for i in ids if i in annotations):
        if annotation.article not in articles:
            articles[annotation.article] = project.store.article(annotation.article)
        article = articles[annotation.article]
        text = article.text if article else ""
        role = _shown_role(annotation, project.schema)
        quote = around_it(annotation, annotation.spans[role][0]) if role else None
        yield Piece(
            annotation=annotation.id,
            words=text_of(annotation, role, text),
            within=text_of(quote, _shown_role(quote, project.schema), text) if quote else "",
            title=article.title if article else "",
        )


def _shown_role(annotation: Annotation, schema: Schema) -> str:
    """The layer's main role, or else whichever has words."""
    layer = schema.layer(annotation.layer)
    main = layer.main_role.id if layer else ""
    return main if main in annotation.spans else next(iter(annotation.spans), "")
