"""A spaCy pipeline of the user's own in place of the shipped tagger: for the names, the parts of quotes, or both.

What it is good for is told by the labels of its components, so that any pipeline will do: one from a package, or one
trained on a dataset that was exported from here.
"""

# spaCy's registries are typed in part only.
# pyright: reportUnknownMemberType=false, reportUntypedFunctionDecorator=false
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, TypeAlias

import spacy
from catalogue import RegistryError  # pyright: ignore[reportMissingTypeStubs]
from spacy.language import Language
from spacy.tokens import Doc, Span

from annotation import model
from annotation.describe import listed
from annotation.errors import Problem
from annotation.reader.decisions import in_words
from annotation.reader.reading import Reading, Tagged, reading
from annotation.words import tr

Task: TypeAlias = Literal["names", "quotes"]
TASKS: tuple[Task, ...] = ("names", "quotes")

_PARTS = ("source", "cue", "content")
# The labels of names as the known schemes write them, in small letters.
_ENTITIES: Mapping[str, str] = {
    **dict.fromkeys(("person", "per", "people"), "person"),
    **dict.fromkeys(("org", "organization", "organisation", "corporation"), "organisation"),
    **dict.fromkeys(("gpe", "loc", "location", "place", "country"), "place"),
    **dict.fromkeys(("norp", "group"), "group"),
    **dict.fromkeys(("misc", "fac", "facility", "product", "event", "law", "work_of_art", "other"), "other"),
}
_SCORE = 0.8
"""How sure a suggestion counts whose pipeline says nothing about it."""


def load_borrowed(name: str, tasks: Iterable[Task]) -> Borrowed:
    """The installed pipeline of that name, or the one in the folder of that name, for these tasks.

    Raises:
        Problem: there is none, it cannot be loaded, or it lacks what a task needs; the message says which.
    """
    try:
        nlp = spacy.load(name)
    except OSError as error:
        raise Problem(
            tr(
                "There is no spaCy pipeline “{name}”, neither installed nor as a folder; correct the name, or install "
                "it.",
                name=name,
            )
        ) from error
    except (ValueError, ImportError, RegistryError) as error:
        first = str(error).strip().splitlines()[0]
        raise Problem(tr("The spaCy pipeline “{name}” cannot be loaded: {first}", name=name, first=first)) from error
    tasks = tuple(tasks)
    missing = [sentence for task in tasks if (sentence := _missing(nlp, task))]
    if missing:
        raise Problem(
            tr(
                "The spaCy pipeline “{name}” {missing}; {advice}",
                name=name,
                missing=listed(missing),
                advice=_advice(name, nlp),
            )
        )
    return Borrowed(nlp, tasks)


@Language.factory("borrowed", default_config={"pipeline": "", "tasks": list(TASKS)})
def _make_borrowed(nlp: Language, name: str, pipeline: str, tasks: list[Task]) -> Borrowed:
    return load_borrowed(pipeline, tasks)


class Borrowed:
    """A component that has another pipeline read the text, and takes over what it is there for."""

    def __init__(self, nlp: Language, tasks: tuple[Task, ...]) -> None:
        nlp.max_length = 1_000_000_000
        self._nlp = nlp
        self._tasks = tasks

    def __call__(self, doc: Doc) -> Doc:
        """Put what the other pipeline finds in place of what is known."""
        known = reading(doc)
        known.go_on()
        spans = list(_spans(self._nlp(doc.text)))
        if "names" in self._tasks:
            known.entities = _tagged(known, ((span, _ENTITIES.get(span.label_.lower())) for span in spans))
        if "quotes" in self._tasks:
            labelled = ((span, label if (label := span.label_.lower()) in _PARTS else None) for span in spans)
            known.parts = _tagged(known, labelled)
        return doc


def _spans(doc: Doc) -> Iterator[Span]:
    """All that the pipeline labelled; a span without a label of its own has the one of its group."""
    yield from doc.ents
    for key, group in doc.spans.items():
        for span in group:
            yield span if span.label_ else Span(doc, span.start, span.end, label=key)


def _tagged(known: Reading, labelled: Iterable[tuple[Span, str | None]]) -> list[Tagged]:
    """The spans in words, without those that have no label here or overlap one that begins before."""
    found: list[Tagged] = []
    in_order = sorted((span.start_char, span.end_char, label) for span, label in labelled if label)
    for start, end, label in in_order:
        first, last = in_words(known, model.Span(start, end))
        if first < last and (not found or found[-1].end <= first):
            found.append(Tagged(first, last, label, _SCORE))
    return found


def _labels(nlp: Language) -> set[str]:
    found = {label.lower() for labels in nlp.pipe_labels.values() for label in labels}
    # A component may fill groups of spans that are called like the roles.
    return found | {str(nlp.get_pipe_config(name).get("spans_key", "")).lower() for name in nlp.pipe_names}


def _missing(nlp: Language, task: Task) -> str:
    """What the pipeline lacks for a task, to go on from its name; nothing where it has all."""
    labels = _labels(nlp)
    if task == "names":
        return "" if labels & _ENTITIES.keys() else tr("has no component that labels names (PERSON, ORG, GPE …)")
    lacking = [part for part in _PARTS if part not in labels]
    return (
        tr("has no component that labels {lacking}, which quotes need", lacking=", ".join(lacking)) if lacking else ""
    )


def _advice(name: str, nlp: Language) -> str:
    able = [task for task in TASKS if not _missing(nlp, task)]
    if able:
        return tr("it can be taken for the {able} alone: {able}={name}.", able=able[0], name=name)
    return tr("choose another one.")
