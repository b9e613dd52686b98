"""Runs commands as a person would, in this process or a new one, with a home folder of their own."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from index import embedding
from rag import pipeline
from ui.cli import main

ROOT = Path(__file__).parents[2]
DOCUMENT = "kst-36740-VI-15"

SMALL_TEXT = """
12 345 Toezicht op de spoorwegen

Nr. 7 LIJST VAN VRAGEN EN ANTWOORDEN

Vastgesteld 3 maart 2023

De vaste commissie voor Infrastructuur heeft vragen voorgelegd aan de minister van Infrastructuur.

Vraag (1):
Hoeveel treinstations zijn er in 2022 gesloopt?

Antwoord:
In 2022 zijn 14 treinstations gesloopt.

Vraag (2):
Wanneer komt de stoomlocomotief terug?

Antwoord:
De stoomlocomotief komt niet terug.

Vraag (40):
Welke spoorwegovergangen blijven bestaan?
"""


@dataclass(frozen=True)
class Result:
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def json_lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]

    def is_refused(self, status: int) -> bool:
        """Whether it ended with this status and said why in one line on standard error, and nothing else."""
        return (
            self.status == status
            and self.out == ""
            and self.err.startswith("vraagbaak")
            and self.err.endswith("\n")
            and len(self.err.splitlines()) == 1
            and "Traceback" not in self.err
        )


Run = Callable[..., Result]


@pytest.fixture(scope="session", autouse=True)
def _model_loaded_once() -> Iterator[None]:
    """Commands in this process share one copy of each model, which nothing changes."""
    patch = pytest.MonkeyPatch()
    load = cache(embedding.load_encoder)
    patch.setattr(embedding, "load_encoder", load)
    patch.setattr(pipeline, "load_encoder", load)
    yield
    patch.undo()


@pytest.fixture(scope="session")
def built_home(tmp_path_factory: pytest.TempPathFactory, _model_loaded_once: None) -> Path:
    """A home folder with the index of the bundled document."""
    home = tmp_path_factory.mktemp("built") / "home"
    assert main(["index", "build", "--home", str(home)]) == 0
    return home


@pytest.fixture
def home(built_home: Path, tmp_path: Path) -> Path:
    """A home folder of the test's own, its index built."""
    shutil.copytree(built_home, tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture(autouse=True)
def _named_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test touches the home folder of whoever runs it."""
    monkeypatch.setenv("VRAAGBAAK_HOME", str(tmp_path / "home"))


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in this process."""

    def run_command(*arguments: str | Path, stdin: bytes = b"") -> Result:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        capsys.readouterr()
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as exit_:
            status = exit_.code if isinstance(exit_.code, int) else 1
        captured = capsys.readouterr()
        return Result(status, captured.out, captured.err)

    return run_command


@pytest.fixture
def process() -> Run:
    """Run a command in a new process, its standard streams no terminal."""

    def run_process(*arguments: str | Path, stdin: bytes = b"", env: Mapping[str, str] | None = None) -> Result:
        done = subprocess.run(
            [sys.executable, "-m", "ui.cli", *map(str, arguments)],
            cwd=ROOT,
            input=stdin,
            capture_output=True,
            timeout=60,
            env={**os.environ, **(env or {})},
        )
        return Result(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run_process


@pytest.fixture
def small_file(tmp_path: Path) -> Path:
    """A document of three questions, the last without an answer."""
    path = tmp_path / "spoor.txt"
    path.write_text(SMALL_TEXT, encoding="utf-8")
    return path
