"""What the program proposes when an annotator begins an annotation from a selection: the parts that stand near it.

The proposals look for roles by their names (`cue`, `source`, `speaker`, `holder`, `target`, `actor`) in the layer at
hand, so that a layer without such a role simply gets none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from annotation.alternatives import Surroundings, alternatives
from annotation.draft import Draft, Piece
from annotation.model import Annotation, Article, Span, new_id
from annotation.offsets import paragraph_around
from annotation.quotation import kind_of
from annotation.schema import Layer, Schema
from annotation.schema_editing import Fitting


def begin(
    layer: Layer,
    span: Span,
    article: Article,
    annotations: Sequence[Annotation],
    schema: Schema,
    *,
    cues: Callable[[str], Iterable[Span]],
) -> Draft:
    """The draft of a new annotation of `layer` whose main role is `span`, with what can be proposed filled in.

    `annotations` are those of the article that are not rejected; `cues` finds reporting words in a stretch of text
    and gives their offsets in it.
    """
    main = layer.main_role.id
    bare = Annotation(id=new_id(), article=article.id, layer=layer.id, origin="human", spans={main: (span,)})
    names = [a for a in annotations if _names_an_actor(a, schema)]
    if layer.names_actors:
        new = _same_name(bare, layer, span, article.text, names)
    elif layer.span_role("cue"):
        new = _reported(bare, layer, article, names, cues)
    elif layer.actor_role("holder"):
        new = _held(bare, span, article.text, names, annotations)
    else:
        new = bare
    return Draft(before=None, after=Fitting(schema).annotation(new) or bare, active=Piece(main, 0))


def following_kind(before: Annotation, after: Annotation, layer: Layer, text: str) -> Annotation:
    """`after` with the kind that its quotation marks say, where `before` had the one that its own said.

    So the kind follows the content while it is moved, and stays where somebody has said otherwise.
    """
    main = layer.main_role.id
    old, new = before.spans.get(main, ()), after.spans.get(main, ())
    field = layer.offered.field("kind")
    if field is None or old == new or not new or field.choice(kind_of(text, new)) is None:
        return after
    derived = not old or before.values.get("kind") in (None, kind_of(text, old))
    return after.with_value("kind", kind_of(text, new)) if derived else after


def overridden_kind(annotation: Annotation, layer: Layer, text: str) -> str:
    """What the quotation marks say of a quote's kind, by name, where it is given as another one; else nothing."""
    field, content = layer.field("kind"), annotation.spans.get(layer.main_role.id, ())
    if field is None or not content or layer.span_role("cue") is None:
        return ""
    choice = field.choice(kind_of(text, content))
    return choice.name if choice and annotation.values.get("kind", choice.id) != choice.id else ""


def following_parts(
    before: Annotation,
    after: Annotation,
    layer: Layer,
    article: Article,
    annotations: Callable[[], Sequence[Annotation]],
    schema: Schema,
    *,
    cues: Callable[[str], Iterable[Span]],
) -> Annotation:
    """`after` with cue, source and speaker proposed anew, where its content has been put somewhere else altogether.

    `annotations` is asked only then, for a long article has many.
    """
    main = layer.main_role.id
    old, new = before.spans.get(main, ()), after.spans.get(main, ())
    if layer.span_role("cue") is None or not old or not new or any(_overlap(a, b) for a in old for b in new):
        return after
    fresh = begin(layer, new[0], article, annotations(), schema, cues=cues).after
    return replace(after, spans={**fresh.spans, main: new}, actors=fresh.actors)


def names_among(annotations: Sequence[Annotation], schema: Schema) -> list[Span]:
    """Where actors are named."""
    return [_span(a) for a in annotations if _names_an_actor(a, schema)]


def _names_an_actor(annotation: Annotation, schema: Schema) -> bool:
    layer = schema.layer(annotation.layer)
    return layer is not None and layer.names_actors and bool(annotation.actors)


def _actors(annotation: Annotation) -> tuple[str, ...]:
    return next(iter(annotation.actors.values()), ())


def _same_name(new: Annotation, layer: Layer, span: Span, text: str, names: Sequence[Annotation]) -> Annotation:
    """A mention of what another mention of the same words names."""
    words = text[span.start : span.end].casefold()
    same = next((a for a in names if text[a.start : a.end].casefold() == words), None)
    return new.with_actors(layer.actors[0].id, _actors(same)) if same and layer.actors else new


def _reported(
    new: Annotation,
    layer: Layer,
    article: Article,
    names: Sequence[Annotation],
    cues: Callable[[str], Iterable[Span]],
) -> Annotation:
    """A quote with its kind from the marks, and the likeliest cue and source; the speaker is who is named in that."""
    text = article.text
    new = new.with_value("kind", kind_of(text, new.spans[layer.main_role.id]))
    around = Surroundings.of(new, text, [_span(a) for a in names], cues)
    for role in ("cue", "source"):
        places = alternatives(new, role, layer, around) if layer.span_role(role) else []
        if not places:
            return new
        new = new.with_spans(role, places[0])
    source = new.spans["source"][0]
    named = next((a for a in names if source.start <= a.start and a.end <= source.end), None)
    return new.with_actors("speaker", _actors(named)) if named and layer.actor_role("speaker") else new


def _held(
    new: Annotation, span: Span, text: str, names: Sequence[Annotation], annotations: Sequence[Annotation]
) -> Annotation:
    """A stance whose holder is the speaker of the quote that it stands in, or else the nearest name before it."""
    quote = next((a for a in annotations if "speaker" in a.actors and _inside(span, a)), None)
    paragraph = paragraph_around(text, span)
    here = [a for a in names if paragraph.start <= a.start < paragraph.end]
    before = [a for a in here if a.end <= span.start]
    holder = quote.actors["speaker"] if quote else _actors(before[-1]) if before else ()
    inside = next((a for a in here if a.start >= span.start and a.end <= span.end and _actors(a) != holder), None)
    new = new.with_actors("holder", holder)
    if inside is None:
        return new
    return replace(new.with_actors("target", _actors(inside)), spans={**new.spans, "target": (_span(inside),)})


def _inside(span: Span, quote: Annotation) -> bool:
    return any(p.start <= span.start and span.end <= p.end for p in next(iter(quote.spans.values()), ()))


def _span(annotation: Annotation) -> Span:
    return Span(annotation.start, annotation.end)


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
