"""Figures that only the asker names: "in de 64 gemeenten die …", to which the answer does not come back.

Such a figure is the asker's own. It is cited from the question, and said to stand there alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile

from index.analysis import STOPWORDS, Analyzer, fold, words
from rag.figures import Figure, Unit, parse_figures

_COUNTED = re.compile(r"\b(?:hoeveel|how many|(?:aantal|number of))\s+(?P<what>[^?.,;]+)")
_NO_COUNT = re.compile(
    r"^(?:(?:euro|geld|miljoen|miljard|procent|bedraagt|bedroeg|kost|kostte|kostten|was|is|zijn|waren|werd|werden|"
    r"wordt|worden|heeft|hebben|extra|meer|minder|euros|million|percent|money)\b)"
)
_SHARE = re.compile(r"\b(?:percentage|procent|aandeel|percent|share)\b|%")
_AMOUNT = re.compile(
    r"\b(?:bedrag(?:en)?|euro|geld|miljoen|miljard|mln|mld|budget|kost(?:te|ten|en)?|"
    r"hoeveel (?:is|was|bedraagt|bedroeg)|amount|how much)\b"
)
_SIZE = re.compile(r"\b(?:hoe (?:hoog|groot)|how (?:high|large))\b")
_NEAR = 3
"""Words behind a figure among which stands what it counts."""


@dataclass(frozen=True, slots=True)
class AskedFigure:
    """The figure that a query asks for: its units, and for a count what is counted, as a word and as index terms."""

    units: frozenset[Unit]
    counted: frozenset[str] = frozenset()
    noun: str = ""

    def given_in(self, text: str, analyzer: Analyzer) -> bool:
        """Whether ``text`` states such a figure."""
        return any(self._is(figure, text, analyzer) for figure in parse_figures(text))

    def _is(self, figure: Figure, text: str, analyzer: Analyzer) -> bool:
        if figure.unit not in self.units or isinstance(figure.value, tuple):
            return False
        if not self.counted:
            return figure.unit is not Unit.NUMBER
        behind = takewhile(lambda word: word not in STOPWORDS, words(text[figure.span.end :])[:_NEAR])
        return bool(self.counted & {term for word in behind for term in analyzer.analyze(word)})


def parse_asked_figure(query: str, analyzer: Analyzer) -> AskedFigure | None:
    """The figure that ``query`` asks for, if it says what kind of figure and names none itself."""
    folded = fold(query)
    if any(figure.unit in (Unit.EURO, Unit.PERCENT) for figure in parse_figures(query)):
        return None
    if _SHARE.search(folded):
        return AskedFigure(frozenset({Unit.PERCENT}))
    counted = _COUNTED.search(folded)
    if counted is not None and not _NO_COUNT.match(counted["what"]):
        first = next((word for word in words(counted["what"]) if word not in STOPWORDS), None)
        terms = analyzer.analyze(first)[:1] if first else []
        return AskedFigure(frozenset({Unit.NUMBER}), frozenset(terms), first or "") if terms else None
    if _AMOUNT.search(folded):
        return AskedFigure(frozenset({Unit.EURO}))
    return AskedFigure(frozenset({Unit.EURO, Unit.PERCENT})) if _SIZE.search(folded) else None
