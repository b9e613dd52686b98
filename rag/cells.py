"""The direct way to table cells: rows and columns named in the query, trends and extremes.

Decides whether a query asks for cells of a table and which; says nothing that the table does
not print. Comparisons (highest, lowest, above) are made by value over the printed cells; rows
that sum up others take no part in them. Nothing is added, subtracted or averaged.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from rapidfuzz.distance import OSA

from index.analysis import STOPWORDS, content_words, fold, words
from index.records import Cell, Column, Document, QuestionRef, Row, Table
from index.typography import tidy
from rag.comparison import (
    Comparison,
    Kind,
    figure_value,
    opposite,
    parse_comparison,
    parse_row_comparison,
    strip_comparison,
    turned,
)
from rag.periods import Period, parse_periods, without_periods
from rag.places import find_places, is_aggregate, place_of_label, replace_places

_TREND = re.compile(
    r"\b(?:verloop|verliep|ontwikkel\w*|trend|gestegen|gedaald|steeg|stegen|daalde|daalden|dalen|stijgen|stijging|"
    r"daling|"
    r"per kwartaal|elk kwartaal|ieder kwartaal|alle kwartalen|kwartaalcijfers|verander\w*|schommel\w*|over time|"
    r"quarterly|quarter by quarter|develop\w*|evolv\w*|chang(?:e|ed|es))\b"
)
_NOW = re.compile(r"\b(?:op dit moment|momenteel|nu|thans|huidige?|actuele?|currently|now|at present)\b")
HEAD_OF_PLACES = re.compile(
    r"\b(?:lidsta(?:at|ten)|land(?:en)?|eu-?landen|sta(?:at|ten)|wie|waar|country|countries|states?|where)\b"
)
"""What people call the rows of a table of countries."""
_TOTAL = re.compile(r"\b(?:tota(?:al|le)\w*|eind(?:bedrag|totaal)|opgeteld|bij elkaar|alles samen|total)\b")
_EVERY_YEAR = re.compile(
    r"\b(?:(?:elk|ieder|per) jaar|alle jaren|over de jaren|jaarlijkse?|each year|every year|yearly)\b"
)


@dataclass(frozen=True, slots=True)
class CellRef:
    """A cell where it stands."""

    row: Row
    column: Column
    cell: Cell


@dataclass(frozen=True, slots=True)
class CellAnswer:
    """Cells that together make one sentence; ``comparison`` says how they were found, if so.

    ``within_row`` says that the columns of one row were compared, not the rows of one column;
    ``reference`` is the cell that the others were compared with, if the query names its row.
    """

    table: TableView
    cells: tuple[CellRef, ...]
    comparison: Comparison | None = None
    within_row: bool = False
    reference: CellRef | None = None


@dataclass(frozen=True, slots=True)
class CellRequest:
    """What a query asks of one table."""

    table: TableView
    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    comparison: Comparison | None
    names_column: bool
    is_trend: bool
    reference: Row | None = None

    def answers(self) -> tuple[CellAnswer, ...]:
        """The sentences that answer the request, in the table's order; empty if no cell qualifies."""
        table = self.table
        if self.comparison is not None and not self.comparison.is_extreme:
            return tuple(filter(None, (self._within_bounds(column, self.comparison) for column in self.columns)))
        if self.comparison and not self.rows:
            candidates = [row for row in table.table.rows if not is_aggregate(row.label)]
            groups = [[table.cell(row, column) for row in candidates] for column in self.columns]
        else:
            groups = [[table.cell(row, column) for column in self.columns] for row in self.rows]
        cells = [table.extremes(group, self.comparison) if self.comparison else tuple(group) for group in groups]
        within_row = self.comparison is not None and bool(self.rows)
        answers = tuple(CellAnswer(table, found, self.comparison, within_row) for found in cells if found)
        if self.comparison is not None and self.comparison.and_opposite:
            return (*answers, *replace(self, comparison=opposite(self.comparison)).answers())
        return answers

    def _within_bounds(self, column: Column, comparison: Comparison) -> CellAnswer | None:
        """The cells of ``column`` that meet the bounds, or that lie beyond the cell of another row."""
        reference = self.table.cell(self.reference, column) if self.reference else None
        if reference is not None:
            printed = tidy(reference.cell.span.of(self.table.document.text))
            comparison = Comparison(comparison.kind, (printed,))
        found = []
        for row in self.rows or self.table.table.rows:
            candidate = self.table.cell(row, column)
            value = self.table.value(candidate.cell)
            if value is None or row is self.reference or (is_aggregate(row.label) and not self.rows):
                continue
            if comparison.holds(value):
                found.append(candidate)
        return CellAnswer(self.table, tuple(found), comparison, reference=reference) if found else None


