"""Pure values of answers: hits, citations, statements and replies.

A reply is a list of statements, each tied to the source by citations, or else a refusal, which
is a message without any. The text that a person reads is derived from them, so an answer can
hold no sentence without its mark.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from index.records import Part, QuestionRef, Span

NOT_IN_DOCUMENTS = "Dat staat niet in de documenten."
"""The one sentence of a refusal; used by the pipeline, the window and the tests alike."""


class Status(StrEnum):
    """What became of a query."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    UNANSWERED = "unanswered"


class Route(StrEnum):
    """The way by which a reply came about."""

    LOOKUP = "lookup"  # a question named by its number
    TABLE = "table"  # cells of a table
    LISTING = "listing"  # the questions themselves, counted or listed
    READING = "reading"  # sentences chosen from retrieved answers
    SMALL_TALK = "small_talk"  # a greeting or thanks
    DECLINED = "declined"  # an order to the program, and no query


class Stage(StrEnum):
    """What the pipeline is doing, for a person who waits."""

    RETRIEVE = "retrieve"
    ANSWER = "answer"
    VERIFY = "verify"


@dataclass(frozen=True, slots=True)
class Hit:
    """A numbered question with its retrieval score; higher is better, about 0 to 1."""

    ref: QuestionRef
    score: float


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote that code sliced from the source: ``text[span.start:span.end] == quote``.

    ``verified`` names what was checked: "quote" (the slice is exact) and "figures" (every
    figure of the statement occurs in the quote with the same value). ``row`` and ``column``
    address a table cell by its printed headings.
    """

    ref: QuestionRef
    part: Part
    quote: str
    span: Span
    reference: str
    row: str | None = None
    column: str | None = None
    verified: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "document": self.ref.document,
            "question": self.ref.number,
            "part": self.part.value,
            "quote": self.quote,
            "start": self.span.start,
            "end": self.span.end,
            "row": self.row,
            "column": self.column,
            "verified": list(self.verified),
            "reference": self.reference,
        }


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of a reply, as a person reads it, with the mark that closes it.

    ``starts_block`` opens a new paragraph, ``is_list_item`` a list item.
    """

    text: str
    mark: str
    citations: tuple[Citation, ...]
    is_list_item: bool = False
    starts_block: bool = False

    def __post_init__(self) -> None:
        if not self.citations:
            raise ValueError("a statement needs a citation")

    @property
    def marked(self) -> str:
        """The text closed by its mark: "… zijn gesloten [Vraag 3]."."""
        body, stop = self.text.rstrip(), "."
        if body.endswith(".") and not re.search(r"\b(?:mln|mld|jl|ca|nr|etc|e\.d|a\.s)\.$", body):
            body = body[:-1]
        elif body.endswith((";", ":", ",", "?", "!")):
            body, stop = body[:-1], body[-1]
        return f"{body} {self.mark}{stop}"


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to one query; ``message`` is what a refusal or greeting says.

    ``confidence`` is the calibrated probability that the documents answer the query; None where no model decided it.
    """

    query: str
    standalone_query: str
    status: Status
    route: Route
    statements: tuple[Statement, ...] = ()
    message: str = ""
    related: tuple[QuestionRef, ...] = ()
    sources: tuple[Hit, ...] = ()
    warnings: tuple[str, ...] = ()
    confidence: float | None = None
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    models: Mapping[str, str] = field(default_factory=dict)
    index: str = ""

    def __post_init__(self) -> None:
        if (self.status is Status.UNANSWERED) != (not self.statements):
            raise ValueError("a reply has statements exactly if it is no refusal")

    @property
    def citations(self) -> tuple[Citation, ...]:
        return tuple(c for statement in self.statements for c in statement.citations)

    @property
    def answer(self) -> str:
        """The text a person reads, every sentence closed by its mark."""
        parts = [self.message] if self.message else []
        text = ""
        for statement in self.statements:
            if statement.is_list_item:
                text += f"\n- {statement.marked}"
            elif statement.starts_block and text:
                text += f"\n\n{statement.marked}"
            else:
                text += f" {statement.marked}"
        if text:
            parts.append(text.strip())
        return "\n\n".join(parts)

    def to_json(self) -> dict[str, Any]:
        """The reply as the contract promises it; keys are only ever added."""
        citations = [
            citation.to_json() | {"sentence": number}
            for number, statement in enumerate(self.statements)
            for citation in statement.citations
        ]
        return {
            "query": self.query,
            "standalone_query": self.standalone_query,
            "status": self.status.value,
            "route": self.route.value,
            "answer": self.answer,
            "citations": citations,
            "related": [{"document": r.document, "question": r.number} for r in self.related],
            "sources": [
                {"document": h.ref.document, "question": h.ref.number, "score": round(h.score, 4)} for h in self.sources
            ],
            "warnings": list(self.warnings),
            "confidence": None if self.confidence is None else round(self.confidence, 4),
            "timings_ms": {stage: round(ms, 2) for stage, ms in self.timings_ms.items()},
            "models": dict(self.models),
            "index": self.index,
        }


@dataclass(frozen=True, slots=True)
class ReplyDelta:
    """One step of a reply under way: a stage begun, a piece of answer text, or the whole reply.

    The concatenated ``text`` of all deltas equals ``Reply.answer``; the last delta, and only
    the last, carries ``reply``.
    """

    stage: Stage
    text: str = ""
    reply: Reply | None = None
