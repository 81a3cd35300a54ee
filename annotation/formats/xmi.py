"""UIMA CAS as XMI: a file for each article and annotator, and beside them the type system, out and in.

Everything that was accepted is carried. A layer is a type such as `standpoint.layer.Quote`, which reaches from its
first word to its last; each piece of a role is a `standpoint.Part`, an actor a `standpoint.Actor`, and what is known of
the article stands in a `standpoint.Document`. Offsets count UTF-16 units in the file, as UIMA has them.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote
from xml.parsers import expat

from annotation.describe import counted, excerpt
from annotation.errors import ImportProblem
from annotation.formats.base import Format, Incoming, Loss, Outgoing, replacing_folder
from annotation.formats.foreign import Words, mention_layer
from annotation.formats.repair import headline
from annotation.formats.shared import Builder, FileNames, Losses, Place, by_annotator, new_article, unknown_labels
from annotation.formats.text import title_from_name
from annotation.model import STATES, Actor, Annotation, Article, Span
from annotation.offsets import Utf16Map

if TYPE_CHECKING:
    from annotation.schema import Layer, Schema

_TYPES = "TypeSystem.xml"
_LAYERS = "standpoint.layer."
_DOCUMENT, _ACTOR, _PART = "standpoint.Document", "standpoint.Actor", "standpoint.Part"
_STRING, _ARRAY, _ANNOTATION = "uima.cas.String", "uima.cas.FSArray", "uima.tcas.Annotation"
_FACTS = {
    "id": _STRING,
    "note": _STRING,
    "flagged": "uima.cas.Boolean",
    "origin": _STRING,
    "changed": "uima.cas.Boolean",
    "model": _STRING,
    "score": "uima.cas.Double",
    "reason": _STRING,
    "schema": _STRING,
}
_OF_ARTICLE = ("id", "title", "source", "url", "published")
_XMI_ID = "http://www.omg.org/XMI id"
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ENTITY_TYPE = "NamedEntity"
_QID = re.compile(r"(?:^|[/:])(Q[1-9]\d*)$")
_LONGEST = 60


# Out


def write(outgoings: Iterable[Outgoing], path: Path, schema: Schema) -> list[Loss]:
    """Writes the folder `path`, with the type system, and returns what did not fit as it was.

    Raises:
        Problem: the folder could not be written, or holds something already.
    """
    names, types, losses = FileNames(), _type_system(schema), list[Loss]()
    with replacing_folder(path) as folder:
        (folder / _TYPES).write_text(types.to_xml(), "utf-8")
        for outgoing in outgoings:
            stem = names.name(outgoing.article)
            for annotator, own in by_annotator(outgoing):
                file = folder / (f"{stem}.{quote(annotator, safe='')}.xmi" if annotator else f"{stem}.xmi")
                writer = _Writer(own, annotator, types)
                writer.cas.to_xmi(file)
                losses += writer.losses.found
    return losses


def _library() -> Any:
    """The library, which is loaded where it is needed only; its types say too little to be checked."""
    return import_module("cassis")


def _type_system(schema: Schema) -> Any:
    """The types that the labels of a project are written in."""
    types: Any = _library().TypeSystem()
    document = types.create_type(_DOCUMENT, supertypeName="uima.cas.TOP")
    for name in (*_OF_ARTICLE, "meta", "annotator", "state"):
        types.create_feature(document, name, _STRING)
    actor = types.create_type(_ACTOR, supertypeName="uima.cas.TOP")
    for name in ("id", "name", "kind", "wikidata", "note"):
        types.create_feature(actor, name, _STRING)
    types.create_feature(actor, "aliases", "uima.cas.StringArray")
    part = types.create_type(_PART, supertypeName=_ANNOTATION)
    types.create_feature(part, "role", _STRING)
    for layer in schema.layers:
        _add_layer(types, layer)
    return types


def _add_layer(types: Any, layer: Layer) -> None:
    made = types.create_type(_type(layer.id), supertypeName=_ANNOTATION)
    for name, range_type in _FACTS.items():
        types.create_feature(made, name, range_type)
    for role in layer.spans:
        types.create_feature(made, f"spans_{role.id}", _ARRAY, elementType=_PART)
    for role in layer.actors:
        types.create_feature(made, f"actors_{role.id}", _ARRAY, elementType=_ACTOR)
    for field in layer.fields:
        types.create_feature(made, f"value_{field.id}", _STRING)


def _type(layer_id: str) -> str:
    return f"{_LAYERS}{layer_id[:1].upper()}{layer_id[1:]}"


class _Writer:
    """Puts one annotator's annotations of one article into a CAS."""

    def __init__(self, own: Outgoing, annotator: str | None, types: Any) -> None:
        self.losses = Losses(own.article)
        self.cas: Any = _library().Cas(typesystem=types)
        self._types = types
        self._cast = {actor.id: actor for actor in own.labels.actors}
        self._actors: dict[str, Any] = {}
        self._put_document(own, annotator)
        for annotation in own.labels.annotations:
            self._put(annotation)

    def _put_document(self, own: Outgoing, annotator: str | None) -> None:
        article = own.article
        self.cas.sofa_string = self._sound(article.text)
        self.cas.sofa_mime = "text/plain"
        states = {one.annotator: one.state for one in own.progress}
        facts = {name: self._sound(getattr(article, name)) for name in _OF_ARTICLE}
        meta = json.dumps(dict(article.meta), ensure_ascii=False) if article.meta else None
        document = self._types.get_type(_DOCUMENT)
        who = self._sound(annotator)
        self.cas.add(document(**facts, meta=self._sound(meta), annotator=who, state=states.get(annotator or "")))

    def _put(self, annotation: Annotation) -> None:
        made = self._types.get_type(_type(annotation.layer))
        features: dict[str, Any] = {name: self._sound(getattr(annotation, name)) for name in _FACTS}
        for role, pieces in annotation.spans.items():
            features[f"spans_{role}"] = self._array(self._part(role, piece) for piece in pieces)
        for role, actors in annotation.actors.items():
            features[f"actors_{role}"] = self._array(self._actor(actor) for actor in actors)
        for field, choice in annotation.values.items():
            features[f"value_{field}"] = choice
        self.cas.add(made(begin=annotation.start, end=annotation.end, **features))

    def _array(self, elements: Iterable[Any]) -> Any:
        return self._types.get_type(_ARRAY)(elements=list(elements))

    def _part(self, role: str, piece: Span) -> Any:
        part = self._types.get_type(_PART)(begin=piece.start, end=piece.end, role=role)
        self.cas.add(part)
        return part

    def _actor(self, actor_id: str) -> Any:
        if actor_id not in self._actors:
            actor = self._cast[actor_id]
            facts = {name: self._sound(getattr(actor, name)) for name in ("id", "name", "kind", "wikidata", "note")}
            aliases = self._types.get_type("uima.cas.StringArray")(elements=[self._sound(one) for one in actor.aliases])
            made = self._types.get_type(_ACTOR)(**facts, aliases=aliases if actor.aliases else None)
            self.cas.add(made)
            self._actors[actor_id] = made
        return self._actors[actor_id]

    def _sound(self, value: Any) -> Any:
        """A text with U+FFFD for what XML cannot hold; every other value as it is."""
        if not isinstance(value, str):
            return value
        sound, count = _NO_XML.subn("\ufffd", value)
        if count:
            characters = counted(count, "character that XML cannot hold is", "characters that XML cannot hold are")
            message = f"{characters} a � in “{excerpt(sound, _LONGEST)}”."
            self.losses.lose(Span(0, 0), "renamed", message)
        return sound


