"""What a format could not carry: each article is read back from what was written of it, and held against itself.

So no difference stays untold, whatever a format leaves out: each format only has to write what it can, and to read it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from annotation.describe import counted, excerpt, text_of
from annotation.formats.base import Incoming, Loss, Outgoing, What
from annotation.model import Actor, Annotation, Span
from annotation.schema import Layer, Schema

_LONGEST = 40


def by_annotator(outgoing: Outgoing) -> Iterator[tuple[str | None, Outgoing]]:
    """The article once for each annotator who accepted something in it or is done with it or skipped it; at least once.

    Only what is accepted is in it, with the actors that it names, and the annotator's own progress.
    """
    accepted = [one for one in outgoing.labels.annotations if one.status == "accepted"]
    settled = [one.annotator for one in outgoing.progress if one.state != "open"]
    for annotator in dict.fromkeys([*(one.annotator for one in accepted), *settled]) or [None]:
        own = sorted((one for one in accepted if one.annotator == annotator), key=lambda one: one.place)
        named = {actor for one in own for ids in one.actors.values() for actor in ids}
        labels = replace(
            outgoing.labels,
            annotations=tuple(own),
            actors=tuple(actor for actor in outgoing.labels.actors if actor.id in named),
        )
        progress = tuple(one for one in outgoing.progress if one.annotator == annotator)
        yield annotator, replace(outgoing, labels=labels, progress=progress)


def losses(before: Outgoing, after: Incoming, schema: Schema) -> list[Loss]:
    """What is not in `after`, which was read back from what a format wrote of `before`; ids may differ."""
    return _Comparison(before, after, schema).losses


class _Comparison:
    """Holds one article against what came back of it.

    Attributes:
        losses: what differs.
    """

    def __init__(self, before: Outgoing, after: Incoming, schema: Schema) -> None:
        self.losses: list[Loss] = []
        self._schema = schema
        self._article = before.article
        self._cast = {actor.id: actor for actor in before.labels.actors}
        self._cast_after = {actor.id: actor for actor in after.labels.actors}
        pairs = _paired(before.labels.annotations, after.labels.annotations)
        self._now = self._actors_now(pairs)
        self._compare_article(before, after)
        self._compare_cast(before.labels.annotations)
        for one, other in pairs:
            self._compare(one, other)
        surplus = len(after.labels.annotations) - sum(1 for _, other in pairs if other)
        if surplus:
            self._lose("flattened", f"{counted(surplus, 'annotation', 'annotations')} more came of what was written.")
        self._compare_making(pairs)
        self._compare_progress(before, after)

    def _lose(self, what: What, message: str, span: Span | None = None) -> None:
        where = span or Span(0, len(self._article.text))
        article = self._article
        self.losses.append(Loss(article=article.id, title=article.title, span=where, what=what, message=message))

    # The cast

    def _actors_now(self, pairs: Iterable[tuple[Annotation, Annotation | None]]) -> dict[str, str]:
        """By the id of each actor the id that the actor has now, as most of what names them says."""
        votes: dict[str, Counter[str]] = {}
        for one, other in pairs:
            for role, ids in one.actors.items():
                now = other.actors.get(role, ()) if other else ()
                for was, is_now in zip(ids, now, strict=len(ids) == len(now)) if len(ids) == len(now) else ():
                    votes.setdefault(was, Counter())[is_now] += 1
        return {was: found.most_common(1)[0][0] for was, found in votes.items()}

    def _compare_cast(self, annotations: Sequence[Annotation]) -> None:
        joined = Counter(self._now.values())
        for actor_id, actor in self._cast.items():
            now = self._cast_after.get(self._now.get(actor_id, ""))
            span = next((Span(one.start, one.end) for one in annotations if _names(one, actor_id)), None)
            if now is None:
                self._lose("dropped", f"{actor.name} is named by nothing that the format can carry.", span)
                continue
            if joined[now.id] > 1:
                self._lose("flattened", f"{actor.name} is no longer told from another actor in the same place.", span)
            self._compare_actor(actor, now, span)

    def _compare_actor(self, actor: Actor, now: Actor, span: Span | None) -> None:
        if actor.name != now.name:
            self._lose("renamed", f"{actor.name} is called “{excerpt(now.name, _LONGEST)}” there.", span)
        if actor.kind != now.kind:
            self._lose("flattened", f"{actor.name} is no longer known to be of the kind “{actor.kind}”.", span)
        extras = (("Wikidata id", "wikidata"), ("note", "note"), ("other names", "aliases"))
        lost = [name for name, key in extras if getattr(actor, key) != getattr(now, key)]
        if lost:
            self._lose("dropped", f"{actor.name} goes without {' and '.join(lost)}.", span)

    # Annotations

    def _compare(self, one: Annotation, other: Annotation | None) -> None:
        layer = self._schema.layer(one.layer)
        name = layer.name.lower() if layer else one.layer
        span = Span(one.start, one.end)
        called = f"the {name} “{self._words(one, layer)}”"
        if other is None:
            self._lose("dropped", f"{called[0].upper()}{called[1:]} is left out: the format has no place for it.", span)
            return
        self._compare_spans(one, other, called)
        for role, ids in one.actors.items():
            if tuple(self._now.get(actor, actor) for actor in ids) != other.actors.get(role, ()):
                names = ", ".join(self._cast[actor].name for actor in ids)
                self._lose("dropped", f"That {role} of {called} is {names} is left out.", span)
        for role in other.actors.keys() - one.actors.keys():
            self._lose("flattened", f"A {role} was added to {called}.", span)
        for field in sorted(one.values.keys() | other.values.keys()):
            if one.values.get(field) != other.values.get(field):
                self._lose("dropped", f"The {field} “{one.values.get(field, '')}” of {called} is left out.", span)
        lost = [
            word for word, key in (("note", "note"), ("flag", "flagged")) if getattr(one, key) != getattr(other, key)
        ]
        if lost:
            self._lose(
                "dropped", f"The {' and the '.join(lost)} of {called} {'are' if lost[1:] else 'is'} left out.", span
            )

    def _compare_spans(self, one: Annotation, other: Annotation, called: str) -> None:
        for role in sorted(one.spans.keys() | other.spans.keys()):
            was, now = set(one.spans.get(role, ())), set(other.spans.get(role, ()))
            for span in sorted(was - now):
                words = excerpt(self._article.text[span.start : span.end], _LONGEST)
                what: What = "snapped" if any(_touch(span, other) for other in now - was) else "dropped"
                told = "has other edges" if what == "snapped" else "is left out"
                self._lose(what, f"The {role} “{words}” of {called} {told}.", span)
            if now - was and not was - now:
                self._lose("flattened", f"More {role} was added to {called}.", min(now - was))

    def _words(self, one: Annotation, layer: Layer | None) -> str:
        role = layer.main_role.id if layer and layer.main_role.id in one.spans else next(iter(one.spans), "")
        return excerpt(text_of(one, role, self._article.text), _LONGEST)

    def _compare_making(self, pairs: Iterable[tuple[Annotation, Annotation | None]]) -> None:
        """How annotations came about is told of once for the article: it is no part of the label."""
        making = ("origin", "changed", "model", "score", "reason", "schema")
        differ = sum(1 for a, b in pairs if b and any(getattr(a, key) != getattr(b, key) for key in making))
        if differ:
            which = counted(differ, "annotation", "annotations")
            self._lose("dropped", f"How {which} came about (reader, score, reason, version of the labels) is left out.")

    # The article

    def _compare_article(self, before: Outgoing, after: Incoming) -> None:
        fields = ("id", "text", "title", "source", "url", "published", "meta")
        lost = [name for name in fields if getattr(before.article, name) != getattr(after.article, name)]
        if lost:
            self._lose("dropped", f"Of the article these are left out or altered: {', '.join(lost)}.")

    def _compare_progress(self, before: Outgoing, after: Incoming) -> None:
        was = {one.annotator: (one.state, one.revealed, one.blind) for one in before.progress}
        now = {one.annotator: (one.state, one.revealed, one.blind) for one in after.progress}
        begun = {one.annotator for one in before.labels.annotations if one.annotator is not None}
        was = dict.fromkeys(begun, ("open", (), False)) | was
        for annotator in sorted(was.keys() | now.keys()):
            if was.get(annotator) != now.get(annotator):
                self._lose("dropped", f"How far {annotator} is, or what they were shown, is not told.")
        if {one.annotator for one in before.labels.annotations} - {one.annotator for one in after.labels.annotations}:
            if before.labels.annotations and after.labels.annotations:
                self._lose("renamed", "Who labelled it is not told as it was.")
        elif {one.status for one in after.labels.annotations} - {"accepted"}:
            self._lose("flattened", "That its annotations are accepted is not told.")


def _paired(before: Sequence[Annotation], after: Sequence[Annotation]) -> list[tuple[Annotation, Annotation | None]]:
    """Each annotation with what became of it: the one of its id, or of its spans, or else the one most like it."""
    left = list(after)
    found: dict[str, Annotation] = {}
    for alike in (_same_id, _same_spans, _share_a_span):
        for one in before:
            if one.id not in found:
                other = next((other for other in left if one.layer == other.layer and alike(one, other)), None)
                if other is not None:
                    found[one.id] = other
                    left.remove(other)
    return [(one, found.get(one.id)) for one in before]


def _same_id(one: Annotation, other: Annotation) -> bool:
    return one.id == other.id


def _same_spans(one: Annotation, other: Annotation) -> bool:
    return one.spans == other.spans and one.values == other.values


def _share_a_span(one: Annotation, other: Annotation) -> bool:
    return any(_touch(a, b) for role, pieces in one.spans.items() for a in pieces for b in other.spans.get(role, ()))


def _touch(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _names(one: Annotation, actor_id: str) -> bool:
    return any(actor_id in ids for ids in one.actors.values())
