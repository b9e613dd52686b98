"""Spans as a person sees them: tidied paragraphs and list items, with quotes lit up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.records import Span
from index.sentences import Block, split_blocks
from index.typography import tidied_offsets, tidy


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of tidied text with its spaces, highlighted or not; no markup, not escaped."""

    text: str
    highlighted: bool = False


@dataclass(frozen=True, slots=True)
class DisplayBlock:
    """A paragraph or list item as it is shown."""

    segments: tuple[Segment, ...]
    is_list_item: bool

    @property
    def text(self) -> str:
        """The segments put together: the tidied block, wherever it was highlighted."""
        return "".join(segment.text for segment in self.segments)


def display_blocks(text: str, span: Span, highlights: Sequence[Span] = ()) -> list[DisplayBlock]:
    """The blocks of ``span`` that print something, each cut into segments at the borders of ``highlights``."""
    shown = []
    for block in split_blocks(text, span):
        if segments := _segments(text, block, highlights):
            shown.append(DisplayBlock(segments, block.is_list_item))
    return shown


def _segments(text: str, block: Block, highlights: Sequence[Span]) -> tuple[Segment, ...]:
    start, end = block.content.start, block.content.end
    quote = block.content.of(text)
    tidied, offsets = tidy(quote), tidied_offsets(quote)
    lit = [
        (offsets[max(h.start, start) - start], offsets[min(h.end, end) - start])
        for h in highlights
        if h.start < end and start < h.end
    ]
    cuts = sorted({0, len(tidied), *(cut for interval in lit for cut in interval)})
    segments: list[Segment] = []
    for a, b in pairwise(cuts):
        highlighted = any(begin <= a and b <= finish for begin, finish in lit)
        if segments and segments[-1].highlighted == highlighted:
            segments[-1] = Segment(segments[-1].text + tidied[a:b], highlighted)
        else:
            segments.append(Segment(tidied[a:b], highlighted))
    return tuple(segments)


def display_text(text: str, span: Span) -> str:
    """``span`` as plain text: paragraphs apart by a blank line, list items behind a dash."""
    lines: list[str] = []
    previous_item = False
    for block in display_blocks(text, span):
        if lines and not (block.is_list_item and previous_item):
            lines.append("")
        lines.append(f"- {block.text}" if block.is_list_item else block.text)
        previous_item = block.is_list_item
    return "\n".join(lines)
