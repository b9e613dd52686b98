"""A gold file that would mislead is found out before it is believed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from eval.checking import check_gold
from eval.gold import DEVELOPMENT_GOLD, GOLD_FOLDER
from index.collection import bundled_document
from index.records import Document

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path, document: Document) -> Write:
    """A gold file of some lines, each completed to a whole item."""

    def make(*lines: dict[str, Any], name: str = "mijn.jsonl") -> Path:
        whole = {"type": "fact", "answerable": True, "cite_any": [1], "document": document.id}
        path = tmp_path / name
        rows = (whole | {"id": f"q{n}", "question": f"Vraag {n}?"} | line for n, line in enumerate(lines))
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        return path

    return make


def test_sound_gold_has_no_faults(write: Write, documents: dict[str, Document]) -> None:
    gold, faults = check_gold(write({"must": [r"\b12 locaties"]}), documents)
    assert len(gold.items) == 1
    assert not faults


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        (({"must": ["13 locaties"]},), "line 1: must: expected a fact of question 1, found /13 locaties/ in none"),
        (({"must": ["("]},), "line 1: must: expected a regular expression"),
        (({"cite_any": [99]},), "line 1: expected a question of kst-1-2 (1 to 6), found 99"),
        (({"question": "Hoe zit dat?"}, {"question": "hoe zit dat"}), "line 2: expected a query of its own"),
        (({"question": ""},), "line 1: question: expected a text"),
    ],
)
def test_each_fault_is_named_with_its_line(
    write: Write, documents: dict[str, Document], lines: tuple[dict[str, Any], ...], fault: str
) -> None:
    _, faults = check_gold(write(*lines), documents)
    assert len(faults) == 1
    assert fault in faults[0]


def test_a_query_of_another_file_is_a_leak_in_other_words_too(write: Write, documents: dict[str, Document]) -> None:
    mine = write(
        {"question": "Hoeveel reguliere locaties opende het COA in 2024?"}, {"question": "Wat kostte de opvang?"}
    )
    test = write(
        {"question": "hoeveel reguliere locaties heeft het COA in 2024 opende"},
        {"question": "Wat kostte dat?"},
        name="toets.jsonl",
    )
    _, faults = check_gold(mine, documents, [test])
    assert len(faults) == 1
    assert "line 1: expected a query that toets.jsonl lacks, found 'q0' of it" in faults[0]


def test_the_bundled_sets_are_sound_and_share_no_query() -> None:
    document = bundled_document()
    for path, others in ((DEVELOPMENT_GOLD, [GOLD_FOLDER / "test.jsonl"]), (GOLD_FOLDER / "test.jsonl", [])):
        _, faults = check_gold(path, {document.id: document}, others)
        assert not faults, "\n".join(faults)
