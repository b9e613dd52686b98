"""Tables printed as text, to rows, columns and cells with exact spans.

A table stands under a heading "Tabel vraag 9": perhaps a caption, perhaps a line of column
headings, then lines that each hold a row heading and the same number of values. Values are
kept as printed; one that is no well-formed Dutch number carries a warning and is never mended.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.notes import find_notes
from index.records import Cell, Column, Note, ParseWarning, Row, Span, Table, WarningKind
from index.sentences import trim
from index.typography import tidy

HEADING = re.compile(r"^[^\S\n]*(Tabel(?:len)?\s+(?:bij\s+)?vraag\s+\(?(\d+)\)?)[^\S\n]*:?[^\S\n]*$", re.M | re.I)
_NUMBER = r"[-–]?\d[\d.,]*"
# A value may lie beyond a line end only behind its currency sign ("€ \n\n19.694,355,00").
_VALUE = re.compile(rf"(?:€\s*{_NUMBER}(?:[^\S\n]*(?:mln|mld)\.?)?|{_NUMBER}[^\S\n]*%?|[-–x](?=\s|$)|n\.?v\.?t\.?)(?=\s|$)")
_WELL_FORMED = re.compile(r"[-–]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?$")
_PROSE = re.compile(r"[.:;,]\s*$")


@dataclass(frozen=True, slots=True)
class ParsedTable:
    """A table, the question it belongs to, and what a reader of the parse should know."""

    number: int
    table: Table
    warnings: tuple[ParseWarning, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    label: Span
    values: tuple[Span, ...]
    span: Span


def find_tables(text: str, span: Span) -> list[ParsedTable]:
    """Every table under a "Tabel vraag N" heading within ``span``, in order."""
    headings = list(HEADING.finditer(text, span.start, span.end))
    ends = [heading.start() for heading in headings[1:]] + [span.end]
    return [_parse_table(text, heading, end) for heading, end in zip(headings, ends, strict=True)]


def _parse_table(text: str, heading: re.Match[str], end: int) -> ParsedTable:
    number = int(heading.group(2))
    title = tidy(heading.group(1))
    body = Span(heading.end(), end)
    whole = trim(text, Span(heading.start(), end))
    lines = _row_lines(text, body)
    if not lines:
        caption = trim(text, body)
        table = Table(title, caption if caption else None, whole, absent=True)
        message = f"{title}: aangekondigd, maar niet in de tekst aanwezig (grafiek of afbeelding)"
        return ParsedTable(number, table, (ParseWarning(WarningKind.ABSENT_TABLE, message, number),))
    width = len(lines[0].values)
    stub, columns, header_start = _columns(text, body.start, lines[0], width)
    caption = trim(text, Span(body.start, header_start))
    rows = tuple(_row(text, line) for line in lines)
    notes: tuple[Note, ...] = tuple(find_notes(text, Span(lines[-1].span.end, end)))
    table = Table(title, caption if caption else None, whole, columns, rows, stub, notes)
    return ParsedTable(number, table, tuple(_misprints(text, table, number)))


def _row_lines(text: str, body: Span) -> list[_Line]:
    """The longest run of consecutive lines of one row heading and equally many values."""
    best: list[_Line] = []
    run: list[_Line] = []
    position = body.start
    while position < body.end:
        newline = text.find("\n", position, body.end)
        line_end = body.end if newline < 0 else newline
        if not text[position:line_end].strip():
            position = line_end + 1
            continue
        parsed = _row_line(text, position, line_end, body.end)
        if parsed is None:
            run = []
        elif run and len(parsed.values) != len(run[0].values):
            run = [parsed]
        else:
            run.append(parsed)
        if len(run) > len(best):
            best = list(run)
        position = max(line_end, parsed.span.end if parsed else line_end) + 1
    return best if len(best) >= 2 else []


def _row_line(text: str, start: int, line_end: int, end: int) -> _Line | None:
    """A row heading, then only values up to the end of the line."""
    for candidate in re.finditer(r"(?<=\S)[^\S\n]+(?=\S)", text[start:line_end]):
        values = _values(text, start + candidate.end(), line_end, end)
        if values:
            label = trim(text, Span(start, start + candidate.start()))
            return _Line(label, values, Span(label.start, values[-1].end))
    return None


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


def _columns(text: str, start: int, first: _Line, width: int) -> tuple[Column | None, tuple[Column, ...], int]:
    """The heading of the row headings, those of the columns, and where they begin.

    The line above the first row is the heading if it has a word for each column, or one more for
    the row headings, and does not read as prose; without one, columns are named by their unit.
    """
    above = text[start : first.span.start].rstrip()
    line_start = start + above.rfind("\n") + 1
    words = list(re.finditer(r"\S+", text[line_start : start + len(above)]))
    if words and len(words) in (width, width + 1) and width > 1 and not _PROSE.search(above):
        spans = [Span(line_start + w.start(), line_start + w.end()) for w in words]
        headings = tuple(Column(s.of(text), s) for s in spans)
        stub = headings[0] if len(headings) > width else None
        return stub, headings[-width:], line_start
    unit = "bedrag" if "€" in first.values[0].of(text) else "waarde"
    labels = [unit] if width == 1 else [f"{unit} {i}" for i in range(1, width + 1)]
    return None, tuple(Column(label, None) for label in labels), first.span.start


def _row(text: str, line: _Line) -> Row:
    cells = tuple(Cell(value, misprint(value.of(text))) for value in line.values)
    return Row(tidy(line.label.of(text)), line.label, cells, line.span)


def misprint(printed: str) -> str | None:
    """Why a printed value is no well-formed Dutch number, or None if it is one.

    >>> misprint("€ 6.564.785,00") is None, misprint("53%") is None
    (True, True)
    >>> misprint("19.694,355,00")
    'is geen geldige Nederlandse getalnotatie'
    """
    number = re.sub(r"[€%\s]|mln\.?|mld\.?", "", printed)
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
