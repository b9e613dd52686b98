"""The documents of a home folder: what is added is kept word for word, what is damaged is named."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from index import collection as collection_module
from index.collection import BUNDLED_FILE, Collection, lock, text_hash
from index.errors import CollectionError, DocumentError, UnknownDocumentError, VraagbaakError
from index.reading import MAX_BYTES
from index.records import Document

BUNDLED = "kst-36740-VI-15"
TEXT = "Vraag 1\r\nHoeveel z?n er?\r\nAntwoord 1\r\n� Twaalf \f locaties.\r\n"
FRONT = "36 725 XX Begroting Asiel en Migratie\n\nNr. 7 LIJST VAN VRAGEN EN ANTWOORDEN\n\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def refused(kind: type[VraagbaakError], call: Callable[[], object]) -> str:
    with pytest.raises(kind) as caught:
        call()
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_fresh_home_holds_the_bundled_document_and_is_not_written(home: Path, bundled: Document) -> None:
    documents = Collection(home)
    assert list(documents.documents) == [BUNDLED]
    assert documents.get(BUNDLED) == bundled
    assert (len(documents), list(documents)) == (1, [bundled])
    assert not home.exists()


def test_an_added_document_is_kept_word_for_word(home: Path, document_file: Callable[..., Path]) -> None:
    document, replaced = Collection(home).add(document_file("\ufeff" + TEXT, "COA antwoorden.txt"))
    assert replaced is None
    assert document.id == "coa-antwoorden"
    assert document.source == "COA antwoorden.txt"
    assert document.text == TEXT  # a byte order mark is no text
    assert Collection(home).get("coa-antwoorden") == document


def test_the_bundled_document_stays_when_another_is_added(home: Path, document_file: Callable[..., Path]) -> None:
    documents = Collection(home)
    documents.add(document_file(TEXT))
    assert list(documents.documents) == ["antwoorden", BUNDLED]
    assert list(Collection(home).documents) == ["antwoorden", BUNDLED]
    assert documents.get(BUNDLED).text == BUNDLED_FILE.read_text(encoding="utf-8")


def test_the_same_file_again_takes_the_place_of_the_old(home: Path, document_file: Callable[..., Path]) -> None:
    documents = Collection(home)
    first, _ = documents.add(document_file(TEXT))
    same, replaced = documents.add(document_file(TEXT))
    assert same == replaced == first
    changed, replaced = documents.add(document_file(TEXT.replace("Twaalf", "Dertien")))
    assert replaced == first
    assert documents.get("antwoorden") == changed
    assert len(documents) == 2


def test_an_official_id_is_the_document_whatever_its_file_is_called(
    home: Path, document_file: Callable[..., Path]
) -> None:
    documents = Collection(home)
    documents.add(document_file(FRONT + TEXT, "eerste.txt"))
    document, replaced = documents.add(document_file(FRONT + TEXT, "tweede.txt"))
    assert document.id == "kst-36725-XX-7"
    assert replaced is not None
    assert replaced.source == "eerste.txt"
    assert len(documents) == 2


@pytest.mark.parametrize("front", ["", "36 725 XX Begroting Asiel en Migratie\n\n"])
def test_two_file_names_with_one_slug_never_hide_each_other(
    front: str, home: Path, document_file: Callable[..., Path]
) -> None:
    documents = Collection(home)
    first, _ = documents.add(document_file(front + TEXT, "a b.txt"))
    message = refused(DocumentError, lambda: documents.add(document_file(front + TEXT + "Meer.", "a-b.txt")))
    assert "'a-b'" in message
    assert "a b.txt" in message
    assert documents.get("a-b") == first


def test_the_same_name_from_another_folder_is_an_update(home: Path, document_file: Callable[..., Path]) -> None:
    documents = Collection(home)
    documents.add(document_file(TEXT, folder="een"))
    _, replaced = documents.add(document_file(TEXT + "Meer.", folder="twee"))
    assert replaced is not None


def test_a_removed_document_is_gone_and_stays_gone(home: Path, document_file: Callable[..., Path]) -> None:
    documents = Collection(home)
    documents.add(document_file(TEXT))
    assert documents.remove(BUNDLED).id == BUNDLED
    assert list(documents.documents) == list(Collection(home).documents) == ["antwoorden"]
    assert documents.remove("antwoorden").id == "antwoorden"
    assert len(Collection(home)) == 0


def test_removing_from_a_fresh_home_removes_the_bundled_document(home: Path) -> None:
    Collection(home).remove(BUNDLED)
    assert len(Collection(home)) == 0


@pytest.mark.parametrize("name", ["onbekend", "", "../documents", "kst-36740-vi-15"])
def test_an_unknown_document_is_named_with_those_there_are(name: str, home: Path) -> None:
    documents = Collection(home)
    for call in (lambda: documents.get(name), lambda: documents.remove(name)):
        message = refused(UnknownDocumentError, call)
        assert repr(name) in message
        assert BUNDLED in message
    assert not home.exists()


class TestUnreadableFiles:
    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"", "empty"),
            (b" \n\r\n\t", "empty"),
            (b"\xef\xbb\xbf", "empty"),
            (b"\xef\xbb\xbf \n", "empty"),
            (b"%PDF-1.7\x00\x01", "binary"),
            (b"\x00" * 100, "binary"),
            (TEXT.encode("utf-16"), "binary"),
            (TEXT.encode("utf-16-le"), "binary"),
            ("Vraag 1\nHoe is het in Oekraïne?".encode("latin-1"), "invalid byte at position 27"),
            (b"\xff\xfe\xfd" * 20, "invalid byte at position 0"),
            (b"Een gewone brief.", "expected numbered questions"),
            (b"Antwoord 1\nJa.", "expected numbered questions"),
        ],
    )
    def test_content_that_is_no_document(
        self, content: bytes, words: str, home: Path, document_file: Callable[..., Path]
    ) -> None:
        path = document_file(content)
        message = refused(DocumentError, lambda: Collection(home).add(path))
        assert words in message
        assert path.name in message
        assert list(Collection(home).documents) == [BUNDLED]

    def test_a_path_that_leads_nowhere(self, home: Path, tmp_path: Path) -> None:
        for path in (tmp_path / "weg.txt", tmp_path / "weg" / "a.txt", tmp_path / "x\x00y.txt"):
            assert "no such file" in refused(DocumentError, lambda path=path: Collection(home).add(path))
        (tmp_path / "file.txt").write_text(TEXT, encoding="utf-8")
        refused(DocumentError, lambda: Collection(home).add(tmp_path / "file.txt" / "a.txt"))
        refused(DocumentError, lambda: Collection(home).add(tmp_path / ("lang" * 200 + ".txt")))

    def test_a_folder(self, home: Path, tmp_path: Path) -> None:
        assert "this is a folder" in refused(DocumentError, lambda: Collection(home).add(tmp_path))

    @pytest.mark.parametrize("name", ["antwoorden.pdf", "antwoorden.docx", "antwoorden.PDF"])
    def test_a_format_that_is_not_supported(self, name: str, home: Path, document_file: Callable[..., Path]) -> None:
        assert "expected a text file" in refused(
            DocumentError, lambda: Collection(home).add(document_file(b"PK\x03\x04", name))
        )

    @pytest.mark.parametrize("name", ["antwoorden.md", "antwoorden", "ANTWOORDEN.TXT"])
    def test_a_text_by_another_name(self, name: str, home: Path, document_file: Callable[..., Path]) -> None:
        assert Collection(home).add(document_file(TEXT, name))[0].id == "antwoorden"

    def test_a_file_that_is_too_large(self, home: Path, document_file: Callable[..., Path]) -> None:
        path = document_file(b"")
        with path.open("wb") as file:
            file.truncate(MAX_BYTES + 1)
        assert str(MAX_BYTES) in refused(DocumentError, lambda: Collection(home).add(path))

    @pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no such device here")
    def test_a_device_without_an_end(self, home: Path) -> None:
        assert str(MAX_BYTES) in refused(DocumentError, lambda: Collection(home).add(Path("/dev/zero")))

    def test_a_file_name_that_is_no_unicode(self, home: Path, tmp_path: Path) -> None:
        path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/antwoord\xff.txt"))
        try:
            path.write_text(TEXT, encoding="utf-8")
        except OSError:
            pytest.skip("this file system takes no such name")
        document, _ = Collection(home).add(path)
        assert Collection(home).get(document.id) == document


class TestDamagedHome:
    @pytest.fixture
    def stored(self, home: Path, document_file: Callable[..., Path]) -> Path:
        Collection(home).add(document_file(TEXT))
        return home / "documents" / "antwoorden.json"

    @pytest.mark.parametrize(
        "content",
        [b"", b"{", b"[]", b"null", b"{}", b"\xff\xfe", b'{"id": 1}']
        + [json.dumps({"text": t, "source": s, "sha256": text_hash("x")}).encode() for t, s in [(1, "a"), ("y", "a")]]
        + [json.dumps({"text": "x", "source": None, "sha256": text_hash("x")}).encode()],
    )
    def test_a_damaged_stored_document_is_named(self, content: bytes, stored: Path, home: Path) -> None:
        stored.write_bytes(content)
        message = refused(CollectionError, lambda: Collection(home).documents)
        assert str(stored) in message
        assert "remove" in message

    def test_a_truncated_text_is_never_shown(self, stored: Path, home: Path) -> None:
        values = json.loads(stored.read_text(encoding="utf-8"))
        stored.write_text(json.dumps(values | {"text": values["text"][:-20]}), encoding="utf-8")
        assert "hash" in refused(CollectionError, lambda: Collection(home).documents)

    def test_a_copy_under_another_name_never_hides_a_document(self, stored: Path, home: Path) -> None:
        shutil.copy(stored, stored.with_name("kopie.json"))
        assert "kopie.json" in refused(CollectionError, lambda: Collection(home).documents)

    def test_what_is_no_document_is_let_be(self, stored: Path, home: Path) -> None:
        (stored.parent / "antwoorden.tmp").write_text("interrupted", encoding="utf-8")
        (stored.parent / "README").write_text("x", encoding="utf-8")
        assert len(Collection(home)) == 2

    @pytest.mark.parametrize("blocked", [".", "documents"])
    def test_a_home_that_cannot_be_written_is_one_line(
        self, blocked: str, home: Path, document_file: Callable[..., Path]
    ) -> None:
        path = home / blocked
        path.parent.mkdir(exist_ok=True)
        path.write_text("a file in place of the folder", encoding="utf-8")
        documents = Collection(home)
        assert list(documents.documents) == [BUNDLED]
        file = document_file(TEXT)
        for call in (lambda: documents.add(file), lambda: documents.remove(BUNDLED)):
            message = refused(CollectionError, call)
            assert str(home) in message
            assert "--home" in message

    def test_a_home_that_another_process_is_changing_is_one_line(
        self, home: Path, document_file: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(collection_module, "LOCK_TIMEOUT_S", 0.05)
        with lock(home):
            message = refused(CollectionError, lambda: Collection(home).add(document_file(TEXT)))
        assert "another vraagbaak" in message
        Collection(home).add(document_file(TEXT))

    @pytest.mark.parametrize("fresh", [True, False])
    def test_a_full_disk_leaves_the_old_collection(
        self, fresh: bool, home: Path, document_file: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(_: int) -> None:
            raise OSError(28, "No space left on device")

        if not fresh:
            Collection(home).add(document_file(TEXT))
        before = list(Collection(home))
        with monkeypatch.context() as patched:
            patched.setattr(os, "fsync", full)
            documents = Collection(home)
            changed = document_file(TEXT.replace("Twaalf", "Dertien"))
            assert "No space left" in refused(CollectionError, lambda: documents.add(changed))
            assert list(documents) == before
        assert list(Collection(home)) == before
        assert not list(home.glob("documents/*.tmp"))
        Collection(home).add(changed)
        assert len(Collection(home)) == 2
