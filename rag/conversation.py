"""A follow-up and its history to a query that stands alone.

"En België?" takes the previous query with its country replaced, "En in 2025?" with its year
replaced; "Waarom was dat?" and "Hoeveel daarvan?" are asked behind it, after a dash: as one query, for
the first part has been answered. A query with a subject of its own drops the history, so that nothing of
an old topic leaks into a new one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.analysis import content_words, fold
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
    r"ervan|ervoor|erover|ermee|waarvan|dezelfde|hetzelfde|diezelfde|toen|daar|daarheen|aldaar|zo'n|"
    r"them|those|of these|of that)\b|\bit\W*$|"
    # "Hoeveel zijn er gesloten?" counts something that it does not name.
    r"\b(?:hoeveel|how many)\s+(?:zijn|waren|is|was|werden|worden|hebben|kwamen|komen|gingen|gaan|are|were|have|did)\b"
)
_DEMONSTRATIVE = re.compile(
    r"\b(?:(?:is|was|zijn|waren|komt|kwam|heeft|had|betekent|kost|geldt|gebeurt|gebeurde|gaat|ging|kan|mag|klopt|in|"
    r"van|op|om|over|bij|na|voor)\s+)"
    r"(?:dat|dit|die|deze|zij|ze|hun|hij|that|this|it)\b(?!\s+\w{5,})|\b(?:die|zij|ze|deze|dat|dit|they|"
    r"those)\W*(?:gemiddeld|precies|ongeveer|dan|nu|toen|vandaan)?\W*$|^\W*(?:waarom|hoezo|why|hoe dat|"
    r"sinds wanneer|wanneer dan)\b[^a-z]*(?:dat|that|dan)?\W*$"
)
_NEW_TOPIC = re.compile(
    r"(?i)^\W*(?:(?:nu\s+)?iets (?:heel )?anders|(?:een )?(?:andere|nieuwe) vraag|ander onderwerp|"
    r"something else|another question|different (?:topic|question))\s*[:,;.–-]+\s*"
)
_DUMMY = re.compile(
    r"\b(?:er|daar|zo'n|zulke|ze|zij|hun|hen|dat|die|dit|deze|it|they|their|there|that|those|these)\b(?!\s+\w{6,})"
)
"""Words that stand for something said before."""
_BARE_OPENING = re.compile(
    r"^\W*(?:(?:voor|in|op|bij|met|tot|van|per|door|naar|uit|sinds|vanaf)\s+(?:welke?|wie|wanneer|hoeveel)\b|"
    r"(?:waarom|waardoor|hoezo|why)\s+(?:niet|wel|not|zo)\b)"
)
"""Ways to begin that ask for a part of something: "voor welk bedrag", "waarom niet al in 2024"."""
_FILLER = frozenset(
    """jaar kwartaal maand land daar dan zit zat precies toelichten uitleggen leg vertel about year quarter""".split()
)


DASH = " – "

_BARE_NUMBER = re.compile(r"^\W*(?:en|and)\s+(?:vraag\s+)?(\d{1,4})\W*$")


def standalone_query(query: str, history: Sequence[Reply]) -> str:
    """``query`` as it should be searched, given the replies so far, oldest first."""
    number = _BARE_NUMBER.match(fold(query))
    if number and history and history[-1].route is Route.LOOKUP:
        return f"Vraag {number.group(1)}"
    changed = _NEW_TOPIC.match(query)
    if changed and changed.end() < len(query):
        return query[changed.end() :]
    previous = next((r for r in reversed(history) if r.route in (Route.READING, Route.TABLE)), None)
    if previous is None or not is_follow_up(query):
        return query
    earlier = previous.standalone_query
    places, periods = find_places(query), parse_periods(query)
    if (not places and not periods) or _BARE_OPENING.search(fold(query)):
        return _behind(earlier, query)
    combined = earlier
    if places and find_places(earlier):
        combined = replace_places(combined, " en ".join(places))
    elif places:
        combined = f"{_open(combined)} {' en '.join(places)}?"
    if periods:
        combined = f"{_open(without_periods(combined))} in {_said(query, periods, parse_periods(earlier))}?"
    rest = [w for w in _content(query) if not find_places(w) and not parse_periods(w) and w not in _PERIOD_WORDS]
    return _behind(combined, query) if rest else combined


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
    if _DUMMY.search(folded) and len(content) <= 2 and not _names_something(query):
        return True
    if _BARE_OPENING.search(folded) and len(content) <= 1 and not _names_something(query):
        return True
    return not content


def _names_something(query: str) -> bool:
    """Whether ``query`` holds a name: a word with a capital that is not its first, or one of capitals."""
    first, *rest = query.split() or [""]
    return any(c.isupper() for word in rest for c in word) or sum(c.isupper() for c in first) > 1


def _behind(earlier: str, query: str) -> str:
    """``query`` behind the query that it leans on; of what went before that only its beginning, the subject."""
    before = [_open(part) for part in earlier.split(DASH)]
    kept = [before[0], *before[1:][-1:]]
    return DASH.join([*kept, _closed(_without_opening(query))])


_PERIOD_WORDS = frozenset(
    """kwartaal kwartalen eerste tweede derde vierde laatste helft quarter half q1 q2 q3 q4 begin eind""".split()
)


def _content(query: str) -> list[str]:
    return [w for w in content_words(query) if w not in _FILLER]


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
