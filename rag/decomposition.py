"""A query that asks for two things, taken apart.

"Hoeveel locaties gingen open, en waarom bleef er geld over?" is two queries; each is searched
by itself, since the better half would otherwise drown the other.
"""

from __future__ import annotations

import re

from index.analysis import STOPWORDS, words

_ASKS = (
    r"hoeveel|hoe|waarom|wanneer|wat|welke?|wie|waar\w*|in hoeverre|op welke|sinds wanneer|tot wanneer|"
    r"is|zijn|was|waren|heeft|hebben|behoudt|krijgt|krijgen|kan|kunnen|mag|gaat|"
    r"how|why|when|what|which|who|where|"
    # "en voor welk bedrag", "and in which province"
    r"(?:in|voor|met|op|bij|van|aan|uit|door|naar|tot|for|with|to|by|from)\s+(?:welke?|hoeveel|wie|wat|which|what|whom|how)"
)
_JOINT = re.compile(
    rf"(?:,\s*|\s+)(?:en|alsmede|and)\s+(?=(?:ook\s+)?(?:{_ASKS})\b)|\?\s+(?=\S)|;\s+|\s+(?:plus|en ook|evenals|"
    rf"alsook|en daarnaast)\s+",
    re.I,
)
_BETWEEN = re.compile(r"(?<!\btot)\s+(?:en|of|and|or)\s+", re.I)
_FEWEST_CONTENT_WORDS = 2


def split_query(query: str) -> tuple[str, ...]:
    """The separate queries that ``query`` is made of, in order; itself if it is one.

    >>> split_query("Wanneer gaat ETIAS in, en waarom is de subsidie niet verleend?")
    ('Wanneer gaat ETIAS in', 'waarom is de subsidie niet verleend?')
    """
    parts: list[str] = []
    for piece in _JOINT.split(query):
        if parts and not (_stands_alone(piece) and _stands_alone(parts[-1])):
            return (query,)
        parts.append(piece.strip())
    return tuple(parts) if 1 < len(parts) <= 3 else (query,)


def halves(query: str) -> tuple[str, str] | None:
    """What stands before and after the only "en" or "of" of ``query``, if each may be asked by itself.

    It may as well be one thing: whether it is, only the documents can tell.

    >>> halves("capaciteit COA 2025 en gemiddelde opvangkosten per persoon")
    ('capaciteit COA 2025', 'gemiddelde opvangkosten per persoon')
    >>> halves("geopende en gesloten locaties") is None
    True
    """
    pieces = [piece.strip() for piece in _BETWEEN.split(query)]
    if len(pieces) != 2 or not all(map(_stands_alone, pieces)):
        return None
    return pieces[0], pieces[1]


def _stands_alone(piece: str) -> bool:
    """Whether ``piece`` says what it is about: two content words, or one that is a name ("de IND")."""
    content = sum(1 for w in words(piece) if w not in STOPWORDS)
    is_named = any(any(c.isupper() for c in token) for token in piece.split()[1:])
    return content >= _FEWEST_CONTENT_WORDS or (content == 1 and is_named)
