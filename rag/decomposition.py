"""A query that asks for two things, taken apart.

"Hoeveel locaties gingen open, en waarom bleef er geld over?" is two queries; each is searched
by itself, since the better half would otherwise drown the other.
"""

from __future__ import annotations

import re

from index.analysis import content_words

_QUESTION_WORD = (
    r"hoeveel|hoe|waarom|wanneer|wat|welke?|wie|waar\w*|in hoeverre|op welke|sinds wanneer|tot wanneer|"
    r"how|why|when|what|which|who|where|"
    # "en voor welk bedrag", "and in which province"
    r"(?:in|voor|met|op|bij|van|aan|uit|door|naar|tot|for|with|to|by|from)\s+(?:welke?|hoeveel|wie|wat|which|what|whom|how)"
)
# With a subject behind it: "en zijn ingeschreven" goes on with the subject that it has.
_VERB_FIRST = (
    r"(?:is|zijn|was|waren|heeft|hebben|behoudt|krijgt|krijgen|kan|kunnen|mag|moet|moeten|gaat|gaan|komt|komen|wordt|"
    r"worden)\s+"
    r"(?=(?:de|het|er|een|dit|dat|deze|die|hij|zij|ze|alle|iedereen|ook|nog|[a-z]*[A-Z]))"
)
_AND = r"(?:,\s*|\s+)(?:en|maar|alsmede|and|but)\s+(?:(?:ook|daarnaast|also)\s+)?"
_JOINT = re.compile(
    rf"{_AND}(?=(?i:{_QUESTION_WORD})\b|{_VERB_FIRST})|,\s+(?=(?i:{_QUESTION_WORD})\b)|[?!]\s+(?=\S)|;\s+|"
    rf"\.\s+(?=(?i:{_QUESTION_WORD})\b)|\s+(?:plus|en ook|evenals|alsook|en daarnaast)\s+"
)
_ASKS = re.compile(
    rf"\b(?:{_QUESTION_WORD})\b|^\W*(?:en\s+|ook\s+)?[a-z]+\s+(?:de|het|er|een|die|deze|dit|dat|hij|zij|ze|u|we)\b|"
    r"^\W*(?:is|zijn|was|waren|heeft|hebben|kan|kunnen|mag|moet|gaat|komt|krijgt|wordt|worden|does|do|did|are|has|have)\b",
    re.I,
)
_BETWEEN = re.compile(r"(?<!\btot)\s+(?:en|of|and|or)\s+", re.I)
_OF_ONE_THING = re.compile(
    r"\b(?:tussen|zowel|between|both)\b.*\b(?:en|als|and)\b|\b\w*[A-Z]\w*\s+(?:en|of|and|or)\s+\w*[A-Z]\w*"
)
"""What "en" belongs to: "tussen 1 januari en 31 december", "Justitie en Veiligheid"."""
_FEWEST_CONTENT_WORDS = 2
_MOST_PARTS = 4


def split_query(query: str) -> tuple[str, ...]:
    """The separate queries that ``query`` is made of, in order; itself if it is one.

    >>> split_query("Wanneer gaat ETIAS in, en waarom is de subsidie niet verleend?")
    ('Wanneer gaat ETIAS in', 'waarom is de subsidie niet verleend?')
    """
    pieces = [piece.strip() for piece in _JOINT.split(query) if piece.strip()]
    if any(_ASKS.search(piece) for piece in pieces):
        # Beside a question "alvast bedankt" and "ik woon in Utrecht" ask nothing.
        pieces = [piece for piece in pieces if _ASKS.search(piece)]
    if not 1 < len(pieces) <= _MOST_PARTS or not all(map(_stands_alone, pieces)):
        return (query,)
    return tuple(pieces)


def halves(query: str) -> tuple[str, str] | None:
    """What stands before and after the only "en" or "of" of ``query``, if each may be asked by itself.

    It may as well be one thing: whether it is, only the documents can tell.

    >>> halves("capaciteit COA 2025 en gemiddelde opvangkosten per persoon")
    ('capaciteit COA 2025', 'gemiddelde opvangkosten per persoon')
    >>> halves("geopende en gesloten locaties") is None
    True
    """
    pieces = [piece.strip() for piece in _BETWEEN.split(query)]
    if _OF_ONE_THING.search(query) or len(pieces) != 2 or not all(map(_stands_alone, pieces)):
        return None
    return pieces[0], pieces[1]


def _stands_alone(piece: str) -> bool:
    """Whether ``piece`` says what it is about: two content words, or one that is a name ("de IND")."""
    content = len(content_words(piece))
    is_named = any(any(c.isupper() for c in token) for token in piece.split()[1:])
    return content >= _FEWEST_CONTENT_WORDS or (content == 1 and is_named)
