"""How commands print: results on standard output, everything else on standard error."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from index.errors import CollectionError


def print_json(value: Any) -> None:
    """One JSON value, indented, readable Dutch."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


def json_line(value: Any) -> str:
    """One JSON value on one line, as in JSON Lines."""
    return json.dumps(value, ensure_ascii=False)


def progress(message: str) -> None:
    """Say what is going on, to a person only."""
    if sys.stderr.isatty():
        print(message, file=sys.stderr, flush=True)


def write_text(path: Path, text: str) -> None:
    """Write a result file.

    Raises:
        CollectionError: the file cannot be written.
    """
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CollectionError(f"{path}: cannot be written ({error.strerror}); choose another file") from error
