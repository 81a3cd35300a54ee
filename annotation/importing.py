"""Import: files into a project, in batches that stay whatever happens later.

An article is known again by its text. What a file says about an article that the project has is added to it, and
nothing that the project holds already is altered: where the two differ the project's stays, and that is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias
from uuid import NAMESPACE_OID, uuid5

from annotation.errors import ImportProblem
from annotation.formats import Incoming, Loss, Refused, files_in, read_paths, reader_for
from annotation.formats.jsonl import rejoin
from annotation.formats.repair import repair_words
from annotation.model import Actor, Annotation, Labels, Progress
from annotation.project import Project
from annotation.store import Store
from annotation.store_rows import NewArticle
from annotation.words import tr, tr_many

# The first batch is small so that SQLite can begin early, and each is at most twice the one before, so that it can be
# read while that one is written. Large ones are faster, for each leaves every word that it has in the index once more.
_FIRST_BATCH = 400
_BATCH_ARTICLES = 2000
_BATCH_CHARACTERS = 16_000_000

Told: TypeAlias = tuple[str, str]
"""Where something stands, and a sentence about it."""

_Read: TypeAlias = "tuple[Incoming, NewArticle]"
"""What was read, and the article as it goes into the file if it is new."""

_Found: TypeAlias = "_Read | Refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What came of an import.

    `imported` counts new articles and `known` those that the project had already. `repaired` tells what was repaired
    in which new article, `kept` where the labels of a file differ from the project's, which stayed, `losses` what files
    say that a project cannot keep as it is, and `refused` what could not be imported. `stopped` says that it was broken
    off; what came in before that is kept. `withheld` says that nothing was imported, for some would have been lost.
    """

    imported: int = 0
    known: int = 0
    repaired: tuple[Told, ...] = ()
    kept: tuple[Told, ...] = ()
    refused: tuple[Refused, ...] = ()
    losses: tuple[Loss, ...] = ()
    stopped: bool = False
    withheld: bool = False

    def sentence(self) -> str:
        """The report in one line."""
        if self.withheld:
            count = len(self.losses) + len(self.refused)
            lost = tr_many("{count} thing would be lost", "{count} things would be lost", count)
            return tr("Nothing was imported, for {lost}; correct the files, or import without --strict.", lost=lost)
        repaired, kept = (len({where for where, _ in told}) for told in (self.repaired, self.kept))
        parts = [
            tr_many("{count} article was imported", "{count} articles were imported", self.imported),
            tr_many("{count} was already there", "{count} were already there", self.known) if self.known else "",
            tr_many("{count} was repaired", "{count} were repaired", repaired) if repaired else "",
            _other_labels(kept),
            tr_many("{count} was refused", "{count} were refused", len(self.refused)) if self.refused else "",
            _changed_labels(len(self.losses)),
        ]
        end = tr("; it was stopped before the end, and goes on when it is repeated.") if self.stopped else "."
        return ", ".join(filter(None, parts)) + end


def _changed_labels(count: int) -> str:
    return tr_many("{count} label is not as it was", "{count} labels are not as they were", count) if count else ""


def _other_labels(count: int) -> str:
    if not count:
        return ""
    return tr_many("{count} has other labels here, which stay", "{count} have other labels here, which stay", count)


def import_files(
    project: Project,
    paths: Iterable[Path],
    *,
    format: str = "auto",  # noqa: A002 - the option's name on the command line
    strict: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
    going_on: Callable[[], bool] = lambda: True,
) -> ImportReport:
    """Imports files and folders into `project`, labels included; `format` is one's name, or `auto` to go by suffix.

    `progress` is told how many articles were gone through, and about how many there are. `going_on` is asked between
    batches; when it says False the import stops. Importing again goes on where an import ended. A `strict` import reads
    everything once before, and withholds all where something would be refused or not be kept as it is.

    Raises:
        Problem: there is no format of that name, or it is for export only.
        ProjectProblem: the project cannot be written; the batches before are kept.
    """
    paths = list(paths)
    if strict and (withheld := _withheld(read_paths(paths, format=format, schema=project.schema))):
        return withheld
    found = read_paths(paths, format=format, schema=project.schema)
    report, done = ImportReport(), 0
    with project.store.bulk(), closing(_Ahead(_batches(_made_ready(found)))) as batches:
        batches.read_on()
        total = batches.besides(lambda: sum(_articles_in(file, format) for path in paths for file in files_in(path)))
        for batch in batches:
            if not going_on():
                return replace(report, stopped=True)
            report = _write(project.store, batch, report, meanwhile=batches.read_on)
            done += len(batch)
            progress(done, max(done, total.result()))
    return report


# Reading


def _withheld(found: Iterable[Incoming | Refused]) -> ImportReport | None:
    """The report that nothing was imported, and why; None where nothing would be lost."""
    refused: list[Refused] = []
    losses: list[Loss] = []
    for one in found:
        if isinstance(one, Refused):
            refused.append(one)
        else:
            losses += one.losses
    return ImportReport(refused=tuple(refused), losses=tuple(losses), withheld=True) if refused or losses else None


