"""Source, reference date and rounding, in the words that documents use for them."""

from __future__ import annotations

import pytest

from index.chunking import chunk_document
from index.notes import find_notes, is_note_line, standing_apart
from index.parsing import parse_document
from index.records import Span
from index.sentences import split_sentences


def notes_of(text: str) -> list[tuple[str, str]]:
    return [(note.kind.value, note.span.of(text)) for note in find_notes(text, Span(0, len(text)))]


def apart(text: str) -> list[bool]:
    """For each sentence whether it is a note and nothing else."""
    whole = Span(0, len(text))
    notes = tuple(find_notes(text, whole))
    return [standing_apart(text, notes, sentence) for sentence in split_sentences(text, whole)]


@pytest.mark.parametrize(
    "note",
    ["Bron: IND.", "Bronnen: CBS en IND", "bron : Eurostat, tabel migr_asydcfstq", "(Bron: COA).", "• Bron: WODC"],
)
def test_a_source_line_stands_apart(note: str) -> None:
    text = f"Er waren 20 zaken.\n\n{note}"
    assert notes_of(text) == [("source", note)]
    assert apart(text) == [False, True]


@pytest.mark.parametrize(
    "note",
    [
        "Cijfers afgerond op tientallen.",
        "Alle cijfers zijn afgerond op honderdtallen",
        "De aantallen zijn op vijftallen afgerond.",
        "Bedragen afgerond op hele euro's.",
        "Percentages zijn afgerond op één\ndecimaal.",
        "Afgerond op duizenden.",
        "Door afronding kan de som van de cijfers afwijken.",
        "Als gevolg van afronding tellen percentages niet op tot 100%.",
    ],
)
def test_a_rounding_line_stands_apart(note: str) -> None:
    text = f"Er waren 20 zaken.\n\n{note}"
    assert notes_of(text) == [("rounding", note)]
    assert apart(text) == [False, True]


@pytest.mark.parametrize(
    "date",
    [
        "Op peildatum 5 juni 2025",
        "peildatum 31-05-2025",
        "Peildatum: 1 jan. 2025",
        "peildatum is 1 mei 2025",
        "peildatum eind 2024",
        "peildatum ultimo mei 2025",
        "tot en met mei",
        "in 2025 tot en met april",
        "t/m 31 december 2024",
        "stand per 1 januari 2025",
        "situatie op 1/1/2025",
        "geraadpleegd op 30 mei 2025",
        "gemeten per 1 maart 2025",
    ],
)
def test_a_reference_date_is_the_phrase_in_its_sentence(date: str) -> None:
    text = f"Het ging ({date}) om 1.230\nzaken."
    assert notes_of(text) == [("reference_date", date)]
    assert apart(text) == [False]


def test_a_reference_date_alone_stands_apart() -> None:
    text = "Er waren 20 zaken. Peildatum 2 juni 2025. Bron: Rvdr."
    assert notes_of(text) == [("reference_date", "Peildatum 2 juni 2025"), ("source", "Bron: Rvdr.")]
    assert apart(text) == [False, True, True]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Er zijn 120 zaken (afgerond op tientallen) afgedaan.", [("rounding", "afgerond op tientallen")]),
        ("De 120 zaken zijn op tientallen afgerond geteld.", [("rounding", "op tientallen afgerond")]),
        ("Er waren 20 zaken (bron: IND) in mei.", [("source", "(bron: IND)")]),
    ],
)
def test_a_remark_in_a_sentence_leaves_the_sentence_an_answer(text: str, found: list[tuple[str, str]]) -> None:
    assert notes_of(text) == found
    assert apart(text) == [False]


@pytest.mark.parametrize(
    "text",
    [
        "De pilot wordt afgerond op 1 juli 2025.",
        "Het onderzoek is afgerond op 31-12-2024.",
        "De aantallen worden vastgesteld als de telling is afgerond op 1 juni 2025.",
        "Dat geldt tot en met decentrale locaties.",
        "Het gaat t/m augmentatie goed.",
        "De bronnen zijn bekend.",
        "De stand van zaken is bekend.",
    ],
)
def test_what_only_looks_like_a_note_is_none(text: str) -> None:
    assert notes_of(text) == []


def test_notes_break_over_lines_and_pages() -> None:
    text = "Peildatum 2 juni \n\n\n\n \n\n \n2025. Aantallen zijn afgerond op \nhonderdtallen"
    assert notes_of(text) == [
        ("reference_date", "Peildatum 2 juni \n\n\n\n \n\n \n2025"),
        ("rounding", "Aantallen zijn afgerond op \nhonderdtallen"),
    ]


def test_notes_stay_with_their_answer() -> None:
    document = parse_document(
        "Vraag 1\nA?\nAntwoord 1\n20 zaken.\nBron: IND.\nVraag 2\nB?\nAntwoord 2\nStand per 1 mei 2025: 3.", "proef.txt"
    )
    assert [[note.kind.value for note in item.notes] for item in document.items] == [["source"], ["reference_date"]]
    assert [chunk.text for chunk in chunk_document(document) if chunk.is_note] == ["Bron: IND."]


@pytest.mark.parametrize(
    ("line", "is_note"),
    [
        ("Peildatum 1 juni 2025", True),
        ("Bron: IND, 2024", True),
        ("Cijfers afgerond op 10", True),
        ("Tot en met mei 640", False),
        ("Stand 1 januari 84.000", False),
        ("Instroom 2024", False),
    ],
)
def test_a_printed_line_that_is_a_note(line: str, is_note: bool) -> None:
    assert is_note_line(line) is is_note
