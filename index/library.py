"""Any model that sentence-transformers loads, through that library."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from index.encoder import Encoded, Prompts, Vectors, unit_rows
from index.settings import Settings

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


class LibraryEncoder:
    """A model of sentence-transformers; its tokens all weigh the same."""

    def __init__(self, model: SentenceTransformer, name: str, settings: Settings) -> None:
        self._model = model
        self._prompts = Prompts.of(settings, model.prompts)
        self._identity = name + self._prompts.suffix

    @property
    def identity(self) -> str:
        return self._identity

    @property
    def dimension(self) -> int:
        return int(self._model.get_embedding_dimension() or 0)

    def encode(self, texts: Sequence[str], *, is_query: bool = False) -> Encoded:
        found: list[dict[str, Any]] = self._model.encode(
            list(texts), prompt=self._prompts.before(is_query), output_value=None, show_progress_bar=False
        )
        vectors = np.asarray([_array(f["sentence_embedding"]) for f in found], dtype=np.float32)
        tokens = [unit_rows(_array(f["token_embeddings"])[np.asarray(f["attention_mask"].cpu(), bool)]) for f in found]
        return Encoded(unit_rows(vectors.reshape(len(texts), self.dimension)), tuple(tokens))

    def encode_words(self, texts: Sequence[str], *, is_query: bool = False) -> list[Vectors]:
        table = self._model[0].auto_model.get_input_embeddings().weight.detach()
        ids = [self._model.tokenizer(text, add_special_tokens=False)["input_ids"] for text in texts]
        return [unit_rows(_array(table[i])) for i in ids]


def _array(tensor: Any) -> Vectors:
    array: Vectors = tensor.detach().float().cpu().numpy()
    return array
