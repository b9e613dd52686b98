"""Our own training material: whole, and apart from what measures."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from eval.gold import GOLD_FOLDER
from index.analysis import fold
from training.data import ASKED, MATERIAL, MISSED

TRAINED_ON = [path for path in sorted(MATERIAL.glob("queries-*.jsonl")) if "held-out" not in path.name]
HELD_OUT = MATERIAL / "queries-held-out.jsonl"
READ = [path for path in sorted(MATERIAL.glob("reading-*.jsonl")) if "held-out" not in path.name]
READ_HELD_OUT = MATERIAL / "reading-held-out.jsonl"
QUERIES = ("far", "far2", "near", "en", "topic", "miss")


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))


@pytest.mark.parametrize("path", [*TRAINED_ON, HELD_OUT], ids=lambda path: path.name)
def test_every_row_names_an_answer_and_has_its_queries(path: Path) -> None:
    for number, row in enumerate(rows(path), start=1):
        where = f"{path.name}:{number}"
        assert re.fullmatch(r"[0-9a-f]{12}", row["answer"]), where
        for name in ("far", "near", "en", "topic", "miss"):
            assert row[name].strip(), f"{where} {name}"
        for name in (name for name in row if name.endswith("_at")):
            assert all(isinstance(n, int) and n >= 1 for n in row[name]), f"{where} {name}"


@pytest.mark.parametrize("path", [*READ, READ_HELD_OUT], ids=lambda path: path.name)
def test_every_examination_says_which_sentences_answer(path: Path) -> None:
    for number, row in enumerate(rows(path), start=1):
        where = f"{path.name}:{number}"
        assert re.fullmatch(r"[0-9a-f]{12}", row["answer"]), where
        assert set(row) <= {"answer", *ASKED, *(f"{kind}_at" for kind in ASKED), *MISSED}, where
        for kind in ASKED:
            assert (kind in row) == (f"{kind}_at" in row), f"{where} {kind}"
        for kind in (name for name in ASKED if name in row):
            assert row[kind].strip(), f"{where} {kind}"
            assert row[f"{kind}_at"], f"{where} {kind}"
            assert all(isinstance(n, int) and n >= 1 for n in row[f"{kind}_at"]), f"{where} {kind}"
        assert all(row[kind].strip() for kind in MISSED if kind in row), where


@pytest.mark.parametrize("files", [[*TRAINED_ON, HELD_OUT], [*READ, READ_HELD_OUT]], ids=["queries", "reading"])
def test_no_answer_is_there_twice(files: list[Path]) -> None:
    seen = [row["answer"] for path in files for row in rows(path)]
    assert len(seen) == len(set(seen))


def test_no_answer_is_both_trained_on_and_held_out() -> None:
    trained = {row["answer"] for path in [*TRAINED_ON, *READ] for row in rows(path)}
    held_out = {row["answer"] for path in [HELD_OUT, READ_HELD_OUT] for row in rows(path)}
    assert len(held_out) > 300
    assert not trained & held_out


def test_no_query_of_the_gold_is_trained_on() -> None:
    trained = {plain(row[name]) for path in TRAINED_ON for row in rows(path) for name in QUERIES if row.get(name)}
    trained |= {
        plain(row[name])
        for path in sorted(MATERIAL.glob("material-*.jsonl"))
        for row in rows(path)
        for name in ("query", "query_en")
    }
    trained |= {plain(row[kind]) for path in READ for row in rows(path) for kind in (*ASKED, *MISSED) if kind in row}
    for path in (GOLD_FOLDER / "development.jsonl", GOLD_FOLDER / "tables.jsonl", GOLD_FOLDER / "test.jsonl"):
        asked = {plain(query) for row in rows(path) for query in queries_of(row)}
        assert len(asked) > 100
        assert not asked & trained, path.name


def queries_of(row: dict[str, Any]) -> list[str]:
    return [turn["question"] for turn in row["turns"]] if "turns" in row else [row["question"]]
