"""Words in BM25; speaks row numbers only."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np

from index.analysis import Analyzer
from index.errors import REBUILD, IndexDamagedError

K1 = 1.2
B = 0.75


class LexicalIndex:
    """BM25 (Lucene's variant, by bm25s) over analyzed texts, one row a text."""

    def __init__(self, analyzer: Analyzer, bm25: bm25s.BM25 | None, rows: int) -> None:
        self.analyzer = analyzer
        self._bm25 = bm25
        self._rows = rows

    @classmethod
    def from_texts(cls, texts: Sequence[str], stemmer: str) -> LexicalIndex:
        """Index ``texts``; compounds are split against the words of these very texts."""
        analyzer = Analyzer.from_texts(stemmer, texts)
        tokens = [analyzer.analyze(text) for text in texts]
        if not any(tokens):  # bm25s cannot index an empty vocabulary
            return cls(analyzer, None, len(texts))
        bm25 = bm25s.BM25(method="lucene", k1=K1, b=B)
        bm25.index(tokens, show_progress=False)
        return cls(analyzer, bm25, len(texts))

    @property
    def rows(self) -> int:
        return self._rows

    def search(self, query: str, k: int) -> list[tuple[int, float]]:
        """The at most ``k`` best (row, score) with a score above zero, best first, ties by row."""
        if self._bm25 is None:
            return []
        terms = [t for t in self.analyzer.analyze(query) if t in self._bm25.vocab_dict]
        if not terms:
            return []
        scores = self._bm25.get_scores(terms)
        found = np.flatnonzero(scores > 0)
        best = found[np.lexsort((found, -scores[found]))][:k]
        return [(int(row), float(scores[row])) for row in best]

    def save(self, folder: Path) -> None:
        folder.mkdir()
        parameters = {"stemmer": self.analyzer.stemmer, "rows": self._rows, "empty": self._bm25 is None}
        (folder / "analyzer.json").write_text(
            json.dumps(parameters | {"vocabulary": self.analyzer.vocabulary}, ensure_ascii=False), encoding="utf-8"
        )
        if self._bm25 is not None:
            self._bm25.save(str(folder), show_progress=False)

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        """Raises IndexDamagedError if the folder holds no index of ours."""
        try:
            stored = json.loads((folder / "analyzer.json").read_text(encoding="utf-8"))
            analyzer = Analyzer(stored["stemmer"], Counter(stored["vocabulary"]))
            bm25 = None if stored["empty"] else bm25s.BM25.load(str(folder), show_progress=False)
            return cls(analyzer, bm25, stored["rows"])
        except (OSError, ValueError, LookupError, TypeError) as error:
            raise IndexDamagedError(f"{folder.name}: expected a BM25 index, found none; run: {REBUILD}") from error
