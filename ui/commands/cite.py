"""``vraagbaak cite``: numbered questions word for word; loads no model."""

from __future__ import annotations

import argparse
import re
from typing import Any

from index.collection import Collection
from index.display import display_text
from index.errors import UnknownDocumentError, UsageError
from index.records import Document, QAItem, Table
from index.reference import official_reference
from index.typography import tidy
from ui.commands.home import home_folder
from ui.commands.output import print_json


def add_parser(commands: Any, common: argparse.ArgumentParser) -> None:
    parser = commands.add_parser(
        "cite",
        help="a numbered question and its answer, word for word",
        description="Print numbered questions with their answers, word for word, and the official citation.",
        epilog="example: vraagbaak cite 7 --document kst-36740-VI-15",
        parents=[common],
    )
    parser.add_argument("numbers", nargs="+", metavar="NUMBER", help="question numbers")
    parser.add_argument("--document", metavar="ID", help="the document (needed when several have the number)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    numbers = [_number(argument) for argument in options.numbers]
    collection = Collection(home_folder(options))
    documents = [collection.get(options.document)] if options.document else list(collection)
    found = [_find(number, documents) for number in numbers]
    if options.json:
        print_json([citation_json(document, item, number) for document, item, number in found])
    else:
        print("\n\n".join(citation_text(document, item, number) for document, item, number in found))
    return 0


def _number(argument: str) -> int:
    if not re.fullmatch(r"[0-9]{1,6}", argument):
        raise UsageError(f"cite: expected a question number such as 7, found {argument!r}")
    return int(argument)


def _find(number: int, documents: list[Document]) -> tuple[Document, QAItem, int]:
    holders = [(document, item, number) for document in documents if (item := document.item(number)) is not None]
    if len(holders) > 1:
        ids = ", ".join(document.id for document, _, _ in holders)
        raise UsageError(f"cite {number}: several documents have this number ({ids}); choose one with --document ID")
    if not holders:
        ranges = "; ".join(
            f"{d.id} has {d.numbers[0]} to {d.numbers[-1]}" if d.numbers else f"{d.id} has none" for d in documents
        )
        raise UnknownDocumentError(f"cite {number}: no such question; {ranges or 'the collection is empty'}")
    return holders[0]


def citation_text(document: Document, item: QAItem, number: int) -> str:
    """The question, its answer and tables as printed, and the official reference."""
    parts = [
        f"Vraag {number}",
        display_text(document.text, item.question),
        f"Antwoord {number}",
        display_text(document.text, item.answer) if item.answer else "(geen antwoord in het document)",
    ]
    parts += [table_text(document, table) for table in item.tables]
    parts += [f"Let op: {w.message}" for w in document.warnings if w.number in item.numbers]
    parts.append(official_reference(document, number))
    return "\n\n".join(parts)


def table_text(document: Document, table: Table) -> str:
    """A table in aligned columns, as printed."""
    lines = [table.title]
    if table.caption:
        lines.append(tidy(table.caption.of(document.text)))
    if table.absent:
        return "\n".join([*lines, "(staat niet in de tekst)"])
    grid = [[table.stub.label if table.stub else "", *(column.label for column in table.columns)]]
    grid += [[row.label, *(tidy(cell.span.of(document.text)) for cell in row.cells)] for row in table.rows]
    widths = [max(len(line[i]) for line in grid) for i in range(len(grid[0]))]
    for line in grid:
        cells = [
            line[0].ljust(widths[0]),
            *(cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True)),
        ]
        lines.append("  ".join(cells).rstrip())
    lines += list(
        dict.fromkeys(tidy(note.span.of(document.text)) for note in table.notes if note.kind != "reference_date")
    )
    return "\n".join(lines)


def citation_json(document: Document, item: QAItem, number: int) -> dict[str, Any]:
    """The same for a program, with the exact quotes and their offsets."""
    return {
        "document": document.id,
        "question": number,
        "reference": official_reference(document, number),
        "question_text": display_text(document.text, item.question),
        "question_quote": item.question.of(document.text),
        "question_span": [item.question.start, item.question.end],
        "answer_text": display_text(document.text, item.answer) if item.answer else None,
        "answer_quote": item.answer.of(document.text) if item.answer else None,
        "answer_span": [item.answer.start, item.answer.end] if item.answer else None,
        "tables": [table_json(document, table) for table in item.tables],
        "warnings": [w.message for w in document.warnings if w.number in item.numbers],
    }


def table_json(document: Document, table: Table) -> dict[str, Any]:
    """A table as rows and columns, each cell with its quote and offsets."""
    return {
        "title": table.title,
        "caption": tidy(table.caption.of(document.text)) if table.caption else None,
        "absent": table.absent,
        "columns": [column.label for column in table.columns],
        "rows": [
            {
                "label": row.label,
                "cells": [
                    {
                        "column": column.label,
                        "text": tidy(cell.span.of(document.text)),
                        "start": cell.span.start,
                        "end": cell.span.end,
                        "warning": cell.warning,
                    }
                    for column, cell in zip(table.columns, row.cells, strict=True)
                ],
            }
            for row in table.rows
        ],
        "notes": [{"kind": n.kind.value, "text": tidy(n.span.of(document.text))} for n in table.notes],
    }
