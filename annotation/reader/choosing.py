"""Which reader is meant by a name: the shipped one, or the shipped one with pipelines of the user's own in it."""

from __future__ import annotations

from pathlib import Path

from annotation.errors import Problem
from annotation.reader.borrowed import TASKS, Task
from annotation.reader.packaged import SHIPPED, check, manifest
from annotation.reader.pipeline import shipped_pipeline
from annotation.reader.trained import Trained
from annotation.words import tr


def choose(name: str | None) -> Trained:
    """The reader of that name; None or the shipped one's name is the shipped one.

    Any other name is a spaCy pipeline, installed or a folder, in place of the shipped tagger; `names=…` or
    `quotes=…`, or both with a comma between, puts it in place of a part.

    Raises:
        Problem: there is no such pipeline, it cannot be loaded or lacks what is needed, or the shipped weights are
            missing or damaged.
    """
    check(SHIPPED)
    shipped = manifest(SHIPPED)["name"]
    if name in {None, shipped}:
        return Trained(shipped, shipped_pipeline(), SHIPPED / "scores.json")
    wanted = _wanted(name or "")
    nlp = shipped_pipeline()
    for number, (other, tasks) in enumerate(wanted.items()):
        config = {"pipeline": other, "tasks": tasks}
        nlp.add_pipe("borrowed", f"borrowed_{number}", config=config, before="decisions")
    if {task for tasks in wanted.values() for task in tasks} == set(TASKS):
        nlp.remove_pipe("tags")
    return Trained(name or "", nlp, SHIPPED / "scores.json")


def _wanted(name: str) -> dict[str, list[Task]]:
    """By pipeline the tasks that it is wanted for."""
    wanted: dict[str, list[Task]] = {}
    for part in name.split(","):
        task, equals, other = part.partition("=") if "=" in part else ("", "", part)
        tasks: list[Task] = [known for known in TASKS if not equals or known == task.strip()]
        if not tasks or not other.strip():
            raise Problem(
                tr(
                    "“{part}” names no reader; write a pipeline's name or folder, or names=… or quotes=… before it.",
                    part=part,
                )
            )
        wanted.setdefault(_place(other.strip()), []).extend(tasks)
    return wanted


def _place(name: str) -> str:
    """A folder is told from a package by being there."""
    path = Path(name).expanduser()
    return str(path) if path.is_dir() else name
