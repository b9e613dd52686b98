"""``vraagbaak doctor``: what is in use, and whether it fits together."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ui import __version__

Run = Callable[..., Any]


def checks(examined: Any) -> dict[str, Any]:
    return {check["name"]: check for check in examined.json["checks"]}


@pytest.mark.parametrize("built", [True, False])
def test_everything_is_named_with_what_was_found(run: Run, request: pytest.FixtureRequest, built: bool) -> None:
    if built:
        request.getfixturevalue("home")
    examined = run("doctor", "--json")
    found = checks(examined)
    assert {"python", "vraagbaak", "torch", "gradio", "home", "documents", "embedder", "calibration", "index"} <= set(
        found
    )
    assert found["vraagbaak"]["found"] == __version__
    assert found["documents"]["found"].startswith("1, 37 questions")
    assert found["index"]["ok"]
    assert examined.json["ok"] == all(check["ok"] for check in found.values())
    assert examined.status == (0 if examined.json["ok"] else 1)
    assert (examined.err == "") == examined.json["ok"]


def test_it_can_be_read_by_a_person(run: Run, home: Path) -> None:
    lines = run("doctor").out.splitlines()
    assert any(line.startswith("ok") and "python" in line for line in lines)
    assert any("index" in line for line in lines)
    assert all(line.startswith(("ok  ", "FAIL")) for line in lines)


def test_a_damaged_index_is_found(run: Run, home: Path) -> None:
    (index,) = (home / "indexes").iterdir()
    (index / "dense.faiss").write_bytes(b"")
    examined = run("doctor", "--json")
    assert examined.status == 1
    assert not examined.json["ok"]
    (broken,) = (c for c in examined.json["checks"] if "vraagbaak index build" in c["found"])
    assert not broken["ok"]
    assert len(examined.err.splitlines()) == 1


def test_a_file_in_the_place_of_the_home_folder_is_found(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bezet").write_text("")
    examined = run("doctor", "--home", tmp_path / "bezet")
    assert examined.status == 1
    assert any(line.startswith("FAIL") and "bezet" in line for line in examined.out.splitlines())
    assert len(examined.err.splitlines()) == 1


def test_a_wrong_setting_is_found(run: Run, home: Path) -> None:
    (home / "settings.toml").write_text('stemer = "dutch"')
    examined = run("doctor", "--json")
    assert examined.status == 1
    assert any("'stemmer'" in check["found"] for check in examined.json["checks"] if not check["ok"])


def test_looking_changes_nothing(run: Run, tmp_path: Path) -> None:
    run("doctor", "--home", tmp_path / "nieuw")
    assert not (tmp_path / "nieuw").exists()
