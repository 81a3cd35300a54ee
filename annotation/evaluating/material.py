"""An article's gold and its suggestions side by side."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from annotation.evaluating.matching import mention_pairs
from annotation.evaluating.words import Words
from annotation.model import Actor, Annotation, Article, Labels, Span


@dataclass(frozen=True, slots=True)
class Scope:
    """What of an article was annotated throughout, so that what is missing in its gold is wrong.

    `layers` is None where nothing was said about it. `names_only`: of mentions, only proper names. `pairs_only`: of
    stances, only between the actors and in the directions that the gold has; all those that it has were judged.
    """

    layers: frozenset[str] | None = None
    names_only: bool = False
    pairs_only: bool = False


def scope_of(article: Article) -> Scope:
    """What the article's `meta` says under `gold`: `layers`, `mentions: names` and `pairs: judged`."""
    said = article.meta.get("gold")
    if not isinstance(said, dict):
        return Scope()
    gold = cast("dict[str, Any]", said)
    layers = gold.get("layers")
    return Scope(
        layers=frozenset(map(str, cast("list[Any]", layers))) if isinstance(layers, list) else None,
        names_only=gold.get("mentions") == "names",
        pairs_only=gold.get("pairs") == "judged",
    )


@dataclass(frozen=True)
class Side:
    """The annotations of one side, gold or suggested, and the actors that they name."""

    labels: Labels

    def layer(self, layer: str) -> list[Annotation]:
        """Its annotations of a layer, in reading order."""
        return self._by_layer.get(layer, [])

    def actor(self, actor_id: str) -> Actor:
        """The actor of that id."""
        return self._actors.get(actor_id) or Actor(id=actor_id, name=actor_id)

    @cached_property
    def mentions(self) -> list[tuple[Span, str]]:
        """Each mention's span and the id of its actor; one that names several comes once for each."""
        return [
            (span, actor)
            for one in self.layer("mention")
            for span in one.spans.get("text", ())
            for actor in one.actors.get("actor", ())
        ]

    @cached_property
    def _by_layer(self) -> dict[str, list[Annotation]]:
        layers: dict[str, list[Annotation]] = defaultdict(list)
        for one in sorted(self.labels.annotations, key=lambda one: (one.start, one.end, one.id)):
            layers[one.layer].append(one)
        return layers

    @cached_property
    def _actors(self) -> dict[str, Actor]:
        return {actor.id: actor for actor in self.labels.actors}


@dataclass(frozen=True)
class Pair:
    """One article with both sides."""

    article: Article
    gold: Side
    suggested: Side

    @cached_property
    def scope(self) -> Scope:
        """What of it was annotated throughout."""
        return scope_of(self.article)

    @cached_property
    def words(self) -> Words:
        """Its words."""
        return Words(self.article.text)

    @cached_property
    def same(self) -> dict[str, str]:
        """From suggested actors to the gold actors that they are.

        A suggested actor is the gold actor with which it shares most mentions (the same span, or the greatest
        overlap, paired one to one); where it shares none, one that goes by the same name.
        """
        gold, suggested = self.gold.mentions, self.suggested.mentions
        shared: dict[str, Counter[str]] = defaultdict(Counter)
        pairs = mention_pairs([span for span, _ in gold], [span for span, _ in suggested])
        for suggestion, golden in sorted(pairs.items()):
            shared[suggested[suggestion][1]][gold[golden][1]] += 1
        found = {actor: counts.most_common(1)[0][0] for actor, counts in shared.items()}
        # An id is that of the gold where the reader was given its actors; in files of two makers ids mean nothing.
        given = set(self.gold.labels.actors)
        return {
            actor.id: match
            for actor in self.suggested.labels.actors
            if (match := actor.id if actor in given else found.get(actor.id) or self._by_name(actor)) is not None
        }

    def same_actors(self, suggested: tuple[str, ...]) -> frozenset[str]:
        """The gold actors that these suggested ones are; one that is none of them keeps its id."""
        return frozenset(self.same.get(actor, f"suggested {actor}") for actor in suggested)

    def _by_name(self, actor: Actor) -> str | None:
        return next((other.id for other in self.gold.labels.actors if _same_name(actor, other)), None)


def _same_name(one: Actor, other: Actor) -> bool:
    """Whether two go by one name: the same, or for persons a last word of the other's."""
    some, others = one.name.casefold(), other.name.casefold()
    people = one.kind == other.kind == "person"
    return some == others or (people and (some.endswith(f" {others}") or others.endswith(f" {some}")))