@dataclass(frozen=True, slots=True)
class TableView:
    """A table together with the document that its spans refer to."""

    document: Document
    ref: QuestionRef
    table: Table

    def cell(self, row: Row, column: Column) -> CellRef:
        return CellRef(row, column, row.cells[self.table.columns.index(column)])

    def value(self, cell: Cell) -> Decimal | None:
        """The number that a cell prints, or None for a misprint or no number."""
        return None if cell.warning else figure_value(cell.span.of(self.document.text))

    @property
    def holds_percentages(self) -> bool:
        """Whether every cell prints a percentage, so that no count can be read from it."""
        return all("%" in cell.span.of(self.document.text) for row in self.table.rows for cell in row.cells)

    def extremes(self, cells: Sequence[CellRef], comparison: Comparison) -> tuple[CellRef, ...]:
        """The cells with the highest or lowest values, as many as are asked for, ties included."""
        valued = [(value, c) for c in cells if (value := self.value(c.cell)) is not None]
        if not valued:
            return ()
        highest = comparison.kind is Kind.HIGHEST
        ranked = sorted(valued, key=lambda pair: -pair[0] if highest else pair[0])
        last = ranked[min(comparison.count, len(ranked)) - 1][0]
        return tuple(c for value, c in ranked if (value >= last if highest else value <= last))

    def request(self, query: str) -> CellRequest | None:
        """What ``query`` asks of this table, or None if it asks nothing that the table has.

        None too when the query names a place or period of the kind that heads the rows or
        columns but is not among them: a table of 2024 is silent about 2023.
        """
        if not self.table.rows:
            return None
        folded = fold(query)
        columns, names_column = self._named_columns(query)
        rows = self._named_rows(query, folded)
        if (names_column and not columns) or self._names_missing_place(query):
            return None
        if not names_column and _NOW.search(folded) and any(parse_periods(c.label) for c in self.table.columns):
            return None  # columns of past periods do not say what holds now
        comparison = parse_comparison(folded)
        if comparison is not None:
            item = self.document.item(self.ref.number)
            topic = fold(item.question.of(self.document.text)) if item else ""
            comparison = turned(comparison, folded, topic)
        is_trend = _TREND.search(folded) is not None
        reference = None
        than = parse_row_comparison(folded) if comparison is None and HEAD_OF_PLACES.search(folded) else None
        if than is not None and len(rows) == 1:  # "welke landen zaten hoger dan Duitsland"
            reference, rows, comparison = rows[0], (), Comparison(than)
        if comparison is not None and rows and (len(columns) == 1 or not comparison.is_extreme):
            comparison = None  # "zat Kroatië op 19%" and "the highest" of one named cell ask for the cell
        if not rows and not comparison and not is_trend:
            return None
        chosen = columns if columns and not (is_trend and rows and len(columns) == 1) else self.table.columns
        return CellRequest(self, rows, chosen, comparison, names_column, is_trend, reference)

    def _named_rows(self, query: str, folded: str) -> tuple[Row, ...]:
        places = set(find_places(query))
        periods = parse_periods(query)
        tokens = content_words(query)
        named = [row for row in self.table.rows if self._names_row(row, folded, tokens, places, periods)]
        # "totaal van de EU" names the aggregate that it says, not each of them.
        said = [r for r in named if not is_aggregate(r.label) or _says_label(r, folded, places)]
        named = said or named
        if parse_comparison(folded) and HEAD_OF_PLACES.search(folded):  # "welke landen in de EU" ranks the countries
            named = [row for row in named if not is_aggregate(row.label)]
        return tuple(named)

    def _names_row(
        self, row: Row, folded: str, tokens: list[str], places: set[str], periods: tuple[Period, ...]
    ) -> bool:
        place = place_of_label(row.label)
        if place is not None:
            return place in places or any(_is_misspelling(t, fold(row.label)) for t in tokens)
        label_periods = parse_periods(row.label)
        if label_periods:
            named = any(p.admits(own) and p.year is not None for p in periods for own in label_periods)
            return named or _EVERY_YEAR.search(folded) is not None
        if re.match(r"totaal\b", fold(row.label)):
            return _TOTAL.search(folded) is not None
        label_words = content_words(row.label)
        return bool(label_words) and all(w in tokens or any(_is_misspelling(t, w) for t in tokens) for w in label_words)

    def _named_columns(self, query: str) -> tuple[tuple[Column, ...], bool]:
        """The columns that the query names, and whether it names any of their kind at all."""
        own = {column: parse_periods(column.label) for column in self.table.columns}
        if all(own.values()):
            asked = parse_periods(query)
            found = [c for c, periods in own.items() if any(a.admits(p) for a in asked for p in periods)]
            return tuple(found), bool(asked)
        tokens = set(words(query))
        named = [c for c in self.table.columns if c.span and set(words(c.label)) - STOPWORDS <= tokens]
        return tuple(named), bool(named)

    def _names_missing_place(self, query: str) -> bool:
        """Whether the rows are places and the query names a place that is not among them."""
        heads = {place_of_label(row.label) for row in self.table.rows}
        if len(heads - {None}) < 2:
            return False
        return bool(set(find_places(query)) - heads - {"EU"})


