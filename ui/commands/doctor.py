"""``vraagbaak doctor``: what is installed, what is in use, and whether it fits together."""

from __future__ import annotations

import argparse
import importlib.metadata
import platform
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from index.errors import VraagbaakError
from ui import __version__
from ui.commands.home import home_folder
from ui.commands.output import print_json

PACKAGES = (
    "torch",
    "sentence-transformers",
    "transformers",
    "faiss-cpu",
    "bm25s",
    "PyStemmer",
    "numpy",
    "gradio",
    "ir-measures",
)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; ``ok`` is whether it is as it should be."""

    name: str
    ok: bool
    found: str


def add_parser(commands: Any, common: argparse.ArgumentParser) -> None:
    parser = commands.add_parser(
        "doctor",
        help="check the installation, the models and the index",
        description="Say what is installed, which models and index are in use, and whether all of it fits together.",
        epilog="example: vraagbaak doctor --json",
        parents=[common],
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    checks = examine(options)
    if options.json:
        print_json({"ok": all(c.ok for c in checks), "checks": [asdict(c) for c in checks]})
    else:
        for check in checks:
            print(f"{'ok  ' if check.ok else 'FAIL'}  {check.name:<24}{check.found}")
    failed = ", ".join(check.name for check in checks if not check.ok)
    if failed:
        raise VraagbaakError(f"doctor: not as it should be: {failed}; see the lines marked FAIL")
    return 0


def examine(options: argparse.Namespace) -> list[Check]:
    """Every check, in order; a failing one says what to do."""
    checks = [Check("python", True, platform.python_version()), Check("vraagbaak", True, __version__)]
    for package in PACKAGES:
        try:
            checks.append(Check(package, True, importlib.metadata.version(package)))
        except importlib.metadata.PackageNotFoundError:
            checks.append(Check(package, False, "not installed; run: pip install vraagbaak"))
    try:
        home = home_folder(options)
        checks.append(Check("home", True, f"{home}{'' if home.is_dir() else ' (not made yet)'}"))
        checks += _examine_collection(home)
    except VraagbaakError as error:
        checks.append(Check("collection and index", False, " ".join(str(error).split())))
    return checks


def _examine_collection(home: Path) -> list[Check]:
    from index.collection import Collection
    from index.embedding import load_encoder
    from index.errors import IndexMissingError
    from index.settings import load_settings
    from index.store import load_index
    from rag.calibration import Calibration
    from rag.joint import JointReader

    settings = load_settings(home)
    documents = Collection(home).documents
    warnings = sum(len(d.warnings) for d in documents.values())
    questions = sum(len(d.numbers) for d in documents.values())
    checks = [Check("documents", bool(documents), f"{len(documents)}, {questions} questions, {warnings} warnings")]
    encoder = load_encoder(settings)
    checks.append(Check("embedder", True, f"{encoder.identity}, {encoder.dimension} dimensions"))
    reader = JointReader.load()
    checks.append(Check("reader", True, f"{reader.identity}, reads {reader.encoder}"))
    calibration = Calibration.load()
    fits = calibration.fits(encoder.identity, reader.identity)
    remedy = "" if fits else "; refusals are uncalibrated, run: vraagbaak eval --calibrate"
    checks.append(Check("calibration", fits, f"made for {calibration.embedder} and {calibration.reader}{remedy}"))
    try:
        index = load_index(documents.values(), home, encoder, settings)
        checks.append(Check("index", True, f"{index.fingerprint}, {len(index.chunks)} units"))
    except IndexMissingError:
        checks.append(Check("index", True, "none yet; it is built at the first question"))
    return checks
