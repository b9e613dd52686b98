"""``vraagbaak index``: documents come and go, and their parse is shown as the contract says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from index.collection import BUNDLED_FILE, bundled_document

Run = Callable[..., Any]
SMALL, BUNDLED = "kst-12345-7", "kst-36740-VI-15"


def ids(run: Run) -> list[str]:
    return [row["id"] for row in run("index", "list", "--json").json]


def test_a_fresh_home_lists_the_bundled_document(run: Run) -> None:
    listed = run("index", "list", "--json")
    assert (listed.status, listed.err) == (0, "")
    (row,) = listed.json
    assert list(row) == ["id", "source", "title", "questions", "warnings"]
    assert row["id"] == BUNDLED
    assert row["source"] == "kst-36740-VI-15.txt"
    assert row["title"].startswith("Jaarverslag Ministerie van Justitie en Veiligheid 2024")
    assert row["questions"] == 37
    assert row["warnings"] == len(bundled_document().warnings)
    assert run("index", "list").out.split("\t")[0] == BUNDLED


def test_inspect_gives_the_parse_as_json(run: Run) -> None:
    inspected = run("index", "inspect", BUNDLED, "--json").json
    assert {"id", "metadata", "items", "warnings"} <= set(inspected)
    assert inspected["id"] == BUNDLED
    assert inspected["metadata"]["dossier"] == "36740-VI"
    assert inspected["metadata"]["number"] == 15
    assert inspected["metadata"]["adopted"] == "2025-06-19"
    assert inspected["metadata"]["letter"] == "2025-06-17"
    text = bundled_document().text
    items = inspected["items"]
    assert [number for item in items for number in item["numbers"]] == list(range(1, 38))
    keys = {"numbers", "question", "answer", "question_span", "answer_span", "tables", "notes"}
    for item in items:
        assert keys <= set(item)
        assert isinstance(item["question"], str)
        assert isinstance(item["answer"], str)
        for span in (item["question_span"], item["answer_span"]):
            assert text[span[0] : span[1]].strip() == text[span[0] : span[1]] != ""
    assert [item["numbers"] for item in items if item["tables"]] == [[9], [19], [24]]
    assert len(inspected["warnings"]) == 2


def test_inspect_shows_a_person_the_whole_parse(run: Run) -> None:
    shown = run("index", "inspect", BUNDLED)
    assert shown.status == 0
    assert all(f"\nVraag {number}  [" in shown.out for number in range(1, 38))
    assert "37 (1 tot en met 37), waarvan 37 beantwoord" in shown.out
    assert "2025-06-19" in shown.out
    assert "Waarschuwingen:" in shown.out


def test_add_list_ask_inspect_remove(run: Run, home: Path, small_file: Path) -> None:
    added = run("index", "add", small_file)
    assert (added.status, added.err) == (0, "")
    assert added.out.startswith(f"{SMALL}\tadded\t3 questions\t")
    assert ids(run) == [SMALL, BUNDLED]
    assert "14 treinstations gesloopt [12345-7, Vraag 1]" in run("ask", "Hoeveel treinstations zijn er gesloopt?").out

    inspected = run("index", "inspect", SMALL, "--json").json
    last = inspected["items"][-1]
    assert last["numbers"] == [40]
    assert last["answer"] is None
    assert last["answer_span"] is None
    assert {warning["number"] for warning in inspected["warnings"]} >= {40}
    assert "Antwoord ontbreekt" in run("index", "inspect", SMALL).out

    removed = run("index", "remove", SMALL)
    assert (removed.status, removed.err) == (0, "")
    assert ids(run) == [BUNDLED]
    assert "[Vraag 3]" in run("ask", "vraag 3").out


def test_adding_again_changes_nothing_and_a_new_version_replaces(run: Run, home: Path, small_file: Path) -> None:
    run("index", "add", small_file)
    assert "\tunchanged\t" in run("index", "add", small_file).out
    small_file.write_text(small_file.read_text(encoding="utf-8").replace("14 tre", "15 tre"), encoding="utf-8")
    assert "\treplaced" in run("index", "add", small_file).out
    assert ids(run) == [SMALL, BUNDLED]
    assert "15 treinstations" in run("cite", "1", "--document", SMALL).out
    assert "15 treinstations" in run("ask", "vraag 1", "--document", SMALL).out


def test_adding_the_bundled_file_itself_changes_nothing(run: Run, home: Path) -> None:
    assert run("index", "add", BUNDLED_FILE).out.startswith(f"{BUNDLED}\tunchanged\t37 questions")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("leeg.txt", b""),
        ("wit.txt", b" \n\n "),
        ("binair.txt", b"\x00\x01\x02\x03"),
        ("latin.txt", b"Vraag (1):\nHoeveel caf\xe9s?\n\nAntwoord:\nEen."),
        ("beeld.pdf", b"%PDF-1.7"),
        ("proza.txt", b"Er was eens een document zonder vragen."),
    ],
)
def test_a_file_that_is_no_document_is_refused(run: Run, tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    refused = run("index", "add", path)
    assert refused.is_refused(1)
    assert name in refused.err
    assert ids(run) == [BUNDLED]


def test_a_path_that_leads_nowhere_is_refused(run: Run, tmp_path: Path) -> None:
    for path in (tmp_path / "nergens.txt", tmp_path, tmp_path / ("a" * 5000)):
        assert run("index", "add", path).is_refused(1)


def test_good_files_are_added_beside_bad_ones(run: Run, home: Path, small_file: Path, tmp_path: Path) -> None:
    bad, worse = tmp_path / "leeg.txt", tmp_path / "nergens.txt"
    bad.write_bytes(b"")
    done = run("index", "add", bad, small_file, worse)
    assert done.status == 1
    assert [line for line in done.err.splitlines() if "leeg.txt" in line]
    assert [line for line in done.err.splitlines() if "nergens.txt" in line]
    assert all(line.startswith("vraagbaak: ") for line in done.err.splitlines())
    assert ids(run) == [SMALL, BUNDLED]
    assert run("ask", "vraag 3").status == 0


@pytest.mark.parametrize("action", ["inspect", "remove"])
@pytest.mark.parametrize("name", ["kst-1-2", "", "../home", "kst-36740-vi-15"])
def test_an_unknown_document_is_named_with_those_there_are(run: Run, action: str, name: str) -> None:
    refused = run("index", action, name)
    assert refused.is_refused(1)
    assert repr(name) in refused.err
    assert BUNDLED in refused.err


def test_an_empty_collection_says_how_to_fill_it(run: Run, home: Path, small_file: Path) -> None:
    assert run("index", "remove", BUNDLED).status == 0
    assert run("index", "list", "--json").json == []
    for arguments in (["ask", "vraag 3"], ["index", "build"]):
        refused = run(*arguments)
        assert refused.is_refused(1)
        assert "vraagbaak index add" in refused.err
    assert run("cite", "3").is_refused(1)
    assert run("index", "add", small_file).status == 0
    assert "[Vraag 1]" in run("ask", "vraag 1").out


def test_building_again_gives_the_same_index(run: Run, home: Path) -> None:
    first = run("index", "build")
    assert (first.status, first.err) == (0, "")
    assert first.out == run("index", "build").out
    (folder,) = (home / "indexes").iterdir()
    assert folder.name in first.out


def test_a_damaged_stored_document_is_one_line(run: Run, home: Path, small_file: Path) -> None:
    run("index", "add", small_file)
    (stored,) = (home / "documents").glob(f"{SMALL}*")
    stored.write_text("{")
    for arguments in (["index", "list"], ["cite", "3"], ["ask", "vraag 3"], ["index", "build"]):
        refused = run(*arguments)
        assert refused.is_refused(1)
        assert stored.name in refused.err


def test_changes_can_be_read_by_a_program(run: Run, home: Path, small_file: Path) -> None:
    added = run("index", "add", small_file, "--json").json
    assert added["documents"] == [{"id": SMALL, "state": "added", "questions": 3, "warnings": 2}]
    assert added["index"]["documents"] == 2
    assert run("index", "add", small_file, "--json").json["documents"][0]["state"] == "unchanged"
    built = run("index", "build", "--json").json
    assert built == {"documents": [], "index": added["index"]}
    removed = run("index", "remove", SMALL, "--json").json
    assert removed["documents"][0]["state"] == "removed"
    assert removed["index"]["documents"] == 1
    assert run("index", "remove", BUNDLED, "--json").json["index"] is None
