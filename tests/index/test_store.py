"""The saved index: whole or absent, never a wrong answer; every fault names its repair in one line."""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index import store
from index.collection import lock
from index.dense import DenseIndex
from index.embedding import load_encoder
from index.errors import (
    CollectionError,
    IndexDamagedError,
    IndexMissingError,
    IndexStaleError,
    UnusableIndexError,
)
from index.parsing import parse_document
from index.records import Document
from index.settings import Settings
from index.static import StaticEncoder
from index.store import SearchIndex, build_index, load_index, save_index

REBUILD = "vraagbaak index build"


def small(number: int = 12) -> Document:
    text = (
        f"Vraag 1\nHoeveel locaties zijn in 2024 geopend?\nAntwoord 1\nIn 2024 zijn {number} locaties geopend.\n"
        "Vraag 2\nWat zijn de kosten?\nAntwoord 2\nDe kosten zijn 12 miljoen.\nBron: COA.\n"
        "Tabel vraag 2\nKosten 2024 12\nKosten 2025 2024\n"
    )
    return parse_document(text, "klein.txt")


@pytest.fixture
def document() -> Document:
    return small()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def saved(home: Path, document: Document, encoder: StaticEncoder, settings: Settings) -> Path:
    """The folder of a saved index of ``document``."""
    return save_index(build_index([document], encoder, settings), [document], home, encoder, settings)


@pytest.fixture
def load(home: Path, document: Document, encoder: StaticEncoder, settings: Settings) -> Callable[..., SearchIndex]:
    def load_with(**changed: Any) -> SearchIndex:
        values = {"documents": [document], "home": home, "encoder": encoder, "settings": settings} | changed
        return load_index(**values)

    return load_with


def refused(load: Callable[..., SearchIndex], kind: type[UnusableIndexError], **changed: Any) -> str:
    with pytest.raises(kind) as caught:
        load(**changed)
    message = str(caught.value)
    assert "\n" not in message
    assert REBUILD in message
    return message


def test_a_loaded_index_searches_as_the_one_that_was_built(
    saved: Path, load: Callable[..., SearchIndex], document: Document, encoder: StaticEncoder, settings: Settings
) -> None:
    built, loaded = build_index([document], encoder, settings), load()
    assert loaded.fingerprint == built.fingerprint == saved.name
    assert loaded.chunks == built.chunks
    query = "hoeveel locaties in 2024"
    vector = encoder.encode([query], is_query=True).vectors[0]
    assert loaded.dense.search(vector, 5) == built.dense.search(vector, 5)
    assert loaded.lexical.search(query, 5) == built.lexical.search(query, 5)
    assert [chunk.embedded for chunk in loaded.chunks][loaded.lexical.search(query, 1)[0][0]].startswith("Hoeveel")


def test_rows_of_all_indexes_are_the_units(saved: Path, load: Callable[..., SearchIndex]) -> None:
    index = load()
    assert index.dense.rows == index.tokens.rows == index.lexical.rows == len(index.chunks) > 5


