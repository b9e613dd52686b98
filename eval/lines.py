"""JSON Lines read strictly: every line that is no JSON object is a fault that names its place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eval.errors import GoldError

_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Line:
    """One JSON object of a file, the number of its line (from 1), and ``place`` in words."""

    number: int
    place: str
    values: dict[str, Any] = field(repr=False)


def read_file(path: Path) -> bytes:
    """The bytes of ``path``.

    Raises:
        GoldError: there is no such file, or it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise GoldError([f"{path}: expected a file of JSON Lines, found: {error.strerror or error}"]) from error


def parse_lines(data: bytes, path: Path, faults: list[str]) -> Iterator[Line]:
    """The JSON objects of ``data``; blank lines are passed over, other lines added to ``faults``.

    Raises:
        GoldError: the data is not UTF-8 text.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        number = data.count(b"\n", 0, error.start) + 1
        raise GoldError(
            [f"{path}, line {number}: expected UTF-8 text, found the byte {data[error.start]:#04x}"]
        ) from None
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        place = f"{path}, line {number}"
        try:
            values = json.loads(line, object_pairs_hook=_without_repeats, parse_constant=_no_number)
            json.dumps(values, ensure_ascii=False).encode("utf-8")
        except json.JSONDecodeError as error:
            faults.append(f"{place}: expected a JSON object, found {shown(line)} ({error.msg}, column {error.colno})")
        except UnicodeEncodeError:
            faults.append(f"{place}: expected text, found half a surrogate pair")
        except (ValueError, RecursionError) as error:
            faults.append(f"{place}: expected a JSON object, found {shown(line)} ({error})")
        else:
            if isinstance(values, dict):
                yield Line(number, place, values)
            else:
                faults.append(f"{place}: expected a JSON object, found {shown(values)}")


def shown(value: object) -> str:
    """A value as a message shows it: on one line and not too long."""
    text = repr(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        keys = [key for key, _ in pairs]
        repeated = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key {repeated!r} stands in it twice")
    return values


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number")
