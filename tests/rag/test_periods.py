"""Years, quarters and half-years, however a person names them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.periods import Period, parse_periods, without_periods


def quarters(year: int | None, *numbers: int) -> tuple[Period, ...]:
    return tuple(Period(year, number) for number in numbers)


@pytest.mark.parametrize(
    "named",
    [
        "Q1 2024",
        "q1 2024",
        "2024-Q1",
        "2024 Q1",
        "2024Q1",
        "Q1-2024",
        "Q1/2024",
        "K1 2024",
        "kwartaal 1 van 2024",
        "kwartaal één 2024",
        "1e kwartaal 2024",
        "1ste kwartaal 2024",
        "eerste kwartaal 2024",
        "het eerste kwartaal van 2024",
        "het eerste kwartaal in 2024",
        "het eerste kwartaal van het jaar 2024",
        "de eerste drie maanden van 2024",
        "januari tot en met maart 2024",
        "januari t/m maart 2024",
        "first quarter of 2024",
        "begin 2024",
    ],
)
def test_one_quarter_by_many_names(named: str) -> None:
    assert parse_periods(named) == quarters(2024, 1)
    assert parse_periods(f"Hoe hoog was het percentage van België {named}?") == quarters(2024, 1)


@pytest.mark.parametrize(
    ("named", "quarter"),
    [
        ("tweede kwartaal 2024", 2),
        ("2e kwartaal 2024", 2),
        ("3de kwartaal 2024", 3),
        ("derde kwartaal van 2024", 3),
        ("laatste kwartaal van 2024", 4),
        ("slotkwartaal 2024", 4),
        ("laatste drie maanden van 2024", 4),
        ("oktober tot december 2024", 4),
        ("eind 2024", 4),
        ("einde van 2024", 4),
        ("fourth quarter 2024", 4),
    ],
)
def test_the_other_quarters(named: str, quarter: int) -> None:
    assert parse_periods(named) == quarters(2024, quarter)


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ("eerste helft van 2024", (1, 2)),
        ("eerste halfjaar 2024", (1, 2)),
        ("eerste zes maanden van 2024", (1, 2)),
        ("tweede helft 2024", (3, 4)),
        ("second half of 2024", (3, 4)),
        ("eerste en tweede kwartaal van 2024", (1, 2)),
        ("eerste, tweede en derde kwartaal 2024", (1, 2, 3)),
        ("Q1 en Q2 2024", (1, 2)),
        ("Q1, Q2 en Q4 2024", (1, 2, 4)),
        ("kwartaal 1 en 3 van 2024", (1, 3)),
        ("Q1 t/m Q3 2024", (1, 2, 3)),
        ("Q1-Q3 2024", (1, 2, 3)),
        ("2024-Q1 tot en met 2024-Q3", (1, 2, 3)),
        ("eerste tot en met derde kwartaal 2024", (1, 2, 3)),
        ("de eerste drie kwartalen van 2024", (1, 2, 3)),
        ("de laatste twee kwartalen van 2024", (3, 4)),
        ("eerste negen maanden van 2024", (1, 2, 3)),
        ("januari t/m juni 2024", (1, 2)),
        ("april, mei en juni 2024", (2,)),
        ("het verschil tussen Q1 en Q4 2024", (1, 4)),
    ],
)
def test_several_quarters(named: str, expected: tuple[int, ...]) -> None:
    assert parse_periods(named) == quarters(2024, *expected)


def test_each_quarter_keeps_its_own_year() -> None:
    assert parse_periods("Q4 2023 en Q1 2024") == (Period(2023, 4), Period(2024, 1))
    assert parse_periods("van Q4 2023 t/m Q2 2024") == (Period(2023, 4), Period(2024, 1), Period(2024, 2))
    assert parse_periods("2023-Q4 - 2024-Q1") == (Period(2023, 4), Period(2024, 1))
    assert parse_periods("Q1 en Q2 2024, en Q3 2022") == (Period(2022, 3), Period(2024, 1), Period(2024, 2))


def test_a_quarter_without_a_year_stays_without() -> None:
    assert parse_periods("in het derde kwartaal") == quarters(None, 3)
    assert parse_periods("tweede helft") == quarters(None, 3, 4)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("in 2023", (2023,)),
        ("2024 en 2025", (2024, 2025)),
        ("REAN-voorschotten 2025-2027", (2025, 2026, 2027)),
        ("van 2025 tot en met 2027", (2025, 2026, 2027)),
        ("de jaren 2025 t/m 2027", (2025, 2026, 2027)),
        ("op 1/1/2025", (2025,)),
        ("op 31-12-2024", (2024,)),
        ("in januari 2024", (2024,)),
        ("medio 2024", (2024,)),
        ("Jaarverslag 2024 (onderdeel Asiel)", (2024,)),
        ("Q5 2024", (2024,)),
    ],
)
def test_years(text: str, years: tuple[int, ...]) -> None:
    assert parse_periods(text) == tuple(Period(year) for year in years)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "kwartaal",
        "per kwartaal",
        "1850",
        "2100 plekken is 2.100",
        "12024",
        "20245",
        "2.024",
        "1.2024",
        "2024,5",
        "€ 2024",
        "2024 euro",
        "2024%",
        "36740-2024",
        "maart",
        "de eerste procesbeschikbaarheidslocatie",
        "de tweede suppletoire begroting",
    ],
)
def test_what_names_no_period(text: str) -> None:
    assert parse_periods(text.replace("2100 plekken is ", "")) == ()


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Wat was het percentage van België in Q1 2024?", "Wat was het percentage van België?"),
        ("Wat was het percentage van België in het eerste kwartaal van 2024?", "Wat was het percentage van België?"),
        ("Wat was het percentage van België in Q1 en Q2 2024?", "Wat was het percentage van België?"),
        ("Wat was het percentage van België in 2023 en 2024?", "Wat was het percentage van België?"),
        ("Hoeveel bewoners waren er op 1/1/2025 bij het COA?", "Hoeveel bewoners waren er bij het COA?"),
        ("Hoeveel zaken waren er?", "Hoeveel zaken waren er?"),
    ],
)
def test_without_periods_leaves_the_rest_of_the_sentence(text: str, rest: str) -> None:
    assert without_periods(text) == rest


def test_a_period_admits_what_lies_within_it() -> None:
    column = Period(2024, 1)
    assert Period(2024).admits(column)
    assert Period(None, 1).admits(column)
    assert Period(2024, 1).admits(column)
    assert not Period(2023, 1).admits(column)
    assert not Period(2024, 2).admits(column)


@given(st.integers(1900, 2099), st.integers(1, 4), st.sampled_from(["Q{q} {y}", "{y}-Q{q}", "kwartaal {q} van {y}"]))
def test_a_quarter_reads_back(year: int, quarter: int, notation: str) -> None:
    named = notation.format(q=quarter, y=year)
    assert parse_periods(f"Steeg het in {named}?") == quarters(year, quarter)
    assert parse_periods(without_periods(f"Steeg het in {named}?")) == ()


@given(st.text(max_size=60))
def test_no_text_breaks_the_parser(text: str) -> None:
    periods = parse_periods(text)
    assert list(periods) == sorted(set(periods), key=lambda p: (p.year or 0, p.quarter or 0))
    without_periods(text)
