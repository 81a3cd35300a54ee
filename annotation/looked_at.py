"""The annotations of one article, each read from the file when it is first looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, MutableMapping, Sequence

from annotation.model import Annotation, Outline

PAGE = 40
"""How many neighbours in reading order are read together."""


class Annotations(MutableMapping[str, Annotation]):
    """Annotations by id. What all of them must tell, to be sorted and counted, stands in their outlines."""

    def __init__(
        self, article: str, outlines: Iterable[Outline], read: Callable[[Sequence[str]], Iterable[Annotation]]
    ) -> None:
        """`outlines` come in reading order; `read` gives the annotations of some ids."""
        self._article = article
        self._outlines = {outline.id: outline for outline in outlines}
        self._pages = list(self._outlines)
        self._page_of = {annotation: number // PAGE for number, annotation in enumerate(self._pages)}
        self._read = read
        self._known: dict[str, Annotation] = {}

    def outline(self, annotation: str) -> Outline | None:
        """The outline of the annotation of that id, or None."""
        return self._outlines.get(annotation)

    def outlines(self) -> Iterable[Outline]:
        """All outlines, in no particular order."""
        return self._outlines.values()

    def look_at(self, annotations: Sequence[str]) -> list[Annotation]:
        """The annotations of these ids, with those that were not looked at before read all at once."""
        new = [annotation for annotation in annotations if annotation not in self._known]
        if new:
            self._known |= {annotation.id: annotation for annotation in self._read(new)}
        return [self._known.get(annotation) or self._gone(annotation) for annotation in annotations]

    def __getitem__(self, annotation: str) -> Annotation:
        if annotation not in self._known:
            start = self._page_of[annotation] * PAGE
            page = self._pages[start : start + PAGE]
            self.look_at([one for one in page if one in self._outlines])
        return self._known.get(annotation) or self._gone(annotation)

    def __setitem__(self, annotation: str, value: Annotation) -> None:
        self._known[annotation] = value
        self._outlines[annotation] = Outline(*value.place, value.layer, value.status)

    def __delitem__(self, annotation: str) -> None:
        del self._outlines[annotation]
        self._known.pop(annotation, None)

    def __contains__(self, annotation: object) -> bool:
        return annotation in self._outlines

    def __iter__(self) -> Iterator[str]:
        return iter(self._outlines)

    def __len__(self) -> int:
        return len(self._outlines)

    def _gone(self, annotation: str) -> Annotation:
        """What stands for an annotation that another window has just deleted, until this one loads the article anew:
        it has no words and is not drawn.
        """
        outline = self._outlines[annotation]
        return Annotation(id=annotation, article=self._article, layer=outline.layer, status=outline.status)
