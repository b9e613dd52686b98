"""Tables printed as text, to rows, columns and cells with exact spans.

A table stands under a heading "Tabel vraag 9": perhaps a caption, perhaps a line of column
headings, then lines that each hold a row heading and the same number of values. Values are
kept as printed; one that is no well-formed Dutch number carries a warning and is never mended.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.notes import find_notes, is_note_line
from index.records import Cell, Column, Note, ParseWarning, Row, Span, Table, WarningKind
from index.sentences import trim
from index.typography import tidy

_SPACES = r"[^\S\n]*"
# The capital tells a heading from running text that was broken before "tabel vraag 9".
HEADING = re.compile(
    rf"^{_SPACES}(T(?i:abel|abellen)[^\S\n]+(?i:bij[^\S\n]+)?(?i:vraag)[^\S\n]+\(?(\d+)\)?){_SPACES}:?{_SPACES}$", re.M
)
_SIGN = r"[-–−+]"
_BOUND = r"[<>≤≥±~]"
_AMOUNT = rf"\d[\d.,]*(?:{_SPACES}(?:%|(?:mln|mld)\.?|miljoen|miljard))?"
# A value may lie beyond a line end only behind its currency sign, alone ("€ \n\n19.694,355,00").
_BEYOND = rf"\s*(?={_SIGN}?{_AMOUNT}{_SPACES}(?:\n|\Z))"
_VALUE = re.compile(
    rf"(?:(?:{_SIGN}[^\S\n]?)?€(?:{_SPACES}|{_BEYOND}){_SIGN}?{_AMOUNT}|(?:{_BOUND}[^\S\n]?)?{_SIGN}?{_AMOUNT}|"
    r"[-–x]|n\.?v\.?t\.?|n\.?b\.?)(?=\s|\Z)"
)
_NO_DIGITS = re.compile(r"[€%\s]|mln\.?|mld\.?|miljoen|miljard")
_WELL_FORMED = re.compile(rf"{_BOUND}?{_SIGN}?(?:\d{{1,3}}(?:\.\d{{3}})+|\d+)(?:,\d+)?\Z")
_YEAR = re.compile(r"(?:19|20)\d\d\Z")
_PROSE = re.compile(r"[.:;,]\s*\Z")
_ROW_LENGTH = 1000
"""No row of a table is longer than this; a longer line is not tried."""


@dataclass(frozen=True, slots=True)
class ParsedTable:
    """A table, the question it belongs to, and what a reader of the parse should know."""

    number: int
    table: Table
    warnings: tuple[ParseWarning, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    """A printed line; ``values`` and ``label`` if it reads as a row."""

    span: Span
    label: Span
    values: tuple[Span, ...] = ()


def find_tables(text: str, span: Span) -> list[ParsedTable]:
    """Every table under a "Tabel vraag N" heading within ``span``, in order."""
    headings = list(HEADING.finditer(text, span.start, span.end))
    ends = [*(heading.start() for heading in headings), span.end][1:]
    return [_parse_table(text, heading, end) for heading, end in zip(headings, ends, strict=True)]


def _parse_table(text: str, heading: re.Match[str], end: int) -> ParsedTable:
    number = int(heading.group(2))
    title = tidy(heading.group(1))
    body = Span(heading.end(), end)
    whole = trim(text, Span(heading.start(), end))
    lines = _lines(text, body)
    rows = _row_lines(lines)
    header = _header(text, lines, rows)
    if header in rows:
        rows.remove(header)
    if not rows or (len(rows) == 1 and header is None) or all(_are_years(text, row) for row in rows):
        caption = trim(text, body)
        table = Table(title, caption if caption else None, whole, absent=True)
        message = f"{title}: aangekondigd, maar niet in de tekst aanwezig (grafiek of afbeelding)"
        return ParsedTable(number, table, (ParseWarning(WarningKind.ABSENT_TABLE, message, number),))
    top = (header or rows[0]).span.start
    stub, columns = _columns(text, header, rows[0])
    caption = trim(text, Span(body.start, top))
    notes: tuple[Note, ...] = tuple(find_notes(text, Span(rows[-1].span.end, end)))
    table = Table(
        title, caption if caption else None, whole, columns, tuple(_row(text, row) for row in rows), stub, notes
    )
    read = {row.span for row in rows}
    unread = [line for line in lines if line.span.start > top and line.span not in read and not _is_note(line, notes)]
    return ParsedTable(number, table, (*_misprints(text, table, number), *_unread(text, table, number, unread)))


def _lines(text: str, body: Span) -> list[_Line]:
    """The printed lines of ``body``, a row with a value beyond its line end as one."""
    lines = []
    position = body.start
    while position < body.end:
        newline = text.find("\n", position, body.end)
        line_end = body.end if newline < 0 else newline
        printed = trim(text, Span(position, line_end))
        if printed:
            lines.append(_line(text, printed, body.end))
            line_end = max(line_end, lines[-1].span.end)
        position = line_end + 1
    return lines


def _line(text: str, printed: Span, end: int) -> _Line:
    """A row heading, then only values up to the end of the line; or just what is printed."""
    if len(printed) <= _ROW_LENGTH and not is_note_line(printed.of(text)):
        for space in re.finditer(r"\s+", printed.of(text)):
            values = _values(text, printed.start + space.end(), printed.end, end)
            if values:
                label = Span(printed.start, printed.start + space.start())
                return _Line(Span(printed.start, values[-1].end), label, values)
    return _Line(printed, printed)


def _values(text: str, position: int, line_end: int, end: int) -> tuple[Span, ...]:
    values = []
    while position < line_end:
        match = _VALUE.match(text, position, end)
        if match is None:
            return ()
        values.append(Span(match.start(), match.end()))
        position = match.end()
        while position < line_end and text[position].isspace():
            position += 1
    return tuple(values)


def _row_lines(lines: list[_Line]) -> list[_Line]:
    """The longest run of rows with equally many values.

    A single line between two rows that has fewer values, or none, does not end the run: a cell
    may be empty, a row heading may take two lines.
    """
    best: list[_Line] = []
    for width in sorted({len(line.values) for line in lines} - {0}, reverse=True):
        run: list[_Line] = []
        last = -2
        for position, line in enumerate(lines):
            if len(line.values) != width:
                continue
            if position - last > 2:
                run = []
            run.append(line)
            last = position
            if len(run) > len(best):
                best = run
    return best


def _header(text: str, lines: list[_Line], rows: list[_Line]) -> _Line | None:
    """The line of column headings: years over values that are none, or a word for each column.

    One word more is the heading over the row headings; a line that reads as prose is no header.
    """
    if not rows or len(rows[0].values) < 2:
        return None
    years, *others = [_are_years(text, row) for row in rows]
    if years and others and not any(others):
        return rows[0]
    above = lines.index(rows[0]) - 1
    if above < 0 or _PROSE.search(lines[above].span.of(text)):
        return None
    words = len(lines[above].span.of(text).split())
    return lines[above] if words - len(rows[0].values) in (0, 1) else None


def _are_years(text: str, row: _Line) -> bool:
    return all(_YEAR.match(value.of(text)) for value in row.values)


def _columns(text: str, header: _Line | None, row: _Line) -> tuple[Column | None, tuple[Column, ...]]:
    """The heading over the row headings and those of the columns; without any, the unit names a column."""
    width = len(row.values)
    if header is not None:
        start = header.span.start
        words = [Span(start + w.start(), start + w.end()) for w in re.finditer(r"\S+", header.span.of(text))]
        stub = trim(text, Span(start, words[-width].start))
        return Column(tidy(stub.of(text)), stub) if stub else None, tuple(
            Column(word.of(text), word) for word in words[-width:]
        )
    unit = "bedrag" if "€" in row.values[0].of(text) else "waarde"
    labels = [unit] if width == 1 else [f"{unit} {i}" for i in range(1, width + 1)]
    return None, tuple(Column(label, None) for label in labels)


def _row(text: str, line: _Line) -> Row:
    cells = tuple(Cell(value, misprint(value.of(text))) for value in line.values)
    return Row(tidy(line.label.of(text)), line.label, cells, line.span)


def _is_note(line: _Line, notes: tuple[Note, ...]) -> bool:
    return any(note.span.start < line.span.end and line.span.start < note.span.end for note in notes)


def misprint(printed: str) -> str | None:
    """Why a printed value is no well-formed Dutch number, or None if it is one.

    >>> misprint("€ 6.564.785,00") is None, misprint("53%") is None
    (True, True)
    >>> misprint("19.694,355,00")
    'is geen geldige Nederlandse getalnotatie'
    """
    number = _NO_DIGITS.sub("", printed)
    if not re.search(r"\d", number) or _WELL_FORMED.match(number):
        return None
    return "is geen geldige Nederlandse getalnotatie"


def _misprints(text: str, table: Table, number: int) -> list[ParseWarning]:
    warnings = []
    for row in table.rows:
        for cell in row.cells:
            if cell.warning:
                printed = tidy(cell.span.of(text))
                message = f"{table.title}, {row.label}: “{printed}” {cell.warning}; weergegeven zoals gedrukt"
                warnings.append(ParseWarning(WarningKind.MISPRINT, message, number))
    return warnings


def _unread(text: str, table: Table, number: int, lines: list[_Line]) -> list[ParseWarning]:
    kind = WarningKind.UNREAD_TABLE_LINE
    return [
        ParseWarning(kind, f"{table.title}: “{tidy(line.span.of(text))}” is niet als rij gelezen", number)
        for line in lines
    ]