def _articles_in(file: Path, chosen: str) -> int:
    """About how many articles there are in a file: as many as lines, unless it is plain text."""
    found = reader_for(file)
    if (found.name if found and chosen == "auto" else chosen) != "jsonl" or not file.is_file():
        return 1
    with file.open("rb") as lines:
        return sum(portion.count(b"\n") for portion in iter(lambda: lines.read(1 << 20), b""))


def _made_ready(found: Iterable[Incoming | Refused]) -> Iterator[_Found]:
    for one in found:
        if isinstance(one, Refused):
            yield one
        elif one.sha256:
            yield one, NewArticle(article=one.article, utf8=b"", sha256=one.sha256)
        else:
            yield one, NewArticle.of(one.article, original=one.original, repairs=one.repairs)


def _batches(found: Iterable[_Found]) -> Iterator[list[_Found]]:
    batch: list[_Found] = []
    size, limit = 0, min(_FIRST_BATCH, _BATCH_ARTICLES)
    for one in found:
        batch.append(one)
        size += 0 if isinstance(one, Refused) else len(one[0].article.text)
        if len(batch) >= limit or size >= _BATCH_CHARACTERS:
            yield batch
            batch, size, limit = [], 0, min(limit * 2, _BATCH_ARTICLES)
    if batch:
        yield batch


class _Ahead:
    """Batches of which the next one is read on another thread from when `read_on` is called.

    Python runs one thread at a time, so that reading all the while would only hold the writing up: the time to read is
    while SQLite works on its own.
    """

    def __init__(self, batches: Iterator[list[_Found]]) -> None:
        self._batches = batches
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._coming: Future[list[_Found] | None] | None = None

    def read_on(self) -> None:
        """Begins to read the next batch, unless that was begun already."""
        if self._coming is None:
            self._coming = self._thread.submit(next, self._batches, None)

    def besides(self, work: Callable[[], int]) -> Future[int]:
        """Does some other work on the thread as soon as what was begun to be read is read."""
        return self._thread.submit(work)

    def __iter__(self) -> Iterator[list[_Found]]:
        while True:
            self.read_on()
            batch = self._coming.result() if self._coming else None
            if batch is None:
                return
            self._coming = None
            yield batch

    def close(self) -> None:
        """Waits for what is being read, and reads no more."""
        self._thread.shutdown(cancel_futures=True)


# Writing


def _write(
    store: Store, batch: Sequence[_Found], report: ImportReport, *, meanwhile: Callable[[], object]
) -> ImportReport:
    """Adds a batch as one transaction, and gives the report with what came of it."""
    with store.writing():
        meeting = _Articles(store, [one for one in batch if not isinstance(one, Refused)])
        store.add_articles(meeting.new, meanwhile=meanwhile)
        settling = _Labels(store, meeting.settled)
        labels = Labels(actors=tuple(settling.actors), annotations=tuple(settling.annotations))
        store.add_labels(labels, settling.progress)
    return ImportReport(
        imported=report.imported + len(meeting.new),
        known=report.known + len(meeting.settled) - len(meeting.new),
        repaired=(*report.repaired, *meeting.repaired),
        kept=(*report.kept, *settling.kept),
        refused=(*report.refused, *(one for one in batch if isinstance(one, Refused)), *meeting.refused),
        losses=(*report.losses, *(loss for incoming, _ in meeting.settled for loss in incoming.losses)),
    )


class _Articles:
    """Which articles of a batch are new, and under which id each stands in the project.

    Attributes:
        new: the articles to add.
        settled: what was read, with the id that its article has in the project.
        repaired: what was repaired in the new ones.
        refused: those whose id belongs to another text.
    """

    def __init__(self, store: Store, read: Sequence[_Read]) -> None:
        self.new: list[NewArticle] = []
        self.settled: list[tuple[Incoming, str]] = []
        self.repaired: list[Told] = []
        self.refused: list[Refused] = []
        known = store.known_articles([one.article.id for one, _ in read], [new.sha256 for _, new in read])
        self._ids = {sha256: article_id for article_id, sha256 in known}
        self._taken = {article_id for article_id, _ in known}
        self._store = store
        for incoming, new in read:
            self._settle(incoming, new)

    def _settle(self, incoming: Incoming, new: NewArticle) -> None:
        article, sha256 = new.article, new.sha256
        if incoming.sha256:
            self._rejoin(incoming)
            return
        if sha256 not in self._ids:
            if article.id in self._taken:
                reason = tr(
                    "The project has another text under the id “{article}”; give this one an id of its own.",
                    article=article.id,
                )
                self.refused.append(Refused(incoming.where, reason))
                return
            self._ids[sha256] = article.id
            self._taken.add(article.id)
            self.new.append(new)
            self.repaired.extend((incoming.where, repair_words(repair)) for repair in incoming.repairs)
        self.settled.append((incoming, self._ids[sha256]))

    def _rejoin(self, incoming: Incoming) -> None:
        """Settles what goes without its text, where the project holds the text."""
        article_id = self._ids.get(incoming.sha256)
        if article_id is None:
            reason = tr(
                "It goes without its text, which the project does not hold; import the article with its text first."
            )
            self.refused.append(Refused(incoming.where, reason))
            return
        try:
            self.settled.append((rejoin(incoming, self._text(article_id)), article_id))
        except ImportProblem as problem:
            self.refused.append(Refused(incoming.where, str(problem)))

    def _text(self, article_id: str) -> str:
        article = self._store.article(article_id)
        return article.text if article else next(new.article.text for new in self.new if new.article.id == article_id)


