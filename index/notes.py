"""Source lines, reference dates and rounding notes: what a figure needs beside it."""

from __future__ import annotations

import re

from index.records import Note, NoteKind, Span
from index.sentences import split_sentences, trim

_MONTH = (
    r"(?:(?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december)\b|"
    r"(?:jan|feb|mrt|apr|jun|jul|aug|sept?|okt|nov|dec)\b\.?)"
)
_ABOUT = r"(?:begin|medio|half|eind|ultimo)\s+"
_DATE = (
    rf"(?:(?:{_ABOUT})?(?:\d{{1,2}}\s+)?{_MONTH}(?:\s+\d{{4}}\b)?|{_ABOUT}\d{{4}}\b|"
    r"\d{1,2}[-/]\d{1,2}[-/](?:\d{4}|\d{2})\b)"
)
_SOURCE = re.compile(r"[\W_]*bron(?:nen)?\s*:", re.I)
_SOURCE_IN_PARENTHESES = re.compile(r"\(\s*bron(?:nen)?\s*:[^()]*\)", re.I)
_FIGURES = r"(?:cijfers|aantallen|bedragen|percentages|getallen)"
# What is "afgerond op 1 juni 2025" is finished on that day.
_ROUNDED_TO = rf"afgerond\s+op\s+(?!{_DATE})(?:(?:het|de|een|hele|gehele|dichtstbijzijnde)\s+)*[\w.-]*\w"
# A sentence about the figures: "Alle aantallen zijn afgerond op tientallen."
_ROUNDING = re.compile(
    rf"[\W_]*(?:(?:(?:de|alle|deze|genoemde|vermelde|bovenstaande)\s+)*{_FIGURES}\b"
    rf"[^.]{{0,80}}?\bafgerond\b(?!\s+op\s+{_DATE})|{_ROUNDED_TO}\W*\Z|"
    rf"(?:door|vanwege|wegens|als\s+gevolg\s+van)\s+afronding\b)",
    re.I,
)
_ROUNDED = re.compile(rf"\b{_ROUNDED_TO}|\bop\s+(?:\w*tallen|duizenden|miljoenen)\s+afgerond\b", re.I)
_REFERENCE_DATE = re.compile(
    rf"\b(?:op\s+)?peildatum\s*(?::|\(|is\b|was\b|van\b|op\b)?\s*{_DATE}|"
    rf"\b(?:in\s+\d{{4}}\s+)?tot\s+en\s+met\s+{_DATE}|\bt/m\s+{_DATE}|"
    rf"\b(?:stand|situatie)\s+(?:van\s+zaken\s+)?(?:van\s+|per\s+|op\s+)?{_DATE}|"
    rf"\b(?:geraadpleegd|gemeten|bijgewerkt)\s+(?:op|per|tot|tot\s+en\s+met)\s+{_DATE}",
    re.I,
)
_LONE_REFERENCE_DATE = re.compile(rf"[\W_]*(?:{_REFERENCE_DATE.pattern})\W*\Z", re.I)
_ROUNDING_LENGTH = 160
"""A longer sentence that speaks of rounding says something else besides."""


def find_notes(text: str, span: Span) -> list[Note]:
    """The notes within ``span``, in order of position.

    A source or rounding note is the whole sentence where it is that and nothing else. Inside
    another sentence it is the phrase alone, as a reference date always is: it usually stands in
    the sentence that it dates.
    """
    notes = []
    for sentence in split_sentences(text, span):
        quote = sentence.of(text)
        phrases = [(NoteKind.REFERENCE_DATE, _REFERENCE_DATE)]
        if _SOURCE.match(quote):
            notes.append(Note(NoteKind.SOURCE, sentence))
        elif _is_about_rounding(quote):
            notes.append(Note(NoteKind.ROUNDING, sentence))
        else:
            phrases += [(NoteKind.SOURCE, _SOURCE_IN_PARENTHESES), (NoteKind.ROUNDING, _ROUNDED)]
        for kind, pattern in phrases:
            for match in pattern.finditer(quote):
                phrase = Span(sentence.start + match.start(), sentence.start + match.end())
                notes.append(Note(kind, trim(text, phrase)))
    return sorted(notes, key=lambda note: (note.span, note.kind))


def _is_about_rounding(quote: str) -> bool:
    return len(quote) < _ROUNDING_LENGTH and _ROUNDING.match(quote) is not None


def is_note_line(line: str) -> bool:
    """Whether a printed line is a note and nothing else: "Peildatum 2 juni 2025"."""
    return bool(_SOURCE.match(line) or _is_about_rounding(line) or _LONE_REFERENCE_DATE.match(line))


def standing_apart(text: str, notes: tuple[Note, ...], sentence: Span) -> bool:
    """Whether ``sentence`` is itself a note ("Bron: IND.") rather than part of the answer."""
    quote = sentence.of(text)
    if any(n.kind is not NoteKind.REFERENCE_DATE and n.span == sentence for n in notes):
        return True
    return any(
        n.kind is NoteKind.REFERENCE_DATE and sentence.covers(n.span) and len(quote) - len(n.span) < 3 for n in notes
    )
