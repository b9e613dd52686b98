"""Text to numbered records: the one place that knows how these documents are laid out.

Headings are recognised by a small grammar ("Vraag (1):", "Vraag 1", "Vragen 2 en 3",
"Antwoord:", "Antwoord op vraag 1"); everything between two headings is the body of the first.
What does not fit is reported as a warning and never dropped in silence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from index.notes import find_notes
from index.records import Document, Metadata, ParseWarning, QAItem, Span, WarningKind
from index.sentences import split_blocks, trim
from index.tables import HEADING as TABLE_HEADING
from index.tables import ParsedTable, find_tables
from index.typography import tidy

_NUMBERS = r"\(?\d{1,4}\)?(?:\s*(?:,|en|t/m|tot en met|–|-)\s*\(?\d{1,4}\)?)*"
_HEADING = re.compile(
    rf"^[^\S\n]*(?:(?P<question>Vra(?:ag|gen))[^\S\n]+(?P<asked>{_NUMBERS})"
    rf"|(?P<answer>Antwoord(?:en)?)(?:[^\S\n]+(?:op[^\S\n]+)?(?:de[^\S\n]+)?(?:vra(?:ag|gen)[^\S\n]+)?(?P<answered>{_NUMBERS}))?)"
    r"[^\S\n]*[:.]?[^\S\n]*\r?$",
    re.M | re.I,
)
_ANNEX = re.compile(r"^[^\S\n]*Bijlagen?\b[^\n.]{0,80}$", re.M)
_RANGE = re.compile(r"(\d+)\)?\s*(?:t/m|tot en met|–|-)\s*\(?(\d+)")
_MONTHS = {
    month: number
    for number, month in enumerate(
        "januari februari maart april mei juni juli augustus september oktober november december".split(), 1
    )
}
_DATE = rf"(\d{{1,2}})\s+({'|'.join(_MONTHS)})\s+(\d{{4}})"
_LIST_KIND = "Lijst van vragen en antwoorden"


@dataclass(frozen=True, slots=True)
class _Section:
    """A heading's numbers and the trimmed body below it."""

    is_question: bool
    numbers: tuple[int, ...]
    body: Span


def parse_document(text: str, source: str) -> Document:
    """Parse ``text``, read from a file named ``source``, into its numbered records.

    Never raises: a text without numbered questions yields a document without items and with a
    warning that says so.
    """
    annex_start = _annex_start(text)
    sections = _sections(text, annex_start)
    tables = find_tables(text, Span(annex_start, len(text)))
    warnings: list[ParseWarning] = []
    items = _items(text, sections, tables, warnings)
    numbers = [n for item in items for n in item.numbers]
    warnings += _numbering_warnings(numbers)
    for parsed in tables:
        warnings += parsed.warnings
        if parsed.number not in numbers:
            message = f"{parsed.table.title}: er is geen vraag {parsed.number}"
            warnings.append(ParseWarning(WarningKind.UNATTACHED_TABLE, message, parsed.number))
    if not items:
        message = "geen genummerde vragen gevonden; verwacht koppen als “Vraag (1):” en “Antwoord:”"
        warnings.insert(0, ParseWarning(WarningKind.NO_QUESTIONS, message))
    preamble = tidy(text[: sections[0].body.start]) if sections else tidy(text[:4000])
    metadata = _metadata(text, preamble, source)
    return Document(_document_id(metadata, source), source, text, metadata, tuple(items), tuple(warnings))


def parse_numbers(listing: str) -> tuple[int, ...]:
    """The numbers of "2 en 3", "5, 6 en 8" or "5 t/m 8", ascending and unique.

    >>> parse_numbers("5 t/m 8"), parse_numbers("(2) en 3")
    ((5, 6, 7, 8), (2, 3))
    """
    numbers = {int(n) for n in re.findall(r"\d+", listing)}
    for first, last in _RANGE.findall(listing):
        if int(first) <= int(last) <= int(first) + 500:
            numbers.update(range(int(first), int(last) + 1))
    return tuple(sorted(numbers))


def _annex_start(text: str) -> int:
    """Where the annexes begin: the first annex or table heading below the last section heading."""
    headings = list(_HEADING.finditer(text))
    after = headings[-1].end() if headings else len(text)
    candidates = [m.start() for pattern in (_ANNEX, TABLE_HEADING) for m in pattern.finditer(text, after)]
    return min(candidates, default=len(text))


def _sections(text: str, end: int) -> list[_Section]:
    headings = list(_HEADING.finditer(text, 0, end))
    ends = [heading.start() for heading in headings[1:]] + [end]
    return [
        _Section(
            heading.group("question") is not None,
            parse_numbers(heading.group("asked") or heading.group("answered") or ""),
            trim(text, Span(heading.end(), body_end)),
        )
        for heading, body_end in zip(headings, ends, strict=True)
    ]


