"""What the annotator can put right. Every other exception is a bug."""

from __future__ import annotations


class Problem(Exception):
    """Something a person did or has that the program cannot go on with.

    The message is one sentence that says what is wrong, where, and what to do. It is shown as it is: in the window
    as a banner, on the command line as one line and exit status 1.
    """


class SchemaProblem(Problem):
    """A schema file that cannot be read: names the file, the line and what would be right."""


class ImportProblem(Problem):
    """A file, or one line of it, that holds nothing that can be imported."""


class ProjectProblem(Problem):
    """A project file that cannot be opened, or that could not be written to; nothing of the action was saved."""


class Conflict(Problem):
    """The values that an action was built on were changed by somebody else in the meantime (a second window)."""
