"""Hypothesis strategies for texts, articles, actors, annotations and whole articles with their labels.

Texts are full of what breaks offsets: emoji, ZWJ families, flags, combining marks, right-to-left and astral letters.
Annotations are valid under the news schema.
"""

from __future__ import annotations

import regex
from hypothesis import strategies as st

from annotation.formats.base import Outgoing
from annotation.model import ORIGINS, STATES, STATUSES, Actor, Annotation, Article, Labels, Progress, Span, new_id

KINDS = ("person", "organisation", "country", "group", "other")
ANNOTATORS = ("mk", "ann-b", "Žofie")

_PIECES = (
    *("a", "B", " ", "\n", ".", ",", "'", "’s", '"', "“", "”", "-", "1", "é", "U.S.", "Trump", "said"),
    *("e\u0301", "\u0301", "ñ", "\u200d", "\ufe0f", "👍🏽", "😀", "👩\u200d👩\u200d👧", "🇺🇸", "🇪", "❤️"),
    *("العربية", "ﷺ", "שלום", "\u200f", "\u0600", "क्षि", "한국", "中", "𠀀", "𝔘", "ไทย", "\u2066", "𐐷"),
)

texts = st.one_of(
    st.lists(st.sampled_from(_PIECES), max_size=20).map("".join),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20),
)
"""Any text without control characters; may be empty."""

article_texts = texts.filter(str.strip)

_names = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)
_optional = st.one_of(st.just(""), _names)
_json = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(-(10**9), 10**9), st.floats(allow_nan=False, allow_infinity=False), _names
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(_names, inner, max_size=3)),
    max_leaves=5,
)

ids = st.builds(new_id)

actors = st.builds(
    Actor,
    id=ids,
    name=_names,
    kind=st.sampled_from(KINDS),
    wikidata=st.one_of(st.none(), st.integers(1, 10**6).map("Q{}".format)),
    note=_optional,
    aliases=st.lists(_names, max_size=2, unique=True).map(tuple),
)

articles = st.builds(
    Article,
    id=ids,
    text=article_texts,
    title=_optional,
    source=_optional,
    url=_optional,
    published=st.one_of(st.just(""), st.dates().map(str)),
    meta=st.dictionaries(_names, _json, max_size=3),
)


@st.composite
def spans_of(draw: st.DrawFn, text: str) -> Span:
    """Any span of `text`, empty ones and cut clusters included."""
    start = draw(st.integers(0, len(text)))
    return Span(start, draw(st.integers(start, len(text))))


@st.composite
def whole_spans_of(draw: st.DrawFn, text: str) -> Span:
    """A span of `text` as the project holds them: with something to see in it, and cutting no grapheme cluster."""
    clusters = [found.span() for found in regex.finditer(r"\X", text)]
    seen = draw(st.sampled_from([at for at, (start, end) in enumerate(clusters) if text[start:end].strip()]))
    first, last = draw(st.integers(0, seen)), draw(st.integers(seen, len(clusters) - 1))
    return Span(clusters[first][0], clusters[last][1])


@st.composite
def annotations_of(draw: st.DrawFn, article: Article, cast: tuple[Actor, ...]) -> Annotation:
    """An annotation of `article` that is valid under the news schema and names actors of `cast` only."""
    piece = whole_spans_of(article.text)
    one, many = st.tuples(piece), st.lists(piece, min_size=1, max_size=3, unique=True).map(lambda p: tuple(sorted(p)))
    ids_of_cast = [actor.id for actor in cast]
    who = st.lists(st.sampled_from(ids_of_cast), min_size=1, max_size=3, unique=True).map(tuple)
    layer = draw(st.sampled_from(("mention", "quote", "stance")))
    match layer:
        case "mention":
            spans = {"text": draw(one)}
            named = {"actor": (draw(st.sampled_from(ids_of_cast)),)}
            values: dict[str, str] = {}
        case "quote":
            spans = {"content": draw(many)} | draw(st.fixed_dictionaries({}, optional={"cue": many, "source": many}))
            named = draw(st.fixed_dictionaries({}, optional={"speaker": who}))
            values = {"kind": draw(st.sampled_from(("direct", "indirect", "mixed")))}
        case _:
            spans = {"target": draw(many)} | draw(st.fixed_dictionaries({}, optional={"evidence": many}))
            named = {"holder": draw(who), "target": draw(who)}
            values = {"polarity": draw(st.sampled_from(("support", "oppose", "mixed", "neutral")))}
    return Annotation(
        id=draw(ids),
        article=article.id,
        layer=layer,
        annotator=draw(st.one_of(st.none(), st.sampled_from(ANNOTATORS))),
        spans=spans,
        actors=named,
        values=values,
        status=draw(st.sampled_from(STATUSES)),
        origin=draw(st.sampled_from(ORIGINS)),
        changed=draw(st.booleans()),
        model=draw(st.one_of(st.none(), st.just("en_news-1.0"))),
        score=draw(st.one_of(st.none(), st.floats(0, 1))),
        note=draw(_optional),
        reason=draw(_optional),
        flagged=draw(st.booleans()),
        schema=draw(st.sampled_from(("", "news@1"))),
    )


@st.composite
def labels_of(draw: st.DrawFn, article: Article) -> Labels:
    """A cast and annotations of `article`, each with an id of its own."""
    cast = tuple(draw(st.lists(actors, min_size=1, max_size=4, unique_by=lambda actor: actor.id)))
    annotations = draw(st.lists(annotations_of(article, cast), max_size=5, unique_by=lambda one: one.id))
    return Labels(actors=cast, annotations=tuple(annotations))


@st.composite
def progress_of(draw: st.DrawFn, article: Article, *, suggested: frozenset[str] = frozenset()) -> tuple[Progress, ...]:
    """Progress of some annotators, sorted; `suggested` names those whose suggestions are laid out."""
    annotators = draw(st.lists(st.sampled_from(ANNOTATORS), unique=True))
    return tuple(
        Progress(
            article=article.id,
            annotator=annotator,
            state=draw(st.sampled_from(STATES)),
            suggested=annotator in suggested,
            revealed=draw(st.sampled_from(((), ("stance",)))),
            blind=draw(st.booleans()),
        )
        for annotator in sorted(annotators)
    )


@st.composite
def outgoings(draw: st.DrawFn) -> Outgoing:
    """An article with everything that an export writes."""
    article = draw(articles)
    labels = draw(labels_of(article))
    suggested = frozenset(one.annotator for one in labels.annotations if one.annotator)
    return Outgoing(article=article, labels=labels, progress=draw(progress_of(article, suggested=suggested)))
