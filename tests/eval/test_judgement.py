"""One reply against one gold item: right ones pass, and each planted fault is caught by name."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from eval.judgement import judge, token_f1
from eval.run import Entry
from index.records import QuestionRef
from rag.reply import Reply

DOCUMENT = "kst-1-2"


def ref(number: int) -> QuestionRef:
    return QuestionRef(DOCUMENT, number)


@pytest.fixture
def judged(item, documents):
    """Judge a reply, or its JSON, against a gold item of the given fields."""

    def make(reply: Reply | dict[str, Any] | None, **fields: Any):
        values = reply.to_json() if isinstance(reply, Reply) else reply
        return judge(item(**fields), Entry("q", "q?", 1.0, values, "afgewezen"), documents)

    return make


def test_a_right_reply_has_nothing_wrong(judged, answer_with):
    judgement = judged(answer_with(1, 2), cite_all=[1, 2], must=[r"\b12\b"], must_not=["13"])
    assert judgement.right
    assert judgement.right_and_cited_right
    assert judgement.handled
    assert (judgement.precision, judgement.recall) == (1.0, 1.0)
    assert (judgement.citations, judgement.marks, judgement.sentences) == (2, 2, 2)
    assert (judgement.inexact_quotes, judgement.misplaced_quotes) == ((), ())
    assert (judgement.uncited_sentences, judgement.unbacked_marks) == ((), ())
    assert not judgement.hangs_on_marks


@pytest.mark.parametrize(
    ("cited", "fields", "precision", "recall", "wrong"),
    [
        ([1, 2], {"cite_any": [1]}, 1 / 2, 1, [2]),
        ([1, 2], {"cite_any": [1], "cite_ok": [2]}, 1, 1, []),
        ([2, 3, 4], {"cite_any": [1], "cite_ok": [2]}, 1 / 3, 0, [3, 4]),
        ([1, 1, 1, 2], {"cite_any": [1]}, 1 / 2, 1, [2]),
        ([1], {"cite_any": [1, 2]}, 1, 1, []),
        ([1], {"cite_all": [1, 2]}, 1, 1 / 2, []),
        ([1, 4], {"cite_all": [1, 2], "cite_any": [4, 5]}, 1, 2 / 3, []),
        ([1, 2], {"cite_all": [1, 2], "cite_any": [4, 5]}, 1, 2 / 3, []),
    ],
)
def test_citation_precision_and_recall_by_hand(judged, answer_with, cited, fields, precision, recall, wrong):
    judgement = judged(answer_with(*cited), **fields)
    assert judgement.precision == pytest.approx(precision)
    assert judgement.recall == pytest.approx(recall)
    assert judgement.wrong == tuple(map(ref, wrong))
    assert judgement.right == (recall == 1)
    assert judgement.right_and_cited_right == (recall == precision == 1)


def test_a_refusal_has_neither_precision_nor_recall(judged, refusal):
    judgement = judged(refusal([1]), must=["12"])
    assert (judgement.precision, judgement.recall, judgement.rank) == (0.0, 0.0, 1)
    assert (judgement.right, judgement.handled, judgement.refused, judgement.sentences) == (False, False, True, 0)


def test_the_same_number_in_another_document_is_a_wrong_citation(judged, answer_with):
    reply = answer_with(1).to_json()
    reply["citations"][0]["document"] = "kst-9-9"
    judgement = judged(reply)
    assert judgement.wrong == (QuestionRef("kst-9-9", 1),)
    assert judgement.recall == 0


def test_facts_ignore_case_and_line_ends(judged, answer_with):
    reply = answer_with(1).to_json()
    reply["answer"] = "In\n2024  OPENDEN\u00a012 locaties [Vraag 1]."
    assert judged(reply, must=["openden 12 locaties"]).right
    assert judged(reply, must=["openden 12", "dertien", "14"]).absent_facts == ("dertien", "14")
    forbidden = judged(reply, must=["12"], must_not=["locaties", "13"])
    assert forbidden.forbidden_found == ("locaties",)
    assert not forbidden.right


def test_a_fact_that_only_a_mark_holds_is_pointed_out(judged, answer_with):
    assert judged(answer_with(6), cite_any=[6], must=[r"\b6\b"]).hangs_on_marks
    assert judged(answer_with(6), cite_any=[6], must_not=[r"\b6\b"]).hangs_on_marks
    assert not judged(answer_with(6), cite_any=[6], must=["nee"]).hangs_on_marks


def test_an_unanswerable_query_is_handled_by_a_refusal_that_says_what_it_must(judged, answer_with, refusal):
    assert judged(refusal(), answerable=False).handled
    assert not judged(answer_with(1), answerable=False).handled
    assert judged(refusal(message="Vraag 99 bestaat niet (1 tot en met 6)."), answerable=False, must=[r"\b6\b"]).handled
    assert not judged(refusal(), answerable=False, must=[r"\b6\b"]).handled
    assert not judged(refusal(), answerable=False).right


def test_no_reply_is_neither_right_nor_a_refusal(judged, item, documents):
    for judgement in (judged(None), judge(item(must=["12"]), None, documents)):
        assert judgement.is_missing
        assert not any((judgement.right, judgement.handled, judgement.refused, judgement.answered))
        assert (judgement.precision, judgement.recall, judgement.lacks_any) == (0.0, 0.0, True)
    assert not judge(item(answerable=False), None, documents).handled


@pytest.mark.parametrize(
    ("change", "inexact", "misplaced"),
    [
        ({"quote": "In 2024 openden 13 locaties."}, True, False),
        ({"quote": "in 2024 openden 12 locaties."}, True, False),
        ({"start": 0}, True, True),
        ({"end": 10**9}, True, True),
        ({"start": -5}, True, True),
        ({"start": 90, "end": 20}, True, True),
        ({"document": "kst-9-9"}, True, True),
        ({"question": 2}, False, True),
        ({"question": 99}, False, True),
    ],
)
def test_a_planted_wrong_quote_is_caught(judged, answer_with, change, inexact, misplaced):
    reply = copy.deepcopy(answer_with(1, 2).to_json())
    reply["citations"][0] |= change
    judgement = judged(reply, cite_any=[1, 2], cite_ok=[99])
    quote = reply["citations"][0]["quote"]
    assert judgement.inexact_quotes == ((quote,) if inexact else ())
    assert judgement.misplaced_quotes == ((quote,) if misplaced else ())
    assert not judgement.right_and_cited_right


def test_an_empty_quote_is_not_exact(judged, answer_with):
    reply = answer_with(1).to_json()
    reply["citations"][0] |= {"quote": "", "end": reply["citations"][0]["start"]}
    assert judged(reply).inexact_quotes == ("",)


def test_a_planted_missing_citation_is_caught(judged, answer_with):
    reply = answer_with(1, 2).to_json()
    judgement = judged(reply | {"citations": []})
    assert judgement.cited == ()
    assert judgement.answered
    assert judgement.unbacked_marks == ("[Vraag 1]", "[Vraag 2]")
    assert judged(reply | {"citations": reply["citations"][:1]}).unbacked_marks == ("[Vraag 2]",)


@pytest.mark.parametrize(
    ("answer", "sentences", "uncited"),
    [
        ("In 2024 openden 12 locaties [Vraag 1]. Dat is veel. Er sloten er 2 [Vraag 2].", 3, ["Dat is veel."]),
        ("In 2024 openden 12 locaties. [Vraag 1]", 1, []),
        ("Dat kost ca. € 5 mln. [Vraag 3]. Zie nr. 15 [Vraag 3].", 2, []),
        ("Waarom is dat zo? [Vraag 3].", 1, []),
        ("- Eerste punt [1-2, Vraag 3].\n- Tweede punt.", 2, ["Tweede punt."]),
        ("Ja [Vraag 2 en 3]!\n\nEn verder niets", 2, ["En verder niets"]),
        ("Volgens artikel [3] is het zo.", 1, ["Volgens artikel [3] is het zo."]),
    ],
)
def test_sentences_without_a_mark_are_found(judged, answer_with, answer, sentences, uncited):
    judgement = judged(answer_with(1, 2, 3).to_json() | {"answer": answer}, cite_all=[1, 2, 3])
    assert judgement.sentences == sentences
    assert [sentence.removeprefix("- ") for sentence in judgement.uncited_sentences] == uncited
    assert judgement.unbacked_marks == ()


def test_the_rank_is_that_of_the_first_question_to_cite(judged, refusal):
    assert judged(refusal([4, 4, 3, 2]), cite_any=[2], cite_all=[3]).rank == 2
    assert judged(refusal([4]), cite_any=[2]).rank is None


@pytest.mark.parametrize(
    ("answer", "reference", "expected"),
    [
        ("Er zijn 12 locaties geopend [Vraag 3].", "12 locaties geopend", 1.0),
        ("12 locaties [Vraag 12].", "12 locaties geopend", 0.8),
        ("De kosten stegen", "12 locaties", 0.0),
        ("", "12 locaties", 0.0),
        ("12", "", 0.0),
        ("locaties locaties", "locaties", 2 / 3),
    ],
)
def test_token_f1_is_that_of_squad_over_content_words(answer, reference, expected):
    assert token_f1(answer, reference) == pytest.approx(expected)
