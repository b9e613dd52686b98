"""How commands print: results on standard output, everything else on standard error."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any, TextIO

from index.errors import CollectionError

_LINE_END = re.compile("[\x85\u2028\u2029]")


def print_json(value: Any) -> None:
    """One JSON value, indented, readable Dutch."""
    print(_json(value, sys.stdout.encoding, indent=2))


def json_line(value: Any, encoding: str = "utf-8") -> str:
    """One JSON value on one line, as in JSON Lines, whatever its reader takes for a line end."""
    return _LINE_END.sub(lambda match: f"\\u{ord(match.group()):04x}", _json(value, encoding, indent=None))


def _json(value: Any, encoding: str | None, indent: int | None) -> str:
    """JSON that ``encoding`` can write; what it lacks, half a surrogate pair too, is escaped."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    try:
        text.encode(encoding or "utf-8")
    except UnicodeEncodeError:
        return json.dumps(value, indent=indent)
    return text


def progress(message: str) -> None:
    """Say what is going on, to a person only."""
    if sys.stderr.isatty():
        print(message, file=sys.stderr, flush=True)


def open_result(path: Path) -> TextIO:
    """A result file, open to write; made before the work begins, so that the work is not in vain.

    Raises:
        CollectionError: the file cannot be written.
    """
    try:
        return path.open("w", encoding="utf-8")
    except OSError as error:
        raise CollectionError(f"{path}: cannot be written ({error.strerror}); choose another file") from error
