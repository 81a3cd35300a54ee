"""Choosing an actor: from the article's cast, from the whole project, or a new one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from annotation.cast import CastEntry
from annotation.describe import in_sentence
from annotation.model import Actor, new_id
from annotation.schema import Kind
from annotation.words import tr
from gui.chooser import Choice, Chooser


def pick_actor(
    parent: QWidget,
    title: str,
    *,
    cast: Sequence[CastEntry],
    kinds: Sequence[Kind],
    offered: Sequence[Kind],
    elsewhere: Callable[[str], Sequence[Actor]],
    words: str,
    new: bool = True,
    last: Actor | None = None,
    anonymous: tuple[Actor, bool] | None = None,
) -> tuple[Actor, bool] | None:
    """Asks for an actor; gives it, and True when the project has it already. None when the person picks nothing.

    `elsewhere` finds actors of the whole project by some letters of their name; `words` are filled in to begin with.
    `kinds` are all kinds, `offered` those that a new actor can be of. Without `new` only an actor of the cast or of the
    project can be picked. `last` was picked for this before and comes first; `anonymous` is offered for somebody who is
    not named, with True when the project has it.
    """
    names = {kind.id: kind.name for kind in kinds}

    again = [Choice(text=last.name, beside=tr("as last time"), value=(last, True))] if last else []
    unnamed = [Choice(text=tr("Nobody is named"), beside=anonymous[0].name, value=anonymous)] if anonymous else []

    def choices(typed: str) -> list[Choice]:
        wanted = typed.casefold().split()
        # To be merged with, an actor is picked out of a part of the cast, whose places are not the digits'.
        here = [_of_cast(number if new else None, entry, names) for number, entry in enumerate(cast)]
        found = [choice for choice in (*again, *here, *unnamed) if choice.matches(wanted)]
        known = {entry.actor.id for entry in cast}
        far = [_of_project(a, names) for a in (elsewhere(typed) if typed else ()) if a.id not in known]
        return [*found, *far, *(_new(typed, kind) for kind in offered if typed and new)]

    chooser = Chooser(parent, title, choices=choices, words=words, placeholder=tr("Type a name"))
    picked = chooser.pick()
    return picked if isinstance(picked, tuple) else None


def _of_cast(number: int | None, entry: CastEntry, kinds: dict[str, str]) -> Choice:
    aliases = tr("also {names}", names=", ".join(entry.actor.aliases[:3])) if entry.actor.aliases else ""
    here = tr("here as {names}", names=", ".join(entry.names[:3])) if entry.names else ""
    beside = " · ".join(filter(None, [kinds.get(entry.actor.kind, ""), here, aliases]))
    key = str(number + 1) if number is not None and number < 9 else ""
    return Choice(text=entry.actor.name, beside=beside, key=key, value=(entry.actor, True))


def _of_project(actor: Actor, kinds: dict[str, str]) -> Choice:
    aliases = tr("also {names}", names=", ".join(actor.aliases[:3])) if actor.aliases else ""
    beside = " · ".join(filter(None, [kinds.get(actor.kind, ""), tr("in other articles"), aliases, actor.note]))
    return Choice(text=actor.name, beside=beside, value=(actor, True))


def _new(name: str, kind: Kind) -> Choice:
    actor = Actor(id=new_id(), name=name, kind=kind.id)
    return Choice(text=tr("New {kind} “{name}”", kind=in_sentence(kind.name), name=name), value=(actor, False))


def pick_kind(parent: QWidget, title: str, kinds: Sequence[Kind]) -> str | None:
    """Asks for a kind of actor; gives its id, or None when the person picks nothing."""

    def choices(typed: str) -> list[Choice]:
        wanted = typed.casefold().split()
        made = (Choice(text=kind.name, value=kind.id) for kind in kinds)
        return [choice for choice in made if choice.matches(wanted)]

    picked = Chooser(parent, title, choices=choices, placeholder=tr("Type a kind")).pick()
    return picked if isinstance(picked, str) else None
