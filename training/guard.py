"""Keep a text, or a near copy of it, out of what is trained on.

A guard knows a text only by the hashes of its runs of eight words. It cannot give the
text back, and nothing else in this package may open the files that it was made from.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

RUN = 8
_WORD = re.compile(r"\w+")


def words(text: str) -> list[str]:
    """Lower-case words of `text` without accents: the form in which copies are compared."""
    folded = unicodedata.normalize("NFD", text.lower())
    return _WORD.findall("".join(c for c in folded if not unicodedata.combining(c)))


def _runs(text: str) -> Iterator[bytes]:
    tokens = words(text)
    for start in range(len(tokens) - RUN + 1):
        run = " ".join(tokens[start : start + RUN])
        yield blake2b(run.encode(), digest_size=8).digest()


@dataclass(frozen=True)
class Guard:
    """The hashed eight-word runs of protected texts."""

    hashes: frozenset[bytes]

    @classmethod
    def from_texts(cls, texts: Iterable[str]) -> Guard:
        return cls(frozenset(run for text in texts for run in _runs(text)))

    @classmethod
    def from_file(cls, path: Path) -> Guard:
        return cls.from_texts([path.read_text(encoding="utf-8", errors="replace")])

    def touches(self, *texts: str) -> bool:
        """Whether any text shares a single run with the protected ones."""
        return any(run in self.hashes for text in texts for run in _runs(text))

    def share(self, text: str) -> float:
        """Part of the runs of `text`, 0 to 1, that the protected texts hold too."""
        runs = list(_runs(text))
        return sum(run in self.hashes for run in runs) / len(runs) if runs else 0.0