def _items(
    text: str, sections: list[_Section], tables: list[ParsedTable], warnings: list[ParseWarning]
) -> list[QAItem]:
    """Join each answer to the questions that it answers, in document order."""
    seen: set[int] = set()
    open_questions: list[_Section] = []
    joined: list[tuple[list[_Section], Span | None]] = []
    for section in sections:
        if section.is_question:
            fresh = tuple(n for n in section.numbers if n not in seen)
            for number in sorted(set(section.numbers) - set(fresh)):
                message = f"vraag {number} komt meer dan eens voor; de eerste geldt"
                warnings.append(ParseWarning(WarningKind.DUPLICATE_NUMBER, message, number))
            seen.update(fresh)
            # A repeated question stays open under no number, so that its answer is not given to another.
            open_questions.append(_Section(True, fresh, section.body))
            continue
        answered = _answered(section, open_questions)
        if not answered:
            where = f"vraag {', '.join(map(str, section.numbers))}" if section.numbers else "een onbekende vraag"
            message = f"antwoord op {where}, maar die vraag staat niet in de tekst"
            number = section.numbers[0] if section.numbers else None
            warnings.append(ParseWarning(WarningKind.ORPHAN_ANSWER, message, number))
            continue
        open_questions = [q for q in open_questions if q not in answered]
        joined.append((answered, section.body if section.body else None))
    joined += [([question], None) for question in open_questions]
    items = []
    for questions, answer in sorted(joined, key=lambda pair: pair[0][0].body):
        numbers = tuple(sorted(n for question in questions for n in question.numbers))
        if not numbers:
            continue
        if answer is None:
            for number in numbers:
                message = f"vraag {number} heeft geen antwoord"
                warnings.append(ParseWarning(WarningKind.UNANSWERED, message, number))
        question_span = Span(questions[0].body.start, questions[-1].body.end)
        own_tables = tuple(parsed.table for parsed in tables if parsed.number in numbers)
        notes = tuple(find_notes(text, answer)) if answer else ()
        items.append(QAItem(numbers, question_span, answer, own_tables, notes))
    return items


def _answered(answer: _Section, open_questions: list[_Section]) -> list[_Section]:
    """The open questions that ``answer`` answers: those it names, or the last one."""
    if answer.numbers:
        return [q for q in open_questions if set(q.numbers) & set(answer.numbers)]
    return open_questions[-1:]


def _numbering_warnings(numbers: list[int]) -> list[ParseWarning]:
    warnings = []
    for previous, number in zip(numbers, numbers[1:], strict=False):
        if number < previous:
            message = f"vraag {number} staat na vraag {previous}"
            warnings.append(ParseWarning(WarningKind.OUT_OF_ORDER, message, number))
    for number in sorted(set(range(1, max(numbers, default=0) + 1)) - set(numbers)):
        message = f"vraag {number} ontbreekt in de nummering"
        warnings.append(ParseWarning(WarningKind.MISSING_NUMBER, message, number))
    return warnings


def _metadata(text: str, preamble: str, source: str) -> Metadata:
    """What the text above the first question says of itself."""
    dossier = re.search(r"(?m)^\s*(\d{2})[ .]?(\d{3})(?:[ -]([IVX]+))?\s+(?=[A-Z])", text[:4000])
    number = re.search(r"\bNr\.?\s*(\d+)\b", preamble)
    kind = _LIST_KIND if re.search(r"lijst van vragen en antwoorden", preamble, re.I) else None
    title = None
    if dossier:
        block = split_blocks(text, Span(dossier.end(), min(len(text), dossier.end() + 400)))
        title = tidy(block[0].span.of(text)) if block else None
    committee = re.search(r"(vaste (?:Kamer)?commissie voor [A-Z].*?)(?= heeft| hebben|,|\.)", preamble)
    minister = re.search(r"\b((?:minister|staatssecretaris) (?:van|voor) [A-Z].*?)(?= over| heeft| hebben|,|\.)", preamble)
    dossier_id = "-".join(filter(None, ("".join(dossier.group(1, 2)), dossier.group(3)))) if dossier else None
    return Metadata(
        title=title or PurePath(source).stem,
        kind=kind,
        dossier=dossier_id,
        number=int(number.group(1)) if number else None,
        adopted=_date(rf"vastgesteld\s+(?:op\s+)?{_DATE}", preamble),
        letter=_date(rf"brief van\s+{_DATE}", preamble),
        committee=committee.group(1) if committee else None,
        minister=minister.group(1) if minister else None,
    )


def _date(pattern: str, text: str) -> date | None:
    match = re.search(pattern, text, re.I)
    if match is None:
        return None
    day, month, year = match.groups()
    try:
        return date(int(year), _MONTHS[month.lower()], int(day))
    except ValueError:
        return None


def _document_id(metadata: Metadata, source: str) -> str:
    """The official publication id where the text gives one, else a slug of the file name."""
    if metadata.dossier and metadata.number is not None and metadata.kind == _LIST_KIND:
        return f"kst-{metadata.dossier}-{metadata.number}"
    slug = re.sub(r"[^a-z0-9]+", "-", PurePath(source).stem.lower()).strip("-")
    return slug or "document"
