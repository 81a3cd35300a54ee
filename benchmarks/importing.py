"""Import of JSON lines, full-text index included; beside it a bare `insert_all` of the same rows.

Each is measured in a process of its own (this module, run), so that its peak memory is its own.
"""

from __future__ import annotations

import gc
import json
import subprocess
import sys
from pathlib import Path
from shutil import copyfile
from statistics import median

from sqlite_utils import Database

from annotation.importing import import_files
from annotation.project import Project
from benchmarks.figures import Figure, Goal, in_turn, milliseconds
from benchmarks.material import ANNOTATOR, Words

LENGTH = 3200
"""How many characters an article has."""


def write_articles(path: Path, *, count: int) -> None:
    """Writes so many articles as JSON lines."""
    words = Words(count)
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            text = words.characters(LENGTH)
            row = {"id": f"article {number}", "title": text[:60], "text": text, "source": "Benchmark"}
            row |= {"url": f"https://example.org/{number}", "published": "2026-01-31", "meta": {}}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def import_articles(what: str, lines: Path, goal: Goal, *, into: Path, times: int) -> Figure:
    """Imports the file `lines` into copies of the project at `into`."""
    starts: list[float] = []
    peaks: list[float] = []
    target = lines.with_name("target.db")

    def ours(_turn: int) -> float:
        _remove(target)
        copyfile(into, target)
        spent, before, peak = _in_own_process("ours", lines, target)
        starts.append(before)
        peaks.append(peak)
        return spent

    def bare(_turn: int) -> float:
        _remove(target)
        return _in_own_process("bare", lines, target)[0]

    mine, least = in_turn(ours, bare, times=times)
    note = f"peak memory {median(peaks):.0f} MB, of it {median(starts):.0f} MB before it began"
    return Figure(what=what, ours=mine, bare=least, goal=goal, note=note)


def _in_own_process(side: str, lines: Path, target: Path) -> tuple[float, float, float]:
    """Milliseconds, and the peak memory before and after, in MB."""
    command = [sys.executable, "-m", __name__, side, str(lines), str(target)]
    root = Path(__file__).parents[1]
    done = subprocess.run(command, cwd=root, capture_output=True, timeout=600, check=True)
    spent, before, after = json.loads(done.stdout)
    return spent, before, after


def _remove(path: Path) -> None:
    for file in path.parent.glob(f"{path.name}*"):
        file.unlink()


def _import(lines: Path, target: Path) -> float:
    gc.freeze()  # as the command and the window do when they have loaded
    project = Project.open(target, annotator=ANNOTATOR)
    expected = project.store.article_count() + _count(lines)

    def work() -> None:
        import_files(project, [lines])
        if project.store.article_count() != expected:
            raise RuntimeError("not every article was imported")
        project.close()

    return milliseconds(work)


def _insert_bare(lines: Path, target: Path) -> float:
    with lines.open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    db = Database(target)

    def work() -> None:
        db.table("articles").insert_all(rows)
        db.close()

    return milliseconds(work)


def _count(lines: Path) -> int:
    with lines.open("rb") as file:
        return sum(1 for _ in file)


def _peak() -> float:
    """The most memory that this process has held, in MB; not a number where the system does not tell it."""
    status = Path("/proc/self/status")
    if not status.exists():
        return float("nan")
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def _main() -> None:
    side, lines, target = sys.argv[1:]
    before = _peak()
    spent = {"ours": _import, "bare": _insert_bare}[side](Path(lines), Path(target))
    print(json.dumps([spent, before, _peak()]))


if __name__ == "__main__":
    _main()
