"""What a follow-up means after what was said, and what is none."""

from __future__ import annotations

import pytest

from rag.conversation import is_follow_up, standalone_query
from rag.decomposition import split_query
from rag.pipeline import Vraagbaak
from rag.reply import Reply


@pytest.fixture(scope="module")
def before(small: Vraagbaak) -> list[Reply]:
    return [small.answer("Hoeveel treinstations zijn er in 2022 gesloopt?")]


@pytest.mark.parametrize(
    "query",
    [
        "Waarom was dat?",
        "Hoeveel zijn er heropend?",
        "hoeveel werden gebouwd",
        "Wat staat er nog op stapel?",
        "Voor welke prijs?",
        "waarom niet eerder",
        "Wie werkte daar?",
        "hoe lang duurt zo'n sloop",
        "And who paid for it?",
        "Welke provincies zijn dat?",
    ],
)
def test_what_leans_on_the_query_before_is_asked_behind_it(before: list[Reply], query: str) -> None:
    standalone = standalone_query(query, before)
    assert standalone.startswith("Hoeveel treinstations zijn er in 2022 gesloopt – ")
    assert standalone.rstrip("?").lower().endswith(query.rstrip("?").lower().removeprefix("and "))
    assert split_query(standalone) == (standalone,), "the first part has been answered"


@pytest.mark.parametrize(
    "query",
    [
        "Wanneer komt de stoomlocomotief terug?",
        "Hoeveel spoorwegovergangen zijn er in Drenthe?",
        "Wat kost ProRail?",
        "Welke spoorwegovergangen blijven bestaan?",
        "Who runs the railways in Drenthe?",
    ],
)
def test_a_query_with_a_subject_of_its_own_drops_the_history(before: list[Reply], query: str) -> None:
    assert not is_follow_up(query)
    assert standalone_query(query, before) == query


@pytest.mark.parametrize("sign", ["Iets anders:", "iets heel anders,", "Andere vraag:", "Something else:"])
def test_a_change_of_topic_that_is_said_is_left_out(before: list[Reply], sign: str) -> None:
    assert standalone_query(f"{sign} hoeveel zijn er gesloten?", before) == "hoeveel zijn er gesloten?"
    assert standalone_query(sign, before)


def test_of_a_long_conversation_the_subject_and_the_last_query_stay(small: Vraagbaak, before: list[Reply]) -> None:
    history = list(before)
    for query in ("Waarom was dat?", "Wie besloot daartoe?", "En wie betaalde daarvoor?"):
        history.append(small.answer(query, history))
    parts = history[-1].standalone_query.split(" – ")
    assert parts == ["Hoeveel treinstations zijn er in 2022 gesloopt", "Wie besloot daartoe", "Wie betaalde daarvoor?"]


def test_the_year_and_the_country_take_the_place_of_the_old(small: Vraagbaak, before: list[Reply]) -> None:
    assert standalone_query("En in 2021?", before) == "Hoeveel treinstations zijn er gesloopt in 2021?"
    country = [small.answer("Hoe veranderde de punctualiteit in België in 2021?")]
    assert standalone_query("En Polen?", country) == "Hoe veranderde de punctualiteit in Polen in 2021?"
