"""A numbered question shown whole, or asked about: "vraag 13" and "wat zegt vraag 13 over Ter Apel"."""

from __future__ import annotations

import pytest

from index.collection import bundled_document
from index.embedding import load_encoder
from index.parsing import parse_document
from index.settings import Settings
from index.store import build_index
from rag.calibration import Calibration
from rag.joint import JointReader
from rag.pipeline import Vraagbaak
from rag.reply import Route, Status


@pytest.fixture(scope="module")
def vraagbaak() -> Vraagbaak:
    document, encoder = bundled_document(), load_encoder(Settings())
    index = build_index([document], encoder, Settings())
    return Vraagbaak({document.id: document}, index, encoder, JointReader.load(), Calibration.load())


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("wat was vraag nummer 30 ook alweer", 30),
        ("kun je me vraag 13 en het antwoord daarop geven", 13),
        ("wat vroegen ze bij nummer 17", 17),
        ("antw. 7", 7),
        ("Q14", 14),
        ("v. 22", 22),
    ],
)
def test_words_that_ask_nothing_leave_a_look_up(vraagbaak: Vraagbaak, query: str, number: int) -> None:
    reply = vraagbaak.answer(query)
    assert reply.route is Route.LOOKUP
    assert {citation.ref.number for citation in reply.citations} == {number}


def test_a_question_about_a_numbered_question_is_answered_from_it_alone(vraagbaak: Vraagbaak) -> None:
    reply = vraagbaak.answer("Wat zegt vraag 13 over de opvang in Ter Apel?")
    assert reply.route is Route.READING
    assert reply.status is Status.ANSWERED
    assert {citation.ref.number for citation in reply.citations} == {13}
    assert [hit.ref.number for hit in reply.sources] == [13]


def test_both_ends_of_a_column_can_be_asked_at_once(vraagbaak: Vraagbaak) -> None:
    answer = vraagbaak.answer("Welke lidstaat scoorde in het eerste kwartaal het laagst en welke het hoogst?").answer
    assert "Hoogste waarde in 2024-Q1: Estland (96%)" in answer
    assert "Laagste waarde in 2024-Q1: Portugal (0%)" in answer


def test_a_named_question_is_shown_whole_rather_than_refused(vraagbaak: Vraagbaak) -> None:
    reply = vraagbaak.answer("Alle cijfers uit de tabel bij vraag 24 graag")
    assert reply.route is Route.LOOKUP
    assert "19.694,355,00" in reply.answer


def test_numbers_joined_in_speech_are_all_looked_up(vraagbaak: Vraagbaak) -> None:
    reply = vraagbaak.answer("Wat staat er bij vraag 11, en ook bij 16?")
    assert {citation.ref.number for citation in reply.citations} == {11, 16}


def test_every_part_of_a_query_stays_within_the_question_it_names(vraagbaak: Vraagbaak) -> None:
    reply = vraagbaak.answer("Wat zegt vraag 13 over de opvang in Ter Apel, en hoeveel middelen gingen naar Schiphol?")
    assert {citation.ref.number for citation in reply.citations} == {13}


def test_a_shared_answer_is_found_under_each_of_its_numbers() -> None:
    text = (
        "Vraag 1\nHoeveel bruggen zijn er?\n\nAntwoord 1\nEr zijn 40 bruggen.\n\n"
        "Vraag 2\nWie beheert de sluizen?\n\nVraag 3\nWat kosten de sluizen?\n\n"
        "Antwoord 2 en 3\nRijkswaterstaat beheert de sluizen. Zij kosten € 3 mln.\n"
    )
    document, encoder = parse_document(text, "sluizen.txt"), load_encoder(Settings())
    index = build_index([document], encoder, Settings())
    shared = Vraagbaak({document.id: document}, index, encoder, JointReader.load(), Calibration.load())
    reply = shared.answer("Wat zegt vraag 3 over de sluizen?")
    assert reply.sources
    assert {hit.ref.number for hit in reply.sources} <= {2, 3}
    assert "Rijkswaterstaat" in reply.answer
