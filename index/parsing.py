"""Text to numbered records: the one place that knows how these documents are laid out.

Headings are recognised by a small grammar ("Vraag (1):", "Vraag 1", "Vragen 2 en 3",
"Antwoord:", "Antwoord op vraag 1"); everything between two headings is the body of the first.
What does not fit is reported as a warning and never dropped in silence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from pathlib import PurePath

from index.notes import find_notes
from index.records import Document, Metadata, ParseWarning, QAItem, Span, WarningKind
from index.sentences import split_blocks, trim
from index.tables import HEADING as TABLE_HEADING
from index.tables import ParsedTable, find_tables
from index.typography import tidy

_SPACES = r"[^\S\n]*"
_JOINED_BY = rf"(?:,{_SPACES}en\b|,|en\b|&|t/m|tot en met\b|–|-)"
_NUMBERS = rf"\(?\d{{1,4}}\)?(?:{_SPACES}{_JOINED_BY}{_SPACES}\(?\d{{1,4}}\)?)*"
_QUESTION = rf"V(?i:raag|ragen)[^\S\n]+(?P<asked>{_NUMBERS})"
_OF_QUESTION = r"(?i:(?:op[^\S\n]+)?(?:de[^\S\n]+)?(?:(?:vraag|vragen)[^\S\n]+)?)"
_ANSWER = rf"A(?i:ntwoord|ntwoorden)(?:[^\S\n]+{_OF_QUESTION}(?P<answered>{_NUMBERS}))?"
# The capital tells a heading from running text that a line end broke before "vraag 3.".
_HEADING = re.compile(rf"^{_SPACES}(?:(?P<question>{_QUESTION})|{_ANSWER}){_SPACES}[:.]?{_SPACES}$", re.M)
# Running text that happens to open a line with "Bijlage" goes on in lower case on the next.
_ANNEX = re.compile(rf"^{_SPACES}Bijlagen?\b[^\n.]{{0,80}}$(?!\n{_SPACES}[a-zà-öø-ÿ])", re.M)
_RANGE = re.compile(r"(\d+)\)?\s*(?:t/m|tot en met|–|-)\s*\(?(\d+)")
_MONTH_NAMES = "januari februari maart april mei juni juli augustus september oktober november december"
_MONTHS = {month: number for number, month in enumerate(_MONTH_NAMES.split(), 1)}
_DATE = rf"(\d{{1,2}})\s+({'|'.join(_MONTHS)})\s+(\d{{4}})"
_LIST_KIND = "Lijst van vragen en antwoorden"
_SLUG_LENGTH = 100
_PREAMBLE_LENGTH = 8000
"""Characters above the first question that are searched for what the document says of itself."""


@dataclass(frozen=True, slots=True)
class _Section:
    """A heading, its numbers and the trimmed body below it."""

    is_question: bool
    numbers: tuple[int, ...]
    heading: Span
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
    warnings += _annex_warnings(text, annex_start)
    for parsed in tables:
        warnings += parsed.warnings
        if parsed.number not in numbers:
            message = f"{parsed.table.title}: er is geen vraag {parsed.number}"
            warnings.append(ParseWarning(WarningKind.UNATTACHED_TABLE, message, parsed.number))
    if not items:
        message = "geen genummerde vragen gevonden; verwacht koppen als “Vraag (1):” en “Antwoord:”"
        warnings.insert(0, ParseWarning(WarningKind.NO_QUESTIONS, message))
    metadata = _metadata(text[: min(sections[0].heading.start if sections else len(text), _PREAMBLE_LENGTH)], source)
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
    candidates = [pattern.search(text, after) for pattern in (_ANNEX, TABLE_HEADING)]
    return min((match.start() for match in candidates if match), default=len(text))


def _sections(text: str, end: int) -> list[_Section]:
    headings = list(_HEADING.finditer(text, 0, end))
    ends = [*(heading.start() for heading in headings), end][1:]
    return [
        _Section(
            heading.group("question") is not None,
            parse_numbers(heading.group("asked") or heading.group("answered") or ""),
            Span(heading.start(), heading.end()),
            trim(text, Span(heading.end(), body_end)),
        )
        for heading, body_end in zip(headings, ends, strict=True)
    ]


def _items(
    text: str, sections: list[_Section], tables: list[ParsedTable], warnings: list[ParseWarning]
) -> list[QAItem]:
    """Join each answer to the questions that it answers, in document order."""
    joined: list[tuple[list[_Section], Span | None]] = []
    open_questions: dict[int, _Section] = {}
    seen: set[int] = set()
    for position, section in enumerate(sections):
        if section.is_question:
            for number in sorted(seen.intersection(section.numbers)):
                message = f"vraag {number} komt meer dan eens voor; de eerste geldt"
                warnings.append(ParseWarning(WarningKind.DUPLICATE_NUMBER, message, number))
            fresh = tuple(n for n in section.numbers if n not in seen)
            seen.update(fresh)
            # A repeated question stays open under no number, so that its answer is not given to another.
            open_questions[position] = replace(section, numbers=fresh)
            continue
        answered = _answered(section, position, open_questions)
        warnings += _orphan_warnings(section, [open_questions[p] for p in answered], seen)
        for run in _adjacent(answered):
            joined.append(([open_questions.pop(p) for p in run], section.body if section.body else None))
    joined += [([question], None) for question in open_questions.values()]
    joined.sort(key=lambda pair: pair[0][0].body)
    items = []
    for questions, answer in joined:
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


def _answered(answer: _Section, position: int, open_questions: Mapping[int, _Section]) -> list[int]:
    """Where the open questions stand that ``answer`` answers: those it names, or the one right above it."""
    if answer.numbers:
        return [p for p, question in open_questions.items() if set(question.numbers) & set(answer.numbers)]
    return [position - 1] if position - 1 in open_questions else []


def _adjacent(positions: list[int]) -> list[list[int]]:
    """``positions`` in runs of consecutive ones.

    Questions that stand together share one item; between others stands text that is not theirs, so
    that each gets an item of its own, with the same answer.
    """
    runs: list[list[int]] = []
    for position in positions:
        if runs and runs[-1][-1] == position - 1:
            runs[-1].append(position)
        else:
            runs.append([position])
    return runs


def _orphan_warnings(answer: _Section, answered: list[_Section], seen: set[int]) -> list[ParseWarning]:
    """What ``answer`` says it answers and does not."""
    if not answer.numbers and not answered:
        message = "antwoord op een onbekende vraag: er staat geen vraag boven"
        return [ParseWarning(WarningKind.ORPHAN_ANSWER, message)]
    warnings = []
    for number in sorted(set(answer.numbers) - {n for question in answered for n in question.numbers}):
        why = "die vraag heeft al een antwoord" if number in seen else "die vraag staat niet boven het antwoord"
        message = f"antwoord op vraag {number}, maar {why}"
        warnings.append(ParseWarning(WarningKind.ORPHAN_ANSWER, message, number))
    return warnings


def _numbering_warnings(numbers: list[int]) -> list[ParseWarning]:
    warnings = []
    for previous, number in pairwise(numbers):
        if number < previous:
            message = f"vraag {number} staat na vraag {previous}"
            warnings.append(ParseWarning(WarningKind.OUT_OF_ORDER, message, number))
    for previous, number in pairwise([0, *sorted(numbers)]):
        first, last = previous + 1, number - 1
        if first <= last:
            which = f"vraag {first} ontbreekt" if first == last else f"vragen {first} tot en met {last} ontbreken"
            warnings.append(ParseWarning(WarningKind.MISSING_NUMBER, f"{which} in de nummering", first))
    return warnings


def _annex_warnings(text: str, start: int) -> list[ParseWarning]:
    """Text of the annexes that stands under no table heading belongs to no question."""
    table = TABLE_HEADING.search(text, start)
    heading = _ANNEX.match(text, start)
    loose = trim(text, Span(heading.end() if heading else start, table.start() if table else len(text)))
    if not loose:
        return []
    quote = tidy(loose.of(text))
    excerpt = quote if len(quote) <= 60 else f"{quote[:60].rsplit(' ', 1)[0]} …"
    return [ParseWarning(WarningKind.UNATTACHED_TEXT, f"tekst in de bijlage die bij geen vraag hoort: “{excerpt}”")]


def _metadata(preamble: str, source: str) -> Metadata:
    """What the text above the first question says of itself."""
    dossier = re.search(r"(?m)^\s*(\d{2})[ .]?(\d{3})(?:[ -]([IVX]+))?\s+(?=[A-Z])", preamble)
    text = tidy(preamble)
    number = re.search(r"\bNr\.?\s*(\d+)\b", text)
    kind = _LIST_KIND if re.search(r"lijst van vragen en antwoorden", text, re.I) else None
    title = None
    if dossier:
        block = split_blocks(preamble, Span(dossier.end(), min(len(preamble), dossier.end() + 400)))
        title = re.split(r"\s*\bNr\.?\s*\d", tidy(block[0].span.of(preamble)))[0] if block else None
    committee = re.search(r"(vaste (?:Kamer)?commissie voor [A-Z].*?)(?= heeft| hebben|,|\.)", text)
    minister = re.search(r"\b((?:minister|staatssecretaris) (?:van|voor) [A-Z].*?)(?= over| heeft| hebben|,|\.)", text)
    dossier_id = "-".join(filter(None, ("".join(dossier.group(1, 2)), dossier.group(3)))) if dossier else None
    return Metadata(
        title=title or PurePath(source).stem,
        kind=kind,
        dossier=dossier_id,
        number=int(number.group(1)) if number else None,
        adopted=_date(rf"vastgesteld\s+(?:op\s+)?{_DATE}", text),
        letter=_date(rf"brief van\s+{_DATE}", text),
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
    if official := official_id(metadata):
        return official
    slug = re.sub(r"[^a-z0-9]+", "-", PurePath(source).stem.lower()).strip("-")
    return slug[:_SLUG_LENGTH].rstrip("-") or "document"


def official_id(metadata: Metadata) -> str | None:
    """The publication id of a Kamerstuk ("kst-36740-VI-15"), or None where the text gives none."""
    if metadata.dossier and metadata.number is not None and metadata.kind == _LIST_KIND:
        return f"kst-{metadata.dossier}-{metadata.number}"
    return None
