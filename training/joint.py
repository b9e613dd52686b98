"""The reader that is trained: a few layers over the encoder's vectors of a query and an item together.

Deferred interaction (MacAvaney et al. 2020, PreTTR, https://arxiv.org/abs/2004.14255; Cao et al. 2020,
DeFormer, https://arxiv.org/abs/2005.00697): the lower layers read each text by itself, once, when it is
indexed; only the upper ones see both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from rag.arrangement import FEATURES, LONGEST, PLAIN, SEGMENTS, Window
from training.student import ACTIVATION

LAYERS = (4, 5)
"""Layers of the encoder that the reader's start from."""
SCALE = 1.7
"""The length of an input vector: about that of the encoder's own word vectors."""


@dataclass(frozen=True)
class Judged:
    """Log-odds of windows, shape (windows,), and for each window those of its units."""

    windows: Tensor
    units: list[Tensor]


class JointReader(nn.Module):
    """The form that is trained of `rag.joint.JointReader`; a test holds that both say the same."""

    def __init__(self, model: BertModel) -> None:
        super().__init__()
        self.model = model
        size = model.config.hidden_size
        self.met = nn.Linear(size, size, bias=False)
        self.met_in_question = nn.Linear(size, size, bias=False)
        self.alike = nn.Linear(size, size, bias=False)
        self.features = nn.Linear(FEATURES, size, bias=False)
        self.item_head, self.unit_head = nn.Linear(2 * size, 1), nn.Linear(2 * size, 1)
        for layer in (self.met, self.met_in_question, self.alike):
            nn.init.normal_(layer.weight, std=0.02)
        nn.init.normal_(self.features.weight, std=0.05)

    @classmethod
    def untrained(cls, encoder: BertModel, layers: Sequence[int] = LAYERS) -> JointReader:
        """Layers that start from some of the encoder's."""
        config = BertConfig(
            **encoder.config.to_dict()
            | {
                "vocab_size": 2,
                "pad_token_id": None,
                "type_vocab_size": len(SEGMENTS),
                "num_hidden_layers": len(layers),
                "max_position_embeddings": LONGEST,
                "hidden_act": ACTIVATION,
                # Dropping attention costs more time than all the rest of it.
                "attention_probs_dropout_prob": 0.0,
            }
        )
        model = BertModel(config, add_pooling_layer=False)
        model.set_attn_implementation("eager")
        ours, old = model.embeddings, encoder.embeddings
        with torch.no_grad():
            ours.word_embeddings.weight.copy_(old.word_embeddings.weight[[0, 2]])
            ours.position_embeddings.weight.copy_(old.position_embeddings.weight[:LONGEST])
            noise = 0.02 * torch.randn(len(SEGMENTS), config.hidden_size)
            ours.token_type_embeddings.weight.copy_(old.token_type_embeddings.weight[:1] + noise)
        ours.LayerNorm.load_state_dict(old.LayerNorm.state_dict())
        for mine, number in zip(model.encoder.layer, layers, strict=True):
            mine.load_state_dict(encoder.encoder.layer[number].state_dict())
        return cls(model)

    def judge(self, windows: Sequence[Window]) -> Judged:
        """Read windows, padded together."""
        length = max(map(len, windows))

        def padded(rows: list[Tensor]) -> Tensor:
            return torch.stack([nn.functional.pad(r, [0, 0] * (r.ndim - 1) + [0, length - len(r)]) for r in rows])

        def batch(name: str) -> Tensor:
            return padded([torch.from_numpy(getattr(window, name)) for window in windows])

        mask = padded([torch.ones(len(window), dtype=torch.long) for window in windows])
        tokens, met, markers = batch("tokens"), batch("met"), batch("markers")
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.training):
            vectors = (
                SCALE * tokens
                + self.met(SCALE * met)
                + self.met_in_question(SCALE * batch("met_in_question"))
                + self.alike(tokens * met * tokens.shape[-1] ** 0.5)
                + self.features(batch("features"))
            )
            of_markers = self.model.embeddings.word_embeddings.weight[markers.clamp(min=0)]
            vectors = torch.where((markers != PLAIN)[..., None], of_markers, vectors.float())
            read = self.model(inputs_embeds=vectors, attention_mask=mask, token_type_ids=batch("segments"))
        states = read.last_hidden_state.float()
        items = torch.stack([_pooled(states[n, : window.query_rows]) for n, window in enumerate(windows)])
        units: list[Tensor] = []
        for n, window in enumerate(windows):
            bounds = pairwise([*window.unit_rows.tolist(), len(window)])
            rows = [_pooled(states[n, start:end]) for start, end in bounds]
            units.append(self.unit_head(torch.stack(rows))[:, 0] if rows else states.new_zeros(0))
        return Judged(self.item_head(items)[:, 0], units)


def _pooled(states: Tensor) -> Tensor:
    """The mean and the maximum of states, one after the other."""
    return torch.cat([states.mean(0), states.max(0).values])
