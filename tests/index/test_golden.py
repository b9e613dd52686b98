"""The parse of the bundled document, against a file that was reviewed by eye.

After a change that is meant to alter the parse: ``python -m tests.index.test_golden`` writes the
file anew; read its diff before keeping it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index.collection import BUNDLED_FILE, bundled_document
from index.display import display_text
from index.records import Column, Document, Note, QAItem, Span, Table, WarningKind
from index.sentences import split_sentences
from index.typography import tidy

GOLDEN = Path(__file__).parent / "golden" / "kst-36740-VI-15.json"


def quoted(text: str, span: Span) -> list[Any]:
    return [span.start, span.end, span.of(text)]


def shown(text: str, span: Span) -> list[Any]:
    return [span.start, span.end, tidy(span.of(text))]


def notes_json(text: str, notes: tuple[Note, ...]) -> list[Any]:
    return [[note.kind.value, *quoted(text, note.span)] for note in notes]


def column_json(text: str, column: Column) -> list[Any]:
    return quoted(text, column.span) if column.span else [None, None, column.label]


def table_json(text: str, table: Table) -> dict[str, Any]:
    return {
        "title": table.title,
        "absent": table.absent,
        "caption": table.caption and shown(text, table.caption),
        "stub": table.stub and column_json(text, table.stub),
        "columns": [column_json(text, column) for column in table.columns],
        "rows": [
            [
                quoted(text, row.label_span),
                *([*quoted(text, cell.span), *([cell.warning] if cell.warning else [])] for cell in row.cells),
            ]
            for row in table.rows
        ],
        "notes": notes_json(text, table.notes),
    }


def item_json(text: str, item: QAItem) -> dict[str, Any]:
    return {
        "numbers": list(item.numbers),
        "question": shown(text, item.question),
        "answer": item.answer and [item.answer.start, item.answer.end],
        "sentences": [shown(text, s) for s in split_sentences(text, item.answer)] if item.answer else [],
        "notes": notes_json(text, item.notes),
        "tables": [table_json(text, table) for table in item.tables],
    }


def golden_json(document: Document) -> dict[str, Any]:
    metadata = document.metadata
    return {
        "id": document.id,
        "source": document.source,
        "length": len(document.text),
        "metadata": {
            "title": metadata.title,
            "kind": metadata.kind,
            "dossier": metadata.dossier,
            "number": metadata.number,
            "adopted": str(metadata.adopted),
            "letter": str(metadata.letter),
            "committee": metadata.committee,
            "minister": metadata.minister,
        },
        "warnings": [[w.kind.value, w.number, w.message] for w in document.warnings],
        "items": [item_json(document.text, item) for item in document.items],
    }


def dumped(value: Any, indent: str = "") -> str:
    """JSON with everything short on one line, so that a reviewer sees a sentence or a row at a time."""
    line = json.dumps(value, ensure_ascii=False)
    inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    if len(line) < 160 or not (isinstance(value, dict) or any(isinstance(v, dict | list) for v in inner)):
        return line
    deeper = indent + " "
    if isinstance(value, dict):
        parts = [f"{deeper}{json.dumps(key)}: {dumped(inner, deeper)}" for key, inner in value.items()]
        return "{\n" + ",\n".join(parts) + f"\n{indent}}}"
    return "[\n" + ",\n".join(deeper + dumped(inner, deeper) for inner in value) + f"\n{indent}]"


def test_the_parse_is_the_one_that_was_reviewed(bundled: Document) -> None:
    assert golden_json(bundled) == json.loads(GOLDEN.read_text(encoding="utf-8"))


def test_every_reviewed_quote_is_a_slice_of_the_file() -> None:
    text = BUNDLED_FILE.read_bytes().decode("utf-8")
    quotes = list(_quotes(json.loads(GOLDEN.read_text(encoding="utf-8"))))
    assert len(quotes) > 300
    for start, end, quote, *_ in quotes:
        assert quote in (text[start:end], tidy(text[start:end]))


def _quotes(value: Any) -> Iterator[list[Any]]:
    """Everything of the shape [start, end, quote] anywhere in ``value``."""
    inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    if [type(v) for v in inner[:3]] == [int, int, str]:
        yield inner
    for v in inner:
        yield from _quotes(v)


def test_every_question_is_there_with_its_answer(bundled: Document) -> None:
    assert bundled.id == "kst-36740-VI-15"
    assert bundled.numbers == tuple(range(1, 38))
    assert [item.numbers for item in bundled.items] == [(n,) for n in range(1, 38)]
    assert all(item.answer is not None for item in bundled.items)


def test_the_metadata_is_that_of_the_title_page(bundled: Document) -> None:
    metadata = bundled.metadata
    assert metadata.title == "Jaarverslag Ministerie van Justitie en Veiligheid 2024 (onderdeel Asiel en Migratie)"
    assert metadata.kind == "Lijst van vragen en antwoorden"
    assert (metadata.dossier, metadata.number) == ("36740-VI", 15)
    assert (str(metadata.adopted), str(metadata.letter)) == ("2025-06-19", "2025-06-17")
    assert metadata.committee == "vaste commissie voor Asiel en Migratie"
    assert metadata.minister == "minister van Asiel en Migratie"


def test_the_table_of_question_9_has_28_rows_of_4_quarters(bundled: Document) -> None:
    (table,) = _tables(bundled, 9)
    assert [column.label for column in table.columns] == ["2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4"]
    assert table.stub is not None
    assert table.stub.label == "Lidstaat"
    assert len(table.rows) == 28
    assert all(len(row.cells) == 4 for row in table.rows)
    cells = {row.label: [cell.span.of(bundled.text) for cell in row.cells] for row in table.rows}
    assert cells["EU-27"] == ["53%", "53%", "50%", "50%"]
    assert cells["Nederland"] == ["83%", "81%", "65%", "65%"]
    assert cells["Zweden"] == ["31%", "35%", "37%", "35%"]
    assert [note.kind.value for note in table.notes] == ["source", "reference_date"]


def test_the_misprinted_total_of_question_24_is_kept_as_printed_and_reported(bundled: Document) -> None:
    (table,) = _tables(bundled, 24)
    assert [row.label for row in table.rows] == ["2025", "2026", "2027", "Totaal"]
    *years, total = [row.cells[0] for row in table.rows]
    assert {tidy(cell.span.of(bundled.text)) for cell in years} == {"€ 6.564.785,00"}
    assert not any(cell.warning for cell in years)
    assert tidy(total.span.of(bundled.text)) == "€ 19.694,355,00"
    assert total.warning is not None
    assert [w.number for w in bundled.warnings if w.kind is WarningKind.MISPRINT] == [24]


def test_the_chart_of_question_19_is_recorded_as_absent(bundled: Document) -> None:
    (table,) = _tables(bundled, 19)
    assert table.absent
    assert table.rows == ()
    assert table.caption is not None
    assert tidy(table.caption.of(bundled.text)).startswith("Ontwikkeling bezetting COA")
    assert [w.number for w in bundled.warnings if w.kind is WarningKind.ABSENT_TABLE] == [19]


def test_no_damage_of_the_source_is_shown(bundled: Document) -> None:
    for item in bundled.items:
        for span in (item.question, item.answer):
            assert span is not None
            shown = display_text(bundled.text, span)
            assert not {"\ufffd", "\r", "\f", "\t"} & set(shown)
            assert "  " not in shown
            assert " ." not in shown
    assert "tekorten zijn en" in display_text(bundled.text, bundled.items[26].question)
    list_items = [
        line for line in display_text(bundled.text, bundled.items[6].answer).split("\n") if line.startswith("- ")
    ]
    assert list_items[-1] == "- Afgewezen asielzoekers die het land moeten verlaten."
    assert len(list_items) == 4


def _tables(document: Document, number: int) -> tuple[Table, ...]:
    item = document.item(number)
    assert item is not None
    return item.tables


if __name__ == "__main__":
    GOLDEN.write_text(dumped(golden_json(bundled_document())) + "\n", encoding="utf-8")
