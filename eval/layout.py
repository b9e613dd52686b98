"""How figures are laid out: tables in plain text and Markdown, and text that nothing in it can steer."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eval.metrics import Measure

NOTHING = "–"
"""Printed where there is nothing to measure."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_SHOWN = 600


@dataclass(frozen=True, slots=True)
class Table:
    """A heading and rows of text; the first column is set left, the others right."""

    heading: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def lines(self) -> tuple[tuple[str, ...], ...]:
        return self.heading, *self.rows

    @property
    def widths(self) -> list[int]:
        """The characters that each column takes."""
        return widths(self.lines)


def widths(lines: Iterable[Sequence[str]]) -> list[int]:
    """The characters that each column of some lines takes."""
    return [max(map(len, column)) for column in zip(*lines, strict=True)]


def plain(table: Table, columns: Sequence[int], indent: str = "") -> str:
    """A table for a terminal, its columns that wide."""
    return "\n".join(indent + _plain_line(line, columns) for line in table.lines)


def pipes(table: Table) -> str:
    """A table for Markdown."""
    rule = ("---", *("---:" for _ in table.heading[1:]))
    return "\n".join(f"| {' | '.join(map(_escape_cell, line))} |" for line in (table.heading, rule, *table.rows))


def written(measure: Measure, value: float, *, signed: bool = False) -> str:
    """A figure as its measure is written: "81.4%", "0.877", with its sign if asked."""
    sign = "+" if signed else ""
    return f"{100 * value:{sign}.1f}%" if measure.is_percentage else f"{value:{sign}.3f}"


def one_line(text: str) -> str:
    """Text on one line, what could steer a terminal made visible."""
    return _CONTROL.sub(lambda match: f"\\u{ord(match.group()):04x}", " ".join(text.split()))


def shortened(text: str) -> str:
    """The first characters of a text on one line."""
    line = one_line(text)
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"


def escape(text: str) -> str:
    """Text that Markdown and HTML show as it is."""
    return re.sub(r"([\\`*_{}\[\]#|~!$])", r"\\\1", html.escape(one_line(text), quote=False))


def _plain_line(line: Sequence[str], columns: Sequence[int]) -> str:
    cells = [line[0].ljust(columns[0]), *(cell.rjust(width) for cell, width in zip(line[1:], columns[1:], strict=True))]
    return "  ".join(cells).rstrip()


def _escape_cell(cell: str) -> str:
    return cell if set(cell) <= set("-:") else escape(cell)
