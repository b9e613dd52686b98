"""Units and cells to statements: what is said, in reading order, each with its citation.

Chooses among readings so that the reply is short enough to be an answer and complete enough to
be right: the best unit, those nearly as good, what they lean on ("Dit …", a list's lead-in), and
the source, reference date and rounding of the figures that are given.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.chunking import row_text
from index.notes import standing_apart
from index.records import Cell, Column, Document, Part, QAItem, QuestionRef, Row, Span, Table
from index.reference import mark, official_reference
from index.sentences import split_blocks, split_sentences
from index.typography import tidy
from rag.cells import CellAnswer
from rag.figures import Unit, parse_figures
from rag.reader import Reading
from rag.reply import Citation, Statement
from rag.totals import find_mismatches

WHOLE_ANSWER_CHARACTERS = 600
"""An answer up to this length is given whole: choosing from it costs more than it saves."""
SHORT_TABLE_ROWS = 10
"""A longer table is left to the source panel; in a reply it would bury the answer."""
MOST_UNITS = 4
ITEMS_OF_A_LIST = 2
"""Where this many items of a list answer, the list does."""
NEARLY_AS_GOOD = 0.55
"""A unit joins the best one if its probability is at least this share of the best."""

_LEANS_BACK = re.compile(
    r"^(?:dit|deze|dat|die|daarvan|hiervan|hierbij|daarbij|zij|hij|hun|het betreft|daarmee|hiermee|ook|wel|daarnaast|"
    r"gebeurt dit niet|vervolgens|waarvan|daarom|om die reden|tot slot|en mede|echter)\b",
    re.I,
)
_TABLE_WORD = re.compile(r"\b(?:tabel|grafiek|figuur)\b", re.I)


@dataclass(frozen=True, slots=True)
class Composer:
    """Writes statements about one document of a collection."""

    document: Document
    several_documents: bool

    def mark(self, *numbers: int) -> str:
        return mark(self.document.id, numbers, self.several_documents)

    def chosen(self, item: QAItem, readings: Sequence[Reading]) -> tuple[Statement, ...]:
        """The statements that answer from ``item``: the units worth saying, in reading order."""
        units = _choose(self.document, item, readings)
        statements = self._units(item, units)
        return (*statements, *self.notes(item, statements))

    def whole(self, item: QAItem, number: int) -> tuple[Statement, ...]:
        """The question and its whole answer, word for word; short tables row by row."""
        rows = {row.span for table in item.tables if len(table.rows) > SHORT_TABLE_ROWS for row in table.rows}
        return tuple(
            s for s in self.sentences(item, number) if not any(row.covers(s.citations[0].span) for row in rows)
        )

    def sentences(self, item: QAItem, number: int) -> tuple[Statement, ...]:
        """Everything of ``item``: the question, its answer, and the tables row by row."""
        statements = [
            self._statement(number, Part.QUESTION, sentence)
            for sentence in split_sentences(self.document.text, item.question)
        ]
        if item.answer is not None:
            statements += self._units(item, split_sentences(self.document.text, item.answer), number)
        statements += [self._row(number, table, row) for table in item.tables for row in table.rows]
        return tuple(statements)

    def cells(self, answer: CellAnswer) -> Statement:
        """One sentence about table cells, each cell cited."""
        number = answer.table.ref.number
        cited = (answer.reference, *answer.cells) if answer.reference else answer.cells
        citations = tuple(self._cell(number, ref.row, ref.column, ref.cell) for ref in cited)
        return Statement(self._cells_text(answer), self.mark(number), citations, starts_block=False)

    def notes(self, item: QAItem, statements: Sequence[Statement]) -> tuple[Statement, ...]:
        """The source, reference date and rounding notes that belong under figures just given."""
        said = [c.span for s in statements for c in s.citations]
        gives_figures = any(f.unit is not Unit.DATE for s in statements for f in parse_figures(s.text))
        if not gives_figures or item.answer is None:
            return ()
        apart = [
            sentence
            for sentence in split_sentences(self.document.text, item.answer)
            if standing_apart(self.document.text, item.notes, sentence) and sentence not in said
        ]
        return tuple(
            self._statement(item.numbers[0], Part.ANSWER, sentence, starts_block=i == 0)
            for i, sentence in enumerate(apart)
        )

    def table_notes(self, table: Table, number: int) -> tuple[Statement, ...]:
        """The source and reference date lines printed under a table."""
        lines: dict[Span, None] = {}
        for note in table.notes:
            if not any(line.covers(note.span) for line in lines):
                lines[note.span] = None
        return tuple(self._statement(number, Part.TABLE, line, starts_block=True) for line in lines)

    def warnings(self, item: QAItem, statements: Sequence[Statement], *, is_whole: bool = False) -> tuple[str, ...]:
        """What a reader of ``statements`` should know of the item's tables and totals.

        ``is_whole`` says that the statements are meant to show the whole item.
        """
        cited = {citation.span for statement in statements for citation in statement.citations}
        speaks_of_table = is_whole or any(_TABLE_WORD.search(statement.text) for statement in statements)
        warnings = [
            f"Vraag {item.numbers[0]}: {mismatch.said}"
            for mismatch in find_mismatches(self.document, item)
            if any(mismatch.concerns(span) for span in cited)
        ]
        for table in item.tables:
            if table.absent and speaks_of_table:
                warnings.append(f"{table.title} staat niet in de tekst: aangekondigd, maar een grafiek of afbeelding.")
            if is_whole and len(table.rows) > SHORT_TABLE_ROWS:
                warnings.append(f"{table.title} heeft {len(table.rows)} rijen; de hele tabel staat bij de bron.")
            for row in table.rows:
                for cell in row.cells:
                    if cell.warning and cell.span in cited:
                        printed = tidy(cell.span.of(self.document.text))
                        warnings.append(
                            f"{table.title}, {row.label}: “{printed}” {cell.warning}; weergegeven zoals gedrukt."
                        )
        return tuple(warnings)

    def _units(self, item: QAItem, spans: Sequence[Span], number: int | None = None) -> tuple[Statement, ...]:
        blocks = split_blocks(self.document.text, item.answer) if item.answer else []
        statements: list[Statement] = []
        previous_block = None
        for span in spans:
            block = next((b for b in blocks if b.span.covers(span)), None)
            first_of_item = block is not None and block.is_list_item and block is not previous_block
            statements.append(
                self._statement(
                    number or item.numbers[0],
                    Part.ANSWER if item.answer is not None and item.answer.covers(span) else Part.TABLE,
                    span,
                    starts_block=bool(statements) and block is not previous_block,
                    is_list_item=first_of_item,
                )
            )
            previous_block = block
        return tuple(statements)

    def _statement(
        self, number: int, part: Part, span: Span, *, starts_block: bool = False, is_list_item: bool = False
    ) -> Statement:
        quote = span.of(self.document.text)
        citation = Citation(
            QuestionRef(self.document.id, number), part, quote, span, official_reference(self.document, number)
        )
        return Statement(tidy(quote), self.mark(number), (citation,), is_list_item, starts_block)

    def _cell(self, number: int, row: Row, column: Column, cell: Cell) -> Citation:
        return Citation(
            QuestionRef(self.document.id, number),
            Part.TABLE,
            cell.span.of(self.document.text),
            cell.span,
            official_reference(self.document, number),
            row=row.label,
            column=column.label,
        )

    def _row(self, number: int, table: Table, row: Row) -> Statement:
        citations = tuple(
            self._cell(number, row, column, cell) for column, cell in zip(table.columns, row.cells, strict=True)
        )
        return Statement(row_text(self.document, table, row), self.mark(number), citations, is_list_item=True)

    def _cells_text(self, answer: CellAnswer) -> str:
        values = [tidy(ref.cell.span.of(self.document.text)) for ref in answer.cells]
        rows = {ref.row.label for ref in answer.cells}
        columns = {ref.column.label for ref in answer.cells}
        several_columns = len(answer.table.table.columns) > 1
        pairs = list(zip(answer.cells, values, strict=True))
        comparison = answer.comparison
        if comparison is not None and not comparison.is_extreme:
            listed = ", ".join(f"{ref.row.label} ({value})" for ref, value in pairs)
            than = f" ({answer.reference.row.label})" if answer.reference else ""
            where = f" in {next(iter(columns))}" if several_columns else ""
            return f"{comparison.said()}{than}{where}: {listed}."
        if comparison is not None:
            if answer.within_row:
                listed = ", ".join(f"{ref.column.label} ({value})" for ref, value in pairs)
                return f"{comparison.said()} van {next(iter(rows))}: {listed}."
            listed = ", ".join(f"{ref.row.label} ({value})" for ref, value in pairs)
            return f"{comparison.said()}{f' in {next(iter(columns))}' if several_columns else ''}: {listed}."
        label = next(iter(rows))
        if not several_columns:
            return f"{label}: {values[0]}."
        return f"{label}: {', '.join(f'{ref.column.label} {value}' for ref, value in pairs)}."


def _choose(document: Document, item: QAItem, readings: Sequence[Reading]) -> list[Span]:
    """The spans worth saying, in reading order; see the module's docstring."""
    if not readings:
        return []
    best = max(readings, key=lambda r: (r.probability, -r.position))
    if sum(len(r.chunk.text) for r in readings) <= WHOLE_ANSWER_CHARACTERS:
        return [r.chunk.span for r in readings]
    ranked = sorted(readings, key=lambda r: (-r.probability, r.position))
    picked = {r.row for r in ranked[:MOST_UNITS] if r.probability >= NEARLY_AS_GOOD * best.probability}
    by_position = sorted(readings, key=lambda r: r.position)
    blocks = split_blocks(document.text, item.answer) if item.answer else []
    list_spans = [b.span for b in blocks if b.is_list_item]

    def in_list(reading: Reading) -> bool:
        return any(span.covers(reading.chunk.span) for span in list_spans)

    for earlier, later in pairwise(by_position):
        if later.row in picked and _LEANS_BACK.match(later.chunk.text):
            picked.add(earlier.row)
    listed = [r for r in by_position if in_list(r)]
    lead_in = next((r for r in by_position if r.chunk.text.endswith(":") and not in_list(r)), None)
    is_list_asked = sum(r.row in picked for r in listed) >= ITEMS_OF_A_LIST
    if listed and (is_list_asked or (lead_in is not None and lead_in.row in picked)):
        picked.update(r.row for r in listed)
    return [r.chunk.span for r in by_position if r.row in picked]
