"""spaCy's DocBin (.spacy), to train pipelines from: export only, accepted annotations only.

Mentions are in `doc.ents`, where a token belongs to one mention at most, and all of them in `doc.spans["mentions"]`;
the spans of each other role are in a group of the role's name, such as `doc.spans["content"]`. What belongs together
stands in `doc.user_data["standpoint"]`. Where several people labelled an article, each has a Doc of their own.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotation.exchange import actor_to_record, annotation_to_record
from annotation.formats.base import Format, Loss, Outgoing, What, replacing
from annotation.formats.shared import by_annotator
from annotation.model import Annotation, Span
from annotation.words import tr

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.tokens import Span as DocSpan

    from annotation.schema import Schema

MENTIONS = "mentions"


def write(outgoings: Iterable[Outgoing], path: Path, schema: Schema) -> list[Loss]:
    """Writes one Doc for each article and annotator, and returns what did not fit as it was.

    Raises:
        Problem: the file could not be written.
    """
    import spacy
    from spacy.tokens import DocBin

    # The tokenizer alone: the pipeline around it refuses texts of more than a million characters.
    tokenizer = spacy.blank("en").tokenizer
    groups = [_group(layer.id, role.id) for layer in schema.layers for role in layer.spans]
    docs = DocBin(store_user_data=True)
    losses: list[Loss] = []
    for outgoing in outgoings:
        for annotator, own in by_annotator(outgoing):
            filler = _Filler(tokenizer(own.article.text), own, groups)
            filler.fill(annotator)
            docs.add(filler.doc)
            losses += filler.losses
    with replacing(path) as part:
        part.write_bytes(docs.to_bytes())
    return losses


def _group(layer: str, role: str) -> str:
    return MENTIONS if layer == "mention" else role


class _Filler:
    """Puts one annotator's annotations of one article into a Doc, and notes what was lost."""

    def __init__(self, doc: Doc, outgoing: Outgoing, groups: Iterable[str]) -> None:
        self.doc = doc
        self.losses: list[Loss] = []
        self._article = outgoing.article
        self._annotations = outgoing.labels.annotations
        self._actors = {actor.id: actor for actor in outgoing.labels.actors}
        self._groups: dict[str, list[DocSpan]] = {name: [] for name in groups}

    def fill(self, annotator: str | None) -> None:
        """Fills the Doc with span groups, entities and links."""
        records = [self._record(annotation) for annotation in self._annotations]
        for name, spans in self._groups.items():
            self.doc.spans[name] = spans
        self._set_ents()
        self.doc.user_data["standpoint"] = {
            "id": self._article.id,
            "title": self._article.title,
            "annotator": annotator,
            "actors": [actor_to_record(actor) for actor in self._actors.values()],
            "annotations": records,
        }

    def _record(self, annotation: Annotation) -> dict[str, Any]:
        """The exchange record of `annotation`, with its spans counted in tokens as well; they join their groups."""
        tokens: dict[str, list[list[int]]] = {}
        for role, pieces in annotation.spans.items():
            placed = [self._placed(annotation, role, span) for span in pieces]
            self._groups.setdefault(_group(annotation.layer, role), []).extend(placed)
            tokens[role] = [[span.start, span.end] for span in placed]
        return annotation_to_record(annotation) | {"tokens": tokens}

    def _placed(self, annotation: Annotation, role: str, span: Span) -> DocSpan:
        label, wikidata = self._label(annotation, role)
        placed = self.doc.char_span(
            span.start, span.end, label=label, kb_id=wikidata, alignment_mode="expand", span_id=annotation.id
        )
        if placed is None:
            raise ValueError(f"the span {span} of annotation {annotation.id} lies outside its article")
        if (placed.start_char, placed.end_char) != span:
            text = self._article.text[span.start : span.end]
            self._lose(
                span,
                "snapped",
                tr("“{text}” became “{placed}”, to begin and end with whole tokens.", text=text, placed=placed.text),
            )
        return placed

    def _label(self, annotation: Annotation, role: str) -> tuple[str, str]:
        """A mention is labelled with its actor's kind and Wikidata id, every other span with its role."""
        if _group(annotation.layer, role) != MENTIONS:
            return role.upper(), ""
        named = [self._actors[actor_id] for ids in annotation.actors.values() for actor_id in ids]
        return (named[0].kind.upper(), named[0].wikidata or "") if named else ("OTHER", "")

    def _set_ents(self) -> None:
        from spacy.util import filter_spans

        mentions = self._groups.get(MENTIONS, [])
        longest = filter_spans(mentions)
        self.doc.ents = longest
        kept = {id(mention) for mention in longest}
        for mention in mentions:
            if id(mention) not in kept:
                where = Span(mention.start_char, mention.end_char)
                message = tr(
                    "“{text}” overlaps a longer mention: dropped from doc.ents, kept in doc.spans.", text=mention.text
                )
                self._lose(where, "dropped", message)

    def _lose(self, span: Span, what: What, message: str) -> None:
        loss = Loss(article=self._article.id, title=self._article.title, span=span, what=what, message=message)
        self.losses.append(loss)


DOCBIN = Format(name="docbin", title="spaCy DocBin", suffixes=(".spacy",), write=write)
