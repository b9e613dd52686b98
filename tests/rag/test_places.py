"""Countries by every name that people give them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.records import Document
from rag.places import find_places, is_aggregate, place_of_label, replace_places


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Wat was het percentage van Duitsland?", "Duitsland"),
        ("de Duitse diensten", "Duitsland"),
        ("Duits beleid", "Duitsland"),
        ("Duitslands percentage", "Duitsland"),
        ("hoeveel Duitsers", "Duitsland"),
        ("germany", "Duitsland"),
        ("Germany's rate", "Duitsland"),
        ("belgie", "België"),
        ("BELGIË", "België"),
        ("Belgische", "België"),
        ("Belgen", "België"),
        ("Griekse eilanden", "Griekenland"),
        ("Portugese asielzoekers", "Portugal"),
        ("Maltese", "Malta"),
        ("Tsjechische Republiek", "Tsjechië"),
        ("Oekraïense ontheemden", "Oekraïne"),
        ("oekrainers", "Oekraïne"),
        ("Syriërs", "Syrië"),
        ("Eritreeërs", "Eritrea"),
        ("het VK", "Verenigd Koninkrijk"),
        ("Engeland", "Verenigd Koninkrijk"),
        ("Bosnië", "Bosnië en Herzegovina"),
        ("Soedanese", "Soedan"),
        ("de hoofdstad van Mongolië", "Mongolië"),
        ("Verenigde Staten", "Verenigde Staten"),
        ("de EU", "EU"),
        ("EU-27", "EU"),
        ("EU-gemiddelde", "EU"),
        ("het Europese gemiddelde", "EU"),
        ("gemiddelde van de Europese Unie", "EU"),
        ("percentage EU in Q1 2024", "EU"),
    ],
)
def test_a_country_by_name_adjective_people_or_english(text: str, place: str) -> None:
    assert find_places(text) == (place,)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Let op de datum",
        "Noord-Ierland",
        "EU-verband",
        "welke EU-lidstaten",
        "welke van de EU lidstaten",
        "welk EU land",
        "Europese landen",
        "het COA",
        "poolen",
        "iers",
    ],
)
def test_what_names_no_country(text: str) -> None:
    assert find_places(text) == (("Ierland",) if text == "iers" else ())


def test_several_countries_are_all_found() -> None:
    assert set(find_places("België en Duitsland, en ook de Franse cijfers")) == {"België", "Duitsland", "Frankrijk"}


def test_every_row_of_the_table_of_countries_is_known(document: Document) -> None:
    item = document.item(9)
    assert item is not None
    labels = [row.label for row in item.tables[0].rows]
    assert len(labels) == 28
    assert [place_of_label(label) for label in labels] == ["EU", *labels[1:]]
    assert [label for label in labels if is_aggregate(label)] == ["EU-27"]


@pytest.mark.parametrize("label", ["Totaal", "totaal", "Gemiddelde", "EU-27", "EU", "EU27", "Subtotaal", "Eindtotaal"])
def test_sums_and_averages_are_aggregates(label: str) -> None:
    assert is_aggregate(label)


@pytest.mark.parametrize("label", ["Duitsland", "2025", "Estland", "Europoort", "Sommerland"])
def test_single_rows_are_no_aggregates(label: str) -> None:
    assert not is_aggregate(label)


def test_replacing_a_country_keeps_the_rest_as_typed() -> None:
    assert replace_places("Was het Duitse percentage hoog?", "België") == "Was het België percentage hoog?"
    assert replace_places("Hoe hoog was België in Q1?", "Zweden") == "Hoe hoog was Zweden in Q1?"
    assert replace_places("Hoeveel zaken?", "België") == "Hoeveel zaken?"
    assert replace_places("Hoe hoog was Duitsland?", "België en Zweden") == "Hoe hoog was België en Zweden?"


@given(st.text(max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    find_places(text)
    replace_places(text, "X")
