"""Dutch words to index terms.

Folds case and diacritics, keeps figures and abbreviations whole, drops function words, stems,
and splits compounds whose parts are words of the corpus ("opvanglocaties" -> "opvang",
"locaties"). The choice of stemmer is measured in ``eval/LOG.md``.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

import Stemmer

STEMMERS = ("dutch", "dutch_porter", "none")

_TOKEN = re.compile(r"\d+(?:[.,/:-]\d+)*%?|[a-z]+(?:&[a-z]+)+|[a-z][a-z0-9]*(?:[-.'’][a-z0-9]+)*")

STOPWORDS = frozenset(
    """aan al alle alleen allemaal als altijd ander andere bent ben bij bijvoorbeeld bepaalde beide daar
    daarbij daarmee daarnaast daarvan daarvoor dan dat de deze der den des desondanks die dit doen doet
    doordat door dus een eens eigenlijk elk elke en er erg ervan gaan gaat geen geval geweest had hadden
    haar heb hebben hebt heeft hem hen her het hier hierbij hierin hiervan hij hoe hun iemand iets ik in
    inzake is ja je jij jl jou jouw jullie kan kon konden kunnen kunt maar me mee meer men met mij mijn
    moet moeten mogen mag na naar niet niets nog nu of om omdat ons ook onze onder op over per reeds sinds
    te tegen tevens toch toen tot tijdens tussen u uit uw van vanaf vanwege veel verder via volgens voor
    voorts vooral waar waarbij waarin waarmee waarom waarvan waarvoor wanneer want waren was wat we weer
    wel welk welke werd werden wie wij wil willen word worden wordt zal ze zelf zich zij zijn zo zou
    zouden zonder zulke zullen hoeveel hoever hoelang hoezo graag vertel vertellen geef geven laat zien
    weten alsjeblieft klopt precies eigenlijk even momenteel
    the of and to in is are was were how many much what which when why who does did do a an for on by
    with from at it be been there that this has have had""".split()
)


def fold(text: str) -> str:
    """Lower case without diacritics: "België" -> "belgie"."""
    decomposed = unicodedata.normalize("NFKD", text).lower()
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def words(text: str) -> list[str]:
    """The folded words and figures of ``text``, in order, function words included.

    >>> words("De DT&V telde 1.230 azc's: 14,8%")
    ['de', 'dt&v', 'telde', '1.230', "azc's", '14,8%']
    """
    return _TOKEN.findall(fold(text))


def content_words(text: str) -> list[str]:
    """The words and figures of ``text`` that are no function words, folded and in order.

    >>> content_words("Hoeveel locaties opende het COA in 2024?")
    ['locaties', 'opende', 'coa', '2024']
    """
    return [word for word in words(text) if word not in STOPWORDS]


class Analyzer:
    """Turns text into index terms; the same instance must serve documents and queries.

    ``vocabulary`` counts the words of the corpus, against which compounds are split.
    """

    def __init__(self, stemmer: str, vocabulary: Counter[str]) -> None:
        if stemmer not in STEMMERS:
            raise ValueError(f"stemmer must be one of {STEMMERS}, not {stemmer!r}")
        self.stemmer = stemmer
        self.vocabulary = vocabulary
        self._stem = (lambda word: word) if stemmer == "none" else Stemmer.Stemmer(stemmer).stemWord
        self._terms = lru_cache(maxsize=100_000)(self._terms_of_word)

    @classmethod
    def from_texts(cls, stemmer: str, texts: Iterable[str]) -> Analyzer:
        """An analyzer whose vocabulary is the words of ``texts``."""
        return cls(stemmer, Counter(word for text in texts for word in words(text)))

    def analyze(self, text: str) -> list[str]:
        """The index terms of ``text``, in order, repeats kept."""
        return [term for word in words(text) for term in self._terms(word)]

    def _terms_of_word(self, word: str) -> tuple[str, ...]:
        if word in STOPWORDS:
            return ()
        if word[0].isdigit():
            return (word.rstrip("%"),)
        if "&" in word:  # "DT&V" is also written "DTenV"
            return (self._stem(word.replace("&", "en")),)
        word = re.sub(r"(?:['’]s|['’-](?:er|ers|tje|tjes))$", "", word)  # "azc's", "VRIS-ers"
        parts = [p for p in re.split(r"[-.'’]", word) if p]
        terms = [self._stem("".join(parts))]
        if len(parts) > 1:
            terms += [self._stem(p) for p in parts if len(p) > 1 and p not in STOPWORDS]
        for part in parts:
            terms += [self._stem(p) for p in self.split_compound(part)]
        return tuple(dict.fromkeys(terms))

    def split_compound(self, word: str) -> list[str]:
        """The two or three corpus words that ``word`` is composed of, or nothing.

        Of several splits the one whose rarest part is most frequent wins (Koehn and Knight 2003
        use the geometric mean; the minimum favours fewer accidental short parts).
        """
        best: tuple[int, list[str]] = (0, [])
        if len(word) > _LONGEST:
            return []
        for parts in self._splits(word, 3):
            if len(parts) > 1:
                score = min(self.vocabulary[p] for p in parts)
                if score > best[0]:
                    best = (score, parts)
        return best[1]

    def _splits(self, word: str, at_most: int) -> list[list[str]]:
        found = [[word]] if self.vocabulary[word] and len(word) >= _PART else []
        if at_most == 1:
            return found
        for i in range(_PART, len(word) - _PART + 1):
            head = word[:i]
            if not self.vocabulary[head] or head in STOPWORDS:
                continue
            for link in ("", "s", "e", "en", "n"):
                rest = word[i:]
                if rest.startswith(link) and len(rest) - len(link) >= _PART:
                    found += [[head, *tail] for tail in self._splits(rest[len(link) :], at_most - 1)]
        return found


_PART = 4
"""Compound parts are at least this long: shorter ones ("ver", "uit") are mostly accidents."""
_LONGEST = 80
"""A longer run of letters is no word, and splitting it takes time that grows with its square."""
