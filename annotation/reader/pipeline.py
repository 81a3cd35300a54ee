"""Builds the shipped reader's pipeline, with components of a user's own in place of the tagger where they are named."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path

from spacy.language import Language
from spacy.util import load_model_from_config
from thinc.api import Config

_CONFIG = Path(__file__).with_name("pipeline.cfg")


@cache
def configuration() -> Config:
    """The shipped pipeline's; every component that it names is registered by then."""
    config = Config().from_disk(_CONFIG)
    modules: list[str] = ["tokens", *config["nlp"]["pipeline"]]
    for module in modules:
        import_module(f"annotation.reader.{module}")
    return config


def shipped_pipeline() -> Language:
    """The shipped components in their order; raises WeightsProblem where weights are missing or damaged."""
    nlp = load_model_from_config(configuration().copy(), auto_fill=True)
    # The length is no matter of memory here: what takes much of it works in pieces.
    nlp.max_length = 1_000_000_000
    return nlp