def _says_label(row: Row, folded: str, places: set[str]) -> bool:
    return fold(row.label) in folded or place_of_label(row.label) in places


def clauses(query: str) -> tuple[str, ...]:
    """The clauses of ``query``: "Ik las dat …; hoe zit dat in Q2?" has two."""
    return tuple(filter(None, re.split(r"[.;:!?]\s+", query)))


def topic_of(query: str) -> str:
    """The words of ``query`` that say what the figures are about.

    Without places, periods, comparisons, words for rows and columns, and function words: of
    "Welk land had in Q4 2024 het hoogste inwilligingspercentage?" the last word remains.
    """
    text = without_periods(replace_places(query, " "))
    text = strip_comparison(fold(text))
    for pattern in (_TREND, _TOTAL, _EVERY_YEAR, _NOW, _FRAME):
        text = pattern.sub(" ", text)
    return " ".join(w for w in content_words(text) if not w[0].isdigit())


_FRAME = re.compile(
    r"\b(?:landen|land|lidstaat|lidstaten|eu-?landen|staat|staten|kwartaal|kwartalen|maand|maanden|jaar|jaren|tabel|"
    r"rij|kolom|cijfers?|"
    r"score|scoorde|percentages?|procent|aandeel|aantal|getal|waarde|stond|stonden|haalde|noteerde|quarters?|country|"
    r"rate|helft|loop|heen)\b"
)


def _is_misspelling(token: str, word: str) -> bool:
    """One slip in a word of six letters or more, two in ten or more; the first letter stands."""
    if len(word) < 6 or not token or token[0] != word[0] or token == word:
        return token == word
    allowed = 2 if len(word) >= 10 else 1
    return int(OSA.distance(token, word, score_cutoff=allowed)) <= allowed
