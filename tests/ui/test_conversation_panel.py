"""The conversation as markup: marks, statuses, offers, and text that stays text."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from typing import Any

import pytest

from index.records import QuestionRef
from rag.reply import Reply, Route, Stage, Statement, Status
from ui.chat import wording
from ui.chat.conversation_panel import current_turn, past_turns, reply_as_text, welcome
from ui.chat.history import Conversation, Turn


def shown(scripted: Any, *turns: Turn) -> str:
    return str(current_turn(Conversation(turns), scripted.documents, []))


def done(scripted: Any, query: str) -> str:
    return shown(scripted, Turn(query, reply=scripted.reply(query)))


def text_of(markup: str) -> str:
    """The words of the reply in ``markup``, blocks and line breaks alike as one space."""
    body = re.search(r'<div class="vb-text">(.*?)</div>', markup, re.S)
    assert body is not None
    return " ".join(html.unescape(re.sub(r"</?(?:p|ul|li|br)\b[^>]*>", " ", body[1]).replace("</", "<")).split())


def plain(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", "", text_of(markup)).split())


QUERIES = ["Hoeveel locaties opende het COA?", "caseload?", "REAN?", "Laat vraag 19 zien", "Duitsland?", "brood?"]


@pytest.mark.parametrize("query", QUERIES)
def test_the_reply_reads_as_its_answer_while_it_arrives_and_when_it_is_there(scripted: Any, query: str) -> None:
    reply = scripted.reply(query)
    answer = " ".join(reply.answer.replace("\n- ", "\n").split())
    arriving = shown(scripted, Turn(query, text=reply.answer, stage=Stage.ANSWER))
    assert plain(arriving) == answer
    assert plain(done(scripted, query)) == answer
    blocks = re.compile(r"</?(?:p|ul|li)>")
    assert blocks.findall(arriving[arriving.index("vb-text") :].split("</div>")[0]) == blocks.findall(
        done(scripted, query).split('<div class="vb-text">')[1].split("</div>")[0]
    )


def test_each_mark_is_a_link_to_its_source_card(scripted: Any) -> None:
    markup = done(scripted, "Hoeveel locaties opende het COA?")
    links = re.findall(r'<a href="#([^"]+)" class="vb-mark"[^>]*>([^<]+)</a>', markup)
    assert links == [("bron-0-kst-36740-VI-15-3", "[Vraag 3]")] * 2
    assert 'title="Kamerstukken II 2024/25, 36740-VI, nr. 15, vraag 3"' in markup


def test_a_mark_of_several_questions_has_a_link_for_each(scripted: Any) -> None:
    markup = done(scripted, "Laat vraag 19 zien")
    assert re.findall(r'#bron-0-kst-36740-VI-15-(\d+)" class="vb-mark"[^>]*>([^<]+)</a>', markup) == [
        ("19", "[Vraag 19]"),
        ("19", "19"),
        ("18", "18"),
    ]


def test_a_mark_with_a_document_name_is_one_link(scripted: Any) -> None:
    cited = scripted.cite(3, "2 reguliere locaties gesloten")
    statement = Statement("Er sloten er 2.", "[36740-VI-15, Vraag 3]", (cited,))
    reply = scripted.done("q", statement)
    assert ">[36740-VI-15, Vraag 3]</a>." in shown(scripted, Turn("q", reply=reply))


@pytest.mark.parametrize(
    ("query", "status"),
    [("COA?", Status.ANSWERED), ("En in 2025?", Status.PARTIAL), ("Wat kost een brood?", Status.UNANSWERED)],
)
def test_the_status_is_said_in_words(scripted: Any, query: str, status: Status) -> None:
    assert f">{wording.STATUSES[status]}</p>" in done(scripted, query)


@pytest.mark.parametrize("route", [Route.SMALL_TALK, Route.DECLINED])
def test_what_asks_nothing_has_no_status(scripted: Any, route: Route) -> None:
    reply = Reply("hallo", "hallo", Status.UNANSWERED, route, message="Graag gedaan.")
    markup = shown(scripted, Turn("hallo", reply=reply))
    assert "vb-state" not in markup
    assert "Graag gedaan." in markup


def test_the_query_as_read_is_shown_where_it_differs(scripted: Any) -> None:
    assert "“Hoeveel reguliere locaties opent het COA in 2025?”" in done(scripted, "En in 2025?")
    assert wording.READ_AS not in done(scripted, "Hoeveel locaties opende het COA?")


def test_a_refusal_offers_the_nearest_questions(scripted: Any) -> None:
    markup = done(scripted, "Wat kost een brood?")
    assert re.findall(r'data-action="ask" data-query="([^"]+)"', markup) == ["Vraag 4", "Vraag 3"]
    assert "data-document" not in markup
    assert "Hoeveel reguliere locaties gaat het COA (voor zover bekend)" in markup


def test_an_offer_names_its_document_where_there_are_more(scripted: Any) -> None:
    scripted.documents["ander"] = replace(scripted.document, id="ander")
    reply = replace(scripted.reply("brood"), related=(QuestionRef("ander", 4), QuestionRef("weg", 9)))
    markup = shown(scripted, Turn("brood", reply=reply))
    assert 'data-query="Vraag 4" data-document="ander"' in markup
    assert 'data-query="Vraag 9" data-document="weg"' in markup


def test_warnings_stand_below_the_reply(scripted: Any) -> None:
    markup = done(scripted, "Hoe hoog is de REAN-bijdrage?")
    assert markup.index("vb-text") < markup.index('<p class="vb-warning">') < markup.index("vb-actions")


@pytest.mark.parametrize("stage", list(Stage))
def test_a_turn_under_way_says_what_is_being_done_and_offers_nothing(scripted: Any, stage: Stage) -> None:
    markup = shown(scripted, Turn("q", text="Half een", stage=stage))
    assert wording.STAGES[stage] in markup
    assert "data-busy" in markup
    assert "Half een" in markup
    assert "vb-actions" not in markup


def test_a_stopped_turn_says_so_and_keeps_what_had_arrived(scripted: Any) -> None:
    markup = shown(scripted, Turn("q", text="Half een"))
    assert wording.STOPPED in markup
    assert "Half een" in markup
    assert "data-busy" not in markup


def test_only_the_last_turn_can_be_asked_again(scripted: Any) -> None:
    turn = Turn("COA?", reply=scripted.reply("COA?"))
    past = str(past_turns(Conversation((turn, turn)), scripted.documents))
    assert 'id="beurt-0"' in past
    assert 'id="beurt-1"' not in past
    assert 'data-action="retry"' not in past
    assert 'data-action="copy"' in past
    assert 'data-action="retry"' in shown(scripted, turn, turn)
    assert "#bron-1-" in shown(scripted, turn, turn)


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "[klik](javascript:alert(1)) **vet** `code`",
        "${alert(1)} {{constructor}} `${1}`",
        "</h2></article><iframe src=//evil.example>",
    ],
)
def test_hostile_text_is_shown_as_text_wherever_it_comes_from(scripted: Any, hostile: str) -> None:
    reply = replace(
        scripted.reply("COA?"), query=hostile, standalone_query=f"{hostile}!", warnings=(hostile,), message=hostile
    )
    said = Statement(f"Zin {hostile}.", "[Vraag 3]", reply.statements[0].citations)
    turns = (
        Turn(hostile, reply=replace(reply, statements=(said,))),
        Turn(hostile, text=hostile, stage=Stage.ANSWER),
        Turn(hostile, problem=hostile),
    )
    for number, turn in enumerate(turns):
        markup = shown(scripted, turn)
        assert html.escape(hostile) in markup
        tags = set(re.findall(r"<([a-z0-9]+)", markup))
        assert tags <= {"article", "h2", "h3", "div", "span", "bdi", "p", "a", "button", "strong"}, number
        assert not re.search(r"<[^>]*\son\w+=", re.sub(r'"[^"]*"', '""', markup))
    assert html.escape(hostile) in welcome(scripted.documents, [hostile])


def test_a_pasted_page_is_cut_and_says_how_much_is_left_out(scripted: Any) -> None:
    markup = shown(scripted, Turn("woord " * 2000, problem="te lang"))
    assert len(markup) < 4000
    assert re.search(r"… \(nog 10\.500 tekens\)", markup)


def test_what_is_copied_is_the_answer_with_its_references(scripted: Any) -> None:
    reply = scripted.reply("Hoeveel locaties opende het COA?")
    assert reply_as_text(reply) == (f"{reply.answer}\n\n[Vraag 3] Kamerstukken II 2024/25, 36740-VI, nr. 15, vraag 3")
    assert reply_as_text(scripted.reply("brood")) == "Dat staat niet in de documenten."


def test_the_welcome_offers_the_examples(scripted: Any) -> None:
    markup = str(current_turn(Conversation(), scripted.documents, scripted.examples(4)))
    assert markup.count('data-action="ask"') == 4
    assert "vb-turn" not in markup
    assert "vb-offers" not in welcome(scripted.documents, [])
