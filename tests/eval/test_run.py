"""Runs: what is asked, what is kept of it, and that a stored one comes back whole."""

from __future__ import annotations

import itertools
import json

import pytest

from eval.errors import GoldError
from eval.gold import GoldConversation
from eval.metrics import score
from eval.report import to_json
from eval.run import load_run, run_gold, save_run
from index.errors import UsageError


def test_every_query_is_asked_once_in_order_and_timed(scripted, answer_with, refusal, item, gold_of):
    vraagbaak = scripted({"a?": answer_with(1), "b?": refusal([2, 3])})
    seconds = itertools.count(start=0, step=0.25)
    told = []
    run = run_gold(
        vraagbaak,
        gold_of([item("a"), item("b")]),
        documents=["kst-1-2"],
        progress=lambda done, total: told.append((done, total)),
        clock=lambda: next(seconds),
    )
    assert [(e.id, e.query, e.elapsed_ms) for e in run.entries] == [("a", "a?", 250.0), ("b", "b?", 250.0)]
    assert [e.reply for e in run.entries] == [answer_with(1).to_json(), refusal([2, 3]).to_json()]
    assert vraagbaak.asked == [("a?", (), ["kst-1-2"]), ("b?", (), ["kst-1-2"])]
    assert told == [(1, 2), (2, 2)]
    assert (run.gold, run.gold_sha256) == ("proef.jsonl", "0" * 64)


def test_a_turn_knows_the_replies_before_it_and_the_next_conversation_none(scripted, answer_with, item, gold_of):
    vraagbaak = scripted({f"{n}?": answer_with(1) for n in ("a", "b", "c", "d")} | {"b?": UsageError("te lang")})
    turns = tuple(item(name, conversation="c1", turn=n) for n, name in enumerate(("a", "b", "c"), start=1))
    run = run_gold(vraagbaak, gold_of([GoldConversation("c1", turns), item("d")]))
    reply = answer_with(1)
    assert [history for _, history, _ in vraagbaak.asked] == [(), (reply,), (reply,), ()]
    assert [e.error for e in run.entries] == ["", "te lang", "", ""]
    assert run.entries[1].reply is None


def test_our_own_faults_are_not_swallowed(scripted, item, gold_of):
    with pytest.raises(ZeroDivisionError):
        run_gold(scripted({"a?": ZeroDivisionError()}), gold_of([item("a")]))


def test_nothing_is_asked_when_the_gold_names_what_does_not_exist(scripted, answer_with, item, gold_of):
    vraagbaak = scripted({"a?": answer_with(1)})
    with pytest.raises(GoldError, match="found 77"):
        run_gold(vraagbaak, gold_of([item("a", cite_any=[77])]))
    assert vraagbaak.asked == []


def test_a_stored_run_comes_back_and_scores_the_same(tmp_path, run_of, answer_with, refusal, item, gold_of, documents):
    items = [item("a", must=["12"]), item("b", answerable=False), item("c"), item("d")]
    run = run_of({"a": answer_with(1, ranked=[2, 1], timings={"retrieve": 3.5}), "b": refusal(), "c": None})
    save_run(run, tmp_path / "run.jsonl")
    loaded = load_run(tmp_path / "run.jsonl")
    assert loaded == run
    gold = gold_of(items)
    assert to_json(score(loaded, gold, documents)) == to_json(score(run, gold, documents))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"id": 3}, "id: expected str, found 3"),
        ({"elapsed_ms": True}, "elapsed_ms: expected int or float, found true"),
        ({"reply": 3}, "reply: expected an object"),
        ({"reply": None}, "error: expected str, found no such key"),
        ({"reply.status": "weet niet"}, "status: expected one of answered, partial, unanswered, found 'weet niet'"),
        ({"reply.sources": [3]}, "sources: expected an object, found 3"),
        ({"reply.citations": [{"document": "d", "question": "3"}]}, "citations: question: expected int, found '3'"),
        ({"reply.timings_ms": {"retrieve": "snel"}}, "timings_ms: retrieve: expected milliseconds, found 'snel'"),
        ({"reply.confidence": "zeker"}, "confidence: expected a number from 0 to 1 or null, found 'zeker'"),
        ({"reply.confidence": 1.5}, "confidence: expected a number from 0 to 1 or null, found 1.5"),
        ({"id": "a"}, "expected an id of its own, found 'a' again"),
    ],
)
def test_a_damaged_run_is_one_clear_line(tmp_path, run_of, answer_with, change, words):
    path = tmp_path / "run.jsonl"
    save_run(run_of({"a": answer_with(1), "b": answer_with(2)}), path)
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for key, value in change.items():
        target = lines[2]["reply"] if key.startswith("reply.") else lines[2]
        target[key.removeprefix("reply.")] = value
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    with pytest.raises(GoldError) as caught:
        load_run(path)
    assert str(caught.value).startswith(f"{path}, line 3: ")
    assert words in str(caught.value)


def test_another_kind_of_file_is_no_run(gold_file):
    with pytest.raises(GoldError, match="expected a stored run"):
        load_run(gold_file({"id": "q1", "type": "fact"}))
    with pytest.raises(GoldError, match="expected a stored run"):
        load_run(gold_file(""))


def test_a_compressed_run_comes_back_whole_and_is_the_same_bytes_each_time(tmp_path, run_of, answer_with):
    run = run_of({"a": answer_with(1)})
    one, other = tmp_path / "een.jsonl.gz", tmp_path / "twee.jsonl.gz"
    save_run(run, one)
    save_run(run, other)
    assert load_run(one) == run
    assert one.read_bytes() == other.read_bytes()


def test_a_damaged_compressed_run_is_one_clear_line(tmp_path):
    path = tmp_path / "run.jsonl.gz"
    path.write_bytes(b"no gzip")
    with pytest.raises(GoldError, match="expected a stored run compressed with gzip"):
        load_run(path)
