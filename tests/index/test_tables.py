"""Printed tables to rows and columns: as printed, with a warning where that is not what it seems."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from index.chunking import chunk_document
from index.records import Document, Part, Table
from index.tables import misprint
from index.typography import tidy

Parse = Callable[..., Document]


@pytest.fixture(scope="session")
def table_of(parse: Parse) -> Callable[[str], tuple[Document, Table]]:
    """The table of question 1, whose lines are given."""

    def make(lines: str) -> tuple[Document, Table]:
        document = parse(f"Vraag 1\nHoeveel?\nAntwoord 1\nZie de tabel.\n\nTabel vraag 1\n{lines}\n")
        (table,) = document.items[0].tables
        return document, table

    return make


TableOf = Callable[[str], tuple[Document, Table]]


def cells(document: Document, table: Table) -> dict[str, list[str]]:
    return {row.label: [tidy(cell.span.of(document.text)) for cell in row.cells] for row in table.rows}


def labels(table: Table) -> list[str]:
    return [column.label for column in table.columns]


def reported(document: Document) -> list[str]:
    return [warning.kind.value for warning in document.warnings]


def test_headings_of_one_word_each_name_the_columns(table_of: TableOf) -> None:
    document, table = table_of("Land Instroom Uitstroom\nBelgië 10 12\nMalta 3 4")
    assert table.stub is not None
    assert table.stub.label == "Land"
    assert labels(table) == ["Instroom", "Uitstroom"]
    assert cells(document, table) == {"België": ["10", "12"], "Malta": ["3", "4"]}
    assert table.caption is None
    assert reported(document) == []


@pytest.mark.parametrize(
    ("header", "stub"), [("Land 2023 2024", "Land"), ("Land van herkomst 2023 2024", "Land van herkomst")]
)
def test_years_are_headings_and_no_row(header: str, stub: str, table_of: TableOf) -> None:
    document, table = table_of(f"{header}\nSyrië 1.200 800\nIrak 30 2.024")
    assert table.stub is not None
    assert table.stub.label == stub
    assert labels(table) == ["2023", "2024"]
    assert all(column.span is not None and column.span.of(document.text) == column.label for column in table.columns)
    assert cells(document, table) == {"Syrië": ["1.200", "800"], "Irak": ["30", "2.024"]}


def test_headings_without_one_over_the_rows(table_of: TableOf) -> None:
    document, table = table_of("Instroom per jaar.\nKwartaal1 Kwartaal2\nSyrië 1 2\nIrak 3 4")
    assert table.stub is None
    assert labels(table) == ["Kwartaal1", "Kwartaal2"]
    assert table.caption is not None
    assert table.caption.of(document.text) == "Instroom per jaar."


def test_columns_without_headings_are_numbered_and_not_guessed(table_of: TableOf) -> None:
    document, table = table_of("Lidstaat Eerste kwartaal Tweede kwartaal\nA 1 2\nB 3 4")
    assert labels(table) == ["waarde 1", "waarde 2"]
    assert all(column.span is None for column in table.columns)
    assert table.caption is not None
    assert "Eerste kwartaal" in table.caption.of(document.text)


def test_a_column_of_money_is_named_so(table_of: TableOf) -> None:
    document, table = table_of("Voorschotten per jaar:\n2025 €   1.000,00\n2026 € 2.000,50\nTotaal €\n\n3.000,50")
    assert labels(table) == ["bedrag"]
    assert cells(document, table) == {"2025": ["€ 1.000,00"], "2026": ["€ 2.000,50"], "Totaal": ["€ 3.000,50"]}
    assert table.rows[2].cells[0].span.of(document.text) == "€\n\n3.000,50"


def test_a_currency_sign_takes_no_value_of_the_next_row(table_of: TableOf) -> None:
    document, table = table_of("2024 € 5\nOverig €\n2025 € 6\n2026 € 7")
    assert cells(document, table) == {"2024": ["€ 5"], "2025": ["€ 6"], "2026": ["€ 7"]}
    assert reported(document) == ["unread_table_line"]


@pytest.mark.parametrize(
    "value",
    [
        *("-5", "–5", "−5", "+3%", "-2,5 %", "€ -5.000,00", "-€ 5", "- € 5", "€ 5 mln.", "5 miljoen", "1.234.567,89"),
        *("<5", "< 5", "≥10", "-", "x", "n.v.t.", "nvt", "n.b.", "0"),
    ],
)
def test_values_as_they_are_printed(value: str, table_of: TableOf) -> None:
    document, table = table_of(f"Saldo in januari {value}\nSaldo in mei 12\nSaldo in juni 3")
    assert cells(document, table)["Saldo in januari"] == [value]
    assert table.rows[0].cells[0].warning is None
    assert reported(document) == []


@pytest.mark.parametrize("value", ["19.694,355,00", "1,234,567", "12.34", "1.2345", "1..000", "1.000,", "€ 1.000.00"])
def test_a_misprint_is_kept_and_reported(value: str, table_of: TableOf) -> None:
    document, table = table_of(f"Instroom 12\nTotaal {value}")
    assert cells(document, table)["Totaal"] == [value]
    assert table.rows[1].cells[0].warning == "is geen geldige Nederlandse getalnotatie"
    assert reported(document) == ["misprint"]
    assert f"“{value}”" in document.warnings[0].message
    assert document.warnings[0].number == 1


@pytest.mark.parametrize(
    "value", ["1", "1.234", "1.234,5", "12,345", "€ 1.234,50", "53%", "-1.234", "n.v.t.", "-", "<5", "+5%"]
)
def test_well_formed_numbers_are_no_misprints(value: str) -> None:
    assert misprint(value) is None


@pytest.mark.parametrize(
    "lines",
    [
        "",
        "Verloop van de bezetting\nDe bezetting heeft zich vanaf 1-1-24 t/m 1-6-25 als\nvolgt ontwikkeld:",
        "Bezetting in 2024\nVerloop sinds 2019",
    ],
)
def test_a_table_that_the_text_does_not_hold_is_absent(lines: str, table_of: TableOf) -> None:
    document, table = table_of(lines)
    assert table.absent
    assert table.rows == ()
    assert table.columns == ()
    assert (table.caption.of(document.text) if table.caption else "") == lines
    assert reported(document) == ["absent_table"]


def test_a_single_row_under_headings_is_a_table(table_of: TableOf) -> None:
    document, table = table_of("Bezetting per jaar:\n2023 2024\nBezetting 68.000 72.000")
    assert not table.absent
    assert labels(table) == ["2023", "2024"]
    assert cells(document, table) == {"Bezetting": ["68.000", "72.000"]}


def test_a_row_that_cannot_be_read_costs_no_other_row_and_is_reported(table_of: TableOf) -> None:
    document, table = table_of("Land Q1 Q2\nBelgië 1 2\nCyprus 3\nMalta 5 6\nVerenigd\nKoninkrijk 7 8\nZweden 9 10")
    assert cells(document, table) == {
        "België": ["1", "2"],
        "Malta": ["5", "6"],
        "Koninkrijk": ["7", "8"],
        "Zweden": ["9", "10"],
    }
    assert [warning.message for warning in document.warnings] == [
        "Tabel vraag 1: “Cyprus 3” is niet als rij gelezen",
        "Tabel vraag 1: “Verenigd” is niet als rij gelezen",
    ]


@pytest.mark.parametrize(
    "note",
    ["Bron: IND, 2025", "Peildatum 1 juni 2025", "Cijfers afgerond op 10", "Bron: CBS, geraadpleegd op 30 mei 2025"],
)
def test_a_note_below_a_table_is_no_row(note: str, table_of: TableOf) -> None:
    document, table = table_of(f"Instroom 12\nUitstroom 3\n \n{note}\n")
    assert list(cells(document, table)) == ["Instroom", "Uitstroom"]
    assert table.notes
    assert note.startswith(table.notes[0].span.of(document.text))
    assert reported(document) == []


def test_page_breaks_do_not_end_a_table(table_of: TableOf) -> None:
    document, table = table_of(
        "Land Q1 Q2\nBelgië 1 2\n \n\n\n\n \n\n \n\nMalta 3 4\n\fZweden 5 6\r\nFrankrijk 7 8\r\n"
    )
    assert list(cells(document, table)) == ["België", "Malta", "Zweden", "Frankrijk"]


def test_row_labels_may_hold_figures(table_of: TableOf) -> None:
    _, table = table_of("EU-27 53% 50%\nGroep 18- 48% 2%\n1e kwartaal 3% 4%")
    assert [row.label for row in table.rows] == ["EU-27", "Groep 18-", "1e kwartaal"]


def test_several_tables_go_each_to_their_question(parse: Parse) -> None:
    document = parse(
        "Vraag 1\nA?\nAntwoord 1\nB.\nVraag 2\nC?\nAntwoord 2\nD.\n"
        "Tabel vraag 2\nx 1\ny 2\nTabel bij vraag (1):\nz 3\nw 4\nTabel vraag 9\nv 5\nu 6\n"
    )
    assert [[row.label for table in item.tables for row in table.rows] for item in document.items] == [
        ["z", "w"],
        ["x", "y"],
    ]
    assert [(w.kind.value, w.number) for w in document.warnings] == [("unattached_table", 9)]


def test_a_row_is_found_by_its_headings_and_quoted_without_them(table_of: TableOf) -> None:
    document, _ = table_of("Inwilliging per land.\nLand Q1 Q2\nBelgië 46% 50%\nMalta 29% 42%")
    caption, belgium, _ = [chunk for chunk in chunk_document(document) if chunk.part is Part.TABLE]
    assert caption.text == "Inwilliging per land."
    assert belgium.span.of(document.text) == "België 46% 50%"
    assert belgium.text == "België: Q1 46%, Q2 50%"
    assert belgium.embedded == "Inwilliging per land. België: Q1 46%, Q2 50%"
