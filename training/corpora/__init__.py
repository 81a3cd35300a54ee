"""The corpora as values, one generator each, and as gold files: `python -m training.corpora FOLDER OUT_FOLDER`.

Offsets are half-open `[start, end)` and count code points of `text`. What the publishers of the corpora say of them,
and their traps, stands in the README beside them.
"""

from __future__ import annotations

from training.corpora.directed import Directed, directed_sentiment
from training.corpora.gum import Entity, Resolved, gum
from training.corpora.polnear import Attributed, Attribution, polnear
from training.corpora.worldwide import Labelled, Named, worldwide

__all__ = [
    "Attributed",
    "Attribution",
    "Directed",
    "Entity",
    "Labelled",
    "Named",
    "Resolved",
    "directed_sentiment",
    "gum",
    "polnear",
    "worldwide",
]
