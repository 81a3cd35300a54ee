"""REFI-QDA (.qdpx), which ATLAS.ti, MAXQDA, NVivo and others open: export only, accepted annotations only.

Codes are a layer, beneath it its roles and fields, and beneath those the choices and the actors. Each span is a
selection with the code of its role; the first span of an annotation has those of its choices and actors too, and links
lead from it to the annotation's other spans. Positions are half-open and count code points, as in a project.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import IO, TYPE_CHECKING
from uuid import NAMESPACE_OID, uuid5
from xml.etree.ElementTree import Element, SubElement, tostring
from zipfile import ZIP_DEFLATED, ZipFile

from annotation.describe import excerpt
from annotation.formats.base import Format, Loss, Outgoing, What, replacing
from annotation.model import Actor, Annotation, Article, Span

if TYPE_CHECKING:
    from annotation.schema import Layer, Schema

NAMESPACE = "urn:QDA-XML:project:1.0"

_VARIABLES = {"id": "Id", "source": "Outlet", "url": "Address", "published": "Published"}
_META = "Further"
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write(outgoings: Iterable[Outgoing], path: Path, schema: Schema) -> list[Loss]:
    """Writes a ZIP archive with `project.qde` and each article's text, and returns what it could not carry.

    Raises:
        Problem: the file could not be written.
    """
    losses: list[Loss] = []
    coding = _Coding(schema)
    sources, links = Element("Sources"), Element("Links")
    with replacing(path) as part, ZipFile(part, "w", ZIP_DEFLATED) as archive:
        for outgoing in outgoings:
            source = _Source(outgoing, coding)
            archive.writestr(f"sources/{source.guid}.txt", outgoing.article.text.encode())
            sources.append(source.element)
            links.extend(source.links)
            losses += source.losses
        with archive.open("project.qde", "w", force_zip64=True) as file:
            _write_project(file, path.stem, schema, coding, sources, links)
    return losses


REFI = Format(name="refi", title="REFI-QDA project", suffixes=(".qdpx",), write=write)


@lru_cache(maxsize=1 << 14)
def _guid(*words: str) -> str:
    """The same each time for the same thing."""
    return str(uuid5(NAMESPACE_OID, json.dumps(["standpoint", *words])))


def _clean(text: str) -> str:
    """The text with U+FFFD for what XML cannot hold."""
    return _NO_XML.sub("\ufffd", text)


def _write_project(
    file: IO[bytes], name: str, schema: Schema, coding: _Coding, sources: Element, links: Element
) -> None:
    root = Element("Project", {"xmlns": NAMESPACE, "name": _clean(name), "origin": "Standpoint"})
    users = Element("Users")
    for user in coding.users:
        SubElement(users, "User", {"guid": _guid("user", user), "name": _clean(user)})
    book = Element("CodeBook")
    SubElement(book, "Codes").extend(coding.codes(layer) for layer in schema.layers)
    variables = Element("Variables")
    for title in (*_VARIABLES.values(), _META):
        SubElement(variables, "Variable", {"guid": _guid("variable", title), "name": title, "typeOfVariable": "Text"})
    # An empty list of anything but users is not valid.
    root.extend(part for part in (users, book, variables, sources, links) if len(part))
    file.write(b'<?xml version="1.0" encoding="utf-8"?>\n')
    file.write(tostring(root, encoding="utf-8"))


class _Coding:
    """The codes of a project, and which actors and annotators are in use.

    Attributes:
        users: the annotators.
    """

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.users: dict[str, None] = {}
        self._actors: dict[tuple[str, str], dict[str, Actor]] = {}

    def of_role(self, layer: str, role: str) -> str:
        """The code of a span role."""
        return _guid("span", layer, role)

    def of_whole(self, one: Annotation, cast: Mapping[str, Actor]) -> Iterator[str]:
        """The codes of an annotation's choices and actors."""
        for field, choice in one.values.items():
            yield _guid("choice", one.layer, field, choice)
        for role, ids in one.actors.items():
            for actor in (cast[actor_id] for actor_id in ids):
                self._actors.setdefault((one.layer, role), {})[actor.id] = actor
                yield _guid("actor", one.layer, role, actor.id)

    def codes(self, layer: Layer) -> Element:
        """The codes of a layer, as a tree."""
        top = _code(_guid("layer", layer.id), layer.name, layer.guidance, colour=layer.colour[0])
        for role in layer.spans:
            top.append(_code(self.of_role(layer.id, role.id), role.name, role.guidance, colour=layer.colour[0]))
        for field in layer.fields:
            choices = [_code(_guid("choice", layer.id, field.id, one.id), one.name) for one in field.choices]
            top.append(_code(_guid("field", layer.id, field.id), field.name, field.guidance, inner=choices))
        for role in layer.actors:
            actors = [
                _code(_guid("actor", layer.id, role.id, one.id), one.name, self._told(one))
                for one in self._actors.get((layer.id, role.id), {}).values()
            ]
            name = f"{role.name} (actor)"
            top.append(_code(_guid("role", layer.id, role.id), name, role.guidance, inner=actors))
        return top

    def _told(self, actor: Actor) -> str:
        kind = self.schema.kind(actor.kind)
        aliases = f"also {', '.join(actor.aliases)}" if actor.aliases else ""
        return "; ".join(filter(None, [kind.name if kind else actor.kind, aliases, actor.wikidata, actor.note]))


