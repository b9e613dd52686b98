"""A rise is no fall: what goes up in the source may not go down in a reply."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.records import Document, Part, QuestionRef, Span
from rag.pipeline import Vraagbaak
from rag.polarity import Change, Direction, changes, contradicts
from rag.reply import Citation, Statement
from rag.verification import verify

RISE, FALL = Change(Direction.RISE), Change(Direction.FALL)
NO_RISE, NO_FALL = Change(Direction.RISE, denied=True), Change(Direction.FALL, denied=True)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("De instroom is gestegen.", [RISE]),
        ("De kosten namen in 2024 flink af", [FALL]),
        ("De kosten namen niet af", [NO_FALL]),
        ("De bezetting is in 2024 niet gedaald, maar licht gestegen", [NO_FALL, RISE]),
        ("Deze groei heeft zich niet voorgedaan", [NO_RISE]),
        ("Er is geen toename", [NO_RISE]),
        ("Dat is niet bekend. De toename wel.", [RISE]),
        ("the number did not increase", [NO_RISE]),
        ("numbers fell", [FALL]),
        ("Er zijn 27 sluitingen", []),
        ("De bezetting daalde in 2024 niet.", [NO_FALL]),
        ("Er is geen sprake van een daling", [NO_FALL]),
        ("Van een daling is geen sprake", [NO_FALL]),
        ("Een daling van de kosten heeft zich niet voorgedaan", [NO_FALL]),
        ("De stijging is niet het gevolg van inflatie", [RISE]),
        ("De kosten zijn niet alleen gestegen door inflatie", [RISE]),
        ("De IND heeft 2.000 gehoren afgenomen", []),
        ("De IND neemt een besluit en wijst de aanvraag af", []),
        ("Dit is een kostenstijging", [RISE]),
        ("De voorraad liep in 2024 op", [RISE]),
        ("Costs didn't rise", [NO_RISE]),
        ("Zijn de kosten toe- of afgenomen?", [RISE, FALL, FALL]),
        ("De daling van de instroom is toegenomen", [FALL, RISE]),
        ("", []),
    ],
)
def test_changes_are_read_with_their_denial(text: str, found: list[Change]) -> None:
    assert list(changes(text)) == found


@pytest.mark.parametrize(
    ("text", "claim", "is_contradiction"),
    [
        ("De instroom is gestegen", "De instroom is gedaald", True),
        ("De bezetting daalde in 2024 niet.", "Waarom daalde de bezetting in 2024?", True),
        ("Doordat de instroom daalde, bleven plekken leeg", "Waarom zijn de kosten per plek gestegen?", False),
        ("Indien de instroom daalt, sluiten locaties.", "Waarom stijgt de instroom?", False),
        ("De kosten zijn toegenomen.", "Zijn de kosten toe- of afgenomen?", False),
        ("De bezetting is niet gedaald", "Waarom daalde de bezetting?", True),
        ("De bezetting daalde", "Waarom daalde de bezetting?", False),
        ("De kosten stegen en de bezetting daalde", "Waarom daalde de bezetting?", False),
        ("Er zijn 12 locaties geopend", "Waarom daalde de bezetting?", False),
        ("De instroom is gestegen", "Hoeveel bedroeg de instroom?", False),
        ("De instroom is niet gestegen", "De instroom is niet gestegen", False),
        ("De instroom is niet gestegen", "De instroom is gestegen", True),
    ],
)
def test_what_goes_the_other_way_contradicts(text: str, claim: str, is_contradiction: bool) -> None:
    assert contradicts(text, claim) is is_contradiction


@given(st.text(max_size=200))
def test_nothing_contradicts_itself(text: str) -> None:
    assert not contradicts(text, text)


def test_a_statement_that_turns_its_quote_round_is_not_shown(document: Document) -> None:
    quote = "De bezetting bij het COA is in 2024 niet gedaald"
    start = document.text.index(quote)
    citation = Citation(QuestionRef(document.id, 19), Part.ANSWER, quote, Span(start, start + len(quote)), "vraag 19")
    said = Statement(quote, "[Vraag 19]", (citation,))
    assert verify(said, {document.id: document}) is not None
    assert verify(replace(said, text="De bezetting bij het COA is in 2024 gedaald"), {document.id: document}) is None


def test_the_sentence_that_contradicts_the_query_leads(vraagbaak: Vraagbaak) -> None:
    reply = vraagbaak.answer("Waarom is de bezetting bij het COA in 2024 gedaald?")
    assert "niet gedaald" in reply.statements[0].text
