"""Does a sum that the source names agree with its parts? What does not add up is said, never corrected.

Two places are looked at: a list of amounts under a sentence that names their total, and a table
with a row that sums up the others.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from index.records import Document, QAItem, Span, Table
from index.sentences import Block, split_blocks
from index.typography import tidy
from rag.figures import SCALES, Figure, Unit, parse_figures
from rag.places import is_aggregate

FEWEST_PARTS = 3
CLOSE = Decimal("0.1")
"""A figure that differs more than this share from the sum of the parts is no total of them."""
_SUM = re.compile(r"^\W*(?:eind|sub)?(?:totaal|totale?\b|som\b|total\b)", re.I)
_INCLUDED = re.compile(r"\b(?:waarvan|w\.v\.|waaronder|per\s+saldo|-/-)|^[-−–]\s*€", re.I)
"""Of such rows and items the parts are not simply added up."""
_HEDGED = re.compile(
    r"\b(?:circa|ca|ruim|ongeveer|bijna|zo'n|onder\s+(?:meer|andere)|o\.a|met\s+name|waaronder|van\s+(?:het|een)\s+"
    r"budget\s+van)\b[\s.]*$",
    re.I,
)
"""Before a figure: it is about as much, or the parts are some of more."""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A total that is named at ``total`` and what its ``parts`` add up to."""

    total: Span
    parts: tuple[Span, ...]
    said: str

    def concerns(self, cited: Span) -> bool:
        """Whether a quote holds, or is part of, any of the figures."""
        return any(cited.covers(span) or span.covers(cited) for span in (self.total, *self.parts))


def find_mismatches(document: Document, item: QAItem) -> tuple[Mismatch, ...]:
    """The totals of ``item`` that differ from the sum of their parts by more than rounding explains."""
    found = [] if item.answer is None else _of_lists(document.text, item, split_blocks(document.text, item.answer))
    return (*found, *(m for table in item.tables for m in _of_table(document.text, table)))


def _of_lists(text: str, item: QAItem, blocks: Sequence[Block]) -> list[Mismatch]:
    found, before = [], [item.question]
    listed: list[Span] = []
    for block in (*blocks, None):
        if block is not None and block.is_list_item:
            listed.append(block.span)
            continue
        found += _of_list(text, before, listed)
        listed = []
        if block is not None:
            before = [item.question, block.span]
    return found


def _of_list(text: str, before: Sequence[Span], listed: Sequence[Span]) -> list[Mismatch]:
    if any(_INCLUDED.search(span.of(text)) for span in listed):
        return []
    amounts = [_first_amount(text, span) for span in listed]
    parts = [amount for amount in amounts if amount is not None]
    if len(parts) < FEWEST_PARTS or len(parts) != len(listed):
        return []
    total = sum((value for _, value, _ in parts), Decimal(0))
    slack = sum((step for _, _, step in parts), Decimal(0)) / 2
    named = [
        figure
        for span in reversed(before)
        for figure in _amounts(text, span)
        if not _HEDGED.search(text[span.start : figure[0].start])
    ]
    close = [figure for figure in named if abs(figure[1] - total) <= CLOSE * total]
    if not close or any(abs(value - total) <= slack + step / 2 for _, value, step in close):
        return []
    span, _, _ = close[0]
    return [_mismatch(text, span, [part for part, _, _ in parts], total)]


def _of_table(text: str, table: Table) -> list[Mismatch]:
    places = [place for place, row in enumerate(table.rows) if _SUM.match(row.label)]
    if len(places) != 1:
        return []
    place = places[0]
    # What stands below a total that does not come first is no part of it.
    rows = table.rows[1:] if place == 0 else table.rows[:place]
    if len(rows) < FEWEST_PARTS or any(_INCLUDED.search(row.label) or is_aggregate(row.label) for row in rows):
        return []
    found = []
    for column, cell in enumerate(table.rows[place].cells):
        parts = [_first_amount(text, row.cells[column].span) for row in rows]
        named = _first_amount(text, cell.span)
        known = [part for part in parts if part is not None]
        if named is None or cell.warning or len(known) != len(parts):
            continue
        if any(_INCLUDED.search(row.cells[column].span.of(text).strip()) for row in rows):
            continue
        total = sum((value for _, value, _ in known), Decimal(0))
        slack = sum((step for _, _, step in known), named[2]) / 2
        if slack < abs(total - named[1]) <= CLOSE * total:
            found.append(_mismatch(text, cell.span, [part for part, _, _ in known], total))
    return found


Amount = tuple[Span, Decimal, Decimal]
"""Where an amount stands, its value, and the step to which it is rounded as printed."""


def _amounts(text: str, span: Span) -> list[Amount]:
    return [
        (Span(span.start + f.span.start, span.start + f.span.end), f.value, _step(f, span.of(text)))
        for f in parse_figures(span.of(text))
        if isinstance(f.value, Decimal) and f.unit is Unit.EURO
    ]


def _first_amount(text: str, span: Span) -> Amount | None:
    return next(iter(_amounts(text, span)), None)


def _step(figure: Figure, text: str) -> Decimal:
    """What the last printed digit counts: 100,000 for "€ 6,8 mln."; closing zeros may be rounding."""
    printed = figure.span.of(text)
    decimals = re.search(r",(\d+)", printed)
    zeros = re.search(r"\d((?:\.?0){3,})(?!\d|,)", printed)
    if zeros and not decimals:
        return _scale(printed).scaleb(zeros.group(1).count("0"))
    return _scale(printed).scaleb(-len(decimals.group(1)) if decimals else 0)


def _scale(printed: str) -> Decimal:
    """What a printed figure is multiplied with: a million for "€ 6,8 mln."."""
    words = re.findall(r"[a-z]+", printed.lower())
    return Decimal(next((SCALES[word] for word in words if word in SCALES), 1))


def _mismatch(text: str, named: Span, parts: Sequence[Span], total: Decimal) -> Mismatch:
    printed = named.of(text)
    scaled = total / _scale(printed)
    digits = re.search(r",(\d+)", printed)
    summed = f"{scaled:,.{len(digits.group(1)) if digits else 0}f}".translate(str.maketrans(",.", ".,"))
    said = f"de som van de posten is {summed}, genoemd wordt {tidy(printed)}; weergegeven zoals gedrukt."
    return Mismatch(named, tuple(parts), said)
