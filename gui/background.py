"""One worker thread for what takes long; results come back to the window's thread as signals.

Each piece of work has a key. Asking again under a key replaces what is waiting, and a result whose key was replaced in
the meantime is dropped, so that a late answer cannot land in the wrong article.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from PySide6.QtCore import QObject, Signal

from annotation.errors import Problem


class Job:
    """What the work is given: a way to report progress, and to see that it should stop."""

    def __init__(self, key: str, report: Callable[[str, int, int], None]) -> None:
        self.key = key
        self._report = report
        self._stop = threading.Event()

    def progress(self, done: int, total: int) -> None:
        """Reports that `done` of `total` (0 when unknown) are through."""
        self._report(self.key, done, total)

    def stop(self) -> None:
        """Asks the work to stop at the next chance."""
        self._stop.set()

    def going_on(self) -> bool:
        """False once the work should stop."""
        return not self._stop.is_set()


class Background(QObject):
    """Runs work in one thread.

    Signals:
        progressed: key, done, total.
        failed: key and the Problem that the work raised. Any other exception is a bug and goes to sys.excepthook.
    """

    progressed = Signal(str, int, int)
    failed = Signal(str, object)
    _finished = Signal(object, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="standpoint")
        self._jobs: dict[str, Job] = {}
        self._then: dict[Job, Callable[[Any], None]] = {}
        self._closed = False
        self._finished.connect(self._deliver)

    def run(self, key: str, work: Callable[[Job], Any], then: Callable[[Any], None]) -> None:
        """Runs `work` in the thread, and `then` with what it gave in the window's thread; neither once it is closed."""
        if self._closed:
            return
        self.stop(key)
        job = Job(key, self.progressed.emit)
        self._jobs[key] = job
        self._then[job] = then
        self._pool.submit(self._work, job, work)

    def busy(self, key: str | None = None) -> bool:
        """True while the work of that key (or any) is waiting or running."""
        return key in self._jobs if key else bool(self._jobs)

    def stop(self, key: str) -> None:
        """Asks the work of that key to stop at its next chance; what it gives then is still delivered."""
        job = self._jobs.get(key)
        if job:
            job.stop()

    def close(self) -> None:
        """Stops everything and waits for the thread to end."""
        self._closed = True
        for job in self._jobs.values():
            job.stop()
        self._jobs.clear()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _work(self, job: Job, work: Callable[[Job], Any]) -> None:
        try:
            self._finished.emit(job, work(job), None)
        except BaseException as error:  # handed to the window's thread, which tells problems and reports bugs
            self._finished.emit(job, None, error)

    def _deliver(self, job: Job, result: Any, error: BaseException | None) -> None:
        then = self._then.pop(job)
        if self._jobs.get(job.key) is not job:
            return
        del self._jobs[job.key]
        if error is None:
            then(result)
        elif isinstance(error, Problem):
            self.failed.emit(job.key, error)
        else:
            raise error
