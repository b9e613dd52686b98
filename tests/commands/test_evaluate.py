"""``vraagbaak eval compare`` and ``check`` on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.gold import load_gold
from eval.run import Entry, Run, save_run
from ui.cli import main


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    path = tmp_path / "mijn.jsonl"
    line = {
        "id": "q1",
        "type": "fact",
        "question": "Hoeveel locaties gingen open?",
        "answerable": True,
        "cite_any": [3],
        "must": ["12 reguliere locaties"],
        "document": "kst-36740-VI-15",
    }
    path.write_text(json.dumps(line) + "\n", encoding="utf-8")
    return path


def _run(folder: Path, gold: Path) -> Path:
    folder.mkdir()
    entry = Entry("q1", "Hoeveel locaties gingen open?", 1.0, None, "te laat")
    save_run(Run(gold.name, load_gold(gold).sha256, (entry,)), folder / "run.jsonl")
    return folder


def test_two_report_folders_are_compared(tmp_path: Path, gold: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before, after = _run(tmp_path / "voor", gold), _run(tmp_path / "na", gold)
    common = ["eval", "compare", "--home", str(tmp_path / "home"), "--gold", str(gold)]
    assert main([*common, str(before), str(after / "run.jsonl")]) == 0
    assert "no difference is more than chance" in capsys.readouterr().out
    assert main([*common, "--json", str(before), str(after)]) == 0
    assert json.loads(capsys.readouterr().out)["differences"]["right"]["change"] == 0


def test_a_run_that_is_not_there_is_named(tmp_path: Path, gold: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing = tmp_path / "weg"
    assert main(["eval", "compare", "--gold", str(gold), str(missing), str(missing)]) == 1
    captured = capsys.readouterr()
    assert not captured.out
    assert str(missing) in captured.err
    assert captured.err.count("\n") == 1


def test_sound_gold_is_said_to_be(tmp_path: Path, gold: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "check", "--home", str(tmp_path / "home"), str(gold)]) == 0
    assert "1 queries, nothing amiss" in capsys.readouterr().out


def test_unsound_gold_fails_with_each_fault(tmp_path: Path, gold: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = gold.read_text(encoding="utf-8")
    gold.write_text(text.replace("12 reguliere", "13 reguliere"), encoding="utf-8")
    assert main(["eval", "check", "--home", str(tmp_path / "home"), str(gold), "--against", str(gold)]) == 1
    captured = capsys.readouterr()
    assert "found /13 reguliere locaties/ in none" in captured.out
    assert "expected a query that mijn.jsonl lacks" in captured.out
    assert "2 things are amiss" in captured.err
