"""What the tests of formats that carry labels both ways share."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from annotation.formats import Incoming, Refused, read_paths
from annotation.formats.base import Outgoing
from annotation.model import Actor, Annotation, Article, Labels, Span
from annotation.offsets import plain_line_endings
from annotation.schema import Schema, load_schema
from tests.annotation.strategies import outgoings

SCHEMA = load_schema()
TEXT = (
    "“Not now,” EU foreign policy chief Kaja Kallas said.\nShe 😀 opposes the U.S.-brokered deal, “not now” or later."
)
KALLAS = Actor(id="a 1:ä", name="Kaja Kallas", kind="person", wikidata="Q12371054")
EU = Actor(id="a2", name="European Union", kind="organisation")

plain_outgoings = outgoings().filter(
    lambda one: plain_line_endings(one.article.text)[0] == one.article.text and one.article.text[0] != "\ufeff"
)
"""Articles as a project holds them: their texts have plain line endings."""


def at(*words: str, text: str = TEXT) -> tuple[Span, ...]:
    return tuple(Span(text.index(one), text.index(one) + len(one)) for one in words)


def mention(name: str, words: str, actor: Actor, annotator: str = "mk") -> Annotation:
    return Annotation(
        id=name,
        article="x",
        layer="mention",
        annotator=annotator,
        spans={"text": at(words)},
        actors={"actor": (actor.id,)},
        status="accepted",
        origin="human",
    )


QUOTE = Annotation(
    id="q1",
    article="x",
    layer="quote",
    annotator="mk",
    spans={
        "content": at("“Not now,”", "“not now”"),
        "cue": at("said"),
        "source": at("EU foreign policy chief Kaja Kallas"),
    },
    actors={"speaker": (KALLAS.id, EU.id)},
    values={"kind": "direct"},
    status="accepted",
    origin="human",
    note="Whose?",
    flagged=True,
)
STANCE = Annotation(
    id="s1",
    article="x",
    layer="stance",
    annotator="mk",
    spans={"target": at("U.S.-brokered deal")},
    actors={"holder": (KALLAS.id,), "target": (EU.id,)},
    values={"polarity": "oppose"},
    status="accepted",
    origin="human",
)


def outgoing(*annotations: Annotation, article: Article | None = None) -> Outgoing:
    labels = Labels(actors=(KALLAS, EU), annotations=annotations)
    return Outgoing(article=article or Article(id="x", text=TEXT), labels=labels)


def read_all(*paths: Path, format: str = "auto", schema: Schema = SCHEMA) -> list[Incoming | Refused]:  # noqa: A002
    return list(read_paths(paths, format=format, schema=schema))


def incoming(*paths: Path, format: str = "auto", schema: Schema = SCHEMA) -> list[Incoming]:  # noqa: A002
    found = read_all(*paths, format=format, schema=schema)
    refused = [str(one) for one in found if isinstance(one, Refused)]
    assert not refused
    return [one for one in found if isinstance(one, Incoming)]


def labelled(folder: Path, *, format: str = "auto", schema: Schema = SCHEMA) -> list[Incoming]:  # noqa: A002
    """What was read with labels: beside some there are files with the text alone."""
    return [one for one in incoming(folder, format=format, schema=schema) if one.progress]


def refusal(path: Path, *, format: str = "auto") -> str:  # noqa: A002
    (found,) = read_all(path, format=format)
    assert isinstance(found, Refused)
    return found.reason


def content(annotation: Annotation) -> dict[str, Any]:
    """What an annotation says, without how it came to be."""
    return {
        "layer": annotation.layer,
        "spans": dict(annotation.spans),
        "actors": dict(annotation.actors),
        "values": dict(annotation.values),
        "note": annotation.note,
        "flagged": annotation.flagged,
    }


def by_content(annotations: Sequence[Annotation]) -> list[dict[str, Any]]:
    return sorted(map(content, annotations), key=_order)


def _order(found: dict[str, Any]) -> str:
    """The order of roles in a mapping says nothing."""
    return repr([sorted(value.items()) if isinstance(value, dict) else value for value in found.values()])
