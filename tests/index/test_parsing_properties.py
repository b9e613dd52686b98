"""What holds of every parse, whatever the document: nothing lost, nothing invented, offsets exact."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from index.chunking import chunk_document
from index.collection import bundled_document
from index.parsing import parse_document
from index.records import Document, Span
from index.sentences import split_blocks, split_sentences
from index.typography import tidy

PAGE_BREAK = " \n\n\n\n \n\n \n\n"
"""What the converter of the bundled document leaves of a page's end."""

QUESTION_HEADINGS = ["Vraag ({}):", "Vraag {}", "Vraag {}:", "VRAAG {}", "  Vraag ({})"]
ANSWER_HEADINGS = [
    "Antwoord:",
    "Antwoord {}",
    "Antwoord op vraag {}",
    "Antwoord op vraag {}:",
    "ANTWOORD {}",
    "Antwoord ({}):",
]
SENTENCES = [
    "In 2024 zijn ca. 1.230 aanvragen ingediend.",
    "Het COA opende o.a. 12 locaties (zie Stcrt. 2025, nr. 15).",
    "Dat is € 6,8 mln. meer dan in 2023.",
    "Bron: IND, peildatum 2 juni 2025.",
    "Cijfers afgerond op tientallen.",
    "Wat betekent dat? Het kabinet komt hierop terug…",
    "De minister schreef: “Dat is zo.” Daar bleef het bij.",
    "Het gaat om:\n\n• opvang;\n\n• terugkeer en\nvertrek.",
    "Tot en met mei waren er <5 zaken",
    "Zie het antwoord op\nvraag 3.",
]


@st.composite
def layouts(draw: st.DrawFn) -> tuple[str, list[tuple[int, str, str]]]:
    """A well-formed document and the (number, question, answer) that it was made of."""
    count = draw(st.integers(1, 6))
    question_heading, answer_heading = draw(st.sampled_from(QUESTION_HEADINGS)), draw(st.sampled_from(ANSWER_HEADINGS))
    space = draw(st.sampled_from(["\n", "\n \n", PAGE_BREAK, "\n\f\n"]))
    pairs = []
    for number in range(1, count + 1):
        body = draw(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4))
        pairs.append(
            (
                number,
                f"Hoe staat het met onderwerp {number} in 2024?",
                draw(st.sampled_from([" ", "\n", "\n\n"])).join(body),
            )
        )
    if "{}" in answer_heading and draw(st.booleans()):  # questions first, answers after
        parts = [f"{question_heading.format(n)}\n{question}" for n, question, _ in pairs]
        parts += [f"{answer_heading.format(n)}\n{answer}" for n, _, answer in pairs]
    else:
        parts = [
            f"{question_heading.format(n)}\n{question}{space}{answer_heading.format(n)}\n{answer}"
            for n, question, answer in pairs
        ]
    text = "Inleiding.\n\n" + space.join(parts) + "\n"
    return (text.replace("\n", "\r\n") if draw(st.booleans()) else text), pairs


FRAGMENTS = [
    *SENTENCES,
    *("Vraag 1", "Vraag 2 en 3", "Vragen 5 t/m 7", "Antwoord", "Antwoord 2", "Antwoord op de vragen 5, 6 en 7"),
    *("Tabel vraag 1", "Tabel vraag 9", "Land 2023 2024", "België 10 12", "Totaal €", "1.000,00", "Bijlage: tabellen"),
    *(
        "36 740 VI Jaarverslag",
        "Nr. 15 LIJST VAN VRAGEN EN ANTWOORDEN",
        "•",
        "- ",
        "1.",
        "\f",
        PAGE_BREAK,
        "\u00ad",
        "\ufffd x",
    ),
]
DOCUMENTS = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=12), max_size=25).map("\n".join)


@given(layouts())
@settings(max_examples=60, deadline=None, derandomize=True)
def test_every_question_is_found_with_its_own_answer(made: tuple[str, list[tuple[int, str, str]]]) -> None:
    text, pairs = made
    document = parse_document(text, "proef.txt")
    assert document.numbers == tuple(number for number, _, _ in pairs)
    assert not document.warnings
    for number, question, answer in pairs:
        item = document.item(number)
        assert item is not None
        assert item.answer is not None
        assert tidy(item.question.of(text)) == tidy(question)
        assert tidy(item.answer.of(text)) == tidy(answer)


@given(DOCUMENTS)
@settings(max_examples=150, deadline=None, derandomize=True)
def test_any_text_parses_into_spans_that_are_exact_ordered_and_apart(text: str) -> None:
    document = parse_document(text, "proef.txt")
    assert document.text == text
    parts: dict[Span, None] = {}
    for item in document.items:
        parts[item.question] = None
        if item.answer is not None:
            parts[item.answer] = None
            assert item.answer.of(text) == item.answer.of(text).strip() != ""
            assert all(item.answer.covers(note.span) for note in item.notes)
        for table in item.tables:
            assert table.span.end <= len(text)
            for row in table.rows:
                assert table.span.covers(row.span)
                assert len(row.cells) == len(table.columns)
                assert all(row.span.covers(cell.span) for cell in row.cells)
                assert row.span.covers(row.label_span)
    for earlier, later in zip(sorted(parts), sorted(parts)[1:], strict=False):
        assert earlier.end <= later.start
    assert all(span.end <= len(text) for span in parts)
    starts = [item.question.start for item in document.items]
    assert starts == sorted(starts)
    numbers = [number for item in document.items for number in item.numbers]
    assert len(numbers) == len(set(numbers))


