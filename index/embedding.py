"""The seam to the embedding model: a folder or a name in, unit vectors out.

A folder that holds only a static embedding (one vector a token, averaged) is read directly,
since that needs neither torch nor seconds of imports; a test holds that the vectors equal those
of sentence-transformers. Every other model goes through sentence-transformers.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from index.errors import ModelError
from index.settings import BUNDLED, Settings

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

Vectors = npt.NDArray[np.float32]

BUNDLED_FOLDER = Path(__file__).parent / "model"


class Encoder(Protocol):
    """What turns text into vectors."""

    @property
    def identity(self) -> str:
        """Names the model and its exact weights; part of an index's fingerprint."""

    @property
    def dimension(self) -> int: ...

    def encode(self, texts: Sequence[str], *, is_query: bool = False) -> Vectors:
        """Unit vectors, shape (len(texts), dimension); a text without known tokens is all zero."""

    def encode_tokens(self, texts: Sequence[str], *, is_query: bool = False) -> list[Vectors]:
        """For each text its token vectors, shape (tokens, dimension), not normalised.

        The norm of a token vector is the weight that the model gives it.
        """

    def is_word(self, word: str) -> bool:
        """Whether the model's vocabulary has ``word``, lower case without diacritics, in one piece."""


class StaticEncoder:
    """A static embedding read without torch: the mean of the vectors of a text's tokens."""

    def __init__(self, tokenizer: Tokenizer, vectors: Vectors, identity: str, settings: Settings) -> None:
        self._tokenizer = tokenizer
        self._vectors = vectors
        self._identity = identity
        self._prompts = (settings.passage_prompt, settings.query_prompt)

    @classmethod
    def from_folder(cls, folder: Path, settings: Settings) -> StaticEncoder:
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
        return cls(tokenizer, stored.astype(np.float32), _folder_identity(folder), settings)

    @property
    def identity(self) -> str:
        return self._identity

    @property
    def dimension(self) -> int:
        return int(self._vectors.shape[1])

    def encode(self, texts: Sequence[str], *, is_query: bool = False) -> Vectors:
        means = [
            t.mean(axis=0) if len(t) else np.zeros(self.dimension) for t in self.encode_tokens(texts, is_query=is_query)
        ]
        return _unit(np.asarray(means, dtype=np.float32).reshape(len(texts), self.dimension))

    def encode_tokens(self, texts: Sequence[str], *, is_query: bool = False) -> list[Vectors]:
        prompted = [self._prompts[is_query] + text for text in texts]
        encodings = self._tokenizer.encode_batch(prompted, add_special_tokens=False)
        return [self._vectors[encoding.ids] for encoding in encodings]

    def is_word(self, word: str) -> bool:
        return len(self._tokenizer.encode(word, add_special_tokens=False).ids) == 1


class TransformerEncoder:
    """Any model that sentence-transformers loads by path or name."""

    def __init__(self, model: SentenceTransformer, identity: str, settings: Settings) -> None:
        self._model = model
        self._identity = identity
        self._prompts = (settings.passage_prompt, settings.query_prompt)

    @property
    def identity(self) -> str:
        return self._identity

    @property
    def dimension(self) -> int:
        return int(self._model.get_embedding_dimension() or 0)

    def encode(self, texts: Sequence[str], *, is_query: bool = False) -> Vectors:
        vectors = self._model.encode(
            list(texts), prompt=self._prompts[is_query], convert_to_numpy=True, show_progress_bar=False
        )
        return _unit(np.asarray(vectors, dtype=np.float32).reshape(len(texts), self.dimension))

    def encode_tokens(self, texts: Sequence[str], *, is_query: bool = False) -> list[Vectors]:
        tokens = self._model.encode(
            list(texts), prompt=self._prompts[is_query], output_value="token_embeddings", show_progress_bar=False
        )
        return [np.asarray(t.float().cpu().numpy(), dtype=np.float32) for t in tokens]

    def is_word(self, word: str) -> bool:
        return len(self._model.tokenizer.tokenize(word)) == 1


def load_encoder(settings: Settings) -> Encoder:
    """The encoder that the settings name.

    Raises:
        ModelError: the folder or name does not lead to a model that loads here.
    """
    try:
        folder = BUNDLED_FOLDER if settings.embedder == BUNDLED else Path(settings.embedder).expanduser()
    except RuntimeError as error:  # "~somebody"
        raise ModelError(
            f"embedder {settings.embedder!r}: expected a model, found no such user; correct the setting embedder"
        ) from error
    if folder.is_dir():
        if _is_static(folder):
            return StaticEncoder.from_folder(folder, settings)
        identity = _folder_identity(folder)
    elif settings.embedder == BUNDLED:
        raise ModelError(f"bundled model: expected a folder {folder}, found none; reinstall vraagbaak")
    else:
        identity = settings.embedder
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()
    try:
        model = SentenceTransformer(
            str(folder) if folder.is_dir() else settings.embedder, device="cpu", local_files_only=True
        )
    except Exception as error:  # the library raises many kinds, all of them about the model
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise ModelError(
            f"embedder {settings.embedder!r}: expected a model folder or a model in the local cache; "
            f"it does not load ({reason}); correct the setting embedder"
        ) from error
    return TransformerEncoder(model, identity, settings)


def _is_static(folder: Path) -> bool:
    try:
        modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
        return len(modules) == 1 and str(modules[0]["type"]).endswith("StaticEmbedding") and modules[0]["path"] == ""
    except (OSError, ValueError, LookupError, TypeError):
        return False


def _folder_identity(folder: Path) -> str:
    """The folder's name with a hash of the files that decide its vectors."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in {".json", ".safetensors", ".bin", ".txt", ".model"}:
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(path.read_bytes())
    name = "vraagbaak" if folder == BUNDLED_FOLDER else folder.name
    return f"{name}@{digest.hexdigest()[:12]}"


def _unit(vectors: Vectors) -> Vectors:
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Vectors = np.divide(vectors, norms, out=np.zeros_like(vectors), where=norms > 0)
    return unit