def _code(guid: str, name: str, description: str = "", *, colour: str = "", inner: Iterable[Element] = ()) -> Element:
    attributes = {"guid": guid, "name": _clean(name), "isCodable": "true"}
    code = Element("Code", attributes | ({"color": colour} if colour else {}))
    _describe(code, description)
    code.extend(inner)
    return code


def _describe(element: Element, description: str) -> None:
    if description:
        SubElement(element, "Description").text = _clean(description)


class _Source:
    """One article as a source.

    Attributes:
        guid, element: its id there, and its XML.
        links: links between the spans of its annotations.
        losses: what it could not carry.
    """

    def __init__(self, outgoing: Outgoing, coding: _Coding) -> None:
        self._article = outgoing.article
        self._coding = coding
        self._cast = {actor.id: actor for actor in outgoing.labels.actors}
        self.guid = _guid("article", outgoing.article.id)
        name = outgoing.article.title or excerpt(outgoing.article.text, 60)
        path = f"internal://{self.guid}.txt"
        attributes = {"guid": self.guid, "name": _clean(name), "plainTextPath": path}
        self.element = Element("TextSource", attributes)
        self.links: list[Element] = []
        self.losses: list[Loss] = []
        accepted = [one for one in outgoing.labels.annotations if one.status == "accepted"]
        self._add_annotations(sorted(accepted, key=lambda one: one.place))
        self._add_variables()
        self._tell_left_out(outgoing)

    def _add_annotations(self, annotations: Sequence[Annotation]) -> None:
        numbers: Counter[str] = Counter()
        for one in annotations:
            layer = self._coding.schema.layer(one.layer)
            if layer is None or not one.spans:
                what = layer.name if layer else one.layer
                self._lose("dropped", Span(0, 0), f"{what} without words in the text: there is nothing to be coded.")
                continue
            numbers[one.layer] += 1
            self._add(one, layer, f"{layer.name} {numbers[one.layer]}")

    def _add(self, one: Annotation, layer: Layer, name: str) -> None:
        """A selection for each span, of which the first stands for the annotation."""
        if one.annotator:
            self._coding.users.setdefault(one.annotator)
        main = ""
        parts = [role for role in layer.spans if role.id in one.spans]
        pieces = [(role, number, span) for role in parts for number, span in enumerate(one.spans[role.id])]
        for role, number, span in pieces:
            guid = _guid("selection", one.id, role.id, str(number))
            selection = self._selection(one, guid, span, f"{name}: {role.name}")
            codes = [self._coding.of_role(one.layer, role.id)]
            if not main:
                _describe(selection, one.note)
                codes += self._coding.of_whole(one, self._cast)
            for code in codes:
                coded = SubElement(selection, "Coding", {"guid": _guid("coding", guid, code), **self._by(one)})
                SubElement(coded, "CodeRef", {"targetGUID": code})
            if main:
                ends = {"originGUID": main, "targetGUID": guid}
                self.links.append(
                    Element("Link", {"guid": _guid("link", guid), "name": name, "direction": "OneWay", **ends})
                )
            main = main or guid

    def _selection(self, one: Annotation, guid: str, span: Span, name: str) -> Element:
        place = {"startPosition": str(span.start), "endPosition": str(span.end)}
        return SubElement(self.element, "PlainTextSelection", {"guid": guid, "name": name, **place, **self._by(one)})

    def _by(self, one: Annotation) -> dict[str, str]:
        return {"creatingUser": _guid("user", one.annotator)} if one.annotator else {}

    def _add_variables(self) -> None:
        article = self._article
        values = {title: getattr(article, name) for name, title in _VARIABLES.items()}
        values[_META] = json.dumps(dict(article.meta), ensure_ascii=False) if article.meta else ""
        for title, value in values.items():
            if value:
                element = SubElement(self.element, "VariableValue")
                SubElement(element, "VariableRef", {"targetGUID": _guid("variable", title)})
                SubElement(element, "TextValue").text = _clean(value)

    # What is lost

    def _lose(self, what: What, span: Span, message: str) -> None:
        article: Article = self._article
        self.losses.append(Loss(article=article.id, title=article.title, span=span, what=what, message=message))

    def _tell_left_out(self, outgoing: Outgoing) -> None:
        labels = outgoing.labels.annotations
        accepted = [one for one in labels if one.status == "accepted"]
        suggested, rejected = (sum(one.status == status for one in labels) for status in ("suggested", "rejected"))
        read = any(one.origin != "human" or one.model or one.reason or one.score is not None for one in accepted)
        words = [*_words_of(outgoing), *(one.note for one in accepted)]
        told = {
            f"{suggested:,} suggested and {rejected:,} rejected labels were left out: it takes accepted ones only.": (
                suggested or rejected
            ),
            "Who is done with the article was left out.": outgoing.progress,
            "Which model suggested what, with which score and reason, was left out.": read,
            "Flags were left out.": any(one.flagged for one in accepted),
            "Under which version of the labels each was made was left out.": any(one.schema for one in accepted),
            "Characters that XML cannot hold became �.": any(map(_NO_XML.search, words)),
        }
        for message, true in told.items():
            if true:
                self._lose("renamed" if "�" in message else "dropped", Span(0, 0), message)


def _words_of(outgoing: Outgoing) -> Iterator[str]:
    article = outgoing.article
    yield from (article.title, article.id, article.source, article.url, article.published)
    for actor in outgoing.labels.actors:
        yield from (actor.name, actor.note, *actor.aliases)
    yield from (label.annotator or "" for label in outgoing.labels.annotations)
