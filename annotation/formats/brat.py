"""brat standoff: a folder with a text file for each article, beside it an `.ann` file for each annotator, out and in.

A layer with one span role is a text-bound annotation: that of the actors has the actor's kind as its type. Every other
layer is an event, with its first role as the trigger and once more among its arguments, as in PolNeAR. Pieces are the
fragments of one text-bound annotation; brat allows no line end in a fragment, so that they are split there, and joined
again on the way in. Who fills a role is a reference (`N1 Reference E1 speaker:person:ID` and the name), Wikidata ids
are references too, fields are attributes, notes are notes, and mentions of one actor are equivalent (`*`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from annotation.describe import excerpt
from annotation.errors import ImportProblem
from annotation.formats.base import Format, Incoming, Loss, Outgoing, replacing_folder
from annotation.formats.decode import Decoded, decode
from annotation.formats.foreign import FILE, Words, layer_name, mention_layer
from annotation.formats.repair import headline
from annotation.formats.shared import Builder, FileNames, Losses, Place, by_annotator, new_article, unknown_labels
from annotation.formats.text import title_from_name
from annotation.model import Annotation, Span

if TYPE_CHECKING:
    from annotation.schema import Layer, Schema

_NOBODY = "brat"
"""The annotator of a file whose name says none."""
_COMPANIONS = frozenset({"annotation.conf", "visual.conf", "tools.conf", "kb_shortcuts.conf", FILE})
_FLAGGED = "Flagged"
_WIKIDATA = "Wikidata"
# All that brat, which is written in Python, takes for the end of a line.
_LINE_END = re.compile("[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_LONGEST = 60


# Out


def write(outgoings: Iterable[Outgoing], path: Path, schema: Schema) -> list[Loss]:
    """Writes the folder `path`, with the configuration that brat needs, and returns what did not fit as it was.

    Raises:
        Problem: the folder could not be written, or holds something already.
    """
    names, types, losses = FileNames(), _Types(schema), list[Loss]()
    with replacing_folder(path) as folder:
        _save(folder / "annotation.conf", types.configuration())
        for outgoing in outgoings:
            stem = names.name(outgoing.article)
            _save(folder / f"{stem}.txt", outgoing.article.text)
            losses += _write_article(outgoing, folder / stem, types)
    return losses


def _write_article(outgoing: Outgoing, stem: Path, types: _Types) -> list[Loss]:
    about = Losses(outgoing.article)
    about.lose_article()
    losses = about.found
    own = list(by_annotator(outgoing))
    for annotator, part in own:
        file = _AnnFile(part, types)
        alone = len(own) == 1 or annotator is None
        if alone and annotator is not None:
            file.losses.lose_all(f"That it was labelled by “{annotator}” is not said, for nobody else did.")
        _save(stem.with_name(stem.name + ("" if alone else f".{_file_name(annotator)}") + ".ann"), file.written())
        losses += file.losses.found
    return losses


def _file_name(annotator: str | None) -> str:
    return quote(annotator or "", safe="")


def _save(path: Path, text: str) -> None:
    path.write_bytes(text.encode())


class _Types:
    """What kinds, layers, roles and fields are called in brat."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.mentions = mention_layer(schema)

    def layer(self, layer_id: str) -> str:
        return _type(layer_name(layer_id, self.schema))

    def configuration(self) -> str:
        """The file `annotation.conf`."""
        simple = [one for one in self.schema.layers if len(one.spans) == 1]
        events = [one for one in self.schema.layers if len(one.spans) > 1]
        kinds = [_type(kind.id) for kind in self.schema.kinds]
        parts = [_type(role.id) for layer in events for role in layer.spans]
        entities = [*kinds, *(self.layer(one.id) for one in simple), *parts]
        same = [f"Equiv\tArg1:{kind}, Arg2:{kind}, <REL-TYPE>:symmetric-transitive" for kind in kinds]
        sections = {
            "entities": list(dict.fromkeys(entities)),
            "relations": same,
            "events": [f"{self.layer(one.id)}\t{', '.join(self._arguments(one))}" for one in events],
            "attributes": [*self._attributes(), f"{_FLAGGED}\tArg:<ANY>"],
        }
        return "\n".join(line for name, lines in sections.items() for line in (f"[{name}]", *lines, ""))

    def _arguments(self, layer: Layer) -> Iterator[str]:
        return (f"{_type(role.id)}?:{_type(role.id)}" for role in layer.spans)

    def _attributes(self) -> Iterator[str]:
        for layer in self.schema.layers:
            for one in layer.fields:
                values = "|".join(choice.id for choice in one.choices)
                yield f"{_type(one.id)}\tArg:{self.layer(layer.id)}, Value:{values}"


