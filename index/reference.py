"""The official way to refer to a numbered question, and the short mark that stands in a reply."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from index.records import Document


def official_reference(document: Document, number: int) -> str:
    """For example "Kamerstukken II 2024/25, 36740-VI, nr. 15, vraag 3"; the title where no dossier is known."""
    metadata = document.metadata
    if metadata.dossier is None or metadata.number is None:
        return f"{metadata.title}, vraag {number}"
    adopted = metadata.adopted or metadata.letter
    if adopted is None:
        return f"Kamerstuk {metadata.dossier}, nr. {metadata.number}, vraag {number}"
    start = adopted.year if adopted >= _prinsjesdag(adopted.year) else adopted.year - 1
    session = f"{start}/{(start + 1) % 100:02d}"
    return f"Kamerstukken II {session}, {metadata.dossier}, nr. {metadata.number}, vraag {number}"


def _prinsjesdag(year: int) -> date:
    """The third Tuesday of September, on which the parliamentary year begins."""
    return date(year, 9, 15 + (1 - date(year, 9, 15).weekday()) % 7)


def mark(document: str, numbers: Sequence[int], several_documents: bool) -> str:
    """For example "[Vraag 3]", "[Vraag 3, 8 en 9]"; "[36740-VI-15, Vraag 3]" in a collection of several documents."""
    *before, last = map(str, numbers)
    named = f"{', '.join(before)} en {last}" if before else last
    return f"[{document.removeprefix('kst-')}, Vraag {named}]" if several_documents else f"[Vraag {named}]"
