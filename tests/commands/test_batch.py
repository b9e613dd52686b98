"""``vraagbaak ask --batch``: lines in, lines out, in the same order, whatever a line holds."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
Write = Callable[..., Path]


@pytest.fixture(autouse=True)
def _built(home: Path) -> None:
    """Every test here starts with an index."""


@pytest.fixture
def batch(tmp_path: Path) -> Write:
    """A file of lines; a value is written as JSON, a text as it is."""

    def write(*lines: object) -> Path:
        path = tmp_path / "vragen.jsonl"
        texts = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
        path.write_text("\n".join(texts) + "\n", encoding="utf-8", newline="")
        return path

    return write


def test_a_batch_gives_a_reply_for_each_line(run: Run, batch: Write) -> None:
    path = batch(
        {"id": "q1", "question": "vraag 3"}, {"id": "q2", "question": "vraag 99"}, {"id": 7, "question": "vraag 4"}
    )
    done = run("ask", "--batch", path)
    assert (done.status, done.err) == (0, "")
    first, second, third = done.json_lines
    assert [line["id"] for line in (first, second, third)] == ["q1", "q2", 7]
    assert [line["reply"]["status"] for line in (first, second, third)] == ["answered", "unanswered", "answered"]
    assert set(first) == {"id", "reply"}


def test_a_reply_in_a_batch_is_the_reply_alone(run: Run, batch: Write) -> None:
    query = "Hoeveel reguliere locaties opende het COA in 2024?"
    (line,) = run("ask", "--batch", batch({"id": "a", "question": query})).json_lines
    alone = run("ask", query, "--json").json
    del line["reply"]["timings_ms"], alone["timings_ms"]
    assert line == {"id": "a", "reply": alone}


def test_turns_know_the_turns_before_them(run: Run, batch: Write) -> None:
    turns = ["Wat was het inwilligingspercentage van Duitsland in Q1 2024?", "En België?"]
    (line,) = run("ask", "--batch", batch({"id": "c1", "turns": turns})).json_lines
    assert set(line) == {"id", "replies"}
    assert [reply["query"] for reply in line["replies"]] == turns
    cells = [reply["citations"][0] for reply in line["replies"]]
    assert [(cell["row"], cell["column"], cell["quote"]) for cell in cells] == [
        ("Duitsland", "2024-Q1", "58%"),
        ("België", "2024-Q1", "46%"),
    ]


def test_one_conversation_knows_nothing_of_another(run: Run, batch: Write) -> None:
    path = batch({"id": 1, "turns": ["vraag 8", "en 9"]}, {"id": 2, "turns": ["en 9"]}, {"id": 3, "question": "en 9"})
    first, *others = run("ask", "--batch", path).json_lines
    assert first["replies"][1]["route"] == "lookup"
    assert all(
        reply["route"] != "lookup"
        for line in others
        for reply in [*line.get("replies", []), line.get("reply")]
        if reply
    )


BAD = {
    "geen json": None,
    '{"id": "x"': None,
    '{"id": "x", "question": "vraag 3",}': None,
    "[1, 2]": None,
    '"tekst"': None,
    "null": None,
    '{"id": NaN, "question": "vraag 3"}': None,
    '{"id": "x", "question": 5}': "x",
    '{"id": "x", "question": null}': "x",
    '{"id": "x"}': "x",
    '{"id": "x", "turns": []}': "x",
    '{"id": "x", "turns": "vraag 3"}': "x",
    '{"id": "x", "turns": ["vraag 3", 4]}': "x",
    '{"id": "x", "question": "vraag 3", "turns": ["vraag 3"]}': "x",
    '{"id": "x", "question": ""}': "x",
    '{"id": "x", "question": " \\n "}': "x",
    '{"id": "x", "turns": ["vraag 3", ""]}': "x",
    '{"id": "x", "question": "vraag 3", "document": "kst-1-2"}': "x",
    '{"id": "x", "question": "vraag 3", "document": 4}': "x",
    '{"id": "x", "question": "vraag 3", "documents": []}': "x",
    f'{{"id": "x", "question": "{"a" * 100_000}"}}': "x",
    "[" * 100_000: None,
    f'{{"id": {"9" * 5000}, "question": "vraag 3"}}': None,
}


def test_a_line_that_cannot_be_read_gives_an_error_in_its_place(run: Run, batch: Write) -> None:
    good = {"id": "goed", "question": "vraag 3"}
    done = run("ask", "--batch", batch(*(line for bad in BAD for line in (bad, good))))
    assert (done.status, done.err) == (0, "")
    lines = done.json_lines
    assert len(lines) == 2 * len(BAD)
    for (bad, identity), refused, answered in zip(BAD.items(), lines[::2], lines[1::2], strict=True):
        assert set(refused) == {"id", "error"}, bad[:60]
        assert refused["id"] == identity, bad[:60]
        assert "\n" not in refused["error"]
        assert len(refused["error"]) < 300
        assert answered["id"] == "goed"
        assert answered["reply"]["status"] == "answered"


def test_an_error_names_the_line_of_the_file(run: Run, batch: Write) -> None:
    done = run("ask", "--batch", batch({"id": 1, "question": "vraag 3"}, "", "", "stuk"))
    assert len(done.json_lines) == 2
    assert "line 4" in done.json_lines[1]["error"]


@pytest.mark.parametrize("question", ["vraag 3", ""])
def test_the_id_comes_back_as_it_was(run: Run, batch: Write, question: str) -> None:
    ids = ["q1", 7, 1.5, None, True, "é€\u2028\x85\n", ["a"], {"b": 1}]
    lines = run("ask", "--batch", batch(*({"id": identity, "question": question} for identity in ids))).json_lines
    assert [line["id"] for line in lines] == ids


def test_a_line_without_an_id_has_none(run: Run, batch: Write) -> None:
    (line,) = run("ask", "--batch", batch({"question": "vraag 3"})).json_lines
    assert line["id"] is None
    assert line["reply"]["status"] == "answered"


def test_only_a_line_end_ends_a_line(run: Run, batch: Write) -> None:
    odd = "vraag\u2028 3\u2029\x85\x1c"
    first, second = run(
        "ask", "--batch", batch({"id": "a", "question": odd}, {"id": "b", "question": "vraag 3\x0b"})
    ).json_lines
    assert first["reply"]["answer"] == second["reply"]["answer"]


def test_half_a_character_does_no_harm(run: Run, batch: Write) -> None:
    path = batch('{"id": "\\ud83d", "question": "vraag \\ud83d over locaties"}', {"id": "b", "question": "vraag 3"})
    first, second = run("ask", "--batch", path).json_lines
    assert first["id"] == "\ud83d"
    assert "reply" in first
    assert second["reply"]["status"] == "answered"


@pytest.mark.parametrize("text", ["\ufeff{}\n", "{}\r\n", "\r\n\r\n{}\r\n", "{}", "\n\n{}\n\n"])
def test_line_ends_and_a_byte_order_mark_do_no_harm(run: Run, tmp_path: Path, text: str) -> None:
    path = tmp_path / "vragen.jsonl"
    path.write_bytes(text.replace("{}", '{"id": "a", "question": "vraag 3"}').encode())
    (line,) = run("ask", "--batch", path).json_lines
    assert line["reply"]["status"] == "answered"


def test_a_batch_from_a_pipe(run: Run) -> None:
    (line,) = run("ask", "--batch", "-", stdin=b'{"id": "a", "question": "vraag 3"}\n').json_lines
    assert line["reply"]["status"] == "answered"


def test_output_to_a_file_leaves_standard_output_empty(run: Run, batch: Write, tmp_path: Path) -> None:
    path, target = batch({"id": "a", "question": "vraag 13"}, "stuk"), tmp_path / "antwoorden.jsonl"
    done = run("ask", "--batch", path, "--output", target)
    assert (done.status, done.out, done.err) == (0, "", "")
    first, second = map(json.loads, target.read_text(encoding="utf-8").splitlines())
    assert "€ 166,5 mln." in first["reply"]["answer"]
    assert "€" in target.read_text(encoding="utf-8")
    assert set(second) == {"id", "error"}


@pytest.mark.parametrize("target", ["nergens/antwoorden.jsonl", "."])
def test_an_output_that_cannot_be_written_is_one_line(run: Run, batch: Write, tmp_path: Path, target: str) -> None:
    refused = run("ask", "--batch", batch({"id": "a", "question": "vraag 3"}), "--output", tmp_path / target)
    assert refused.is_refused(1)


@pytest.mark.parametrize(
    "content",
    [b"", b"\n \n", b"\xef\xbb\xbf", b"\x00\x01\x02", b"\xff\xfe\xfa", b"\x89PNG\r\n\x1a\n\x00", b"PK\x03\x04\xff"],
)
def test_an_empty_or_binary_batch_is_refused(run: Run, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "vragen.jsonl"
    path.write_bytes(content)
    target = tmp_path / "antwoorden.jsonl"
    target.write_text("van gisteren")
    refused = run("ask", "--batch", path, "--output", target)
    assert refused.is_refused(2)
    assert "vragen.jsonl" in refused.err
    assert target.read_text() == "van gisteren"
    assert run("ask", "--batch", "-", stdin=content).is_refused(2)


def test_a_batch_that_is_not_there_is_refused(run: Run, tmp_path: Path) -> None:
    for path in (tmp_path / "nergens.jsonl", tmp_path, tmp_path / ("a" * 5000), Path()):
        assert run("ask", "--batch", path).is_refused(2)


def test_an_unknown_document_stops_the_batch_before_it_starts(run: Run, batch: Write) -> None:
    path = batch({"id": "a", "question": "vraag 3"})
    assert run("ask", "--batch", path, "--document", "kst-1-2").is_refused(1)


def test_a_document_can_be_named_for_one_line(run: Run, batch: Write, small_file: Path) -> None:
    assert run("index", "add", small_file).status == 0
    path = batch(
        {"id": 1, "question": "vraag 1", "document": "kst-12345-7"},
        {"id": 2, "question": "vraag 1", "documents": ["kst-36740-VI-15"]},
        {"id": 3, "question": "vraag 1"},
    )
    cited = [
        {citation["document"] for citation in line["reply"]["citations"]}
        for line in run("ask", "--batch", path).json_lines
    ]
    assert cited == [{"kst-12345-7"}, {"kst-36740-VI-15"}, {"kst-12345-7", "kst-36740-VI-15"}]


def test_a_batch_between_processes_is_utf_8(process: Run, batch: Write) -> None:
    done = process("ask", "--batch", batch({"id": "é", "question": "vraag 13"}, "stuk"))
    assert (done.status, done.err) == (0, "")
    assert [line["id"] for line in done.json_lines] == ["é", None]
    assert "€" in done.out
