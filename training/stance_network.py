"""The encoder that reads who supports or opposes whom, and its heads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy
import torch
from torch import Tensor, nn
from torch.nn import functional

from annotation.reader.pairs import FIRST, PAIR_TYPES, SECOND
from annotation.reader.pieces import TYPES
from training.network import base_encoder
from training.stance_data import POLARITIES
from training.teacher_network import LargeEncoder


class PairReader(nn.Module):
    """Reads passages with two marked actors.

    Each ordered pair asks the passage with a query made of both actors' states, and is judged by them and by what it
    looked at. Both orders go through the same weights, so that exchanging the actors exchanges the answers.
    """

    def __init__(self, encoder: nn.Module, *, width: int) -> None:
        """`encoder` takes PAIR_TYPES types of pieces and gives states of `width` numbers."""
        super().__init__()
        self.encoder = encoder
        self.query = nn.Linear(3 * width, width)
        self.key = nn.Linear(width, width)
        self.value = nn.Linear(width, width)
        self.inner = nn.Linear(4 * width, width)
        self.outer = nn.Linear(width, len(POLARITIES))
        self.tone = nn.Linear(2 * width, len(POLARITIES))
        self.dropout = nn.Dropout(0.2)

    def encode(self, ids: Tensor, types: Tensor, mask: Tensor) -> Tensor:
        """The states of all pieces: [rows, pieces, width]; in sixteen bits to learn, and where the caller says so."""
        with torch.autocast("cpu", torch.bfloat16, enabled=self.training or torch.is_autocast_enabled("cpu")):
            states = self.encoder(input_ids=ids, token_type_ids=types, attention_mask=mask).last_hidden_state
        return states.float()

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """How the first feels about the second, and the second about the first: [rows, 2, polarities]; and how much
        each looked at each piece: [rows, 2, pieces].
        """
        states = self.encode(ids, types, mask)
        first, second = _state_of(states, types, FIRST), _state_of(states, types, SECOND)
        keys, values = self.key(states), self.value(states)
        forward, seen = self._judge(first, second, states[:, 0], keys, values, mask)
        backward, seen_back = self._judge(second, first, states[:, 0], keys, values, mask)
        return torch.stack([forward, backward], 1), torch.stack([seen, seen_back], 1)

    def tones(self, ids: Tensor, types: Tensor, mask: Tensor) -> Tensor:
        """The tone towards the second actor: [rows, polarities]."""
        states = self.encode(ids, types, mask)
        return self.tone(self.dropout(torch.cat([_state_of(states, types, SECOND), states[:, 0]], 1)))

    def _judge(
        self, holder: Tensor, target: Tensor, whole: Tensor, keys: Tensor, values: Tensor, mask: Tensor
    ) -> tuple[Tensor, Tensor]:
        both = torch.cat([holder, target, whole], 1)
        looks = (keys * self.query(both)[:, None]).sum(2) / keys.shape[2] ** 0.5
        looks = (looks - 1e4 * (1 - mask.to(looks.dtype))).softmax(1)
        seen = (looks[:, :, None] * values).sum(1)
        found = self.inner(self.dropout(torch.cat([both, seen], 1)))
        return self.outer(self.dropout(functional.gelu(found))), looks


def small(seed: int, *, layers: int) -> PairReader:
    """One that can be shipped: the first layers of the encoder that the tagger is made of as well."""
    torch.manual_seed(seed)
    encoder: Any = base_encoder(numpy.random.default_rng(seed), layers=layers)
    embeddings = encoder.embeddings
    width = encoder.config.hidden_size
    types = nn.Embedding(PAIR_TYPES, width)
    with torch.no_grad():
        types.weight[:TYPES] = embeddings.token_type_embeddings.weight
        types.weight[TYPES:] = embeddings.token_type_embeddings.weight[0] + 0.05 * torch.randn(3, width)
    embeddings.token_type_embeddings = types
    return PairReader(encoder, width=width)


def large(seed: int, folder: Path) -> PairReader:
    """A teacher, from the pretrained encoder in `folder`."""
    torch.manual_seed(seed)
    encoder = LargeEncoder(folder, numpy.random.default_rng(seed), types=PAIR_TYPES)
    return PairReader(encoder, width=encoder.config.hidden_size)


def _state_of(states: Tensor, types: Tensor, kind: int) -> Tensor:
    """The mean state of the pieces of one type; zero where there is none."""
    there = (types == kind).to(states.dtype)[:, :, None]
    return (states * there).sum(1) / there.sum(1).clamp(min=1)
