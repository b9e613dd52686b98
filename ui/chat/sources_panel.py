"""A reply and its documents to the panel beside it: each cited question, whole, the quote lit up.

Pure: values in, markup out. Everything that a document says goes through ``markup.element``,
which escapes it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote as quote_url

from index.records import Cell, Column, Document, Note, QAItem, QuestionRef, Row, Span, Table
from index.sentences import split_blocks
from index.typography import tidy
from rag.reply import Citation, Reply, Status
from ui.chat import wording
from ui.chat.anchors import source_anchor, turn_anchor
from ui.chat.markup import Html, element, joined, one_line, prose

Reference = Callable[[QuestionRef], str]
"""The official reference of a numbered question, as ``Answerer.reference`` gives it."""

_SOURCE_LABEL = re.compile(r"^bron(?:nen)?\s*:\s*", re.I)
_OFFICIAL_ID = re.compile(r"(?:kst|ah-tk|h-tk|stcrt|stb)-[\w-]+")


@dataclass(frozen=True, slots=True)
class _Source:
    """An item of a document with the citations that a reply makes of it."""

    ref: QuestionRef
    document: Document | None
    item: QAItem | None
    citations: tuple[Citation, ...] = ()

    @property
    def numbers(self) -> tuple[int, ...]:
        return self.item.numbers if self.item else (self.ref.number,)


def empty_panel(hint: str = wording.SOURCES_EMPTY) -> Html:
    """The panel while there is no reply to show the sources of."""
    return _panel(element("p", hint, class_="vb-hint"))


def sources_panel(reply: Reply, documents: Mapping[str, Document], reference: Reference, turn: int = 0) -> Html:
    """The sources of the reply of turn number ``turn``: the cited ones whole, the others folded."""
    cited = _cited(reply, documents)
    seen = {(source.ref.document, number) for source in cited for number in source.numbers}
    uncited = [s for s in _uncited(reply, documents) if (s.ref.document, s.ref.number) not in seen]
    parts = [_card(source, reference, turn) for source in cited]
    if not cited:
        parts.append(element("p", wording.SOURCES_NONE, class_="vb-hint"))
    if uncited:
        title = wording.UNCITED_UNANSWERED if reply.status is Status.UNANSWERED else wording.UNCITED
        summary = element("summary", title, " ", element("span", str(len(uncited)), class_="vb-count"))
        folded = [_folded(source, reference, turn) for source in uncited]
        parts.append(element("details", summary, *folded, class_="vb-uncited"))
    subject = element("p", f"“{_shortened(reply.query)}”", class_="vb-subject")
    return _panel(subject, *parts)


def _panel(*content: str) -> Html:
    return element("div", element("h2", wording.SOURCES, class_="vb-panel-title"), *content, class_="vb-sources")


def _cited(reply: Reply, documents: Mapping[str, Document]) -> list[_Source]:
    """The cited items in the order of the reply, each once."""
    grouped: dict[tuple[str, tuple[int, ...]], _Source] = {}
    for citation in reply.citations:
        source = _source(citation.ref, documents)
        key = (citation.ref.document, source.numbers)
        known = grouped.get(key, source)
        grouped[key] = _Source(known.ref, known.document, known.item, (*known.citations, citation))
    return list(grouped.values())


def _uncited(reply: Reply, documents: Mapping[str, Document]) -> list[_Source]:
    grouped: dict[tuple[str, tuple[int, ...]], _Source] = {}
    for ref in (*(hit.ref for hit in reply.sources), *reply.related):
        source = _source(ref, documents)
        grouped.setdefault((ref.document, source.numbers), source)
    return list(grouped.values())


def _source(ref: QuestionRef, documents: Mapping[str, Document]) -> _Source:
    document = documents.get(ref.document)
    return _Source(ref, document, document.item(ref.number) if document else None)


def _card(source: _Source, reference: Reference, turn: int) -> Html:
    """A cited question with its whole answer."""
    heading = element("h3", wording.list_of_numbers(source.numbers), class_="vb-card-title")
    badges = _badges(source.citations)
    header = element("header", element("div", heading, badges, class_="vb-card-head"), _reference(source, reference))
    anchors = [
        element("span", id=source_anchor(turn, QuestionRef(source.ref.document, number)), class_="vb-anchor")
        for number in source.numbers
    ]
    back = element(
        "a",
        wording.BACK_TO_REPLY,
        href=f"#{turn_anchor(turn)}",
        data_action="back",
        data_target=turn_anchor(turn),
        class_="vb-back",
    )
    copy = element(
        "button",
        wording.QUOTE_COPY,
        type="button",
        class_="vb-quiet",
        title=wording.QUOTE_COPY_HINT,
        data_action="copy",
        data_copy=_quotes(source.citations),
    )
    footer = element("footer", copy, _publication(source.ref), back, class_="vb-actions")
    return element("article", *anchors, header, _body(source), footer, class_="vb-card", tabindex=-1)


def _folded(source: _Source, reference: Reference, turn: int) -> Html:
    """A question that was looked at, one line high until it is opened."""
    anchor = source_anchor(turn, source.ref)
    title = element("span", wording.list_of_numbers(source.numbers), class_="vb-folded-title")
    teaser = _shortened(question_text(source.document, source.item), 110)
    summary = element("summary", title, " ", element("span", teaser, class_="vb-teaser"))
    body = (_reference(source, reference), _body(source))
    return element("details", summary, *body, class_="vb-folded", id=anchor)


def question_text(document: Document | None, item: QAItem | None) -> str:
    """A numbered question on one line; empty if it is gone."""
    return tidy(item.question.of(document.text)) if document and item else ""


def _reference(source: _Source, reference: Reference) -> Html:
    known = {citation.ref: citation.reference for citation in source.citations}
    if source.ref not in known and source.document is None:
        return element("p", source.ref.document, class_="vb-reference")
    return element("p", known.get(source.ref) or reference(source.ref), class_="vb-reference")


def _badges(citations: Sequence[Citation]) -> Html:
    """What was checked of every citation, not of one of them."""
    checks = set.intersection(*(set(citation.verified) for citation in citations)) if citations else set()
    badges = []
    if "quote" in checks:
        badges.append(element("span", wording.LITERAL, class_="vb-badge", title=wording.LITERAL_HINT))
    if "figures" in checks:
        badges.append(element("span", wording.FIGURES, class_="vb-badge", title=wording.FIGURES_HINT))
    if not checks:
        badges.append(
            element("span", wording.UNVERIFIED, class_="vb-badge vb-unverified", title=wording.UNVERIFIED_HINT)
        )
    return element("span", *badges, class_="vb-badges")


def _quotes(citations: Sequence[Citation]) -> str:
    """The quotes as one pastes them into a text, each with its official reference."""
    lines = dict.fromkeys(f"“{_cell_name(c)}{tidy(c.quote)}” ({c.reference})" for c in citations)
    return "\n".join(lines)


def _cell_name(citation: Citation) -> str:
    names = [name for name in (citation.row, citation.column) if name]
    return f"{', '.join(names)}: " if names and not all(name in citation.quote for name in names) else ""


def _publication(ref: QuestionRef) -> Html | None:
    """A link to the official publication, for a document that is known by its official id."""
    if not _OFFICIAL_ID.fullmatch(ref.document):
        return None
    address = f"https://zoek.officielebekendmakingen.nl/{quote_url(ref.document)}.html"
    return element(
        "a", wording.PUBLICATION, href=address, target="_blank", rel="noopener noreferrer external", class_="vb-quiet"
    )


def _body(source: _Source) -> Html:
    """The question, the answer, its tables and its notes; or what is left of them."""
    document, item = source.document, source.item
    if document is None or item is None:
        gone = wording.DOCUMENT_GONE if document is None else wording.QUESTION_GONE
        quotes = [element("blockquote", element("mark", tidy(c.quote))) for c in source.citations]
        return element("div", element("p", gone, class_="vb-missing"), *quotes, class_="vb-body")
    question = _prose(document.text, item.question, source.citations)
    parts = [element("div", element("p", wording.ASKED, class_="vb-label"), question, class_="vb-question")]
    if item.answer is None:
        parts.append(element("p", wording.NO_ANSWER, class_="vb-missing"))
    else:
        answer = _prose(document.text, item.answer, source.citations)
        parts.append(element("div", element("p", wording.ANSWERED, class_="vb-label"), answer, class_="vb-answer"))
    parts += [_table(document.text, table, source.citations) for table in item.tables]
    all_notes = (*item.notes, *(note for table in item.tables for note in table.notes))
    notes = _notes(document.text, all_notes, source.citations)
    return element("div", *parts, notes, class_="vb-body")


def _prose(text: str, span: Span, citations: Sequence[Citation]) -> Html:
    """Paragraphs and lists, with the quoted parts in ``<mark>``.

    As ``index.display`` shows them, but quotes that touch stay apart, since each has a mark in
    the reply that leads to it alone.
    """
    blocks = split_blocks(text, span)
    return prose((block.is_list_item, _quoted(text, block.span, citations)) for block in blocks)


def _quoted(text: str, span: Span, citations: Sequence[Citation]) -> Html:
    """``span`` on one line, cut where quotes begin and end."""
    inside = [c.span for c in citations if _meet(c.span, span)]
    cuts = {span.start, span.end}
    for quote in inside:
        cuts |= {max(quote.start, span.start), min(quote.end, span.end)}
    ordered = sorted(cuts)
    parts: list[Html | str] = []
    for start, end in itertools.pairwise(ordered):
        piece = Span(start, end)
        words = tidy(piece.of(text))
        if not words:
            continue
        if parts and (text[start].isspace() or text[start - 1].isspace()):
            parts.append(" ")
        starts = [quote.start for quote in inside if quote.covers(piece)]
        parts.append(_lit(words, starts) if starts else words)
    return joined(parts)


def _lit(words: str, starts: Iterable[int]) -> Html:
    """Quoted words, with the offsets by which the marks of the reply find them."""
    return element("mark", words, data_quotes=" ".join(map(str, dict.fromkeys(starts))))


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _table(text: str, table: Table, citations: Sequence[Citation]) -> Html:
    """A table with its cited cells marked, or the notice that the text does not hold it."""
    caption = tidy(table.caption.of(text)) if table.caption else ""
    title = element("span", table.title, class_="vb-table-title")
    if table.absent:
        about = element("p", caption, class_="vb-table-caption") if caption else None
        notice = element("p", wording.TABLE_ABSENT, class_="vb-missing")
        return element("div", element("p", title), about, notice, class_="vb-absent")
    heading = element("caption", title, element("span", caption, class_="vb-table-caption") if caption else None)
    lit = {
        (number, position)
        for number, row in enumerate(table.rows)
        for position, cell in enumerate(row.cells)
        if any(_cites(citation, row, cell, _column(table, position)) for citation in citations)
    }
    lit_columns = {position for _, position in lit}
    head = element("thead", element("tr", _corner(table), *_column_headings(table, lit_columns)))
    rows = []
    for number, row in enumerate(table.rows):
        is_lit = any(n == number for n, _ in lit)
        label = element("th", row.label, scope="row", class_="vb-lit-heading" if is_lit else None)
        cells = [
            _cell(text, row, cell, _column(table, position), citations if (number, position) in lit else ())
            for position, cell in enumerate(row.cells)
        ]
        rows.append(element("tr", label, *cells))
    body = element("table", heading, head, element("tbody", *rows), class_="vb-table")
    # Focusable, so that a keyboard scrolls it too.
    return element("div", body, class_="vb-table-frame", tabindex=0, role="region", aria_label=table.title)


def _corner(table: Table) -> Html:
    if table.stub is not None:
        return element("th", table.stub.label, scope="col")
    return element("td", element("span", wording.ROW_HEADING, class_="vb-unseen"))


def _column_headings(table: Table, lit: Iterable[int]) -> list[Html]:
    return [
        element("th", column.label, scope="col", class_="vb-lit-heading" if position in lit else None)
        for position, column in enumerate(table.columns)
    ]


def _column(table: Table, position: int) -> Column:
    return table.columns[position] if position < len(table.columns) else Column("", None)


def _cites(citation: Citation, row: Row, cell: Cell, column: Column) -> bool:
    """Whether ``citation`` rests on this cell: its quote meets it, its headings do not rule it out."""
    is_here = citation.row in (None, row.label) and citation.column in (None, column.label)
    return is_here and _meet(citation.span, cell.span)


def _cell(text: str, row: Row, cell: Cell, column: Column, citations: Sequence[Citation]) -> Html:
    printed = tidy(cell.span.of(text))
    starts = [c.span.start for c in citations if _cites(c, row, cell, column)]
    warning = None
    if cell.warning:
        said = wording.MISPRINT.format(value=f"“{printed}”", reason=cell.warning)
        warning = element("span", said, class_="vb-cell-warning")
    return element("td", _lit(printed, starts) if starts else printed, warning, class_="vb-lit" if starts else None)


def _notes(text: str, notes: Sequence[Note], citations: Sequence[Citation]) -> Html | None:
    """Source, reference date and rounding, each said once; a note within another is left out."""
    said: dict[tuple[str, str], list[int]] = {}
    for note in notes:
        if any(other.span.covers(note.span) and other.span != note.span for other in notes):
            continue
        words = _SOURCE_LABEL.sub("", tidy(note.span.of(text))).rstrip(".")
        starts = said.setdefault((wording.NOTES[note.kind], words), [])
        starts += [citation.span.start for citation in citations if _meet(citation.span, note.span)]
    if not said:
        return None
    lines = [
        element("div", element("dt", label), element("dd", _lit(words, starts) if starts else words))
        for (label, words), starts in said.items()
    ]
    return element("dl", *lines, class_="vb-notes")


def _shortened(text: str, limit: int = 160) -> str:
    """``text`` on one line, cut at a word where it is longer than ``limit`` characters."""
    line = one_line(text[: 4 * limit])
    return line if len(line) <= limit else f"{line[:limit].rsplit(' ', 1)[0]}…"
