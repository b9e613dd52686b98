"""Sums that do not add up are said, and those that do are not."""

from __future__ import annotations

import pytest

from index.parsing import parse_document
from index.records import Document
from rag.pipeline import Vraagbaak
from rag.totals import find_mismatches


def _document(total: str, *parts: str) -> Document:
    listed = "\n".join(f"- aan doel {number} is {part} besteed;" for number, part in enumerate(parts))
    text = f"Vraag (1):\nWaaraan is het geld besteed?\n\nAntwoord:\nIn totaal is {total} besteed:\n\n{listed}\n"
    return parse_document(text, "lijst.txt")


def _said(document: Document) -> list[str]:
    return [mismatch.said for item in document.items for mismatch in find_mismatches(document, item)]


@pytest.mark.parametrize(
    ("total", "parts", "said"),
    [
        ("€ 60 mln.", ("€ 10 mln.", "€ 20 mln.", "€ 30 mln."), None),
        ("€ 63 mln.", ("€ 10 mln.", "€ 20 mln.", "€ 30 mln."), "is 60, genoemd wordt € 63 mln."),
        ("€ 6,3 mln.", ("€ 1,04 mln.", "€ 2,04 mln.", "€ 3,2 mln."), None),  # 6.28, as printed 6.3
        ("€ 1.100,50", ("€ 500", "€ 300", "€ 250"), "is 1.050,00, genoemd wordt € 1.100,50"),
        ("€ 900 mln.", ("€ 10 mln.", "€ 20 mln.", "€ 30 mln."), None),  # no total of these
        ("€ 63 mln.", ("€ 30 mln.", "€ 30 mln."), None),  # two may be examples
        ("€ 63 mln.", ("€ 10 mln.", "20 mensen", "€ 30 mln."), None),
    ],
)
def test_a_list_is_summed_where_each_item_has_an_amount(total: str, parts: tuple[str, ...], said: str | None) -> None:
    found = _said(_document(total, *parts))
    assert len(found) == (said is not None)
    assert said is None or said in found[0]


def test_rounding_explains_a_small_difference() -> None:
    assert not _said(_document("€ 10,1 mln.", "€ 3,3 mln.", "€ 3,3 mln.", "€ 3,4 mln."))
    assert _said(_document("€ 10,4 mln.", "€ 3,3 mln.", "€ 3,3 mln.", "€ 3,4 mln."))


def test_the_bundled_documents_posts_are_warned_of_where_they_are_cited(vraagbaak: Vraagbaak) -> None:
    said = "Vraag 13: de som van de posten is 164,0, genoemd wordt € 166,5 mln.; weergegeven zoals gedrukt."
    assert said in vraagbaak.answer("vraag 13").warnings
    assert said not in vraagbaak.answer("vraag 14").warnings


def test_no_other_question_of_the_bundled_document_is_warned_of(document: Document) -> None:
    assert [item.numbers for item in document.items if find_mismatches(document, item)] == [(13,)]
