"""The reply: what the contract promises of it, over queries of every kind and two models."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from index.errors import UnknownDocumentError, UsageError
from index.records import Document
from index.typography import tidy
from rag.pipeline import Vraagbaak
from rag.reply import NOT_IN_DOCUMENTS, Reply, Route, Stage, Status

QUERIES = (
    "Hoeveel reguliere locaties opende het COA in 2024?",
    "Waarom bleef er geld over bij de opvang van Oekraïense vluchtelingen?",
    "Uit welke groepen bestaat de caseload van de DT&V?",
    "Wat kostte de opvang van statushouders in 2024?",
    "Wanneer gaat ETIAS in, en waarom is de subsidie voor EES niet verleend?",
    "caseload dtenv",
    "Hoe had de bezetting bij het COA zich ontwikkeld?",
    "Wat was het inwilligingspercentage van Duitsland in Q1 2024?",
    "Welk land had in Q4 2024 het laagste inwilligingspercentage?",
    "Wat is het totaal van de REAN-voorschotten?",
    "vraag 21",
    "laat vraag 8 en 9 zien",
    "vraag 3 en 99",
    "de laatste vraag",
    "vraag 99",
    "How many regular locations did the COA open in 2024?",
    "Hoe bak ik een appeltaart?",
    "Hallo",
)
CONTRACT: dict[str, type] = {
    "query": str,
    "standalone_query": str,
    "status": str,
    "answer": str,
    "citations": list,
    "related": list,
    "sources": list,
    "warnings": list,
    "timings_ms": dict,
    "models": dict,
    "index": str,
}
CITATION: dict[str, tuple[type, ...]] = {
    "document": (str,),
    "question": (int,),
    "part": (str,),
    "quote": (str,),
    "start": (int,),
    "end": (int,),
    "row": (str, type(None)),
    "column": (str, type(None)),
    "verified": (list,),
    "reference": (str,),
}
MARK = re.compile(r"\[(?:[\w-]+, )?Vraag (\d+)\]")


@pytest.fixture(scope="module")
def answered() -> Callable[[Vraagbaak, str], Reply]:
    """The reply to a query, asked once."""
    return cache(lambda opened, query: opened.answer(query))


@pytest.fixture(params=["vraagbaak", "tiny", "both"])
def opened(request: pytest.FixtureRequest) -> Vraagbaak:
    """The bundled model, a model that means nothing, and a collection of two documents."""
    found: Vraagbaak = request.getfixturevalue(request.param)
    return found


@pytest.fixture(params=QUERIES)
def reply(request: pytest.FixtureRequest, opened: Vraagbaak, answered: Callable[[Vraagbaak, str], Reply]) -> Reply:
    return answered(opened, request.param)


def test_the_json_has_the_contracts_keys_and_types(reply: Reply) -> None:
    values: dict[str, Any] = json.loads(json.dumps(reply.to_json(), ensure_ascii=False))
    assert {key: type(values[key]) for key in CONTRACT} == CONTRACT
    assert values["status"] in ("answered", "partial", "unanswered")
    assert values["query"] == reply.query
    assert all(isinstance(warning, str) and warning for warning in values["warnings"])
    assert {"embedder", "reader", "generator"} <= set(values["models"])
    assert all(isinstance(name, str) for name in values["models"].values())
    assert values["timings_ms"]["total"] >= 0
    assert all(isinstance(ms, float) and ms >= 0 for ms in values["timings_ms"].values())
    for citation in values["citations"]:
        assert all(isinstance(citation[key], types) for key, types in CITATION.items())
        assert citation["part"] in ("answer", "question", "table")
        assert set(citation["verified"]) <= {"quote", "figures"}
    for source in values["sources"]:
        assert isinstance(source.pop("score"), float)
    for ref in values["related"] + values["sources"]:
        assert {"document": str, "question": int} == {key: type(value) for key, value in ref.items()}


def test_every_quote_is_the_slice_that_it_says_it_is(reply: Reply, opened: Vraagbaak) -> None:
    for citation in reply.to_json()["citations"]:
        document = opened.documents[citation["document"]]
        assert citation["quote"]
        assert document.text[citation["start"] : citation["end"]] == citation["quote"]
        assert "quote" in citation["verified"]


def test_every_quote_stands_in_the_question_that_is_cited(reply: Reply, opened: Vraagbaak) -> None:
    for citation in reply.citations:
        item = opened.documents[citation.ref.document].item(citation.ref.number)
        assert item is not None
        spans = {
            "question": [item.question],
            "answer": [item.answer] if item.answer else [],
            "table": [table.span for table in item.tables],
        }
        assert any(span.covers(citation.span) for span in spans[citation.part])
        assert citation.reference.endswith(f"vraag {citation.ref.number}")


def test_every_statement_is_closed_by_its_mark(reply: Reply) -> None:
    rest = reply.answer
    for statement in reply.statements:
        cited = {citation.ref.number for citation in statement.citations}
        assert {int(number) for number in MARK.findall(statement.mark)} == cited
        assert re.search(rf"{re.escape(statement.mark)}[.?!:;,]?$", statement.marked)
        assert statement.marked in rest
        rest = rest.replace(statement.marked, "", 1)
    assert rest.replace("- ", "").strip() == reply.message


def test_every_statement_says_what_its_quotes_say(reply: Reply, opened: Vraagbaak) -> None:
    for statement in reply.statements:
        for citation in statement.citations:
            said = tidy(citation.quote)
            assert said in statement.text
            if citation.row is not None:
                assert citation.row in statement.text
            else:
                assert said == statement.text


def test_a_refusal_cites_nothing_and_an_answer_something(reply: Reply) -> None:
    assert (reply.status is Status.UNANSWERED) == (not reply.citations)
    assert (reply.status is Status.UNANSWERED) == (not reply.statements)
    if reply.status is Status.UNANSWERED:
        assert not MARK.search(reply.answer)
        assert reply.answer
    else:
        assert not reply.related


def test_the_sources_are_ranked_the_cited_first(reply: Reply, opened: Vraagbaak) -> None:
    refs = [hit.ref for hit in reply.sources]
    assert len(set(refs)) == len(refs)
    assert all(opened.documents[ref.document].item(ref.number) for ref in refs)
    cited = {citation.ref for citation in reply.citations}
    assert set(refs[: len(cited)]) == cited
    scores = [hit.score for hit in reply.sources][len(cited) :]
    assert scores == sorted(scores, reverse=True)


def test_streaming_gives_the_same_reply_piece_by_piece(reply: Reply, opened: Vraagbaak) -> None:
    deltas = list(opened.stream(reply.query))
    last = deltas[-1].reply
    assert last is not None
    assert "".join(delta.text for delta in deltas) == last.answer == reply.answer
    assert all(delta.reply is None for delta in deltas[:-1])
    assert replace(last, timings_ms={}) == replace(reply, timings_ms={})
    stages = list(Stage)
    order = [stages.index(delta.stage) for delta in deltas]
    assert order == sorted(order)
    assert len(deltas) > 3


@pytest.mark.parametrize(
    "query", ["Wie won de Tour de France in 1998?", "Wat was het inwilligingspercentage van Noorwegen in Q1 2024?"]
)
def test_what_the_documents_do_not_say_is_refused_with_related_questions(vraagbaak: Vraagbaak, query: str) -> None:
    reply = vraagbaak.answer(query)
    assert reply.status is Status.UNANSWERED
    assert reply.answer == NOT_IN_DOCUMENTS
    assert reply.citations == ()
    assert 1 <= len(reply.related) == len(set(reply.related))
    assert all(vraagbaak.question_text(ref) for ref in reply.related)


@pytest.mark.parametrize("query", ["Hallo", "Goedemorgen!", "Bedankt", "dank je wel"])
def test_a_greeting_gets_a_kind_word(vraagbaak: Vraagbaak, query: str) -> None:
    reply = vraagbaak.answer(query)
    assert (reply.status, reply.route) == (Status.UNANSWERED, Route.SMALL_TALK)
    assert reply.answer != NOT_IN_DOCUMENTS
    assert reply.answer
    assert reply.citations == reply.related == ()


@pytest.mark.parametrize("query", ["", " ", "\n\t", "???", "\x00\x1b", "\u200b", "a" * 2001, "woord " * 20_000])
def test_an_empty_or_endless_query_is_turned_down(vraagbaak: Vraagbaak, query: str) -> None:
    with pytest.raises(UsageError):
        vraagbaak.answer(query)


def test_the_longest_query_is_answered(vraagbaak: Vraagbaak) -> None:
    assert vraagbaak.answer(("Hoeveel locaties? " * 200)[:2000]).answer


@pytest.mark.parametrize(
    "query", ["vraag\x00 21", "\x07vraag 21\x1b", "\ufeffvraag 21", "vraag\u00a021", " vraag\n21 "]
)
def test_control_characters_do_no_harm(vraagbaak: Vraagbaak, query: str) -> None:
    assert vraagbaak.answer(query).answer == vraagbaak.answer("vraag 21").answer


def test_a_look_up_quotes_the_question_and_the_whole_answer(vraagbaak: Vraagbaak, document: Document) -> None:
    for number in document.numbers:
        item = document.item(number)
        assert item is not None
        assert item.answer is not None
        reply = vraagbaak.answer(f"vraag {number}")
        assert reply.route is Route.LOOKUP
        assert reply.status is Status.ANSWERED
        assert {citation.ref.number for citation in reply.citations} == {number}
        quoted = "".join("".join(c.quote.split()) for c in reply.citations if c.part == "answer")
        assert quoted == "".join(item.answer.of(document.text).split())
        assert any(c.part == "question" for c in reply.citations)


def test_a_look_up_of_several_gives_each_in_order(vraagbaak: Vraagbaak) -> None:
    reply = vraagbaak.answer("laat vraag 8 en 9 zien")
    numbers = [citation.ref.number for citation in reply.citations]
    assert numbers == sorted(numbers)
    assert set(numbers) == {8, 9}


def test_a_number_that_does_not_exist_is_said_not_to_with_the_range(vraagbaak: Vraagbaak) -> None:
    reply = vraagbaak.answer("vraag 99")
    assert reply.status is Status.UNANSWERED
    assert reply.citations == ()
    assert re.search(r"\b99\b.*\b1\b.*\b37\b", reply.answer)


def test_a_look_up_of_which_one_exists_is_partial(vraagbaak: Vraagbaak, cited: Callable[[Reply], set[int]]) -> None:
    reply = vraagbaak.answer("vraag 3 en 99")
    assert reply.status is Status.PARTIAL
    assert cited(reply) == {3}
    assert "99" in reply.answer


@pytest.mark.parametrize("query", ["vraag 3 uit Kamerstuk 35000, nr. 2", "Kamerstuk 35000-VI, nr. 2, vraag 3"])
def test_a_question_of_another_paper_is_not_taken_for_one_of_ours(vraagbaak: Vraagbaak, query: str) -> None:
    reply = vraagbaak.answer(query)
    assert reply.route is not Route.LOOKUP or not reply.citations


def test_the_last_question_is_the_last(vraagbaak: Vraagbaak, cited: Callable[[Reply], set[int]]) -> None:
    assert cited(vraagbaak.answer("de laatste vraag")) == {37}


def test_an_absent_chart_is_said_to_be_absent(vraagbaak: Vraagbaak) -> None:
    assert any("Tabel vraag 19" in warning for warning in vraagbaak.answer("vraag 19").warnings)


def test_figures_come_with_their_source_and_rounding(vraagbaak: Vraagbaak) -> None:
    answer = vraagbaak.answer("vraag 8").answer
    assert "Bron: IND" in answer
    assert "afgerond op tientallen" in answer


def test_in_several_documents_a_mark_names_the_document(both: Vraagbaak) -> None:
    reply = both.answer("vraag 3", documents=["kst-36740-VI-15"])
    assert "[36740-VI-15, Vraag 3]" in reply.answer
    assert not re.search(r"\[Vraag", reply.answer)
    assert "[12345-7, Vraag 3]" in both.answer("vraag 3", documents=["kst-12345-7"]).answer


def test_only_the_documents_asked_for_are_read(both: Vraagbaak) -> None:
    query = "Hoeveel treinstations zijn er in 2022 gesloopt?"
    assert {c.ref.document for c in both.answer(query).citations} == {"kst-12345-7"}
    elsewhere = both.answer(query, documents=["kst-36740-VI-15"])
    assert {hit.ref.document for hit in elsewhere.sources} == {"kst-36740-VI-15"}
    assert {c.ref.document for c in elsewhere.citations} <= {"kst-36740-VI-15"}
    lookup = both.answer("vraag 1", documents={"kst-12345-7"})
    assert {c.ref.document for c in lookup.citations} == {"kst-12345-7"}


def test_an_unknown_document_is_named(both: Vraagbaak) -> None:
    with pytest.raises(UnknownDocumentError, match="kst-9"):
        both.answer("vraag 3", documents=["kst-9"])


def test_a_model_that_the_thresholds_were_not_made_for_is_warned_of(tiny: Vraagbaak) -> None:
    reply = tiny.answer("Hoeveel reguliere locaties opende het COA in 2024?")
    assert tiny.calibration.embedder != tiny.encoder.identity
    assert reply.warnings


@pytest.mark.parametrize(
    ("turns", "number"),
    [
        (["vraag 8", "en 9"], 9),
        (["vraag 8", "En vraag 12?"], 12),
    ],
)
def test_a_look_up_is_followed_up(
    vraagbaak: Vraagbaak, turns: list[str], number: int, cited: Callable[[Reply], set[int]]
) -> None:
    history: list[Reply] = []
    for turn in turns:
        history.append(vraagbaak.answer(turn, history))
    assert cited(history[-1]) == {number}
    assert history[-1].query == turns[-1]


def test_a_new_subject_drops_the_history(vraagbaak: Vraagbaak) -> None:
    first = vraagbaak.answer("Wat was het inwilligingspercentage van Duitsland in Q1 2024?")
    query = "Hoeveel reguliere locaties opende het COA in 2024?"
    fresh, later = vraagbaak.answer(query), vraagbaak.answer(query, [first])
    assert replace(later, timings_ms={}) == replace(fresh, timings_ms={})
