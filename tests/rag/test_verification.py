"""The checker: what is not in the source, word for word and figure for figure, is found out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.records import Document, Part, QuestionRef, Span
from index.typography import tidy
from rag.reply import Citation, Statement
from rag.verification import verify


@pytest.fixture
def documents(document: Document, small_document: Document) -> dict[str, Document]:
    return {document.id: document, small_document.id: small_document}


@pytest.fixture
def citation(document: Document) -> Citation:
    """ "In 2024 zijn 12 reguliere locaties geopend …", across a page break."""
    start = document.text.index("In 2024 zijn 12")
    end = document.text.index("gesloten.", start) + len("gesloten.")
    span = Span(start, end)
    return Citation(QuestionRef(document.id, 3), Part.ANSWER, span.of(document.text), span, "vraag 3")


@pytest.fixture
def statement(citation: Citation) -> Statement:
    return Statement(tidy(citation.quote), "[Vraag 3]", (citation,))


@pytest.fixture
def total(document: Document) -> Citation:
    """The total of table 24, misprinted in the source."""
    item = document.item(24)
    assert item is not None
    (row,) = (row for row in item.tables[0].rows if row.label == "Totaal")
    (cell,) = row.cells
    quote = cell.span.of(document.text)
    return Citation(
        QuestionRef(document.id, 24), Part.TABLE, quote, cell.span, "vraag 24", row="Totaal", column="bedrag"
    )


def test_an_exact_quote_with_its_own_figures_is_verified_in_full(
    statement: Statement, documents: dict[str, Document]
) -> None:
    verified = verify(statement, documents)
    assert verified is not None
    assert verified.text == statement.text
    assert [c.verified for c in verified.citations] == [("quote", "figures")]


@pytest.mark.parametrize(
    ("said", "instead"), [("12 reguliere", "13 reguliere"), ("2024", "2023"), ("2 reguliere", "20 reguliere")]
)
def test_a_changed_digit_is_not_verified(
    statement: Statement, documents: dict[str, Document], said: str, instead: str
) -> None:
    changed = replace(statement, text=statement.text.replace(said, instead))
    assert changed.text != statement.text
    verified = verify(changed, documents)
    assert verified is not None
    assert [c.verified for c in verified.citations] == [("quote",)]


def test_a_changed_quote_is_not_shown(statement: Statement, citation: Citation, documents: dict[str, Document]) -> None:
    forged = replace(citation, quote=citation.quote.replace("12", "13"))
    assert verify(replace(statement, citations=(forged,)), documents) is None


@pytest.mark.parametrize("shift", [(1, 1), (-1, -1), (0, 1), (1, 0), (0, -1), (-20, -20)])
def test_a_shifted_offset_is_not_shown(
    statement: Statement, citation: Citation, documents: dict[str, Document], shift: tuple[int, int]
) -> None:
    moved = Span(citation.span.start + shift[0], citation.span.end + shift[1])
    assert verify(replace(statement, citations=(replace(citation, span=moved),)), documents) is None


def test_offsets_beyond_the_text_are_not_shown(
    statement: Statement, citation: Citation, documents: dict[str, Document]
) -> None:
    beyond = replace(citation, span=Span(10**9, 10**9 + 5))
    assert verify(replace(statement, citations=(beyond,)), documents) is None
    assert verify(replace(statement, citations=(replace(beyond, quote=""),)), documents) is None


def test_another_document_is_not_shown(
    statement: Statement, citation: Citation, documents: dict[str, Document], small_document: Document
) -> None:
    for document in (small_document.id, "kst-00000-1"):
        elsewhere = replace(citation, ref=QuestionRef(document, 3))
        assert verify(replace(statement, citations=(elsewhere,)), documents) is None


def test_a_quote_under_the_wrong_number_or_part_is_not_shown(
    statement: Statement, citation: Citation, documents: dict[str, Document]
) -> None:
    for wrong in (
        replace(citation, ref=QuestionRef(citation.ref.document, 4)),
        replace(citation, ref=QuestionRef(citation.ref.document, 99)),
        replace(citation, part=Part.QUESTION),
        replace(citation, part=Part.TABLE),
    ):
        assert verify(replace(statement, citations=(wrong,)), documents) is None


def test_one_bad_citation_of_two_takes_the_statement_down(
    statement: Statement, citation: Citation, documents: dict[str, Document]
) -> None:
    forged = replace(citation, quote=citation.quote.upper())
    assert verify(replace(statement, citations=(citation, forged)), documents) is None


def test_figures_may_be_shared_out_over_the_citations(
    statement: Statement, citation: Citation, documents: dict[str, Document], document: Document
) -> None:
    cut = document.text.index(" en zijn 2 reguliere", citation.span.start)
    halves = tuple(
        replace(citation, span=span, quote=span.of(document.text))
        for span in (Span(citation.span.start, cut), Span(cut, citation.span.end))
    )
    verified = verify(replace(statement, citations=halves), documents)
    assert verified is not None
    assert {c.verified for c in verified.citations} == {("quote", "figures")}


def test_a_cell_is_verified_by_its_headings_too(document: Document, documents: dict[str, Document]) -> None:
    item = document.item(9)
    assert item is not None
    table = item.tables[0]
    (row,) = (row for row in table.rows if row.label == "België")
    cell = row.cells[0]
    citation = Citation(
        QuestionRef(document.id, 9),
        Part.TABLE,
        cell.span.of(document.text),
        cell.span,
        "vraag 9",
        row=row.label,
        column=table.columns[0].label,
    )
    said = verify(Statement("België: 2024-Q1 46%.", "[Vraag 9]", (citation,)), documents)
    wrong = verify(Statement("België: 2024-Q1 47%.", "[Vraag 9]", (citation,)), documents)
    assert said is not None
    assert wrong is not None
    assert said.citations[0].verified == ("quote", "figures")
    assert wrong.citations[0].verified == ("quote",)


def test_a_misprinted_cell_is_quoted_but_its_figure_is_not_vouched_for(
    total: Citation, documents: dict[str, Document]
) -> None:
    as_printed = verify(Statement(f"Totaal: {tidy(total.quote)}.", "[Vraag 24]", (total,)), documents)
    mended = verify(Statement("Totaal: € 19.694.355,00.", "[Vraag 24]", (total,)), documents)
    assert as_printed is not None
    assert mended is not None
    assert as_printed.citations[0].verified == ("quote",)
    assert mended.citations[0].verified == ("quote",)
