"""What turns text into vectors: the interface, and the texts that a model wants before its input."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from index.presets import PRESETS
from index.settings import Settings

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Encoded:
    """Texts as vectors.

    ``vectors`` has a unit row for each text, shape (texts, dimension); a text without known tokens
    is all zero. ``tokens`` has for each text a row for each token, shape (tokens, dimension), that
    says what the token means where it stands. The length of a row is the weight of its token.
    """

    vectors: Vectors
    tokens: tuple[Vectors, ...]


class Encoder(Protocol):
    """What turns text into vectors."""

    @property
    def identity(self) -> str:
        """Names the model, its exact weights and its prompts; part of an index's fingerprint."""

    @property
    def dimension(self) -> int: ...

    def encode(self, texts: Sequence[str], *, is_query: bool = False) -> Encoded: ...

    def encode_words(self, texts: Sequence[str], *, is_query: bool = False) -> list[Vectors]:
        """For each text a vector for each token wherever it stands, shape (tokens, any dimension).

        The length of a row is the weight of its token.
        """


@dataclass(frozen=True, slots=True)
class Prompts:
    """The texts before every query and every passage."""

    query: str
    passage: str

    @classmethod
    def of(cls, settings: Settings, own: Mapping[str, str | None] | None = None) -> Prompts:
        """Those of the settings; not set, those of the model's preset; without one, those the model has itself."""
        preset = PRESETS.get(settings.embedder)
        own = own or {}
        query = preset.query_prompt if preset else own.get("query")
        passage = preset.passage_prompt if preset else own.get("document") or own.get("passage")
        if settings.query_prompt is not None:
            query = settings.query_prompt
        if settings.passage_prompt is not None:
            passage = settings.passage_prompt
        return cls(query or "", passage or "")

    def before(self, is_query: bool) -> str:
        return self.query if is_query else self.passage

    @property
    def suffix(self) -> str:
        """What they add to the model's identity: the vectors are others with other prompts."""
        return f" {self.query!r} {self.passage!r}" if self.query or self.passage else ""


def unit_rows(rows: Vectors) -> Vectors:
    """Each row at length 1; a row of zeros stays one."""
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: Vectors = np.divide(rows, norms, out=np.zeros_like(rows), where=norms > 0)
    return unit
