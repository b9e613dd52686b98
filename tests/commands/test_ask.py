"""``vraagbaak ask`` for one query: text, JSON, a pipe, and queries that are none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from index.collection import bundled_document

Run = Callable[..., Any]
REFERENCE = "Kamerstukken II 2024/25, 36740-VI, nr. 15, vraag 3"


@pytest.fixture(autouse=True)
def _built(home: Path) -> None:
    """Every test here starts with an index."""


def test_a_reply_to_read_has_the_answer_and_its_sources(run: Run) -> None:
    asked = run("ask", "vraag 3")
    assert (asked.status, asked.err) == (0, "")
    assert "In 2024 zijn 12 reguliere locaties geopend en zijn 2 reguliere locaties gesloten [Vraag 3]." in asked.out
    assert asked.out.rstrip().endswith(f"Bronnen:\n- {REFERENCE}")


def test_a_reply_as_json_keeps_the_contract(run: Run) -> None:
    reply = run("ask", "vraag 3", "--json").json
    assert reply["query"] == "vraag 3"
    assert reply["status"] == "answered"
    text = bundled_document().text
    for citation in reply["citations"]:
        assert text[citation["start"] : citation["end"]] == citation["quote"]
        assert citation["reference"] == REFERENCE
    assert {"query", "standalone_query", "status", "answer", "citations", "related", "sources"} < set(reply)
    assert {"warnings", "timings_ms", "models", "index"} < set(reply)


def test_text_and_json_say_the_same(run: Run) -> None:
    query = "Hoeveel reguliere locaties opende het COA in 2024?"
    assert run("ask", query).out.startswith(run("ask", query, "--json").json["answer"])


def test_a_refusal_is_no_failure_and_suggests_questions(run: Run) -> None:
    asked = run("ask", "Wat is de hoofdstad van Mongolië?")
    assert (asked.status, asked.err) == (0, "")
    assert asked.out.startswith("Dat staat niet in de documenten.\n")
    assert "\n\nVerwante vragen:\n- Vraag " in asked.out
    assert "Bronnen:" not in asked.out


def test_a_warning_stands_under_the_answer(run: Run) -> None:
    assert "Let op: " in run("ask", "vraag 24").out


@pytest.mark.parametrize("arguments", [["ask"], ["ask", "-"]])
@pytest.mark.parametrize("typed", ["vraag 3", "vraag 3\n", "\ufeffvraag 3\r\n", " vraag\n3 "])
def test_a_pipe_is_a_query(run: Run, arguments: list[str], typed: str) -> None:
    asked = run(*arguments, "--json", stdin=typed.encode())
    assert asked.status == 0
    assert [citation["question"] for citation in asked.json["citations"]][:1] == [3]


def test_a_pipe_between_processes(process: Run) -> None:
    asked = process("ask", stdin="Hoeveel locaties opende het COA in 2024? €".encode())
    assert (asked.status, asked.err) == (0, "")
    assert "[Vraag" in asked.out


@pytest.mark.parametrize("query", ["", "   ", "\n\t", "???", "…", "\x00", "\x1b\x07"])
def test_an_empty_query_is_refused(run: Run, query: str) -> None:
    assert run("ask", query).is_refused(2)
    assert run("ask", stdin=query.encode()).is_refused(2)


@pytest.mark.parametrize("query", ["a" * 100_000, "woord " * 17_000, "vraag 3 " * 13_000])
def test_100_kb_of_text_is_refused_in_one_short_line(run: Run, query: str) -> None:
    for refused in (run("ask", query), run("ask", "-", stdin=query.encode())):
        assert refused.is_refused(2)
        assert "2000" in refused.err
        assert len(refused.err) < 200


def test_an_endless_pipe_is_refused(run: Run) -> None:
    assert run("ask", stdin="é".encode() * 2_000_000).is_refused(2)


@pytest.mark.parametrize("query", ["vraag\x07 3", "\x00vraag 3", "vraag 3\x1b", "vraag\u200b 3\u2028"])
def test_control_characters_are_left_out(run: Run, query: str) -> None:
    asked = run("ask", query, "--json")
    assert asked.status == 0
    assert asked.json["answer"] == run("ask", "vraag 3", "--json").json["answer"]
    assert not any(ord(character) < 32 and character != "\n" for character in run("ask", query).out)


@pytest.mark.parametrize("data", [b"\xff\xfe", b"vraag \xe9\xe9n", b"\x89PNG\r\n\x1a\n"])
def test_bytes_that_are_no_utf_8_are_refused(run: Run, data: bytes) -> None:
    assert run("ask", stdin=data).is_refused(2)
    assert run("ask", data.decode("utf-8", "surrogateescape")).is_refused(2)


def test_a_document_can_be_named(run: Run) -> None:
    asked = run("ask", "vraag 3", "--document", "kst-36740-VI-15", "--document", "kst-36740-VI-15", "--json")
    assert asked.status == 0
    assert {citation["document"] for citation in asked.json["citations"]} == {"kst-36740-VI-15"}


@pytest.mark.parametrize("document", ["kst-1-2", "", "36740-VI-15"])
def test_an_unknown_document_is_named_with_those_there_are(run: Run, document: str) -> None:
    refused = run("ask", "vraag 3", "--document", document)
    assert refused.is_refused(1)
    assert repr(document) in refused.err
    assert "kst-36740-VI-15" in refused.err


def test_a_query_and_a_batch_together_are_refused(run: Run, tmp_path: Path) -> None:
    assert run("ask", "vraag 3", "--batch", tmp_path / "vragen").is_refused(2)
    assert run("ask", "vraag 3", "--output", tmp_path / "antwoorden").is_refused(2)
    assert not (tmp_path / "antwoorden").exists()


def test_the_first_query_builds_the_index(run: Run, tmp_path: Path) -> None:
    fresh = tmp_path / "nieuw"
    asked = run("ask", "vraag 3", "--home", fresh)
    assert (asked.status, asked.err) == (0, "")
    assert list(fresh.glob("indexes/*/manifest.json"))


def damage_truncate(index: Path) -> None:
    (index / "dense.faiss").write_bytes((index / "dense.faiss").read_bytes()[:100])


def damage_remove(index: Path) -> None:
    (index / "dense.faiss").unlink()


def damage_manifest(index: Path) -> None:
    (index / "manifest.json").write_text("{")


def damage_unfinished(index: Path) -> None:
    (index / "manifest.json").unlink()


def damage_foreign(index: Path) -> None:
    index.rename(index.with_name("0123456789abcdef"))


@pytest.mark.parametrize(
    "damage",
    [damage_truncate, damage_remove, damage_manifest, damage_unfinished, damage_foreign],
    ids=lambda d: d.__name__,
)
def test_a_damaged_index_is_one_line_with_the_remedy_and_the_remedy_works(
    run: Run, home: Path, damage: Callable[[Path], None]
) -> None:
    (index,) = (home / "indexes").iterdir()
    damage(index)
    refused = run("ask", "Hoeveel locaties opende het COA?")
    assert refused.is_refused(1)
    assert "vraagbaak index build" in refused.err
    assert run("cite", "3").status == 0
    assert run("index", "build").status == 0
    assert run("ask", "Hoeveel locaties opende het COA?").status == 0


def test_a_change_of_settings_makes_the_index_stale(run: Run, home: Path) -> None:
    (home / "settings.toml").write_text('stemmer = "none"')
    refused = run("ask", "Hoeveel locaties opende het COA?")
    assert refused.is_refused(1)
    assert "vraagbaak index build" in refused.err
    assert run("index", "build").status == 0
    assert run("ask", "Hoeveel locaties opende het COA?").status == 0