# In


def read(path: Path, schema: Schema) -> Iterator[Incoming]:
    """The article of the file at `path` with its labels; a type system holds no article.

    Raises:
        ImportProblem: something in it is not right; nothing of it is taken.
        OSError: it, or the type system beside it, cannot be read.
    """
    if _is_types(path):
        return
    if path.suffix.lower() != ".xmi":
        raise ImportProblem("It is no XML that can be imported; a CAS is a file .xmi with its type system beside it.")
    words = Words.beside(path, schema)
    cas = _load(path)
    try:
        yield _Reader(cas, path, words).incoming()
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ImportProblem(f"Its types are named as those of Standpoint but are others ({error}).") from error


def recognises(path: Path) -> bool:
    """Whether it is a CAS or a type system."""
    return path.suffix.lower() == ".xmi" or _is_types(path)


def _is_types(path: Path) -> bool:
    return path.name.lower() == _TYPES.lower()


def _load(path: Path) -> Any:
    """The CAS in a file.

    Raises:
        ImportProblem: it is none, or could do harm.
    """
    file = next((one for one in sorted(path.parent.glob("*.xml")) if _is_types(one)), None)
    if file is None:
        raise ImportProblem(f"There is no {_TYPES} beside it; put that of its export there.")
    data, types = path.read_bytes(), file.read_bytes()
    _check(data, "It")
    _check(types, f"The {_TYPES} beside it")
    cassis = _library()
    try:
        return cassis.load_cas_from_xmi(BytesIO(data), typesystem=cassis.load_typesystem(BytesIO(types)))
    except Exception as error:  # whatever the library stumbles over, it is the file that is not right
        raise ImportProblem(f"It is no CAS of the types in {_TYPES} ({error}); export it again.") from error


