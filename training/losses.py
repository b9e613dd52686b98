"""What a batch costs."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional

from training.data import Graded

SCALE = 50.0
"""The ancestor was trained at 100, so its cosines lie close together; 20 would have to tear them apart first."""
Span = tuple[int, int]
"""The first row of a text's tokens, and their number."""


def info_nce(scores: Tensor, hidden: Tensor) -> Tensor:
    """Cross-entropy of the diagonal (van den Oord et al. 2018, https://arxiv.org/abs/1807.03748).

    `hidden`, of the shape of `scores`, marks candidates that are right too.
    """
    return functional.cross_entropy(scores.masked_fill(hidden, -1e4), torch.arange(len(scores)))


def likeness(student: Tensor, teacher: Tensor) -> Tensor:
    """The cosine distance to the teacher's vectors, and picking each out of the batch; unit rows in both."""
    distance = 1 - (student * teacher).sum(1).mean()
    picked = functional.cross_entropy(student @ teacher.T * SCALE, torch.arange(len(student)))
    return 10 * distance + 0.3 * picked


def token_likeness(ours: Tensor, theirs: Tensor, spans: Sequence[tuple[Span, Span]]) -> Tensor:
    """The mean cosine distance between the states of the same tokens."""
    left = torch.cat([torch.arange(first, first + count) for (first, count), _ in spans])
    right = torch.cat([torch.arange(first, first + count) for _, (first, count) in spans])
    return 10 * (1 - functional.cosine_similarity(ours[left], theirs[right], dim=1).mean())


def cosent(left: Tensor, right: Tensor, graded: Sequence[Graded]) -> Tensor:
    """A more related pair should have the higher cosine (https://kexue.fm/archives/8847)."""
    cosine = (left * right).sum(1) * SCALE
    grade = torch.tensor([row.score for row in graded])
    gap = (cosine[:, None] - cosine)[grade[:, None] < grade]
    return torch.logsumexp(torch.cat([torch.zeros(1), gap]), 0)


def late_interaction(
    rows: Tensor, weights: Tensor, queries: Sequence[Span], passages: Sequence[Span], hidden: Tensor
) -> Tensor:
    """InfoNCE both ways on MaxSim (Khattab and Zaharia 2020, https://arxiv.org/abs/2004.12832).

    `rows` are states, `weights` what each row counts for in a query.
    """
    wanted = torch.cat([torch.arange(first, first + count) for first, count in queries])
    held = torch.full((len(passages), max(count for _, count in passages)), -1)
    for n, (first, count) in enumerate(passages):
        held[n, :count] = torch.arange(first, first + count)
    right = functional.normalize(rows[held.clamp(min=0).flatten()], dim=1)
    right = right.masked_fill((held < 0).flatten()[:, None], 0).bfloat16()
    cosines = functional.normalize(rows[wanted], dim=1).bfloat16() @ right.T
    best = cosines.view(len(wanted), *held.shape).max(2).values.float()
    owner = torch.repeat_interleave(torch.arange(len(queries)), torch.tensor([count for _, count in queries]))
    weight = weights[wanted]
    total = torch.zeros(len(queries)).index_add_(0, owner, weight)
    share = weight / total[owner].clamp(min=1e-6)
    scores = torch.zeros(len(queries), len(passages)).index_add_(0, owner, best * share[:, None])
    square = scores[:, : len(queries)].T * SCALE
    return (info_nce(scores * SCALE, hidden) + info_nce(square, hidden[:, : len(queries)].T)) / 2
