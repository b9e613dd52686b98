"""Typing errors in a query, mended against the words of the documents.

A word is changed only if neither the documents nor the lexicon has it and one of
the documents' words is a slip or two away (optimal string alignment: a letter too many, too few,
wrong, or two swapped). The query as searched is shown, so that a person sees what was made of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import Stemmer
from rapidfuzz import process
from rapidfuzz.distance import OSA

from index.analysis import STOPWORDS, fold

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_SHORTEST = 5
_LONG = 8
"""Words from this length may hold two slips, shorter ones one."""


class Speller:
    """Mends words against ``vocabulary``, folded words with their counts.

    ``is_known`` says whether a word exists outside the documents, and so is no error.
    """

    def __init__(self, vocabulary: Mapping[str, int], is_known: Callable[[str], bool]) -> None:
        self._vocabulary = vocabulary
        self._stem = Stemmer.Stemmer("dutch_porter").stemWord
        self._stems = {self._stem(word) for word in vocabulary}
        self._words = sorted(word for word in vocabulary if len(word) >= _SHORTEST - 1 and word.isalpha())
        self._is_known = is_known

    def correct(self, query: str) -> str:
        """``query`` with each misspelt word replaced; unchanged if there is none."""
        return _WORD.sub(lambda match: self._mended(match.group()), query)

    def _mended(self, word: str) -> str:
        folded = fold(word)
        if len(folded) < _SHORTEST or not folded.isalpha() or folded in STOPWORDS:
            return word
        if folded in self._vocabulary or self._is_known(folded) or self._stem(folded) in self._stems:
            return word
        slips = 2 if len(folded) >= _LONG else 1
        near = process.extract(folded, self._words, scorer=OSA.distance, score_cutoff=slips, limit=None)
        candidates = [(distance, -self._vocabulary[found], found) for found, distance, _ in near]
        candidates = [c for c in candidates if not _is_other_word(folded, c[2], c[0])]
        # A first letter is seldom mistyped; without it in common, a short word is likely another one.
        candidates = [c for c in candidates if c[2][0] == folded[0] or (c[0] == 1 and len(folded) >= _LONG)]
        return min(candidates)[2] if candidates else word


def _is_other_word(word: str, found: str, distance: int) -> bool:
    """Whether the two differ by a letter replaced, which in a short word makes another word.

    Fingers drop, double and swap letters more often than they hit a wrong one: "stelen" is not
    a misspelt "spelen".
    """
    replaced = len(word) == len(found) and sorted(word) != sorted(found)
    return replaced and (len(word) <= _LONG or distance > 1)
