"""The search index as a folder that is whole or absent.

An index is named by its fingerprint: a hash of everything that shapes it (format, model,
settings, every unit of every document). It is written aside and renamed, its manifest last, so
a manifest means a complete index; and whoever opens one computes the fingerprint that it should
have, so an index made from anything else is never searched.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from filelock import Timeout

from index.chunking import Chunk, chunk_document
from index.collection import busy, lock, text_hash
from index.dense import DenseIndex
from index.encoder import Encoder
from index.errors import REBUILD, IndexDamagedError, IndexMissingError, IndexStaleError, UnusableIndexError
from index.home import make_folder, unwritable
from index.lexical import K1, B, LexicalIndex
from index.records import Document
from index.settings import Settings
from index.tokens import TokenIndex

FORMAT = 2
MANIFEST = "manifest.json"
_DENSE, _TOKENS, _LEXICAL = "dense.faiss", "tokens.npy", "lexical"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index is made of; ``files`` maps each file to its SHA-256."""

    format: int
    fingerprint: str
    encoder: str
    dimension: int
    stemmer: str
    k1: float
    b: float
    documents: dict[str, str]
    questions: int
    chunks: int
    files: dict[str, str]


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """What retrieval reads: row i of each index is ``chunks[i]``."""

    fingerprint: str
    chunks: tuple[Chunk, ...]
    dense: DenseIndex
    tokens: TokenIndex
    lexical: LexicalIndex


def fingerprint(chunks: Iterable[Chunk], encoder: str, settings: Settings) -> str:
    """16 hexadecimal digits that name the index of these units by this model and settings."""
    shaped_by = [FORMAT, encoder, settings.stemmer, K1, B]
    digest = hashlib.sha256(json.dumps(shaped_by).encode())
    for chunk in chunks:
        unit = (chunk.ref.document, chunk.ref.number, chunk.part, chunk.span.start, chunk.span.end, chunk.embedded)
        digest.update(json.dumps(unit).encode())
    return digest.hexdigest()[:16]


def chunk_documents(documents: Iterable[Document]) -> tuple[Chunk, ...]:
    """The units of all documents, in the documents' order."""
    return tuple(chunk for document in documents for chunk in chunk_document(document))


def build_index(documents: Iterable[Document], encoder: Encoder, settings: Settings) -> SearchIndex:
    """Embed and analyze every unit; nothing is written."""
    chunks = chunk_documents(documents)
    texts = [chunk.embedded for chunk in chunks]
    encoded = encoder.encode(texts)
    dense = DenseIndex.from_vectors(encoded.vectors)
    tokens = TokenIndex.from_tokens(encoded.tokens, encoder.dimension)
    lexical = LexicalIndex.from_texts(texts, settings.stemmer)
    return SearchIndex(fingerprint(chunks, encoder.identity, settings), chunks, dense, tokens, lexical)


def save_index(
    index: SearchIndex, documents: Iterable[Document], home: Path, encoder: Encoder, settings: Settings
) -> Path:
    """Write ``index`` below ``home`` in place of any other; returns its folder.

    An index that is there already, whole and the same, is left as it is.

    Raises:
        CollectionError: the home folder cannot be written to or is being changed by another.
    """
    root = home / "indexes"
    aside, final = root / ".building", root / index.fingerprint
    try:
        make_folder(root)
        with lock(home):
            if not _is_whole(final, index.chunks, encoder, settings):
                _remove(aside)
                aside.mkdir()
                index.dense.save(aside / _DENSE)
                index.tokens.save(aside / _TOKENS)
                index.lexical.save(aside / _LEXICAL)
                manifest = _manifest(aside, index.fingerprint, index.chunks, documents, encoder, settings)
                content = json.dumps(asdict(manifest), indent=2, ensure_ascii=False)
                (aside / MANIFEST).write_text(content, encoding="utf-8")
                _remove(final)
                aside.replace(final)
            for other in root.iterdir():
                if other != final:
                    _remove(other)
    except Timeout as error:
        raise busy(home) from error
    except OSError as error:
        raise unwritable(root, error) from error
    return final


