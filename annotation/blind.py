"""Which suggestions are held back: those of layers shown on demand, and in a share of the articles all of them."""

from __future__ import annotations

import hashlib

from annotation.errors import Problem
from annotation.model import Progress, Setting
from annotation.schema import Schema
from annotation.words import tr

BLIND_SHARE = "blind share"
"""The name of the setting that tells how many of a hundred articles are blind."""


def is_chosen(article_id: str, share: int) -> bool:
    """Whether an article is among the `share` of a hundred that are blind.

    Its id alone settles that, so that it is the same one for every annotator and in every copy of the file; those of a
    smaller share are among those of a larger one.
    """
    start = hashlib.sha256(article_id.encode()).digest()[:8]
    return int.from_bytes(start) * 100 < share << 64


def held_back_layers(schema: Schema, progress: Progress | None) -> frozenset[str]:
    """The ids of the layers whose suggestions an annotator does not see before they ask."""
    blind = progress is not None and progress.blind
    held_back = frozenset(layer.id for layer in schema.layers) if blind else schema.on_demand
    return held_back - frozenset(progress.revealed if progress else ())


def share_of(setting: Setting | None) -> int:
    """How many of a hundred articles are blind; none where that was never set."""
    return int(setting.value) if setting else 0


def typed_share(words: str) -> int:
    """The share that somebody has typed, such as “20” or “20 %”; raises Problem where it is none."""
    number = words.strip().removesuffix("%").strip()
    if not number.isdecimal() or len(number) > 3 or int(number) > 100:
        raise Problem(tr("“{words}” is no share; type a whole number from 0 to 100.", words=words.strip()[:40]))
    return int(number)
