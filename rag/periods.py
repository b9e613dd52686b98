"""Years, quarters and half-years that a query or a heading names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from index.analysis import fold

_ORDINALS = {
    "1": 1, "1e": 1, "1ste": 1, "eerste": 1, "first": 1, "1st": 1, "begin": 1,
    "2": 2, "2e": 2, "2de": 2, "tweede": 2, "second": 2, "2nd": 2,
    "3": 3, "3e": 3, "3de": 3, "derde": 3, "third": 3, "3rd": 3,
    "4": 4, "4e": 4, "4de": 4, "vierde": 4, "fourth": 4, "4th": 4, "laatste": 4, "last": 4, "slot": 4,
}  # fmt: skip
_COUNTS = {
    "een": 1,
    "één": 1,
    "twee": 2,
    "two": 2,
    "drie": 3,
    "three": 3,
    "vier": 4,
    "zes": 6,
    "six": 6,
    "negen": 9,
    "nine": 9,
}
_ORDINAL = "|".join(sorted(_ORDINALS, key=len, reverse=True))
_COUNT = "|".join(("[1-4]", "6", "9", *_COUNTS))
_YEAR = r"(?:19|20)\d\d"
_THROUGH = r"(?:tot\s+en\s+met|t/m|tot|to|through|-|–)"
_JOINED = rf"\s*(?:,|\ben\b|\band\b|&|{_THROUGH})\s*(?:het\s+|van\s+|in\s+)*"
_LIST_OF_ORDINALS = re.compile(
    rf"\b(?P<listed>(?:{_ORDINAL})(?:{_JOINED}(?:{_ORDINAL}))*)\s*(?:kwartaal|kwartalen|kw\b\.?|quarters?\b)", re.I
)
_NUMBERED = re.compile(rf"\bkw(?:artaal|artalen|\.)?\s+(?P<listed>(?:{_COUNT})\b(?:{_JOINED}(?:{_COUNT})\b)*)", re.I)
_STRETCH = re.compile(
    rf"\b(?P<side>eerste|first|laatste|last)\s+(?P<count>{_COUNT})\s+(?P<unit>kwartalen|quarters|maanden|months)\b",
    re.I,
)
_HALF = re.compile(
    r"\b(?P<ordinal>eerste|1e|first|tweede|2e|second|laatste|last)\s+(?:helft|halfjaar|half jaar|half)\b", re.I
)
_QUARTER_TEXT = (
    rf"(?:(?<!\d)(?P<before>{_YEAR})\s*[-/]?\s*|\b)[qk][\s-]?(?P<quarter>[1-4])\b"
    rf"(?(before)|(?:\s*(?:van|in|of|/|-|')?\s*(?:het jaar\s+)?(?P<after>{_YEAR})\b)?)"
)
_QUARTER = re.compile(_QUARTER_TEXT, re.I)
_QUARTER_BARE = re.compile(
    rf"(?:{_YEAR}\s*[-/]?\s*|\b)[qk][\s-]?[1-4]\b(?:\s*(?:van|in|of|/|-|')?\s*(?:het jaar\s+)?{_YEAR}\b)?", re.I
)
_EDGE = re.compile(rf"\b(?P<edge>begin|eind|einde|start|end of|beginning of)\s+(?:van\s+)?(?P<year>{_YEAR})\b", re.I)
_MONTHS = "januari februari maart april mei juni juli augustus september oktober november december".split()
_MONTH = "|".join(_MONTHS)
_MONTH_RANGE = re.compile(
    rf"\b(?P<first>{_MONTH})(?:\s+(?P<first_year>{_YEAR}))?\s*"
    rf"(?:{_THROUGH}|,\s*(?:{_MONTH})\s+en|,\s*(?:{_MONTH})\s*,)\s*(?P<last>{_MONTH})(?:\s+(?:van\s+)?(?P<year>{_YEAR})\b)?",
    re.I,
)
# Not the end of a longer number or name ("36740-2024"), but the year of a date ("31-12-2024"); no amount.
_BARE_YEAR = re.compile(
    rf"(?:(?<![\d.,-])|(?<=\b\d-)|(?<=\b\d\d-)|(?<=\b{_YEAR}-))(?<!€)(?<!€ ){_YEAR}(?![\d.,]*\d)"
    r"(?!\s*(?:%|procent\b|euro\b|mln\b|miljoen\b|mld\b|miljard\b))",
    re.I,
)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A quarter of a year, or the year as a whole; None is not said."""

    year: int | None
    quarter: int | None = None

    def admits(self, other: Period) -> bool:
        """Whether ``other``, say a column, lies within this period as far as this one says."""
        return (self.year is None or self.year == other.year) and (
            self.quarter is None or self.quarter == other.quarter
        )


def parse_periods(text: str) -> tuple[Period, ...]:
    """The periods that ``text`` names, sorted; a year that only qualifies a quarter is not repeated.

    >>> parse_periods("het eerste kwartaal van 2024"), parse_periods("in 2023")
    ((Period(year=2024, quarter=1),), (Period(year=2023, quarter=None),))
    >>> [p.quarter for p in parse_periods("Q2 t/m Q4 2024")]
    [2, 3, 4]
    """
    folded = fold(text)
    years = _years(folded)
    only_year = next(iter(years)) if len(years) == 1 else None
    found = set(_quarters(_as_quarters(folded), only_year))
    for match in _MONTH_RANGE.finditer(folded):
        found |= _whole_quarters(match, only_year)
    if not found:
        for match in _EDGE.finditer(folded):
            quarter = 1 if match["edge"] in ("begin", "start", "beginning of") else 4
            found.add(Period(int(match["year"]), quarter))
    spoken_for = {p.year for p in found}
    found |= {Period(year) for year in years - spoken_for}
    return tuple(sorted(found, key=lambda p: (p.year or 0, p.quarter or 0)))