@given(DOCUMENTS)
@settings(max_examples=150, deadline=None, derandomize=True)
def test_whatever_is_not_answered_is_reported(text: str) -> None:
    document = parse_document(text, "proef.txt")
    reported = {(warning.kind.value, warning.number) for warning in document.warnings}
    for item in document.items:
        if item.answer is None:
            assert {("unanswered_question", number) for number in item.numbers} <= reported
    assert bool(document.items) != (("no_questions", None) in reported)
    for warning in document.warnings:
        assert "\n" not in warning.message
        assert "\r" not in warning.message


@given(DOCUMENTS)
@settings(max_examples=150, deadline=None, derandomize=True)
def test_sentences_cover_every_character_once_and_stay_in_their_block(text: str) -> None:
    whole = Span(0, len(text))
    blocks, sentences = split_blocks(text, whole), split_sentences(text, whole)
    for spans in ([block.span for block in blocks], sentences):
        covered = [i for span in spans for i in range(span.start, span.end)]
        assert len(covered) == len(set(covered))
        assert {i for i, character in enumerate(text) if not character.isspace()} <= set(covered)
        assert spans == sorted(spans)
        assert all(span.of(text) == span.of(text).strip() for span in spans)
    for sentence in sentences:
        assert sum(block.span.covers(sentence) for block in blocks) == 1


@given(DOCUMENTS)
@settings(max_examples=60, deadline=None, derandomize=True)
def test_units_of_retrieval_print_something_and_stay_within_one_part(text: str) -> None:
    document = parse_document(text, "proef.txt")
    for chunk in chunk_document(document):
        assert chunk.text
        assert chunk.text in chunk.embedded
        item = document.item(chunk.ref.number)
        assert item is not None
        home = {"question": item.question, "answer": item.answer}.get(chunk.part.value)
        assert any(
            span is not None and span.covers(chunk.span) for span in (home, *(table.span for table in item.tables))
        )


def displayed(document: Document) -> list[object]:
    """Everything of a parse that a person reads, without the offsets."""
    text = document.text

    def read(span: Span | None) -> list[str]:
        return [tidy(sentence.of(text)) for sentence in split_sentences(text, span)] if span else []

    return [
        document.id,
        document.metadata,
        [warning.message for warning in document.warnings],
        [
            (
                item.numbers,
                read(item.question),
                read(item.answer),
                [(note.kind, tidy(note.span.of(text))) for note in item.notes],
                [
                    (
                        table.title,
                        table.absent,
                        read(table.caption),
                        [column.label for column in table.columns],
                        [(row.label, [tidy(cell.span.of(text)) for cell in row.cells]) for row in table.rows],
                        [tidy(note.span.of(text)) for note in table.notes],
                    )
                    for table in item.tables
                ],
            )
            for item in document.items
        ],
    ]


def test_windows_line_ends_change_nothing_that_is_shown(bundled: Document, parse: Callable[..., Document]) -> None:
    assert displayed(parse(bundled.text.replace("\n", "\r\n"), bundled.source)) == displayed(bundled)


@given(st.integers(0, 2**32), st.sampled_from(["page", "feed", "blank", "mixed"]))
@settings(max_examples=25, deadline=None, derandomize=True)
def test_page_breaks_and_stray_blank_lines_change_no_displayed_sentence(seed: int, kind: str) -> None:
    bundled = bundled_document()
    chance = random.Random(seed)
    broken = re.sub(r"\n", lambda end: _broken(bundled.text, end.start(), chance, kind), bundled.text)
    assert displayed(parse_document(broken, bundled.source)) == displayed(bundled)


def _broken(text: str, end: int, chance: random.Random, kind: str) -> str:
    """The line end at ``end``, perhaps with more: a page break or a blank line.

    Not where a person could not tell either: a page break on top of blank lines below an open
    sentence, a blank line in an open sentence that goes on with a capital.
    """
    before, after = text[:end].rstrip(" "), text[end + 1 :].lstrip(" ")
    is_closed = before.rstrip()[-1:] in (".", ":", ";", "?")
    is_within = not before.endswith("\n") and not after.startswith("\n")
    if chance.random() > 0.08 or not before or not (is_closed or is_within):
        return "\n"
    kind = chance.choice(["page", "feed", "blank"]) if kind == "mixed" else kind
    if kind == "page":
        return f"\n{PAGE_BREAK}"
    if kind == "feed":
        return "\n\f"
    return "\n \n" if is_closed or after[:1].islower() else "\n"
