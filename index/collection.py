"""The documents of a home folder: one file each, replaced whole or not at all.

A fresh home holds the bundled document. What is stored is the text as read and the name of its
file; records are parsed from it, so they can never disagree with the text.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import CollectionError, DocumentError, UnknownDocumentError
from index.home import make_folder, unwritable
from index.parsing import official_id, parse_document
from index.reading import decode, read_document_text
from index.records import Document, WarningKind

BUNDLED_FILE = Path(__file__).parent / "corpus" / "kst-36740-VI-15.txt"
LOCK_TIMEOUT_S = 60


def bundled_document() -> Document:
    """The document that ships inside the package."""
    return parse_document(decode(BUNDLED_FILE.read_bytes(), BUNDLED_FILE.name), BUNDLED_FILE.name)


def lock(home: Path) -> FileLock:
    """The lock that whoever changes the collection or its index holds."""
    make_folder(home)
    return FileLock(home / ".lock", timeout=LOCK_TIMEOUT_S)


class Collection:
    """The documents of one home folder, by id, in order of id."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._folder = home / "documents"

    @cached_property
    def documents(self) -> Mapping[str, Document]:
        """All documents by id.

        Raises:
            CollectionError: a stored document is damaged, or the folder cannot be read.
        """
        try:
            if not self._folder.is_dir():
                bundled = bundled_document()
                return {bundled.id: bundled}
            paths = sorted(self._folder.glob("*.json"))
            return {document.id: document for document in map(_load, paths)}
        except OSError as error:
            raise CollectionError(f"home folder {self.home}: cannot be read ({error.strerror})") from error

    def __iter__(self) -> Iterator[Document]:
        return iter(self.documents.values())

    def __len__(self) -> int:
        return len(self.documents)

    def get(self, document_id: str) -> Document:
        """The document with this id.

        Raises:
            UnknownDocumentError: there is none; the message names those there are.
        """
        document = self.documents.get(document_id)
        if document is None:
            known = ", ".join(self.documents) or "none"
            raise UnknownDocumentError(
                f"document {document_id!r}: not in the collection; it holds: {known}; see vraagbaak index list"
            )
        return document

    def add(self, path: Path) -> tuple[Document, Document | None]:
        """Read, parse and store a file; returns the document and the one it replaced, if any.

        Raises:
            DocumentError: the file cannot be read, has no numbered questions, or its name would
                hide another document.
            CollectionError: the home folder cannot be written to.
        """
        source = read_document_text(path)
        document = parse_document(source.text, source.name)
        if any(w.kind is WarningKind.NO_QUESTIONS for w in document.warnings):
            raise DocumentError(
                f"{path}: expected numbered questions and answers (“Vraag (1):”, “Antwoord:”), found none; "
                "nothing was added"
            )
        replaced = self.documents.get(document.id)
        is_slug = official_id(document.metadata) is None
        if replaced and replaced.source != document.source and is_slug:
            raise DocumentError(
                f"{path}: its id {document.id!r} belongs to {replaced.source}; rename the file and add it again"
            )
        with self._writing():
            _write(document, self._folder)
        return document, replaced

    def remove(self, document_id: str) -> Document:
        """Take a document out of the collection; returns it.

        Raises:
            UnknownDocumentError: there is none with this id.
            CollectionError: the home folder cannot be written to.
        """
        document = self.get(document_id)
        with self._writing():
            (self._folder / f"{document_id}.json").unlink(missing_ok=True)
        return document

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Hold the lock while the collection changes; system errors become a clear line."""
        try:
            with lock(self.home):
                self._start()
                yield
        except Timeout as error:
            raise busy(self.home) from error
        except OSError as error:
            raise unwritable(self.home, error) from error
        finally:
            self.__dict__.pop("documents", None)

    def _start(self) -> None:
        """Give a fresh home the bundled document, so that adding another does not lose it."""
        if self._folder.is_dir():
            return
        aside = self.home / ".documents"
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir()
        _write(bundled_document(), aside)
        aside.replace(self._folder)


def busy(home: Path) -> CollectionError:
    """The error for a home folder that another process is changing."""
    return CollectionError(f"home folder {home}: another vraagbaak is changing it; try again when that is done")


def text_hash(text: str) -> str:
    """SHA-256 of the stored text, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _write(document: Document, folder: Path) -> None:
    """Store ``document`` whole or not at all; the lock is held."""
    stored = {
        "id": document.id,
        "source": document.source,
        "sha256": text_hash(document.text),
        "text": document.text,
    }
    aside = folder / f"{document.id}.tmp"
    try:
        with aside.open("w", encoding="utf-8") as file:
            json.dump(stored, file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(folder / f"{document.id}.json")
    finally:
        aside.unlink(missing_ok=True)


def _load(path: Path) -> Document:
    remedy = f"remove {path} and add the document again"
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        text, source, digest = stored["text"], stored["source"], stored["sha256"]
    except (ValueError, LookupError, TypeError) as error:
        raise CollectionError(f"stored document {path.name}: damaged ({error}); {remedy}") from error
    if not isinstance(text, str) or not isinstance(source, str) or text_hash(text) != digest:
        raise CollectionError(f"stored document {path.name}: its text does not match its hash; {remedy}")
    document = parse_document(text, source)
    if document.id != path.stem:
        raise CollectionError(f"stored document {path.name}: expected the name {document.id}.json; {remedy}")
    return document