def _type(part_id: str) -> str:
    return part_id[:1].upper() + part_id[1:]


class _AnnFile:
    """The lines of one annotator's file, and what they could not say."""

    def __init__(self, own: Outgoing, types: _Types) -> None:
        self.losses = Losses(own.article)
        self._own = own
        self._types = types
        self._text = own.article.text
        self._cast = {actor.id: actor for actor in own.labels.actors}
        self._lines: list[str] = []
        self._counts: Counter[str] = Counter()
        self._same: dict[str, list[str]] = {}

    def written(self) -> str:
        """The whole file."""
        annotations = self._own.labels.annotations
        for annotation in annotations:
            self._write(annotation)
        groups = [names for names in self._same.values() if len(names) > 1]
        self._lines += [f"*\tEquiv {' '.join(names)}" for names in groups]
        named = dict.fromkeys(actor for one in annotations for ids in one.actors.values() for actor in ids)
        self.losses.lose_actors([self._cast[actor] for actor in named], carried=("wikidata",))
        self.losses.lose_history(annotations, carried=("note", "flagged"))
        return "".join(f"{line}\n" for line in self._lines)

    def _write(self, annotation: Annotation) -> None:
        layer = self._types.schema.layer(annotation.layer)
        roles = [role.id for role in layer.spans if annotation.spans.get(role.id)] if layer else []
        if layer is None or not roles:
            self.losses.lose_all("An annotation without words in the text has no place in brat.")
            return
        if len(layer.spans) == 1:
            target = self._text_bound(self._simple_type(annotation), annotation.spans[roles[0]])
            self._note_same(annotation, target)
        else:
            target = self._event(annotation, roles)
        self._write_facts(annotation, target)

    def _simple_type(self, annotation: Annotation) -> str:
        mentions = self._types.mentions
        named = [actor for ids in annotation.actors.values() for actor in ids]
        if mentions and annotation.layer == mentions.id and named:
            return _type(self._cast[named[0]].kind)
        return self._types.layer(annotation.layer)

    def _note_same(self, annotation: Annotation, target: str) -> None:
        named = [actor for ids in annotation.actors.values() for actor in ids]
        if len(named) == 1:
            self._same.setdefault(named[0], []).append(target)

    def _event(self, annotation: Annotation, roles: Sequence[str]) -> str:
        """The event's id; its trigger says where brat draws it, and its arguments all that it holds."""
        name = self._types.layer(annotation.layer)
        trigger = self._text_bound(name, annotation.spans[roles[0]], told=False)
        parts = [f"{_type(role)}:{self._text_bound(_type(role), annotation.spans[role])}" for role in roles]
        return self._line("E", f"{name}:{trigger} {' '.join(parts)}")

    def _text_bound(self, name: str, pieces: tuple[Span, ...], *, told: bool = True) -> str:
        fragments = _fragments(self._text, pieces)
        joined = tuple(_joined(self._text, fragments))
        if told and joined != pieces:
            words = excerpt(" … ".join(self._text[slice(*one)] for one in pieces), _LONGEST)
            message = f"The pieces of “{words}” are divided otherwise, for brat splits them at line ends only."
            self.losses.lose(Span(pieces[0].start, max(one.end for one in pieces)), "flattened", message)
        offsets = ";".join(f"{start} {end}" for start, end in fragments)
        return self._line("T", f"{name} {offsets}\t{' '.join(self._text[slice(*one)] for one in fragments)}")

    def _write_facts(self, annotation: Annotation, target: str) -> None:
        for role, actors in annotation.actors.items():
            for actor in (self._cast[actor_id] for actor_id in actors):
                name = self._one_line(actor.name, annotation)
                self._line("N", f"Reference {target} {role}:{actor.kind}:{quote(actor.id, safe='')}\t{name}")
                if actor.wikidata:
                    self._line("N", f"Reference {target} {_WIKIDATA}:{quote(actor.wikidata, safe='')}\t{name}")
        for name, choice in annotation.values.items():
            self._line("A", f"{_type(name)} {target} {choice}")
        if annotation.flagged:
            self._line("A", f"{_FLAGGED} {target}")
        if annotation.note:
            self._line("#", f"AnnotatorNotes {target}\t{self._one_line(annotation.note, annotation)}")

    def _one_line(self, words: str, annotation: Annotation) -> str:
        line = _LINE_END.sub(" ", words.replace("\t", " "))
        if line != words:
            message = f"“{excerpt(words, _LONGEST)}” was put on one line, for brat has no others."
            self.losses.lose(Span(annotation.start, annotation.end), "flattened", message)
        return line

    def _line(self, letter: str, rest: str) -> str:
        self._counts[letter] += 1
        name = f"{letter}{self._counts[letter]}"
        self._lines.append(f"{name}\t{rest}")
        return name


