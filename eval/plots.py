"""Plots of a report as SVG, which a browser shows without a network and a screen reader can name.

Colours come from the page's style sheet by class, so that light and dark both work.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

WIDTH = 640
_LABEL, _VALUE = 150, 60
_ROW, _BAR = 24, 10
_HEIGHT, _MARGIN = 260, 44
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
BINS = 40


@dataclass(frozen=True, slots=True)
class Bar:
    """A share from 0 to 1 with its 95% interval; ``value`` is None where there is nothing to measure."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None


def bars(title: str, rows: Sequence[Bar]) -> Markup:
    """A horizontal bar for each row, its interval as a whisker and its value at the end."""
    span = WIDTH - _LABEL - _VALUE
    parts = []
    for place, row in enumerate(rows):
        middle = _ROW * place + _ROW / 2
        parts.append(_text(_LABEL - 8, middle + 4, row.label, "end"))
        if row.value is None:
            parts.append(_text(_LABEL, middle + 4, "–", "start"))
            continue
        parts.append(_rect(_LABEL, middle - _BAR / 2, span * row.value, _BAR, "bar"))
        if row.low is not None and row.high is not None:
            parts.append(_line(_LABEL + span * row.low, middle, _LABEL + span * row.high, middle, "whisker"))
        parts.append(_text(WIDTH - _VALUE + 8, middle + 4, f"{100 * row.value:.1f}%", "start"))
    return _svg(title, _ROW * len(rows), parts)


def curve(title: str, points: Sequence[tuple[float, float]], across: str, up: str) -> Markup:
    """A line through points (both axes shares from 0 to 1), over a grid of quarters."""
    inner_width, inner_height = WIDTH - 2 * _MARGIN, _HEIGHT - 2 * _MARGIN

    def x(share: float) -> float:
        return _MARGIN + inner_width * share

    def y(share: float) -> float:
        return _HEIGHT - _MARGIN - inner_height * share

    parts = []
    for tick in _TICKS:
        parts += [
            _line(x(0), y(tick), x(1), y(tick), "grid"),
            _text(x(0) - 6, y(tick) + 4, f"{tick:.0%}", "end"),
            _text(x(tick), y(0) + 18, f"{tick:.0%}", "middle"),
        ]
    path = " ".join(f"{x(a):.1f},{y(b):.1f}" for a, b in points)
    parts += [
        Markup('<polyline class="line" points="{}"/>').format(path),
        _text(x(0.5), _HEIGHT - 6, across, "middle"),
        _text(x(0), 16, up, "middle"),
    ]
    return _svg(title, _HEIGHT, parts)


def histogram(title: str, values: Sequence[float], marks: Sequence[tuple[str, float]], unit: str) -> Markup:
    """How often values fall where, from 0 to the largest, with some of them marked by name."""
    top = max(values, default=0.0) or 1.0
    counts = [0] * BINS
    for value in values:
        counts[min(int(BINS * value / top), BINS - 1)] += 1
    inner_width, inner_height = WIDTH - 2 * _MARGIN, _HEIGHT - 2 * _MARGIN
    step, most = inner_width / BINS, max(counts) or 1
    parts = []
    for place, count in enumerate(counts):
        height = inner_height * count / most
        parts.append(_rect(_MARGIN + step * place, _HEIGHT - _MARGIN - height, step - 1, height, "bar"))
    for tick in _TICKS:
        parts.append(_text(_MARGIN + inner_width * tick, _HEIGHT - _MARGIN + 18, f"{top * tick:.0f} {unit}", "middle"))
    for place, (name, value) in enumerate(marks):
        at = _MARGIN + inner_width * value / top
        parts += [
            _line(at, 6 + 16 * place, at, _HEIGHT - _MARGIN, "mark"),
            _text(at + 4, 16 + 16 * place, f"{name} {value:.0f} {unit}", "start"),
        ]
    return _svg(title, _HEIGHT, parts)


def _svg(title: str, height: float, parts: Sequence[Markup]) -> Markup:
    return Markup('<svg role="img" aria-label="{0}" viewBox="0 0 {1} {2:.0f}"><title>{0}</title>{3}</svg>').format(
        title, WIDTH, height, Markup("").join(parts)
    )


def _text(x: float, y: float, said: str, anchor: str) -> Markup:
    return Markup('<text x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>').format(x, y, anchor, escape(said))


def _rect(x: float, y: float, width: float, height: float, kind: str) -> Markup:
    return Markup('<rect class="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>').format(
        kind, x, y, max(width, 0), height
    )


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> Markup:
    return Markup('<line class="{}" x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}"/>').format(kind, x1, y1, x2, y2)
