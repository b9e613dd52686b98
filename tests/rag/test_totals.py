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
        ("ruim € 63 mln.", ("€ 11 mln.", "€ 21 mln.", "€ 32 mln."), None),
        ("€ 63 mln.", ("€ 11 mln., waarvan € 2 mln. zorg", "€ 21 mln.", "€ 32 mln."), None),
        ("€ 1.100.000", ("€ 290.000", "€ 300.000", "€ 500.000"), None),  # printed in hundreds of thousands
    ],
)
def test_a_list_is_summed_where_each_item_has_an_amount(total: str, parts: tuple[str, ...], said: str | None) -> None:
    found = _said(_document(total, *parts))
    assert len(found) == (said is not None)
    assert said is None or said in found[0]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (("COA € 10", "IND € 20", "Nidos € 31", "Totaal € 65"), "is 61, genoemd wordt € 65"),
        (("COA € 10", "IND € 20", "Nidos € 31", "Totaal € 62"), None),  # rounding
        (("COA € 10", "IND € 20", "Nidos € 31", "Totaal € 61"), None),
        (("COA € 11", "IND € 21", "Nidos € 31", "Gemiddeld € 21"), None),
        (("COA € 81", "IND € 91", "Nidos € 101", "Totaal € 93"), None),  # a price, and no sum
        (("COA € 101", "waarvan zorg € 41", "IND € 51", "Nidos € 11", "Totaal € 163"), None),
        (("COA € 11", "IND € 21", "Nidos € 31", "Totaal € 63", "Subsidies € 5"), None),
    ],
)
def test_a_table_is_summed_where_a_row_is_their_total(rows: tuple[str, ...], said: str | None) -> None:
    printed = "\n".join(rows)
    before = "Vraag (1):\nWat kost het?\n\nAntwoord:\nZie de tabel.\n\nBijlage\n\nTabel vraag 1\n\n        bedrag\n"
    text = f"{before}{printed}\n"
    document = parse_document(text, "tabel.txt")
    assert document.items[0].tables[0].rows
    found = _said(document)
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