def _fragments(text: str, pieces: Iterable[Span]) -> list[Span]:
    """The pieces as brat takes them: apart, in reading order, and none with a line end or nothing but blanks in it."""
    fragments: list[Span] = []
    for piece in _apart(pieces):
        edges = [piece.start, *(edge for found in _LINE_END.finditer(text, *piece) for edge in found.span()), piece.end]
        lines = (Span(*pair) for pair in zip(edges[::2], edges[1::2], strict=True))
        fragments += [line for line in lines if text[slice(*line)].strip()]
    return fragments


def _apart(pieces: Iterable[Span]) -> list[Span]:
    """The pieces in reading order, those that overlap as one."""
    apart: list[Span] = []
    for piece in sorted(pieces):
        if apart and piece.start < apart[-1].end:
            apart[-1] = Span(apart[-1].start, max(piece.end, apart[-1].end))
        else:
            apart.append(piece)
    return apart


def _joined(text: str, fragments: Iterable[Span]) -> list[Span]:
    """The fragments with those as one between which there is nothing but line ends and blanks around them."""
    joined: list[Span] = []
    for fragment in fragments:
        between = text[joined[-1].end : fragment.start] if joined else ""
        if between.isspace() and _LINE_END.search(between):
            joined[-1] = Span(joined[-1].start, fragment.end)
        else:
            joined.append(fragment)
    return joined


# In


def read(path: Path, schema: Schema) -> Iterator[Incoming]:
    """The article of an `.ann` file with what one annotator labelled in it, or that of a text file beside some.

    Files that only configure brat hold no article.

    Raises:
        ImportProblem: something in it is not right; nothing of it is taken.
        OSError: it, or the text beside it, cannot be read.
    """
    if path.name in _COMPANIONS:
        return
    if path.suffix.lower() not in (".ann", ".txt"):
        raise ImportProblem(f"It belongs to no brat folder; such files are {', '.join(sorted(_COMPANIONS))}.")
    file = path if path.suffix.lower() == ".txt" else _text_beside(path)
    data = file.read_bytes()
    decoded = decode(data)
    place = Place(decoded.text)
    article = new_article(place.text, headline(place.text) or title_from_name(file))
    original = None if place.text.encode() == data else data
    told = (*decoded.repairs, *place.told)
    if file == path:
        yield Incoming(article=article, original=original, repairs=told, where=str(path))
        return
    builder = Builder(article, _annotator(path, file), schema, str(path))
    _Labeller(_parse(_ann_text(path)), place, Words.beside(path, schema), builder).label()
    yield builder.incoming(original=original, repairs=told)


def recognises(path: Path) -> bool:
    """Whether it is an `.ann` file, a text beside one, or configures brat."""
    suffix = path.suffix.lower()
    if suffix != ".txt":
        return suffix == ".ann" or path.name in _COMPANIONS
    try:
        return path.stem in _labelled_stems(path.parent, path.parent.stat().st_mtime_ns)
    except OSError:
        return False


@lru_cache(maxsize=8)
def _labelled_stems(folder: Path, changed: int) -> frozenset[str]:
    """What texts beside the `.ann` files of a folder may be called, as it was when it last changed: asked for each."""
    files = (file for file in folder.iterdir() if file.suffix.lower() == ".ann")
    return frozenset(stem for file in files for stem in _possible_stems(file.stem))


def _possible_stems(stem: str) -> Iterator[str]:
    """What the text beside an `.ann` file may be called, longest first: an annotator's name may stand behind it."""
    yield stem
    yield from (stem[:at] for at in range(len(stem) - 1, 0, -1) if stem[at] in "._-")


