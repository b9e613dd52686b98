"""Dutch numbers, dates, percentages and amounts to values with units.

The one place that decides whether two figures are the same: "€ 6,8 mln." equals "6,8 miljoen
euro", 50 never equals 1500 and 5% never 6%. Serves the checker of every reply.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from index.analysis import fold
from index.records import Span


class Unit(StrEnum):
    """What a figure counts."""

    NUMBER = "number"
    PERCENT = "percent"
    EURO = "euro"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its value and unit.

    ``value`` is the number itself; for a date it is (year, month, day) with 0 for what is not
    said. ``span`` is where it stands in the parsed text.
    """

    unit: Unit
    value: Decimal | tuple[int, int, int]
    span: Span

    def same_as(self, other: Figure) -> bool:
        """Equal by value and unit; a plain number equals a euro amount of the same value.

        "19,7 miljoen" beside "€ 19,7 miljoen" leaves the currency out, which official answers do.
        """
        units = {self.unit, other.unit}
        return self.value == other.value and (len(units) == 1 or units == {Unit.NUMBER, Unit.EURO})


MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan january",
            "februari feb february",
            "maart mrt march",
            "april apr",
            "mei may",
            "juni jun june",
            "juli jul july",
            "augustus aug august",
            "september sep sept",
            "oktober okt october",
            "november nov",
            "december dec",
        ),
        1,
    )
    for name in names.split()
}
_ONES = """nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien
    achttien negentien""".split()
_TENS = "twintig dertig veertig vijftig zestig zeventig tachtig negentig".split()
SCALES = {
    "duizend": 10**3,
    "mln": 10**6,
    "miljoen": 10**6,
    "million": 10**6,
    "mld": 10**9,
    "miljard": 10**9,
    "billion": 10**9,
}


def _below_hundred() -> dict[str, int]:
    """Every number word from "nul" to "negenennegentig", folded."""
    values = {word: value for value, word in enumerate(_ONES)}
    for ten, word in enumerate(_TENS, 2):
        values[word] = 10 * ten
        values |= {f"{_ONES[one]}en{word}": 10 * ten + one for one in range(1, 10)}
    return values


_BELOW_HUNDRED = _below_hundred()
NUMBER_WORDS = {word: value for word, value in _BELOW_HUNDRED.items() if word != "een"} | {"honderd": 100}
"""Number words up to a hundred, folded; without "een", which is mostly the article."""


def number_of_word(word: str) -> Decimal | None:
    """The value of a Dutch number word below a million, or None if it is none.

    >>> [str(number_of_word(w)) for w in ("twaalf", "Tweeëntwintig", "vijfhonderdzes", "tweeënhalf", "eenheid")]
    ['12', '22', '506', '2.5', 'None']
    """
    folded = fold(word)
    if folded in ("half", "halve"):
        return Decimal("0.5")
    if folded in ("anderhalf", "anderhalve"):
        return Decimal("1.5")
    if folded.endswith(("enhalf", "enhalve")):
        whole = _BELOW_HUNDRED.get(re.sub(r"enhal(?:f|ve)$", "", folded))
        return None if whole is None else whole + Decimal("0.5")
    value = _joined(folded, "duizend", 1000, lambda part: _joined(part, "honderd", 100, _BELOW_HUNDRED.get))
    return None if value is None else Decimal(value)


def _joined(word: str, unit: str, worth: int, value_of: Callable[[str], int | None]) -> int | None:
    """The value of "<head><unit>[en]<tail>": head times the unit's worth plus tail; either may be absent."""
    head, found, tail = word.partition(unit)
    if not found:
        return value_of(word)
    times = value_of(head) if head else 1
    rest = value_of(tail.removeprefix("en")) if tail else 0
    return None if times is None or rest is None else times * worth + rest


