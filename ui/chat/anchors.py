"""Where a mark in a reply leads: the identity of a source card on the page."""

from __future__ import annotations

from index.records import QuestionRef


def turn_anchor(turn: int) -> str:
    """The id of turn number ``turn``, counted from 0."""
    return f"beurt-{turn}"


def source_anchor(turn: int, ref: QuestionRef) -> str:
    """The id of the card of ``ref`` among the sources of a turn.

    A document id holds no white space, so this is a valid id; it still has to be escaped.
    """
    return f"bron-{turn}-{ref.document}-{ref.number}"
