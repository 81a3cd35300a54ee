"""What the tests of foreign formats share: an article with labels of all layers, and round trips."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from annotation.formats import Format, Incoming, Loss, Outgoing, Refused, read_paths
from annotation.model import Actor, Annotation, Article, Labels, Progress, Span
from annotation.offsets import plain_line_endings
from annotation.schema import Schema, load_schema

SCHEMA = load_schema()
TEXT = "👍 “Not now,” EU foreign policy chief Kaja Kallas said of the deal in Kyiv. She opposes Moscow."
KALLAS = Actor(id="a1", name="Kaja Kallas", kind="person")
MOSCOW = Actor(id="a2", name="Moscow", kind="country")
ARTICLE = Article(
    id="art-1",
    title="Not now",
    text=TEXT,
    source="Agency",
    url="https://news.example/1",
    published="2024-05-01",
    meta={"desk": "world"},
)
IDS = [f"0190b3f0-0000-7000-8000-00000000000{number}" for number in range(9)]


def at(words: str, text: str = TEXT) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def made(number: int, layer: str, **parts: object) -> Annotation:
    fixed = {"id": IDS[number], "article": "art-1", "annotator": "mk", "status": "accepted", "origin": "human"}
    return Annotation(layer=layer, **fixed | parts)  # pyright: ignore[reportArgumentType]


def mention(number: int, words: str, actor: Actor) -> Annotation:
    return made(number, "mention", spans={"text": (at(words),)}, actors={"actor": (actor.id,)})


NAME = mention(0, "Kaja Kallas", KALLAS)
PRONOUN = mention(1, "She", KALLAS)
PLACE = mention(2, "Moscow", MOSCOW)
QUOTE = made(
    3,
    "quote",
    spans={
        "content": (at("“Not now,”"), at("of the deal in Kyiv")),
        "cue": (at("said"),),
        "source": (at("EU foreign policy chief Kaja Kallas"),),
    },
    actors={"speaker": ("a1",)},
    values={"kind": "mixed"},
)
STANCE = made(
    4,
    "stance",
    spans={"evidence": (at("opposes"),), "target": (at("Moscow"),)},
    actors={"holder": ("a1",), "target": ("a2",)},
    values={"polarity": "oppose"},
)
ALL = (NAME, PRONOUN, PLACE, QUOTE, STANCE)
DONE = (Progress(article="art-1", annotator="mk", state="done", suggested=True),)


def outgoing(*annotations: Annotation, progress: tuple[Progress, ...] = DONE, article: Article = ARTICLE) -> Outgoing:
    return Outgoing(article=article, labels=Labels(actors=(KALLAS, MOSCOW), annotations=annotations), progress=progress)


def written(found: Format, path: Path, *articles: Outgoing, schema: Schema = SCHEMA) -> list[Loss]:
    assert found.write
    return found.write(articles, path, schema)


def read(found: Format, path: Path, schema: Schema = SCHEMA) -> list[Incoming | Refused]:
    return list(read_paths([path], format=found.name, schema=schema))


def there_and_back(found: Format, *articles: Outgoing, name: str = "out.json") -> tuple[list[Incoming], list[Loss]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        losses = written(found, path, *articles)
        back = read(found, path)
    refused = [one for one in back if isinstance(one, Refused)]
    assert not refused, refused[0]
    return [one for one in back if isinstance(one, Incoming)], losses


def described(annotations: Iterable[Annotation], actors: Sequence[Actor]) -> list[object]:
    """All that a label says, with names for ids."""
    cast = {actor.id: (actor.name, actor.kind) for actor in actors}
    return [
        (
            one.annotator,
            one.layer,
            one.spans,
            {role: [cast[actor] for actor in ids] for role, ids in one.actors.items()},
            one.values,
            one.status,
        )
        for one in annotations
    ]


def clean(article: Outgoing) -> bool:
    """Whether the text is as a project holds it: with plain line endings."""
    return plain_line_endings(article.article.text)[0] == article.article.text


def assert_nothing_is_silent(article: Outgoing, back: Sequence[Incoming], losses: Sequence[Loss]) -> None:
    """Each accepted annotation came back as it was, or a loss tells of one of its spans or actors."""
    names = {actor.id: actor.name for actor in article.labels.actors}
    after = [label for one in back for label in described(one.labels.annotations, one.labels.actors)]
    accepted = [one for one in article.labels.annotations if one.status == "accepted"]
    for one in accepted:
        (own,) = described([one], article.labels.actors)
        if own in after:
            after.remove(own)
            continue
        spans = {Span(one.start, one.end), *(span for pieces in one.spans.values() for span in pieces)}
        called = tuple(f"{names[actor]} " for ids in one.actors.values() for actor in ids)
        assert any(loss.span in spans or loss.message.startswith(called) for loss in losses), one


def lines(path: Path, *records: object) -> Path:
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in records), "utf-8")
    return path


def document(path: Path, value: object) -> Path:
    path.write_text(json.dumps(value, ensure_ascii=False), "utf-8")
    return path


def one_read(found: Format, path: Path) -> Incoming:
    (back,) = read(found, path)
    assert isinstance(back, Incoming), back
    return back


def one_refused(found: Format, path: Path) -> str:
    (back,) = read(found, path)
    assert isinstance(back, Refused), back
    return back.reason
