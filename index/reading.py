"""A file to its text, as stored: decoded and nothing else.

Line ends and odd glyphs stay as they are, because offsets refer to this text.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from index.errors import DocumentError

MAX_BYTES = 20_000_000
TEXT_SUFFIXES = (".txt", ".md", ".markdown", "")


@dataclass(frozen=True, slots=True)
class SourceText:
    """The text of a file and the name it had."""

    name: str
    text: str


def read_document_text(path: Path) -> SourceText:
    """Read a UTF-8 text file of at most 20 MB.

    Raises:
        DocumentError: the file is missing, a folder, too large, empty, binary, of an unsupported
            format, or not UTF-8.
    """
    try:
        if path.is_dir():
            raise DocumentError(f"{path}: this is a folder; name the files to add, for example {path}/*.txt")
        with path.open("rb") as file:
            if path.suffix.lower() not in TEXT_SUFFIXES:
                raise DocumentError(
                    f"{path}: expected a text file ({', '.join(s for s in TEXT_SUFFIXES if s)}), "
                    f"found {path.suffix}; save the document as text first"
                )
            data = file.read(MAX_BYTES + 1)  # a pipe or device has no size to ask for
    except FileNotFoundError as error:
        raise DocumentError(f"{path}: no such file; check the path") from error
    except OSError as error:
        raise DocumentError(f"{path}: cannot be read ({error.strerror}); check the path and its permissions") from error
    except ValueError as error:  # a null character in the path
        raise DocumentError(f"{str(path)!r}: no such file; check the path") from error
    if len(data) > MAX_BYTES:
        raise DocumentError(f"{path}: expected at most {MAX_BYTES} bytes, found more; split the document")
    # A name that is no Unicode on disk must still be one when it is stored.
    name = path.name.encode("utf-8", "replace").decode()
    return SourceText(name, decode(data, name))


def decode(data: bytes, name: str) -> str:
    """UTF-8 bytes, with or without a byte order mark, to text.

    Raises:
        DocumentError: the bytes are empty, binary, or not UTF-8.
    """
    if b"\x00" in data:
        raise DocumentError(f"{name}: expected text, found binary data; save the document as UTF-8 text")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError(
            f"{name}: expected UTF-8 text, found an invalid byte at position {error.start}; save the document as UTF-8"
        ) from error
    if not text.strip():
        raise DocumentError(f"{name}: the file is empty; expected the text of a document")
    return text
