"""``vraagbaak cite``: questions word for word, in one document or several."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from index.collection import bundled_document

Run = Callable[..., Any]


def test_a_question_word_for_word_with_its_official_citation(run: Run) -> None:
    cited = run("cite", "7")
    assert (cited.status, cited.err) == (0, "")
    assert cited.out.startswith("Vraag 7\n\nHoeveel mensen zonder geldige verblijfsvergunning")
    assert "- Afgewezen asielzoekers die het land moeten verlaten." in cited.out
    assert "Kamerstukken II 2024/25, 36740-VI, nr. 15, vraag 7" in cited.out
    assert "\ufffd" not in cited.out
    assert not re.search(r"\n{3}", cited.out)


@pytest.mark.parametrize("arguments", [["7"], ["007"], ["7", "--document", "kst-36740-VI-15"]])
def test_a_number_in_several_forms(run: Run, arguments: list[str]) -> None:
    assert run("cite", *arguments).out == run("cite", "7").out


def test_several_numbers_come_in_the_order_asked(run: Run) -> None:
    cited = run("cite", "9", "3", "--json").json
    assert [entry["question"] for entry in cited] == [9, 3]
    assert run("cite", "9", "3").out == f"{run('cite', '9').out}\n{run('cite', '3').out}"


def test_the_json_has_exact_quotes(run: Run) -> None:
    document = bundled_document()
    numbers = [str(number) for number in document.numbers]
    cited = run("cite", *numbers, "--json").json
    assert len(cited) == 37
    for entry in cited:
        item = document.item(entry["question"])
        assert item is not None
        for part in ("question", "answer"):
            start, end = entry[f"{part}_span"]
            assert document.text[start:end] == entry[f"{part}_quote"]
            assert entry[f"{part}_text"]
        assert entry["document"] == "kst-36740-VI-15"
        assert entry["reference"].endswith(f"vraag {entry['question']}")


def test_a_table_is_shown_in_columns(run: Run) -> None:
    lines = run("cite", "9").out.splitlines()
    assert "Lidstaat     2024-Q1  2024-Q2  2024-Q3  2024-Q4" in lines
    assert "België           46%      50%      50%      49%" in lines


def test_cells_of_a_table_have_offsets(run: Run) -> None:
    text = bundled_document().text
    (table,) = run("cite", "9", "--json").json[0]["tables"]
    assert table["columns"] == ["2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4"]
    assert len(table["rows"]) == 28
    for row in table["rows"]:
        for cell in row["cells"]:
            assert " ".join(text[cell["start"] : cell["end"]].split()) == cell["text"]


def test_a_misprint_and_an_absent_chart_are_said(run: Run) -> None:
    misprint = run("cite", "24").out
    assert "19.694,355,00" in misprint
    assert "Let op: " in misprint
    assert "Let op: " in run("cite", "19").out


@pytest.mark.parametrize("number", ["99", "0", "38", "999999"])
def test_a_number_that_does_not_exist_is_a_failure_with_the_range(run: Run, number: str) -> None:
    refused = run("cite", number)
    assert refused.is_refused(1)
    assert "1 to 37" in refused.err


@pytest.mark.parametrize("number", ["zeven", "7a", "1.5", "", "٧", "7" * 5000])
def test_what_is_no_number_is_wrong_usage(run: Run, number: str) -> None:
    assert run("cite", number).is_refused(2)
    assert run("cite", "7", number).is_refused(2)


def test_all_or_nothing(run: Run) -> None:
    assert run("cite", "7", "99").is_refused(1)


def test_an_unknown_document_is_named_with_those_there_are(run: Run) -> None:
    refused = run("cite", "7", "--document", "kst-1-2")
    assert refused.is_refused(1)
    assert "kst-36740-VI-15" in refused.err


def test_in_several_documents_the_number_may_need_a_document(run: Run, home: Path, small_file: Path) -> None:
    assert run("index", "add", small_file).status == 0
    refused = run("cite", "1")
    assert refused.is_refused(2)
    assert "kst-12345-7" in refused.err
    assert "kst-36740-VI-15" in refused.err
    assert "--document" in refused.err
    assert "treinstations" in run("cite", "1", "--document", "kst-12345-7").out
    assert "migratiepartnerschappen" in run("cite", "1", "--document", "kst-36740-VI-15").out
    assert run("cite", "7").status == 0
    unanswered = run("cite", "40")
    assert unanswered.status == 0
    assert "geen antwoord" in unanswered.out
    assert run("cite", "40", "--json").json[0]["answer_text"] is None


def test_cite_needs_no_index_and_no_home(run: Run, tmp_path: Path) -> None:
    assert run("cite", "7", "--home", tmp_path / "nieuw").status == 0
    assert not (tmp_path / "nieuw").exists()