_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
# Thousands are grouped by a point or, in texts from elsewhere, by a space.
_SPACE = r"[\x20\u00a0\u2009\u202f]"
_DIGITS = rf"\d{{1,3}}(?:\.\d{{3}})+(?:,\d+)?|\d{{1,3}}(?:{_SPACE}\d{{3}})+(?:,\d+)?|\d+(?:,\d+)?"
_MINUS = r"[-−–](?=[\d€E])"
_WORD_OPENS = "|".join((*_ONES, "één", "der", "veer", "tacht", "twin", "honderd", "duizend", "hal[fv]", "anderhal[fv]"))
_FIGURE = re.compile(
    rf"""
      (?P<iso>(?<![\w.,/-])(?P<iy>(?:19|20)\d\d)-(?P<im>\d\d)-(?P<id>\d\d)(?![\w-]))
    | (?P<numeric>(?<![\w.,/-])(?P<d>\d{{1,2}})(?P<sep>[-/.])(?P<m>\d{{1,2}})(?P=sep)(?P<y>\d{{4}}|(?<!\.)\d{{2}})\b)
    | (?P<written>\b(?:(?P<day>\d{{1,2}})\s+)?(?P<month>{_MONTH})\b\.?(?:\s+(?P<year>(?:19|20)\d\d)\b)?)
    | (?P<amount>(?P<minus>(?<![^\s(\["“]){_MINUS})?
        (?:(?P<currency>€|\bEUR|\beuro)\s*(?P<inner_minus>{_MINUS})?|(?<![\w.,]))(?P<digits>{_DIGITS})(?![.,]?\d)
        (?:\s*(?P<scale>{"|".join(SCALES)})\b\.?)?(?:\s*(?P<suffix>%|procent\b|percent\b|euro\b|EUR\b))?)
    | (?P<word>\b(?P<spelt>(?:{_WORD_OPENS})[a-zë]*)\b
        (?:\s+(?P<wordscale>duizend|miljoen|miljard)\b)?(?:\s+(?P<wordsuffix>procent|euro)\b)?)
    """,
    re.I | re.X,
)


def parse_figures(text: str) -> tuple[Figure, ...]:
    """All figures of ``text`` in order; what is no well-formed figure is left out.

    >>> [str(f.value) for f in parse_figures("1.230 zaken, € 6,8 mln. en twaalf procent")]
    ['1230', '6800000.0', '12']
    """
    figures = []
    for match in _FIGURE.finditer(text):
        figure = _figure(match)
        if figure is not None:
            figures.append(figure)
    return tuple(figures)


def _figure(match: re.Match[str]) -> Figure | None:
    span = Span(match.start(), match.end())
    if match["iso"]:
        return _date_figure(int(match["iy"]), int(match["im"]), int(match["id"]), span)
    if match["numeric"]:
        year = int(match["y"]) + (2000 if len(match["y"]) == 2 else 0)
        return _date_figure(year, int(match["m"]), int(match["d"]), span)
    if match["written"]:
        if not match["day"] and not match["year"]:  # "mei" alone names no date
            return None
        return _date_figure(int(match["year"] or 0), MONTHS[match["month"].lower()], int(match["day"] or 0), span)
    if match["word"]:
        return _spelt_figure(match, span)
    value = Decimal(re.sub(rf"\.|{_SPACE}", "", match["digits"]).replace(",", "."))
    value *= SCALES.get((match["scale"] or "").lower(), 1)
    sign = -1 if match["minus"] or match["inner_minus"] else 1
    return Figure(_unit(match["suffix"], match["currency"]), sign * value, span)


def _spelt_figure(match: re.Match[str], span: Span) -> Figure | None:
    value = number_of_word(match["spelt"])
    counts = match["wordscale"] or match["wordsuffix"]
    if value is None or (match["spelt"].lower() in ("een", "half", "halve") and not counts):  # an article, "half mei"
        return None
    return Figure(_unit(match["wordsuffix"], None), value * SCALES.get((match["wordscale"] or "").lower(), 1), span)


def _date_figure(year: int, month: int, day: int, span: Span) -> Figure | None:
    """A date that the calendar has, or None; a leap year where the text names no year."""
    try:
        date(year or 2000, month, day or 1)
    except ValueError:
        return None
    return Figure(Unit.DATE, (year, month, day), span)


def _unit(suffix: str | None, currency: str | None) -> Unit:
    suffix = (suffix or "").lower()
    if suffix in ("%", "procent", "percent"):
        return Unit.PERCENT
    return Unit.EURO if currency or suffix in ("euro", "eur") else Unit.NUMBER


def missing_figures(statement: str, quote: str) -> tuple[str, ...]:
    """The figures of ``statement`` that do not occur in ``quote`` with the same value and unit."""
    present = parse_figures(quote)
    return tuple(
        figure.span.of(statement)
        for figure in parse_figures(statement)
        if not any(figure.same_as(other) for other in present)
    )
