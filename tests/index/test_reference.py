"""How a question is referred to: the official citation and the mark in a reply."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from index.records import Document, Metadata
from index.reference import mark, official_reference


def test_the_bundled_document(bundled: Document) -> None:
    assert official_reference(bundled, 3) == "Kamerstukken II 2024/25, 36740-VI, nr. 15, vraag 3"


@pytest.mark.parametrize(
    ("adopted", "session"),
    [
        (date(2025, 6, 19), "2024/25"),
        (date(2025, 1, 1), "2024/25"),
        (date(2024, 9, 16), "2023/24"),  # Prinsjesdag was 17 September 2024
        (date(2024, 9, 17), "2024/25"),
        (date(2025, 9, 15), "2024/25"),  # and 16 September 2025
        (date(2025, 9, 16), "2025/26"),
        (date(2020, 9, 15), "2020/21"),  # and 15 September 2020
        (date(1999, 12, 1), "1999/00"),
    ],
)
def test_the_parliamentary_year_begins_on_prinsjesdag(adopted: date, session: str, bundled: Document) -> None:
    document = replace(bundled, metadata=replace(bundled.metadata, adopted=adopted))
    assert official_reference(document, 1) == f"Kamerstukken II {session}, 36740-VI, nr. 15, vraag 1"


def test_what_is_unknown_is_left_out(bundled: Document) -> None:
    metadata = bundled.metadata
    letter_only = replace(bundled, metadata=replace(metadata, adopted=None))
    assert "2024/25" in official_reference(letter_only, 1)
    undated = replace(bundled, metadata=replace(metadata, adopted=None, letter=None))
    assert official_reference(undated, 1) == "Kamerstuk 36740-VI, nr. 15, vraag 1"
    untitled = replace(bundled, metadata=Metadata("Antwoorden COA"))
    assert official_reference(untitled, 12) == "Antwoorden COA, vraag 12"


def test_a_mark_names_the_document_only_among_several() -> None:
    assert mark("kst-36740-VI-15", [3], several_documents=False) == "[Vraag 3]"
    assert mark("kst-36740-VI-15", [3], several_documents=True) == "[36740-VI-15, Vraag 3]"
    assert mark("antwoorden", [3], several_documents=True) == "[antwoorden, Vraag 3]"


def test_one_mark_may_name_several_questions() -> None:
    assert mark("kst-36740-VI-15", [3, 8, 9], several_documents=False) == "[Vraag 3, 8 en 9]"
