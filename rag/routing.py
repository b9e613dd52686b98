"""The direct way by number: "vraag 21", "laat vraag 8 en 9 zien", "antwoord 27 letterlijk"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.analysis import content_words, fold
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
    wordt werd ga spring blader print herhaal kopieer plak tabel tabellen cijfers gegevens table tables""".split()
)
_ORDINALS = {"eerste": 1, "first": 1, "derde": 3, "achtste": 8, "second": 2, "third": 3} | {
    f"{word}{'ste' if value >= 20 else 'de'}": value
    for word, value in NUMBER_WORDS.items()
    if 2 <= value < 100 and value not in (3, 8)
}
_THROUGH = r"t/m|tot en met|tot|to|through|–|-"
_AND = r",|en|of|and|or|&|\+|/"
_QUESTION = r"(?:kamer)?vra(?:ag|gen)|questions?"
_JOINT = rf"\s*(?:{_THROUGH}|(?:,\s*)?(?:en|and)\s+(?:ook\s+)?(?:bij\s+|van\s+|op\s+)?|{_AND})\s*"
_NUMBER = r"\(?\d{1,6}\)?"
_NAMED = re.compile(
    rf"\b(?:{_QUESTION}|vr\.?|antw\.?|antwoord(?:en)?|answers?)\s*(?:nummers?|nr\.?|no\.?|number)?\s*(?:op\s+vraag\s+)?#?"
    rf"(?P<numbers>{_NUMBER}(?:{_JOINT}(?:(?:{_QUESTION})\s+)?{_NUMBER})*)(?![\d%]|[.,]\d)"
    rf"|\b(?:nummers?|nr\.?|number)\s*(?P<bare>{_NUMBER}(?:{_JOINT}{_NUMBER})*)(?![\d%]|[.,]\d)"
    r"|#(?P<hash>\d{1,6})\b"
)
# "Q14" by itself; "Q1" to "Q4" are quarters.
_SHORTHAND = re.compile(r"^\W*(?:v\.|q)\s*(\d{2,3}|[5-9])\W*$", re.I)
_ORDINAL = rf"(?:{'|'.join(sorted(_ORDINALS, key=lambda word: (-len(word), word)))}|\d{{1,3}}(?:e|ste|de|st|nd|rd|th))"
_BY_ORDINAL = re.compile(
    rf"\b(?:(?P<ordinals>{_ORDINAL}(?:{_JOINT}(?:de\s+)?{_ORDINAL})*)|(?:eerste|first)\s+(?P<first>\d{{1,3}})|(?P<last>laatste|last))"
    rf"\s+(?:{_QUESTION})\b"
)


@dataclass(frozen=True, slots=True)
class NumberReference:
    """The numbers that a query names, and what else it asks.

    ``rest`` holds the content words beyond the naming; empty for a plain look-up. ``from_end``
    is set for "de laatste vraag". ``publication`` is the folded id of the document that a citation
    names ("Kamerstuk 36740-VI, nr. 15, vraag 3"), if one.
    """

    numbers: tuple[int, ...]
    rest: tuple[str, ...]
    from_end: bool = False
    publication: str | None = None


def parse_number_reference(query: str) -> NumberReference | None:
    """The question numbers that ``query`` names, or None if it names none.

    >>> parse_number_reference("laat vraag 8 en 9 zien")
    NumberReference(numbers=(8, 9), rest=(), from_end=False, publication=None)
    >>> parse_number_reference("Hoeveel vragen gaan over geld?") is None
    True
    """
    query = _SHORTHAND.sub(r"vraag \1", query)
    text, publication = _without_publication(_digits_for_words(fold(query)))
    matches = [m for m in _NAMED.finditer(text) if not (m["bare"] and _names_publication(text))]
    if not matches:
        return _by_ordinal(text)
    numbers: set[int] = set()
    remainder = text
    for match in matches:
        numbers.update(_numbers(match["numbers"] or match["bare"] or match["hash"]))
        remainder = remainder.replace(match.group(), " ", 1)
    return NumberReference(tuple(sorted(numbers)), _content(remainder), publication=publication)


_PUBLICATION = re.compile(
    r"(?:\bkamerstuk(?:ken)?\s*(?:i{1,2}\b)?\s*(?:\d{4}\s*[/-]\s*\d{2,4})?\s*,?\s*|\bkst-)?"
    r"\b(?P<dossier>\d{2}\s?\d{3})(?:[- ](?P<chapter>[ivxlc]+)\b)?(?:\s*,?\s*nr\.?\s*|-)(?P<number>\d+)\b"
)


def _without_publication(text: str) -> tuple[str, str | None]:
    """``text`` without the parliamentary paper that it names, and the folded id of that paper."""
    match = _PUBLICATION.search(text)
    if match is None:
        return text, None
    parts = (match["dossier"].replace(" ", ""), match["chapter"], match["number"])
    return f"{text[: match.start()]} {text[match.end() :]}", "-".join(("kst", *filter(None, parts)))


def _by_ordinal(text: str) -> NumberReference | None:
    """ "de zevende vraag", "de 1e en 2e vraag"; None if the text says more than that."""
    match = _BY_ORDINAL.search(text)
    if match is None or _content(text[: match.start()] + " " + text[match.end() :]):
        return None
    if match["last"]:
        return NumberReference((0,), (), from_end=True)
    if match["first"]:
        return NumberReference(tuple(range(1, int(match["first"]) + 1)), ())
    digits = re.sub(
        _ORDINAL, lambda m: str(_ORDINALS.get(m.group()) or re.sub(r"\D", "", m.group())), match["ordinals"]
    )
    return NumberReference(_numbers(digits), ())


def _numbers(listed: str) -> tuple[int, ...]:
    """The numbers of a list; "to" and "through" make a range as "t/m" does."""
    return parse_numbers(re.sub(r"\b(?:through|to|tot(?! en met))\b", "t/m", re.sub(_QUESTION, "", listed)))


def _names_publication(text: str) -> bool:
    """Whether "nr. 14" belongs to the number of a parliamentary paper and names no question."""
    return re.search(r"kamerstuk|\d{5}|[a-z]{2,}-\d", text) is not None


def _digits_for_words(text: str) -> str:
    """ "vragen zeven en acht" -> "vragen 7 en 8"; only right behind the word that names a question, or in its list."""

    def digits(match: re.Match[str]) -> str:
        return f"{match.group(1)}{NUMBER_WORDS.get(match.group(2), 1)}"

    word = "|".join(sorted(NUMBER_WORDS, key=lambda word: (-len(word), word)))
    text = re.sub(rf"(\b(?:vraag|vragen|antwoord|nummer|eerste) )({word}|een)\b", digits, text)
    in_list = re.compile(rf"(\b(?:vraag|vragen|antwoord|nummer) \d+(?:{_JOINT}\d+)*{_JOINT})({word})\b")
    while (replaced := in_list.sub(digits, text)) != text:
        text = replaced
    return text


def _content(text: str) -> tuple[str, ...]:
    return tuple(w for w in content_words(text) if w not in _COMMAND_WORDS and len(w) > 1)
