"""Annotations in words, for cards, lists and reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from annotation.model import Actor, Annotation, Status
from annotation.words import ENGLISH, noted, spoken, tr

if TYPE_CHECKING:
    from annotation.schema import Layer, Schema


LONGEST_NAME = 60


STATUS_NAMES: Mapping[Status, str] = {
    "suggested": noted("suggested"),
    "accepted": noted("accepted"),
    "rejected": noted("rejected"),
}


def status_name(status: Status) -> str:
    """What a status is called in the language spoken."""
    return tr(STATUS_NAMES[status])


def in_sentence(name: str) -> str:
    """The name of a label inside a sentence: in small letters in English, and as it is where nouns are capitalised."""
    return name.lower() if spoken() == ENGLISH else name


def listed(names: Sequence[str]) -> str:
    """“a”, “a and b”, “a, b and c”, as one writes a list; nothing where there is none."""
    if len(names) < 2:
        return "".join(names)
    return tr("{first} and {last}", first=", ".join(names[:-1]), last=names[-1])


def counted(count: int, one: str, many: str) -> str:
    """“1 article was …” or “4 articles were …”."""
    return f"{count:,} {one if count == 1 else many}"


def shorten(name: str) -> str:
    """A name that a sentence has room for."""
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def excerpt(words: str, longest: int) -> str:
    """The beginning of a text, however long, on one line."""
    # A text may have a million characters, of which these are enough.
    start = " ".join(words[: 4 * longest].split())
    return start if len(start) <= longest and len(words) <= 4 * longest else f"{start[: longest - 1].rstrip()}…"


def text_of(annotation: Annotation, role: str, text: str) -> str:
    """The words of a span role, its pieces joined by an ellipsis, on one line."""
    return " … ".join(" ".join(text[s.start : s.end].split()) for s in annotation.spans.get(role, ()))


def names_of(annotation: Annotation, role: str, actors: Mapping[str, Actor]) -> str:
    """The names of the actors in a role, as one writes a list."""
    return listed([actors[actor].name for actor in annotation.actors.get(role, ()) if actor in actors])


def role_words(annotation: Annotation, role: str, text: str, actors: Mapping[str, Actor]) -> str:
    """What fills a role: its actors' names, or else its words."""
    return names_of(annotation, role, actors) or text_of(annotation, role, text)


def choice_name(annotation: Annotation, field_id: str, layer: Layer) -> str:
    """The name of the choice made in a field, or nothing."""
    field = layer.field(field_id)
    choice = field.choice(annotation.values.get(field_id, "")) if field else None
    return choice.name if choice else ""


def describe(annotation: Annotation, text: str, actors: Mapping[str, Actor], schema: Schema) -> str:
    """The annotation in a few words: “Kaja Kallas”, “Any deal …”, “Kaja Kallas opposes Trump administration”."""
    layer = schema.layer(annotation.layer)
    if layer is None:
        return annotation.layer
    if len(layer.actors) > 1 and layer.fields:
        holder, target = layer.actors[0].id, layer.actors[1].id
        verb = choice_name(annotation, layer.fields[0].id, layer) or "…"
        return " ".join(
            [
                role_words(annotation, holder, text, actors) or tr("somebody"),
                verb,
                role_words(annotation, target, text, actors) or tr("something"),
            ]
        )
    return text_of(annotation, layer.main_role.id, text)
