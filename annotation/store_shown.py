"""Which suggestions an annotator is shown: the rule, as SQL for the other modules called `store`."""

from __future__ import annotations

SHOWN = "status <> 'rejected' AND NOT (status = 'suggested' AND layer IN (SELECT value FROM json_each(?)))"
"""SQL for an annotation that is shown, in an article of which it is known already what is held back there: its
parameter lists the layers of which that is so.
"""


def held_back(*, row: str = "annotations", annotator: str = "annotations.annotator", on_demand: str = "?") -> str:
    """SQL for a suggestion that an annotator is not shown before they ask for its layer in its article.

    That is so in the layers that are shown on demand, and in every layer where the article is blind for them. Of an
    article that they have not begun, it is not known here whether it is.

    Args:
        row: the table of annotations, as the query calls it.
        annotator: SQL for the name of the annotator; it stands there twice, so that a plain `?` is two parameters.
        on_demand: SQL for the layers on demand as a JSON list; where it is a parameter, it comes before the annotator.
    """
    progress = f"FROM progress WHERE progress.article = {row}.article AND progress.annotator = {annotator}"
    return (
        f"({row}.status = 'suggested' AND ({row}.layer IN (SELECT value FROM json_each({on_demand})) "
        f"OR EXISTS (SELECT 1 {progress} AND blind)) "
        f"AND NOT EXISTS (SELECT 1 {progress} AND {row}.layer IN (SELECT value FROM json_each(revealed))))"
    )
