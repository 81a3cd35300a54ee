"""What of a project an export takes along: layers, annotators, rejected labels, and the articles' texts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from annotation.errors import Problem
from annotation.formats import Format, Outgoing, known_formats
from annotation.formats.explain import quoted
from annotation.model import Annotation, Labels
from annotation.schema import Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportChoice:
    """What to export; None stands for all layers, or for all annotators.

    With annotators chosen, what a reader suggested and nobody has opened yet is left out. Without `text` an article
    goes out with the SHA-256 of its text in place of it. What is left out by choice is no loss.
    """

    layers: frozenset[str] | None = None
    annotators: frozenset[str] | None = None
    rejected: bool = True
    text: bool = True

    def check(self, format: Format, schema: Schema, annotators: Collection[str]) -> None:  # noqa: A002
        """Checks that there is what was chosen, and that the format can be written so.

        Raises:
            Problem: there is no such layer or annotator, or the format cannot do without texts.
        """
        _check_known("layer", self.layers, [layer.id for layer in schema.layers])
        _check_known("annotator", self.annotators, sorted(annotators))
        if not self.text and not format.textless:
            able = quoted(one.name for one in known_formats() if one.textless)
            raise Problem(f"The format “{format.name}” cannot be written without the texts; choose {able}.")

    def applied(self, outgoing: Outgoing) -> Outgoing:
        """What is chosen of an article: of the cast, only those whom what is left names."""
        labels = outgoing.labels
        kept = tuple(one for one in labels.annotations if self._takes(one))
        if len(kept) < len(labels.annotations):
            named = {actor for one in kept for ids in one.actors.values() for actor in ids}
            labels = Labels(actors=tuple(one for one in labels.actors if one.id in named), annotations=kept)
        who = self.annotators
        progress = tuple(one for one in outgoing.progress if who is None or one.annotator in who)
        return replace(outgoing, labels=labels, progress=progress, with_text=self.text)

    def _takes(self, one: Annotation) -> bool:
        return (
            (self.layers is None or one.layer in self.layers)
            and (self.annotators is None or one.annotator in self.annotators)
            and (self.rejected or one.status != "rejected")
        )


EVERYTHING = ExportChoice()


def _check_known(what: str, chosen: Collection[str] | None, known: Collection[str]) -> None:
    for one in sorted(chosen or ()):
        if one not in known:
            there = f"there are {quoted(known)}" if known else "there is none"
            raise Problem(f"The project has no {what} “{one}”; {there}.")
