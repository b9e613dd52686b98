"""Source lines, reference dates and rounding notes: what a figure needs beside it."""

from __future__ import annotations

import re

from index.records import Note, NoteKind, Span
from index.sentences import split_sentences, trim

_MONTH = (
    r"(?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december|"
    r"jan|feb|mrt|apr|jun|jul|aug|sept?|okt|nov|dec)\.?"
)
_DATE = rf"(?:(?:(?:begin|medio|half|eind|ultimo)\s+)?(?:\d{{1,2}}\s+)?{_MONTH}(?:\s+\d{{4}})?|\d{{1,2}}[-/]\d{{1,2}}[-/]\d{{2,4}})"
_SOURCE = re.compile(r"bron(?:nen)?\s*:", re.I)
_ROUNDING = re.compile(
    r"\b(?:cijfers|aantallen|bedragen|percentages|getallen)\b[^.]{0,80}?\bafgerond\b|\bafgerond\s+op\b", re.I
)
_REFERENCE_DATE = re.compile(
    rf"\b(?:op\s+)?peildatum\s+(?:is\s+)?{_DATE}|\b(?:in\s+\d{{4}}\s+)?tot\s+en\s+met\s+{_DATE}|"
    rf"\bt/m\s+{_DATE}|\bstand\s+(?:van\s+|per\s+|op\s+)?{_DATE}|\bgeraadpleegd\s+op\s+{_DATE}",
    re.I,
)


def find_notes(text: str, span: Span) -> list[Note]:
    """The notes within ``span``, in order of position.

    A source or rounding note is the whole sentence; a reference date is the phrase alone, since
    it usually stands inside the sentence that it dates.
    """
    notes = []
    for sentence in split_sentences(text, span):
        quote = sentence.of(text)
        if _SOURCE.match(quote):
            notes.append(Note(NoteKind.SOURCE, sentence))
        elif _ROUNDING.search(quote) and len(quote) < 160:
            notes.append(Note(NoteKind.ROUNDING, sentence))
        for match in _REFERENCE_DATE.finditer(quote):
            phrase = Span(sentence.start + match.start(), sentence.start + match.end())
            notes.append(Note(NoteKind.REFERENCE_DATE, trim(text, phrase)))
    return sorted(notes, key=lambda note: (note.span, note.kind))


def standing_apart(text: str, notes: tuple[Note, ...], sentence: Span) -> bool:
    """Whether ``sentence`` is itself a note ("Bron: IND.") rather than part of the answer."""
    quote = sentence.of(text)
    if any(n.kind is not NoteKind.REFERENCE_DATE and n.span == sentence for n in notes):
        return True
    return any(
        n.kind is NoteKind.REFERENCE_DATE and sentence.covers(n.span) and len(quote) - len(n.span) < 3 for n in notes
    )