def test_the_manifest_says_what_the_index_is_made_of(saved: Path, encoder: StaticEncoder, document: Document) -> None:
    manifest = json.loads((saved / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["fingerprint"] == saved.name
    assert manifest["encoder"] == encoder.identity
    assert (manifest["dimension"], manifest["stemmer"]) == (8, "dutch")
    assert (manifest["questions"], list(manifest["documents"])) == (2, [document.id])
    assert set(manifest["files"]) == {
        path.relative_to(saved).as_posix() for path in saved.rglob("*") if path.is_file()
    } - {"manifest.json"}


def test_an_index_of_no_documents_can_be_saved(
    home: Path, encoder: StaticEncoder, settings: Settings, load: Callable[..., SearchIndex]
) -> None:
    save_index(build_index([], encoder, settings), [], home, encoder, settings)
    assert load(documents=[]).chunks == ()


class TestDamage:
    def test_there_is_none_yet(self, load: Callable[..., SearchIndex], home: Path) -> None:
        assert str(home) in refused(load, IndexMissingError)
        (home / "indexes" / ".building").mkdir(parents=True)
        refused(load, IndexMissingError)
        assert not (home / "documents").exists()

    def test_every_file_truncated_changed_or_deleted(self, saved: Path, load: Callable[..., SearchIndex]) -> None:
        files = [path for path in sorted(saved.rglob("*")) if path.is_file()]
        assert len(files) > 5
        for path in files:
            content = path.read_bytes()
            damages = [content[: len(content) // 2], b"", content + b"\n ", b"\x00" * len(content)]
            for damaged in damages:
                if path.name == "manifest.json" and damaged == content + b"\n ":
                    continue  # white space after JSON is no damage
                path.write_bytes(damaged)
                assert path.name in refused(load, IndexDamagedError)
            path.unlink()
            assert path.name in refused(load, IndexDamagedError)
            path.write_bytes(content)
        assert load().chunks

    @pytest.mark.parametrize("name", ["extra.bin", "lexical/extra.npy", "lexical/manifest.json"])
    def test_an_extra_file(self, name: str, saved: Path, load: Callable[..., SearchIndex]) -> None:
        (saved / name).write_bytes(b"x")
        assert f"{name} is not of this index" in refused(load, IndexDamagedError)

    @pytest.mark.parametrize(
        "content",
        ["", "not JSON", "[]", "null", '"text"', "{}", '{"format": 1}', "\ufeff{}", '{"files": null, "other": 1}'],
    )
    def test_a_manifest_that_is_none(self, content: str, saved: Path, load: Callable[..., SearchIndex]) -> None:
        (saved / "manifest.json").write_text(content, encoding="utf-8")
        assert "manifest.json" in refused(load, IndexDamagedError)

    @pytest.mark.parametrize(
        ("key", "value"),
        [
            ("format", 0),
            ("fingerprint", "0" * 16),
            ("encoder", "other@1"),
            ("dimension", 9),
            ("dimension", "8"),
            ("stemmer", "none"),
            ("k1", 2.0),
            ("b", 0.1),
            ("questions", 3),
            ("chunks", 0),
            ("files", {}),
            ("files", None),
            ("files", ["dense.faiss"]),
        ],
    )
    def test_a_foreign_manifest(self, key: str, value: Any, saved: Path, load: Callable[..., SearchIndex]) -> None:
        manifest = json.loads((saved / "manifest.json").read_text(encoding="utf-8"))
        (saved / "manifest.json").write_text(json.dumps(manifest | {key: value}), encoding="utf-8")
        refused(load, IndexDamagedError)

    def test_files_that_match_their_hashes_but_not_the_documents(
        self, saved: Path, load: Callable[..., SearchIndex]
    ) -> None:
        DenseIndex.from_vectors(np.eye(8, dtype=np.float32)).save(saved / "dense.faiss")
        manifest = json.loads((saved / "manifest.json").read_text(encoding="utf-8"))
        manifest["files"] = store._file_hashes(saved)
        (saved / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
        assert "vectors, found 8" in refused(load, IndexDamagedError)

    def test_a_file_in_place_of_the_folder(self, saved: Path, load: Callable[..., SearchIndex]) -> None:
        shutil.rmtree(saved)
        saved.write_text("no folder", encoding="utf-8")
        refused(load, IndexDamagedError)

    def test_a_file_in_place_of_all_indexes(self, home: Path, load: Callable[..., SearchIndex]) -> None:
        home.mkdir()
        (home / "indexes").write_text("no folder", encoding="utf-8")
        refused(load, IndexMissingError)

    def test_building_again_repairs_any_of_it(
        self,
        saved: Path,
        load: Callable[..., SearchIndex],
        home: Path,
        document: Document,
        encoder: StaticEncoder,
        settings: Settings,
    ) -> None:
        def damage_manifest() -> None:
            (saved / "manifest.json").unlink()

        def damage_folder() -> None:
            shutil.rmtree(saved)
            saved.write_text("no folder", encoding="utf-8")

        def add_file() -> None:
            (saved / "extra").mkdir()
            (saved / "extra" / "file").write_bytes(b"x")

        for damage in (damage_manifest, damage_folder, add_file):
            damage()
            refused(load, IndexDamagedError)
            save_index(build_index([document], encoder, settings), [document], home, encoder, settings)
            assert load().fingerprint == saved.name


class TestStaleness:
    def test_a_changed_document(self, saved: Path, load: Callable[..., SearchIndex]) -> None:
        message = refused(load, IndexStaleError, documents=[small(13)])
        assert saved.name in message

    def test_another_document(self, saved: Path, load: Callable[..., SearchIndex], document: Document) -> None:
        refused(load, IndexStaleError, documents=[document, replace(document, id="ander")])
        refused(load, IndexStaleError, documents=[])

    def test_another_stemmer(self, saved: Path, load: Callable[..., SearchIndex], settings: Settings) -> None:
        refused(load, IndexStaleError, settings=replace(settings, stemmer="dutch_porter"))

    @pytest.mark.parametrize("changed", [{"query_prompt": "query: "}, {"passage_prompt": "passage: "}])
    def test_other_prompts(
        self, changed: dict[str, str], saved: Path, load: Callable[..., SearchIndex], static_folder: Path
    ) -> None:
        prompted = Settings(embedder=str(static_folder), **changed)
        encoder = StaticEncoder.from_folder(static_folder, "klein", prompted)
        refused(load, IndexStaleError, encoder=encoder, settings=prompted)

    def test_a_changed_model(
        self, saved: Path, load: Callable[..., SearchIndex], static_folder: Path, tmp_path: Path, settings: Settings
    ) -> None:
        from safetensors.numpy import load_file, save_file

        folder = Path(shutil.copytree(static_folder, tmp_path / "klein"))
        (vectors,) = load_file(folder / "model.safetensors").values()
        save_file({"embedding.weight": vectors + 1}, folder / "model.safetensors")
        refused(load, IndexStaleError, encoder=load_encoder(Settings(embedder=str(folder))))

    def test_the_new_index_takes_the_place_of_the_old(
        self, saved: Path, load: Callable[..., SearchIndex], home: Path, encoder: StaticEncoder, settings: Settings
    ) -> None:
        changed = small(13)
        (saved.parent / "stray.txt").write_text("x", encoding="utf-8")
        new = save_index(build_index([changed], encoder, settings), [changed], home, encoder, settings)
        assert [path.name for path in new.parent.iterdir()] == [new.name]
        assert load(documents=[changed]).fingerprint == new.name
        refused(load, IndexStaleError)


class TestSaving:
    @pytest.mark.parametrize("step", ["dense", "lexical", "manifest"])
    @pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
    def test_an_interrupted_save_leaves_the_old_index(
        self,
        step: str,
        error: BaseException,
        saved: Path,
        load: Callable[..., SearchIndex],
        home: Path,
        encoder: StaticEncoder,
        settings: Settings,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        def fail(*_: object) -> None:
            raise error

        changed = small(13)
        index = build_index([changed], encoder, settings)
        with monkeypatch.context() as patched:
            if step == "manifest":
                patched.setattr(store, "_manifest", fail)
            else:
                patched.setattr(type(getattr(index, step)), "save", fail)
            with pytest.raises(CollectionError if isinstance(error, OSError) else KeyboardInterrupt) as caught:
                save_index(index, [changed], home, encoder, settings)
            if isinstance(error, OSError):
                assert "No space left on device" in str(caught.value)
                assert "\n" not in str(caught.value)
        assert load().fingerprint == saved.name
        refused(load, IndexStaleError, documents=[changed])
        new = save_index(index, [changed], home, encoder, settings)
        assert [path.name for path in new.parent.iterdir()] == [new.name]

    def test_an_index_that_is_there_and_whole_is_not_touched(
        self, saved: Path, home: Path, document: Document, encoder: StaticEncoder, settings: Settings
    ) -> None:
        before = {path: path.stat().st_mtime_ns for path in saved.rglob("*")}
        again = save_index(build_index([document], encoder, settings), [document], home, encoder, settings)
        assert again == saved
        assert {path: path.stat().st_mtime_ns for path in saved.rglob("*")} == before

    @pytest.mark.parametrize("blocked", [".", "indexes"])
    def test_a_home_that_cannot_be_written_is_one_line(
        self, blocked: str, home: Path, document: Document, encoder: StaticEncoder, settings: Settings
    ) -> None:
        path = home / blocked
        path.parent.mkdir(exist_ok=True)
        path.write_text("a file in place of the folder", encoding="utf-8")
        with pytest.raises(CollectionError) as caught:
            save_index(build_index([document], encoder, settings), [document], home, encoder, settings)
        assert "\n" not in str(caught.value)
        assert str(home) in str(caught.value)
        assert "--home" in str(caught.value)

    def test_a_home_that_another_process_is_changing_is_one_line(
        self,
        home: Path,
        document: Document,
        encoder: StaticEncoder,
        settings: Settings,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr("index.collection.LOCK_TIMEOUT_S", 0.05)
        with lock(home), pytest.raises(CollectionError, match="another vraagbaak is changing it"):
            save_index(build_index([document], encoder, settings), [document], home, encoder, settings)

    def test_two_processes_may_save_while_a_third_reads(
        self, home: Path, load: Callable[..., SearchIndex], static_folder: Path
    ) -> None:
        """A reader finds one whole index, its own, or an error; what stays is the index of one writer."""
        numbers = (12, 13)
        script = "import sys; from tests.index.test_store import save_often; save_often(*sys.argv[1:])"
        arguments = [[sys.executable, "-c", script, str(home), str(n), str(static_folder)] for n in numbers]
        writers = [subprocess.Popen(argument, cwd=Path(__file__).parents[2]) for argument in arguments]
        while any(writer.poll() is None for writer in writers):
            for number in numbers:
                with contextlib.suppress(UnusableIndexError):
                    index = load(documents=[small(number)])
                    assert f"zijn {number} locaties" in index.chunks[1].text
                    assert index.dense.rows == len(index.chunks)
        assert [writer.returncode for writer in writers] == [0, 0]
        (left,) = (home / "indexes").iterdir()
        assert left.name in {load_or_none(load, [small(number)]) for number in numbers}


def save_often(home: str, number: str, model: str) -> None:
    """What a writing process does: the same index again and again, each time in place of the other's."""
    document, settings = small(int(number)), Settings(embedder=model)
    encoder = StaticEncoder.from_folder(Path(model), "klein", settings)
    index = build_index([document], encoder, settings)
    for _ in range(8):
        save_index(index, [document], Path(home), encoder, settings)


def load_or_none(load: Callable[..., SearchIndex], documents: list[Document]) -> str | None:
    with contextlib.suppress(UnusableIndexError):
        return load(documents=documents).fingerprint
    return None