class _Labels:
    """What a batch adds to the labels of a project: worked out against what the file and the batch itself hold.

    Attributes:
        actors, annotations, progress: what to add.
        kept: where labels differ from the project's.
    """

    def __init__(self, store: Store, settled: Iterable[tuple[Incoming, str]]) -> None:
        self.actors: list[Actor] = []
        self.annotations: list[Annotation] = []
        self.progress: list[Progress] = []
        self.kept: list[Told] = []
        labelled = [(one, to) for one, to in settled if one.progress or one.labels.annotations or one.labels.actors]
        if not labelled:
            return
        self._cast = {actor.id: actor for actor in store.actors_with(_ids_of_actors(labelled))}
        self._there = {one.id: one for one in store.annotations_with(_ids_of_annotations(labelled))}
        articles = [to for _, to in labelled]
        self._begun = store.begun(articles)
        self._suggested = store.suggested(articles)
        for incoming, to in labelled:
            self._settle(incoming, to)

    def _settle(self, incoming: Incoming, to: str) -> None:
        cast = {actor.id: self._actor(actor, to) for actor in incoming.labels.actors}
        differing = surplus = 0
        for annotation in incoming.labels.annotations:
            moved = self._moved(annotation, to, cast)
            there = self._there.get(moved.id)
            if there is not None:
                differing += there != moved
            elif moved.annotator is None and to in self._suggested:
                surplus += 1
            else:
                self._there[moved.id] = moved
                self.annotations.append(moved)
        self._tell(incoming.where, differing, surplus)
        self._suggested |= {to for one in incoming.labels.annotations if one.annotator is None}
        self._add_progress(incoming.progress, to)

    def _actor(self, actor: Actor, to: str) -> Actor:
        """The actor as the project has it, or will have it."""
        for one in (actor, replace(actor, id=_own_id(to, actor.id))):
            there = self._cast.get(one.id)
            if there is None:
                self._cast[one.id] = one
                self.actors.append(one)
                return one
            if (there.name, there.kind) == (actor.name, actor.kind):
                return there
        return there

    def _moved(self, annotation: Annotation, to: str, cast: dict[str, Actor]) -> Annotation:
        """The annotation with the ids that its article, its actors and it itself have in the project."""
        there = self._there.get(annotation.id)
        return replace(
            annotation,
            id=annotation.id if there is None or there.article == to else _own_id(to, annotation.id),
            article=to,
            actors={role: tuple(cast[actor].id for actor in ids) for role, ids in annotation.actors.items()},
        )

    def _tell(self, where: str, differing: int, surplus: int) -> None:
        if differing:
            told = tr_many(
                "{count} annotation differs from the project's, which stayed as in the project.",
                "{count} annotations differ from the project's, which stayed as in the project.",
                differing,
            )
            self.kept.append((where, told))
        if surplus:
            told = tr_many(
                "{count} suggestion was left out, for the project has some already.",
                "{count} suggestions were left out, for the project has some already.",
                surplus,
            )
            self.kept.append((where, told))

    def _add_progress(self, progress: Iterable[Progress], to: str) -> None:
        for one in progress:
            if (to, one.annotator) not in self._begun:
                self._begun.add((to, one.annotator))
                self.progress.append(replace(one, article=to))


def _own_id(article_id: str, foreign: str) -> str:
    """An id for what came under one that is taken; the same each time, so that it is known again."""
    return str(uuid5(NAMESPACE_OID, f"{article_id} {foreign}"))


def _ids_of_actors(labelled: Iterable[tuple[Incoming, str]]) -> list[str]:
    pairs = ((to, actor.id) for one, to in labelled for actor in one.labels.actors)
    return [actor_id for to, foreign in pairs for actor_id in (foreign, _own_id(to, foreign))]


def _ids_of_annotations(labelled: Iterable[tuple[Incoming, str]]) -> list[str]:
    pairs = ((to, annotation.id) for one, to in labelled for annotation in one.labels.annotations)
    return [annotation_id for to, foreign in pairs for annotation_id in (foreign, _own_id(to, foreign))]