def load_index(documents: Iterable[Document], home: Path, encoder: Encoder, settings: Settings) -> SearchIndex:
    """Open the index of these documents by this model and settings, and check all of it.

    Raises:
        IndexMissingError: no index was ever built here.
        IndexStaleError: there is one, made from other documents, models or settings.
        IndexDamagedError: it is truncated, incomplete or was tampered with.
    """
    chunks = chunk_documents(documents)
    expected = fingerprint(chunks, encoder.identity, settings)
    root = home / "indexes"
    try:
        present = sorted(p.name for p in root.iterdir() if not p.name.startswith(".")) if root.is_dir() else []
        if not present:
            raise IndexMissingError(f"index: expected one in {root}, found none; run: {REBUILD}")
        if expected not in present:
            raise IndexStaleError(
                f"index: expected {expected} for these documents, model and settings, "
                f"found {', '.join(present)}; run: {REBUILD}"
            )
        return _open(root / expected, chunks, encoder, settings)
    except OSError as error:  # another process may be replacing it at this moment
        raise IndexDamagedError(f"index {expected}: cannot be read ({error.strerror}); run: {REBUILD}") from error


def _open(folder: Path, chunks: tuple[Chunk, ...], encoder: Encoder, settings: Settings) -> SearchIndex:
    name = folder.name
    found = _read_manifest(folder)
    wanted = _manifest(folder, fingerprint(chunks, encoder.identity, settings), chunks, (), encoder, settings)
    for field in fields(Manifest):
        ours, theirs = getattr(wanted, field.name), getattr(found, field.name)
        if field.name not in ("documents", "files") and ours != theirs:
            raise IndexDamagedError(f"index {name}: expected {field.name} {ours}, found {theirs}; run: {REBUILD}")
    for file in sorted(found.files.keys() | wanted.files.keys()):
        if file not in wanted.files:
            raise IndexDamagedError(f"index {name}: {file} is missing; run: {REBUILD}")
        if file not in found.files:
            raise IndexDamagedError(f"index {name}: {file} is not of this index; run: {REBUILD}")
        if found.files[file] != wanted.files[file]:
            raise IndexDamagedError(f"index {name}: {file} is damaged; run: {REBUILD}")
    dense = DenseIndex.load(folder / _DENSE)
    tokens = TokenIndex.load(folder / _TOKENS)
    lexical = LexicalIndex.load(folder / _LEXICAL)
    for what, rows in (("vectors", dense.rows), ("token vectors", tokens.rows), ("texts", lexical.rows)):
        if rows != len(chunks):
            raise IndexDamagedError(f"index {name}: expected {len(chunks)} {what}, found {rows}; run: {REBUILD}")
    return SearchIndex(name, chunks, dense, tokens, lexical)


def _is_whole(folder: Path, chunks: tuple[Chunk, ...], encoder: Encoder, settings: Settings) -> bool:
    try:
        _open(folder, chunks, encoder, settings)
    except (UnusableIndexError, OSError):
        return False
    return True


def _manifest(
    folder: Path,
    name: str,
    chunks: tuple[Chunk, ...],
    documents: Iterable[Document],
    encoder: Encoder,
    settings: Settings,
) -> Manifest:
    """What the manifest of the index in ``folder`` has to say."""
    return Manifest(
        format=FORMAT,
        fingerprint=name,
        encoder=encoder.identity,
        dimension=encoder.dimension,
        stemmer=settings.stemmer,
        k1=K1,
        b=B,
        documents={document.id: text_hash(document.text) for document in documents},
        questions=len({chunk.ref for chunk in chunks}),
        chunks=len(chunks),
        files=_file_hashes(folder),
    )


def _read_manifest(folder: Path) -> Manifest:
    try:
        manifest = Manifest(**json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
        if not isinstance(manifest.files, dict):
            raise TypeError("files is no mapping")
    except (OSError, ValueError, TypeError) as error:
        raise IndexDamagedError(
            f"index {folder.name}: expected a complete {MANIFEST}, found none or a damaged one; run: {REBUILD}"
        ) from error
    return manifest


def _file_hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below ``folder`` but its manifest, by relative path."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path != folder / MANIFEST
    }


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
