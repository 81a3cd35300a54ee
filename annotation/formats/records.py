"""What the formats share that hold one record for each article and annotator: metadata, and going through records."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from annotation.errors import ImportProblem
from annotation.exchange import Record
from annotation.formats.base import Incoming, Refused, stable_id
from annotation.formats.graph import Made, Read
from annotation.formats.json_reading import json_lines, odd_record, plain_record
from annotation.formats.placing import Placing
from annotation.formats.repair import headline
from annotation.model import STATES, Annotation, Article, Progress, State

METADATA = {"article": "id", "title": "title", "source": "source", "url": "url", "published": "published"}
"""By the key in foreign records what it is of an article; `meta` holds the rest."""


STATE_NAMES: dict[str, State] = {state: state for state in STATES}
"""The states of an article by their names, for looking up what a file says."""


def metadata_of(article: Article) -> Record:
    """What is known of an article besides its text, without what is empty."""
    found: Record = {key: getattr(article, name) for key, name in METADATA.items()} | {"meta": dict(article.meta)}
    return {key: value for key, value in found.items() if value}


def article_of(record: Record, text: str) -> Article:
    """The article of that text with the metadata of a record; what else stands in the record goes into `meta`."""
    own = {name: record[key] for key, name in METADATA.items() if isinstance(record.get(key), str)}
    meta: object = record.get("meta")
    known = cast("Record", meta) if isinstance(meta, dict) else {}
    others = {key: value for key, value in record.items() if key not in METADATA and key != "meta" and value}
    described = {"id": stable_id(text), "title": headline(text) if "article" not in record else ""}
    return Article(text=text, meta=others | known, **described | own)


def progress_of(article: Article, made: Made, annotations: Sequence[Annotation], state: State) -> tuple[Progress, ...]:
    """How far the annotator of a record is; nothing where nobody is named."""
    if made.annotator is None:
        return ()
    begun = any(one.annotator == made.annotator for one in annotations)
    return (Progress(article=article.id, annotator=made.annotator, state=state, suggested=begun),)


def incoming_of(
    article: Article, found: Read, made: Made, state: State, placing: Placing, *, original: str, where: str
) -> Incoming:
    """What came of a record with one text: `original` is that text as it stood there."""
    return Incoming(
        article=article,
        labels=found.labels,
        progress=progress_of(article, made, found.labels.annotations, state),
        original=None if article.text == original else original.encode(),
        repairs=tuple(placing.repairs()),
        losses=found.losses,
        where=where,
    )


def as_object(value: object, what: str) -> Record:
    """The value where it is a JSON object; raises ImportProblem where it is not."""
    if not isinstance(value, dict):
        raise ImportProblem(f"{what} should be an object; correct it.")
    return cast("Record", value)


def as_objects(value: object, what: str) -> list[Record]:
    """The value where it is a list of JSON objects, or None for none; raises ImportProblem where it is not."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise ImportProblem(f"{what} should be a list; correct it.")
    return [as_object(one, f"Each of {what}") for one in cast("list[object]", value)]


def one_or_many(value: object, what: str) -> list[Record]:
    """As `as_objects`, for what may be one object without a list around it."""
    return [cast("Record", value)] if isinstance(value, dict) else as_objects(value, what)


def text_in(record: Record, key: str = "text") -> str:
    """The text of a record; raises ImportProblem where there is none."""
    text = record.get(key)
    if not isinstance(text, str):
        raise ImportProblem(f"The key “{key}” is missing or no text; add it.")
    return text


def as_words(value: object, what: str) -> list[str]:
    """The value where it is a list of words; raises ImportProblem where it is not, or holds none."""
    words = [word(one) for one in cast("list[object]", value)] if isinstance(value, list) else []
    if not words or not all(words):
        raise ImportProblem(f"{what} should be a list of words; correct it.")
    return words


def word(value: object) -> str:
    """A name as a text: numbers too, and nothing for what is neither."""
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


class OneText:
    """Sees to it that one id stands for one text in a file."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def check(self, article: Article) -> None:
        """Raises ImportProblem where the id stood for another text before."""
        seen = hash(article.text)
        if self._seen.setdefault(article.id, seen) != seen:
            raise ImportProblem(
                f"The id “{article.id}” stands for a different text earlier in the file; give one of them another id."
            )


def read_lines(path: Path, take: Callable[[Record, str], Iterable[Incoming]]) -> Iterator[Incoming | Refused]:
    """What `take` makes of each line of a file of JSON lines; a line that is not right is refused as a whole."""
    number = 0
    for number, line in json_lines(path):
        where = f"{path}, line {number}"
        try:
            found = plain_record(line)
            record, _, told = (found, None, list[str]()) if found is not None else odd_record(line)
            yield from [_with_repairs(one, told) for one in take(record, where)]
        except ImportProblem as problem:
            yield Refused(where, str(problem))
    if not number:
        raise ImportProblem("It is empty; there is nothing to import.")


def read_each(
    path: Path, records: Iterable[object], what: str, told: list[str], take: Callable[[Record, str], Iterable[Incoming]]
) -> Iterator[Incoming | Refused]:
    """What `take` makes of each of the records that a file holds; one that is not right is refused as a whole."""
    for number, record in enumerate(records, 1):
        where = f"{path}, {what} {number}"
        try:
            yield from [_with_repairs(one, told) for one in list(take(as_object(record, f"The {what}"), where))]
        except ImportProblem as problem:
            yield Refused(where, str(problem))


def _with_repairs(incoming: Incoming, told: list[str]) -> Incoming:
    return replace(incoming, repairs=(*told, *incoming.repairs)) if told else incoming


def to_line(record: Any) -> str:
    """A record as one line of JSON."""
    return json.dumps(record, ensure_ascii=False, allow_nan=False) + "\n"