def _check(data: bytes, what: str) -> None:
    """Raises ImportProblem where XML is cut short, brings entities, which could do harm, has an id twice, or offsets
    that are none: the library would take the last of the former, and the latter as they are.
    """
    scan = _Scan(what)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = scan.refuse
    parser.StartElementHandler = scan.take
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise ImportProblem(f"{what} is no XML that can be read ({error}); it may be cut short.") from error
    scan.check_offsets()


class _Scan:
    """Goes through the elements of an XML file."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._ids: set[str] = set()
        self._texts: dict[str, str] = {}
        self._edges: list[tuple[str, str]] = []

    def refuse(self, *declaration: object) -> None:
        """Refuses a document type, with which entities come."""
        raise ImportProblem(f"{self._what} has a DOCTYPE, which can do harm and which no CAS needs; remove it.")

    def take(self, name: str, attributes: dict[str, str]) -> None:
        """Notes the id, the text and the offsets of one element."""
        own = attributes.get(_XMI_ID)
        if own in self._ids:
            raise ImportProblem(f"The xmi:id {own} stands there twice; give each its own.")
        if own is not None:
            self._ids.add(own)
            self._texts[own] = attributes.get("sofaString", "")
        if "sofa" in attributes:
            edges = (attributes[edge] for edge in ("begin", "end") if edge in attributes)
            self._edges += [(attributes["sofa"], edge) for edge in edges]

    def check_offsets(self) -> None:
        """Raises ImportProblem where an offset lies beyond the text or within a character."""
        maps = {sofa: Utf16Map(self._texts.get(sofa, "")) for sofa, _ in set(self._edges)}
        for sofa, edge in self._edges:
            known = maps[sofa]
            position = int(edge) if edge.isdecimal() else -1
            offset = known.offset(position)
            if not 0 <= offset <= len(self._texts.get(sofa, "")) or known.position(offset) != position:
                raise ImportProblem(f"The offset {edge} lies beyond the text or within a character; correct it.")


class _Reader:
    """Makes labels of what stands in a CAS."""

    def __init__(self, cas: Any, path: Path, words: Words) -> None:
        self._path = path
        self._words = words
        self._found: list[Any] = list(cas.select_all_fs())
        self._place = Place(cas.sofa_string or "")
        self._original = cas.sofa_string.encode("utf-8", "surrogatepass")
        self._mentions = mention_layer(words.schema)
        self._document = next((one for one in self._found if one.type.name == _DOCUMENT), None)
        self._builder = Builder(self._article(), self._annotator(), words.schema, str(path))
        self._left: list[tuple[str, int]] = []
        self._unknown: list[str] = []
        self._used: set[int] = set()

    def incoming(self) -> Incoming:
        """The article with its labels.

        Raises:
            ImportProblem: something is not right, or a label is unknown.
        """
        for number, one in enumerate(self._found):
            self._take(one, f"annotation {number + 1}")
        if self._unknown:
            raise unknown_labels(self._unknown)
        parts = [("Part", one.xmiID) for one in self._found if one.type.name == _PART]
        left = Counter(word for word, xmi_id in (*self._left, *parts) if xmi_id not in self._used)
        for name, count in sorted(left.items()):
            one, many = f"annotation of {name} is no label here.", f"annotations of {name} are no labels here."
            self._builder.losses.lose_all(counted(count, one, many))
        unchanged = self._place.text.encode("utf-8", "surrogatepass") == self._original
        read = self._builder.incoming(original=None if unchanged else self._original, repairs=self._place.told)
        state = getattr(self._document, "state", None)
        if state in STATES:
            return replace(read, progress=tuple(replace(one, state=state) for one in read.progress))
        return read

    def _annotator(self) -> str:
        return getattr(self._document, "annotator", None) or self._path.stem

    def _article(self) -> Article:
        """The article as the file says it, or, where it was written by others, by its text and title."""
        if self._document is None:
            titles = (getattr(one, "documentTitle", None) for one in self._found)
            title = next(filter(None, titles), None) or headline(self._place.text) or title_from_name(self._path)
            return new_article(self._place.text, title)
        facts = {name: getattr(self._document, name) or "" for name in _OF_ARTICLE}
        article = Article(text=self._place.text, meta=_meta(self._document.meta), **facts)
        return article if article.id else replace(article, id=new_article(article.text, "").id)

    def _take(self, one: Any, name: str) -> None:
        """Takes one structure: a label of ours, or that of another program, by its type or its value."""
        kind = str(one.type.name)
        short = kind.rpartition(".")[2]
        if kind in (_DOCUMENT, _ACTOR, _PART, "uima.tcas.DocumentAnnotation", "uima.cas.Sofa"):
            return
        if kind.startswith(_LAYERS):
            self._take_own(one, short, name)
        elif short == _ENTITY_TYPE:
            self._take_foreign(one, getattr(one, "value", None) or short, f"{short}, {name}", sure=True)
        else:
            self._take_foreign(one, short, f"{short}, {name}", sure=False)

    # Of this program

    def _take_own(self, one: Any, short: str, name: str) -> None:
        layer = self._words.layer(short)
        if layer is None:
            self._leave_out(short, one.xmiID, as_unknown=True)
            return
        known = {feature.name: one[feature.name] for feature in one.type.all_features}
        parts = {role: cast("list[Any]", array.elements) for role, array in _some(known, "spans_")}
        actors = {role: cast("list[Any]", array.elements) for role, array in _some(known, "actors_")}
        annotation = Annotation(
            id=known.get("id") or "",
            article="",
            layer=layer.id,
            spans={role: tuple(self._span(part, name) for part in those) for role, those in parts.items()},
            actors={role: tuple(self._actor(actor) for actor in those) for role, those in actors.items()},
            values=dict(_some(known, "value_")),
            origin=known["origin"] if known.get("origin") in ("model", "propagated") else "human",
            changed=bool(known.get("changed")),
            model=known.get("model"),
            score=known.get("score"),
            note=known.get("note") or "",
            flagged=bool(known.get("flagged")),
            reason=known.get("reason") or "",
            schema=known.get("schema") or "",
        )
        self._builder.add(annotation, f"{short}, {name}")

    def _span(self, one: Any, name: str) -> Span:
        if one.begin is None or one.end is None:
            raise ImportProblem(f"A span of {name} has no offsets; add them.")
        self._used.add(one.xmiID)
        return self._place.span(one.begin, one.end, name)

    def _actor(self, one: Any) -> str:
        kind = self._words.kind(one.kind or "")
        if not one.id or not one.name or kind is None:
            raise ImportProblem(f"The actor “{one.name or one.id}” has no id, no name, or an unknown kind; correct it.")
        aliases = tuple(one.aliases.elements) if one.aliases else ()
        actor = Actor(id=one.id, name=one.name, kind=kind.id, wikidata=one.wikidata, note=one.note or "")
        self._builder.add_actor(replace(actor, aliases=aliases))
        return actor.id

    # Of others

    def _take_foreign(self, one: Any, word: str, name: str, *, sure: bool) -> None:
        """Takes a label that another program wrote; `sure` says that it can be nothing but a label."""
        kind, layer = self._words.kind(word), self._words.layer(word)
        if self._mentions and kind and hasattr(one, "begin"):
            span = self._span(one, name)
            called = excerpt(self._place.text[slice(*span)], _LONGEST)
            actor = self._builder.actor(called, kind.id, wikidata=_wikidata(one))
            self._add(one, self._mentions, name, {self._mentions.actors[0].id: (actor,)})
        elif layer and hasattr(one, "begin"):
            self._add(one, layer, name, {})
        else:
            self._leave_out(word, one.xmiID, as_unknown=sure)

    def _leave_out(self, word: str, xmi_id: int, *, as_unknown: bool) -> None:
        """Notes what is left out; with `as_unknown` it is an unknown label unless it was said to be none."""
        if as_unknown and not self._words.left_out(word):
            self._unknown.append(word)
        else:
            self._left.append((word, xmi_id))

    def _add(self, one: Any, layer: Layer, name: str, actors: dict[str, tuple[str, ...]]) -> None:
        span = self._span(one, name)
        spans: dict[str, tuple[Span, ...]] = {layer.main_role.id: (span,)}
        values: dict[str, str] = {}
        for feature, value in self._features(one):
            role = self._words.role(feature, layer)
            field = self._words.field(feature, layer)
            choice = self._words.choice(str(value), field) if field else None
            if field and choice:
                values[field.id] = choice.id
            elif role and layer.span_role(role) and (pieces := self._linked(value, name)):
                spans[role] = (*spans.get(role, ()), *pieces)
            else:
                self._builder.losses.lose(span, "dropped", f"The feature {feature} of {name} has no place here.")
        made = Annotation(id="", article="", layer=layer.id, spans=spans, actors=actors, values=values, origin="human")
        if self._builder.lacks_something(made):
            message = f"The {layer.name.lower()} of {name} lacks what it needs, and was left out."
            self._builder.losses.lose(span, "dropped", message)
        else:
            self._builder.add(made, name)

    def _features(self, one: Any) -> Iterator[tuple[str, Any]]:
        """What is said of a structure, but for where it stands, and what made an entity a mention."""
        known = ("begin", "end", "sofa")
        if one.type.name.endswith(f".{_ENTITY_TYPE}"):
            known = (*known, "value", *(["identifier"] if _wikidata(one) else []))
        for feature in one.type.all_features:
            if feature.name not in known and one[feature.name] is not None:
                yield feature.name, one[feature.name]

    def _linked(self, value: Any, name: str) -> tuple[Span, ...]:
        """Where the annotations stand that a feature points at: one, or several, directly or through links."""
        pieces: list[Span] = []
        for one in getattr(value, "elements", None) or [value]:
            target = getattr(one, "target", None) or one
            if hasattr(target, "begin"):
                self._used.add(getattr(one, "xmiID", 0))
                pieces.append(self._span(target, name))
        return tuple(pieces)


def _wikidata(one: Any) -> str | None:
    """The Wikidata id in the identifier of an entity, which is the address of its page."""
    found = _QID.search(str(getattr(one, "identifier", None) or ""))
    return found[1] if found else None


def _some(features: dict[str, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    """The features of one sort that are filled, without the prefix."""
    return (
        (name.removeprefix(prefix), value)
        for name, value in features.items()
        if name.startswith(prefix) and value is not None
    )


def _meta(text: str | None) -> dict[str, Any]:
    problem = ImportProblem("The further facts of its standpoint.Document are no JSON object; correct or remove them.")
    try:
        found: object = json.loads(text or "{}")
    except (ValueError, RecursionError) as error:
        raise problem from error
    if not isinstance(found, dict):
        raise problem
    return cast("dict[str, Any]", found)


XMI = Format(
    name="xmi",
    title="UIMA CAS XMI",
    suffixes=(".xmi", ".xml"),
    read=read,
    write=write,
    recognises=recognises,
    folder=True,
)
