"""The chain over a row of words as the training needs it: the loss of a linear-chain CRF (Lafferty et al. 2001)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy
import torch
from torch import Tensor, nn

from annotation.reader.decoding import FORBIDDEN, Chain, may_begin, may_end, may_follow, tags_of


class ChainLoss(nn.Module):
    """Weights from tag to tag, learnt together with the scores of the words."""

    def __init__(self, labels: Sequence[str]) -> None:
        super().__init__()
        self.labels = tuple(labels)
        tags = tags_of(labels)
        self.steps = nn.Parameter(torch.zeros(len(tags), len(tags)))
        self.first = nn.Parameter(torch.zeros(len(tags)))
        self.last = nn.Parameter(torch.zeros(len(tags)))
        self._fix("no_step", [[not may_follow(before, after) for after in tags] for before in tags])
        self._fix("no_first", [not may_begin(tag) for tag in tags])
        self._fix("no_last", [not may_end(tag) for tag in tags])

    def _fix(self, name: str, forbidden: Sequence[object]) -> None:
        self.register_buffer(name, torch.tensor(forbidden))

    def _weights(self) -> tuple[Tensor, Tensor, Tensor]:
        pairs = ((self.steps, self.no_step), (self.first, self.no_first), (self.last, self.no_last))
        steps, first, last = (weights.masked_fill(no, FORBIDDEN) for weights, no in pairs)
        return steps, first, last

    def forward(self, scores: Tensor, tags: Tensor, mask: Tensor) -> Tensor:
        """The mean negative log-likelihood by row.

        `scores` are [rows, words, tags], `tags` [rows, words], and `mask` tells which words there are. Where every
        tag of a row is -1 from some word on, that row ends before it.
        """
        steps, first, last = self._weights()
        lengths = mask.sum(1)
        total = scores[:, 0] + first
        for at in range(1, scores.shape[1]):
            going_on = torch.logsumexp(total[:, :, None] + steps, dim=1) + scores[:, at]
            total = torch.where(mask[:, at, None], going_on, total)
        total = torch.logsumexp(total + last, dim=1)
        own = scores.gather(2, tags[:, :, None]).squeeze(2)
        own = (own * mask).sum(1) + first[tags[:, 0]]
        own = own + (steps[tags[:, :-1], tags[:, 1:]] * mask[:, 1:]).sum(1)
        own = own + last[tags.gather(1, (lengths - 1)[:, None]).squeeze(1)]
        return (total - own).mean()

    def chain(self) -> Chain:
        """The weights as the reader uses them."""
        steps, first, last = (weights.detach().numpy().astype(numpy.float32) for weights in self._weights())
        return Chain(self.labels, steps, first, last)
