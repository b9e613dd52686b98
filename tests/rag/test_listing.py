"""The questions themselves, counted and listed: complete, and with the criterion said."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from index.analysis import fold
from index.records import Document
from index.typography import tidy
from rag.listing import parse_list_request
from rag.pipeline import Vraagbaak
from rag.reply import Reply, Route, Status


@pytest.mark.parametrize(
    ("query", "what"),
    [
        ("Welke vragen noemen Nidos?", "Nidos"),
        ("Hoeveel vragen gaan er over de opvang van statushouders", "opvang van statushouders"),
        ("In welke antwoorden komt “Ter Apel” voor?", "Ter Apel"),
        ("in hoeveel vragen wordt het woord inhuur genoemd", "inhuur"),
        ("Hoeveel vragen zijn er gesteld over Oekraïne?", "Oekraïne"),
        ("Kun je zeggen welke vragen ETIAS vermelden?", None),
        ("Geef alle vragen over Nidos", "Nidos"),
        ("Toon een overzicht van de vragen over noodopvang aub", "noodopvang"),
        ("Welke vragen hebben betrekking op Schiphol?", "Schiphol"),
        ("Hoeveel vragen over ETIAS zijn er?", "ETIAS"),
        ("Hoeveel van de 37 vragen gaan over ETIAS?", "ETIAS"),
        ("In which questions is Hungary mentioned?", "Hungary"),
        ("List all questions about ETIAS", "ETIAS"),
        ("Welke vragen noemen Nidos niet?", None),
        ("Welke vraag gaat over Nidos?", None),
        ("Welke vragen gaan over ETIAS en hoeveel geld is ermee gemoeid?", None),
        ("Welke vragen gaan over doorstroomlocaties en wat zijn de antwoorden?", None),
        ("Welke vragen verwijzen naar vraag 3?", None),
        ("Welke vragen worden gesteld over religie in het gehoor door de IND?", None),
        ("which questions mention Hungary?", "Hungary"),
        ("Hoeveel locaties gaan over de grens?", None),
        ("Welke vragen noemen de?", "de"),
        ("Hoeveel vragen stelde de commissie aan het COA?", None),
    ],
)
def test_a_request_for_a_list_is_told_from_other_queries(query: str, what: str | None) -> None:
    request = parse_list_request(query)
    assert (None if request is None else request.what) == what


@pytest.mark.parametrize(
    "query",
    [
        "Hoeveel vragen zijn er?",
        "hoeveel vragen telt het document in totaal",
        "how many questions are there?",
        "Wat is het aantal vragen?",
        "Hoeveel vragen zijn er door de Kamer gesteld?",
    ],
)
def test_all_questions_are_counted(vraagbaak: Vraagbaak, query: str) -> None:
    reply = vraagbaak.answer(query)
    assert reply.route is Route.LISTING
    assert "37 vragen, genummerd 1 tot en met 37 [Vraag 1 en 37]." in reply.answer


@pytest.mark.parametrize("name", ["Nidos", "ETIAS", "Schiphol", "Horst aan de Maas"])
def test_a_list_holds_every_question_that_names_it_and_no_other(
    vraagbaak: Vraagbaak, document: Document, cited: Callable[[Reply], set[int]], name: str
) -> None:
    spans = {item.numbers[0]: [s for s in (item.question, item.answer) if s is not None] for item in document.items}
    naming = {
        number for number, found in spans.items() if any(fold(name) in fold(tidy(s.of(document.text))) for s in found)
    }
    reply = vraagbaak.answer(f"Welke vragen noemen {name}?")
    assert naming
    assert cited(reply) == naming
    assert f"{len(naming)} van de 37 vragen" in reply.answer
    assert all(fold(name.split()[0]) in fold(s.text) for s in reply.statements)


def test_a_country_is_found_in_the_rows_of_a_table_and_by_its_other_names(
    vraagbaak: Vraagbaak, cited: Callable[[Reply], set[int]]
) -> None:
    assert cited(vraagbaak.answer("Welke vragen noemen Hongarije?")) == {9}
    assert {34, 35} <= cited(vraagbaak.answer("Hoeveel vragen gaan over Oekraïne?"))


def test_answers_alone_can_be_meant(vraagbaak: Vraagbaak, cited: Callable[[Reply], set[int]]) -> None:
    everywhere = cited(vraagbaak.answer("Welke vragen noemen Nidos?"))
    answers = vraagbaak.answer("Welke antwoorden noemen Nidos?")
    assert cited(answers) <= everywhere
    assert all(citation.part != "question" for citation in answers.citations)


def test_what_no_question_names_is_said_to_be_in_none(vraagbaak: Vraagbaak) -> None:
    reply = vraagbaak.answer("Welke vragen gaan over stoomlocomotieven?")
    assert reply.status is Status.UNANSWERED
    assert reply.answer == "“stoomlocomotieven” staat letterlijk in geen van de vragen en antwoorden."


def test_each_of_several_documents_is_counted_by_itself(both: Vraagbaak) -> None:
    answer = both.answer("Hoeveel vragen zijn er?").answer
    assert "37 vragen" in answer
    assert "4 vragen, genummerd 1 tot en met 40" in answer


def test_a_long_list_gives_numbers_and_no_sentences(vraagbaak: Vraagbaak) -> None:
    reply = vraagbaak.answer("Welke vragen noemen 2024?")
    assert len(reply.statements) == 1
    assert len(reply.citations) > 10


def test_either_of_two_names_will_do(vraagbaak: Vraagbaak, cited: Callable[[Reply], set[int]]) -> None:
    one, other = (cited(vraagbaak.answer(f"Welke vragen noemen {name}?")) for name in ("Nidos", "Schiphol"))
    assert cited(vraagbaak.answer("Welke vragen noemen Schiphol of Nidos?")) == one | other
