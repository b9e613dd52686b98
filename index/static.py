"""A static embedding, one vector a token, read without torch.

Loading the library takes seconds and this model needs none of it; a test holds that the vectors
equal those of sentence-transformers.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.encoder import Encoded, Prompts, Vectors, unit_rows
from index.errors import ModelError
from index.settings import Settings

if TYPE_CHECKING:
    from tokenizers import Tokenizer


class StaticEncoder:
    """The mean of the vectors of a text's tokens. A token means the same wherever it stands."""

    def __init__(self, tokenizer: Tokenizer, vectors: Vectors, name: str, settings: Settings) -> None:
        self._tokenizer = tokenizer
        self._vectors = vectors
        self._prompts = Prompts.of(settings)
        self._identity = name + self._prompts.suffix

    @classmethod
    def from_folder(cls, folder: Path, name: str, settings: Settings) -> StaticEncoder:
        """Load a sentence-transformers folder that holds one ``StaticEmbedding`` module.

        Raises:
            ModelError: a file of the folder is missing or damaged.
        """
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        try:
            tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            (stored,) = load_file(folder / "model.safetensors").values()
        except Exception as error:  # both libraries raise bare exceptions of their own
            raise ModelError(f"model folder {folder}: does not load ({error}); restore or replace it") from error
        tokenizer.no_padding()
        tokenizer.no_truncation()
        if stored.ndim != 2 or stored.shape[0] < tokenizer.get_vocab_size():
            raise ModelError(
                f"model folder {folder}: expected one vector for each of {tokenizer.get_vocab_size()} tokens, "
                f"found shape {stored.shape}; restore or replace it"
            )
        return cls(tokenizer, stored.astype(np.float32), name, settings)

    @property
    def identity(self) -> str:
        return self._identity

    @property
    def dimension(self) -> int:
        return int(self._vectors.shape[1])

    def encode(self, texts: Sequence[str], *, is_query: bool = False) -> Encoded:
        tokens = self.encode_words(texts, is_query=is_query)
        means = [t.mean(axis=0) if len(t) else np.zeros(self.dimension) for t in tokens]
        vectors = np.asarray(means, dtype=np.float32).reshape(len(texts), self.dimension)
        return Encoded(unit_rows(vectors), tuple(tokens))

    def encode_words(self, texts: Sequence[str], *, is_query: bool = False) -> list[Vectors]:
        prompted = [self._prompts.before(is_query) + text for text in texts]
        encodings = self._tokenizer.encode_batch(prompted, add_special_tokens=False)
        return [self._vectors[encoding.ids] for encoding in encodings]
