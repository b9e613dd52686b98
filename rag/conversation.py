"""A follow-up and its history to a query that stands alone.

"En België?" takes the previous query with its country replaced, "En in 2025?" with its year
replaced; "Waarom was dat?" and "Hoeveel daarvan?" are asked behind it. A query with a subject of
its own drops the history, so that nothing of an old topic leaks into a new one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.analysis import STOPWORDS, fold, words
from rag.periods import Period, parse_periods, without_periods
from rag.places import find_places, replace_places
from rag.reply import Reply, Route

_OPENING = re.compile(
    r"^\W*(?:(?:oke|ok|ja|nee|goed|prima|dank je|dankjewel|bedankt)\W+)?(?:en\b|maar\b|of\b|and\b|but\b|"
    r"what about\b|how about\b|"
    r"hoe zit (?:dat|het) (?:dan )?(?:met|in|voor|bij)\b|ook\b|idem\b|zelfde\b|hetzelfde\b)"
)
_REFERRING = re.compile(
    r"\b(?:van (?:die|deze) \w+|daarvan|daarvoor|daarover|daarmee|daarbij|daarna|daarin|daardoor|daartoe|hiervan|"
    r"hiervoor|hierover|hierbij|"
    r"ervan|ervoor|erover|ermee|waarvan|dezelfde|hetzelfde|diezelfde|toen|them|those|of these|of that)\b"
)
_DEMONSTRATIVE = re.compile(
    r"\b(?:(?:is|was|zijn|waren|komt|kwam|heeft|had|betekent|kost|geldt|gebeurt|gebeurde|gaat|ging|kan|mag|klopt|in|"
    r"van|op|om|over|bij|na|voor)\s+)"
    r"(?:dat|dit|die|deze|zij|ze|hun|hij|that|this|it)\b(?!\s+\w{5,})|\b(?:die|zij|ze|deze|dat|dit|they|"
    r"those)\W*(?:gemiddeld|precies|ongeveer|dan|nu|toen|vandaan)?\W*$|^\W*(?:waarom|hoezo|why|hoe dat|"
    r"sinds wanneer|wanneer dan)\b[^a-z]*(?:dat|that|dan)?\W*$"
)
_FILLER = frozenset(
    """jaar kwartaal maand land daar dan zit zat precies toelichten uitleggen leg vertel about year quarter""".split()
)


_BARE_NUMBER = re.compile(r"^\W*(?:en|and)\s+(?:vraag\s+)?(\d{1,4})\W*$")


def standalone_query(query: str, history: Sequence[Reply]) -> str:
    """``query`` as it should be searched, given the replies so far, oldest first."""
    number = _BARE_NUMBER.match(fold(query))
    if number and history and history[-1].route is Route.LOOKUP:
        return f"Vraag {number.group(1)}"
    previous = next((r for r in reversed(history) if r.route in (Route.READING, Route.TABLE)), None)
    if previous is None or not is_follow_up(query):
        return query
    earlier = previous.standalone_query
    places, periods = find_places(query), parse_periods(query)
    if not places and not periods:
        return f"{_closed(earlier)} {_without_opening(query)}"
    combined = earlier
    if places and find_places(earlier):
        combined = replace_places(combined, " en ".join(places))
    elif places:
        combined = f"{_open(combined)} {' en '.join(places)}?"
    if periods:
        combined = f"{_open(without_periods(combined))} in {_said(query, periods, parse_periods(earlier))}?"
    rest = [w for w in _content(query) if not find_places(w) and not parse_periods(w) and w not in _PERIOD_WORDS]
    return f"{_closed(combined)} {_without_opening(query)}" if rest else combined


def is_follow_up(query: str) -> bool:
    """Whether ``query`` leans on what was said before: it opens with "en", refers back, or has no subject."""
    folded = fold(query)
    content = _content(query)
    if _OPENING.search(folded) and len(content) <= 5:
        return True
    if _REFERRING.search(folded) and len(content) <= 6:
        return True
    if _DEMONSTRATIVE.search(folded) and len(content) <= 3:
        return True
    return not content


_PERIOD_WORDS = frozenset(
    """kwartaal kwartalen eerste tweede derde vierde laatste helft quarter half q1 q2 q3 q4 begin eind""".split()
)


def _content(query: str) -> list[str]:
    return [w for w in words(query) if w not in STOPWORDS and w not in _FILLER]


def _said(query: str, periods: tuple[Period, ...], earlier: tuple[Period, ...]) -> str:
    """The periods in words; a bare quarter takes over the year of the earlier query."""
    years = {p.year for p in earlier if p.year}
    inherited = next(iter(years)) if len(years) == 1 else None
    said = []
    for period in periods:
        year = period.year or (inherited if period.quarter else None)
        said.append(" ".join(([f"Q{period.quarter}"] if period.quarter else []) + ([str(year)] if year else [])))
    return " en ".join(said)


def _without_opening(query: str) -> str:
    rest = re.sub(r"(?i)^\W*(?:en|maar|and|but)\b[\s,]*", "", query).strip()
    return rest[:1].upper() + rest[1:] if rest else query


def _open(query: str) -> str:
    return query.rstrip(" ?.!")


def _closed(query: str) -> str:
    return query if query.rstrip().endswith(("?", ".", "!")) else f"{query.rstrip()}?"
