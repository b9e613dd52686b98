"""Figures that only the asker names: "in de 64 gemeenten die …", to which the answer does not come back.

Such a figure is the asker's own. It is cited from the question, and said to stand there alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import takewhile

from index.analysis import STOPWORDS, Analyzer, content_words, fold, words
from rag.figures import Figure, Unit, parse_figures

_COUNTED = re.compile(r"\b(?:hoeveel|how many|(?:aantal|number of))\s+(?P<what>[^?.,;]+)")
_NO_COUNT = re.compile(
    r"^(?:(?:euro|euros|geld|miljoen|miljard|procent|million|percent|money|bedra(?:agt|gen)|bedroeg|kost(?:te|ten|en)?|was|"
    r"is|zijn|waren|werd|werden|wordt|worden|heeft|hebben|had|hadden|kreeg|kregen|krijgt|krijgen|gaf|gaven|geeft|geven|"
    r"ontving(?:en)?|ontvangt|ontvangen|betaal(?:t|de)|ga(?:at|an)|ging|kan|kunnen|mag|moet|komt|komen|kwam|telt|telde|"
    r"meer|minder|extra)\b)"
)
_SHARE = re.compile(r"\b(?:percentage|procent|aandeel|percent|share)\b|%")
_AMOUNT = re.compile(
    r"\b(?:bedrag(?:en)?|euro|geld|miljoen|miljard|mln|mld|budget|kost(?:te|ten|en)?|"
    r"hoeveel (?:is|was|bedra(?:agt|gen)|bedroeg|kreeg|krijgt|gaf|geeft|ontving|ontvangt|betaalt|betaalde)|"
    r"amount|how much)\b"
)
_SIZE = re.compile(r"\b(?:hoe (?:hoog|groot)|how (?:high|large))\b")
_ASKS_OTHER = re.compile(
    r"^\W*(?:en\s+|and\s+)?(?:waarom|waardoor|waartoe|hoezo|hoe (?!hoog|groot|veel|vaak|duur)|wie|wanneer|waar|"
    r"why|who|when|where|how (?!many|much|high|large)|is|zijn|was|waren|wordt|worden|werd|werden|heeft|hebben|had|"
    r"hadden|kan|kunnen|mag|moet|moeten|gaat|gaan|komt|komen|krijgt|krijgen|klopt|bent|does|did|do|has|have|will|can|are|were)\b"
)
_NEAR = 3
"""Words behind a figure among which stands what it counts."""
_NOUN_WORDS = 2
"""Content words behind "hoeveel" that name what is counted: "nieuwe locaties"."""
_YEARS = range(1900, 2101)
_LARGE = 10**5
"""A larger number in a query is an amount that the asker names: "70 miljoen"."""


@dataclass(frozen=True, slots=True)
class AskedFigure:
    """The figure that a query asks for: its units, and for a count the index terms of what is counted."""

    units: frozenset[Unit]
    counted: frozenset[str] = frozenset()

    def given_in(self, text: str, analyzer: Analyzer) -> bool:
        """Whether ``text`` states such a figure."""
        return any(
            figure.unit in self.units
            and (not self.counted or bool(self.counted & set(_counted_by(figure, text, analyzer))))
            for figure in _quantities(text)
        )

    def may_be_given_in(self, text: str, analyzer: Analyzer) -> bool:
        """Whether ``text`` states any figure that could be it: "het zijn er 70"; a bare number may be an amount too."""
        loosely = self.units | ({Unit.NUMBER} if Unit.EURO in self.units else frozenset())
        for figure in _quantities(text):
            counts = set(_counted_by(figure, text, analyzer))
            if figure.unit in loosely and (not self.counted or not counts or counts & self.counted):
                return True
        return False


def parse_asked_figure(query: str, analyzer: Analyzer) -> AskedFigure | None:
    """The figure that ``query`` asks for, if it says what kind of figure and names none itself."""
    folded = fold(query)
    if _ASKS_OTHER.match(folded) or any(
        figure.unit in (Unit.EURO, Unit.PERCENT) or (isinstance(figure.value, Decimal) and figure.value >= _LARGE)
        for figure in parse_figures(query)
    ):
        return None
    if _SHARE.search(folded):
        return AskedFigure(frozenset({Unit.PERCENT}))
    counted = _COUNTED.search(folded)
    if counted is not None and not _NO_COUNT.match(counted["what"]):
        noun = content_words(counted["what"])[:_NOUN_WORDS]
        terms = frozenset(term for word in noun for term in analyzer.analyze(word)[:1])
        return AskedFigure(frozenset({Unit.NUMBER}), terms) if terms else None
    if _AMOUNT.search(folded):
        return AskedFigure(frozenset({Unit.EURO}))
    return AskedFigure(frozenset({Unit.EURO, Unit.PERCENT})) if _SIZE.search(folded) else None


def _quantities(text: str) -> Iterator[Figure]:
    """The figures of ``text`` that are no date and no year."""
    for figure in parse_figures(text):
        is_year = figure.unit is Unit.NUMBER and figure.value in _YEARS
        if not isinstance(figure.value, tuple) and not is_year:
            yield figure


def _counted_by(figure: Figure, text: str, analyzer: Analyzer) -> Iterator[str]:
    """The index terms of the words behind a figure, up to the first function word."""
    behind = takewhile(lambda word: word not in STOPWORDS, words(text[figure.span.end :])[:_NEAR])
    return (term for word in behind for term in analyzer.analyze(word))