def named_years(text: str) -> set[int]:
    """The years that ``text`` names, by themselves or within a quarter."""
    return {period.year for period in parse_periods(text) if period.year is not None}


def without_periods(text: str) -> str:
    """``text`` without the quarters, half-years and years that it names, and their prepositions."""
    text = _as_quarters(text)
    for pattern in (_MONTH_RANGE, _QUARTER_BARE, _EDGE, _BARE_YEAR):
        unnamed = re.sub(r"\?P<\w+>", "?:", pattern.pattern)
        lead = r"(?:\b(?:in|van|over|voor|of|het|de|heel)\s+)*"
        if pattern is _BARE_YEAR:
            lead += r"(?:\b(?:op|per)\s+)?(?:\b\d{1,2}[-/]\d{1,2}[-/])?"
        text = re.sub(rf"(?i){lead}(?:{unnamed})(?:{_JOINED}(?:{unnamed}))*", " ", text)
    return re.sub(r"\s+([?.!,])", r"\1", re.sub(r"\s+", " ", text)).strip()


def _as_quarters(text: str) -> str:
    """``text`` with every way to name quarters written as "q1", "q1, q2" or "q1 t/m q3"."""
    text = _STRETCH.sub(_stretch, text)
    text = _HALF.sub(lambda m: "q1 t/m q2" if m["ordinal"].lower() in ("eerste", "1e", "first") else "q3 t/m q4", text)
    text = re.sub(r"\bslotkwartaal\b", "q4", text, flags=re.I)
    for pattern in (_NUMBERED, _LIST_OF_ORDINALS):
        text = pattern.sub(_listed, text)
    return text


def _stretch(match: re.Match[str]) -> str:
    """ "eerste drie kwartalen", "laatste zes maanden"; months that are no whole quarters stay as they are."""
    count = int(_COUNTS.get(match["count"].lower(), match["count"]))
    if match["unit"].lower() in ("maanden", "months"):
        count, rest = divmod(count, 3)
        if rest:
            return match.group()
    if not 1 <= count <= 4:
        return match.group()
    first, last = (1, count) if match["side"].lower() in ("eerste", "first") else (5 - count, 4)
    return f"q{first}" if first == last else f"q{first} t/m q{last}"


def _listed(match: re.Match[str]) -> str:
    """ "eerste, tweede en derde", "1 t/m 3": as quarters, a range kept as a range."""
    written = ""
    for piece in re.finditer(
        rf"\b(?:(?P<named>{_ORDINAL}|{_COUNT})\b|(?P<through>{_THROUGH}))|[-–]", match["listed"], re.I
    ):
        if not piece["named"]:
            written += " t/m "
            continue
        named = piece["named"].lower()
        written += ", " if written and not written.endswith(" ") else ""
        written += f"q{_ORDINALS.get(named) or _COUNTS[named]}"
    return written


def _quarters(text: str, only_year: int | None) -> list[Period]:
    """The quarters of a text in which they are written as "q1"; a range holds those between its ends."""
    matches = list(_QUARTER.finditer(text))
    years = [int(match["before"] or match["after"] or 0) for match in matches]
    gaps = [text[a.end() : b.start()] for a, b in pairwise(matches)]
    for i in reversed(range(len(gaps))):  # in "Q1 en Q2 2024" the year belongs to both
        if re.fullmatch(_JOINED, gaps[i]):
            years[i] = years[i] or years[i + 1]
    ends = [
        4 * (year or only_year or 0) + int(match["quarter"]) - 1 for year, match in zip(years, matches, strict=True)
    ]
    found = list(ends)
    for gap, first, last in zip(gaps, ends, ends[1:], strict=False):
        if re.fullmatch(rf"\s*{_THROUGH}\s*(?:het\s+|van\s+|in\s+)*", gap) and last - first <= _LONGEST:
            found += range(first, last)
    return [Period(n // 4 or None, n % 4 + 1) for n in found]


def _whole_quarters(match: re.Match[str], only_year: int | None) -> set[Period]:
    """The quarters that a range of months covers from their first day to their last."""
    year = int(match["year"] or match["first_year"] or 0) or only_year
    if match["first_year"] and match["year"] and match["first_year"] != match["year"]:
        return set()
    first, last = _MONTHS.index(match["first"]), _MONTHS.index(match["last"])
    return {Period(year, q) for q in range(1, 5) if first <= 3 * (q - 1) and 3 * q - 1 <= last}


def _years(text: str) -> set[int]:
    """The years that ``text`` names, those inside a range included."""
    matches = list(_BARE_YEAR.finditer(text))
    years = {int(match.group()) for match in matches}
    for a, b in pairwise(matches):
        first, last = int(a.group()), int(b.group())
        if re.fullmatch(rf"\s*{_THROUGH}\s*(?:in\s+)?", text[a.end() : b.start()]) and last - first <= _LONGEST:
            years |= set(range(first, last))
    return years


_LONGEST = 40
"""Ranges of more quarters or years are not filled in: they are misprints or epochs."""