def _text_beside(path: Path) -> Path:
    for stem in _possible_stems(path.stem):
        file = path.with_name(f"{stem}.txt")
        if file.is_file():
            return file
    raise ImportProblem(f"There is no text beside it; put {path.stem}.txt there.")


def _annotator(path: Path, text: Path) -> str:
    return unquote(path.stem[len(text.stem) + 1 :]) or _NOBODY


def _ann_text(path: Path) -> str:
    data = path.read_bytes()
    decoded = decode(data) if data.strip() else Decoded("")
    if decoded.repairs:
        raise ImportProblem("It is in no Unicode encoding; save it again as UTF-8.")
    return decoded.text.replace("\r\n", "\n")


@dataclass(slots=True)
class _TextBound:
    type: str
    spans: list[Span]
    words: str


@dataclass(slots=True)
class _Event:
    """An event, or a relation, which has no trigger."""

    type: str
    trigger: str
    arguments: list[tuple[str, str]]


@dataclass(slots=True)
class _Ann:
    """What stands in an `.ann` file; the keys are its ids."""

    texts: dict[str, _TextBound] = field(default_factory=dict[str, _TextBound])
    events: dict[str, _Event] = field(default_factory=dict[str, _Event])
    attributes: list[tuple[str, str, str]] = field(default_factory=list[tuple[str, str, str]])
    references: list[tuple[str, str, str, str]] = field(default_factory=list[tuple[str, str, str, str]])
    notes: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    same: list[list[str]] = field(default_factory=list[list[str]])

    def take(self, letter: str, name: str, parts: tuple[str, ...]) -> None:
        match letter:
            case "T":
                edges = (map(int, pair.split(" ")) for pair in parts[1].split(";"))
                self.texts[name] = _TextBound(parts[0], [Span(*pair) for pair in edges], parts[2])
            case "E" | "R":
                pairs = (argument.partition(":") for argument in parts[-1].split())
                arguments = [(role, target) for role, _, target in pairs]
                self.events[name] = _Event(parts[0], parts[1] if letter == "E" else "", arguments)
            case "A" | "M":
                self.attributes.append((parts[0], parts[1], parts[2]))
            case "N":
                self.references.append((parts[0], parts[1], parts[2], parts[3]))
            case "#":
                self.notes.append((parts[0], parts[1]))
            case _:
                self.same.append(parts[0].split())


_BEGIN = re.compile(r"(?:[TREAMN#]\S*|\*)\t")
_LINES = {
    "T": re.compile(r"(\S+) (\d+ \d+(?:;\d+ \d+)*)\s*?(?:\t(.*))?", re.DOTALL),
    "E": re.compile(r"(\S+?):(\S+)((?: \S+:\S+)*)\s*"),
    "R": re.compile(r"(\S+)((?: \S+:\S+){2,})\s*"),
    "A": re.compile(r"(\S+) (\S+)(?: (\S+))?\s*"),
    "N": re.compile(r"\S+ (\S+) (\S+?):(\S+)(?:\t(.*))?"),
    "#": re.compile(r"\S+ (\S+)(?:\t(.*))?"),
    "*": re.compile(r"\S+((?: \S+)+)\s*"),
}
_LINES["M"] = _LINES["A"]


def _parse(text: str) -> _Ann:
    """What the lines say; raises ImportProblem where one says nothing."""
    found, seen = _Ann(), set[str]()
    for number, line in _whole_lines(text):
        name, _, rest = line.partition("\t")
        parts = _LINES[name[0]].fullmatch(rest)
        if parts is None:
            raise ImportProblem(f"Line {number} is cut short, or is no line of brat’s; correct or remove it.")
        if name in seen and name != "*":
            raise ImportProblem(f"The id “{name}” stands there twice, also in line {number}; give each its own.")
        seen.add(name)
        found.take(name[0], name, parts.groups(""))
    return found


