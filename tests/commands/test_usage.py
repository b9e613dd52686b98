"""The command line itself: help, wrong usage, the home folder, and what goes to which stream."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ui import __version__
from ui.cli import main
from ui.commands import cite

Run = Callable[..., Any]
COMMANDS = (
    "chat",
    "ask",
    "cite",
    "index",
    "index add",
    "index list",
    "index inspect",
    "index remove",
    "index build",
    "eval",
    "doctor",
)
READING = (["cite", "7"], ["index", "list"], ["index", "inspect", "kst-36740-VI-15"], ["ask", "vraag 7"])


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_every_command_has_an_example_of_it(run: Run, command: str) -> None:
    shown = run(*command.split(), "--help")
    assert (shown.status, shown.err) == (0, "")
    (example,) = (line for line in shown.out.splitlines() if line.startswith("example:"))
    assert f"vraagbaak {command}" in example


def test_the_help_names_every_command_and_has_an_example(run: Run) -> None:
    shown = run("--help")
    assert shown.status == 0
    assert "example: vraagbaak ask" in shown.out
    assert all(f"\n    {command} " in shown.out for command in ("chat", "ask", "cite", "index", "eval", "doctor"))


def test_the_version_is_that_of_the_package(run: Run) -> None:
    assert run("--version").out == f"vraagbaak {__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["zoek"],
        ["--nonsens"],
        ["index"],
        ["index", "zoek"],
        ["cite"],
        ["index", "add"],
        ["index", "inspect"],
        ["index", "remove"],
        ["ask", "een", "twee"],
        ["ask", "een", "regel een\nregel twee"],
        ["ask", "--document"],
        ["cite", "7", "--nonsens"],
        ["doctor", "nu"],
        ["--home"],
        ["chat", "--port", "abc"],
        ["chat", "--port", "0"],
        ["chat", "--port", "65536"],
        ["chat", "--port=-1"],
        ["chat", "--port", ""],
        ["chat", "--port", "7860.5"],
        ["chat", "--port", "٧٨٦٠"],
        ["eval", "--fail-under", "Success@1"],
        ["eval", "--fail-under", "nonsens=1"],
    ],
)
def test_wrong_usage_is_one_line_and_status_2(run: Run, arguments: list[str]) -> None:
    assert run(*arguments).is_refused(2)


def test_a_gold_file_that_is_not_there_is_one_line(run: Run, tmp_path: Path) -> None:
    for path in (tmp_path / "nergens.jsonl", tmp_path):
        assert run("eval", "--gold", path).is_refused(1)


def test_a_mistake_of_our_own_is_not_hidden(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(options: object) -> int:
        raise RuntimeError("a fault of our own")

    monkeypatch.setattr(cite, "run", fail)
    with pytest.raises(RuntimeError, match="of our own"):
        main(["cite", "7"])


def test_an_interruption_is_quiet(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(options: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(cite, "run", interrupt)
    stopped = run("cite", "7")
    assert (stopped.status, stopped.out, stopped.err) == (130, "", "")


def test_home_before_or_after_the_command_or_in_the_environment(
    run: Run, small_file: Path, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "anders"
    assert run("index", "add", small_file, "--home", other).status == 0
    both = ["kst-12345-7", "kst-36740-VI-15"]

    def ids(*arguments: str | Path) -> list[str]:
        return [row["id"] for row in run(*arguments).json]

    assert ids("index", "list", "--json", "--home", other) == both
    assert ids("index", "--home", other, "list", "--json") == both
    assert ids("--home", other, "index", "list", "--json") == both
    assert ids("index", "list", "--json") == both[1:]
    monkeypatch.setenv("VRAAGBAAK_HOME", str(other))
    assert ids("index", "list", "--json") == both
    assert ids("index", "list", "--json", "--home", home) == both[1:]


@pytest.mark.parametrize("arguments", READING)
def test_reading_makes_no_home_but_what_it_needs(run: Run, tmp_path: Path, arguments: list[str]) -> None:
    fresh = tmp_path / "nieuw"
    assert run(*arguments, "--home", fresh).status == 0
    assert fresh.exists() == (arguments[0] == "ask")


@pytest.mark.parametrize("arguments", [*READING, ["index", "build"], ["index", "remove", "kst-36740-VI-15"]])
@pytest.mark.parametrize("below", ["", "map/home"])
def test_a_file_in_the_place_of_the_home_folder_is_named(
    run: Run, tmp_path: Path, arguments: list[str], below: str
) -> None:
    taken = tmp_path / "bezet"
    taken.write_text("hier staat een bestand")
    refused = run(*arguments, "--home", taken / below)
    assert refused.is_refused(1)
    assert str(taken) in refused.err
    assert "--home" in refused.err
    assert taken.read_text() == "hier staat een bestand"


@pytest.mark.parametrize("name", ["indexes", "documents"])
def test_a_file_in_the_place_of_a_folder_in_the_home_is_named(
    run: Run, tmp_path: Path, small_file: Path, name: str
) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / name).write_text("")
    refused = run("index", "add", small_file)
    assert refused.status == 1
    assert len(refused.err.splitlines()) == 1
    assert str(tmp_path / "home") in refused.err


def test_a_home_of_an_impossible_name_is_refused(run: Run) -> None:
    for arguments in (["cite", "7"], ["ask", "vraag 7"], ["index", "list"]):
        assert run(*arguments, "--home", "a" * 5000).is_refused(1)


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ('stemer = "dutch"', "'stemmer'"),
        ('embeder = "bundled"', "'embedder'"),
        ("stemmer = 5", "stemmer"),
        ('stemmer = "frans"', "dutch_porter"),
        ('embedder = ""', "embedder"),
        ("dit is geen toml", "settings.toml"),
    ],
)
def test_an_unknown_or_impossible_setting_is_named(run: Run, home: Path, settings: str, named: str) -> None:
    (home / "settings.toml").write_text(settings)
    for arguments in (["ask", "vraag 7"], ["index", "build"]):
        refused = run(*arguments)
        assert refused.is_refused(2)
        assert named in refused.err


def test_a_model_folder_that_does_not_load_is_named(run: Run, home: Path, tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    module = {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.StaticEmbedding"}
    (tmp_path / "model" / "modules.json").write_text(json.dumps([module]))
    (home / "settings.toml").write_text(f'embedder = "{tmp_path / "model"}"')
    refused = run("ask", "vraag 7")
    assert refused.is_refused(1)
    assert str(tmp_path / "model") in refused.err


def test_nothing_but_results_on_standard_output(process: Run, tmp_path: Path) -> None:
    asked = process("ask", "vraag 3", "--json", env={"VRAAGBAAK_HOME": str(tmp_path / "nieuw")})
    assert asked.status == 0
    assert asked.err == ""
    assert asked.json["status"] == "answered"


@pytest.mark.parametrize("arguments", [["cite", "13"], ["ask", "vraag 13", "--json"]])
def test_a_terminal_without_a_euro_sign_shows_what_it_can(process: Run, home: Path, arguments: list[str]) -> None:
    shown = process(*arguments, env={"PYTHONIOENCODING": "ascii"})
    assert (shown.status, shown.err) == (0, "")
    assert "166,5" in shown.out
    if "--json" in arguments:
        assert "€ 166,5" in shown.json["answer"]


def test_a_reader_that_leaves_early_ends_it_quietly(home: Path, tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    with (tmp_path / "fouten").open("wb") as errors:
        writer = subprocess.Popen(
            [sys.executable, "-m", "ui.cli", "index", "inspect", "kst-36740-VI-15", "--json"],
            cwd=root,
            stdout=subprocess.PIPE,
            stderr=errors,
        )
        assert writer.stdout is not None
        writer.stdout.read(1)
        writer.stdout.close()
        assert writer.wait(60) == 0
    assert (tmp_path / "fouten").read_bytes() == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_full_disk_is_one_line(tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "ui.cli", "cite", "7"],
            cwd=Path(__file__).parents[2],
            stdout=full,
            stderr=subprocess.PIPE,
            env={**os.environ, "VRAAGBAAK_HOME": str(tmp_path)},
            timeout=60,
        )
    assert done.returncode == 1
    assert done.stderr.startswith(b"vraagbaak: ")
    assert done.stderr.count(b"\n") == 1
