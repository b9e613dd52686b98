"""Records to units of retrieval: the question, each sentence, each table row.

A unit lies within one question or one answer. What is embedded may carry context that is not
quoted: a table row is embedded with its column headings and caption.
"""

from __future__ import annotations

from dataclasses import dataclass

from index.notes import standing_apart
from index.records import Document, Part, QAItem, QuestionRef, Row, Span, Table
from index.sentences import split_sentences
from index.typography import tidy


@dataclass(frozen=True, slots=True)
class Chunk:
    """A unit of retrieval.

    ``ref`` is the first number of its item. ``text`` is the tidied quote, ``embedded`` what the
    encoder and the lexical index see.
    """

    ref: QuestionRef
    part: Part
    span: Span
    text: str
    embedded: str
    is_note: bool = False


def chunk_document(document: Document) -> list[Chunk]:
    """All units of ``document``, in document order, the tables of an item after its answer."""
    return [chunk for item in document.items for chunk in _chunk_item(document, item)]


def _chunk_item(document: Document, item: QAItem) -> list[Chunk]:
    ref = QuestionRef(document.id, item.numbers[0])
    text = document.text
    question = tidy(item.question.of(text))
    chunks = [Chunk(ref, Part.QUESTION, item.question, question, question)] if question else []
    if item.answer is not None:
        for sentence in split_sentences(text, item.answer):
            if quote := tidy(sentence.of(text)):  # a lone bullet prints nothing
                is_note = standing_apart(text, item.notes, sentence)
                chunks.append(Chunk(ref, Part.ANSWER, sentence, quote, quote, is_note))
    for table in item.tables:
        chunks += _chunk_table(document, ref, table)
    return chunks


def _chunk_table(document: Document, ref: QuestionRef, table: Table) -> list[Chunk]:
    caption = tidy(table.caption.of(document.text)) if table.caption else table.title
    chunks = []
    if table.caption:
        chunks.append(Chunk(ref, Part.TABLE, table.caption, caption, caption))
    for row in table.rows:
        shown = row_text(document, table, row)
        chunks.append(Chunk(ref, Part.TABLE, row.span, shown, f"{caption} {shown}"))
    return chunks


def row_text(document: Document, table: Table, row: Row) -> str:
    """A row as one readable line: "België: 2024-Q1 46%, 2024-Q2 50%"."""
    values = [tidy(cell.span.of(document.text)) for cell in row.cells]
    if len(values) == 1:
        return f"{row.label}: {values[0]}"
    pairs = zip(table.columns, values, strict=True)
    return f"{row.label}: {', '.join(f'{column.label} {value}' for column, value in pairs)}"
