"""CoNLL-2003: a token a line, its labels in columns as BIO, a blank line after each paragraph; out and in.

The last column holds the mentions by the kinds of their actors, as in CoNLL-2003, and each column before it one role of
another layer, in the order of the schema. A column has one label for a token, so that of what overlaps the longest is
kept. Where several people labelled an article, it is there once for each.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from annotation.describe import counted, excerpt
from annotation.errors import ImportProblem
from annotation.formats.base import Format, Incoming, Loss, Outgoing, Refused, replacing
from annotation.formats.decode import decode
from annotation.formats.foreign import Words, layer_name, mention_layer
from annotation.formats.shared import Builder, Losses, by_annotator, new_article, unknown_labels
from annotation.formats.text import title_from_name
from annotation.model import Annotation, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from annotation.schema import Layer, Schema

_DOCSTART = "-DOCSTART-"
_OUTSIDE = "O"
_NOBODY = "conll"
"""The annotator of a file, which names none; each time that an article stands there again it is another one."""
_LONGEST = 60

_Column: TypeAlias = tuple[str, str]
"""A layer and one of its span roles."""


# Out


def write(outgoings: Iterable[Outgoing], path: Path, schema: Schema) -> list[Loss]:
    """Writes each article once for each annotator, and returns what did not fit as it was.

    Raises:
        Problem: the file could not be written.
    """
    import spacy

    # The tokenizer alone: the pipeline around it refuses texts of more than a million characters.
    tokenizer = spacy.blank("en").tokenizer
    columns = _columns(schema)
    losses: list[Loss] = []
    with replacing(path) as part, part.open("w", encoding="utf-8", newline="\n") as file:
        for outgoing in outgoings:
            doc = tokenizer(outgoing.article.text)
            about = Losses(outgoing.article)
            about.lose_article()
            losses += about.found
            for annotator, own in by_annotator(outgoing):
                tagger = _Tagger(doc, own, schema)
                tagger.tell(annotator)
                rows = tagger.rows(columns)
                file.write(f"{_DOCSTART}{' -X-' * (len(columns) - 1)} {_OUTSIDE}\n\n")
                file.writelines(f"{' '.join(row)}\n" for row in rows)
                file.write("\n")
                losses += tagger.losses.found
    return losses


def _columns(schema: Schema) -> list[_Column]:
    """The columns behind the token: the mentions are the last."""
    mentions = mention_layer(schema)
    of_mentions = mentions.id if mentions else ""
    layers = sorted(schema.layers, key=lambda layer: layer.id == of_mentions)
    return [(layer.id, role.id) for layer in layers for role in layer.spans]


@dataclass(slots=True)
class _Chunk:
    """Tokens that have one label: `first` to `last`, the latter included."""

    first: int
    last: int
    label: str
    span: Span


class _Tagger:
    """Labels the tokens of one article with what one annotator accepted."""

    def __init__(self, doc: Doc, own: Outgoing, schema: Schema) -> None:
        self.losses = Losses(own.article)
        self._schema = schema
        self._annotations = own.labels.annotations
        self._cast = {actor.id: actor for actor in own.labels.actors}
        self._text = own.article.text
        self._tokens = [token for token in doc if not token.is_space]
        self._words = [token.text for token in self._tokens]
        self._starts = [token.idx for token in self._tokens]
        self._breaks = self._paragraphs()
        roles = [role.id for layer in schema.layers for role in layer.spans]
        self._twice = {role for role in roles if roles.count(role) > 1}

    def _paragraphs(self) -> set[int]:
        """The tokens before which a line ends."""
        ends = [start + len(word) for start, word in zip(self._starts, self._words, strict=True)]
        between = zip(ends, self._starts[1:], strict=False)
        return {at for at, gap in enumerate(between, 1) if "\n" in self._text[slice(*gap)]}

    def tell(self, annotator: str | None) -> None:
        """Notes what the format has no place for."""
        losses, labels = self.losses, self._annotations
        if annotator:
            losses.lose_all(f"That it was labelled by “{annotator}” is not said.")
        lines = [" ".join(self._words[first:last]) for first, last in self._lines()]
        if "\n".join(lines) != self._text:
            losses.lose_all("Only words and paragraphs are kept, and not the blanks between them.")
        told = {
            "Who fills their roles": [one for one in labels if one.actors],
            "Which parts belong together": [one for one in labels if len(one.spans) > 1],
            "What their fields say": [one for one in labels if one.values],
        }
        for what, which in told.items():
            if which:
                losses.lose_all(f"{what} is not said of {counted(len(which), 'annotation', 'annotations')}.")
        losses.lose_history(labels)
        if wordless := [one for one in labels if not one.spans]:
            losses.lose_all(f"{counted(len(wordless), 'annotation has', 'annotations have')} no words to be labelled.")

    def rows(self, columns: Sequence[_Column]) -> Iterator[list[str]]:
        """The tokens with their labels, and an empty row at the end of each paragraph."""
        tags = [self._tags(column) for column in columns]
        for first, last in self._lines():
            for at in range(first, last):
                yield [self._words[at], *(column[at] for column in tags)]
            if last < len(self._words):
                yield []

    def _lines(self) -> Iterator[tuple[int, int]]:
        edges = [0, *sorted(self._breaks), len(self._words)]
        return pairwise(edges)

    def _tags(self, column: _Column) -> list[str]:
        tags = [_OUTSIDE] * len(self._words)
        longest = sorted(self._chunks(*column), key=lambda chunk: (chunk.first - chunk.last, chunk.first))
        for chunk in longest:
            places = range(chunk.first, chunk.last + 1)
            if any(tags[at] != _OUTSIDE for at in places):
                words = excerpt(self._text[slice(*chunk.span)], _LONGEST)
                self.losses.lose(chunk.span, "dropped", f"“{words}” overlaps another {chunk.label}, which is kept.")
                continue
            for at in places:
                tags[at] = f"{'B' if at == chunk.first or at in self._breaks else 'I'}-{chunk.label}"
        return tags

    def _chunks(self, layer: str, role: str) -> Iterator[_Chunk]:
        for annotation in self._annotations:
            pieces = annotation.spans.get(role, ()) if annotation.layer == layer else ()
            if len(pieces) > 1:
                around = Span(pieces[0].start, max(piece.end for piece in pieces))
                self.losses.lose(around, "flattened", f"The {len(pieces)} pieces of one {role} became as many labels.")
            for piece in pieces:
                yield self._chunk(piece, self._label(annotation, role))

    def _label(self, annotation: Annotation, role: str) -> str:
        mentions = mention_layer(self._schema)
        named = [actor for ids in annotation.actors.values() for actor in ids]
        if mentions and annotation.layer == mentions.id and named:
            return self._cast[named[0]].kind.upper()
        layer = self._schema.layer(annotation.layer)
        if layer and len(layer.spans) == 1:
            return layer_name(layer.id, self._schema).upper()
        return f"{annotation.layer}.{role}".upper() if role in self._twice else role.upper()

    def _chunk(self, piece: Span, label: str) -> _Chunk:
        """The tokens that a span touches; what of it is told where it begins or ends within one, or in a paragraph."""
        first = max(bisect_right(self._starts, piece.start) - 1, 0)
        if self._starts[first] + len(self._words[first]) <= piece.start:
            first += 1
        last = bisect_left(self._starts, piece.end) - 1
        there = self._text[self._starts[first] : self._starts[last] + len(self._words[last])]
        words = self._text[slice(*piece)]
        if there != words.strip():
            message = f"“{excerpt(words, _LONGEST)}” became “{excerpt(there, _LONGEST)}”, of whole tokens."
            self.losses.lose(piece, "snapped", message)
        if any(at in self._breaks for at in range(first + 1, last + 1)):
            message = f"“{excerpt(words, _LONGEST)}” became a label in each of its paragraphs."
            self.losses.lose(piece, "flattened", message)
        return _Chunk(first, last, label, piece)


# In


def read(path: Path, schema: Schema) -> Iterator[Incoming | Refused]:
    """The articles of the file at `path`; one with unknown labels is refused and the next one read.

    Raises:
        ImportProblem: a line is not right, or the file holds no tokens in columns.
        OSError: it cannot be read.
    """
    decoded = decode(path.read_bytes())
    documents = [one for one in _documents(decoded.text) if any(one)]
    if not documents:
        raise ImportProblem("It holds no tokens; each stands on a line of its own, with its labels behind it.")
    columns = _label_columns(documents)
    words, seen = Words.beside(path, schema), Counter[str]()
    for number, document in enumerate(documents, 1):
        several = len(documents) > 1
        where = f"{path}, article {number}" if several else str(path)
        title = title_from_name(path) + (f" {number}" if several else "")
        try:
            article = _Article(document, columns, title, where, words, seen)
            yield article.incoming(decoded.repairs)
        except ImportProblem as problem:
            yield Refused(where, str(problem))


_Row: TypeAlias = list[str]
_Document: TypeAlias = list[list[_Row]]
"""Paragraphs, or sentences, of tokens with their columns."""

_TAG = re.compile(r"O|([BIESLU])-(\S+)")
_PHRASES = frozenset(["NP", "VP", "PP", "ADVP", "ADJP", "SBAR", "PRT", "CONJP", "INTJ", "LST", "UCP"])
"""What the third column of CoNLL-2003 is about, which holds no names."""


def _documents(text: str) -> Iterator[_Document]:
    document: _Document = [[]]
    width = 0
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        row = line.split("\t") if "\t" in line else line.split()
        if line.startswith(_DOCSTART):
            yield [sentence for sentence in document if sentence]
            document = [[]]
        elif not line.strip():
            document.append([])
        else:
            width = width or len(row)
            _check_row(row, width, number)
            document[-1].append(row)
    yield [sentence for sentence in document if sentence]


def _check_row(row: _Row, width: int, number: int) -> None:
    if len(row) != width or not all(row):
        has = counted(len(row), "column", "columns")
        raise ImportProblem(f"Line {number} has {has} where the first has {width}; it may be cut short; correct it.")
    if width < 2:
        raise ImportProblem(f"Line {number} has one column; write a token and, behind a blank, its label.")


def _label_columns(documents: Sequence[_Document]) -> list[int]:
    """Those columns that hold labels in BIO, but for the phrases of CoNLL-2003."""
    rows = [row for document in documents for sentence in document for row in sentence]
    found: list[int] = []
    for column in range(1, len(rows[0])):
        tags = [_TAG.fullmatch(row[column]) for row in rows]
        kinds = {tag[2] for tag in tags if tag and tag[2]}
        if all(tags) and not (kinds and kinds <= _PHRASES):
            found.append(column)
    if not found:
        raise ImportProblem("None of its columns holds labels in BIO, such as B-PER, I-PER and O.")
    return found


class _Article:
    """Makes an article of the tokens of one document."""

    def __init__(
        self,
        document: _Document,
        columns: Sequence[int],
        title: str,
        where: str,
        words: Words,
        seen: Counter[str],
    ) -> None:
        self._document = document
        self._columns = columns
        self._words = words
        self._mentions = mention_layer(words.schema)
        self._layers = words.schema.layers
        text = "\n".join(" ".join(row[0] for row in sentence) for sentence in document)
        self._text = text
        seen[text] += 1
        annotator = _NOBODY if seen[text] == 1 else f"{_NOBODY}-{seen[text]}"
        self._builder = Builder(new_article(text, title), annotator, words.schema, where)
        self._unknown: list[str] = []

    def incoming(self, repairs: Iterable[str]) -> Incoming:
        """The article with its labels.

        Raises:
            ImportProblem: the project has not all of the labels.
        """
        start = 0
        for sentence in self._document:
            spans: list[Span] = []
            for row in sentence:
                spans.append(Span(start, start + len(row[0])))
                start = spans[-1].end + 1
            for column in self._columns:
                for chunk in _chunks_of([row[column] for row in sentence]):
                    span = Span(spans[chunk.first].start, spans[chunk.last].end)
                    self._label(chunk.label, span, column)
        if self._unknown:
            raise unknown_labels(self._unknown)
        self._tell_columns()
        told = "The text was put together from its words, with a blank between any two."
        return self._builder.incoming(repairs=(*repairs, told))

    def _label(self, word: str, span: Span, column: int) -> None:
        kind = self._words.kind(word)
        part = self._part(word)
        if self._mentions and kind:
            actor = self._builder.actor(self._text[slice(*span)], kind.id)
            self._add(self._mentions, span, f"{word} in column {column + 1}", {self._mentions.actors[0].id: (actor,)})
        elif part and part[1] == part[0].main_role.id:
            self._add(part[0], span, f"{word} in column {column + 1}", {})
        elif part:
            self._lose(span, f"is a {word}, but of what is not said.")
        elif self._words.left_out(word):
            self._lose(span, f"is a {word}, which is no label of this project.")
        else:
            self._unknown.append(word)

    def _part(self, word: str) -> tuple[Layer, str] | None:
        """The layer and the span role that a label stands for: `QUOTE.TARGET`, `TARGET`, or the layer itself."""
        before, dot, role = word.partition(".")
        layer = self._words.layer(before if dot else word)
        if layer and not dot:
            return layer, layer.main_role.id
        parts = [(one, self._words.role(role if dot else word, one)) for one in ([layer] if layer else self._layers)]
        spans = [(one, found) for one, found in parts if found and one.span_role(found)]
        return next((part for part in spans if part[1] == part[0].main_role.id), spans[0] if spans else None)

    def _add(self, layer: Layer, span: Span, name: str, actors: dict[str, tuple[str, ...]]) -> None:
        spans = {layer.main_role.id: (span,)}
        annotation = Annotation(id="", article="", layer=layer.id, spans=spans, actors=actors, origin="human")
        if self._builder.lacks_something(annotation):
            self._lose(span, f"is a {layer.name.lower()}, but the rest of it is not said.")
        else:
            self._builder.add(annotation, f"{name}, characters {span.start} to {span.end}")

    def _lose(self, span: Span, what: str) -> None:
        words = excerpt(self._text[slice(*span)], _LONGEST)
        self._builder.losses.lose(span, "dropped", f"“{words}” {what}")

    def _tell_columns(self) -> None:
        width = len(self._document[0][0])
        others = [str(at + 1) for at in range(1, width) if at not in self._columns]
        if others:
            columns = f"Column {others[0]} holds" if len(others) == 1 else f"Columns {' and '.join(others)} hold"
            self._builder.losses.lose_all(f"{columns} no labels that a project has.")


def _chunks_of(tags: Sequence[str]) -> Iterator[_Chunk]:
    """The chunks of one column of a sentence, whether each begins with B (IOB2), only the second of two that touch
    (IOB1), or is closed with L or E and stands alone as U or S.
    """
    begun: _Chunk | None = None
    for at, tag in enumerate(tags):
        letter, _, label = tag.partition("-")
        if begun and letter in "IEL" and begun.label == label:
            begun.last = at
        else:
            if begun:
                yield begun
            begun = None if letter == _OUTSIDE else _Chunk(at, at, label, Span(0, 0))
        if begun and letter in "ELSU":
            yield begun
            begun = None
    if begun:
        yield begun


CONLL = Format(name="conll", title="CoNLL-2003 (BIO)", suffixes=(".conll", ".bio", ".iob"), read=read, write=write)
