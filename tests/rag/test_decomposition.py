"""Two things asked at once are taken apart; one thing asked at length is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.decomposition import halves, split_query
from rag.pipeline import Vraagbaak
from rag.reply import Reply, Status


@pytest.mark.parametrize(
    ("query", "parts"),
    [
        (
            "Hoeveel locaties gingen open, en waarom bleef er geld over?",
            ("Hoeveel locaties gingen open", "waarom bleef er geld over?"),
        ),
        (
            "Wanneer gaat ETIAS in, en waarom is de subsidie niet verleend?",
            ("Wanneer gaat ETIAS in", "waarom is de subsidie niet verleend?"),
        ),
        (
            "Hoeveel kostte de noodopvang? Hoeveel weken duurt een bezwaarprocedure?",
            ("Hoeveel kostte de noodopvang", "Hoeveel weken duurt een bezwaarprocedure?"),
        ),
        ("Wat doet de IND? Wat doet het COA?", ("Wat doet de IND", "Wat doet het COA?")),
        (
            "Hoeveel geld kreeg het COA, hoeveel geld kreeg de IND en hoeveel geld kreeg Nidos?",
            ("Hoeveel geld kreeg het COA", "hoeveel geld kreeg de IND", "hoeveel geld kreeg Nidos?"),
        ),
        (
            "Hoeveel kost de noodopvang. Waarom zijn de kosten gestegen.",
            ("Hoeveel kost de noodopvang", "Waarom zijn de kosten gestegen."),
        ),
        (
            "het aantal asielberoepen in 2024 plus het aantal eerste aanvragen in 2025",
            ("het aantal asielberoepen in 2024", "het aantal eerste aanvragen in 2025"),
        ),
        (
            "Wat kostte de opvang in 2024, en wat was de bezetting bij het COA, en wanneer opent de PBL?",
            ("Wat kostte de opvang in 2024", "wat was de bezetting bij het COA", "wanneer opent de PBL?"),
        ),
        (
            "Hoeveel statushouders wonen er en in welke provincie gaan zij naar werk?",
            ("Hoeveel statushouders wonen er", "in welke provincie gaan zij naar werk?"),
        ),
    ],
)
def test_a_query_for_several_things_is_taken_apart(query: str, parts: tuple[str, ...]) -> None:
    assert split_query(query) == parts


@pytest.mark.parametrize(
    "query",
    [
        "Hoeveel locaties zijn er geopend en gesloten?",
        "Wat is het percentage van België en Duitsland?",
        "Hoeveel asielzoekers en nareizigers kwamen er?",
        "Wat is de PBL en wanneer gaat die open?",  # the second half leans on the first
        "Hoeveel locaties sloten er, en waarom?",
        "Hoeveel statushouders hebben een baan en zijn ingeschreven bij een gemeente?",
        "Wat kost opvang per dag? Alvast bedankt voor uw antwoord.",
        "Ik woon in Utrecht; hoeveel opvangplekken zijn daar?",
        "Wat kost de opvang plus de zorg voor asielzoekers in 2024?",
        "Waarom is het zo en hoe dan?",
        "Hoeveel?",
        "",
        "?",
        "a? b? c? d? e?",
    ],
)
def test_a_query_for_one_thing_stays_whole(query: str) -> None:
    assert split_query(query) == (query,)


@given(st.text(max_size=100))
def test_the_parts_are_pieces_of_the_query_in_order(query: str) -> None:
    parts = split_query(query)
    assert 1 <= len(parts) <= 3
    position = 0
    for part in parts:
        position = query.index(part, position) + len(part)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("instroom asielberoepen 2024 en afgewezen aanvragen", ("instroom asielberoepen 2024", "afgewezen aanvragen")),
        ("geopende en gesloten locaties", None),
        ("Hoeveel opvanglocaties gaan er tot en met december 2026 dicht?", None),
        ("kosten opvang en aantal bewoners en aantal plekken", None),
        ("kosten opvang", None),
        ("verschil tussen dure noodopvang en reguliere opvanglocaties", None),
        ("begroting Ministerie van Justitie en Veiligheid asiel", None),
    ],
)
def test_halves_stand_around_the_only_joint(query: str, found: tuple[str, str] | None) -> None:
    assert halves(query) == found


def test_two_things_asked_in_key_words_are_both_answered(
    vraagbaak: Vraagbaak, cited: Callable[[Reply], set[int]]
) -> None:
    assert cited(vraagbaak.answer("instroom asielberoepen 2024 en asielaanvragen afgewezen om openbare orde")) == {
        5,
        10,
    }


def test_the_part_that_nothing_answers_is_named(vraagbaak: Vraagbaak) -> None:
    reply = vraagbaak.answer(
        "Hoeveel reguliere locaties gingen in 2024 open, en wat kostte de aanleg van de A15 in 1998?"
    )
    assert reply.status is Status.PARTIAL
    assert "“wat kostte de aanleg van de A15 in 1998”" in reply.message
    assert "12 reguliere locaties" in reply.answer
