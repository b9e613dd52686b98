"""Which words exist: the commonest word forms of Dutch and English, as hashes.

A word that the documents lack is not misspelt if people write it often elsewhere. The list was
counted on the training text (``training/``); four bytes a word are enough to ask it, and with
100,000 words one wrong word in 40,000 passes for a right one.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path

import numpy as np
import numpy.typing as npt

BUNDLED_WORDS = Path(__file__).parent / "lexicon.npy"


def hash_word(word: str) -> int:
    """32 bits for a word in lower case without diacritics."""
    return int.from_bytes(blake2b(word.encode(), digest_size=4).digest(), "big")


class Lexicon:
    """A set of words that can be asked and not listed."""

    def __init__(self, hashes: npt.NDArray[np.uint32]) -> None:
        self._hashes = hashes

    @classmethod
    def of(cls, words: Iterable[str]) -> Lexicon:
        return cls(np.array(sorted({hash_word(word) for word in words}), dtype=np.uint32))

    @classmethod
    def load(cls, path: Path) -> Lexicon:
        return cls(np.load(path))

    @classmethod
    def bundled(cls) -> Lexicon:
        return cls.load(BUNDLED_WORDS)

    def save(self, path: Path) -> None:
        np.save(path, self._hashes)

    def __contains__(self, word: str) -> bool:
        """Whether ``word``, lower case without diacritics, is known."""
        wanted = np.uint32(hash_word(word))
        place = int(np.searchsorted(self._hashes, wanted))
        return place < len(self._hashes) and bool(self._hashes[place] == wanted)

    def __len__(self) -> int:
        return len(self._hashes)
