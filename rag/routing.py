"""The direct way by number: "vraag 21", "laat vraag 8 en 9 zien", "antwoord 27 letterlijk"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.analysis import STOPWORDS, fold, words
from index.parsing import parse_numbers
from rag.figures import NUMBER_WORDS

_COMMAND_WORDS = frozenset(
    """antwoord antwoorden antwoordt antwoordde beantwoord beantwoording beantwoordt alstublieft aub document
    display exact geef gegeven graag helemaal heel hele inhoud integraal kamervraag laat letterlijk letterlijke
    lees lijst luidt luidde minister ministers nummer open opzoeken question answer please full text tekst
    volledig volledige voluit vraag vragen zeg zegt zei reactie reageert reageerde regering kabinet
    bewindspersoon show read give quote citeer citaat citeren precies say says said staat stond toon tonen zoek
    op weergeven wil zien wilt compleet complete woordelijk word verbatim vertelt gezegd geantwoord me bekijken
    bekijk lezen hebben exacte eens even svp s.v.p daar bij luid luiden mij kun laten kunt both gesteld gevraagd
    wordt werd""".split()
)
_ORDINALS = {"eerste": 1, "first": 1, "derde": 3, "achtste": 8, "second": 2, "third": 3} | {
    f"{fold(word)}{'ste' if value >= 20 else 'de'}": value
    for word, value in NUMBER_WORDS.items()
    if 2 <= value < 100 and value not in (3, 8)
}
_LIST = r"\(?\d{1,4}\)?(?:\s*(?:,|en|and|&|t/m|tot en met|–|-)\s*(?:vraag\s+)?\(?\d{1,4}\)?)*"
_NAMED = re.compile(
    rf"\b(?:(?:kamer)?vra(?:ag|gen)|vr\.?|antwoord(?:en)?|questions?|answers?)\s*(?:nummers?|nr\.?|no\.?|"
    rf"number)?\s*(?:op\s+vraag\s+)?#?(?P<numbers>{_LIST})(?![\d%]|[.,]\d)"
    rf"|\b(?:nummer|nr\.?|number)\s*(?P<bare>{_LIST})(?![\d%]|[.,]\d)|#(?P<hash>\d{{1,4}})\b"
)
_ORDINAL = re.compile(
    rf"\b(?P<ordinal>{'|'.join(sorted(_ORDINALS, key=len, reverse=True))}|laatste|last)\s+(?:vraag|question)\b"
)


@dataclass(frozen=True, slots=True)
class NumberReference:
    """The numbers that a query names, and what else it asks.

    ``rest`` holds the content words beyond the naming; empty for a plain look-up. ``from_end``
    is set for "de laatste vraag".
    """

    numbers: tuple[int, ...]
    rest: tuple[str, ...]
    from_end: bool = False


def parse_number_reference(query: str) -> NumberReference | None:
    """The question numbers that ``query`` names, or None if it names none.

    >>> parse_number_reference("laat vraag 8 en 9 zien")
    NumberReference(numbers=(8, 9), rest=(), from_end=False)
    >>> parse_number_reference("Hoeveel vragen gaan over geld?") is None
    True
    """
    text = _digits_for_words(fold(query))
    matches = [m for m in _NAMED.finditer(text) if not (m["bare"] and _names_publication(text))]
    if not matches:
        ordinal = _ORDINAL.search(text)
        if ordinal is None:
            return None
        rest = _content(text[: ordinal.start()] + " " + text[ordinal.end() :])
        if rest:
            return None
        return NumberReference((_ORDINALS.get(ordinal["ordinal"], 0),), (), ordinal["ordinal"] in ("laatste", "last"))
    numbers: set[int] = set()
    remainder = text
    for match in matches:
        listed = (match["numbers"] or match["bare"] or match["hash"]).replace("and", "en").replace("vraag", "")
        numbers.update(parse_numbers(listed))
        remainder = remainder.replace(match.group(), " ", 1)
    return NumberReference(tuple(sorted(numbers)), _content(remainder))


def _names_publication(text: str) -> bool:
    """Whether "nr. 14" belongs to the number of a parliamentary paper and names no question."""
    return re.search(r"kamerstuk|\d{5}|[a-z]{2,}-\d", text) is not None


def _digits_for_words(text: str) -> str:
    """ "vraag zeven" -> "vraag 7"; only right behind the word that names a question."""

    def digits(match: re.Match[str]) -> str:
        return f"{match.group(1)} {_FOLDED_NUMBER_WORDS[match.group(2)]}"

    return re.sub(rf"\b(vraag|vragen|antwoord|nummer) ({'|'.join(_FOLDED_NUMBER_WORDS)})\b", digits, text)


_FOLDED_NUMBER_WORDS = {
    fold(word): value for word, value in sorted(NUMBER_WORDS.items(), key=lambda pair: -len(pair[0]))
} | {"een": 1}


def _content(text: str) -> tuple[str, ...]:
    return tuple(w for w in words(text) if w not in STOPWORDS and w not in _COMMAND_WORDS and len(w) > 1)
