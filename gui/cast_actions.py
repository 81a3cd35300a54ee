"""What each command on the cast does: merge, part, rename, and give another kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from annotation.cast import CastEntry
from annotation.describe import shorten, text_of
from annotation.model import Actor, Annotation, new_id
from annotation.schema import Kind, Layer
from annotation.words import tr, tr_many
from gui.session import Session
from gui.wording import and_list


class CastDesk(Protocol):
    """What these actions need of the window."""

    def chosen_actor(self) -> Actor | None: ...
    def chosen_actors(self) -> list[Actor]: ...
    def ask_actor(
        self,
        title: str,
        cast: Sequence[CastEntry],
        words: str,
        *,
        new: bool = True,
        last: Actor | None = None,
        anonymous: tuple[Actor, bool] | None = None,
    ) -> tuple[Actor, bool] | None: ...
    def ask_words(self, title: str, label: str, words: str) -> str | None: ...
    def ask_kind(self, title: str, kinds: Sequence[Kind]) -> str | None: ...


class CastActions:
    """The verbs of the cast. They are about the actor whose line is chosen, or whom the annotation at hand names."""

    def __init__(self, session: Session, desk: CastDesk) -> None:
        self.session = session
        self.desk = desk

    def merge(self) -> None:
        """Asks for another actor, and makes the one at hand the same as that; of several chosen lines makes one."""
        chosen = self.desk.chosen_actors()
        actor = self._at_hand()
        if actor is None:
            return
        cast = self.session.cast()
        if len(chosen) > 1:
            ids = {one.id for one in chosen}
            offered = [entry for entry in cast if entry.actor.id in ids]
            title = tr("These {count} are the same as", count=len(chosen))
        else:
            chosen, offered = [actor], [entry for entry in cast if entry.actor.id != actor.id]
            title = tr("{name} is the same as", name=shorten(actor.name))
        answer = self.desk.ask_actor(title, offered, "", new=False)
        if answer:
            self.merge_into(answer[0], [one for one in chosen if one.id != answer[0].id])

    def merge_into(self, kept: Actor, gone: Sequence[Actor]) -> None:
        """Makes one actor of several, which goes by the name of `kept`."""
        session = self.session
        change = session.do(session.project.merge_actors, kept, gone, article_id=self._article_id()) if gone else None
        if change:
            session.tell(
                tr_many(
                    "{names} is {name} from now on, in every article that names them; Ctrl+Z takes that back.",
                    "{names} are {name} from now on, in every article that names them; Ctrl+Z takes that back.",
                    len(gone),
                    names=and_list([shorten(one.name) for one in gone[:3]]),
                    name=shorten(kept.name),
                )
            )

    def rename(self) -> None:
        """Asks for another name of the actor at hand."""
        actor = self._at_hand()
        name = self.desk.ask_words(tr("Rename actor"), tr("Name:"), actor.name) if actor else None
        if actor and name is not None:
            self._change(actor, replace(actor, name=" ".join(name.split())))

    def set_kind(self) -> None:
        """Asks for another kind of the actor at hand."""
        actor = self._at_hand()
        title = tr("{name} is a", name=shorten(actor.name)) if actor else ""
        kind = self.desk.ask_kind(title, self.session.project.schema.offered.kinds) if actor else None
        if actor and kind is not None:
            self._change(actor, replace(actor, kind=kind))

    def part(self) -> None:
        """Has the mention at hand name a new actor of the same kind, called by its words: one of two of one name."""
        session, mention = self.session, self.session.current
        layer = session.project.schema.layer(mention.layer) if mention else None
        actor = self._named(mention)
        if mention is None or layer is None or not layer.names_actors or session.article is None:
            session.tell(tr("Choose a mention first; it then names an actor of its own."))
            return
        words = text_of(mention, layer.main_role.id, session.article.text)
        new = Actor(id=new_id(), name=words, kind=actor.kind if actor else session.project.schema.offered.kinds[0].id)
        session.know(new)
        if session.do(session.project.name_actor, mention, new, known=False):
            session.tell(tr("This “{words}” is an actor of its own now; F2 renames it.", words=shorten(words)))

    def name(self, annotation: Annotation, layer: Layer, actor: Actor) -> bool:
        """Has an annotation name an actor in its first role and accepts it; True if that was done."""
        session = self.session
        self.session.know(actor)
        done = session.do(session.project.name_actor, annotation, actor)
        if done:
            session.tell(f"{layer.offered.actors[0].name}: {shorten(actor.name)}.")
        return done is not None

    # In detail ---------------------------------------------------------------------------------------------------

    def _change(self, before: Actor, after: Actor) -> None:
        self.session.do(self.session.project.change_actor, before, after, article_id=self._article_id())

    def _article_id(self) -> str | None:
        return self.session.article.id if self.session.article else None

    def _at_hand(self) -> Actor | None:
        actor = self.desk.chosen_actor() or self._named(self.session.current)
        if actor is None:
            self.session.tell(tr("Choose an actor first: in the cast (Ctrl+3), or an annotation that names one."))
        return actor

    def _named(self, annotation: Annotation | None) -> Actor | None:
        named = next(iter(annotation.actors.values()), ()) if annotation else ()
        return self.session.actors.get(named[0]) if named else None
