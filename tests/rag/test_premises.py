"""A figure of the asker's own is never passed off as the minister's."""

from __future__ import annotations

from collections import Counter

import pytest

from index.analysis import Analyzer
from index.records import Part
from rag.pipeline import Vraagbaak
from rag.premises import parse_asked_figure
from rag.reply import Status


@pytest.mark.parametrize(
    ("query", "text", "is_given"),
    [
        ("Hoeveel gemeenten doen mee?", "Kunnen de 64 gemeenten die meedoen dat?", True),
        ("Hoeveel gemeenten doen mee?", "Er zijn 50 plekken in gemeenten", False),
        ("aantal deelnemende gemeenten", "de 64 deelnemende gemeenten", True),
        ("Welk percentage was het?", "Het was 14,8%.", True),
        ("Welk percentage was het?", "Het waren 14 mensen.", False),
        ("Welk bedrag was het?", "een meevaller van €70,1 miljoen", True),
        ("Welk bedrag was het?", "64 gemeenten", False),
        ("Hoe groot was de meevaller?", "een meevaller van €70,1 miljoen", True),
    ],
)
def test_a_figure_is_known_by_what_it_counts(query: str, text: str, is_given: bool) -> None:
    analyzer = Analyzer("dutch", Counter())
    asked = parse_asked_figure(query, analyzer)
    assert asked is not None
    assert asked.given_in(text, analyzer) is is_given


@pytest.mark.parametrize(
    "query",
    [
        "Waarom was er een meevaller?",
        "Waarom is het budget verlaagd?",
        "Wie betaalt de kosten?",
        "Wordt het aantal plekken uitgebreid?",
        "Hoe ontstond de tegenvaller van € 70 miljoen?",
        "Waar kwam de meevaller van 70 miljoen vandaan?",
        "",
    ],
)
def test_other_queries_ask_for_no_figure(query: str) -> None:
    assert parse_asked_figure(query, Analyzer("dutch", Counter())) is None


def test_a_figure_of_the_answer_may_be_the_one_unless_it_counts_something_else() -> None:
    analyzer = Analyzer("dutch", Counter())
    asked = parse_asked_figure("Hoeveel gemeenten doen mee?", analyzer)
    assert asked is not None
    assert asked.may_be_given_in("Nee, het zijn er inmiddels 70.", analyzer)
    assert not asked.may_be_given_in("De 20 locaties zijn open.", analyzer)
    assert not asked.may_be_given_in("Dat is sinds 2024 niet bekend; op 1 mei 2025 volgt een brief.", analyzer)


def test_what_only_the_asker_says_is_cited_from_the_question_and_said_to_be_so(vraagbaak: Vraagbaak) -> None:
    reply = vraagbaak.answer("hoeveel gemeenten zijn van plan een doorstroomlocatie te realiseren")
    assert reply.status is Status.ANSWERED
    assert reply.answer.startswith("Alleen in de vraag zelf staat: “")
    assert "64 gemeenten" in reply.answer
    assert {(c.ref.number, c.part) for c in reply.citations} == {(28, Part.QUESTION)}


def test_what_the_answer_repeats_is_the_ministers(vraagbaak: Vraagbaak) -> None:
    reply = vraagbaak.answer("Hoeveel operationele doorstroomlocaties zijn er?")
    assert {citation.part for citation in reply.citations} == {Part.ANSWER}
