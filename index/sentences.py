"""Blocks and sentences of Dutch official prose, as spans of the stored text.

Knows paragraphs, list items, page breaks in the middle of a sentence and the abbreviations of
official Dutch. Libraries that split sentences return cleaned text or need it unbroken; here
each sentence must be an exact slice across soft line ends and page breaks.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.records import Span
from index.typography import BULLETS

# These never end a sentence: what follows belongs to them ("nr. 15", "ca. 50").
_ABBREVIATIONS = """
    a.d.h.v a.g.v a.h.v afd afz apr art artt aug bijl bijv blz bv c.q ca cf chr ct d.d d.i d.m.v d.w.z dd dec
    dhr dr drs ds evt excl feb fig gem hfst i.c i.g.v i.h.b i.h.k.v i.o.m i.p.v i.r.t i.s.m i.t.t i.v.m incl
    ing ir jan jhr jo kamerst kst m.a.w m.b.t m.b.v m.i.v m.n m.u.v max mevr min mr mrt mw n.a.v nl no nov nr
    nrs o.a o.b.v o.g.v o.l.v okt p pag par plv prof resp sec sept sg sint st stb stcrt sub t.a.v t.b.v t.g.v
    t.o.v tel trb vgl vml vs wnd z.g zgn
"""
_NEVER_FINAL = frozenset(_ABBREVIATIONS.split())
_WIDE_SPACE = re.compile(r"\s{2,}|\f")
_PAGE_BREAK_LINES = 6
"""A run of at least this many line ends is a page break: the converter leaves seven or more."""
_GLYPH, _DASH, _COUNTER = rf"[{BULLETS}]", r"[-–—*o](?=\s)", r"(?:\d{1,2}|[a-z])[.)](?=\s)"
_MARKER = re.compile(rf"^[^\S\n]*(?:(?P<glyph>{_GLYPH})|(?P<dash>{_DASH})|(?P<counter>{_COUNTER}))", re.M)
_LONE_MARKER = re.compile(rf"(?:\A|\n)[^\S\n]*(?:{_GLYPH}|[-–—*o]|(?:\d{{1,2}}|[a-z])[.)])\Z")
_CLOSED = re.compile(r"[.!?:;…][)\]\"”’»']*\Z")
_STOP = re.compile(r"[.!?…]+[)\]\"”’»']*(?=\s|\Z)")
_OPENS_SENTENCE = re.compile(rf"\s*(?:['‘’]\w[\s-]+)?[{BULLETS}\"“„‘’'«(\[<>~]*[A-ZÀ-ÖØ-ÞĲŒŠŽ0-9€]")
_NOTE_OPENING = re.compile(
    r"(?i:bron(?:nen)?\s*:)|(?:Alle\s+(?:cijfers|aantallen)|Cijfers|Aantallen|Bedragen|Percentages)\b[^.]*\bafgerond|"
    r"Peildatum\b|Tabel\s+(?:\d|[A-Z]\b|vraag|bij)"
)
_NEAR = 120
"""Characters before and after a gap or a full stop by which it is judged."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or list item, trimmed of white space.

    ``content`` is ``span`` without the glyph or dash that opens a list item; a number or letter
    that counts the items is content.
    """

    span: Span
    is_list_item: bool
    content: Span


def trim(text: str, span: Span) -> Span:
    """``span`` without the white space at both ends; empty at its start if there is nothing."""
    quote = span.of(text)
    stripped = quote.strip()
    if not stripped:
        return Span(span.start, span.start)
    start = span.start + quote.index(stripped)
    return Span(start, start + len(stripped))


def split_blocks(text: str, span: Span) -> list[Block]:
    """The paragraphs and list items of ``span``, in order, covering every printed character."""
    body = span.of(text)
    gaps = [g.end() for g in _WIDE_SPACE.finditer(body) if _is_blank(g.group()) and not _is_interrupted(body, g)]
    blocks = []
    for start, end in pairwise(sorted({0, len(body), *gaps, *_item_starts(body, gaps)})):
        trimmed = trim(text, Span(span.start + start, span.start + end))
        if trimmed:
            blocks.append(_block(text, trimmed))
    return blocks


def _block(text: str, span: Span) -> Block:
    marker = _MARKER.match(span.of(text))
    if marker is None:
        return Block(span, False, span)
    if marker["counter"]:
        return Block(span, True, span)
    content = trim(text, Span(span.start + marker.end(), span.end))
    return Block(span, True, content)


def _is_blank(space: str) -> bool:
    return space.count("\n") > 1 or "\f" in space


def _is_interrupted(body: str, gap: re.Match[str]) -> bool:
    """Whether a gap of blank lines falls inside a sentence, as a page break often does."""
    before, after = body[max(0, gap.start() - _NEAR) : gap.start()], body[gap.end() : gap.end() + _NEAR]
    if not before or not after or _MARKER.match(after) or _NOTE_OPENING.match(after):
        return False
    if _LONE_MARKER.search(before) or _ends_in_abbreviation(before) or re.search(r"\w-\Z", before):
        return True
    is_page_break = gap.group().count("\n") >= _PAGE_BREAK_LINES or "\f" in gap.group()
    if closed := _CLOSED.search(before):  # "29 mei jl." may go on overleaf, "bestaat uit:" may not
        return is_page_break and after[0].islower() and closed.group()[0] in ".!?…"
    return is_page_break or after[0].islower()


def _item_starts(body: str, gaps: Sequence[int]) -> list[int]:
    """Where list items begin; ``gaps`` are the starts of paragraphs.

    A glyph always opens one. A dash or a counter at the start of a line may also be running text
    that was broken there ("aanvraag" + line end + "– het betreft", "artikel" + line end + "37."):
    it opens an item below a blank line, below a closed sentence, or in a list that has begun.
    """
    starts = []
    listed = -1  # the paragraph that has an item with a dash
    counter = ""
    for marker in _MARKER.finditer(body):
        near = body[max(0, marker.start() - _NEAR) : marker.start()]
        before = near.rstrip()
        apart = not before or _is_blank(near[len(before) :])
        closed = _CLOSED.search(before) is not None and not _ends_in_abbreviation(before)
        if marker["counter"]:
            label = marker["counter"][:-1]
            if not (apart or label == _next_counter(counter) or (closed and label in ("1", "a"))):
                continue
            counter = label
        elif marker["dash"]:
            paragraph = bisect(gaps, marker.end())
            if not (apart or closed or listed == paragraph):
                continue
            listed = paragraph
        starts.append(marker.start())
    return starts


def _next_counter(counter: str) -> str:
    if not counter:
        return ""
    return str(int(counter) + 1) if counter.isdecimal() else chr(ord(counter) + 1)


def _ends_in_abbreviation(before: str) -> bool:
    if not before.endswith("."):
        return False
    start = end = len(before) - 1
    while start and (before[start - 1].isalnum() or before[start - 1] == "."):
        start -= 1
    word = before[start:end]
    parts = word.split(".")
    if all(len(part) == 1 and part.isupper() for part in parts):  # initials: "M.H.M. Faber"
        return True
    if word.isupper():  # "met de VS."
        return False
    is_known = word.lower() in _NEVER_FINAL or all(part.lower() in _NEVER_FINAL for part in parts)
    return is_known or (len(word) == 1 and word.isalpha())


def split_sentences(text: str, span: Span) -> list[Span]:
    """The sentences of ``span``, trimmed, in order; a list item starts a sentence of its own."""
    return [s for block in split_blocks(text, span) for s in _sentences_of_block(text, block)]


def _sentences_of_block(text: str, block: Block) -> list[Span]:
    body = block.span.of(text)
    marker = _MARKER.match(body)
    position = marker.end() if marker else 0
    start = 0
    spans = []
    for stop in _STOP.finditer(body, position):
        if stop.end() < len(body) and not _OPENS_SENTENCE.match(body, stop.end()):
            continue
        up_to_stop = body[max(0, stop.start() + 1 - _NEAR) : stop.start() + 1]
        if stop.group().startswith(".") and stop.end() < len(body) and _ends_in_abbreviation(up_to_stop):
            continue
        spans.append((start, stop.end()))
        start = stop.end()
    if start < len(body):
        spans.append((start, len(body)))
    offset = block.span.start
    return [trim(text, Span(offset + a, offset + b)) for a, b in spans]
