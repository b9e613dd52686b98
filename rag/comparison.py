"""What a query asks of figures beside each other: the highest, those above 80%, between two bounds.

Knows words and values, nothing of tables. Only compares; nothing is computed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from rag.figures import NUMBER_WORDS, parse_figures


class Kind(StrEnum):
    """How figures are compared."""

    HIGHEST = "highest"
    LOWEST = "lowest"
    ABOVE = "above"
    AT_LEAST = "at least"
    BELOW = "below"
    AT_MOST = "at most"
    EQUAL = "equal"
    BETWEEN = "between"


@dataclass(frozen=True, slots=True)
class Comparison:
    """A kind with its bounds as the query states them; none for the extremes."""

    kind: Kind
    bounds: tuple[str, ...] = ()
    count: int = 1
    """How many extremes are asked for: 3 for "top drie"."""
    and_opposite: bool = False
    """Whether the other extreme is asked for too: "het laagst en het hoogst"."""

    @property
    def is_extreme(self) -> bool:
        return self.kind in (Kind.HIGHEST, Kind.LOWEST)

    def holds(self, value: Decimal) -> bool:
        """Whether ``value`` meets the bounds; False for bounds that are no figures."""
        limits = [figure_value(bound) for bound in self.bounds]
        known = [limit for limit in limits if limit is not None]
        if not known or len(known) < len(limits):
            return False
        low, high = min(known), max(known)
        return {
            Kind.ABOVE: value > low,
            Kind.AT_LEAST: value >= low,
            Kind.BELOW: value < low,
            Kind.AT_MOST: value <= low,
            Kind.EQUAL: value == low,
            Kind.BETWEEN: low <= value <= high,
        }.get(self.kind, False)

    def said(self) -> str:
        """The comparison in words: "Boven 80%", "Hoogste waarde"."""
        says = _SAYS[self.kind] if self.count == 1 else f"{_SAYS[self.kind]}n"
        return " ".join(filter(None, (says, " en ".join(self.bounds))))


_SAYS = {
    Kind.HIGHEST: "Hoogste waarde",
    Kind.LOWEST: "Laagste waarde",
    Kind.ABOVE: "Boven",
    Kind.AT_LEAST: "Minstens",
    Kind.BELOW: "Onder",
    Kind.AT_MOST: "Hoogstens",
    Kind.EQUAL: "Gelijk aan",
    Kind.BETWEEN: "Tussen",
}
_WAYS = {
    Kind.AT_LEAST: "minstens|ten minste|tenminste|minimaal|at least",
    Kind.AT_MOST: "hoogstens|ten hoogste|maximaal|at most",
    Kind.ABOVE: "boven|hoger dan|meer dan|groter dan|over de|above|more than|higher than|over",
    Kind.BELOW: "onder|lager dan|minder dan|kleiner dan|below|less than|lower than|under",
    Kind.EQUAL: "op|precies|exact|gelijk aan|exactly|at",
}
_FIGURE = (
    r"(?:€?\s*\d[\d.,]*(?:\s*(?:%|procent\b|percent\b|mln\b\.?|miljoen\b|miljard\b))?|"
    r"nul(?:\s+(?:procent|percent))?\b|zero\b)"
)
_UNITLESS = re.compile(r"\d[\d.,]*")
_BETWEEN = re.compile(
    rf"\b(?:tussen|between)\s+(?:de\s+|the\s+)?({_FIGURE})\s+(?:en|and)\s+(?:de\s+|the\s+)?({_FIGURE})"
)
_BOUNDS = {kind: re.compile(rf"\b(?:{ways})\s+(?:de\s+|the\s+|dan\s+)?({_FIGURE})") for kind, ways in _WAYS.items()}
_EXTREMES = {
    Kind.HIGHEST: re.compile(
        r"\b(?:hoogste?|meeste?|grootste?|bovenaan|koplopers?|vaakst|soepelste?|ruimhartigste?|toeschietelijkste?|"
        r"highest|most|largest|top)\b"
    ),
    Kind.LOWEST: re.compile(
        r"\b(?:laagste?|minste?|kleinste?|onderaan|hekkensluiters?|dieptepunt|strengste?|lowest|least|smallest|strictest)\b"
    ),
}
_ZERO = re.compile(r"(?<![\d.,])(?:0\s?%|0 procent\b|nul procent\b)")
_SOME = "twee|drie|vier|vijf|zes|zeven|acht|negen|tien|[2-9]|10"
_COUNTED = re.compile(
    rf"\btop[\s-]*({_SOME})\b|\b({_SOME})\s+(?:\w+\s+)?(?:landen|lidstaten|staten|hoogste|laagste|hoogst|laagst|countries|highest|lowest)\b"
)
_MORE_THAN = re.compile(r"\b(?:hoger|meer|groter|vaker|boven|higher|more|above)\b")
_LESS_THAN = re.compile(r"\b(?:lager|minder|kleiner|minder vaak|onder|lower|less|below)\b")
_REFUSAL = re.compile(r"\b(?:afwij\w*|afgewezen|wijst|wees|weiger\w*|geweigerd|reject\w*|den(?:y|ied|ies))\b")


def parse_comparison(folded: str) -> Comparison | None:
    """What the folded query compares, or None. Extremes of refusals are turned by ``turned``.

    >>> parse_comparison("welke landen zaten boven de 80%?").said()
    'Boven 80%'
    """
    between = _BETWEEN.search(folded)
    if between:
        low, high = (_printed(g) for g in between.groups())
        if "%" in high and "%" not in low:
            low += "%"
        return Comparison(Kind.BETWEEN, (low, high))
    for kind, pattern in _BOUNDS.items():
        bound = pattern.search(folded)
        if bound and not (kind is Kind.EQUAL and _UNITLESS.fullmatch(bound.group(1).strip())):
            return Comparison(kind, (_printed(bound.group(1)),))
    extremes = [kind for kind, pattern in _EXTREMES.items() if pattern.search(folded)]
    if extremes:
        return Comparison(extremes[0], count=_count(folded), and_opposite=len(extremes) > 1)
    return Comparison(Kind.EQUAL, ("0%",)) if _ZERO.search(folded) else None


def _count(folded: str) -> int:
    match = _COUNTED.search(folded)
    if match is None:
        return 1
    number = match.group(1) or match.group(2)
    return int(number) if number.isdigit() else NUMBER_WORDS[number]


def parse_row_comparison(folded: str) -> Kind | None:
    """ABOVE for "hoger dan", BELOW for "lager dan", where no figure but another row is the bound."""
    if not re.search(r"\b(?:dan|than|gemiddelde|average)\b", folded):
        return None
    if _MORE_THAN.search(folded):
        return Kind.ABOVE
    return Kind.BELOW if _LESS_THAN.search(folded) else None


def turned(comparison: Comparison, query: str, topic: str) -> Comparison:
    """``comparison`` the other way round if the query asks for refusals of a table of grants.

    Who rejects most often stands lowest among shares of grants; ``query`` and ``topic`` are folded.
    """
    if not comparison.is_extreme or bool(_REFUSAL.search(query)) == bool(_REFUSAL.search(topic)):
        return comparison
    return comparison if comparison.and_opposite else opposite(comparison)


def opposite(comparison: Comparison) -> Comparison:
    """The other extreme, by itself."""
    kind = Kind.LOWEST if comparison.kind is Kind.HIGHEST else Kind.HIGHEST
    return replace(comparison, kind=kind, and_opposite=False)


def strip_comparison(folded: str) -> str:
    """``folded`` without the words and figures of a comparison."""
    for pattern in (_BETWEEN, *_BOUNDS.values(), _COUNTED, *_EXTREMES.values(), _ZERO):
        folded = pattern.sub(" ", folded)
    return folded


def figure_value(printed: str) -> Decimal | None:
    """The one number that ``printed`` holds, or None."""
    figures = parse_figures(printed)
    return figures[0].value if len(figures) == 1 and isinstance(figures[0].value, Decimal) else None


def _printed(bound: str) -> str:
    text = re.sub(r"^(?:nul|zero)\b.*", "0%", bound.strip())
    return re.sub(r"\s*(?:%|procent|percent)$", "%", text).rstrip(".,")
