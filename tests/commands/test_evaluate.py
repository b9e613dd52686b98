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
    assert main(["eval", "check", "--home", str(tmp_path / "home"), str(gold), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"gold": gold.name, "queries": 1, "faults": []}


def test_unsound_gold_fails_with_each_fault(tmp_path: Path, gold: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = gold.read_text(encoding="utf-8")
    gold.write_text(text.replace("12 reguliere", "13 reguliere"), encoding="utf-8")
    assert main(["eval", "check", "--home", str(tmp_path / "home"), str(gold), "--against", str(gold)]) == 1
    captured = capsys.readouterr()
    assert "found /13 reguliere locaties/ in none" in captured.out
    assert "expected a query that mijn.jsonl lacks" in captured.out
    assert "2 things are amiss" in captured.err


def _look_ups(path: Path, asked: int) -> Path:
    """Ten queries that want the questions 2 to 11 and ask for those from ``asked`` on."""
    lines = [
        {
            "id": f"q{n}",
            "type": "lookup",
            "question": f"vraag {n + asked}",
            "answerable": True,
            "cite_any": [n + 2],
            "document": "kst-36740-VI-15",
        }
        for n in range(10)
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def test_a_figure_worse_than_the_baseline_fails_and_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    right, wrong = _look_ups(tmp_path / "goed.jsonl", 2), _look_ups(tmp_path / "fout.jsonl", 1)
    common = ["eval", "--home", str(tmp_path / "home"), "--gold"]
    assert main([*common, str(right), "--report", str(tmp_path / "voor"), "--save", str(tmp_path / "run.gz")]) == 0
    assert main([*common, str(right), "--baseline", str(tmp_path / "voor")]) == 0
    assert main([*common, str(right), "--baseline", str(tmp_path / "run.gz")]) == 0
    # The replies to the right queries, as if the wrong ones had once been understood so.
    lines = [json.loads(line) for line in (tmp_path / "voor" / "run.jsonl").read_text(encoding="utf-8").splitlines()]
    for line in lines[1:]:
        line["query"] = f"vraag {int(line['query'].split()[1]) - 1}"
    baseline = tmp_path / "basis.jsonl"
    baseline.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    capsys.readouterr()
    assert main([*common, str(wrong), "--baseline", str(baseline)]) == 1
    failures = capsys.readouterr().err
    assert "right: 0, worse than 1 in the baseline by more than chance" in failures
    assert "Success@1: 0, worse than 1" in failures


def test_a_baseline_of_other_queries_is_turned_down(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    right, wrong = _look_ups(tmp_path / "goed.jsonl", 2), _look_ups(tmp_path / "fout.jsonl", 1)
    common = ["eval", "--home", str(tmp_path / "home"), "--gold"]
    assert main([*common, str(right), "--report", str(tmp_path / "voor")]) == 0
    capsys.readouterr()
    assert main([*common, str(wrong), "--baseline", str(tmp_path / "voor")]) == 1
    assert "expected the query 'vraag 1' under 'q0', found 'vraag 2'" in capsys.readouterr().err