def _whole_lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines with their numbers; where brat broke one in the words of a text-bound annotation, they are as one."""
    begun, held = 0, ""
    for number, line in enumerate(text.split("\n"), 1):
        if _BEGIN.match(line):
            if held:
                yield begun, held
            begun, held = number, line
        elif held.startswith("T"):
            held += f"\n{line}"
        elif line.strip():
            raise ImportProblem(f"Line {number} is cut short, or is no line of brat’s; correct or remove it.")
    if held:
        yield begun, held


@dataclass(slots=True)
class _Draft:
    layer: Layer
    spans: dict[str, tuple[Span, ...]] = field(default_factory=dict[str, tuple[Span, ...]])
    actors: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    values: dict[str, str] = field(default_factory=dict[str, str])
    notes: list[str] = field(default_factory=list[str])
    flagged: bool = False

    def add(self, role: str, pieces: Iterable[Span]) -> None:
        self.spans[role] = (*self.spans.get(role, ()), *pieces)

    def name(self, role: str, actor: str) -> None:
        self.actors[role] = tuple(dict.fromkeys((*self.actors.get(role, ()), actor)))


class _Labeller:
    """Makes annotations of what stands in one file."""

    def __init__(self, ann: _Ann, place: Place, words: Words, builder: Builder) -> None:
        self._ann = ann
        self._text = place.text
        self._words = words
        self._builder = builder
        self._mentions = mention_layer(words.schema)
        self._drafts: dict[str, _Draft] = {}
        self._unknown: list[str] = []
        self._places = {name: self._pieces(place, name, one) for name, one in ann.texts.items()}

    def label(self) -> None:
        """Adds all annotations; what has no place here is told.

        Raises:
            ImportProblem: something is not right, or a label is unknown.
        """
        self._label_texts()
        for name, event in self._ann.events.items():
            self._label_event(name, event)
        for steps in (self._take_attributes, self._take_references, self._take_notes):
            steps()
        if self._unknown:
            raise unknown_labels(self._unknown)
        for name, draft in self._drafts.items():
            annotation = Annotation(
                id="",
                article="",
                layer=draft.layer.id,
                spans=draft.spans,
                actors=draft.actors,
                values=draft.values,
                note=" ".join(draft.notes),
                flagged=draft.flagged,
                origin="human",
            )
            self._builder.add(annotation, name)

    def _pieces(self, place: Place, name: str, one: _TextBound) -> list[Span]:
        """Where a text-bound annotation stands; raises ImportProblem where other words stand there."""
        pieces = [place.span(start, end, name) for start, end in sorted(one.spans)]
        there = "".join(place.text[slice(*piece)] for piece in pieces)
        if one.words and "".join(one.words.split()) != "".join(there.split()):
            said, found = excerpt(one.words, _LONGEST), excerpt(there, _LONGEST)
            todo = "put the text beside it that was labelled."
            raise ImportProblem(f"{name} is “{said}”, but “{found}” stands there in the text; {todo}")
        return _joined(place.text, pieces)

    # Text-bound annotations

    def _label_texts(self) -> None:
        used = {event.trigger for event in self._ann.events.values()}
        used |= {target for event in self._ann.events.values() for _, target in event.arguments}
        for name, one in self._ann.texts.items():
            layer = self._words.layer(one.type)
            if self._words.kind(one.type) and self._mentions:
                self._draft(name, self._mentions)
            elif name not in used and layer and len(layer.spans) == 1:
                self._draft(name, layer)
            elif name not in used:
                self._leave_out(name, one.type)

    def _draft(self, name: str, layer: Layer) -> None:
        self._drafts[name] = _Draft(layer)
        self._drafts[name].add(layer.main_role.id, self._places[name])

    def _leave_out(self, name: str, word: str) -> None:
        layers = self._words.schema.layers
        if self._words.layer(word) or any(self._words.role(word, layer) for layer in layers):
            self._lose(name, f"The {word} “{self._shown(name)}” belongs to no event.")
        elif self._words.left_out(word):
            self._lose(name, f"The {word} “{self._shown(name)}” is no label of this project.")
        else:
            self._unknown.append(word)

    # Events and relations

    def _label_event(self, name: str, event: _Event) -> None:
        layer = self._words.layer(event.type)
        if layer is None:
            if self._words.left_out(event.type):
                self._lose(event.trigger, f"The {event.type} {name} is no label of this project.")
            else:
                self._unknown.append(event.type)
            return
        draft = self._drafts[name] = _Draft(layer)
        for word, target in event.arguments:
            self._fill(draft, name, word, target)
        if event.trigger:
            self._check_trigger(draft, name, event)

    def _fill(self, draft: _Draft, name: str, word: str, target: str) -> None:
        """Fills the role that an argument names with the words, or the actor, that it points at."""
        role = self._words.role(word, draft.layer)
        if role is None:
            if self._words.left_out(word):
                self._lose(target, f"The argument {word} of {name} is no label of this project.")
            else:
                self._unknown.append(word)
        elif target in self._ann.events:
            self._lose(target, f"The argument {word} of {name} is an event itself, which has no place here.")
        else:
            pieces = self._pieces_of(target, name)
            if draft.layer.span_role(role):
                draft.add(role, pieces)
            if draft.layer.actor_role(role) and self._words.kind(self._ann.texts[target].type):
                draft.name(role, self._actor_of(target))

    def _pieces_of(self, target: str, name: str) -> list[Span]:
        if target not in self._places:
            raise ImportProblem(f"{name} names {target}, which is not there; add it, or remove {name}.")
        return self._places[target]

    def _check_trigger(self, draft: _Draft, name: str, event: _Event) -> None:
        """What marks an event is told where it is none of the words that fill its roles."""
        pieces = self._pieces_of(event.trigger, name)
        if not any(set(pieces) <= set(filled) for filled in draft.spans.values()):
            shown = self._shown(event.trigger)
            self._lose(event.trigger, f"That “{shown}” marks the {event.type} {name} is not kept.")

    # What is said about them

    def _take_attributes(self) -> None:
        for word, target, value in self._ann.attributes:
            draft = self._drafts.get(target)
            known = self._words.field(word, draft.layer) if draft else None
            choice = self._words.choice(value or word, known) if known else None
            if draft and known and choice:
                draft.values[known.id] = choice.id
            elif draft and word == _FLAGGED and not known:
                draft.flagged = True
            elif not draft or self._words.left_out(word) or self._words.left_out(value):
                self._lose(target, f"The attribute {word} {value} of {target} has no place here.")
            else:
                self._unknown.append(value if known and value else word)

    def _take_references(self) -> None:
        named: dict[tuple[str, str], tuple[str, str]] = {}
        for target, base, entry, name in self._ann.references:
            draft = self._drafts.get(target)
            kind, _, actor = entry.partition(":")
            if draft and draft.layer.actor_role(base) and actor and self._words.schema.kind(kind):
                draft.name(base, self._builder.actor(name, kind, id=unquote(actor)))
                named[target, name] = (kind, unquote(actor))
            elif base == _WIKIDATA and (target, name) in named:
                known, actor = named[target, name]
                self._builder.actor(name, known, id=actor, wikidata=unquote(entry))
            elif base.casefold() != _WIKIDATA.casefold() or target not in self._ann.texts or not draft:
                self._lose(target, f"The reference {base}:{entry} of {target} has no place here.")
        for name, draft in self._drafts.items():
            if draft.layer == self._mentions and not draft.actors and self._words.kind(self._ann.texts[name].type):
                draft.name(draft.layer.actors[0].id, self._actor_of(name))

    def _take_notes(self) -> None:
        for target, note in self._ann.notes:
            if target in self._drafts:
                self._drafts[target].notes.append(note)
            else:
                self._lose(target, f"The note “{excerpt(note, _LONGEST)}” is about no label of this project.")

    def _actor_of(self, name: str) -> str:
        """The actor whom a mention names: one for all that are equivalent, or that have the same words."""
        group = next((names for names in self._ann.same if name in names), [name])
        mentions = [one for one in group if one in self._places]
        longest = max(mentions, key=lambda one: (len(self._shown(one)), one))
        own = [ref for ref in self._ann.references if ref[0] in mentions]
        known = next((ref for ref in own if ref[1].casefold() == _WIKIDATA.casefold()), None)
        kind = self._words.kind(self._ann.texts[longest].type) or self._words.kind(self._ann.texts[name].type)
        called = known[3].strip() if known else ""
        return self._builder.actor(
            called or self._shown(longest),
            kind.id if kind else self._words.schema.kinds[0].id,
            wikidata=unquote(known[2]) if known else None,
        )

    def _shown(self, name: str) -> str:
        return excerpt(" … ".join(self._text[slice(*piece)] for piece in self._places.get(name, ())), _LONGEST)

    def _lose(self, target: str, message: str) -> None:
        places = self._places.get(target) or [Span(0, 0)]
        self._builder.losses.lose(Span(places[0].start, places[-1].end), "dropped", message)


BRAT = Format(
    name="brat",
    title="brat standoff",
    suffixes=(".ann", ".txt", ".conf", ".yaml"),
    read=read,
    write=write,
    recognises=recognises,
    folder=True,
)
