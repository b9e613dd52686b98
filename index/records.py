"""Pure values of documents: what a parse yields and everything else refers to.

A *question* is a numbered question in a document; what a person types is a *query*, and no
query appears in this package. One identity runs through all: ``QuestionRef``. Every span is a
pair of character offsets into ``Document.text``, which is stored as it was read, so that a
slice is a quote, character for character.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class QuestionRef:
    """The identity of a numbered question: (document id, question number)."""

    document: str
    number: int


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Character offsets ``start <= end`` into a document's stored text, end exclusive."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"no span: {self.start}:{self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The quote: exactly the characters of ``text`` between the two offsets."""
        return text[self.start : self.end]

    def covers(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end


class Part(StrEnum):
    """The part of a numbered item that a span stands in."""

    QUESTION = "question"
    ANSWER = "answer"
    TABLE = "table"


class NoteKind(StrEnum):
    """What a figure needs beside it so as not to mislead."""

    SOURCE = "source"  # "Bron: IND"
    REFERENCE_DATE = "reference_date"  # "peildatum 2 juni 2025", "tot en met mei"
    ROUNDING = "rounding"  # "afgerond op tientallen"


@dataclass(frozen=True, slots=True)
class Note:
    """A source line, reference date or rounding note, where it stands."""

    kind: NoteKind
    span: Span


@dataclass(frozen=True, slots=True)
class Column:
    """A column heading. ``span`` is None where the source prints no heading."""

    label: str
    span: Span | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One printed value. ``warning`` says why it cannot be taken at its word, or is None."""

    span: Span
    warning: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its heading and one cell for each column; ``span`` covers the whole row."""

    label: str
    label_span: Span
    cells: tuple[Cell, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Table:
    """A table that belongs to a numbered question.

    ``stub`` is the heading over the row headings ("Lidstaat"), where one is printed. A table that
    the text announces but does not hold has no rows and ``absent`` set, so that a reply can say so.
    """

    title: str
    caption: Span | None
    span: Span
    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()
    stub: Column | None = None
    notes: tuple[Note, ...] = ()
    absent: bool = False


@dataclass(frozen=True, slots=True)
class QAItem:
    """One answer group: the numbers it answers, the question and, unless missing, the answer."""

    numbers: tuple[int, ...]
    question: Span
    answer: Span | None
    tables: tuple[Table, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the text says about itself; None is unknown."""

    title: str
    kind: str | None = None
    dossier: str | None = None
    number: int | None = None
    adopted: date | None = None
    letter: date | None = None
    committee: str | None = None
    minister: str | None = None


class WarningKind(StrEnum):
    """What a parse reports to a person."""

    NO_QUESTIONS = "no_questions"
    UNANSWERED = "unanswered_question"
    ORPHAN_ANSWER = "answer_without_question"
    DUPLICATE_NUMBER = "duplicate_number"
    OUT_OF_ORDER = "number_out_of_order"
    MISSING_NUMBER = "missing_number"
    ABSENT_TABLE = "absent_table"
    MISPRINT = "misprint"
    UNATTACHED_TABLE = "unattached_table"
    UNATTACHED_TEXT = "unattached_text"
    UNREAD_TABLE_LINE = "unread_table_line"


@dataclass(frozen=True, slots=True)
class ParseWarning:
    """One thing a reader of the parse should know; ``number`` is the question, if one."""

    kind: WarningKind
    message: str
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed document: the stored text and its records, in document order."""

    id: str
    source: str
    text: str = field(repr=False)
    metadata: Metadata
    items: tuple[QAItem, ...]
    warnings: tuple[ParseWarning, ...] = ()

    @property
    def numbers(self) -> tuple[int, ...]:
        """All question numbers, ascending."""
        return tuple(sorted(n for item in self.items for n in item.numbers))

    def item(self, number: int) -> QAItem | None:
        """The item that holds question ``number``, or None."""
        return next((item for item in self.items if number in item.numbers), None)
