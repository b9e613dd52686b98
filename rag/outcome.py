"""What a route found for a query: statements, or a refusal and what to suggest instead."""

from __future__ import annotations

from dataclasses import dataclass

from index.records import QuestionRef
from rag.reply import Hit, Route, Statement


@dataclass(frozen=True, slots=True)
class Outcome:
    """The part of a reply that its route decides; the pipeline verifies it and adds the rest.

    ``missing`` names what was asked for and does not exist, which makes a reply partial. ``confidence`` is
    the probability that the documents answer, where a model decided that.
    """

    route: Route
    statements: tuple[Statement, ...] = ()
    message: str = ""
    sources: tuple[Hit, ...] = ()
    warnings: tuple[str, ...] = ()
    related: tuple[QuestionRef, ...] = ()
    missing: tuple[str, ...] = ()
    confidence: float | None = None
